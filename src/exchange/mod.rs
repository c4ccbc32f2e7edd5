//! What comes in and goes out in forms that others can read.

mod beside;
pub mod demo;
pub mod draft;
pub mod export;
pub mod import;
pub mod jpeg;
mod json;
mod line;
mod refusals;

pub use beside::{Beside, Version, without_what_stood_beside, written_by};
pub use line::Line;
pub use refusals::{Reason, Refusals, Refused};
