//! What stands in two versions, and where both are to be read.

use super::{
    super::{authors::is_with_nobody, contacts::of_worker, services::name_of},
    PersonLine, Trouble, person_line,
};
use crate::{
    care::{AttachmentId, ConnectionId, ContactId, PersonId, ServiceId, VisitId},
    log::{
        Thing,
        registry::{
            attachment, barrier, connection, contact, goal, learned, mark, measure, person,
            reflection, relation, review, safety_step, service, share, shared_cause, step, talk,
            tried, visit,
        },
    },
    store::{PersonRow, Store},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Somebody's, or the team's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoVersions {
    /// `None` for what is the team's.
    pub person: Option<PersonLine>,
    pub places: Vec<ReadBoth>,
}

/// Where both versions stand beside each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ReadBoth {
    TheirCard,
    OurPage,
    OverTime,
    TheirPeople,
    WhatWeTried,
    Measures,
    OnTheirPhone,
    Visit(VisitId),
    Connection(ConnectionId),
    Photo(AttachmentId),
    Service {
        id: ServiceId,
        name: String,
    },
    SharedCauses,
    /// The team's name and telephone, or what it does when it worries.
    OurTeam,
    /// One's own telephone.
    ThisPhone,
    ForSupervision,
}

/// Of this worker's people, of those who have no worker any more, and of what is the team's.
pub(super) fn two_versions(
    store: &Store,
    mine: &[PersonRow],
    is_torn: impl Fn(&PersonRow) -> Result<bool, Trouble>,
) -> Result<Vec<TwoVersions>, Trouble> {
    let all = store.two_versions()?;
    let places_of = |id: PersonId| -> Result<BTreeSet<ReadBoth>, Trouble> {
        let theirs = all.iter().filter(|(person, ..)| *person == id);
        theirs.map(|(_, thing, field)| place(store, *thing, *field)).collect()
    };
    let mut found = Vec::new();
    let mut others = with_nobody(store, &all)?;
    others.retain(|row| mine.iter().all(|it| it.id != row.id));
    for row in mine.iter().chain(&others) {
        let mut places = places_of(row.id)?;
        if is_torn(row)? {
            places.insert(ReadBoth::TheirCard);
        }
        if !places.is_empty() {
            let (person, places) = (Some(person_line(store, row)), places.into_iter().collect());
            found.push(TwoVersions { person, places });
        }
    }
    let mut of_the_team = BTreeSet::new();
    for (thing, field) in store.versions_of_nobodys()? {
        if concerns_me(store, thing, field)? {
            of_the_team.insert(place(store, thing, field)?);
        }
    }
    let of_nobody = |place| TwoVersions { person: None, places: vec![place] };
    found.extend(of_the_team.into_iter().filter(|place| !is_nameless(place)).map(of_nobody));
    Ok(found)
}

/// What only somebody else may decide, or no page can tell apart, is told to nobody here.
fn concerns_me(store: &Store, thing: Thing, field: u16) -> Result<bool, Trouble> {
    Ok(match thing.kind {
        contact::KIND if thing.id == ContactId::OF_THE_TEAM.to_bytes() => {
            store.book().is_lead(store.me().worker)
        }
        contact::KIND => thing.id == of_worker(store.me().worker).to_bytes(),
        reflection::KIND => [reflection::WORDS, reflection::CAME_OF_IT].contains(&field),
        safety_step::KIND => store.fields(thing)?.bytes(safety_step::WORDS).is_some(),
        _ => true,
    })
}

/// Taken back by one, and written on by another, without a name.
fn is_nameless(place: &ReadBoth) -> bool {
    matches!(place, ReadBoth::Service { name, .. } if name.is_empty())
}

/// Those of whom something stands in two versions, and who are with nobody that is in the team now.
fn with_nobody(store: &Store, all: &[(PersonId, Thing, u16)]) -> Result<Vec<PersonRow>, Trouble> {
    let ids: BTreeSet<PersonId> = all.iter().map(|(person, ..)| *person).collect();
    let mut people = Vec::new();
    for id in ids {
        people.extend(store.person(id)?);
    }
    people.retain(|row| is_with_nobody(store, row));
    Ok(people)
}

