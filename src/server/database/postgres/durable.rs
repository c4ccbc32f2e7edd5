//! How far a backup reaches that was read back.

use super::{bytes, ends::ends, execute, position, row, taking, to_column};
use crate::{
    care::Moment,
    log::TeamId,
    server::{
        Trouble,
        database::{Durable, Standing},
    },
    sync::protocol::Epoch,
};
use deadpool_postgres::{GenericClient, Transaction};

/// Within one epoch only forward.
pub(super) async fn keep(
    client: &impl GenericClient,
    team: TeamId,
    durable: Durable,
) -> Result<(), Trouble> {
    execute(
        client,
        "insert into durable (team, epoch, position, made_at) values ($1, $2, $3, $4)
         on conflict (team) do update set epoch = excluded.epoch,
            position = excluded.position, made_at = excluded.made_at
         where durable.epoch <> excluded.epoch
            or (durable.position, durable.made_at) < (excluded.position, excluded.made_at)",
        &[
            &team.0.as_slice(),
            &durable.epoch.0.as_slice(),
            &to_column(durable.position),
            &durable.made_at.0,
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn of(
    client: &impl GenericClient,
    team: TeamId,
) -> Result<Option<Durable>, Trouble> {
    let select = "select epoch, position, made_at from durable where team = $1";
    let Some(row) = row(client, select, &[&team.0.as_slice()]).await? else { return Ok(None) };
    Ok(Some(Durable {
        epoch: Epoch(bytes(&row, "epoch")?),
        position: position(&row, "position")?,
        made_at: Moment(row.try_get("made_at")?),
    }))
}

pub(super) async fn standing(view: &Transaction<'_>, team: TeamId) -> Result<Standing, Trouble> {
    Ok(Standing {
        epoch: taking::epoch(view, team).await?,
        ends: ends(view, team).await?,
        durable: of(view, team).await?,
    })
}
