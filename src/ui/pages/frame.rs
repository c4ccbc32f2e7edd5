//! What stands around every page: the door before it, the bar below it, the phrase above it.

use super::{
    broken::{Broken, Troubled},
    door,
    safety::SafetyBar,
};
use crate::care::PersonId;
use crate::requests::{
    door::{AtTheDoor, Door},
    hand_over::CameBack,
    phone::{SendState, Status},
    visits::BeginVisit,
};
use crate::ui::{
    ask::use_answer,
    device,
    parts::{Glyph, Icon, Later},
    root::{Root, Window, use_root},
    route::Route,
    text::text,
    unsaved::Saving,
    when,
};
use dioxus::{prelude::*, router::Navigator};

/// The door, or what lies behind it.
#[component]
pub fn Frame() -> Element {
    let root = use_root();
    let door = use_answer(|| AtTheDoor {});
    match &*root.window.read() {
        Window::OpenElsewhere => return rsx! { door::OpenElsewhere {} },
        Window::Stopped(why) => {
            return rsx! { main { class: "page", Broken { why: why.clone() } } };
        }
        Window::Starting | Window::Open => {}
    }
    match door() {
        None => rsx! {},
        Some(Err(trouble)) => rsx! { main { class: "page", Troubled { trouble } } },
        Some(Ok(Door::NoTeam { n_records_aside })) => {
            rsx! { door::FirstSteps { n_records_aside } }
        }
        Some(Ok(Door::Locked { passkeys, wait_secs, is_damaged })) => {
            rsx! { door::Unlock { passkeys, wait_secs, is_damaged } }
        }
        Some(Ok(Door::Removed { n_unsent, n_begun, has_handed_in })) => rsx! {
            door::Removed { n_unsent, n_begun, has_handed_in }
        },
        Some(Ok(Door::Open { is_kit_to_confirm: true, .. })) => rsx! { door::KitToConfirm {} },
        Some(Ok(Door::Open { .. })) => rsx! { Inside {} },
    }
}

/// Each place gets a boundary of its own: one that caught something stays as it is.
#[component]
fn Inside() -> Element {
    let mut root = use_root();
    // A link that was opened here cannot be used: there is one team on a phone.
    use_effect(move || {
        if root.link.take().is_some() {
            root.say(text!("trouble-team-already-here"));
        }
    });
    // After the phone was handed over, to what was said.
    let navigator = use_navigator();
    use_future(move || async move {
        if let Ok(Some(person)) = root.engine().ask(CameBack {}).await {
            navigator.push(Route::OurPage { person });
            root.say(text!("page-came-back"));
        }
    });
    let mut has_recalled = use_signal(|| false);
    use_future(move || async move {
        root.recall_typed().await;
        has_recalled.set(true);
    });
    let route = use_route::<Route>();
    use_effect(use_reactive(&route, move |route| root.reached(route)));
    let has_bar =
        !matches!(route, Route::Draft { .. } | Route::AddPersonTo { .. } | Route::Measures { .. });
    let boundary = rsx! {
        ErrorBoundary {
            key: "{route}",
            handle_error: |errors: ErrorContext| rsx! { Broken { why: format!("{:?}", errors.error()) } },
            // The page before is put away in a frame of its own.
            Later { turn: 1, Outlet::<Route> {} }
        }
    };
    rsx! {
        SafetyBar {}
        main { class: if has_bar { "page with-bar" } else { "page" },
            if has_recalled() {
                {std::iter::once(boundary)}
            }
        }
        if has_bar {
            BottomBar {}
        }
    }
}

