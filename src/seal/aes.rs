//! AES-256-GCM, for the one thing that is opened and sealed outside this program: in the browser of
//! whoever was given a link, by what every browser brings along.

use super::CannotOpen;
use rand_core::CryptoRng;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

const IV_BYTES: usize = 12;

/// `iv ‖ ciphertext ‖ tag`; the iv is random.
pub fn seal_for_browser(
    key: &[u8; 32],
    header: &[u8],
    plain: &[u8],
    random: &mut dyn CryptoRng,
) -> Result<Vec<u8>, CannotOpen> {
    let mut iv = [0; IV_BYTES];
    random.fill_bytes(&mut iv);
    let mut sealed = plain.to_vec();
    cipher(key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(iv), Aad::from(header), &mut sealed)
        .map_err(|_| CannotOpen)?;
    Ok([iv.as_slice(), &sealed].concat())
}

pub fn open_from_browser(
    key: &[u8; 32],
    header: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, CannotOpen> {
    let (iv, sealed) = sealed.split_first_chunk::<IV_BYTES>().ok_or(CannotOpen)?;
    let mut plain = sealed.to_vec();
    let n_bytes = cipher(key)?
        .open_in_place(Nonce::assume_unique_for_key(*iv), Aad::from(header), &mut plain)
        .map_err(|_| CannotOpen)?
        .len();
    plain.truncate(n_bytes);
    Ok(plain)
}

fn cipher(key: &[u8; 32]) -> Result<LessSafeKey, CannotOpen> {
    UnboundKey::new(&AES_256_GCM, key).map(LessSafeKey::new).map_err(|_| CannotOpen)
}
