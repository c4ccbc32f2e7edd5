//! Something to hold: a card with the next date and a number to ring, and a message to send. The plan
//! itself is on neither, unless the two agree.

use super::read::how_to_reach;
use crate::care::{OurPage, PersonId, telephone::dialled};
use crate::requests::our_page::TheirPage;
use crate::ui::{
    ask::use_answer,
    device,
    parts::{TextArea, Toggle},
    root::use_root,
    text::text,
    when,
};
use dioxus::prelude::*;

const CARD: &str = "our-next-day.png";

#[component]
pub fn TakeHome(person: PersonId, telephone: String) -> Element {
    let page = use_answer(move || TheirPage { person, today: when::today() });
    let Some(Ok(page)) = page() else { return rsx! {} };
    rsx! {
        section { class: "card", "aria-labelledby": "take-home",
            h2 { id: "take-home", {text!("home-title")} }
            Card { page: page.clone() }
            Message { page, telephone }
        }
    }
}

#[component]
fn Card(page: OurPage) -> Element {
    let root = use_root();
    let lines = card(&page);
    let shown = lines.clone();
    let save = move |_| {
        let lines = lines.clone();
        async move {
            match device::picture_of(&lines).await {
                Some(picture) if device::save_file(CARD, "image/png", &picture) => {}
                _ => root.say(text!("home-card-not-saved")),
            }
        }
    };
    rsx! {
        div { class: "take-home",
            for (n, line) in shown.into_iter().enumerate() {
                p { key: "{n}", dir: "auto", "{line}" }
            }
        }
        button { class: "button outlined", r#type: "button", onclick: save, {text!("home-card")} }
    }
}

/// The day is the largest. Who finds the card learns nothing of the plan.
fn card(page: &OurPage) -> Vec<String> {
    let day = match &page.next {
        Some(next) => when::whole_day(next.on),
        None => text!("home-no-day"),
    };
    let mut lines = vec![day];
    lines.extend(how_to_reach(&page.worker, &page.reach));
    lines
}

#[component]
fn Message(page: ReadSignal<OurPage>, telephone: String) -> Element {
    let root = use_root();
    let mut has_step = use_signal(|| false);
    let mut own: Signal<Option<String>> = use_signal(|| None);
    let words = use_memo(move || own().unwrap_or_else(|| message(&page.read(), has_step())));
    let has_steps = !steps(&page.read()).is_empty();
    let copy = move |_| async move {
        let message = words.peek().clone();
        let copied = device::copy(&message).await;
        root.say(if copied { text!("home-copied") } else { text!("link-not-copied") });
    };
    rsx! {
        TextArea { id: "message-home", label: text!("home-message"), value: words, on_input: move |typed| own.set(Some(typed)) }
        if has_steps {
            Toggle {
                label: text!("home-with-step"),
                is_on: has_step(),
                on_toggle: move |()| {
                    has_step.toggle();
                    own.set(None);
                },
            }
        }
        div { class: "actions",
            if let Some(number) = dialled(&telephone) {
                a { class: "button outlined", href: device::message_address(&number, &words.read()), {text!("home-send")} }
            }
            button { class: "button outlined", r#type: "button", onclick: copy, {text!("home-copy")} }
        }
    }
}

fn message(page: &OurPage, has_step: bool) -> String {
    let mut lines = vec![text!("home-hello", name: page.called.clone())];
    if let Some(next) = &page.next {
        lines.push(text!("home-next", day: when::whole_day(next.on)));
    }
    if has_step {
        let steps = steps(page).into_iter();
        lines.extend(steps.map(|step| text!("home-step", step: step)));
    }
    lines.extend(how_to_reach(&page.worker, &page.reach));
    lines.join("\n")
}

fn steps(page: &OurPage) -> Vec<String> {
    let words = page.hopes.iter().map(|hope| hope.step.words.words());
    words.filter(|words| !words.is_empty()).map(str::to_owned).collect()
}
