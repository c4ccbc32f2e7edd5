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
    /// Of marks that said less, the newest first.
    marks_before: [[u8; 32]; 2],
    challenge: [u8; 32],
    code: [u8; 32],
    pass: [u8; 32],
}

impl ServerKeys {
    pub fn of(secret: &[u8; 32]) -> Self {
        Self {
            mark: derive_key(secret, &[], b"alongside server mark v3"),
            marks_before: [
                derive_key(secret, &[], b"alongside server mark v2"),
                derive_key(secret, &[], b"alongside server mark v1"),
            ],
            challenge: derive_key(secret, &[], b"alongside server challenge v1"),
            code: derive_key(secret, &[], b"alongside server code v1"),
            pass: derive_key(secret, &[], b"alongside server pass v1"),
        }
    }

    /// `epoch 16 ‖ for each list (position 8 ‖ xor of all ids up to there 8) ‖ HMAC-SHA-256`: the
    /// frames, the book, the held list and, where there are any, the pieces of photos, since each of
    /// them could be rolled back. It is the device's own, and so a proof that this device was in.
    pub fn mark(&self, session: Session, epoch: Epoch, ends: Ends) -> Vec<u8> {
        let mut mark = epoch.0.to_vec();
        let piece = Some(ends.piece).filter(|end| *end != End::default());
        for end in [ends.frame, ends.entry, ends.held].into_iter().chain(piece) {
            mark.extend(end.position.to_le_bytes());
            mark.extend(end.xor);
        }
        mark.extend(mark_tag(&self.mark, session, &mark));
        mark
    }

    /// What a mark says; `None` where this server did not make it for this device.
    pub fn read_mark(&self, session: Session, mark: &[u8]) -> Option<(Epoch, Ends)> {
        let (told, sum) = mark.split_at_checked(mark.len().checked_sub(TAG_BYTES)?)?;
        let is_by = |key| bool::from(mark_tag(key, session, told).ct_eq(sum));
        let (epoch, ends) = told.split_first_chunk()?;
        let ends = read_ends(ends)?;
        let [of_all_frames, of_last_ids] = &self.marks_before;
        let comparable = if is_by(&self.mark) {
            ends
        } else if is_by(of_all_frames) {
            Ends { frame: ends.frame, ..Ends::default() }
        } else if is_by(of_last_ids) {
            // That the device was in, and no more.
            Ends::default()
        } else {
            return None;
        };
        Some((Epoch(*epoch), comparable))
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

fn read_ends(mut rest: &[u8]) -> Option<Ends> {
    let mut end = || {
        let (position, after) = rest.split_first_chunk()?;
        let (xor, after) = after.split_first_chunk()?;
        rest = after;
        Some(End { position: u64::from_le_bytes(*position), xor: *xor })
    };
    let (frame, entry, held) = (end()?, end()?, end()?);
    Some(Ends { frame, entry, held, piece: end().unwrap_or_default() })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{care::DeviceId, log::TeamId};

    const SESSION: Session =
        Session { team: TeamId([1; 16]), device: DeviceId::from_bytes([2; 16]) };

    fn ends() -> Ends {
        let [frame, entry, held, piece] = [1, 2, 3, 4].map(|n| End { position: n, xor: [9; 8] });
        Ends { frame, entry, held, piece }
    }

    #[test]
    fn a_mark_of_an_older_version_says_no_more_than_it_meant() {
        let keys = ServerKeys::of(&[7; 32]);
        let [of_all_frames, of_last_ids] = keys.marks_before;
        let of_frames = Ends { frame: ends().frame, ..Ends::default() };
        for (key, said) in [
            (keys.mark, Some(ends())),
            (of_all_frames, Some(of_frames)),
            (of_last_ids, Some(Ends::default())),
            ([8; 32], None),
        ] {
            let made = ServerKeys { mark: key, ..ServerKeys::of(&[7; 32]) };
            let mark = made.mark(SESSION, Epoch([5; 16]), ends());
            assert_eq!(keys.read_mark(SESSION, &mark), said.map(|said| (Epoch([5; 16]), said)));
        }
    }
}
