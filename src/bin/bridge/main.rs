//! `alongside-bridge`: an enrolled device without screens, over the same engine as the app.
//!
//! It ends with 0; with 1 for what the user can mend, said in one line; with 2 for wrong usage.

mod following;
mod moving;
mod options;
mod photos;
mod record;
mod sharing;
mod team;
mod telling;

use alongside::{
    engine::Engine,
    requests::{
        Trouble,
        door::{AtTheDoor, Door, Unlock},
        following::PutInOrder,
    },
};
use anyhow::{Context, bail};
use clap::{CommandFactory, Parser, error::ErrorKind};
use options::{Command, Options};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use telling::Telling;
use zeroize::Zeroizing;

/// The device in one home, and how it tells.
struct Bridge {
    engine: Engine,
    passphrase: Zeroizing<String>,
    telling: Telling,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime
        .context("the system gives no resources")
        .and_then(|runtime| runtime.block_on(run(options)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", telling::sentence(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> anyhow::Result<()> {
    let Options { home, passphrase_file, json, command } = options;
    if let Command::DemoLines { key } = &command {
        return moving::demo_lines(key);
    }
    let home = home.unwrap_or_else(|| wrong_usage("--home is missing"));
    let file = passphrase_file.unwrap_or_else(|| wrong_usage("--passphrase-file is missing"));
    let bridge = Bridge::new(home, &file, Telling { is_json: json })?;
    match command {
        Command::Join(join) => return bridge.join(join).await,
        Command::Recover { kit, server, name } => return bridge.recover(&kit, server, name).await,
        _ => {}
    }
    let is_removed = bridge.open().await?;
    if is_removed && !matches!(command, Command::Sync { .. } | Command::Status) {
        bail!(Trouble::Removed);
    }
    bridge.carry_out(command).await
}

/// Says what is wrong with the options, and ends with 2.
fn wrong_usage(words: &str) -> ! {
    Options::command().error(ErrorKind::MissingRequiredArgument, words).exit()
}

impl Bridge {
    fn new(home: PathBuf, passphrase_file: &Path, telling: Telling) -> anyhow::Result<Self> {
        let text = read_secret(passphrase_file).with_context(|| {
            format!("no passphrase can be read in {}", passphrase_file.display())
        })?;
        let passphrase = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
        let engine = Engine::in_folder(home);
        Ok(Self { engine, passphrase, telling })
    }

    /// Unlocks; answers whether this device was removed.
    async fn open(&self) -> anyhow::Result<bool> {
        if matches!(self.engine.ask(AtTheDoor {}).await?, Door::NoTeam { .. }) {
            bail!("there is no team in this home yet; join one first");
        }
        self.engine.ask(Unlock { passphrase: self.passphrase.to_string() }).await?;
        self.engine.ask(PutInOrder {}).await?;
        Ok(matches!(self.engine.ask(AtTheDoor {}).await?, Door::Removed { .. }))
    }

    async fn carry_out(&self, command: Command) -> anyhow::Result<()> {
        match command {
            Command::Sync { follow: false } => self.sync().await,
            Command::Sync { follow: true } => self.follow().await,
            Command::Import { file, words_file } => self.import(&file, words_file.as_deref()),
            Command::Export { sealed: Some(file), .. } => self.export_sealed(&file).await,
            Command::Export { person, sealed: None } => self.export(person),
            Command::People => self.people(),
            Command::Hold { what } => self.hold(what).await,
            Command::Open { id } => self.open_record(id).await,
            Command::Person { id } => self.person(id).await,
            Command::Visits { person } => self.visits(person).await,
            Command::KeepVisit(visit) => self.keep_visit(visit).await,
            Command::Set { person, field, value } => self.set(person, field, value).await,
            Command::Versions => self.versions(),
            Command::Search { words } => self.search(words.join(" ")).await,
            Command::Page { person } => self.page(person).await,
            Command::Share { person, days } => self.share(person, days).await,
            Command::Shares { person } => self.shares(person).await,
            Command::FreshCode { id } => self.fresh_code(id).await,
            Command::Revoke { id } => self.revoke(id).await,
            Command::Invite(invite) => self.invite(invite).await,
            Command::Members => self.members().await,
            Command::Remove { id } => self.remove(id).await,
            Command::Erase { id } => self.erase(id).await,
            Command::Photos { person } => self.photos(person).await,
            Command::Photo { id, to } => self.photo(id, &to).await,
            Command::AddPhoto(add) => self.add_photo(add).await,
            Command::ErasePhoto { id } => self.erase_photo(id).await,
            Command::Late => self.late().await,
            Command::Admit { frame } => self.admit(frame).await,
            Command::LeaveOut { frame, why } => self.leave_out(frame, why).await,
            Command::Status => self.status().await,
            // These need no open home, and were carried out before.
            Command::Join(_) | Command::Recover { .. } | Command::DemoLines { .. } => Ok(()),
        }
    }
}

fn read_secret(file: &Path) -> std::io::Result<Zeroizing<String>> {
    std::fs::read_to_string(file).map(Zeroizing::new)
}
