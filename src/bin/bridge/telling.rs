//! How the bridge tells: JSON lines or plain ones, and one sentence for what went wrong.

use alongside::{
    care::Moment,
    requests::{Trouble, import::ImportTrouble},
};
use serde_json::Value;
use std::io::{ErrorKind, Write};

/// Whether answers are JSON.
#[derive(Clone, Copy)]
pub struct Telling {
    pub is_json: bool,
}

impl Telling {
    /// One answer in either form.
    pub fn tell(self, json: &Value, plain: &str) -> anyhow::Result<()> {
        if self.is_json { say(&json.to_string()) } else { say(plain) }
    }
}

/// A line to the output. Whoever reads it may stop reading.
pub fn say(line: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        done => Ok(done?),
    }
}

pub fn moment(at: Option<Moment>) -> Value {
    at.map(|at| at.to_rfc3339()).into()
}

/// What went wrong, and what to do about it.
pub fn sentence(error: &anyhow::Error) -> String {
    let trouble = match error.downcast_ref::<ImportTrouble>() {
        Some(ImportTrouble::Trouble(trouble)) => Some(trouble),
        Some(ImportTrouble::Refused(_) | ImportTrouble::HoldsSome) | None => {
            error.downcast_ref::<Trouble>()
        }
    };
    let text = match trouble {
        Some(Trouble::OpenElsewhere) => "another program has this home open; wait for it to end",
        Some(Trouble::TeamAlreadyHere) => "there is a team in this home already; take another home",
        Some(Trouble::WrongPassphrase { wait_secs: 0 }) => "the passphrase does not open this home",
        Some(Trouble::WeakPassphrase) => {
            "the passphrase is too short or too common; take 15 characters or more"
        }
        Some(Trouble::Removed) => "this device was removed from the team; ask for a new link",
        Some(Trouble::NameMissing) => "a name is missing; give --name",
        Some(Trouble::LinkExpired) => {
            "the link has expired or was withdrawn; ask for another where it came from"
        }
        Some(Trouble::LinkUsed) => "the link was used already; ask for another where it came from",
        Some(Trouble::NoNetwork) => {
            "no network, or the server did not answer; what is in this home is safe: try again later"
        }
        Some(Trouble::NotTrusted) => {
            "the server has no certificate that this machine trusts for its name, so nothing was sent; what is \
             in this home is safe: tell whoever looks after the server"
        }
        Some(Trouble::ServerSaid { status: 200 | 400 }) => {
            "this program and the server do not understand each other: one of them is of a newer version; \
             what is in this home is safe: see whether there is a newer version of this program"
        }
        Some(Trouble::ServerSaid { status: 507 }) => {
            "the server's disk is full; what is in this home is safe, and waits: tell whoever looks after \
             the server"
        }
        Some(Trouble::ServerSaid { status: 502..=504 }) => {
            "the server is away for the moment; what is in this home is safe, and waits: try again in a while"
        }
        Some(Trouble::StorageFull) => {
            "there is no room left where this home is; what was kept before is safe, and nothing is kept \
             by halves: free some room and do it again"
        }
        Some(Trouble::NewerVersion) => {
            "a newer version of this program wrote what is in this home; it was left as it is: open it \
             with that version"
        }
        Some(Trouble::Damaged) => {
            "the record in this home is damaged, or not there; nothing was deleted, and what the team has \
             is safe, but what was not sent yet cannot be read any more: ask for a new link and join \
             here again, which keeps the old record in a folder beside the new"
        }
        Some(Trouble::ServerSaid { status }) => {
            return format!(
                "the server answered with {status}, which it should not; what is in this home is safe: \
                 try again later, and tell whoever looks after the server if it stays so"
            );
        }
        Some(Trouble::NothingWritten) => "nothing was written, so nothing was kept",
        Some(trouble) => match super::photos::sentence(trouble) {
            Some(text) => text,
            None => return format!("{error:#}"),
        },
        None => return format!("{error:#}"),
    };
    text.to_owned()
}
