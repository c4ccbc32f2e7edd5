//! What servers on the same database tell each other: that there is something new for a team.

use super::{Postgres, connecting, execute, hex};
use crate::{log::TeamId, server::Trouble};
use deadpool_postgres::GenericClient;
use futures_util::{StreamExt, stream};
use tokio_postgres::AsyncMessage;

pub(super) async fn announce(client: &impl GenericClient, team: TeamId) -> Result<(), Trouble> {
    execute(client, "select pg_notify('alongside_news', $1)", &[&hex(&team.0)]).await?;
    Ok(())
}

impl Postgres {
    /// Passes on what other servers announce, and this one, until the connection breaks. What they
    /// announced before it has begun was heard by nobody.
    pub async fn listen(
        &self,
        has_begun: impl Fn(),
        heard: impl Fn(TeamId),
    ) -> Result<(), Trouble> {
        let (client, mut connection) = connecting::connection(&self.address).await?;
        let mut messages = stream::poll_fn(|context| connection.poll_message(context));
        let mut beginning = std::pin::pin!(client.batch_execute("listen alongside_news"));
        let mut is_beginning = true;
        loop {
            tokio::select! {
                begun = &mut beginning, if is_beginning => {
                    begun?;
                    is_beginning = false;
                    has_begun();
                }
                message = messages.next() => match message {
                    Some(Ok(AsyncMessage::Notification(told))) => {
                        TeamId::from_hex(told.payload()).into_iter().for_each(&heard);
                    }
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(error.into()),
                    None => return Ok(()),
                }
            }
        }
    }
}
