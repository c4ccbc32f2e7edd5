//! Adding a person: one name is enough, the rest may come with time.

use super::frame::Top;
use crate::requests::people;
use crate::ui::{
    parts::{Kind, TextArea, TextField},
    root::use_root,
    route::Route,
    text::text,
    trouble,
    typing::{Typing, use_typing},
};
use dioxus::prelude::*;

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
    let typing = use_typing(|| "add person".to_owned());
    let mut is_under_way = use_signal(|| false);
    let was_begun = typing.was_kept();
    let afresh = move |_| typing.close(root);
    let add = move |event: FormEvent| {
        event.prevent_default();
        if is_under_way.replace(true) {
            return;
        }
        let written = typing.texts().into_iter().filter(|(_, value)| !value.trim().is_empty());
        let answer = root.engine().ask(people::AddPerson { fields: written.collect() });
        let close = typing.closing(root);
        spawn(async move {
            match answer.await {
                Ok(person) => {
                    close();
                    navigator.replace(Route::Person { person });
                }
                Err(why) => root.say(trouble::sentence(&why)),
            }
            is_under_way.set(false);
        });
    };
    rsx! {
        Top { title: text!("add-title"), back: Route::People {}, is_focused: false }
        p { class: "soft", {text!("add-one-name")} }
        if was_begun() {
            div { class: "card tinted",
                p { {text!("add-begun")} }
                button { class: "button outlined", r#type: "button", onclick: afresh, {text!("add-afresh")} }
            }
        }
        form { class: "stack", onsubmit: add,
            for (field, kind, is_long, is_name) in FIRST {
                Field { key: "{field}", field, kind, is_long, is_name, typing }
            }
            details { class: "card", open: was_begun(),
                summary { {text!("add-more")} }
                for (field, kind, is_long, is_name) in MORE {
                    Field { key: "{field}", field, kind, is_long, is_name, typing }
                }
            }
            div { class: "foot",
                button { class: "button filled wide", r#type: "submit", {text!("add-go")} }
            }
        }
    }
}

#[component]
fn Field(field: String, kind: Kind, is_long: bool, is_name: bool, typing: Typing) -> Element {
    let root = use_root();
    let name = field.clone();
    let value = use_memo(move || typing.text(&name));
    let id = format!("add-{field}");
    let label = super::person::field_label(&field);
    let is_focused_first = field == "preferred_name";
    let on_input = move |typed| typing.write(root, &field, typed);
    if is_long {
        rsx! { TextArea { id, label, rows: 2, value, on_input } }
    } else {
        rsx! { TextField { id, label, kind, is_name, is_focused_first, value, on_input } }
    }
}
