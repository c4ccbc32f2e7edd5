//! Alone in somebody's home: when one expects to be back. It stays on this phone, and nothing of it
//! goes into the record (P14).

use super::{
    PersonLine, Run, Trouble, WorkerLine,
    authors::{colleagues, person_line_of, worker_line},
};
use crate::{
    care::{
        Moment, PersonId,
        safety::{Colleague, Expected, longer},
        telephone::dialled,
    },
    store::Store,
};
use serde::{Deserialize, Serialize};

/// The bar on every page; nothing while no time runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedBack {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedLine {
    pub expected: Expected,
    pub person: Option<PersonLine>,
    /// The name under which the message is written.
    pub my_name: String,
    pub colleague: Option<Colleague>,
}

/// What the page needs on which the time is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeExpecting {
    /// Who is visited, if it is known.
    pub person: Option<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectingPage {
    pub person: Option<PersonLine>,
    pub running: Option<ExpectedLine>,
    pub colleague: Option<Colleague>,
    pub team: Vec<WorkerLine>,
}

/// The time runs, or is another one. It is also how "I'm out" is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectBack {
    pub expected: Expected,
}

/// Half an hour longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Longer {
    pub now: Moment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IAmOut {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SayWhere {
    pub words: String,
}

/// Who would be rung; remembered for the next visit. None: nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameColleague {
    pub colleague: Option<Colleague>,
}

impl Run for ExpectedBack {
    fn run(&self, store: &mut Store) -> Result<Option<ExpectedLine>, Trouble> {
        let Some(expected) = store.expected_back()? else { return Ok(None) };
        let line = ExpectedLine {
            person: expected.person.map(|id| person_line_of(store, id)).transpose()?,
            my_name: worker_line(store, store.me().worker).name,
            colleague: store.colleague_to_ring()?,
            expected,
        };
        Ok(Some(line))
    }
}

impl Run for BeforeExpecting {
    fn run(&self, store: &mut Store) -> Result<ExpectingPage, Trouble> {
        Ok(ExpectingPage {
            person: self.person.map(|id| person_line_of(store, id)).transpose()?,
            running: ExpectedBack {}.run(store)?,
            colleague: store.colleague_to_ring()?,
            team: colleagues(store),
        })
    }
}

impl Run for ExpectBack {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        Ok(store.keep_expected_back(Some(&self.expected))?)
    }
}

impl Run for Longer {
    fn run(&self, store: &mut Store) -> Result<Moment, Trouble> {
        let expected = store.expected_back()?.ok_or(Trouble::NotFound)?;
        let back_at = longer(expected.back_at, self.now);
        store.keep_expected_back(Some(&Expected { back_at, ..expected }))?;
        Ok(back_at)
    }
}

impl Run for IAmOut {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        Ok(store.keep_expected_back(None)?)
    }
}

impl Run for SayWhere {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let expected = store.expected_back()?.ok_or(Trouble::NotFound)?;
        let whereabouts = self.words.trim().to_owned();
        Ok(store.keep_expected_back(Some(&Expected { whereabouts, ..expected }))?)
    }
}

