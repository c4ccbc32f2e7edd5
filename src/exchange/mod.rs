//! What comes in and goes out in forms that others can read.

pub mod demo;
pub mod export;
pub mod import;
mod json;
mod line;
mod refusals;

pub use line::Line;
pub use refusals::{Reason, Refusals, Refused};
