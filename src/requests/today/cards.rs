//! Somebody who has several cards is one person on Today.

use super::{Day, PersonId, Store, Trouble, Why};
use crate::{care::Moment, store::PersonRow};
use std::collections::BTreeMap;

/// All cards of the person on this one, itself the first.
pub(super) fn cards(store: &Store, card: PersonId) -> Result<Vec<PersonId>, Trouble> {
    Ok(if store.has_joined_cards()? { store.joined_with(card)? } else { vec![card] })
}

/// As whom the person on a card is counted, whichever of the cards it is.
pub(in crate::requests) fn who(store: &Store, card: PersonId) -> Result<PersonId, Trouble> {
    Ok(cards(store, card)?.into_iter().min().unwrap_or(card))
}

fn rows(store: &Store, card: PersonId) -> Result<Vec<PersonRow>, Trouble> {
    let mut rows = Vec::new();
    for card in cards(store, card)? {
        rows.extend(store.person(card)?);
    }
    Ok(rows)
}

/// They were in touch when any of their cards says so.
pub(super) fn last_contact_at(store: &Store, card: PersonId) -> Result<Option<Moment>, Trouble> {
    Ok(rows(store, card)?.into_iter().filter_map(|row| row.last_contact_at).max())
}

/// Whoever is left alone by way of one card is not asked by way of another.
pub(super) fn paused_until(store: &Store, card: PersonId) -> Result<Option<Day>, Trouble> {
    Ok(rows(store, card)?.into_iter().filter_map(|row| row.paused_until).max())
}

/// A next contact is agreed that is still to come.
pub(super) fn is_agreed_after(store: &Store, card: PersonId, day: Day) -> Result<bool, Trouble> {
    Ok(rows(store, card)?.iter().any(|row| row.next_contact_on.is_some_and(|on| on > day)))
}

/// Reasons by the person that they are about, and the card on which each stands.
#[derive(Default)]
pub(super) struct Reasons {
    pub of_people: Vec<(PersonId, Why)>,
    cards: BTreeMap<(PersonId, String), PersonId>,
}

impl Reasons {
    pub fn by_person(store: &Store, reasons: Vec<(PersonId, Why)>) -> Result<Self, Trouble> {
        let mut by_person = Self::default();
        for (card, why) in reasons {
            let who = who(store, card)?;
            by_person.cards.entry((who, why.key())).or_insert(card);
            by_person.of_people.push((who, why));
        }
        Ok(by_person)
    }

    pub fn card_of(&self, who: PersonId, why: &Why) -> PersonId {
        self.cards.get(&(who, why.key())).copied().unwrap_or(who)
    }

    /// The card on which the silence of somebody is seen.
    pub fn quiet_card(&self, who: PersonId) -> PersonId {
        let is_theirs =
            |(person, why): &&(PersonId, Why)| *person == who && matches!(why, Why::Quiet { .. });
        self.of_people.iter().find(is_theirs).map_or(who, |(_, why)| self.card_of(who, why))
    }
}
