//! The slots of a phone: the database's key, wrapped by a passphrase and by passkeys.

use super::{CannotOpen, derive_key, open_bytes, seal_bytes};
use crate::letters::composed;
use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

/// The random key of the database.
#[derive(Clone, Zeroize)]
#[zeroize(drop)]
pub struct DatabaseKey(pub [u8; 32]);

impl DatabaseKey {
    pub fn generate(random: &mut dyn CryptoRng) -> Self {
        let mut key = [0; 32];
        random.fill_bytes(&mut key);
        Self(key)
    }
}

/// How hard a passphrase is to try. Stored in the slot, so that it may be raised later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Effort {
    pub const FULL: Self = Self { memory_kib: 64 * 1024, passes: 3 };
    /// The least that a slow phone is given.
    pub const LEAST: Self = Self { memory_kib: 19 * 1024, passes: 2 };

    /// The most that fits into so many milliseconds on a phone on which the least took `least_ms`.
    pub fn within(most_ms: i64, least_ms: i64) -> Self {
        let work = |effort: Self| i64::from(effort.memory_kib) * i64::from(effort.passes);
        let takes_ms = |effort: Self| least_ms * work(effort) / work(Self::LEAST);
        let steps = [(64, 3), (64, 2), (46, 2), (32, 2)];
        steps
            .map(|(memory_mib, passes)| Self { memory_kib: memory_mib * 1024, passes })
            .into_iter()
            .find(|effort| takes_ms(*effort) <= most_ms)
            .unwrap_or(Self::LEAST)
    }
}

/// Kept in a file of its own beside the database. It holds no name and no text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slots {
    pub passphrase: Option<PassphraseSlot>,
    pub passkeys: Vec<PasskeySlot>,
    /// Wrong tries in a row, and when the last was: the delay grows with them.
    pub n_wrong: u32,
    pub last_wrong_at_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassphraseSlot {
    pub effort: Effort,
    pub salt: [u8; 16],
    pub wrapped: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeySlot {
    pub credential_id: Vec<u8>,
    pub prf_salt: Vec<u8>,
    pub salt: [u8; 16],
    pub wrapped: Vec<u8>,
}

impl PassphraseSlot {
    pub fn make(
        passphrase: &str,
        effort: Effort,
        key: &DatabaseKey,
        random: &mut dyn CryptoRng,
    ) -> Result<Self, CannotOpen> {
        let mut salt = [0; 16];
        random.fill_bytes(&mut salt);
        let wrapping = stretched(passphrase, effort, &salt)?;
        Ok(Self { effort, salt, wrapped: seal_bytes(&wrapping, PASSPHRASE, &key.0, random) })
    }

    pub fn open(&self, passphrase: &str) -> Result<DatabaseKey, CannotOpen> {
        let wrapping = stretched(passphrase, self.effort, &self.salt)?;
        database_key(open_bytes(&wrapping, PASSPHRASE, &self.wrapped)?)
    }
}

impl PasskeySlot {
    pub fn make(
        credential_id: Vec<u8>,
        prf_salt: Vec<u8>,
        prf_output: &[u8],
        key: &DatabaseKey,
        random: &mut dyn CryptoRng,
    ) -> Self {
        let mut salt = [0; 16];
        random.fill_bytes(&mut salt);
        let wrapping = derive_key(prf_output, &salt, PASSKEY);
        let wrapped = seal_bytes(&wrapping, PASSKEY, &key.0, random);
        Self { credential_id, prf_salt, salt, wrapped }
    }

    pub fn open(&self, prf_output: &[u8]) -> Result<DatabaseKey, CannotOpen> {
        let wrapping = derive_key(prf_output, &self.salt, PASSKEY);
        database_key(open_bytes(&wrapping, PASSKEY, &self.wrapped)?)
    }
}

impl Slots {
    /// How long to wait, in ms, after wrong tries: nothing for three, then doubling up to 60 s.
    pub fn wait_ms(&self, now_ms: i64) -> i64 {
        let delay = match self.n_wrong {
            0..=2 => 0,
            n => 1000 * (1_i64 << (n - 3).min(6)).min(60),
        };
        // A clock that was put back must not lock anybody out for longer than the delay itself.
        (self.last_wrong_at_ms + delay - now_ms).clamp(0, delay)
    }
}

const PASSPHRASE: &[u8] = b"alongside passphrase slot v1";
const PASSKEY: &[u8] = b"alongside passkey slot v1";

fn database_key(mut plain: Vec<u8>) -> Result<DatabaseKey, CannotOpen> {
    let key = plain.as_slice().try_into().map_err(|_| CannotOpen).map(DatabaseKey);
    plain.zeroize();
    key
}

/// Typed on another keyboard, or with another number of spaces, it is the same passphrase.
fn normal(passphrase: &str) -> Zeroizing<String> {
    let composed = Zeroizing::new(composed(passphrase));
    Zeroizing::new(composed.split_whitespace().collect::<Vec<_>>().join(" "))
}

pub(super) fn stretched(
    passphrase: &str,
    effort: Effort,
    salt: &[u8],
) -> Result<Zeroizing<[u8; 32]>, CannotOpen> {
    let params = Params::new(effort.memory_kib, effort.passes, 1, Some(32));
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| CannotOpen)?);
    let mut key = Zeroizing::new([0; 32]);
    argon
        .hash_password_into(normal(passphrase).as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| CannotOpen)?;
    Ok(key)
}

