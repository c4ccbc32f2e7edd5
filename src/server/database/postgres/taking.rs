//! Keeping what a device hands in: judged, then written, in one transaction.

use super::{
    Postgres, bytes, change, ends::go_on, execute, joining, position, row, rows, to_column,
};
use crate::{
    care::{DeviceId, Moment},
    log::{FrameId, TeamId},
    seal::{EntryId, SignedEntry},
    server::{
        Trouble,
        database::{List, Taken, held_for},
        judge::{Facts, Known, NewEntries, NewFrame, NewHeld, Offer, judge},
    },
    sync::protocol::{Epoch, SeenDevice},
};
use deadpool_postgres::{GenericClient, Transaction};
use std::collections::BTreeSet;
use tokio_postgres::Row;

pub(super) async fn take(
    database: &Postgres,
    offer: Offer,
    mut seen: SeenDevice,
) -> Result<Taken, Trouble> {
    let (team, device) = (offer.team, offer.device);
    let mut client = database.of(team).await?;
    let change = change(&mut client, team).await?;
    let mut book = database.book_in(&change, team).await?.ok_or(Trouble::NotKnown)?;
    let mut facts = facts(&change, team, &offer.frames_named()).await?;
    if !book.is_present(device) {
        facts.n_held_bytes = n_held_bytes(&change, team, device).await?;
    }
    for invitation in offer.invitations_named(&book) {
        let link = joining::link(&change, team, invitation).await?;
        if link.is_some_and(|link| link.is_shut(seen.at)) {
            facts.shut_links.insert(invitation);
        }
    }
    let judged = judge(&mut book, facts, offer);
    keep_frames(&change, team, device, &judged.frames).await?;
    keep_held(&change, team, device, seen.at, &judged.held).await?;
    seen.n_unsent = seen.n_unsent.saturating_add(judged.n_put_off());
    keep_seen(&change, team, seen).await?;
    keep_entries(&change, team, &judged.entries).await?;
    change.commit().await?;
    Ok(Taken { entry_verdicts: judged.entry_verdicts, verdicts: judged.verdicts })
}

async fn facts(
    change: &Transaction<'_>,
    team: TeamId,
    named: &[FrameId],
) -> Result<Facts, Trouble> {
    let (end, _) = last_frame(change, team).await?;
    let mut facts = Facts { end, ..Facts::default() };
    let named: Vec<&[u8]> = named.iter().map(|id| id.0.as_slice()).collect();
    let params: super::Params<'_> = &[&team.0.as_slice(), &named];
    let kept = "select id, position from frame where team = $1 and id = any($2)";
    for row in rows(change, kept, params).await? {
        facts.frames.insert(FrameId(bytes(&row, "id")?), Known::At(position(&row, "position")?));
    }
    let erased = "select id from erased where team = $1 and id = any($2)";
    for row in rows(change, erased, params).await? {
        facts.frames.insert(FrameId(bytes(&row, "id")?), Known::Erased);
    }
    Ok(facts)
}

async fn last_frame(change: &Transaction<'_>, team: TeamId) -> Result<(u64, [u8; 16]), Trouble> {
    let last = "select position, xor_to from frame where team = $1 order by position desc limit 1";
    match row(change, last, &[&team.0.as_slice()]).await? {
        Some(row) => Ok((position(&row, "position")?, bytes(&row, "xor_to")?)),
        None => Ok(Default::default()),
    }
}

async fn keep_frames(
    change: &Transaction<'_>,
    team: TeamId,
    device: DeviceId,
    frames: &[NewFrame],
) -> Result<(), Trouble> {
    if frames.is_empty() {
        return Ok(());
    }
    let (_, mut xor_to) = last_frame(change, team).await?;
    let sums: Vec<[u8; 16]> = frames
        .iter()
        .map(|frame| {
            xor_to.iter_mut().zip(frame.id.0).for_each(|(sum, byte)| *sum ^= byte);
            xor_to
        })
        .collect();
    let positions: Vec<i64> = frames.iter().map(|frame| to_column(frame.position)).collect();
    let ids: Vec<&[u8]> = frames.iter().map(|frame| frame.id.0.as_slice()).collect();
    let scopes: Vec<&[u8]> = frames.iter().map(|frame| frame.scope.0.as_slice()).collect();
    let sums: Vec<&[u8]> = sums.iter().map(<[u8; 16]>::as_slice).collect();
    let all_bytes: Vec<&[u8]> = frames.iter().map(|frame| frame.bytes.as_slice()).collect();
    execute(
        change,
        "insert into frame (team, device, position, id, scope, xor_to, bytes)
         select $1, $2, * from unnest($3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[])",
        &[
            &team.0.as_slice(), &device.to_bytes().as_slice(), &positions, &ids, &scopes, &sums,
            &all_bytes,
        ],
    )
    .await?;
    Ok(())
}

async fn n_held_bytes(
    change: &Transaction<'_>,
    team: TeamId,
    device: DeviceId,
) -> Result<usize, Trouble> {
    let sum = "select coalesce(sum(length(bytes)), 0)::bigint as n_bytes from held
               where team = $1 and device = $2";
    let (team, device) = (team.0.as_slice(), device.to_bytes());
    let found = row(change, sum, &[&team, &device.as_slice()]).await?;
    let n_bytes = found.map(|row| row.try_get::<_, i64>("n_bytes")).transpose()?;
    Ok(usize::try_from(n_bytes.unwrap_or_default()).unwrap_or(usize::MAX))
}

