//! Promises outside a visit: made, and what became of them.

use super::{PromiseLine, Run, Trouble, authors::author_of};
use crate::{
    care::{Became, Day, PersonId, PromiseId},
    log::{Thing, registry::promise},
    store::{PromiseRow, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakePromise {
    pub person: PersonId,
    pub text: String,
    pub by_worker: bool,
    pub on: Option<Day>,
}

/// What became of a promise; `None` opens it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseBecame {
    pub promise: PromiseId,
    pub became: Option<Became>,
    pub words: String,
}

impl Run for MakePromise {
    fn run(&self, store: &mut Store) -> Result<PromiseId, Trouble> {
        let text = self.text.trim();
        if text.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let id = PromiseId::from_bytes(store.surroundings().fresh_id());
        let mut writing = Writing::at(store.now());
        let puts = puts_of(self.person, None, text, self.by_worker, self.on);
        writing.put(self.person, store.as_worker(), thing(id), puts);
        store.write(writing)?;
        Ok(id)
    }
}

impl Run for PromiseBecame {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let row = store.promise(self.promise)?.ok_or(Trouble::NotFound)?;
        let fields = store.fields(thing(self.promise))?;
        let became = self.became.as_ref().map(Became::as_word).unwrap_or_default();
        let words = self.words.trim();
        let mut puts = vec![Put {
            field: promise::BECAME,
            value: became.into(),
            seen: fields.seen(promise::BECAME),
        }];
        if fields.text(promise::BECAME_WORDS) != words {
            puts.push(Put {
                field: promise::BECAME_WORDS,
                value: words.into(),
                seen: fields.seen(promise::BECAME_WORDS),
            });
        }
        let mut writing = Writing::at(store.now());
        writing.put(row.person, store.as_worker(), thing(self.promise), puts);
        Ok(store.write(writing)?)
    }
}

pub(super) fn thing(id: PromiseId) -> Thing {
    Thing { kind: promise::KIND, id: id.to_bytes() }
}

/// The fields of a new promise.
pub(super) fn puts_of(
    person: PersonId,
    visit: Option<crate::care::VisitId>,
    text: &str,
    by_worker: bool,
    on: Option<Day>,
) -> Vec<Put> {
    let by = if by_worker { "worker" } else { "person" };
    let mut puts = vec![
        Put::new(promise::PERSON, person.to_bytes()),
        Put::new(promise::TEXT, text),
        Put::new(promise::BY, by),
    ];
    puts.extend(visit.map(|visit| Put::new(promise::VISIT, visit.to_bytes())));
    puts.extend(on.map(|on| Put::new(promise::ON, on.to_string())));
    puts
}

/// A promise as a line of a page.
pub(super) fn line_of(store: &Store, row: &PromiseRow) -> Result<PromiseLine, Trouble> {
    let fields = store.fields(thing(row.id))?;
    let first = fields.origin().ok_or(Trouble::NotFound)?;
    Ok(PromiseLine {
        id: row.id,
        text: row.text.clone(),
        by_worker: row.by_worker,
        on: row.on,
        became: row.became.clone(),
        became_words: fields.text(promise::BECAME_WORDS),
        made_at: first.at,
        by: author_of(store, first)?,
    })
}
