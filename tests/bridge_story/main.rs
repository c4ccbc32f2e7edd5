//! Stories of a team, told with the real server over a real port and real bridges in folders.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod actors;
mod backups;
mod bad_input;
mod bad_network;
mod bombs;
mod damaged;
mod disasters;
mod drafts;
mod far_behind;
mod following;
mod full_disk;
mod lost_answers;
mod network;
mod photos;
mod shares;
mod together;
