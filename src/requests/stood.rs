//! What stood in fields before somebody wrote over it, so that undo puts back just that.

use super::{Seen, Thing, Trouble, person::actor_for};
use crate::{
    care::{PersonId, WorkerId},
    log::Actor,
    store::{Fields, Head, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

/// Of one thing, by its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    thing: Thing,
    fields: Vec<(u16, Vec<Was>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Was {
    value: Vec<u8>,
    by: By,
}

/// Whose words it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum By {
    Worker(WorkerId),
    Person(PersonId),
    Themselves(PersonId),
}

impl Stood {
    /// What these puts are about to take the place of: all of it, where there were versions.
    pub(super) fn before(store: &Store, thing: Thing, puts: &[Put]) -> Result<Self, Trouble> {
        let fields = store.fields(thing.in_log())?;
        let was = |put: &Put| {
            let heads = fields.heads(put.field).iter().filter(|head| put.seen.has(head.change));
            (put.field, heads.map(Was::of).collect())
        };
        Ok(Self { thing, fields: puts.iter().map(was).collect() })
    }

    /// Puts it back over what was written, and over nothing that came since.
    pub(super) fn put_back(
        &self,
        writing: &mut Writing,
        store: &Store,
        stands: &Seen,
    ) -> Result<(), Trouble> {
        let thing = self.thing.in_log();
        let owner = store.owner_of(thing)?.ok_or(Trouble::NotFound)?;
        let fields = store.fields(thing)?;
        for (field, was) in &self.fields {
            if !fields.heads(*field).iter().any(|head| stands.has(head.change)) {
                continue;
            }
            let mut back = was.clone();
            if back.is_empty() {
                back.push(beside(&fields, *field, stands).map_or_else(
                    || Was::nothing(actor_for(store, owner, thing.kind, *field)),
                    Was::of,
                ));
            }
            for Was { value, by } in back {
                let put = Put { field: *field, value, seen: stands.clone() };
                writing.put(owner, by.into(), thing, vec![put]);
            }
        }
        Ok(())
    }
}

/// What somebody else wrote there meanwhile: said once more, it is still one value and theirs.
fn beside<'a>(fields: &'a Fields, field: u16, stands: &Seen) -> Option<&'a Head> {
    fields.heads(field).iter().find(|head| !stands.has(head.change))
}

impl Was {
    fn of(head: &Head) -> Self {
        Self { value: head.value.clone(), by: head.actor.into() }
    }

    fn nothing(by: Actor) -> Self {
        Self { value: Vec::new(), by: by.into() }
    }
}

impl From<Actor> for By {
    fn from(actor: Actor) -> Self {
        match actor {
            Actor::Worker(worker) => Self::Worker(worker),
            Actor::Person(person) => Self::Person(person),
            Actor::Themselves(person) => Self::Themselves(person),
        }
    }
}

impl From<By> for Actor {
    fn from(by: By) -> Self {
        match by {
            By::Worker(worker) => Self::Worker(worker),
            By::Person(person) => Self::Person(person),
            By::Themselves(person) => Self::Themselves(person),
        }
    }
}
