//! How far a backup reaches that was read back.

use super::{ends::ends, position, taking, to_column};
use crate::{
    care::Moment,
    log::TeamId,
    server::{
        Trouble,
        database::{Durable, Standing},
    },
    sync::protocol::Epoch,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Within one epoch only forward.
pub(super) fn keep(connection: &Connection, team: TeamId, durable: Durable) -> Result<(), Trouble> {
    connection
        .prepare_cached(
            "insert into durable (team, epoch, position, made_at)
             values (:team, :epoch, :position, :made_at)
             on conflict (team) do update set epoch = excluded.epoch,
                position = excluded.position, made_at = excluded.made_at
             where epoch <> excluded.epoch or (position, made_at) < (excluded.position, excluded.made_at)",
        )?
        .execute(named_params! {
            ":team": team.0, ":epoch": durable.epoch.0,
            ":position": to_column(durable.position), ":made_at": durable.made_at.0,
        })?;
    Ok(())
}

pub(super) fn of(connection: &Connection, team: TeamId) -> Result<Option<Durable>, Trouble> {
    let mut select = connection
        .prepare_cached("select epoch, position, made_at from durable where team = :team")?;
    let found = select.query_row(named_params! { ":team": team.0 }, |row| {
        Ok(Durable {
            epoch: Epoch(row.get("epoch")?),
            position: position(row, "position")?,
            made_at: Moment(row.get("made_at")?),
        })
    });
    Ok(found.optional()?)
}

pub(super) fn standing(connection: &Connection, team: TeamId) -> Result<Standing, Trouble> {
    let view = connection.unchecked_transaction()?;
    Ok(Standing {
        epoch: taking::epoch(&view, team)?,
        ends: ends(&view, team)?,
        durable: of(&view, team)?,
    })
}

pub(super) fn teams(connection: &Connection) -> Result<Vec<TeamId>, Trouble> {
    let mut select = connection.prepare_cached("select team from team order by team")?;
    let teams = select.query_map([], |row| row.get("team").map(TeamId))?;
    Ok(teams.collect::<rusqlite::Result<_>>()?)
}
