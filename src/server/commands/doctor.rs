//! `doctor`: looks the folder over, line by line; the exit code says whether all is well.

use super::{Folder, phones_can_use};
use crate::server::{database::sqlite, folder};
use anyhow::Result;
use clap::Args;
use std::{path::Path, process::ExitCode};

const MB: u64 = 1024 * 1024;
const LITTLE_ROOM_BYTES: u64 = 500 * MB;

#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    folder: Folder,
}

/// What was found: `Err` asks for somebody's attention.
type Finding = Result<String, String>;

impl Doctor {
    pub async fn run(self) -> Result<ExitCode> {
        let data = &self.folder.data;
        let findings = [readable(data), room(data), address(data), record(data), running(data)];
        for finding in &findings {
            match finding {
                Ok(fine) => println!("fine  {fine}"),
                Err(wrong) => println!("LOOK  {wrong}"),
            }
        }
        let all_is_well = findings.iter().all(Result::is_ok);
        Ok(if all_is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn readable(data: &Path) -> Finding {
    if folder::is_open_to_others(data).map_err(|error| format!("{}: {error}", data.display()))? {
        return Err(format!("others on this machine may look into {}: chmod 700", data.display()));
    }
    Ok(format!("only its owner looks into {}", data.display()))
}

fn room(data: &Path) -> Finding {
    match folder::free_bytes(data) {
        Some(free) if free < LITTLE_ROOM_BYTES => {
            Err(format!("{} MB are left on the disk", free / MB))
        }
        Some(free) => Ok(format!("{} MB are left on the disk", free / MB)),
        None => Err("the system does not say how much room the disk has".into()),
    }
}

fn address(data: &Path) -> Finding {
    match folder::public_url(data) {
        None => Err("the server has never run in this folder".into()),
        Some(url) if phones_can_use(&url) => Ok(format!("phones reach it at {url}")),
        Some(url) => Err(format!("phones cannot use {url}: it is plain http")),
    }
}

fn record(data: &Path) -> Finding {
    let holds = sqlite::look_over(data).map_err(|error| format!("the record: {error}"))?;
    Ok(format!(
        "the record is sound: {} teams, {} entries, {} frames ({} erased), {} held",
        holds.n_teams, holds.n_entries, holds.n_frames, holds.n_erased, holds.n_held
    ))
}

fn running(data: &Path) -> Finding {
    match folder::hold(data) {
        Ok(Some(_)) => Ok("no server is running on it".into()),
        Ok(None) => Ok("a server is running on it".into()),
        Err(error) => Err(format!("its lock: {error}")),
    }
}
