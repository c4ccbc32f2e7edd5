//! Two cards of one person, added by two workers who had not met: joined by a link that can be
//! undone. Nothing on either is rewritten.

use super::{PersonLine, Run, Thing, Trouble, authors::person_line, things};
use crate::{
    care::{
        PersonId,
        continuity::{Card, may_be_the_same},
    },
    log::{Owner, registry::same_person},
    store::{PersonRow, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

/// Cards that may be of the same person: called alike or born on the same day; or those that some
/// words find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MayBeTheSame {
    pub person: PersonId,
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinCards {
    pub one: PersonId,
    pub other: PersonId,
}

/// These two are two people after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartCards {
    pub one: PersonId,
    pub other: PersonId,
}

const MOST_OFFERED: usize = 6;

impl Run for MayBeTheSame {
    fn run(&self, store: &mut Store) -> Result<Vec<PersonLine>, Trouble> {
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let joined = store.joined_with(self.person)?;
        let words = self.words.trim();
        let mut rows = store.people_named(words, usize::MAX)?;
        rows.retain(|other| {
            !joined.contains(&other.id)
                && (!words.is_empty() || may_be_the_same(card(&row), card(other)))
        });
        Ok(rows.iter().take(MOST_OFFERED).map(|row| person_line(store, row)).collect())
    }
}

fn card(row: &PersonRow) -> Card<'_> {
    let names = [&row.given_name, &row.family_name, &row.preferred_name];
    Card { names: names.map(String::as_str), born: row.born }
}

impl Run for JoinCards {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        if self.one == self.other {
            return Err(Trouble::NotAValue);
        }
        for card in [self.one, self.other] {
            store.person(card)?.ok_or(Trouble::NotFound)?;
        }
        if !store.links_between(self.one, self.other)?.is_empty() {
            return Ok(());
        }
        let thing = things::fresh(store, same_person::KIND);
        let mut writing = Writing::at(store.now());
        let puts = vec![
            Put::new(same_person::ONE, self.one.to_bytes()),
            Put::new(same_person::OTHER, self.other.to_bytes()),
        ];
        writing.put(Owner::Team, store.as_worker(), thing, puts);
        Ok(store.write(writing).map(drop)?)
    }
}

impl Run for PartCards {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let mut writing = Writing::at(store.now());
        for link in store.links_between(self.one, self.other)? {
            let thing = Thing::SamePerson(link).in_log();
            let seen = store.fields(thing)?.seen(same_person::IS_UNDONE);
            let undone = Put { field: same_person::IS_UNDONE, value: "yes".into(), seen };
            writing.put(Owner::Team, store.as_worker(), thing, vec![undone]);
        }
        Ok(store.write(writing).map(drop)?)
    }
}

