//! Nobody answered: what might be going on, and what could be tried differently (P3).

use super::{broken::Troubled, frame::Top, said};
use crate::care::{Day, PersonId, Place, no_answer::TryInstead, telephone::dialled};
use crate::requests::{
    Seen,
    no_answer::{BeforeNoAnswer, NoAnswerPage, NobodyAnswered, TakeNoAnswerBack},
};
use crate::ui::{
    ask::use_answer,
    device,
    own_words::as_a_sentence,
    parts::{Choice, Choices, DayChoice, Toggle, TypedArea},
    root::use_root,
    route::Route,
    text::text,
    typing::{Typing, use_typing},
    when,
};
use dioxus::prelude::*;

/// How long a pause lasts, unless another day is chosen.
const PAUSE_DAYS: i64 = 28;
/// By when a colleague is asked what they see.
const ASK_WITHIN_DAYS: i64 = 7;

#[component]
pub fn NoAnswer(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || BeforeNoAnswer { person: person() });
    match page() {
        Some(Ok(page)) => rsx! { Page { person, page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("no-answer-title"), back: Route::People {} }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

#[component]
fn Page(person: ReadSignal<PersonId>, page: NoAnswerPage) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let typing = use_typing(move || format!("no answer {}", person.peek()));
    let called = page.called.clone();
    let seen = use_hook(|| page.seen.clone());
    let keep = move |event: FormEvent| {
        event.prevent_default();
        let person = *person.peek();
        let (close, reopen) = (typing.closing(root), typing.reopening(root));
        let kept = NobodyAnswered { seen: seen.clone(), ..kept(typing, person) };
        root.perform_then(kept, move |kept| {
            close();
            let back = TakeNoAnswerBack { kept };
            root.say_with_undo(text!("no-answer-kept"), move || {
                reopen();
                root.perform(back.clone());
            });
            navigator.replace(Route::Person { person });
        });
    };
    rsx! {
        Top { title: text!("no-answer-title"), back: Route::Person { person: person() } }
        p { class: "lead calm", dir: "auto", {text!("no-answer-soft", name: called.clone())} }
        form { class: "stack", onsubmit: keep,
            section { class: "card",
                Chosen { typing, field: "place", legend: text!("draft-place"), choices: said::places() }
                TypedArea { id: "no-answer-might_be", typing, field: "might_be", label: text!("no-answer-might-be"), hint: text!("no-answer-might-be-hint") }
            }
            section { class: "card",
                Chosen { typing, field: "try", legend: text!("no-answer-try"), choices: ways() }
                if !page.contact_by.is_empty() {
                    p { class: "soft", dir: "auto", {text!("no-answer-contact-by", name: called.clone(), words: page.contact_by.clone())} }
                }
                TypedArea { id: "no-answer-try_words", typing, field: "try_words", label: text!("no-answer-try-words") }
                NextTry { typing }
            }
            LineToLeave { telephone: page.telephone.clone(), called: called.clone() }
            if page.are_several {
                SecondEyes { typing, page }
                OpenDoor { typing }
            }
            div { class: "foot",
                button { class: "button filled wide", r#type: "submit", {text!("no-answer-keep")} }
            }
        }
    }
}

fn ways() -> Vec<Choice> {
    let known = TryInstead::ALL.iter();
    known.map(|instead| Choice::new(instead.as_word(), said::try_instead(instead))).collect()
}

fn day(typing: Typing, field: &str) -> Option<Day> {
    typing.text(field).parse().ok()
}

/// A second pair of eyes is something that we try, with a name and a day.
fn kept(typing: Typing, person: PersonId) -> NobodyAnswered {
    let (place, instead) = (typing.text("place"), typing.text("try"));
    let how = typing.text("next_how");
    let colleague = Some(typing.text("colleague")).filter(|name| !name.is_empty());
    let ask_on = colleague.as_ref().map(|_| when::today().plus(ASK_WITHIN_DAYS));
    let ask = colleague.map(|name| text!("no-answer-ask", colleague: name));
    let words = typing.text("try_words");
    let try_words = match ask {
        Some(ask) => format!("{} {ask}", as_a_sentence(&words)).trim().to_owned(),
        None => words,
    };
    NobodyAnswered {
        person,
        place: if place.is_empty() { Place::Home } else { Place::from_word(&place) },
        might_be: typing.text("might_be"),
        try_instead: (!instead.is_empty()).then(|| TryInstead::from_word(&instead)),
        try_words,
        next_on: day(typing, "next_on").or(ask_on),
        next_how: (!how.is_empty()).then(|| Place::from_word(&how)),
        paused_until: day(typing, "paused_until"),
        seen: Seen::default(),
    }
}

#[component]
fn Chosen(typing: Typing, field: String, legend: String, choices: Vec<Choice>) -> Element {
    let root = use_root();
    let chosen = typing.text(&field);
    rsx! {
        Choices { name: field.clone(), legend, choices, chosen, on_choose: move |key| typing.write(root, &field, key) }
    }
}

/// When it is tried, and how.
#[component]
fn NextTry(typing: Typing) -> Element {
    let root = use_root();
    let on = day(typing, "next_on");
    let phrase = match on {
        Some(on) => text!("no-answer-again", day: when::day_in_words(on, when::today())),
        None => text!("no-answer-no-day"),
    };
    rsx! {
        DayChoice {
            id: "next-try",
            label: text!("next-day"),
            phrase,
            day: on,
            on_choose: move |day: Option<Day>| typing.write(root, "next_on", day.map(|day| day.to_string()).unwrap_or_default()),
        }
        if on.is_some() {
            Chosen { typing, field: "next_how", legend: text!("next-how"), choices: said::places() }
        }
    }
}

/// A line to send by hand: nothing goes by itself.
#[component]
fn LineToLeave(telephone: String, called: String) -> Element {
    let Some(number) = dialled(&telephone) else { return rsx! {} };
    let line = text!("no-answer-line", name: called);
    rsx! {
        section { class: "card",
            p { class: "soft", {text!("no-answer-line-what")} }
            p { class: "written", dir: "auto", "{line}" }
            a { class: "button outlined", href: device::message_address(&number, &line), {text!("doorstep-text")} }
        }
    }
}

/// A colleague may see another way: asked before anybody rests.
#[component]
fn SecondEyes(typing: Typing, page: NoAnswerPage) -> Element {
    if page.colleagues.is_empty() {
        return rsx! {};
    }
    let colleagues = page.colleagues.iter().map(|line| Choice::new(&line.name, line.name.clone()));
    rsx! {
        section { class: "card tinted", "aria-labelledby": "second-eyes",
            h2 { id: "second-eyes", {text!("no-answer-second-eyes-title")} }
            Chosen { typing, field: "colleague", legend: text!("no-answer-second-eyes"), choices: colleagues.collect::<Vec<_>>() }
        }
    }
}

#[component]
fn OpenDoor(typing: Typing) -> Element {
    let root = use_root();
    let until = day(typing, "paused_until");
    let pause = move |()| {
        let until = if until.is_some() { None } else { Some(when::today().plus(PAUSE_DAYS)) };
        typing.write(root, "paused_until", until.map(|day| day.to_string()).unwrap_or_default());
    };
    rsx! {
        section { class: "card tinted", "aria-labelledby": "open-door",
            h2 { id: "open-door", {text!("no-answer-open-door")} }
            p { {text!("no-answer-open-door-words")} }
            Toggle { label: text!("no-answer-pause"), is_on: until.is_some(), on_toggle: pause }
            if let Some(until) = until {
                DayChoice {
                    id: "pause-until",
                    label: text!("no-answer-pause-day"),
                    phrase: text!("no-answer-pause-until", day: when::day_in_words(until, when::today())),
                    day: Some(until),
                    on_choose: move |day: Option<Day>| typing.write(root, "paused_until", day.map(|day| day.to_string()).unwrap_or_default()),
                }
            }
        }
    }
}
