//! The app.
use dioxus::prelude::*;

fn main() {
    dioxus::launch(|| rsx! { h1 { "Alongside" } });
}
