//! Answer after answer to a device that is far behind. Outside a browser they come in one long body.
//! A browser cannot be asked for a body piece by piece without a program of its own for it; there each
//! is a call, and the next one is under way while the last one's answer is taken in.

#[cfg(any(target_family = "wasm", test))]
pub mod by_calls;
#[cfg(not(target_family = "wasm"))]
pub mod in_one_body;

#[cfg(target_family = "wasm")]
pub use by_calls::Answers;
#[cfg(not(target_family = "wasm"))]
pub use in_one_body::Answers;
