//! Writing: one action of one person becomes signed changes, heads and rows, together.

use super::{NewDraft, Result, Seen, Share, Store, StoreTrouble};
use crate::{
    care::Moment,
    log::{
        ActionId, Actor, Change, Kind, Owner, Set, Thing,
        change::PUT,
        registry::{self, Home},
    },
    seal::{DeviceKeys, entry::PageLink},
};

/// A value for a field, replacing what its writer saw there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    pub field: u16,
    pub value: Vec<u8>,
    pub seen: Seen,
}

impl Put {
    /// A value where there was none before.
    pub fn new(field: u16, value: impl Into<Vec<u8>>) -> Self {
        Self { field, value: value.into(), seen: Seen::default() }
    }
}

/// What an action puts, collected before any of it is written.
pub struct Writing {
    pub at: Moment,
    puts: Vec<PutsOfThing>,
    /// What is copied says nothing more of a thing than it said before.
    is_a_copy: bool,
    action: Option<ActionId>,
    /// The keys of the link by which it came; this device's own where it did not.
    by_link: Option<DeviceKeys>,
}

/// Whose, by whom, into what, and what.
pub(super) type PutsOfThing = (Owner, Actor, Thing, Vec<Put>);

impl Writing {
    pub fn at(at: Moment) -> Self {
        Self { at, puts: Vec::new(), is_a_copy: false, action: None, by_link: None }
    }

    /// What was written at another time and place, and is put here as it stood.
    pub fn as_it_stood(at: Moment) -> Self {
        Self { is_a_copy: true, ..Self::at(at) }
    }

    /// Whatever puts the same again makes the same changes: nothing in them is random.
    pub fn of_action(at: Moment, action: [u8; 16]) -> Self {
        Self { action: Some(ActionId(action)), ..Self::as_it_stood(at) }
    }

    /// Whoever takes in what came by a link makes the very same changes, down to the signature.
    pub fn by_link(mut self, link: &Share) -> Self {
        self.by_link = Some(link.secret.signing_keys());
        self
    }

    /// Puts fields of a thing of somebody. Without any there is nothing to say.
    pub fn put(&mut self, owner: impl Into<Owner>, actor: Actor, thing: Thing, puts: Vec<Put>) {
        if !puts.is_empty() {
            self.puts.push((owner.into(), actor, thing, puts));
        }
    }
}

impl Store {
    /// The worker of this device, as the one who acts.
    pub fn as_worker(&self) -> Actor {
        Actor::Worker(self.me.worker)
    }

    /// Writes an action, whole or not at all. Answers what now stands where it wrote, so that it
    /// can be taken back without touching what others write meanwhile.
    pub fn write(&mut self, writing: Writing) -> Result<Seen> {
        self.transact(|store| store.write_within(writing))
    }

    /// Writes many actions, and drafts that came from elsewhere, in one transaction.
    pub fn write_all(&mut self, writings: Vec<Writing>, drafts: Vec<NewDraft>) -> Result<()> {
        self.transact(|store| {
            writings.into_iter().try_for_each(|one| store.write_within(one).map(drop))?;
            let mut drafts = drafts.iter();
            drafts.try_for_each(|new| store.save_draft(new.visit, new.person, &new.written))
        })
    }

    pub(super) fn write_within(&mut self, writing: Writing) -> Result<Seen> {
        let mut changes = Vec::new();
        let Writing { is_a_copy, action, by_link, .. } = &writing;
        let (is_a_copy, action, by_link) = (*is_a_copy, *action, by_link.clone());
        let puts = if is_a_copy { writing.puts } else { self.with_signs(writing.puts)? };
        for (owner, actor, thing, puts) in puts {
            for home in [Home::Directory, Home::Person, Home::Closed] {
                let at_home = |put: &&Put| home_of(thing.kind, put.field) == home;
                let sets: Vec<Set> = puts.iter().filter(at_home).map(as_set).collect();
                if !sets.is_empty() {
                    changes.push(self.change(home, owner, actor, thing, writing.at, sets)?);
                }
            }
        }
        // The changes of one action are bound together; one alone needs no band.
        if changes.len() > 1 {
            let action = action.unwrap_or_else(|| ActionId(self.surroundings.fresh_id()));
            changes.iter_mut().for_each(|change| change.action = action);
        }
        if let Some(keys) = &by_link {
            let sign = keys.public().sign;
            changes.iter_mut().for_each(|change| {
                change.writer = PageLink { key: sign, scope: change.scope }.writer();
            });
        }
        let keys = by_link.unwrap_or_else(|| self.me.keys());
        let mut written = Seen::default();
        for change in changes {
            #[cfg(feature = "switches")]
            let change = self.counted(change)?;
            let signed = keys.sign_change(&change)?;
            written.0.push(signed.id());
            self.absorb_own(&signed, change)?;
        }
        Ok(written)
    }

    /// Without content ids a change is known by its device and how many that wrote before.
    #[cfg(feature = "switches")]
    fn counted(&self, mut change: Change) -> Result<Change> {
        use crate::switches::{Safeguard, is_there};
        if !is_there(Safeguard::ContentIds) {
            let n = self.count("select count(*) from change where signature_is = 1")? as u128;
            change.action = ActionId(n.to_le_bytes());
        }
        Ok(change)
    }

    fn change(
        &self,
        home: Home,
        owner: Owner,
        actor: Actor,
        thing: Thing,
        at: Moment,
        sets: Vec<Set>,
    ) -> Result<Change> {
        let scope = match (home, owner) {
            (Home::Person, Owner::Person(person)) => self.keyring.person_scope(person),
            (Home::Closed, Owner::Closed(scope)) => Some(scope),
            (Home::Directory, Owner::Person(_) | Owner::Team) => self.keyring.directory_scope(),
            // Nothing of a closed scope is ever written where others read it, nor the other way.
            (Home::Person | Home::Directory | Home::Closed, _) => {
                return Err(StoreTrouble::NotFound);
            }
        };
        Ok(Change {
            team: self.me.team,
            scope: scope.ok_or(StoreTrouble::NoKeys)?,
            writer: self.me.device,
            actor,
            action: ActionId::default(),
            thing,
            at,
            sets,
        })
    }
}

fn home_of(kind: Kind, field: u16) -> Home {
    let home = match kind {
        kind if registry::is_closed(kind) => Home::Closed,
        kind if registry::is_of_the_team(kind) => Home::Directory,
        Kind(_) => Home::Person,
    };
    registry::field(kind, field).map_or(home, |spec| spec.home)
}

fn as_set(put: &Put) -> Set {
    Set { field: put.field, operation: PUT, parents: put.seen.0.clone(), value: put.value.clone() }
}
