//! Any word in any note: full text, newest first, as somebody types.

use super::{Result, Store};
use crate::care::VisitId;
use rusqlite::named_params;

/// The most of the index that is written anew at once.
const PAGES_AT_ONCE: i64 = 32;

/// A visit in whose notes all the words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub visit: VisitId,
}

impl Store {
    /// Brings parts of the index of words together: a little of it, so that whoever asks something
    /// meanwhile waits no longer. Answers whether more is left to do.
    pub fn merge_words(&mut self) -> Result<bool> {
        self.merge_some(PAGES_AT_ONCE)
    }

    /// The same of all parts: words of rows that are gone stay in it until then.
    pub fn merge_all_words(&mut self) -> Result<bool> {
        self.merge_some(-PAGES_AT_ONCE)
    }

    fn merge_some(&mut self, n_pages: i64) -> Result<bool> {
        self.transact(|store| {
            let n_before = store.n_writes();
            store
                .connection
                .prepare_cached("insert into word (word, rank) values ('merge', :pages)")?
                .execute(named_params! { ":pages": n_pages })?;
            // The command itself counts as one row.
            Ok(store.n_writes() - n_before > 1)
        })
    }

    /// Brings all of it together at once, so that no word is left of a row that is gone.
    pub(super) fn drop_words_that_are_gone(&self) -> Result<()> {
        self.connection
            .prepare_cached("insert into word (word) values ('optimize')")?
            .execute([])?;
        Ok(())
    }

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
impl Store {
    /// Whether the end of a word stands anywhere in the index; its beginning may be another word's too.
    pub(super) fn has_in_index(&self, end_of_word: &str) -> bool {
        let hex: String = end_of_word.bytes().map(|byte| format!("{byte:02x}")).collect();
        let rows = format!("select count(*) from word_data where instr(block, x'{hex}')");
        self.count(&rows).unwrap() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::PersonId,
        log::{Thing, registry::visit},
        store::{Put, Writing},
    };

    #[test]
    fn no_word_of_what_was_erased_or_emptied_stays_in_the_index() {
        let mut store = Store::alone_at("2026-11-24T10:00:00Z");
        for n in 0..10 {
            keep(&mut store, format!("chapel {n}"));
        }
        let kept = keep(&mut store, "a quixotic afternoon".into());
        assert!(store.has_in_index("ixotic") && store.has_in_index("hapel"));
        store.erase_visit(kept).unwrap();
        assert!(!store.has_in_index("ixotic"));
        assert_eq!(store.visits_with("chapel ", 100).unwrap().len(), 10);
        store.empty().unwrap();
        assert!(!store.has_in_index("hapel"));
    }

    #[test]
    fn words_of_the_few_rows_that_are_gone_leave_the_index_with_all_of_it() {
        let mut store = Store::alone_at("2026-11-24T10:00:00Z");
        for n in 0..40 {
            keep(&mut store, format!("chapel {n}"));
        }
        keep(&mut store, "a quixotic afternoon".into());
        while store.merge_words().unwrap() {}
        store.connection.execute("delete from word where word match 'quixotic'", []).unwrap();
        while store.merge_words().unwrap() {}
        assert!(store.has_in_index("ixotic"), "so few are no reason to bring it together");
        while store.merge_all_words().unwrap() {}
        assert!(!store.has_in_index("ixotic"));
    }

    fn keep(store: &mut Store, note: String) -> VisitId {
        let thing = Thing { kind: visit::KIND, id: store.surroundings().fresh_id() };
        let person = PersonId::from_bytes([1; 16]);
        let mut writing = Writing::at(store.now());
        let puts = vec![
            Put::new(visit::PERSON, person.to_bytes()),
            Put::new(visit::AT, store.now().0.to_le_bytes()),
            Put::new(visit::NOTE, note),
        ];
        writing.put(person, store.as_worker(), thing, puts);
        store.write(writing).unwrap();
        VisitId::from_bytes(thing.id)
    }

    #[test]
    fn the_index_brings_its_parts_together_at_rest_and_not_while_a_visit_is_saved() {
        let mut store = Store::alone_at("2026-11-24T10:00:00Z");
        let n_parts = |store: &Store| store.count("select count(distinct segid) from word_idx");
        for n in 0..40 {
            keep(&mut store, format!("chapel {n}"));
        }
        assert_eq!(n_parts(&store).unwrap(), 40);
        while store.merge_words().unwrap() {}
        assert_eq!(n_parts(&store).unwrap(), 1);
        assert_eq!(store.visits_with("chapel ", 100).unwrap().len(), 40);
    }

    #[test]
    fn signs_of_the_query_language_are_only_text() {
        assert_eq!(query_of("damp\" OR *"), Some("\"damp\" \"OR\"*".into()));
        assert_eq!(query_of("chapel "), Some("\"chapel\"".into()));
        assert_eq!(query_of(" -* "), None);
    }
}
