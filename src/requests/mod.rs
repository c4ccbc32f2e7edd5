//! All that a screen may ask or do, by noun: the seam between screens and engine.
//!
//! Requests and answers are plain values. A request of the record runs here, over the store; a
//! request of the engine (`door`, `team`, `phone`) is only described here and carried out there.

pub mod door;
pub mod parts;
pub mod people;
pub mod person;
pub mod phone;
pub mod promises;
pub mod team;
pub mod today;
pub mod trouble;
pub mod visits;

pub use parts::*;
pub use trouble::Trouble;

use serde::{Serialize, de::DeserializeOwned};

/// A question or an action with an answer of its own type.
pub trait Ask: Clone + PartialEq + Serialize + DeserializeOwned + Into<Request> + 'static {
    type Answer: Clone + PartialEq + Serialize + DeserializeOwned + 'static;
}

/// The one list of requests, and what each answers.
macro_rules! requests {
    ($($room:ident :: $name:ident -> $answer:ty),+ $(,)?) => {
        #[derive(Clone, PartialEq, Serialize, serde::Deserialize)]
        pub enum Request {
            $($name($room::$name)),+
        }
        $(
            impl From<$room::$name> for Request {
                fn from(request: $room::$name) -> Self {
                    Self::$name(request)
                }
            }
            impl Ask for $room::$name {
                type Answer = $answer;
            }
        )+
    };
}

requests! {
    // The door: before anything can be read.
    door::AtTheDoor -> door::Door,
    door::ProposePassphrase -> String,
    door::WeighPassphrase -> door::Weight,
    door::LookAtLink -> door::LinkView,
    door::Found -> door::Kit,
    door::KitToConfirm -> Option<door::Kit>,
    door::ConfirmKit -> (),
    door::Join -> (),
    door::UseKit -> (),
    door::Unlock -> (),
    door::UnlockWithPasskey -> (),
    door::AddPasskey -> (),
    door::Lock -> (),
    // The record.
    today::Today -> today::TodayPage,
    today::PutAside -> (),
    today::BringBack -> (),
    people::People -> people::PeoplePage,
    people::AddPerson -> crate::care::PersonId,
    person::Person -> person::PersonPage,
    person::SetField -> (),
    person::AddRisk -> crate::care::RiskId,
    person::AddGoal -> crate::care::GoalId,
    promises::MakePromise -> crate::care::PromiseId,
    promises::PromiseBecame -> (),
    visits::BeginVisit -> crate::care::VisitId,
    visits::Draft -> visits::DraftPage,
    visits::SaveDraft -> (),
    visits::LetDraftGo -> (),
    visits::KeepVisit -> visits::Kept,
    visits::Visit -> visits::VisitPage,
    visits::Amend -> crate::care::AmendmentId,
    visits::BelongsTo -> crate::care::VisitId,
    // This phone and our team.
    phone::Status -> phone::SendState,
    phone::ThisPhone -> phone::PhonePage,
    phone::SyncNow -> phone::Round,
    phone::ExportAll -> phone::Export,
    team::OurTeam -> team::TeamPage,
    team::Invite -> team::Invitation,
    team::RemoveDevice -> (),
    team::RemoveWorker -> (),
    team::NewKit -> door::Kit,
    team::Erase -> (),
    team::AdmitLate -> (),
}
