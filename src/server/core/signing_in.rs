//! Signing in: no passwords, a device signs a fresh challenge and gets a token for a day.

use super::{Random, Server};
use crate::{
    care::Moment,
    server::{
        Session, Trouble,
        database::{Database, SigningIn, TokenHash},
    },
    sync::protocol::{Challenge, SignIn, SignedIn, bytes_to_sign},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

const TOKEN_LASTS_MS: i64 = 24 * 60 * 60 * 1000;

/// Opaque to whoever holds it; only its hash is kept.
pub struct Token([u8; 32]);

impl Token {
    pub fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    fn hash(&self) -> TokenHash {
        hash(b"alongside token v1", &self.0)
    }
}

pub(super) fn hash(purpose: &[u8], token: &[u8; 32]) -> TokenHash {
    *blake3::Hasher::new().update(purpose).update(token).finalize().as_bytes()
}

impl<D: Database> Server<D> {
    pub fn challenge(&self, now: Moment, random: Random<'_>) -> Challenge {
        let nonce = self.keys.challenge(now, random);
        Challenge { nonce, server: self.address.clone() }
    }

    /// A removed device may too, to hand in what it has and to learn that it was removed.
    pub async fn sign_in(
        &self,
        asked: SignIn,
        now: Moment,
        random: Random<'_>,
    ) -> Result<SignedIn, Trouble> {
        let nonce_ends_at =
            self.keys.challenge_ends_at(&asked.nonce, now).ok_or(Trouble::NotSignedIn)?;
        let session = Session { team: asked.team, device: asked.device };
        let book = self.book(session).await?;
        let enrolled = book.device(asked.device).ok_or(Trouble::NotSignedIn)?;
        let signed = bytes_to_sign(&asked.nonce, &self.address);
        if !enrolled.public.has_signed(&signed, &asked.signature) {
            return Err(Trouble::NotSignedIn);
        }
        let mut token = [0; 32];
        random.fill_bytes(&mut token);
        let token = Token(token);
        let signing_in = SigningIn {
            session,
            token: token.hash(),
            token_ends_at: Moment(now.0.saturating_add(TOKEN_LASTS_MS)),
            nonce: asked.nonce,
            nonce_ends_at,
        };
        self.database.sign_in(signing_in).await?;
        let is_removed = book.is_removed(asked.device);
        Ok(SignedIn { token: URL_SAFE_NO_PAD.encode(token.0), is_removed })
    }

    /// Whose token this is, present or removed.
    pub async fn session(&self, token: &Token, now: Moment) -> Result<Session, Trouble> {
        self.database.session(token.hash(), now).await?.ok_or(Trouble::NotSignedIn)
    }
}
