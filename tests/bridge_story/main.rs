//! Stories of a team, told with the real server over a real port and real bridges in folders.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod actors;
mod backups;
mod bad_input;
mod bad_network;
mod bombs;
#[path = "../server_story/certified.rs"]
mod certified;
mod damaged;
mod disasters;
mod drafts;
mod far_behind;
mod following;
mod full_disk;
mod lost_answers;
mod network;
mod over_https;
mod photos;
mod shares;
mod together;
