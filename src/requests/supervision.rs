//! What a worker keeps for supervision: theirs alone until they share it, and then an agenda that
//! has made itself (P13, P14).

use super::{
    FieldView, PersonLine, Run, Thing, Trouble, WorkerLine,
    authors::{colleagues, person_line_of, worker_line},
    person::view_of,
    things,
};
use crate::{
    care::{Day, Moment, PersonId, Reflection, ReflectionId, VisitId, WorkerId},
    log::{Owner, registry::reflection},
    store::{Fields, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionPage {
    /// What is still to be talked over: what weighs first, then the earliest.
    pub mine: Vec<ReflectionLine>,
    /// What others have shared, by whose it is.
    pub of_others: Vec<(WorkerLine, Vec<ReflectionLine>)>,
    /// The latest first, mine and others'.
    pub talked_over: Vec<ReflectionLine>,
    pub colleagues: Vec<WorkerLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReflectionLine {
    pub id: ReflectionId,
    pub what: Reflection,
    pub words: FieldView,
    pub at: Moment,
    pub person: Option<PersonLine>,
    pub visit: Option<VisitId>,
    pub by: WorkerLine,
    /// Who else reads it. Nobody, until its worker says so.
    pub shared_with: Vec<WorkerLine>,
    pub talked_on: Option<Day>,
    pub came_of_it: FieldView,
}

/// For nobody's eyes but one's own. A mark says enough without words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepForSupervision {
    pub what: Reflection,
    pub words: String,
    pub person: Option<PersonId>,
    pub visit: Option<VisitId>,
}

/// A colleague may read these from now on. Answers what they read, by which it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareReflections {
    pub reflections: Vec<ReflectionId>,
    pub with: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkedOver {
    pub reflection: ReflectionId,
    pub on: Day,
    pub came_of_it: String,
}

impl Run for Supervision {
    fn run(&self, store: &mut Store) -> Result<SupervisionPage, Trouble> {
        let me = store.me().worker;
        let mut lines = lines(store)?;
        lines.sort_by_key(|line| (line.what.rank(), line.at, line.id));
        let (mut talked_over, open): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|line| line.talked_on.is_some());
        talked_over.sort_by_key(|line| std::cmp::Reverse((line.talked_on, line.at)));
        let (mine, others): (Vec<_>, Vec<_>) = open.into_iter().partition(|line| line.by.id == me);
        Ok(SupervisionPage {
            mine,
            of_others: by_worker(others),
            talked_over,
            colleagues: colleagues(store),
        })
    }
}

fn by_worker(lines: Vec<ReflectionLine>) -> Vec<(WorkerLine, Vec<ReflectionLine>)> {
    let mut of_each: Vec<(WorkerLine, Vec<ReflectionLine>)> = Vec::new();
    for line in lines {
        match of_each.iter_mut().find(|(worker, _)| *worker == line.by) {
            Some((_, theirs)) => theirs.push(line),
            None => of_each.push((line.by.clone(), vec![line])),
        }
    }
    of_each.sort_by_key(|(worker, _)| worker.name.to_lowercase());
    of_each
}

/// What was shared is told as the others read it, and not a second time as it was kept.
fn lines(store: &Store) -> Result<Vec<ReflectionLine>, Trouble> {
    let mut lines = Vec::new();
    for thing in store.parts_of(Owner::Team, reflection::KIND)? {
        let fields = store.fields(thing)?;
        if copy_of(store, &fields)?.is_some() {
            continue;
        }
        lines.extend(line(store, ReflectionId::from_bytes(thing.id), &fields)?);
    }
    Ok(lines)
}

/// The one that others read, while it is there.
fn copy_of(store: &Store, fields: &Fields) -> Result<Option<ReflectionId>, Trouble> {
    let Some(id) = fields.id(reflection::SHARED_AS).map(ReflectionId) else { return Ok(None) };
    let copy = store.fields(Thing::Reflection(id).in_log())?;
    Ok(copy.bytes(reflection::WHAT).map(|_| id))
}

fn line(
    store: &Store,
    id: ReflectionId,
    fields: &Fields,
) -> Result<Option<ReflectionLine>, Trouble> {
    let what = fields.text(reflection::WHAT);
    let (Some(by), Some(at), false) =
        (fields.id(reflection::WORKER), fields.moment(reflection::AT), what.is_empty())
    else {
        return Ok(None);
    };
    let person = fields.id(reflection::PERSON).map(PersonId);
    let view = |field| view_of(store, fields, reflection::KIND, field);
    Ok(Some(ReflectionLine {
        id,
        what: Reflection::from_word(&what),
        words: view(reflection::WORDS)?,
        at,
        person: person.map(|person| person_line_of(store, person)).transpose()?,
        visit: fields.id(reflection::VISIT).map(VisitId),
        by: worker_line(store, WorkerId(by)),
        shared_with: others_who_read(store, id)?,
        talked_on: fields.day(reflection::TALKED_ON),
        came_of_it: view(reflection::CAME_OF_IT)?,
    }))
}

fn others_who_read(store: &Store, id: ReflectionId) -> Result<Vec<WorkerLine>, Trouble> {
    let scope = store.scope_of(Thing::Reflection(id).in_log())?;
    let readers = scope.map(|scope| store.readers(scope)).unwrap_or_default();
    let others = readers.into_iter().map(|worker| worker_line(store, worker));
    Ok(others.filter(|worker| !worker.is_me).collect())
}

impl Run for KeepForSupervision {
    fn run(&self, store: &mut Store) -> Result<ReflectionId, Trouble> {
        let says_enough = self.what == Reflection::Heavy || !self.words.trim().is_empty();
        if !says_enough {
            return Err(Trouble::NothingWritten);
        }
        let (scope, now) = (store.own_scope()?, store.now());
        let thing = things::fresh(store, reflection::KIND);
        let mut puts = vec![
            Put::new(reflection::WORKER, store.me().worker.to_bytes()),
            Put::new(reflection::AT, now.0.to_le_bytes()),
            Put::new(reflection::WHAT, self.what.as_word()),
        ];
        puts.extend(things::filled([(reflection::WORDS, &self.words)]));
        puts.extend(self.person.map(|id| Put::new(reflection::PERSON, id.to_bytes())));
        puts.extend(self.visit.map(|id| Put::new(reflection::VISIT, id.to_bytes())));
        let mut writing = Writing::at(now);
        writing.put(Owner::Closed(scope), store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(ReflectionId::from_bytes(thing.id))
    }
}

impl Run for ShareReflections {
    fn run(&self, store: &mut Store) -> Result<Vec<ReflectionId>, Trouble> {
        let scope = store.scope_shared_with(reflection::KIND, self.with)?;
        let mut writing = Writing::at(store.now());
        let mut shared = Vec::new();
        for id in &self.reflections {
            let own = Thing::Reflection(*id).in_log();
            let fields = store.fields(own)?;
            let owner = store.owner_of(own)?.ok_or(Trouble::NotFound)?;
            if copy_of(store, &fields)?.is_some() || !is_own(store, owner) {
                return Err(Trouble::NotFound);
            }
            let copy = things::fresh(store, reflection::KIND);
            writing.put(Owner::Closed(scope), store.as_worker(), copy, copied(&fields));
            let seen = fields.seen(reflection::SHARED_AS);
            let link = Put { field: reflection::SHARED_AS, value: copy.id.into(), seen };
            writing.put(owner, store.as_worker(), own, vec![link]);
            shared.push(ReflectionId::from_bytes(copy.id));
        }
        store.write(writing)?;
        Ok(shared)
    }
}

fn is_own(store: &Store, owner: Owner) -> bool {
    matches!(owner, Owner::Closed(scope) if store.is_own_scope(scope))
}

fn copied(fields: &Fields) -> Vec<Put> {
    let told = [
        reflection::WORKER,
        reflection::AT,
        reflection::WHAT,
        reflection::WORDS,
        reflection::PERSON,
        reflection::VISIT,
    ];
    let values = told.into_iter().filter_map(|field| Some((field, fields.bytes(field)?)));
    values.map(|(field, value)| Put::new(field, value)).collect()
}

impl Run for TalkedOver {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let thing = Thing::Reflection(self.reflection).in_log();
        let owner = store.owner_of(thing)?.ok_or(Trouble::NotFound)?;
        let fields = store.fields(thing)?;
        let puts = [
            (reflection::TALKED_ON, self.on.to_string()),
            (reflection::CAME_OF_IT, self.came_of_it.trim().to_owned()),
        ];
        let puts = puts.map(|(field, value)| Put {
            field,
            value: value.into_bytes(),
            seen: fields.seen(field),
        });
        let mut writing = Writing::at(store.now());
        writing.put(owner, store.as_worker(), thing, puts.into());
        Ok(store.write(writing).map(drop)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{people::AddPerson, things::TakeBack};

    fn kept(store: &mut Store, what: Reflection, words: &str) -> ReflectionId {
        let words = words.to_owned();
        KeepForSupervision { what, words, person: None, visit: None }.run(store).unwrap()
    }

    fn words(lines: &[ReflectionLine]) -> Vec<&str> {
        lines.iter().map(|line| line.words.value.as_str()).collect()
    }

    #[test]
    fn p13_what_was_outside_the_usual_is_kept_with_its_reason_and_never_hindered() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let mo = AddPerson { fields }.run(&mut ana).unwrap();
        let what = Reflection::OutsideTheUsual;
        let because = "I drove her to the hospital because nobody else would.".to_owned();
        let keep = KeepForSupervision { what, words: because, person: Some(mo), visit: None };
        keep.run(&mut ana).unwrap();
        let page = Supervision {}.run(&mut ana).unwrap();
        let [line] = page.mine.as_slice() else { panic!("not one line") };
        assert_eq!(line.person.as_ref().unwrap().called, "Mo");
        assert_eq!((line.by.is_me, line.shared_with.len()), (true, 0));
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        let page = Supervision {}.run(&mut ben).unwrap();
        assert_eq!((page.mine.len(), page.of_others.len()), (0, 0));
    }

    #[test]
    fn p14_the_agenda_makes_itself_and_what_weighs_comes_first() {
        let mut store = Store::alone_at("2026-11-25T10:00:00Z");
        kept(&mut store, Reflection::Question, "May I ring on Sundays?");
        let heavy = kept(&mut store, Reflection::Heavy, "");
        let silent = KeepForSupervision {
            what: Reflection::Question,
            words: "  ".into(),
            person: None,
            visit: None,
        };
        assert_eq!(silent.run(&mut store), Err(Trouble::NothingWritten));
        let page = Supervision {}.run(&mut store).unwrap();
        assert_eq!(words(&page.mine), ["", "May I ring on Sundays?"]);
        TakeBack { thing: Thing::Reflection(heavy) }.run(&mut store).unwrap();
        assert_eq!(Supervision {}.run(&mut store).unwrap().mine.len(), 1);
    }

    #[test]
    fn what_is_shared_is_read_by_that_colleague_and_comes_back_when_it_was_talked_over() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let first = kept(&mut ana, Reflection::Question, "May I ring on Sundays?");
        kept(&mut ana, Reflection::Heavy, "Her dog died.");
        let with = ben.me().worker;
        let shared = ShareReflections { reflections: vec![first], with }.run(&mut ana).unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        let page = Supervision {}.run(&mut ben).unwrap();
        let [(who, lines)] = page.of_others.as_slice() else { panic!("not one worker") };
        assert_eq!((who.id, words(lines)), (ana.me().worker, vec!["May I ring on Sundays?"]));
        let page = Supervision {}.run(&mut ana).unwrap();
        assert_eq!(words(&page.mine), ["Her dog died.", "May I ring on Sundays?"]);
        assert_eq!(page.mine[1].shared_with.len(), 1);

        let on = "2026-11-26".parse().unwrap();
        let came_of_it = "Until Christmas.".to_owned();
        TalkedOver { reflection: shared[0], on, came_of_it }.run(&mut ben).unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        let page = Supervision {}.run(&mut ana).unwrap();
        assert_eq!(
            (words(&page.mine), words(&page.talked_over)),
            (vec!["Her dog died."], vec!["May I ring on Sundays?"],)
        );
        assert_eq!(page.talked_over[0].came_of_it.value, "Until Christmas.");
    }

    #[test]
    fn sharing_goes_on_in_one_place_and_taken_back_it_is_ones_own_again() {
        let [mut ana, ben] = Store::of_two_workers().unwrap();
        let with = ben.me().worker;
        let ids = ["One?", "Two?"].map(|words| kept(&mut ana, Reflection::Question, words));
        let share = |id| ShareReflections { reflections: vec![id], with };
        let copies = ids.map(|id| share(id).run(&mut ana).unwrap()[0]);
        let scopes = copies.map(|id| ana.scope_of(Thing::Reflection(id).in_log()).unwrap());
        assert_eq!(scopes[0], scopes[1]);
        assert_eq!(share(ids[0]).run(&mut ana), Err(Trouble::NotFound), "it is shared already");
        assert_eq!(share(copies[0]).run(&mut ana), Err(Trouble::NotFound), "it is the shared one");
        TakeBack { thing: Thing::Reflection(copies[0]) }.run(&mut ana).unwrap();
        let page = Supervision {}.run(&mut ana).unwrap();
        let mut shared: Vec<_> = page
            .mine
            .iter()
            .map(|line| (line.words.value.as_str(), line.shared_with.len()))
            .collect();
        shared.sort_unstable();
        assert_eq!(shared, [("One?", 0), ("Two?", 1)]);
        share(ids[0]).run(&mut ana).unwrap();
    }
}
