//! A thread: where it stands, who goes and how, and what was said. Only talk ends it (P1).

mod in_the_way;
mod known;
mod talk;
pub mod words;

pub use in_the_way::{BarrierRead, InTheWay};

use super::{
    broken::Troubled,
    frame::Top,
    person::{NamedVersions, ThingField, set_with_undo},
    said,
    services::AddLearnedForm,
};
use crate::care::{AskBy, ConnectionId, PersonId, Stage};
use crate::requests::{
    FieldView, Thing,
    connections::{self, ConnectionPage, HopeWords},
};
use crate::ui::{
    ask::use_answer,
    parts::{Choice, Choices},
    root::use_root,
    route::Route,
    text::text,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn Connection(person: ReadSignal<PersonId>, connection: ReadSignal<ConnectionId>) -> Element {
    let page = use_answer(move || connections::Connection { connection: connection() });
    match page() {
        Some(Ok(page)) => rsx! { Page { page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("connection-title"), back: Route::Person { person: person() } }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

#[component]
fn Page(page: ReadSignal<ConnectionPage>) -> Element {
    let line = page.read().line.clone();
    let called = page.read().person.called.clone();
    let is_planned = line.how.is_in_person() || has_a_plan(&page.read());
    // Before they go they look at how; once they went, the plan is what was.
    let is_to_come = Stage::from_word(&line.stage.value) == Stage::Arranged;
    rsx! {
        Top { title: line.what.clone(), back: Route::Person { person: line.person } }
        p { class: "soft full-name", dir: "auto", "{page.read().person.full_name}" }
        Stands { page }
        if is_planned && is_to_come {
            PlanCard { page }
        }
        talk::TalkForm { page, called }
        if let Some(service) = line.service.filter(|_| !line.is_open) {
            section { class: "card tinted", "aria-label": text!("learned-title"),
                p { dir: "auto", {text!("learned-after", place: line.what.clone())} }
                AddLearnedForm { service }
            }
        }
        if is_planned && !is_to_come {
            PlanCard { page }
        }
        talk::SoFar { page }
        if let Some(service) = line.service {
            Link { class: "quiet", to: Route::Service { service }, {text!("connection-place")} }
        } else {
            known::LetKnow { connection: line.id, what: line.what }
        }
    }
}

fn view(page: &ConnectionPage, field: &str) -> FieldView {
    page.fields.get(field).cloned().unwrap_or_default()
}

/// How it was begun, what was last said, and when it is asked again.
#[component]
fn Stands(page: ReadSignal<ConnectionPage>) -> Element {
    let line = page.read().line.clone();
    let thing = Thing::Connection(line.id);
    let stage = use_memo(move || view(&page.read(), "stage"));
    let on = use_memo(move || view(&page.read(), "on"));
    let how = use_memo(move || view(&page.read(), "how"));
    let begun = text!(
        "connection-how",
        how: words::how(&line.how),
        day: when::on_day_in_words(when::day_of(line.at), when::today()),
        by: said::author(&line.by)
    );
    rsx! {
        section { class: "card", "aria-labelledby": "stands",
            h2 { id: "stands", {text!("connection-stands")} }
            if stage.read().has_versions() {
                ThingField { thing, field: "stage", view: stage }
            } else {
                p { class: "lead", {words::stage(&Stage::from_word(&stage.read().value))} }
            }
            p { class: "soft", dir: "auto", "{begun}" }
            if how.read().has_versions() {
                ThingField { thing, field: "how", view: how }
            }
            if line.is_open {
                ThingField { thing, field: "on", view: on }
                AskedBy { page }
            }
            ForWhichHope { page }
        }
    }
}

#[component]
fn AskedBy(page: ReadSignal<ConnectionPage>) -> Element {
    let root = use_root();
    let thing = Thing::Connection(page.read().line.id);
    let view = use_memo(move || view(&page.read(), "ask_by"));
    if view.read().has_versions() {
        return rsx! { ThingField { thing, field: "ask_by", view } };
    }
    let chosen = AskBy::from_word(&view.read().value).as_word().to_owned();
    rsx! {
        Choices {
            name: "ask-by",
            legend: text!("agree-ask-by"),
            choices: words::ways_of_asking(),
            chosen,
            on_choose: move |word| set_with_undo(root, thing, "ask_by", word, view.peek().clone(), || ()),
        }
    }
}

/// By it the thread is on the path of what they hope for.
#[component]
fn ForWhichHope(page: ReadSignal<ConnectionPage>) -> Element {
    let root = use_root();
    let thing = Thing::Connection(page.read().line.id);
    let view = use_memo(move || view(&page.read(), "goal"));
    let hopes = page.read().hopes.clone();
    if view.read().has_versions() {
        let names = hopes.into_iter().map(|hope| (hope.id.to_string(), hope.words)).collect();
        return rsx! { NamedVersions { thing, field: "goal", view, names } };
    }
    rsx! {
        WhichHope {
            hopes,
            chosen: view.read().value.clone(),
            on_choose: move |id| set_with_undo(root, thing, "goal", id, view.peek().clone(), || ()),
        }
    }
}

/// One of their hopes, or none.
#[component]
pub fn WhichHope(hopes: Vec<HopeWords>, chosen: String, on_choose: Callback<String>) -> Element {
    if hopes.is_empty() {
        return rsx! {};
    }
    let each =
        hopes.iter().map(|hope| Choice::new(hope.id.to_string(), said::in_short(&hope.words)));
    let choices: Vec<_> = each.chain([Choice::new("", text!("agree-for-none"))]).collect();
    rsx! { Choices { name: "for-hope", legend: text!("agree-for-hope"), choices, chosen, on_choose } }
}

const PLAN: [&str; 6] =
    ["who_goes", "getting_there", "fares", "who_meets", "first_ten_minutes", "fading_out"];

fn has_a_plan(page: &ConnectionPage) -> bool {
    PLAN.iter().map(|field| view(page, field)).any(|it| !it.value.is_empty() || it.has_versions())
}

#[component]
fn PlanCard(page: ReadSignal<ConnectionPage>) -> Element {
    rsx! {
        section { class: "card", "aria-labelledby": "plan",
            h2 { id: "plan", {text!("plan-title")} }
            for field in PLAN {
                PlanField { key: "{field}", page, field }
            }
        }
    }
}

#[component]
fn PlanField(page: ReadSignal<ConnectionPage>, field: String) -> Element {
    let thing = Thing::Connection(page.read().line.id);
    let name = field.clone();
    let view = use_memo(move || view(&page.read(), &name));
    rsx! { ThingField { thing, field, view, is_long: true } }
}
