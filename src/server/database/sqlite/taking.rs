//! Keeping what a device hands in: judged, then written, in one transaction.

use super::{ends::go_on, joining, pieces, position, to_column, writer::Writer};
use crate::{
    care::{DeviceId, Moment},
    log::{FrameId, PieceId, TeamId},
    seal::{EntryId, SignedEntry},
    server::{
        Trouble,
        database::{List, Taken, held_for},
        judge::{Facts, Known, NewEntries, NewFrame, NewHeld, Offer, judge},
    },
    sync::protocol::{Epoch, SeenDevice},
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

pub(super) fn take(
    writer: &mut Writer,
    offer: Offer,
    mut seen: SeenDevice,
) -> Result<Taken, Trouble> {
    let (team, device) = (offer.team, offer.device);
    let mut book = writer.book(team)?.ok_or(Trouble::NotKnown)?;
    let mut facts = facts(writer.connection(), team, &offer.frames_named())?;
    if !book.is_present(device) {
        facts.n_held_bytes = n_held_bytes(writer.connection(), team, device)?;
    }
    for invitation in offer.invitations_named(&book) {
        let link = joining::link(writer.connection(), team, invitation)?;
        if link.is_some_and(|link| link.is_shut(seen.at)) {
            facts.shut_links.insert(invitation);
        }
    }
    let judged = judge(&mut book, facts, offer);
    keep_frames(writer.connection(), team, device, &judged.frames)?;
    keep_held(writer.connection(), team, device, seen.at, &judged.held)?;
    seen.n_unsent = seen.n_unsent.saturating_add(judged.n_put_off());
    keep_seen(writer.connection(), team, seen)?;
    keep_entries(writer, team, &judged.entries)?;
    if !judged.entries.entries.is_empty() {
        writer.put_book(team, book);
    }
    Ok(Taken { entry_verdicts: judged.entry_verdicts, verdicts: judged.verdicts })
}

fn facts(connection: &Connection, team: TeamId, named: &[FrameId]) -> Result<Facts, Trouble> {
    let (end, _) = last_frame(connection, team)?;
    let mut facts = Facts { end, ..Facts::default() };
    let mut erased =
        connection.prepare_cached("select 1 as one from erased where team = :team and id = :id")?;
    let mut kept =
        connection.prepare_cached("select position from frame where team = :team and id = :id")?;
    for id in named {
        let named = named_params! { ":team": team.0, ":id": id.0 };
        if erased.exists(named)? {
            facts.frames.insert(*id, Known::Erased);
        } else if let Some(at) =
            kept.query_row(named, |row| position(row, "position")).optional()?
        {
            facts.frames.insert(*id, Known::At(at));
        }
    }
    Ok(facts)
}

fn last_frame(connection: &Connection, team: TeamId) -> Result<(u64, [u8; 16]), Trouble> {
    let mut last = connection.prepare_cached(
        "select position, xor_to from frame where team = :team order by position desc limit 1",
    )?;
    let last = last
        .query_row(named_params! { ":team": team.0 }, |row| {
            Ok((position(row, "position")?, row.get("xor_to")?))
        })
        .optional()?;
    Ok(last.unwrap_or_default())
}

fn keep_frames(
    connection: &Connection,
    team: TeamId,
    device: DeviceId,
    frames: &[NewFrame],
) -> Result<(), Trouble> {
    if frames.is_empty() {
        return Ok(());
    }
    let (_, mut xor_to) = last_frame(connection, team)?;
    let mut insert = connection.prepare_cached(
        "insert into frame (team, position, id, scope, device, xor_to, bytes)
         values (:team, :position, :id, :scope, :device, :xor_to, :bytes)",
    )?;
    for frame in frames {
        xor_to.iter_mut().zip(frame.id.0).for_each(|(sum, byte)| *sum ^= byte);
        insert.execute(named_params! {
            ":team": team.0, ":position": to_column(frame.position), ":id": frame.id.0,
            ":scope": frame.scope.0, ":device": device.to_bytes(), ":xor_to": xor_to,
            ":bytes": frame.bytes,
        })?;
    }
    Ok(())
}

fn n_held_bytes(connection: &Connection, team: TeamId, device: DeviceId) -> Result<usize, Trouble> {
    let mut sum = connection.prepare_cached(
        "select coalesce(sum(length(bytes)), 0) from held where team = :team and device = :device",
    )?;
    let named = named_params! { ":team": team.0, ":device": device.to_bytes() };
    let n_bytes: i64 = sum.query_row(named, |row| row.get(0))?;
    Ok(usize::try_from(n_bytes).unwrap_or(usize::MAX))
}

fn keep_held(
    connection: &Connection,
    team: TeamId,
    device: DeviceId,
    now: Moment,
    held: &[NewHeld],
) -> Result<(), Trouble> {
    let mut is_held =
        connection.prepare_cached("select 1 from held where team = :team and id = :id")?;
    let mut insert = connection.prepare_cached(
        "insert into held (team, position, id, scope, device, held_for, held_at, bytes)
         values (:team, :position, :id, :scope, :device, :held_for, :held_at, :bytes)",
    )?;
    for frame in held {
        if is_held.exists(named_params! { ":team": team.0, ":id": frame.id.0 })? {
            continue;
        }
        let position = go_on(connection, team, List::Held, [frame.id.0])?;
        insert.execute(named_params! {
            ":team": team.0, ":position": to_column(position), ":id": frame.id.0, ":scope": frame.scope.0,
            ":device": device.to_bytes(), ":held_for": held_for(frame.held_for),
            ":held_at": now.0, ":bytes": frame.bytes,
        })?;
    }
    Ok(())
}

pub(super) fn keep_seen(
    connection: &Connection,
    team: TeamId,
    seen: SeenDevice,
) -> Result<(), Trouble> {
    connection
        .prepare_cached(
            "insert into device_seen (team, device, seen_at, n_unsent, oldest_unsent_at)
             values (:team, :device, :seen_at, :n_unsent, :oldest_unsent_at)
             on conflict (team, device) do update set seen_at = excluded.seen_at,
                n_unsent = excluded.n_unsent, oldest_unsent_at = excluded.oldest_unsent_at",
        )?
        .execute(named_params! {
            ":team": team.0, ":device": seen.device.to_bytes(), ":seen_at": seen.at.0,
            ":n_unsent": seen.n_unsent,
            ":oldest_unsent_at": seen.oldest_unsent_at.map(|at| at.0),
        })?;
    Ok(())
}

pub(super) fn keep_entries(
    writer: &mut Writer,
    team: TeamId,
    new: &NewEntries,
) -> Result<(), Trouble> {
    let connection = writer.connection();
    let mut insert = connection.prepare_cached(
        "insert into entry (team, position, id, signature, bytes)
         values (:team, :position, :id, :signature, :bytes)",
    )?;
    let first = go_on(connection, team, List::Entry, new.entries.iter().map(|(id, _)| id.0))?;
    for (position, (id, signed)) in (first..).zip(&new.entries) {
        insert.execute(named_params! {
            ":team": team.0, ":position": to_column(position), ":id": id.0,
            ":signature": signed.signature, ":bytes": signed.bytes,
        })?;
    }
    let mut door = connection.prepare_cached(
        "insert into door (key, team) values (:key, :team) on conflict do nothing",
    )?;
    for key in &new.doors {
        door.execute(named_params! { ":key": key, ":team": team.0 })?;
    }
    let mut end_tokens =
        connection.prepare_cached("delete from token where team = :team and device = :device")?;
    for device in &new.removed {
        end_tokens.execute(named_params! { ":team": team.0, ":device": device.to_bytes() })?;
    }
    for invitation in &new.used_links {
        joining::withdraw_link(connection, team, *invitation)?;
    }
    if new.withdraws_links {
        joining::withdraw_links(connection, team)?;
    }
    erase(connection, team, &new.erased)?;
    drop((insert, door, end_tokens));
    if !new.erased.is_empty() {
        writer.want_checkpoint();
    }
    Ok(())
}

fn erase(connection: &Connection, team: TeamId, frames: &[FrameId]) -> Result<(), Trouble> {
    let mut never_again = connection.prepare_cached(
        "insert into erased (team, id) values (:team, :id) on conflict do nothing",
    )?;
    let mut empty = connection.prepare_cached(
        "update frame set is_erased = 1, bytes = x'' where team = :team and id = :id",
    )?;
    let mut empty_held =
        connection.prepare_cached("update held set bytes = x'' where team = :team and id = :id")?;
    for id in frames {
        let named = named_params! { ":team": team.0, ":id": id.0 };
        never_again.execute(named)?;
        empty.execute(named)?;
        empty_held.execute(named)?;
        pieces::erase(connection, team, PieceId(id.0))?;
    }
    Ok(())
}

pub(super) fn entries(connection: &Connection, team: TeamId) -> Result<Vec<SignedEntry>, Trouble> {
    entries_after(connection, team, 0)
}

pub(super) fn entries_after(
    connection: &Connection,
    team: TeamId,
    after: u64,
) -> Result<Vec<SignedEntry>, Trouble> {
    let mut select = connection.prepare_cached(
        "select bytes, signature from entry
         where team = :team and position > :after order by position",
    )?;
    let named = named_params! { ":team": team.0, ":after": to_column(after) };
    Ok(select.query_map(named, entry)?.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn entry(row: &Row<'_>) -> rusqlite::Result<SignedEntry> {
    Ok(SignedEntry { bytes: row.get("bytes")?, signature: row.get("signature")? })
}

pub(super) fn entry_position(
    connection: &Connection,
    team: TeamId,
    id: EntryId,
) -> Result<u64, Trouble> {
    let mut select =
        connection.prepare_cached("select position from entry where team = :team and id = :id")?;
    let named = named_params! { ":team": team.0, ":id": id.0 };
    Ok(select.query_row(named, |row| position(row, "position")).optional()?.unwrap_or_default())
}

/// Whoever is first turns it; who comes a moment later gets the same new epoch.
pub(super) fn turn_epoch(
    connection: &Connection,
    team: TeamId,
    old: Epoch,
    new: Epoch,
) -> Result<Epoch, Trouble> {
    connection
        .prepare_cached("update team set epoch = :new where team = :team and epoch = :old")?
        .execute(named_params! { ":team": team.0, ":old": old.0, ":new": new.0 })?;
    epoch(connection, team)
}

pub(super) fn epoch(connection: &Connection, team: TeamId) -> Result<Epoch, Trouble> {
    let epoch = connection
        .prepare_cached("select epoch from team where team = :team")?
        .query_row(named_params! { ":team": team.0 }, |row| row.get("epoch").map(Epoch))
        .optional()?;
    epoch.ok_or(Trouble::NotKnown)
}
