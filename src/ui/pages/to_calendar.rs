//! A day that was agreed, as a file for the phone's calendar.

use crate::care::Day;
use crate::ui::{calendar, device, root::use_root, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn ToCalendar(
    /// Names the entry among all of a calendar, so that a later file takes its place.
    uid: String,
    on: Day,
    /// What the button says.
    words: String,
) -> Element {
    let root = use_root();
    let save = move |_| {
        let entry = calendar::entry(&uid, on, when::now(), &text!("calendar-title"));
        if !device::save_file("alongside-visit.ics", "text/calendar", entry.as_bytes()) {
            root.say(text!("calendar-not-saved"));
        }
    };
    rsx! {
        button { class: "button outlined", r#type: "button", onclick: save, "{words}" }
        p { class: "soft", {text!("calendar-neutral")} }
    }
}
