//! Promises outside a visit: made, and what became of them.

use crate::care::{Became, Day, PersonId, PromiseId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakePromise {
    pub person: PersonId,
    pub text: String,
    pub by_worker: bool,
    pub on: Option<Day>,
}

/// What became of a promise; `None` opens it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseBecame {
    pub promise: PromiseId,
    pub became: Option<Became>,
    pub words: String,
}
