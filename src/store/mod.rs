//! The encrypted database on this phone.

mod seen;

pub use seen::Seen;
