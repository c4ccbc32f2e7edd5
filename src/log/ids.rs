//! Names of the log's things: 128 bits each, either random or a hash of what is named.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! name {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// From exactly sixteen bytes.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
            /// From thirty-two hexadecimal digits.
            pub fn from_hex(text: &str) -> Option<Self> {
                if text.len() != 32 || !text.is_ascii() {
                    return None;
                }
                let mut bytes = [0; 16];
                for (byte, at) in bytes.iter_mut().zip((0..32).step_by(2)) {
                    *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
                }
                Some(Self(bytes))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    )+};
}

name! {
    TeamId,
    /// What is shared as a whole: one for each person, and the team's directory.
    ScopeId,
    /// The hash of a change's bytes. Never a counter: a cloned phone would use it twice.
    ChangeId,
    /// Binds the changes of one action together; all zero where the action is one change.
    ActionId,
    /// The hash of a sealed frame's bytes.
    FrameId,
    /// The hash of a sealed piece's bytes. An erasure names it as it names a frame.
    PieceId,
}

impl PieceId {
    pub fn as_frame(self) -> FrameId {
        FrameId(self.0)
    }
}
