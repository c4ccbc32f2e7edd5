//! The first page of all: no team is on this phone yet.

use super::{
    DoorPage, Told,
    clear::Clear,
    found_team::FoundTeam,
    install::{AppleFirst, InstallHint},
    join::Join,
    use_kit::UseKit,
};
use crate::requests::{
    Trouble,
    door::{LinkView, LookAtLink},
};
use crate::ui::{
    device::{self, Platform},
    parts::{Kind, TextField},
    root::use_root,
    text::text,
};
use dioxus::prelude::*;

/// What one came with.
#[derive(Clone, PartialEq)]
enum Step {
    Nothing,
    Link(String, LinkView),
    RecoveryKit,
}

#[component]
pub fn FirstSteps(n_records_aside: u32) -> Element {
    let mut root = use_root();
    let mut step = use_signal(|| Step::Nothing);
    // In a tab on an iPhone a link must not be used up: the installed app could not see the team.
    if device::platform() == Platform::AppleTab {
        return rsx! { AppleFirst { link: (root.link)() } };
    }
    let back = move |()| {
        // Otherwise the link would be looked at once more, and lead here again.
        root.link.set(None);
        step.set(Step::Nothing);
    };
    match step() {
        Step::Nothing => rsx! {
            Welcome {
                n_records_aside,
                on_look: move |(link, view)| step.set(Step::Link(link, view)),
                on_kit: move |()| step.set(Step::RecoveryKit),
            }
        },
        Step::Link(link, LinkView::Founding) => rsx! { FoundTeam { link, on_back: back } },
        Step::Link(link, LinkView::Invitation { team_name, invited_by, for_worker, for_name }) => {
            rsx! {
                Join { link, team_name, invited_by, for_worker, for_name, on_back: back }
            }
        }
        Step::RecoveryKit => rsx! { UseKit { on_back: back } },
    }
}

#[component]
fn Welcome(
    n_records_aside: u32,
    on_look: Callback<(String, LinkView)>,
    on_kit: Callback<()>,
) -> Element {
    let root = use_root();
    let mut link = use_signal(|| root.link.peek().clone().unwrap_or_default());
    let mut trouble = use_signal(|| None);
    let mut is_under_way = use_signal(|| false);
    let look = move || async move {
        trouble.set(None);
        let pasted = link.peek().trim().to_owned();
        if is_of_another_server(&pasted) {
            return trouble.set(Some(Trouble::LinkElsewhere));
        }
        is_under_way.set(true);
        match root.engine().ask(LookAtLink { link: pasted.clone() }).await {
            Ok(view) => on_look.call((pasted, view)),
            Err(why) => trouble.set(Some(why)),
        }
        is_under_way.set(false);
    };
    // A link that the window was opened with is looked at without a further tap.
    use_future(move || async move {
        if !link.peek().is_empty() {
            look().await;
        }
    });
    rsx! {
        DoorPage { title: text!("welcome-title"),
            p { class: "lead", {text!("welcome-what")} }
            InstallHint {}
            form {
                class: "card",
                onsubmit: move |event| {
                    event.prevent_default();
                    look()
                },
                TextField {
                    id: "link",
                    label: text!("welcome-link"),
                    hint: text!("welcome-link-hint"),
                    kind: Kind::Search,
                    value: link,
                    on_input: move |typed| link.set(typed),
                }
                Told { trouble }
                button { class: "button filled", r#type: "submit", disabled: is_under_way(),
                    if is_under_way() { {text!("welcome-looking")} } else { {text!("welcome-go")} }
                }
            }
            button { class: "quiet", r#type: "button", onclick: move |_| on_kit.call(()), {text!("welcome-kit")} }
            if n_records_aside > 0 {
                KeptAside { n_records_aside }
            }
        }
    }
}

/// What was put aside stays until somebody clears it away.
#[component]
fn KeptAside(n_records_aside: u32) -> Element {
    rsx! {
        section { class: "stack", "aria-label": text!("welcome-aside"),
            p { class: "soft", {text!("phone-records-aside", n: n_records_aside)} }
            Clear { class: "quiet", lost: text!("welcome-aside-lost") }
        }
    }
}

/// The policy of this page lets it speak with its own server only.
fn is_of_another_server(link: &str) -> bool {
    link.contains("://") && !link.starts_with(&device::own_address())
}
