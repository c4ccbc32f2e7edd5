//! One entry of a story, each kind in its own words.

use super::super::{
    connection::{BarrierRead, words},
    handover::{HandoverField, ToWhom, when_read},
    measures::SittingTold,
    our_page::ReviewTold,
    said::{self, PromiseRead},
    tried::TriedTold,
};
use super::{
    fields::{ThingField, use_is_begun},
    promises::Changes,
};
use crate::care::{Moment, Part, visit::VisitWords};
use crate::requests::{
    Author, FieldView, Thing,
    barriers::BarrierLine,
    connections::{ConnectionLine, TalkLine},
    handover::HandoverLine,
    holding::HoldingLine,
    marks::MarkLine,
    no_answer::NoAnswerLine,
    person::GoalLine,
    story::Told,
    things::TakeBack,
    visits::{Amendment, VisitPage},
};
use crate::ui::{parts::Folded, root::use_root, route::Route, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn Entry(told: Told, called: String) -> Element {
    match told {
        Told::Visit(visit) => rsx! { VisitTold { visit, called } },
        Told::Promise(promise) => rsx! {
            ul { class: "card promises",
                PromiseRead { promise: promise.clone(), called,
                    Changes { promise }
                }
            }
        },
        Told::Goal(goal) => rsx! { GoalTold { goal } },
        Told::Holding(holding) => rsx! { HoldingTold { holding } },
        Told::NoAnswer(none) => rsx! { NoAnswerTold { none } },
        Told::Tried(tried) => rsx! { TriedTold { tried } },
        Told::Review(review) => rsx! { ReviewTold { review, called } },
        Told::Measure(sitting) => rsx! { SittingTold { sitting } },
        Told::Connection(line) => rsx! { ConnectionTold { line } },
        Told::Talk(talk) => rsx! { TalkTold { talk } },
        Told::Barrier(barrier) => rsx! { BarrierTold { barrier } },
        Told::Handover(handover) => rsx! { HandoverTold { handover } },
    }
}

/// Which entry it is, among those of one story.
pub fn key_of(told: &Told) -> String {
    match told {
        Told::Visit(visit) => visit.visit.to_string(),
        Told::Promise(promise) => promise.id.to_string(),
        Told::Goal(goal) => goal.id.to_string(),
        Told::Holding(holding) => holding.id.to_string(),
        Told::NoAnswer(none) => none.id.to_string(),
        Told::Tried(tried) => tried.id.to_string(),
        Told::Review(review) => review.id.to_string(),
        Told::Measure(sitting) => format!("{:?}", sitting.answers.first().map(|(line, _)| line.id)),
        Told::Connection(line) => line.id.to_string(),
        Told::Talk(talk) => talk.id.to_string(),
        Told::Barrier(barrier) => barrier.id.to_string(),
        Told::Handover(handover) => handover.id.to_string(),
    }
}

/// What an entry is, when it was, and by whom: its heading.
#[component]
pub fn Heading(what: String, at: Moment, by: Author) -> Element {
    let day = when::day_in_words(when::day_of(at), when::today());
    rsx! {
        h3 { {text!("story-entry", what: what, day: day)} }
        p { class: "soft", dir: "auto", {text!("story-by", by: said::author(&by))} }
    }
}

#[component]
fn GoalTold(goal: GoalLine) -> Element {
    rsx! {
        article { class: "card told",
            h3 { {text!("story-goal")} }
            p { class: "soft", dir: "auto", {said::written_down(&goal.by)} }
            blockquote { class: "voice", dir: "auto", "{goal.words.value}" }
        }
    }
}

#[component]
fn HoldingTold(holding: ReadSignal<HoldingLine>) -> Element {
    let (what, at, by) = {
        let holding = holding.read();
        (said::holding(&holding.how), holding.at, holding.by.clone())
    };
    let about = what.clone();
    let view = use_memo(move || holding.read().line.clone());
    let how = use_memo(move || holding.read().how_view.clone());
    let thing = Thing::Holding(holding.read().id);
    rsx! {
        article { class: "card told",
            Heading { what, at, by }
            if how.read().has_versions() {
                ThingField { thing, field: "how", view: how }
            }
            ThingField { thing, field: "line", view, is_long: true, about }
        }
    }
}

#[component]
fn NoAnswerTold(none: NoAnswerLine) -> Element {
    let instead = none.try_instead.as_ref().map(said::try_instead);
    let tried: Vec<String> =
        instead.into_iter().chain(Some(none.try_words)).filter(|words| !words.is_empty()).collect();
    rsx! {
        article { class: "card told",
            Heading { what: text!("story-no-answer"), at: none.at, by: none.by }
            Written { heading: text!("no-answer-might-be"), written: none.might_be }
            Written { heading: text!("no-answer-try"), written: tried.join(": ") }
        }
    }
}

#[component]
fn ConnectionTold(line: ConnectionLine) -> Element {
    let (person, connection) = (line.person, line.id);
    let what = text!("story-connection", how: words::how(&line.how), what: line.what);
    rsx! {
        article { class: "card told",
            LinkedHeading { to: Route::Connection { person, connection }, what, at: line.at, by: line.by }
        }
    }
}

#[component]
fn TalkTold(talk: TalkLine) -> Element {
    let (person, connection) = (talk.person, talk.connection);
    let what = text!("story-talk", what: talk.what, stage: words::stage(&talk.stage));
    rsx! {
        article { class: "card told",
            LinkedHeading { to: Route::Connection { person, connection }, what, at: talk.at, by: talk.by }
            Written { heading: String::new(), written: talk.words }
        }
    }
}

/// A heading that leads to what it is about.
#[component]
fn LinkedHeading(to: Route, what: String, at: Moment, by: Author) -> Element {
    let day = when::day_in_words(when::day_of(at), when::today());
    rsx! {
        h3 { dir: "auto",
            Link { to, {text!("story-entry", what: what, day: day)} }
        }
        p { class: "soft", dir: "auto", {text!("story-by", by: said::author(&by))} }
    }
}

#[component]
fn BarrierTold(barrier: BarrierLine) -> Element {
    rsx! {
        article { class: "card told",
            Heading { what: text!("story-barrier"), at: barrier.at, by: barrier.by.clone() }
            BarrierRead { barrier }
        }
    }
}

#[component]
fn HandoverTold(handover: ReadSignal<HandoverLine>) -> Element {
    let (to, at, by) = {
        let line = handover.read();
        (line.to.name.clone(), line.at, line.by.clone())
    };
    let answer = match handover.read().accepted_on {
        Some(on) => {
            let day = when::on_day_in_words(on, when::today());
            text!("handover-told-yes", name: to.clone(), day: day)
        }
        None => text!("handover-told-waits"),
    };
    let is_begun = use_is_begun(Thing::Handover(handover.peek().id), ["letter"]);
    let apart = ["agreed_with_person_on", "goodbye_on", "hello_on", "accepted_on"];
    let has_versions =
        |field: &str| handover.read().fields.get(field).is_some_and(FieldView::has_versions);
    rsx! {
        article { class: "card told",
            Heading { what: text!("handover-told", name: to), at, by }
            ToWhom { handover }
            p { dir: "auto", "{answer}" }
            p { class: "soft", {when_read(handover.read().agreed_with_person_on)} }
            for field in apart.into_iter().filter(|field| has_versions(field)) {
                HandoverField { key: "{field}", handover, field }
            }
            Folded { summary: text!("handover-read"), is_open: has_versions("letter") || is_begun,
                HandoverField { handover, field: "letter", is_long: true }
            }
        }
    }
}

#[component]
fn VisitTold(visit: VisitPage, called: String) -> Element {
    let day = when::day_in_words(when::day_of(visit.at), when::today());
    rsx! {
        article { class: "card told",
            h3 {
                Link { to: Route::Visit { visit: visit.visit },
                    {text!("story-visit", day: day, place: said::place(&visit.place))}
                }
            }
            p { class: "soft", dir: "auto", {text!("story-by", by: said::author(&visit.by))} }
            if visit.moved_to.is_some() {
                p { class: "soft", {text!("visit-moved")} }
            } else {
                VisitRead { visit, called }
            }
        }
    }
}

/// All that is told of a visit: the words, holding, what was promised, and what was added later.
#[component]
pub fn VisitRead(visit: VisitPage, called: String) -> Element {
    rsx! {
        VisitWordsRead { words: visit.words, marks: visit.marks }
        if let Some(holding) = visit.holding.as_ref() {
            p { class: "tag mine", {said::holding(holding)} }
        }
        if !visit.promises.is_empty() {
            ul { class: "promises",
                for promise in visit.promises {
                    PromiseRead { key: "{promise.id}", promise, called: called.clone() }
                }
            }
        }
        for barrier in visit.barriers {
            BarrierRead { key: "{barrier.id}", barrier }
        }
        for amendment in visit.amendments {
            Amended { key: "{amendment.id}", amendment }
        }
    }
}

#[component]
fn Amended(amendment: Amendment) -> Element {
    let at = when::moment_in_words(amendment.at, when::today());
    rsx! {
        div { class: "amended",
            p { class: "label", dir: "auto", {text!("visit-amended", by: said::author(&amendment.by), at: at)} }
            p { class: "written", dir: "auto", "{amendment.text}" }
        }
    }
}

/// What was written of a visit: what they said, what was seen and what was thought, kept apart.
#[component]
fn VisitWordsRead(words: VisitWords, marks: Vec<MarkLine>) -> Element {
    const ORDER: [Part; 6] =
        [Part::Note, Part::HowTheyWere, Part::Said, Part::Noticed, Part::Thought, Part::Did];
    let says = ORDER.into_iter().filter(|part| !words.under(*part).trim().is_empty());
    rsx! {
        for part in says {
            div { key: "{part.as_word()}", class: "part",
                PartRead { part, written: words.under(part).to_owned() }
                for mark in marks.iter().filter(|mark| mark.part == part) {
                    MarkRead { key: "{mark.id}", mark: mark.clone() }
                }
            }
        }
    }
}

#[component]
fn PartRead(part: Part, written: String) -> Element {
    match part {
        Part::Said => rsx! {
            p { class: "label", {text!("heading-said")} }
            blockquote { class: "voice", dir: "auto", "{written}" }
        },
        Part::Note => rsx! { Written { heading: "", written } },
        Part::HowTheyWere => rsx! { Written { heading: text!("heading-how-they-were"), written } },
        Part::Noticed => rsx! { Written { heading: text!("heading-noticed"), written } },
        Part::Thought => rsx! {
            p { class: "label", {text!("heading-thought")} }
            p { class: "written thought", dir: "auto", "{written}" }
        },
        Part::Did => rsx! { Written { heading: text!("heading-did"), written } },
    }
}

fn part_words(part: Part) -> String {
    match part {
        Part::Note => text!("draft-note"),
        Part::HowTheyWere => text!("heading-how-they-were"),
        Part::Said => text!("heading-said"),
        Part::Noticed => text!("heading-noticed"),
        Part::Thought => text!("heading-thought"),
        Part::Did => text!("heading-did"),
    }
}

/// Whoever lifts it says that the part may be shown.
#[component]
fn MarkRead(mark: MarkLine) -> Element {
    let root = use_root();
    let what = said::kept_apart(&mark.what);
    let lift = move |_| {
        root.perform_then(TakeBack { thing: Thing::Mark(mark.id) }, move |()| {
            root.say(text!("mark-lifted"))
        });
    };
    rsx! {
        p { class: "kept-apart",
            span { class: "tag", "{what}" }
            if !mark.why.is_empty() {
                span { class: "soft", dir: "auto", "{mark.why}" }
            }
            button { class: "quiet small", r#type: "button", "aria-label": text!("mark-lift-label", part: part_words(mark.part)), onclick: lift, {text!("mark-lift")} }
        }
    }
}

#[component]
fn Written(heading: String, written: String) -> Element {
    if written.trim().is_empty() {
        return rsx! {};
    }
    rsx! {
        if !heading.is_empty() {
            p { class: "label", "{heading}" }
        }
        p { class: "written", dir: "auto", "{written}" }
    }
}
