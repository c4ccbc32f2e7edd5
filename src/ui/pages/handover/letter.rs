//! A letter that waits: as its writer sees it, and as whom it is for does.

use super::super::{
    person::{ThingField, WorkerVersions, put_back},
    to_calendar::ToCalendar,
};
use crate::care::{Day, HandoverId};
use crate::requests::{
    FieldView, Thing,
    handover::{AcceptHandover, HandoverLine, TakeYesBack},
    person::SetField,
};
use crate::ui::{
    root::{Root, use_root},
    route::Route,
    text::text,
    when,
};
use dioxus::prelude::*;

pub fn when_read(on: Option<Day>) -> String {
    match on {
        Some(on) => text!("handover-read-on", day: when::on_day_in_words(on, when::today())),
        None => text!("handover-read-not-yet"),
    }
}

pub fn goodbye(on: Option<Day>) -> String {
    match on {
        Some(on) => text!("handover-goodbye-on", day: when::on_day_in_words(on, when::today())),
        None => text!("handover-goodbye-none"),
    }
}

pub fn hello(on: Option<Day>) -> String {
    match on {
        Some(on) => text!("handover-hello-on", day: when::on_day_in_words(on, when::today())),
        None => text!("handover-hello-none"),
    }
}

/// Every word of it can still be changed, with the person or alone.
#[component]
pub fn Waiting(handover: ReadSignal<HandoverLine>) -> Element {
    let root = use_root();
    let (id, to) = (handover.read().id, handover.read().to.clone());
    let heading = format!("waiting-{id}");
    rsx! {
        section { class: "card", "aria-labelledby": "{heading}",
            h2 { id: "{heading}", dir: "auto", {text!("handover-waiting", name: to.name.clone())} }
            p { class: "soft", dir: "auto", {text!("handover-waiting-what", name: to.name.clone())} }
            HandoverField { handover, field: "letter", is_long: true }
            HandoverField { handover, field: "agreed_with_person_on" }
            HandoverField { handover, field: "goodbye_on" }
            if let Some(on) = handover.read().goodbye_on {
                ToCalendar { uid: "{id}-goodbye", on, words: text!("calendar-add-goodbye") }
            }
            HandoverField { handover, field: "hello_on" }
            if let Some(on) = handover.read().hello_on {
                ToCalendar { uid: "{id}-hello", on, words: text!("calendar-add-hello") }
            }
            if to.is_me {
                Yes { handover }
            } else {
                button { class: "quiet", r#type: "button", onclick: move |_| take_back(root, &handover.peek()), {text!("handover-take-back")} }
            }
        }
    }
}

#[component]
pub fn HandoverField(
    handover: ReadSignal<HandoverLine>,
    field: String,
    #[props(default)] is_long: bool,
) -> Element {
    let thing = Thing::Handover(handover.read().id);
    let name = field.clone();
    let view = use_memo(move || view(&handover.read(), &name));
    rsx! { ThingField { thing, field, view, is_long } }
}

fn view(handover: &HandoverLine, field: &str) -> FieldView {
    handover.fields.get(field).cloned().unwrap_or_default()
}

/// Taken back by one and accepted by another: both are shown.
#[component]
pub fn ToWhom(handover: ReadSignal<HandoverLine>) -> Element {
    let thing = Thing::Handover(handover.read().id);
    let view = use_memo(move || view(&handover.read(), "to"));
    let to = handover.read().to.clone();
    rsx! { WorkerVersions { thing, field: "to", view, names: vec![(to.id.to_string(), to.name)] } }
}

fn take_back(root: Root, handover: &HandoverLine) {
    let (thing, before) = (Thing::Handover(handover.id), view(handover, "to"));
    let (value, seen) = (String::new(), before.seen.clone());
    let back = SetField { thing, field: "to".to_owned(), value, seen, of: None };
    root.perform_then(back, move |stands| {
        root.say_with_undo(text!("handover-taken-back"), move || {
            put_back(root, thing, "to", &before, &stands);
        });
    });
}

#[component]
fn Yes(handover: ReadSignal<HandoverLine>) -> Element {
    let root = use_root();
    let (id, called) = (handover.read().id, handover.read().person.called.clone());
    rsx! {
        button {
            class: "button filled",
            r#type: "button",
            onclick: move |_| accept(root, id, handover.peek().person.called.clone()),
            {text!("handover-accept", name: called)}
        }
    }
}

fn accept(root: Root, handover: HandoverId, called: String) {
    root.perform_then(AcceptHandover { handover, today: when::today() }, move |accepted| {
        root.say_with_undo(text!("handover-accepted", name: called), move || {
            root.perform(TakeYesBack { handover, accepted: accepted.clone() });
        });
    });
}

/// On Today of whom it is for: nothing changes until they say yes.
#[component]
pub fn LetterForMe(handover: ReadSignal<HandoverLine>) -> Element {
    let heading = format!("letter-{}", handover.read().id);
    let person = handover.read().person.clone();
    let by = handover.read().by.worker.name.clone();
    let letter = view(&handover.read(), "letter").value;
    let (read_on, goodbye_on, hello_on) = {
        let line = handover.read();
        (line.agreed_with_person_on, line.goodbye_on, line.hello_on)
    };
    rsx! {
        article { class: "card tinted", "aria-labelledby": "{heading}",
            h2 { id: "{heading}", dir: "auto", {text!("handover-asks-you", by: by, name: person.called.clone())} }
            p { class: "soft", {when_read(read_on)} }
            p { class: "soft", {goodbye(goodbye_on)} }
            p { class: "soft", {hello(hello_on)} }
            details {
                summary { {text!("handover-read")} }
                p { class: "written letter", dir: "auto", "{letter}" }
            }
            if let Some(on) = hello_on {
                ToCalendar { uid: "{handover.read().id}-hello", on, words: text!("calendar-add-hello") }
            }
            div { class: "actions",
                Yes { handover }
                Link { class: "quiet", to: Route::Person { person: person.id }, "{person.full_name}" }
            }
        }
    }
}
