//! The numbers to hold, measured and printed as one JSON object: `cargo bench --features
//! bridge,team-server --bench numbers`. Not a test: what a machine reaches is told, nothing is compared.
//! `-- --growth PICTURE` measures at one, three and ten times the size instead, and draws what each unit
//! costs there; `-- --following` measures a phone that follows a part of a large team; `-- --corpus FILE`
//! only writes the corpus, for the bench in a browser.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[allow(dead_code)]
#[path = "../../tests/bridge_story/actors.rs"]
mod actors;
mod alone;
mod cable;
mod corpus;
mod following;
mod growth;
mod team;

use corpus::{Corpus, corpus};
use serde_json::{Value, json};
use std::{env, fs, path::Path};

fn main() -> anyhow::Result<()> {
    if let Some(file) = argument("--corpus") {
        return Ok(fs::write(file, corpus(1).text)?);
    }
    let numbers = match argument("--growth") {
        Some(picture) => growth::measure(Path::new(&picture))?,
        None if env::args().any(|word| word == "--following") => following::measure()?,
        None => of_one_size()?,
    };
    println!("{numbers:#}");
    Ok(())
}

fn argument(name: &str) -> Option<String> {
    env::args().skip_while(|word| word != name).nth(1)
}

fn of_one_size() -> anyhow::Result<Value> {
    let corpus = corpus(1);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let alone = alone::measure(folder.path(), &corpus)?;
    let team = team::measure(&corpus)?;
    Ok(json!({
        "corpus": size(&corpus), "one_device": alone, "first_pull": team,
        "web_app_bytes": web_app_bytes(),
    }))
}

fn size(corpus: &Corpus) -> Value {
    let Corpus { n_people, n_visits, n_goals, text, .. } = corpus;
    json!({ "visits": n_visits, "goals": n_goals, "people": n_people, "bytes": text.len() })
}

/// Of the wasm, and of all that a first opening fetches; null where the web app was not built here.
fn web_app_bytes() -> Value {
    let sizes = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/web-app/sizes.json");
    let sizes: Option<Value> =
        fs::read(sizes).ok().and_then(|text| serde_json::from_slice(&text).ok());
    sizes.map_or(Value::Null, |sizes| json!({ "wasm": sizes["wasm"], "all": sizes["all"] }))
}
