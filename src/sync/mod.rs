//! How phones and the team's server come to hold the same set.

pub mod lane;
mod limits;
pub mod protocol;
pub mod round;
pub mod schedule;

pub use limits::Limits;
pub use round::{Incoming, Outgoing, Round, Tally};
