//! Ids of the things of care: newtypes over UUIDs, so that none is taken for another.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl $name {
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
            pub const fn to_bytes(self) -> [u8; 16] {
                *self.0.as_bytes()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

id! {
    /// Somebody who is visited.
    PersonId,
    /// Somebody who visits. A worker may have several phones.
    WorkerId,
    /// A contact of any kind: at home, by phone, out together.
    VisitId,
    PromiseId,
    GoalId,
    /// A small step beside the first one of a hope.
    StepId,
    RiskId,
    /// A later word on a kept visit.
    AmendmentId,
    /// A photo of a letter.
    AttachmentId,
    /// Somewhere that the team knows.
    ServiceId,
    /// What was learned of a service.
    LearnedId,
    /// One thing out there that stands in the way of several people.
    SharedCauseId,
    /// A thread that begins when somebody is introduced somewhere.
    ConnectionId,
    TalkId,
    HoldingId,
    NoAnswerId,
    BarrierId,
    TriedId,
    MarkId,
    MeasureId,
    RelationId,
    HandoverId,
    SamePersonId,
    /// Something for supervision.
    ReflectionId,
    /// A worry about somebody's safety.
    ConcernId,
    /// That somebody was told of a worry.
    TellingId,
    /// A step of what the team does then.
    SafetyStepId,
    /// That a person looked at their page.
    ReviewId,
    /// How a worker is reached, or the team.
    ContactId,
    /// A link to somebody's page.
    ShareId,
    /// One installation: a phone, a bridge, or a recovery kit (which is a device without a phone).
    DeviceId,
}

impl ContactId {
    /// A worker's goes by the id of the worker, and the team's by none.
    pub const OF_THE_TEAM: Self = Self(Uuid::nil());
}

/// A new time-ordered UUID (version 7) from a moment and ten bytes of randomness.
pub fn time_ordered(at_ms: i64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(at_ms.max(0).unsigned_abs(), &random).into_uuid()
}
