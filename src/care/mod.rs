//! The words of link working and their rules: pure values, no clock, no storage, no screens.

pub mod barrier;
pub mod connection;
pub mod continuity;
pub mod day;
pub mod folding;
pub mod goal;
pub mod ids;
pub mod letter;
pub mod measure;
pub mod no_answer;
pub mod person;
pub mod promise;
pub mod relation;
pub mod rhythm;
pub mod telephone;
pub mod today;
pub mod tried;
pub mod visit;

pub use barrier::Cause;
pub use connection::{AskBy, How, Stage};
pub use day::{Day, Moment};
pub use ids::{
    AmendmentId, BarrierId, ConnectionId, DeviceId, GoalId, HandoverId, HoldingId, LearnedId,
    MarkId, MeasureId, NoAnswerId, PersonId, PromiseId, RelationId, RiskId, SamePersonId,
    ServiceId, SharedCauseId, TalkId, TriedId, VisitId, WorkerId,
};
pub use promise::Became;
pub use visit::{Holding, KeptApart, Part, Place};
