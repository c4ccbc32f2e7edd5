//! Whose a thing is: one person's, or the team's and nobody's own.

use crate::care::PersonId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Person(PersonId),
    Team,
}

impl Owner {
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Team => None,
        }
    }

    /// As the tables for reading name it: no person has the id of zeros.
    pub fn to_bytes(self) -> [u8; 16] {
        match self {
            Self::Person(person) => person.to_bytes(),
            Self::Team => [0; 16],
        }
    }
}

impl From<PersonId> for Owner {
    fn from(person: PersonId) -> Self {
        Self::Person(person)
    }
}
