//! A letter that waits: as its writer sees it, and as whom it is for does.

use super::super::{
    person::{NamedVersions, ThingField, put_back},
    to_calendar::ToCalendar,
};
use super::IS_BEGUN;
use crate::care::{Day, HandoverId, PersonId, continuity::Standing, today::Quieten};
use crate::requests::{
    Author, FieldView, Thing,
    continuity::{Continuity, ContinuityPage},
    handover::{AcceptHandover, HandoverLine, TakeYesBack},
    person::SetField,
    today::{BringBack, PutAside},
};
use crate::ui::{
    ask::use_answer,
    root::{Root, use_root},
    route::Route,
    text::text,
    typing::Typing,
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

/// Whoever hands over, and whoever would say yes, hears of an ending that somebody agreed on with
/// them: the one does not undo the other.
pub fn beside_ending(on: Day, by: &Author, called: String) -> String {
    let day = when::on_day_in_words(on, when::today());
    if by.worker.is_me {
        text!("handover-beside-ending", name: called, day: day)
    } else {
        text!("handover-beside-ending-by", by: by.worker.name.clone(), name: called, day: day)
    }
}

#[component]
fn BesideEnding(person: PersonId) -> Element {
    let asked = use_answer(move || Continuity { person, today: when::today() });
    let Some(Ok(ContinuityPage { standing, by: Some((by, _)), called, .. })) = asked() else {
        return rsx! {};
    };
    let (Standing::EndingOn { on } | Standing::EndedTogether { on }) = standing else {
        return rsx! {};
    };
    rsx! {
        p { dir: "auto", {beside_ending(on, &by, called)} }
    }
}

/// Every word of it can still be changed, with the person or alone.
#[component]
pub fn Waiting(handover: ReadSignal<HandoverLine>, typing: Typing) -> Element {
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
                button { class: "quiet", r#type: "button", "aria-label": text!("label-of", what: text!("handover-take-back"), of: to.name), onclick: move |_| take_back(root, typing, &handover.peek()), {text!("handover-take-back")} }
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
    rsx! { NamedVersions { thing, field: "to", view, names: vec![(to.id.to_string(), to.name)] } }
}

/// The letter is then begun as it stood there: nothing of it has to be written twice.
fn take_back(root: Root, typing: Typing, handover: &HandoverLine) {
    let (thing, before) = (Thing::Handover(handover.id), view(handover, "to"));
    let (value, seen) = (String::new(), before.seen.clone());
    let back = SetField { thing, field: "to".to_owned(), value, seen, of: None };
    let day = |on: Option<Day>| on.map(|on| on.to_string()).unwrap_or_default();
    let typed = [
        (IS_BEGUN, "yes".to_owned()),
        ("letter", view(handover, "letter").value),
        ("to", handover.to.id.to_string()),
        ("agreed", day(handover.agreed_with_person_on)),
        ("goodbye", day(handover.goodbye_on)),
        ("hello", day(handover.hello_on)),
    ];
    // Another may be begun already.
    let is_begun_by_it = typing.text("letter").trim().is_empty();
    if is_begun_by_it {
        for (field, text) in typed {
            typing.write(root, field, text);
        }
    }
    let forget = typing.forgetting(root);
    root.perform_then(back, move |stands| {
        root.say_with_undo(text!("handover-taken-back"), move || {
            if is_begun_by_it {
                forget();
            }
            put_back(root, thing, "to", &before, &stands);
        });
    });
}

/// It waits, and so does whoever wrote it; tomorrow it is here again.
fn not_now(root: Root, handover: &HandoverLine) {
    let (person, why_key) = (handover.person.id, handover.why_key());
    let aside =
        PutAside { person, why_key: why_key.clone(), how: Quieten::NotNow, today: when::today() };
    let by = handover.by.worker.name.clone();
    let done = text!("handover-not-now-done", by: by, name: handover.person.called.clone());
    root.perform_with_undo(aside, done, BringBack { person, why_key });
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
    let root = use_root();
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
            BesideEnding { person: person.id }
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
                button { class: "quiet", r#type: "button", "aria-label": text!("aside-label", how: text!("aside-not-now"), name: person.called.clone()), onclick: move |_| not_now(root, &handover.peek()), {text!("aside-not-now")} }
                Link { class: "quiet", to: Route::Person { person: person.id }, "{person.full_name}" }
            }
        }
    }
}
