//! What one device does by itself: the import, saving, searching; in the encrypted store on disk.

use super::corpus::{Corpus, some_words};
use alongside::{
    care::{PersonId, Place, WorkerId},
    exchange::import,
    log::{Actor, TeamId, Thing, registry::visit},
    requests::import::Import,
    seal::{DeviceKeys, Keyring, keyring::Key, slots::DatabaseKey},
    store::{Me, Put, Store, Surroundings, SystemSurroundings, Writing, open_file},
};
use anyhow::{Context, anyhow};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use serde_json::{Value, json};
use std::{
    fs::OpenOptions,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

const N_SAVES: usize = 500;
const N_SEARCHES: usize = 1_000;
const MOST_FOUND: usize = 20;

pub fn measure(folder: &Path, corpus: &Corpus) -> anyhow::Result<Value> {
    let mut store = store_in(folder)?;
    let import = take_in(&mut store, corpus)?;
    let again = take_in(&mut store, corpus)?;
    let rest = rest(&mut store)?;
    let notes = notes(corpus);
    let person = store.people()?.first().context("the import made nobody")?.id;
    let note = notes.first().context("there are no notes")?;
    let n_bytes = bytes_of_a_save(folder, &mut store, person, note)?;
    let saves = saves(&mut store, person, &notes)?;
    let syncs = bare_syncs(folder, n_bytes)?;
    let words: Vec<String> = corpus.words.iter().take(N_SEARCHES).cloned().collect();
    let whole =
        times(&words, |word| Ok(store.visits_with(&format!("{word} "), MOST_FOUND)?.len()))?;
    let begun: Vec<String> =
        words.iter().filter_map(|word| word.get(..2).map(str::to_owned)).collect();
    let begun = times(&begun, |word| Ok(store.visits_with(word, MOST_FOUND)?.len()))?;
    Ok(json!({
        "import": import, "the_same_import_again": again, "rest_afterwards": rest,
        "durable_save_ms": percentiles(saves), "bare_fsync_ms": percentiles(syncs),
        "bytes_of_a_save": n_bytes,
        "search_ms": { "words": percentiles(whole), "as_you_type": percentiles(begun) },
    }))
}

fn store_in(folder: &Path) -> anyhow::Result<Store> {
    let mut surroundings = SystemSurroundings::default();
    let random = surroundings.random();
    let keys = DeviceKeys::generate(random);
    let mut keyring = Keyring::default();
    keyring.take_naming(Key::generate(random));
    keyring.take_team_key(Key::generate(random));
    let me = Me::new(TeamId([1; 16]), &keys, WorkerId::from_bytes([2; 16]), String::new());
    let connection = open_file(&folder.join("alone.db"), &DatabaseKey::generate(random))?;
    Ok(Store::create(connection, Box::new(surroundings), me, keyring)?)
}

fn take_in(store: &mut Store, corpus: &Corpus) -> anyhow::Result<Value> {
    let began = Instant::now();
    let is_known = |thing| store.has_thing(thing).unwrap_or_default();
    let lines = import::read(&corpus.text, store.now(), is_known).map_err(|e| anyhow!(e))?;
    let read = began.elapsed();
    let imported = Import { lines, drafts: Vec::new() }.run(store).map_err(|e| anyhow!(e))?;
    Ok(json!({
        "new": imported.n_new, "reading_s": read.as_secs_f64(),
        "whole_s": began.elapsed().as_secs_f64(),
    }))
}

/// What is put off until nobody waits: the index of words brings its parts together.
fn rest(store: &mut Store) -> anyhow::Result<Value> {
    let mut steps = Vec::new();
    loop {
        let began = Instant::now();
        let is_more = store.merge_words()?;
        steps.push(began.elapsed());
        if !is_more {
            break;
        }
    }
    let whole: Duration = steps.iter().sum();
    Ok(json!({ "s": whole.as_secs_f64(), "steps": steps.len(), "step_ms": percentiles(steps) }))
}

fn notes(corpus: &Corpus) -> Vec<String> {
    let mut random = ChaCha12Rng::seed_from_u64(7);
    (0..N_SAVES).map(|_| some_words(&corpus.words, 80, &mut random)).collect()
}

fn save(store: &mut Store, person: PersonId, note: &str) -> anyhow::Result<usize> {
    let thing = Thing { kind: visit::KIND, id: store.surroundings().fresh_id() };
    let mut writing = Writing::at(store.now());
    let puts = vec![
        Put::new(visit::PERSON, person.to_bytes()),
        Put::new(visit::AT, store.now().0.to_le_bytes()),
        Put::new(visit::PLACE, Place::Home.as_word()),
        Put::new(visit::NOTE, note),
    ];
    let actor: Actor = store.as_worker();
    writing.put(person, actor, thing, puts);
    store.write(writing)?;
    Ok(1)
}

/// Between two of them the phone rests, as it does after a round.
fn saves(store: &mut Store, person: PersonId, notes: &[String]) -> anyhow::Result<Vec<Duration>> {
    let mut saves = Vec::with_capacity(notes.len());
    for note in notes {
        let began = Instant::now();
        save(store, person, note)?;
        saves.push(began.elapsed());
        while store.merge_words()? {}
        store.write_back_at_rest()?;
    }
    Ok(saves)
}

/// How much one save adds to the log of writes.
fn bytes_of_a_save(
    folder: &Path,
    store: &mut Store,
    person: PersonId,
    note: &str,
) -> anyhow::Result<usize> {
    store.checkpoint()?;
    save(store, person, note)?;
    Ok(usize::try_from(std::fs::metadata(folder.join("alone.db-wal"))?.len())?)
}

/// As many bytes, at the end of a file of their own, on the same disk.
fn bare_syncs(folder: &Path, n_bytes: usize) -> anyhow::Result<Vec<Duration>> {
    let mut file = OpenOptions::new().create(true).append(true).open(folder.join("bare"))?;
    let bytes = vec!["x".repeat(n_bytes); N_SAVES];
    times(&bytes, |text| {
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        Ok(1)
    })
}

fn times(
    of: &[String],
    mut work: impl FnMut(&str) -> anyhow::Result<usize>,
) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(of.len());
    for one in of {
        let began = Instant::now();
        work(one)?;
        times.push(began.elapsed());
    }
    Ok(times)
}

pub fn percentiles(mut times: Vec<Duration>) -> Value {
    times.sort();
    let at = |share: f64| {
        let last = times.len().saturating_sub(1);
        times.get((last as f64 * share) as usize).map(|time| time.as_secs_f64() * 1000.0)
    };
    json!({ "p50": at(0.5), "p99": at(0.99) })
}
