//! `move`: carries a whole server from one database to another, all of it or nothing.

use super::{postgres_address_from, restore::NewFolder, work_within};
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

#[derive(Args)]
pub struct Move {
    /// Where the record is: sqlite:DIR (a server's folder, while no server runs on it) or postgres://…
    #[arg(long, value_name = "PLACE", value_parser = place_from)]
    from: Place,
    /// Where it goes, and where no team is yet: postgres://… or sqlite:DIR
    #[arg(long, value_name = "PLACE", value_parser = place_from)]
    to: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Folder(PathBuf),
    Postgres(String),
}

impl Move {
    pub async fn run(self) -> Result<()> {
        let carried = match (&self.from, &self.to) {
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
    let from = Sqlite::open(from, &mut random()).context("opening the record in the folder")?;
    let to = Postgres::open(to, &mut random()).await.context("opening PostgreSQL")?;
    finished(carrying::to_postgres(&from, &to).await)
}

async fn into_folder(from: &str, to: &Path) -> Result<Carried> {
    let from = Postgres::open(from, &mut random()).await.context("opening PostgreSQL")?;
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
    let Carried { n_teams, n_entries, n_frames, n_held } = carried;
    println!(
        "Carried over and read back: {n_teams} teams, {n_entries} entries, {n_frames} frames, \
         {n_held} held.\n\
         Start the server on the new place, under the same public address; phones go on as before.\n\
         Do not start one on the old place again. What is there is left as it was, until you remove it."
    );
}

fn place_from(text: &str) -> Result<Place, String> {
    match text.strip_prefix("sqlite:") {
        Some("") => Err("after sqlite: comes the server's folder".into()),
        Some(folder) => Ok(Place::Folder(folder.into())),
        None => postgres_address_from(text)
            .map(Place::Postgres)
            .map_err(|_| "sqlite:DIR or postgres://… is wanted".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_postgresql() {
        assert_eq!(place_from("sqlite:/var/x"), Ok(Place::Folder("/var/x".into())));
        let there = "postgres://a@b/c";
        assert_eq!(place_from(there), Ok(Place::Postgres(there.into())));
        assert!(place_from("/var/x").is_err() && place_from("sqlite:").is_err());
    }
}
