//! Which room may know which: the imports under `src/` are read, tests among them, and one in the
//! wrong direction is refused with its file and its room.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{collections::BTreeSet, fs, path::Path};

/// A room, what of other rooms it may use (`sync` is all of it, `sync::protocol` that much and no
/// more), and the crates it must not know.
struct Room {
    name: &'static str,
    may_use: &'static [&'static str],
    must_not_know: &'static [&'static [&'static str]],
}

const SQL: &[&str] =
    &["rusqlite", "sqlite_wasm_rs", "sqlite_wasm_vfs", "tokio_postgres", "deadpool_postgres"];
const NETWORK: &[&str] = &[
    "reqwest",
    "axum",
    "hyper",
    "hyper_util",
    "tower",
    "tower_http",
    "tokio_rustls",
    "rustls",
    "std::net",
];
const SCREENS: &[&str] = &["dioxus", "dioxus_i18n", "web_sys", "js_sys", "wasm_bindgen"];
const ASYNC: &[&str] = &["tokio", "futures_util", "futures_channel", "wasm_bindgen_futures"];
const TIME_AND_FILES: &[&str] = &[
    "std::fs",
    "std::io",
    "std::env",
    "std::thread",
    "std::time",
    "std::process",
    "chrono::Local",
    "getrandom",
];
const KEYS: &[&str] = &["argon2", "chacha20poly1305", "ed25519_dalek", "hkdf", "hpke", "age"];

/// The table of rooms. `switches` is compiled into tests alone. Ids and moments are words of `care`
/// and `log` that whoever carries a sealed frame needs too; nothing else of `care` leaves with them.
const ROOMS: &[Room] = &[
    Room {
        name: "letters",
        may_use: &[],
        // `js_sys` is the language's own library: a browser's tables of letters come from there.
        must_not_know: &[
            SQL,
            NETWORK,
            &["dioxus", "web_sys", "wasm_bindgen"],
            ASYNC,
            TIME_AND_FILES,
        ],
    },
    Room {
        name: "care",
        may_use: &["letters"],
        must_not_know: &[SQL, NETWORK, SCREENS, ASYNC, TIME_AND_FILES, KEYS],
    },
    Room {
        name: "switches",
        may_use: &[],
        must_not_know: &[SQL, NETWORK, SCREENS, ASYNC, TIME_AND_FILES, KEYS],
    },
    Room {
        name: "log",
        may_use: &["care", "switches"],
        must_not_know: &[SQL, NETWORK, SCREENS, ASYNC, TIME_AND_FILES, KEYS],
    },
    Room {
        name: "seal",
        may_use: &[
            "log",
            "letters",
            "care::DeviceId",
            "care::Moment",
            "care::PersonId",
            "care::ShareId",
            "care::VisitId",
            "care::WorkerId",
            "switches",
        ],
        must_not_know: &[SQL, NETWORK, SCREENS],
    },
    Room {
        name: "store",
        may_use: &["care", "log", "seal", "switches"],
        must_not_know: &[NETWORK, SCREENS, ASYNC],
    },
    Room {
        name: "sync::protocol",
        may_use: &[
            "care::DeviceId",
            "care::Moment",
            "care::ShareId",
            "log::FrameId",
            "log::PieceId",
            "log::ScopeId",
            "log::TeamId",
            "seal::EntryId",
            "seal::SignedEntry",
        ],
        must_not_know: &[SQL, NETWORK, SCREENS, ASYNC, TIME_AND_FILES, KEYS],
    },
    Room {
        name: "sync",
        may_use: &["care", "log", "seal", "store", "switches"],
        must_not_know: &[SQL, SCREENS],
    },
    Room {
        name: "requests",
        may_use: &[
            "care",
            "exchange",
            "log::Actor",
            "log::Owner",
            "log::Kind",
            "log::Thing",
            "log::registry",
            "store",
        ],
        must_not_know: &[SQL, NETWORK, SCREENS],
    },
    Room {
        name: "engine",
        may_use: &["care", "log", "seal", "store", "sync", "requests", "exchange"],
        must_not_know: &[&["dioxus", "dioxus_i18n", "axum"]],
    },
    Room {
        name: "ui",
        may_use: &["care", "requests", "engine"],
        must_not_know: &[SQL, NETWORK, KEYS],
    },
    Room {
        name: "exchange",
        may_use: &["care", "log::Kind", "log::Owner", "log::Thing", "log::change", "log::registry"],
        must_not_know: &[NETWORK, SCREENS, SQL],
    },
    Room {
        name: "server",
        may_use: &[
            "sync::protocol",
            "seal",
            "care::DeviceId",
            "care::Moment",
            "care::ShareId",
            "care::WorkerId",
            "log::FrameId",
            "log::PieceId",
            "log::ScopeId",
            "log::TeamId",
            "switches",
        ],
        must_not_know: &[SCREENS],
    },
    // The binaries: each opens its own rooms.
    Room { name: "main", may_use: &["engine", "ui"], must_not_know: &[SQL, NETWORK] },
    Room { name: "bin::server", may_use: &["server"], must_not_know: &[SQL, SCREENS] },
    Room {
        name: "bin::bridge",
        may_use: &["care", "requests", "engine", "exchange", "log", "seal"],
        must_not_know: &[SQL, NETWORK, SCREENS],
    },
];

