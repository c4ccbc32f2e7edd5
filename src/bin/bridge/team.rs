//! Coming in, and who else is in.

use super::{Bridge, moving::cannot_write, options, telling::moment, wrong_usage};
use alongside::{
    care::{DeviceId, WorkerId},
    requests::{
        Trouble,
        door::{
            AtTheDoor, ConfirmKit, Door, Found, Join, Kit, KitToConfirm, LinkView, LookAtLink,
            Unlock, UseKit,
        },
        following::HoldEverybodys,
        late::{Admit, Late, LeaveOut, Written},
        team::{Invite, InviteWhom, Member, OurTeam, RemoveDevice, RemoveWorker},
    },
    seal::link::Link,
};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::Path,
};
use uuid::Uuid;
use zeroize::Zeroizing;

impl Bridge {
    pub async fn join(&self, join: options::Join) -> anyhow::Result<()> {
        let options::Join { link, name, team, recovery_kit } = join;
        if let (Ok(Link::Founding { server, .. }), Some(file)) = (Link::read(&link), &recovery_kit)
            && let Some(kit) = self.kit_not_written_down(&server).await?
        {
            self.write_down(kit, new_private_file_in_place_of_an_empty_one(file)?, file).await?;
            return self.tell_arrival().await;
        }
        self.need_no_team().await?;
        let passphrase = self.passphrase.to_string();
        match (Link::read(&link), team, recovery_kit) {
            (Err(_), ..) => bail!(Trouble::LinkCutShort),
            (Ok(Link::Founding { .. }), Some(team_name), Some(file)) => {
                let found = Found { link, team_name, name, passphrase };
                self.found(found, &file).await?;
            }
            (Ok(Link::Founding { .. }), ..) => {
                wrong_usage("this link makes a team: --team and --recovery-kit are missing")
            }
            (Ok(Link::Invitation { .. }), Some(_), _) => wrong_usage(
                "this link leads into a team that is there; --team and --recovery-kit make a new one",
            ),
            (Ok(Link::Invitation { .. }), None, _) => {
                let name = if name.is_empty() { self.offered_name(&link).await? } else { name };
                self.engine.ask(Join { link, name, passphrase }).await?;
            }
        }
        self.tell_arrival().await
    }

    /// What the inviter called the newcomer, if they did.
    async fn offered_name(&self, link: &str) -> anyhow::Result<String> {
        let view = self.engine.ask(LookAtLink { link: link.to_owned() }).await?;
        Ok(match view {
            LinkView::Invitation { for_name: Some(name), .. } => name,
            LinkView::Invitation { for_name: None, .. } | LinkView::Founding => String::new(),
        })
    }

    /// The file is made before the team, so that no kit is without a place. Where the team is made and its
    /// kit not written down, the same command does it.
    async fn found(&self, found: Found, file: &Path) -> anyhow::Result<()> {
        let kit_file = new_private_file(file).with_context(|| cannot_write(file))?;
        match self.engine.ask(found).await {
            Ok(kit) => self.write_down(kit, kit_file, file).await,
            Err(trouble) => {
                fs::remove_file(file)?;
                bail!(trouble);
            }
        }
    }

