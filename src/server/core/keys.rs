//! What only this server could have made: marks, which phones carry without reading, and
//! challenges.

use crate::{
    care::{Moment, ShareId},
    seal::derive_key,
    server::{
        Session,
        database::{End, Ends},
    },
    sync::protocol::Epoch,
};
use hmac::{Hmac, KeyInit, Mac};
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;

const CHALLENGE_LASTS_MS: i64 = 5 * 60 * 1000;
const TAG_BYTES: usize = 32;

pub(super) struct ServerKeys {
    mark: [u8; 32],
    /// Of marks that named the last frame alone.
    mark_before: [u8; 32],
    challenge: [u8; 32],
    code: [u8; 32],
    pass: [u8; 32],
}

impl ServerKeys {
    pub fn of(secret: &[u8; 32]) -> Self {
        Self {
            mark: derive_key(secret, &[], b"alongside server mark v2"),
            mark_before: derive_key(secret, &[], b"alongside server mark v1"),
            challenge: derive_key(secret, &[], b"alongside server challenge v1"),
            code: derive_key(secret, &[], b"alongside server code v1"),
            pass: derive_key(secret, &[], b"alongside server pass v1"),
        }
    }

    /// `epoch 16 ‖ for each list (position 8 ‖ 8 bytes of what stands there) ‖ HMAC-SHA-256`: the
    /// frames, the book, the held list and, where there are any, the pieces of photos, since each of
    /// them could be rolled back. It is the device's own, and so a proof that this device was in.
    pub fn mark(&self, session: Session, epoch: Epoch, ends: Ends) -> Vec<u8> {
        let mut mark = epoch.0.to_vec();
        let piece = Some(ends.piece).filter(|end| *end != End::default());
        for end in [ends.frame, ends.entry, ends.held].into_iter().chain(piece) {
            mark.extend(end.position.to_le_bytes());
            mark.extend(end.id);
        }
        mark.extend(mark_tag(&self.mark, session, &mark));
        mark
    }

    /// What a mark says; `None` where this server did not make it for this device. One that an older
    /// version made says only that the device was in.
    pub fn read_mark(&self, session: Session, mark: &[u8]) -> Option<(Epoch, Ends)> {
        let (told, sum) = mark.split_at_checked(mark.len().checked_sub(TAG_BYTES)?)?;
        let is_by = |key| bool::from(mark_tag(key, session, told).ct_eq(sum));
        let (epoch, mut rest) = told.split_first_chunk()?;
        if !is_by(&self.mark) {
            return is_by(&self.mark_before).then_some((Epoch(*epoch), Ends::default()));
        }
        let mut end = || {
            let (position, after) = rest.split_first_chunk()?;
            let (id, after) = after.split_first_chunk()?;
            rest = after;
            Some(End { position: u64::from_le_bytes(*position), id: *id })
        };
        let (frame, entry, held) = (end()?, end()?, end()?);
        let ends = Ends { frame, entry, held, piece: end().unwrap_or_default() };
        Some((Epoch(*epoch), ends))
    }

    /// `when it ends 8 ‖ random 8 ‖ tag 16`: nothing has to be kept of those never answered.
    pub fn challenge(&self, now: Moment, random: &mut dyn CryptoRng) -> [u8; 32] {
        let ends_at = now.0.saturating_add(CHALLENGE_LASTS_MS);
        let mut nonce = [0; 32];
        random.fill_bytes(&mut nonce);
        nonce.iter_mut().zip(ends_at.to_le_bytes()).for_each(|(to, from)| *to = from);
        let (told, sum) = nonce.split_at_mut(16);
        sum.copy_from_slice(tag(&self.challenge, &[told]).get(..16).unwrap_or_default());
        nonce
    }

    /// What a link's code is known by.
    pub fn code(&self, share: ShareId, code: &str) -> [u8; TAG_BYTES] {
        tag(&self.code, &[&share.to_bytes(), code.as_bytes()])
    }

    /// Given to whoever knew a link's code, so that they can answer whatever happens to the code.
    pub fn pass(&self, share: ShareId) -> [u8; TAG_BYTES] {
        tag(&self.pass, &[&share.to_bytes()])
    }

    pub fn is_pass(&self, share: ShareId, shown: &[u8; TAG_BYTES]) -> bool {
        self.pass(share).ct_eq(shown).into()
    }

    /// When a challenge ends; `None` where this server did not make it or it has ended.
    pub fn challenge_ends_at(&self, nonce: &[u8; 32], now: Moment) -> Option<Moment> {
        let (told, sum) = nonce.split_at_checked(16)?;
        let (ends_at, _) = told.split_first_chunk()?;
        let ends_at = Moment(i64::from_le_bytes(*ends_at));
        let is_ours = bool::from(tag(&self.challenge, &[told]).get(..16)?.ct_eq(sum));
        (is_ours && now < ends_at).then_some(ends_at)
    }
}

fn mark_tag(key: &[u8; 32], session: Session, told: &[u8]) -> [u8; TAG_BYTES] {
    tag(key, &[&session.team.0, &session.device.to_bytes(), told])
}

fn tag(key: &[u8; 32], parts: &[&[u8]]) -> [u8; TAG_BYTES] {
    // HMAC takes a key of any length, so this cannot go wrong.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; TAG_BYTES] };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}
