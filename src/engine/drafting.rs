//! What is being written goes to the server too, sealed, for this worker's other phones.

use super::Engine;
use crate::{
    care::DeviceId,
    seal::{draft::MOST_DRAFTS, frame::MOST_FRAME_BYTES},
    store::SealedDraft,
    sync::protocol::{Draft, Drafts, DraftsElsewhere},
};
use serde_bytes::ByteBuf;

/// How much of it goes in one call; the rest with the next round.
const MOST_BYTES: usize = 1024 * 1024;

impl Engine {
    /// At the end of a round. Where there is no answer nothing is lost: it is all on this phone.
    pub(super) async fn sync_drafts(&self) {
        let Ok((sent, gone)) = self.with_open_store(|store| {
            let mut gone = store.drafts_gone()?;
            gone.truncate(MOST_DRAFTS);
            Ok((some_of(store.drafts_to_send()?), gone))
        }) else {
            return;
        };
        let put = sent.iter().map(|draft| Draft {
            name: draft.name,
            number: draft.number,
            sealed: ByteBuf::from(draft.sealed.clone()),
        });
        let known = *self.drafts_known.borrow();
        let up = Drafts { put: put.collect(), gone: gone.clone(), known };
        let answer = self.post_signed_in::<_, DraftsElsewhere>("/v1/drafts", &up).await;
        let Ok(DraftsElsewhere { digest, drafts }) = answer else { return };
        let kept = self.with_open_store(|store| {
            store.note_drafts_sent(&sent, &gone)?;
            drafts.map_or(Ok(()), |drafts| store.keep_drafts_elsewhere(&sealed_by_device(drafts)))
        });
        if kept.is_ok() {
            self.drafts_known.replace(digest);
        }
    }
}

fn sealed_by_device(drafts: Vec<(DeviceId, Draft)>) -> Vec<(DeviceId, Vec<u8>)> {
    drafts.into_iter().map(|(device, draft)| (device, draft.sealed.into_vec())).collect()
}

/// One that is more than the server takes stays on this phone, and in nobody's way.
fn some_of(mut drafts: Vec<SealedDraft>) -> Vec<SealedDraft> {
    drafts.retain(|draft| draft.sealed.len() <= MOST_FRAME_BYTES);
    let mut n_bytes = 0;
    let fits = |draft: &SealedDraft| {
        n_bytes += draft.sealed.len();
        n_bytes <= MOST_BYTES
    };
    drafts.into_iter().take_while(fits).collect()
}
