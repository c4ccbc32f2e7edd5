//! Pieces of photos: kept as they come, and told to whoever is in the team.

use super::{MOST_FRAMES_BYTES, Random, Server};
use crate::{
    care::Moment,
    seal::{
        Book,
        frame::{Header, NotAFrame, SHARED},
        piece::{header, piece_id},
    },
    server::{
        Session, Trouble,
        database::{Database, KeptPiece, NewPiece, Place},
    },
    sync::protocol::{
        HeldFor,
        attachments::{
            GetPieces, MOST_PIECES_NAMED, OfferPieces, PiecePut, PieceVerdict, PiecesDown,
            PiecesOffered, PutPiece, Receipt,
        },
    },
};
use serde_bytes::ByteBuf;
use std::sync::Arc;

/// What begins with less is no piece of any version.
const FIRST_FORMAT: u8 = 129;

impl<D: Database> Server<D> {
    /// A removed device may ask too: it hands in what it has.
    pub async fn offer_pieces(
        &self,
        session: Session,
        theirs: OfferPieces,
        random: Random<'_>,
    ) -> Result<PiecesOffered, Trouble> {
        self.known(session).await?;
        self.epoch_after(session, theirs.mark.as_ref(), random).await?;
        if theirs.ids.len() > MOST_PIECES_NAMED {
            return Err(Trouble::TooBig);
        }
        let known = self.database.pieces_known(session.team, theirs.ids).await?;
        let receipt = self.receipt(session, known.place);
        Ok(PiecesOffered { lacking: known.lacking, erased: known.erased, receipt })
    }

    pub async fn put_piece(
        &self,
        session: Session,
        put: PutPiece,
        now: Moment,
        random: Random<'_>,
    ) -> Result<PiecePut, Trouble> {
        let book = self.known(session).await?;
        self.epoch_after(session, put.mark.as_ref(), random).await?;
        let bytes = put.bytes.into_vec();
        let kept = match judge_piece(&book, session, &bytes) {
            Ok(header) => {
                let (id, scope) = (piece_id(&bytes), header.scope);
                self.keep_piece(NewPiece { session, id, scope, bytes, now }).await?
            }
            Err(verdict) => self.not_kept(session, verdict).await?,
        };
        let verdict = match kept.verdict {
            PieceVerdict::Accepted | PieceVerdict::Duplicate
                if !book.is_present(session.device) =>
            {
                PieceVerdict::Held(HeldFor::SenderRemoved)
            }
            verdict => verdict,
        };
        Ok(PiecePut { verdict, receipt: self.receipt(session, kept.place) })
    }

    pub async fn get_pieces(
        &self,
        session: Session,
        asked: GetPieces,
        random: Random<'_>,
    ) -> Result<PiecesDown, Trouble> {
        let team = self.present(session).await?.team;
        self.epoch_after(session, asked.mark.as_ref(), random).await?;
        if asked.ids.len() > MOST_PIECES_NAMED {
            return Err(Trouble::TooBig);
        }
        let most_bytes = u64::from(asked.most_bytes).min(MOST_FRAMES_BYTES);
        let pieces = self.database.pieces(team, asked.ids, most_bytes).await?;
        let place = self.place(session).await?;
        let pieces = pieces.into_iter().map(ByteBuf::from).collect();
        Ok(PiecesDown { pieces, receipt: self.receipt(session, place) })
    }

    async fn keep_piece(&self, piece: NewPiece) -> Result<KeptPiece, Trouble> {
        let session = piece.session;
        match self.database.keep_piece(piece).await {
            // As with a frame: the phone keeps it, and offers it again.
            Err(Trouble::Full) => self.not_kept(session, PieceVerdict::Later).await,
            kept => kept,
        }
    }

    async fn not_kept(
        &self,
        session: Session,
        verdict: PieceVerdict,
    ) -> Result<KeptPiece, Trouble> {
        Ok(KeptPiece { verdict, place: self.place(session).await? })
    }

    async fn place(&self, session: Session) -> Result<Place, Trouble> {
        let standing = self.database.standing(session.team).await?;
        Ok(Place { epoch: standing.epoch, ends: standing.ends })
    }

    fn receipt(&self, session: Session, place: Place) -> Receipt {
        let mark = ByteBuf::from(self.keys.mark(session, place.epoch, place.ends));
        Receipt { epoch: place.epoch, end: place.ends.frame.position, mark }
    }

    /// The book of a team in which the device is, or was.
    async fn known(&self, session: Session) -> Result<Arc<Book>, Trouble> {
        let book = self.book(session).await?;
        book.device(session.device).ok_or(Trouble::NotSignedIn)?;
        Ok(book)
    }
}

/// The same for a piece as for a frame, but for closed scopes, of which none are taken yet.
fn judge_piece(book: &Book, session: Session, bytes: &[u8]) -> Result<Header, PieceVerdict> {
    let header = header(bytes).map_err(|error| match error {
        NotAFrame::TooBig(_) => PieceVerdict::TooBig,
        // A newer server will know it.
        NotAFrame::NewerFormat(format) if format > FIRST_FORMAT => PieceVerdict::Later,
        _ => PieceVerdict::NotAPiece,
    })?;
    let is_shared = header.scope_kind == SHARED && book.closed(header.scope).is_none();
    let is_ours = header.team == session.team && is_shared;
    if is_ours { Ok(header) } else { Err(PieceVerdict::NotAPiece) }
}
