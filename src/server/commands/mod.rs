//! What the person who looks after the server can ask of it.

mod backup;
mod backup_verify;
mod doctor;
mod founding_link;
mod healthcheck;
mod moving;
mod restore;
mod serve;
mod trusted_clock;

use super::{
    Trouble,
    backup::workplace::Workplace,
    core::Server,
    database::{
        AnyDatabase,
        postgres::Postgres,
        sqlite::{self, Sqlite},
    },
    folder,
    http::random,
};
use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tokio::signal::unix::{SignalKind, signal};

/// What SQLite takes to look into a record at all.
const LEAST_TO_START_BYTES: u64 = 256 * 1024;

const ENVIRONMENT: &str = "ALONGSIDE_SERVER_";
const ENVIRONMENT_KEYS: [&str; 8] =
    ["DATA", "DATABASE", "LISTEN", "PUBLIC_URL", "APP", "TLS_CERT", "TLS_KEY", "TRUSTED_PROXY"];

/// The team's server: keeps what phones share, sealed, and serves the app.
#[derive(Parser)]
#[command(name = "alongside-server", version)]
pub struct Commands {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the server; on an empty folder it prints the link that makes the team
    Serve(serve::Serve),
    /// Prints the link that makes a team
    FoundingLink(founding_link::FoundingLink),
    /// Writes the record into a sealed file while the server works
    Backup(backup::Backup),
    /// Reads a backup back, every row, and says what is in it
    BackupVerify(backup_verify::BackupVerify),
    /// Puts a backup's record into an empty folder, for a server to start on
    Restore(restore::Restore),
    /// Carries a whole server from one database to another
    Move(moving::Move),
    /// Looks the folder over and says what it finds
    Doctor(doctor::Doctor),
    /// Asks a running server whether it is ready; for containers and monitors
    Healthcheck(healthcheck::Healthcheck),
}

#[derive(Args)]
struct Folder {
    /// The server's folder
    #[arg(long, value_name = "DIR", env = "ALONGSIDE_SERVER_DATA")]
    data: PathBuf,
}

/// Where a server's record is.
#[derive(Args)]
struct Record {
    #[command(flatten)]
    folder: Folder,
    /// Keeps the record in PostgreSQL (postgres://…), which several servers may share; without it,
    /// in the folder. A password is better told in the environment than on the command line
    #[arg(long, value_name = "URL", env = "ALONGSIDE_SERVER_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Args)]
struct Listen {
    /// The address and port to listen on; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        env = "ALONGSIDE_SERVER_LISTEN",
        default_value = "127.0.0.1:8470"
    )]
    listen: SocketAddr,
}

impl Commands {
    pub fn run() -> ExitCode {
        if let Some(key) = unknown_key(std::env::vars_os().map(|(key, _)| key)) {
            eprintln!("{key} is not a setting. Known are: {}", known_keys());
            return ExitCode::from(2);
        }
        match Self::parse().carry_out() {
            Ok(code) => code,
            Err(error) => {
                eprintln!("{error:#}");
                ExitCode::FAILURE
            }
        }
    }

    fn carry_out(self) -> Result<ExitCode> {
        let work = async {
            match self.command {
                Command::Serve(command) => command.run().await,
                Command::FoundingLink(command) => command.run().await,
                Command::Backup(command) => command.run().await,
                Command::BackupVerify(command) => return command.run().await,
                Command::Restore(command) => command.run().await,
                Command::Move(command) => command.run().await,
                Command::Doctor(command) => return command.run().await,
                Command::Healthcheck(command) => command.run().await,
            }
            .map(|()| ExitCode::SUCCESS)
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let done = runtime.block_on(work);
        if done.as_ref().is_err_and(|error| error.is::<Stopped>()) {
            runtime.shutdown_background();
        }
        done
    }
}

fn known_keys() -> String {
    ENVIRONMENT_KEYS.map(|key| format!("{ENVIRONMENT}{key}")).join(", ")
}

/// A setting that was mistyped would otherwise be passed over in silence.
fn unknown_key(keys: impl Iterator<Item = std::ffi::OsString>) -> Option<String> {
    keys.filter_map(|key| key.into_string().ok()).find(|key| {
        key.strip_prefix(ENVIRONMENT).is_some_and(|rest| !ENVIRONMENT_KEYS.contains(&rest))
    })
}

/// Somebody stopped a command before its end.
#[derive(Debug, thiserror::Error)]
#[error("Stopped. Nothing was changed, and nothing half done is left behind.")]
struct Stopped;

/// Works with a folder for what is unfinished, which is gone afterwards, also when it is stopped.
async fn work_within<T: Send + 'static>(
    folder: &Path,
    work: impl FnOnce(&Path) -> Result<T> + Send + 'static,
) -> Result<T> {
    let stop = asked_to_stop()?;
    let workplace = Workplace::within(folder)
        .with_context(|| format!("making a folder to work in, in {}", folder.display()))?;
    let path = workplace.path().to_owned();
    let working = tokio::task::spawn_blocking(move || work(&path));
    tokio::select! {
        done = working => done?,
        () = stop => Err(Stopped.into()),
    }
}

fn asked_to_stop() -> Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

impl Record {
    fn data(&self) -> &Path {
        &self.folder.data
    }

