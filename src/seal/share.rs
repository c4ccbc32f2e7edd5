//! The link to somebody's page, for their own phone. The secret stands behind `#` and never reaches
//! the server; all that a browser needs comes of it.

use super::{
    CannotOpen, DeviceKeys,
    aes::{open_from_browser, seal_for_browser},
    derive_key,
};
use crate::care::ShareId;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::CryptoRng;
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroize;

/// How long a link stays open at most.
pub const MOST_SHARE_DAYS: u16 = 30;
/// What the server takes of one sealed page, and of one sealed answer.
pub const MOST_PAGE_BYTES: usize = 128 * 1024;
pub const MOST_ANSWER_BYTES: usize = 100 * 1024;
pub const CODE_DIGITS: usize = 6;

#[derive(Clone, PartialEq, Eq, Zeroize)]
#[zeroize(drop)]
pub struct ShareSecret(pub [u8; 16]);

impl ShareSecret {
    pub fn generate(random: &mut dyn CryptoRng) -> Self {
        let mut secret = [0; 16];
        random.fill_bytes(&mut secret);
        Self(secret)
    }

    /// What the server knows the link by. It comes of the secret, so a link that was cut short is
    /// told at once.
    pub fn id(&self) -> ShareId {
        let id = self.key(b"id");
        ShareId::from_bytes(id.first_chunk().copied().unwrap_or_default())
    }

    /// Shown to the server: whoever has not the link may not use up the tries of its code.
    pub fn door(&self) -> [u8; 32] {
        self.key(b"door")
    }

    /// What an answer's changes are signed with, by whoever takes it in.
    pub fn signing_keys(&self) -> DeviceKeys {
        DeviceKeys::from_seed(self.key(b"sign"))
    }

    /// As JSON, since it is a browser that reads it.
    pub fn seal_page(
        &self,
        page: &impl Serialize,
        random: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, CannotOpen> {
        self.seal(b"page", page, random)
    }

    pub fn open_page<T: DeserializeOwned>(&self, sealed: &[u8]) -> Result<T, CannotOpen> {
        self.open(b"page", sealed)
    }

    pub fn seal_answer(
        &self,
        answer: &impl Serialize,
        random: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, CannotOpen> {
        self.seal(b"answer", answer, random)
    }

    pub fn open_answer<T: DeserializeOwned>(&self, sealed: &[u8]) -> Result<T, CannotOpen> {
        self.open(b"answer", sealed)
    }

    pub fn address(&self, server: &str) -> String {
        let server = server.trim_end_matches('/');
        format!("{server}/share/{}#{}", self.id(), URL_SAFE_NO_PAD.encode(self.0))
    }

    fn seal(
        &self,
        purpose: &[u8],
        value: &impl Serialize,
        random: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, CannotOpen> {
        let plain = serde_json::to_vec(value).map_err(|_| CannotOpen)?;
        seal_for_browser(&self.key(purpose), &self.id().to_bytes(), &plain, random)
    }

    fn open<T: DeserializeOwned>(&self, purpose: &[u8], sealed: &[u8]) -> Result<T, CannotOpen> {
        let plain = open_from_browser(&self.key(purpose), &self.id().to_bytes(), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| CannotOpen)
    }

    fn key(&self, purpose: &[u8]) -> [u8; 32] {
        derive_key(&self.0, &[], purpose)
    }
}

/// Six digits, each as likely as any other: never a birthday.
pub fn random_code(random: &mut dyn CryptoRng) -> String {
    const ALL: u32 = 1_000_000;
    // What lies beyond the last whole million would make small numbers likelier.
    const WHOLE: u32 = u32::MAX - u32::MAX % ALL;
    loop {
        let mut bytes = [0; 4];
        random.fill_bytes(&mut bytes);
        let number = u32::from_le_bytes(bytes);
        if number < WHOLE {
            return format!("{:0width$}", number % ALL, width = CODE_DIGITS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

    fn random() -> ChaCha12Rng {
        ChaCha12Rng::seed_from_u64(5)
    }

    #[test]
    fn a_page_and_an_answer_open_with_their_link_and_with_no_other() {
        let (one, other) = (ShareSecret([5; 16]), ShareSecret([6; 16]));
        let page = "Clywed y côr eto 🎶".to_owned();
        let sealed = one.seal_page(&page, &mut random()).unwrap();
        assert_eq!(one.open_page(&sealed), Ok(page));
        assert_eq!(other.open_page::<String>(&sealed), Err(CannotOpen));
        let sealed = one.seal_answer(&7, &mut random()).unwrap();
        assert_eq!(one.open_answer(&sealed), Ok(7));
        assert_eq!(one.open_page::<u8>(&sealed), Err(CannotOpen), "each has a key of its own");
        for cut in [0, 11, 12, sealed.len() - 1] {
            assert!(one.open_answer::<u8>(&sealed[..cut]).is_err());
        }
    }

    #[test]
    fn the_address_says_neither_secret_nor_name_before_the_hash() {
        let secret = ShareSecret([5; 16]);
        let address = secret.address("https://team.example/");
        let (before, behind) = address.split_once('#').unwrap();
        assert_eq!(before, format!("https://team.example/share/{}", secret.id()));
        assert_eq!(behind, "BQUFBQUFBQUFBQUFBQUFBQ");
    }

    #[test]
    fn a_code_has_six_digits_whatever_it_is() {
        let mut random = random();
        for _ in 0..2_000 {
            let code = random_code(&mut random);
            assert!(code.len() == CODE_DIGITS && code.chars().all(|c| c.is_ascii_digit()));
        }
    }
}
