//! A field of a person: read, changed in place with undo, or chosen between versions.

use super::super::{
    connection::words,
    our_page::read::{tell_gp_in_words, who_in_words},
    relations::nearness_words,
    said,
};
use crate::care::{
    AskBy, Became, Cause, Day, Place, Stage, WorkerId,
    continuity::PauseFor,
    our_page::{TellGp, Who},
    relation::Nearness,
};
use crate::requests::{
    FieldView, Seen, Thing,
    person::{PersonPage, SetField},
};
use crate::ui::{
    parts::{InPlace, Kind, SideBySide, TEXT},
    root::{Root, use_root},
    text::text,
    typing::{Typing, use_is_typed, use_typing},
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
    let thing = Thing::Person(page.read().line.id);
    rsx! {
        ThingField { thing, field, view, is_long, class }
    }
}

/// A field of anything that belongs to a person.
#[component]
pub fn ThingField(
    thing: Thing,
    field: String,
    view: ReadSignal<FieldView>,
    #[props(default)] is_long: bool,
    #[props(default)] class: String,
    /// Which of several things it is about, for who does not see where it stands.
    #[props(default)]
    about: String,
    /// Where it is called something else than elsewhere.
    #[props(default)]
    label: Option<String>,
) -> Element {
    let root = use_root();
    let label = label.unwrap_or_else(|| label_of(thing, &field));
    let typing = use_typing({
        let field = field.clone();
        move || element_id(thing, &field)
    });
    let value = use_memo(move || view.read().value.clone());
    let choose = use_callback({
        let field = field.clone();
        move |value: String| set_with_undo(root, thing, &field, value, view.peek().clone(), || ())
    });
    // Whoever has begun to write finishes first; then there is one version more to choose from.
    if view.read().has_versions() && !typing.is_open() {
        let as_read = |value: &str| in_words(&field, value).unwrap_or_else(|| value.to_owned());
        let versions = view.read().versions.clone();
        let sides = versions.iter().map(|version| said::side(version, as_read(&version.value)));
        let on_together =
            is_text(&field).then(|| Callback::new(move |()| open_together(typing, &view.peek())));
        let together = view.read().together.clone();
        return rsx! { SideBySide { label, sides: sides.collect::<Vec<_>>(), together, class, on_choose: choose, on_together } };
    }
    let done = use_callback({
        let field = field.clone();
        move |value: String| done(root, typing, thing, &field, value, view.peek().clone())
    });
    rsx! {
        InPlace {
            id: element_id(thing, &field),
            label,
            about: said::in_short(&about),
            hint: field_hint(&field),
            value,
            shown: in_words(&field, &value.read()),
            kind: kind(&field),
            is_long,
            class,
            typing,
            on_open: move |()| open(typing, &view.peek()),
            on_done: done,
        }
    }
}

/// What stands in a field by its id, a colleague or a hope, in the versions of two who had not met;
/// otherwise nothing.
#[component]
pub fn NamedVersions(
    thing: Thing,
    field: String,
    view: ReadSignal<FieldView>,
    /// By their ids.
    names: Vec<(String, String)>,
) -> Element {
    let root = use_root();
    if !view.read().has_versions() {
        return rsx! {};
    }
    let label = label_of(thing, &field);
    let name = |id: &str| names.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone());
    let versions = view.read().versions.clone();
    let sides = versions
        .iter()
        .map(|version| said::side(version, name(&version.value).unwrap_or_default()));
    let sides: Vec<_> = sides.collect();
    let on_choose =
        move |value: String| set_with_undo(root, thing, &field, value, view.peek().clone(), || ());
    rsx! { SideBySide { label, sides, on_choose } }
}

/// Unique among all pages: there may be several risks and goals.
fn element_id(thing: Thing, field: &str) -> String {
    format!("field-{field}-{}", thing.uuid())
}

/// Whether somebody has begun to write in one of them: then it is not folded away.
pub fn use_is_begun(thing: Thing, fields: impl IntoIterator<Item = &'static str>) -> bool {
    use_is_typed(fields.into_iter().map(|field| element_id(thing, field)))
}

/// Under which name it is kept what stood there when somebody began to write.
const STOOD: &str = "stood";

fn open(typing: Typing, view: &FieldView) {
    let stood = serde_json::to_string(view).unwrap_or_default();
    typing.open([(TEXT, view.value.clone()), (STOOD, stood)]);
}

