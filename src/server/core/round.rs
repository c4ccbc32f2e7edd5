//! One round of sync, as the server sees it.

use super::{MOST_FRAMES_BYTES, Random, Server, durable::durable_to, following::Follows};
use crate::{
    care::{DeviceId, Moment},
    log::{ScopeId, TeamId},
    seal::{
        Book,
        frame::{Header, SHARED},
    },
    server::{
        Session, Trouble,
        database::{Database, Pull, Pulled, Taken, Told},
        judge::{Offer, Offered},
    },
    sync::protocol::{Digest, Down, EntryVerdict, Epoch, News, SeenDevice, Up, Verdict},
};
use serde_bytes::ByteBuf;
use std::{collections::BTreeSet, sync::Arc};

/// However little a device asks for, its book is not told entry by entry.
const LEAST_ENTRIES_BYTES: u64 = 16 * 1024;

/// A quiet device is written down as seen no more often than this.
const SEEN_EVERY_MS: i64 = 60 * 1000;

impl<D: Database> Server<D> {
    /// Takes what is offered, and tells what the device has not got. A removed device's frames
    /// are held; it is told the book, by which it learns that it was removed, and no more.
    pub async fn round(
        &self,
        session: Session,
        up: Up,
        now: Moment,
        random: Random<'_>,
    ) -> Result<Down, Trouble> {
        let is_known = self.book(session).await?.device(session.device).is_some();
        if !is_known {
            return Err(Trouble::NotSignedIn);
        }
        self.epoch_after(session, up.mark.as_ref(), random).await?;
        let epoch = self.epoch_after(session, up.piece_mark.as_ref(), random).await?;
        let seen = SeenDevice {
            device: session.device,
            at: now,
            n_unsent: up.n_unsent,
            oldest_unsent_at: up.oldest_unsent_at,
        };
        let asked = self.asked(&up);
        let has_offer = up.has_offer();
        let taken = if has_offer { self.take(session, up, seen).await? } else { Taken::default() };
        let is_new_epoch = asked.epoch.is_some_and(|known| known != epoch);
        let (book, mut pulled) = self.pull(session, &asked, is_new_epoch).await?;
        let is_present = book.is_present(session.device);
        pulled.held.retain(|held| may_be_shown(&book, session.device, &held.bytes));
        if !has_offer && is_worth_noting(pulled.seen, seen) {
            self.note(session.team, seen).await?;
        }
        let mut down = self.down(session, epoch, taken, pulled);
        if !is_present {
            (down.cursor, down.digest) = (asked.cursor, Digest::default());
        } else if asked.followed.is_none() {
            (down.is_set_unknown, down.is_complete) = (true, false);
            down.cursor = if is_new_epoch { down.cursor } else { asked.cursor };
        }
        Ok(down)
    }

    /// A page of a long answer to a device that is far behind: what a round would tell it, and what it asks
    /// once it has taken that in. Every page finds out anew what the device may be told.
    pub async fn page(
        &self,
        session: Session,
        up: Up,
        now: Moment,
        random: Random<'_>,
    ) -> Result<(Down, Option<Up>), Trouble> {
        if up.has_offer() {
            return Err(Trouble::NotUnderstood);
        }
        let down = self.round(session, up.clone(), now, random).await?;
        let next = up.further(&down);
        Ok((down, next))
    }

    /// Where the team's lists end: other than a device has them, there is something for it.
    pub async fn news(&self, session: Session) -> Result<News, Trouble> {
        self.database.news(session.team).await
    }

    /// A genuine mark that this disk does not bear out means that the disk was put back. Then
    /// the old receipts are void, and the new epoch that says so is kept before the answer.
    pub(super) async fn epoch_after(
        &self,
        session: Session,
        mark: Option<&ByteBuf>,
        random: Random<'_>,
    ) -> Result<Epoch, Trouble> {
        let team = session.team;
        let mark = mark.and_then(|mark| self.keys.read_mark(session, mark));
        let (marked, ends) = mark.unwrap_or((Epoch([0; 16]), Default::default()));
        let (epoch, is_borne_out) = self.database.compare(team, ends).await?;
        if is_borne_out || marked != epoch {
            return Ok(epoch);
        }
        let mut fresh = [0; 16];
        random.fill_bytes(&mut fresh);
        self.database.turn_epoch(team, epoch, Epoch(fresh)).await
    }

    /// What is closed to a device is read before what it is told. A scope that somebody closes in
    /// between must not go down with what it is told, so it is asked again.
    async fn pull(
        &self,
        session: Session,
        asked: &Asked,
        is_new_epoch: bool,
    ) -> Result<(Arc<Book>, Pulled), Trouble> {
        let mut book = self.book(session).await?;
        loop {
            let pulled = self.database.pull(asked.pull(session, &book, is_new_epoch)).await?;
            let since = self.book(session).await?;
            let is_same = since.closed_to(session.device) == book.closed_to(session.device)
                && since.is_present(session.device) == book.is_present(session.device);
            if is_same {
                return Ok((since, pulled));
            }
            book = since;
        }
    }

