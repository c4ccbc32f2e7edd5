//! The screens: what people see and touch. They ask the engine and show what it answers.

mod app;
mod ask;
mod calendar;
mod device;
mod locking;
mod pages;
mod parts;
mod root;
mod route;
mod text;
mod trouble;
mod unsaved;
mod when;

pub use app::start;
