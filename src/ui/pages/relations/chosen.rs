//! Somebody who was tapped: moved, said more of, or taken out.

use super::{
    super::person::{ThingField, set_with_undo},
    element_id, nearness_words,
};
use crate::care::relation::Nearness;
use crate::requests::{Thing, person::SetField, relations::RelationLine};
use crate::ui::{
    device,
    parts::{Choice, Choices},
    root::{Root, use_root},
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn Chosen(line: ReadSignal<RelationLine>, on_close: Callback<()>) -> Element {
    let root = use_root();
    let person = line.read().name.value.clone();
    let close = move |_| {
        on_close.call(());
        device::focus(&element_id(line.peek().id));
    };
    rsx! {
        section { class: "card chosen", "aria-labelledby": "chosen",
            h2 {
                id: "chosen",
                tabindex: "-1",
                dir: "auto",
                onmounted: move |event| async move {
                    // So that keys and screen readers go on here. Not being able to is no trouble.
                    let _ = event.set_focus(true).await;
                },
                "{person}"
            }
            Where { line }
            for field in ["name", "who", "words"] {
                OneField { key: "{field}", line, field }
            }
            div { class: "actions",
                button {
                    class: "quiet",
                    r#type: "button",
                    onclick: move |_| {
                        on_close.call(());
                        take_out(root, line.peek().clone());
                    },
                    {text!("relations-take-out", person: person)}
                }
                button { class: "button outlined", r#type: "button", onclick: close, {text!("relations-done")} }
            }
        }
    }
}

#[component]
fn Where(line: ReadSignal<RelationLine>) -> Element {
    let root = use_root();
    let view = use_memo(move || line.read().nearness.clone());
    let thing = Thing::Relation(line.read().id);
    if view.read().has_versions() {
        return rsx! { ThingField { thing, field: "nearness", view } };
    }
    let choices: Vec<_> = Nearness::ALL
        .iter()
        .map(|near| Choice::new(near.as_word(), nearness_words(near)))
        .collect();
    rsx! {
        Choices {
            name: "nearness",
            legend: text!("relations-move", person: line.read().name.value.clone()),
            choices,
            chosen: view.read().value.clone(),
            on_choose: move |word| set_with_undo(root, thing, "nearness", word, view.peek().clone(), || ()),
        }
    }
}

#[component]
fn OneField(line: ReadSignal<RelationLine>, field: String) -> Element {
    let thing = Thing::Relation(line.read().id);
    let name = field.clone();
    let view = use_memo(move || {
        let line = line.read();
        let views = [("name", &line.name), ("who", &line.who), ("words", &line.words)];
        let view = views.into_iter().find(|(field, _)| *field == name);
        view.map(|(_, view)| view.clone()).unwrap_or_default()
    });
    rsx! { ThingField { thing, field: field.clone(), view } }
}

/// Without a name somebody stands nowhere; put back, all that was said of them is there.
fn take_out(root: Root, line: RelationLine) {
    let (thing, field) = (Thing::Relation(line.id), "name".to_owned());
    let name = line.name.value;
    let out = SetField { thing, field, value: String::new(), seen: line.name.seen, of: None };
    let again = SetField { value: name.clone(), ..out.clone() };
    root.perform_then(out, move |stands| {
        root.say_with_undo(text!("relations-taken-out", person: name), move || {
            root.perform(SetField { seen: stands.clone(), ..again.clone() });
        });
    });
}
