//! A device that has much to fetch, over a network that breaks off: what was kept once is not fetched
//! again, and in the end all of it is there.

use crate::{
    actors::{Bridge, PASSPHRASE, Server},
    network::read_request,
    together::{MO, mo, who_know_mo},
};
use alongside::{engine::Engine, requests::door::Unlock, seal::Body, sync::protocol::Up};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::Stdio,
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};
use tempfile::TempDir;

const N_KILLS: usize = 2;
const N_NOTES: usize = 320;
const BYTES_OF_A_NOTE: usize = 40_000;
/// More than one answer within the long one, and less than two.
const N_BYTES_BEFORE_A_BREAK: usize = 1_500_000;

/// A server behind a network through which every other long answer is broken off, and the others are
/// held back for ever; until it is mended.
struct Weak {
    folder: TempDir,
    server: Server,
    network: Arc<Network>,
}

#[derive(Default)]
struct Network {
    heard: Mutex<Heard>,
    changed: Condvar,
}

#[derive(Default)]
struct Heard {
    /// From which cursors on rounds and pulls were asked for.
    asked: Vec<u64>,
    n_pulls: usize,
    /// Kept open, so that whoever asked goes on waiting.
    held: Vec<TcpStream>,
    is_mended: bool,
}

enum Fate {
    Whole,
    BrokenOff,
    Held,
}

impl Network {
    fn hears(&self, path: &str, up: &Up) -> Fate {
        let mut heard = self.heard.lock().unwrap();
        heard.asked.push(up.cursor);
        if path != "/v1/pull" || heard.is_mended {
            return Fate::Whole;
        }
        heard.n_pulls += 1;
        if heard.n_pulls % 2 == 1 { Fate::BrokenOff } else { Fate::Held }
    }

    fn wait_until(&self, what: &str, is_so: impl Fn(&Heard) -> bool) {
        let heard = self.heard.lock().unwrap();
        let patience = Duration::from_secs(120);
        let waiting = self.changed.wait_timeout_while(heard, patience, |heard| !is_so(heard));
        let (heard, waited) = waiting.unwrap();
        drop(heard);
        assert!(!waited.timed_out(), "{what} does not come");
    }

    fn carry(&self, mut phone: TcpStream, port: u16) -> Option<()> {
        let (path, request) = read_request(&mut phone)?;
        let head = request.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let fate = match path.as_str() {
            "/v1/pull" | "/v1/sync" => {
                self.hears(&path, &postcard::from_bytes(&request[head..]).unwrap())
            }
            _ => Fate::Whole,
        };
        if matches!(fate, Fate::Held) {
            let mut heard = self.heard.lock().unwrap();
            heard.held.push(phone);
            self.changed.notify_all();
            return None;
        }
        let mut server = TcpStream::connect(("127.0.0.1", port)).ok()?;
        server.write_all(&request).ok()?;
        let most =
            if matches!(fate, Fate::BrokenOff) { N_BYTES_BEFORE_A_BREAK } else { usize::MAX };
        std::io::copy(&mut server.take(most as u64), &mut phone).ok().map(drop)
    }
}

impl Weak {
    fn new() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        fs::write(folder.path().join("passphrase"), PASSPHRASE).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Server::behind(folder.path(), port, &url);
        let network = Arc::new(Network::default());
        let carrying = network.clone();
        thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                let network = carrying.clone();
                thread::spawn(move || network.carry(phone, port));
            }
        });
        Self { folder, server, network }
    }

    fn bridge(&self, name: &str) -> Bridge {
        let path = |name| self.folder.path().join(name);
        Bridge::at(path(name), path("passphrase"))
    }

    fn founded(&self) -> Bridge {
        let (ana, link) = (self.bridge("ana"), self.server.founding_link.clone().unwrap());
        let kit = self.folder.path().join("kit");
        let kit = kit.to_str().unwrap();
        ana.ask(&["join", &link, "--name", "ana", "--team", "Us", "--recovery-kit", kit]);
        ana.ask(&["sync"]);
        ana
    }

    /// Of all rounds and pulls since this was asked last.
    fn cursors_asked_from(&self) -> Vec<u64> {
        std::mem::take(&mut self.network.heard.lock().unwrap().asked)
    }

    fn import(&self, bridge: &Bridge, lines: &str) {
        let file = self.folder.path().join("lines.jsonl");
        fs::write(&file, lines).unwrap();
        bridge.ask(&["import", file.to_str().unwrap()]);
        bridge.sync();
    }
}