/// All that was written apart, to make one of it.
fn open_together(typing: Typing, view: &FieldView) {
    let stood = serde_json::to_string(view).unwrap_or_default();
    let values = view.versions.iter().map(|version| version.value.trim());
    let values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
    let begun = view.together.clone().unwrap_or_else(|| values.join("\n"));
    typing.open([(TEXT, begun), (STOOD, stood)]);
}

/// Words, and not a day, a number or one of a few.
fn is_text(field: &str) -> bool {
    kind(field) == Kind::Text && in_words(field, "1").is_none()
}

/// What was written replaces what its writer saw, and nothing that has come since.
fn done(root: Root, typing: Typing, thing: Thing, field: &str, value: String, now: FieldView) {
    let stood = serde_json::from_str(&typing.text(STOOD)).unwrap_or(now);
    if value == stood.value && !stood.has_versions() {
        return typing.close(root);
    }
    set_with_undo(root, thing, field, value, stood, typing.closing(root));
}

pub fn set_with_undo(
    root: Root,
    thing: Thing,
    field: &str,
    value: String,
    before: FieldView,
    then: impl FnOnce() + 'static,
) {
    let field = field.to_owned();
    let seen = before.seen.clone();
    let set = SetField { thing, field: field.clone(), value, seen, of: None };
    let done = text!("field-changed", what: label_of(thing, &field));
    root.perform_then(set, move |stands| {
        then();
        root.say_with_undo(done, move || put_back(root, thing, &field, &before, &stands));
    });
}

/// Puts what stood before over what was just written, and over nothing else: where there were
/// versions, all of them.
pub fn put_back(root: Root, thing: Thing, field: &str, before: &FieldView, stands: &Seen) {
    put_back_of(root, thing, field, before, stands, None);
}

/// The same where it is known that what stood there alone was a colleague's.
pub fn put_back_of(
    root: Root,
    thing: Thing,
    field: &str,
    before: &FieldView,
    stands: &Seen,
    of: Option<WorkerId>,
) {
    let versions = before.versions.iter().map(|version| {
        let by = &version.by.worker;
        (version.value.clone(), (!by.is_me).then_some(by.id))
    });
    let mut values: Vec<_> = versions.collect();
    if values.is_empty() {
        values.push((before.value.clone(), of));
    }
    for (value, of) in values {
        let seen = stands.clone();
        root.perform(SetField { thing, field: field.to_owned(), value, seen, of });
    }
}

fn kind(field: &str) -> Kind {
    match field {
        "born" | "no_known_risks_on" | "next_contact_on" | "checked_on" | "on" => Kind::Day,
        "look_again_on" | "paused_until" | "ended_together_on" | "hello_again_on"
        | "cover_until" => Kind::Day,
        "agreed_with_person_on" | "goodbye_on" | "hello_on" | "accepted_on" => Kind::Day,
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
        "rhythm_days" => Some(when::every(value.parse().ok()?)),
        "going" if !value.is_empty() => Some(text!("goals-going", number: value.to_owned())),
        "nearness" => Some(nearness_words(&Nearness::from_word(value))),
        "stage" if !value.is_empty() => Some(words::stage(&Stage::from_word(value))),
        "ask_by" if !value.is_empty() => Some(words::ask_by(&AskBy::from_word(value))),
        "cause" if !value.is_empty() => Some(words::cause(&Cause::from_word(value))),
        "paused_for" if !value.is_empty() => Some(said::pause_for(&PauseFor::from_word(value))),
        "tell_gp" if !value.is_empty() => Some(tell_gp_in_words(&TellGp::from_word(value))),
        "step_who" if !value.is_empty() => Some(who_in_words(&Who::from_word(value), "")),
        "became" if !value.is_empty() => Some(said::became(&Became::from_word(value))),
        _ => None,
    }
}

