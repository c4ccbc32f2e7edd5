//! The lane on which photos travel, beside the rounds and behind them: an answer in, the next call out.
//! A piece a call, so that what is written never waits behind more than one of them.

#[cfg(test)]
mod tests;

use super::protocol::attachments::{
    GetPieces, MOST_PIECES_NAMED, OfferPieces, PiecePut, PieceVerdict, PiecesDown, PiecesOffered,
    PutPiece, Receipt,
};
use crate::{
    log::PieceId,
    seal::piece::piece_id,
    store::{Result, Store},
};
use serde_bytes::ByteBuf;
use std::collections::{BTreeSet, VecDeque};

/// How much is fetched in one call.
const FETCHED_BYTES: u32 = 192 * 1024;
const MOST_FETCHED: usize = 64;

#[derive(Clone, Debug)]
pub enum Call {
    Offer(OfferPieces),
    Put(PutPiece),
    Get(GetPieces),
}

#[derive(Clone, Debug)]
pub enum Answer {
    Offered(PiecesOffered),
    Put(PiecePut),
    Got(PiecesDown),
}

/// Which photos may travel now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travel {
    All,
    /// Somebody pays for every byte: what they have asked to see, and nothing else.
    AskedFor,
}

/// What the lane did so far, in pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    pub n_sent: usize,
    pub n_fetched: usize,
}

pub struct Lane {
    epoch: [u8; 16],
    to_offer: VecDeque<PieceId>,
    to_put: VecDeque<PieceId>,
    to_get: VecDeque<PieceId>,
    /// The first of those are of photos that somebody waits for: they come before anything is sent.
    n_waited_for: usize,
    under_way: UnderWay,
    pub carried: Carried,
}

enum UnderWay {
    Nothing,
    Offer(Vec<PieceId>),
    Put(PieceId),
    Get { ids: Vec<PieceId>, n_waited_for: usize },
}

impl Lane {
    /// Before the first round there is no history that a receipt could be of.
    pub fn begin(store: &Store, travel: Travel) -> Result<(Self, Option<Call>)> {
        let Some(epoch) = store.standing()?.epoch else { return Ok((Self::of([0; 16]), None)) };
        let mut lane = Self::of(epoch);
        // A device that was removed hands in what it has, and gets no more.
        if !store.is_removed()? {
            for photo in store.wanted_pieces()? {
                let n_pieces = if photo.is_asked_for { photo.pieces.len() } else { 0 };
                lane.n_waited_for += n_pieces;
                lane.to_get.extend(photo.pieces);
            }
        }
        match travel {
            Travel::All => lane.to_offer = store.unsent_pieces()?.into(),
            Travel::AskedFor => lane.to_get.truncate(lane.n_waited_for),
        }
        let first = lane.next(store)?;
        Ok((lane, first))
    }

    fn of(epoch: [u8; 16]) -> Self {
        let (to_offer, to_put, to_get) = Default::default();
        let (under_way, carried) = (UnderWay::Nothing, Carried::default());
        Self { epoch, to_offer, to_put, to_get, n_waited_for: 0, under_way, carried }
    }

    /// Takes an answer in and says what to call next; `None` ends the lane for now.
    pub fn take(&mut self, store: &mut Store, answer: Answer) -> Result<Option<Call>> {
        let receipt = match &answer {
            Answer::Offered(offered) => &offered.receipt,
            Answer::Put(put) => &put.receipt,
            Answer::Got(got) => &got.receipt,
        };
        // The server was put back. A round finds out what that means, and then all is offered again.
        let is_of_this_epoch = store.standing()?.epoch == Some(self.epoch);
        if receipt.epoch.0 != self.epoch || !is_of_this_epoch {
            return Ok(None);
        }
        let under_way = std::mem::replace(&mut self.under_way, UnderWay::Nothing);
        match (under_way, answer) {
            (UnderWay::Offer(ids), Answer::Offered(offered)) => {
                self.take_offered(store, &ids, offered)?;
            }
            (UnderWay::Put(id), Answer::Put(put)) => self.take_put(store, id, &put)?,
            (UnderWay::Get { ids, n_waited_for }, Answer::Got(got)) => {
                self.take_got(store, &ids, n_waited_for, &got)?;
            }
            _ => return Ok(None),
        }
        self.next(store)
    }

