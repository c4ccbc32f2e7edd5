//! A piece of a photo: so many of its bytes, sealed once by the phone that keeps it.
//!
//! `format 129 ‖ team 16 ‖ scope 16 ‖ kind of scope 1 ‖ key id 16`, in clear, is the header, as a frame
//! has it; then a random nonce of 24 bytes; then, under the scope's key with the header as associated
//! data: `length u32 ‖ bytes ‖ padding`. Which pieces make a photo, and in which order, is said by the
//! change that tells of it.

use super::{
    Keyring,
    cipher::NONCE_BYTES,
    frame::{
        HEADER_BYTES, Header, NotAFrame, SHARED, TAG_BYTES, length, padded_length, split_length,
    },
    keyring::{Key, scope_key},
    open_bytes, seal_bytes,
};
use crate::log::{PieceId, ScopeId, TeamId};
use rand_core::CryptoRng;

const LENGTH_BYTES: usize = 4;
const MOST_INNER_BYTES: usize = 128 * 1024;
/// A photo is cut into pieces of so many bytes: with their length before them they need no padding.
pub const MOST_PLAIN_BYTES: usize = MOST_INNER_BYTES - LENGTH_BYTES;
/// The server takes no piece that is longer.
pub const MOST_PIECE_BYTES: usize = HEADER_BYTES + NONCE_BYTES + MOST_INNER_BYTES + TAG_BYTES;

/// No frame begins like this, now or later.
const FORMAT: u8 = 129;

pub fn piece_id(bytes: &[u8]) -> PieceId {
    let mut id = [0; 16];
    blake3::Hasher::new_derive_key("alongside piece v1").update(bytes).finalize_xof().fill(&mut id);
    PieceId(id)
}

/// The header of a piece; all that a server ever reads of it.
pub fn header(piece: &[u8]) -> Result<Header, NotAFrame> {
    if piece.len() > MOST_PIECE_BYTES {
        return Err(NotAFrame::TooBig(piece.len()));
    }
    Header::read_as(FORMAT, LENGTH_BYTES, piece)
}

/// Seals a piece for a scope that everybody may read.
pub fn seal_piece(
    team: TeamId,
    scope: ScopeId,
    key: &Key,
    plain: &[u8],
    random: &mut dyn CryptoRng,
) -> Result<Vec<u8>, NotAFrame> {
    if plain.len() > MOST_PLAIN_BYTES {
        return Err(NotAFrame::TooBig(plain.len()));
    }
    let header = Header { team, scope, scope_kind: SHARED, key: key.id() }.to_bytes_as(FORMAT);
    let mut inner = [&length(plain.len())?.to_le_bytes(), plain].concat();
    inner.resize(padded_length(inner.len()), 0);
    let sealed = seal_bytes(&scope_key(key, team, scope), &header, &inner, random);
    Ok([header, sealed].concat())
}

pub fn open_piece(piece: &[u8], keyring: &Keyring) -> Result<Vec<u8>, NotAFrame> {
    let header = header(piece)?;
    let key = keyring.frame_key(header.key, header.scope).ok_or(NotAFrame::KeyMissing)?;
    let (clear, sealed) = piece.split_at_checked(HEADER_BYTES).ok_or(NotAFrame::CutShort)?;
    let key = scope_key(key, header.team, header.scope);
    let inner = open_bytes(&key, clear, sealed).map_err(|_| NotAFrame::CannotOpen)?;
    let (length, rest) = split_length(&inner)?;
    rest.get(..length).map(<[u8]>::to_vec).ok_or(NotAFrame::CannotUnpack)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::frame::open_frame;
    use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

    fn sealed(plain: &[u8]) -> (Vec<u8>, Keyring) {
        let mut random = ChaCha12Rng::seed_from_u64(7);
        let key = Key::generate(&mut random);
        let mut keyring = Keyring::default();
        keyring.take_team_key(key.clone());
        let piece =
            seal_piece(TeamId([1; 16]), ScopeId([2; 16]), &key, plain, &mut random).unwrap();
        (piece, keyring)
    }

    #[test]
    fn a_piece_gives_back_what_was_sealed_in_it() {
        for n_bytes in [0, 1, 5000, MOST_PLAIN_BYTES] {
            let plain = vec![7; n_bytes];
            let (piece, keyring) = sealed(&plain);
            assert_eq!(open_piece(&piece, &keyring), Ok(plain));
            assert_eq!(header(&piece).unwrap().scope, ScopeId([2; 16]));
        }
    }

    #[test]
    fn the_largest_piece_is_as_long_as_a_server_takes_and_no_byte_longer() {
        let (piece, _) = sealed(&vec![7; MOST_PLAIN_BYTES]);
        assert_eq!(piece.len(), MOST_PIECE_BYTES);
        let longer = [piece, vec![0]].concat();
        assert_eq!(header(&longer), Err(NotAFrame::TooBig(MOST_PIECE_BYTES + 1)));
        let (key, mut random) = (Key([1; 32]), ChaCha12Rng::seed_from_u64(7));
        let plain = vec![7; MOST_PLAIN_BYTES + 1];
        assert!(seal_piece(TeamId([1; 16]), ScopeId([2; 16]), &key, &plain, &mut random).is_err());
    }

    #[test]
    fn a_piece_with_one_flipped_bit_does_not_open() {
        let (piece, keyring) = sealed(b"a letter about the damp");
        for at in 0..piece.len() {
            let mut altered = piece.clone();
            altered[at] ^= 0x10;
            assert!(open_piece(&altered, &keyring).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_piece_is_taken_for_no_frame_and_a_frame_for_no_piece() {
        let (mut piece, keyring) = sealed(b"a letter about the damp");
        assert_eq!(Header::read(&piece), Err(NotAFrame::NewerFormat(FORMAT)));
        piece[0] = 1;
        assert_eq!(header(&piece), Err(NotAFrame::NewerFormat(1)));
        assert!(open_frame(&piece, &keyring).err() == Some(NotAFrame::CannotOpen));
    }
}
