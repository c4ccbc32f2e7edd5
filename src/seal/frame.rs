//! A frame: an envelope with changes of one scope, sealed once by the phone that sends it.
//!
//! `format 1 ‖ team 16 ‖ scope 16 ‖ kind of scope 1 ‖ key id 16`, in clear, is the header; then a
//! random nonce of 24 bytes; then, under the scope's key with the header as associated data, what is
//! [packed](super::packing), and padding. Unpacked it is change after change: `length u32 ‖ bytes ‖
//! signature 64`. A change names its team and its scope where the header does, behind its format; what
//! says the same there is left out, and the highest bit of the length tells so.

use super::{
    KeyId, Keyring,
    cipher::NONCE_BYTES,
    entry::Purpose,
    keyring::{ClosedKey, Key, scope_key},
    open_bytes,
    packing::{self, MOST_UNPACKED_BYTES, NotPacked},
    seal_bytes,
};
use crate::log::{FrameId, ScopeId, SignedChange, TeamId};
use rand_core::CryptoRng;

/// The server takes no frame that is longer.
pub const MOST_FRAME_BYTES: usize = 256 * 1024;

const FORMAT: u8 = 1;
pub(super) const HEADER_BYTES: usize = 50;
pub(super) const TAG_BYTES: usize = 16;
/// Of what is packed, the number of its form.
const LEAST_INNER_BYTES: usize = 1;

/// What stands in clear before what is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub team: TeamId,
    pub scope: ScopeId,
    pub scope_kind: u8,
    pub key: KeyId,
}

/// People and the directory: everybody enrolled may read them.
pub const SHARED: u8 = 0;
/// Those may read it whom the book names.
pub const CLOSED: u8 = 1;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAFrame {
    #[error("the bytes end too early")]
    CutShort,
    #[error("format {0} is newer than this version knows")]
    NewerFormat(u8),
    #[error("{0} bytes are more than one frame may have")]
    TooBig(usize),
    #[error("the key is not on this phone")]
    KeyMissing,
    #[error("it was not sealed with this key, or its bytes were altered")]
    CannotOpen,
    #[error("what was sealed cannot be unpacked")]
    CannotUnpack,
}

pub fn frame_id(bytes: &[u8]) -> FrameId {
    let mut id = [0; 16];
    blake3::Hasher::new_derive_key("alongside frame v1").update(bytes).finalize_xof().fill(&mut id);
    FrameId(id)
}

impl Header {
    /// The header of a frame; all that a server ever reads of it.
    pub fn read(frame: &[u8]) -> Result<Self, NotAFrame> {
        if frame.len() > MOST_FRAME_BYTES {
            return Err(NotAFrame::TooBig(frame.len()));
        }
        Self::read_as(FORMAT, LEAST_INNER_BYTES, frame)
    }

    /// Of what has the same header, begins with a format of its own and has at least so much in it.
    pub(super) fn read_as(
        known: u8,
        least_inner_bytes: usize,
        sealed: &[u8],
    ) -> Result<Self, NotAFrame> {
        let (format, rest) = sealed.split_first().ok_or(NotAFrame::CutShort)?;
        if *format != known {
            return Err(NotAFrame::NewerFormat(*format));
        }
        let (team, rest) = rest.split_first_chunk().ok_or(NotAFrame::CutShort)?;
        let (scope, rest) = rest.split_first_chunk().ok_or(NotAFrame::CutShort)?;
        let (scope_kind, rest) = rest.split_first().ok_or(NotAFrame::CutShort)?;
        let (key, rest) = rest.split_first_chunk().ok_or(NotAFrame::CutShort)?;
        if rest.len() < NONCE_BYTES + TAG_BYTES + least_inner_bytes {
            return Err(NotAFrame::CutShort);
        }
        Ok(Self {
            team: TeamId(*team),
            scope: ScopeId(*scope),
            scope_kind: *scope_kind,
            key: KeyId(*key),
        })
    }

    pub(super) fn to_bytes_as(self, format: u8) -> Vec<u8> {
        [[format].as_slice(), &self.team.0, &self.scope.0, &[self.scope_kind], &self.key.0].concat()
    }
}

