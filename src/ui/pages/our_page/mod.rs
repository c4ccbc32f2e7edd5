//! Our page: the plan that two people keep. Here the worker looks at it, with the person beside
//! them; handed over, it is theirs.

mod hope;
pub mod read;
mod reviews;
mod sheet;
mod take_home;

pub use reviews::ReviewTold;

use read::tell_gp_in_words;

use super::{
    broken::Troubled,
    frame::Top,
    person::{Field, NewGoal, field_label, set_with_undo},
};
use crate::care::{PersonId, our_page::TellGp};
use crate::requests::{
    Thing,
    hand_over::HandOver,
    our_page::TheirPage,
    person::{self, PersonPage},
};
use crate::ui::{
    ask::use_answer,
    device,
    parts::{Choice, Choices},
    root::{Root, use_root},
    route::Route,
    text::text,
    trouble, when,
};
use dioxus::prelude::*;

const IF_HARD: [&str; 3] = ["if_hard_signs", "if_hard_helps", "if_hard_whom"];

#[component]
pub fn OurPage(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || person::Person { person: person() });
    rsx! {
        Top { title: text!("page-title"), back: Route::Person { person: person() } }
        match page() {
            Some(Ok(page)) => rsx! { Page { page } },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

#[component]
fn Page(page: ReadSignal<PersonPage>) -> Element {
    let person = page.read().line.id;
    let called = page.read().line.called.clone();
    let telephone = page.read().fields.get("telephone").map(|view| view.value.clone());
    let telephone = telephone.unwrap_or_default();
    rsx! {
        p { class: "soft", dir: "auto", {text!("page-lead", name: called.clone())} }
        reviews::Latest { person, called: called.clone() }
        Link { class: "quiet", to: Route::PlanOverTime { person }, {text!("over-time-link")} }
        Theirs { page, field: "matters", title: text!("page-matters") }
        Theirs { page, field: "strengths", title: text!("page-strengths") }
        section { "aria-labelledby": "hopes",
            h2 { id: "hopes", {text!("page-hopes")} }
            for goal in page.read().goals.clone() {
                hope::HopeCard { key: "{goal.id}", person, goal }
            }
            NewGoal { page }
        }
        Theirs { page, field: "helps", title: text!("page-helps") }
        Theirs { page, field: "gets_in_the_way", title: text!("page-in-the-way") }
        section { "aria-labelledby": "if-hard",
            h2 { id: "if-hard", {text!("page-if-hard")} }
            for field in IF_HARD {
                h3 { key: "{field}", class: "label", {field_label(field)} }
                Field { page, field, is_long: true, is_always_shown: true, class: "voice" }
            }
        }
        section { "aria-labelledby": "sees",
            h2 { id: "sees", {text!("sees-wishes")} }
            Field { page, field: "sharing_wishes", is_long: true, is_always_shown: true, class: "voice" }
            TellTheGp { page }
        }
        section { class: "card",
            Field { page, field: "look_again_on", is_always_shown: true }
        }
        HandItOver { person, called }
        ToKeep { person, telephone }
    }
}

/// A place for the person's own words.
#[component]
fn Theirs(page: ReadSignal<PersonPage>, field: String, title: String) -> Element {
    let id = format!("page-{field}");
    rsx! {
        section { "aria-labelledby": "{id}",
            h2 { id: "{id}", "{title}" }
            Field { page, field, is_long: true, is_always_shown: true, class: "voice" }
        }
    }
}

#[component]
fn TellTheGp(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let thing = Thing::Person(page.read().line.id);
    let view = use_memo(move || page.read().fields.get("tell_gp").cloned().unwrap_or_default());
    if view.read().has_versions() {
        return rsx! { Field { page, field: "tell_gp" } };
    }
    let choices =
        TellGp::ALL.iter().map(|tell| Choice::new(tell.as_word(), tell_gp_in_words(tell)));
    rsx! {
        Choices {
            name: "tell-gp",
            legend: text!("sees-tell-gp"),
            choices: choices.collect::<Vec<_>>(),
            chosen: view.read().value.clone(),
            on_choose: move |word| set_with_undo(root, thing, "tell_gp", word, view.peek().clone(), || ()),
        }
    }
}

/// On paper, as a card, as a message.
#[component]
fn ToKeep(person: PersonId, telephone: String) -> Element {
    let page = use_answer(move || TheirPage { person, today: when::today() });
    let Some(Ok(page)) = page() else { return rsx! {} };
    rsx! {
        sheet::OnPaper { page: page.clone() }
        take_home::TakeHome { person, page, telephone }
    }
}

#[component]
fn HandItOver(person: PersonId, called: String) -> Element {
    let root = use_root();
    rsx! {
        section { class: "card",
            p { class: "soft", dir: "auto", {text!("page-hand-over-what", name: called.clone())} }
            button {
                class: "button filled wide",
                r#type: "button",
                onclick: move |_| hand_over(root, person),
                {text!("page-hand-over", name: called)}
            }
            Link { class: "button outlined wide", to: Route::OnTheirPhone { person }, {text!("share-title")} }
        }
    }
}

/// The record is locked, this document goes, and the next one has the page and nothing else.
fn hand_over(root: Root, person: PersonId) {
    dioxus::core::spawn_forever(async move {
        if !device::can_hand_on() {
            return root.say(text!("page-cannot-hand-over"));
        }
        if !root.save_now().await {
            return;
        }
        device::blank(true);
        let handed = root.engine().ask(HandOver { person, today: when::today() }).await;
        let bytes = handed.map(|handed| postcard::to_stdvec(&handed).unwrap_or_default());
        let sentence = match bytes {
            Ok(bytes) if device::hand_on(&bytes).await => {
                root.engine().end();
                return device::go_to(device::HANDED_OVER);
            }
            Ok(_) => text!("page-cannot-hand-over"),
            Err(why) => trouble::sentence(&why),
        };
        root.changed();
        root.say(sentence);
        device::blank(false);
    });
}
