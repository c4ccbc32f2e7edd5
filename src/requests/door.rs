//! The door: founding and joining a team, unlocking and locking. Carried out by the engine.

use serde::{Deserialize, Serialize};

/// Where this phone stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtTheDoor {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Door {
    /// No team yet: found one or join one by a link.
    NoTeam {
        /// Damaged records that were put aside, and are kept.
        n_records_aside: u32,
    },
    Locked {
        passkeys: Vec<Passkey>,
        /// How long until the next try is taken.
        wait_secs: u32,
        /// The record was found not to open, or not all of it.
        is_damaged: bool,
    },
    Open {
        team_name: String,
        worker_name: String,
        is_lead: bool,
        /// The founder has not yet confirmed that the kit's words are written down.
        is_kit_to_confirm: bool,
    },
    /// This phone was removed from the team. What was unsent stays sealed until it is handed in.
    Removed {
        n_unsent: u32,
        /// Notes that were begun here, and are still to be handed in for the worker's other phones.
        n_begun: u32,
        /// The server holds what this device had not sent; it waits for colleagues.
        has_handed_in: bool,
    },
}

/// A passkey that opens this phone: what the browser needs to ask for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    pub credential_id: Vec<u8>,
    pub prf_salt: Vec<u8>,
}

/// Five generated words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposePassphrase {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeighPassphrase {
    pub passphrase: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weight {
    TooShort,
    TooCommon,
    Enough,
}

/// What a link is for, before it is used. `link` is the whole address or what stands behind `#`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAtLink {
    pub link: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkView {
    /// The right to found a team on this server.
    Founding,
    Invitation {
        team_name: String,
        invited_by: String,
        /// The worker whom the link lets in on a next phone, or again; a colleague has no name yet.
        for_worker: Option<String>,
        /// What the inviter calls the colleague: offered as their name, and changeable.
        for_name: Option<String>,
    },
}

/// Founds a team; answers its recovery kit, to be shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub link: String,
    pub team_name: String,
    pub name: String,
    pub passphrase: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kit {
    /// Twenty-four.
    pub words: Vec<String>,
    /// The positions (from 0) of the words that are asked back.
    pub asked: Vec<u8>,
    /// The words as a QR code: one row of dark (true) and light modules each.
    pub qr: Vec<Vec<bool>>,
}

/// The kit while it is not yet confirmed, also after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitToConfirm {}

/// The words asked back, in the order of `Kit::asked`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmKit {
    pub words: Vec<String>,
}

/// Enrols this phone and pulls. The name is only asked of a new colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    pub link: String,
    pub name: String,
    pub passphrase: String,
}

/// Enrols this phone as a new lead's device by the recovery kit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseKit {
    pub server: String,
    pub words: String,
    pub name: String,
    pub passphrase: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlock {
    pub passphrase: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlockWithPasskey {
    pub credential_id: Vec<u8>,
    /// The 32 bytes that the passkey's PRF gave for the salt.
    pub prf_output: Vec<u8>,
}

/// This phone has left its team and has nothing more to hand in: forgets all of it, so that another
/// link can be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginAnew {}

/// The passphrase is forgotten: forgets all that is on this phone, unread. What was not sent is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearPhone {}

/// The record here is damaged: keeps it as it is, and lets another link be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {}

/// No passkey opens this phone any more; the phone must be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgetPasskeys {}

/// Adds a passkey slot; the phone must be open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPasskey {
    pub credential_id: Vec<u8>,
    pub prf_salt: Vec<u8>,
    pub prf_output: Vec<u8>,
}

/// Drops the keys and closes the database. What was being typed has to be saved before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {}
