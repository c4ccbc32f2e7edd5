//! The keyring: the team's keys that a device holds, and the keys and names that come of them.

use super::{derive_key, entry::Purpose};
use crate::{
    care::{PersonId, VisitId},
    log::{ScopeId, TeamId},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroize;

/// The hash of a key; a key that has not its name is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KeyId(pub [u8; 16]);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
pub struct Key(pub [u8; 32]);

impl Key {
    pub fn generate(random: &mut dyn CryptoRng) -> Self {
        let mut key = [0; 32];
        random.fill_bytes(&mut key);
        Self(key)
    }

    pub fn id(&self) -> KeyId {
        let mut id = [0; 16];
        blake3::Hasher::new_derive_key("alongside key v1")
            .update(&self.0)
            .finalize_xof()
            .fill(&mut id);
        KeyId(id)
    }

    /// By what name the book knows a key that is for this. A closed scope's key says in its name
    /// which scope it opens, so that nobody can pass it off as another's.
    pub fn id_for(&self, purpose: Purpose) -> KeyId {
        let Purpose::Closed(scope) = purpose else { return self.id() };
        let mut id = [0; 16];
        blake3::Hasher::new_derive_key("alongside closed key v1")
            .update(&scope.0)
            .update(&self.0)
            .finalize_xof()
            .fill(&mut id);
        KeyId(id)
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({:02x?}…)", &self.id().0)
    }
}

/// The naming key never turns; the others turn with every removal, and the old ones are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyring {
    naming: Option<Key>,
    team: BTreeMap<KeyId, Key>,
    /// Of the closed scopes that this device reads. They are kept apart from the team's, so that no
    /// link ever carries them.
    #[serde(skip)]
    closed: BTreeMap<KeyId, ClosedKey>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedKey {
    pub scope: ScopeId,
    pub key: Key,
}

impl Keyring {
    pub fn naming(&self) -> Option<&Key> {
        self.naming.as_ref()
    }

    pub fn take_naming(&mut self, key: Key) {
        self.naming = Some(key);
    }

    pub fn take_team_key(&mut self, key: Key) {
        self.team.insert(key.id(), key);
    }

    pub fn take_closed_key(&mut self, closed: ClosedKey) {
        self.closed.insert(closed.key.id_for(Purpose::Closed(closed.scope)), closed);
    }

    pub fn take(&mut self, key: Key, purpose: Purpose) {
        match purpose {
            Purpose::Naming => self.take_naming(key),
            Purpose::Team => self.take_team_key(key),
            Purpose::Closed(scope) => self.take_closed_key(ClosedKey { scope, key }),
        }
    }

    pub fn team_key(&self, id: KeyId) -> Option<&Key> {
        self.team.get(&id)
    }

    pub fn team_keys(&self) -> impl Iterator<Item = &Key> {
        self.team.values()
    }

    pub fn closed_keys(&self) -> impl Iterator<Item = &ClosedKey> {
        self.closed.values()
    }

    /// A key and what it is for, as this device knows it and not as somebody says.
    pub fn key(&self, id: KeyId) -> Option<(&Key, Purpose)> {
        let naming = self.naming.as_ref().filter(|key| key.id() == id);
        let closed = self.closed.get(&id);
        naming
            .map(|key| (key, Purpose::Naming))
            .or_else(|| self.team.get(&id).map(|key| (key, Purpose::Team)))
            .or_else(|| closed.map(|closed| (&closed.key, Purpose::Closed(closed.scope))))
    }

    /// The key by this name, where it opens frames of this scope.
    pub fn frame_key(&self, id: KeyId, scope: ScopeId) -> Option<&Key> {
        let closed = self.closed.get(&id).filter(|closed| closed.scope == scope);
        closed.map(|closed| &closed.key).or_else(|| self.team.get(&id))
    }

    pub fn holds(&self, id: KeyId) -> bool {
        self.key(id).is_some()
    }

    /// The scope of a person, the same on every phone and offline.
    pub fn person_scope(&self, person: PersonId) -> Option<ScopeId> {
        self.scope_named(b"person", &person.to_bytes())
    }

    /// The scope in which every person of the team has a card.
    pub fn directory_scope(&self) -> Option<ScopeId> {
        self.scope_named(b"directory", &[])
    }

    /// Under which name the server keeps what is being written of a visit.
    pub fn draft_name(&self, visit: VisitId) -> Option<[u8; 16]> {
        self.name(b"draft", &visit.to_bytes())
    }

    fn scope_named(&self, what: &[u8], id: &[u8]) -> Option<ScopeId> {
        self.name(what, id).map(ScopeId)
    }

    fn name(&self, what: &[u8], id: &[u8]) -> Option<[u8; 16]> {
        let naming = self.naming.as_ref()?;
        let mut name = [0; 16];
        blake3::Hasher::new_keyed(&naming.0).update(what).update(id).finalize_xof().fill(&mut name);
        Some(name)
    }
}

pub fn scope_key(team_key: &Key, team: TeamId, scope: ScopeId) -> [u8; 32] {
    derive_key(&team_key.0, &team.0, &[b"alongside scope v1".as_slice(), &scope.0].concat())
}
