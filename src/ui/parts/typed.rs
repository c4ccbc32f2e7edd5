//! A field of a form whose text is kept while it is typed.

use super::super::{root::use_root, typing::Typing};
use super::field::{TextArea, TextField};
use dioxus::prelude::*;

/// One line.
#[component]
pub fn TypedField(
    id: String,
    typing: Typing,
    /// Under which name it is typed.
    field: String,
    label: String,
    #[props(default)] hint: String,
    #[props(default)] is_focused_first: bool,
) -> Element {
    let root = use_root();
    let name = field.clone();
    let value = use_memo(move || typing.text(&name));
    rsx! {
        TextField { id, label, hint, is_focused_first, value, on_input: move |typed| typing.write(root, &field, typed) }
    }
}

/// As many lines as are written.
#[component]
pub fn TypedArea(
    id: String,
    typing: Typing,
    field: String,
    label: String,
    #[props(default)] hint: String,
    #[props(default)] is_focused_first: bool,
) -> Element {
    let root = use_root();
    let name = field.clone();
    let value = use_memo(move || typing.text(&name));
    rsx! {
        TextArea { id, label, hint, is_focused_first, value, on_input: move |typed| typing.write(root, &field, typed) }
    }
}
