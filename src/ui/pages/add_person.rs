//! Adding a person: one name is enough, the rest may come with time.

use super::frame::Top;
use crate::requests::people;
use crate::ui::{
    parts::{Kind, TextArea, TextField},
    root::use_root,
    route::Route,
    text::text,
};
use dioxus::prelude::*;
use std::collections::BTreeMap;

/// Field, kind, whether it wants more than a line, whether it is a name.
const FIRST: [(&str, Kind, bool, bool); 5] = [
    ("preferred_name", Kind::Text, false, true),
    ("given_name", Kind::Text, false, true),
    ("family_name", Kind::Text, false, true),
    ("telephone", Kind::Telephone, false, false),
    ("address", Kind::Text, true, false),
];
const MORE: [(&str, Kind, bool, bool); 9] = [
    ("born", Kind::Day, false, false),
    ("pronoun", Kind::Text, false, false),
    ("contact_by", Kind::Text, false, false),
    ("access", Kind::Text, true, false),
    ("referrer_name", Kind::Text, false, true),
    ("referrer_contact", Kind::Text, false, false),
    ("gp_practice", Kind::Text, false, true),
    ("rhythm_words", Kind::Text, false, false),
    ("rhythm_days", Kind::Number, false, false),
];

#[component]
pub fn AddPerson() -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let mut fields: Signal<BTreeMap<String, String>> = use_signal(BTreeMap::new);
    let write = move |(field, value): (String, String)| {
        fields.write().insert(field, value);
    };
    let add = move |event: FormEvent| {
        event.prevent_default();
        let written = fields().into_iter().filter(|(_, value)| !value.trim().is_empty());
        let add = people::AddPerson { fields: written.collect() };
        root.perform_then(add, move |person| {
            navigator.replace(Route::Person { person });
        });
    };
    rsx! {
        Top { title: text!("add-title"), back: Route::People {}, is_focused: false }
        p { class: "soft", {text!("add-one-name")} }
        form { class: "stack", onsubmit: add,
            for (field, kind, is_long, is_name) in FIRST {
                Field { key: "{field}", field, kind, is_long, is_name, fields, on_write: write }
            }
            details { class: "card",
                summary { {text!("add-more")} }
                for (field, kind, is_long, is_name) in MORE {
                    Field { key: "{field}", field, kind, is_long, is_name, fields, on_write: write }
                }
            }
            div { class: "foot",
                button { class: "button filled wide", r#type: "submit", {text!("add-go")} }
            }
        }
    }
}

#[component]
fn Field(
    field: String,
    kind: Kind,
    is_long: bool,
    is_name: bool,
    fields: Signal<BTreeMap<String, String>>,
    on_write: Callback<(String, String)>,
) -> Element {
    let name = field.clone();
    let value = use_memo(move || fields.read().get(&name).cloned().unwrap_or_default());
    let id = format!("add-{field}");
    let label = super::person::field_label(&field);
    let is_focused_first = field == "preferred_name";
    let on_input = move |typed| on_write.call((field.clone(), typed));
    if is_long {
        rsx! { TextArea { id, label, rows: 2, value, on_input } }
    } else {
        rsx! { TextField { id, label, kind, is_name, is_focused_first, value, on_input } }
    }
}
