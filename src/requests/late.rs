//! Late work: what somebody had written and not sent when they left the team. The server holds it, and
//! whoever is here takes it in, or leaves it out and says why. Until then it is in no record.

use super::{
    Author, FieldView, PersonLine, Run, Trouble,
    authors::{author_of, is_with_nobody, person_line_of},
    person::view_of,
    visits,
};
use crate::{
    care::{Moment, Part, PersonId, visit::VisitWords},
    log::{
        Owner, Thing as InLog,
        registry::{self, late, person, visit},
    },
    store::{Held, Put, Said, Store, Writing},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// The frame that is held, as its name.
    pub frame: String,
    /// Whose phone it came from.
    pub from: String,
    pub held_at: Moment,
    /// What is in it, as far as this phone can read it.
    pub holds: Vec<Written>,
    pub left_out: Option<LeftOut>,
}

/// Something in late work, before it is taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Of whom it is, where it says so.
    pub of: Option<PersonLine>,
    /// A visit's note: when it was, and how it begins.
    pub visit: Option<(Moment, String)>,
}

/// That it is not taken in; it can be all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub why: FieldView,
    pub by: Author,
    pub at: Moment,
}

/// Takes late work into the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admit {
    pub frame: String,
}

/// Leaves late work out of the record, and says why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveOut {
    pub frame: String,
    pub why: String,
}

impl Run for Admit {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        Ok(store.admit_held(store.held_named(&self.frame)?)?)
    }
}

impl Run for LeaveOut {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let why = self.why.trim();
        if why.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let thing = InLog { kind: late::KIND, id: store.held_named(&self.frame)?.0 };
        let seen = store.fields(thing)?.seen(late::WHY);
        let mut writing = Writing::at(store.now());
        let put = Put { field: late::WHY, value: why.into(), seen };
        writing.put(Owner::Team, store.as_worker(), thing, vec![put]);
        store.write(writing)?;
        Ok(())
    }
}

