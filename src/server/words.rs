//! How counts and ids are said to whoever looks after the server.

use std::fmt::Display;

pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// How an id begins: enough to tell it from the few others.
pub fn short(id: impl Display) -> String {
    id.to_string().chars().take(8).collect()
}
