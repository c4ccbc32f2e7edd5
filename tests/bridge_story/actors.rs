//! Who acts in these stories: a real server on a free port, and bridges of a team in folders.

use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

pub const PASSPHRASE: &str = "the kettle sings at four each day";

/// A team, its server and its bridges, in a folder that goes with it.
pub struct Team {
    pub folder: TempDir,
    pub server: Server,
}

impl Team {
    /// The first name founds the team, the others are invited into it.
    pub fn with_bridges<const N: usize>(names: [&str; N]) -> (Self, [Bridge; N]) {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        fs::write(folder.path().join("passphrase"), PASSPHRASE).unwrap();
        let server = Server::start(folder.path());
        let team = Self { folder, server };
        let bridges = names.map(|name| team.bridge(name));
        let [first, others @ ..] = bridges.as_slice() else { panic!("a team of nobody") };
        let link = team.server.founding_link.clone().unwrap();
        let kit = team.path("kit");
        let kit = kit.to_str().unwrap();
        first.ask(&["join", &link, "--name", names[0], "--team", "Us", "--recovery-kit", kit]);
        first.ask(&["sync"]);
        for (bridge, name) in others.iter().zip(&names[1..]) {
            bridge.join_by(first, name);
        }
        (team, bridges)
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

pub struct Server {
    folder: PathBuf,
    child: Child,
    port: String,
    pub founding_link: Option<String>,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let (child, told) = Self::spawn(folder, "0");
        let port = told["url"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        let founding_link = told["founding_link"].as_str().map(str::to_owned);
        Self { folder: folder.to_owned(), child, port, founding_link }
    }

    /// One that phones reach at another address than its own.
    pub fn behind(folder: &Path, port: u16, public_url: &str) -> Self {
        let port = port.to_string();
        let (child, told) = Self::spawn_with(folder, &port, &["--public-url", public_url]);
        let founding_link = told["founding_link"].as_str().map(str::to_owned);
        Self { folder: folder.to_owned(), child, port, founding_link }
    }

    fn spawn(folder: &Path, port: &str) -> (Child, Value) {
        Self::spawn_with(folder, port, &[])
    }

    fn spawn_with(folder: &Path, port: &str, more: &[&str]) -> (Child, Value) {
        let log = fs::File::options().create(true).append(true).open(folder.join("server-log"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_alongside-server"))
            .args(["serve", "--json", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(folder.join("server"))
            .args(more)
            .stdout(Stdio::piped())
            .stderr(log.unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let told = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the server: {line:?}"));
        (child, told)
    }

    /// As `kill -9` does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn start_again(&mut self) {
        (self.child, _) = Self::spawn(&self.folder, &self.port);
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

pub struct Bridge {
    pub home: PathBuf,
    passphrase_file: PathBuf,
}

impl Bridge {
    pub fn at(home: PathBuf, passphrase_file: PathBuf) -> Self {
        Self { home, passphrase_file }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_alongside-bridge"));
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
        self.ask(&["sync"]);
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
