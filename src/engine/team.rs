//! Our team: inviting, removing, the recovery kit.

use super::{Engine, door::kit_view, qr, wire::WireTrouble};
use crate::{
    care::{DeviceId, Moment, WorkerId},
    requests::{
        Trouble, WorkerLine,
        door::Kit,
        late,
        team::{Device, Invitation, Invite, InviteWhom, Member, TeamPage, notes_to_erase},
    },
    seal::{
        Body, Entry,
        entry::{self, Role, Signer},
        kit::RecoveryKit,
        link::{LINK_LASTS_MS, LeftKeyring, Link, LinkSecret},
    },
    store::Store,
    sync::protocol::{self, Seen},
};
use serde_bytes::ByteBuf;

impl Engine {
    pub(super) fn our_team(&self) -> Result<TeamPage, Trouble> {
        let seen = self.seen.borrow().clone();
        self.with_store(|store| {
            let mut members: Vec<Member> =
                store.book().workers().map(|(id, _)| member(store, id, seen.as_ref())).collect();
            members.sort_by_key(|member| {
                (member.has_left, !member.worker.is_me, member.worker.name.to_lowercase())
            });
            Ok(TeamPage {
                team_name: store.team_name(),
                is_lead: store.book().is_lead(store.me().worker),
                members,
                late: late::all(store)?,
                to_erase: notes_to_erase(store)?,
                kit_made_at: store.book().kits().map(|(_, at)| at).max(),
                open_invitations: seen.as_ref().map_or(0, |seen| seen.n_open_invitations),
            })
        })?
    }

    /// Makes a link; the server has to be reached, since it keeps what the newcomer will open.
    pub(super) async fn invite(&self, request: Invite) -> Result<Invitation, Trouble> {
        let (secret, link, expires_at, up) =
            self.with_store(|store| invitation(store, request))??;
        match self.post_signed_in::<_, ()>("/v1/invite", &up).await {
            Ok(()) => {}
            Err(WireTrouble::Said(409)) => return Err(Trouble::LeadOnly),
            Err(trouble) => return Err(trouble.into()),
        }
        drop(secret);
        self.with_open_store(|store| store.take_entries(vec![up.entry], true))?;
        self.tell_changed();
        Ok(Invitation { qr: qr::modules(&link), link, expires_at })
    }

    pub(super) fn remove_worker(&self, worker: WorkerId) -> Result<(), Trouble> {
        let devices: Vec<DeviceId> = self.with_store(|store| {
            let is_theirs = |(_, enrolled): &(DeviceId, &crate::seal::book::Enrolled)| {
                enrolled.worker == worker && !enrolled.is_kit
            };
            store.book().present().filter(is_theirs).map(|(id, _)| id).collect()
        })?;
        self.remove_devices(&devices)
    }

    /// Enters the removals and turns the keys at once; the server hears of it with the next round.
    pub(super) fn remove_devices(&self, devices: &[DeviceId]) -> Result<(), Trouble> {
        self.with_store(|store| {
            let me = store.me().worker;
            let is_own = |id: &DeviceId| worker_of(store, *id) == Some(me);
            if !store.book().is_lead(me) && !devices.iter().all(is_own) {
                return Err(Trouble::LeadOnly);
            }
            if store.n_key_holders() <= devices.len() {
                return Err(Trouble::LastKeyHolder);
            }
            Ok(store.remove(devices)?)
        })??;
        self.tell_changed();
        Ok(())
    }

    pub(super) fn new_kit(&self) -> Result<Kit, Trouble> {
        let kit = RecoveryKit::generate((self.surroundings)().random());
        self.with_store(|store| {
            if !store.book().is_lead(store.me().worker) {
                return Err(Trouble::LeadOnly);
            }
            Ok(store.renew_kit(&kit)?)
        })??;
        self.tell_changed();
        Ok(kit_view(&kit))
    }
}

type Prepared = (LinkSecret, String, Moment, protocol::Invite);

fn invitation(store: &mut Store, request: Invite) -> Result<Prepared, Trouble> {
    let me = store.me().clone();
    let secret = LinkSecret::generate(store.surroundings().random());
    let key = secret.signing_keys().public().sign;
    let worker = match request.whom {
        InviteWhom::Colleague => entry::newcomer(&key),
        InviteWhom::MyNextPhone => me.worker,
        InviteWhom::LetInAgain(worker) if store.book().is_lead(me.worker) => worker,
        InviteWhom::LetInAgain(_) => return Err(Trouble::LeadOnly),
    };
    let role = if store.book().is_lead(worker) { Role::Lead } else { Role::Worker };
    let now = store.now();
    let expires_at = Moment(now.0 + LINK_LASTS_MS);
    let left = LeftKeyring {
        team: me.team,
        keyring: store.keyring().clone(),
        team_name: store.team_name(),
        invited_by: store.worker_name(me.worker).unwrap_or_default(),
        for_worker: store.worker_name(worker),
        for_name: request.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()),
    };
    let keyring = ByteBuf::from(secret.seal_keyring(&left, store.surroundings().random()));
    let body = Body::Invitation(entry::Invitation { key, worker, role, expires_at });
    let entry = Entry { team: me.team, signer: Signer::Device(me.device), at: now, body };
    let link = Link::Invitation { server: me.server.clone(), secret: secret.clone() }.address();
    let up = protocol::Invite { entry: entry.signed_by(&me.keys()), keyring };
    Ok((secret, link, expires_at, up))
}

fn worker_of(store: &Store, device: DeviceId) -> Option<WorkerId> {
    store.book().device(device).map(|enrolled| enrolled.worker)
}

fn member(store: &Store, id: WorkerId, seen: Option<&Seen>) -> Member {
    let book = store.book();
    let theirs = book.devices().filter(|(_, it)| it.worker == id && !it.is_kit);
    let device = |(device, enrolled): (DeviceId, &crate::seal::book::Enrolled)| {
        let seen = seen.and_then(|seen| seen.devices.iter().find(|it| it.device == device));
        Device {
            id: device,
            is_this_phone: device == store.me().device,
            joined_at: enrolled.at,
            last_seen_at: seen.map(|seen| seen.at),
            alone_since: seen
                .filter(|seen| seen.n_unsent > 0)
                .map(|seen| seen.oldest_unsent_at.unwrap_or(seen.at)),
            is_removed: book.is_removed(device),
        }
    };
    let devices: Vec<Device> = theirs.map(device).collect();
    let name = store.worker_name(id).unwrap_or_default();
    Member {
        worker: WorkerLine { id, name, is_me: id == store.me().worker },
        is_lead: book.is_lead(id),
        has_left: devices.iter().all(|device| device.is_removed),
        devices,
    }
}
