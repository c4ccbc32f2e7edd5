//! `backup`: the record as one sealed file, made while the server works.

use super::{Record, work_within};
use crate::server::backup::{self, Source, file::Sealing, head::Head, keys};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    record: Record,
    /// The file to write, outside the server's folder; it must not be there yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// A public key (age1…) that it is sealed to; give two or more, whose secret halves are kept in
    /// two places, so that losing one loses no backup
    #[arg(long = "recipient", value_name = "KEY")]
    recipients: Vec<String>,
    /// The same from a file, one key a line
    #[arg(long = "recipients-file", value_name = "FILE")]
    recipients_files: Vec<PathBuf>,
    /// Seals it to nobody. What phones sealed stays so; whoever has the file sees the team's book,
    /// and who worked on which record and when
    #[arg(long, conflicts_with_all = ["recipients", "recipients_files"])]
    unencrypted: bool,
}

impl Backup {
    pub async fn run(self) -> Result<()> {
        self.record.is_there()?;
        let data = self.record.data().to_owned();
        if self.to.exists() {
            bail!("{} is there already; a backup does not write over one.", self.to.display());
        }
        if lies_in(&self.to, &data) {
            bail!(
                "A backup in the server's own folder would be lost with it. Choose another place."
            );
        }
        let sealing = if self.unencrypted {
            Sealing::InClear
        } else {
            Sealing::To(keys::recipients(&self.recipients, &self.recipients_files)?)
        };
        let source = Source { folder: data.clone(), database: self.record.database };
        let to = self.to.clone();
        let make = move |work: &Path| Ok(backup::make(&source, work, &to, &sealing)?);
        let made = work_within(&data, make).await;
        if made.is_err() {
            backup::file::forget_unfinished(&self.to);
        }
        let head = made.with_context(|| format!("No backup was made in {}", self.to.display()))?;
        say(&self.to, &head, self.unencrypted);
        Ok(())
    }
}

fn say(file: &Path, head: &Head, is_in_clear: bool) {
    println!("The record of {} is in {}.", head.made_at.to_rfc3339(), file.display());
    say_teams(head);
    if is_in_clear {
        println!(
            "It is sealed to nobody: whoever has it sees the team's book, and who worked on which\n\
             record and when. The notes themselves stay sealed."
        );
    }
    println!(
        "Open invitations are not in it. Take it elsewhere, and see with `backup-verify` that it\n\
         can be read there."
    );
}

pub(super) fn say_teams(head: &Head) {
    for team in &head.teams {
        println!("Team {}: {}.", team.short_name(), team.in_words());
    }
}

/// Whether a file, there or not yet, is in a folder or below it.
pub(super) fn lies_in(file: &Path, folder: &Path) -> bool {
    let above = file.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new(".")).canonicalize();
    matches!((above, folder.canonicalize()), (Ok(above), Ok(folder)) if above.starts_with(&folder))
}
