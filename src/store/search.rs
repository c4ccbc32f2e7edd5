//! Any word in any note: full text, newest first, as somebody types.

use super::{Result, Store};
use crate::care::VisitId;
use rusqlite::named_params;

/// A visit in whose notes all the words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub visit: VisitId,
}

impl Store {
    pub fn visits_with(&self, words: &str, most: usize) -> Result<Vec<Found>> {
        let Some(query) = query_of(words) else { return Ok(Vec::new()) };
        let found = self
            .connection
            .prepare_cached(
                "select v.id from word join visit v on v.n = word.rowid
                 where word match :query order by word.rowid desc limit :most",
            )?
            .query_map(
                named_params! {
                    ":query": query, ":most": i64::try_from(most).unwrap_or(i64::MAX),
                },
                |row| Ok(Found { visit: VisitId::from_bytes(row.get(0)?) }),
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }
}

/// Every word has to stand there; the last one may be only begun. Nothing of what somebody types
/// is taken for the query language's own signs.
fn query_of(words: &str) -> Option<String> {
    let quoted: Vec<String> = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\""))
        .collect();
    let is_last_whole = words.ends_with(char::is_whitespace);
    (!quoted.is_empty()).then(|| quoted.join(" ") + if is_last_whole { "" } else { "*" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_the_query_language_are_only_text() {
        assert_eq!(query_of("damp\" OR *"), Some("\"damp\" \"OR\"*".into()));
        assert_eq!(query_of("chapel "), Some("\"chapel\"".into()));
        assert_eq!(query_of(" -* "), None);
    }
}
