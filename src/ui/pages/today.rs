//! Today: whom to be in touch with, and why.

use super::{
    broken::Troubled,
    frame::Top,
    handover::LetterForMe,
    part_only::InDisorder,
    person::{has_become, kept_words},
    safety::SafetyLink,
};
use crate::care::{
    AskBy, Became, Day, How, PersonId, Place,
    telephone::dialled,
    today::{Quieten, Why},
};
use crate::requests::{
    PersonLine,
    today::{self, Begun, BringBack, PutAside, ReadBoth, Suggestion, TodayPage},
    visits::GoOnHere,
};
use crate::ui::{
    ask::use_answer,
    device,
    own_words::{as_a_sentence, bare},
    parts::{Later, by_turns, screenfuls},
    root::{Root, use_root},
    route::{Route, follow},
    text::text,
    when,
};
use dioxus::prelude::*;

/// Cards that are drawn at once: a day's few.
const A_TURN: usize = 5;

#[component]
pub fn Today() -> Element {
    let mut has_time = use_signal(|| false);
    let page = use_answer(move || today::Today { today: when::today(), has_time: has_time() });
    rsx! {
        Top { title: text!("today-title") }
        p { class: "soft day", {when::whole_day(when::today())} }
        SafetyLink { to: Route::Safety {} }
        InDisorder {}
        match page() {
            Some(Ok(page)) => rsx! {
                Cards { page: page.clone() }
                AlsoQuiet { people: page.also_quiet }
                if page.has_more {
                    More { is_enough: page.suggestions.is_empty(), on_more: move |()| has_time.set(true) }
                }
            },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

#[component]
fn Cards(page: TodayPage) -> Element {
    let is_quiet = page.suggestions.is_empty()
        && page.begun.is_empty()
        && page.handovers.is_empty()
        && !page.has_more;
    rsx! {
        NewVersion {}
        if *use_root().is_new_here.read() {
            super::this_phone::Touch { has_passkey: false }
        }
        for (at, found) in page.two_versions.into_iter().enumerate() {
            TwoVersions { key: "{at}", found }
        }
        for person in page.shut_pages {
            ShutPage { key: "{person.id}", person }
        }
        if page.has_late_notes {
            TeamNotice { words: text!("today-late") }
        }
        if page.has_notes_to_erase {
            TeamNotice { words: text!("today-to-erase") }
        }
        for handover in page.handovers {
            LetterForMe { key: "{handover.id}", handover }
        }
        for begun in page.begun {
            BegunCard { key: "{begun.visit}-{begun.is_elsewhere}", begun }
        }
        // Another reason is another card: a finger or a key that strikes twice puts one aside.
        for (turn, suggestions) in by_turns(page.suggestions, A_TURN) {
            Later { key: "{turn}", turn,
                for suggestion in suggestions {
                    SuggestionCard { key: "{suggestion.person.id} {suggestion.why.key()}", suggestion }
                }
            }
        }
        if !page.has_people && !page.has_pulled {
            p { class: "lead calm", {text!("today-on-its-way")} }
        } else if !page.has_people {
            section { class: "card tinted",
                h2 { {text!("today-first-title")} }
                p { {text!("today-first-words")} }
                Link { class: "button filled", to: Route::AddPerson {}, {text!("people-add")} }
            }
        } else if is_quiet {
            p { class: "lead calm", {text!("today-quiet")} }
        }
    }
}

/// Nobody is out of sight because a day has room for a few.
#[component]
fn AlsoQuiet(people: Vec<PersonLine>) -> Element {
    if people.is_empty() {
        return rsx! {};
    }
    rsx! {
        p { class: "soft also-quiet", {text!("today-also-quiet")} }
        ul { class: "names",
            for (turn, people) in screenfuls(people) {
                Later { key: "{turn}", turn,
                    QuietNames { people }
                }
            }
        }
    }
}

#[component]
fn QuietNames(people: Vec<PersonLine>) -> Element {
    let navigator = use_navigator();
    let to = |person| Route::Person { person };
    rsx! {
        for PersonLine { id, called, .. } in people {
            li { key: "{id}",
                a { class: "quiet", href: to(id).to_string(), onclick: move |tap| follow(&tap, navigator, to(id)), "{called}" }
            }
        }
    }
}

/// A few people are enough for a day; the others are there for whoever has the time.
#[component]
fn More(is_enough: bool, on_more: Callback<()>) -> Element {
    rsx! {
        if is_enough {
            p { class: "lead calm", {text!("today-enough")} }
        }
        button { class: "quiet", r#type: "button", onclick: move |_| on_more.call(()), {text!("today-more")} }
    }
}

#[component]
fn SuggestionCard(suggestion: Suggestion) -> Element {
    let Suggestion { person, telephone, why, promise } = suggestion;
    let root = use_root();
    let heading = format!("about-{}", person.id);
    rsx! {
        article { class: "card", "aria-labelledby": "{heading}",
            h2 { id: "{heading}", dir: "auto",
                Link { to: Route::Person { person: person.id }, "{person.full_name}" }
            }
            p { dir: "auto", {reason(&why, &person)} }
            div { class: "actions",
                NextThing { why: why.clone(), person: person.clone(), telephone: telephone.clone() }
                FirstLine { why: why.clone(), called: person.called.clone(), telephone }
                if let Why::HowDidItGo { connection, .. } = why {
                    Link { class: "button outlined", to: Route::Connection { person: person.id, connection }, {text!("today-how-it-went")} }
                }
                if let Why::WroteOnTheirPage { .. } = why {
                    Link { class: "button outlined", to: Route::OurPage { person: person.id }, {text!("today-read-page")} }
                }
                if let Some(promise) = promise {
                    button {
                        class: "button outlined",
                        r#type: "button",
                        onclick: move |_| has_become(root, &promise, Became::Kept),
                        {kept_words(&promise)}
                    }
                }
                Link { class: "quiet", to: Route::NoAnswer { person: person.id }, "aria-label": text!("no-answer-link-label", name: person.called.clone()), {text!("no-answer-link")} }
            }
            PutAsideButtons { person, why_key: why.key() }
        }
    }
}

fn reason(why: &Why, person: &PersonLine) -> String {
    let today = when::today();
    let called = person.called.clone();
    match why {
        Why::MyPromise { text: promise, on, .. } => {
            text!("why-my-promise", name: called, promise: as_a_sentence(promise), day: when::day_in_words(*on, today))
        }
        Why::ColleaguesPromise { text: promise, on, by, .. } => {
            text!("why-colleagues-promise", by: by.clone(), name: called, promise: as_a_sentence(promise), day: when::day_in_words(*on, today))
        }
        Why::TheirPromise { text: promise, on, .. } => {
            text!("why-their-promise", name: called, promise: as_a_sentence(promise), day: when::day_in_words(*on, today))
        }
        Why::Agreed { on, how: Some(Place::Phone) } => {
            text!("why-agreed-phone", name: called, day: when::on_day_in_words(*on, today))
        }
        Why::Agreed { on, .. } => {
            text!("why-agreed", name: called, day: when::on_day_in_words(*on, today))
        }
        Why::HowDidItGo { what, on, how, by, .. } => how_did_it_go(what, *on, how, by, called),
        Why::PauseOver { on } => {
            text!("why-pause-over", name: called, day: when::on_day_in_words(*on, today))
        }
        Why::WroteOnTheirPage { on, .. } => {
            text!("why-wrote", name: called, day: when::on_day_in_words(*on, today))
        }
        Why::HelloAgain { on } => {
            text!("why-hello-again", name: called, day: when::on_day_in_words(*on, today))
        }
        Why::Goodbye { on } => {
            text!("why-goodbye", name: called, day: when::day_in_words(*on, today))
        }
        Why::Hello { on } => {
            text!("why-hello", name: called, day: when::day_in_words(*on, today))
        }
        Why::Quiet { last_contact_on, rhythm_words, rhythm_days } => {
            let rhythm = if rhythm_words.is_empty() {
                when::every(*rhythm_days)
            } else {
                bare(rhythm_words).to_owned()
            };
            match last_contact_on {
                Some(on) => {
                    text!("why-quiet", name: called, rhythm: rhythm, day: when::on_day_in_words(*on, today))
                }
                None => text!("why-quiet-never", name: called, rhythm: rhythm),
            }
        }
    }
}

fn how_did_it_go(what: &str, on: Day, how: &How, by: &Option<String>, name: String) -> String {
    let (today, what) = (when::today(), what.to_owned());
    let who = by.clone().unwrap_or_else(|| text!("who-you"));
    match how {
        How::GoTogether if on == today => {
            text!("why-going-today", who: who, name: name, what: what)
        }
        How::GoTogether => {
            let day = when::on_day_in_words(on, today);
            text!("why-going-was", who: who, name: name, what: what, day: day)
        }
        How::Introduce => text!("why-introduced", who: who, name: name, what: what),
        How::RingAhead => text!("why-rang-ahead", who: who, name: name, what: what),
        How::RingTogether => text!("why-rang-together", who: who, name: name, what: what),
        How::TryIt | How::Unknown(_) => text!("why-trying", name: name, what: what),
    }
}

/// The one filled button: ring where there is a number and a reason to, otherwise a visit.
#[component]
fn NextThing(why: Why, person: PersonLine, telephone: String) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let is_to_meet = matches!(
        why,
        Why::Agreed { how: Some(Place::Home | Place::Community | Place::Clinic), .. }
            | Why::HowDidItGo { ask_by: AskBy::NextVisit, .. }
    );
    let Some(number) = dialled(&telephone).filter(|_| !is_to_meet) else {
        return rsx! {
            button {
                class: "button filled",
                r#type: "button",
                onclick: move |_| root.begin_visit(Some(person.id), navigator),
                {text!("today-visit", name: person.called.clone())}
            }
        };
    };
    if matches!(why, Why::HowDidItGo { ask_by: AskBy::Text, .. }) {
        return rsx! {
            a { class: "button filled", href: "sms:{number}", {text!("today-text", name: person.called)} }
        };
    }
    rsx! {
        a { class: "button filled", href: "tel:{number}", {text!("today-ring", name: person.called)} }
    }
}

/// After a silence the first line is the hardest: one to send by hand, or to change first.
#[component]
fn FirstLine(why: Why, called: String, telephone: String) -> Element {
    let is_after_silence =
        matches!(why, Why::Quiet { .. } | Why::PauseOver { .. } | Why::HelloAgain { .. });
    let Some(number) = dialled(&telephone).filter(|_| is_after_silence) else { return rsx! {} };
    let line = text!("today-first-line", name: called.clone());
    rsx! {
        a { class: "button outlined", href: device::message_address(&number, &line), "aria-label": text!("today-first-line-label", name: called), {text!("today-first-line-go")} }
    }
}

#[component]
fn PutAsideButtons(person: PersonLine, why_key: String) -> Element {
    let root = use_root();
    let ways = [
        (Quieten::NotNow, text!("aside-not-now")),
        (Quieten::NextTime, text!("aside-next-time")),
        (Quieten::LetItRest, text!("aside-let-it-rest")),
    ];
    rsx! {
        div { class: "actions aside",
            for (how, words) in ways {
                button {
                    key: "{words}",
                    class: "quiet",
                    r#type: "button",
                    "aria-label": text!("aside-label", how: words.clone(), name: person.called.clone()),
                    onclick: {
                        let (person, why_key) = (person.clone(), why_key.clone());
                        move |_| put_aside(root, &person, &why_key, how)
                    },
                    "{words}"
                }
            }
        }
    }
}

fn put_aside(root: Root, person: &PersonLine, why_key: &str, how: Quieten) {
    let aside =
        PutAside { person: person.id, why_key: why_key.to_owned(), how, today: when::today() };
    let done = match how {
        Quieten::NotNow => text!("aside-not-now-done", name: person.called.clone()),
        Quieten::NextTime => text!("aside-next-time-done", name: person.called.clone()),
        Quieten::LetItRest => text!("aside-let-it-rest-done", name: person.called.clone()),
    };
    let undo = BringBack { person: person.id, why_key: why_key.to_owned() };
    root.perform_with_undo(aside, done, undo);
}

#[component]
pub fn BegunCard(begun: Begun) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let words = match &begun.person {
        Some(person) => text!("today-begun", name: person.called.clone()),
        None => text!("today-begun-nobody"),
    };
    let ago = when::ago_in_words(begun.saved_at, when::now());
    let visit = begun.visit;
    rsx! {
        article { class: "card tinted",
            p { dir: "auto", "{words}" }
            if !begun.first_words.is_empty() {
                p { class: "soft clipped", dir: "auto", "{begun.first_words}" }
            }
            if begun.is_elsewhere {
                p { class: "soft", {text!("today-begun-elsewhere", ago: ago)} }
                button {
                    class: "button outlined",
                    r#type: "button",
                    onclick: move |_| root.perform_then(GoOnHere { visit }, move |()| {
                        navigator.push(Route::Draft { visit });
                    }),
                    {text!("today-begun-go-here")}
                }
            } else {
                p { class: "soft", {text!("today-begun-saved", ago: ago)} }
                Link { class: "button outlined", to: Route::Draft { visit }, {text!("today-begun-go")} }
            }
        }
    }
}

#[component]
fn TeamNotice(words: String) -> Element {
    rsx! {
        article { class: "card notice",
            p { "{words}" }
            Link { class: "button outlined", to: Route::OurTeam {}, {text!("today-team-go")} }
        }
    }
}

#[component]
fn TwoVersions(found: today::TwoVersions) -> Element {
    let today::TwoVersions { person, places } = found;
    let name = match (&person, places.first()) {
        (Some(person), _) => person.called.clone(),
        (None, Some(ReadBoth::Service { name, .. })) => name.clone(),
        (None, _) => text!("today-two-versions-team"),
    };
    let places = places.into_iter().filter_map(|place| {
        let words = place_in_words(&place);
        Some((route_to(place, person.as_ref())?, words))
    });
    rsx! {
        article { class: "card notice",
            p { dir: "auto", {text!("today-two-versions", name: name)} }
            for (to, words) in places {
                Link { key: "{to}", class: "button outlined", to: to.clone(), {text!("today-two-versions-go", place: words)} }
            }
        }
    }
}

fn route_to(place: ReadBoth, person: Option<&PersonLine>) -> Option<Route> {
    let of_person = |route: fn(PersonId) -> Route| person.map(|person| route(person.id));
    match place {
        ReadBoth::TheirCard => of_person(|person| Route::Person { person }),
        ReadBoth::OurPage => of_person(|person| Route::OurPage { person }),
        ReadBoth::OverTime => of_person(|person| Route::PlanOverTime { person }),
        ReadBoth::TheirPeople => of_person(|person| Route::TheirPeople { person }),
        ReadBoth::WhatWeTried => of_person(|person| Route::Tried { person }),
        ReadBoth::Measures => of_person(|person| Route::Measures { person }),
        ReadBoth::OnTheirPhone => of_person(|person| Route::OnTheirPhone { person }),
        ReadBoth::Visit(visit) => Some(Route::Visit { visit }),
        ReadBoth::Connection(connection) => {
            person.map(|person| Route::Connection { person: person.id, connection })
        }
        ReadBoth::Photo(letter) => person.map(|person| Route::Letter { person: person.id, letter }),
        ReadBoth::Service { id: service, .. } => Some(Route::Service { service }),
        ReadBoth::SharedCauses => Some(Route::Barriers {}),
        ReadBoth::OurTeam => Some(Route::OurTeam {}),
        ReadBoth::ThisPhone => Some(Route::ThisPhone {}),
        ReadBoth::ForSupervision => Some(Route::ForSupervision {}),
    }
}

fn place_in_words(place: &ReadBoth) -> String {
    match place {
        ReadBoth::TheirCard => text!("both-card"),
        ReadBoth::OurPage => text!("both-our-page"),
        ReadBoth::OverTime => text!("both-over-time"),
        ReadBoth::TheirPeople => text!("both-people"),
        ReadBoth::WhatWeTried => text!("both-tried"),
        ReadBoth::Measures => text!("both-measures"),
        ReadBoth::OnTheirPhone => text!("both-share"),
        ReadBoth::Visit(_) => text!("both-visit"),
        ReadBoth::Connection(_) => text!("both-connection"),
        ReadBoth::Photo(_) => text!("both-photo"),
        ReadBoth::Service { .. } => text!("both-service"),
        ReadBoth::SharedCauses => text!("both-causes"),
        ReadBoth::OurTeam => text!("both-team"),
        ReadBoth::ThisPhone => text!("both-phone"),
        ReadBoth::ForSupervision => text!("both-supervision"),
    }
}

#[component]
fn ShutPage(person: PersonLine) -> Element {
    rsx! {
        article { class: "card notice",
            p { dir: "auto", {text!("today-shut-page", name: person.called)} }
            Link { class: "button outlined", to: Route::OnTheirPhone { person: person.id }, {text!("today-shut-page-go")} }
        }
    }
}

#[component]
pub fn NewVersion() -> Element {
    let root = use_root();
    if root.waiting_version.read().is_none() {
        return rsx! {};
    }
    rsx! {
        article { class: "card tinted",
            p { {text!("version-waiting")} }
            button { class: "button outlined", r#type: "button", onclick: move |_| root.take_waiting_version(), {text!("version-take")} }
        }
    }
}