/// Notes of words that cannot be packed.
fn notes() -> String {
    let mut random = ChaCha12Rng::seed_from_u64(5);
    let mut lines = String::new();
    for n in 0..N_NOTES {
        let mut bytes = vec![0; BYTES_OF_A_NOTE / 2];
        random.fill_bytes(&mut bytes);
        let words: Vec<String> = bytes.chunks(500).map(hex).collect();
        let note = words.join(" ");
        lines += &format!(
            r#"{{"kind":"visit","id":"018f0000-0000-7000-8000-{n:012}","person":"{MO}","at":"2026-11-20T10:00:00Z","place":"home","note":"{note}"}}"#
        );
        lines.push('\n');
    }
    lines
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_first_pull_that_breaks_off_and_is_killed_goes_on_from_what_it_has_kept() {
    let weak = Weak::new();
    let ana = weak.founded();
    weak.import(&ana, &[mo().as_str(), "\n", &notes()].concat());
    let link = ana.ask(&["invite", "--name", "ben"])["link"].as_str().unwrap().to_owned();
    let ben = weak.bridge("ben");
    ben.ask(&["join", &link, "--name", "ben"]);
    weak.cursors_asked_from();

    let mut had = 0;
    for kill in 1..=N_KILLS {
        let mut round = ben.command(&["sync"]).stdout(Stdio::null()).spawn().unwrap();
        weak.network.wait_until("the next call", |heard| heard.held.len() == kill);
        round.kill().unwrap();
        round.wait().unwrap();
        let cursors = weak.cursors_asked_from();
        assert_eq!(cursors[0], had, "what was kept before it was killed is not fetched again");
        assert!(cursors.windows(2).all(|two| two[0] < two[1]), "{cursors:?}");
        // Whoever asks from there on has kept what stands before it.
        had = cursors[cursors.len() - 1];
    }
    weak.network.heard.lock().unwrap().is_mended = true;
    ben.sync();
    assert_eq!(weak.cursors_asked_from()[0], had);
    assert!(ben.record() == ana.record(), "it is whole");
}

/// What years bring: more of the book than goes into one answer. None of it is of a kind that is known here,
/// and all of it is kept and told.
#[tokio::test]
async fn somebody_new_comes_in_where_the_book_comes_in_many_parts() {
    const N_ENTRIES: u8 = 45;
    const A_LATER_KIND: u16 = 900;
    let (team, [ana]) = who_know_mo(["ana"]);
    ana.keep_visit(MO, "She showed me the shed.");
    let engine = Engine::in_folder(ana.home.clone());
    engine.ask(Unlock { passphrase: PASSPHRASE.to_owned() }).await.unwrap();
    let enter = |n| Body::Unknown { kind: A_LATER_KIND, bytes: vec![n; 60_000] };
    for n in 0..N_ENTRIES {
        engine.with_store(|store| store.enter(enter(n))).unwrap().unwrap();
    }
    drop(engine);
    ana.sync();
    let ben = team.bridge("ben");
    ben.join_by(&ana, "Ben");
    ben.sync();
    assert_eq!(ben.notes(), ["She showed me the shed."]);
    ben.keep_visit(MO, "The shed again.");
    ben.sync();
    ana.sync();
    assert_eq!(ana.notes(), ["She showed me the shed.", "The shed again."]);
}
