//! What carries the engine in a browser: a worker of its own, and the messages to and from it.
//!
//! Page to worker: `[id, request]`. Worker to page: `[id, is_answer, answer or trouble]`, all of
//! it postcard, or a word by itself that nobody asked for.

mod breath;
pub mod files;
mod lock;
mod page;
mod rounds;
mod worker;

pub use breath::breathe;
pub use page::{News, Page};
pub use worker::{is_worker, run};

use wasm_bindgen::JsValue;

/// Words from the worker. What follows `STOPPED` is for a developer.
const READY: &str = "ready";
const CHANGED: &str = "changed";
const ELSEWHERE: &str = "elsewhere";
const STOPPED: &str = "stopped: ";

/// How a worker is started: by its name.
const IF_FREE: &str = "if free";
const WHEN_FREE: &str = "when free";

/// One window asks the others for the record on this channel.
const WINDOWS: &str = "alongside windows";

fn in_words(why: &JsValue) -> String {
    why.as_string().unwrap_or_else(|| format!("{why:?}"))
}
