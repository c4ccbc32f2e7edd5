//! The story of a person: everything that is told of them in one stream, the newest first.

use super::{
    PromiseLine, Run, Trouble,
    barriers::BarrierLine,
    connections::{ConnectionLine, TalkLine},
    handover::HandoverLine,
    holding::HoldingLine,
    measures::{self, Sitting},
    no_answer::NoAnswerLine,
    person::GoalLine,
    review::ReviewLine,
    tried::TriedLine,
    visits::{PartsOfVisits, VisitPage, page_of},
};
use crate::{
    care::{
        BarrierId, ConnectionId, GoalId, HandoverId, HoldingId, MeasureId, NoAnswerId, PersonId,
        PromiseId, ReviewId, TalkId, TriedId, VisitId, folding::folded, measure::is_one_sitting,
    },
    log::{
        Kind,
        registry::{
            barrier, connection, goal, handover, holding, measure, no_answer, promise, review,
            talk, tried, visit,
        },
    },
    store::{Store, ToldRow},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, btree_map};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    pub person: PersonId,
    pub filter: Filter,
    /// Words that have to stand in an entry, in any order. Empty: every entry.
    pub words: String,
    pub most: usize,
}

/// What part of a story is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Filter {
    #[default]
    Everything,
    Visits,
    GoingTogether,
    Promises,
    Plan,
    Measures,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryPage {
    /// The newest first, at most as many as were asked for.
    pub told: Vec<Told>,
    pub has_more: bool,
}

/// One entry of the story.
// Most are visits, so boxing them would only cost.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    Visit(VisitPage),
    /// Where only promises are looked at, also one that was made in a visit.
    Promise(PromiseLine),
    Goal(GoalLine),
    Holding(HoldingLine),
    NoAnswer(NoAnswerLine),
    Tried(TriedLine),
    /// What was answered in one sitting.
    Measure(Sitting),
    Connection(ConnectionLine),
    Talk(TalkLine),
    Barrier(BarrierLine),
    Handover(HandoverLine),
    Review(ReviewLine),
}

impl Run for Story {
    fn run(&self, store: &mut Store) -> Result<StoryPage, Trouble> {
        let words: Vec<String> = self.words.split_whitespace().map(folded).collect();
        let mut page = StoryPage { told: Vec::new(), has_more: false };
        let mut parts = Parts::new();
        for entry in self.entries(store)? {
            for told in told_together(store, &entry, &mut parts)? {
                let text = if words.is_empty() { String::new() } else { folded(&told.text()) };
                if !words.iter().all(|word| text.contains(word.as_str())) {
                    continue;
                }
                if page.told.len() == self.most {
                    page.has_more = true;
                    return Ok(page);
                }
                page.told.push(told);
            }
        }
        Ok(page)
    }
}

/// What is told as one: mostly one thing, and of measures what was answered in one sitting.
type Entry = Vec<ToldRow>;

impl Story {
    /// Without words, no more of them than are shown, and one to know that there is more.
    fn entries(&self, store: &Store) -> Result<Vec<Entry>, Trouble> {
        let most =
            if self.words.trim().is_empty() { self.most.saturating_add(1) } else { usize::MAX };
        let mut rows = Vec::new();
        for card in store.joined_with(self.person)? {
            let mut entries = Vec::new();
            store.told_of(card, |row| {
                let is_shown = self.filter.lets_through(row.thing.kind);
                if is_shown && (!row.is_within || self.filter != Filter::Everything) {
                    join(&mut entries, row);
                }
                Ok(entries.len() < most)
            })?;
            rows.extend(entries.into_iter().flatten());
        }
        // Of one card they come in their order; those of several are brought into one.
        rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.thing.kind.0, row.thing.id)));
        let mut entries = Vec::new();
        rows.into_iter().for_each(|row| join(&mut entries, row));
        entries.truncate(most);
        Ok(entries)
    }
}

/// Rows come with the newest first.
fn join(entries: &mut Vec<Entry>, row: ToldRow) {
    let is_of_its_sitting = |entry: &&mut Entry| {
        let mut rows = entry.iter();
        let goes_on = |later: &ToldRow| is_one_sitting(row.at, later.at);
        rows.all(|other| other.thing.kind == measure::KIND) && entry.last().is_some_and(goes_on)
    };
    let sitting = match row.thing.kind {
        measure::KIND => entries.iter_mut().rev().find(is_of_its_sitting),
        Kind(_) => None,
    };
    match sitting {
        Some(entry) => entry.push(row),
        None => entries.push(vec![row]),
    }
}

