//! Links that let somebody in. The secret stands behind `#` and never reaches the server.

use super::{CannotOpen, DeviceKeys, Keyring, derive_key, open_bytes, seal_bytes};
use crate::log::TeamId;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// How long a link may be used.
pub const LINK_LASTS_MS: i64 = 72 * 60 * 60 * 1000;

/// The secret of a link, and what the link is for.
#[derive(Clone, PartialEq, Eq)]
pub enum Link {
    /// The right to write a team's first entry; no key comes of it.
    Founding {
        server: String,
        secret: LinkSecret,
    },
    Invitation {
        server: String,
        secret: LinkSecret,
    },
}

#[derive(Clone, PartialEq, Eq, Zeroize)]
#[zeroize(drop)]
pub struct LinkSecret(pub [u8; 16]);

/// What an inviter leaves sealed on the server for whoever has the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftKeyring {
    pub team: TeamId,
    pub keyring: Keyring,
    pub team_name: String,
    pub invited_by: String,
    /// The name of the worker whom the link lets in again.
    pub for_worker: Option<String>,
    /// What the inviter calls the new colleague, to be offered as their name.
    pub for_name: Option<String>,
}

const FOUNDING: u8 = 1;
const INVITATION: u8 = 2;

impl LinkSecret {
    pub fn generate(random: &mut dyn CryptoRng) -> Self {
        let mut secret = [0; 16];
        random.fill_bytes(&mut secret);
        Self(secret)
    }

    /// The key that signs the newcomer's enrolment; its public half stands in the invitation.
    pub fn signing_keys(&self) -> DeviceKeys {
        DeviceKeys::from_seed(derive_key(&self.0, &[], b"alongside invitation sign v1"))
    }

    /// What the server knows a founding link by.
    pub fn founding_token(&self) -> [u8; 32] {
        derive_key(&self.0, &[], b"alongside founding v1")
    }

    pub fn seal_keyring(&self, left: &LeftKeyring, random: &mut dyn CryptoRng) -> Vec<u8> {
        let mut plain = postcard::to_stdvec(left).unwrap_or_default();
        let sealed = seal_bytes(&self.keyring_key(), &[], &plain, random);
        plain.zeroize();
        sealed
    }

    pub fn open_keyring(&self, sealed: &[u8]) -> Result<LeftKeyring, CannotOpen> {
        let plain = open_bytes(&self.keyring_key(), &[], sealed)?;
        postcard::from_bytes(&plain).map_err(|_| CannotOpen)
    }

    fn keyring_key(&self) -> [u8; 32] {
        derive_key(&self.0, &[], b"alongside invitation keyring v1")
    }
}

impl Link {
    pub fn address(&self) -> String {
        let (server, kind, secret) = match self {
            Self::Founding { server, secret } => (server, FOUNDING, secret),
            Self::Invitation { server, secret } => (server, INVITATION, secret),
        };
        let mut bytes = [[kind].as_slice(), &secret.0].concat();
        bytes.extend(checksum(&bytes));
        format!("{}/join#{}", server.trim_end_matches('/'), URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads a whole address. A link that was cut short or mistyped is told by its checksum.
    pub fn read(address: &str) -> Result<Self, CannotOpen> {
        let (before, code) = address.trim().split_once('#').ok_or(CannotOpen)?;
        let server = before.trim_end_matches('/').trim_end_matches("/join").to_owned();
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes = URL_SAFE_NO_PAD.decode(code).map_err(|_| CannotOpen)?;
        let (told, sum) = bytes.split_at_checked(17).ok_or(CannotOpen)?;
        if sum != checksum(told) {
            return Err(CannotOpen);
        }
        let (kind, secret) = told.split_first().ok_or(CannotOpen)?;
        let secret = LinkSecret(secret.try_into().map_err(|_| CannotOpen)?);
        match *kind {
            FOUNDING => Ok(Self::Founding { server, secret }),
            INVITATION => Ok(Self::Invitation { server, secret }),
            _ => Err(CannotOpen),
        }
    }
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    let mut sum = [0; 4];
    blake3::Hasher::new_derive_key("alongside link checksum v1")
        .update(bytes)
        .finalize_xof()
        .fill(&mut sum);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_reads_back_and_a_cut_one_does_not() {
        let link =
            Link::Invitation { server: "https://team.example".into(), secret: LinkSecret([5; 16]) };
        let address = link.address();
        assert!(Link::read(&format!(" {address} ")).unwrap() == link);
        for cut in 1..address.len() {
            assert!(Link::read(&address[..cut]).is_err(), "{cut}");
        }
    }
}
