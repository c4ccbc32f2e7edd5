//! Continuity of one person: who walks alongside and who covers, pauses, endings made together.

use super::{
    Author, FieldView, PersonLine, PromiseLine, Run, Seen, Thing, Trouble, WorkerLine,
    authors::{author_of, colleagues, person_line_of, worker_line},
    handover::{HandoverLine, waiting_about},
    person::{actor_for, promises_of},
};
use crate::{
    care::{
        Became, Day, Moment, PersonId, WorkerId,
        continuity::{Standing, standing},
    },
    log::{
        Owner,
        registry::{field_named, person},
    },
    store::{Fields, Head, PersonRow, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continuity {
    pub person: PersonId,
    pub today: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContinuityPage {
    pub called: String,
    pub standing: Standing,
    /// Who wrote down where they stand, and when; nobody, while all is as ever.
    pub by: Option<(Author, Moment)>,
    /// A pause that somebody wrote down who had not heard of the ending, or it of the pause: both
    /// are kept until somebody chooses.
    pub beside: Option<Beside>,
    pub worker: Option<WorkerLine>,
    /// Who covers on this day, and until when.
    pub cover: Option<(WorkerLine, Option<Day>)>,
    pub colleagues: Vec<WorkerLine>,
    /// Letters that wait for an answer.
    pub waiting: Vec<HandoverLine>,
    /// Promises of ours that are open.
    pub our_promises: Vec<PromiseLine>,
    /// The person's other cards; those on a link of this one are told apart by it.
    pub other_cards: Vec<OtherCard>,
    /// Names of whoever stands in a version of a field.
    pub names: BTreeMap<WorkerId, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    pub standing: Standing,
    pub by: Author,
    pub at: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherCard {
    pub line: PersonLine,
    pub worker: Option<WorkerLine>,
    /// Joined with this very card, and not by way of another.
    pub is_next_to: bool,
}

/// Sets several fields of a person in one action. Answers what now stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetTogether {
    pub person: PersonId,
    pub values: Vec<FieldSet>,
}

/// A field by its name, its value, and what was seen there. An empty value clears it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSet {
    pub field: String,
    pub value: String,
    pub seen: Seen,
}

impl Run for Continuity {
    fn run(&self, store: &mut Store) -> Result<ContinuityPage, Trouble> {
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let fields = store.fields(Thing::Person(self.person).in_log())?;
        let standing = stands(self.today, &row, &fields);
        let by = written_by(&fields, &standing).map(|head| by_whom(store, head)).transpose()?;
        let covered_by = row.covered_by(self.today);
        let mut names = BTreeMap::new();
        for field in [person::WORKER, person::COVER] {
            for head in fields.heads(field) {
                let worker = crate::log::registry::id(&head.value).map(WorkerId);
                names.extend(worker.and_then(|id| Some((id, store.worker_name(id)?))));
            }
        }
        Ok(ContinuityPage {
            called: row.called().to_owned(),
            beside: beside(store, self.today, &row, &fields)?,
            standing,
            by,
            worker: row.worker.map(|id| worker_line(store, id)),
            cover: covered_by.map(|id| (worker_line(store, id), row.cover_until)),
            colleagues: colleagues(store),
            waiting: waiting_about(store, self.person)?,
            our_promises: our_promises(store, self.person)?,
            other_cards: other_cards(store, self.person)?,
            names,
        })
    }
}

fn stands(today: Day, row: &PersonRow, fields: &Fields) -> Standing {
    let paused_for = fields.text(person::PAUSED_FOR);
    standing(today, row.paused_until, &paused_for, row.ended_together_on)
}

/// The writing that says where they stand.
fn written_by<'a>(fields: &'a Fields, standing: &Standing) -> Option<&'a Head> {
    match standing {
        Standing::InTouch => None,
        Standing::Paused { .. } => fields.shown(person::PAUSED_UNTIL),
        Standing::EndingOn { .. } | Standing::EndedTogether { .. } => {
            fields.shown(person::ENDED_TOGETHER_ON)
        }
    }
}