/// Seals changes of one scope that everybody may read. `TooBig` asks the caller to send them in
/// two frames.
pub fn seal_frame(
    team: TeamId,
    scope: ScopeId,
    key: &Key,
    changes: &[SignedChange],
    random: &mut dyn CryptoRng,
) -> Result<Vec<u8>, NotAFrame> {
    let header = Header { team, scope, scope_kind: SHARED, key: key.id() };
    seal_under(header, key, changes, random)
}

/// Seals changes of a closed scope under a key of it.
pub fn seal_closed_frame(
    team: TeamId,
    closed: &ClosedKey,
    changes: &[SignedChange],
    random: &mut dyn CryptoRng,
) -> Result<Vec<u8>, NotAFrame> {
    let ClosedKey { scope, key } = closed;
    let id = key.id_for(Purpose::Closed(*scope));
    let header = Header { team, scope: *scope, scope_kind: CLOSED, key: id };
    seal_under(header, key, changes, random)
}

fn seal_under(
    header: Header,
    key: &Key,
    changes: &[SignedChange],
    random: &mut dyn CryptoRng,
) -> Result<Vec<u8>, NotAFrame> {
    let key = scope_key(key, header.team, header.scope);
    let header = header.to_bytes_as(FORMAT);
    let unpacked = join(changes, place_in(&header))?;
    if unpacked.len() > MOST_UNPACKED_BYTES {
        return Err(NotAFrame::TooBig(unpacked.len()));
    }
    let mut inner = packing::pack(&unpacked).map_err(|_| NotAFrame::CannotUnpack)?;
    inner.resize(padded_length(inner.len()), 0);
    let sealed = seal_bytes(&key, &header, &inner, random);
    let frame = [header, sealed].concat();
    if frame.len() > MOST_FRAME_BYTES {
        return Err(NotAFrame::TooBig(frame.len()));
    }
    Ok(frame)
}

/// Opens a frame and gives back its changes, byte for byte. Their signatures are not checked here.
pub fn open_frame(frame: &[u8], keyring: &Keyring) -> Result<Vec<SignedChange>, NotAFrame> {
    let header = Header::read(frame)?;
    let key = keyring.frame_key(header.key, header.scope).ok_or(NotAFrame::KeyMissing)?;
    let (clear, sealed) = frame.split_at_checked(HEADER_BYTES).ok_or(NotAFrame::CutShort)?;
    let key = scope_key(key, header.team, header.scope);
    let inner = open_bytes(&key, clear, sealed).map_err(|_| NotAFrame::CannotOpen)?;
    let unpacked = packing::unpack(&inner).map_err(|not| match not {
        NotPacked::NewerForm(form) => NotAFrame::NewerFormat(form),
        NotPacked::Damaged => NotAFrame::CannotUnpack,
    })?;
    split(&unpacked, place_in(clear))
}

/// Team and scope, in a header as in a change.
const PLACE: std::ops::Range<usize> = 1..33;
const PLACE_LEFT_OUT: u32 = 1 << 31;

fn place_in(bytes: &[u8]) -> &[u8] {
    bytes.get(PLACE).unwrap_or_default()
}

fn join(changes: &[SignedChange], place: &[u8]) -> Result<Vec<u8>, NotAFrame> {
    let mut joined = Vec::new();
    for change in changes {
        let (format, rest) = change.bytes.split_first().ok_or(NotAFrame::CutShort)?;
        let (mark, rest) =
            rest.strip_prefix(place).map_or((0, rest), |rest| (PLACE_LEFT_OUT, rest));
        joined.extend((length(1 + rest.len())? | mark).to_le_bytes());
        joined.push(*format);
        joined.extend(rest);
        joined.extend(change.signature);
    }
    Ok(joined)
}

