//! A server with a certificate of its own, as a team has that puts no reverse proxy in front.

use crate::{
    actors::{Server, Team, a_folder},
    certified::Certified,
    together::{MO, mo},
};
use std::path::Path;

fn team(certified: &Certified) -> Team {
    let folder = a_folder();
    let setting =
        |name: &str, file: &Path| format!("ALONGSIDE_SERVER_TLS_{name}={}", file.display());
    let cert = setting("CERT", &certified.certificate);
    let server =
        Server::run_by(&["env".to_owned(), cert, setting("KEY", &certified.key)], folder.path());
    Team { folder, server }
}

/// What is put before a program so that it runs as on a machine that trusts the authority.
fn trusting(certified: &Certified) -> Vec<String> {
    vec!["env".to_owned(), format!("SSL_CERT_FILE={}", certified.authority.display())]
}

#[test]
fn a_team_meets_over_https_and_tells_nothing_to_whom_it_does_not_trust() {
    let certified = Certified::of("localhost");
    let team = team(&certified);
    let [mut ana, mut ben] = ["ana", "ben"].map(|name| team.bridge(name));
    ana.runs_by = trusting(&certified);
    ben.runs_by = trusting(&certified);
    team.founded_by(&ana, "ana");
    ana.sync();
    ben.join_by(&ana, "ben");
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    ana.keep_visit(MO, "tea");
    ana.sync();
    ben.sync();
    assert_eq!(ben.notes(), ["tea"]);
    // The same device, on a machine whose authorities are others.
    ben.runs_by.clear();
    ben.keep_visit(MO, "the letter from the council");
    let told = ben.refusal(&["sync"], 1);
    assert!(told.contains("certificate") && told.contains("safe"), "{told}");
    ben.runs_by = trusting(&certified);
    assert_eq!(ben.sync()["sent"], 1);
}