fn by_whom(store: &Store, head: &Head) -> Result<(Author, Moment), Trouble> {
    Ok((author_of(store, head)?, head.at))
}

/// Whoever ends knows of their own pause, and what stands is what they meant.
fn beside(
    store: &Store,
    today: Day,
    row: &PersonRow,
    fields: &Fields,
) -> Result<Option<Beside>, Trouble> {
    if !matches!(stands(today, row, fields), Standing::EndedTogether { .. }) {
        return Ok(None);
    }
    let paused_for = fields.text(person::PAUSED_FOR);
    let pause = standing(today, row.paused_until, &paused_for, None);
    let ended_on = fields.shown(person::ENDED_TOGETHER_ON).map(|head| head.actor);
    match written_by(fields, &pause) {
        Some(head) if Some(head.actor) != ended_on => {
            let (by, at) = by_whom(store, head)?;
            Ok(Some(Beside { standing: pause, by, at }))
        }
        _ => Ok(None),
    }
}

/// Whether a pause and an ending stand beside each other.
pub(super) fn has_both(store: &Store, today: Day, row: &PersonRow) -> Result<bool, Trouble> {
    if row.ended_together_on.is_none() || row.paused_until.is_none() {
        return Ok(false);
    }
    let fields = store.fields(Thing::Person(row.id).in_log())?;
    Ok(beside(store, today, row, &fields)?.is_some())
}

/// The day of an ending, and who wrote it down.
pub(super) fn ending_of(store: &Store, row: &PersonRow) -> Result<Option<(Day, Author)>, Trouble> {
    let Some(on) = row.ended_together_on else { return Ok(None) };
    let fields = store.fields(Thing::Person(row.id).in_log())?;
    let head = fields.shown(person::ENDED_TOGETHER_ON);
    head.map(|head| Ok((on, author_of(store, head)?))).transpose()
}

fn our_promises(store: &Store, person: PersonId) -> Result<Vec<PromiseLine>, Trouble> {
    let mut promises = promises_of(store, person)?;
    promises.retain(|line| {
        line.by_worker && line.became.as_ref().is_none_or(|became| *became == Became::NotYet)
    });
    Ok(promises)
}

fn other_cards(store: &Store, person: PersonId) -> Result<Vec<OtherCard>, Trouble> {
    let mut cards = Vec::new();
    for id in store.joined_with(person)?.into_iter().filter(|id| *id != person) {
        let worker = store.person(id)?.and_then(|row| row.worker);
        cards.push(OtherCard {
            line: person_line_of(store, id)?,
            worker: worker.map(|id| worker_line(store, id)),
            is_next_to: !store.links_between(person, id)?.is_empty(),
        });
    }
    Ok(cards)
}

impl Run for SetTogether {
    fn run(&self, store: &mut Store) -> Result<Seen, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let thing = Thing::Person(self.person).in_log();
        let mut writing = Writing::at(store.now());
        for FieldSet { field, value, seen } in &self.values {
            let spec = field_named(person::KIND, field).ok_or(Trouble::NotAValue)?;
            let text = value.trim();
            let value = if text.is_empty() { Some(Vec::new()) } else { spec.shape.parse(text) };
            let value = value.ok_or(Trouble::NotAValue)?;
            let owner = Owner::Person(self.person);
            let actor = actor_for(store, owner, person::KIND, spec.number);
            let put = Put { field: spec.number, value, seen: seen.clone() };
            writing.put(self.person, actor, thing, vec![put]);
        }
        Ok(store.write(writing)?)
    }
}