/// Whether anything waits for the worker of this phone to decide.
pub(super) fn waits_for_me(store: &Store) -> Result<bool, Trouble> {
    for held in store.held()? {
        if left_out(store, &held)?.is_none() && is_for_me(store, &held)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is of a worker's people is theirs to decide; what is of nobody's, a lead's.
fn is_for_me(store: &Store, held: &Held) -> Result<bool, Trouble> {
    let mut is_somebodys = false;
    for said in store.said_in_held(held.frame)? {
        // What few read is told to all of them: whoever can open it is one.
        if registry::is_closed(said.thing.kind) {
            return Ok(true);
        }
        let row = whose(store, &said)?.map(|person| store.person(person)).transpose()?.flatten();
        let Some(row) = row else { continue };
        if row.is_with(store.me().worker, store.now().utc_day()) {
            return Ok(true);
        }
        is_somebodys |= !is_with_nobody(store, &row);
    }
    Ok(!is_somebodys && store.book().is_lead(store.me().worker))
}

/// All that is not taken in; what was left out comes last.
pub fn all(store: &Store) -> Result<Vec<Late>, Trouble> {
    let mut all = Vec::new();
    for held in store.held()? {
        let from = store.book().device(held.from).map(|enrolled| enrolled.worker);
        all.push(Late {
            frame: held.frame.to_string(),
            from: from.and_then(|worker| store.worker_name(worker)).unwrap_or_default(),
            held_at: held.at,
            holds: written_in(store, &held)?,
            left_out: left_out(store, &held)?,
        });
    }
    all.sort_by_key(|late| (late.left_out.is_some(), late.held_at));
    Ok(all)
}

fn left_out(store: &Store, held: &Held) -> Result<Option<LeftOut>, Trouble> {
    let fields = store.fields(InLog { kind: late::KIND, id: held.frame.0 })?;
    let why = view_of(store, &fields, late::KIND, late::WHY)?;
    let Some(head) = fields.heads(late::WHY).iter().max_by_key(|head| head.at) else {
        return Ok(None);
    };
    Ok(Some(LeftOut { why, by: author_of(store, head)?, at: head.at }))
}

/// One of each visit, and one of each person of whom there is anything else.
fn written_in(store: &Store, held: &Held) -> Result<Vec<Written>, Trouble> {
    let mut written: Vec<Written> = Vec::new();
    for said in store.said_in_held(held.frame)? {
        let of = whose(store, &said)?;
        let of = of.map(|person| person_line_of(store, person)).transpose()?;
        let one = Written { of, visit: visit_in(&said) };
        if !written.contains(&one) {
            written.push(one);
        }
    }
    let says = |one: &Written| one.visit.is_some();
    let told: Vec<_> = written.iter().filter(|one| says(one)).map(|one| one.of.clone()).collect();
    written.retain(|one| says(one) || !told.contains(&one.of));
    Ok(written)
}

fn visit_in(said: &Said) -> Option<(Moment, String)> {
    if said.thing.kind != visit::KIND {
        return None;
    }
    let at = registry::moment(said.value(visit::AT)?)?;
    let mut words = VisitWords::default();
    for part in Part::KNOWN {
        let text = said.value(visits::field_of(part)).unwrap_or_default();
        *words.under_mut(part) = String::from_utf8_lossy(text).into_owned();
    }
    Some((at, visits::first_words(&words)))
}

/// Every kind but a person names whose it is in the field of that name; a later change to a thing that
/// is here already need not.
fn whose(store: &Store, said: &Said) -> Result<Option<PersonId>, Trouble> {
    if said.thing.kind == person::KIND {
        return Ok(Some(PersonId::from_bytes(said.thing.id)));
    }
    let named = registry::field_named(said.thing.kind, "person");
    let named = named.and_then(|spec| registry::id(said.value(spec.number)?));
    match named {
        Some(id) => Ok(Some(PersonId(id))),
        None => Ok(store.owner_of(said.thing)?.and_then(Owner::person)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{care::WorkerId, log::registry::concern, requests::people::AddPerson};
    use std::collections::BTreeSet;

    fn puts(store: &mut Store, person: PersonId, field: u16, value: Vec<u8>) {
        let thing = InLog { kind: person::KIND, id: person.to_bytes() };
        let seen = store.fields(thing).unwrap().seen(field);
        let mut writing = Writing::at(store.now());
        writing.put(person, store.as_worker(), thing, vec![Put { field, value, seen }]);
        store.write(writing).unwrap();
    }

    fn goes_to(store: &mut Store, person: PersonId, worker: WorkerId) {
        puts(store, person, person::WORKER, worker.to_bytes().to_vec());
    }

    /// Held on the other phone, as what came from somebody who had left.
    fn writes_late(writer: &mut Store, other: &Store, person: PersonId) {
        puts(writer, person, person::MATTERS, b"She used to sing.".to_vec());
        writer.seal_outbox().unwrap();
        let frame = writer.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap().pop().unwrap();
        other.keep_held(&frame.bytes, writer.me().device, writer.now()).unwrap();
    }

    #[test]
    fn late_notes_wait_for_the_worker_of_whom_they_are_and_for_a_lead_where_there_is_none() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let mo = AddPerson { fields }.run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        writes_late(&mut ana, &ben, mo);
        assert!(!waits_for_me(&ben).unwrap(), "Mo is with Ana");
        let bens = ben.me().worker;
        goes_to(&mut ben, mo, bens);
        assert!(waits_for_me(&ben).unwrap());

        Store::meet(&mut ana, &mut ben).unwrap();
        writes_late(&mut ben, &ana, mo);
        assert!(!waits_for_me(&ana).unwrap(), "Mo is with Ben");
        ana.remove(&[ben.me().device]).unwrap();
        assert!(waits_for_me(&ana).unwrap());
    }

    #[test]
    fn a_late_worry_waits_for_all_who_read_it_whoever_sees_the_person() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let mo = AddPerson { fields }.run(&mut ana).unwrap();
        let scope = ana.restricted_scope(vec![ben.me().worker]).unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        let mut writing = Writing::at(ana.now());
        let worry = InLog { kind: concern::KIND, id: [8; 16] };
        let puts = vec![
            Put::new(concern::PERSON, mo.to_bytes()),
            Put::new(concern::FACT, "A bruise on her arm."),
        ];
        writing.put(Owner::Closed(scope), ana.as_worker(), worry, puts);
        ana.write(writing).unwrap();
        ana.seal_outbox().unwrap();
        let frame = ana.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap().pop().unwrap();
        ben.keep_held(&frame.bytes, ana.me().device, ana.now()).unwrap();
        assert!(waits_for_me(&ben).unwrap(), "Mo is with Ana");
    }
}
