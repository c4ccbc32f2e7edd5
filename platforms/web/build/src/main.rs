//! The last steps of the web build, after cargo and around `wasm-opt`.
use std::{env, path::Path};

use anyhow::{Result, bail};

mod compress;
mod glue;
#[cfg(feature = "icons")]
mod icons;
mod pack;
mod parts;

const USAGE: &str = "\
usage: alongside-web-build glue WASM SCRATCH          JavaScript glue beside the wasm
       alongside-web-build pack ROOT SCRATCH OUT VERSION  the folder that a server serves
       alongside-web-build icons FOLDER               PNGs from the SVGs (feature `icons`)";

fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["glue", wasm, scratch] => glue::write(Path::new(wasm), Path::new(scratch)),
        ["pack", root, scratch, out, version] => {
            pack::write(Path::new(root), Path::new(scratch), Path::new(out), version)
        }
        #[cfg(feature = "icons")]
        ["icons", folder] => icons::draw(Path::new(folder)),
        _ => bail!("{USAGE}"),
    }
}
