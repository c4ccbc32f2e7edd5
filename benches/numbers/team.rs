//! The first pull of a new bridge, from a real server over a real port: of a record that was
//! imported in bulk, and of one that twenty devices wrote entry by entry.

use super::{
    actors::{Bridge, Team},
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
use std::time::Instant;

const N_DEVICES: usize = 20;

pub fn measure(corpus: &Corpus) -> anyhow::Result<Value> {
    Ok(json!({ "imported_in_bulk": in_bulk(corpus)?, "written_one_by_one": one_by_one(corpus)? }))
}

fn in_bulk(corpus: &Corpus) -> anyhow::Result<Value> {
    let (team, [first]) = Team::with_bridges(["first"]);
    let file = team.file("corpus.jsonl", &corpus.text);
    // Without the time that a passphrase takes: these homes open at once.
    let began = Instant::now();
    first.ask(&["import", &file]);
    let import_s = began.elapsed().as_secs_f64();
    let pushed = first.sync();
    let mut pulled = first_pull(&team, &first);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let afterwards = runtime.block_on(afterwards(&first, corpus))?;
    if let Some(told) = pulled.as_object_mut() {
        told.insert("import_command_s".to_owned(), import_s.into());
        told.insert("push".to_owned(), json!({ "ms": pushed["ms"], "bytes": pushed["bytes_up"] }));
        told.insert("afterwards".to_owned(), afterwards);
    }
    Ok(pulled)
}

/// With all of that on the device: three weeks' work sent at once, a round with nothing to say, and the
/// tables for reading made anew.
async fn afterwards(device: &Bridge, corpus: &Corpus) -> anyhow::Result<Value> {
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
    let sent = engine.ask(SyncNow {}).await?;
    let nothing = engine.ask(SyncNow {}).await?;
    let began = Instant::now();
    engine.with_store(|store| store.rebuild())??;
    let rebuilt_s = began.elapsed().as_secs_f64();
    Ok(json!({
        "three_weeks": { "ms": sent.ms, "bytes_up": sent.bytes_up, "bytes_down": sent.bytes_down },
        "nothing_to_say": {
            "ms": nothing.ms, "bytes_up": nothing.bytes_up, "bytes_down": nothing.bytes_down,
        },
        "tables_made_anew_s": rebuilt_s,
    }))
}

fn one_by_one(corpus: &Corpus) -> anyhow::Result<Value> {
    let names: [String; N_DEVICES] = std::array::from_fn(|n| format!("worker {n}"));
    let (team, devices) = Team::with_bridges(names.each_ref().map(String::as_str));
    let lines = import::read(&corpus.text, Moment(i64::MAX), |_| false).map_err(|e| anyhow!(e))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (n, device) in devices.iter().enumerate() {
        eprintln!("{} of {N_DEVICES} writes…", n + 1);
        let theirs = lines.iter().skip(n).step_by(N_DEVICES).cloned().collect();
        runtime.block_on(write(device, theirs))?;
    }
    let [first, ..] = &devices;
    Ok(first_pull(&team, first))
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

fn first_pull(team: &Team, inviter: &Bridge) -> Value {
    let new = team.bridge("new");
    let link = inviter.ask(&["invite"]);
    new.ask(&["join", link["link"].as_str().unwrap_or_default(), "--name", "new"]);
    let began = Instant::now();
    let round = new.sync();
    let command_s = began.elapsed().as_secs_f64();
    let n_visits = new.ask(&["status"])["visits"].clone();
    json!({
        "s": round["ms"].as_f64().map(|ms| ms / 1000.0), "bytes": round["bytes_down"],
        "command_s": command_s, "received": round["received"], "visits": n_visits,
    })
}
