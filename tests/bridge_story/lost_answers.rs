//! Answers that are lost on their way: what was told once is told again, and no link is burnt.

use crate::{
    actors::{Bridge, PASSPHRASE, Server},
    together::{MO, mo},
};
use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    sync::{Arc, Mutex},
    thread,
};
use tempfile::TempDir;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lost {
    Nothing,
    RequestTo(&'static str),
    AnswerTo(&'static str),
}

/// A server that is reached only over a network which loses things.
struct Far {
    folder: TempDir,
    server: Server,
    lost: Arc<Mutex<Lost>>,
}

impl Far {
    fn new() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        fs::write(folder.path().join("passphrase"), PASSPHRASE).unwrap();
        let network = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://{}", network.local_addr().unwrap());
        let server = Server::behind(folder.path(), port, &url);
        let lost = Arc::new(Mutex::new(Lost::Nothing));
        let losing = lost.clone();
        thread::spawn(move || {
            for phone in network.incoming().flatten() {
                let lost = losing.clone();
                thread::spawn(move || carry(phone, port, &lost));
            }
        });
        Self { folder, server, lost }
    }

    fn loses(&self, lost: Lost) {
        *self.lost.lock().unwrap() = lost;
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn bridge(&self, name: &str) -> Bridge {
        Bridge::at(self.path(name), self.path("passphrase"))
    }

    fn founds(&self, ana: &Bridge) {
        let link = self.server.founding_link.clone().unwrap();
        let kit = self.path("kit");
        let kit = kit.to_str().unwrap();
        ana.ask(&["join", &link, "--name", "ana", "--team", "Us", "--recovery-kit", kit]);
    }

    fn founded(&self) -> Bridge {
        let ana = self.bridge("ana");
        self.founds(&ana);
        ana.ask(&["sync"]);
        ana
    }

    fn knows_mo(&self, bridge: &Bridge) {
        let file = self.path("mo.jsonl");
        fs::write(&file, mo()).unwrap();
        bridge.ask(&["import", file.to_str().unwrap()]);
    }
}

/// One request and its answer, if neither is lost.
fn carry(mut phone: TcpStream, port: u16, lost: &Mutex<Lost>) -> Option<()> {
    let request = read_request(&mut phone)?;
    let path = request.split(|byte| *byte == b' ').nth(1)?;
    let is = |wanted: &str| path == wanted.as_bytes();
    let lost = *lost.lock().unwrap();
    if matches!(lost, Lost::RequestTo(wanted) if is(wanted)) {
        return None;
    }
    let mut server = TcpStream::connect(("127.0.0.1", port)).ok()?;
    server.write_all(&request).ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).ok()?;
    if matches!(lost, Lost::AnswerTo(wanted) if is(wanted)) {
        return None;
    }
    phone.write_all(&answer).ok()
}

/// A request to its end, as one after which the connection is closed.
pub fn read_request(phone: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        phone.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let text = String::from_utf8(head).ok()?;
    let (first, rest) = text.split_once("\r\n")?;
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    phone.read_exact(&mut body).ok()?;
    Some([format!("{first}\r\nconnection: close\r\n{rest}").into_bytes(), body].concat())
}

fn status(bridge: &Bridge) -> String {
    bridge.ask(&["status"])["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_founding_whose_answer_was_lost_is_told_again() {
    let far = Far::new();
    let ana = far.bridge("ana");
    far.loses(Lost::AnswerTo("/v1/found"));
    far.founds(&ana);
    assert_eq!(status(&ana), "waiting");
    assert!(ana.refusal(&["sync"], 1).contains("no network"));
    far.loses(Lost::Nothing);
    far.knows_mo(&ana);
    ana.sync();
    assert_eq!(status(&ana), "in_team_record");
}

#[test]
fn an_invitation_whose_answer_was_lost_is_told_again() {
    let far = Far::new();
    let ana = far.founded();
    far.knows_mo(&ana);
    ana.sync();
    let link = ana.ask(&["invite", "--name", "ben"])["link"].as_str().unwrap().to_owned();
    let ben = far.bridge("ben");
    for lost in [Lost::RequestTo("/v1/enrol"), Lost::AnswerTo("/v1/enrol")] {
        far.loses(lost);
        if lost == Lost::RequestTo("/v1/enrol") {
            ben.ask(&["join", &link, "--name", "ben"]);
        }
        assert!(ben.refusal(&["sync"], 1).contains("no network"));
        assert_eq!(status(&ben), "waiting");
    }
    far.loses(Lost::Nothing);
    ben.ask(&["sync"]);
    ben.keep_visit(MO, "by ben");
    ben.sync();
    ana.sync();
    assert_eq!(ana.notes(), ["by ben"]);
}

#[test]
fn a_phone_that_the_server_refuses_later_keeps_what_it_has() {
    let far = Far::new();
    let ana = far.founded();
    let link = ana.ask(&["invite", "--name", "ben"])["link"].as_str().unwrap().to_owned();
    let (ben, carl) = (far.bridge("ben"), far.bridge("carl"));
    far.loses(Lost::RequestTo("/v1/enrol"));
    ben.ask(&["join", &link, "--name", "ben"]);
    far.knows_mo(&ben);
    ben.keep_visit(MO, "by ben");
    far.loses(Lost::Nothing);
    carl.ask(&["join", &link, "--name", "carl"]);
    for _ in 0..2 {
        assert!(ben.refusal(&["sync"], 1).contains("used already"));
        assert_eq!(ben.notes(), ["by ben"]);
    }
}

#[test]
fn where_the_server_cannot_be_reached_nothing_is_kept() {
    let mut far = Far::new();
    let ana = far.founded();
    let link = ana.ask(&["invite", "--name", "ben"])["link"].as_str().unwrap().to_owned();
    let ben = far.bridge("ben");
    far.server.kill();
    assert!(ben.refusal(&["join", &link, "--name", "ben"], 1).contains("no network"));
    assert!(ben.refusal(&["status"], 1).contains("no team"));
}

#[test]
fn a_link_that_is_refused_at_once_leaves_nothing() {
    let far = Far::new();
    let ana = far.founded();
    let link = ana.ask(&["invite", "--name", "ben"])["link"].as_str().unwrap().to_owned();
    let (ben, carl) = (far.bridge("ben"), far.bridge("carl"));
    ben.ask(&["join", &link, "--name", "ben"]);
    carl.refusal(&["join", &link, "--name", "carl"], 1);
    assert!(carl.refusal(&["status"], 1).contains("no team"));
}
