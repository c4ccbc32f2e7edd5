//! The recovery kit: a device without a phone, thirty-two bytes as twenty-four words.

use super::{CannotOpen, DeviceKeys};
use bip39::{Language, Mnemonic};
use rand_core::CryptoRng;
use zeroize::Zeroize;

#[derive(Clone, Zeroize)]
#[zeroize(drop)]
pub struct RecoveryKit {
    secret: [u8; 32],
}

impl RecoveryKit {
    pub fn generate(random: &mut dyn CryptoRng) -> Self {
        let mut secret = [0; 32];
        random.fill_bytes(&mut secret);
        Self { secret }
    }

    pub fn from_secret(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// Out of the words as somebody types them: any case, any white space; a checksum is in them.
    pub fn from_words(words: &str) -> Result<Self, CannotOpen> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let mnemonic = Mnemonic::parse_in_normalized(Language::English, &words.join(" "))
            .map_err(|_| CannotOpen)?;
        let secret = mnemonic.to_entropy().try_into().map_err(|_| CannotOpen)?;
        Ok(Self { secret })
    }

    pub fn words(&self) -> Vec<String> {
        Mnemonic::from_entropy_in(Language::English, &self.secret)
            .map(|mnemonic| mnemonic.words().map(str::to_owned).collect())
            .unwrap_or_default()
    }

    pub fn keys(&self) -> DeviceKeys {
        DeviceKeys::from_seed(self.secret)
    }
}

/// `n` words of the same list, for a passphrase: eleven bits each.
pub fn some_words(n: usize, random: &mut dyn CryptoRng) -> String {
    let list = Language::English.word_list();
    let word = |_| {
        let at = usize::try_from(random.next_u32() % 2048).unwrap_or_default();
        list.get(at).copied().unwrap_or_default()
    };
    (0..n).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

    #[test]
    fn the_words_give_the_same_keys_again() {
        let kit = RecoveryKit::generate(&mut ChaCha12Rng::seed_from_u64(1));
        let words = kit.words();
        assert_eq!(words.len(), 24);
        let typed = words.join("  ").to_uppercase();
        let again = RecoveryKit::from_words(&typed).unwrap();
        assert_eq!(again.keys().public(), kit.keys().public());
    }

    #[test]
    fn one_wrong_word_is_noticed() {
        let mut words = RecoveryKit::generate(&mut ChaCha12Rng::seed_from_u64(2)).words();
        words[3] = if words[3] == "zoo" { "able".into() } else { "zoo".into() };
        assert!(RecoveryKit::from_words(&words.join(" ")).is_err());
    }
}