fn split(mut joined: &[u8], place: &[u8]) -> Result<Vec<SignedChange>, NotAFrame> {
    let mut changes = Vec::new();
    while !joined.is_empty() {
        let (marked, rest) = split_u32(joined)?;
        let place = if marked & PLACE_LEFT_OUT == 0 { &[] } else { place };
        let n_bytes = as_length(marked & !PLACE_LEFT_OUT)?;
        let (bytes, rest) = rest.split_at_checked(n_bytes).ok_or(NotAFrame::CannotUnpack)?;
        let (format, bytes) = bytes.split_at_checked(1).ok_or(NotAFrame::CannotUnpack)?;
        let (signature, rest) = rest.split_first_chunk().ok_or(NotAFrame::CannotUnpack)?;
        let bytes = [format, place, bytes].concat();
        changes.push(SignedChange { bytes, signature: *signature });
        joined = rest;
    }
    Ok(changes)
}

pub(super) fn length(n_bytes: usize) -> Result<u32, NotAFrame> {
    u32::try_from(n_bytes).map_err(|_| NotAFrame::TooBig(n_bytes))
}

fn as_length(length: u32) -> Result<usize, NotAFrame> {
    usize::try_from(length).map_err(|_| NotAFrame::CannotUnpack)
}

fn split_u32(bytes: &[u8]) -> Result<(u32, &[u8]), NotAFrame> {
    let (number, rest) = bytes.split_first_chunk().ok_or(NotAFrame::CannotUnpack)?;
    Ok((u32::from_le_bytes(*number), rest))
}

pub(super) fn split_length(bytes: &[u8]) -> Result<(usize, &[u8]), NotAFrame> {
    let (length, rest) = split_u32(bytes)?;
    Ok((as_length(length)?, rest))
}

/// Padmé: lengths tell little, and cost at most twelve per cent.
pub(super) fn padded_length(length: usize) -> usize {
    if length < 2 {
        return length;
    }
    let exponent = length.ilog2();
    let bits_of_exponent = exponent.max(1).ilog2() + 1;
    let mask = (1_usize << exponent.saturating_sub(bits_of_exponent)) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

    fn sealed() -> (Vec<u8>, Keyring, Vec<SignedChange>) {
        let mut random = ChaCha12Rng::seed_from_u64(7);
        let key = Key::generate(&mut random);
        let mut keyring = Keyring::default();
        keyring.take_team_key(key.clone());
        let of_its_scope = [[1].as_slice(), &[1; 16], &[2; 16], b"a note"].concat();
        let changes = vec![
            SignedChange { bytes: b"first".to_vec(), signature: [1; 64] },
            SignedChange { bytes: of_its_scope, signature: [3; 64] },
            SignedChange { bytes: vec![9; 5000], signature: [2; 64] },
        ];
        let frame =
            seal_frame(TeamId([1; 16]), ScopeId([2; 16]), &key, &changes, &mut random).unwrap();
        (frame, keyring, changes)
    }

    #[test]
    fn a_frame_gives_back_what_was_sealed_in_it() {
        let (frame, keyring, changes) = sealed();
        assert!(open_frame(&frame, &keyring).unwrap() == changes);
    }

    #[test]
    fn team_and_scope_stand_in_the_header_alone() {
        let place = [[1; 16], [2; 16]].concat();
        let [near, far] = [[2; 16], [3; 16]].map(|scope| {
            let bytes = [[1].as_slice(), &[1; 16], &scope, b"a note"].concat();
            SignedChange { bytes, signature: [3; 64] }
        });
        let packed = join(&[near.clone(), far.clone()], &place).unwrap();
        assert_eq!(packed.len(), near.bytes.len() + far.bytes.len() + 2 * 68 - 32);
        assert!(split(&packed, &place).unwrap() == [near, far]);
    }

    #[test]
    fn a_frame_with_one_flipped_bit_does_not_open() {
        let (frame, keyring, _) = sealed();
        for at in 1..frame.len() {
            let mut altered = frame.clone();
            altered[at] ^= 0x10;
            assert!(open_frame(&altered, &keyring).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_frame_of_another_key_says_that_the_key_is_missing() {
        let (frame, _, _) = sealed();
        assert_eq!(open_frame(&frame, &Keyring::default()).err(), Some(NotAFrame::KeyMissing));
    }

    #[test]
    fn padding_adds_at_most_twelve_per_cent() {
        for length in 2..100_000_usize {
            let padded = padded_length(length);
            assert!(padded >= length && padded <= length + length * 12 / 100 + 1, "{length}");
        }
    }
}
