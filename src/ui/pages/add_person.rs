//! Adding a person: one name is enough, the rest may come with time.

use super::frame::Top;
use crate::care::{PersonId, VisitId};
use crate::requests::{
    NextContact, Trouble, people,
    visits::{Draft, SaveDraft},
};
use crate::ui::{
    parts::{Kind, TextArea, TextField},
    root::{Root, use_root},
    route::Route,
    text::text,
    trouble,
    typing::{Typing, use_typing},
};
use dioxus::{prelude::*, router::Navigator};

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

/// Where what is typed of somebody new is kept: on a page of their own, or within a visit.
pub fn place(visit: Option<VisitId>) -> String {
    match visit {
        None => "add person".to_owned(),
        Some(visit) => format!("add person to {visit}"),
    }
}

#[component]
pub fn AddPerson() -> Element {
    let root = use_root();
    let typing = use_typing(|| place(None));
    let was_begun = typing.was_kept();
    rsx! {
        Top { title: text!("add-title"), back: Route::People {}, is_focused: false }
        p { class: "soft", {text!("add-one-name")} }
        if was_begun() {
            div { class: "card tinted",
                p { {text!("add-begun")} }
                button { class: "button outlined", r#type: "button", onclick: move |_| typing.close(root), {text!("add-afresh")} }
            }
        }
        Form { typing, is_unfolded: was_begun() }
    }
}

/// Somebody who was not found while a visit with them was begun: afterwards it goes on.
#[component]
pub fn AddPersonTo(visit: ReadSignal<VisitId>) -> Element {
    let typing = use_typing(move || place(Some(*visit.peek())));
    rsx! {
        Top { title: text!("add-title"), back: Route::Draft { visit: visit() }, is_focused: false }
        p { class: "soft", {text!("add-to-visit")} }
        Form { typing, visit: Some(visit()) }
    }
}

#[component]
fn Form(
    typing: Typing,
    #[props(default)] visit: Option<VisitId>,
    #[props(default)] is_unfolded: bool,
) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let is_under_way = use_signal(|| false);
    let add = move |event: FormEvent| {
        event.prevent_default();
        add(root, typing, visit, navigator, is_under_way);
    };
    rsx! {
        form { class: "stack", onsubmit: add,
            for (field, kind, is_long, is_name) in FIRST {
                Field { key: "{field}", field, kind, is_long, is_name, typing }
            }
            details { class: "card", open: is_unfolded,
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

fn add(
    root: Root,
    typing: Typing,
    visit: Option<VisitId>,
    navigator: Navigator,
    mut is_under_way: Signal<bool>,
) {
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
                go_on(root, navigator, person, visit).await;
            }
            Err(why) => root.say(trouble::sentence(&why)),
        }
        is_under_way.set(false);
    });
}

/// To whoever was just added, or back to the visit that is with them.
async fn go_on(root: Root, navigator: Navigator, person: PersonId, visit: Option<VisitId>) {
    let Some(visit) = visit else {
        navigator.replace(Route::Person { person });
        return;
    };
    if let Err(why) = with(root, visit, person).await {
        root.say(trouble::sentence(&why));
    }
    navigator.replace(Route::Draft { visit });
}

/// The visit is with whoever was just added. What was agreed was agreed with somebody else.
async fn with(root: Root, visit: VisitId, person: PersonId) -> Result<(), Trouble> {
    let mut written = root.engine().ask(Draft { visit }).await?.written;
    written.person = Some(person);
    (written.next_contact, written.next_seen) = (NextContact::default(), None);
    root.engine().ask(SaveDraft { visit, written }).await
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
