//! Whose a thing is: one person's, the team's and nobody's own, or of those who read one scope.

use super::ScopeId;
use crate::care::PersonId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Person(PersonId),
    Team,
    Closed(ScopeId),
}

impl Owner {
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Team | Self::Closed(_) => None,
        }
    }

    /// As the tables for reading name it: no person has the id of zeros. What of closed scopes is on
    /// this phone at all may be read by whoever unlocks it.
    pub fn to_bytes(self) -> [u8; 16] {
        match self {
            Self::Person(person) => person.to_bytes(),
            Self::Team | Self::Closed(_) => [0; 16],
        }
    }
}

impl From<PersonId> for Owner {
    fn from(person: PersonId) -> Self {
        Self::Person(person)
    }
}
