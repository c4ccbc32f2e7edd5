//! A whole service comes back at once: a thousand devices of forty teams within a minute, each with
//! fifteen changes to hand in and two hundred frames to read; then ten thousand wait for news. Prints
//! JSON for each database: `platforms/postgres cargo bench --features bridge,team-server --bench crowd`.
//! Not a test: what a machine reaches is told, nothing is compared. It and the server share the machine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[allow(dead_code)]
#[path = "../../tests/server_story/actors.rs"]
mod actors;
mod process;

use actors::{Phone, Running, program};
use alongside::sync::protocol::{Down, Verdict};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_bytes::ByteBuf;
use serde_json::{Value, json};
use std::{
    env,
    path::Path,
    time::{Duration, Instant},
};
use tokio_postgres::NoTls;

const N_TEAMS: usize = 40;
const N_DEVICES_OF_A_TEAM: usize = 25;
const N_SENT: usize = 15;
const N_TO_READ: usize = 200;
/// Of a visit's note, packed.
const NOTE_BYTES: usize = 400;
const WITHIN: Duration = Duration::from_secs(60);
/// Each device waits so many times, as if it were so many.
const N_WAITING_EACH: usize = 10;
/// All of them are there before the first is answered, after fifty seconds.
const BETWEEN_WAITING: Duration = Duration::from_millis(3);

#[tokio::main]
async fn main() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let kept = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let sqlite = crowd_at(&kept.path().join("sqlite"), None, None).await;
    let postgres = match env::var("ALONGSIDE_TEST_POSTGRES") {
        Ok(folder) => {
            let database = make_database(&folder).await;
            let its = process::of_postgres(Path::new(&folder));
            crowd_at(&kept.path().join("postgres"), Some(&database), Some(its)).await
        }
        Err(_) => Value::Null,
    };
    let numbers = json!({
        "teams": N_TEAMS, "devices": N_TEAMS * N_DEVICES_OF_A_TEAM, "within_seconds": WITHIN.as_secs(),
        "frames_sent_by_each": N_SENT, "frames_read_by_each": N_TO_READ, "bytes_of_a_note": NOTE_BYTES,
        "sqlite": sqlite, "postgres": postgres,
    });
    println!("{numbers:#}");
}