    /// Asked before a server starts: on a record that came to harm it would lose more, and on one that
    /// is gone it would begin anew.
    fn need_sound(&self) -> Result<()> {
        let data = self.data();
        if self.database.is_some() || sqlite::was_set_aside(data) {
            return Ok(());
        }
        let name = sqlite::RECORD;
        if !sqlite::is_begun(data) {
            if folder::public_url(data).is_some() {
                bail!(
                    "A server has run in {}, and its record ({name}) is gone or empty. {RESTORE_IT}",
                    data.display()
                );
            }
            return Ok(());
        }
        if sqlite::is_newer(data) {
            bail!(
                "A newer version of this program wrote the record in {} ({name}). It was left as it \
                 is: start that version.",
                data.display()
            );
        }
        match sqlite::look_over(data) {
            Ok(_) => Ok(()),
            Err(Trouble::Damaged(why)) => {
                bail!("The record in {} ({name}) is damaged: {why}. {RESTORE_IT}", data.display())
            }
            Err(_) if folder::free_bytes(data).is_some_and(|free| free < LEAST_TO_START_BYTES) => {
                bail!(
                    "There is no room on the disk of {}, and nothing there was changed. Free some, and \
                     start again.",
                    data.display()
                )
            }
            Err(error) => {
                Err(error).with_context(|| format!("reading the record in {} back", data.display()))
            }
        }
    }

    /// That of a server that has run.
    fn is_there(&self) -> Result<()> {
        let data = self.data();
        let has_run = match &self.database {
            Some(_) => folder::public_url(data).is_some(),
            None => sqlite::is_in(data),
        };
        if has_run {
            return Ok(());
        }
        bail!("There is no record in {}. Is it the server's folder?", data.display())
    }
}

/// What to do about a record that was lost or came to harm.
const RESTORE_IT: &str = "Nothing was changed. Leave the folder as it is, put the last backup into another \
                          one (alongside-server restore BACKUP --data OTHER), and start the server on that, \
                          at the address that phones know: what the backup lacks, they send again.";

/// Beside a server that may be running: one of an older version would go on writing its own form into a
/// record that was given the newest.
async fn open_beside(record: &Record, address: &str) -> Result<Server<AnyDatabase>> {
    let data = record.data();
    let is_older = record.database.is_none() && sqlite::is_older(data);
    if is_older && folder::hold(data).context("locking the folder")?.is_none() {
        bail!(
            "An older version is running on {}. Start the new one in its place first, which brings the \
             record up to date. Nothing was changed.",
            data.display()
        );
    }
    open(record, address).await
}

async fn open(record: &Record, address: &str) -> Result<Server<AnyDatabase>> {
    let data = &record.folder.data;
    if !data.is_dir() {
        bail!("There is no folder {}", data.display());
    }
    let database = match &record.database {
        // What is wrong is not repeated: there may be a password in it.
        Some(url) if !is_postgres(url) => bail!("--database is an address like postgres://…"),
        Some(url) => AnyDatabase::Postgres(
            Postgres::open(url, &mut random())
                .await
                .context("opening the database in PostgreSQL")?,
        ),
        None if sqlite::was_set_aside(data) => bail!(
            "The record that was in {} has been moved to PostgreSQL. Say with --database where.",
            data.display()
        ),
        None => AnyDatabase::Sqlite(
            Sqlite::open(data, &mut random())
                .with_context(|| format!("opening the database in {}", data.display()))?,
        ),
    };
    Ok(Server::new(database, address))
}

fn is_postgres(address: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| address.starts_with(scheme))
}

/// An address as phones sign it and links carry it: without a slash at its end.
fn address_from(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(text.to_owned())
        }
        _ => Err("an address like https://team.example is wanted, without a path".into()),
    }
}

/// Browsers keep nothing encrypted, and nothing offline, on pages from elsewhere.
fn phones_can_use(address: &str) -> bool {
    if address.starts_with("https://") {
        return true;
    }
    let authority = address.trim_start_matches("http://");
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_setting_is_told() {
        let unknown = |key: &str| unknown_key([key.into()].into_iter());
        assert_eq!(
            unknown("ALONGSIDE_SERVER_LISTENS").as_deref(),
            Some("ALONGSIDE_SERVER_LISTENS")
        );
        assert_eq!(unknown("ALONGSIDE_SERVER_LISTEN"), None);
        assert_eq!(unknown("HOME"), None);
    }

    #[test]
    fn an_address_has_no_path() {
        assert_eq!(address_from("https://team.example/").as_deref(), Ok("https://team.example"));
        for wrong in ["team.example", "https://", "https://team.example/app", "ftp://x"] {
            assert!(address_from(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_record_is_in_the_folder_or_in_postgresql() {
        assert!(is_postgres("postgres://server@db.example/alongside"));
        assert!(!is_postgres("mysql://db.example"));
    }

    #[test]
    fn phones_use_https_or_their_own_machine() {
        for fine in ["https://team.example", "http://localhost:8470", "http://127.0.0.1:0"] {
            assert!(phones_can_use(fine), "{fine}");
        }
        for not in ["http://team.example", "http://192.168.1.5:8470", "http://localhost.evil"] {
            assert!(!phones_can_use(not), "{not}");
        }
    }
}
