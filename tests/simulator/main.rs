//! Nothing lost: seeded schedules of the real log, seal, store, sync and server core, with the
//! network, the clock and every accident out of one seed.
//!
//! `ALONGSIDE_SEEDS=100000 cargo test --test simulator` tries more of them; `ALONGSIDE_SEED=7` one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod phone;
mod world;

use alongside::switches::{Safeguard, take_away};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use world::World;

const SEEDS: u64 = 300;
const SEEDS_OF_ALL: u64 = 2000;
/// Within so many seeds a missing safeguard has to be noticed.
const SEEDS_TO_NOTICE: u64 = 2000;

fn n_seeds() -> u64 {
    let told = std::env::var("ALONGSIDE_SEEDS").ok().and_then(|told| told.parse().ok());
    let is_all = std::env::var("ALONGSIDE_ALL").is_ok();
    told.unwrap_or(if is_all { SEEDS_OF_ALL } else { SEEDS })
}

/// SQLite counts its memory under a lock of the whole process; two lives at once would wait for it.
// Before the first database is opened, nothing else is in SQLite.
#[allow(unsafe_code)]
fn count_no_memory() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        // SAFETY: called once, before any other call of SQLite in this process.
        let done =
            unsafe { rusqlite::ffi::sqlite3_config(rusqlite::ffi::SQLITE_CONFIG_MEMSTATUS, 0_i32) };
        assert_eq!(done, rusqlite::ffi::SQLITE_OK);
    });
}

/// The first seeds that broke an invariant, and how.
fn failures(seeds: std::ops::Range<u64>, without: Option<Safeguard>, most: usize) -> Vec<String> {
    count_no_memory();
    let next = AtomicU64::new(seeds.start);
    let n_failed = AtomicUsize::new(0);
    let try_some = || {
        take_away(without);
        let mut failed = Vec::new();
        while failed.len() < most && n_failed.load(Ordering::Relaxed) < most {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                break;
            }
            if let Err(why) = World::run(seed) {
                failed.push(format!("seed {seed}: {why}"));
                n_failed.fetch_add(1, Ordering::Relaxed);
                next.store(
                    if most == 1 { seeds.end } else { next.load(Ordering::Relaxed) },
                    Ordering::Relaxed,
                );
            }
        }
        take_away(None);
        failed
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(try_some)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn nothing_is_lost_whatever_happens() {
    let seeds = match std::env::var("ALONGSIDE_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => seed..seed + 1,
        None => 0..n_seeds(),
    };
    let failed = failures(seeds, None, 5);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_same_seed_gives_the_same_story() {
    count_no_memory();
    let first = World::run(7).unwrap();
    assert_eq!(first, World::run(7).unwrap());
}

/// Whether the simulator notices that it is gone.
fn is_missed(safeguard: Safeguard) -> bool {
    !failures(0..SEEDS_TO_NOTICE, Some(safeguard), 1).is_empty()
}

#[test]
fn without_content_ids_something_is_lost() {
    assert!(is_missed(Safeguard::ContentIds), "changes are named by device and count");
}

#[test]
fn without_reconciliation_something_is_lost() {
    assert!(is_missed(Safeguard::Reconciliation), "nothing is reconciled");
}

#[test]
fn without_the_digest_something_is_lost() {
    assert!(is_missed(Safeguard::Digest), "nobody sees that anything differs");
}

#[test]
fn without_the_epoch_something_is_lost() {
    assert!(is_missed(Safeguard::Epoch), "a server that was put back is believed");
}

#[test]
fn without_signatures_something_is_forged() {
    assert!(is_missed(Safeguard::Signatures), "anybody writes for anybody");
}
