//! What holds of a link to a page, whichever database keeps it.

use super::{CODE_TRIES, CodeTag, Knock};
use crate::{
    care::{Moment, ShareId},
    log::TeamId,
    server::{Gone, Trouble},
    sync::protocol::ShareSeen,
};
use serde_bytes::ByteBuf;
use subtle::ConstantTimeEq;

/// A team of fifty with forty open links each.
pub(super) const MOST_OPEN_OF_A_TEAM: i64 = 2_000;
pub(super) const MOST_ANSWERS: i64 = 20;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// So long after its end a link still says kindly that it has ended, and its answers wait to be
/// fetched.
pub(super) const REMEMBERED_MS: i64 = 90 * DAY_MS;

pub(super) struct ShareRow {
    pub team: TeamId,
    pub door: [u8; 32],
    pub code: CodeTag,
    pub n_tries_left: u32,
    pub ends_at: Moment,
    pub is_withdrawn: bool,
    pub n_opened: u32,
    pub opened_at: Option<Moment>,
}

/// What a knock comes to, beside what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Right,
    Wrong { n_left: u32 },
}

impl Answer {
    pub fn n_tries_left(self) -> u32 {
        match self {
            Self::Right => CODE_TRIES,
            Self::Wrong { n_left } => n_left,
        }
    }
}

impl ShareRow {
    pub fn open_at(self, now: Moment) -> Result<Self, Trouble> {
        if self.is_withdrawn {
            return Err(Trouble::Gone(Gone::Withdrawn));
        }
        if self.ends_at <= now {
            return Err(Trouble::Gone(Gone::Expired));
        }
        Ok(self)
    }

    pub fn of_team(self, team: TeamId) -> Result<Self, Trouble> {
        if self.team == team { Ok(self) } else { Err(Trouble::NotKnown) }
    }

    pub fn answers(self, knock: Knock) -> Result<Answer, Trouble> {
        let row = self.open_at(knock.now)?;
        if !bool::from(row.door.ct_eq(&knock.door)) {
            return Err(Trouble::NotKnown);
        }
        let n_left = row.n_tries_left.checked_sub(1).ok_or(Trouble::Locked)?;
        let is_right = bool::from(row.code.ct_eq(&knock.code));
        Ok(if is_right { Answer::Right } else { Answer::Wrong { n_left } })
    }

    pub fn seen(self, id: ShareId, n_answers: i64, answers: Vec<ByteBuf>) -> ShareSeen {
        ShareSeen {
            id,
            ends_at: self.ends_at,
            is_withdrawn: self.is_withdrawn,
            n_tries_left: self.n_tries_left,
            n_opened: self.n_opened,
            opened_at: self.opened_at,
            n_answers: u32::try_from(n_answers).unwrap_or_default(),
            answers,
        }
    }
}

/// What fits of the answers to several links.
pub(super) struct Bag {
    pub most_bytes: u64,
    pub n_bytes: u64,
}

impl Bag {
    /// At least one comes down, or nothing ever would.
    pub fn take(&mut self, answers: Vec<Vec<u8>>) -> Vec<ByteBuf> {
        let fits = |bytes: &Vec<u8>| {
            self.n_bytes += bytes.len() as u64;
            self.n_bytes <= self.most_bytes || self.n_bytes <= bytes.len() as u64
        };
        answers.into_iter().take_while(fits).map(ByteBuf::from).collect()
    }
}
