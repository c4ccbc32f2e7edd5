//! Pieces of photos: each kept once, and told to whoever asks by its name.

use super::{
    Params, bytes, change,
    ends::{ends, go_on},
    execute, rows, taking, to_column, view,
};
use crate::{
    log::{PieceId, TeamId},
    server::{
        Session, Trouble,
        database::{KeptPiece, KnownPieces, List, NewPiece, Place, room::Room},
    },
    sync::protocol::attachments::PieceVerdict,
};
use deadpool_postgres::{Client, GenericClient, Transaction};
use std::collections::{BTreeSet, HashMap};

pub(super) async fn known(
    client: &mut Client,
    team: TeamId,
    ids: Vec<PieceId>,
) -> Result<KnownPieces, Trouble> {
    let view = view(client).await?;
    let named = named(&view, "erased", team, &ids).await?;
    let kept = self::named(&view, "piece", team, &ids).await?;
    let (erased, others): (Vec<_>, Vec<_>) = ids.into_iter().partition(|id| named.contains(id));
    let lacking = others.into_iter().filter(|id| !kept.contains(id)).collect();
    Ok(KnownPieces { lacking, erased, place: place(&view, team).await? })
}

pub(super) async fn keep(client: &mut Client, piece: NewPiece) -> Result<KeptPiece, Trouble> {
    let Session { team, device } = piece.session;
    let change = change(client, team).await?;
    let id = [piece.id];
    let verdict = if !named(&change, "erased", team, &id).await?.is_empty() {
        PieceVerdict::Erased
    } else if !named(&change, "piece", team, &id).await?.is_empty() {
        PieceVerdict::Duplicate
    } else {
        let position = go_on(&change, team, List::Piece, [piece.id.0]).await?;
        execute(
            &change,
            "insert into piece (team, position, id, scope, device, at, bytes)
             values ($1, $2, $3, $4, $5, $6, $7)",
            &[
                &team.0.as_slice(),
                &to_column(position),
                &piece.id.0.as_slice(),
                &piece.scope.0.as_slice(),
                &device.to_bytes().as_slice(),
                &piece.now.0,
                &piece.bytes,
            ],
        )
        .await?;
        PieceVerdict::Accepted
    };
    let place = place(&change, team).await?;
    change.commit().await?;
    Ok(KeptPiece { verdict, place })
}

/// First what they weigh, then those that there is room for.
pub(super) async fn of(
    client: &impl GenericClient,
    team: TeamId,
    ids: &[PieceId],
    most_bytes: u64,
) -> Result<Vec<Vec<u8>>, Trouble> {
    let asked = by_name(ids);
    let weights = "select id, octet_length(bytes) as n_bytes from piece
                   where team = $1 and id = any($2) and octet_length(bytes) > 0";
    let mut n_bytes: HashMap<PieceId, usize> = HashMap::new();
    for row in rows(client, weights, &[&team.0.as_slice(), &asked]).await? {
        let weight = usize::try_from(row.try_get::<_, i32>("n_bytes")?).unwrap_or_default();
        n_bytes.insert(PieceId(bytes(&row, "id")?), weight);
    }
    let mut room = Room::of(most_bytes);
    let kept = ids.iter().filter_map(|id| Some((*id, *n_bytes.get(id)?)));
    let chosen = kept.take_while(|(_, n_bytes)| room.takes(*n_bytes));
    let chosen: Vec<PieceId> = chosen.map(|(id, _)| id).collect();
    let select = "select id, bytes from piece where team = $1 and id = any($2)";
    let mut found = HashMap::new();
    for row in rows(client, select, &[&team.0.as_slice(), &by_name(&chosen)]).await? {
        found.insert(PieceId(bytes(&row, "id")?), row.try_get::<_, Vec<u8>>("bytes")?);
    }
    Ok(chosen.iter().filter_map(|id| found.get(id).cloned()).collect())
}

fn by_name(ids: &[PieceId]) -> Vec<&[u8]> {
    ids.iter().map(|id| id.0.as_slice()).collect()
}

/// Those of them that stand in a table.
async fn named(
    change: &Transaction<'_>,
    table: &'static str,
    team: TeamId,
    ids: &[PieceId],
) -> Result<BTreeSet<PieceId>, Trouble> {
    let select = match table {
        "erased" => "select id from erased where team = $1 and id = any($2)",
        _ => "select id from piece where team = $1 and id = any($2)",
    };
    let params: Params<'_> = &[&team.0.as_slice(), &by_name(ids)];
    let found = rows(change, select, params).await?;
    found.iter().map(|row| bytes(row, "id").map(PieceId)).collect()
}

async fn place(view: &Transaction<'_>, team: TeamId) -> Result<Place, Trouble> {
    let epoch = taking::epoch(view, team).await?;
    Ok(Place { epoch, ends: ends(view, team).await? })
}
