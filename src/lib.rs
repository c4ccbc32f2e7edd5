//! Alongside: the companion that a link worker carries on home visits.
//!
//! The rooms and what each may know stand in the README; `tests/rooms.rs` holds them to it.

pub mod care;
pub mod engine;
pub mod exchange;
pub mod letters;
pub mod log;
pub mod requests;
pub mod seal;
#[cfg(feature = "team-server")]
pub mod server;
pub mod store;
#[cfg(feature = "switches")]
pub mod switches;
pub mod sync;
#[cfg(any(feature = "screens", test))]
pub mod ui;
