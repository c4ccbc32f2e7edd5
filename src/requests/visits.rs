//! Visits: begun, saved while typing, kept, amended.

mod amend;
mod draft;
mod keep;
mod page;
mod parts;
#[cfg(test)]
mod tests;

pub use amend::Amend;
pub use draft::{
    BeginVisit, Draft, DraftPage, GoOnHere, LetDraftGo, PromiseWritten, SaveDraft, Written,
};
pub(super) use draft::{first_words, is_more, is_to_keep, read_written};
pub use keep::{KeepVisit, Kept};
pub(super) use page::moved_to;
pub use page::{Amendment, Visit, VisitPage};
pub(super) use page::{page_of, words_of};
pub(super) use parts::PartsOfVisits;

use crate::{
    care::{Part, VisitId},
    log::{Thing, registry::visit},
};

pub(super) fn field_of(part: Part) -> u16 {
    match part {
        Part::Note => visit::NOTE,
        Part::HowTheyWere => visit::HOW_THEY_WERE,
        Part::Noticed => visit::NOTICED,
        Part::Said => visit::SAID,
        Part::Did => visit::DID,
        Part::Thought => visit::THOUGHT,
    }
}

pub(super) fn thing(id: VisitId) -> Thing {
    Thing { kind: visit::KIND, id: id.to_bytes() }
}
