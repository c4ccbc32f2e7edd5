//! Connections: somebody is introduced somewhere, and asked how it went for as long as it takes (P1).

mod known;

pub use known::{LetTeamKnow, MadeKnown, TakeKnownBack};

use super::{
    Author, FieldView, PersonLine, Run, Seen, Thing, Trouble,
    authors::{author_of, field_view, person_line_of},
    barriers::{self, BarrierLine, WhatStood, WrittenDown},
    person::{goals_of, view_of},
    services,
    stood::Stood,
    things,
};
use crate::{
    care::{
        AskBy, ConnectionId, Day, GoalId, How, Moment, PersonId, ServiceId, Stage, TalkId,
        connection::are_several_on_their_way,
    },
    log::registry::{FIELDS, connection, service, talk},
    store::{Fields, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where somebody is on the way to: somewhere that the team knows, or in one's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum To {
    Service(ServiceId),
    Elsewhere(String),
}

/// What helps in choosing how we do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeConnecting {
    pub person: PersonId,
    pub to: To,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectingPage {
    pub called: String,
    pub what: String,
    /// What the team knows of the place, to begin the plan with.
    pub plan: Plan,
    /// Several others are on their way there already.
    pub are_several: bool,
    /// What it may be for.
    pub hopes: Vec<HopeWords>,
}

/// A hope as it is said now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopeWords {
    pub id: GoalId,
    pub words: String,
}

/// Who goes, and how. None of it has to be known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub who_goes: String,
    pub getting_there: String,
    pub fares: String,
    pub who_meets: String,
    pub first_ten_minutes: String,
    pub fading_out: String,
}

/// Opens a thread. There is none without a day on which it is asked how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connect {
    pub person: PersonId,
    pub to: To,
    pub how: How,
    pub on: Day,
    pub ask_by: AskBy,
    pub plan: Plan,
    /// The hope that it is for, where it is for one.
    pub goal: Option<GoalId>,
}

/// The open threads of a person, the next to be asked about first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connections {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionLine {
    pub id: ConnectionId,
    pub person: PersonId,
    pub what: String,
    pub service: Option<ServiceId>,
    pub how: How,
    pub stage: FieldView,
    pub on: Option<Day>,
    /// There is still something to ask: it was not ended by talk, or not by all who talked of it.
    pub is_open: bool,
    pub has_versions: bool,
    pub at: Moment,
    pub by: Author,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    pub connection: ConnectionId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionPage {
    pub line: ConnectionLine,
    pub person: PersonLine,
    /// Every field by its name.
    pub fields: BTreeMap<String, FieldView>,
    /// The latest first.
    pub talk: Vec<TalkLine>,
    pub barriers: Vec<BarrierLine>,
    /// What it may be for; where it is for one, `fields` has which.
    pub hopes: Vec<HopeWords>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkLine {
    pub id: TalkId,
    pub person: PersonId,
    pub connection: ConnectionId,
    /// Where to, as the thread has it.
    pub what: String,
    pub stage: Stage,
    pub words: String,
    pub at: Moment,
    pub by: Author,
}

/// A word on how it goes, by which the thread goes on or ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkOver {
    pub connection: ConnectionId,
    pub stage: Stage,
    pub words: String,
    /// When it is asked again. What goes on has such a day.
    pub on: Option<Day>,
    pub barrier: Option<WhatStood>,
    /// What was shown of where it stands and of the day.
    pub seen: Seen,
}

/// What was said, and what stood there before, so that it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub talk: TalkId,
    pub connection: ConnectionId,
    pub barrier: Option<WrittenDown>,
    stood: Stood,
    stands: Seen,
}

/// Undoes `TalkOver`, and nothing that came since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeTalkBack {
    pub said: Said,
}

impl Run for BeforeConnecting {
    fn run(&self, store: &mut Store) -> Result<ConnectingPage, Trouble> {
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let (mut plan, mut are_several) = (Plan::default(), false);
        if let To::Service(id) = self.to {
            let known = store.fields(Thing::Service(id).in_log())?;
            plan.getting_there = known.text(service::GETTING_THERE);
            plan.who_meets = known.text(service::WHO_ANSWERS);
            plan.first_ten_minutes = known.text(service::FIRST_TEN_MINUTES);
            are_several = are_several_on_their_way(store.n_on_their_way(id, self.person)?);
        }
        let what = self.to.what(store)?;
        let hopes = hopes_of(store, self.person)?;
        Ok(ConnectingPage { called: row.called().to_owned(), what, plan, are_several, hopes })
    }
}

fn hopes_of(store: &Store, person: PersonId) -> Result<Vec<HopeWords>, Trouble> {
    let goals = goals_of(store, person)?.into_iter();
    let hopes = goals.map(|goal| HopeWords { id: goal.id, words: goal.words.value });
    Ok(hopes.filter(|hope| !hope.words.is_empty()).collect())
}

