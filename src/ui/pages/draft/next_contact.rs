//! Every visit ends with the next contact, in the person's rhythm (P1).

use super::{
    super::{said, to_calendar::ToCalendar},
    Writing,
};
use crate::care::{Day, Place, rhythm};
use crate::requests::{
    NextContact as Next,
    visits::{DraftPage, Written},
};
use crate::ui::{
    parts::{Choices, DayChoice},
    root::use_root,
    text::text,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn NextContact(writing: Writing, page: ReadSignal<DraftPage>) -> Element {
    let root = use_root();
    let next = shown(&writing.written.read(), &page.read());
    let rhythm_words = page.read().rhythm_words.clone();
    let proposed = in_rhythm(&writing.written.read(), &page.read());
    let set_on = move |on| {
        writing.change(root, |written| change(written, &page.peek(), |next| next.on = on))
    };
    let set_how = move |word: String| {
        let how = Some(Place::from_word(&word));
        writing.change(root, |written| change(written, &page.peek(), |next| next.how = how));
    };
    rsx! {
        section { class: "card", "aria-labelledby": "next",
            h2 { id: "next", {text!("next-title")} }
            if !rhythm_words.is_empty() {
                p { class: "soft", dir: "auto", {text!("next-rhythm", rhythm: rhythm_words)} }
            }
            DayChoice { id: "next-on", label: text!("next-day"), phrase: phrase(next.on), day: next.on, on_choose: set_on }
            if let Some(day) = proposed.filter(|day| next.on != Some(*day)) {
                button { class: "quiet", r#type: "button", onclick: move |_| set_on(Some(day)), {text!("next-propose", day: when::on_day_in_words(day, when::today()))} }
            }
            if let Some(on) = next.on {
                Choices {
                    name: "next-how",
                    legend: text!("next-how"),
                    choices: said::places(),
                    chosen: next.how.as_ref().map(|how| how.as_word().to_owned()).unwrap_or_default(),
                    on_choose: set_how,
                }
                ToCalendar { uid: writing.visit.to_string(), on, words: text!("calendar-add") }
            }
        }
    }
}

/// What the worker set; or else what is agreed, where that is still to come; or else the rhythm's.
pub fn shown(written: &Written, page: &DraftPage) -> Next {
    if written.next_seen.is_some() || written.next_contact != Next::default() {
        return written.next_contact.clone();
    }
    if page.agreed.on.is_some_and(|on| on > when::day_of(written.at)) {
        return page.agreed.clone();
    }
    Next { on: in_rhythm(written, page), how: page.agreed.how.clone() }
}

fn in_rhythm(written: &Written, page: &DraftPage) -> Option<Day> {
    let from = when::day_of(written.at);
    rhythm::next_contact_on(from, page.rhythm_days).filter(|on| *on >= when::today())
}

fn change(written: &mut Written, page: &DraftPage, change: impl FnOnce(&mut Next)) {
    let mut next = shown(written, page);
    change(&mut next);
    written.next_contact = next;
    written.next_seen.get_or_insert_with(|| page.agreed_seen.clone());
}

/// For a visit that is kept: the worker has seen it and let it stand.
pub fn agree_on_what_is_shown(written: &mut Written, page: &DraftPage) {
    if shown(written, page) != page.agreed {
        change(written, page, |_| ());
    }
}

fn phrase(on: Option<Day>) -> String {
    match on {
        Some(on) => text!("next-on", day: when::whole_day(on)),
        None => text!("next-none"),
    }
}
