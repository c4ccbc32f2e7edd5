//! A place: what we know of it, changed where it stands, and what was learned there.

use super::{
    super::{
        broken::Troubled,
        frame::Top,
        person::{ThingField, set_with_undo, use_is_begun},
    },
    learned::Learned,
};
use crate::care::{ServiceId, telephone::dialled};
use crate::requests::{
    FieldView, Thing,
    services::{self, ServicePage},
};
use crate::ui::{
    ask::use_answer, device, parts::Folded, root::use_root, route::Route, text::text, when,
};
use dioxus::prelude::*;

/// Field and whether it wants more than a line.
const FIELDS: [(&str, bool); 12] = [
    ("what_for", true),
    ("who_answers", false),
    ("how_to_get_in", true),
    ("first_ten_minutes", true),
    ("real_wait", false),
    ("cost", false),
    ("getting_there", true),
    ("step_free", false),
    ("does_not_suit", true),
    ("telephone", false),
    ("address", true),
    ("checked_on", false),
];

#[component]
pub fn Service(service: ReadSignal<ServiceId>) -> Element {
    let page = use_answer(move || services::Service { service: service() });
    match page() {
        Some(Ok(page)) => rsx! { Page { page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("service-title"), back: Route::Services {} }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

#[component]
fn Page(page: ReadSignal<ServicePage>) -> Element {
    let (known, unknown): (Vec<_>, Vec<_>) =
        FIELDS.into_iter().partition(|(field, _)| is_known(&view(&page.read(), field)));
    let folded = unknown.iter().map(|(field, _)| *field).chain(["name"]);
    let is_begun = use_is_begun(Thing::Service(page.peek().id), folded);
    let here = Route::Service { service: page.read().id };
    let back = use_root().came_from(&here, Route::Services {});
    rsx! {
        Top { title: page.read().name.clone(), back }
        section { class: "card", "aria-labelledby": "known",
            h2 { id: "known", {text!("service-known")} }
            for (field, is_long) in known {
                OneField { key: "{field}", page, field, is_long }
            }
            Reach { page }
            CheckedToday { page }
            Folded { summary: text!("service-more"), is_open: is_begun,
                for (field, is_long) in unknown {
                    OneField { key: "{field}", page, field, is_long }
                }
                OneField { page, field: "name", is_long: false }
            }
        }
        Learned { service: page.read().id, lines: page.read().learned.clone() }
    }
}

fn view(page: &ServicePage, field: &str) -> FieldView {
    page.fields.get(field).cloned().unwrap_or_default()
}

fn is_known(view: &FieldView) -> bool {
    !view.value.is_empty() || view.has_versions()
}

#[component]
fn OneField(page: ReadSignal<ServicePage>, field: String, is_long: bool) -> Element {
    let thing = Thing::Service(page.read().id);
    let name = field.clone();
    let view = use_memo(move || view(&page.read(), &name));
    rsx! { ThingField { thing, field, view, is_long } }
}

#[component]
fn Reach(page: ReadSignal<ServicePage>) -> Element {
    let number = dialled(&view(&page.read(), "telephone").value);
    let address = view(&page.read(), "address").value;
    if number.is_none() && address.is_empty() {
        return rsx! {};
    }
    rsx! {
        div { class: "actions",
            if let Some(number) = number {
                a { class: "button outlined", href: "tel:{number}", {text!("doorstep-ring")} }
            }
            if !address.is_empty() {
                a { class: "button outlined", href: device::map_address(&address), {text!("doorstep-map")} }
            }
        }
    }
}

#[component]
fn CheckedToday(page: ReadSignal<ServicePage>) -> Element {
    let root = use_root();
    let checked = use_memo(move || view(&page.read(), "checked_on"));
    let today = when::today().to_string();
    if checked.read().value == today {
        return rsx! {};
    }
    let check = move |_| {
        let thing = Thing::Service(page.peek().id);
        set_with_undo(root, thing, "checked_on", today.clone(), checked.peek().clone(), || ());
    };
    rsx! {
        button { class: "quiet", r#type: "button", onclick: check, {text!("service-checked-today")} }
    }
}
