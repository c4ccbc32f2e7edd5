//! The words of link working and their rules: pure values, no clock, no storage, no screens.

pub mod balance;
pub mod barrier;
pub mod connection;
pub mod contact;
pub mod continuity;
pub mod day;
pub mod folding;
pub mod goal;
pub mod ids;
pub mod letter;
pub mod measure;
pub mod merging;
pub mod no_answer;
pub mod our_page;
pub mod path;
pub mod person;
pub mod promise;
pub mod relation;
pub mod rewording;
pub mod rhythm;
pub mod safety;
pub mod supervision;
pub mod telephone;
pub mod today;
pub mod tried;
pub mod visit;
pub mod weight;

pub use barrier::Cause;
pub use connection::{AskBy, How, Stage};
pub use day::{Day, Moment};
pub use ids::{
    AmendmentId, AttachmentId, BarrierId, ConcernId, ConnectionId, ContactId, DeviceId, GoalId,
    HandoverId, HoldingId, LearnedId, MarkId, MeasureId, NoAnswerId, PersonId, PromiseId,
    ReflectionId, RelationId, ReviewId, RiskId, SafetyStepId, SamePersonId, ServiceId, ShareId,
    SharedCauseId, StepId, TalkId, TellingId, TriedId, VisitId, WorkerId,
};
pub use our_page::OurPage;
pub use promise::Became;
pub use supervision::Reflection;
pub use visit::{Holding, KeptApart, Part, Place};
