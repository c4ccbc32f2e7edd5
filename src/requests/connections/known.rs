//! Somewhere that somebody went without the team knowing of it becomes one of the places we know.

use super::{line_of, services};
use crate::{
    care::{ConnectionId, ServiceId},
    log::{
        Owner,
        registry::{connection, service},
    },
    requests::{Run, Seen, Thing, Trouble, stood::Stood, things},
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetTeamKnow {
    pub connection: ConnectionId,
}

/// What was made known, and what stood there before, so that it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeKnown {
    /// `None`: the team knew a place of that name already.
    added: Option<ServiceId>,
    stood: Stood,
    stands: Seen,
}

/// Undoes `LetTeamKnow`, and nothing that came since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeKnownBack {
    pub made: MadeKnown,
}

impl Run for LetTeamKnow {
    fn run(&self, store: &mut Store) -> Result<MadeKnown, Trouble> {
        let line = line_of(store, self.connection)?.ok_or(Trouble::NotFound)?;
        if line.service.is_some() {
            return Err(Trouble::NotAValue);
        }
        let name = Some(line.what.trim()).filter(|name| !name.is_empty());
        let name = name.ok_or(Trouble::NameMissing)?;
        let mut writing = Writing::at(store.now());
        let known = services::called(store, name)?;
        let added = known.is_none().then(|| things::fresh(store, service::KIND));
        if let Some(place) = added {
            let puts = vec![Put::new(service::NAME, name)];
            writing.put(Owner::Team, store.as_worker(), place, puts);
        }
        let added = added.map(|place| ServiceId::from_bytes(place.id));
        let place = known.or(added).ok_or(Trouble::NotFound)?;
        let thread = Thing::Connection(self.connection);
        let seen = store.fields(thread.in_log())?.seen(connection::SERVICE);
        let puts = vec![Put { field: connection::SERVICE, value: place.to_bytes().into(), seen }];
        let stood = Stood::before(store, thread, &puts)?;
        writing.put(line.person, store.as_worker(), thread.in_log(), puts);
        let stands = store.write(writing)?;
        Ok(MadeKnown { added, stood, stands })
    }
}

impl Run for TakeKnownBack {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let MadeKnown { added, stood, stands } = &self.made;
        let mut writing = Writing::at(store.now());
        stood.put_back(&mut writing, store, stands)?;
        let added = added.map(Thing::Service);
        added.map(|place| things::take_back(&mut writing, store, place)).transpose()?;
        Ok(store.write(writing).map(drop)?)
    }
}
