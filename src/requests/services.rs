//! Places the team knows, and what was learned of them by going there. They are nobody's own.

use super::{
    Author, FieldView, Run, Thing, Trouble,
    authors::{author_of, field_view},
    things,
};
use crate::{
    care::{Day, LearnedId, Moment, ServiceId, folding::folded},
    log::{
        Owner,
        registry::{FIELDS, learned, service},
    },
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Those that some words find, or all: what is known first-hand before what is only known by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Services {
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicesPage {
    pub services: Vec<ServiceLine>,
    /// Whether the team knows any place at all.
    pub has_any: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLine {
    pub id: ServiceId,
    pub name: String,
    pub what_for: String,
    /// The latest that was learned there.
    pub learned: Option<String>,
    pub checked_on: Option<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub service: ServiceId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePage {
    pub id: ServiceId,
    pub name: String,
    /// Every field by its name, also those of which nothing is known yet.
    pub fields: BTreeMap<String, FieldView>,
    /// The latest first.
    pub learned: Vec<LearnedLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnedLine {
    pub id: LearnedId,
    pub text: FieldView,
    pub at: Moment,
    pub by: Author,
}

/// Another place. Its name is enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddService {
    pub name: String,
    pub what_for: String,
}

/// What somebody learned by going there, for the whole team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddLearned {
    pub service: ServiceId,
    pub text: String,
}

impl Run for Services {
    fn run(&self, store: &mut Store) -> Result<ServicesPage, Trouble> {
        let learned = latest_learned(store)?;
        let parts: Vec<String> = self.words.split_whitespace().map(folded).collect();
        let mut page = ServicesPage { services: Vec::new(), has_any: false };
        for thing in store.parts_of(Owner::Team, service::KIND)? {
            let fields = store.fields(thing)?;
            let line = ServiceLine {
                id: ServiceId::from_bytes(thing.id),
                name: fields.text(service::NAME),
                what_for: fields.text(service::WHAT_FOR),
                learned: learned.get(&thing.id).map(|(_, text)| text.clone()),
                checked_on: fields.day(service::CHECKED_ON),
            };
            if line.name.is_empty() {
                continue;
            }
            page.has_any = true;
            let where_it_is = fields.text(service::ADDRESS);
            let words = folded(&format!("{} {} {where_it_is}", line.name, line.what_for));
            if parts.iter().all(|part| words.contains(part.as_str())) {
                page.services.push(line);
            }
        }
        page.services.sort_by_cached_key(|line| (!line.is_known_first_hand(), folded(&line.name)));
        Ok(page)
    }
}

impl ServiceLine {
    /// Somebody of us was there, or asked there lately enough to say when.
    fn is_known_first_hand(&self) -> bool {
        self.learned.is_some() || self.checked_on.is_some()
    }
}

/// Of every service the latest that was learned, with when it was.
fn latest_learned(store: &Store) -> Result<BTreeMap<[u8; 16], (Moment, String)>, Trouble> {
    let mut latest: BTreeMap<[u8; 16], (Moment, String)> = BTreeMap::new();
    for thing in store.parts_of(Owner::Team, learned::KIND)? {
        let fields = store.fields(thing)?;
        let (Some(of), Some(first)) = (fields.id(learned::SERVICE), fields.origin()) else {
            continue;
        };
        let (of, text) = (*of.as_bytes(), fields.text(learned::TEXT));
        let is_later = latest.get(&of).is_none_or(|(at, _)| *at <= first.at);
        if is_later && !text.is_empty() {
            latest.insert(of, (first.at, text));
        }
    }
    Ok(latest)
}

impl Run for Service {
    fn run(&self, store: &mut Store) -> Result<ServicePage, Trouble> {
        let fields = store.fields(Thing::Service(self.service).in_log())?;
        if fields.is_empty() {
            return Err(Trouble::NotFound);
        }
        let mut views = BTreeMap::new();
        let specs = FIELDS.iter().filter(|spec| spec.kind == service::KIND);
        for spec in specs.filter(|spec| spec.number != service::EXTRA) {
            views.insert(spec.name.to_owned(), field_view(store, &fields, spec)?);
        }
        Ok(ServicePage {
            id: self.service,
            name: fields.text(service::NAME),
            fields: views,
            learned: learned_of(store, self.service)?,
        })
    }
}

fn learned_of(store: &Store, service: ServiceId) -> Result<Vec<LearnedLine>, Trouble> {
    let mut lines = Vec::new();
    for (thing, fields) in
        store.parts_naming(Owner::Team, learned::KIND, learned::SERVICE, service.0)?
    {
        let Some(first) = fields.origin() else { continue };
        let text = super::person::view_of(store, &fields, learned::KIND, learned::TEXT)?;
        let (id, at) = (LearnedId::from_bytes(thing.id), first.at);
        if !text.value.is_empty() || text.has_versions() {
            lines.push(LearnedLine { id, text, at, by: author_of(store, first)? });
        }
    }
    lines.sort_by_key(|line| (std::cmp::Reverse(line.at), std::cmp::Reverse(line.id)));
    Ok(lines)
}

/// What a service is called; nothing where there is none, or it was taken back.
pub(super) fn name_of(store: &Store, service: ServiceId) -> Result<String, Trouble> {
    Ok(store.fields(Thing::Service(service).in_log())?.text(service::NAME))
}

/// The place of that name, however it is written.
pub(super) fn called(store: &Store, name: &str) -> Result<Option<ServiceId>, Trouble> {
    for thing in store.parts_of(Owner::Team, service::KIND)? {
        let id = ServiceId::from_bytes(thing.id);
        if folded(name_of(store, id)?.trim()) == folded(name.trim()) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

impl Run for AddService {
    fn run(&self, store: &mut Store) -> Result<ServiceId, Trouble> {
        if self.name.trim().is_empty() {
            return Err(Trouble::NameMissing);
        }
        let thing = things::fresh(store, service::KIND);
        let puts =
            things::filled([(service::NAME, &self.name), (service::WHAT_FOR, &self.what_for)]);
        let mut writing = Writing::at(store.now());
        writing.put(Owner::Team, store.as_worker(), thing, puts.collect());
        store.write(writing)?;
        Ok(ServiceId::from_bytes(thing.id))
    }
}

impl Run for AddLearned {
    fn run(&self, store: &mut Store) -> Result<LearnedId, Trouble> {
        let text = self.text.trim();
        if text.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        if name_of(store, self.service)?.is_empty() {
            return Err(Trouble::NotFound);
        }
        let thing = things::fresh(store, learned::KIND);
        let puts = vec![
            Put::new(learned::SERVICE, self.service.to_bytes()),
            Put::new(learned::TEXT, text),
        ];
        let mut writing = Writing::at(store.now());
        writing.put(Owner::Team, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(LearnedId::from_bytes(thing.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::things::TakeBack;

    fn add(store: &mut Store, name: &str) -> ServiceId {
        AddService { name: name.into(), what_for: String::new() }.run(store).unwrap()
    }

    fn names(store: &mut Store, words: &str) -> Vec<String> {
        let page = Services { words: words.into() }.run(store).unwrap();
        page.services.into_iter().map(|line| line.name).collect()
    }

    #[test]
    fn p15_what_the_team_knows_first_hand_comes_first() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        add(&mut store, "Allotment");
        let choir = add(&mut store, "Chapel choir");
        add(&mut store, "Café of repairs");
        let text = "Jean keeps a chair by the door.".to_owned();
        let learned = AddLearned { service: choir, text }.run(&mut store).unwrap();
        assert_eq!(names(&mut store, ""), ["Chapel choir", "Allotment", "Café of repairs"]);
        assert_eq!(names(&mut store, "cafe"), ["Café of repairs"]);
        TakeBack { thing: Thing::Learned(learned) }.run(&mut store).unwrap();
        assert_eq!(names(&mut store, ""), ["Allotment", "Café of repairs", "Chapel choir"]);
        assert_eq!(Service { service: choir }.run(&mut store).unwrap().learned, []);
    }

    #[test]
    fn a_place_that_is_taken_back_is_known_no_more() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let choir = add(&mut store, "Chapel choir");
        TakeBack { thing: Thing::Service(choir) }.run(&mut store).unwrap();
        assert_eq!(names(&mut store, ""), [""; 0]);
        let text = "The side door is step-free.".to_owned();
        let learned = AddLearned { service: choir, text }.run(&mut store);
        assert_eq!(learned, Err(Trouble::NotFound));
    }
}
