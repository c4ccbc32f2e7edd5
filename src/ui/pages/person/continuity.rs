//! Continuity of one person: where we stand, who covers, pauses, and the ways to hand over or end.

use super::{
    super::said,
    fields::{Field, NamedVersions, put_back_of},
    same::SamePerson,
};
use crate::care::{
    Day, PersonId, WorkerId,
    continuity::{PauseFor, Standing as Stands},
};
use crate::requests::{
    FieldView, Thing,
    continuity::{Beside, Continuity as Asked, ContinuityPage, FieldSet, OtherCard, SetTogether},
    handover::HandoverLine,
    person::PersonPage,
};
use crate::ui::{
    ask::use_answer,
    parts::{Choice, Choices, DayChoice, Side, SideBySide, TextField, lead_here},
    root::{Root, use_root},
    route::Route,
    text::text,
    typing::{Typing, use_typing},
    when,
};
use dioxus::prelude::*;

/// How long a pause or a cover lasts, unless another day is chosen.
const PAUSE_DAYS: i64 = 28;
const COVER_DAYS: i64 = 14;

/// Fields that show in one calm line, or not at all: their versions stand in the open.
const IN_A_LINE: [&str; 9] = [
    "paused_until",
    "paused_for",
    "ended_together_on",
    "hello_again_on",
    "ending_words",
    "if_hard_signs",
    "if_hard_helps",
    "if_hard_whom",
    "cover_until",
];

