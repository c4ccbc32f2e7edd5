//! Stories of a team, told with the real server over a real port and real bridges in folders.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod actors;
mod backups;
mod bad_input;
mod disasters;
mod drafts;
mod far_behind;
mod lost_answers;
mod shares;
mod together;
