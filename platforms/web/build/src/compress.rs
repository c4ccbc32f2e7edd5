//! The smaller copies that lie beside a file, and what all three weigh.
use std::{fs, io::Write, path::Path};

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

/// Writes `path`, `path.gz` and `path.br`; what is there under a name that tells its contents is kept.
pub fn write_with_copies(path: &Path, bytes: &[u8], named_by_contents: bool) -> Result<Value> {
    let copy = |ending: &str| path.with_added_extension(ending);
    if !(named_by_contents && copy("br").exists()) {
        write_whole(path, bytes)?;
        write_whole(&copy("gz"), &gzip(bytes)?)?;
        write_whole(&copy("br"), &brotli(bytes)?)?;
    }
    Ok(json!({
        "raw": bytes.len(),
        "gzip": fs::metadata(copy("gz"))?.len(),
        "brotli": fs::metadata(copy("br"))?.len(),
    }))
}

/// A server may be reading: a file is there whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_added_extension("part");
    fs::write(&beside, bytes)?;
    Ok(fs::rename(beside, path)?)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let settings =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &settings)?;
    Ok(out)
}