/// What cards are called, in full, for whoever looks at another one of the same person.
pub(super) fn called(store: &Store, cards: &[PersonId]) -> Result<Vec<String>, Trouble> {
    let mut called = Vec::new();
    for card in cards {
        let row = store.person(*card)?;
        called.extend(row.map(|row| row.full_name()).filter(|name| !name.is_empty()));
    }
    Ok(called)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{Day, Holding},
        requests::{
            continuity::{Continuity, FieldSet, SetTogether},
            holding::Hold,
            people::{AddPerson, People, PeoplePage, Whose},
            person::Person,
            promises::MakePromise,
            story::{Filter, Story},
            today::{BringBack, PutAside, Today},
        },
    };

    fn today() -> Day {
        "2026-11-22".parse().unwrap()
    }

    fn add(store: &mut Store, names: [&str; 2]) -> PersonId {
        let fields = ["given_name", "family_name"].into_iter().zip(names);
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        AddPerson { fields }.run(store).unwrap()
    }

    fn hold(store: &mut Store, person: PersonId, line: &str, at: &str) {
        store.set_now(at);
        let line = line.to_owned();
        Hold { person, how: Holding::Listening, line }.run(store).unwrap();
    }

    fn lines(store: &mut Store, person: PersonId, most: usize) -> (Vec<String>, bool) {
        let (filter, words) = (Filter::Everything, String::new());
        let page = Story { person, filter, words, most }.run(store).unwrap();
        let lines = page.told.into_iter().filter_map(|told| match told {
            crate::requests::story::Told::Holding(holding) => Some(holding.line.value),
            _ => None,
        });
        (lines.collect(), page.has_more)
    }

    fn people(store: &mut Store, words: &str) -> PeoplePage {
        let people = People { words: words.into(), whose: Whose::Mine, today: today() };
        people.run(store).unwrap()
    }

    fn others(store: &mut Store, person: PersonId) -> Vec<PersonId> {
        let page = Continuity { person, today: today() }.run(store).unwrap();
        page.other_cards.iter().map(|card| card.line.id).collect()
    }

    #[test]
    fn joined_cards_tell_one_story_and_are_listed_once() {
        let mut store = Store::alone_at("2026-11-20T12:00:00Z");
        let maureen = add(&mut store, ["Maureen", "Hartley"]);
        let mo = add(&mut store, ["Mo", "Hartly"]);
        hold(&mut store, maureen, "first", "2026-11-20T13:00:00Z");
        hold(&mut store, mo, "second", "2026-11-21T12:00:00Z");
        hold(&mut store, maureen, "third", "2026-11-22T12:00:00Z");
        JoinCards { one: mo, other: maureen }.run(&mut store).unwrap();
        for card in [mo, maureen] {
            let all = (vec!["third".to_owned(), "second".into(), "first".into()], false);
            assert_eq!(lines(&mut store, card, 5), all);
            assert_eq!(lines(&mut store, card, 2), (vec!["third".into(), "second".into()], true));
        }
        let page = people(&mut store, "");
        assert_eq!(page.people.iter().map(|line| line.id).collect::<Vec<_>>(), [maureen]);
        assert_eq!(page.also[&maureen], ["Mo Hartly"]);
        assert_eq!(people(&mut store, "hartly").people[0].id, mo, "either is found");
        PartCards { one: maureen, other: mo }.run(&mut store).unwrap();
        assert_eq!(lines(&mut store, mo, 5), (vec!["second".into()], false));
        assert_eq!((people(&mut store, "").people.len(), others(&mut store, mo)), (2, vec![]));
    }

    #[test]
    fn who_was_seen_on_one_card_is_not_quiet_on_the_other() {
        let mut store = Store::alone_at("2026-11-01T12:00:00Z");
        let fields = [("given_name", "Mo"), ("rhythm_days", "7")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let mo = AddPerson { fields }.run(&mut store).unwrap();
        let maureen = add(&mut store, ["Maureen", "Hartley"]);
        hold(&mut store, maureen, "in the garden", "2026-11-20T12:00:00Z");
        let n_suggested = |store: &mut Store| {
            Today { today: today(), has_time: false }.run(store).unwrap().suggestions.len()
        };
        assert_eq!(n_suggested(&mut store), 1);
        JoinCards { one: mo, other: maureen }.run(&mut store).unwrap();
        assert_eq!(n_suggested(&mut store), 0);
    }

    fn with_rhythm(store: &mut Store, name: &str) -> PersonId {
        let fields = [("given_name", name), ("rhythm_days", "7")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        AddPerson { fields }.run(store).unwrap()
    }

    fn suggested(store: &mut Store) -> Vec<(PersonId, String)> {
        let page = Today { today: today(), has_time: true }.run(store).unwrap();
        page.suggestions.iter().map(|it| (it.person.id, it.why.key())).collect()
    }

    fn promise(store: &mut Store, person: PersonId, by_worker: bool) {
        let (text, on) = ("Ring the chapel".to_owned(), Some(today()));
        MakePromise { person, text, by_worker, on }.run(store).unwrap();
    }

    #[test]
    fn joined_cards_come_up_once_a_day_and_with_the_weightiest_reason() {
        let mut store = Store::alone_at("2026-11-01T12:00:00Z");
        let (mo, maureen) = (with_rhythm(&mut store, "Mo"), with_rhythm(&mut store, "Maureen"));
        promise(&mut store, maureen, true);
        assert_eq!(suggested(&mut store).len(), 2);
        JoinCards { one: mo, other: maureen }.run(&mut store).unwrap();
        let [(card, why_key)] = &suggested(&mut store)[..] else { panic!("one person") };
        assert_eq!((*card, why_key.starts_with("promise")), (maureen, true));
        // Not now, with one of them, is not now with the person.
        let (why_key, how) = ("quiet".to_owned(), crate::care::today::Quieten::NotNow);
        PutAside { person: mo, why_key: why_key.clone(), how, today: today() }
            .run(&mut store)
            .unwrap();
        assert_eq!(suggested(&mut store), []);
        BringBack { person: maureen, why_key }.run(&mut store).unwrap();
        assert_eq!(suggested(&mut store).len(), 1);
    }

    #[test]
    fn what_is_agreed_on_one_card_is_no_silence_on_the_other() {
        let mut store = Store::alone_at("2026-11-01T12:00:00Z");
        let (mo, maureen) = (with_rhythm(&mut store, "Mo"), with_rhythm(&mut store, "Maureen"));
        JoinCards { one: mo, other: maureen }.run(&mut store).unwrap();
        assert_eq!(suggested(&mut store).len(), 1);
        let set = |store: &mut Store, field: &str, value: &str| {
            let before = Person { person: mo }.run(store).unwrap().fields.remove(field);
            let values = vec![FieldSet::over(field, value, &before.unwrap_or_default())];
            SetTogether { person: mo, values }.run(store).unwrap();
        };
        set(&mut store, "next_contact_on", "2026-11-30");
        assert_eq!(suggested(&mut store), []);
        set(&mut store, "next_contact_on", "");
        set(&mut store, "paused_until", "2026-12-24");
        assert_eq!(suggested(&mut store), []);
    }

    #[test]
    fn what_they_said_they_would_do_is_asked_by_whoever_walks_alongside_on_any_card() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let (mo, maureen) = (add(&mut ana, ["Mo", "H"]), add(&mut ben, ["Maureen", "H"]));
        promise(&mut ana, mo, false);
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!(suggested(&mut ben), []);
        JoinCards { one: mo, other: maureen }.run(&mut ben).unwrap();
        let [(card, _)] = &suggested(&mut ben)[..] else { panic!("one promise") };
        assert_eq!(*card, mo);
    }

    #[test]
    fn three_cards_in_a_circle_are_one_person() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let cards = [["Mo", "A"], ["Mo", "B"], ["Mo", "C"]].map(|name| add(&mut store, name));
        let [one, other, third] = cards;
        for (one, other) in [(one, other), (other, third), (third, one)] {
            JoinCards { one, other }.run(&mut store).unwrap();
        }
        for card in cards {
            assert_eq!(others(&mut store, card).len(), 2);
        }
        assert_eq!(people(&mut store, "").people.len(), 1);
        PartCards { one, other }.run(&mut store).unwrap();
        assert_eq!(others(&mut store, one).len(), 2, "there is another way round");
        assert_eq!(JoinCards { one, other: one }.run(&mut store), Err(Trouble::NotAValue));
    }

    #[test]
    fn two_who_join_and_undo_at_once_lose_nothing() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let one = add(&mut ana, ["Maureen", "Hartley"]);
        let other = add(&mut ben, ["Mo", "Hartley"]);
        Store::meet(&mut ana, &mut ben).unwrap();
        JoinCards { one, other }.run(&mut ana).unwrap();
        JoinCards { one: other, other: one }.run(&mut ben).unwrap();
        PartCards { one, other }.run(&mut ben).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        for store in [&mut ana, &mut ben] {
            assert_eq!(others(store, one), [other], "the link of hers is not undone");
            assert_eq!(store.parts_of(Owner::Team, same_person::KIND).unwrap().len(), 2);
        }
        PartCards { one, other }.run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!(others(&mut ben, one), []);
    }

    #[test]
    fn who_may_be_the_same_is_offered_and_nobody_is_joined_by_a_rule() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let maureen = add(&mut store, ["Maureen", "Hartley"]);
        let mauren = add(&mut store, ["Mauren", "Hartley"]);
        let derek = add(&mut store, ["Derek", "Robson"]);
        let offered = |store: &mut Store, words: &str| {
            let asked = MayBeTheSame { person: maureen, words: words.into() };
            asked.run(store).unwrap().iter().map(|line| line.id).collect::<Vec<_>>()
        };
        assert_eq!(offered(&mut store, ""), [mauren]);
        assert_eq!(offered(&mut store, "robson"), [derek]);
        assert_eq!(others(&mut store, maureen), []);
        JoinCards { one: maureen, other: mauren }.run(&mut store).unwrap();
        assert_eq!(offered(&mut store, ""), []);
    }
}
