//! How shall we do it? Going together comes first; the least is quick too (P6).

use super::super::{
    broken::Troubled,
    connection::{WhichHope, words},
    frame::Top,
};
use crate::care::{AskBy, Day, How as Way, PersonId, connection::ask_on};
use crate::requests::{
    Thing,
    connections::{BeforeConnecting, Connect, ConnectingPage, HopeWords, Plan, To},
    things::TakeBack,
};
use crate::ui::{
    ask::use_answer,
    parts::{Choices, DayChoice, TypedArea},
    root::{Root, use_root},
    route::Route,
    text::text,
    typing::Typing,
    when,
};
use dioxus::{prelude::*, router::Navigator};

#[component]
pub fn How(person: ReadSignal<PersonId>, to: ReadSignal<To>, typing: Typing) -> Element {
    let root = use_root();
    let page = use_answer(move || BeforeConnecting { person: person(), to: to() });
    match page() {
        Some(Ok(page)) if typing.text("how").is_empty() => rsx! { Ways { page, typing } },
        Some(Ok(page)) => rsx! { Agree { person, to, page, typing } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("how-title"), on_back: move |()| typing.write(root, "to", String::new()) }
            Troubled { trouble }
            button { class: "button outlined", r#type: "button", onclick: move |_| typing.write(root, "to", String::new()), {text!("how-another-place")} }
        },
        None => rsx! {},
    }
}

