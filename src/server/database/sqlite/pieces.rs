//! Pieces of photos: each kept once, and told to whoever asks by its name.

use super::{
    ends::{ends, go_on},
    taking, to_column,
};
use crate::{
    log::{PieceId, TeamId},
    server::{
        Session, Trouble,
        database::{KeptPiece, KnownPieces, List, NewPiece, Place, room::Room},
    },
    sync::protocol::attachments::PieceVerdict,
};
use rusqlite::{Connection, named_params};

pub(super) fn known(
    connection: &Connection,
    team: TeamId,
    ids: Vec<PieceId>,
) -> Result<KnownPieces, Trouble> {
    let view = connection.unchecked_transaction()?;
    let (mut lacking, mut erased) = (Vec::new(), Vec::new());
    for id in ids {
        if is_erased(&view, team, id)? {
            erased.push(id);
        } else if !is_kept(&view, team, id)? {
            lacking.push(id);
        }
    }
    Ok(KnownPieces { lacking, erased, place: place(&view, team)? })
}

pub(super) fn keep(connection: &Connection, piece: NewPiece) -> Result<KeptPiece, Trouble> {
    let Session { team, device } = piece.session;
    let verdict = if is_erased(connection, team, piece.id)? {
        PieceVerdict::Erased
    } else if is_kept(connection, team, piece.id)? {
        PieceVerdict::Duplicate
    } else {
        let position = go_on(connection, team, List::Piece, [piece.id.0])?;
        connection
            .prepare_cached(
                "insert into piece (team, position, id, scope, device, at, bytes)
                 values (:team, :position, :id, :scope, :device, :at, :bytes)",
            )?
            .execute(named_params! {
                ":team": team.0, ":position": to_column(position), ":id": piece.id.0, ":scope": piece.scope.0,
                ":device": device.to_bytes(), ":at": piece.now.0, ":bytes": piece.bytes,
            })?;
        PieceVerdict::Accepted
    };
    Ok(KeptPiece { verdict, place: place(connection, team)? })
}

pub(super) fn of(
    connection: &Connection,
    team: TeamId,
    ids: &[PieceId],
    most_bytes: u64,
) -> Result<Vec<Vec<u8>>, Trouble> {
    let mut select = connection.prepare_cached(
        "select length(bytes) as n_bytes, bytes from piece
         where team = :team and id = :id and length(bytes) > 0",
    )?;
    let (mut room, mut pieces) = (Room::of(most_bytes), Vec::new());
    for id in ids {
        let mut rows = select.query(named_params! { ":team": team.0, ":id": id.0 })?;
        let Some(row) = rows.next()? else { continue };
        let n_bytes = usize::try_from(row.get::<_, i64>("n_bytes")?).unwrap_or_default();
        if !room.takes(n_bytes) {
            break;
        }
        pieces.push(row.get("bytes")?);
    }
    Ok(pieces)
}

pub(super) fn erase(connection: &Connection, team: TeamId, id: PieceId) -> Result<(), Trouble> {
    connection
        .prepare_cached("update piece set bytes = x'' where team = :team and id = :id")?
        .execute(named_params! { ":team": team.0, ":id": id.0 })?;
    Ok(())
}

fn is_erased(connection: &Connection, team: TeamId, id: PieceId) -> Result<bool, Trouble> {
    let mut erased =
        connection.prepare_cached("select 1 from erased where team = :team and id = :id")?;
    Ok(erased.exists(named_params! { ":team": team.0, ":id": id.0 })?)
}

fn is_kept(connection: &Connection, team: TeamId, id: PieceId) -> Result<bool, Trouble> {
    let mut kept =
        connection.prepare_cached("select 1 from piece where team = :team and id = :id")?;
    Ok(kept.exists(named_params! { ":team": team.0, ":id": id.0 })?)
}

fn place(connection: &Connection, team: TeamId) -> Result<Place, Trouble> {
    let epoch = taking::epoch(connection, team)?;
    Ok(Place { epoch, ends: ends(connection, team)? })
}
