//! What we carry: how much of us everybody takes just now, worker by worker and by name. A team
//! shares a load by its weight (P5); nothing here is counted, and nobody comes before another for it.

use super::{
    PersonLine, Run, Trouble, WorkerLine,
    authors::{colleagues, person_line},
    today::{as_one, who},
};
use crate::{
    care::{
        Day, How, Moment, PersonId, Stage, WorkerId,
        balance::Share,
        weight::{self, LATELY_DAYS, Lately, Takes},
    },
    log::registry::connection,
    store::{PersonRow, Store},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    pub today: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightPage {
    pub mine: Carried,
    /// Everybody else in the team, by name.
    pub others: Vec<(WorkerLine, Carried)>,
}

/// Whom somebody walks alongside or covers for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Every weight, the closest first. Empty: nobody just now.
    pub groups: Vec<Group>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub weight: weight::Weight,
    /// Of all whom they walk alongside.
    pub share: Share,
    /// By name.
    pub people: Vec<CarriedLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedLine {
    pub person: PersonLine,
    pub takes: Vec<Takes>,
    /// Carried for a colleague, who is away.
    pub is_covered: bool,
}

impl Run for Weight {
    fn run(&self, store: &mut Store) -> Result<WeightPage, Trouble> {
        let rows = as_one(store, store.people_here()?)?;
        let people = people(store, &rows, self.today)?;
        let carried = |worker: WorkerId| self.carried_by(store, worker, &people);
        Ok(WeightPage {
            mine: carried(store.me().worker),
            others: colleagues(store)
                .into_iter()
                .map(|line| (line.clone(), carried(line.id)))
                .collect(),
        })
    }
}

/// A card, whose it is, and what the last weeks say of them on whichever card.
struct OfLate<'a> {
    row: &'a PersonRow,
    who: PersonId,
    lately: Lately,
}

impl Weight {
    fn carried_by(&self, store: &Store, worker: WorkerId, people: &[OfLate<'_>]) -> Carried {
        let mut listed = BTreeSet::new();
        let theirs: Vec<_> = people
            .iter()
            .filter(|one| one.row.is_with(worker, self.today) && listed.insert(one.who))
            .collect();
        if theirs.is_empty() {
            return Carried::default();
        }
        let group = |weight: weight::Weight| {
            let these = theirs.iter().filter(|one| weight::Weight::of(&one.lately) == weight);
            let mut people: Vec<_> = these
                .map(|one| CarriedLine {
                    person: person_line(store, one.row),
                    takes: one.lately.takes(),
                    is_covered: one.row.worker != Some(worker),
                })
                .collect();
            people.sort_by_key(|line| (line.person.full_name.to_lowercase(), line.person.id));
            Group { weight, share: Share::of(people.len(), theirs.len()), people }
        };
        Carried { groups: weight::Weight::ALL.map(group).into() }
    }
}

/// Whoever was parted from together is carried for as long as something is still to be done.
fn people<'a>(
    store: &Store,
    rows: &'a [PersonRow],
    today: Day,
) -> Result<Vec<OfLate<'a>>, Trouble> {
    let who = who_is_who(store, rows)?;
    let who = |card: PersonId| who.get(&card).copied().unwrap_or(card);
    let since = Moment(store.now().0 - LATELY_DAYS * 86_400_000);
    let facts = facts(store, since, who)?;
    let mut people = Vec::new();
    for row in rows {
        let mut lately = facts.get(&who(row.id)).cloned().unwrap_or_default();
        if row.ended_together_on.is_some_and(|on| on <= today) && !lately.is_unfinished() {
            continue;
        }
        lately.is_paused = row.paused_until.is_some_and(|until| today < until);
        lately.rhythm_days = row.rhythm_days.filter(|_| !row.is_left_in_peace(today));
        people.push(OfLate { row, who: who(row.id), lately });
    }
    Ok(people)
}

/// Empty where everybody has one card.
fn who_is_who(store: &Store, rows: &[PersonRow]) -> Result<BTreeMap<PersonId, PersonId>, Trouble> {
    if !store.has_joined_cards()? {
        return Ok(BTreeMap::new());
    }
    rows.iter().map(|row| Ok((row.id, who(store, row.id)?))).collect()
}

/// Of everybody at once: a question for each fact, and none for each person.
fn facts(
    store: &Store,
    since: Moment,
    who: impl Fn(PersonId) -> PersonId,
) -> Result<BTreeMap<PersonId, Lately>, Trouble> {
    let mut facts: BTreeMap<PersonId, Lately> = BTreeMap::new();
    for met in store.met_since(since)? {
        let lately = facts.entry(who(met.person)).or_default();
        lately.n_visits += 1;
        lately.n_held += usize::from(met.was_holding);
    }
    for person in store.held_since(since)? {
        facts.entry(who(person)).or_default().n_held += 1;
    }
    for person in store.promised_by_us()? {
        facts.entry(who(person)).or_default().n_ours += 1;
    }
    for person in going_along(store)? {
        facts.entry(who(person)).or_default().goes_along = true;
    }
    Ok(facts)
}

