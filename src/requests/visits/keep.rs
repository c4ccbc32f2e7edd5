//! A draft becomes a kept visit, with its promises and the next contact.

use super::{
    PromiseWritten, Written,
    draft::{A_DAY_MS, beyond, read_written, seen_agreed},
    field_of, thing,
};
use crate::{
    care::{Part, PersonId, VisitId},
    log::{
        Actor, Thing,
        registry::{person, visit},
    },
    requests::{NextContact, Run, Trouble, marks::put_marks, promises},
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

/// Makes the draft a kept visit, its promises and its next contact with it. Answers after COMMIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepVisit {
    pub visit: VisitId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub visit: VisitId,
    pub person: PersonId,
}

impl Run for KeepVisit {
    fn run(&self, store: &mut Store) -> Result<Kept, Trouble> {
        let draft = store.draft(self.visit)?.ok_or(Trouble::NotFound)?;
        let written = read_written(&draft.written)?;
        // It may be kept already, with other words: on another phone, or while these were typed.
        let kept = store.visit(self.visit)?.map(|row| row.person);
        let person = kept.or(written.person).ok_or(Trouble::NobodyChosen)?;
        if !written.is_begun() {
            return Err(Trouble::NothingWritten);
        }
        let now = store.now();
        if written.at.0 > now.0 + A_DAY_MS {
            return Err(Trouble::InTheFuture);
        }
        let written = beyond(store, self.visit, written)?;
        let mut writing = Writing::at(now);
        let about = about(&written, person).into_iter().filter(|_| kept.is_none());
        let puts = about.chain(said(&written)).collect();
        writing.put(person, store.as_worker(), thing(self.visit), puts);
        put_promises(&mut writing, store.as_worker(), self.visit, person, &written.promises);
        put_marks(&mut writing, store, self.visit, person, &written);
        put_next_contact(&mut writing, store, person, &written)?;
        store.write_out_of_draft(writing, self.visit)?;
        Ok(Kept { visit: self.visit, person })
    }
}

/// With whom, when and where: said once.
fn about(written: &Written, person: PersonId) -> [Put; 3] {
    [
        Put::new(visit::PERSON, person.to_bytes()),
        Put::new(visit::AT, written.at.0.to_le_bytes()),
        Put::new(visit::PLACE, written.place.as_word()),
    ]
}

fn said(written: &Written) -> impl Iterator<Item = Put> {
    let parts = Part::KNOWN.map(|part| (field_of(part), written.words.under(part)));
    let filled = parts.into_iter().filter(|(_, text)| !text.trim().is_empty());
    let holding = written.holding.iter().map(|it| Put::new(visit::HOLDING, it.as_word()));
    filled.map(|(field, text)| Put::new(field, text)).chain(holding)
}

fn put_promises(
    writing: &mut Writing,
    actor: Actor,
    visit: VisitId,
    person: PersonId,
    promises: &[PromiseWritten],
) {
    for promise in promises.iter().filter(|promise| !promise.text.trim().is_empty()) {
        let text = promise.text.trim();
        let puts = promises::puts_of(person, Some(visit), text, promise.by_worker, promise.on);
        writing.put(person, actor, promises::thing(promise.id), puts);
    }
}

/// What was agreed now takes the place of what its writer saw agreed. Where nobody spoke of it, only
/// the contact that this was is agreed no more.
fn put_next_contact(
    writing: &mut Writing,
    store: &Store,
    person: PersonId,
    written: &Written,
) -> Result<(), Trouble> {
    let thing = Thing { kind: person::KIND, id: person.to_bytes() };
    let fields = store.fields(thing)?;
    let was_this = fields.day(person::NEXT_CONTACT_ON).is_some_and(|on| on <= written.at.utc_day());
    let (next, seen) = match &written.next_seen {
        Some(seen) => (&written.next_contact, seen.clone()),
        None if was_this => (&NextContact::default(), seen_agreed(store, person)?),
        None => return Ok(()),
    };
    let on = next.on.map(|on| on.to_string()).unwrap_or_default();
    let how = next.how.as_ref().map(|how| how.as_word().to_owned()).unwrap_or_default();
    let mut puts = Vec::new();
    for (field, value) in [(person::NEXT_CONTACT_ON, on), (person::NEXT_CONTACT_HOW, how)] {
        if fields.text(field) != value {
            puts.push(Put { field, value: value.into(), seen: seen.clone() });
        }
    }
    writing.put(person, store.as_worker(), thing, puts);
    Ok(())
}
