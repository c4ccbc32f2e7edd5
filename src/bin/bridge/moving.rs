//! What goes in and out: rounds, the import form, the encrypted file, the demo team.

use super::{
    Bridge, read_secret,
    telling::{moment, say, sentence},
};
use alongside::{
    care::PersonId,
    exchange::{demo, draft, import},
    requests::{
        Trouble,
        attachments::{Carried, CarryAttachments},
        door::{AtTheDoor, Door},
        export,
        import::{Import, ImportTrouble, Imported},
        phone::{ExportAll, HearNews, SendState, SyncNow, ThisPhone},
    },
    seal::file::{OPENING, open_file},
};
use anyhow::{Context, anyhow, bail};
use serde_json::json;
use std::{
    fs::{self, File},
    io::{Read, Write},
    path::Path,
    time::Duration,
};

const LISTEN_AGAIN_AFTER: Duration = Duration::from_secs(10);

const DEMO: &str = include_str!("../../../assets/demo/team.jsonl");

/// Whether the same may go well in a while: what a server says while it is moved or mended may be anything.
fn is_for_now(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(
            Trouble::NoNetwork
                | Trouble::NotTrusted
                | Trouble::ServerSaid { .. }
                | Trouble::StorageFull
        )
    )
}

/// In place of what was there only once all of it is on the disk.
fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let mut new = File::create(&beside)?;
    new.write_all(bytes)?;
    new.sync_all()?;
    fs::rename(&beside, file)
}

pub fn demo_lines(key: &str) -> anyhow::Result<()> {
    let today = chrono::Local::now().date_naive();
    demo::lines_for(DEMO, key, today)?.iter().try_for_each(|line| say(line))
}

impl Bridge {
    pub async fn sync(&self) -> anyhow::Result<()> {
        let round = self.engine.ask(SyncNow {}).await?;
        let record = if round.in_team_record {
            "all is in the team's record"
        } else {
            "not all is in the team's record yet"
        };
        let photos = self.engine.ask(CarryAttachments { is_metered: false }).await?;
        if photos.n_sent > 0 {
            // The team is told in a round that they are not here alone any more.
            self.engine.ask(SyncNow {}).await?;
        }
        let plain = format!(
            "{} sent, {} received, {} waiting; {record}{}{}",
            round.sent,
            round.received,
            round.waiting,
            put_off_in_words(round.put_off),
            photos_in_words(photos)
        );
        let mut json = serde_json::to_value(&round)?;
        if let Some(object) = json.as_object_mut() {
            let pieces = json!({
                "sent": photos.n_sent, "fetched": photos.n_fetched, "left": photos.n_left,
            });
            object.insert("photo_pieces".to_owned(), pieces);
        }
        self.telling.tell(&json, &plain)?;
        self.engine.rest().await;
        Ok(())
    }

    /// A round whenever there is something new, and each time when nothing was heard for a while. What
    /// a broken network costs is told by the rounds, and tried again.
    pub async fn follow(&self) -> anyhow::Result<()> {
        self.sync().await?;
        loop {
            let heard = self.engine.ask(HearNews {}).await;
            let is_reached =
                heard.is_ok() && (heard == Ok(false) || self.sync_if_it_can_be().await?);
            if !is_reached {
                tokio::time::sleep(LISTEN_AGAIN_AFTER).await;
                self.sync_if_it_can_be().await?;
            }
            if matches!(self.engine.ask(AtTheDoor {}).await?, Door::Removed { .. }) {
                bail!(Trouble::Removed);
            }
        }
    }

