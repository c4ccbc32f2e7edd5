//! Where a team's lists end: what a mark may say of them, and how they go on.

use super::{position, taking, to_column};
use crate::{
    log::TeamId,
    server::{
        Trouble,
        database::{End, Ends, List},
    },
    sync::protocol::Epoch,
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

pub(super) fn ends(connection: &Connection, team: TeamId) -> Result<Ends, Trouble> {
    let last = |list| last(connection, team, list);
    Ok(Ends {
        frame: last(List::Frame)?,
        entry: last(List::Entry)?,
        held: last(List::Held)?,
        piece: last(List::Piece)?,
    })
}

fn last(connection: &Connection, team: TeamId, list: List) -> Result<End, Trouble> {
    let mut last = connection.prepare_cached(&format!(
        "select position, xor_to from {} where team = :team order by position desc limit 1",
        list.ends()
    ))?;
    let last = last.query_row(named_params! { ":team": team.0 }, end).optional()?;
    Ok(last.unwrap_or_default())
}

fn end(row: &Row<'_>) -> rusqlite::Result<End> {
    Ok(End::of(position(row, "position")?, &row.get::<_, Vec<u8>>("xor_to")?))
}

pub(super) fn compare(
    connection: &Connection,
    team: TeamId,
    told: Ends,
) -> Result<(Epoch, bool), Trouble> {
    let view = connection.unchecked_transaction()?;
    let epoch = taking::epoch(&view, team)?;
    for (list, told) in told.by_list() {
        let mut at = view.prepare_cached(&format!(
            "select position, xor_to from {} where team = :team and position = :position",
            list.ends()
        ))?;
        let named = named_params! { ":team": team.0, ":position": to_column(told.position) };
        if at.query_row(named, end).optional()? != Some(told) {
            return Ok((epoch, false));
        }
    }
    Ok((epoch, true))
}

/// Of a list that goes on by these, other than frames. Answers the position of the first.
pub(super) fn go_on(
    connection: &Connection,
    team: TeamId,
    list: List,
    ids: impl IntoIterator<Item = [u8; 16]>,
) -> Result<u64, Trouble> {
    let before = last(connection, team, list)?;
    let mut insert = connection.prepare_cached(&format!(
        "insert into {} (team, position, xor_to) values (:team, :position, :xor_to)",
        list.ends()
    ))?;
    ids.into_iter().try_fold(before, |end, id| {
        let end = end.with(id);
        let at = to_column(end.position);
        insert.execute(named_params! { ":team": team.0, ":position": at, ":xor_to": end.xor })?;
        Ok::<_, Trouble>(end)
    })?;
    Ok(before.position + 1)
}