async fn make_database(folder: &str) -> String {
    let address = |name| format!("postgres:///{name}?host={folder}&user=alongside");
    let (client, connection) = tokio_postgres::connect(&address("postgres"), NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("drop database if exists crowd; ").await.unwrap();
    client.batch_execute("create database crowd").await.unwrap();
    address("crowd")
}

/// Where the database has processes of its own, `beside` names their parent.
async fn crowd_at(data: &Path, database: Option<&str>, beside: Option<u32>) -> Value {
    let mut options = Vec::new();
    options.extend(database.iter().flat_map(|database| ["--database", database]));
    let mut server = Running::with(data, &options);
    server.is_called_from_everywhere = true;
    let mut devices = Vec::new();
    for number in 0..N_TEAMS {
        devices.extend(team(&server, data, &options, number).await);
    }
    eprintln!("{} devices are in; they come back", devices.len());
    let cpu = || {
        let of_database = beside.map_or(0, process::cpu_ms_of_children);
        (process::cpu_ms(server.process()), of_database)
    };
    let before = cpu();
    let back = all_come_back(&server, &mut devices).await;
    let after = cpu();
    let mut told = summary(&back);
    told["server_peak_mb"] = (server.peak_memory_kb() / 1024).into();
    told["server_cpu_ms"] = (after.0 - before.0).into();
    told["database_cpu_ms"] = (after.1 - before.1).into();
    told["waiting"] = all_wait(&server, &mut devices).await;
    told
}

/// What the server's memory grows by for each that waits for news.
async fn all_wait(server: &Running, devices: &mut [Phone]) -> Value {
    let n_waiting = devices.len() * N_WAITING_EACH;
    eprintln!("{n_waiting} wait for news");
    for device in &mut *devices {
        device.sends(server, Vec::new()).await;
    }
    let before = process::memory_kb(server.process());
    let begin = Instant::now();
    let waits = (0_u32..).zip(devices.iter().cycle()).take(n_waiting).map(async |(n, device)| {
        tokio::time::sleep_until((begin + BETWEEN_WAITING * n).into()).await;
        device.waits(server).await
    });
    let waits = futures_util::future::join_all(waits);
    let measured = async {
        while process::n_open_files(server.process()) < n_waiting {
            assert!(begin.elapsed() < WITHIN, "not all of them are let in");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        process::memory_kb(server.process())
    };
    let (waited, during) = futures_util::future::join(waits, measured).await;
    json!({
        "devices": n_waiting, "failed": waited.iter().filter(|news| news.is_err()).count(),
        "server_kb_for_each": during.saturating_sub(before) as f64 / n_waiting as f64,
    })
}

/// A team whose devices have all that there was yesterday, and not what came since.
async fn team(server: &Running, data: &Path, options: &[&str], number: usize) -> Vec<Phone> {
    let link = if number == 0 { server.founding_link.clone() } else { None };
    let link = link.unwrap_or_else(|| another_founding_link(data, options));
    let mut founder = Phone::founding_by(server, &link).await;
    let mut devices = Vec::new();
    for _ in 0..N_DEVICES_OF_A_TEAM {
        devices.push(founder.colleague(server).await);
    }
    for device in &mut devices {
        device.sends(server, Vec::new()).await;
    }
    let since = notes(&founder, N_TO_READ);
    founder.sends(server, since).await;
    devices
}

fn another_founding_link(data: &Path, options: &[&str]) -> String {
    let told = program()
        .args(["founding-link", "--new-team", "--data"])
        .arg(data)
        .args(options)
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

fn notes(by: &Phone, n_notes: usize) -> Vec<ByteBuf> {
    let note = |_| {
        // Nothing that would be packed into less.
        let mut bytes = [0; NOTE_BYTES];
        actors::random().fill_bytes(&mut bytes);
        by.frame(&bytes.map(|byte| format!("{byte:02x}")).concat())
    };
    (0..n_notes).map(note).collect()
}

struct Back {
    signed_in: Duration,
    round: Duration,
    is_whole: bool,
}

async fn all_come_back(server: &Running, devices: &mut [Phone]) -> Vec<Back> {
    let mut chance = ChaCha12Rng::seed_from_u64(1);
    let begin = Instant::now();
    let comings = devices.iter_mut().map(|device| {
        let ms = u64::from(chance.next_u32()) * u64::try_from(WITHIN.as_millis()).unwrap();
        let at = begin + Duration::from_millis(ms / u64::from(u32::MAX));
        let frames = notes(device, N_SENT);
        comes_back(server, device, frames, at)
    });
    futures_util::future::join_all(comings).await
}

async fn comes_back(
    server: &Running,
    device: &mut Phone,
    frames: Vec<ByteBuf>,
    at: Instant,
) -> Back {
    tokio::time::sleep_until(at.into()).await;
    let begin = Instant::now();
    let signed_in = device.sign_in(server).await;
    let signed_in_after = begin.elapsed();
    let down = device.round(server, Vec::new(), frames).await;
    Back {
        signed_in: signed_in_after,
        round: begin.elapsed() - signed_in_after,
        is_whole: signed_in.is_ok() && down.is_ok_and(|down| has_all(&down)),
    }
}

fn has_all(down: &Down) -> bool {
    let is_taken = |verdict: &Verdict| matches!(verdict, Verdict::Accepted { .. });
    down.verdicts.len() == N_SENT
        && down.verdicts.iter().all(is_taken)
        && down.frames.len() >= N_TO_READ
        && down.is_complete
}

fn summary(back: &[Back]) -> Value {
    let of = |which: fn(&Back) -> Duration| {
        let mut all: Vec<_> = back.iter().map(|it| which(it).as_secs_f64() * 1000.0).collect();
        all.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = all.len() - 1;
            // Between 0 and the last, by `share`.
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss
            )]
            let at = (last as f64 * share) as usize;
            (all[at] * 10.0).round() / 10.0
        };
        json!({ "p50": at(0.5), "p99": at(0.99), "most": at(1.0) })
    };
    json!({
        "not_whole": back.iter().filter(|it| !it.is_whole).count(),
        "signing_in_ms": of(|it| it.signed_in),
        "round_ms": of(|it| it.round),
        "both_ms": of(|it| it.signed_in + it.round),
    })
}
