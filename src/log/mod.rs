//! The log of changes: what one is, how it is named and signed, how a set of them becomes a state.

mod ids;

pub use ids::{ActionId, ChangeId, FrameId, ScopeId, TeamId};
