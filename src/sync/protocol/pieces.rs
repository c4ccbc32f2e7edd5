//! Answers one after another in one body, each in postcard after its length: four bytes,
//! little-endian. Neither end has more than one of them in hand.

use super::MOST_BODY_BYTES;
use serde::{Serialize, de::DeserializeOwned};

const LENGTH_BYTES: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPiece {
    #[error("it is longer than an answer may be")]
    TooLong,
    #[error("it is no answer")]
    Garbled,
}

pub fn piece<T: Serialize>(answer: &T) -> Result<Vec<u8>, NotAPiece> {
    let bytes = postcard::to_stdvec(answer).map_err(|_| NotAPiece::Garbled)?;
    let length = u32::try_from(bytes.len()).map_err(|_| NotAPiece::TooLong)?;
    Ok([length.to_le_bytes().as_slice(), &bytes].concat())
}

/// What has come of a body, up to where the next whole answer in it ends.
#[derive(Default)]
pub struct Pieces {
    bytes: Vec<u8>,
}

impl Pieces {
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether the body may end here.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The next answer, if all of it has come.
    pub fn take<T: DeserializeOwned>(&mut self) -> Result<Option<T>, NotAPiece> {
        let Some((length, rest)) = self.bytes.split_first_chunk::<LENGTH_BYTES>() else {
            return Ok(None);
        };
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        if length > MOST_BODY_BYTES {
            return Err(NotAPiece::TooLong);
        }
        let Some(answer) = rest.get(..length) else { return Ok(None) };
        let answer = postcard::from_bytes(answer).map_err(|_| NotAPiece::Garbled)?;
        self.bytes.drain(..LENGTH_BYTES + length);
        Ok(Some(answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_out_as_they_went_in_wherever_the_body_is_cut() {
        let answers = [vec![1_u8; 5], Vec::new(), vec![2; 300]];
        let body = answers.each_ref().map(|answer| piece(answer).unwrap()).concat();
        for n_at_once in 1..body.len() {
            let (mut pieces, mut told) = (Pieces::default(), Vec::new());
            for few in body.chunks(n_at_once) {
                pieces.push(few);
                while let Some(answer) = pieces.take::<Vec<u8>>().unwrap() {
                    told.push(answer);
                }
            }
            assert_eq!((told.as_slice(), pieces.is_empty()), (answers.as_slice(), true));
        }
    }

    #[test]
    fn what_claims_to_be_too_long_is_not_waited_for() {
        let mut pieces = Pieces::default();
        pieces.push(&u32::MAX.to_le_bytes());
        assert_eq!(pieces.take::<Vec<u8>>(), Err(NotAPiece::TooLong));
    }

    #[test]
    fn a_body_that_breaks_off_within_an_answer_does_not_look_whole() {
        let whole = piece(&vec![1_u8; 5]).unwrap();
        let mut pieces = Pieces::default();
        pieces.push(&whole[..whole.len() - 1]);
        assert_eq!(pieces.take::<Vec<u8>>(), Ok(None));
        assert!(!pieces.is_empty());
    }
}
