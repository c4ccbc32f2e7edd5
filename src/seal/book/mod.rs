//! The team's book: the set of its entries, and what follows from it. Server and phones check an
//! entry with the same function.

mod rights;
#[cfg(test)]
mod tests;

use super::{
    DevicePublic, KeyId,
    entry::{
        Body, Closing, Closure, Enrolment, Entry, EntryId, Erasure, Founding, Invitation, NewKit,
        NotAnEntry, PageLink, Purpose, Reader, Role, SignedEntry, Signer, Wrap,
    },
    text::SealedText,
};
use crate::{
    care::{DeviceId, Moment, WorkerId},
    log::{ScopeId, TeamId},
};
use std::collections::{BTreeMap, BTreeSet};

/// A set: whatever the order in which its entries came, and however often, it says the same. For
/// that no rule asks what is *not* in it, and where entries differ their ids decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    team: TeamId,
    founding: Option<Newest<Founding>>,
    entries: BTreeMap<EntryId, SignedEntry>,
    devices: BTreeMap<DeviceId, BTreeMap<EntryId, Enrolled>>,
    workers: BTreeMap<WorkerId, Worker>,
    invitations: BTreeMap<EntryId, Invited>,
    removed: BTreeSet<DeviceId>,
    keys: BTreeMap<KeyId, TeamKey>,
    erasures: BTreeMap<EntryId, Erasure>,
    closed: BTreeMap<ScopeId, ClosedScope>,
    /// By who writes what comes by them, and by the entries that say so.
    links: BTreeMap<DeviceId, BTreeMap<EntryId, MadeLink>>,
    /// Entries whose signer is not known yet, or not yet known to be entitled; with the signature,
    /// because a forged one must not stand in the way of the true one.
    waiting: BTreeMap<(EntryId, [u8; 64]), SignedEntry>,
    /// By who signed them.
    n_bytes: BTreeMap<DeviceId, usize>,
}

/// A device, as one entry brought it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    pub public: DevicePublic,
    pub worker: WorkerId,
    pub at: Moment,
    pub is_kit: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worker {
    name: Option<Newest<SealedText>>,
    pub roles: BTreeSet<Role>,
}

/// Of several the one with the latest time, and of those the one with the greatest id.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Newest<T> {
    at: Moment,
    by: EntryId,
    value: T,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    pub invitation: Invitation,
    pub by: DeviceId,
    pub is_used: bool,
}

/// What is said of a key. What it is for may be said by anybody who may say so; whoever holds it
/// knows better.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamKey {
    /// And of each purpose the removed devices that it was made after.
    made: BTreeMap<Purpose, BTreeSet<DeviceId>>,
    wraps: BTreeSet<Wrap>,
}

/// A link to somebody's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MadeLink {
    pub link: PageLink,
    pub by: DeviceId,
}

/// A scope that not everybody reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedScope {
    pub closure: Closure,
    pub maker: WorkerId,
    pub readers: BTreeSet<WorkerId>,
}

impl Worker {
    pub fn name(&self) -> Option<&SealedText> {
        self.name.as_ref().map(|newest| &newest.value)
    }
}

impl TeamKey {
    pub fn purposes(&self) -> impl Iterator<Item = Purpose> {
        self.made.keys().copied()
    }

    pub fn is_made_after(&self, purpose: Purpose, removed: &BTreeSet<DeviceId>) -> bool {
        self.made.get(&purpose).is_some_and(|after| removed.is_subset(after))
    }

    pub fn is_wrapped_to(&self, device: DeviceId) -> bool {
        self.wraps_to(device).next().is_some()
    }

