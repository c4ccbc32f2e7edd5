//! A kept visit: read, amended visibly, or moved to whom it belongs.

use super::{
    broken::Troubled, connection::InTheWay, draft::PersonChoice, frame::Top, person::VisitRead,
    said, supervision::KeepForm,
};
use crate::care::{PersonId, VisitId};
use crate::requests::{
    PersonLine,
    barriers::On,
    moved::BelongsTo,
    visits::{self, Amend, VisitPage},
};
use crate::ui::{
    ask::use_answer,
    parts::{Dialog, TextArea},
    root::use_root,
    route::Route,
    text::text,
    typing::use_typing,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn Visit(visit: ReadSignal<VisitId>) -> Element {
    let page = use_answer(move || visits::Visit { visit: visit() });
    match page() {
        Some(Ok(page)) => rsx! { Page { page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("visit-title"), back: Route::People {} }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

#[component]
fn Page(page: VisitPage) -> Element {
    let called = page.person.called.clone();
    let is_mine = page.by.worker.is_me;
    let at = when::moment_in_words(page.at, when::today());
    let where_it_is =
        if page.is_in_team_record { text!("status-in-record") } else { text!("status-saved") };
    rsx! {
        Top { title: text!("visit-with", name: called.clone()), back: Route::Person { person: page.person.id } }
        article { class: "card told",
            p { class: "soft", dir: "auto", {text!("visit-about", place: said::place(&page.place), at: at, by: said::author(&page.by))} }
            VisitRead { visit: page.clone(), called: called.clone() }
            p { class: "soft", "{where_it_is}" }
        }
        AmendForm { visit: page.visit }
        if page.moved_to.is_none() {
            InTheWay { person: page.person.id, called, on: On::Visit(page.visit) }
        }
        if is_mine {
            KeepForm { person: page.person.id, visit: page.visit }
        }
        match page.moved_to {
            Some(other) => rsx! { Moved { other } },
            None if is_mine => rsx! { SomebodyElse { visit: page.visit, person: page.person.id } },
            None => rsx! {},
        }
    }
}

#[component]
fn AmendForm(visit: VisitId) -> Element {
    let root = use_root();
    let typing = use_typing(|| format!("amendment {visit}"));
    let words = use_memo(move || typing.text("words"));
    let amend = move |event: FormEvent| {
        event.prevent_default();
        let text = words.peek().trim().to_owned();
        if text.is_empty() {
            return;
        }
        let close = typing.closing(root);
        root.perform_then(Amend { visit, text }, move |_| close());
    };
    rsx! {
        form { class: "card", onsubmit: amend,
            TextArea { id: "amendment", label: text!("visit-amend"), value: words, on_input: move |typed| typing.write(root, "words", typed) }
            button { class: "button outlined", r#type: "submit", {text!("visit-amend-go")} }
        }
    }
}

#[component]
fn Moved(other: VisitId) -> Element {
    rsx! {
        section { class: "card notice",
            p { {text!("visit-moved")} }
            Link { class: "button outlined", to: Route::Visit { visit: other }, {text!("visit-moved-go")} }
        }
    }
}

#[component]
fn SomebodyElse(visit: VisitId, person: PersonId) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let mut is_open = use_signal(|| false);
    let mut chosen: Signal<Option<PersonLine>> = use_signal(|| None);
    if !is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(true), {text!("visit-somebody-else")} }
        };
    }
    rsx! {
        p { {text!("visit-somebody-else-words")} }
        PersonChoice { but: person, on_choose: move |line: PersonLine| chosen.set(Some(line)) }
        button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(false), {text!("in-place-leave")} }
        if let Some(other) = chosen() {
            Dialog {
                id: "belongs",
                title: text!("visit-moved-ask", name: other.full_name.clone()),
                yes: text!("visit-moved-yes"),
                on_yes: move |()| {
                    let name = other.called.clone();
                    chosen.set(None);
                    root.perform_then(BelongsTo { visit, person: other.id }, move |visit| {
                        root.say(text!("visit-moved-done", name: name));
                        navigator.replace(Route::Visit { visit });
                    });
                },
                on_close: move |()| chosen.set(None),
                p { {text!("visit-moved-ask-words")} }
            }
        }
    }
}
