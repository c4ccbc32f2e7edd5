//! The parts of one version: named by their contents, and naming each other by those names.
use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

#[derive(Default)]
pub struct Parts {
    /// What the sources call a part, and what it is called in this version.
    names: Vec<(String, String)>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Parts {
    /// Adds a part under a name that tells its contents: `app.wasm` becomes `app-0123456789abcdef.wasm`.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let (stem, ending) =
            file_name(name).rsplit_once('.').context("a part without an ending")?;
        let mark = sha256(&bytes).get(..16).context("a short hash")?.to_owned();
        let given = format!("{stem}-{mark}.{ending}");
        self.names.push((name.to_owned(), given.clone()));
        self.files.insert(given, bytes);
        Ok(())
    }

    /// Adds a text that names parts added before it.
    pub fn add_text(&mut self, name: &str, text: &str) -> Result<()> {
        let text = self.renamed(text)?;
        self.add(name, text.into_bytes())
    }

    /// Adds a text under its own name.
    pub fn add_text_as_named(&mut self, name: &str, text: &str) -> Result<()> {
        let text = self.renamed(text)?;
        self.files.insert(name.to_owned(), text.into_bytes());
        Ok(())
    }

    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// Puts this version's names for those in quotes (`"/app.js"`), and refuses one that is not there.
    fn renamed(&self, text: &str) -> Result<String> {
        let mut text = text.to_owned();
        for (name, given) in &self.names {
            for quote in ['"', '\''] {
                // A module's name in the glue's table of imports (`"./snippets/…": import1`) is the
                // wasm's own word for it and stays.
                for (before, lead) in [("", "/"), ("from ", "./")] {
                    text = text.replace(
                        &format!("{before}{quote}{lead}{name}{quote}"),
                        &format!("{before}{quote}/{given}{quote}"),
                    );
                }
            }
        }
        for named in paths_named(&text) {
            if !self.files.contains_key(named) && !AT_THE_ROOT.contains(&named) {
                bail!("/{named} is named, but is no part of the app");
            }
        }
        Ok(text)
    }
}

/// Under their own names in every version.
const AT_THE_ROOT: [&str; 3] = ["", "manifest.webmanifest", "sw.js"];

/// Every `"/path"` in a text.
fn paths_named(text: &str) -> impl Iterator<Item = &str> {
    text.split("\"/").skip(1).filter_map(|rest| rest.split_once('"')).map(|(path, _)| path)
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_parts_by_their_contents() {
        let mut parts = Parts::default();
        parts.add("app.wasm", b"one".to_vec()).unwrap();
        parts.add_text("boot.js", "init(\"/app.wasm\")").unwrap();
        let boot = parts.files().iter().find(|(name, _)| name.starts_with("boot-")).unwrap().1;
        let wasm = parts.files().keys().find(|name| name.starts_with("app-")).unwrap();
        assert_eq!(String::from_utf8_lossy(boot), format!("init(\"/{wasm}\")"));
    }

    #[test]
    fn what_the_wasm_calls_a_module_stays() {
        let mut parts = Parts::default();
        parts.add("snippets/a/key.js", b"one".to_vec()).unwrap();
        let glue = "import * as import1 from './snippets/a/key.js';\nreturn { \"./snippets/a/key.js\": import1 };";
        parts.add_text_as_named("app", glue).unwrap();
        let written = String::from_utf8_lossy(&parts.files()["app"]).into_owned();
        assert!(written.contains("from '/key-"), "{written}");
        assert!(written.contains("\"./snippets/a/key.js\": import1"), "{written}");
    }

    #[test]
    fn a_text_that_names_a_missing_part_is_refused() {
        let refused = Parts::default().add_text("boot.js", "init(\"/app.wasm\")");
        assert!(refused.unwrap_err().to_string().contains("app.wasm"));
    }

    #[test]
    fn a_changed_part_changes_the_name_of_what_names_it() {
        let boot_with = |wasm: &[u8]| {
            let mut parts = Parts::default();
            parts.add("app.wasm", wasm.to_vec()).unwrap();
            parts.add_text("boot.js", "init(\"/app.wasm\")").unwrap();
            parts.files().keys().find(|name| name.starts_with("boot-")).unwrap().clone()
        };
        assert_ne!(boot_with(b"one"), boot_with(b"two"));
    }
}
