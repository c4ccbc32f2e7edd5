//! Who acts in these stories: a real server on a free port, and bridges of a team in folders.

use alongside::seal::slots::{Effort, PassphraseSlot, Slots};
use getrandom::SysRng;
use rand_core::UnwrapErr;
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

pub const PASSPHRASE: &str = "the kettle sings at four each day";

/// Whether the long checks are wanted too.
pub fn is_long() -> bool {
    std::env::var("ALONGSIDE_ALL").is_ok()
}

/// A team, its server and its bridges, in a folder that goes with it.
pub struct Team {
    pub folder: TempDir,
    pub server: Server,
}

impl Team {
    /// The first name founds the team, the others are invited into it.
    pub fn with_bridges<const N: usize>(names: [&str; N]) -> (Self, [Bridge; N]) {
        Self::to_be_founded().of(names)
    }

    pub fn to_be_founded() -> Self {
        let folder = a_folder();
        let server = Server::start(folder.path());
        Self { folder, server }
    }

    pub fn of<const N: usize>(self, names: [&str; N]) -> (Self, [Bridge; N]) {
        let bridges = names.map(|name| self.bridge(name));
        let [first, others @ ..] = bridges.as_slice() else { panic!("a team of nobody") };
        self.founded_by(first, names[0]);
        first.ask(&["sync"]);
        for (bridge, name) in others.iter().zip(&names[1..]) {
            bridge.join_by(first, name);
        }
        (self, bridges)
    }

    pub fn founded_by(&self, bridge: &Bridge, name: &str) {
        let link = self.server.founding_link.clone().unwrap();
        let kit = self.path("kit");
        let kit = kit.to_str().unwrap();
        bridge.ask(&["join", &link, "--name", name, "--team", "Us", "--recovery-kit", kit]);
        bridge.opens_at_once();
    }

    /// A home without a team yet.
    pub fn bridge(&self, name: &str) -> Bridge {
        Bridge::at(self.path(name), self.path("passphrase"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }
}

pub fn a_folder() -> TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    fs::write(folder.path().join("passphrase"), PASSPHRASE).unwrap();
    folder
}

pub struct Server {
    folder: PathBuf,
    /// What is put before the program's name, to run it elsewhere.
    runs_by: Vec<String>,
    child: Child,
    port: String,
    pub founding_link: Option<String>,
}

impl Server {
    fn start(folder: &Path) -> Self {
        Self::run_by(&[], folder)
    }