fn place(store: &Store, thing: Thing, field: u16) -> Result<ReadBoth, Trouble> {
    const ON_OUR_PAGE: [u16; 9] = [
        person::STRENGTHS,
        person::HELPS,
        person::GETS_IN_THE_WAY,
        person::LOOK_AGAIN_ON,
        person::SHARING_WISHES,
        person::TELL_GP,
        person::IF_HARD_SIGNS,
        person::IF_HARD_HELPS,
        person::IF_HARD_WHOM,
    ];
    let fields = store.fields(thing)?;
    let of_visit =
        |field| fields.id(field).map_or(ReadBoth::TheirCard, |id| ReadBoth::Visit(VisitId(id)));
    let of_connection = |field| {
        fields.id(field).map_or(ReadBoth::TheirCard, |id| ReadBoth::Connection(ConnectionId(id)))
    };
    let service = |id| name_of(store, id).map(|name| ReadBoth::Service { id, name });
    Ok(match thing.kind {
        person::KIND if ON_OUR_PAGE.contains(&field) => ReadBoth::OurPage,
        goal::KIND if field == goal::GOING => ReadBoth::TheirCard,
        goal::KIND | step::KIND => ReadBoth::OurPage,
        review::KIND => ReadBoth::OverTime,
        relation::KIND => ReadBoth::TheirPeople,
        tried::KIND => ReadBoth::WhatWeTried,
        measure::KIND => ReadBoth::Measures,
        share::KIND => ReadBoth::OnTheirPhone,
        visit::KIND => ReadBoth::Visit(VisitId::from_bytes(thing.id)),
        mark::KIND => of_visit(mark::VISIT),
        connection::KIND => ReadBoth::Connection(ConnectionId::from_bytes(thing.id)),
        talk::KIND => of_connection(talk::CONNECTION),
        barrier::KIND => of_connection(barrier::CONNECTION),
        attachment::KIND => ReadBoth::Photo(AttachmentId::from_bytes(thing.id)),
        service::KIND => service(ServiceId::from_bytes(thing.id))?,
        learned::KIND => match fields.id(learned::SERVICE) {
            Some(id) => service(ServiceId(id))?,
            None => ReadBoth::OurTeam,
        },
        shared_cause::KIND => ReadBoth::SharedCauses,
        contact::KIND if thing.id == ContactId::OF_THE_TEAM.to_bytes() => ReadBoth::OurTeam,
        contact::KIND => ReadBoth::ThisPhone,
        safety_step::KIND => ReadBoth::OurTeam,
        reflection::KIND => ReadBoth::ForSupervision,
        _ => ReadBoth::TheirCard,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::relation::Nearness,
        log::registry::field_named,
        requests::{
            Run, Thing as About, people::AddPerson, person::SetField, relations::AddRelation,
            safeguarding::AddSafetyStep, services::AddService, things::TakeBack, today::Today,
        },
    };

    fn edit(store: &mut Store, thing: About, field: &str, value: &str) {
        let number = field_named(thing.in_log().kind, field).unwrap().number;
        let seen = store.fields(thing.in_log()).unwrap().seen(number);
        let (field, value) = (field.to_owned(), value.to_owned());
        SetField { thing, field, value, seen, of: None }.run(store).unwrap();
    }

    /// Each writes something else, and then they meet.
    fn edit_apart(stores: &mut [Store; 2], thing: About, field: &str) {
        let [one, other] = stores;
        Store::meet(one, other).unwrap();
        edit(one, thing, field, "Ring the top bell");
        edit(other, thing, field, "Round the back");
        Store::meet(one, other).unwrap();
    }

    fn on_today(store: &mut Store) -> Vec<(Option<PersonId>, Vec<ReadBoth>)> {
        let today = "2026-11-26".parse().unwrap();
        let page = Today { today, has_time: false }.run(store).unwrap();
        let told = |found: TwoVersions| (found.person.map(|person| person.id), found.places);
        page.two_versions.into_iter().map(told).collect()
    }

    fn mo_of(store: &mut Store) -> PersonId {
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        AddPerson { fields }.run(store).unwrap()
    }

    #[test]
    fn each_place_where_two_wrote_apart_is_told_to_whom_it_concerns() {
        let mut stores = Store::of_two_workers().unwrap();
        let person = mo_of(&mut stores[0]);
        let (name, who) = ("Brenda".to_owned(), "sister".to_owned());
        let add = AddRelation { person, name, who, nearness: Nearness::Close };
        let brenda = About::Relation(add.run(&mut stores[0]).unwrap());
        let (name, what_for) = ("The chapel".to_owned(), String::new());
        let chapel = AddService { name: name.clone(), what_for }.run(&mut stores[0]).unwrap();
        for (thing, field) in [
            (About::Person(person), "access"),
            (About::Person(person), "helps"),
            (brenda, "words"),
            (About::Service(chapel), "how_to_get_in"),
            (About::Service(chapel), "real_wait"),
        ] {
            edit_apart(&mut stores, thing, field);
        }
        let of_mo =
            (Some(person), vec![ReadBoth::TheirCard, ReadBoth::OurPage, ReadBoth::TheirPeople]);
        let of_the_team = (None, vec![ReadBoth::Service { id: chapel, name }]);
        let [ana, ben] = &mut stores;
        assert_eq!(on_today(ana), [of_mo, of_the_team.clone()]);
        assert_eq!(on_today(ben), [of_the_team], "Mo is with Ana");
        for field in ["how_to_get_in", "real_wait"] {
            edit(ben, About::Service(chapel), field, "Ring and wait");
        }
        assert_eq!(on_today(ben), []);
    }

    #[test]
    fn two_numbers_to_ring_in_a_worry_are_told_to_everybody() {
        let mut stores = Store::of_two_workers().unwrap();
        let (words, telephone) = ("Ring the duty desk".to_owned(), "0300 000 000".to_owned());
        let step = AddSafetyStep { words, telephone }.run(&mut stores[0]).unwrap();
        edit_apart(&mut stores, About::SafetyStep(step), "telephone");
        let [ana, ben] = &mut stores;
        assert_eq!(on_today(ana), [(None, vec![ReadBoth::OurTeam])]);
        assert_eq!(on_today(ben), [(None, vec![ReadBoth::OurTeam])]);
        TakeBack { thing: About::SafetyStep(step) }.run(ben).unwrap();
        assert_eq!(on_today(ben), [], "there is no such step any more");
    }

    #[test]
    fn whoever_is_with_nobody_any_more_is_told_to_everybody() {
        let mut stores = Store::of_two_workers().unwrap();
        let person = mo_of(&mut stores[1]);
        edit_apart(&mut stores, About::Person(person), "access");
        let [ana, ben] = &mut stores;
        assert_eq!(on_today(ana), []);
        ana.remove(&[ben.me().device]).unwrap();
        assert_eq!(on_today(ana), [(Some(person), vec![ReadBoth::TheirCard])]);
    }
}
