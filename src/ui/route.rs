//! Where one can be. No name and no search word ever stands in an address.

use super::pages::{
    add_person::{AddPerson, AddPersonTo},
    balance::Balance,
    barriers::Barriers,
    connection::Connection,
    draft::Draft,
    ending::Ending,
    find::Find,
    frame::Frame,
    handover::Handover,
    letters::Letter,
    measures::{FromTools, Measures},
    no_answer::NoAnswer,
    not_found::NotFound,
    our_page::OurPage,
    our_team::OurTeam,
    over_time::PlanOverTime,
    people::People,
    person::{Person, Theirs},
    relations::TheirPeople,
    safeguarding::Worries,
    safety::{Safety, SafetyInVisit, SafetyWith},
    services::{Service, Services},
    share::OnTheirPhone,
    supervision::ForSupervision,
    this_phone::ThisPhone,
    today::Today,
    tried::Tried,
    visit::Visit,
    weight::Weight,
};
use crate::care::{AttachmentId, ConnectionId, PersonId, ServiceId, VisitId};
use dioxus::{html::input_data::MouseButton, prelude::*, router::Navigator};

#[derive(Routable, Clone, PartialEq, Debug)]
#[rustfmt::skip]
pub enum Route {
    #[layout(Frame)]
    #[route("/")]
    Today {},
    #[route("/people")]
    People {},
    #[route("/people/new")]
    AddPerson {},
    #[route("/people/:person")]
    Person { person: PersonId },
    #[nest("/people/:person")]
        #[layout(Theirs)]
        #[route("/no-answer")]
        NoAnswer { person: PersonId },
        #[route("/measures")]
        Measures { person: PersonId },
        #[route("/numbers")]
        FromTools { person: PersonId },
        #[route("/page")]
        OurPage { person: PersonId },
        #[route("/page/over-time")]
        PlanOverTime { person: PersonId },
        #[route("/people")]
        TheirPeople { person: PersonId },
        #[route("/tried")]
        Tried { person: PersonId },
        #[route("/find")]
        Find { person: PersonId },
        #[route("/connections/:connection")]
        Connection { person: PersonId, connection: ConnectionId },
        #[route("/letters/:letter")]
        Letter { person: PersonId, letter: AttachmentId },
        #[route("/safety")]
        SafetyWith { person: PersonId },
        #[route("/worries")]
        Worries { person: PersonId },
        #[route("/handover")]
        Handover { person: PersonId },
        #[route("/share")]
        OnTheirPhone { person: PersonId },
        #[route("/ending")]
        Ending { person: PersonId },
        #[end_layout]
    #[end_nest]
    #[route("/safety")]
    Safety {},
    #[route("/drafts/:visit/safety")]
    SafetyInVisit { visit: VisitId },
    #[route("/services")]
    Services {},
    #[route("/services/:service")]
    Service { service: ServiceId },
    #[route("/supervision")]
    ForSupervision {},
    #[route("/barriers")]
    Barriers {},
    #[route("/visits/:visit")]
    Visit { visit: VisitId },
    #[route("/drafts/:visit")]
    Draft { visit: VisitId },
    #[route("/drafts/:visit/new-person")]
    AddPersonTo { visit: VisitId },
    #[route("/phone")]
    ThisPhone {},
    #[route("/team")]
    OurTeam {},
    #[route("/team/weight")]
    Weight {},
    #[route("/team/balance")]
    Balance {},
    #[route("/:..segments")]
    NotFound { segments: Vec<String> },
}

/// For the links of a list that may have hundreds: a `Link` each would take longer to put away than
/// the next page to draw. Whoever asks for another window gets one.
pub fn follow(tap: &MouseEvent, navigator: Navigator, to: Route) {
    let is_plain = tap.modifiers().is_empty() && tap.trigger_button() == Some(MouseButton::Primary);
    if is_plain {
        tap.prevent_default();
        navigator.push(to);
    }
}