#[component]
fn Ways(page: ConnectingPage, typing: Typing) -> Element {
    let root = use_root();
    let plan = page.plan;
    rsx! {
        Top { title: text!("how-title"), on_back: move |()| typing.write(root, "to", String::new()) }
        p { class: "soft full-name", dir: "auto", {text!("how-where", name: page.called, what: page.what)} }
        if page.are_several {
            p { class: "card notice", role: "note", {text!("how-several")} }
        }
        ul { class: "stack ways",
            for way in Way::ALL {
                li { key: "{way.as_word()}",
                    button {
                        class: "way",
                        r#type: "button",
                        onclick: {
                            let plan = plan.clone();
                            move |_| begin(root, typing, way, &plan)
                        },
                        span { class: "name", {words::offered(way)} }
                        span { class: "soft", {words::meant(way)} }
                    }
                }
            }
        }
        button { class: "quiet", r#type: "button", onclick: move |_| typing.write(root, "to", String::new()), {text!("how-another-place")} }
    }
}

/// The plan begins with what the team knows of the place, unless somebody wrote in it already.
fn begin(root: Root, typing: Typing, way: &Way, plan: &Plan) {
    if way.is_in_person() {
        let known = [
            ("getting_there", &plan.getting_there),
            ("who_meets", &plan.who_meets),
            ("first_ten_minutes", &plan.first_ten_minutes),
        ];
        for (field, text) in known {
            if typing.text(field).is_empty() && !text.is_empty() {
                typing.write(root, field, text.clone());
            }
        }
    }
    typing.write(root, "how", way.as_word().to_owned());
}

#[component]
fn Agree(
    person: ReadSignal<PersonId>,
    to: ReadSignal<To>,
    page: ConnectingPage,
    typing: Typing,
) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let way = Way::from_word(&typing.text("how"));
    let plan = plan_for(&way, typing, &page.plan);
    let is_planned = plan.is_some();
    let called = page.called.clone();
    let keep = move |event: FormEvent| {
        event.prevent_default();
        let plan = plan.clone().unwrap_or_default();
        connect(root, navigator, typing, person(), to(), plan, &called);
    };
    rsx! {
        Top { title: words::offered(&way), on_back: move |()| typing.write(root, "how", String::new()) }
        p { class: "soft full-name", dir: "auto", {text!("how-where", name: page.called, what: page.what)} }
        form { class: "stack", onsubmit: keep,
            section { class: "card",
                WhichDay { typing, way }
                AskedBy { typing }
                ForWhichHope { typing, hopes: page.hopes }
            }
            if is_planned {
                PlanFields { typing }
            }
            button { class: "quiet", r#type: "button", onclick: move |_| typing.write(root, "how", String::new()), {text!("how-another-way")} }
            div { class: "foot",
                button { class: "button filled wide", r#type: "submit", {text!("agree-keep")} }
            }
        }
    }
}

/// In a week, unless another day was chosen. A thread is never without one.
fn day(typing: Typing) -> Day {
    typing.text("on").parse().unwrap_or_else(|_| ask_on(when::today()))
}

#[component]
fn WhichDay(typing: Typing, way: Way) -> Element {
    let root = use_root();
    let label =
        if way == Way::GoTogether { text!("agree-day-going") } else { text!("agree-day-asking") };
    let on = day(typing);
    let in_words = when::day_in_words(on, when::today());
    rsx! {
        DayChoice {
            id: "agree-day",
            label: label.clone(),
            phrase: text!("agree-day-is", what: label, day: in_words),
            day: Some(on),
            on_choose: move |day: Option<Day>| typing.write(root, "on", day.map(|day| day.to_string()).unwrap_or_default()),
        }
    }
}

fn ask_by(typing: Typing) -> AskBy {
    match typing.text("ask_by").as_str() {
        "" => AskBy::Phone,
        word => AskBy::from_word(word),
    }
}

#[component]
fn AskedBy(typing: Typing) -> Element {
    let root = use_root();
    rsx! {
        Choices {
            name: "ask-by",
            legend: text!("agree-ask-by"),
            choices: words::ways_of_asking(),
            chosen: ask_by(typing).as_word().to_owned(),
            on_choose: move |word| typing.write(root, "ask_by", word),
        }
    }
}

/// So that it has its place on the path of what they hope for.
#[component]
fn ForWhichHope(typing: Typing, hopes: Vec<HopeWords>) -> Element {
    let root = use_root();
    rsx! {
        WhichHope { hopes, chosen: typing.text("goal"), on_choose: move |id| typing.write(root, "goal", id) }
    }
}

#[component]
fn PlanFields(typing: Typing) -> Element {
    let fields = [
        ("who_goes", text!("plan-who-goes")),
        ("getting_there", text!("plan-getting-there")),
        ("fares", text!("plan-fares")),
        ("who_meets", text!("plan-who-meets")),
        ("first_ten_minutes", text!("plan-first-ten-minutes")),
        ("fading_out", text!("plan-fading-out")),
    ];
    rsx! {
        section { class: "card", "aria-labelledby": "plan",
            h2 { id: "plan", {text!("plan-title")} }
            p { class: "soft", {text!("plan-none")} }
            for (field, label) in fields {
                TypedArea { key: "{field}", id: "plan-{field}", typing, field, label }
            }
        }
    }
}

fn connect(
    root: Root,
    navigator: Navigator,
    typing: Typing,
    person: PersonId,
    to: To,
    plan: Plan,
    called: &str,
) {
    let how = Way::from_word(&typing.text("how"));
    let (on, is_going) = (day(typing), how == Way::GoTogether);
    let (name, day) = (called.to_owned(), when::on_day_in_words(on, when::today()));
    let done = match is_going {
        true => text!("agree-kept-going", name: name, day: day),
        false => text!("agree-kept", name: name, day: day),
    };
    let close = typing.closing(root);
    let goal = typing.text("goal").parse().ok();
    let connect = Connect { person, to, how, on, ask_by: ask_by(typing), plan, goal };
    root.perform_then(connect, move |connection| {
        close();
        let back = TakeBack { thing: Thing::Connection(connection) };
        root.say_with_undo(done, move || root.perform(back));
        navigator.replace(Route::Person { person });
    });
}

/// With whoever is not gone along with there is none, unless somebody had begun to write one.
fn plan_for(way: &Way, typing: Typing, known: &Plan) -> Option<Plan> {
    let written = plan(typing);
    let is_begun = written != *known && written != Plan::default();
    (way.is_in_person() || is_begun).then_some(written)
}

fn plan(typing: Typing) -> Plan {
    Plan {
        who_goes: typing.text("who_goes"),
        getting_there: typing.text("getting_there"),
        fares: typing.text("fares"),
        who_meets: typing.text("who_meets"),
        first_ten_minutes: typing.text("first_ten_minutes"),
        fading_out: typing.text("fading_out"),
    }
}
