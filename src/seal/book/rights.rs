//! Who may write what into the book. No rule asks what is not in it, so none depends on order.

use super::{Book, Enrolled};
use crate::{
    care::{DeviceId, WorkerId},
    log::ScopeId,
    seal::{
        EntryId,
        entry::{
            Body, Closure, Enrolment, Entry, Founding, Invitation, NewKit, Purpose, Role, Signer,
            newcomer, team_id,
        },
    },
};
use std::collections::BTreeMap;

impl Book {
    pub(super) fn signing_key(&self, entry: &Entry) -> Option<[u8; 32]> {
        match (&entry.body, entry.signer) {
            (Body::Founding(founding), Signer::Device(device)) => {
                let is_its_own = founding.device.id() == device;
                let has_a_kit = founding.kit.id() != device;
                let Founding { device, kit, worker, .. } = founding;
                let names_team = team_id(device, kit, *worker) == entry.team;
                (is_its_own && has_a_kit && names_team).then_some(founding.device.sign)
            }
            (_, Signer::Device(device)) => Some(self.device(device)?.public.sign),
            (_, Signer::Invitation(invitation)) => {
                Some(self.invitations.get(&invitation)?.invitation.key)
            }
        }
    }

    pub(super) fn is_entitled(&self, entry: &Entry) -> bool {
        let device = match entry.signer {
            Signer::Device(device) => device,
            Signer::Invitation(invitation) => {
                return self.invitation_lets_in(invitation, &entry.body);
            }
        };
        let is_lead = self.acts_as_lead(device);
        match &entry.body {
            Body::Founding(_) => true,
            Body::Enrolment(_) => self.is_kit(device),
            Body::Invitation(Invitation { key, worker, role, .. }) => {
                let is_their_own_or_new = self.is_of(device, *worker) || *worker == newcomer(key);
                is_lead || (is_their_own_or_new && *role == Role::Worker)
            }
            Body::Removal(removal) => {
                let is_own = |it: &Enrolled| self.is_of(device, it.worker);
                is_lead || self.enrolments(removal.device).any(is_own)
            }
            Body::Kit(new) => is_lead && self.is_of(device, new.worker),
            Body::Role(_) | Body::Erasure(_) => is_lead,
            // Where everything goes by a name that comes of the naming key, one person gives it.
            Body::Key(made) => match made.purpose {
                Purpose::Naming => self.is_founding(device),
                Purpose::Team => true,
                Purpose::Closed(scope) => self.is_reader(device, scope),
            },
            // Whoever was named by it may say it again: its maker may have been removed, and a server put
            // back that has forgotten it.
            Body::Closing(closing) => {
                let is_whole = closing.closure == Closure::Restricted || closing.readers.is_empty();
                let mut named = closing.readers.iter().chain([&closing.maker]);
                is_whole && named.any(|worker| self.is_of(device, *worker))
            }
            Body::Reader(new) => {
                let closed = self.closed(new.scope);
                let is_restricted = closed.is_some_and(|it| it.closure == Closure::Restricted);
                is_restricted && (self.is_reader(device, new.scope) || self.is_kit(device))
            }
            Body::Wrap(_) | Body::Link(_) | Body::Unknown { .. } => true,
        }
    }

    fn invitation_lets_in(&self, invitation: EntryId, body: &Body) -> bool {
        let Body::Enrolment(enrolment) = body else { return false };
        self.invitations
            .get(&invitation)
            .is_some_and(|invited| invited.invitation.worker == enrolment.worker)
    }
}

pub(super) fn newcomer_has_signed(entry: &Entry) -> bool {
    let Entry { team, signer, .. } = entry;
    match &entry.body {
        Body::Enrolment(Enrolment { device, worker, possession, .. }) => {
            possession.is_of(device, *team, *signer, *worker)
        }
        Body::Kit(NewKit { kit, worker, possession }) => {
            possession.is_of(kit, *team, *signer, *worker)
        }
        _ => true,
    }
}

/// Who may do what. A device that was brought in more than once may do what each of the entries
/// allows: it has signed every one itself.
impl Book {
    pub(super) fn enrolments(&self, device: DeviceId) -> impl Iterator<Item = &Enrolled> {
        self.devices.get(&device).into_iter().flat_map(BTreeMap::values)
    }

    fn acts_as_lead(&self, device: DeviceId) -> bool {
        self.enrolments(device).any(|it| it.is_kit || self.is_lead(it.worker))
    }

    fn is_of(&self, device: DeviceId, worker: WorkerId) -> bool {
        self.enrolments(device).any(|it| it.worker == worker)
    }

    fn is_reader(&self, device: DeviceId, scope: ScopeId) -> bool {
        self.closed(scope).is_some() && self.may_read(device, scope)
    }

    pub(super) fn is_kit(&self, device: DeviceId) -> bool {
        self.enrolments(device).any(|it| it.is_kit)
    }

    fn is_founding(&self, device: DeviceId) -> bool {
        self.founding.as_ref().is_some_and(|it| it.value.device.id() == device)
    }
}
