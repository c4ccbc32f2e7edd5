//! What comes in and goes out in forms that others can read.

pub mod demo;
