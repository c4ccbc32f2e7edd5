//! Telling devices at once that there is something for them: a call that is held until there is. It
//! carries no data, and a device that missed it loses a minute.

use super::{Shared, bodies::Packed, callers::Present};
use crate::{
    log::TeamId,
    server::{Trouble, database::Database},
    sync::protocol::News,
};
use axum::extract::State;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// Proxies on the way cut what says nothing for a minute.
const MOST_HELD: Duration = Duration::from_secs(50);

/// Who waits for news of a team.
pub struct Nudges {
    teams: Mutex<HashMap<TeamId, watch::Sender<()>>>,
    /// Nobody is kept waiting by a server that stops.
    is_stopping: watch::Sender<bool>,
}

impl Default for Nudges {
    fn default() -> Self {
        Self { teams: Mutex::default(), is_stopping: watch::Sender::new(false) }
    }
}

impl Nudges {
    /// Those who wait look again.
    pub fn nudge(&self, team: TeamId) {
        let teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiting) = teams.get(&team) {
            waiting.send_replace(());
        }
    }

    /// Of any team something may have been missed.
    pub fn nudge_all(&self) {
        let teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
        teams.values().for_each(|waiting| {
            waiting.send_replace(());
        });
    }

    pub fn stop(&self) {
        self.is_stopping.send_replace(true);
    }

    pub fn is_stopping(&self) -> bool {
        *self.is_stopping.borrow()
    }

    fn of(&self, team: TeamId) -> watch::Receiver<()> {
        let mut teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
        teams.entry(team).or_insert_with(|| watch::Sender::new(())).subscribe()
    }
}

/// After something of a team was kept. What was kept stays so, whoever hears of it.
pub(super) async fn tell(office: &Shared, team: TeamId) {
    office.nudges.nudge(team);
    if let Err(error) = office.server.database().announce(team).await {
        tracing::warn!(why = %error, "other servers were not told of news");
    }
}

/// Answers when the lists end elsewhere than the device says, or with the same after a while.
pub(super) async fn wait(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(known): Packed<News>,
) -> Result<Packed<News>, Trouble> {
    let mut nudged = office.nudges.of(session.team);
    let mut stopping = office.nudges.is_stopping.subscribe();
    let until = Instant::now() + MOST_HELD;
    loop {
        let news = office.server.news(session).await?;
        let is_over = *stopping.borrow() || Instant::now() >= until;
        if news.is_more_than(&known) || is_over {
            return Ok(Packed(news));
        }
        tokio::select! {
            _ = nudged.changed() => {}
            _ = stopping.changed() => {}
            () = tokio::time::sleep_until(until) => {}
        }
    }
}
