//! Driving the lane of photos: only once a round is through, and never in the way of the next.

use super::{
    Engine, count,
    wire::{PATIENCE_WITH_PIECES, WireTrouble},
};
use crate::{
    care::AttachmentId,
    requests::{
        Trouble,
        attachments::{Carried, CarryAttachments},
    },
    sync::lane::{Answer, Call, Lane, Travel},
};

impl Engine {
    /// Whether a round went well since this was asked last.
    #[cfg(target_family = "wasm")]
    pub(super) fn had_a_round(&self) -> bool {
        self.has_been_round.take()
    }

    /// What goes wrong here fails no round: it is tried again after a later one.
    pub(super) async fn carry_attachments(
        &self,
        request: CarryAttachments,
    ) -> Result<Carried, Trouble> {
        // The one that is under way goes on.
        let Some(_one_at_a_time) = self.lane.try_lock() else { return self.nothing_carried() };
        // A removed phone has nobody left to say so, and hands in what it has.
        let is_allowed = self.with_open_store(|store| {
            Ok(store.photos_travel_on_mobile_data()? || store.is_removed()?)
        })?;
        let travel = if request.is_metered && !is_allowed { Travel::AskedFor } else { Travel::All };
        self.run_lane(travel).await
    }

    /// Somebody waits to see it, whoever pays.
    pub(super) async fn fetch_attachment(&self, id: AttachmentId) -> Result<Carried, Trouble> {
        self.with_open_store(|store| store.ask_for_attachment(id))?;
        let _one_at_a_time = self.lane.lock().await;
        self.run_lane(Travel::AskedFor).await
    }

    async fn run_lane(&self, travel: Travel) -> Result<Carried, Trouble> {
        if self.notes_wait()? && travel == Travel::All {
            return self.nothing_carried();
        }
        let (mut lane, mut next) = self.with_open_store(|store| Lane::begin(store, travel))?;
        while let Some(call) = next.take() {
            let Ok(answer) = self.call_for_lane(&call).await else { break };
            let before = lane.carried;
            next = self.with_open_store(|store| lane.take(store, answer))?;
            // Asking again for what the server has not changes nothing here.
            if matches!(call, Call::Put(_)) || lane.carried != before {
                self.tell_changed();
            }
            // What somebody has written meanwhile goes first; the lane goes on after that round.
            if self.notes_wait()? && travel == Travel::All {
                break;
            }
        }
        let left = self.nothing_carried()?;
        Ok(Carried {
            n_sent: count(lane.carried.n_sent),
            n_fetched: count(lane.carried.n_fetched),
            ..left
        })
    }

    /// What the last round could not hand in keeps no photo back: it may be nothing that this server takes.
    pub(super) fn notes_wait(&self) -> Result<bool, Trouble> {
        self.with_open_store(|store| Ok(store.n_unsent()? > self.n_left_by_round.get()))
    }

    fn nothing_carried(&self) -> Result<Carried, Trouble> {
        self.with_open_store(|store| {
            let n_to_get = store.wanted_pieces()?.iter().map(|of| of.pieces.len()).sum::<usize>();
            let n_left = count(store.n_unsent_pieces()? + n_to_get);
            Ok(Carried { n_left, ..Carried::default() })
        })
    }

    async fn call_for_lane(&self, call: &Call) -> Result<Answer, WireTrouble> {
        let patience = PATIENCE_WITH_PIECES;
        Ok(match call {
            Call::Offer(up) => {
                Answer::Offered(self.post_signed_in_with(patience, "/v1/pieces/offer", up).await?)
            }
            Call::Put(up) => {
                Answer::Put(self.post_signed_in_with(patience, "/v1/pieces/put", up).await?)
            }
            Call::Get(up) => {
                Answer::Got(self.post_signed_in_with(patience, "/v1/pieces/get", up).await?)
            }
        })
    }
}