#[component]
fn BottomBar() -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let person = match use_route::<Route>() {
        Route::Person { person }
        | Route::Find { person }
        | Route::Connection { person, .. }
        | Route::FromTools { person }
        | Route::TheirPeople { person }
        | Route::OurPage { person }
        | Route::PlanOverTime { person }
        | Route::OnTheirPhone { person }
        | Route::SafetyWith { person }
        | Route::Worries { person }
        | Route::Tried { person }
        | Route::NoAnswer { person }
        | Route::Handover { person }
        | Route::Ending { person } => Some(person),
        _ => None,
    };
    let begin = if person.is_some() { text!("bar-visit-with") } else { text!("bar-visit") };
    rsx! {
        nav { class: "bar", "aria-label": text!("bar-label"),
            BarLink { to: Route::Today {}, glyph: Glyph::Today, words: text!("bar-today") }
            BarLink { to: Route::People {}, glyph: Glyph::People, words: text!("bar-people") }
            button {
                class: "begin",
                r#type: "button",
                "aria-label": begin,
                onclick: move |_| root.begin_visit(person, navigator),
                Icon { glyph: Glyph::Visit }
            }
            BarLink { to: Route::ThisPhone {}, glyph: Glyph::Phone, words: text!("bar-phone") }
            BarLink { to: Route::OurTeam {}, glyph: Glyph::Team, words: text!("bar-team") }
        }
    }
}

#[component]
fn BarLink(to: Route, glyph: Glyph, words: String) -> Element {
    rsx! {
        Link { class: "bar-link", active_class: "is-here", to,
            Icon { glyph }
            span { "{words}" }
        }
    }
}

impl Root {
    pub fn begin_visit(self, person: Option<PersonId>, navigator: Navigator) {
        let begin = BeginVisit { person, place: crate::care::Place::Home, today: when::today() };
        self.perform_then(begin, move |visit| {
            navigator.push(Route::Draft { visit });
        });
    }
}

/// The one heading of a page, with the phrase beside it that says where the record is.
#[component]
pub fn Top(
    title: String,
    #[props(default)] back: Option<Route>,
    /// A step back within the page; there the way out of it is not the way back.
    #[props(default)]
    on_back: Option<Callback<()>>,
    /// Off where the page puts the focus somewhere itself.
    #[props(default = true)]
    is_focused: bool,
) -> Element {
    use_effect(|| device::set_title("Alongside"));
    rsx! {
        header { class: "top",
            if let Some(on_back) = on_back {
                button { class: "back", r#type: "button", "aria-label": text!("top-back"), onclick: move |_| on_back.call(()), Icon { glyph: Glyph::Back } }
            } else if let Some(back) = back {
                Link { class: "back", to: back, "aria-label": text!("top-back"), Icon { glyph: Glyph::Back } }
            }
            Title { title, is_focused }
            StatusPhrase {}
        }
    }
}

/// The heading of a page that is handed to the person: no way to anywhere else, and no word of ours.
#[component]
pub fn HandedOver(title: String) -> Element {
    use_effect(|| device::set_title("Alongside"));
    rsx! {
        header { class: "top", Title { title } }
    }
}

#[component]
fn Title(title: String, #[props(default = true)] is_focused: bool) -> Element {
    rsx! {
        h1 {
            tabindex: "-1",
            dir: "auto",
            onmounted: move |event| async move {
                if is_focused {
                    lead_here_once_drawn(event).await;
                }
            },
            "{title}"
        }
    }
}

/// So that a screen reader begins here. Before it is drawn, the browser would have to lay the page out
/// in the midst of what made it.
async fn lead_here_once_drawn(event: MountedEvent) {
    device::frame_drawn().await;
    // What was half written takes the focus itself.
    if !device::is_focus_in_field() {
        // Not being able to is no trouble.
        let _ = event.set_focus(true).await;
    }
}

#[component]
fn StatusPhrase() -> Element {
    let root = use_root();
    let status = use_answer(|| Status {});
    let Some(Ok(status)) = status() else { return rsx! {} };
    // A draft is on this phone alone, wherever the rest may be.
    let is_draft = matches!(use_route::<Route>(), Route::Draft { .. });
    let phrase = match *root.unsaved.saving.read() {
        Saving::UnderWay => text!("status-writing"),
        Saving::Done if is_draft => text!("status-saved"),
        Saving::Done => status_in_words(status),
    };
    let is_urgent = matches!(status, SendState::NeedsAttention { .. });
    rsx! {
        p { class: if is_urgent { "status urgent" } else { "status" }, "{phrase}" }
    }
}

pub fn status_in_words(status: SendState) -> String {
    match status {
        SendState::SavedOnThisPhone => text!("status-saved"),
        SendState::WaitingToSend { .. } => text!("status-waiting"),
        SendState::InTheTeamRecord => text!("status-in-record"),
        SendState::NeedsAttention { .. } => text!("status-attention"),
    }
}
