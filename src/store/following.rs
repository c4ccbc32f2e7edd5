//! Which scopes this phone holds: all, or those that it follows. It follows the directory, what is closed
//! to others, the people its worker goes to see or covers, those opened here lately, and whoever
//! something was written of here.

#[cfg(test)]
mod tests;

use super::{
    PersonRow, Result, Store,
    frames::to_sql,
    meta::{self, Standing, name},
};
#[cfg(feature = "switches")]
use crate::switches::{Safeguard, is_there};
use crate::{
    care::{Moment, PersonId},
    log::{ScopeId, Thing},
};
use rusqlite::named_params;
use std::collections::BTreeSet;

/// Who was opened is followed for so long.
const OPENED_LASTS_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// Whoever was opened within that time is not written down again.
const OPENED_LATELY_MS: i64 = 12 * 60 * 60 * 1000;
/// So many are let go before whoever uses the phone has a turn.
const AT_ONCE: usize = 4;
/// In a team with more people a new phone follows some, unless it was told to hold all.
const MOST_HELD_UNTOLD: usize = 1000;

/// Of which there is anything here: frames, or changes whose frames were erased with something else in
/// them and that are carried on in others. From scope to scope, as there are many of each.
const SCOPES_HERE: &str = "
    with recursive
        framed (scope) as (
            select min(scope) from frame
            union all
            select (select min(scope) from frame where scope > framed.scope)
            from framed where framed.scope is not null),
        written (scope) as (
            select min(scope) from change
            union all
            select (select min(scope) from change where scope > written.scope)
            from written where written.scope is not null)
    select scope from framed
    where scope <> zeroblob(16) and exists (
        select 1 from frame where frame.scope = framed.scope and frame.state <> 2)
    union
    select scope from written where scope <> zeroblob(16)";

/// Scopes whose frames come apart from the others; all of them up to a position are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToFetch {
    pub which: Which,
    pub fetched_to: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    These(BTreeSet<ScopeId>),
    AllBut(BTreeSet<ScopeId>),
}

impl Which {
    pub(super) fn contains(&self, scope: ScopeId) -> bool {
        match self {
            Self::These(scopes) => scopes.contains(&scope),
            Self::AllBut(scopes) => !scopes.contains(&scope),
        }
    }
}

impl Store {
    /// `None` where this phone follows all, and has fetched what it did not follow before.
    pub fn followed(&self) -> Result<Option<BTreeSet<ScopeId>>> {
        if self.follows_all()? {
            return Ok(None);
        }
        self.scopes_in("select scope from follow where fetched_to is null").map(Some)
    }

    pub fn follows_all(&self) -> Result<bool> {
        let follows_some: Option<bool> = meta::read(&self.connection, name::FOLLOWS_SOME)?;
        Ok(!follows_some.unwrap_or_default())
    }

    /// Whether this phone is to follow all: it does once the others are fetched.
    pub fn is_to_follow_all(&self) -> Result<bool> {
        Ok(self.follows_all()? || self.others_fetched_to()?.is_some())
    }

    /// Where the others are fetched to, if this phone is to follow all and does not yet.
    fn others_fetched_to(&self) -> Result<Option<u64>> {
        meta::read(&self.connection, name::OTHERS_FETCHED_TO)
    }

    /// From now on only those who are to be; the others are let go when the phone has time.
    pub fn follow_some(&mut self) -> Result<()> {
        if !self.follows_all()? {
            return meta::forget(&self.connection, name::OTHERS_FETCHED_TO);
        }
        self.together(|store| {
            meta::write(&store.connection, name::FOLLOWS_SOME, &true)?;
            let here = store.scopes_in(SCOPES_HERE)?;
            // All of what was followed until now is here.
            store.follow_from(here, None)?;
            store.mind_following()
        })
    }

    /// Everybody, from when the others have been fetched.
    pub fn follow_all(&mut self) -> Result<()> {
        if self.follows_all()? {
            return meta::write(&self.connection, name::FOLLOWS_SOME, &false);
        }
        if self.others_fetched_to()?.is_some() {
            return Ok(());
        }
        meta::write(&self.connection, name::OTHERS_FETCHED_TO, &0_u64)
    }

