//! `doctor`: looks the folder over, line by line; the exit code says whether all is well.

mod backups;
mod devices;

use super::{RESTORE_IT, Record, open_beside, phones_can_use};
use crate::{
    care::Moment,
    server::{
        Trouble,
        core::Server,
        database::{Database, postgres::Postgres, sqlite},
        folder,
        http::{now, random},
        words::counted,
    },
};
use anyhow::Result;
use clap::Args;
use std::{path::Path, process::ExitCode};

const MB: u64 = 1024 * 1024;
const LITTLE_ROOM_BYTES: u64 = 500 * MB;
const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    record: Record,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finding {
    Fine(String),
    /// Worth knowing, and no fault.
    Note(String),
    /// Asks for somebody's attention.
    Look(String),
}

impl Doctor {
    pub async fn run(self) -> Result<ExitCode> {
        let data = self.record.data();
        let record = match &self.record.database {
            Some(url) => in_postgres(url).await,
            None => record(data),
        };
        let is_sound = matches!(record, Finding::Fine(_));
        let mut findings = vec![readable(data), room(data), address(data), record, running(data)];
        if is_sound {
            findings.extend(teams(&self.record).await);
        }
        for finding in &findings {
            match finding {
                Finding::Fine(said) => println!("fine  {said}"),
                Finding::Note(said) => println!("note  {said}"),
                Finding::Look(said) => println!("LOOK  {said}"),
            }
        }
        let is_well = |finding: &Finding| !matches!(finding, Finding::Look(_));
        Ok(if findings.iter().all(is_well) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn readable(data: &Path) -> Finding {
    match folder::is_open_to_others(data) {
        Ok(false) => Finding::Fine(format!("only its owner looks into {}", data.display())),
        Ok(true) => Finding::Look(format!(
            "others on this machine may look into {}: chmod 700",
            data.display()
        )),
        Err(error) => Finding::Look(format!("{}: {error}", data.display())),
    }
}

fn room(data: &Path) -> Finding {
    match folder::free_bytes(data) {
        Some(free) if free < LITTLE_ROOM_BYTES => {
            Finding::Look(format!("{} MB are left on the disk", free / MB))
        }
        Some(free) => Finding::Fine(format!("{} MB are left on the disk", free / MB)),
        None => Finding::Look("the system does not say how much room the disk has".into()),
    }
}

fn address(data: &Path) -> Finding {
    match folder::public_url(data) {
        None => Finding::Look("the server has never run in this folder".into()),
        Some(url) if phones_can_use(&url) => Finding::Fine(format!("phones reach it at {url}")),
        Some(url) => Finding::Look(format!("phones cannot use {url}: it is plain http")),
    }
}

fn record(data: &Path) -> Finding {
    if !sqlite::is_begun(data) && !sqlite::was_set_aside(data) && folder::public_url(data).is_some()
    {
        return Finding::Look(format!("the record is gone or empty. {RESTORE_IT}"));
    }
    match sqlite::look_over(data) {
        Ok(holds) => Finding::Fine(format!(
            "the record is sound: {} teams, {} entries, {} frames ({} erased), {} held",
            holds.n_teams, holds.n_entries, holds.n_frames, holds.n_erased, holds.n_held
        )),
        Err(Trouble::Damaged(why)) => {
            Finding::Look(format!("the record is damaged: {why}. {RESTORE_IT}"))
        }
        Err(error) => Finding::Look(format!("the record: {error}")),
    }
}

/// Its own checks are PostgreSQL's; this is whether it can be used, and holds the walls between teams.
async fn in_postgres(url: &str) -> Finding {
    let database = match Postgres::open(url, &mut random()).await {
        Ok(database) => database,
        Err(error) => return Finding::Look(format!("PostgreSQL: {error}")),
    };
    match database.sees_through_walls().await {
        Ok(false) => Finding::Fine("the record is in PostgreSQL, with walls between teams".into()),
        Ok(true) => Finding::Look(
            "in PostgreSQL the server is a superuser, or exempt from row-level security: there is \
             no second wall between teams. Give it a role of its own that is neither"
                .into(),
        ),
        Err(error) => Finding::Look(format!("PostgreSQL: {error}")),
    }
}

fn running(data: &Path) -> Finding {
    match folder::hold(data) {
        Ok(Some(_)) => Finding::Fine("no server is running on it".into()),
        Ok(None) => Finding::Fine("a server is running on it".into()),
        Err(error) => Finding::Look(format!("its lock: {error}")),
    }
}

/// Asked as the server itself would, beside a running one too.
async fn teams(record: &Record) -> Vec<Finding> {
    let address = folder::public_url(record.data()).unwrap_or_default();
    let server = match open_beside(record, &address).await {
        Ok(server) => server,
        Err(error) => return vec![Finding::Look(format!("{error:#}"))],
    };
    match of_teams(&server, now()).await {
        Ok(findings) => findings,
        Err(error) => vec![Finding::Look(format!("the teams: {error}"))],
    }
}

async fn of_teams<D: Database>(server: &Server<D>, now: Moment) -> Result<Vec<Finding>, Trouble> {
    let database = server.database();
    let mut findings = Vec::new();
    for team in database.teams().await? {
        findings.push(backups::last_backup(team, &database.standing(team).await?, now));
        let Some(book) = database.book(team).await? else { continue };
        let seen = database.seen(team).await?.into_iter();
        let seen = seen.filter(|seen| book.is_present(seen.device));
        findings.extend(devices::behind(team, seen, now));
    }
    Ok(findings)
}

fn ago(at: Moment, now: Moment) -> String {
    let since = now.0.saturating_sub(at.0);
    let (n, unit) = if since < MINUTE_MS {
        return "just now".into();
    } else if since < HOUR_MS {
        (since / MINUTE_MS, "minute")
    } else if since < DAY_MS {
        (since / HOUR_MS, "hour")
    } else {
        (since / DAY_MS, "day")
    };
    format!("{} ago", counted(n.unsigned_abs(), unit, &format!("{unit}s")))
}
