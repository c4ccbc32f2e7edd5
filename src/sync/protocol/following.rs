//! Of which scopes a device is told.

use crate::log::ScopeId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a device follows. Whatever it names, of a closed scope it is told only what it may read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Followed {
    #[default]
    All,
    /// A set that the server was told of before. It forgets such sets now and then, and says so.
    Known(SetName),
    These(BTreeSet<ScopeId>),
    AllBut(BTreeSet<ScopeId>),
}

/// A set's name says what is in it, so that it can be nobody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SetName(pub [u8; 16]);

impl SetName {
    pub fn of(scopes: &BTreeSet<ScopeId>) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("alongside followed scopes v1");
        scopes.iter().for_each(|scope| {
            hasher.update(&scope.0);
        });
        let mut name = [0; 16];
        hasher.finalize_xof().fill(&mut name);
        Self(name)
    }
}
