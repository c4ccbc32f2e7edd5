//! The record as a file of its own: copied while the server works, and counted row by row.

use super::{
    position,
    schema::{check, open_to_read},
};
use crate::{
    log::{FrameId, PieceId, TeamId},
    seal::{EntryId, SignedEntry},
    server::{
        Trouble,
        backup::tally::{Counting, Flaw, Tally},
        folder::make_file,
    },
    sync::protocol::Epoch,
};
use rusqlite::{Connection, OpenFlags, backup::Backup, named_params};
use std::path::Path;

/// Without the keyrings that were left for newcomers.
pub fn copy_record(folder: &Path, to: &Path) -> Result<(), Trouble> {
    let from = open_to_read(folder)?;
    make_file(to).map_err(|error| Trouble::Broken(error.to_string()))?;
    let mut copy = Connection::open(to)?;
    // In one step: between steps a writer would have it begin anew, and this one hinders no writer.
    Backup::new(&from, &mut copy)?.step(-1)?;
    copy.execute_batch("pragma journal_mode = delete")?;
    Ok(())
}

/// The number of a copy's last migration.
pub fn shape(copy: &Path) -> Result<u32, Trouble> {
    let number = |row: &rusqlite::Row<'_>| row.get("user_version");
    Ok(open(copy)?.pragma_query_value(None, "user_version", number)?)
}

fn open(copy: &Path) -> Result<Connection, Trouble> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(copy, flags)?)
}

/// What a copy holds, team by team, if it is sound.
pub fn tallies(copy: &Path) -> Result<Vec<Tally>, Trouble> {
    count_all(&open(copy)?)
}

/// Reads everything back: a page that SQLite does not know is found, and a byte that is another.
pub(super) fn count_all(connection: &Connection) -> Result<Vec<Tally>, Trouble> {
    check(connection)?;
    let mut select = connection.prepare("select team, epoch from team order by team")?;
    let teams =
        select.query_map([], |row| Ok((TeamId(row.get("team")?), Epoch(row.get("epoch")?))))?;
    teams.map(|team| tally(connection, team?)).collect()
}

fn tally(connection: &Connection, (team, epoch): (TeamId, Epoch)) -> Result<Tally, Trouble> {
    let mut counting = Counting::of(team, epoch);
    count_entries(connection, team, &mut counting)?;
    count_frames(connection, team, &mut counting)?;
    count_held(connection, team, &mut counting)?;
    if has_pieces(connection)? {
        count_pieces(connection, team, &mut counting)?;
    }
    let mut erased =
        connection.prepare_cached("select id from erased where team = :team order by id")?;
    for id in erased.query_map(named_params! { ":team": team.0 }, |row| row.get("id"))? {
        counting.never_again(FrameId(id?));
    }
    Ok(counting.finish())
}

fn count_entries(
    connection: &Connection,
    team: TeamId,
    counting: &mut Counting,
) -> Result<(), Trouble> {
    let mut select = connection.prepare_cached(
        "select position, id, signature, bytes from entry where team = :team order by position",
    )?;
    let mut rows = select.query(named_params! { ":team": team.0 })?;
    while let Some(row) = rows.next()? {
        let signed = SignedEntry { bytes: row.get("bytes")?, signature: row.get("signature")? };
        counting.entry(position(row, "position")?, EntryId(row.get("id")?), &signed)?;
    }
    Ok(())
}

fn count_frames(
    connection: &Connection,
    team: TeamId,
    counting: &mut Counting,
) -> Result<(), Trouble> {
    let mut select = connection.prepare_cached(
        "select position, id, is_erased, bytes from frame where team = :team order by position",
    )?;
    let mut rows = select.query(named_params! { ":team": team.0 })?;
    while let Some(row) = rows.next()? {
        let (at, id) = (position(row, "position")?, FrameId(row.get("id")?));
        let bytes = row.get_ref("bytes")?.as_blob().map_err(rusqlite::Error::from)?;
        counting.frame(at, id, row.get("is_erased")?, bytes)?;
    }
    Ok(())
}

fn count_held(
    connection: &Connection,
    team: TeamId,
    counting: &mut Counting,
) -> Result<(), Trouble> {
    let mut select = connection.prepare_cached(
        "select position, id, bytes from held where team = :team order by position",
    )?;
    let mut rows = select.query(named_params! { ":team": team.0 })?;
    while let Some(row) = rows.next()? {
        let (at, id) = (position(row, "position")?, FrameId(row.get("id")?));
        let bytes = row.get_ref("bytes")?.as_blob().map_err(rusqlite::Error::from)?;
        counting.held(at, id, bytes)?;
    }
    Ok(())
}

/// A copy of before there were any has no table for them.
fn has_pieces(connection: &Connection) -> Result<bool, Trouble> {
    let mut table = connection
        .prepare_cached("select 1 from sqlite_schema where type = 'table' and name = 'piece'")?;
    Ok(table.exists([])?)
}

fn count_pieces(
    connection: &Connection,
    team: TeamId,
    counting: &mut Counting,
) -> Result<(), Trouble> {
    let mut select = connection.prepare_cached(
        "select position, id, bytes from piece where team = :team order by position",
    )?;
    let mut rows = select.query(named_params! { ":team": team.0 })?;
    while let Some(row) = rows.next()? {
        let (at, id) = (position(row, "position")?, PieceId(row.get("id")?));
        let bytes = row.get_ref("bytes")?.as_blob().map_err(rusqlite::Error::from)?;
        counting.piece(at, id, bytes)?;
    }
    Ok(())
}

impl From<Flaw> for Trouble {
    fn from(flaw: Flaw) -> Self {
        Self::Damaged(flaw.to_string())
    }
}
