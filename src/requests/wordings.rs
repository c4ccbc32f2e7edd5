//! Version by version: what somebody wrote in one place of the plan, and what was there before.

use super::{Author, Trouble, authors::author_of};
use crate::{
    care::{
        Moment,
        rewording::{Words, reworded},
    },
    log::{Actor, registry::Shape},
    store::{Store, Wording},
};
use serde::{Deserialize, Serialize};

/// One of the wordings of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordingLine {
    /// None where what stood there was crossed out.
    pub words: Vec<Words>,
    /// The person's own words, whoever typed them (P12).
    pub is_theirs: bool,
    pub by: Author,
    pub at: Moment,
    /// It stands on the page now.
    pub stands: bool,
    /// Two stood beside each other until this one of them was chosen.
    pub is_chosen: bool,
    /// Two stood beside each other until this was written in their place.
    pub is_of_both: bool,
}

/// The latest first.
pub(super) fn wordings_of(
    store: &Store,
    wordings: &[Wording],
) -> Result<Vec<WordingLine>, Trouble> {
    let mut lines = Vec::new();
    for Wording { head, before, stands, is_chosen, is_of_both } in wordings.iter().rev() {
        lines.push(WordingLine {
            words: reworded(&Shape::Text.show(before), &Shape::Text.show(&head.value)),
            is_theirs: !matches!(head.actor, Actor::Worker(_)),
            by: author_of(store, head)?,
            at: head.at,
            stands: *stands,
            is_chosen: *is_chosen,
            is_of_both: *is_of_both,
        });
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::PersonId,
        log::registry::person,
        requests::{Run, Seen, Thing, people::AddPerson, person::SetField},
        store::{Put, Writing},
    };

    fn mo() -> (Store, PersonId) {
        let mut store = Store::alone_at("2026-03-02T12:00:00Z");
        let mo = add(&mut store);
        (store, mo)
    }

    fn add(store: &mut Store) -> PersonId {
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        AddPerson { fields }.run(store).unwrap()
    }

    /// By two who had not met.
    fn written_in_two_ways() -> (Store, PersonId) {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let mo = add(&mut ana);
        Store::meet(&mut ana, &mut ben).unwrap();
        say(&mut ana, mo, "I sang.");
        say(&mut ben, mo, "She loves hymns.");
        Store::meet(&mut ana, &mut ben).unwrap();
        (ana, mo)
    }

    fn seen(store: &Store, mo: PersonId) -> Seen {
        store.fields(Thing::Person(mo).in_log()).unwrap().seen(person::MATTERS)
    }

    fn write(store: &mut Store, mo: PersonId, value: &str, seen: Seen) -> Seen {
        let (field, value) = ("matters".to_owned(), value.to_owned());
        SetField { thing: Thing::Person(mo), field, value, seen, of: None }.run(store).unwrap()
    }

    fn say(store: &mut Store, mo: PersonId, value: &str) -> Seen {
        let seen = seen(store, mo);
        write(store, mo, value, seen)
    }

    fn lines(store: &Store, mo: PersonId) -> Vec<WordingLine> {
        let thing = Thing::Person(mo).in_log();
        let wordings = store.wordings_of(thing, &[person::MATTERS]).unwrap();
        wordings_of(store, &wordings[&person::MATTERS]).unwrap()
    }

    fn words(lines: &[WordingLine]) -> Vec<(String, bool)> {
        let whole =
            |line: &WordingLine| line.words.iter().map(|words| words.text.as_str()).collect();
        lines.iter().map(|line| (whole(line), line.stands)).collect()
    }

    fn told<const N: usize>(lines: [(&str, bool); N]) -> Vec<(String, bool)> {
        lines.into_iter().map(|(words, stands)| (words.to_owned(), stands)).collect()
    }

    #[test]
    fn the_latest_comes_first_and_what_was_crossed_out_says_so() {
        let (mut store, mo) = mo();
        for (day, value) in [("02", "I sang."), ("09", ""), ("16", "I sing.")] {
            store.set_now(&format!("2026-03-{day}T12:00:00Z"));
            say(&mut store, mo, value);
        }
        let lines = lines(&store, mo);
        assert_eq!(words(&lines), told([("I sing.", true), ("", false), ("I sang.", false)]));
    }

    #[test]
    fn what_was_taken_back_at_once_was_never_there() {
        let (mut store, mo) = mo();
        say(&mut store, mo, "I sang.");
        let undo = say(&mut store, mo, "I snag.");
        write(&mut store, mo, "I sang.", undo);
        assert_eq!(words(&lines(&store, mo)), told([("I sang.", true)]));
        store.set_now("2026-05-02T12:00:00Z");
        say(&mut store, mo, "I sing.");
        store.set_now("2026-07-02T12:00:00Z");
        say(&mut store, mo, "I sang.");
        let lines = lines(&store, mo);
        assert_eq!(
            words(&lines),
            told([("I sang.", true), ("I sing.", false), ("I sang.", false)])
        );
    }

    #[test]
    fn what_is_said_again_is_not_another_wording() {
        let (mut store, mo) = mo();
        say(&mut store, mo, "I sang.");
        store.set_now("2026-05-02T12:00:00Z");
        say(&mut store, mo, "I sang.");
        assert_eq!(words(&lines(&store, mo)), told([("I sang.", true)]));
        assert_eq!(lines(&store, mo)[0].at, Moment::from_rfc3339("2026-03-02T12:00:00Z").unwrap());
    }

    #[test]
    fn p12_two_that_stood_beside_each_other_are_both_kept_when_one_is_chosen() {
        let (mut ana, mo) = written_in_two_ways();
        let both = lines(&ana, mo);
        assert!(both.len() == 2 && both.iter().all(|line| line.stands && !line.is_of_both));
        ana.set_now("2026-05-02T12:00:00Z");
        say(&mut ana, mo, "I sang hymns.");
        let lines = lines(&ana, mo);
        assert_eq!(words(&lines)[0], ("I sang hymns.".to_owned(), true));
        assert!(lines[0].is_of_both && lines.len() == 3 && !lines[1].stands && !lines[2].stands);
        assert!(lines.iter().all(|line| !line.is_chosen));
    }

    #[test]
    fn p12_it_is_told_which_of_two_was_chosen() {
        let (mut ana, mo) = written_in_two_ways();
        ana.set_now("2026-05-02T12:00:00Z");
        say(&mut ana, mo, "I sang.");
        let chosen = |store: &Store| -> Vec<(String, bool, bool)> {
            let lines = lines(store, mo);
            let told = lines.iter().map(|line| (line.stands, line.is_chosen));
            let words = words(&lines).into_iter().map(|(words, _)| words);
            words.zip(told).map(|(words, (stands, is_chosen))| (words, stands, is_chosen)).collect()
        };
        let mut told = chosen(&ana);
        told.sort();
        let hymns = ("She loves hymns.".to_owned(), false, false);
        assert_eq!(told, [("I sang.".to_owned(), true, true), hymns]);
        say(&mut ana, mo, "I sang alto.");
        let next = &lines(&ana, mo)[0];
        assert!(!next.is_chosen && !next.is_of_both, "only one stood there by then");
    }

    #[test]
    fn p12_what_they_wrote_by_their_own_hand_was_meant_also_when_it_is_taken_out_at_once() {
        let (mut store, mo) = mo();
        say(&mut store, mo, "I sang.");
        let thing = Thing::Person(mo).in_log();
        let seen = seen(&store, mo);
        let put = Put { field: person::MATTERS, value: b"Leave me be.".to_vec(), seen };
        let mut writing = Writing::at(store.now());
        writing.put(mo, Actor::Themselves(mo), thing, vec![put]);
        store.write(writing).unwrap();
        say(&mut store, mo, "I sang.");
        let told: Vec<_> = words(&lines(&store, mo)).into_iter().map(|(words, _)| words).collect();
        assert!(told.contains(&"Leave me be.".to_owned()), "{told:?}");
    }
}
