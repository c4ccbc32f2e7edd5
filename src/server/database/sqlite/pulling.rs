//! Reading what a device has not yet got, each answer out of one view of the database.

use super::{durable, ends::ends, position, taking, to_column};
use crate::{
    care::{DeviceId, Moment},
    log::{FrameId, ScopeId, TeamId},
    server::{
        Session, Trouble,
        database::{FrameRow, Pull, Pulled, Told, held_for, room::Room},
    },
    sync::protocol::{Digest, FrameDown, HeldDown, HeldFor, News, SeenDevice},
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn pull(connection: &Connection, pull: Pull) -> Result<Pulled, Trouble> {
    let view = connection.unchecked_transaction()?;
    let Session { team, device } = pull.session;
    let ends = ends(&view, team)?;
    let book_after = if pull.book_after > ends.entry.position { 0 } else { pull.book_after };
    let mut room = Room::of(pull.most_bytes);
    let mut pulled = Pulled {
        ends,
        book_cursor: book_after,
        cursor: ends.frame.position,
        held_cursor: pull.held_after.unwrap_or_default(),
        is_complete: true,
        seen: seen(&view, team, device)?,
        durable: durable::of(&view, team)?,
        ..Pulled::default()
    };
    entries_after(&view, &pull, &mut pulled)?;
    if pulled.is_book_whole {
        if let Some(after) = pull.frames_after.filter(|after| *after < ends.frame.position) {
            frames_after(&view, &pull, after, &mut room, &mut pulled)?;
        }
        if let Some(after) = pull.held_after {
            held_after(&view, team, after.min(ends.held.position), &mut room, &mut pulled)?;
        }
    } else {
        pulled.stops_within_the_book(&pull);
    }
    pulled.digest = digest(&view, team, &pull.told, pulled.cursor)?;
    Ok(pulled)
}

/// Entries after the device's place in the book, as many as there is room for.
fn entries_after(connection: &Connection, pull: &Pull, pulled: &mut Pulled) -> Result<(), Trouble> {
    let mut select = connection.prepare_cached(
        "select position, bytes, signature from entry
         where team = :team and position > :after order by position",
    )?;
    let (team, after) = (pull.session.team.0, to_column(pulled.book_cursor));
    let mut rows = select.query(named_params! { ":team": team, ":after": after })?;
    let mut room = Room::of(pull.most_entry_bytes);
    while let Some(row) = rows.next()? {
        let entry = taking::entry(row)?;
        if !room.takes(entry.n_bytes()) {
            return Ok(());
        }
        pulled.book_cursor = position(row, "position")?;
        pulled.entries.push(entry);
    }
    pulled.is_book_whole = true;
    Ok(())
}

fn frames_after(
    connection: &Connection,
    pull: &Pull,
    after: u64,
    room: &mut Room,
    pulled: &mut Pulled,
) -> Result<(), Trouble> {
    match &pull.told {
        Told::AllBut(closed) => all_frames_after(connection, pull, closed, after, room, pulled),
        Told::Only(scopes) => frames_after_of(connection, pull, scopes, after, room, pulled),
    }
}

fn all_frames_after(
    connection: &Connection,
    pull: &Pull,
    closed: &BTreeSet<ScopeId>,
    after: u64,
    room: &mut Room,
    pulled: &mut Pulled,
) -> Result<(), Trouble> {
    let team = pull.session.team;
    let mut select = connection.prepare_cached(
        "select position, id, scope, device, length(bytes) as n_bytes, bytes from frame
         where team = :team and position > :after and is_erased = 0 order by position",
    )?;
    let named = named_params! { ":team": team.0, ":after": to_column(after) };
    let mut rows = select.query(named)?;
    let mut cursor = after;
    while let Some(row) = rows.next()? {
        if closed.contains(&ScopeId(row.get("scope")?)) {
            continue;
        }
        let Some(frame) = frame_down(row, pull.own(), room)? else {
            (pulled.cursor, pulled.is_complete) = (cursor, false);
            return Ok(());
        };
        cursor = position(row, "position")?;
        pulled.frames.push(frame);
    }
    Ok(())
}

/// Where they stand is asked scope by scope, of an index that has no bytes in it.
fn frames_after_of(
    connection: &Connection,
    pull: &Pull,
    scopes: &BTreeSet<ScopeId>,
    after: u64,
    room: &mut Room,
    pulled: &mut Pulled,
) -> Result<(), Trouble> {
    let team = pull.session.team;
    let mut positions = connection.prepare_cached(
        "select position from frame
         where team = :team and scope = :scope and position > :after and is_erased = 0",
    )?;
    let mut at = BTreeSet::new();
    for scope in scopes {
        let named =
            named_params! { ":team": team.0, ":scope": scope.0, ":after": to_column(after) };
        for found in positions.query_map(named, |row| position(row, "position"))? {
            at.insert(found?);
        }
    }
    let mut select = connection.prepare_cached(FRAME_AT)?;
    let mut cursor = after;
    for position in at {
        let named = named_params! { ":team": team.0, ":at": to_column(position) };
        let mut rows = select.query(named)?;
        let Some(row) = rows.next()? else { continue };
        let Some(frame) = frame_down(row, pull.own(), room)? else {
            (pulled.cursor, pulled.is_complete) = (cursor, false);
            return Ok(());
        };
        cursor = position;
        pulled.frames.push(frame);
    }
    Ok(())
}

const FRAME_AT: &str = "select position, id, device, length(bytes) as n_bytes, bytes from frame
    where team = :team and position = :at and is_erased = 0";

/// A frame as it goes down; `None` when there is no room for it.
fn frame_down(
    row: &Row<'_>,
    own: Option<DeviceId>,
    room: &mut Room,
) -> Result<Option<FrameDown>, Trouble> {
    let position = position(row, "position")?;
    let sender = DeviceId::from_bytes(row.get("device")?);
    if own == Some(sender) {
        let own = FrameDown::Own { position, id: FrameId(row.get("id")?) };
        return Ok(room.takes(0).then_some(own));
    }
    let n_bytes = usize::try_from(row.get::<_, i64>("n_bytes")?).unwrap_or_default();
    if !room.takes(n_bytes) {
        return Ok(None);
    }
    Ok(Some(FrameDown::Whole { position, bytes: ByteBuf::from(row.get::<_, Vec<u8>>("bytes")?) }))
}

/// Where the lists end that devices are told.
pub(super) fn news(connection: &Connection, team: TeamId) -> Result<News, Trouble> {
    let mut select = connection.prepare_cached(
        "select coalesce((select max(position) from frame where team = :team), 0) as frames,
                coalesce((select max(position) from entry where team = :team), 0) as entries,
                coalesce((select max(position) from held where team = :team
                          and held_for = :held_for and length(bytes) > 0), 0) as held",
    )?;
    let held_for = held_for(HeldFor::SenderRemoved);
    Ok(select.query_row(named_params! { ":team": team.0, ":held_for": held_for }, |row| {
        Ok(News {
            cursor: position(row, "frames")?,
            book_cursor: position(row, "entries")?,
            held_cursor: position(row, "held")?,
        })
    })?)
}

/// Only what a removed colleague handed in.
fn held_after(
    connection: &Connection,
    team: TeamId,
    after: u64,
    room: &mut Room,
    pulled: &mut Pulled,
) -> Result<(), Trouble> {
    let mut select = connection.prepare_cached(
        "select position, device, held_at, bytes from held
         where team = :team and position > :after and held_for = :held_for and length(bytes) > 0
         order by position",
    )?;
    let mut rows = select.query(named_params! {
        ":team": team.0, ":after": to_column(after),
        ":held_for": held_for(HeldFor::SenderRemoved),
    })?;
    pulled.held_cursor = after;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get("bytes")?;
        if !room.takes(bytes.len()) {
            pulled.is_complete = false;
            return Ok(());
        }
        let position = position(row, "position")?;
        pulled.held_cursor = position;
        let from = DeviceId::from_bytes(row.get("device")?);
        let at = Moment(row.get("held_at")?);
        pulled.held.push(HeldDown { position, bytes: ByteBuf::from(bytes), from, at });
    }
    Ok(())
}

