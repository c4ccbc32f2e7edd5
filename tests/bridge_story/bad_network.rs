//! A network that does whatever networks do: what was acknowledged is everywhere in the end, once, and
//! every round that goes wrong says so in words.

use crate::{
    actors::{Bridge, Team, is_long},
    network::{Fault, Network, one_of_each},
    together::{MO, mo},
};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use std::{
    process::{Output, Stdio},
    thread,
    time::{Duration, Instant},
};

const SEED: u64 = 7;
const ONE_REQUEST_IN: u32 = 6;

/// What a bridge may say of a round that the network spoilt.
const NO_ANSWER: &str = "no network, or the server did not answer; what is in this home is safe: try again \
                         later\n";

#[test]
fn through_every_fault_of_a_network_nothing_is_lost_and_nothing_comes_twice() {
    let network = Network::new();
    let (team, bridges) = Team::behind(&network).of(["ana", "ben", "cy"]);
    bridges[0].ask(&["import", &team.file("mo.jsonl", &mo())]);
    bridges.iter().for_each(|bridge| drop(bridge.sync()));
    network.is_bad(SEED, ONE_REQUEST_IN);
    let (mut notes, mut n_spoilt) = (Vec::new(), 0);
    for round in 0..if is_long() { 60 } else { 6 } {
        for (who, bridge) in bridges.iter().enumerate() {
            let note = format!("of {who} in round {round}");
            bridge.keep_visit(MO, &note);
            notes.push(note);
            n_spoilt += usize::from(!is_whole_round(bridge, &network));
        }
    }
    network.is_well();
    for kind in one_of_each(&mut ChaCha12Rng::seed_from_u64(SEED)) {
        assert!(network.n_struck(kind) > 0, "no request was ever {kind:?}");
    }
    assert!(n_spoilt > 0, "no round was ever spoilt");
    bridges.iter().for_each(|bridge| drop(bridge.ask(&["sync"])));
    bridges.iter().for_each(|bridge| drop(bridge.sync()));
    notes.sort();
    for bridge in &bridges {
        assert_eq!(bridge.notes(), notes);
        assert_eq!(bridge.record(), bridges[0].record());
    }
}

/// Whether the round went to its end. Who hears nothing at all gives up, as somebody does who ends the
/// program.
fn is_whole_round(bridge: &Bridge, network: &Network) -> bool {
    let Some(said) = round(bridge, network) else { return false };
    let error = String::from_utf8(said.stderr).unwrap();
    match said.status.code() {
        Some(0) => true,
        Some(1) => {
            assert_eq!(error, NO_ANSWER);
            assert!(said.stdout.is_empty());
            false
        }
        code => panic!("{code:?}: {error}"),
    }
}

fn round(bridge: &Bridge, network: &Network) -> Option<Output> {
    let n_before = network.n_swallowed();
    let mut sync = bridge.command(&["sync"]);
    let mut child = sync.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < Duration::from_secs(60), "a round without an end");
        if network.n_swallowed() > n_before {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
    Some(child.wait_with_output().unwrap())
}

/// Half a minute, so only where there is time.
#[test]
fn whoever_hears_nothing_is_told_so_in_the_end() {
    if !is_long() {
        return;
    }
    let network = Network::new();
    let (team, [ana]) = Team::behind(&network).of(["ana"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    network.at("/v1/challenge", Fault::Swallowed);
    assert_eq!(ana.refusal(&["sync"], 1), NO_ANSWER);
    network.is_well();
    ana.sync();
}
