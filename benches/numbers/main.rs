//! The numbers to hold, measured and printed as one JSON object: `cargo bench --features
//! bridge,team-server`. Not a test: what a machine reaches is told, nothing is compared. With
//! `-- --corpus FILE` it only writes the corpus there, for the bench in a browser.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[allow(dead_code)]
#[path = "../../tests/bridge_story/actors.rs"]
mod actors;
mod alone;
mod corpus;
mod team;

use serde_json::{Value, json};
use std::{env, fs, path::Path};

fn main() -> anyhow::Result<()> {
    let corpus = corpus::corpus();
    if let Some(file) = env::args().skip_while(|word| word != "--corpus").nth(1) {
        return Ok(fs::write(file, corpus.text)?);
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let n_bytes = corpus.text.len();
    eprintln!("{} visits, {} goals, {n_bytes} bytes as text", corpus::N_VISITS, corpus::N_GOALS);
    let alone = alone::measure(folder.path(), &corpus)?;
    let team = team::measure(&corpus)?;
    let numbers = json!({
        "corpus": {
            "visits": corpus::N_VISITS, "goals": corpus::N_GOALS, "people": corpus::N_PEOPLE,
            "bytes": n_bytes,
        },
        "one_device": alone, "first_pull": team, "web_app_bytes": web_app_bytes(),
    });
    println!("{numbers:#}");
    Ok(())
}

/// Of the wasm, and of all that a first opening fetches; null where the web app was not built here.
fn web_app_bytes() -> Value {
    let sizes = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/web-app/sizes.json");
    let sizes: Option<Value> =
        fs::read(sizes).ok().and_then(|text| serde_json::from_slice(&text).ok());
    sizes.map_or(Value::Null, |sizes| json!({ "wasm": sizes["wasm"], "all": sizes["all"] }))
}
