//! Letters and photos of people: which there are, one into a file, and one out of a file.

use super::Bridge;
use alongside::{
    care::{AttachmentId, PersonId, VisitId},
    requests::{
        Trouble,
        attachments::{
            Attachment, AttachmentLine, AttachmentPage, AttachmentState, Attachments,
            EraseAttachment, FetchAttachment, KeepAttachment,
        },
    },
};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::{
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
};

#[derive(clap::Args)]
pub struct AddPhoto {
    pub person: PersonId,
    /// A JPEG of at most 10 MB
    pub file: PathBuf,
    /// What it is, in a line
    #[arg(long)]
    pub words: String,
    /// The visit in which it was taken
    #[arg(long)]
    pub visit: Option<VisitId>,
}

impl Bridge {
    pub async fn photos(&self, person: PersonId) -> anyhow::Result<()> {
        let lines = self.engine.ask(Attachments { person }).await?;
        lines.iter().try_for_each(|line| {
            let (at, words) = (line.at.to_rfc3339(), &line.words.value);
            let plain = format!("{} {at}: {words} ({})", line.id, in_words(line.state));
            self.telling.tell(&json_of(line), &plain)
        })
    }

    /// Where it was taken does not go with it.
    pub async fn add_photo(&self, add: AddPhoto) -> anyhow::Result<()> {
        let AddPhoto { person, file, words, visit } = add;
        let jpeg =
            std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let keep = KeepAttachment { person, visit, words, jpeg, preview: Vec::new() };
        let id = self.engine.ask(keep).await?;
        self.telling.tell(&json!({ "id": id }), &format!("{id} kept here"))
    }

    /// Fetched first, where it is not here.
    pub async fn photo(&self, attachment: AttachmentId, to: &Path) -> anyhow::Result<()> {
        let mut page = self.engine.ask(Attachment { attachment }).await?;
        if page.bytes.is_empty() && page.line.state == AttachmentState::NotHereYet {
            self.engine.ask(FetchAttachment { attachment }).await?;
            page = self.engine.ask(Attachment { attachment }).await?;
        }
        let AttachmentPage { line, bytes, .. } = page;
        match line.state {
            AttachmentState::NotHereYet => bail!(
                "this photo is not in this home yet, and the server did not give it; nothing was written: \
                 sync when there is a network, and where it was taken too"
            ),
            AttachmentState::WordsAlone => bail!(
                "only the words of this photo came along when it was imported; nothing was written: the \
                 photo itself is with the team that exported it"
            ),
            AttachmentState::OnThisPhone | AttachmentState::InTheTeamRecord => {}
        }
        write_new(to, &bytes)?;
        let json = json!({ "id": line.id, "file": to, "bytes": bytes.len() });
        self.telling.tell(&json, &format!("{} bytes in {}", bytes.len(), to.display()))
    }

    pub async fn erase_photo(&self, attachment: AttachmentId) -> anyhow::Result<()> {
        self.engine.ask(EraseAttachment { attachment }).await?;
        let plain = "erased here; the others erase it with their next sync";
        self.telling.tell(&json!({ "erased": attachment }), plain)
    }
}

/// It is somebody's letter: nobody else on this machine reads it, and no file is written over.
fn write_new(to: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .open(to)
        .with_context(|| format!("{} cannot be made, and nothing was written", to.display()))?;
    if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
        let _ = std::fs::remove_file(to);
        let told = format!("{} cannot be written, and nothing of it is left", to.display());
        return Err(error).context(told);
    }
    Ok(())
}

fn json_of(line: &AttachmentLine) -> Value {
    json!({
        "id": line.id, "person": line.person, "visit": line.visit, "at": line.at.to_rfc3339(),
        "words": line.words.value, "by": line.by.worker.name, "bytes": line.n_bytes,
        "has_preview": !line.preview.is_empty(), "state": word_of(line.state),
    })
}

fn word_of(state: AttachmentState) -> &'static str {
    match state {
        AttachmentState::OnThisPhone => "waiting",
        AttachmentState::InTheTeamRecord => "in_team_record",
        AttachmentState::NotHereYet => "elsewhere",
        AttachmentState::WordsAlone => "words_alone",
    }
}

fn in_words(state: AttachmentState) -> &'static str {
    match state {
        AttachmentState::OnThisPhone => "here, not sent yet",
        AttachmentState::InTheTeamRecord => "in the team's record",
        AttachmentState::NotHereYet => "not here yet",
        AttachmentState::WordsAlone => "only these words came along",
    }
}

/// What went wrong with a photo, as a sentence of this program.
pub fn sentence(trouble: &Trouble) -> Option<&'static str> {
    match trouble {
        Trouble::NotAPhoto => Some(
            "this is not a whole JPEG, and nothing was kept: only JPEG photos are taken in; save it as one \
             and try again",
        ),
        Trouble::PhotoTooBig => Some(
            "this photo has more than 10 MB, and nothing was kept: save it smaller and try again",
        ),
        Trouble::PhotoNotHere => Some(
            "a photo of this visit is not in this home yet, and nothing was moved: sync first, and then \
             move it",
        ),
        _ => None,
    }
}