async fn keep_held(
    change: &Transaction<'_>,
    team: TeamId,
    device: DeviceId,
    now: Moment,
    held: &[NewHeld],
) -> Result<(), Trouble> {
    if held.is_empty() {
        return Ok(());
    }
    let ids: Vec<&[u8]> = held.iter().map(|frame| frame.id.0.as_slice()).collect();
    let known = "select id from held where team = $1 and id = any($2)";
    let mut known: BTreeSet<FrameId> = rows(change, known, &[&team.0.as_slice(), &ids])
        .await?
        .iter()
        .map(|row| bytes(row, "id").map(FrameId))
        .collect::<Result<_, Trouble>>()?;
    let new: Vec<&NewHeld> = held.iter().filter(|frame| known.insert(frame.id)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let first = go_on(change, team, List::Held, new.iter().map(|frame| frame.id.0)).await?;
    let positions: Vec<i64> = (first..).take(new.len()).map(to_column).collect();
    let ids: Vec<&[u8]> = new.iter().map(|frame| frame.id.0.as_slice()).collect();
    let scopes: Vec<&[u8]> = new.iter().map(|frame| frame.scope.0.as_slice()).collect();
    let held_for: Vec<_> = new.iter().map(|frame| held_for(frame.held_for)).collect();
    let all_bytes: Vec<&[u8]> = new.iter().map(|frame| frame.bytes.as_slice()).collect();
    execute(
        change,
        "insert into held (team, device, held_at, position, id, scope, held_for, bytes)
         select $1, $2, $3, * from unnest($4::bigint[], $5::bytea[], $6::bytea[], $7::text[], $8::bytea[])",
        &[
            &team.0.as_slice(), &device.to_bytes().as_slice(), &now.0, &positions, &ids, &scopes,
            &held_for, &all_bytes,
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn keep_seen(
    client: &impl GenericClient,
    team: TeamId,
    seen: SeenDevice,
) -> Result<(), Trouble> {
    execute(
        client,
        "insert into device_seen (team, device, seen_at, n_unsent, oldest_unsent_at)
         values ($1, $2, $3, $4, $5)
         on conflict (team, device) do update set seen_at = excluded.seen_at,
            n_unsent = excluded.n_unsent, oldest_unsent_at = excluded.oldest_unsent_at",
        &[
            &team.0.as_slice(),
            &seen.device.to_bytes().as_slice(),
            &seen.at.0,
            &i64::from(seen.n_unsent),
            &seen.oldest_unsent_at.map(|at| at.0),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn keep_entries(
    change: &Transaction<'_>,
    team: TeamId,
    new: &NewEntries,
) -> Result<(), Trouble> {
    let of_team = team.0.as_slice();
    if !new.entries.is_empty() {
        add_entries(change, team, &new.entries).await?;
    }
    for key in &new.doors {
        let open = "insert into door (key, team) values ($1, $2) on conflict do nothing";
        execute(change, open, &[&key.as_slice(), &of_team]).await?;
    }
    for device in &new.removed {
        let end = "delete from token where team = $1 and device = $2";
        execute(change, end, &[&of_team, &device.to_bytes().as_slice()]).await?;
    }
    for invitation in &new.used_links {
        joining::withdraw_link(change, team, *invitation).await?;
    }
    if new.withdraws_links {
        joining::withdraw_links(change, team).await?;
    }
    erase(change, team, &new.erased).await
}

async fn add_entries(
    change: &Transaction<'_>,
    team: TeamId,
    entries: &[(EntryId, SignedEntry)],
) -> Result<(), Trouble> {
    let first = go_on(change, team, List::Entry, entries.iter().map(|(id, _)| id.0)).await?;
    for (position, (id, signed)) in (first..).zip(entries) {
        execute(
            change,
            "insert into entry (team, position, id, signature, bytes) values ($1, $2, $3, $4, $5)",
            &[
                &team.0.as_slice(),
                &to_column(position),
                &id.0.as_slice(),
                &signed.signature.as_slice(),
                &signed.bytes,
            ],
        )
        .await?;
    }
    Ok(())
}

async fn erase(change: &Transaction<'_>, team: TeamId, frames: &[FrameId]) -> Result<(), Trouble> {
    if frames.is_empty() {
        return Ok(());
    }
    let ids: Vec<&[u8]> = frames.iter().map(|id| id.0.as_slice()).collect();
    for step in [
        "insert into erased (team, id) select $1, unnest($2::bytea[]) on conflict do nothing",
        "update frame set is_erased = true, bytes = '' where team = $1 and id = any($2)",
        "update held set bytes = '' where team = $1 and id = any($2)",
        "update piece set bytes = '' where team = $1 and id = any($2)",
    ] {
        execute(change, step, &[&team.0.as_slice(), &ids]).await?;
    }
    Ok(())
}

pub(super) fn entry(row: &Row) -> Result<SignedEntry, Trouble> {
    Ok(SignedEntry { bytes: row.try_get("bytes")?, signature: bytes(row, "signature")? })
}

/// Whoever is first turns it; who comes a moment later gets the same new epoch.
pub(super) async fn turn_epoch(
    client: &impl GenericClient,
    team: TeamId,
    old: Epoch,
    new: Epoch,
) -> Result<Epoch, Trouble> {
    let turn = "update team set epoch = $3 where team = $1 and epoch = $2";
    let params: super::Params<'_> = &[&team.0.as_slice(), &old.0.as_slice(), &new.0.as_slice()];
    execute(client, turn, params).await?;
    epoch(client, team).await
}

pub(super) async fn epoch(client: &impl GenericClient, team: TeamId) -> Result<Epoch, Trouble> {
    let select = "select epoch from team where team = $1";
    let row = row(client, select, &[&team.0.as_slice()]).await?.ok_or(Trouble::NotKnown)?;
    bytes(&row, "epoch").map(Epoch)
}
