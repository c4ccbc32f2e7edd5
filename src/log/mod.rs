//! The log of changes: what one is, how it is named, how a set of them becomes a state.

pub mod change;
mod ids;
mod owner;
pub mod registry;
pub mod state;

pub use change::{Actor, Change, Kind, Set, SignedChange, Thing};
pub use ids::{ActionId, ChangeId, FrameId, PieceId, ScopeId, TeamId};
pub use owner::Owner;
