//! This phone: what is safe here, what is waiting, what is in the team's record.

use super::{Run, Trouble};
use crate::{
    care::{Moment, VisitId},
    store::Store,
};
use serde::{Deserialize, Serialize};

/// The phrase at the top of every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SendState {
    /// Nothing was ever sent, and there was no round yet.
    SavedOnThisPhone,
    WaitingToSend {
        n_entries: u32,
    },
    InTheTeamRecord,
    NeedsAttention {
        /// What waits to be sent beside it.
        n_entries: u32,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThisPhone {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhonePage {
    pub status: SendState,
    /// The record is here, as the server has it; who signed what came is not all checked yet.
    pub is_being_checked: bool,
    pub waiting: Vec<Waiting>,
    pub n_waiting: u32,
    pub oldest_waiting_at: Option<Moment>,
    pub n_in_team_record: u32,
    pub last_round_at: Option<Moment>,
    pub last_trouble: Option<Trouble>,
    /// Frames or changes that could not be applied; they are kept and tried again after an update.
    pub n_set_aside: u32,
    /// Frames of what was kept to oneself or shared with few, whose key this phone was not given.
    pub n_without_key: u32,
    /// Damaged records of before that are kept here, as encrypted as they were.
    pub n_records_aside: u32,
    pub has_passkey: bool,
    pub n_people: u32,
    pub n_visits: u32,
    /// Photos that are not all sent yet, in pieces.
    pub n_photo_pieces_waiting: u32,
    pub photos_on_mobile_data: bool,
    /// Otherwise those of this worker's people, and of whoever was opened here.
    pub holds_everybodys: bool,
    pub server: String,
}

/// One entry that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub person_called: String,
    pub visit: Option<VisitId>,
    pub at: Moment,
}

/// One round now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncNow {}

/// Whether there is something new; answered when there is, or after most of a minute without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HearNews {}

/// What one round did. Counts are of entries of the record, bytes of bodies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    pub sent: u32,
    pub received: u32,
    pub waiting: u32,
    pub held: u32,
    /// What the server did not take for now; it is offered again in the next round.
    pub put_off: u32,
    pub in_team_record: bool,
    pub bytes_up: u64,
    pub bytes_down: u64,
    pub ms: u64,
    /// Until all that there was could be read and searched; the rest was for checking who signed it, and
    /// for what is not of the record.
    pub all_here_ms: u64,
}

/// Everything as one encrypted file, under five words that are shown then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportAll {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    #[serde(with = "serde_bytes")]
    pub file: Vec<u8>,
    pub words: String,
}

impl Run for Status {
    fn run(&self, store: &mut Store) -> Result<SendState, Trouble> {
        send_state(store)
    }
}

/// What may honestly be said: in the team's record only after a receipt and agreeing digests.
pub fn send_state(store: &Store) -> Result<SendState, Trouble> {
    let standing = store.standing()?;
    let n_entries = u32::try_from(store.n_unsent()?).unwrap_or(u32::MAX);
    if store.n_set_aside()? > 0 {
        return Ok(SendState::NeedsAttention { n_entries });
    }
    // The server has not answered yet that it knows this phone.
    if store.arrival()?.is_some() {
        return Ok(SendState::WaitingToSend { n_entries });
    }
    Ok(match (n_entries, standing.epoch) {
        (_, None) => SendState::SavedOnThisPhone,
        (0, Some(_)) if standing.is_agreed && store.n_unchecked()? == 0 => {
            SendState::InTheTeamRecord
        }
        (0, Some(_)) => SendState::SavedOnThisPhone,
        (n_entries, Some(_)) => SendState::WaitingToSend { n_entries },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_applied_withholds_the_tick() {
        let [mut ana, mut ben] = Store::of_a_team().unwrap();
        let mut standing = ben.standing().unwrap();
        (standing.epoch, standing.is_agreed) = (Some([1; 16]), true);
        ben.keep_standing(&standing).unwrap();
        assert_eq!(send_state(&ben).unwrap(), SendState::InTheTeamRecord);
        let mut bytes = ana.frame_of_a_person().unwrap();
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        ben.together(|store| store.take_frame(&bytes, Some(1))).unwrap();
        assert_eq!(send_state(&ben).unwrap(), SendState::NeedsAttention { n_entries: 0 });
        ben.frame_of_a_person().unwrap();
        assert_eq!(send_state(&ben).unwrap(), SendState::NeedsAttention { n_entries: 1 });
    }
}
