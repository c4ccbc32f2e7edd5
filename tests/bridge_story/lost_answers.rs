//! Answers that are lost on their way: what was told once is told again, and no link is burnt.

use crate::{
    actors::{Bridge, PASSPHRASE, Team},
    network::{Fault, Network},
    together::{MO, mo},
};
use alongside::{engine::Engine, requests::door::Found};
use std::fs;

/// A team whose server is reached only over a network which loses things.
struct Far {
    team: Team,
    network: Network,
}

impl Far {
    fn new() -> Self {
        let network = Network::new();
        Self { team: Team::behind(&network), network }
    }

    fn founded(&self) -> Bridge {
        let ana = self.team.bridge("ana");
        self.team.founded_by(&ana, "ana");
        ana.ask(&["sync"]);
        ana
    }

    fn knows_mo(&self, bridge: &Bridge) {
        let file = self.team.path("mo.jsonl");
        fs::write(&file, mo()).unwrap();
        bridge.ask(&["import", file.to_str().unwrap()]);
    }
}

fn status(bridge: &Bridge) -> String {
    bridge.ask(&["status"])["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_founding_whose_answer_was_lost_is_told_again() {
    let far = Far::new();
    let ana = far.team.bridge("ana");
    far.network.at("/v1/found", Fault::AnswerLost);
    far.team.founded_by(&ana, "ana");
    assert_eq!(status(&ana), "waiting");
    assert!(ana.refusal(&["sync"], 1).contains("no network"));
    far.network.is_well();
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
    let ben = far.team.bridge("ben");
    for lost in [Fault::RequestLost, Fault::AnswerLost] {
        far.network.at("/v1/enrol", lost);
        if lost == Fault::RequestLost {
            ben.ask(&["join", &link, "--name", "ben"]);
        }
        assert!(ben.refusal(&["sync"], 1).contains("no network"));
        assert_eq!(status(&ben), "waiting");
    }
    far.network.is_well();
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
    let (ben, carl) = (far.team.bridge("ben"), far.team.bridge("carl"));
    far.network.at("/v1/enrol", Fault::RequestLost);
    ben.ask(&["join", &link, "--name", "ben"]);
    far.knows_mo(&ben);
    ben.keep_visit(MO, "by ben");
    far.network.is_well();
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
    let ben = far.team.bridge("ben");
    far.team.server.kill();
    assert!(ben.refusal(&["join", &link, "--name", "ben"], 1).contains("no network"));
    assert!(ben.refusal(&["status"], 1).contains("no team"));
}

#[test]
fn a_link_that_is_refused_at_once_leaves_nothing() {
    let far = Far::new();
    let ana = far.founded();
    let link = ana.ask(&["invite", "--name", "ben"])["link"].as_str().unwrap().to_owned();
    let (ben, carl) = (far.team.bridge("ben"), far.team.bridge("carl"));
    ben.ask(&["join", &link, "--name", "ben"]);
    carl.refusal(&["join", &link, "--name", "carl"], 1);
    assert!(carl.refusal(&["status"], 1).contains("no team"));
}

/// The bridge was killed after the team was made and before its kit was written down.
#[tokio::test]
async fn a_kit_that_was_not_written_down_is_by_the_same_command() {
    let team = Team::to_be_founded();
    let (ana, link) = (team.bridge("ana"), team.server.founding_link.clone().unwrap());
    let engine = Engine::in_folder(ana.home.clone());
    let (team_name, name) = ("Us".to_owned(), "ana".to_owned());
    let found = Found { link: link.clone(), team_name, name, passphrase: PASSPHRASE.to_owned() };
    let kit = engine.ask(found).await.unwrap();
    drop(engine);
    fs::write(team.path("kit"), "").unwrap();
    team.founded_by(&ana, "ana");
    let written = fs::read_to_string(team.path("kit")).unwrap();
    assert!(written.starts_with(&kit.words.join(" ")), "{written}");
    let another = team.path("another");
    let another = another.to_str().unwrap();
    ana.refusal(&["join", &link, "--name", "ana", "--team", "Us", "--recovery-kit", another], 1);
    assert!(!team.path("another").exists());
}
