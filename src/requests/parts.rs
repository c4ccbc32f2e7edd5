//! Values that several answers share.

use crate::care::{
    AttachmentId, BarrierId, ConcernId, ConnectionId, ContactId, Day, GoalId, HandoverId,
    HoldingId, LearnedId, MarkId, MeasureId, Moment, NoAnswerId, PersonId, Place, PromiseId,
    ReflectionId, RelationId, ReviewId, RiskId, SafetyStepId, SamePersonId, ServiceId,
    SharedCauseId, StepId, TalkId, TellingId, TriedId, WorkerId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use crate::care::DeviceId;
/// What stood in a field when it was shown. An edit hands it back, so that a version that the
/// writer has not seen is never replaced. To screens it is opaque.
pub use crate::store::Seen;

/// A person in a line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    pub id: PersonId,
    /// What they like to be called.
    pub called: String,
    pub full_name: String,
    /// Tells two people of one name apart.
    pub born: Option<Day>,
    pub last_contact_at: Option<Moment>,
    /// Whether the worker of this phone is the one who is responsible.
    pub is_mine: bool,
    /// Whether their record is on this phone; of the others it knows the names.
    pub is_here: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerLine {
    pub id: WorkerId,
    pub name: String,
    pub is_me: bool,
}

/// Who wrote something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The worker whose phone wrote it.
    pub worker: WorkerLine,
    /// Set when it is the words of somebody else: "entered by Jan for Maureen".
    pub on_behalf_of: Option<String>,
    /// The person's own hand, on a phone that was handed over or on their own.
    pub by_themselves: bool,
}

/// What a field says, with what is needed to change it and to choose between versions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    /// The value shown; empty where nothing was ever said.
    pub value: String,
    pub seen: Seen,
    /// Two or more when people wrote different things without having met; then one is to be chosen.
    pub versions: Vec<Version>,
    /// Of two versions what fits together, as a third to choose from.
    #[serde(default)]
    pub together: Option<String>,
}

impl FieldView {
    pub fn has_versions(&self) -> bool {
        self.versions.len() > 1
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub value: String,
    pub by: Author,
    pub at: Moment,
}

/// The thing whose field is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Thing {
    Person(PersonId),
    Promise(PromiseId),
    Goal(GoalId),
    Risk(RiskId),
    Service(ServiceId),
    Learned(LearnedId),
    SharedCause(SharedCauseId),
    Connection(ConnectionId),
    Talk(TalkId),
    Holding(HoldingId),
    NoAnswer(NoAnswerId),
    Barrier(BarrierId),
    Tried(TriedId),
    Mark(MarkId),
    Measure(MeasureId),
    Relation(RelationId),
    Handover(HandoverId),
    SamePerson(SamePersonId),
    Reflection(ReflectionId),
    Concern(ConcernId),
    Telling(TellingId),
    SafetyStep(SafetyStepId),
    Review(ReviewId),
    Contact(ContactId),
    Step(StepId),
    Attachment(AttachmentId),
}

/// When and how we are in touch next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextContact {
    pub on: Option<Day>,
    pub how: Option<Place>,
}

/// A promise, in either direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseLine {
    /// `text`, `on`, `became` and `became_words`, with what is needed to change them.
    pub fields: BTreeMap<String, FieldView>,
    pub id: crate::care::PromiseId,
    pub text: String,
    /// Ours; otherwise the person's.
    pub by_worker: bool,
    pub on: Option<Day>,
    pub became: Option<crate::care::Became>,
    pub became_words: String,
    pub made_at: Moment,
    pub by: Author,
}
