//! How much an answer may still bring.

/// What an answer spends on a frame beside its bytes.
const FRAME_OVERHEAD_BYTES: u64 = 32;

/// The first always fits, or a big one would never come.
pub(super) struct Room {
    left: u64,
    is_empty: bool,
}

impl Room {
    pub fn of(most_bytes: u64) -> Self {
        Self { left: most_bytes, is_empty: true }
    }

    pub fn takes(&mut self, n_bytes: usize) -> bool {
        let n_bytes = FRAME_OVERHEAD_BYTES + u64::try_from(n_bytes).unwrap_or(u64::MAX / 2);
        let fits = self.is_empty || n_bytes <= self.left;
        self.left = self.left.saturating_sub(n_bytes);
        self.is_empty = false;
        fits
    }
}
