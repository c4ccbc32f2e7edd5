//! The numbers to hold, measured and printed as one JSON object: `cargo bench --features
//! bridge,team-server`. Not a test: what a machine reaches is told, nothing is compared.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[allow(dead_code)]
#[path = "../../tests/bridge_story/actors.rs"]
mod actors;
mod alone;
mod corpus;
mod team;

use serde_json::json;

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let corpus = corpus::corpus();
    let n_bytes = corpus.text.len();
    eprintln!("{} visits, {} goals, {n_bytes} bytes as text", corpus::N_VISITS, corpus::N_GOALS);
    let alone = alone::measure(folder.path(), &corpus)?;
    let team = team::measure(&corpus)?;
    let numbers = json!({
        "corpus": {
            "visits": corpus::N_VISITS, "goals": corpus::N_GOALS, "people": corpus::N_PEOPLE,
            "bytes": n_bytes,
        },
        "one_device": alone, "first_pull": team,
    });
    println!("{numbers:#}");
    Ok(())
}
