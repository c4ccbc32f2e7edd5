//! How it is going: for the person, large and plain. Any question may be skipped, in any order (P7).

mod from_tools;
mod told;
pub mod words;

pub use from_tools::FromTools;
pub use told::SittingTold;

use super::{
    broken::Troubled,
    frame::{HandedOver, Top},
    said,
};
use crate::care::{
    PersonId,
    measure::{Question, Scale},
};
use crate::requests::measures::{
    self, Answer, Asked, HopeAsked, MeasureLine, MeasuresPage, TakeAnswerBack,
};
use crate::ui::{
    ask::use_answer,
    parts::{Choices, Folded, OverTime, ZeroToTen},
    root::{Root, use_root},
    route::Route,
    text::text,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn Measures(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || measures::Measures { person: person() });
    match page() {
        Some(Ok(page)) => rsx! { Page { person, page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("measures-title"), back: Route::People {} }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

/// Keeps an answer, which can be taken back at once.
pub fn answer(root: Root, given: Answer) {
    answer_then(root, given, || {});
}

pub fn answer_then(root: Root, given: Answer, then: impl FnOnce() + 'static) {
    root.perform_then(given, move |answered| {
        then();
        let back = TakeAnswerBack { answered };
        root.say_with_undo(text!("measures-kept"), move || root.perform(back.clone()));
    });
}

/// It is handed over: nothing on it but what is theirs, and one way back.
#[component]
fn Page(person: ReadSignal<PersonId>, page: MeasuresPage) -> Element {
    let back = Route::Person { person: person() };
    rsx! {
        HandedOver { title: text!("measures-title") }
        div { class: "for-them stack",
            p { class: "lead", dir: "auto", {text!("measures-lead", name: page.called)} }
            Link { class: "quiet", to: back.clone(), {text!("measures-not-today")} }
            if !page.hopes.is_empty() {
                section { "aria-labelledby": "their-hopes",
                    h2 { id: "their-hopes", {text!("measures-hopes")} }
                    for hope in page.hopes {
                        Hope { key: "{hope.goal.id}", person, hope }
                    }
                }
            }
            section { "aria-labelledby": "wellbeing",
                h2 { id: "wellbeing", {text!("measures-wellbeing")} }
                for asked in page.wellbeing {
                    Ask { key: "{asked.question.as_word()}", person, asked }
                }
            }
            section { "aria-labelledby": "loneliness",
                h2 { id: "loneliness", {text!("measures-loneliness")} }
                for asked in page.loneliness {
                    Ask { key: "{asked.question.as_word()}", person, asked }
                }
            }
            Link { class: "button outlined wide", to: back, {text!("measures-enough")} }
        }
    }
}

#[component]
fn Hope(person: ReadSignal<PersonId>, hope: HopeAsked) -> Element {
    let (first, others): (Vec<_>, Vec<_>) =
        hope.asked.into_iter().partition(|asked| asked.question == Question::Going);
    rsx! {
        article { class: "hope",
            blockquote { class: "voice", dir: "auto", "{hope.goal.words.value}" }
            for asked in first {
                Ask { key: "{asked.question.as_word()}", person, asked }
            }
            Folded {
                summary: text!("measures-more-of-hope"),
                label: text!("label-of", what: text!("measures-more-of-hope"), of: said::in_short(&hope.goal.words.value)),
                for asked in others {
                    Ask { key: "{asked.question.as_word()}", person, asked }
                }
            }
        }
    }
}

/// A question, its answers to choose from, and what was said before.
#[component]
fn Ask(person: ReadSignal<PersonId>, asked: ReadSignal<Asked>) -> Element {
    let root = use_root();
    let Asked { question, goal, just_now, .. } = asked.read().clone();
    let about = goal.map(|goal| goal.to_string()).unwrap_or_default();
    let name = format!("{}-{about}", question.as_word().replace(' ', "-"));
    let legend = words::question(&question);
    let choose = use_callback(move |number: u16| {
        let Asked { question, goal, going_seen, .. } = asked.peek().clone();
        let person = *person.peek();
        answer(
            root,
            Answer { person, question, answer: number.into(), goal, on: None, going_seen },
        );
    });
    let (low, high) = words::ends(&question);
    rsx! {
        div { class: "asked",
            // They see their own first, and then say how it is now (P7).
            match question.scale() {
                Scale::HowOften | Scale::HowLonely => rsx! {
                    Choices {
                        name,
                        legend,
                        choices: words::choices(&question),
                        chosen: just_now.map(|number| number.to_string()).unwrap_or_default(),
                        on_choose: move |key: String| {
                            if let Ok(number) = key.parse() {
                                choose.call(number);
                            }
                        },
                        div { class: "before", Before { asked } }
                    }
                },
                Scale::ZeroToTen | Scale::OneToTen | Scale::OfItsTool => rsx! {
                    ZeroToTen { name, legend, from: *question.scale().range().start(), chosen: just_now, low, high, on_choose: choose,
                        div { class: "before", Before { asked } }
                    }
                },
            }
        }
    }
}

/// What was said so far: a line where there is one to see, and the same in words.
#[component]
pub fn Before(asked: ReadSignal<Asked>) -> Element {
    let asked = asked.read();
    let (Some(first), Some(last)) = (asked.answers.first(), asked.answers.last()) else {
        return rsx! {};
    };
    if first.id == last.id {
        if asked.just_now.is_some() {
            return rsx! {};
        }
        let (day, answer) = (day_of(last), words::answered(last));
        return rsx! { p { class: "soft", {text!("measures-last", day: day, answer: answer)} } };
    }
    let points: Vec<_> = asked.answers.iter().map(|line| (line.at.0, line.answer)).collect();
    let range = asked.question.scale().range();
    rsx! {
        if asked.question.scale().is_a_line() {
            OverTime {
                points,
                low: *range.start(),
                high: *range.end(),
                label: text!("measures-line", first: first.answer, last: last.answer),
                first: day_of(first),
                last: day_of(last),
            }
        }
        Folded {
            summary: text!("measures-earlier"),
            label: text!("label-of", what: text!("measures-earlier"), of: words::question(&asked.question)),
            ul { class: "said-before",
                for line in asked.answers.iter().rev() {
                    li { key: "{line.id}", {text!("measures-said", day: day_of(line), answer: words::answered(line))} }
                }
            }
        }
    }
}

fn day_of(line: &MeasureLine) -> String {
    when::day_in_words(when::day_of(line.at), when::today())
}