    /// A phone that has just joined hears who there is before the rest comes; however often it asks.
    pub(crate) fn is_to_learn_who_there_is(&self) -> Result<bool> {
        let is_so: Option<bool> = meta::read(&self.connection, name::IS_TO_LEARN_WHO_THERE_IS)?;
        Ok(is_so.unwrap_or_default())
    }

    pub(crate) fn is_now_to_learn_who_there_is(&self) -> Result<()> {
        meta::write(&self.connection, name::IS_TO_LEARN_WHO_THERE_IS, &true)
    }

    /// From then on it may follow some, where it was told nothing.
    pub(crate) fn knows_who_there_is(&mut self) -> Result<()> {
        self.together(|store| {
            meta::forget(&store.connection, name::IS_TO_LEARN_WHO_THERE_IS)?;
            let is_told = meta::read::<bool>(&store.connection, name::FOLLOWS_SOME)?.is_some();
            let are_many = store.count("select count(*) from person")? > MOST_HELD_UNTOLD;
            if are_many && !is_told { store.follow_some() } else { Ok(()) }
        })
    }

    fn follows_all_now(&self) -> Result<()> {
        meta::write(&self.connection, name::FOLLOWS_SOME, &false)?;
        meta::forget(&self.connection, name::OTHERS_FETCHED_TO)?;
        self.connection.execute("delete from follow", [])?;
        Ok(())
    }

    /// Somebody's record was opened, and is followed for a while.
    pub fn note_opened(&mut self, person: PersonId) -> Result<()> {
        let (id, now) = (person.to_bytes(), self.now().0);
        let is_noted = self
            .connection
            .prepare_cached("select 1 from opened where person = :person and at > :since")?
            .exists(named_params! { ":person": id, ":since": now - OPENED_LATELY_MS })?;
        if is_noted {
            return Ok(());
        }
        self.together(|store| {
            store
                .connection
                .prepare_cached(
                    "insert into opened (person, at) values (:person, :at)
                     on conflict (person) do update set at = max(at, excluded.at)",
                )?
                .execute(named_params! { ":person": id, ":at": now })?;
            store.follow_cards_of(person)
        })
    }

    fn follow_cards_of(&self, person: PersonId) -> Result<()> {
        if self.follows_all()? {
            return Ok(());
        }
        let cards = self.joined_with(person)?;
        self.follow(cards.into_iter().filter_map(|card| self.keyring.person_scope(card)).collect())
    }

