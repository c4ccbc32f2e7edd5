//! Numbers for the team, and not for the talk: what a tool that needs a licence gave, and a day. No
//! word of theirs is in here.

use super::{
    super::{broken::Troubled, frame::Top},
    Before, answer_then, words,
};
use crate::care::{Day, PersonId, measure::Score};
use crate::requests::{
    Seen,
    measures::{Answer, Asked, Measures, MeasuresPage},
};
use crate::ui::{
    ask::use_answer,
    parts::{DayChoice, Kind, TextField},
    root::use_root,
    route::Route,
    text::text,
    typing::use_typing,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn FromTools(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || Measures { person: person() });
    let back = Route::Person { person: person() };
    rsx! {
        Top { title: text!("measures-licensed"), back }
        match page() {
            Some(Ok(page)) => rsx! { Numbers { person, page } },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

#[component]
fn Numbers(person: ReadSignal<PersonId>, page: MeasuresPage) -> Element {
    let together = page.loneliness_together.last().map(|(on, number)| {
        text!("measures-together", day: when::day_in_words(*on, when::today()), number: *number)
    });
    rsx! {
        p { class: "soft full-name", dir: "auto", "{page.called}" }
        if let Some(together) = together {
            section { class: "card", "aria-labelledby": "together",
                h2 { id: "together", {text!("measures-loneliness")} }
                p { "{together}" }
            }
        }
        section { class: "card from-tools", "aria-labelledby": "from-tools",
            h2 { id: "from-tools", {text!("measures-licensed-title")} }
            p { class: "soft", {text!("measures-licensed-what")} }
            for asked in page.licensed {
                Slot { key: "{asked.question.as_word()}", person, asked }
            }
        }
    }
}

#[component]
fn Slot(person: ReadSignal<PersonId>, asked: ReadSignal<Asked>) -> Element {
    let tool = words::question(&asked.read().question);
    rsx! {
        div { class: "slot",
            h3 { "{tool}" }
            Before { asked }
            Number { person, asked, tool }
        }
    }
}

#[component]
fn Number(person: ReadSignal<PersonId>, asked: ReadSignal<Asked>, tool: String) -> Element {
    let root = use_root();
    let word = asked.peek().question.as_word().to_owned();
    let id = word.replace(' ', "-");
    let typing = use_typing(move || format!("number of {word} {}", person.peek()));
    let number = use_memo(move || typing.text("number"));
    if !typing.is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", "aria-label": text!("measures-number-of", tool: tool), onclick: move |_| typing.open([]), {text!("measures-number")} }
        };
    }
    let on: Option<Day> = typing.text("on").parse().ok();
    let on = on.unwrap_or_else(when::today);
    let keep = move |event: FormEvent| {
        event.prevent_default();
        let question = asked.peek().question.clone();
        let typed: Option<Score> = number.peek().parse().ok();
        let Some(given) = typed.filter(|given| question.takes_score(*given)) else {
            return root.say(text!("measures-another-number"));
        };
        let (person, going_seen) = (*person.peek(), Seen::default());
        let on = Some(on);
        let given = Answer { person, question, answer: given, goal: None, on, going_seen };
        answer_then(root, given, typing.closing(root));
    };
    rsx! {
        form { onsubmit: keep,
            TextField { id: "number-{id}", label: text!("measures-number-of", tool: tool.clone()), kind: Kind::Decimal, is_focused_first: true, value: number, on_input: move |typed| typing.write(root, "number", typed) }
            DayChoice {
                id: "day-{id}",
                label: text!("measures-day", tool: tool.clone()),
                phrase: text!("measures-on-day", day: when::day_in_words(on, when::today())),
                day: Some(on),
                on_choose: move |day: Option<Day>| typing.write(root, "on", day.map(|day| day.to_string()).unwrap_or_default()),
            }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", "aria-label": text!("measures-keep-label", tool: tool), {text!("measures-keep")} }
            }
        }
    }
}
