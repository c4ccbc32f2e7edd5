//! Short texts in the book that only the team may read: its name, its workers' names.

use super::{CannotOpen, KeyId, Keyring, derive_key, keyring::Key, open_bytes, seal_bytes};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedText {
    pub key: KeyId,
    pub bytes: Vec<u8>,
}

pub fn seal_text(team_key: &Key, text: &[u8], random: &mut dyn CryptoRng) -> SealedText {
    SealedText { key: team_key.id(), bytes: seal_bytes(&text_key(team_key), &[], text, random) }
}

pub fn open_text(keyring: &Keyring, sealed: &SealedText) -> Result<Vec<u8>, CannotOpen> {
    let key = keyring.team_key(sealed.key).ok_or(CannotOpen)?;
    open_bytes(&text_key(key), &[], &sealed.bytes)
}

fn text_key(team_key: &Key) -> [u8; 32] {
    derive_key(&team_key.0, &[], b"alongside text v1")
}
