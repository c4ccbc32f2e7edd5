//! The two primitives that everything sealed is made of: HKDF-SHA-256 and XChaCha20-Poly1305.

use super::CannotOpen;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;

pub const NONCE_BYTES: usize = 24;

/// A key for one purpose out of a secret.
pub fn derive_key(secret: &[u8], salt: &[u8], purpose: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    // Thirty-two bytes are within what HKDF can give, so this cannot go wrong.
    let _ = Hkdf::<Sha256>::new(Some(salt), secret).expand(purpose, &mut key);
    key
}

/// `nonce ‖ ciphertext`; the nonce is random and never computed from content.
pub fn seal_bytes(
    key: &[u8; 32],
    header: &[u8],
    plain: &[u8],
    random: &mut dyn CryptoRng,
) -> Vec<u8> {
    let mut nonce = [0; NONCE_BYTES];
    random.fill_bytes(&mut nonce);
    let cipher = XChaCha20Poly1305::new(key.into());
    let payload = Payload { msg: plain, aad: header };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
    [nonce.as_slice(), &sealed].concat()
}

pub fn open_bytes(key: &[u8; 32], header: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(CannotOpen)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let payload = Payload { msg: sealed, aad: header };
    cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| CannotOpen)
}
