//! The balance of the whole team over months, to look back on together. Whose visits and threads they
//! were is never asked (P18).

use super::{Run, Trouble};
use crate::{
    care::{
        Day, How, Moment,
        balance::{HOW_WE_WENT, Month, Side, WHERE_WE_MET, WHETHER_WE_ASKED, over_months, since},
    },
    log::registry::{connection, talk},
    store::{Store, ToldValue},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    pub today: Day,
}

/// The longest ago first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancePage {
    pub where_we_met: Vec<Month>,
    pub how_we_went: Vec<Month>,
    pub whether_we_asked: Vec<Month>,
}

const FEW_VISITS: usize = 5;
const FEW_THREADS: usize = 3;

impl Run for Balance {
    fn run(&self, store: &mut Store) -> Result<BalancePage, Trouble> {
        let today = self.today;
        let first = since(today).0.and_time(chrono::NaiveTime::MIN).and_utc();
        let since = Moment(first.timestamp_millis());
        let met = store.met_since(since)?.into_iter();
        let met = met.map(|met| (met.at.utc_day(), Side::where_met(&met.place)));
        let threads = threads(store, since)?;
        let went = threads.iter().filter_map(|it| Some((it.on, Side::how_went(&it.how)?)));
        let asked = threads.iter().filter_map(|it| Some((it.on, it.whether_asked(today)?)));
        Ok(BalancePage {
            where_we_met: over_months(today, WHERE_WE_MET, FEW_VISITS, met),
            how_we_went: over_months(today, HOW_WE_WENT, FEW_THREADS, went),
            whether_we_asked: over_months(today, WHETHER_WE_ASKED, FEW_THREADS, asked),
        })
    }
}

struct Thread {
    /// When it began.
    on: Day,
    how: How,
    ask_on: Option<Day>,
    is_talked_of: bool,
}

impl Thread {
    /// `None`: its day has not come, and there is nothing to ask yet.
    fn whether_asked(&self, today: Day) -> Option<Side> {
        if self.is_talked_of {
            return Some(Side::AskedAfter);
        }
        self.ask_on.is_none_or(|on| on <= today).then_some(Side::NotYetAsked)
    }
}

fn threads(store: &Store, since: Moment) -> Result<Vec<Thread>, Trouble> {
    let ask_on: BTreeMap<[u8; 16], Option<Day>> = store
        .told_values(connection::KIND, connection::ON, since)?
        .into_iter()
        .map(|on| (on.thing, word(&on).parse().ok()))
        .collect();
    let talked_of: BTreeSet<Vec<u8>> = store
        .told_values(talk::KIND, talk::CONNECTION, since)?
        .into_iter()
        .map(|talk| talk.value)
        .collect();
    let hows: BTreeMap<[u8; 16], ToldValue> = store
        .told_values(connection::KIND, connection::HOW, since)?
        .into_iter()
        .map(|how| (how.thing, how))
        .collect();
    let thread = |(id, how): ([u8; 16], ToldValue)| Thread {
        on: how.at.utc_day(),
        how: How::from_word(&word(&how)),
        ask_on: ask_on.get(&id).copied().flatten(),
        is_talked_of: talked_of.contains(id.as_slice()),
    };
    Ok(hows.into_iter().map(thread).collect())
}

fn word(told: &ToldValue) -> String {
    String::from_utf8_lossy(&told.value).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{AskBy, ConnectionId, PersonId, Stage, balance::HowMuch},
        requests::{
            Thing,
            connections::{Connect, Connection, Plan, TalkOver, To},
            people::AddPerson,
            things::TakeBack,
        },
    };

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn person(store: &mut Store) -> PersonId {
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        AddPerson { fields }.run(store).unwrap()
    }

    fn connect(store: &mut Store, person: PersonId, how: How, on: &str) -> ConnectionId {
        let (to, plan) = (To::Elsewhere("The choir".into()), Plan::default());
        Connect { person, to, how, on: day(on), ask_by: AskBy::Phone, plan, goal: None }
            .run(store)
            .unwrap()
    }

    fn talk(store: &mut Store, connection: ConnectionId) {
        let stage = Connection { connection }.run(store).unwrap().line.stage;
        let (on, words) = (Some(day("2026-12-01")), String::new());
        TalkOver { connection, stage: Stage::Tried, words, on, barrier: None, seen: stage.seen }
            .run(store)
            .unwrap();
    }

    /// What is said of the last month, part by part.
    fn said(months: &[Month]) -> Vec<HowMuch> {
        let last = months.last().unwrap();
        last.sides.iter().map(|(_, share)| share.how_much).collect()
    }

    #[test]
    fn p18_what_was_asked_after_is_seen_and_what_is_too_early_to_ask_is_left_out() {
        let mut store = Store::alone_at("2026-11-20T09:00:00Z");
        let mo = person(&mut store);
        let mut thread = |on| connect(&mut store, mo, How::GoTogether, on);
        let threads = [thread("2026-11-22"), thread("2026-11-23"), thread("2026-11-24")];
        thread("2026-11-27");
        talk(&mut store, threads[0]);
        talk(&mut store, threads[1]);
        talk(&mut store, threads[1]);
        let page = Balance { today: day("2026-11-26") }.run(&mut store).unwrap();
        assert_eq!(said(&page.whether_we_asked), [HowMuch::Most, HowMuch::Some]);
        assert_eq!(said(&page.how_we_went), [HowMuch::All, HowMuch::None, HowMuch::None]);
        assert_eq!(said(&page.where_we_met), []);
    }

    #[test]
    fn p6_how_we_went_is_told_and_what_was_taken_back_is_not() {
        let mut store = Store::alone_at("2026-11-20T09:00:00Z");
        let mo = person(&mut store);
        for how in [How::GoTogether, How::Introduce, How::RingAhead, How::TryIt] {
            connect(&mut store, mo, how, "2026-11-27");
        }
        let mistaken = connect(&mut store, mo, How::TryIt, "2026-11-27");
        TakeBack { thing: Thing::Connection(mistaken) }.run(&mut store).unwrap();
        let page = Balance { today: day("2026-11-26") }.run(&mut store).unwrap();
        assert_eq!(said(&page.how_we_went), [HowMuch::Some, HowMuch::Half, HowMuch::Some]);
    }
}
