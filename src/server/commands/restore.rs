//! `restore`: a backup's record in an empty folder, whole or not at all.

use super::{Folder, backup::say_teams, work_within};
use crate::server::{
    backup::{self, head::Head, keys},
    folder::{self, Held},
};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tokio::runtime::Handle;

#[derive(Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// A file with one of the secret keys that it is sealed to
    #[arg(long, value_name = "KEYFILE")]
    identity: Option<PathBuf>,
    /// The folder for the server to start on: empty, or not there yet
    #[command(flatten)]
    folder: Folder,
}

impl Restore {
    pub async fn run(self) -> Result<()> {
        let data = self.folder.data;
        let identities = self.identity.as_deref().map(keys::identities).transpose()?;
        let (identities, file) = (identities.unwrap_or_default(), self.file);
        let new = NewFolder::claim(&data)?;
        let to = data.clone();
        let put_back = move |work: &Path| {
            Ok(Handle::current().block_on(backup::put_back(&file, &identities, work, &to))?)
        };
        let head = work_within(&data, put_back).await?;
        new.keep();
        say(&data, &head);
        Ok(())
    }
}

fn say(data: &Path, head: &Head) {
    println!("The record of {} is in {}.", head.made_at.to_rfc3339(), data.display());
    say_teams(head);
    let at = if head.address.is_empty() {
        String::new()
    } else {
        format!(" --public-url {}", head.address)
    };
    println!(
        "\nStart the server on it, at the address that phones know:\n\n  \
         alongside-server serve --data {}{at} …\n\n\
         Phones notice by themselves and send again what the backup lacks; let each of them sync\n\
         once. Nothing on a phone is deleted. Invitations that were open have ended: make new ones.\n\
         Leave the old server off: two servers with one record would part from each other.",
        data.display()
    );
}

/// A folder that was empty or not there, and is so again unless it is kept.
pub(super) struct NewFolder {
    path: PathBuf,
    was_made: bool,
    is_kept: bool,
    _held: Held,
}

impl NewFolder {
    pub fn claim(path: &Path) -> Result<Self> {
        let was_made = !path.exists();
        let reading = || format!("reading {}", path.display());
        if !was_made && fs::read_dir(path).with_context(reading)?.next().is_some() {
            bail!(
                "There is something in {} already, and nothing there was touched. An empty folder is \
                 wanted: move this one away, or name another.",
                path.display()
            );
        }
        folder::make(path).with_context(|| format!("making {}", path.display()))?;
        let held = folder::hold(path).context("locking the folder")?;
        let Some(_held) = held else { bail!("A server has {} open.", path.display()) };
        Ok(Self { path: path.to_owned(), was_made, is_kept: false, _held })
    }

    pub fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        // What is left over is at most an empty folder.
        folder::forget_what_was_begun(&self.path);
        if self.was_made {
            let _ = fs::remove_dir(&self.path);
        }
    }
}
