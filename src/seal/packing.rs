//! How changes are packed before they are sealed: zstd with a dictionary, which is made ready once
//! and not for every frame.
//!
//! What is packed begins with the number of its form, and may be followed by padding:
//!
//! | form | dictionary | after the number |
//! |---|---|---|
//! | 0, read only | none | length unpacked u32, length packed u32, a frame of zstd |
//! | 1, read only | the first | the same |
//! | 2 | the first | a frame of zstd that says its length, without the 4 bytes that all begin with |

use std::{cell::RefCell, io, sync::LazyLock};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
    zstd_safe::{self, CParameter},
};

/// A phone unpacks no more than this, and checks before it allocates.
pub const MOST_UNPACKED_BYTES: usize = 4 * 1024 * 1024;

/// A change that stands in a frame alone is worth some work: it is packed once, and fetched by everybody.
const LEVEL_OF_SMALL: i32 = 12;
const LEVEL: i32 = 3;
const MOST_SMALL_BYTES: usize = 16 * 1024;

/// Kept for ever. The first is none; the others were trained on the demo team's texts, never on notes.
const DICTIONARIES: [&[u8]; 2] = [&[], include_bytes!("../../assets/frames/1.dict")];
/// The one that is packed with.
const DICTIONARY: usize = 1;
/// The form in which new frames are packed, and the last of those that tell lengths of their own.
const FORM: u8 = 2;
const LAST_FORM_WITH_LENGTHS: u8 = 1;
const MAGIC: [u8; 4] = zstd_safe::MAGICNUMBER.to_le_bytes();

type Prepared = LazyLock<Option<EncoderDictionary<'static>>>;

static PACKING: Prepared = LazyLock::new(|| prepared(LEVEL));
static PACKING_SMALL: Prepared = LazyLock::new(|| prepared(LEVEL_OF_SMALL));

fn prepared(level: i32) -> Option<EncoderDictionary<'static>> {
    let dictionary = DICTIONARIES.get(DICTIONARY)?;
    EncoderDictionary::try_copy(dictionary, level).ok()
}

static UNPACKING: LazyLock<Vec<DecoderDictionary<'static>>> = LazyLock::new(|| {
    DICTIONARIES.iter().map_while(|one| DecoderDictionary::try_copy(one).ok()).collect()
});

thread_local! {
    /// Made once: the memory that it works in is larger than most frames.
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPacked {
    NewerForm(u8),
    Damaged,
}

pub fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let is_small = bytes.len() <= MOST_SMALL_BYTES;
    let prepared = if is_small { &PACKING_SMALL } else { &PACKING };
    let dictionary = prepared.as_ref().ok_or(io::ErrorKind::OutOfMemory)?;
    let mut compressor = Compressor::with_prepared_dictionary(dictionary)?;
    // The form names it.
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    let packed = compressor.compress(bytes)?;
    let behind_magic = packed.strip_prefix(&MAGIC).ok_or(io::ErrorKind::InvalidData)?;
    Ok([&[FORM], behind_magic].concat())
}

/// What was packed, with or without padding behind it.
pub fn unpack(padded: &[u8]) -> Result<Vec<u8>, NotPacked> {
    match padded.split_first().ok_or(NotPacked::Damaged)? {
        (form @ 0..=LAST_FORM_WITH_LENGTHS, rest) => unpack_with_lengths(usize::from(*form), rest),
        (&FORM, behind_magic) => {
            let padded = [&MAGIC, behind_magic].concat();
            let n_packed =
                zstd_safe::find_frame_compressed_size(&padded).map_err(|_| NotPacked::Damaged)?;
            let n_unpacked = zstd_safe::get_frame_content_size(&padded).ok().flatten();
            let n_unpacked = n_unpacked.and_then(|n| usize::try_from(n).ok());
            let packed = padded.get(..n_packed).ok_or(NotPacked::Damaged)?;
            unpack_to(n_unpacked.ok_or(NotPacked::Damaged)?, packed, DICTIONARY)
        }
        (newer, _) => Err(NotPacked::NewerForm(*newer)),
    }
}

fn unpack_with_lengths(dictionary: usize, rest: &[u8]) -> Result<Vec<u8>, NotPacked> {
    let (n_unpacked, rest) = split_length(rest)?;
    let (n_packed, rest) = split_length(rest)?;
    let packed = rest.get(..n_packed).ok_or(NotPacked::Damaged)?;
    unpack_to(n_unpacked, packed, dictionary)
}

fn split_length(bytes: &[u8]) -> Result<(usize, &[u8]), NotPacked> {
    let (length, rest) = bytes.split_first_chunk().ok_or(NotPacked::Damaged)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| NotPacked::Damaged)?;
    Ok((length, rest))
}

/// No more is made than it says of itself, and no less is taken.
fn unpack_to(n_unpacked: usize, packed: &[u8], dictionary: usize) -> Result<Vec<u8>, NotPacked> {
    if n_unpacked > MOST_UNPACKED_BYTES {
        return Err(NotPacked::Damaged);
    }
    let unpacked = decompress(n_unpacked, packed, dictionary).map_err(|_| NotPacked::Damaged)?;
    (unpacked.len() == n_unpacked).then_some(unpacked).ok_or(NotPacked::Damaged)
}

fn decompress(n_unpacked: usize, packed: &[u8], dictionary: usize) -> io::Result<Vec<u8>> {
    let dictionary = UNPACKING.get(dictionary).ok_or(io::ErrorKind::InvalidData)?;
    UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => unpacker.insert(Decompressor::new()?),
        };
        unpacker.set_prepared_dictionary(dictionary)?;
        unpacker.decompress(packed, n_unpacked)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked_whatever_pads_it() {
        for n_bytes in [0, 1, 255, 256, 70_000, MOST_UNPACKED_BYTES] {
            let bytes: Vec<u8> = (0..n_bytes).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let mut packed = pack(&bytes).unwrap();
            assert!(unpack(&packed).unwrap() == bytes, "{n_bytes}");
            packed.extend([0; 100]);
            assert!(unpack(&packed).unwrap() == bytes, "{n_bytes} padded");
        }
    }

    #[test]
    fn what_says_that_it_is_longer_than_anything_is_not_unpacked() {
        let packed = pack(&vec![0; MOST_UNPACKED_BYTES + 1]).unwrap();
        assert_eq!(unpack(&packed), Err(NotPacked::Damaged));
    }

    #[test]
    fn whatever_is_cut_short_is_damaged() {
        let packed = pack(b"a note, and a note, and a note").unwrap();
        for n_bytes in 0..packed.len() {
            assert_eq!(unpack(&packed[..n_bytes]), Err(NotPacked::Damaged), "{n_bytes}");
        }
    }

    #[test]
    fn a_form_that_is_not_known_is_newer() {
        assert_eq!(unpack(&[FORM + 1, 0]), Err(NotPacked::NewerForm(FORM + 1)));
    }
}
