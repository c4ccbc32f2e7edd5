//! A word on how it goes, by which a thread goes on, or comes to its own end.

use super::{
    super::said,
    in_the_way::{BarrierRead, Stood, is_told, stood},
    view, words,
};
use crate::care::{Day, PersonId, Stage, connection::ask_on};
use crate::requests::connections::{ConnectionPage, Said, TakeTalkBack, TalkLine, TalkOver};
use crate::ui::{
    parts::{Choice, Choices, DayChoice, TypedArea, lead_here},
    root::{Root, use_root},
    route::Route,
    text::text,
    typing::{Typing, use_typing},
    when,
};
use dioxus::prelude::*;

/// In the order in which it is asked.
const HOW_WAS_IT: [Stage; 5] =
    [Stage::Tried, Stage::SettledIn, Stage::NotYet, Stage::StoodInTheWay, Stage::NotForMe];

#[component]
pub fn TalkForm(page: ReadSignal<ConnectionPage>, called: String) -> Element {
    let root = use_root();
    let id = page.read().line.id;
    let typing = use_typing(move || format!("talk {id}"));
    let is_open = page.read().line.is_open;
    if !is_open && !typing.is_open() {
        return rsx! { TakeUp { person: page.read().line.person, called, typing } };
    }
    let keep = move |event: FormEvent| {
        event.prevent_default();
        say(root, typing, &page.peek());
    };
    let title = if is_open { text!("talk-title") } else { text!("talk-title-ended") };
    rsx! {
        form { class: "card", tabindex: "-1", onmounted: lead_here, onsubmit: keep, "aria-labelledby": "talk",
            h2 { id: "talk", "{title}" }
            Choices {
                name: "stage",
                legend: text!("talk-which", name: called),
                choices: choices(),
                chosen: typing.text("stage"),
                on_choose: move |key| typing.write(root, "stage", key),
            }
            if !typing.text("stage").is_empty() {
                More { typing }
            }
        }
    }
}

fn choices() -> Vec<Choice> {
    let again = Choice::new(Stage::Arranged.as_word(), text!("stage-arranged-again"));
    let known = HOW_WAS_IT.iter();
    let known = known.map(|stage| Choice::new(stage.as_word(), words::stage(stage)));
    known.chain(Some(again)).collect()
}

/// What was not for them, or has become their own, is a beginning for something else.
#[component]
fn TakeUp(person: PersonId, called: String, typing: Typing) -> Element {
    let root = use_root();
    let arranged = || Stage::Arranged.as_word().to_owned();
    rsx! {
        section { class: "card",
            p { class: "soft", {text!("talk-ended")} }
            div { class: "actions",
                Link { class: "button outlined", to: Route::Find { person }, {text!("talk-find-else", name: called)} }
                button { class: "quiet", r#type: "button", onclick: move |_| typing.write(root, "stage", arranged()),
                    {text!("talk-take-up")}
                }
            }
        }
    }
}

/// What belongs to the word that was chosen; none of it has to be filled.
#[component]
fn More(typing: Typing) -> Element {
    let root = use_root();
    let stage = Stage::from_word(&typing.text("stage"));
    let on = ask_again_on(typing);
    let day = when::day_in_words(on, when::today());
    rsx! {
        TypedArea { id: "talk-words", typing, field: "words", label: text!("talk-words") }
        if stage == Stage::StoodInTheWay {
            Stood { id: "talk", typing }
        }
        if stage.is_open() {
            DayChoice {
                id: "ask-again",
                label: text!("talk-again"),
                phrase: text!("agree-day-is", what: text!("talk-again"), day: day),
                day: Some(on),
                on_choose: move |day: Option<Day>| typing.write(root, "on", day.map(|day| day.to_string()).unwrap_or_default()),
            }
        }
        div { class: "actions",
            button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
            button { class: "button filled", r#type: "submit", {text!("talk-keep")} }
        }
    }
}

/// In a week, unless another day was chosen.
fn ask_again_on(typing: Typing) -> Day {
    typing.text("on").parse().unwrap_or_else(|_| ask_on(when::today()))
}

fn say(root: Root, typing: Typing, page: &ConnectionPage) {
    let stage = Stage::from_word(&typing.text("stage"));
    let is_in_the_way = stage == Stage::StoodInTheWay;
    if is_in_the_way && stood(typing).is_none() && is_told(typing) {
        return root.say(text!("barrier-which"));
    }
    let over = TalkOver {
        connection: page.line.id,
        words: typing.text("words"),
        on: stage.is_open().then(|| ask_again_on(typing)),
        barrier: if is_in_the_way { stood(typing) } else { None },
        seen: view(page, "stage").seen.and(&view(page, "on").seen),
        stage,
    };
    let done = text!("talk-kept", stage: words::stage(&over.stage));
    let close = typing.closing(root);
    root.perform_then(over, move |said: Said| {
        close();
        root.say_with_undo(done, move || root.perform(TakeTalkBack { said: said.clone() }));
    });
}

/// All that was said of it, and what stood in the way.
#[component]
pub fn SoFar(page: ReadSignal<ConnectionPage>) -> Element {
    let (talk, barriers) = (page.read().talk.clone(), page.read().barriers.clone());
    if talk.is_empty() && barriers.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { "aria-labelledby": "so-far",
            h2 { id: "so-far", {text!("talk-so-far")} }
            for line in talk {
                Spoken { key: "{line.id}", line }
            }
            for barrier in barriers {
                article { key: "{barrier.id}", class: "card told",
                    BarrierRead { barrier: barrier.clone() }
                    p { class: "soft", dir: "auto", {text!("story-by", by: said::author(&barrier.by))} }
                }
            }
        }
    }
}

#[component]
fn Spoken(line: TalkLine) -> Element {
    let day = when::day_in_words(when::day_of(line.at), when::today());
    rsx! {
        article { class: "card told",
            h3 { {text!("talk-entry", stage: words::stage(&line.stage), day: day)} }
            p { class: "soft", dir: "auto", {text!("story-by", by: said::author(&line.by))} }
            if !line.words.is_empty() {
                p { class: "written", dir: "auto", "{line.words}" }
            }
        }
    }
}
