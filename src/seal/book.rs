//! The team's book: the set of its entries, and what follows from it. Server and phones check an
//! entry with the same function.

use super::{
    DevicePublic, KeyId,
    entry::{
        Body, Enrolment, Entry, EntryId, Erasure, Founding, Invitation, NotAnEntry, Purpose, Role,
        SignedEntry, Signer, Wrap, team_id,
    },
    text::SealedText,
};
use crate::{
    care::{DeviceId, Moment, WorkerId},
    log::TeamId,
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    team: Option<TeamId>,
    founding: Option<Founding>,
    entries: BTreeMap<EntryId, SignedEntry>,
    devices: BTreeMap<DeviceId, Enrolled>,
    workers: BTreeMap<WorkerId, Worker>,
    invitations: BTreeMap<EntryId, Invited>,
    removed: BTreeSet<DeviceId>,
    keys: BTreeMap<KeyId, TeamKey>,
    erasures: BTreeMap<EntryId, Erasure>,
    kits: BTreeMap<DeviceId, Moment>,
    /// Entries whose signer is not known yet, or not yet known to be entitled.
    waiting: BTreeMap<EntryId, SignedEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    pub public: DevicePublic,
    pub worker: WorkerId,
    pub at: Moment,
    pub is_kit: bool,
    pub by: Option<EntryId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worker {
    pub name: Option<SealedText>,
    pub roles: BTreeSet<Role>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    pub invitation: Invitation,
    pub by: DeviceId,
    pub is_used: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamKey {
    pub purpose: Purpose,
    pub after: BTreeSet<DeviceId>,
    pub wraps: Vec<Wrap>,
}

impl TeamKey {
    pub fn is_wrapped_to(&self, device: DeviceId) -> bool {
        self.wraps.iter().any(|wrap| wrap.device == device)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{0}")]
    NotAnEntry(#[from] NotAnEntry),
    #[error("it is of another team")]
    AnotherTeam,
    #[error("the signature is not its signer's")]
    NotSigned,
    /// May be entitled once other entries are known; on a server it is refused.
    #[error("its signer is not known, or had no right to it")]
    NotEntitled,
}

impl Book {
    /// Takes in entries in any order, with any repeats; answers those that it refused for good.
    pub fn take(
        &mut self,
        entries: impl IntoIterator<Item = SignedEntry>,
    ) -> Vec<(EntryId, Refusal)> {
        let mut refused = Vec::new();
        for entry in entries {
            let id = entry.id();
            match self.admit(entry.clone()) {
                Ok(()) => {}
                Err(Refusal::NotEntitled) => {
                    self.waiting.insert(id, entry);
                }
                Err(refusal) => refused.push((id, refusal)),
            }
        }
        self.admit_waiting();
        refused
    }

    /// Whether an entry would be admitted now. What a server asks before it keeps one.
    pub fn check(&self, signed: &SignedEntry) -> Result<Entry, Refusal> {
        let entry = signed.read()?;
        if self.team.is_some_and(|team| team != entry.team) {
            return Err(Refusal::AnotherTeam);
        }
        let key = self.signing_key(&entry).ok_or(Refusal::NotEntitled)?;
        if !signed.is_signed_by(&key) {
            return Err(Refusal::NotSigned);
        }
        if !self.is_entitled(&entry) {
            return Err(Refusal::NotEntitled);
        }
        Ok(entry)
    }

    fn admit(&mut self, signed: SignedEntry) -> Result<(), Refusal> {
        let id = signed.id();
        if self.entries.contains_key(&id) {
            return Ok(());
        }
        let entry = self.check(&signed)?;
        self.entries.insert(id, signed);
        self.apply(id, entry);
        Ok(())
    }

    fn admit_waiting(&mut self) {
        loop {
            let n_before = self.waiting.len();
            for (id, entry) in std::mem::take(&mut self.waiting) {
                if let Err(Refusal::NotEntitled) = self.admit(entry.clone()) {
                    self.waiting.insert(id, entry);
                }
            }
            if self.waiting.len() == n_before {
                return;
            }
        }
    }

    fn signing_key(&self, entry: &Entry) -> Option<[u8; 32]> {
        match (&entry.body, entry.signer) {
            (Body::Founding(founding), Signer::Device(device)) => {
                let is_its_own = founding.device.id() == device;
                let names_team = team_id(&founding.device, &founding.kit) == entry.team;
                (is_its_own && names_team).then_some(founding.device.sign)
            }
            (_, Signer::Device(device)) => Some(self.devices.get(&device)?.public.sign),
            (_, Signer::Invitation(invitation)) => {
                Some(self.invitations.get(&invitation)?.invitation.key)
            }
        }
    }

    fn is_entitled(&self, entry: &Entry) -> bool {
        let device = match entry.signer {
            Signer::Device(device) => device,
            Signer::Invitation(invitation) => {
                return self.invitation_lets_in(invitation, &entry.body);
            }
        };
        if let Body::Founding(_) = entry.body {
            return self.founding.is_none();
        }
        let Some(enrolled) = self.devices.get(&device) else { return false };
        let is_lead = enrolled.is_kit || self.is_lead(enrolled.worker);
        match &entry.body {
            Body::Founding(_) => false,
            Body::Enrolment(_) => enrolled.is_kit,
            Body::Invitation(invitation) => {
                let is_known = self.workers.contains_key(&invitation.worker);
                let is_own = invitation.worker == enrolled.worker;
                is_lead || is_own || (!is_known && invitation.role == Role::Worker)
            }
            Body::Removal(removal) => {
                let is_own = self
                    .devices
                    .get(&removal.device)
                    .is_some_and(|it| it.worker == enrolled.worker);
                is_lead || is_own
            }
            Body::Role(_) | Body::Kit(_) | Body::Erasure(_) => is_lead,
            Body::Key(_) | Body::Wrap(_) | Body::Unknown { .. } => true,
        }
    }

    fn invitation_lets_in(&self, invitation: EntryId, body: &Body) -> bool {
        let Body::Enrolment(enrolment) = body else { return false };
        self.invitations
            .get(&invitation)
            .is_some_and(|invited| invited.invitation.worker == enrolment.worker)
    }

    fn apply(&mut self, id: EntryId, entry: Entry) {
        let Entry { team, signer, at, body } = entry;
        match body {
            Body::Founding(founding) => self.apply_founding(id, team, at, founding),
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
                let key = self.key_mut(made.key);
                key.purpose = made.purpose;
                key.after.extend(made.after);
                key.wraps.extend(made.wraps);
            }
            Body::Wrap(more) => self.key_mut(more.key).wraps.extend(more.wraps),
            Body::Kit(new) => self.apply_kit(id, signer, at, new.kit),
            Body::Erasure(erasure) => {
                self.erasures.insert(id, erasure);
            }
            Body::Unknown { .. } => {}
        }
    }

    fn key_mut(&mut self, key: KeyId) -> &mut TeamKey {
        self.keys.entry(key).or_insert_with(|| TeamKey {
            purpose: Purpose::Team,
            after: BTreeSet::new(),
            wraps: Vec::new(),
        })
    }

    fn apply_founding(&mut self, id: EntryId, team: TeamId, at: Moment, founding: Founding) {
        self.team = Some(team);
        let worker = founding.worker;
        let founder = Enrolled { public: founding.device, worker, at, is_kit: false, by: Some(id) };
        self.devices.insert(founding.device.id(), founder);
        let kit = Enrolled { public: founding.kit, worker, at, is_kit: true, by: Some(id) };
        self.devices.insert(founding.kit.id(), kit);
        self.kits.insert(founding.kit.id(), at);
        let known = self.workers.entry(worker).or_default();
        known.name = Some(founding.worker_name.clone());
        known.roles.insert(Role::Lead);
        self.founding = Some(founding);
    }

    fn apply_enrolment(&mut self, id: EntryId, signer: Signer, at: Moment, enrolment: Enrolment) {
        let role = match signer {
            Signer::Invitation(by) => self.invitations.get_mut(&by).map(|invited| {
                invited.is_used = true;
                invited.invitation.role
            }),
            Signer::Device(_) => Some(Role::Lead),
        };
        let worker = self.workers.entry(enrolment.worker).or_default();
        worker.roles.extend(role);
        if enrolment.worker_name.is_some() {
            worker.name = enrolment.worker_name;
        }
        let enrolled = Enrolled {
            public: enrolment.device,
            worker: enrolment.worker,
            at,
            is_kit: false,
            by: Some(id),
        };
        self.devices.insert(enrolment.device.id(), enrolled);
    }

    fn apply_kit(&mut self, id: EntryId, signer: Signer, at: Moment, kit: DevicePublic) {
        let Signer::Device(by) = signer else { return };
        let Some(worker) = self.devices.get(&by).map(|enrolled| enrolled.worker) else { return };
        let enrolled = Enrolled { public: kit, worker, at, is_kit: true, by: Some(id) };
        self.devices.insert(kit.id(), enrolled);
        self.kits.insert(kit.id(), at);
    }
}

/// What the book says.
impl Book {
    pub fn team(&self) -> Option<TeamId> {
        self.team
    }

    pub fn team_name(&self) -> Option<&SealedText> {
        self.founding.as_ref().map(|founding| &founding.team_name)
    }

    pub fn entries(&self) -> impl Iterator<Item = (&EntryId, &SignedEntry)> {
        self.entries.iter()
    }

    pub fn holds(&self, id: EntryId) -> bool {
        self.entries.contains_key(&id)
    }

    pub fn n_waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Every device that ever was enrolled; what it signed while it was stays signed.
    pub fn device(&self, id: DeviceId) -> Option<&Enrolled> {
        self.devices.get(&id)
    }

    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &Enrolled)> {
        self.devices.iter().map(|(id, enrolled)| (*id, enrolled))
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
    pub fn good_keys(&self) -> impl Iterator<Item = KeyId> {
        let is_good =
            |key: &TeamKey| key.purpose == Purpose::Team && self.removed.is_subset(&key.after);
        self.keys().filter(move |(_, key)| is_good(key)).map(|(id, _)| id)
    }

    pub fn erasures(&self) -> impl Iterator<Item = (EntryId, &Erasure)> {
        self.erasures.iter().map(|(id, erasure)| (*id, erasure))
    }

    /// The kits that are not retired, and when each was made.
    pub fn kits(&self) -> impl Iterator<Item = (DeviceId, Moment)> {
        self.kits.iter().filter(|(id, _)| !self.removed.contains(id)).map(|(id, at)| (*id, *at))
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
