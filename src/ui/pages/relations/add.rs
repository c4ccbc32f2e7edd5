//! Somebody more: one name, and who they are if one likes.

use crate::care::{PersonId, relation::Nearness};
use crate::requests::{Thing, relations::AddRelation, things::TakeBack};
use crate::ui::{device, parts::TextField, root::use_root, text::text, typing::use_typing};
use dioxus::prelude::*;

const NAME_FIELD: &str = "new-relation";

#[component]
pub fn AddSomebody(person: ReadSignal<PersonId>) -> Element {
    let root = use_root();
    let typing = use_typing(move || format!("somebody in a life {}", person.peek()));
    let name = use_memo(move || typing.text("name"));
    let who = use_memo(move || typing.text("who"));
    let add = move |event: FormEvent| {
        event.prevent_default();
        let (name, who) = (name.peek().trim().to_owned(), who.peek().clone());
        // The next name follows at once.
        device::focus(NAME_FIELD);
        if name.is_empty() {
            return;
        }
        let close = typing.closing(root);
        let added = text!("relations-added", person: name.clone());
        let add = AddRelation { person: *person.peek(), name, who, nearness: Nearness::Close };
        root.perform_then(add, move |id| {
            close();
            let back = TakeBack { thing: Thing::Relation(id) };
            root.say_with_undo(added, move || root.perform(back));
        });
    };
    rsx! {
        form { class: "card add-somebody", onsubmit: add,
            TextField { id: NAME_FIELD, label: text!("relations-name"), is_name: true, value: name, on_input: move |typed| typing.write(root, "name", typed) }
            TextField { id: "new-relation-who", label: text!("relations-who"), hint: text!("relations-who-hint"), value: who, on_input: move |typed| typing.write(root, "who", typed) }
            button { class: "button filled", r#type: "submit", {text!("relations-add")} }
        }
    }
}