    /// What an erasure names goes when its entry comes; until then it is not offered again.
    fn take_offered(
        &mut self,
        store: &mut Store,
        ids: &[PieceId],
        offered: PiecesOffered,
    ) -> Result<()> {
        let lacking: BTreeSet<_> = offered.lacking.iter().copied().collect();
        store.together(|store| {
            let mut had = ids.iter().filter(|id| !lacking.contains(id));
            had.try_for_each(|id| store.keep_piece_receipt(*id, offered.receipt.end))?;
            store.keep_piece_mark(&offered.receipt.mark)
        })?;
        self.to_put.extend(ids.iter().filter(|id| lacking.contains(id)));
        Ok(())
    }

    fn take_put(&mut self, store: &mut Store, id: PieceId, put: &PiecePut) -> Result<()> {
        match put.verdict {
            PieceVerdict::Accepted
            | PieceVerdict::Duplicate
            | PieceVerdict::Erased
            | PieceVerdict::Held(_) => {
                self.carried.n_sent += 1;
                let Receipt { end, mark, .. } = &put.receipt;
                store.together(|store| {
                    store.keep_piece_receipt(id, *end)?;
                    store.keep_piece_mark(mark)
                })
            }
            // It has no room for the others either.
            PieceVerdict::Later => {
                self.to_put.clear();
                self.to_offer.clear();
                Ok(())
            }
            PieceVerdict::TooBig | PieceVerdict::NotAPiece => store.set_piece_aside(id),
        }
    }

    /// Those that the server has not are asked for again another time.
    fn take_got(
        &mut self,
        store: &mut Store,
        ids: &[PieceId],
        n_waited_for: usize,
        got: &PiecesDown,
    ) -> Result<()> {
        let come: BTreeSet<PieceId> = got.pieces.iter().map(|bytes| piece_id(bytes)).collect();
        let end = got.receipt.end;
        for bytes in &got.pieces {
            self.carried.n_fetched += usize::from(store.take_piece(bytes, end)?);
        }
        store.keep_piece_mark(&got.receipt.mark)?;
        // They come in the order in which they were asked for; after the last there was no room.
        let n_done =
            ids.iter().rposition(|id| come.contains(id)).map_or(ids.len(), |last| last + 1);
        for id in ids.iter().skip(n_done).rev() {
            self.to_get.push_front(*id);
        }
        self.n_waited_for += n_waited_for.saturating_sub(n_done);
        Ok(())
    }

    fn next(&mut self, store: &Store) -> Result<Option<Call>> {
        let mark = store.piece_mark()?.or(store.standing()?.mark).map(ByteBuf::from);
        if self.n_waited_for > 0 {
            return Ok(Some(self.get(mark)));
        }
        while let Some(id) = self.to_put.pop_front() {
            if let Some(bytes) = store.piece_bytes(id)? {
                self.under_way = UnderWay::Put(id);
                return Ok(Some(Call::Put(PutPiece { mark, bytes: ByteBuf::from(bytes) })));
            }
        }
        if !self.to_offer.is_empty() {
            let few = self.to_offer.len().min(MOST_PIECES_NAMED);
            let ids: Vec<_> = self.to_offer.drain(..few).collect();
            self.under_way = UnderWay::Offer(ids.clone());
            return Ok(Some(Call::Offer(OfferPieces { mark, ids })));
        }
        if !self.to_get.is_empty() {
            return Ok(Some(self.get(mark)));
        }
        Ok(None)
    }

    fn get(&mut self, mark: Option<ByteBuf>) -> Call {
        let few = self.to_get.len().min(MOST_FETCHED);
        let ids: Vec<_> = self.to_get.drain(..few).collect();
        let n_waited_for = self.n_waited_for.min(few);
        self.n_waited_for -= n_waited_for;
        self.under_way = UnderWay::Get { ids: ids.clone(), n_waited_for };
        Call::Get(GetPieces { mark, ids, most_bytes: FETCHED_BYTES })
    }
}