    /// Whether it could.
    async fn sync_if_it_can_be(&self) -> anyhow::Result<bool> {
        match self.sync().await {
            Ok(()) => Ok(true),
            Err(error) if is_for_now(&error) => {
                eprintln!("{}", sentence(&error));
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    pub fn import(&self, file: &Path, words_file: Option<&Path>) -> anyhow::Result<()> {
        let text = read_text(file, words_file)?;
        let imported = self.engine.with_store(|store| {
            let is_known = |thing| store.has_thing(thing).unwrap_or_default();
            let lines = import::read(&text, store.now(), is_known)?;
            let drafts = draft::read(&text)?;
            let has_drafts = !drafts.is_empty();
            let imported = Import { lines, drafts }.run(store)?;
            Ok::<_, ImportTrouble>((imported, has_drafts))
        });
        let (imported, has_drafts) = imported?.map_err(|trouble| match trouble {
            // Told whole: its lines are what is to be mended.
            ImportTrouble::Refused(refusals) => anyhow!(refusals),
            ImportTrouble::Trouble(trouble) => anyhow!(trouble),
            holds_some @ ImportTrouble::HoldsSome => anyhow!(holds_some),
        })?;
        if has_drafts {
            eprintln!(
                "begun notes are for this device's worker, and their other phones, to finish"
            );
        }
        let Imported { n_new, n_changed, n_same, n_erased } = imported;
        let json = json!({
            "new": n_new, "changed": n_changed, "same": n_same, "erased": n_erased,
        });
        let erased = if n_erased == 0 { "" } else { &format!(", {n_erased} erased here before") };
        let plain = format!("{n_new} new, {n_changed} changed, {n_same} there already{erased}");
        self.telling.tell(&json, &plain)
    }

    pub fn export(&self, person: Option<PersonId>) -> anyhow::Result<()> {
        if person.is_none() {
            self.warn_where_some_are_held()?;
        }
        let lines = self.engine.with_store(|store| export::lines(store, person))??;
        lines.iter().try_for_each(|line| say(line))
    }

    fn warn_where_some_are_held(&self) -> anyhow::Result<()> {
        if self.engine.with_store(|store| store.followed())??.is_some() {
            eprintln!(
                "only what this device holds; for everybody's records: `hold all`, then `sync`"
            );
        }
        Ok(())
    }

    pub async fn export_sealed(&self, file: &Path) -> anyhow::Result<()> {
        self.warn_where_some_are_held()?;
        let export = self.engine.ask(ExportAll {}).await?;
        write_whole(file, &export.file).with_context(|| cannot_write(file))?;
        let plain = format!("It opens with these five words: {}", export.words);
        self.telling.tell(&json!({ "file": file, "words": export.words }), &plain)
    }

    pub async fn status(&self) -> anyhow::Result<()> {
        self.look_over()?;
        let door = self.engine.ask(AtTheDoor {}).await?;
        let (device, worker) =
            self.engine.with_store(|store| (store.me().device, store.me().worker))?;
        let page = match door {
            Door::Removed { n_unsent, n_begun, has_handed_in } => {
                let json = json!({
                    "status": "removed", "device": device, "unsent_frames": n_unsent,
                    "begun_notes": n_begun, "waits_for_colleagues": has_handed_in,
                });
                return self.telling.tell(&json, &Trouble::Removed.to_string());
            }
            _ => self.engine.ask(ThisPhone {}).await?,
        };
        let (team, name) = match door {
            Door::Open { team_name, worker_name, .. } => (team_name, worker_name),
            _ => Default::default(),
        };
        let durable_to = self.engine.with_store(|store| store.standing())??.durable_to;
        let (status, plain) = status_words(page.status);
        let json = json!({
            "status": status, "team": team, "name": name, "device": device, "worker": worker,
            "server": page.server, "waiting": page.n_waiting,
            "oldest_waiting_at": moment(page.oldest_waiting_at),
            "in_team_record": page.n_in_team_record,
            "last_round_at": moment(page.last_round_at), "set_aside": page.n_set_aside,
            "without_key": page.n_without_key,
            "people": page.n_people, "visits": page.n_visits, "durable_to": durable_to,
        });
        let plain = format!(
            "{name} in {team}: {plain}\n{} waiting, {} in the team's record; {} people, {} visits",
            page.n_waiting, page.n_in_team_record, page.n_people, page.n_visits
        );
        self.telling.tell(&json, &plain)
    }
}

fn put_off_in_words(n_put_off: u32) -> String {
    match n_put_off {
        0 => String::new(),
        n => format!("; {n} were not taken by the server for now, and are offered again"),
    }
}

fn photos_in_words(photos: Carried) -> String {
    let Carried { n_sent, n_fetched, n_left } = photos;
    if photos == Carried::default() {
        return String::new();
    }
    format!("; of photos {n_sent} pieces sent, {n_fetched} fetched, {n_left} left")
}

fn status_words(status: SendState) -> (&'static str, &'static str) {
    match status {
        SendState::SavedOnThisPhone => ("saved", "Saved on this device"),
        SendState::WaitingToSend { .. } => ("waiting", "Waiting to send"),
        SendState::InTheTeamRecord => ("in_team_record", "In the team record"),
        SendState::NeedsAttention { .. } => ("needs_attention", "Needs attention"),
    }
}

/// The text of a file, which may be the encrypted one of an export.
fn read_text(file: &Path, words_file: Option<&Path>) -> anyhow::Result<String> {
    let mut bytes = read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    if bytes.starts_with(OPENING) {
        let words = match words_file {
            Some(file) => read_secret(file)
                .with_context(|| format!("no words can be read in {}", file.display()))?,
            None => std::env::var("ALONGSIDE_WORDS").map(Into::into).context(
                "the file is encrypted; give its five words with --words-file or ALONGSIDE_WORDS",
            )?,
        };
        bytes = open_file(&words, &bytes).context("the words do not open the file")?;
    }
    String::from_utf8(bytes).with_context(|| format!("{} is not a text in UTF-8", file.display()))
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    fs::read(file)
}

/// The text of a file as it stands, or of the input.
pub fn read_note(file: &Path) -> anyhow::Result<String> {
    let bytes = read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    String::from_utf8(bytes).with_context(|| format!("{} is not a text in UTF-8", file.display()))
}

pub fn cannot_write(file: &Path) -> String {
    format!("{} cannot be written", file.display())
}
