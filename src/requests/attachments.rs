//! Letters and photos of somebody: kept on this phone at once, sent when there is a network, opened by
//! whoever is in the team.

#[cfg(test)]
mod tests;

use super::{Author, FieldView, Run, Thing, Trouble, authors::author_of, person::view_of};
use crate::{
    care::{AttachmentId, Moment, PersonId, VisitId},
    exchange::jpeg::{MEDIA, without_origin},
    log::registry::{self, attachment},
    store::{MOST_ATTACHMENT_BYTES, MOST_PREVIEW_BYTES, NewAttachment, Store, Whereabouts},
};
use serde::{Deserialize, Serialize};

/// Takes a photo in, without what its camera wrote into it of the place and the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepAttachment {
    pub person: PersonId,
    /// The visit in which it was taken, with which it goes.
    pub visit: Option<VisitId>,
    /// What it is, in a line.
    pub words: String,
    #[serde(with = "serde_bytes")]
    pub jpeg: Vec<u8>,
    /// A small one of the same; empty where there is none.
    #[serde(with = "serde_bytes")]
    pub preview: Vec<u8>,
}

/// Those of one person, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachments {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentLine {
    pub id: AttachmentId,
    pub person: PersonId,
    pub visit: Option<VisitId>,
    pub at: Moment,
    pub words: FieldView,
    pub by: Author,
    pub n_bytes: u32,
    #[serde(with = "serde_bytes")]
    pub preview: Vec<u8>,
    pub state: AttachmentState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttachmentState {
    /// Here, and not all of it sent yet.
    OnThisPhone,
    InTheTeamRecord,
    /// On a colleague's phone, or with the server.
    NotHereYet,
    /// Only its words came along, out of a file.
    WordsAlone,
}

/// One, to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub attachment: AttachmentId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentPage {
    pub line: AttachmentLine,
    /// Whether this worker may erase it.
    pub is_lead: bool,
    pub media: String,
    /// Empty while not all of it is here.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// Erases one everywhere. A lead only; it cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseAttachment {
    pub attachment: AttachmentId,
}

/// Sends and fetches photos, behind what is written. Carried out by the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarryAttachments {
    /// Somebody may pay for every byte; then it is done only if they have said so.
    pub is_metered: bool,
}

/// The same for this one, which somebody wants to see. Carried out by the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchAttachment {
    pub attachment: AttachmentId,
}

/// In pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    pub n_sent: u32,
    pub n_fetched: u32,
    /// To be sent still, or fetched.
    pub n_left: u32,
}

/// Whether photos also travel where somebody may pay for every byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlsoOnMobileData {
    pub is_so: bool,
}

impl Run for KeepAttachment {
    fn run(&self, store: &mut Store) -> Result<AttachmentId, Trouble> {
        let words = self.words.trim();
        if words.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let bytes = without_origin(&self.jpeg).map_err(|_| Trouble::NotAPhoto)?;
        if bytes.len() > MOST_ATTACHMENT_BYTES {
            return Err(Trouble::PhotoTooBig);
        }
        // Without a small one a list shows its words, which is not worth losing a letter for.
        let preview = without_origin(&self.preview).unwrap_or_default();
        let preview = if preview.len() > MOST_PREVIEW_BYTES { &[] } else { preview.as_slice() };
        let id = AttachmentId::from_bytes(store.surroundings().fresh_id());
        let (person, visit) = (self.person, self.visit);
        let (by, at) = (store.as_worker(), store.now());
        let new = NewAttachment {
            id,
            person,
            visit,
            by,
            at,
            words,
            media: MEDIA,
            bytes: &bytes,
            preview,
        };
        store.keep_attachment(&new)?;
        Ok(id)
    }
}

impl Run for Attachments {
    fn run(&self, store: &mut Store) -> Result<Vec<AttachmentLine>, Trouble> {
        let mut lines = Vec::new();
        for card in store.joined_with(self.person)? {
            for id in store.attachments_of(card)? {
                lines.push(line_of(store, id)?);
            }
        }
        lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.id)));
        Ok(lines)
    }
}

impl Run for Attachment {
    fn run(&self, store: &mut Store) -> Result<AttachmentPage, Trouble> {
        let line = line_of(store, self.attachment)?;
        let fields = store.fields(Thing::Attachment(self.attachment).in_log())?;
        let bytes = store.attachment_bytes(self.attachment)?.unwrap_or_default();
        let (is_lead, media) = (is_lead(store), fields.text(attachment::MEDIA));
        Ok(AttachmentPage { line, is_lead, media, bytes })
    }
}

impl Run for EraseAttachment {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        if !is_lead(store) {
            return Err(Trouble::LeadOnly);
        }
        Ok(store.erase_attachment(self.attachment)?)
    }
}

impl Run for AlsoOnMobileData {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        Ok(store.let_photos_travel_on_mobile_data(self.is_so)?)
    }
}

fn is_lead(store: &Store) -> bool {
    store.book().is_lead(store.me().worker)
}

fn line_of(store: &Store, id: AttachmentId) -> Result<AttachmentLine, Trouble> {
    let fields = store.fields(Thing::Attachment(id).in_log())?;
    let first = fields.origin().ok_or(Trouble::NotFound)?;
    let person = fields.id(attachment::PERSON).map(PersonId).ok_or(Trouble::NotFound)?;
    let preview = fields.bytes(attachment::PREVIEW).map(<[u8]>::to_vec);
    Ok(AttachmentLine {
        id,
        person,
        visit: fields.id(attachment::VISIT).map(VisitId),
        at: fields.moment(attachment::AT).unwrap_or(first.at),
        words: view_of(store, &fields, attachment::KIND, attachment::WORDS)?,
        by: author_of(store, first)?,
        n_bytes: fields.bytes(attachment::N_BYTES).and_then(registry::count).unwrap_or_default(),
        preview: preview.unwrap_or_default(),
        state: match store.whereabouts(id)? {
            Whereabouts::OnThisPhone => AttachmentState::OnThisPhone,
            Whereabouts::InTheRecord => AttachmentState::InTheTeamRecord,
            Whereabouts::NotHereYet => AttachmentState::NotHereYet,
            Whereabouts::Nowhere => AttachmentState::WordsAlone,
        },
    })
}
