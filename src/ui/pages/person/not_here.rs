//! Somebody whose record is not on this phone: it is on its way, or there is no network. Nothing of a
//! page is shown then, since what is empty there would look as if there were nothing to know.

use crate::care::PersonId;
use crate::requests::{
    Trouble,
    following::{OpenRecord, WhoIsNotHere},
};
use crate::ui::{
    ask::use_answer, pages::frame::Top, root::use_root, route::Route, text::text, trouble,
};
use dioxus::prelude::*;

/// What came of fetching it; `None` while it is under way.
pub type Opened = Resource<Result<bool, Trouble>>;

/// Whoever is opened is followed for a while, and comes if they are not here.
pub fn use_opened(person: ReadSignal<PersonId>) -> Opened {
    let root = use_root();
    use_resource(move || root.engine().ask(OpenRecord { person: person() }))
}

/// What stands below a person, reached by its address. Pages show nothing before they have their answers,
/// so this one needs no pause of its own.
#[component]
pub fn Theirs(person: ReadSignal<PersonId>) -> Element {
    let not_here = use_answer(move || WhoIsNotHere { person: person() });
    match not_here() {
        Some(Ok(Some(called))) => rsx! { Fetching { person, called } },
        _ => rsx! { Outlet::<Route> {} },
    }
}

#[component]
fn Fetching(person: ReadSignal<PersonId>, called: String) -> Element {
    let opened = use_opened(person);
    rsx! {
        Top { title: called.clone(), back: Route::People {} }
        NotHere { person: person(), called, opened }
    }
}

#[component]
pub fn NotHere(person: PersonId, called: String, opened: Opened) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let mut opened = opened;
    let why = match &*opened.read() {
        None | Some(Ok(true)) => None,
        Some(Ok(false)) => Some(String::new()),
        Some(Err(why)) => Some(trouble::sentence_online(why)),
    };
    rsx! {
        section { class: "card", role: "status",
            match why {
                None => rsx! { p { {text!("not-here-coming", name: called.clone())} } },
                Some(why) => rsx! {
                    p { class: "lead", {text!("not-here", name: called.clone())} }
                    if !why.is_empty() {
                        p { "{why}" }
                    }
                    p { {text!("not-here-risks")} }
                    button { class: "button filled", r#type: "button", onclick: move |_| opened.restart(), {text!("not-here-again")} }
                },
            }
        }
        button {
            class: "button outlined",
            r#type: "button",
            onclick: move |_| root.begin_visit(Some(person), navigator),
            {text!("person-visit", name: called)}
        }
    }
}
