//! The bar that stands on every page while a time runs.

use super::said;
use crate::care::{
    safety::{Standing, standing},
    telephone::dialled,
};
use crate::requests::safety::{ExpectBack, ExpectedBack, ExpectedLine, IAmOut, Longer};
use crate::ui::{
    ask::use_answer,
    clock::use_minute,
    device,
    root::{Root, use_root},
    route::Route,
    safety::{message, time_in_words},
    text::text,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn SafetyBar() -> Element {
    let running = use_answer(|| ExpectedBack {});
    // In the person's hands the page is theirs, until the time has come.
    let is_handed_over = matches!(use_route::<Route>(), Route::Measures { .. });
    match running() {
        Some(Ok(Some(line))) => rsx! { Bar { line, is_handed_over } },
        _ => rsx! {},
    }
}

#[component]
fn Bar(line: ReadSignal<ExpectedLine>, is_handed_over: bool) -> Element {
    let root = use_root();
    let now = use_minute();
    let stands = use_memo(move || standing(Some(&line.read().expected), now()));
    use_nudge(stands);
    if is_handed_over && stands() == Standing::WithinTime {
        return rsx! {};
    }
    let words = said(&line.read(), now());
    rsx! {
        aside { class: if stands() == Standing::WithinTime { "safety-bar" } else { "safety-bar is-past" }, "aria-label": text!("safety-title"),
            // Said aloud when the time has come.
            p { role: "status",
                Link { class: "quiet", to: Route::Safety {}, "{words}" }
            }
            if stands() == Standing::LongPast {
                ToColleague { line }
            }
            div { class: "actions",
                button { class: "button filled", r#type: "button", onclick: move |_| out(root, &line.peek()), {text!("safety-out")} }
                button { class: "quiet", r#type: "button", onclick: move |_| longer(root, &line.peek()), {text!("safety-longer")} }
            }
        }
    }
}

/// The phone is felt when the time has come, and once more when it has long passed.
fn use_nudge(stands: Memo<Standing>) {
    let mut before = use_hook(|| CopyValue::new(None));
    use_effect(move || {
        let now = stands();
        let was = before.replace(Some(now));
        if was.is_some_and(|was| was != now) && now != Standing::WithinTime {
            device::vibrate();
        }
    });
}

fn out(root: Root, line: &ExpectedLine) {
    let back = ExpectBack { expected: line.expected.clone() };
    root.perform_with_undo(IAmOut {}, text!("safety-out-done"), back);
}

fn longer(root: Root, line: &ExpectedLine) {
    let back = ExpectBack { expected: line.expected.clone() };
    root.perform_then(Longer { now: when::now() }, move |at| {
        let done = text!("safety-kept", time: time_in_words(at, when::today()));
        root.say_with_undo(done, move || root.perform(back.clone()));
    });
}

/// Opened by a tap and sent by hand: the app sends nothing.
#[component]
fn ToColleague(line: ReadSignal<ExpectedLine>) -> Element {
    let line = line.read();
    let colleague = line.colleague.as_ref();
    let reached = colleague.and_then(|one| Some((one.name.clone(), dialled(&one.telephone)?)));
    let Some((name, number)) = reached else {
        return rsx! {
            Link { class: "button outlined", to: Route::Safety {}, {text!("safety-name-colleague")} }
        };
    };
    let address = device::message_address(&number, &message(&line, when::today()));
    rsx! {
        div { class: "actions",
            a { class: "button outlined", dir: "auto", href: address, {text!("safety-text", name: name.clone())} }
            a { class: "button outlined", dir: "auto", href: "tel:{number}", {text!("safety-ring", name: name)} }
        }
        p { class: "soft", {text!("safety-by-hand")} }
        p { class: "soft", {text!("safety-no-signal")} }
    }
}