/// The same name may stand for different things of different kinds.
fn label_of(thing: Thing, field: &str) -> String {
    match (thing, field) {
        (Thing::Holding(_), "line") => text!("holding-line"),
        (Thing::Tried(_), "learned") => text!("tried-learned"),
        (Thing::Relation(_), "name") => text!("field-relation-name"),
        (Thing::Relation(_), "who") => text!("field-relation-who"),
        (Thing::Relation(_), "nearness") => text!("field-relation-nearness"),
        (Thing::Relation(_), "words") => text!("field-relation-words"),
        (Thing::Service(_), "name") => text!("service-name"),
        (Thing::Service(_), "getting_there") => text!("service-getting-there"),
        (Thing::Service(_), "first_ten_minutes") => text!("service-first-ten-minutes"),
        (Thing::Learned(_), "text") => text!("learned-field"),
        (Thing::Connection(_), "on") => text!("connection-day"),
        (Thing::Connection(_), "how") => text!("how-title"),
        (Thing::Connection(_), "goal") => text!("agree-for-hope"),
        (Thing::Holding(_), "how") => text!("holding-legend"),
        (Thing::SharedCause(_), "words") => text!("barriers-shared-field"),
        (Thing::Barrier(_), "words") => text!("barrier-words"),
        (Thing::Reflection(_), "words") => text!("supervision-words"),
        (Thing::Reflection(_), "came_of_it") => text!("supervision-came-of-it"),
        (Thing::Attachment(_), "words") => text!("field-letter-words"),
        (Thing::Step(_), "words") => text!("field-other-step"),
        (Thing::SafetyStep(_), "words") => text!("safety-step-words"),
        (Thing::Contact(_), "name") => text!("contact-name"),
        (Thing::Contact(_), "telephone") => text!("contact-telephone"),
        (Thing::SafetyStep(_), "telephone") => text!("safety-step-telephone"),
        _ => field_label(field),
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
        "text" => text!("field-promise"),
        "on" => text!("promises-day"),
        "became" => text!("field-became"),
        "became_words" => text!("field-became-words"),
        "what_for" => text!("service-what-for"),
        "who_answers" => text!("service-who-answers"),
        "how_to_get_in" => text!("service-how-to-get-in"),
        "real_wait" => text!("service-real-wait"),
        "cost" => text!("service-cost"),
        "step_free" => text!("service-step-free"),
        "does_not_suit" => text!("service-does-not-suit"),
        "stage" => text!("connection-stands"),
        "ask_by" => text!("agree-ask-by"),
        "who_goes" => text!("plan-who-goes"),
        "getting_there" => text!("plan-getting-there"),
        "fares" => text!("plan-fares"),
        "who_meets" => text!("plan-who-meets"),
        "first_ten_minutes" => text!("plan-first-ten-minutes"),
        "fading_out" => text!("plan-fading-out"),
        "cause" => text!("barrier-cause"),
        "how_long" => text!("barrier-how-long"),
        other => continuity_label(other),
    }
}

fn continuity_label(field: &str) -> String {
    match field {
        "worker" => text!("field-worker"),
        "cover" => text!("field-cover"),
        "cover_until" => text!("field-cover-until"),
        "paused_until" => text!("field-paused-until"),
        "paused_for" => text!("field-paused-for"),
        "if_hard_signs" => text!("field-if-hard-signs"),
        "if_hard_helps" => text!("field-if-hard-helps"),
        "if_hard_whom" => text!("field-if-hard-whom"),
        "ended_together_on" => text!("field-ended-together-on"),
        "ending_words" => text!("field-ending-words"),
        "hello_again_on" => text!("field-hello-again-on"),
        "strengths" => text!("field-strengths"),
        "helps" => text!("field-helps"),
        "gets_in_the_way" => text!("field-gets-in-the-way"),
        "look_again_on" => text!("field-look-again-on"),
        "sharing_wishes" => text!("field-sharing-wishes"),
        "tell_gp" => text!("field-tell-gp"),
        "wording" => text!("field-wording"),
        "importance" => text!("field-importance"),
        "step_who" => text!("field-step-who"),
        "step_when" => text!("field-step-when"),
        "step_sure" => text!("field-step-sure"),
        "to" => text!("field-to"),
        "letter" => text!("field-letter"),
        "agreed_with_person_on" => text!("field-agreed-with-person-on"),
        "goodbye_on" => text!("field-goodbye-on"),
        "hello_on" => text!("field-hello-on"),
        "accepted_on" => text!("field-accepted-on"),
        other => other.to_owned(),
    }
}

fn field_hint(field: &str) -> String {
    match field {
        "matters" | "if_hard_signs" | "if_hard_helps" | "if_hard_whom" => text!("hint-matters"),
        "strengths" | "helps" | "gets_in_the_way" => text!("hint-strengths"),
        "wording" => text!("hint-wording"),
        "step_when" => text!("hint-step-when"),
        "next_contact_on" => text!("hint-next-contact"),
        "rhythm_words" => text!("hint-rhythm"),
        "rhythm_days" => text!("hint-rhythm-days"),
        "agreed_with_person_on" => text!("hint-agreed-with-person-on"),
        "goodbye_on" => text!("handover-goodbye-none"),
        "hello_on" => text!("handover-hello-none"),
        "hello_again_on" => text!("hint-hello-again-on"),
        _ => String::new(),
    }
}
