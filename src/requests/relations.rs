//! The people in a person's life, told by them: their words, whoever types.

use super::{Author, FieldView, Run, Thing, Trouble, authors::author_of, person::view_of, things};
use crate::{
    care::{PersonId, RelationId, relation::Nearness},
    log::{Actor, registry::relation},
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TheirPeople {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TheirPeoplePage {
    pub called: String,
    /// In the order in which they were named.
    pub relations: Vec<RelationLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationLine {
    pub id: RelationId,
    pub name: FieldView,
    /// Who they are: a sister, a neighbour.
    pub who: FieldView,
    pub near: Nearness,
    pub nearness: FieldView,
    /// "Rings on Sundays."
    pub words: FieldView,
    pub by: Author,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddRelation {
    pub person: PersonId,
    pub name: String,
    pub who: String,
    pub nearness: Nearness,
}

impl Run for TheirPeople {
    fn run(&self, store: &mut Store) -> Result<TheirPeoplePage, Trouble> {
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let mut relations = Vec::new();
        for thing in store.parts_of(self.person, relation::KIND)? {
            relations.extend(line_of(store, RelationId::from_bytes(thing.id))?);
        }
        relations.sort_by_key(|line| line.id);
        Ok(TheirPeoplePage { called: row.called().to_owned(), relations })
    }
}

/// Who was taken out has no name any more.
fn line_of(store: &Store, id: RelationId) -> Result<Option<RelationLine>, Trouble> {
    let fields = store.fields(Thing::Relation(id).in_log())?;
    let Some(first) = fields.origin() else { return Ok(None) };
    let view = |number| view_of(store, &fields, relation::KIND, number);
    let nearness = view(relation::NEARNESS)?;
    let line = RelationLine {
        id,
        name: view(relation::NAME)?,
        who: view(relation::WHO)?,
        near: Nearness::from_word(&nearness.value),
        nearness,
        words: view(relation::WORDS)?,
        by: author_of(store, first)?,
    };
    let is_there = !line.name.value.is_empty() || line.name.has_versions();
    Ok(is_there.then_some(line))
}

impl Run for AddRelation {
    fn run(&self, store: &mut Store) -> Result<RelationId, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let thing = things::fresh(store, relation::KIND);
        let mut puts = vec![
            Put::new(relation::PERSON, self.person.to_bytes()),
            Put::new(relation::NAME, name),
            Put::new(relation::NEARNESS, self.nearness.as_word()),
        ];
        puts.extend(things::filled([(relation::WHO, &self.who)]));
        let mut writing = Writing::at(store.now());
        writing.put(self.person, Actor::Person(self.person), thing, puts);
        store.write(writing)?;
        Ok(RelationId::from_bytes(thing.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{people::AddPerson, person::SetField, things::TakeBack};

    fn mo() -> (Store, PersonId) {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let id = AddPerson { fields }.run(&mut store).unwrap();
        (store, id)
    }

    fn add(store: &mut Store, person: PersonId, name: &str) -> RelationId {
        let (name, who) = (name.to_owned(), "sister".to_owned());
        AddRelation { person, name, who, nearness: Nearness::Close }.run(store).unwrap()
    }

    fn people(store: &mut Store, person: PersonId) -> Vec<RelationLine> {
        TheirPeople { person }.run(store).unwrap().relations
    }

    #[test]
    fn p12_who_is_in_their_life_is_in_their_own_words_whoever_types() {
        let (mut store, mo) = mo();
        let brenda = add(&mut store, mo, "Brenda");
        let line = people(&mut store, mo).remove(0);
        assert_eq!(line.by.on_behalf_of.as_deref(), Some("Mo"));
        let thing = Thing::Relation(brenda);
        let set = |field: &str, value: &str| SetField {
            thing,
            field: field.to_owned(),
            value: value.to_owned(),
            seen: line.nearness.seen.clone(),
            of: None,
        };
        set("nearness", "hard").run(&mut store).unwrap();
        set("words", "Rings on Sundays").run(&mut store).unwrap();
        let fields = store.fields(thing.in_log()).unwrap();
        for field in [relation::NAME, relation::WHO, relation::NEARNESS, relation::WORDS] {
            assert_eq!(fields.shown(field).unwrap().actor, Actor::Person(mo));
        }
        assert_eq!(people(&mut store, mo)[0].near, Nearness::Hard);
    }

    #[test]
    fn who_was_taken_out_comes_back_with_all_that_was_said_of_them() {
        let (mut store, mo) = mo();
        let brenda = add(&mut store, mo, "Brenda");
        store.set_now("2026-11-22T12:01:00Z");
        add(&mut store, mo, "Jean");
        let (thing, field) = (Thing::Relation(brenda), "name".to_owned());
        let seen = people(&mut store, mo)[0].name.seen.clone();
        let out = SetField { thing, field, value: String::new(), seen, of: None };
        let seen = out.run(&mut store).unwrap();
        assert_eq!(people(&mut store, mo).len(), 1);
        let back = SetField { value: "Brenda".into(), seen, ..out };
        back.run(&mut store).unwrap();
        assert_eq!(people(&mut store, mo)[0].who.value, "sister");
        TakeBack { thing }.run(&mut store).unwrap();
        assert_eq!(people(&mut store, mo)[0].name.value, "Jean");
    }

    #[test]
    fn nobody_is_added_without_a_name() {
        let (mut store, person) = mo();
        let (name, who) = (" ".to_owned(), String::new());
        let added = AddRelation { person, name, who, nearness: Nearness::Close }.run(&mut store);
        assert_eq!(added, Err(Trouble::NothingWritten));
    }
}