impl Filter {
    fn lets_through(self, kind: Kind) -> bool {
        match self {
            Self::Everything => true,
            Self::Visits => [visit::KIND, holding::KIND, no_answer::KIND].contains(&kind),
            Self::GoingTogether => [connection::KIND, talk::KIND].contains(&kind),
            Self::Promises => kind == promise::KIND,
            Self::Plan => [goal::KIND, tried::KIND, barrier::KIND, handover::KIND, review::KIND]
                .contains(&kind),
            Self::Measures => kind == measure::KIND,
        }
    }
}

/// The parts of visits, by whose visits they are: read when the first of somebody's is told.
type Parts = BTreeMap<PersonId, PartsOfVisits>;

fn told_together(store: &Store, entry: &Entry, parts: &mut Parts) -> Result<Vec<Told>, Trouble> {
    let (mut told_alone, mut lines) = (Vec::new(), Vec::new());
    for row in entry {
        if row.thing.kind == measure::KIND {
            lines.extend(measures::line_of(store, MeasureId::from_bytes(row.thing.id))?);
        } else {
            told_alone.extend(told(store, *row, parts)?);
        }
    }
    told_alone.extend(measures::sittings_of(store, lines)?.into_iter().map(Told::Measure));
    Ok(told_alone)
}

/// `None`: taken back, or of a kind that this version does not tell.
fn told(store: &Store, row: ToldRow, parts: &mut Parts) -> Result<Option<Told>, Trouble> {
    let id = row.thing.id;
    Ok(match row.thing.kind {
        visit::KIND => visit_told(store, VisitId::from_bytes(id), parts)?,
        promise::KIND => {
            let promise = store.promise(PromiseId::from_bytes(id))?;
            let line = promise.map(|promise| super::promises::line_of(store, &promise));
            line.transpose()?.map(Told::Promise)
        }
        goal::KIND => {
            super::person::goal_with_steps(store, GoalId::from_bytes(id))?.map(Told::Goal)
        }
        holding::KIND => {
            super::holding::line_of(store, HoldingId::from_bytes(id))?.map(Told::Holding)
        }
        no_answer::KIND => {
            super::no_answer::line_of(store, NoAnswerId::from_bytes(id))?.map(Told::NoAnswer)
        }
        review::KIND => super::review::line_of(store, ReviewId::from_bytes(id))?.map(Told::Review),
        tried::KIND => super::tried::line_of(store, TriedId::from_bytes(id))?.map(Told::Tried),
        connection::KIND => {
            let line = super::connections::line_of(store, ConnectionId::from_bytes(id))?;
            line.map(Told::Connection)
        }
        talk::KIND => super::connections::talk_line(store, TalkId::from_bytes(id))?.map(Told::Talk),
        barrier::KIND => {
            super::barriers::line_of(store, BarrierId::from_bytes(id))?.map(Told::Barrier)
        }
        handover::KIND => {
            super::handover::line_of(store, HandoverId::from_bytes(id))?.map(Told::Handover)
        }
        Kind(_) => None,
    })
}

fn visit_told(store: &Store, id: VisitId, parts: &mut Parts) -> Result<Option<Told>, Trouble> {
    let Some(row) = store.visit(id)? else { return Ok(None) };
    let parts = match parts.entry(row.person) {
        btree_map::Entry::Occupied(read) => read.into_mut(),
        btree_map::Entry::Vacant(place) => place.insert(PartsOfVisits::of(store, row.person)?),
    };
    Ok(Some(Told::Visit(page_of(store, &row, parts)?)))
}

