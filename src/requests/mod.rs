//! All that a screen may ask or do, by noun: the seam between screens and engine.
//!
//! Requests and answers are plain values. A request of the record runs here, over the store; a
//! request of the engine (`door`, `team`, `phone`) is only described here and carried out there.

pub mod attachments;
mod authors;
pub mod balance;
pub mod barriers;
pub mod connections;
pub mod contacts;
pub mod continuity;
pub mod door;
pub mod export;
pub mod following;
pub mod hand_over;
pub mod handover;
pub mod holding;
pub mod import;
pub mod late;
pub mod marks;
pub mod measures;
pub mod moved;
pub mod no_answer;
pub mod our_page;
pub mod over_time;
pub mod parts;
pub mod people;
pub mod person;
pub mod phone;
pub mod promises;
pub mod quiet;
pub mod relations;
pub mod review;
pub mod safeguarding;
pub mod safety;
pub mod same_person;
pub mod services;
pub mod sharing;
pub mod steps;
pub mod stood;
pub mod story;
pub mod supervision;
pub mod team;
pub mod things;
pub mod today;
pub mod tried;
pub mod trouble;
pub mod typed;
pub mod visits;
pub mod weight;
pub mod wordings;

pub use parts::*;
pub use trouble::Trouble;

use crate::store::Store;
use serde::{Serialize, de::DeserializeOwned};

/// A question or an action with an answer of its own type.
pub trait Ask: Clone + PartialEq + Serialize + DeserializeOwned + Into<Request> + 'static {
    type Answer: Clone + PartialEq + Serialize + DeserializeOwned + 'static;
}

/// A request of the record: answered from the store alone.
pub trait Run: Ask {
    fn run(&self, store: &mut Store) -> Result<Self::Answer, Trouble>;
}

/// The one list of requests, and what each answers.
macro_rules! requests {
    (
        of the engine { $($e_room:ident :: $e_name:ident -> $e_answer:ty),+ $(,)? }
        of the record { $($r_room:ident :: $r_name:ident -> $r_answer:ty),+ $(,)? }
    ) => {
        // One at a time, on its way to the engine.
        #[allow(clippy::large_enum_variant)]
        #[derive(Clone, PartialEq, Serialize, serde::Deserialize)]
        pub enum Request {
            $($e_name($e_room::$e_name),)+
            $($r_name($r_room::$r_name),)+
        }
        requests!(@ask $($e_room :: $e_name -> $e_answer,)+ $($r_room :: $r_name -> $r_answer,)+);

        impl Request {
            pub fn is_of_the_record(&self) -> bool {
                match self {
                    $(Self::$r_name(_) => true,)+
                    $(Self::$e_name(_) => false,)+
                }
            }

            /// Runs a request of the record and encodes its answer; `None` for one of the engine.
            pub fn run(&self, store: &mut Store) -> Option<Result<Vec<u8>, Trouble>> {
                match self {
                    $(Self::$r_name(request) => {
                        Some(request.run(store).and_then(|answer| encode(&answer)))
                    })+
                    $(Self::$e_name(_) => None,)+
                }
            }
        }
    };
    (@ask $($room:ident :: $name:ident -> $answer:ty,)+) => {$(
        impl From<$room::$name> for Request {
            fn from(request: $room::$name) -> Self {
                Self::$name(request)
            }
        }
        impl Ask for $room::$name {
            type Answer = $answer;
        }
    )+};
}

/// An answer as it travels from the engine to the screens.
pub fn encode(answer: &impl Serialize) -> Result<Vec<u8>, Trouble> {
    postcard::to_stdvec(answer).map_err(|error| Trouble::Broken(error.to_string()))
}

