//! The screens: what people see and touch. They ask the engine and show what it answers.

// Elsewhere than on a page only the tests use the words.
#![cfg_attr(not(target_family = "wasm"), allow(dead_code, unused_macros, unused_imports))]

mod calendar;
mod letter;
mod line;
mod own_words;
mod rings;
mod safety;
mod squares;
mod text;
mod way;
mod when;

// What needs a page to stand on.
#[cfg(target_family = "wasm")]
mod app;
#[cfg(target_family = "wasm")]
mod ask;
#[cfg(target_family = "wasm")]
mod clock;
#[cfg(target_family = "wasm")]
mod device;
#[cfg(target_family = "wasm")]
mod handed_over;
#[cfg(target_family = "wasm")]
mod locking;
#[cfg(target_family = "wasm")]
mod pages;
#[cfg(target_family = "wasm")]
mod parts;
#[cfg(target_family = "wasm")]
mod root;
#[cfg(target_family = "wasm")]
mod route;
#[cfg(target_family = "wasm")]
mod trouble;
#[cfg(target_family = "wasm")]
mod typing;
#[cfg(target_family = "wasm")]
mod unsaved;

#[cfg(target_family = "wasm")]
pub use app::start;
