//! A phone that dies while its record is brought up to this version has all of it afterwards, from
//! whichever version it came and whichever write was its last.

use crate::{
    count_no_memory,
    disk::{Disk, Mishap, Survives},
};
use alongside::{
    requests::export,
    seal::slots::{DatabaseKey, Slots},
    store::{Result, Store, SystemSurroundings},
};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use std::{fs, path::Path};

const PASSPHRASE: &str = "the kettle sings at four each day";
const MOST_WRITES: u32 = 5_000;

/// A home as a past version left it.
struct Home {
    version: String,
    key: DatabaseKey,
    database: Vec<u8>,
}

fn homes() -> Vec<Home> {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade");
    let homes = fs::read_dir(kept).unwrap().map(|home| {
        let home = home.unwrap().path();
        let slots: Slots = postcard::from_bytes(&fs::read(home.join("slots")).unwrap()).unwrap();
        Home {
            version: home.file_name().unwrap().to_string_lossy().into_owned(),
            key: slots.passphrase.unwrap().open(PASSPHRASE).unwrap(),
            database: fs::read(home.join("alongside.db")).unwrap(),
        }
    });
    homes.collect()
}

fn opened(disk: &Disk, key: &DatabaseKey) -> Result<Store> {
    let mut store = Store::open(disk.open_kept(key)?, Box::new(SystemSurroundings::default()))?;
    store.rebuild_rest()?;
    Ok(store)
}

/// All that is in it, and a word that only the index finds.
fn record(store: &Store) -> (Vec<String>, usize) {
    store.look_over().unwrap();
    (export::lines(store, None).unwrap(), store.visits_with("norbert", 10).unwrap().len())
}

#[test]
fn an_upgrade_that_ends_at_any_write_leaves_all_of_the_record() {
    count_no_memory();
    let homes = homes();
    let newest = homes.iter().map(|home| home.version.clone()).max().unwrap();
    for home in homes {
        let whole = record(&opened(&Disk::holding(home.database.clone()), &home.key).unwrap());
        assert!(whole.0.len() > 3 && whole.1 > 0, "there is something in {}", home.version);
        let n_ends = (0..MOST_WRITES).take_while(|n| ends_at(*n, &home, &whole)).count();
        let least = match home.version.as_str() {
            // All tables are made anew.
            "001" | "006" => 100,
            // It is only opened.
            version if version == newest => 0,
            _ => 1,
        };
        assert!((least..MOST_WRITES as usize).contains(&n_ends), "{}: {n_ends}", home.version);
    }
}

/// Whether the upgrade came to this write, which was then its last.
fn ends_at(n_writes: u32, home: &Home, whole: &(Vec<String>, usize)) -> bool {
    let every = [Survives::Nothing, Survives::Some, Survives::All];
    let is_all = std::env::var("ALONGSIDE_ALL").is_ok();
    let tried = if is_all { &every[..] } else { &every[n_writes as usize % 3..][..1] };
    tried.iter().all(|survives| {
        let disk = Disk::holding(home.database.clone());
        disk.light_fuse(n_writes, Mishap::PowerCut);
        let store = opened(&disk, &home.key);
        let has_ended = disk.is_off();
        assert!(has_ended || store.is_ok(), "{}, {n_writes}: {:?}", home.version, store.err());
        disk.while_off(|| drop(store));
        disk.end(*survives, &mut ChaCha12Rng::seed_from_u64(n_writes.into()));
        let again = opened(&disk, &home.key).unwrap_or_else(|trouble| {
            panic!("{}, {n_writes}, {survives:?}: {trouble}", home.version)
        });
        assert!(record(&again) == *whole, "{}, {n_writes}, {survives:?}", home.version);
        has_ended
    })
}