impl FieldSet {
    pub fn over(field: &str, value: impl Into<String>, before: &FieldView) -> Self {
        Self { field: field.to_owned(), value: value.into(), seen: before.seen.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{Place, continuity::PauseFor},
        requests::{
            people::{AddPerson, People, Whose},
            person::Person,
            promises::MakePromise,
            today::Today,
            visits::{BeginVisit, Draft, KeepVisit, SaveDraft},
        },
    };

    fn add(store: &mut Store, name: &str) -> PersonId {
        let fields = [("given_name", name), ("rhythm_days", "7")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        AddPerson { fields }.run(store).unwrap()
    }

    fn set(store: &mut Store, person: PersonId, values: &[(&str, &str)]) -> Seen {
        let fields = Person { person }.run(store).unwrap().fields;
        let values = values.iter().map(|(field, value)| {
            let before = fields.get(*field).cloned().unwrap_or_default();
            FieldSet::over(field, *value, &before)
        });
        SetTogether { person, values: values.collect() }.run(store).unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn n_mine(store: &mut Store, today: Day) -> usize {
        let people = People { words: String::new(), whose: Whose::Mine, today };
        people.run(store).unwrap().people.len()
    }

    #[test]
    fn p11_cover_has_a_name_and_ends_with_its_day() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let mo = add(&mut ana, "Mo");
        let (his, until) = (ben.me().worker, day("2026-12-03"));
        set(&mut ana, mo, &[("cover", &his.to_string()), ("cover_until", "2026-12-03")]);
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!((n_mine(&mut ben, until), n_mine(&mut ben, until.plus(1))), (1, 0));
        assert_eq!((n_mine(&mut ana, until), n_mine(&mut ana, until.plus(1))), (1, 1));
        let cover = |store: &mut Store, today| {
            let page = Continuity { person: mo, today }.run(store).unwrap();
            page.cover.map(|(worker, until)| (worker.name, until))
        };
        assert_eq!(cover(&mut ana, until), Some(("Ben".into(), Some(until))));
        assert_eq!(cover(&mut ana, until.plus(1)), None);
        let suggested = |store: &mut Store, today| {
            Today { today, has_time: false }.run(store).unwrap().suggestions.len()
        };
        set(&mut ana, mo, &[("next_contact_on", "2026-12-01")]);
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!((suggested(&mut ben, until), suggested(&mut ben, until.plus(1))), (1, 0));
    }

    #[test]
    fn p16_who_was_parted_from_together_is_still_found_and_written_about() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let (mo, today) = (add(&mut store, "Mo"), day("2026-11-22"));
        set(&mut store, mo, &[("ended_together_on", "2026-11-22")]);
        assert_eq!(n_mine(&mut store, today), 1);
        let people = People { words: "mo".into(), whose: Whose::Mine, today };
        assert_eq!(people.run(&mut store).unwrap().people.len(), 1);
        let begin = BeginVisit { person: Some(mo), place: Place::Phone, today };
        let visit = begin.run(&mut store).unwrap();
        let mut written = Draft { visit }.run(&mut store).unwrap().written;
        written.words.note = "She rang to tell of the choir".into();
        SaveDraft { visit, written }.run(&mut store).unwrap();
        KeepVisit { visit }.run(&mut store).unwrap();
        let page = Continuity { person: mo, today }.run(&mut store).unwrap();
        assert_eq!(page.standing, Standing::EndedTogether { on: today });
    }

    #[test]
    fn p16_nothing_ends_by_itself() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = add(&mut store, "Mo");
        set(&mut store, mo, &[("paused_until", "2026-12-01"), ("hello_again_on", "2027-03-01")]);
        for n_days in [0, 9, 400, 4_000] {
            let today = day("2026-11-22").plus(n_days);
            let page = Continuity { person: mo, today }.run(&mut store).unwrap();
            assert!(!matches!(page.standing, Standing::EndedTogether { .. }));
            assert_eq!(n_mine(&mut store, today), 1);
        }
        let page = Continuity { person: mo, today: day("2026-12-01") }.run(&mut store).unwrap();
        assert_eq!(page.standing, Standing::InTouch, "a pause ends quietly");
    }

