//! Every visit ends with the next contact, in the person's rhythm (P1).

use super::{super::said, Writing};
use crate::care::{Day, Place, rhythm};
use crate::requests::visits::DraftPage;
use crate::ui::{
    calendar, device,
    parts::{Choices, DayChoice},
    root::use_root,
    text::text,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn NextContact(writing: Writing, page: ReadSignal<DraftPage>) -> Element {
    let root = use_root();
    let next = writing.written.read().next_contact.clone();
    let rhythm_words = page.read().rhythm_words.clone();
    let proposed = rhythm::next_contact_on(when::today(), page.read().rhythm_days);
    let propose = move |_| {
        writing.change(root, |written| written.next_contact.on = proposed);
    };
    rsx! {
        section { class: "card", "aria-labelledby": "next",
            h2 { id: "next", {text!("next-title")} }
            if !rhythm_words.is_empty() {
                p { class: "soft", dir: "auto", {text!("next-rhythm", rhythm: rhythm_words)} }
            }
            DayChoice {
                id: "next-on",
                label: text!("next-day"),
                phrase: phrase(next.on),
                day: next.on,
                on_choose: move |day| writing.change(root, |written| written.next_contact.on = day),
            }
            if let Some(day) = proposed.filter(|day| next.on != Some(*day)) {
                button { class: "quiet", r#type: "button", onclick: propose, {text!("next-propose", day: when::on_day_in_words(day, when::today()))} }
            }
            if let Some(on) = next.on {
                Choices {
                    name: "next-how",
                    legend: text!("next-how"),
                    choices: said::places(),
                    chosen: next.how.as_ref().map(|how| how.as_word().to_owned()).unwrap_or_default(),
                    on_choose: move |word: String| writing.change(root, |written| written.next_contact.how = Some(Place::from_word(&word))),
                }
                ToCalendar { writing, on }
            }
        }
    }
}

fn phrase(on: Option<Day>) -> String {
    match on {
        Some(on) => text!("next-on", day: when::whole_day(on)),
        None => text!("next-none"),
    }
}

#[component]
fn ToCalendar(writing: Writing, on: Day) -> Element {
    let save = move |_| {
        let entry = calendar::entry(writing.visit, on, when::now(), &text!("calendar-title"));
        device::save_file("alongside-visit.ics", "text/calendar", entry.as_bytes());
    };
    rsx! {
        button { class: "button outlined", r#type: "button", onclick: save, {text!("calendar-add")} }
        p { class: "soft", {text!("calendar-neutral")} }
    }
}