/// Of unerased frames up to a position, of what a device is told.
fn digest(connection: &Connection, team: TeamId, told: &Told, at: u64) -> Result<Digest, Trouble> {
    match told {
        Told::Only(scopes) => digest_of(connection, team, scopes, at),
        Told::AllBut(closed) => {
            let mut digest = digest_of_all(connection, team, at)?;
            let unreadable = digest_of(connection, team, closed, at)?;
            digest.take_away_all(unreadable);
            Ok(digest)
        }
    }
}

/// Positions have no gaps, so the last one is the count.
fn digest_of_all(connection: &Connection, team: TeamId, at: u64) -> Result<Digest, Trouble> {
    let named = named_params! { ":team": team.0, ":at": to_column(at) };
    let all = connection
        .prepare_cached("select xor_to from frame where team = :team and position = :at")?
        .query_row(named, |row| row.get::<_, [u8; 16]>("xor_to"))
        .optional()?;
    let Some(xor) = all else { return Ok(Digest::default()) };
    let mut digest = Digest { count: at, xor };
    let mut erased = connection.prepare_cached(
        "select id from frame where team = :team and is_erased = 1 and position <= :at",
    )?;
    for id in erased.query_map(named, |row| row.get("id"))? {
        digest.take_away(id?);
    }
    Ok(digest)
}