/// At least fifteen characters, and none of the passphrases that everybody tries first.
pub fn weigh(passphrase: &str, common: &str) -> Weight {
    let passphrase = normal(passphrase).to_lowercase();
    if passphrase.chars().count() < 15 {
        return Weight::TooShort;
    }
    let squeezed = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let bare = squeezed(&passphrase);
    let is_common = common.lines().any(|line| !line.is_empty() && squeezed(line) == bare);
    let distinct: std::collections::BTreeSet<char> = bare.chars().collect();
    if is_common || distinct.len() < 5 { Weight::TooCommon } else { Weight::Enough }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    TooShort,
    TooCommon,
    Enough,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

    const QUICK: Effort = Effort { memory_kib: 64, passes: 1 };

    #[test]
    fn a_passphrase_opens_its_slot_however_its_spaces_were_typed() {
        let mut random = ChaCha12Rng::seed_from_u64(1);
        let key = DatabaseKey::generate(&mut random);
        let slot = PassphraseSlot::make("five words of  mine", QUICK, &key, &mut random).unwrap();
        assert_eq!(slot.open(" five words of mine ").unwrap().0, key.0);
        assert!(slot.open("five words of yours").is_err());
    }

    #[test]
    fn a_passphrase_opens_its_slot_from_a_keyboard_that_writes_its_letters_otherwise() {
        let mut random = ChaCha12Rng::seed_from_u64(1);
        let key = DatabaseKey::generate(&mut random);
        let slot =
            PassphraseSlot::make("caf\u{e9} near the fjord", QUICK, &key, &mut random).unwrap();
        assert_eq!(slot.open("cafe\u{301} near the \u{ff46}jord").unwrap().0, key.0);
    }

    #[test]
    fn the_wait_grows_to_a_minute_and_no_further() {
        let waits = |n_wrong| Slots { n_wrong, ..Slots::default() }.wait_ms(0);
        assert_eq!([0, 2, 3, 4, 8, 9, 40].map(waits), [0, 0, 1000, 2000, 32000, 60000, 60000]);
        let clock_put_back = Slots { n_wrong: 3, last_wrong_at_ms: 1 << 40, ..Slots::default() };
        assert_eq!(clock_put_back.wait_ms(0), 1000);
    }

    #[test]
    fn short_and_common_passphrases_are_told_apart() {
        assert_eq!(weigh("short", ""), Weight::TooShort);
        assert_eq!(weigh("Password Password 1", "passwordpassword1\n"), Weight::TooCommon);
        assert_eq!(weigh("aaaaaaaaaaaaaaaaaa", ""), Weight::TooCommon);
        assert_eq!(weigh("the kettle sings at four", "passwordpassword1"), Weight::Enough);
    }
}
