//! `move`: carries a whole server from one database to another, all of it or nothing.

use super::{is_postgres, restore::NewFolder, work_within};
use crate::server::{
    Trouble,
    database::{
        carrying::{self, Carried},
        postgres::Postgres,
        sqlite::{self, Sqlite},
    },
    folder,
    http::random,
};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::{Path, PathBuf};
use tokio::runtime::Handle;

const DATABASE: &str = "ALONGSIDE_SERVER_DATABASE";

#[derive(Args)]
pub struct Move {
    /// Where the record is, while no server runs on it: sqlite:DIR, postgres://…, or the word postgres
    /// for the address in ALONGSIDE_SERVER_DATABASE
    #[arg(long, value_name = "PLACE")]
    from: String,
    /// Where it goes, and where no team is yet
    #[arg(long, value_name = "PLACE")]
    to: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Folder(PathBuf),
    Postgres(String),
}

impl Move {
    pub async fn run(self) -> Result<()> {
        let told = std::env::var(DATABASE).ok();
        let (from, to) = (place(&self.from, told.as_deref())?, place(&self.to, told.as_deref())?);
        let carried = match (&from, &to) {
            (Place::Folder(from), Place::Postgres(to)) => into_postgres(from, to).await?,
            (Place::Postgres(from), Place::Folder(to)) => into_folder(from, to).await?,
            (Place::Folder(_), Place::Folder(_)) | (Place::Postgres(_), Place::Postgres(_)) => {
                bail!("A move is between a folder and PostgreSQL; two of a kind copy themselves.")
            }
        };
        say(carried);
        Ok(())
    }
}

async fn into_postgres(from: &Path, to: &str) -> Result<Carried> {
    if !sqlite::is_in(from) {
        bail!("There is no server's record in {}", from.display());
    }
    let Some(_held) = folder::hold(from).context("locking the folder")? else {
        bail!("A server is running on {}. Stop it first; nothing was moved.", from.display());
    };
    sqlite::look_over(from).context("the record in the folder is damaged; nothing was moved")?;
    let record = Sqlite::open(from, &mut random()).context("opening the record in the folder")?;
    let to = idle_postgres(to).await?;
    let carried = finished(carrying::to_postgres(&record, &to).await)?;
    drop(record);
    sqlite::set_aside(from).context("the record is in PostgreSQL now, and in the folder still")?;
    Ok(carried)
}

/// What a server took after the rows were read would stay behind.
async fn idle_postgres(address: &str) -> Result<Postgres> {
    let database = Postgres::open(address, &mut random()).await.context("opening PostgreSQL")?;
    if database.is_in_use().await.context("looking who is connected")? {
        bail!("A server works on this PostgreSQL. Stop all of them first; nothing was moved.");
    }
    Ok(database)
}

async fn into_folder(from: &str, to: &Path) -> Result<Carried> {
    let from = idle_postgres(from).await?;
    let new = NewFolder::claim(to)?;
    let folder = to.to_owned();
    let carry = move |work: &Path| {
        let kept = Sqlite::open(work, &mut random()).context("making the record in the folder")?;
        let carried = finished(Handle::current().block_on(carrying::to_sqlite(&from, &kept)))?;
        drop(kept);
        sqlite::move_closed(work, &folder).context("nothing was moved")?;
        Ok(carried)
    };
    let carried = work_within(to, carry).await?;
    new.keep();
    Ok(carried)
}

fn finished(carried: Result<Carried, Trouble>) -> Result<Carried> {
    match carried {
        Err(Trouble::Refused) => {
            bail!("There is a team already where it should go. Nothing was moved or changed.")
        }
        carried => carried.context("nothing was moved; the record is where it was"),
    }
}

fn say(carried: Carried) {
    let Carried { n_teams, n_entries, n_frames, n_held, n_pieces } = carried;
    println!(
        "Carried over and read back: {n_teams} teams, {n_entries} entries, {n_frames} frames, \
         {n_held} held, {n_pieces} pieces of photos.\n\
         Start the server on the new place, under the same public address; phones go on as before.\n\
         What is in the old place is left there until you remove it, and no server is to start on it\n\
         again: a folder's record is called alongside.db.moved from now on."
    );
}

/// What is wrong is not repeated: there may be a password in it.
fn place(text: &str, told: Option<&str>) -> Result<Place> {
    let text = match (text, told) {
        ("postgres", Some(told)) => told,
        ("postgres", None) => bail!("{DATABASE} is not set"),
        (text, _) => text,
    };
    match text.strip_prefix("sqlite:") {
        Some("") => bail!("After sqlite: comes the server's folder."),
        Some(folder) => Ok(Place::Folder(folder.into())),
        None if is_postgres(text) => Ok(Place::Postgres(text.to_owned())),
        None => bail!("A place is sqlite:DIR, postgres://… or the word postgres."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_postgresql() {
        let there = Place::Postgres("postgres://a@b/c".into());
        assert_eq!(place("sqlite:/var/x", None).unwrap(), Place::Folder("/var/x".into()));
        assert_eq!(place("postgres://a@b/c", None).unwrap(), there);
        assert_eq!(place("postgres", Some("postgres://a@b/c")).unwrap(), there);
        for wrong in ["/var/x", "sqlite:", "postgres", "mysql://a:secret@b/c"] {
            let told = place(wrong, None).unwrap_err().to_string();
            assert!(!told.contains("secret"), "{told}");
        }
    }
}
