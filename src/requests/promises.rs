//! Promises outside a visit: made, and what became of them.

use super::{
    Author, PromiseLine, Run, Seen, Trouble,
    authors::{author_of, field_view},
};
use crate::{
    care::{Became, Day, PersonId, PromiseId},
    log::{
        Thing,
        registry::{FIELDS, promise},
    },
    store::{PromiseRow, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakePromise {
    pub person: PersonId,
    pub text: String,
    pub by_worker: bool,
    pub on: Option<Day>,
}

/// What became of a promise; `None` opens it again. Answers what now stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseBecame {
    pub promise: PromiseId,
    pub became: Option<Became>,
    /// The day it is for now: one that is not yet done gets another.
    pub on: Option<Day>,
    /// What was shown of both, or what is taken back.
    pub seen: Seen,
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
    fn run(&self, store: &mut Store) -> Result<Seen, Trouble> {
        let row = store.promise(self.promise)?.ok_or(Trouble::NotFound)?;
        let became = self.became.as_ref().map(Became::as_word).unwrap_or_default();
        let seen = self.seen.clone();
        let mut puts = vec![Put { field: promise::BECAME, value: became.into(), seen }];
        if row.on != self.on {
            let value = self.on.map(|on| on.to_string()).unwrap_or_default().into();
            puts.push(Put { field: promise::ON, value, seen: self.seen.clone() });
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

pub(super) fn author_of_promise(store: &Store, id: PromiseId) -> Result<Author, Trouble> {
    let fields = store.fields(thing(id))?;
    author_of(store, fields.origin().ok_or(Trouble::NotFound)?)
}

/// A promise as a line of a page.
pub(super) fn line_of(store: &Store, row: &PromiseRow) -> Result<PromiseLine, Trouble> {
    let fields = store.fields(thing(row.id))?;
    let first = fields.origin().ok_or(Trouble::NotFound)?;
    let mut views = BTreeMap::new();
    for spec in FIELDS.iter().filter(|spec| spec.kind == promise::KIND) {
        if [promise::TEXT, promise::ON, promise::BECAME, promise::BECAME_WORDS]
            .contains(&spec.number)
        {
            views.insert(spec.name.to_owned(), field_view(store, &fields, spec)?);
        }
    }
    Ok(PromiseLine {
        fields: views,
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