/// With whom somebody of us is to go somewhere, and has not gone yet.
fn going_along(store: &Store) -> Result<BTreeSet<PersonId>, Trouble> {
    const EVER: Moment = Moment(i64::MIN);
    let word = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let stages = store.told_values(connection::KIND, connection::STAGE, EVER)?;
    let arranged: BTreeSet<[u8; 16]> = stages
        .into_iter()
        .filter(|stage| Stage::from_word(&word(&stage.value)) == Stage::Arranged)
        .map(|stage| stage.thing)
        .collect();
    let hows = store.told_values(connection::KIND, connection::HOW, EVER)?;
    let in_person = hows.into_iter().filter(|how| {
        arranged.contains(&how.thing) && How::from_word(&word(&how.value)).is_in_person()
    });
    Ok(in_person.map(|how| how.person).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{AskBy, Holding, Place, weight::Weight::*},
        requests::{
            connections::{Connect, Plan, To},
            holding::Hold,
            people::AddPerson,
            promises::MakePromise,
            same_person::JoinCards,
            visits::{BeginVisit, Draft, KeepVisit, SaveDraft},
        },
    };

    const NOW: &str = "2026-11-26T09:00:00Z";

    fn today() -> Day {
        "2026-11-26".parse().unwrap()
    }

    fn add(store: &mut Store, name: &str) -> PersonId {
        let fields = vec![("given_name".to_owned(), name.to_owned())];
        AddPerson { fields }.run(store).unwrap()
    }

    fn hold(store: &mut Store, person: PersonId) {
        let hold = Hold { person, how: Holding::WaitingWith, line: String::new() };
        hold.run(store).unwrap();
    }

    fn visit(store: &mut Store, person: PersonId, holding: Option<Holding>) {
        let begin = BeginVisit { person: Some(person), place: Place::Home, today: today() };
        let visit = begin.run(store).unwrap();
        let mut written = Draft { visit }.run(store).unwrap().written;
        written.words.note = "The kettle was on".into();
        written.holding = holding;
        SaveDraft { visit, written }.run(store).unwrap();
        KeepVisit { visit }.run(store).unwrap();
    }

    fn weights(carried: &Carried) -> Vec<(String, weight::Weight)> {
        let of = |group: &Group| {
            let weight = group.weight;
            let people = group.people.clone().into_iter();
            people.map(move |line| (line.person.called, weight)).collect::<Vec<_>>()
        };
        carried.groups.iter().flat_map(of).collect()
    }

    fn mine(store: &mut Store) -> Vec<(String, weight::Weight)> {
        weights(&Weight { today: today() }.run(store).unwrap().mine)
    }

    #[test]
    fn p5_being_there_weighs_as_much_as_a_visit_wherever_it_is_said() {
        let mut store = Store::alone_at("2026-10-01T09:00:00Z");
        let people = ["Held", "In visits", "Long ago", "Visited"].map(|name| add(&mut store, name));
        let [held, in_visits, long_ago, visited] = people;
        for _ in 0..9 {
            hold(&mut store, long_ago);
        }
        store.set_now("2026-11-20T09:00:00Z");
        for _ in 0..5 {
            hold(&mut store, held);
            visit(&mut store, visited, None);
        }
        for _ in 0..3 {
            visit(&mut store, in_visits, Some(Holding::Steadying));
        }
        store.set_now(NOW);
        let weighs = |name: &str, weight| (name.to_owned(), weight);
        assert_eq!(
            mine(&mut store),
            [
                weighs("Held", CloseJustNow),
                weighs("In visits", CloseJustNow),
                weighs("Visited", CloseJustNow),
                weighs("Long ago", Lightly),
            ]
        );
    }

    #[test]
    fn what_is_arranged_and_what_is_ours_to_do_weighs_and_is_said() {
        let mut store = Store::alone_at(NOW);
        let (mo, walter) = (add(&mut store, "Mo"), add(&mut store, "Walter"));
        let text = "Ring the chapel".to_owned();
        MakePromise { person: mo, text, by_worker: true, on: None }.run(&mut store).unwrap();
        let text = "Look out the photographs".to_owned();
        let theirs = MakePromise { person: walter, text, by_worker: false, on: None };
        theirs.run(&mut store).unwrap();
        for (person, how) in [(mo, How::GoTogether), (walter, How::RingAhead)] {
            let to = To::Elsewhere("The choir".into());
            let (on, ask_by) = (today(), AskBy::Phone);
            let connect =
                Connect { person, to, how, on, ask_by, plan: Plan::default(), goal: None };
            connect.run(&mut store).unwrap();
        }
        let groups = Weight { today: today() }.run(&mut store).unwrap().mine.groups;
        let takes = |weight| {
            let group = groups.iter().find(|group| group.weight == weight).unwrap();
            group.people.iter().map(|line| line.takes.clone()).collect::<Vec<_>>()
        };
        assert_eq!(takes(Steadily), [vec![Takes::GoingAlong, Takes::OursToDo]]);
        assert_eq!(takes(Lightly), [vec![]]);
    }

    #[test]
    fn p18_workers_and_people_stand_by_their_names_whatever_they_carry() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let people = ["Zoe", "Amir"].map(|name| add(&mut ben, name));
        for _ in 0..6 {
            hold(&mut ben, people[0]);
            hold(&mut ben, people[1]);
        }
        Store::meet(&mut ana, &mut ben).unwrap();
        let page = Weight { today: ana.now().utc_day() }.run(&mut ana).unwrap();
        assert_eq!(page.mine, Carried::default());
        let others: Vec<_> =
            page.others.iter().map(|(worker, of)| (worker.name.as_str(), weights(of))).collect();
        let close = |name: &str| (name.to_owned(), CloseJustNow);
        assert_eq!(others, [("Ben", vec![close("Amir"), close("Zoe")])]);
    }

    #[test]
    fn somebody_with_two_cards_is_carried_once() {
        let mut store = Store::alone_at(NOW);
        let [mo, maureen] = ["Mo", "Maureen"].map(|name| add(&mut store, name));
        for _ in 0..3 {
            hold(&mut store, mo);
            hold(&mut store, maureen);
        }
        JoinCards { one: mo, other: maureen }.run(&mut store).unwrap();
        assert_eq!(mine(&mut store).len(), 1);
        assert_eq!(mine(&mut store)[0].1, CloseJustNow);
    }
}