impl To {
    fn what(&self, store: &Store) -> Result<String, Trouble> {
        match self {
            Self::Service(id) => match services::name_of(store, *id)? {
                name if name.is_empty() => Err(Trouble::NotFound),
                name => Ok(name),
            },
            Self::Elsewhere(words) if words.trim().is_empty() => Err(Trouble::NothingWritten),
            Self::Elsewhere(words) => Ok(words.trim().to_owned()),
        }
    }
}

impl Run for Connect {
    fn run(&self, store: &mut Store) -> Result<ConnectionId, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let thing = things::fresh(store, connection::KIND);
        let mut puts = vec![
            Put::new(connection::PERSON, self.person.to_bytes()),
            Put::new(connection::WHAT, self.to.what(store)?),
            Put::new(connection::HOW, self.how.as_word()),
            Put::new(connection::STAGE, Stage::Arranged.as_word()),
            Put::new(connection::ON, self.on.to_string()),
            Put::new(connection::ASK_BY, self.ask_by.as_word()),
        ];
        if let To::Service(id) = self.to {
            puts.push(Put::new(connection::SERVICE, id.to_bytes()));
        }
        puts.extend(self.goal.map(|goal| Put::new(connection::GOAL, goal.to_bytes())));
        puts.extend(self.plan.puts());
        let mut writing = Writing::at(store.now());
        writing.put(self.person, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(ConnectionId::from_bytes(thing.id))
    }
}

impl Plan {
    fn puts(&self) -> impl Iterator<Item = Put> {
        things::filled([
            (connection::WHO_GOES, &self.who_goes),
            (connection::GETTING_THERE, &self.getting_there),
            (connection::FARES, &self.fares),
            (connection::WHO_MEETS, &self.who_meets),
            (connection::FIRST_TEN_MINUTES, &self.first_ten_minutes),
            (connection::FADING_OUT, &self.fading_out),
        ])
    }
}

impl Run for Connections {
    fn run(&self, store: &mut Store) -> Result<Vec<ConnectionLine>, Trouble> {
        let mut lines = Vec::new();
        for thing in store.parts_of(self.person, connection::KIND)? {
            lines.extend(line_of(store, ConnectionId::from_bytes(thing.id))?);
        }
        lines.retain(|line| line.is_open || line.has_versions);
        lines.sort_by_key(|line| (line.on, line.id));
        Ok(lines)
    }
}

pub(super) fn line_of(store: &Store, id: ConnectionId) -> Result<Option<ConnectionLine>, Trouble> {
    let fields = store.fields(Thing::Connection(id).in_log())?;
    let (Some(first), Some(person)) = (fields.origin(), fields.id(connection::PERSON)) else {
        return Ok(None);
    };
    let how = fields.text(connection::HOW);
    let line = ConnectionLine {
        id,
        person: PersonId(person),
        what: what_of(store, &fields)?,
        service: known_service(store, &fields)?,
        how: How::from_word(&how),
        stage: view_of(store, &fields, connection::KIND, connection::STAGE)?,
        on: fields.day(connection::ON),
        is_open: is_open(&fields),
        has_versions: fields.numbers().any(|number| fields.has_versions(number)),
        at: first.at,
        by: author_of(store, first)?,
    };
    Ok((!how.is_empty()).then_some(line))
}

/// As the team calls the place now; otherwise as it was called when the thread began.
fn what_of(store: &Store, fields: &Fields) -> Result<String, Trouble> {
    let id = fields.id(connection::SERVICE).map(ServiceId);
    let name = id.map(|id| services::name_of(store, id)).transpose()?.unwrap_or_default();
    Ok(if name.is_empty() { fields.text(connection::WHAT) } else { name })
}

fn known_service(store: &Store, fields: &Fields) -> Result<Option<ServiceId>, Trouble> {
    let Some(id) = fields.id(connection::SERVICE).map(ServiceId) else { return Ok(None) };
    Ok((!services::name_of(store, id)?.is_empty()).then_some(id))
}

fn is_open(fields: &Fields) -> bool {
    let stages = fields.heads(connection::STAGE);
    stages.is_empty() || stages.iter().any(|head| stage_in(&head.value).is_open())
}

fn stage_in(value: &[u8]) -> Stage {
    Stage::from_word(&String::from_utf8_lossy(value))
}

