//! A page on somebody's own phone, by a link: told with what a browser would send.

use crate::{
    actors::Team,
    together::{MO, mo},
};
use alongside::{
    care::{
        Moment, OurPage,
        our_page::{Agreed, Answer},
    },
    seal::share::ShareSecret,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// A browser with a link: the secret stays with it.
struct Browser {
    host: String,
    path: String,
    secret: ShareSecret,
}

impl Browser {
    fn at(link: &str) -> Self {
        let (before, behind) = link.split_once('#').unwrap();
        let (host, path) = before.trim_start_matches("http://").split_once('/').unwrap();
        let secret = URL_SAFE_NO_PAD.decode(behind).unwrap().try_into().unwrap();
        Self { host: host.into(), path: format!("/{path}"), secret: ShareSecret(secret) }
    }

    fn send(&self, method: &str, what: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let host = self.host.replace("localhost", "127.0.0.1");
        let mut stream = TcpStream::connect(host).unwrap();
        let head = format!(
            "{method} {}{what} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            self.path,
            self.host,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let status = std::str::from_utf8(&answer[9..12]).unwrap().parse().unwrap();
        (status, answer[end + 4..].to_vec())
    }

    fn open(&self, code: &str) -> Result<(OurPage, [u8; 32]), u16> {
        let body = [self.secret.door().as_slice(), code.as_bytes()].concat();
        match self.send("POST", "/open", &body) {
            (200, told) => {
                let (pass, sealed) = told.split_first_chunk().unwrap();
                Ok((self.secret.open_page(sealed).unwrap(), *pass))
            }
            (status, _) => Err(status),
        }
    }

    fn answer(&self, pass: &[u8; 32], answer: &Answer) -> u16 {
        let mut random = rand_core::UnwrapErr(getrandom::SysRng);
        let sealed = self.secret.seal_answer(answer, &mut random).unwrap();
        self.send("POST", "/answer", &[pass.as_slice(), &sealed].concat()).0
    }
}

fn words(text: &serde_json::Value) -> Vec<&str> {
    let versions = text["matters"]["versions"].as_array().unwrap();
    let mut words: Vec<_> = versions.iter().map(|one| one["words"].as_str().unwrap()).collect();
    words.sort_unstable();
    words
}

#[test]
fn a_review_by_a_link_reaches_every_bridge_once_and_what_both_wrote_is_kept() {
    let (team, [ana, ben]) = Team::with_bridges(["ana", "ben"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    let made = ana.ask(&["share", "--person", MO]);
    assert_eq!(made["waits"], false);
    ben.sync();
    let browser = Browser::at(made["link"].as_str().unwrap());
    assert_eq!(browser.send("GET", "", b"").0, 200);
    assert_eq!(ana.ask_all(&["shares", "--person", MO])[0]["opened"], 0, "a preview is no opening");
    let code = made["code"].as_str().unwrap();
    let (page, pass) = browser.open(code).unwrap();
    assert_eq!(page.matters.words(), "I used to sing.");
    ana.ask(&["set", "--person", MO, "--field", "matters", "--value", "I sang in a choir."]);
    let answer = Answer {
        at: Moment(chrono::Utc::now().timestamp_millis()),
        said: [(page.matters.slot, "I sing in the kitchen.".to_owned())].into(),
        line: "Ring after ten".into(),
        agreed: Some(Agreed::NotYet),
        ..Answer::default()
    };
    assert_eq!(browser.answer(&pass, &answer), 200);
    for bridge in [&ana, &ben, &ana, &ben, &ana, &ben] {
        bridge.sync();
    }
    assert_eq!(ana.record(), ben.record());
    for bridge in [&ana, &ben] {
        let page = bridge.ask(&["page", "--person", MO]);
        assert_eq!(words(&page), ["I sang in a choir.", "I sing in the kitchen."]);
        let is_review = |line: &&String| line.contains("\"kind\":\"review\"");
        assert_eq!(bridge.record().iter().filter(is_review).count(), 1);
    }
    let shares = ana.ask_all(&["shares", "--person", MO]);
    assert_eq!((&shares[0]["opened"], &shares[0]["has_answers"]), (&1.into(), &true.into()));
}

#[test]
fn a_link_made_without_a_signal_works_after_the_next_round() {
    let (mut team, [ana]) = Team::with_bridges(["ana"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    ana.sync();
    team.server.kill();
    let made = ana.ask(&["share", "--person", MO]);
    assert_eq!(made["waits"], true);
    let standing = |bridge: &crate::actors::Bridge| {
        bridge.ask_all(&["shares", "--person", MO])[0]["standing"].as_str().unwrap().to_owned()
    };
    assert_eq!(standing(&ana), "waits for a signal");
    team.server.start_again();
    let browser = Browser::at(made["link"].as_str().unwrap());
    let code = made["code"].as_str().unwrap();
    assert_eq!(browser.open(code).err(), Some(404));
    ana.sync();
    assert!(browser.open(code).is_ok());
    assert_eq!(standing(&ana), "open");
}

#[test]
fn a_locked_link_opens_with_a_fresh_code_and_one_that_was_ended_with_none() {
    let (team, [ana, ben]) = Team::with_bridges(["ana", "ben"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    let made = ana.ask(&["share", "--person", MO]);
    ben.sync();
    let (browser, code) =
        (Browser::at(made["link"].as_str().unwrap()), made["code"].as_str().unwrap());
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for status in [403, 403, 403, 403, 423] {
        assert_eq!(browser.open(wrong).err(), Some(status));
    }
    assert_eq!(browser.open(code).err(), Some(423), "the sixth is right, and still closed");
    ben.sync();
    let id = made["id"].as_str().unwrap();
    assert_eq!(
        ben.ask_all(&["shares", "--person", MO])[0]["standing"],
        "locked: make a fresh code"
    );
    let fresh = ben.ask(&["fresh-code", id]);
    let (_, pass) = browser.open(fresh["code"].as_str().unwrap()).unwrap();
    ben.ask(&["revoke", id]);
    assert_eq!(browser.open(fresh["code"].as_str().unwrap()).err(), Some(410));
    let answer = Answer { line: "Too late".into(), ..Answer::default() };
    assert_eq!(browser.answer(&pass, &answer), 410);
    assert_eq!(browser.send("GET", "", b"").0, 410);
    ana.sync();
    assert_eq!(ana.ask_all(&["shares", "--person", MO])[0]["standing"], "ended");
}

#[test]
fn a_link_that_a_restored_server_does_not_know_says_so_and_another_one_opens() {
    let (mut team, [ana]) = Team::with_bridges(["ana"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    ana.sync();
    let standing = || ana.ask_all(&["shares", "--person", MO])[0]["standing"].clone();
    team.server.kill();
    let (data, yesterday) = (team.server.data(), team.path("yesterday"));
    team.server.copy_data(&data, &yesterday);
    team.server.start_again();
    let made = ana.ask(&["share", "--person", MO]);
    let lost = Browser::at(made["link"].as_str().unwrap());
    assert!(lost.open(made["code"].as_str().unwrap()).is_ok());
    ana.sync();
    assert_eq!(standing(), "open");
    team.server.kill();
    team.server.copy_data(&yesterday, &data);
    team.server.start_again();
    ana.sync();
    assert_eq!(standing(), "lost: make a new link");
    assert_eq!(lost.open(made["code"].as_str().unwrap()).err(), Some(404));
    let another = ana.ask(&["share", "--person", MO]);
    let browser = Browser::at(another["link"].as_str().unwrap());
    assert!(browser.open(another["code"].as_str().unwrap()).is_ok());
    assert_eq!(standing(), "open", "the newest is the first");
}
