//! What is being written, sealed by the phones of one worker for each other.

use super::Server;
use crate::{
    care::{DeviceId, Moment},
    seal::{draft::MOST_DRAFTS, frame::MOST_FRAME_BYTES},
    server::{
        Session, Trouble,
        database::{Database, KeptDrafts},
    },
    sync::protocol::{Digest, Draft, Drafts, DraftsElsewhere},
};

impl<D: Database> Server<D> {
    /// The worker's other phones, removed ones too: it is for a lost phone that these are kept. One that was
    /// removed hands in what was begun on it, and hears of none.
    pub async fn drafts(
        &self,
        session: Session,
        theirs: Drafts,
        now: Moment,
    ) -> Result<DraftsElsewhere, Trouble> {
        let is_too_much = theirs.put.len() > MOST_DRAFTS || theirs.gone.len() > MOST_DRAFTS;
        let is_too_big = theirs.put.iter().any(|draft| draft.sealed.len() > MOST_FRAME_BYTES);
        if is_too_much || is_too_big {
            return Err(Trouble::TooBig);
        }
        let book = self.book(session).await?;
        let worker = book.device(session.device).ok_or(Trouble::NotAllowed)?.worker;
        let others = book.devices().filter(|(id, enrolled)| {
            let is_of_hers = enrolled.worker == worker && !enrolled.is_kit;
            is_of_hers && *id != session.device && book.is_present(session.device)
        });
        let others: Vec<DeviceId> = others.map(|(id, _)| id).collect();
        let Drafts { put, gone, known } = theirs;
        let drafts = self.database.drafts(KeptDrafts { session, put, gone, others, now }).await?;
        let digest = Digest::of(drafts.iter().map(|(device, draft)| name_of(*device, draft)));
        Ok(DraftsElsewhere { digest, drafts: (digest != known).then_some(drafts) })
    }
}

/// Another for every form of a draft.
fn name_of(device: DeviceId, draft: &Draft) -> [u8; 16] {
    let mut name = [0; 16];
    blake3::Hasher::new_derive_key("alongside draft on the server v1")
        .update(&device.to_bytes())
        .update(&draft.name)
        .update(&draft.number.to_le_bytes())
        .finalize_xof()
        .fill(&mut name);
    name
}
