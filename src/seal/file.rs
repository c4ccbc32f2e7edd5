//! A file sealed under words: everything of a phone, to carry away and open with the bridge.
//!
//! `"alongside file 1\n" ‖ memory KiB u32 ‖ passes u32 ‖ salt 16 ‖ sealed`, packed before it is
//! sealed.

use super::{
    CannotOpen, open_bytes, seal_bytes,
    slots::{Effort, stretched},
};
use rand_core::CryptoRng;

pub const OPENING: &[u8] = b"alongside file 1\n";
/// What a file may unpack to.
const MOST_BYTES: usize = 1 << 30;
const MOST_EFFORT: Effort = Effort { memory_kib: 1024 * 1024, passes: 16 };

pub fn seal_file(
    words: &str,
    effort: Effort,
    plain: &[u8],
    random: &mut dyn CryptoRng,
) -> Result<Vec<u8>, CannotOpen> {
    let mut salt = [0; 16];
    random.fill_bytes(&mut salt);
    let packed = zstd::bulk::compress(plain, 3).map_err(|_| CannotOpen)?;
    let length = u64::try_from(plain.len()).map_err(|_| CannotOpen)?;
    let inner = [length.to_le_bytes().as_slice(), &packed].concat();
    let head =
        [OPENING, &effort.memory_kib.to_le_bytes(), &effort.passes.to_le_bytes(), &salt].concat();
    let key = stretched(words, effort, &salt)?;
    let sealed = seal_bytes(&key, &head, &inner, random);
    Ok([head, sealed].concat())
}

pub fn open_file(words: &str, file: &[u8]) -> Result<Vec<u8>, CannotOpen> {
    let rest = file.strip_prefix(OPENING).ok_or(CannotOpen)?;
    let (memory_kib, rest) = rest.split_first_chunk().ok_or(CannotOpen)?;
    let (passes, rest) = rest.split_first_chunk().ok_or(CannotOpen)?;
    let (salt, sealed) = rest.split_first_chunk::<16>().ok_or(CannotOpen)?;
    let effort = Effort {
        memory_kib: u32::from_le_bytes(*memory_kib).min(MOST_EFFORT.memory_kib),
        passes: u32::from_le_bytes(*passes).min(MOST_EFFORT.passes),
    };
    let head = file.get(..file.len() - sealed.len()).ok_or(CannotOpen)?;
    let inner = open_bytes(&*stretched(words, effort, salt)?, head, sealed)?;
    let (length, packed) = inner.split_first_chunk().ok_or(CannotOpen)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| CannotOpen)?;
    if length > MOST_BYTES {
        return Err(CannotOpen);
    }
    zstd::bulk::decompress(packed, length).map_err(|_| CannotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

    #[test]
    fn a_file_opens_under_its_words_and_no_others() {
        let effort = Effort { memory_kib: 64, passes: 1 };
        let mut random = ChaCha12Rng::seed_from_u64(3);
        let file = seal_file("one two three four five", effort, b"all of it", &mut random).unwrap();
        assert_eq!(open_file("one two three four five", &file).unwrap(), b"all of it");
        assert!(open_file("one two three four six", &file).is_err());
        assert!(open_file("one two three four five", &file[..file.len() - 1]).is_err());
    }
}