impl Run for NameColleague {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let Some(Colleague { name, telephone }) = &self.colleague else {
            return Ok(store.keep_colleague_to_ring(None)?);
        };
        let (name, telephone) = (name.trim().to_owned(), telephone.trim().to_owned());
        if name.is_empty() {
            return Err(Trouble::NameMissing);
        }
        // When it matters there is no time to find that it cannot be dialled.
        dialled(&telephone).ok_or(Trouble::NotAValue)?;
        Ok(store.keep_colleague_to_ring(Some(&Colleague { name, telephone }))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::people::AddPerson;

    const HOUR_MS: i64 = 3_600_000;

    fn store() -> Store {
        Store::alone_at("2026-11-22T12:00:00Z")
    }

    fn in_an_hour(store: &Store) -> Expected {
        let back_at = Moment(store.now().0 + HOUR_MS);
        Expected { back_at, person: None, whereabouts: String::new() }
    }

    fn ben(telephone: &str) -> NameColleague {
        let (name, telephone) = ("Ben".to_owned(), telephone.to_owned());
        NameColleague { colleague: Some(Colleague { name, telephone }) }
    }

    fn bar(store: &mut Store) -> Option<ExpectedLine> {
        ExpectedBack {}.run(store).unwrap()
    }

    #[test]
    fn the_time_runs_until_they_are_out_and_then_nothing_of_it_is_kept() {
        let mut store = store();
        assert_eq!(bar(&mut store), None);
        let expected = in_an_hour(&store);
        ExpectBack { expected: expected.clone() }.run(&mut store).unwrap();
        assert_eq!(bar(&mut store).map(|line| line.expected), Some(expected));
        IAmOut {}.run(&mut store).unwrap();
        assert_eq!(bar(&mut store), None);
        assert_eq!(store.expected_back().unwrap(), None);
    }

    #[test]
    fn half_an_hour_longer_keeps_what_was_said_beside_the_time() {
        let mut store = store();
        let expected = in_an_hour(&store);
        ExpectBack { expected: expected.clone() }.run(&mut store).unwrap();
        SayWhere { words: " The back kitchen ".into() }.run(&mut store).unwrap();
        let now = store.now();
        let back_at = Longer { now }.run(&mut store).unwrap();
        assert_eq!(back_at, Moment(expected.back_at.0 + HOUR_MS / 2));
        let whereabouts = "The back kitchen".to_owned();
        let stands = Expected { back_at, whereabouts, ..expected };
        assert_eq!(bar(&mut store).map(|line| line.expected), Some(stands));
    }

    #[test]
    fn whoever_is_out_needs_no_half_hour() {
        let mut store = store();
        let now = store.now();
        assert_eq!(Longer { now }.run(&mut store), Err(Trouble::NotFound));
        assert_eq!(SayWhere { words: "Here".into() }.run(&mut store), Err(Trouble::NotFound));
        assert_eq!(bar(&mut store), None);
    }

    #[test]
    fn the_colleague_is_there_for_the_next_visit() {
        let mut store = store();
        ben("07700 900123").run(&mut store).unwrap();
        IAmOut {}.run(&mut store).unwrap();
        let page = BeforeExpecting { person: None }.run(&mut store).unwrap();
        assert_eq!(page.colleague, ben("07700 900123").colleague);
        NameColleague { colleague: None }.run(&mut store).unwrap();
        let page = BeforeExpecting { person: None }.run(&mut store).unwrap();
        assert_eq!(page.colleague, None);
    }

    #[test]
    fn a_colleague_who_could_not_be_rung_is_not_named() {
        let mut store = store();
        assert_eq!(ben("ask Ann").run(&mut store), Err(Trouble::NotAValue));
        let nobody = Colleague { name: " ".into(), telephone: "07700 900123".into() };
        let nobody = NameColleague { colleague: Some(nobody) };
        assert_eq!(nobody.run(&mut store), Err(Trouble::NameMissing));
        assert_eq!(store.colleague_to_ring().unwrap(), None);
    }

    #[test]
    fn the_page_says_with_whom() {
        let mut store = store();
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let mo = AddPerson { fields }.run(&mut store).unwrap();
        let expected = Expected { person: Some(mo), ..in_an_hour(&store) };
        ExpectBack { expected }.run(&mut store).unwrap();
        let called = bar(&mut store).and_then(|line| line.person).map(|person| person.called);
        assert_eq!(called.as_deref(), Some("Mo"));
    }

    #[test]
    fn p14_a_lone_visit_leaves_no_trace_in_the_record() {
        let mut store = store();
        let n_before = store.n_unsent().unwrap();
        let expected = in_an_hour(&store);
        ExpectBack { expected }.run(&mut store).unwrap();
        ben("07700 900123").run(&mut store).unwrap();
        SayWhere { words: "The back kitchen".into() }.run(&mut store).unwrap();
        IAmOut {}.run(&mut store).unwrap();
        assert_eq!(store.n_unsent().unwrap(), n_before);
    }
}
