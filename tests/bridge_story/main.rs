//! Stories of a team, told with the real server over a real port and real bridges in folders.

mod actors;
mod bad_input;
mod disasters;
mod together;