/// Fields with the values that they are to have.
pub type Values = Vec<(&'static str, String)>;

/// Sets them in one action, with one way to take it back.
pub fn set_together_with_undo(root: Root, page: &PersonPage, values: Values, done: String) {
    set_together_over(root, page, values, done, None, || {});
}

/// The same over what a colleague wrote, which an undo puts back as theirs.
fn set_together_over(
    root: Root,
    page: &PersonPage,
    values: Values,
    done: String,
    of: Option<WorkerId>,
    then: impl FnOnce() + 'static,
) {
    let person = page.line.id;
    let before: Vec<(&'static str, FieldView)> =
        values.iter().map(|(field, _)| (*field, view(page, field))).collect();
    let sets = values.iter().zip(&before);
    let values = sets.map(|((field, value), (_, before))| FieldSet::over(field, value, before));
    let set = SetTogether { person, values: values.collect() };
    root.perform_then(set, move |stands| {
        then();
        root.say_with_undo(done, move || {
            for (field, before) in &before {
                put_back_of(root, Thing::Person(person), field, before, &stands, of);
            }
        });
    });
}

fn view(page: &PersonPage, field: &str) -> FieldView {
    page.fields.get(field).cloned().unwrap_or_default()
}

/// Where they stand, in a calm line at the top: nothing while all is as ever.
#[component]
pub fn Standing(page: ReadSignal<PersonPage>) -> Element {
    let asked = use_answer(move || Asked { person: page.read().line.id, today: when::today() });
    let Some(Ok(continuity)) = asked() else { return rsx! {} };
    let lines = lines(&continuity);
    let is_away = !matches!(continuity.standing, Stands::InTouch | Stands::EndingOn { .. });
    let person = page.read().line.id;
    rsx! {
        Versions { page, continuity: continuity.clone() }
        if let Some(beside) = continuity.beside.clone() {
            BothStand { page, continuity: continuity.clone(), beside }
        }
        if is_away || !lines.is_empty() || !continuity.waiting.is_empty() || !continuity.other_cards.is_empty() {
            section { class: "card tinted standing", "aria-label": text!("standing-label"),
                for (class, line) in lines {
                    p { key: "{line}", class, dir: "auto", "{line}" }
                }
                if is_away {
                    InTouchAgain { page }
                }
                for letter in continuity.waiting {
                    Letter { key: "{letter.id}", letter, person }
                }
                for card in continuity.other_cards {
                    Link { key: "{card.line.id}", class: "quiet", to: Route::Person { person: card.line.id }, {other_card(&card)} }
                }
            }
        }
    }
}

#[component]
fn Letter(letter: HandoverLine, person: PersonId) -> Element {
    let by = said::from(&letter.by, letter.at);
    rsx! {
        Link { class: "quiet", to: Route::Handover { person }, {text!("standing-letter", name: letter.to.name)} }
        p { class: "soft", dir: "auto", {text!("standing-letter-by", by: by)} }
    }
}

/// Each with its class: who wrote it down stands quietly below.
fn lines(continuity: &ContinuityPage) -> Vec<(&'static str, String)> {
    let until = |on: &Day| when::day_in_words(*on, when::today());
    // Where two stand side by side neither is said as if it were all.
    let is_one = continuity.beside.is_none();
    let standing = standing_in_words(&continuity.standing).filter(|_| is_one);
    let by = continuity.by.as_ref().filter(|_| is_one);
    let by = by.map(|(by, at)| text!("standing-by", by: said::from(by, *at)));
    let cover = continuity.cover.as_ref().map(|(worker, on)| {
        let name = worker.name.clone();
        match (worker.is_me, on) {
            (true, Some(on)) => text!("standing-cover-me", day: until(on)),
            (true, None) => text!("standing-cover-me-open"),
            (false, Some(on)) => text!("standing-cover", name: name, day: until(on)),
            (false, None) => text!("standing-cover-open", name: name),
        }
    });
    let lines = [("", standing), ("soft", by), ("", cover)].into_iter();
    lines.filter_map(|(class, line)| Some((class, line?))).collect()
}

fn standing_in_words(standing: &Stands) -> Option<String> {
    let day = |on: &Day| when::on_day_in_words(*on, when::today());
    let until = |on: &Day| when::day_in_words(*on, when::today());
    match standing {
        Stands::InTouch => None,
        Stands::Paused { until: on, what_for } => Some(match said::pause_for(what_for) {
            words if words.is_empty() => text!("standing-paused", day: until(on)),
            words => text!("standing-paused-for", day: until(on), what: words),
        }),
        Stands::EndingOn { on } => Some(text!("standing-ending", day: day(on))),
        Stands::EndedTogether { on } => Some(text!("standing-ended", day: day(on))),
    }
}

/// What to go on with, of a pause and an ending that two wrote down who had not met.
#[component]
fn BothStand(page: ReadSignal<PersonPage>, continuity: ContinuityPage, beside: Beside) -> Element {
    const ENDING: [&str; 1] = ["ended_together_on"];
    const PAUSE: [&str; 2] = ["paused_until", "paused_for"];
    let root = use_root();
    let side = |value: &str, standing: &Stands, from: String| Side {
        value: value.to_owned(),
        shown: standing_in_words(standing).unwrap_or_default(),
        from,
    };
    let by = continuity.by.as_ref().map(|(by, at)| said::from(by, *at)).unwrap_or_default();
    let sides = vec![
        side("ending", &continuity.standing, by),
        side("pause", &beside.standing, said::from(&beside.by, beside.at)),
    ];
    let choose = move |kept: String| {
        let ending_by = continuity.by.as_ref().map(|(by, _)| by);
        let (let_go, by) = match kept.as_str() {
            "ending" => (PAUSE.as_slice(), Some(&beside.by)),
            _ => (ENDING.as_slice(), ending_by),
        };
        let of = by.map(|by| &by.worker).filter(|worker| !worker.is_me).map(|worker| worker.id);
        let page = page.peek();
        let there = let_go.iter().filter(|field| page.fields.contains_key(**field));
        let values = there.map(|field| (*field, String::new())).collect();
        let done = text!("field-changed", what: text!("standing-label"));
        set_together_over(root, &page, values, done, of, || {});
    };
    rsx! { SideBySide { label: text!("standing-label"), sides, on_choose: choose } }
}

fn other_card(card: &OtherCard) -> String {
    let name = card.line.full_name.clone();
    match card.worker.as_ref().filter(|worker| !worker.is_me) {
        Some(worker) => {
            text!("standing-other-card-with", name: name, worker: worker.name.clone())
        }
        None => text!("standing-other-card", name: name),
    }
}

/// What two wrote apart, of all that otherwise shows in a line.
#[component]
fn Versions(page: ReadSignal<PersonPage>, continuity: ContinuityPage) -> Element {
    let thing = Thing::Person(page.read().line.id);
    let names = continuity.names.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let names: Vec<(String, String)> = names.collect();
    let worker = use_memo(move || view(&page.read(), "worker"));
    let cover = use_memo(move || view(&page.read(), "cover"));
    let apart = IN_A_LINE.into_iter().filter(|field| view(&page.read(), field).has_versions());
    rsx! {
        NamedVersions { thing, field: "worker", view: worker, names: names.clone() }
        NamedVersions { thing, field: "cover", view: cover, names }
        for field in apart {
            Field { key: "{field}", page, field }
        }
    }
}

/// One tap through the open door.
#[component]
pub fn InTouchAgain(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let again = move |_| {
        let page = page.peek();
        let fields = ["ended_together_on", "paused_until", "paused_for"];
        let set = fields.into_iter().filter(|field| page.fields.contains_key(*field));
        let values = set.map(|field| (field, String::new())).collect();
        let done = text!("standing-again-done", name: page.line.called.clone());
        set_together_with_undo(root, &page, values, done);
    };
    rsx! {
        button { class: "button outlined", r#type: "button", onclick: again, {text!("standing-again")} }
    }
}

/// The ways on from here, folded away until they are wanted.
#[component]
pub fn Continuity(page: ReadSignal<PersonPage>) -> Element {
    let person = page.read().line.id;
    rsx! {
        section { class: "card", "aria-labelledby": "continuity",
            h2 { id: "continuity", {text!("continuity-title")} }
            div { class: "ways-on",
                Link { class: "quiet", to: Route::Handover { person }, {text!("continuity-handover")} }
                Cover { page }
                Link { class: "quiet", to: Route::Ending { person }, {text!("continuity-ending")} }
                SamePerson { page }
            }
        }
    }
}

#[component]
fn Cover(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let person = page.read().line.id;
    let typing = use_typing(|| format!("cover {person}"));
    let asked = use_answer(move || Asked { person: page.read().line.id, today: when::today() });
    let Some(Ok(continuity)) = asked() else { return rsx! {} };
    if typing.is_open() {
        return rsx! { NewCover { page, typing, continuity } };
    }
    if continuity.cover.is_some() {
        let none = vec![("cover", String::new()), ("cover_until", String::new())];
        let over = move |_| {
            let done = text!("cover-over-done");
            set_together_with_undo(root, &page.peek(), none.clone(), done);
        };
        return rsx! {
            Field { page, field: "cover_until", is_always_shown: true }
            button { class: "quiet", r#type: "button", onclick: over, {text!("cover-over")} }
        };
    }
    if continuity.colleagues.is_empty() {
        return rsx! {};
    }
    rsx! {
        button { class: "quiet", r#type: "button", onclick: move |_| typing.open([]), {text!("cover-begin")} }
    }
}

#[component]
fn NewCover(page: ReadSignal<PersonPage>, typing: Typing, continuity: ContinuityPage) -> Element {
    let root = use_root();
    let until = day_or(typing, COVER_DAYS);
    let choices = continuity.colleagues.iter();
    let choices: Vec<Choice> =
        choices.map(|line| Choice::new(line.id.to_string(), line.name.clone())).collect();
    let cover = move |event: FormEvent| {
        event.prevent_default();
        let to = typing.text("who");
        let colleague = continuity.colleagues.iter().find(|line| line.id.to_string() == to);
        let Some(colleague) = colleague else { return root.say(text!("cover-who-first")) };
        let day = when::day_in_words(until, when::today());
        let done = text!("cover-done", name: colleague.name.clone(), day: day);
        let values = vec![("cover", to), ("cover_until", until.to_string())];
        set_together_over(root, &page.peek(), values, done, None, typing.closing(root));
    };
    rsx! {
        form { class: "stack", tabindex: "-1", onmounted: lead_here, onsubmit: cover,
            Choices { name: "cover", legend: text!("cover-who"), choices, chosen: typing.text("who"), on_choose: move |key| typing.write(root, "who", key) }
            Until { typing, id: "cover-until", label: text!("cover-until-day"), phrase: text!("cover-until", day: when::day_in_words(until, when::today())), until }
            Leave { typing }
        }
    }
}

/// Beside the rhythm: for leave, or hospital, or a rest from each other.
#[component]
pub fn Pause(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let person = page.read().line.id;
    let typing = use_typing(|| format!("pause {person}"));
    let words = use_memo(move || typing.text("words"));
    let paused_until: Option<Day> = view(&page.read(), "paused_until").value.parse().ok();
    if paused_until.is_some_and(|until| when::today() < until) {
        return rsx! {
            Field { page, field: "paused_until" }
            Field { page, field: "paused_for" }
        };
    }
    if !typing.is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| typing.open([]), {text!("pause-begin")} }
        };
    }
    let until = day_or(typing, PAUSE_DAYS);
    let phrase = text!("pause-until", day: when::day_in_words(until, when::today()));
    let pause = move |event: FormEvent| {
        event.prevent_default();
        let done = text!("pause-done", day: when::day_in_words(until, when::today()));
        let mut values =
            vec![("paused_until", until.to_string()), ("paused_for", paused_for(typing))];
        // Whoever pauses goes on with them, and knows of the ending that was.
        let ended_on: Option<Day> = view(&page.peek(), "ended_together_on").value.parse().ok();
        if ended_on.is_some_and(|on| on <= when::today()) {
            values.push(("ended_together_on", String::new()));
        }
        set_together_over(root, &page.peek(), values, done, None, typing.closing(root));
    };
    rsx! {
        form { class: "stack", tabindex: "-1", onmounted: lead_here, onsubmit: pause,
            Choices { name: "pause-for", legend: text!("pause-what"), choices: pauses(), chosen: typing.text("for"), on_choose: move |key| typing.write(root, "for", key) }
            if typing.text("for") == OTHER {
                TextField { id: "pause-words", label: text!("pause-other-words"), value: words, on_input: move |typed| typing.write(root, "words", typed) }
            }
            Until { typing, id: "pause-until", label: text!("pause-until-day"), phrase, until }
            Leave { typing }
        }
    }
}

const OTHER: &str = "other";

fn pauses() -> Vec<Choice> {
    let known = PauseFor::ALL.iter();
    let known = known.map(|pause| Choice::new(pause.as_word(), said::pause_for(pause)));
    known.chain([Choice::new(OTHER, text!("pause-other-words"))]).collect()
}

fn paused_for(typing: Typing) -> String {
    let chosen = typing.text("for");
    if chosen == OTHER { typing.text("words") } else { chosen }
}

fn day_or(typing: Typing, n_days: i64) -> Day {
    typing.text("until").parse().unwrap_or_else(|_| when::today().plus(n_days))
}

#[component]
fn Until(typing: Typing, id: String, label: String, phrase: String, until: Day) -> Element {
    let root = use_root();
    rsx! {
        DayChoice {
            id,
            label,
            phrase,
            day: Some(until),
            on_choose: move |day: Option<Day>| typing.write(root, "until", day.map(|day| day.to_string()).unwrap_or_default()),
        }
    }
}

#[component]
fn Leave(typing: Typing) -> Element {
    let root = use_root();
    rsx! {
        div { class: "actions",
            button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
            button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
        }
    }
}