    /// That of a team whose founding was cut short after it was made.
    async fn kit_not_written_down(&self, server: &str) -> anyhow::Result<Option<Kit>> {
        if matches!(self.engine.ask(AtTheDoor {}).await, Ok(Door::Locked { .. })) {
            // What is wrong with a home that does not open is said by whoever needs one without a team.
            let _ = self.engine.ask(Unlock { passphrase: self.passphrase.to_string() }).await;
        }
        if !self.engine.with_store(|store| store.me().server == server).unwrap_or_default() {
            return Ok(None);
        }
        match self.engine.ask(KitToConfirm {}).await {
            Ok(kit) => Ok(kit),
            Err(Trouble::Locked | Trouble::Damaged) => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn write_down(&self, kit: Kit, mut kit_file: File, file: &Path) -> anyhow::Result<()> {
        let server = self.engine.with_store(|store| store.me().server.clone())?;
        let Kit { words, asked, .. } = kit;
        let text = Zeroizing::new(format!("{}\n{server}\n", words.join(" ")));
        kit_file.write_all(text.as_bytes()).with_context(|| cannot_write(file))?;
        kit_file.sync_all().with_context(|| cannot_write(file))?;
        let asked = asked.iter().filter_map(|at| words.get(usize::from(*at)).cloned());
        Ok(self.engine.ask(ConfirmKit { words: asked.collect() }).await?)
    }

    pub async fn recover(
        &self,
        kit: &[String],
        server: Option<String>,
        name: String,
    ) -> anyhow::Result<()> {
        self.need_no_team().await?;
        let text = match kit {
            [file] if Path::new(file).is_file() => super::read_secret(Path::new(file))
                .with_context(|| format!("{file} cannot be read"))?,
            words => Zeroizing::new(words.join(" ")),
        };
        let (addresses, words): (Vec<&str>, Vec<&str>) =
            text.split_whitespace().partition(|word| word.contains("://"));
        let server = server.or_else(|| addresses.first().map(|it| (*it).to_owned()));
        let server = server.context("the kit does not say which server; give --server")?;
        let (words, passphrase) = (words.join(" "), self.passphrase.to_string());
        self.engine.ask(UseKit { server, words, name, passphrase }).await?;
        self.tell_arrival().await
    }

    /// Said before a link is looked at, which by then may have been used here. A record that is damaged
    /// makes room, and is kept.
    async fn need_no_team(&self) -> anyhow::Result<()> {
        let found = match self.engine.ask(AtTheDoor {}).await {
            Ok(Door::NoTeam { .. }) => return Ok(()),
            Ok(Door::Locked { .. } | Door::Open { .. } | Door::Removed { .. }) => {
                self.opens_and_is_sound().await
            }
            Err(trouble) => Err(trouble),
        };
        if found != Err(Trouble::Damaged) {
            bail!(Trouble::TeamAlreadyHere);
        }
        let aside = self.engine.set_damaged_aside().await?;
        eprintln!("the damaged record is kept, with what belongs to it, in {}", aside.display());
        Ok(())
    }

    async fn opens_and_is_sound(&self) -> Result<(), Trouble> {
        self.engine.ask(Unlock { passphrase: self.passphrase.to_string() }).await?;
        self.look_over()
    }

    pub fn look_over(&self) -> Result<(), Trouble> {
        Ok(self.engine.with_store(|store| store.look_over())??)
    }

    /// A bridge holds all, however large the team is, until it is told otherwise.
    async fn tell_arrival(&self) -> anyhow::Result<()> {
        self.engine.ask(HoldEverybodys { is_so: true }).await?;
        let door = self.engine.ask(AtTheDoor {}).await?;
        let Door::Open { team_name, worker_name, .. } = door else { bail!(Trouble::Locked) };
        let (device, worker) =
            self.engine.with_store(|store| (store.me().device, store.me().worker))?;
        let json =
            json!({ "team": team_name, "name": worker_name, "worker": worker, "device": device });
        self.telling.tell(&json, &format!("{worker_name} is in {team_name}"))
    }

    pub async fn invite(&self, invite: options::Invite) -> anyhow::Result<()> {
        let whom = match invite.again {
            Some(worker) => InviteWhom::LetInAgain(worker),
            None if invite.next_phone => InviteWhom::MyNextPhone,
            None => InviteWhom::Colleague,
        };
        let name = invite.name.clone();
        let invitation = self.engine.ask(Invite { whom, name }).await?;
        let json = json!({
            "link": invitation.link, "expires_at": invitation.expires_at.to_rfc3339(),
            "name": invite.name,
        });
        self.telling.tell(&json, &invitation.link)
    }

    pub async fn members(&self) -> anyhow::Result<()> {
        self.engine.ask_who_was_seen().await;
        let page = self.engine.ask(OurTeam {}).await?;
        page.members.iter().try_for_each(|member| {
            let name = &member.worker.name;
            let role = if member.is_lead { ", lead" } else { "" };
            let left = if member.has_left { ", has left" } else { "" };
            let n_devices = member.devices.iter().filter(|device| !device.is_removed).count();
            let plain = format!("{} {name}{role}{left}, {n_devices} devices", member.worker.id);
            self.telling.tell(&member_json(member), &plain)
        })
    }

    /// A device's id, or a worker's for all of theirs.
    pub async fn remove(&self, id: Uuid) -> anyhow::Result<()> {
        let page = self.engine.ask(OurTeam {}).await?;
        let (device, worker) = (DeviceId(id), WorkerId(id));
        let has_device = |member: &Member| member.devices.iter().any(|theirs| theirs.id == device);
        if page.members.iter().any(has_device) {
            self.engine.ask(RemoveDevice { device }).await?;
        } else if page.members.iter().any(|member| member.worker.id == worker) {
            self.engine.ask(RemoveWorker { worker }).await?;
        } else {
            bail!("nobody in the team and no device has this id");
        }
        self.telling
            .tell(&json!({ "removed": id }), "removed; the others hear of it with the next sync")
    }

    pub async fn late(&self) -> anyhow::Result<()> {
        let page = self.engine.ask(OurTeam {}).await?;
        page.late.iter().try_for_each(|late| {
            let Late { frame, from, held_at, holds, left_out } = late;
            let at = held_at.to_rfc3339();
            let holds: Vec<_> = holds.iter().map(written_json).collect();
            let why_not = left_out.as_ref().map(|left_out| &left_out.why.value);
            let json = json!({
                "frame": frame, "from": from, "held_at": at, "holds": holds, "left_out": why_not,
            });
            let why_not = why_not.map(|why| format!("; left out: {why}")).unwrap_or_default();
            self.telling.tell(&json, &format!("{frame} from {from}, held since {at}{why_not}"))
        })
    }

    pub async fn leave_out(&self, frame: String, why: String) -> anyhow::Result<()> {
        let known = self.engine.ask(OurTeam {}).await?.late;
        if !known.iter().any(|late| late.frame == frame) {
            bail!("no late note has this name");
        }
        self.engine.ask(LeaveOut { frame: frame.clone(), why }).await?;
        self.telling.tell(&json!({ "left_out": frame }), "left out of the record, and kept")
    }

    pub async fn admit(&self, frame: Option<String>) -> anyhow::Result<()> {
        let held = self.engine.ask(OurTeam {}).await?.late.into_iter().map(|late| late.frame);
        let wanted: Vec<String> =
            held.filter(|held| frame.as_ref().is_none_or(|frame| frame == held)).collect();
        if wanted.is_empty() && frame.is_some() {
            bail!("no late note has this name");
        }
        let n_frames = wanted.len();
        for frame in wanted {
            self.engine.ask(Admit { frame }).await?;
        }
        self.telling.tell(&json!({ "admitted": n_frames }), &format!("{n_frames} taken in"))
    }
}

fn written_json(written: &Written) -> Value {
    json!({
        "person": written.of.as_ref().map(|of| of.id),
        "visit_at": moment(written.visit.as_ref().map(|(at, _)| *at)),
        "first_words": written.visit.as_ref().map(|(_, words)| words),
    })
}

fn member_json(member: &Member) -> Value {
    let devices = member.devices.iter().map(|device| {
        json!({
            "id": device.id, "is_this": device.is_this_phone, "is_removed": device.is_removed,
            "joined_at": device.joined_at.to_rfc3339(), "last_seen_at": moment(device.last_seen_at),
            "alone_since": moment(device.alone_since),
        })
    });
    json!({
        "id": member.worker.id, "name": member.worker.name, "is_me": member.worker.is_me,
        "is_lead": member.is_lead, "has_left": member.has_left,
        "devices": devices.collect::<Vec<_>>(),
    })
}

/// A file that was not there before, and that only its owner may read.
fn new_private_file_in_place_of_an_empty_one(path: &Path) -> anyhow::Result<File> {
    if fs::symlink_metadata(path).is_ok_and(|about| about.is_file() && about.len() == 0) {
        fs::remove_file(path)?;
    }
    new_private_file(path).with_context(|| cannot_write(path))
}

fn new_private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