    #[test]
    fn p16_a_promise_of_ours_outlives_an_ending() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let (mo, on) = (add(&mut store, "Mo"), day("2026-11-24"));
        let text = "Send the photograph".to_owned();
        let promise = MakePromise { person: mo, text, by_worker: true, on: Some(on) };
        promise.run(&mut store).unwrap();
        set(&mut store, mo, &[("ended_together_on", "2026-11-22")]);
        let page = Continuity { person: mo, today: on }.run(&mut store).unwrap();
        assert_eq!(page.our_promises.len(), 1);
        let suggested = Today { today: on, has_time: false }.run(&mut store).unwrap().suggestions;
        assert_eq!(suggested.len(), 1);
    }

    #[test]
    fn p16_two_who_pause_or_end_at_once_are_shown_side_by_side() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let mo = add(&mut ana, "Mo");
        Store::meet(&mut ana, &mut ben).unwrap();
        set(&mut ana, mo, &[("paused_until", "2026-12-01"), ("paused_for", "away")]);
        set(&mut ben, mo, &[("paused_until", "2026-12-24"), ("paused_for", "in hospital")]);
        Store::meet(&mut ana, &mut ben).unwrap();
        for store in [&mut ana, &mut ben] {
            let page = Person { person: mo }.run(store).unwrap();
            assert_eq!(page.fields["paused_until"].versions.len(), 2);
            assert_eq!(page.fields["paused_for"].versions.len(), 2);
        }
    }

    #[test]
    fn p16_a_pause_and_an_ending_of_two_who_had_not_met_both_stand_until_one_is_chosen() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let (mo, today) = (add(&mut ana, "Mo"), day("2026-11-22"));
        Store::meet(&mut ana, &mut ben).unwrap();
        set(&mut ana, mo, &[("ended_together_on", "2026-11-22")]);
        set(&mut ben, mo, &[("paused_until", "2026-12-24"), ("paused_for", "in hospital")]);
        Store::meet(&mut ana, &mut ben).unwrap();
        let asked = |store: &mut Store| Continuity { person: mo, today }.run(store).unwrap();
        let on_today = |store: &mut Store| {
            Today { today, has_time: false }.run(store).unwrap().two_versions.len()
        };
        for store in [&mut ana, &mut ben] {
            let page = asked(store);
            assert_eq!(page.standing, Standing::EndedTogether { on: today });
            assert_eq!(page.by.unwrap().0.worker.name, "Ana");
            let beside = page.beside.unwrap();
            let (until, what_for) = (day("2026-12-24"), PauseFor::InHospital);
            assert_eq!(beside.standing, Standing::Paused { until, what_for });
            assert_eq!(beside.by.worker.name, "Ben");
        }
        assert_eq!(on_today(&mut ana), 1, "whoever walks alongside hears of it");
        set(&mut ben, mo, &[("ended_together_on", "")]);
        Store::meet(&mut ana, &mut ben).unwrap();
        let page = asked(&mut ana);
        assert!(matches!(page.standing, Standing::Paused { .. }) && page.beside.is_none());
        assert_eq!(on_today(&mut ana), 0);
    }

    #[test]
    fn p16_who_ends_while_they_know_of_a_pause_is_asked_nothing() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let (mo, today) = (add(&mut store, "Mo"), day("2026-11-22"));
        set(&mut store, mo, &[("paused_until", "2026-12-24")]);
        set(&mut store, mo, &[("ended_together_on", "2026-11-22")]);
        let page = Continuity { person: mo, today }.run(&mut store).unwrap();
        assert_eq!(page.standing, Standing::EndedTogether { on: today });
        assert!(page.beside.is_none() && page.by.unwrap().0.worker.is_me);
    }

    #[test]
    fn p12_what_would_help_when_it_gets_hard_is_kept_as_their_words() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = add(&mut store, "Mo");
        let values = [("if_hard_helps", "A walk"), ("ending_words", "You did it"), ("born", "")];
        set(&mut store, mo, &values);
        let by = |field| {
            let fields = store.fields(Thing::Person(mo).in_log()).unwrap();
            fields.shown(field).unwrap().actor
        };
        assert_eq!(by(person::IF_HARD_HELPS), crate::log::Actor::Person(mo));
        assert_eq!(by(person::ENDING_WORDS), store.as_worker());
    }
}
