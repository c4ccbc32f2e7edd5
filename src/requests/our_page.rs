//! Our page: the one function that builds it out of the record, and the places of it that an answer
//! may change.

use super::{
    Run, Thing, Trouble,
    authors::{colleagues, together, worker_line},
    contacts,
    person::{goals_of, promises_of},
    steps::StepLine,
};
use crate::{
    care::{
        Became, Day, OurPage, PersonId, WorkerId,
        our_page::{
            Hope, IfHard, Next, Promised, Rated, Reach, Said, Sharing, Slot, Step, Version, Voice,
            Who,
        },
    },
    log::{
        Actor, Thing as InLog,
        registry::{self, goal, person, step},
    },
    store::{Fields, Head, Place, Store},
};
use serde::{Deserialize, Serialize};

/// The page as its person would see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TheirPage {
    pub person: PersonId,
    pub today: Day,
}

impl Run for TheirPage {
    fn run(&self, store: &mut Store) -> Result<OurPage, Trouble> {
        Ok(our_page(store, self.person, self.today)?.0)
    }
}

/// Promises that came to something stay on the page so long.
const LOOKING_BACK_DAYS: i64 = 90;

/// The page of a person, and by their slots where its places lead.
pub fn our_page(
    store: &mut Store,
    person: PersonId,
    today: Day,
) -> Result<(OurPage, Vec<Place>), Trouble> {
    store.rebuild_person_now(person)?;
    let row = store.person(person)?.ok_or(Trouble::NotFound)?;
    let thing = Thing::Person(person).in_log();
    let fields = store.fields(thing)?;
    let mut places = Places { store, places: Vec::new() };
    let mut said = |field| places.said(thing, &fields, field);
    let page = OurPage {
        called: row.called().to_owned(),
        worker: row.worker.map(|id| worker_line(store, id).name).unwrap_or_default(),
        matters: said(person::MATTERS)?,
        strengths: said(person::STRENGTHS)?,
        helps: said(person::HELPS)?,
        in_the_way: said(person::GETS_IN_THE_WAY)?,
        if_hard: IfHard {
            signs: said(person::IF_HARD_SIGNS)?,
            helps: said(person::IF_HARD_HELPS)?,
            whom: said(person::IF_HARD_WHOM)?,
        },
        hopes: hopes(store, &mut places, person)?,
        promises: promised(store, person, today)?,
        reach: reach(store, row.worker)?,
        next: row.next_contact_on.map(|on| Next { on, how: row.next_contact_how.clone() }),
        look_again_on: fields.day(person::LOOK_AGAIN_ON),
        sharing: Sharing {
            team: store.team_name(),
            readers: readers(store),
            wishes: places.said(thing, &fields, person::SHARING_WISHES)?,
            tell_gp: places.said(thing, &fields, person::TELL_GP)?,
        },
    };
    Ok((page, places.places))
}

fn reach(store: &Store, worker: Option<WorkerId>) -> Result<Reach, Trouble> {
    let (team_name, team) = contacts::of_the_team(store)?;
    let worker = worker.map(|worker| contacts::telephone_of(store, worker)).transpose()?;
    Ok(Reach { worker: worker.unwrap_or_default(), team, team_name })
}

/// Every enrolled worker may read every person of the team.
fn readers(store: &Store) -> Vec<String> {
    let me = worker_line(store, store.me().worker);
    let mut names: Vec<String> =
        colleagues(store).into_iter().chain([me]).map(|line| line.name).collect();
    names.sort_by_key(|name| name.to_lowercase());
    names
}

/// The places of a page, in the order in which they are told.
struct Places<'a> {
    store: &'a Store,
    places: Vec<Place>,
}

impl Places<'_> {
    fn said(&mut self, thing: InLog, fields: &Fields, field: u16) -> Result<Said, Trouble> {
        let slot = self.place(thing, fields, field);
        let versions = versions_of(self.store, fields, field);
        let spec = registry::field(thing.kind, field).ok_or(Trouble::NotFound)?;
        let together = together(self.store, fields, spec)?;
        Ok(Said { slot, versions, together })
    }

    fn rated(&mut self, thing: InLog, fields: &Fields, field: u16) -> Rated {
        let slot = self.place(thing, fields, field);
        Rated { slot, number: fields.number(field).and_then(|number| u8::try_from(number).ok()) }
    }

    fn place(&mut self, thing: InLog, fields: &Fields, field: u16) -> Slot {
        let slot = Slot(u16::try_from(self.places.len()).unwrap_or(u16::MAX));
        self.places.push(Place {
            kind: thing.kind.0,
            thing: thing.id,
            field,
            seen: fields.seen(field),
            shown: fields.bytes(field).unwrap_or_default().to_vec(),
            is_one: !fields.has_versions(field),
        });
        slot
    }
}

