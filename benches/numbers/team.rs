//! The first pull of a new bridge, from a real server over a real port.

use super::corpus::Corpus;
use serde_json::Value;
use std::path::Path;

pub fn measure(_folder: &Path, _corpus: &Corpus) -> anyhow::Result<Value> {
    Ok(Value::Null)
}