requests! {
    of the engine {
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
        door::ForgetPasskeys -> (),
        door::BeginAnew -> (),
        door::ClearPhone -> (),
        door::SetAside -> (),
        door::Lock -> (),
        hand_over::HandOver -> hand_over::Handed,
        hand_over::KeepAnswer -> (),
        hand_over::CameBack -> Option<crate::care::PersonId>,
        phone::ThisPhone -> phone::PhonePage,
        phone::SyncNow -> phone::Round,
        phone::HearNews -> bool,
        phone::ExportAll -> phone::Export,
        following::OpenRecord -> bool,
        following::PutInOrder -> (),
        attachments::CarryAttachments -> attachments::Carried,
        attachments::FetchAttachment -> attachments::Carried,
        team::OurTeam -> team::TeamPage,
        team::Invite -> team::Invitation,
        team::RemoveDevice -> (),
        team::RemoveWorker -> (),
        team::NewKit -> door::Kit,
    }
    of the record {
        today::Today -> today::TodayPage,
        today::PutAside -> (),
        today::BringBack -> (),
        people::People -> people::PeoplePage,
        people::AddPerson -> crate::care::PersonId,
        person::Person -> person::PersonPage,
        person::SetField -> Seen,
        things::TakeBack -> (),
        story::Story -> story::StoryPage,
        holding::Hold -> crate::care::HoldingId,
        handover::BeforeHandover -> handover::HandoverPage,
        handover::OfferHandover -> crate::care::HandoverId,
        handover::AcceptHandover -> handover::Accepted,
        handover::TakeYesBack -> (),
        continuity::Continuity -> continuity::ContinuityPage,
        continuity::SetTogether -> Seen,
        supervision::Supervision -> supervision::SupervisionPage,
        supervision::KeepForSupervision -> crate::care::ReflectionId,
        supervision::ShareReflections -> Vec<crate::care::ReflectionId>,
        supervision::TalkedOver -> (),
        safeguarding::Concerns -> safeguarding::ConcernsPage,
        safeguarding::WriteConcern -> crate::care::ConcernId,
        safeguarding::Told -> crate::care::TellingId,
        safeguarding::LetRead -> (),
        safeguarding::SafetySteps -> Vec<safeguarding::StepLine>,
        safeguarding::AddSafetyStep -> crate::care::SafetyStepId,
        same_person::MayBeTheSame -> Vec<PersonLine>,
        same_person::JoinCards -> (),
        same_person::PartCards -> (),
        no_answer::BeforeNoAnswer -> no_answer::NoAnswerPage,
        no_answer::NobodyAnswered -> no_answer::NoAnswerKept,
        no_answer::TakeNoAnswerBack -> (),
        safety::BeforeExpecting -> safety::ExpectingPage,
        safety::ExpectedBack -> Option<safety::ExpectedLine>,
        safety::ExpectBack -> (),
        safety::Longer -> crate::care::Moment,
        safety::IAmOut -> (),
        safety::SayWhere -> (),
        safety::NameColleague -> (),
        measures::Measures -> measures::MeasuresPage,
        measures::Answer -> measures::Answered,
        measures::TakeAnswerBack -> (),
        relations::TheirPeople -> relations::TheirPeoplePage,
        relations::AddRelation -> crate::care::RelationId,
        our_page::TheirPage -> crate::care::OurPage,
        review::Reviews -> Vec<review::ReviewLine>,
        sharing::MakeShare -> sharing::MadeShare,
        sharing::Shares -> Vec<sharing::ShareLine>,
        sharing::EndShare -> (),
        sharing::FreshCode -> String,
        over_time::PlanOverTime -> over_time::PlanOverTimePage,
        tried::WhatWeTried -> tried::TriedPage,
        tried::ChangeStep -> tried::StepChanged,
        tried::TakeStepBack -> (),
        person::AddRisk -> crate::care::RiskId,
        person::AddGoal -> crate::care::GoalId,
        steps::AddStep -> crate::care::StepId,
        promises::MakePromise -> crate::care::PromiseId,
        promises::PromiseBecame -> Seen,
        services::Services -> services::ServicesPage,
        services::Service -> services::ServicePage,
        services::AddService -> crate::care::ServiceId,
        services::AddLearned -> crate::care::LearnedId,
        connections::BeforeConnecting -> connections::ConnectingPage,
        connections::Connect -> crate::care::ConnectionId,
        connections::Connections -> Vec<connections::ConnectionLine>,
        connections::Connection -> connections::ConnectionPage,
        connections::TalkOver -> connections::Said,
        connections::TakeTalkBack -> (),
        connections::LetTeamKnow -> connections::MadeKnown,
        connections::TakeKnownBack -> (),
        contacts::Contacts -> contacts::ContactsPage,
        barriers::AddBarrier -> barriers::WrittenDown,
        barriers::SharedCauses -> Vec<barriers::SharedCauseLine>,
        barriers::Barriers -> barriers::BarriersPage,
        weight::Weight -> weight::WeightPage,
        quiet::GoneQuiet -> quiet::GoneQuietPage,
        balance::Balance -> balance::BalancePage,
        visits::BeginVisit -> crate::care::VisitId,
        visits::Draft -> visits::DraftPage,
        visits::SaveDraft -> (),
        visits::LetDraftGo -> (),
        visits::GoOnHere -> (),
        visits::KeepVisit -> visits::Kept,
        visits::Visit -> visits::VisitPage,
        visits::Amend -> crate::care::AmendmentId,
        moved::BelongsTo -> crate::care::VisitId,
        attachments::KeepAttachment -> crate::care::AttachmentId,
        attachments::Attachments -> Vec<attachments::AttachmentLine>,
        attachments::Attachment -> attachments::AttachmentPage,
        attachments::EraseAttachment -> (),
        attachments::AlsoOnMobileData -> (),
        following::HoldEverybodys -> (),
        following::HoldsEverybodys -> bool,
        following::WhoIsNotHere -> Option<String>,
        following::IsInOrder -> bool,
        typed::Typed -> std::collections::BTreeMap<String, typed::Texts>,
        typed::SaveTyped -> (),
        phone::Status -> phone::SendState,
        team::Erase -> (),
        late::Admit -> (),
        late::LeaveOut -> (),
    }
}