/// What stands in a field, the latest first: where two have not met, what both wrote, also where one of
/// them crossed it out.
pub(super) fn versions_of(store: &Store, fields: &Fields, field: u16) -> Vec<Version> {
    let mut heads: Vec<&Head> = match fields.has_versions(field) {
        true => fields.heads(field).iter().collect(),
        false => fields.shown(field).into_iter().collect(),
    };
    heads.sort_by_key(|head| std::cmp::Reverse((head.at, head.change)));
    let is_said = |head: &&Head| !head.value.is_empty() || fields.has_versions(field);
    heads.into_iter().filter(is_said).map(|head| version(store, head)).collect()
}

pub(super) fn version(store: &Store, head: &Head) -> Version {
    let by = match head.actor {
        Actor::Person(_) | Actor::Themselves(_) => Voice::Theirs,
        Actor::Worker(worker) => Voice::Worker(worker_line(store, worker).name),
    };
    Version { words: registry::Shape::Text.show(&head.value), by, on: head.at.utc_day() }
}

fn hopes(store: &Store, places: &mut Places, person: PersonId) -> Result<Vec<Hope>, Trouble> {
    let mut hopes = Vec::new();
    for line in goals_of(store, person)? {
        let thing = Thing::Goal(line.id).in_log();
        let fields = store.fields(thing)?;
        let who = fields.text(goal::STEP_WHO);
        // Not on the page by themselves, but they go with the step.
        for field in [goal::STEP_WHO, goal::STEP_WHEN] {
            places.place(thing, &fields, field);
        }
        let hope = Hope {
            words: places.said(thing, &fields, goal::WORDS)?,
            wording: fields.text(goal::WORDING),
            importance: places.rated(thing, &fields, goal::IMPORTANCE),
            going: places.rated(thing, &fields, goal::GOING),
            step: Step {
                words: places.said(thing, &fields, goal::STEP)?,
                who: (!who.is_empty()).then(|| Who::from_word(&who)),
                when: fields.text(goal::STEP_WHEN),
                sure: places.rated(thing, &fields, goal::STEP_SURE),
            },
            other_steps: other_steps(store, places, &line.other_steps)?,
        };
        hopes.push(with_a_first_step(hope));
    }
    Ok(hopes)
}

fn other_steps(
    store: &Store,
    places: &mut Places,
    lines: &[StepLine],
) -> Result<Vec<Step>, Trouble> {
    let mut steps = Vec::new();
    for line in lines {
        let thing = Thing::Step(line.id).in_log();
        let fields = store.fields(thing)?;
        let who = fields.text(step::WHO);
        // Not on the page by themselves, but they go with the step.
        for field in [step::GOAL, step::WHO, step::WHEN] {
            places.place(thing, &fields, field);
        }
        steps.push(Step {
            words: places.said(thing, &fields, step::WORDS)?,
            who: (!who.is_empty()).then(|| Who::from_word(&who)),
            when: fields.text(step::WHEN),
            sure: places.rated(thing, &fields, step::SURE),
        });
    }
    Ok(steps)
}

/// Where the first is over, the next is the first.
fn with_a_first_step(mut hope: Hope) -> Hope {
    let words = &hope.step.words;
    let has_room = words.is_empty() && !words.has_two_versions();
    if has_room && !hope.other_steps.is_empty() {
        hope.step = hope.other_steps.remove(0);
    }
    hope
}

/// What the worker and their colleagues promised: what is open first, then what became of the others.
fn promised(store: &Store, person: PersonId, today: Day) -> Result<Vec<Promised>, Trouble> {
    let since = today.plus(-LOOKING_BACK_DAYS);
    let mut ours = promises_of(store, person)?;
    ours.retain(|line| {
        line.by_worker && (is_open(&line.became) || line.made_at.utc_day() >= since)
    });
    ours.sort_by_key(|line| (!is_open(&line.became), line.on.is_none(), line.on, line.id));
    let promised = ours.into_iter().map(|line| Promised {
        text: line.text,
        on: line.on,
        became: line.became,
        became_words: line.became_words,
    });
    Ok(promised.collect())
}

fn is_open(became: &Option<Became>) -> bool {
    became.as_ref().is_none_or(|became| *became == Became::NotYet)
}
