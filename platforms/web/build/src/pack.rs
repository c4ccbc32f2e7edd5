//! The folder that a server serves: index, parts, icons, manifest, service worker, and what the version is.
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::{
    compress::{write_whole, write_with_copies},
    parts::{Parts, sha256},
};

/// In the order in which they override each other.
const STYLES: [&str; 4] = ["tokens.css", "base.css", "parts.css", "pages.css"];
const ICONS: [&str; 5] =
    ["icon.svg", "icon-192.png", "icon-512.png", "icon-maskable-192.png", "icon-maskable-512.png"];

pub fn write(root: &Path, scratch: &Path, out: &Path, version: &str) -> Result<()> {
    let shell = root.join("platforms/web/shell");
    let mut parts = Parts::default();
    add_icons(&mut parts, &root.join("assets/icons"))?;
    parts.add_text("style.css", &styles(&root.join("assets/css"), &shell)?)?;
    add_code(&mut parts, scratch, &shell)?;
    parts.add_text_as_named("manifest.webmanifest", &read(&shell.join("manifest.webmanifest"))?)?;

    let index = read(&shell.join("index.html"))?;
    let hash = version_hash(&parts, &index);
    parts.add_text_as_named(
        "index.html",
        &index.replace("{{version}}", version).replace("{{hash}}", &hash),
    )?;
    write_folder(out, &parts, &read(&shell.join("sw.js"))?, version, &hash)
}

fn add_icons(parts: &mut Parts, icons: &Path) -> Result<()> {
    for name in ICONS {
        parts.add(
            name,
            fs::read(icons.join(name)).with_context(|| format!("assets/icons/{name}"))?,
        )?;
    }
    Ok(())
}

fn styles(css: &Path, shell: &Path) -> Result<String> {
    let mut all = read(&shell.join("shell.css"))?;
    for name in STYLES {
        all.push_str(&read(&css.join(name))?);
    }
    Ok(all)
}

fn add_code(parts: &mut Parts, scratch: &Path, shell: &Path) -> Result<()> {
    for path in files_below(&scratch.join("snippets"))? {
        let code = read(&path)?;
        if code.contains("from \".") || code.contains("from '.") {
            bail!("{} imports a neighbour, which this build does not rename", path.display());
        }
        let name = path.strip_prefix(scratch)?.to_str().context("a snippet's name")?;
        parts.add(name, code.into_bytes())?;
    }
    parts.add("app.wasm", fs::read(scratch.join("app_bg.wasm"))?)?;
    // What it would fetch by itself, were it not always told.
    let glue = read(&scratch.join("app.js"))?.replace("'app_bg.wasm'", "'/app.wasm'");
    parts.add_text("app.js", &glue)?;
    parts.add_text("worker.js", &read(&shell.join("worker.js"))?)?;
    parts.add_text("boot.js", &read(&shell.join("boot.js"))?)
}

/// One hash for all that a version is. The index carries it, so of that the template counts.
fn version_hash(parts: &Parts, index: &str) -> String {
    let mut all: String =
        parts.files().iter().map(|(name, bytes)| format!("{} {name}\n", sha256(bytes))).collect();
    all.push_str(index);
    sha256(all.as_bytes())
}

/// New files first, then what names them, then the old ones go: a server may be serving.
fn write_folder(out: &Path, parts: &Parts, sw: &str, version: &str, hash: &str) -> Result<()> {
    fs::create_dir_all(out)?;
    let mut sizes = Map::new();
    let mut sums = Map::new();
    for (name, bytes) in parts.files().iter().rev().filter(|(name, _)| *name != "index.html") {
        sizes.insert(name.clone(), write_with_copies(&out.join(name), bytes, name.contains('-'))?);
        sums.insert(name.clone(), sha256(bytes).into());
    }
    let index = parts.files().get("index.html").context("an app without an index")?;
    sums.insert("index.html".into(), sha256(index).into());
    let about = json!({ "version": version, "hash": hash, "files": sums });
    for (name, bytes) in [
        ("sw.js", sw.as_bytes()),
        ("index.html", index.as_slice()),
        ("version.json", serde_json::to_string_pretty(&about)?.as_bytes()),
    ] {
        sizes.insert(name.into(), write_with_copies(&out.join(name), bytes, false)?);
    }
    let report = serde_json::to_string_pretty(&with_total(sizes.clone()))?;
    write_whole(&out.join("sizes.json"), report.as_bytes())?;
    remove_others(out, &sizes)?;
    println!("{report}");
    Ok(())
}

fn with_total(files: Map<String, Value>) -> Value {
    let total =
        |kind: &str| files.values().filter_map(|sizes| sizes.get(kind)?.as_u64()).sum::<u64>();
    let wasm =
        files.iter().find(|(name, _)| name.ends_with(".wasm")).map(|(_, sizes)| sizes.clone());
    json!({
        "wasm": wasm,
        "all": { "raw": total("raw"), "gzip": total("gzip"), "brotli": total("brotli") },
        "files": files,
    })
}

fn remove_others(out: &Path, written: &Map<String, Value>) -> Result<()> {
    let endings = ["", ".br", ".gz"];
    let mut wanted: BTreeSet<String> =
        written.keys().flat_map(|name| endings.map(|ending| format!("{name}{ending}"))).collect();
    wanted.insert("sizes.json".into());
    for path in files_below(out)? {
        let name = path.strip_prefix(out)?.to_string_lossy().into_owned();
        if !wanted.contains(&name) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.exists() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}
