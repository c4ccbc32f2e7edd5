//! How phones and the team's server come to hold the same set.

pub mod protocol;
pub mod round;
pub mod schedule;

pub use round::{Incoming, Limits, Outgoing, Round, Tally};
