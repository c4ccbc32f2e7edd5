//! Our team: who is in it, inviting, removing, the recovery kit.

mod invite;
mod kit;
mod late;
mod members;

use super::{broken::Troubled, contacts::TheTeams, frame::Top, safeguarding::TheTeamsSteps};
use crate::requests::team;
use crate::ui::{ask::use_answer, route::Route, text::text};
use dioxus::prelude::*;

#[component]
pub fn OurTeam() -> Element {
    let page = use_answer(|| team::OurTeam {});
    match page() {
        Some(Ok(page)) => rsx! { Page { page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("team-title") }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

#[component]
fn Page(page: team::TeamPage) -> Element {
    let is_lead = page.is_lead;
    rsx! {
        Top { title: page.team_name }
        late::LateNotes { late: page.late }
        if is_lead {
            late::ToErase { visits: page.to_erase }
        }
        section { class: "card",
            Link { class: "line", to: Route::Services {}, {text!("services-team")} }
            Link { class: "line", to: Route::Barriers {}, {text!("barriers-team")} }
            Link { class: "line", to: Route::Weight {}, {text!("weight-team")} }
            Link { class: "line", to: Route::Balance {}, {text!("balance-team")} }
            Link { class: "line", to: Route::ForSupervision {}, {text!("supervision-team")} }
        }
        TheTeams {}
        TheTeamsSteps {}
        section { "aria-labelledby": "members",
            h2 { id: "members", {text!("team-members")} }
            for member in page.members {
                members::MemberCard { key: "{member.worker.id}", member, is_lead }
            }
        }
        invite::InviteCard { open_invitations: page.open_invitations }
        if is_lead {
            kit::KitCard { made_at: page.kit_made_at }
        }
    }
}
