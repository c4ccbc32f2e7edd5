//! How far a backup reaches that stands elsewhere and was read back: phones let nothing go that
//! is above it.

use super::Server;
use crate::{
    care::Moment,
    server::{
        Trouble,
        backup::tally::Tally,
        database::{Database, Durable},
    },
    sync::protocol::Epoch,
};

/// What a backup is to a team as the server has it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It holds the team's history up to a position; `n_lacking` frames came since.
    To { position: u64, n_lacking: u64 },
    /// The server was put back since, or it is a backup of another one.
    OtherHistory,
}

impl<D: Database> Server<D> {
    /// Notes what was read back and found whole, if this server's history goes through it.
    pub async fn note_backup(&self, tally: &Tally, made_at: Moment) -> Result<Reach, Trouble> {
        let team = tally.team;
        let (epoch, is_borne_out) = match self.database.compare(team, tally.ends).await {
            Err(Trouble::NotKnown) => return Ok(Reach::OtherHistory),
            compared => compared?,
        };
        if epoch != tally.epoch || !is_borne_out {
            return Ok(Reach::OtherHistory);
        }
        let position = tally.ends.frame.position;
        self.database.keep_durable(team, Durable { epoch, position, made_at }).await?;
        let end = self.database.standing(team).await?.ends.frame.position;
        Ok(Reach::To { position, n_lacking: end.saturating_sub(position) })
    }
}

/// In another epoch a position means something else.
pub(super) fn durable_to(epoch: Epoch, durable: Option<Durable>) -> u64 {
    durable.filter(|durable| durable.epoch == epoch).map_or(0, |durable| durable.position)
}
