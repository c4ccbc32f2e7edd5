//! What people read: no word that hurts, no sentence that runs on, no key without its text.

#![allow(clippy::unwrap_used, clippy::panic)]

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Never, in any text that a person can read: they put the blame on somebody.
const BANNED: &[&str] = &[
    "non-compliance",
    "non-compliant",
    "non-engaging",
    "failed",
    "refused",
    "dna",
    "discharged",
    "discharge",
    "overdue",
    "target",
    "targets",
    "activation",
    "case closed",
    "hard to reach",
    "streak",
    "score",
];
/// Said of ourselves it is right.
const ALLOWED: &str = "hard to reach us";
const MOST_WORDS: usize = 20;

struct Message {
    file: String,
    key: String,
    /// Every way in which it may read, without the values put in.
    readings: Vec<String>,
}

#[test]
fn no_text_uses_a_word_that_puts_the_blame_on_somebody() {
    let found: Vec<String> = messages()
        .iter()
        .filter_map(|message| {
            let word = message.readings.iter().find_map(|text| banned_word(text))?;
            Some(format!("{}: {} says “{word}”", message.file, message.key))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_sentence_is_longer_than_twenty_words() {
    let found: Vec<String> = messages()
        .iter()
        .flat_map(|message| message.readings.iter().map(move |text| (message, text)))
        .flat_map(|(message, text)| sentences(text).map(move |sentence| (message, sentence)))
        .filter(|(_, sentence)| n_words(sentence) > MOST_WORDS)
        .map(|(message, sentence)| format!("{}: {}: {sentence}", message.file, message.key))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_key_has_a_text_and_every_text_is_used() {
    let written: BTreeSet<String> = messages().into_iter().map(|message| message.key).collect();
    let used = keys_used();
    let missing: Vec<_> = used.difference(&written).collect();
    let unused: Vec<_> = written.difference(&used).collect();
    assert!(missing.is_empty(), "used, but without a text: {missing:?}");
    assert!(unused.is_empty(), "written, but never used: {unused:?}");
}

#[test]
fn no_key_is_written_twice() {
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = messages()
        .into_iter()
        .map(|message| message.key)
        .filter(|key| !seen.insert(key.clone()))
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn the_lint_sees_what_it_is_there_for() {
    assert_eq!(banned_word("The visit is OVERDUE."), Some("overdue"));
    assert_eq!(banned_word("Are we hard to reach?"), Some("hard to reach"));
    assert_eq!(banned_word("It is hard to reach us."), None);
    assert_eq!(banned_word("You untargeted me"), None);
    assert_eq!(sentences("One. Two words? Three small words").map(n_words).max(), Some(3));
}

fn banned_word(text: &str) -> Option<&'static str> {
    let plain = format!(" {} ", text.to_lowercase().replace(ALLOWED, ""))
        .replace(|c: char| !c.is_alphanumeric() && c != '-', " ");
    BANNED.iter().copied().find(|word| plain.contains(&format!(" {word} ")))
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_terminator(['.', '!', '?', ':', '…']).map(str::trim)
}

fn n_words(sentence: &str) -> usize {
    sentence.split_whitespace().count()
}

fn messages() -> Vec<Message> {
    files_below(Path::new("assets/text"), "ftl").iter().flat_map(|path| messages_in(path)).collect()
}

fn messages_in(path: &Path) -> Vec<Message> {
    let text = fs::read_to_string(path).unwrap();
    let resource = parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{path:?}: {errors:?}"));
    let messages = resource.body.into_iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(Message {
            file: path.display().to_string(),
            key: message.id.name,
            readings: readings(&message.value?),
        }),
        _ => None,
    });
    messages.collect()
}

/// With every variant of every selection; a value put in counts as one word.
fn readings(pattern: &Pattern<String>) -> Vec<String> {
    let mut readings = vec![String::new()];
    for element in &pattern.elements {
        let continuations = match element {
            PatternElement::TextElement { value } => vec![value.clone()],
            PatternElement::Placeable { expression } => said(expression),
        };
        readings = readings
            .iter()
            .flat_map(|so_far| continuations.iter().map(move |next| format!("{so_far}{next}")))
            .collect();
    }
    readings
}

fn said(expression: &Expression<String>) -> Vec<String> {
    match expression {
        Expression::Select { variants, .. } => {
            variants.iter().flat_map(|variant| readings(&variant.value)).collect()
        }
        Expression::Inline(InlineExpression::StringLiteral { value }) => vec![value.clone()],
        Expression::Inline(_) => vec!["something".to_owned()],
    }
}

/// Every `text!("key"` under `src/ui`.
fn keys_used() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for path in files_below(Path::new("src/ui"), "rs") {
        let code = fs::read_to_string(&path).unwrap();
        // Comments may show how it is written.
        let code: String = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        for use_of_it in code.split("text!(").skip(1) {
            let key =
                use_of_it.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
            if let Some((key, _)) = key {
                keys.insert(key.to_owned());
            }
        }
    }
    keys
}

fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let folder = if folder.is_absolute() {
        folder.to_owned()
    } else {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            files.push(path);
        }
    }
    files.sort();
    files
}
