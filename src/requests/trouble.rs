//! What can go wrong, as a screen tells it: what happened, what is safe, what to do.

use crate::store::{MOST_CHANGE_BYTES, StoreTrouble};
use serde::{Deserialize, Serialize};

/// Each has a sentence under its name in the text files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Trouble {
    #[error("the record is locked")]
    Locked,
    #[error("not found")]
    NotFound,
    #[error("the passphrase does not open this phone; try again in {wait_secs} s")]
    WrongPassphrase { wait_secs: u32 },
    #[error("the passkey does not open this phone")]
    WrongPasskey,
    #[error("the passphrase is too short or too common")]
    WeakPassphrase,
    #[error("the link is cut short or mistyped")]
    LinkCutShort,
    #[error("the link was used already")]
    LinkUsed,
    #[error("the link has expired or was withdrawn")]
    LinkExpired,
    #[error("the link is for another server")]
    LinkElsewhere,
    #[error("those are not the words of the kit")]
    KitWordsDiffer,
    #[error("a team is on this phone already")]
    TeamAlreadyHere,
    #[error("no name was given")]
    NameMissing,
    #[error("this is more than one entry can hold: {n_bytes} of {most_bytes} bytes")]
    TooLong { n_bytes: u32, most_bytes: u32 },
    #[error("nobody was chosen for this visit")]
    NobodyChosen,
    #[error("nothing was written")]
    NothingWritten,
    #[error("a thread goes on without a day on which to ask")]
    DayMissing,
    #[error("a date more than a day in the future")]
    InTheFuture,
    #[error("not a value that this field can hold")]
    NotAValue,
    #[error("this is not a whole photo that can be kept (JPEG)")]
    NotAPhoto,
    #[error("the photo has more than 10 MB")]
    PhotoTooBig,
    #[error("a photo of this visit is not on this phone yet")]
    PhotoNotHere,
    #[error("a kept visit is amended, never edited")]
    AlreadyKept,
    #[error("only a lead can do this")]
    LeadOnly,
    #[error("this is the last device that holds the team's keys")]
    LastKeyHolder,
    #[error("no network, or the server did not answer")]
    NoNetwork,
    #[error("the server has no certificate that this machine trusts")]
    NotTrusted,
    #[error("the server answered something unexpected: {status}")]
    ServerSaid { status: u16 },
    #[error("the server did not take all of it for now")]
    NotTakenYet,
    #[error("this phone was removed from the team")]
    Removed,
    #[error("the storage of this phone is full")]
    StorageFull,
    #[error("the app is open in another window")]
    OpenElsewhere,
    #[error("this database was written by a newer version of the app")]
    NewerVersion,
    #[error("the record on this device is damaged, or not there")]
    Damaged,
    #[error("as many damaged records are kept here as there is room for")]
    NoRoomAside,
    /// Something of ours broke. The text is for a developer and holds no personal data.
    #[error("something broke: {0}")]
    Broken(String),
}

impl From<StoreTrouble> for Trouble {
    fn from(trouble: StoreTrouble) -> Self {
        match trouble {
            StoreTrouble::NotFound => Self::NotFound,
            StoreTrouble::TooLong(n_bytes) => Self::TooLong {
                n_bytes: u32::try_from(n_bytes).unwrap_or(u32::MAX),
                most_bytes: MOST_CHANGE_BYTES,
            },
            StoreTrouble::NotAValue => Self::NotAValue,
            StoreTrouble::NotEntitled => Self::LeadOnly,
            StoreTrouble::NewerVersion => Self::NewerVersion,
            StoreTrouble::Full => Self::StorageFull,
            StoreTrouble::Busy => Self::OpenElsewhere,
            StoreTrouble::Damaged => Self::Damaged,
            StoreTrouble::WrongKey
            | StoreTrouble::NoCipher
            | StoreTrouble::NoKeys
            | StoreTrouble::Sqlite(_)
            | StoreTrouble::Garbled(_) => Self::Broken(trouble.to_string()),
        }
    }
}
