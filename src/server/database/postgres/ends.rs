//! Where a team's lists end: what a mark may say of them, and how they go on.

use super::{Params, execute, position, row, taking, to_column};
use crate::{
    log::TeamId,
    server::{
        Trouble,
        database::{End, Ends, List},
    },
    sync::protocol::Epoch,
};
use deadpool_postgres::{GenericClient, Transaction};
use tokio_postgres::Row;

pub(super) async fn ends(view: &Transaction<'_>, team: TeamId) -> Result<Ends, Trouble> {
    Ok(Ends {
        frame: last(view, team, List::Frame).await?,
        entry: last(view, team, List::Entry).await?,
        held: last(view, team, List::Held).await?,
        piece: last(view, team, List::Piece).await?,
    })
}

async fn last(client: &impl GenericClient, team: TeamId, list: List) -> Result<End, Trouble> {
    let last = format!(
        "select position, xor_to from {} where team = $1 order by position desc limit 1",
        list.ends()
    );
    let last = row(client, &last, &[&team.0.as_slice()]).await?;
    Ok(last.as_ref().map(end).transpose()?.unwrap_or_default())
}

pub(super) fn end(row: &Row) -> Result<End, Trouble> {
    Ok(End::of(position(row, "position")?, row.try_get("xor_to")?))
}

pub(super) async fn compare(
    view: &Transaction<'_>,
    team: TeamId,
    told: Ends,
) -> Result<(Epoch, bool), Trouble> {
    let epoch = taking::epoch(view, team).await?;
    for (list, told) in told.by_list() {
        let at = format!(
            "select position, xor_to from {} where team = $1 and position = $2",
            list.ends()
        );
        let params: Params<'_> = &[&team.0.as_slice(), &to_column(told.position)];
        let found = row(view, &at, params).await?;
        if found.as_ref().map(end).transpose()? != Some(told) {
            return Ok((epoch, false));
        }
    }
    Ok((epoch, true))
}

/// Of a list that goes on by these, other than frames. Answers the position of the first.
pub(super) async fn go_on(
    change: &Transaction<'_>,
    team: TeamId,
    list: List,
    ids: impl IntoIterator<Item = [u8; 16]>,
) -> Result<u64, Trouble> {
    let before = last(change, team, list).await?;
    let ends = ids.into_iter().scan(before, |end, id| {
        *end = end.with(id);
        Some(*end)
    });
    let ends: Vec<End> = ends.collect();
    let positions: Vec<i64> = ends.iter().map(|end| to_column(end.position)).collect();
    let sums: Vec<&[u8]> = ends.iter().map(|end| end.xor.as_slice()).collect();
    let insert = format!(
        "insert into {} (team, position, xor_to)
         select $1, * from unnest($2::bigint[], $3::bytea[])",
        list.ends()
    );
    execute(change, &insert, &[&team.0.as_slice(), &positions, &sums]).await?;
    Ok(before.position + 1)
}
