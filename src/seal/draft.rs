//! A draft as it lies on the server, so that a lost phone costs little: one sealed blob of a visit
//! and a phone, for the same worker's other phones.
//!
//! `format 1 ‖ key id 16`, in clear, is the header; then a random nonce of 24 bytes; then, under a
//! key of that worker with the header as associated data: `length u32 ‖ draft ‖ padding`.

use super::{
    CannotOpen, KeyId, Keyring, derive_key, frame::padded_length, keyring::Key, open_bytes,
    seal_bytes,
};
use crate::{care::WorkerId, log::TeamId};
use rand_core::CryptoRng;

/// The server keeps so many of one phone, and hears of no more at once.
pub const MOST_DRAFTS: usize = 200;

const FORMAT: u8 = 1;
const HEADER_BYTES: usize = 17;
const LENGTH_BYTES: usize = 4;

pub fn seal_draft(
    team: TeamId,
    worker: WorkerId,
    key: &Key,
    draft: &[u8],
    random: &mut dyn CryptoRng,
) -> Vec<u8> {
    let header = [[FORMAT].as_slice(), &key.id().0].concat();
    let length = u32::try_from(draft.len()).unwrap_or(u32::MAX).to_le_bytes();
    let mut inner = [&length, draft].concat();
    inner.resize(padded_length(inner.len()), 0);
    let sealed = seal_bytes(&draft_key(key, team, worker), &header, &inner, random);
    [header, sealed].concat()
}

pub fn open_draft(
    team: TeamId,
    worker: WorkerId,
    keyring: &Keyring,
    sealed: &[u8],
) -> Result<Vec<u8>, CannotOpen> {
    let (header, sealed) = sealed.split_first_chunk::<HEADER_BYTES>().ok_or(CannotOpen)?;
    let (format, key) = header.split_first().ok_or(CannotOpen)?;
    let key = key.try_into().map(KeyId).map_err(|_| CannotOpen)?;
    let key = keyring.team_key(key).filter(|_| *format == FORMAT).ok_or(CannotOpen)?;
    let inner = open_bytes(&draft_key(key, team, worker), header, sealed)?;
    let (length, rest) = inner.split_first_chunk::<LENGTH_BYTES>().ok_or(CannotOpen)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| CannotOpen)?;
    rest.get(..length).map(<[u8]>::to_vec).ok_or(CannotOpen)
}

fn draft_key(key: &Key, team: TeamId, worker: WorkerId) -> [u8; 32] {
    let purpose = [b"alongside draft v1".as_slice(), &worker.to_bytes()].concat();
    derive_key(&key.0, &team.0, &purpose)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

    #[test]
    fn a_draft_opens_for_its_worker_alone_and_tells_little_by_its_length() {
        let mut random = ChaCha12Rng::seed_from_u64(7);
        let key = Key::generate(&mut random);
        let mut keyring = Keyring::default();
        keyring.take_team_key(key.clone());
        let (team, ana, ben) =
            (TeamId([1; 16]), WorkerId::from_bytes([2; 16]), WorkerId::from_bytes([3; 16]));
        let draft =
            b"Damp in the back bedroom, worse. She had the photographs out today.".as_slice();
        let sealed = seal_draft(team, ana, &key, draft, &mut random);
        assert_eq!(open_draft(team, ana, &keyring, &sealed), Ok(draft.to_vec()));
        assert_eq!(open_draft(team, ben, &keyring, &sealed), Err(CannotOpen));
        let shorter = seal_draft(team, ana, &key, &draft[..draft.len() - 1], &mut random);
        assert_eq!(shorter.len(), sealed.len());
    }
}