    pub fn wraps_to(&self, device: DeviceId) -> impl Iterator<Item = &Wrap> {
        let first = Wrap { device, sealed: Vec::new() };
        self.wraps.range(first..).take_while(move |wrap| wrap.device == device)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{0}")]
    NotAnEntry(#[from] NotAnEntry),
    #[error("it is of another team")]
    AnotherTeam,
    #[error("a signature in it is not its signer's")]
    NotSigned,
    /// May be entitled once other entries are known; on a server it is refused.
    #[error("its signer is not known, or had no right to it")]
    NotEntitled,
}

impl Book {
    /// The book of a team, with nothing in it yet.
    pub fn of(team: TeamId) -> Self {
        Self {
            team,
            founding: None,
            entries: BTreeMap::new(),
            devices: BTreeMap::new(),
            workers: BTreeMap::new(),
            invitations: BTreeMap::new(),
            removed: BTreeSet::new(),
            keys: BTreeMap::new(),
            erasures: BTreeMap::new(),
            closed: BTreeMap::new(),
            links: BTreeMap::new(),
            waiting: BTreeMap::new(),
            n_bytes: BTreeMap::new(),
        }
    }

    /// Takes in entries in any order, with any repeats; answers those that it refused for good.
    pub fn take(
        &mut self,
        entries: impl IntoIterator<Item = SignedEntry>,
    ) -> Vec<(EntryId, Refusal)> {
        let mut refused = Vec::new();
        for entry in entries {
            let id = entry.id();
            match self.admit(&entry) {
                Ok(()) => {}
                Err(Refusal::NotEntitled) => {
                    self.waiting.insert((id, entry.signature), entry);
                }
                Err(refusal) => refused.push((id, refusal)),
            }
        }
        self.admit_waiting();
        refused
    }

    /// Whether an entry would be admitted now. What a server asks before it keeps one.
    pub fn check(&self, signed: &SignedEntry) -> Result<Entry, Refusal> {
        self.check_after(signed, &mut false)
    }

    /// Whoever signs for a device, or by an invitation, signs with the same key at all times: that it is
    /// signed is asked once.
    pub fn check_after(
        &self,
        signed: &SignedEntry,
        is_signed: &mut bool,
    ) -> Result<Entry, Refusal> {
        let entry = signed.read()?;
        if entry.team != self.team {
            return Err(Refusal::AnotherTeam);
        }
        let key = self.signing_key(&entry).ok_or(Refusal::NotEntitled)?;
        *is_signed |= signed.is_signed_by(&key) && rights::newcomer_has_signed(&entry);
        if !*is_signed {
            return Err(Refusal::NotSigned);
        }
        if !self.is_entitled(&entry) {
            return Err(Refusal::NotEntitled);
        }
        Ok(entry)
    }

    fn admit(&mut self, signed: &SignedEntry) -> Result<(), Refusal> {
        let id = signed.id();
        if self.entries.contains_key(&id) {
            return Ok(());
        }
        let entry = self.check(signed)?;
        self.entries.insert(id, signed.clone());
        if let Signer::Device(by) = entry.signer {
            *self.n_bytes.entry(by).or_default() += signed.bytes.len();
        }
        self.apply(id, entry);
        Ok(())
    }

    /// How much the devices of a worker have written into it.
    pub fn n_bytes_by(&self, worker: WorkerId) -> usize {
        let is_theirs =
            |device: &DeviceId| self.device(*device).is_some_and(|it| it.worker == worker);
        self.n_bytes
            .iter()
            .filter(|(device, _)| is_theirs(device))
            .map(|(_, n_bytes)| n_bytes)
            .sum()
    }

    fn admit_waiting(&mut self) {
        loop {
            let n_before = self.waiting.len();
            for (name, entry) in std::mem::take(&mut self.waiting) {
                if let Err(Refusal::NotEntitled) = self.admit(&entry) {
                    self.waiting.insert(name, entry);
                }
            }
            if self.waiting.len() == n_before {
                return;
            }
        }
    }

    fn apply(&mut self, id: EntryId, entry: Entry) {
        let Entry { team: _, signer, at, body } = entry;
        match body {
            Body::Founding(founding) => self.apply_founding(id, at, founding),
            Body::Enrolment(enrolment) => self.apply_enrolment(id, signer, at, enrolment),
            Body::Invitation(invitation) => {
                if let Signer::Device(by) = signer {
                    self.invitations.insert(id, Invited { invitation, by, is_used: false });
                }
            }
            Body::Role(grant) => {
                self.workers.entry(grant.worker).or_default().roles.insert(grant.role);
            }
            Body::Removal(removal) => {
                self.removed.insert(removal.device);
            }
            Body::Key(made) => {
                let key = self.keys.entry(made.key).or_default();
                key.made.entry(made.purpose).or_default().extend(made.after);
                key.wraps.extend(made.wraps);
            }
            Body::Wrap(more) => self.keys.entry(more.key).or_default().wraps.extend(more.wraps),
            Body::Kit(NewKit { kit, worker, .. }) => {
                self.enter_device(id, Enrolled { public: kit, worker, at, is_kit: true });
            }
            Body::Erasure(erasure) => {
                self.erasures.insert(id, erasure);
            }
            Body::Closing(closing) => self.apply_closing(closing),
            Body::Reader(Reader { scope, worker }) => {
                self.closed.entry(scope).and_modify(|closed| {
                    closed.readers.insert(worker);
                });
            }
            Body::Link(link) => {
                if let Signer::Device(by) = signer {
                    let made = MadeLink { link, by };
                    self.links.entry(link.writer()).or_default().insert(id, made);
                }
            }
            Body::Unknown { .. } => {}
        }
    }

    fn apply_closing(&mut self, closing: Closing) {
        let scope = closing.scope();
        let Closing { maker, closure, salt: _, readers } = closing;
        let closed = self.closed.entry(scope).or_insert_with(|| ClosedScope {
            closure,
            maker,
            readers: BTreeSet::new(),
        });
        closed.readers.extend(readers);
        closed.readers.insert(maker);
    }

    fn apply_founding(&mut self, id: EntryId, at: Moment, founding: Founding) {
        let Founding { device, kit, worker, .. } = founding;
        self.enter_device(id, Enrolled { public: device, worker, at, is_kit: false });
        self.enter_device(id, Enrolled { public: kit, worker, at, is_kit: true });
        let known = self.workers.entry(worker).or_default();
        Newest::keep(&mut known.name, at, id, founding.worker_name.clone());
        known.roles.insert(Role::Lead);
        Newest::keep(&mut self.founding, at, id, founding);
    }

    fn apply_enrolment(&mut self, id: EntryId, signer: Signer, at: Moment, enrolment: Enrolment) {
        let role = match signer {
            Signer::Invitation(by) => self.invitations.get_mut(&by).map(|invited| {
                invited.is_used = true;
                invited.invitation.role
            }),
            Signer::Device(_) => Some(Role::Lead),
        };
        let Enrolment { device, worker, worker_name, .. } = enrolment;
        let known = self.workers.entry(worker).or_default();
        known.roles.extend(role);
        if let Some(name) = worker_name {
            Newest::keep(&mut known.name, at, id, name);
        }
        self.enter_device(id, Enrolled { public: device, worker, at, is_kit: false });
    }

    fn enter_device(&mut self, by: EntryId, enrolled: Enrolled) {
        self.devices.entry(enrolled.public.id()).or_default().insert(by, enrolled);
    }
}

impl<T> Newest<T> {
    fn keep(kept: &mut Option<Self>, at: Moment, by: EntryId, value: T) {
        if kept.as_ref().is_none_or(|kept| (kept.at, kept.by) < (at, by)) {
            *kept = Some(Self { at, by, value });
        }
    }
}

/// What the book says.
impl Book {
    pub fn is_founded(&self) -> bool {
        self.founding.is_some()
    }

    pub fn team_name(&self) -> Option<&SealedText> {
        self.founding.as_ref().map(|newest| &newest.value.team_name)
    }

    pub fn entries(&self) -> impl Iterator<Item = (&EntryId, &SignedEntry)> {
        self.entries.iter()
    }

    pub fn holds(&self, id: EntryId) -> bool {
        self.entries.contains_key(&id)
    }

    pub fn entry(&self, id: EntryId) -> Option<&SignedEntry> {
        self.entries.get(&id)
    }

    /// Whether this very entry, with this signature, is in the book or waits to be.
    pub fn keeps(&self, entry: &SignedEntry) -> bool {
        let id = entry.id();
        self.entry(id) == Some(entry) || self.waiting.contains_key(&(id, entry.signature))
    }

    pub fn n_waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Every device that ever was enrolled; what it signed while it was stays signed. Of one that
    /// was enrolled more than once, the entry with the smallest id stands.
    pub fn device(&self, id: DeviceId) -> Option<&Enrolled> {
        self.enrolments(id).next()
    }

    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &Enrolled)> {
        self.devices.iter().filter_map(|(id, enrolled)| Some((*id, enrolled.values().next()?)))
    }

    /// Grows whenever somebody may write, or write where they might not before.
    pub fn n_rights(&self) -> usize {
        let n_readers = self.closed.values().map(|it| it.readers.len()).sum::<usize>();
        self.devices.len() + self.links.len() + n_readers
    }

    pub fn workers(&self) -> impl Iterator<Item = (WorkerId, &Worker)> {
        self.workers.iter().map(|(id, worker)| (*id, worker))
    }

    pub fn worker(&self, id: WorkerId) -> Option<&Worker> {
        self.workers.get(&id)
    }

    pub fn is_removed(&self, device: DeviceId) -> bool {
        self.removed.contains(&device)
    }

    pub fn removed(&self) -> &BTreeSet<DeviceId> {
        &self.removed
    }

    pub fn is_present(&self, device: DeviceId) -> bool {
        self.devices.contains_key(&device) && !self.removed.contains(&device)
    }

    /// Those who are entitled to the team's keys: present devices, and the kit.
    pub fn present(&self) -> impl Iterator<Item = (DeviceId, &Enrolled)> {
        self.devices().filter(|(id, _)| !self.removed.contains(id))
    }

    pub fn is_lead(&self, worker: WorkerId) -> bool {
        self.workers.get(&worker).is_some_and(|known| known.roles.contains(&Role::Lead))
    }

    pub fn invitation(&self, id: EntryId) -> Option<&Invited> {
        self.invitations.get(&id)
    }

    pub fn invitations(&self) -> impl Iterator<Item = (EntryId, &Invited)> {
        self.invitations.iter().map(|(id, invited)| (*id, invited))
    }

    pub fn invitation_with_key(&self, key: &[u8; 32]) -> Option<(EntryId, &Invited)> {
        self.invitations().find(|(_, invited)| invited.invitation.key == *key)
    }

    pub fn keys(&self) -> impl Iterator<Item = (KeyId, &TeamKey)> {
        self.keys.iter().map(|(id, key)| (*id, key))
    }

    /// Keys that no removed device was given, under which new frames may be sealed.
    pub fn good_keys(&self, purpose: Purpose) -> impl Iterator<Item = KeyId> {
        let is_good = move |key: &TeamKey| key.is_made_after(purpose, &self.removed);
        self.keys().filter(move |(_, key)| is_good(key)).map(|(id, _)| id)
    }

    /// Those who are entitled to a key for this: all who are present with the kit, or of a closed
    /// scope its readers, with the kit unless it is a worker's own.
    pub fn entitled(&self, purpose: Purpose) -> impl Iterator<Item = DeviceId> {
        self.devices().map(|(id, _)| id).filter(move |id| self.is_entitled_to(purpose, *id))
    }

    pub fn is_entitled_to(&self, purpose: Purpose, device: DeviceId) -> bool {
        let is_for = match purpose {
            Purpose::Naming | Purpose::Team => true,
            Purpose::Closed(scope) => self.closed(scope).is_some_and(|closed| {
                let is_restricted = closed.closure == Closure::Restricted;
                if self.is_kit(device) { is_restricted } else { self.reads(device, closed) }
            }),
        };
        is_for && self.is_present(device)
    }

    pub fn closed(&self, scope: ScopeId) -> Option<&ClosedScope> {
        self.closed.get(&scope)
    }

    /// By who writes what comes by it. Of several that made it, the one with the smallest entry.
    pub fn link(&self, writer: DeviceId) -> Option<&MadeLink> {
        self.links.get(&writer)?.values().next()
    }

    pub fn closed_scopes(&self) -> impl Iterator<Item = (ScopeId, &ClosedScope)> {
        self.closed.iter().map(|(id, closed)| (*id, closed))
    }

    /// Whether this device may read and write a scope: everybody may, unless it is closed to them.
    pub fn may_read(&self, device: DeviceId, scope: ScopeId) -> bool {
        self.closed(scope).is_none_or(|closed| self.reads(device, closed))
    }

    /// The scopes that are closed to this device.
    pub fn closed_to(&self, device: DeviceId) -> BTreeSet<ScopeId> {
        let closed = self.closed_scopes().filter(|(_, closed)| !self.reads(device, closed));
        closed.map(|(id, _)| id).collect()
    }

    fn reads(&self, device: DeviceId, closed: &ClosedScope) -> bool {
        self.enrolments(device).any(|it| closed.readers.contains(&it.worker))
    }

    pub fn erasures(&self) -> impl Iterator<Item = (EntryId, &Erasure)> {
        self.erasures.iter().map(|(id, erasure)| (*id, erasure))
    }

    /// The kits that are not retired, and when each was made.
    pub fn kits(&self) -> impl Iterator<Item = (DeviceId, Moment)> {
        self.present().filter(|(_, it)| it.is_kit).map(|(id, it)| (id, it.at))
    }

    /// Count and xor of the ids of all entries: equal on both sides when the books are.
    pub fn digest(&self) -> (u64, [u8; 16]) {
        let mut xor = [0; 16];
        for id in self.entries.keys() {
            xor.iter_mut().zip(id.0).for_each(|(sum, byte)| *sum ^= byte);
        }
        (self.entries.len() as u64, xor)
    }
}