#[test]
fn no_room_knows_what_it_must_not() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut refused = Vec::new();
    for file in rust_files(&src) {
        let name = file.strip_prefix(&src).unwrap().to_str().unwrap();
        refused.extend(wrong_in(name, &fs::read_to_string(&file).unwrap()));
    }
    assert!(refused.is_empty(), "\n{}\n", refused.join("\n"));
}

#[test]
fn a_wrong_import_is_refused() {
    let wrong = [
        ("care/visit.rs", "use crate::store::Store;"),
        ("care/visit.rs", "use crate::{\n    care::Day,\n    log::Change,\n};"),
        ("care/visit.rs", "fn f() { let now = std::time::SystemTime::now(); }"),
        ("log/mod.rs", "use rusqlite::Connection;"),
        ("store/mod.rs", "#[cfg(test)]\nmod tests {\n    use crate::sync::round;\n}"),
        ("store/mod.rs", "use super::sync::round;"),
        ("ui/pages/today.rs", "use crate::{requests::Today, store::{Store}};"),
        ("ui/pages/today.rs", "reqwest::get(\"/\")"),
        ("server/router.rs", "use crate::care::Person;"),
        ("server/router.rs", "use crate::sync::{protocol::Up, round};"),
        ("sync/protocol.rs", "use crate::care::Visit;"),
        ("main.rs", "use alongside::server::serve;"),
        ("bin/server.rs", "alongside::engine::Engine::start();"),
        ("attic/mod.rs", "fn a_room_that_the_table_does_not_name() {}"),
    ];
    for (file, text) in wrong {
        assert_eq!(wrong_in(file, text).len(), 1, "{file}: {text}");
    }
}

#[test]
fn what_a_room_may_use_passes_and_words_in_comments_and_texts_do_not_count() {
    let right = [
        (
            "care/visit.rs",
            "use crate::care::Day; use super::person::Person; use std::collections::BTreeMap;",
        ),
        ("store/mod.rs", "use crate::{care::{Day, Moment}, log::*};"),
        ("server/router.rs", "use crate::{care::{DeviceId, Moment as At}, sync::protocol};"),
        ("sync/round.rs", "use crate::sync::protocol::Up; use crate::store::Store;"),
        (
            "care/visit.rs",
            "//! Not crate::store.\n/* nor rusqlite::Row */ const A: &str = \"use axum::Router\";",
        ),
        (
            "care/visit.rs",
            "const QUOTE: char = '\"'; // crate::ui\nconst A: &str = r#\"\"crate::ui\"#;",
        ),
        ("care/visit.rs", "fn f<'a>(now_in_tokio: &'a str) {}"),
    ];
    for (file, text) in right {
        assert_eq!(wrong_in(file, text), Vec::<String>::new(), "{file}: {text}");
    }
}

