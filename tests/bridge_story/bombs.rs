//! Frames that an enrolled device sealed properly and that unpack to far more than a frame may hold.

use crate::{
    actors::{Bridge, PASSPHRASE},
    together::{MO, who_know_mo},
};
use alongside::{
    engine::Engine,
    requests::door::Unlock,
    seal::{frame::frame_id, keyring::scope_key, slots::Slots},
    store::open_kept,
};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use rusqlite::named_params;
use std::{
    fs,
    io::{BufRead, BufReader, Read, repeat},
    process::Stdio,
};

const UNPACKED_BYTES: u64 = 512 * 1024 * 1024;
/// What the whole program may have while it takes a round in; unpacked, a bomb would not fit.
const MOST_MEMORY_KB: u64 = 200 * 1024;

/// What a bomb says of itself.
#[derive(Clone, Copy)]
enum Says {
    TheTruth,
    NoMoreThan(u32),
}

fn packed() -> Vec<u8> {
    let mut zeros = repeat(0).take(UNPACKED_BYTES);
    zstd::stream::encode_all(&mut zeros, 3).unwrap()
}

/// A frame of the team's directory, sealed with the key that all its devices have.
async fn bomb(by: &Bridge, says: Says) -> Vec<u8> {
    let engine = Engine::in_folder(by.home.clone());
    engine.ask(Unlock { passphrase: PASSPHRASE.to_owned() }).await.unwrap();
    let (header, key) = engine
        .with_store(|store| {
            let (team, keyring) = (store.me().team, store.keyring());
            let scope = keyring.directory_scope().unwrap();
            let key = keyring.team_keys().next().unwrap();
            let header = [&[1], &team.0[..], &scope.0, &[0], &key.id().0].concat();
            (header, scope_key(key, team, scope))
        })
        .unwrap();
    let packed = packed();
    let n_unpacked = match says {
        Says::TheTruth => UNPACKED_BYTES as u32,
        Says::NoMoreThan(n_bytes) => n_bytes,
    };
    let inner =
        [&[0], n_unpacked.to_le_bytes().as_slice(), &(packed.len() as u32).to_le_bytes(), &packed]
            .concat();
    let nonce = [7; 24];
    let payload = Payload { msg: &inner, aad: &header };
    let sealed =
        XChaCha20Poly1305::new(&key.into()).encrypt(&XNonce::from(nonce), payload).unwrap();
    [header, nonce.to_vec(), sealed].concat()
}

/// Lays it to what the device will send.
fn lay_out(bridge: &Bridge, frame: &[u8]) {
    let slots: Slots = postcard::from_bytes(&fs::read(bridge.home.join("slots")).unwrap()).unwrap();
    let key = slots.passphrase.unwrap().open(PASSPHRASE).unwrap();
    let database = open_kept(&bridge.database(), &key).unwrap();
    database
        .execute(
            "insert into frame (id, scope, bytes, position, state)
             values (:id, :scope, :bytes, null, 0)",
            named_params! { ":id": frame_id(frame).0, ":scope": &frame[17..33], ":bytes": frame },
        )
        .unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn a_frame_that_unpacks_to_half_a_gigabyte_is_set_aside_and_all_else_goes_on() {
    let (_team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    for says in [Says::TheTruth, Says::NoMoreThan(4 * 1024 * 1024), Says::NoMoreThan(900)] {
        lay_out(&ben, &bomb(&ben, says).await);
    }
    ben.keep_visit(MO, "beside the bombs");
    assert!(ben.sync()["sent"].as_u64().unwrap() > 0);
    let had_kb = most_memory_kb(&ana);
    assert!(had_kb < MOST_MEMORY_KB, "{had_kb} kB");
    assert_eq!(ana.notes(), ["beside the bombs"]);
    assert_eq!(ana.ask(&["status"])["set_aside"], 3, "the three are told of");
    ana.keep_visit(MO, "and after them");
    ana.sync();
    ben.sync();
    assert_eq!(ben.notes(), ["and after them", "beside the bombs"]);
}

/// The most memory that the program ever had while it took a round in. It goes on afterwards, so that it
/// can be asked.
fn most_memory_kb(bridge: &Bridge) -> u64 {
    let mut following =
        bridge.command(&["sync", "--follow"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut round = String::new();
    BufReader::new(following.stdout.as_mut().unwrap()).read_line(&mut round).unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", following.id())).unwrap();
    following.kill().unwrap();
    following.wait().unwrap();
    assert!(round.contains("received"), "{round}");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