fn digest_of(
    connection: &Connection,
    team: TeamId,
    scopes: &BTreeSet<ScopeId>,
    at: u64,
) -> Result<Digest, Trouble> {
    let mut digest = Digest::default();
    let mut select = connection.prepare_cached(
        "select id from frame
         where team = :team and scope = :scope and is_erased = 0 and position <= :at",
    )?;
    for scope in scopes {
        let named = named_params! { ":team": team.0, ":scope": scope.0, ":at": to_column(at) };
        for id in select.query_map(named, |row| row.get("id"))? {
            digest.add(id?);
        }
    }
    Ok(digest)
}

pub(super) fn scopes(
    connection: &Connection,
    team: TeamId,
    cursor: u64,
) -> Result<Vec<(ScopeId, Digest)>, Trouble> {
    let mut select = connection.prepare_cached(
        "select scope, id from frame
         where team = :team and position <= :cursor and is_erased = 0",
    )?;
    let mut rows = select.query(named_params! { ":team": team.0, ":cursor": to_column(cursor) })?;
    let mut digests = BTreeMap::<ScopeId, Digest>::new();
    while let Some(row) = rows.next()? {
        digests.entry(ScopeId(row.get("scope")?)).or_default().add(row.get("id")?);
    }
    Ok(digests.into_iter().collect())
}

pub(super) fn frames_of(
    connection: &Connection,
    team: TeamId,
    scope: ScopeId,
) -> Result<Vec<FrameRow>, Trouble> {
    let mut select = connection.prepare_cached(
        "select position, id, is_erased from frame
         where team = :team and scope = :scope order by position",
    )?;
    let rows = select.query_map(named_params! { ":team": team.0, ":scope": scope.0 }, |row| {
        Ok(FrameRow {
            position: position(row, "position")?,
            id: FrameId(row.get("id")?),
            is_erased: row.get("is_erased")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn frames_at(
    connection: &Connection,
    team: TeamId,
    at: &[u64],
    most_bytes: u64,
) -> Result<Vec<FrameDown>, Trouble> {
    let mut select = connection.prepare_cached(FRAME_AT)?;
    let mut room = Room::of(most_bytes);
    let mut frames = Vec::new();
    for at in at {
        let mut rows = select.query(named_params! { ":team": team.0, ":at": to_column(*at) })?;
        let Some(row) = rows.next()? else { continue };
        match frame_down(row, None, &mut room)? {
            Some(frame) => frames.push(frame),
            None => break,
        }
    }
    Ok(frames)
}

const SEEN_COLUMNS: &str = "device, seen_at, n_unsent, oldest_unsent_at";

fn seen_row(row: &Row<'_>) -> rusqlite::Result<SeenDevice> {
    Ok(SeenDevice {
        device: DeviceId::from_bytes(row.get("device")?),
        at: Moment(row.get("seen_at")?),
        n_unsent: row.get("n_unsent")?,
        oldest_unsent_at: row.get::<_, Option<i64>>("oldest_unsent_at")?.map(Moment),
    })
}

fn seen(
    connection: &Connection,
    team: TeamId,
    device: DeviceId,
) -> Result<Option<SeenDevice>, Trouble> {
    let mut select = connection.prepare_cached(&format!(
        "select {SEEN_COLUMNS} from device_seen where team = :team and device = :device"
    ))?;
    let named = named_params! { ":team": team.0, ":device": device.to_bytes() };
    Ok(select.query_row(named, seen_row).optional()?)
}

pub(super) fn all_seen(connection: &Connection, team: TeamId) -> Result<Vec<SeenDevice>, Trouble> {
    let mut select = connection.prepare_cached(&format!(
        "select {SEEN_COLUMNS} from device_seen where team = :team order by device"
    ))?;
    let rows = select.query_map(named_params! { ":team": team.0 }, seen_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
