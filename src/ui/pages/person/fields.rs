//! A field of a person: read, changed in place with undo, or chosen between versions.

use super::super::said;
use crate::care::{Day, PersonId, Place};
use crate::requests::{
    FieldView, Seen, Thing,
    person::{self, PersonPage, SetField},
};
use crate::ui::{
    parts::{InPlace, Kind, SideBySide},
    root::{Root, use_root},
    text::text,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn Field(
    page: ReadSignal<PersonPage>,
    field: String,
    #[props(default)] is_long: bool,
    /// Otherwise a field that was never set is not shown.
    #[props(default)]
    is_always_shown: bool,
    #[props(default)] class: String,
) -> Element {
    let name = field.clone();
    let view = use_memo(move || page.read().fields.get(&name).cloned().unwrap_or_default());
    if !is_always_shown
        && class != "voice"
        && view.read().value.is_empty()
        && !view.read().has_versions()
    {
        return rsx! {};
    }
    let person = page.read().line.id;
    rsx! {
        ThingField { person, thing: Thing::Person(person), field, view, is_long, class }
    }
}

/// A field of anything that belongs to a person.
#[component]
pub fn ThingField(
    person: PersonId,
    thing: Thing,
    field: String,
    view: ReadSignal<FieldView>,
    #[props(default)] is_long: bool,
    #[props(default)] class: String,
) -> Element {
    let root = use_root();
    let label = field_label(&field);
    let set = use_callback({
        let field = field.clone();
        move |value: String| {
            let before = view.peek().clone();
            set_with_undo(root, person, thing, &field, value, before);
        }
    });
    let value = use_memo(move || view.read().value.clone());
    if view.read().has_versions() {
        let sides = view.read().versions.iter().map(said::side).collect();
        return rsx! { SideBySide { label, sides, on_choose: set } };
    }
    rsx! {
        InPlace {
            id: element_id(thing, &field),
            label,
            hint: field_hint(&field),
            value,
            shown: in_words(&field, &value.read()),
            kind: kind(&field),
            is_long,
            class,
            on_change: set,
        }
    }
}

/// Unique on the page: there may be several risks and goals.
fn element_id(thing: Thing, field: &str) -> String {
    match thing {
        Thing::Person(_) => format!("field-{field}"),
        Thing::Risk(id) => format!("field-{field}-{id}"),
        Thing::Goal(id) => format!("field-{field}-{id}"),
        Thing::Promise(id) => format!("field-{field}-{id}"),
    }
}

/// Undo writes the old value over what stands there by then, and over nothing else.
fn set_with_undo(
    root: Root,
    person: PersonId,
    thing: Thing,
    field: &str,
    value: String,
    before: FieldView,
) {
    let field = field.to_owned();
    let set = SetField { thing, field: field.clone(), value, seen: before.seen };
    let done = text!("field-changed", what: field_label(&field));
    root.perform_then(set, move |()| {
        root.say_with_undo(done, move || {
            undo(root, person, thing, field.clone(), before.value.clone())
        });
    });
}

fn undo(root: Root, person: PersonId, thing: Thing, field: String, value: String) {
    root.perform_then(person::Person { person }, move |page| {
        let seen = seen_now(&page, thing, &field);
        root.perform(SetField { thing, field, value, seen });
    });
}

fn seen_now(page: &PersonPage, thing: Thing, field: &str) -> Seen {
    let view = match thing {
        Thing::Person(_) => page.fields.get(field),
        Thing::Risk(id) => page.risks.iter().find(|risk| risk.id == id).map(|risk| match field {
            "checked_on" => &risk.checked_on,
            _ => &risk.what,
        }),
        Thing::Goal(id) => page.goals.iter().find(|goal| goal.id == id).map(|goal| match field {
            "step" => &goal.step,
            "going" => &goal.going,
            _ => &goal.words,
        }),
        Thing::Promise(_) => None,
    };
    view.map(|view| view.seen.clone()).unwrap_or_default()
}

fn kind(field: &str) -> Kind {
    match field {
        "born" | "no_known_risks_on" | "next_contact_on" | "checked_on" => Kind::Day,
        "telephone" => Kind::Telephone,
        "rhythm_days" => Kind::Number,
        _ => Kind::Text,
    }
}

/// Days and places are kept as values and read as words.
fn in_words(field: &str, value: &str) -> Option<String> {
    if kind(field) == Kind::Day {
        let day: Day = value.parse().ok()?;
        return Some(when::day_in_words(day, when::today()));
    }
    match field {
        "next_contact_how" if !value.is_empty() => Some(said::place(&Place::from_word(value))),
        "rhythm_days" if !value.is_empty() => Some(text!("rhythm-every", days: value.to_owned())),
        _ => None,
    }
}

pub fn field_label(field: &str) -> String {
    match field {
        "given_name" => text!("field-given-name"),
        "family_name" => text!("field-family-name"),
        "preferred_name" => text!("field-preferred-name"),
        "born" => text!("field-born"),
        "pronoun" => text!("field-pronoun"),
        "gender" => text!("field-gender"),
        "telephone" => text!("field-telephone"),
        "address" => text!("field-address"),
        "contact_by" => text!("field-contact-by"),
        "access" => text!("field-access"),
        "please_do" => text!("field-please-do"),
        "please_dont" => text!("field-please-dont"),
        "matters" => text!("field-matters"),
        "people_important" => text!("field-people-important"),
        "communication" => text!("field-communication"),
        "support" => text!("field-support"),
        "also_worth_knowing" => text!("field-also-worth-knowing"),
        "referrer_name" => text!("field-referrer-name"),
        "referrer_contact" => text!("field-referrer-contact"),
        "gp_practice" => text!("field-gp-practice"),
        "rhythm_days" => text!("field-rhythm-days"),
        "rhythm_words" => text!("field-rhythm-words"),
        "no_known_risks_on" => text!("field-no-known-risks-on"),
        "next_contact_on" => text!("field-next-contact-on"),
        "next_contact_how" => text!("field-next-contact-how"),
        "what" => text!("field-risk"),
        "checked_on" => text!("field-checked-on"),
        "words" => text!("field-goal"),
        "step" => text!("field-step"),
        "going" => text!("field-going"),
        other => other.to_owned(),
    }
}

fn field_hint(field: &str) -> String {
    match field {
        "matters" => text!("hint-matters"),
        "next_contact_on" => text!("hint-next-contact"),
        "rhythm_words" => text!("hint-rhythm"),
        _ => String::new(),
    }
}
