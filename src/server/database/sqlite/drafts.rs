//! Drafts: sealed, numbered, one of a visit and a device; replaced as a whole.

use super::{position, to_column};
use crate::{
    care::{DeviceId, Moment},
    log::TeamId,
    seal::draft::MOST_DRAFTS,
    server::{
        Trouble,
        database::{DRAFT_LASTS_MS, KeptDrafts},
    },
    sync::protocol::Draft,
};
use rusqlite::{Connection, named_params};
use serde_bytes::ByteBuf;

pub(super) fn keep(
    connection: &Connection,
    drafts: KeptDrafts,
) -> Result<Vec<(DeviceId, Draft)>, Trouble> {
    let (team, device) = (drafts.session.team, drafts.session.device);
    for name in &drafts.gone {
        connection
            .prepare_cached(
                "delete from draft where team = :team and device = :device and name = :name",
            )?
            .execute(named_params! {
                ":team": team.0, ":device": device.to_bytes(), ":name": name,
            })?;
    }
    for draft in &drafts.put {
        put(connection, team, device, draft, drafts.now)?;
    }
    if n_of(connection, team, device)? > MOST_DRAFTS {
        return Err(Trouble::Full);
    }
    let mut others = Vec::new();
    for other in drafts.others {
        others.extend(of(connection, team, other)?.into_iter().map(|draft| (other, draft)));
    }
    Ok(others)
}

fn put(
    connection: &Connection,
    team: TeamId,
    device: DeviceId,
    draft: &Draft,
    now: Moment,
) -> Result<(), Trouble> {
    connection
        .prepare_cached(
            "insert into draft (team, device, name, number, at, bytes)
             values (:team, :device, :name, :number, :at, :bytes)
             on conflict (team, device, name) do update
             set number = excluded.number, at = excluded.at, bytes = excluded.bytes
             where excluded.number > draft.number",
        )?
        .execute(named_params! {
            ":team": team.0, ":device": device.to_bytes(), ":name": draft.name,
            ":number": to_column(draft.number), ":at": now.0, ":bytes": draft.sealed.as_slice(),
        })?;
    Ok(())
}

fn n_of(connection: &Connection, team: TeamId, device: DeviceId) -> Result<usize, Trouble> {
    let n = connection
        .prepare_cached("select count(*) from draft where team = :team and device = :device")?
        .query_row(named_params! { ":team": team.0, ":device": device.to_bytes() }, |row| {
            row.get::<_, i64>(0)
        })?;
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

fn of(connection: &Connection, team: TeamId, device: DeviceId) -> Result<Vec<Draft>, Trouble> {
    let drafts = connection
        .prepare_cached(
            "select name, number, bytes from draft where team = :team and device = :device
             order by name",
        )?
        .query_map(named_params! { ":team": team.0, ":device": device.to_bytes() }, |row| {
            let bytes: Vec<u8> = row.get("bytes")?;
            let number = position(row, "number")?;
            Ok(Draft { name: row.get("name")?, number, sealed: ByteBuf::from(bytes) })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(drafts)
}

pub(super) fn tidy(connection: &Connection, now: Moment) -> Result<(), Trouble> {
    connection.execute(
        "delete from draft where at <= :before",
        named_params! { ":before": now.0 - DRAFT_LASTS_MS },
    )?;
    Ok(())
}
