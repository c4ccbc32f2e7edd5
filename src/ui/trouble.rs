//! Troubles in words: what happened, what is safe, what to do.

use super::text::text;
use crate::requests::Trouble;

/// For what cannot be done without the server.
pub fn sentence_online(trouble: &Trouble) -> String {
    match trouble {
        Trouble::NoNetwork => text!("trouble-needs-network"),
        other => sentence(other),
    }
}

pub fn sentence(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Locked => text!("trouble-locked"),
        Trouble::NotFound => text!("trouble-not-found"),
        Trouble::WrongPassphrase { wait_secs: 0 } => text!("trouble-wrong-passphrase"),
        Trouble::WrongPassphrase { wait_secs } => {
            text!("trouble-wrong-passphrase-wait", secs: *wait_secs)
        }
        Trouble::WrongPasskey => text!("trouble-wrong-passkey"),
        Trouble::WeakPassphrase => text!("trouble-weak-passphrase"),
        Trouble::LinkCutShort => text!("trouble-link-cut-short"),
        Trouble::LinkUsed => text!("trouble-link-used"),
        Trouble::LinkExpired => text!("trouble-link-expired"),
        Trouble::LinkElsewhere => text!("trouble-link-elsewhere"),
        Trouble::KitWordsDiffer => text!("trouble-kit-words-differ"),
        Trouble::TeamAlreadyHere => text!("trouble-team-already-here"),
        Trouble::NameMissing => text!("trouble-name-missing"),
        Trouble::TooLong { .. } => text!("trouble-too-long"),
        Trouble::NobodyChosen => text!("trouble-nobody-chosen"),
        Trouble::NothingWritten => text!("trouble-nothing-written"),
        Trouble::DayMissing => text!("trouble-day-missing"),
        Trouble::InTheFuture => text!("trouble-in-the-future"),
        Trouble::NotAValue => text!("trouble-not-a-value"),
        Trouble::NotAPhoto => text!("trouble-not-a-photo"),
        Trouble::PhotoTooBig => text!("trouble-photo-too-big"),
        Trouble::PhotoNotHere => text!("trouble-photo-not-here"),
        Trouble::AlreadyKept => text!("trouble-already-kept"),
        Trouble::LeadOnly => text!("trouble-lead-only"),
        Trouble::LastKeyHolder => text!("trouble-last-key-holder"),
        Trouble::NoNetwork => text!("trouble-no-network"),
        Trouble::NotTrusted => text!("trouble-not-trusted"),
        Trouble::ServerSaid { status: 200 | 400 } => text!("trouble-other-version"),
        Trouble::ServerSaid { status: 429 | 502..=504 } => text!("trouble-server-away"),
        Trouble::ServerSaid { status: 507 } => text!("trouble-server-full"),
        Trouble::ServerSaid { status } => text!("trouble-server-said", status: *status),
        Trouble::NotTakenYet => text!("trouble-not-taken-yet"),
        Trouble::Removed => text!("trouble-removed"),
        Trouble::StorageFull => text!("trouble-storage-full"),
        Trouble::OpenElsewhere => text!("trouble-open-elsewhere"),
        Trouble::NewerVersion => text!("trouble-newer-version"),
        Trouble::Damaged => text!("trouble-damaged"),
        Trouble::NoRoomAside => text!("trouble-no-room-aside"),
        Trouble::Broken(_) => text!("trouble-broken"),
    }
}