    async fn take(&self, session: Session, up: Up, seen: SeenDevice) -> Result<Taken, Trouble> {
        let Session { team, device } = session;
        let (n_entries, n_frames) = (up.entries.len(), up.frames.len());
        let frames = up.frames.into_iter().map(|bytes| Offered::read(team, bytes.into_vec()));
        let offer = Offer { team, device, entries: up.entries, frames: frames.collect() };
        match self.database.take(offer, seen).await {
            // Nothing is refused for want of room: the phone keeps it, and says so.
            Err(Trouble::Full) => Ok(Taken {
                entry_verdicts: vec![EntryVerdict::Later; n_entries],
                verdicts: vec![Verdict::Later; n_frames],
            }),
            taken => taken,
        }
    }

    /// When a device was last here is worth a row, but not worth failing a round for.
    async fn note(&self, team: TeamId, seen: SeenDevice) -> Result<(), Trouble> {
        match self.database.note_seen(team, seen).await {
            Err(Trouble::Full) => Ok(()),
            noted => noted,
        }
    }

    fn asked(&self, up: &Up) -> Asked {
        let most_entry_bytes = u64::from(up.most_bytes).max(LEAST_ENTRIES_BYTES);
        Asked {
            followed: self.followed.known(&up.followed),
            epoch: up.epoch,
            cursor: up.cursor,
            book_cursor: up.book_cursor,
            held_cursor: up.held_cursor,
            most_entry_bytes: most_entry_bytes.min(self.most_entry_bytes),
            most_bytes: u64::from(up.most_bytes).min(MOST_FRAMES_BYTES),
            is_fetch: up.is_fetch,
        }
    }

    fn down(&self, session: Session, epoch: Epoch, taken: Taken, pulled: Pulled) -> Down {
        Down {
            epoch,
            entry_verdicts: taken.entry_verdicts,
            verdicts: taken.verdicts,
            entries: pulled.entries,
            book_cursor: pulled.book_cursor,
            is_book_whole: pulled.is_book_whole,
            frames: pulled.frames,
            cursor: pulled.cursor,
            is_complete: pulled.is_complete,
            mark: ByteBuf::from(self.keys.mark(session, epoch, pulled.ends)),
            digest: pulled.digest,
            is_set_unknown: false,
            held: pulled.held,
            held_cursor: pulled.held_cursor,
            durable_to: durable_to(epoch, pulled.durable),
        }
    }
}

/// What a round asks to be told; the rest of it is what it offers.
struct Asked {
    /// `None` where the set that it names is not known here.
    followed: Option<Follows>,
    epoch: Option<Epoch>,
    cursor: u64,
    book_cursor: u64,
    held_cursor: u64,
    most_entry_bytes: u64,
    most_bytes: u64,
    is_fetch: bool,
}

impl Asked {
    /// In a new epoch the book and the held list come whole, and the frames are settled scope by
    /// scope from where they end now.
    fn pull(&self, session: Session, book: &Book, is_new_epoch: bool) -> Pull {
        let is_present = book.is_present(session.device);
        Pull {
            session,
            told: self.told(book.closed_to(session.device)),
            book_after: if is_new_epoch { 0 } else { self.book_cursor },
            most_entry_bytes: self.most_entry_bytes,
            frames_after: (is_present && !is_new_epoch && self.followed.is_some())
                .then_some(self.cursor),
            held_after: is_present.then_some(if is_new_epoch { 0 } else { self.held_cursor }),
            most_bytes: self.most_bytes,
            has_own: !self.is_fetch,
        }
    }

    fn told(&self, closed: BTreeSet<ScopeId>) -> Told {
        match &self.followed {
            Some(Follows::AllBut(scopes)) => Told::AllBut(scopes | &closed),
            Some(Follows::These(scopes)) => Told::Only(&**scopes - &closed),
            None => Told::Only(BTreeSet::new()),
        }
    }
}

/// Of a closed scope that the book does not know, nobody is known to read anything.
fn may_be_shown(book: &Book, device: DeviceId, held: &[u8]) -> bool {
    Header::read(held).is_ok_and(|header| {
        let is_known = header.scope_kind == SHARED || book.closed(header.scope).is_some();
        is_known && book.may_read(device, header.scope)
    })
}

fn is_worth_noting(before: Option<SeenDevice>, now: SeenDevice) -> bool {
    before.is_none_or(|before| {
        let is_same =
            before.n_unsent == now.n_unsent && before.oldest_unsent_at == now.oldest_unsent_at;
        !is_same || now.at.0.abs_diff(before.at.0) >= SEEN_EVERY_MS.unsigned_abs()
    })
}
