//! Sixty people over thirty days: what comes up stays humane, and nobody is lost in it.

use super::{PutAside, Today};
use crate::{
    care::{
        Day, PersonId, PromiseId,
        rhythm::is_gone_quiet,
        today::{MOST_SUGGESTIONS, Quieten, Why},
    },
    requests::{
        Run, Seen,
        holding::Hold,
        people::AddPerson,
        person::Person,
        promises::{MakePromise, PromiseBecame},
    },
    store::Store,
};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use std::collections::{BTreeMap, BTreeSet};

const N_PEOPLE: usize = 60;
const N_DAYS: i64 = 30;
const FIRST: &str = "2026-11-02";

/// A worker who does what a day allows: not every suggestion is followed, and some days are short.
struct Worker {
    store: Store,
    random: ChaCha12Rng,
    people: Vec<(PersonId, i64)>,
    last_contact: BTreeMap<PersonId, Day>,
    /// Open promises of the worker, and the day that each is for.
    promises: BTreeMap<PromiseId, Day>,
    /// When somebody was last on the page.
    seen_on: BTreeMap<PersonId, Day>,
    rested: BTreeSet<PersonId>,
}

impl Worker {
    fn with_sixty_people() -> Self {
        let mut store = Store::alone_at(&format!("{FIRST}T08:00:00Z"));
        let mut random = ChaCha12Rng::seed_from_u64(60);
        let first: Day = FIRST.parse().unwrap();
        let mut people = Vec::new();
        for n in 0..N_PEOPLE {
            // Every two, three or four weeks.
            let rhythm = 14 + 7 * i64::from(random.next_u32() % 3);
            let fields =
                [("given_name", format!("Person {n}")), ("rhythm_days", rhythm.to_string())];
            let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
            people.push((AddPerson { fields }.run(&mut store).unwrap(), rhythm));
        }
        let last_contact = people.iter().map(|(id, _)| (*id, first)).collect();
        let (promises, seen_on, rested) = Default::default();
        Self { store, random, people, last_contact, promises, seen_on, rested }
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.random.next_u32().is_multiple_of(n)
    }

    fn promises_something(&mut self, person: PersonId, today: Day) {
        let on = today.plus(1 + i64::from(self.random.next_u32() % 6));
        let text = "Ring the landlord".to_owned();
        let make = MakePromise { person, text, by_worker: true, on: Some(on) };
        let promise = make.run(&mut self.store).unwrap();
        self.promises.insert(promise, on);
    }

    fn is_in_touch(&mut self, person: PersonId, today: Day) {
        let how = crate::care::Holding::Listening;
        Hold { person, how, line: String::new() }.run(&mut self.store).unwrap();
        self.last_contact.insert(person, today);
        self.rested.remove(&person);
        if self.one_in(3) {
            self.promises_something(person, today);
        }
    }

    fn keeps(&mut self, promise: PromiseId) {
        let line = self.store.promise(promise).unwrap().unwrap();
        let became = Some(crate::care::Became::Kept);
        let done = PromiseBecame { promise, became, on: line.on, seen: Seen::default() };
        done.run(&mut self.store).unwrap();
        self.promises.remove(&promise);
    }

    /// One look at Today in the morning, and what is done with it.
    fn day(&mut self, today: Day) -> usize {
        self.store.set_now(&format!("{today}T09:00:00Z"));
        let mut people = BTreeSet::new();
        // As each is seen to, the page is looked at again.
        for _ in 0..2 {
            let page = Today { today, has_time: false }.run(&mut self.store).unwrap();
            self.seen_on.extend(page.also_quiet.iter().map(|line| (line.id, today)));
            for suggestion in page.suggestions {
                let person = suggestion.person.id;
                if !people.insert(person) {
                    continue;
                }
                self.seen_on.insert(person, today);
                self.answers(person, &suggestion.why, today);
            }
        }
        people.len()
    }

    fn answers(&mut self, person: PersonId, why: &Why, today: Day) {
        if self.one_in(5) {
            let how = Quieten::NotNow;
            let aside = PutAside { person, why_key: why.key(), how, today };
            return aside.run(&mut self.store).unwrap();
        }
        if let Why::MyPromise { promise, .. } = why {
            self.keeps(*promise);
        }
        self.is_in_touch(person, today);
    }

    /// Those who were quiet beyond their rhythm already yesterday, and on neither day's page.
    fn unseen(&self, today: Day) -> Vec<(PersonId, i64)> {
        let yesterday = today.plus(-1);
        let beyond = self.people.iter().filter_map(|(person, rhythm)| {
            let last = self.last_contact[person];
            let was_quiet = is_gone_quiet(yesterday, last, *rhythm as u16);
            let was_seen = self.seen_on.get(person).is_some_and(|on| *on >= yesterday);
            (was_quiet && !was_seen).then_some((*person, today.days_since(last) - rhythm))
        });
        beyond.collect()
    }
}

#[test]
fn nudges_stay_humane_over_a_month_with_sixty_people() {
    let mut worker = Worker::with_sixty_people();
    let first: Day = FIRST.parse().unwrap();
    // They were added over the weeks before, and are not all quiet on one day.
    for at in 0..N_PEOPLE {
        let (person, rhythm) = worker.people[at];
        let back = i64::from(worker.random.next_u32()) % rhythm;
        worker.store.set_now(&format!("{}T10:00:00Z", first.plus(-back)));
        worker.is_in_touch(person, first.plus(-back));
    }
    for n in 0..N_DAYS {
        let today = first.plus(n);
        let n_suggested = worker.day(today);
        assert!(n_suggested <= MOST_SUGGESTIONS, "{n_suggested} on {today}");
        assert_eq!(worker.unseen(today), [], "unseen on {today}");
    }
    // Every promise is kept, or stands where it is seen.
    for (promise, on) in &worker.promises {
        let row = worker.store.promise(*promise).unwrap().unwrap();
        let page = Person { person: row.person }.run(&mut worker.store).unwrap();
        assert!(page.promises.iter().any(|line| line.id == *promise), "lost: for {on}");
    }
}
