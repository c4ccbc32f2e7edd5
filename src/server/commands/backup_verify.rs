//! `backup-verify`: reads a backup back, every row, and tells the server how far it reaches.

use super::{
    Folder, Record,
    backup::{lies_in, say_teams},
    open_beside, work_within,
};
use crate::server::{
    backup::{self, ReadBack, keys, tally::Tally},
    core::Reach,
    folder,
    words::short,
};
use anyhow::{Result, bail};
use clap::Args;
use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Args)]
pub struct BackupVerify {
    /// The backup, fetched from where it is kept
    file: PathBuf,
    /// A file with one of the secret keys that it is sealed to
    #[arg(long, value_name = "KEYFILE")]
    identity: Option<PathBuf>,
    /// The folder of the server it was made of, which then tells phones how far it reaches
    #[arg(long, value_name = "DIR", env = "ALONGSIDE_SERVER_DATA")]
    data: Option<PathBuf>,
    /// The PostgreSQL that its record is in, if it is
    #[arg(
        long,
        value_name = "URL",
        env = "ALONGSIDE_SERVER_DATABASE",
        hide_env_values = true,
        requires = "data"
    )]
    database: Option<String>,
    /// The same bytes lie on another machine too: tell phones, though this file is on the server's disk
    #[arg(long, requires = "data")]
    kept_elsewhere: bool,
}

impl BackupVerify {
    /// The record is unpacked where the system has its temporary files, and removed from there.
    pub async fn run(self) -> Result<ExitCode> {
        let record = self
            .data
            .clone()
            .map(|data| Record { folder: Folder { data }, database: self.database.clone() });
        if let Some(record) = &record {
            record.is_there()?;
            if lies_in(&self.file, record.data()) {
                bail!(
                    "The backup is in the server's own folder and would be lost with it. Verify \
                     the copy that is kept elsewhere; nothing was changed."
                );
            }
        }
        let read = self.read_back().await?;
        println!(
            "The backup of {} is whole: every entry and frame in it was read.",
            read.head.made_at.to_rfc3339()
        );
        say_teams(&read.head);
        match &record {
            Some(record) if self.goes_with_its_disk(record) => {
                bail!(
                    "Phones are told nothing: the backup is on the server's own disk and would be \
                     lost with it. Verify a copy that lies elsewhere, fetched back or mounted; where \
                     there is one of these very bytes, say --kept-elsewhere."
                )
            }
            Some(record) => tell_server(record, &read).await,
            None => Ok(ExitCode::SUCCESS),
        }
    }

    /// Of a PostgreSQL nobody can tell from here which disk it is on.
    fn goes_with_its_disk(&self, record: &Record) -> bool {
        let is_sqlite = self.database.is_none();
        is_sqlite && !self.kept_elsewhere && is_on_one_disk(record.data(), &self.file)
    }

    async fn read_back(&self) -> Result<ReadBack> {
        let identities = self.identity.as_deref().map(keys::identities).transpose()?;
        let (identities, file) = (identities.unwrap_or_default(), self.file.clone());
        let read = move |work: &Path| Ok(backup::read_back(&file, &identities, work)?);
        work_within(&std::env::temp_dir(), read).await
    }
}

async fn tell_server(record: &Record, read: &ReadBack) -> Result<ExitCode> {
    let server =
        open_beside(record, &folder::public_url(record.data()).unwrap_or_default()).await?;
    let mut all_are_its = true;
    for tally in &read.tallies {
        let reach = server.note_backup(tally, read.head.made_at).await?;
        println!("{}", in_words(tally, reach));
        all_are_its &= reach != Reach::OtherHistory;
    }
    Ok(if all_are_its { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn in_words(tally: &Tally, reach: Reach) -> String {
    let team = short(tally.team);
    match reach {
        Reach::To { position, n_lacking } => format!(
            "Phones of team {team} are told that it holds their work up to frame {position}; \
             {n_lacking} came since."
        ),
        Reach::OtherHistory => format!(
            "Phones of team {team} are told nothing: the server has another history. It was put \
             back since, or this is another server's backup. Make a new one."
        ),
    }
}

fn is_on_one_disk(data: &Path, file: &Path) -> bool {
    let disk = |path: &Path| fs::metadata(path).map(|about| about.dev()).ok();
    disk(data).is_some() && disk(data) == disk(file)
}