/// Says, a line each, what a file names that its room must not.
fn wrong_in(file: &str, text: &str) -> Vec<String> {
    let module = file.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
    if module == "lib" {
        return Vec::new();
    }
    let Some(room) = ROOMS.iter().find(|room| lies_in(&module, room.name)) else {
        return vec![format!("src/{file} is in no room that the table in tests/rooms.rs names")];
    };
    let code = without_comments_and_texts(text);
    let rooms = paths_from_the_root(&code, &module).into_iter().filter(|path| !may_use(room, path));
    let crates =
        room.must_not_know.iter().copied().flatten().filter(|name| names_crate(&code, name));
    rooms
        .chain(crates.map(|name| (*name).to_owned()))
        .map(|named| format!("src/{file}: the room `{}` must not know `{named}`", room.name))
        .collect()
}

fn may_use(room: &Room, path: &str) -> bool {
    let own = room.name.split("::").next().unwrap();
    let is_binary = room.name == "main" || own == "bin";
    // A part of a room that is held to less than its room has only itself.
    let at_home = if room.name.contains("::") {
        lies_in(path, room.name)
    } else {
        !is_binary && lies_in(path, own)
    };
    at_home || room.may_use.iter().any(|allowed| lies_in(path, allowed))
}

fn lies_in(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Every path that starts at the crate's root, cut to two names: `crate::{care::Day, log}` gives
/// `care::Day` and `log`. A `super::` that climbs out of the file's room counts.
fn paths_from_the_root(code: &str, module: &str) -> BTreeSet<String> {
    let climb = "super::".repeat(module.split("::").count());
    let mut found = BTreeSet::new();
    for root in ["crate::", "alongside::", &climb] {
        for (at, _) in code.match_indices(root) {
            if !ends_a_word(&code[..at]) {
                read_tree(&code[at + root.len()..], &mut Vec::new(), &mut found);
            }
        }
    }
    found
}

/// Reads one use-tree after `prefix` and returns what follows it.
fn read_tree<'a>(text: &'a str, prefix: &mut Vec<String>, found: &mut BTreeSet<String>) -> &'a str {
    let mut rest = text.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        rest = group.trim_start();
        while !rest.is_empty() && !rest.starts_with('}') {
            rest = read_tree(rest, prefix, found).trim_start();
            // `as Name`, commas, and whatever else stands between two trees.
            rest = rest
                .trim_start_matches(|c: char| c != '}' && c != ',')
                .trim_start_matches(',')
                .trim_start();
        }
        return rest.strip_prefix('}').unwrap_or(rest);
    }
    let end = rest.find(|c: char| !is_of_a_word(c)).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    prefix.push(name.to_owned());
    let after = match after.trim_start().strip_prefix("::") {
        Some(deeper) => read_tree(deeper, prefix, found),
        None => {
            let named = prefix.iter().take(2).filter(|name| !name.is_empty() && *name != "self");
            found.insert(named.cloned().collect::<Vec<_>>().join("::"));
            after
        }
    };
    prefix.pop();
    after
}

/// Whether `name` stands there as the start of a path or after `use`.
fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let starts_a_path =
            !ends_a_word(before) && !before.ends_with("::") && !before.ends_with('.');
        let is_whole = !after.starts_with(is_of_a_word);
        starts_a_path
            && is_whole
            && (after.starts_with("::")
                || name.contains("::")
                || before.trim_end().ends_with("use"))
    })
}

fn ends_a_word(text: &str) -> bool {
    text.ends_with(is_of_a_word)
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The code with comments and string literals taken out.
fn without_comments_and_texts(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' => length_of_text(rest),
            'r' if !ends_a_word(&code) && (rest.starts_with("r\"") || rest.starts_with("r#")) => {
                length_of_raw_text(rest)
            }
            '\'' if rest.starts_with("'\"'") => 3,
            _ => 0,
        };
        if skipped == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped..];
        }
    }
    code
}

fn length_of_text(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Of `r"…"` and `r#"…"#`; nothing of a raw name such as `r#type`.
fn length_of_raw_text(text: &str) -> usize {
    let marks = text[1..].chars().take_while(|c| *c == '#').count();
    if !text[1 + marks..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(marks));
    let start = 2 + marks;
    text[start..].find(&end).map_or(text.len(), |at| start + at + end.len())
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