impl Told {
    /// All words that stand in it.
    fn text(&self) -> String {
        match self {
            Self::Visit(visit) => {
                let added = visit.amendments.iter().map(|added| added.text.as_str());
                let promised = visit.promises.iter().map(|promise| promise.text.as_str());
                let words = visit.words.parts().into_iter().chain(added).chain(promised);
                let stood = visit.barriers.iter().map(|barrier| barrier.words.value.as_str());
                let words = words.chain(stood);
                let said: Vec<&str> = words.filter(|words| !words.is_empty()).collect();
                said.join(" ")
            }
            Self::Promise(promise) => format!("{} {}", promise.text, promise.became_words),
            Self::Goal(goal) => {
                let others = goal.other_steps.iter().map(|step| step.words.value.as_str());
                let said = [goal.words.value.as_str(), &goal.step.value].into_iter().chain(others);
                said.collect::<Vec<_>>().join(" ")
            }
            Self::Holding(holding) => holding.line.value.clone(),
            Self::NoAnswer(none) => format!("{} {}", none.might_be, none.try_words),
            Self::Tried(tried) => format!("{} {}", tried.step, tried.learned.value),
            Self::Measure(sitting) => {
                let hopes = sitting.answers.iter().map(|(_, hope)| hope.as_str());
                hopes.collect::<Vec<_>>().join(" ")
            }
            Self::Connection(line) => line.what.clone(),
            Self::Talk(talk) => format!("{} {}", talk.what, talk.words),
            Self::Barrier(barrier) => {
                let shared = barrier.shared.as_deref().unwrap_or_default();
                format!("{} {shared}", barrier.words.value)
            }
            Self::Handover(handover) => {
                let letter = handover.fields.get("letter").map(|view| view.value.as_str());
                format!("{} {}", handover.to.name, letter.unwrap_or_default())
            }
            Self::Review(review) => {
                format!("{} {} {}", review.agreed_words, review.differently, review.line)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{Holding, Moment, Place, visit::VisitWords},
        requests::{
            Thing,
            holding::Hold,
            people::AddPerson,
            person::AddGoal,
            promises::MakePromise,
            things::TakeBack,
            visits::{BeginVisit, Draft, KeepVisit, PromiseWritten, SaveDraft},
        },
    };

    fn mo() -> (Store, PersonId) {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let id = AddPerson { fields }.run(&mut store).unwrap();
        (store, id)
    }

    fn keep(store: &mut Store, person: PersonId, note: &str, at: &str) {
        let today = "2026-11-22".parse().unwrap();
        let begin = BeginVisit { person: Some(person), place: Place::Home, today };
        let visit = begin.run(store).unwrap();
        let mut written = Draft { visit }.run(store).unwrap().written;
        written.words = VisitWords { note: note.to_owned(), ..VisitWords::default() };
        written.at = Moment::from_rfc3339(at).unwrap();
        let id = PromiseId::from_bytes(store.surroundings().fresh_id());
        let text = "Bring the photographs".to_owned();
        let promise = PromiseWritten { id, text, by_worker: true, on: None, is_day_chosen: false };
        written.promises = vec![promise];
        SaveDraft { visit, written }.run(store).unwrap();
        KeepVisit { visit }.run(store).unwrap();
    }

    fn story(store: &mut Store, person: PersonId, filter: Filter, words: &str) -> Vec<String> {
        let words = words.to_owned();
        let page = Story { person, filter, words, most: 10 }.run(store).unwrap();
        page.told.iter().map(Told::text).collect()
    }

    #[test]
    fn everything_is_told_once_and_the_newest_first() {
        let (mut store, mo) = mo();
        keep(&mut store, mo, "Tea.", "2026-11-20T10:00:00Z");
        let line = "In the waiting room".to_owned();
        Hold { person: mo, how: Holding::WaitingWith, line }.run(&mut store).unwrap();
        let told = story(&mut store, mo, Filter::Everything, "");
        assert_eq!(told, ["In the waiting room", "Tea. Bring the photographs"]);
        assert_eq!(story(&mut store, mo, Filter::Promises, ""), ["Bring the photographs "]);
        assert_eq!(story(&mut store, mo, Filter::Visits, "").len(), 2);
        assert_eq!(story(&mut store, mo, Filter::Plan, ""), [""; 0]);
    }

    #[test]
    fn words_are_found_in_every_kind_of_entry() {
        let (mut store, mo) = mo();
        keep(&mut store, mo, "The dámp is worse.", "2026-11-20T10:00:00Z");
        AddGoal { person: mo, words: "A dry room".into(), step: "Ring about the damp".into() }
            .run(&mut store)
            .unwrap();
        let text = "Ask the landlord".to_owned();
        MakePromise { person: mo, text, by_worker: true, on: None }.run(&mut store).unwrap();
        assert_eq!(story(&mut store, mo, Filter::Everything, "DAMP").len(), 2);
        assert_eq!(story(&mut store, mo, Filter::Everything, "landlord ask").len(), 1);
    }

    #[test]
    fn a_long_story_is_read_a_page_at_a_time() {
        let (mut store, mo) = mo();
        for day in 10..15 {
            keep(&mut store, mo, "Tea.", &format!("2026-11-{day}T10:00:00Z"));
        }
        let mut ask = |most| {
            let words = String::new();
            Story { person: mo, filter: Filter::Everything, words, most }.run(&mut store).unwrap()
        };
        assert_eq!((ask(3).told.len(), ask(3).has_more), (3, true));
        assert_eq!((ask(5).told.len(), ask(5).has_more), (5, false));
    }

    #[test]
    fn what_was_taken_back_is_told_no_more() {
        let (mut store, mo) = mo();
        let hold = Hold { person: mo, how: Holding::Listening, line: String::new() };
        let id = hold.run(&mut store).unwrap();
        assert_eq!(story(&mut store, mo, Filter::Visits, "").len(), 1);
        assert!(store.person(mo).unwrap().unwrap().last_contact_at.is_some());
        TakeBack { thing: Thing::Holding(id) }.run(&mut store).unwrap();
        assert_eq!(story(&mut store, mo, Filter::Visits, "").len(), 0);
        assert_eq!(store.person(mo).unwrap().unwrap().last_contact_at, None);
    }
}