impl Run for Connection {
    fn run(&self, store: &mut Store) -> Result<ConnectionPage, Trouble> {
        let line = line_of(store, self.connection)?.ok_or(Trouble::NotFound)?;
        let fields = store.fields(Thing::Connection(self.connection).in_log())?;
        let mut views = BTreeMap::new();
        let specs = FIELDS.iter().filter(|spec| spec.kind == connection::KIND);
        for spec in specs.filter(|spec| spec.number != connection::EXTRA) {
            views.insert(spec.name.to_owned(), field_view(store, &fields, spec)?);
        }
        Ok(ConnectionPage {
            person: person_line_of(store, line.person)?,
            fields: views,
            talk: talk_of(store, &line)?,
            barriers: barriers::of_connection(store, line.person, line.id)?,
            hopes: hopes_of(store, line.person)?,
            line,
        })
    }
}

pub(super) fn talk_of(store: &Store, line: &ConnectionLine) -> Result<Vec<TalkLine>, Trouble> {
    let mut lines = Vec::new();
    for (thing, _) in store.parts_naming(line.person, talk::KIND, talk::CONNECTION, line.id.0)? {
        lines.extend(talk_line(store, TalkId::from_bytes(thing.id))?);
    }
    lines.sort_by_key(|line| (std::cmp::Reverse(line.at), std::cmp::Reverse(line.id)));
    Ok(lines)
}

/// `None`: taken back, or of a thread that was.
pub(super) fn talk_line(store: &Store, id: TalkId) -> Result<Option<TalkLine>, Trouble> {
    let fields = store.fields(Thing::Talk(id).in_log())?;
    let (Some(first), Some(of), Some(person)) =
        (fields.origin(), fields.id(talk::CONNECTION), fields.id(talk::PERSON))
    else {
        return Ok(None);
    };
    let connection = ConnectionId(of);
    let thread = store.fields(Thing::Connection(connection).in_log())?;
    let stage = fields.text(talk::STAGE);
    let line = TalkLine {
        id,
        person: PersonId(person),
        connection,
        what: what_of(store, &thread)?,
        stage: Stage::from_word(&stage),
        words: fields.text(talk::WORDS),
        at: first.at,
        by: author_of(store, first)?,
    };
    let is_there = !stage.is_empty() && thread.bytes(connection::HOW).is_some();
    Ok(is_there.then_some(line))
}

impl Run for TalkOver {
    fn run(&self, store: &mut Store) -> Result<Said, Trouble> {
        let line = line_of(store, self.connection)?.ok_or(Trouble::NotFound)?;
        if self.stage.is_open() && self.on.is_none() {
            return Err(Trouble::DayMissing);
        }
        let thread = Thing::Connection(self.connection);
        let puts = self.puts();
        let stood = Stood::before(store, thread, &puts)?;
        let mut writing = Writing::at(store.now());
        writing.put(line.person, store.as_worker(), thread.in_log(), puts);
        let spoken = things::fresh(store, talk::KIND);
        writing.put(line.person, store.as_worker(), spoken, self.talk(line.person));
        let barrier = self.barrier.as_ref().map(|what| {
            barriers::put_on_connection(&mut writing, store, line.person, what, line.id)
        });
        let stands = store.write(writing)?;
        let talk = TalkId::from_bytes(spoken.id);
        Ok(Said { talk, connection: self.connection, barrier, stood, stands })
    }
}

impl TalkOver {
    /// Where it stands now, and when it is asked again.
    fn puts(&self) -> Vec<Put> {
        let on = self.on.filter(|_| self.stage.is_open()).map(|on| on.to_string());
        let stage = (connection::STAGE, self.stage.as_word().to_owned());
        let puts = [stage].into_iter().chain(on.map(|on| (connection::ON, on)));
        let put = |(field, value): (u16, String)| Put {
            field,
            value: value.into(),
            seen: self.seen.clone(),
        };
        puts.map(put).collect()
    }

    fn talk(&self, person: PersonId) -> Vec<Put> {
        let mut puts = vec![
            Put::new(talk::PERSON, person.to_bytes()),
            Put::new(talk::CONNECTION, self.connection.to_bytes()),
            Put::new(talk::STAGE, self.stage.as_word()),
        ];
        puts.extend(things::filled([(talk::WORDS, &self.words)]));
        puts
    }
}

impl Run for TakeTalkBack {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let Said { talk, barrier, stood, stands, .. } = &self.said;
        let mut writing = Writing::at(store.now());
        stood.put_back(&mut writing, store, stands)?;
        things::take_back(&mut writing, store, Thing::Talk(*talk))?;
        if let Some(WrittenDown { barrier, named }) = barrier {
            things::take_back(&mut writing, store, Thing::Barrier(*barrier))?;
            let named = named.map(Thing::SharedCause);
            named.map(|cause| things::take_back(&mut writing, store, cause)).transpose()?;
        }
        Ok(store.write(writing).map(drop)?)
    }
}

#[cfg(test)]
mod tests;