    /// Whether all that the team has written of somebody is here, as of the last round; on each of their
    /// cards.
    pub fn holds(&self, person: PersonId) -> Result<bool> {
        if self.follows_all()? {
            return Ok(true);
        }
        for card in self.joined_with(person)? {
            if !self.holds_card(card)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn holds_card(&self, card: PersonId) -> Result<bool> {
        let Some(scope) = self.keyring.person_scope(card) else { return Ok(false) };
        let mut followed = self
            .connection
            .prepare_cached("select 1 from follow where scope = :scope and fetched_to is null")?;
        Ok(followed.exists(named_params! { ":scope": scope.0 })?)
    }

    /// Those whose record this phone holds.
    pub fn people_here(&self) -> Result<Vec<PersonRow>> {
        let mut people = self.people()?;
        if !self.follows_all()? {
            let is_here = |row: &PersonRow| self.holds(row.id).unwrap_or_default();
            people.retain(is_here);
        }
        Ok(people)
    }

    /// Follows whatever is to be followed and is not yet.
    pub(crate) fn mind_following(&mut self) -> Result<()> {
        if self.follows_all()? {
            return Ok(());
        }
        let mut wanted = self.wanted()?;
        // Of the others all is on its way already.
        if !self.is_to_follow_all()? {
            wanted.append(&mut self.scopes_in(
                "select scope from change where is_sealed = 0 and scope <> zeroblob(16)",
            )?);
        }
        self.follow(wanted)
    }

    /// And whoever anything is here of, however it came.
    pub(crate) fn mind_following_whoever_is_here(&mut self) -> Result<()> {
        self.mind_following()?;
        if self.follows_all()? || self.is_to_follow_all()? {
            return Ok(());
        }
        self.follow(self.scopes_in(SCOPES_HERE)?)
    }

    /// Nothing stands before the beginning, so that from there on nothing is to be fetched apart.
    fn follow(&self, scopes: BTreeSet<ScopeId>) -> Result<()> {
        let is_at_the_beginning = self.standing()?.cursor == 0;
        self.follow_from(scopes, (!is_at_the_beginning).then_some(0))
    }

    fn follow_from(&self, scopes: BTreeSet<ScopeId>, fetched_to: Option<i64>) -> Result<()> {
        let mut insert = self.connection.prepare_cached(
            "insert or ignore into follow (scope, fetched_to) values (:scope, :fetched_to)",
        )?;
        for scope in scopes {
            insert.execute(named_params! { ":scope": scope.0, ":fetched_to": fetched_to })?;
        }
        Ok(())
    }

    /// What is to be fetched apart, and goes on from where it is: what was begun first.
    pub(crate) fn to_fetch(&self) -> Result<Option<ToFetch>> {
        let fetched_to: Option<i64> =
            self.connection
                .query_row("select max(fetched_to) from follow", [], |row| row.get(0))?;
        let Some(fetched_to) = fetched_to else { return self.others_to_fetch() };
        let mut select =
            self.connection.prepare_cached("select scope from follow where fetched_to = :to")?;
        let scopes = select
            .query_map(named_params! { ":to": fetched_to }, |row| row.get(0).map(ScopeId))?
            .collect::<rusqlite::Result<_>>()?;
        let fetched_to = u64::try_from(fetched_to).unwrap_or_default();
        Ok(Some(ToFetch { which: Which::These(scopes), fetched_to }))
    }

    fn others_to_fetch(&self) -> Result<Option<ToFetch>> {
        let (Some(fetched_to), Some(followed)) = (self.others_fetched_to()?, self.followed()?)
        else {
            return Ok(None);
        };
        Ok(Some(ToFetch { which: Which::AllBut(followed), fetched_to }))
    }

    /// All frames of these up to a position are here; of `whole` ones all that there are.
    pub(crate) fn note_fetched(&self, of: &ToFetch, to: u64, is_whole: bool) -> Result<()> {
        let scopes = match &of.which {
            Which::These(scopes) => scopes,
            Which::AllBut(_) if is_whole => return self.follows_all_now(),
            Which::AllBut(_) => {
                return meta::write(&self.connection, name::OTHERS_FETCHED_TO, &to);
            }
        };
        let fetched_to = (!is_whole).then(|| to_sql(to));
        let mut update = self.connection.prepare_cached(
            "update follow set fetched_to = :fetched_to
             where scope = :scope and fetched_to is not null",
        )?;
        for scope in scopes {
            update.execute(named_params! { ":scope": scope.0, ":fetched_to": fetched_to })?;
        }
        Ok(())
    }

    /// In a new epoch positions are others.
    pub(crate) fn fetch_anew(&self) -> Result<()> {
        self.connection
            .execute("update follow set fetched_to = 0 where fetched_to is not null", [])?;
        match self.others_fetched_to()? {
            Some(_) => meta::write(&self.connection, name::OTHERS_FETCHED_TO, &0_u64),
            None => Ok(()),
        }
    }

    /// Lets go a few scopes that are not followed any more and that the server and a verified backup of
    /// it have whole. Answers how many.
    pub fn let_go_some(&mut self) -> Result<usize> {
        let Some(followed) = self.followed()? else { return Ok(0) };
        let Standing { cursor, durable_to, .. } = self.standing()?;
        // At the beginning nothing is fetched apart, so it would not come again.
        if self.is_to_follow_all()? || cursor == 0 {
            return Ok(0);
        }
        // What cannot be read yet may be of any scope.
        if !self.scopes_in("select scope from frame where scope = zeroblob(16)")?.is_empty() {
            return Ok(0);
        }
        // Whom one goes to see stands in the tables.
        if self.n_to_rebuild()? > 0 {
            return Ok(0);
        }
        let wanted = self.wanted()?;
        #[cfg(feature = "switches")]
        let durable_to = if is_there(Safeguard::DurableMark) { durable_to } else { u64::MAX };
        self.together(|store| {
            let mut n_let_go = 0;
            for scope in followed.difference(&wanted) {
                if n_let_go < AT_ONCE && store.is_free_to_go(*scope, durable_to)? {
                    store.let_go(*scope)?;
                    n_let_go += 1;
                }
            }
            Ok(n_let_go)
        })
    }

    /// What a phone that follows some follows.
    pub(super) fn wanted(&self) -> Result<BTreeSet<ScopeId>> {
        let device = self.me.device;
        let closed = self.book.closed_scopes().map(|(scope, _)| scope);
        let mut wanted: BTreeSet<ScopeId> =
            closed.filter(|scope| self.book.may_read(device, *scope)).collect();
        wanted.extend(self.keyring.directory_scope());
        for person in self.people_to_follow()? {
            wanted.extend(self.keyring.person_scope(person));
        }
        Ok(wanted)
    }

    /// With every card of theirs.
    fn people_to_follow(&self) -> Result<BTreeSet<PersonId>> {
        let since = Moment(self.now().0 - OPENED_LASTS_MS);
        let mut select = self.connection.prepare_cached(
            "with recursive card (id) as (
                select id from person where worker = :me or cover = :me
                union
                select person from opened where at >= :since
                union
                select person from draft where person is not null
                union
                select case card.id when link.one then link.other else link.one end
                from card join joined link on card.id in (link.one, link.other))
             select id from card",
        )?;
        let named = named_params! { ":me": self.me.worker.to_bytes(), ":since": since.0 };
        let people = select.query_map(named, |row| row.get(0).map(PersonId::from_bytes))?;
        Ok(people.collect::<rusqlite::Result<_>>()?)
    }

    fn is_free_to_go(&self, scope: ScopeId, durable_to: u64) -> Result<bool> {
        let is_held_back = self
            .connection
            .prepare_cached(
                "select exists (select 1 from change where scope = :scope
                        and (is_sealed = 0 or n in (select n from unchecked)))
                    or exists (select 1 from frame where scope = :scope and state <> 2
                        and (coalesce(position, 0) not between 1 and :durable_to
                             or state <> 0 or n in (select frame from stray)))
                    or exists (select 1 from piece where scope = :scope
                        and coalesce(received_to, :durable_to) >= :durable_to)",
            )?
            .query_row(
                named_params! { ":scope": scope.0, ":durable_to": to_sql(durable_to) },
                |row| row.get::<_, bool>(0),
            )?;
        Ok(!is_held_back)
    }

    /// What an erasure has named stays named.
    fn let_go(&mut self, scope: ScopeId) -> Result<()> {
        let things: BTreeSet<Thing> = self.things_of(scope)?;
        for rows in [
            "delete from frame_change where frame in (select n from frame where scope = :scope)",
            "delete from change where scope = :scope",
            "delete from frame where scope = :scope and state <> 2",
            "delete from piece where scope = :scope",
            "delete from follow where scope = :scope",
            "delete from to_rebuild where scope = :scope",
        ] {
            self.connection.prepare_cached(rows)?.execute(named_params! { ":scope": scope.0 })?;
        }
        self.rebuild_things(&things).map(drop)
    }

    fn scopes_in(&self, select: &str) -> Result<BTreeSet<ScopeId>> {
        let mut select = self.connection.prepare_cached(select)?;
        let scopes = select.query_map([], |row| row.get(0).map(ScopeId))?;
        Ok(scopes.collect::<rusqlite::Result<_>>()?)
    }
}
