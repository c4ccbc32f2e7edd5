//! Nobody is forgotten: of whom in the whole team nothing was heard for longer than was agreed, and
//! who has nobody alongside.

use super::{
    PersonLine, Run, Trouble, WorkerLine,
    authors::{person_line, worker_line},
    today::{as_one, quiet, who},
};
use crate::{
    care::{Day, PersonId, WorkerId, today::Why},
    store::{PersonRow, Store},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneQuiet {
    pub today: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneQuietPage {
    /// By name.
    pub quiet: Vec<QuietLine>,
    /// Nobody who is in the team now walks alongside or covers. By name.
    pub without_anybody: Vec<PersonLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietLine {
    pub person: PersonLine,
    pub rhythm_words: String,
    pub rhythm_days: u16,
    /// Who is there for them on this day.
    pub worker: Option<WorkerLine>,
}

impl Run for GoneQuiet {
    fn run(&self, store: &mut Store) -> Result<GoneQuietPage, Trouble> {
        let team: BTreeSet<WorkerId> =
            store.colleagues().into_iter().chain([store.me().worker]).collect();
        let mut rows = as_one(store, store.people_here()?)?;
        rows.retain(|row| !row.is_left_in_peace(self.today));
        let mut page = GoneQuietPage {
            quiet: self.quiet(store, &rows, &team)?,
            without_anybody: self.without_anybody(store, &rows, &team)?,
        };
        page.quiet.sort_by_key(|line| by_name(&line.person));
        page.without_anybody.sort_by_key(by_name);
        Ok(page)
    }
}

impl GoneQuiet {
    fn quiet(
        &self,
        store: &Store,
        rows: &[PersonRow],
        team: &BTreeSet<WorkerId>,
    ) -> Result<Vec<QuietLine>, Trouble> {
        let (mut lines, mut listed) = (Vec::new(), BTreeSet::new());
        for row in rows {
            // What was agreed for today may still come.
            let is_for_today = row.next_contact_on == Some(self.today);
            let Some(Why::Quiet { rhythm_words, rhythm_days, .. }) =
                quiet(store, row, self.today)?.filter(|_| !is_for_today)
            else {
                continue;
            };
            if listed.insert(who(store, row.id)?) {
                let worker = with_whom(row, team, self.today).map(|id| worker_line(store, id));
                let person = person_line(store, row);
                lines.push(QuietLine { person, rhythm_words, rhythm_days, worker });
            }
        }
        Ok(lines)
    }

    fn without_anybody(
        &self,
        store: &Store,
        rows: &[PersonRow],
        team: &BTreeSet<WorkerId>,
    ) -> Result<Vec<PersonLine>, Trouble> {
        let (mut with_somebody, mut without) = (BTreeSet::new(), BTreeMap::new());
        for row in rows {
            let who = who(store, row.id)?;
            match with_whom(row, team, self.today) {
                Some(_) => drop(with_somebody.insert(who)),
                None => drop(without.entry(who).or_insert_with(|| person_line(store, row))),
            }
        }
        without.retain(|who, _| !with_somebody.contains(who));
        Ok(without.into_values().collect())
    }
}

/// Somebody who has left the team walks alongside nobody any more.
fn with_whom(row: &PersonRow, team: &BTreeSet<WorkerId>, today: Day) -> Option<WorkerId> {
    let here = |worker: &WorkerId| team.contains(worker);
    row.covered_by(today).filter(here).or(row.worker.filter(here))
}

fn by_name(line: &PersonLine) -> (String, PersonId) {
    (line.full_name.to_lowercase(), line.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{
        continuity::{FieldSet, SetTogether},
        holding::Hold,
        people::AddPerson,
        person::Person,
        same_person::JoinCards,
    };

    fn add(store: &mut Store, fields: &[(&str, &str)]) -> PersonId {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        AddPerson { fields: fields.collect() }.run(store).unwrap()
    }

    fn set(store: &mut Store, person: PersonId, field: &str, value: &str) {
        let fields = Person { person }.run(store).unwrap().fields;
        let before = fields.get(field).cloned().unwrap_or_default();
        let values = vec![FieldSet::over(field, value, &before)];
        SetTogether { person, values }.run(store).unwrap();
    }

    fn quiet_on(store: &mut Store, today: &str) -> Vec<String> {
        let page = GoneQuiet { today: today.parse().unwrap() }.run(store).unwrap();
        page.quiet.into_iter().map(|line| line.person.called).collect()
    }

    #[test]
    fn p1_nobody_in_the_team_is_forgotten_and_who_is_there_for_them_has_a_name() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        for name in ["Walter", "Emi"] {
            add(&mut ana, &[("given_name", name), ("rhythm_days", "14")]);
        }
        add(&mut ana, &[("given_name", "Without a rhythm")]);
        Store::meet(&mut ana, &mut ben).unwrap();
        let today = ana.now().utc_day().plus(17);
        assert_eq!(quiet_on(&mut ben, &today.plus(-1).to_string()), [""; 0]);
        assert_eq!(quiet_on(&mut ben, &today.to_string()), ["Emi", "Walter"]);
        let page = GoneQuiet { today }.run(&mut ben).unwrap();
        let names = page.quiet.iter().filter_map(|line| Some(line.worker.clone()?.name));
        assert_eq!(names.collect::<Vec<_>>(), ["Ana", "Ana"]);
    }

    #[test]
    fn p3_who_is_left_in_peace_or_will_be_seen_is_not_gone_quiet() {
        let mut store = Store::alone_at("2026-10-01T09:00:00Z");
        let fields = |name| [("given_name", name), ("rhythm_days", "7")];
        for (name, field, value) in [
            ("Paused", "paused_until", "2026-12-01"),
            ("Parted", "ended_together_on", "2026-10-30"),
            ("Agreed", "next_contact_on", "2026-11-27"),
            ("Agreed for today", "next_contact_on", "2026-11-26"),
            ("Agreed and gone by", "next_contact_on", "2026-11-25"),
        ] {
            let person = add(&mut store, &fields(name));
            set(&mut store, person, field, value);
        }
        let held = add(&mut store, &fields("Held"));
        store.set_now("2026-11-25T09:00:00Z");
        Hold { person: held, how: crate::care::Holding::Listening, line: String::new() }
            .run(&mut store)
            .unwrap();
        assert_eq!(quiet_on(&mut store, "2026-11-26"), ["Agreed and gone by"]);
    }

    #[test]
    fn p11_who_has_nobody_in_the_team_alongside_is_seen() {
        let mut store = Store::alone_at("2026-11-01T09:00:00Z");
        let [mo, other_card] =
            ["Mo", "Maureen"].map(|name| add(&mut store, &[("given_name", name)]));
        let today = "2026-11-02".parse().unwrap();
        let without = |store: &mut Store| {
            let page = GoneQuiet { today }.run(store).unwrap();
            page.without_anybody.into_iter().map(|line| line.called).collect::<Vec<_>>()
        };
        assert_eq!(without(&mut store), [""; 0]);
        let gone = WorkerId::from_bytes([9; 16]).to_string();
        set(&mut store, mo, "worker", &gone);
        assert_eq!(without(&mut store), ["Mo"]);
        JoinCards { one: mo, other: other_card }.run(&mut store).unwrap();
        assert_eq!(without(&mut store), [""; 0]);
    }
}
