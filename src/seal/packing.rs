//! How changes are packed before they are sealed: zstd with a dictionary, which is made ready once
//! and not for every frame.

use std::{cell::RefCell, io, sync::LazyLock};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
    zstd_safe::CParameter,
};

/// A change that stands in a frame alone is worth some work: it is packed once, and fetched by everybody.
const LEVEL_OF_SMALL: i32 = 12;
const LEVEL: i32 = 3;
const MOST_SMALL_BYTES: usize = 16 * 1024;

/// By their number in the frame; kept for ever. Number 0 is none; the others were trained on the
/// demo team's texts, never on notes.
const DICTIONARIES: [&[u8]; 2] = [&[], include_bytes!("../../assets/frames/1.dict")];
/// The one that new frames are packed with.
pub const DICTIONARY: u8 = 1;

type Prepared = LazyLock<Option<EncoderDictionary<'static>>>;

static PACKING: Prepared = LazyLock::new(|| prepared(LEVEL));
static PACKING_SMALL: Prepared = LazyLock::new(|| prepared(LEVEL_OF_SMALL));

fn prepared(level: i32) -> Option<EncoderDictionary<'static>> {
    let dictionary = DICTIONARIES.get(usize::from(DICTIONARY))?;
    EncoderDictionary::try_copy(dictionary, level).ok()
}

static UNPACKING: LazyLock<Vec<DecoderDictionary<'static>>> = LazyLock::new(|| {
    DICTIONARIES.iter().map_while(|one| DecoderDictionary::try_copy(one).ok()).collect()
});

thread_local! {
    /// Made once: the memory that it works in is larger than most frames.
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

pub fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let is_small = bytes.len() <= MOST_SMALL_BYTES;
    let prepared = if is_small { &PACKING_SMALL } else { &PACKING };
    let dictionary = prepared.as_ref().ok_or(io::ErrorKind::OutOfMemory)?;
    let mut compressor = Compressor::with_prepared_dictionary(dictionary)?;
    // Both stand in the frame.
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    compressor.set_parameter(CParameter::ContentSizeFlag(false))?;
    compressor.compress(bytes)
}

/// `n_unpacked` is what the frame says; more than that is never made.
pub fn unpack(packed: &[u8], dictionary: u8, n_unpacked: usize) -> io::Result<Vec<u8>> {
    let dictionary = UNPACKING.get(usize::from(dictionary)).ok_or(io::ErrorKind::InvalidData)?;
    UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => unpacker.insert(Decompressor::new()?),
        };
        unpacker.set_prepared_dictionary(dictionary)?;
        unpacker.decompress(packed, n_unpacked)
    })
}