    pub fn run_by(runs_by: &[String], folder: &Path) -> Self {
        let (child, told) = Self::spawn(runs_by, folder, "0", &[]);
        let port = told["url"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        let founding_link = told["founding_link"].as_str().map(str::to_owned);
        Self { folder: folder.to_owned(), runs_by: runs_by.to_vec(), child, port, founding_link }
    }

    /// One that phones reach at another address than its own.
    pub fn behind(folder: &Path, port: u16, public_url: &str) -> Self {
        let port = port.to_string();
        let (child, told) = Self::spawn(&[], folder, &port, &["--public-url", public_url]);
        let founding_link = told["founding_link"].as_str().map(str::to_owned);
        Self { folder: folder.to_owned(), runs_by: Vec::new(), child, port, founding_link }
    }

    fn spawn(runs_by: &[String], folder: &Path, port: &str, more: &[&str]) -> (Child, Value) {
        let (child, told) = Self::try_to_spawn(runs_by, folder, port, more);
        (child, told.unwrap_or_else(|| panic!("the server does not start: see its log")))
    }

    /// Nothing is told by one that does not start.
    fn try_to_spawn(
        runs_by: &[String],
        folder: &Path,
        port: &str,
        more: &[&str],
    ) -> (Child, Option<Value>) {
        let log = fs::File::options().create(true).append(true).open(folder.join("server-log"));
        let mut child = run_by(runs_by, env!("CARGO_BIN_EXE_alongside-server"))
            .args(["serve", "--json", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(folder.join("server"))
            .args(more)
            .stdout(Stdio::piped())
            .stderr(log.unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        (child, serde_json::from_str(&line).ok())
    }

    /// As `kill -9` does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As whoever looks after it ends it.
    pub fn stop(&mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }

    /// Whether it does.
    pub fn starts(&mut self) -> bool {
        let (child, told) = Self::try_to_spawn(&self.runs_by, &self.folder, &self.port, &[]);
        self.child = child;
        told.is_some()
    }

    /// What it said of itself, in all its lives.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("server-log")).unwrap()
    }

    pub fn start_again(&mut self) {
        (self.child, _) = Self::spawn(&self.runs_by, &self.folder, &self.port, &[]);
    }

    /// Asks SQLite of a server that does not run.
    pub fn is_sound(&self) {
        for name in ["alongside.db", "links.db"] {
            let database = rusqlite::Connection::open(self.data().join(name)).unwrap();
            let found: String =
                database.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
            assert_eq!(found, "ok", "{name}");
        }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("server")
    }

    /// As `cp -r` does.
    pub fn copy_data(&self, from: &Path, to: &Path) {
        let _ = fs::remove_dir_all(to);
        assert!(Command::new("cp").arg("-r").args([from, to]).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program, with what is put before its name.
fn run_by(runs_by: &[String], program: &str) -> Command {
    let Some((first, rest)) = runs_by.split_first() else { return Command::new(program) };
    let mut command = Command::new(first);
    command.args(rest).arg(program);
    command
}

pub struct Bridge {
    pub home: PathBuf,
    pub runs_by: Vec<String>,
    passphrase_file: PathBuf,
}

impl Bridge {
    pub fn at(home: PathBuf, passphrase_file: PathBuf) -> Self {
        Self { home, passphrase_file, runs_by: Vec::new() }
    }

    /// A copy of the whole home in another place, instead of what was there.
    pub fn copied(&self, to: &Path) -> Self {
        let _ = fs::remove_dir_all(to);
        assert!(Command::new("cp").arg("-r").args([&self.home, to]).status().unwrap().success());
        Self {
            home: to.to_owned(),
            passphrase_file: self.passphrase_file.clone(),
            runs_by: Vec::new(),
        }
    }

    pub fn database(&self) -> PathBuf {
        self.home.join("alongside.db")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = run_by(&self.runs_by, env!("CARGO_BIN_EXE_alongside-bridge"));
        command.arg("--home").arg(&self.home).arg("--passphrase-file").arg(&self.passphrase_file);
        command.arg("--json").args(arguments);
        command
    }

    /// The lines of the answer; the bridge has to end with 0.
    pub fn ask_all(&self, arguments: &[&str]) -> Vec<Value> {
        let text = self.text(arguments);
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The answer as it was printed.
    pub fn text(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The only line of the answer.
    pub fn ask(&self, arguments: &[&str]) -> Value {
        let mut lines = self.ask_all(arguments);
        assert_eq!(lines.len(), 1, "{arguments:?}");
        lines.remove(0)
    }

    /// What the bridge says when it ends with this code.
    pub fn refusal(&self, arguments: &[&str], code: i32) -> String {
        let output = self.command(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?} answered all the same");
        error
    }

    pub fn join_by(&self, inviter: &Bridge, name: &str) {
        let link = inviter.ask(&["invite", "--name", name]);
        self.ask(&["join", link["link"].as_str().unwrap(), "--name", name]);
        self.opens_at_once();
        self.ask(&["sync"]);
    }

    /// With the same passphrase, which takes no time to try: these stories open a home very often.
    pub fn opens_at_once(&self) {
        const QUICK: Effort = Effort { memory_kib: 64, passes: 1 };
        let file = self.home.join("slots");
        let mut slots: Slots = postcard::from_bytes(&fs::read(&file).unwrap()).unwrap();
        let key = slots.passphrase.unwrap().open(PASSPHRASE).unwrap();
        let random = &mut UnwrapErr(SysRng);
        slots.passphrase = PassphraseSlot::make(PASSPHRASE, QUICK, &key, random).ok();
        fs::write(&file, postcard::to_stdvec(&slots).unwrap()).unwrap();
    }

    /// A round, after which all of this bridge has to be in the team's record.
    pub fn sync(&self) -> Value {
        let round = self.ask(&["sync"]);
        assert_eq!(round["in_team_record"], true, "{round}");
        assert_eq!(round["waiting"], 0, "{round}");
        round
    }

    /// Answers the visit's id: it is acknowledged.
    pub fn keep_visit(&self, person: &str, note: &str) -> String {
        let words = ["keep-visit", "--person", person, "--place", "home", "--note", note];
        self.ask(&words)["id"].as_str().unwrap().to_owned()
    }

    /// Its whole database was read back, or it would not say so.
    pub fn is_sound(&self) {
        self.ask(&["status"]);
    }

    pub fn device(&self) -> String {
        self.ask(&["status"])["device"].as_str().unwrap().to_owned()
    }

    /// The notes of all visits, in alphabetical order.
    pub fn notes(&self) -> Vec<String> {
        let visits = self.ask_all(&["visits"]);
        let mut notes: Vec<String> =
            visits.iter().map(|visit| visit["note"].as_str().unwrap().to_owned()).collect();
        notes.sort();
        notes
    }

    /// Everything, line by line, in alphabetical order.
    pub fn record(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.text(&["export"]).lines().map(str::to_owned).collect();
        lines.sort();
        lines
    }
}
