//! `backup`: a checked copy of the record, made while the server works.

use super::Folder;
use crate::server::database::sqlite;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    folder: Folder,
    /// Where the copy goes; it must not be there yet
    file: PathBuf,
}

impl Backup {
    pub fn run(self) -> Result<()> {
        if self.file.exists() {
            bail!("{} is there already; a backup does not write over one.", self.file.display());
        }
        sqlite::backup(&self.folder.data, &self.file)
            .with_context(|| format!("copying to {}", self.file.display()))?;
        println!(
            "The record is in {}, read back and sound. To put it back, stop the server, give it\n\
             an empty folder and put this file there as alongside.db. Open invitations are not in it.",
            self.file.display()
        );
        Ok(())
    }
}
