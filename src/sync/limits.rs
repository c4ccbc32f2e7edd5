//! How much goes into one request and one answer.

use super::protocol::USUAL_ANSWER_BYTES;

/// How many bytes of frames, and of entries, go up in one request: together they leave room in
/// what a body may have.
const USUAL_UP_BYTES: u32 = 768 * 1024;
/// What a phone on the worst of networks still sends and asks for at once.
const LEAST_BYTES: u32 = 16 * 1024;

/// How much goes one way in one request. It is remembered from round to round: the network that
/// was too slow a minute ago still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub up_bytes: u32,
    pub down_bytes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { up_bytes: USUAL_UP_BYTES, down_bytes: USUAL_ANSWER_BYTES }
    }
}

impl Limits {
    /// Half as much both ways: nobody knows which of them took too long.
    pub fn halved(self) -> Self {
        let half = |bytes: u32| (bytes / 2).max(LEAST_BYTES);
        Self { up_bytes: half(self.up_bytes), down_bytes: half(self.down_bytes) }
    }

    pub fn may_halve(self) -> bool {
        self != self.halved()
    }

    /// Twice as much, up to what is usual: a round went well.
    pub fn grown(self) -> Self {
        let Self { up_bytes, down_bytes } = Self::default();
        Self {
            up_bytes: self.up_bytes.saturating_mul(2).min(up_bytes),
            down_bytes: self.down_bytes.saturating_mul(2).min(down_bytes),
        }
    }
}
