//! A large team and a phone that follows a part of it: what it fetches, what a person who is opened takes,
//! and how that compares with a device that holds all.

use super::{
    actors::{Bridge, PASSPHRASE},
    cable::Cable,
    corpus::corpus,
    size, team,
};
use alongside::{
    care::PersonId,
    engine::Engine,
    requests::{
        door::{Join, Lock},
        following::OpenRecord,
        phone::{Round, SyncNow},
    },
};
use serde_json::{Value, json};
use std::{fs, time::Instant};

/// 4,000 people and 160,000 visits: a team of 25 workers after some years.
const TIMES: usize = 16;
const N_FOLLOWED: usize = 250;
const N_OPENED: usize = 20;

pub fn measure() -> anyhow::Result<Value> {
    let corpus = corpus(TIMES);
    let (cable, team, [first]) = Cable::with_bridges(["first"]);
    first.ask(&["import", &team.file("corpus.jsonl", &corpus.text)]);
    first.sync();
    let link = first.ask(&["invite", "--name", "follower"])["link"].as_str().unwrap().to_owned();
    let follower = team.bridge("follower");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let following = runtime.block_on(follow(&cable, &follower, link))?;
    let holds_all = team::first_pull(&cable, &team, &first);
    let all_bytes = fs::metadata(team.bridge(team::NEW).database())?.len();
    Ok(json!({
        "corpus": size(&corpus), "follows": N_FOLLOWED, "following": following,
        "holds_all": { "first_pull": holds_all, "database_bytes": all_bytes },
    }))
}

/// A phone that joins, and by itself holds nobody but its worker's people.
async fn follow(cable: &Cable, device: &Bridge, link: String) -> anyhow::Result<Value> {
    let engine = Engine::in_folder(device.home.clone());
    let (name, passphrase) = ("follower".to_owned(), PASSPHRASE.to_owned());
    engine.ask(Join { link, name, passphrase }).await?;
    cable.take_bytes();
    let directory = told(&engine.ask(SyncNow {}).await?, cable);
    let people: Vec<PersonId> =
        engine.with_store(|store| store.people())??.into_iter().map(|row| row.id).collect();
    let (followed, others) = people.split_at(N_FOLLOWED);
    engine
        .with_store(|store| followed.iter().try_for_each(|person| store.note_opened(*person)))??;
    let records = told(&engine.ask(SyncNow {}).await?, cable);
    let nothing = told(&engine.ask(SyncNow {}).await?, cable);
    let mut opened_ms = Vec::new();
    for person in others.iter().take(N_OPENED) {
        let began = Instant::now();
        anyhow::ensure!(engine.ask(OpenRecord { person: *person }).await?, "it did not come");
        opened_ms.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    opened_ms.sort_by(f64::total_cmp);
    let n_visits = engine.with_store(|store| store.n_visits())??;
    engine.ask(Lock {}).await?;
    Ok(json!({
        "directory": directory, "records": records, "nothing_to_say": nothing,
        "somebody_opened_ms": { "p50": opened_ms[N_OPENED / 2], "most": opened_ms[N_OPENED - 1] },
        "visits": n_visits, "database_bytes": fs::metadata(device.database())?.len(),
    }))
}

fn told(round: &Round, cable: &Cable) -> Value {
    json!({ "ms": round.ms, "searchable_ms": round.all_here_ms, "with_headers": cable.take_bytes() })
}
