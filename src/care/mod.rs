//! The words of link working and their rules: pure values, no clock, no storage, no screens.

pub mod day;
pub mod folding;
pub mod goal;
pub mod ids;
pub mod person;
pub mod promise;
pub mod rhythm;
pub mod telephone;
pub mod today;
pub mod visit;

pub use day::{Day, Moment};
pub use ids::{AmendmentId, DeviceId, GoalId, PersonId, PromiseId, RiskId, VisitId, WorkerId};
pub use promise::Became;
pub use visit::{Holding, Place};
