//! Our team: who is in it, inviting, removing, the recovery kit. Carried out by the engine.

use super::{
    PersonLine, Run, Trouble, WorkerLine, authors::person_line_of, late::Late, visits::moved_to,
};
use crate::{
    care::{DeviceId, Moment, VisitId, WorkerId},
    log::{Thing, registry::visit},
    store::Store,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OurTeam {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamPage {
    pub team_name: String,
    pub is_lead: bool,
    pub members: Vec<Member>,
    /// Work of somebody who has been removed, kept by the server until somebody takes it in.
    pub late: Vec<Late>,
    /// Notes that their author says belong to somebody else; a lead is asked to erase them.
    pub to_erase: Vec<NoteToErase>,
    /// When the present recovery kit was made.
    pub kit_made_at: Option<Moment>,
    pub open_invitations: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub worker: WorkerLine,
    pub is_lead: bool,
    pub devices: Vec<Device>,
    pub has_left: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    pub is_this_phone: bool,
    pub joined_at: Moment,
    pub last_seen_at: Option<Moment>,
    /// Since when something has been on it alone, as it said when it was last seen.
    pub alone_since: Option<Moment>,
    pub is_removed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteToErase {
    pub visit: VisitId,
    pub person: PersonLine,
    pub at: Moment,
}

pub fn notes_to_erase(store: &Store) -> Result<Vec<NoteToErase>, Trouble> {
    let mut notes = Vec::new();
    for visit in store.visits_to_erase()? {
        let fields = store.fields(Thing { kind: visit::KIND, id: visit.to_bytes() })?;
        if let Some(row) = store.visit(visit)?
            && moved_to(store, &fields)?.is_some()
        {
            notes.push(NoteToErase {
                visit,
                person: person_line_of(store, row.person)?,
                at: row.at,
            });
        }
    }
    Ok(notes)
}

/// Whom a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InviteWhom {
    Colleague,
    /// Another phone of mine; I stay who I am.
    MyNextPhone,
    /// Somebody who lost their phone (a lead only); they stay who they are.
    LetInAgain(WorkerId),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    pub whom: InviteWhom,
    /// What a colleague is called, so that the link can offer it to them.
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub link: String,
    pub expires_at: Moment,
    /// The link as a QR code: rows of dark (true) and light modules.
    pub qr: Vec<Vec<bool>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveDevice {
    pub device: DeviceId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveWorker {
    pub worker: WorkerId,
}

/// A new recovery kit; the old one opens nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKit {}

/// Erases a visit everywhere. A lead only; it cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erase {
    pub visit: VisitId,
}

impl Run for Erase {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        if !store.book().is_lead(store.me().worker) {
            return Err(Trouble::LeadOnly);
        }
        Ok(store.erase_visit(self.visit)?)
    }
}
