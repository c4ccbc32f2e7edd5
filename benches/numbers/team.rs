//! The first pull of a new bridge, from a real server over a real port: of a record that was
//! imported in bulk, and of one that twenty devices wrote entry by entry.

use super::{
    actors::{Bridge, Team},
    alone::percentiles,
    cable::Cable,
    corpus::Corpus,
};
use alongside::{
    care::Moment,
    engine::Engine,
    exchange::{Line, import},
    requests::{
        door::{Lock, Unlock},
        import::Import,
        phone::SyncNow,
    },
};
use anyhow::anyhow;
use serde_json::{Value, json};
use std::{
    fs,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

const N_DEVICES: usize = 20;
/// Whoever fetches all of it.
pub const NEW: &str = "new";

pub fn measure(corpus: &Corpus) -> anyhow::Result<Value> {
    Ok(json!({ "imported_in_bulk": in_bulk(corpus)?, "written_one_by_one": one_by_one(corpus)? }))
}

fn in_bulk(corpus: &Corpus) -> anyhow::Result<Value> {
    let (cable, team, [first]) = Cable::with_bridges(["first"]);
    let file = team.file("corpus.jsonl", &corpus.text);
    // Without the time that a passphrase takes: these homes open at once.
    let began = Instant::now();
    first.ask(&["import", &file]);
    let import_s = began.elapsed().as_secs_f64();
    let pushed = first.sync();
    let mut pulled = first_pull(&cable, &team, &first);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    pulled["afterwards"] = runtime.block_on(afterwards(&cable, &first, corpus))?;
    pulled["import_command_s"] = import_s.into();
    pulled["push"] = json!({ "ms": pushed["ms"], "bytes": pushed["bytes_up"] });
    Ok(pulled)
}

/// With all of that on the device: three weeks' work sent at once, a round with nothing to say, and the
/// tables for reading made anew.
async fn afterwards(cable: &Cable, device: &Bridge, corpus: &Corpus) -> anyhow::Result<Value> {
    let engine = Engine::in_folder(device.home.clone());
    engine.ask(Unlock { passphrase: super::actors::PASSPHRASE.to_owned() }).await?;
    engine.ask(SyncNow {}).await?;
    let work = corpus.three_weeks();
    let lines = import::read(&work, Moment(i64::MAX), |_| true).map_err(|e| anyhow!(e))?;
    engine.with_store(|store| {
        let mut one_by_one =
            lines.into_iter().map(|line| Import { lines: vec![line], drafts: Vec::new() });
        one_by_one.try_for_each(|line| line.run(store).map(drop))
    })??;
    cable.take_bytes();
    let sent = engine.ask(SyncNow {}).await?;
    let over_it_for_three_weeks = cable.take_bytes();
    let nothing = engine.ask(SyncNow {}).await?;
    let over_it_for_nothing = cable.take_bytes();
    let steps = tables_made_anew(&engine)?;
    let rebuilt: Duration = steps.iter().sum();
    Ok(json!({
        "three_weeks": {
            "ms": sent.ms, "bytes_up": sent.bytes_up, "bytes_down": sent.bytes_down,
            "with_headers": over_it_for_three_weeks,
        },
        "nothing_to_say": {
            "ms": nothing.ms, "bytes_up": nothing.bytes_up, "bytes_down": nothing.bytes_down,
            "with_headers": over_it_for_nothing,
        },
        "tables_made_anew_s": rebuilt.as_secs_f64(),
        "tables_made_anew_step_ms": percentiles(steps),
    }))
}

/// As after an update: a few at a time, and between them whoever uses the device has a turn.
fn tables_made_anew(engine: &Engine) -> anyhow::Result<Vec<Duration>> {
    let mut began = Instant::now();
    engine.with_store(|store| store.begin_rebuild())??;
    let mut steps = vec![began.elapsed()];
    loop {
        began = Instant::now();
        let n_left = engine.with_store(|store| store.rebuild_some())??;
        steps.push(began.elapsed());
        if n_left == 0 {
            return Ok(steps);
        }
    }
}

/// Of a record that so many devices imported, each its share; and what the new device then takes.
pub fn of_many(corpus: &Corpus, n_devices: usize) -> anyhow::Result<Value> {
    let (cable, team, [first]) = Cable::with_bridges(["first"]);
    let lines: Vec<&str> = corpus.text.lines().collect();
    let (people, others) = lines.split_at(corpus.n_people);
    first.ask(&["import", &team.file("people.jsonl", &people.join("\n"))]);
    first.sync();
    for n in 0..n_devices {
        let device = team.bridge(&format!("device {n}"));
        device.join_by(&first, &format!("worker {n}"));
        let share: Vec<&str> = others.iter().skip(n).step_by(n_devices).copied().collect();
        device.ask(&["import", &team.file("share.jsonl", &share.join("\n"))]);
        device.sync();
    }
    let mut pulled = first_pull(&cable, &team, &first);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let afterwards = runtime.block_on(afterwards(&cable, &team.bridge(NEW), corpus))?;
    pulled["afterwards"] = afterwards;
    Ok(pulled)
}

fn one_by_one(corpus: &Corpus) -> anyhow::Result<Value> {
    let names: [String; N_DEVICES] = std::array::from_fn(|n| format!("worker {n}"));
    let (cable, team, devices) = Cable::with_bridges(names.each_ref().map(String::as_str));
    let lines = import::read(&corpus.text, Moment(i64::MAX), |_| false).map_err(|e| anyhow!(e))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (n, device) in devices.iter().enumerate() {
        eprintln!("{} of {N_DEVICES} writes…", n + 1);
        let theirs = lines.iter().skip(n).step_by(N_DEVICES).cloned().collect();
        runtime.block_on(write(device, theirs))?;
    }
    let [first, ..] = &devices;
    Ok(first_pull(&cable, &team, first))
}

/// Every line is saved and sealed by itself.
async fn write(device: &Bridge, lines: Vec<Line>) -> anyhow::Result<()> {
    let engine = Engine::in_folder(device.home.clone());
    engine.ask(Unlock { passphrase: super::actors::PASSPHRASE.to_owned() }).await?;
    engine.with_store(|store| -> anyhow::Result<()> {
        for line in lines {
            Import { lines: vec![line], drafts: Vec::new() }.run(store)?;
            store.seal_outbox()?;
        }
        Ok(())
    })??;
    engine.ask(SyncNow {}).await?;
    Ok(engine.ask(Lock {}).await?)
}

pub fn first_pull(cable: &Cable, team: &Team, inviter: &Bridge) -> Value {
    let new = team.bridge(NEW);
    let link = inviter.ask(&["invite"]);
    new.ask(&["join", link["link"].as_str().unwrap_or_default(), "--name", NEW]);
    // The passphrase takes more memory than all the rest.
    new.opens_at_once();
    cable.take_bytes();
    let began = Instant::now();
    let (round, most_memory_kb) = sync_watched(&new);
    let command_s = began.elapsed().as_secs_f64();
    let with_headers = cable.take_bytes();
    let n_visits = new.ask(&["status"])["visits"].clone();
    json!({
        "searchable_s": seconds(&round["all_here_ms"]), "signatures_checked_s": seconds(&round["ms"]),
        "with_headers": with_headers, "bodies": round["bytes_down"], "command_s": command_s,
        "most_memory_mb": most_memory_kb as f64 / 1024.0,
        "received": round["received"], "visits": n_visits,
    })
}

fn seconds(ms: &Value) -> Option<f64> {
    Some(ms.as_f64()? / 1000.0)
}

/// A round by the program, and the most memory that it had.
fn sync_watched(device: &Bridge) -> (Value, u64) {
    let mut command = device.command(&["sync"]);
    let mut running = command.stdout(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", running.id());
    let mut most_kb = 0;
    while running.try_wait().unwrap().is_none() {
        // What it says is the most so far; nothing once it has ended.
        let told = fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most_kb = kb.unwrap_or(most_kb);
        thread::sleep(Duration::from_millis(1));
    }
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "the first pull broke off");
    (serde_json::from_slice(&output.stdout).unwrap(), most_kb)
}
