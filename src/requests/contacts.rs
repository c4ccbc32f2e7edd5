//! How the team and its workers are reached: what stands on the page that somebody takes home, and
//! where a link of theirs is over. A contact is there for everybody, and may be empty.

use super::{FieldView, Run, Trouble, person::view_of};
use crate::{
    care::{ContactId, WorkerId, contact::fits_in_a_line},
    log::{Thing as InLog, registry::contact},
    store::Store,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactsPage {
    pub mine: ContactLine,
    /// What whoever follows a link can read: all that the server is ever told in plain words.
    pub teams: ContactLine,
    /// That is for a lead to decide.
    pub may_change_teams: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLine {
    pub id: ContactId,
    /// Of a team; a worker has theirs already.
    pub name: FieldView,
    pub telephone: FieldView,
}

impl Run for Contacts {
    fn run(&self, store: &mut Store) -> Result<ContactsPage, Trouble> {
        Ok(ContactsPage {
            mine: line_of(store, of_worker(store.me().worker))?,
            teams: line_of(store, ContactId::OF_THE_TEAM)?,
            may_change_teams: is_lead(store),
        })
    }
}

pub fn of_worker(worker: WorkerId) -> ContactId {
    ContactId(worker.0)
}

/// The number at which people ring a worker; empty where they gave none, or have left.
pub fn telephone_of(store: &Store, worker: WorkerId) -> Result<String, Trouble> {
    let is_here = worker == store.me().worker || store.colleagues().contains(&worker);
    if !is_here {
        return Ok(String::new());
    }
    Ok(store.fields(thing(of_worker(worker)))?.text(contact::TELEPHONE))
}

/// The one that is to be told to the server, from the phone of a lead.
pub fn to_tell(store: &Store) -> Result<Option<(String, String)>, Trouble> {
    if !is_lead(store) {
        return Ok(None);
    }
    of_the_team(store).map(Some)
}

/// The name and the number of the team.
pub fn of_the_team(store: &Store) -> Result<(String, String), Trouble> {
    let fields = store.fields(thing(ContactId::OF_THE_TEAM))?;
    Ok((fields.text(contact::NAME), fields.text(contact::TELEPHONE)))
}

/// The team's is a lead's to set, and a worker's is theirs.
pub(super) fn may_be_set(store: &Store, thing: InLog, value: &str) -> Result<(), Trouble> {
    let id = ContactId::from_bytes(thing.id);
    if thing.kind != contact::KIND {
        return Ok(());
    }
    match id {
        ContactId::OF_THE_TEAM if !is_lead(store) => return Err(Trouble::LeadOnly),
        ContactId::OF_THE_TEAM => {}
        id if id != of_worker(store.me().worker) => return Err(Trouble::NotFound),
        _ => {}
    }
    if fits_in_a_line(value) { Ok(()) } else { Err(Trouble::NotAValue) }
}

fn line_of(store: &Store, id: ContactId) -> Result<ContactLine, Trouble> {
    let fields = store.fields(thing(id))?;
    let view = |field| view_of(store, &fields, contact::KIND, field);
    Ok(ContactLine { id, name: view(contact::NAME)?, telephone: view(contact::TELEPHONE)? })
}

fn is_lead(store: &Store) -> bool {
    store.book().is_lead(store.me().worker)
}

fn thing(id: ContactId) -> InLog {
    InLog { kind: contact::KIND, id: id.to_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{Seen, Thing, person::SetField};

    fn set(store: &mut Store, id: ContactId, field: &str, value: &str) -> Result<Seen, Trouble> {
        let thing = Thing::Contact(id);
        let seen = store.fields(thing.in_log()).unwrap().seen(match field {
            "name" => contact::NAME,
            _ => contact::TELEPHONE,
        });
        let (field, value) = (field.to_owned(), value.to_owned());
        SetField { thing, field, value, seen, of: None }.run(store)
    }

    #[test]
    fn a_worker_gives_the_number_at_which_people_ring_them() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let page = Contacts {}.run(&mut ana).unwrap();
        assert_eq!(page.mine.telephone.value, "");
        set(&mut ana, page.mine.id, "telephone", "07700 900123").unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        assert_eq!(telephone_of(&ben, ana.me().worker).unwrap(), "07700 900123");
        assert_eq!(telephone_of(&ben, ben.me().worker).unwrap(), "");
        let anas = set(&mut ben, page.mine.id, "telephone", "07700 900999");
        assert_eq!(anas, Err(Trouble::NotFound));
    }

    #[test]
    fn what_the_team_tells_everybody_is_for_a_lead_to_decide() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        set(&mut ana, ContactId::OF_THE_TEAM, "name", "North team").unwrap();
        set(&mut ana, ContactId::OF_THE_TEAM, "telephone", "01632 960001").unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        let page = Contacts {}.run(&mut ben).unwrap();
        assert_eq!((page.teams.name.value.as_str(), page.may_change_teams), ("North team", false));
        let change = set(&mut ben, ContactId::OF_THE_TEAM, "name", "South team");
        assert_eq!(change, Err(Trouble::LeadOnly));
        let told = Some(("North team".to_owned(), "01632 960001".to_owned()));
        assert_eq!((to_tell(&ana).unwrap(), to_tell(&ben).unwrap()), (told, None));
    }

    #[test]
    fn more_than_fits_in_a_line_is_not_a_contact() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let long = "0".repeat(101);
        let set = set(&mut store, ContactId::OF_THE_TEAM, "telephone", &long);
        assert_eq!(set, Err(Trouble::NotAValue));
    }
}
