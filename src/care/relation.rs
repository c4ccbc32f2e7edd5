//! The people in a person's life, as they see it.

use super::visit::word_list;
use serde::{Deserialize, Serialize};

word_list! {
    /// How near somebody is, just now. It says nothing against anybody.
    Nearness {
        Close = "close",
        Further = "further",
        Hard = "hard",
    }
}
