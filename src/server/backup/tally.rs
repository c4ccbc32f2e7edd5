//! What a copy of the record holds of one team, counted anew from its rows: every frame and entry
//! is asked for its own name again, so that a byte that changed on the disk is found.

use crate::{
    log::{FrameId, PieceId, TeamId},
    seal::{EntryId, SignedEntry, frame::frame_id, piece::piece_id},
    server::database::{End, Ends},
    sync::protocol::Epoch,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    pub team: TeamId,
    pub epoch: Epoch,
    pub ends: Ends,
    pub n_entries: u64,
    pub n_frames: u64,
    /// Of the frames, those of which only the name is left.
    pub n_erased: u64,
    pub n_held: u64,
    /// Of photos, those of which only the name is left too.
    pub n_pieces: u64,
    /// Of all names at their places.
    pub digest: [u8; 32],
}

/// Why rows are not what a server writes. The numbers are positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("after {before} the next {what} should be {}, and is {at}", .before + 1)]
    Gap { what: &'static str, before: u64, at: u64 },
    #[error("{what} {at} is not what its name says")]
    Changed { what: &'static str, at: u64 },
}

/// Counts one team's rows; each list comes by position.
pub struct Counting {
    tally: Tally,
    names: blake3::Hasher,
}

const ENTRY: &str = "entry";
const FRAME: &str = "frame";
const HELD: &str = "held frame";
const PIECE: &str = "piece of a photo";

impl Counting {
    pub fn of(team: TeamId, epoch: Epoch) -> Self {
        let tally = Tally {
            team,
            epoch,
            ends: Ends::default(),
            n_entries: 0,
            n_frames: 0,
            n_erased: 0,
            n_held: 0,
            n_pieces: 0,
            digest: [0; 32],
        };
        Self { tally, names: blake3::Hasher::new_derive_key("alongside backup tally v1") }
    }

    pub fn entry(&mut self, at: u64, id: EntryId, signed: &SignedEntry) -> Result<(), Flaw> {
        follows(ENTRY, self.tally.ends.entry, at)?;
        if signed.id() != id {
            return Err(Flaw::Changed { what: ENTRY, at });
        }
        self.tally.ends.entry = self.tally.ends.entry.with(id.0);
        self.tally.n_entries += 1;
        self.name(b'e', &id.0);
        self.names.update(&signed.signature);
        Ok(())
    }

    pub fn frame(
        &mut self,
        at: u64,
        id: FrameId,
        is_erased: bool,
        bytes: &[u8],
    ) -> Result<(), Flaw> {
        follows(FRAME, self.tally.ends.frame, at)?;
        let is_sound = if is_erased { bytes.is_empty() } else { frame_id(bytes) == id };
        if !is_sound {
            return Err(Flaw::Changed { what: FRAME, at });
        }
        self.tally.ends.frame = self.tally.ends.frame.with(id.0);
        self.tally.n_frames += 1;
        self.tally.n_erased += u64::from(is_erased);
        self.name(if is_erased { b'x' } else { b'f' }, &id.0);
        Ok(())
    }

    /// One that was erased has no bytes.
    pub fn held(&mut self, at: u64, id: FrameId, bytes: &[u8]) -> Result<(), Flaw> {
        follows(HELD, self.tally.ends.held, at)?;
        if !bytes.is_empty() && frame_id(bytes) != id {
            return Err(Flaw::Changed { what: HELD, at });
        }
        self.tally.ends.held = self.tally.ends.held.with(id.0);
        self.tally.n_held += 1;
        self.name(if bytes.is_empty() { b'y' } else { b'h' }, &id.0);
        Ok(())
    }

    /// One that was erased has no bytes.
    pub fn piece(&mut self, at: u64, id: PieceId, bytes: &[u8]) -> Result<(), Flaw> {
        follows(PIECE, self.tally.ends.piece, at)?;
        if !bytes.is_empty() && piece_id(bytes) != id {
            return Err(Flaw::Changed { what: PIECE, at });
        }
        self.tally.ends.piece = self.tally.ends.piece.with(id.0);
        self.tally.n_pieces += 1;
        self.name(if bytes.is_empty() { b'q' } else { b'p' }, &id.0);
        Ok(())
    }

    /// What is never taken again; these come in the order of their names.
    pub fn never_again(&mut self, id: FrameId) {
        self.name(b'n', &id.0);
    }

    pub fn finish(self) -> Tally {
        Tally { digest: *self.names.finalize().as_bytes(), ..self.tally }
    }

    fn name(&mut self, list: u8, id: &[u8; 16]) {
        self.names.update(&[list]).update(id);
    }
}

fn follows(what: &'static str, before: End, at: u64) -> Result<(), Flaw> {
    let before = before.position;
    if at == before + 1 { Ok(()) } else { Err(Flaw::Gap { what, before, at }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting() -> Counting {
        Counting::of(TeamId([1; 16]), Epoch([2; 16]))
    }

    fn with_frames(frames: &[(&[u8], bool)]) -> Tally {
        let mut counting = counting();
        for (at, (bytes, is_erased)) in (1..).zip(frames) {
            let kept: &[u8] = if *is_erased { &[] } else { bytes };
            counting.frame(at, frame_id(bytes), *is_erased, kept).unwrap();
        }
        counting.finish()
    }

    #[test]
    fn the_same_rows_give_the_same_tally_and_any_other_gives_another() {
        let tally = with_frames(&[(b"one", false), (b"two", false)]);
        assert_eq!(tally, with_frames(&[(b"one", false), (b"two", false)]));
        assert_eq!((tally.n_frames, tally.ends.frame.position), (2, 2));
        for other in [
            with_frames(&[(b"two", false), (b"one", false)]),
            with_frames(&[(b"one", false)]),
            with_frames(&[(b"one", true), (b"two", false)]),
        ] {
            assert_ne!(tally.digest, other.digest);
        }
    }

    #[test]
    fn a_frame_whose_bytes_changed_is_found_at_its_place() {
        let mut counting = counting();
        let changed = counting.frame(1, frame_id(b"one"), false, b"onf");
        assert_eq!(changed, Err(Flaw::Changed { what: FRAME, at: 1 }));
        let still_there = counting.frame(1, frame_id(b"one"), true, b"one");
        assert!(still_there.is_err(), "what was erased has no bytes left");
        let piece = counting.piece(1, piece_id(b"one"), b"onf");
        assert_eq!(piece, Err(Flaw::Changed { what: PIECE, at: 1 }));
        let held = counting.held(1, frame_id(b"one"), b"onf");
        assert_eq!(held, Err(Flaw::Changed { what: HELD, at: 1 }));
    }

    #[test]
    fn an_entry_whose_bytes_changed_is_found_and_another_signature_is_another_tally() {
        let signed = |byte| SignedEntry { bytes: vec![7; 90], signature: [byte; 64] };
        let mut changed = signed(1);
        changed.bytes[3] ^= 1;
        let of = |signed: &SignedEntry, id| {
            let mut counting = counting();
            counting.entry(1, id, signed).map(|()| counting.finish().digest)
        };
        let id = signed(1).id();
        assert!(of(&changed, id).is_err());
        assert_ne!(of(&signed(1), id).unwrap(), of(&signed(2), id).unwrap());
    }

    #[test]
    fn a_row_that_is_missing_in_the_middle_is_found() {
        let mut counting = counting();
        counting.frame(1, frame_id(b"one"), false, b"one").unwrap();
        let gap = counting.frame(3, frame_id(b"three"), false, b"three").unwrap_err();
        assert_eq!(gap.to_string(), "after 1 the next frame should be 2, and is 3");
    }
}
