//! People: mine, in order of last contact, or those that some words find.

use super::{
    PersonLine, Run, Trouble,
    authors::{person_line, person_line_of},
};
use crate::{
    care::{Day, Moment, PersonId, Place, VisitId, folding::folded},
    log::{
        Thing,
        registry::{field_named, person},
    },
    store::{PersonRow, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Any part of a name, or words of a note. Empty: everybody of `whose`.
    pub words: String,
    pub whose: Whose,
    /// Cover ends with its day.
    pub today: Day,
}

/// Whom the list shows while nothing is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    Mine,
    Everybodys,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// Without words: the longest without contact last. With words: those so called.
    pub people: Vec<PersonLine>,
    /// What the other cards of somebody are called, who is listed once with the later contact.
    pub also: BTreeMap<PersonId, Vec<String>>,
    /// With words: notes in which they stand, newest first, at most twenty.
    pub notes: Vec<NoteFound>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteFound {
    pub visit: VisitId,
    pub person: PersonLine,
    pub at: Moment,
    pub place: Place,
    pub excerpt: Vec<Piece>,
}

/// A piece of an excerpt; the found words are marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub text: String,
    pub is_found: bool,
}

/// A new person, responsible: the worker of this phone. Only one name is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPerson {
    /// Field name (as in `PersonPage::fields`) and value; empty ones are left out.
    pub fields: Vec<(String, String)>,
}

const MOST_PEOPLE: usize = 50;
const MOST_NOTES: usize = 20;

impl Run for People {
    fn run(&self, store: &mut Store) -> Result<PeoplePage, Trouble> {
        let words = self.words.trim();
        if words.is_empty() {
            let rows = match self.whose {
                Whose::Mine => store.people_of(store.me().worker, self.today)?,
                Whose::Everybodys => store.people_named("", MOST_PEOPLE)?,
            };
            let (people, also) = each_once(store, rows)?;
            return Ok(PeoplePage { people, also, notes: Vec::new() });
        }
        let named = store.people_named(words, MOST_PEOPLE)?;
        let (people, also) = each_once(store, named)?;
        let mut notes = Vec::new();
        for found in store.visits_with(words, MOST_NOTES)? {
            notes.extend(note_found(store, found.visit, words)?);
        }
        Ok(PeoplePage { people, also, notes })
    }
}

type EachOnce = (Vec<PersonLine>, BTreeMap<PersonId, Vec<String>>);

/// Of joined cards the one that comes first, and what the others are called. The later contact
/// comes first.
fn each_once(store: &Store, rows: Vec<PersonRow>) -> Result<EachOnce, Trouble> {
    let (mut people, mut also) = (Vec::new(), BTreeMap::new());
    let has_joined_cards = store.has_joined_cards()?;
    let mut listed = BTreeSet::new();
    for row in rows {
        if has_joined_cards {
            let [_, others @ ..] = &store.joined_with(row.id)?[..] else { continue };
            if others.iter().any(|other| listed.contains(other)) {
                continue;
            }
            let called = super::same_person::called(store, others)?;
            if !called.is_empty() {
                also.insert(row.id, called);
            }
        }
        listed.insert(row.id);
        people.push(person_line(store, &row));
    }
    Ok((people, also))
}

fn note_found(store: &Store, visit: VisitId, words: &str) -> Result<Option<NoteFound>, Trouble> {
    let Some(row) = store.visit(visit)? else { return Ok(None) };
    let written = super::visits::words_of(store, visit)?;
    let person = person_line_of(store, row.person)?;
    let excerpt = excerpt(&written.parts().join(" "), words);
    Ok(Some(NoteFound { visit, person, at: row.at, place: row.place, excerpt }))
}

/// Some words before the first that was found, and some after it.
fn excerpt(text: &str, words: &str) -> Vec<Piece> {
    const BEFORE: usize = 6;
    const MOST: usize = 24;
    let sought: Vec<String> = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(folded)
        .collect();
    let is_found = |word: &str| {
        let bare = folded(word.trim_matches(|c: char| !c.is_alphanumeric()));
        sought.iter().any(|sought| bare.starts_with(sought.as_str()))
    };
    let all: Vec<&str> = text.split_whitespace().collect();
    let first = all.iter().position(|word| is_found(word)).unwrap_or_default();
    let shown = all.iter().skip(first.saturating_sub(BEFORE)).take(MOST);
    let mut pieces: Vec<Piece> = Vec::new();
    for word in shown {
        let found = is_found(word);
        match pieces.last_mut() {
            Some(last) if last.is_found == found => {
                last.text.push(' ');
                last.text.push_str(word);
            }
            _ => pieces.push(Piece { text: (*word).to_owned(), is_found: found }),
        }
    }
    pieces
}

impl Run for AddPerson {
    fn run(&self, store: &mut Store) -> Result<PersonId, Trouble> {
        let id = PersonId::from_bytes(store.surroundings().fresh_id());
        let filled: Vec<_> =
            self.fields.iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        let names = ["given_name", "family_name", "preferred_name"];
        if !filled.iter().any(|(name, _)| names.contains(&name.as_str())) {
            return Err(Trouble::NameMissing);
        }
        let mut puts = vec![Put::new(person::WORKER, store.me().worker.to_bytes())];
        for (name, value) in filled {
            let spec = field_named(person::KIND, name).ok_or(Trouble::NotAValue)?;
            let value = spec.shape.parse(value.trim()).ok_or(Trouble::NotAValue)?;
            puts.push(Put::new(spec.number, value));
        }
        let mut writing = Writing::at(store.now());
        let thing = Thing { kind: person::KIND, id: id.to_bytes() };
        writing.put(id, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_marks_what_was_sought_and_keeps_the_words_around_it() {
        let pieces =
            excerpt("We sat a while. The damp, in the back bedroom, is worse.", "damp bed");
        let found: Vec<&str> =
            pieces.iter().filter(|piece| piece.is_found).map(|piece| piece.text.as_str()).collect();
        assert_eq!(found, ["damp,", "bedroom,"]);
    }
}
