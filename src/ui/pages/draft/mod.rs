//! A visit while it is being written.

mod foot;
mod marks;
mod next_contact;
mod promised;
mod promises;
mod whom;
mod words;

pub use whom::PersonChoice;

use super::{broken::Troubled, frame::Top, safety::SafetyLink, said};
use crate::care::{Holding, Part, Place, VisitId};
use crate::requests::visits::{self, DraftPage, SaveDraft, Written};
use crate::ui::{
    ask::use_answer,
    device,
    parts::{Choices, Toggle},
    root::{Root, use_root},
    route::Route,
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn Draft(visit: ReadSignal<VisitId>) -> Element {
    let page = use_answer(move || visits::Draft { visit: visit() });
    match page() {
        Some(Ok(page)) => rsx! { Editor { page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("draft-title"), back: Route::Today {} }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

/// What is being written. The page is asked again while somebody types; what they typed stays.
#[derive(Clone, Copy, PartialEq)]
pub struct Writing {
    visit: VisitId,
    pub written: Signal<Written>,
}

impl Writing {
    /// Every change goes on its way to the phone's storage.
    pub fn change(mut self, root: Root, change: impl FnOnce(&mut Written)) {
        let written = {
            let mut written = self.written.write();
            change(&mut written);
            written.caret = device::caret().or_else(|| written.caret.take());
            written.clone()
        };
        root.wrote(SaveDraft { visit: self.visit, written });
    }

    /// The cursor is somewhere else, perhaps.
    pub fn moved(mut self, root: Root) {
        let caret = device::caret();
        if caret.is_none() || caret == self.written.peek().caret {
            return;
        }
        self.written.write().caret = caret;
        let written = self.written.peek().clone();
        root.remember(SaveDraft { visit: self.visit, written });
    }
}

#[component]
fn Editor(page: ReadSignal<DraftPage>) -> Element {
    let root = use_root();
    let visit = page.peek().visit;
    // What could not be saved yet is newer than what the phone has.
    let written =
        use_signal(|| root.unsaved_of(visit).unwrap_or_else(|| page.peek().written.clone()));
    let writing = Writing { visit, written };
    use_effect(move || put_cursor_back(&written.peek()));
    let called = use_memo(move || page.read().person.as_ref().map(|person| person.called.clone()));
    let back = match page.read().person.as_ref() {
        Some(person) => Route::Person { person: person.id },
        None => Route::Today {},
    };
    let name = called().unwrap_or_else(|| text!("draft-them"));
    rsx! {
        Top { title: text!("draft-title"), back, is_focused: false }
        whom::Whom { writing, person: page.read().person.clone() }
        SafetyLink { to: Route::SafetyInVisit { visit } }
        Choices {
            name: "place",
            legend: text!("draft-place"),
            choices: said::places(),
            chosen: written.read().place.as_word(),
            on_choose: move |word: String| writing.change(root, |written| written.place = Place::from_word(&word)),
        }
        words::Words { writing, called }
        HoldingChoice { writing }
        promises::Promises { writing, called: name.clone() }
        promised::PromisedBefore { page, called: name }
        words::MoreWords { writing }
        next_contact::NextContact { writing, page }
        foot::Foot { writing, page }
    }
}

fn put_cursor_back(written: &Written) {
    match &written.caret {
        Some((heading, at)) => device::put_caret(heading, *at),
        None if written.person.is_some() => device::focus(Part::Note.as_word()),
        None => {}
    }
}

/// One tap, and it counts (P5). Another tap takes it back.
#[component]
fn HoldingChoice(writing: Writing) -> Element {
    let root = use_root();
    let chosen = writing.written.read().holding.clone();
    rsx! {
        fieldset { class: "choices",
            legend { {text!("holding-legend")} }
            for way in Holding::ALL {
                Toggle {
                    key: "{way.as_word()}",
                    label: said::holding(way),
                    is_on: chosen.as_ref() == Some(way),
                    on_toggle: move |()| writing.change(root, |written| {
                        let is_on = written.holding.as_ref() == Some(way);
                        written.holding = (!is_on).then(|| way.clone());
                    }),
                }
            }
        }
    }
}
