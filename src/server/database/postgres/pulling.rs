//! Reading what a device has not yet got, each answer out of one view of the database.

use super::{Params, bytes, durable, ends::ends, position, row, rows, stream, taking, to_column};
use crate::{
    care::{DeviceId, Moment},
    log::{FrameId, ScopeId, TeamId},
    server::{
        Session, Trouble,
        database::{FrameRow, Pull, Pulled, Told, held_for, room::Room},
    },
    sync::protocol::{Digest, FrameDown, HeldDown, HeldFor, News, SeenDevice},
};
use deadpool_postgres::{GenericClient, Transaction};
use futures_util::TryStreamExt;
use serde_bytes::ByteBuf;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    pin::pin,
};
use tokio_postgres::Row;

/// How many frames are looked at in one go for what there is room for.
const MOST_LOOKED_AT: i64 = 4096;

/// Some of the book at a time: what there is no room for is not read to its end.
const MOST_ENTRIES_LOOKED_AT: i64 = 256;

pub(super) async fn pull(view: &Transaction<'_>, pull: Pull) -> Result<Pulled, Trouble> {
    let Session { team, device } = pull.session;
    let ends = ends(view, team).await?;
    let book_after = if pull.book_after > ends.entry.position { 0 } else { pull.book_after };
    let mut room = Room::of(pull.most_bytes);
    let mut pulled = Pulled {
        ends,
        book_cursor: book_after,
        cursor: ends.frame.position,
        held_cursor: pull.held_after.unwrap_or_default(),
        is_complete: true,
        seen: seen(view, team, device).await?,
        durable: durable::of(view, team).await?,
        ..Pulled::default()
    };
    entries_after(view, &pull, &mut pulled).await?;
    if pulled.is_book_whole {
        if let Some(after) = pull.frames_after.filter(|after| *after < ends.frame.position) {
            frames_after(view, &pull, after, &mut room, &mut pulled).await?;
        }
        if let Some(after) = pull.held_after {
            held_after(view, team, after.min(ends.held.position), &mut room, &mut pulled).await?;
        }
    } else {
        pulled.stops_within_the_book(&pull);
    }
    pulled.digest = digest(view, team, &pull.told, pulled.cursor).await?;
    Ok(pulled)
}

/// Entries after the device's place in the book, as many as there is room for.
async fn entries_after(
    view: &Transaction<'_>,
    pull: &Pull,
    pulled: &mut Pulled,
) -> Result<(), Trouble> {
    let select = "select position, bytes, signature from entry
                  where team = $1 and position > $2 order by position limit $3";
    let team = pull.session.team;
    let mut room = Room::of(pull.most_entry_bytes);
    loop {
        let after = to_column(pulled.book_cursor);
        let params: Params<'_> = &[&team.0.as_slice(), &after, &MOST_ENTRIES_LOOKED_AT];
        let found = rows(view, select, params).await?;
        if found.is_empty() {
            pulled.is_book_whole = true;
            return Ok(());
        }
        for row in &found {
            let entry = taking::entry(row)?;
            if !room.takes(entry.n_bytes()) {
                return Ok(());
            }
            pulled.book_cursor = position(row, "position")?;
            pulled.entries.push(entry);
        }
    }
}

/// First what they weigh, then those that there is room for: what does not go down is not fetched.
async fn frames_after(
    view: &Transaction<'_>,
    pull: &Pull,
    after: u64,
    room: &mut Room,
    pulled: &mut Pulled,
) -> Result<(), Trouble> {
    let team = pull.session.team;
    let (which, scopes) = match &pull.told {
        Told::AllBut(closed) => ("scope <> all($3)", closed),
        Told::Only(scopes) => ("scope = any($3)", scopes),
    };
    let select = format!(
        "select position, device, octet_length(bytes) as n_bytes from frame
         where team = $1 and position > $2 and not is_erased and {which}
         order by position limit $4"
    );
    let scopes = as_column(scopes);
    let (mut chosen, mut after) = (Vec::new(), after);
    loop {
        let params: Params<'_> = &[&team.0.as_slice(), &to_column(after), &scopes, &MOST_LOOKED_AT];
        let found = rows(view, &select, params).await?;
        let Some(last) = found.last() else { break };
        let last = position(last, "position")?;
        for row in &found {
            let weight = Weight::of(row, pull.own())?;
            if !room.takes(weight.n_bytes) {
                pulled.cursor = chosen.last().copied().unwrap_or(after);
                pulled.is_complete = false;
                pulled.frames = frames(view, team, &chosen, pull.own()).await?;
                return Ok(());
            }
            chosen.push(weight.position);
        }
        after = last;
    }
    pulled.frames = frames(view, team, &chosen, pull.own()).await?;
    Ok(())
}

fn as_column(scopes: &BTreeSet<ScopeId>) -> Vec<&[u8]> {
    scopes.iter().map(|scope| scope.0.as_slice()).collect()
}

struct Weight {
    position: u64,
    /// Of a device's own frame it is told the id alone.
    n_bytes: usize,
}

impl Weight {
    fn of(row: &Row, own: Option<DeviceId>) -> Result<Self, Trouble> {
        let is_own = own == Some(DeviceId::from_bytes(bytes(row, "device")?));
        let n_bytes = if is_own { 0 } else { row.try_get::<_, i32>("n_bytes")? };
        let n_bytes = usize::try_from(n_bytes).unwrap_or_default();
        Ok(Self { position: position(row, "position")?, n_bytes })
    }
}

/// Frames as they go down, in the order in which they were asked for.
async fn frames(
    client: &impl GenericClient,
    team: TeamId,
    at: &[u64],
    own: Option<DeviceId>,
) -> Result<Vec<FrameDown>, Trouble> {
    if at.is_empty() {
        return Ok(Vec::new());
    }
    let positions: Vec<i64> = at.iter().map(|at| to_column(*at)).collect();
    let own = own.map(DeviceId::to_bytes);
    let found = rows(
        client,
        "select position, id, case when device = $3 then null else bytes end as bytes from frame
         where team = $1 and position = any($2) and not is_erased",
        &[&team.0.as_slice(), &positions, &own.as_ref().map(<[u8; 16]>::as_slice)],
    )
    .await?;
    let mut frames = HashMap::new();
    for row in found {
        let position = position(&row, "position")?;
        let frame = match row.try_get::<_, Option<Vec<u8>>>("bytes")? {
            Some(bytes) => FrameDown::Whole { position, bytes: ByteBuf::from(bytes) },
            None => FrameDown::Own { position, id: FrameId(bytes(&row, "id")?) },
        };
        frames.insert(position, frame);
    }
    Ok(at.iter().filter_map(|at| frames.remove(at)).collect())
}

/// Where the lists end that devices are told.
pub(super) async fn news(client: &impl GenericClient, team: TeamId) -> Result<News, Trouble> {
    let select = "select
        coalesce((select max(position) from frame where team = $1), 0) as frames,
        coalesce((select max(position) from entry where team = $1), 0) as entries,
        coalesce((select max(position) from held where team = $1
                  and held_for = $2 and octet_length(bytes) > 0), 0) as held";
    let params: Params<'_> = &[&team.0.as_slice(), &held_for(HeldFor::SenderRemoved)];
    let Some(row) = row(client, select, params).await? else { return Ok(News::default()) };
    Ok(News {
        cursor: position(&row, "frames")?,
        book_cursor: position(&row, "entries")?,
        held_cursor: position(&row, "held")?,
    })
}

/// Only what a removed colleague handed in.
async fn held_after(
    view: &Transaction<'_>,
    team: TeamId,
    after: u64,
    room: &mut Room,
    pulled: &mut Pulled,
) -> Result<(), Trouble> {
    let found = rows(
        view,
        "select position, octet_length(bytes) as n_bytes from held
         where team = $1 and position > $2 and held_for = $3 and octet_length(bytes) > 0
         order by position limit $4",
        &[
            &team.0.as_slice(),
            &to_column(after),
            &held_for(HeldFor::SenderRemoved),
            &MOST_HELD_AT_ONCE,
        ],
    )
    .await?;
    let mut chosen = Vec::new();
    for row in &found {
        if !room.takes(usize::try_from(row.try_get::<_, i32>("n_bytes")?).unwrap_or_default()) {
            break;
        }
        chosen.push(position(row, "position")?);
    }
    pulled.held_cursor = chosen.last().copied().unwrap_or(after);
    let is_all = chosen.len() == found.len()
        && i64::try_from(found.len()).is_ok_and(|n| n < MOST_HELD_AT_ONCE);
    pulled.is_complete &= is_all;
    pulled.held = held_at(view, team, &chosen).await?;
    Ok(())
}

async fn held_at(
    view: &Transaction<'_>,
    team: TeamId,
    at: &[u64],
) -> Result<Vec<HeldDown>, Trouble> {
    let positions: Vec<i64> = at.iter().map(|at| to_column(*at)).collect();
    let select = "select position, device, held_at, bytes from held
                  where team = $1 and position = any($2) order by position";
    let held = |row: &Row| {
        Ok(HeldDown {
            position: position(row, "position")?,
            bytes: ByteBuf::from(row.try_get::<_, Vec<u8>>("bytes")?),
            from: DeviceId::from_bytes(bytes(row, "device")?),
            at: Moment(row.try_get("held_at")?),
        })
    };
    rows(view, select, &[&team.0.as_slice(), &positions]).await?.iter().map(held).collect()
}

/// Late work comes in handfuls.
const MOST_HELD_AT_ONCE: i64 = 256;

/// Of unerased frames up to a position, of what a device is told.
async fn digest(
    view: &Transaction<'_>,
    team: TeamId,
    told: &Told,
    at: u64,
) -> Result<Digest, Trouble> {
    match told {
        Told::Only(scopes) => digest_of(view, team, scopes, at).await,
        Told::AllBut(closed) => {
            let mut digest = digest_of_all(view, team, at).await?;
            digest.take_away_all(digest_of(view, team, closed, at).await?);
            Ok(digest)
        }
    }
}

/// Positions have no gaps, so the last one is the count.
async fn digest_of_all(view: &Transaction<'_>, team: TeamId, at: u64) -> Result<Digest, Trouble> {
    let params: Params<'_> = &[&team.0.as_slice(), &to_column(at)];
    let all = "select xor_to from frame where team = $1 and position = $2";
    let Some(all) = row(view, all, params).await? else { return Ok(Digest::default()) };
    let mut digest = Digest { count: at, xor: bytes(&all, "xor_to")? };
    let erased = "select id from frame where team = $1 and is_erased and position <= $2";
    for row in rows(view, erased, params).await? {
        digest.take_away(bytes(&row, "id")?);
    }
    Ok(digest)
}

/// Summed where the rows are: of ten thousand frames one row comes.
async fn digest_of(
    view: &Transaction<'_>,
    team: TeamId,
    scopes: &BTreeSet<ScopeId>,
    at: u64,
) -> Result<Digest, Trouble> {
    if scopes.is_empty() {
        return Ok(Digest::default());
    }
    let select = "select count(*) as count,
            bit_xor(('x' || encode(id, 'hex'))::bit(128))::text as xor
        from frame where team = $1 and scope = any($3) and not is_erased and position <= $2";
    let params: Params<'_> = &[&team.0.as_slice(), &to_column(at), &as_column(scopes)];
    let Some(row) = row(view, select, params).await? else { return Ok(Digest::default()) };
    let bits: Option<String> = row.try_get("xor")?;
    let xor = bits.and_then(|bits| u128::from_str_radix(&bits, 2).ok()).unwrap_or_default();
    Ok(Digest { count: position(&row, "count")?, xor: xor.to_be_bytes() })
}

pub(super) async fn scopes(
    client: &impl GenericClient,
    team: TeamId,
    cursor: u64,
) -> Result<Vec<(ScopeId, Digest)>, Trouble> {
    let select = "select scope, id from frame where team = $1 and position <= $2 and not is_erased";
    let params: Params<'_> = &[&team.0.as_slice(), &to_column(cursor)];
    // One after the other: all of a large team's at once are tens of megabytes.
    let mut found = pin!(stream(client, select, params).await?);
    let mut digests = BTreeMap::<ScopeId, Digest>::new();
    while let Some(row) = found.try_next().await? {
        digests.entry(ScopeId(bytes(&row, "scope")?)).or_default().add(bytes(&row, "id")?);
    }
    Ok(digests.into_iter().collect())
}

pub(super) async fn frames_of(
    client: &impl GenericClient,
    team: TeamId,
    scope: ScopeId,
) -> Result<Vec<FrameRow>, Trouble> {
    let select = "select position, id, is_erased from frame
                  where team = $1 and scope = $2 order by position";
    let found = rows(client, select, &[&team.0.as_slice(), &scope.0.as_slice()]).await?;
    let frame = |row: &Row| {
        Ok(FrameRow {
            position: position(row, "position")?,
            id: FrameId(bytes(row, "id")?),
            is_erased: row.try_get("is_erased")?,
        })
    };
    found.iter().map(frame).collect()
}

pub(super) async fn frames_at(
    client: &impl GenericClient,
    team: TeamId,
    at: &[u64],
    most_bytes: u64,
) -> Result<Vec<FrameDown>, Trouble> {
    let positions: Vec<i64> = at.iter().map(|at| to_column(*at)).collect();
    let select = "select position, device, octet_length(bytes) as n_bytes from frame
                  where team = $1 and position = any($2) and not is_erased";
    let mut weights = HashMap::new();
    for row in rows(client, select, &[&team.0.as_slice(), &positions]).await? {
        let weight = Weight::of(&row, None)?;
        weights.insert(weight.position, weight.n_bytes);
    }
    let mut room = Room::of(most_bytes);
    let is_there = at.iter().filter_map(|at| Some((*at, *weights.get(at)?)));
    let fits = is_there.take_while(|(_, n_bytes)| room.takes(*n_bytes));
    let chosen: Vec<u64> = fits.map(|(at, _)| at).collect();
    frames(client, team, &chosen, None).await
}

fn seen_row(row: &Row) -> Result<SeenDevice, Trouble> {
    Ok(SeenDevice {
        device: DeviceId::from_bytes(bytes(row, "device")?),
        at: Moment(row.try_get("seen_at")?),
        n_unsent: u32::try_from(row.try_get::<_, i64>("n_unsent")?).unwrap_or_default(),
        oldest_unsent_at: row.try_get::<_, Option<i64>>("oldest_unsent_at")?.map(Moment),
    })
}

async fn seen(
    view: &Transaction<'_>,
    team: TeamId,
    device: DeviceId,
) -> Result<Option<SeenDevice>, Trouble> {
    let select = "select device, seen_at, n_unsent, oldest_unsent_at from device_seen
                  where team = $1 and device = $2";
    let device = device.to_bytes();
    row(view, select, &[&team.0.as_slice(), &device.as_slice()])
        .await?
        .as_ref()
        .map(seen_row)
        .transpose()
}

pub(super) async fn all_seen(
    client: &impl GenericClient,
    team: TeamId,
) -> Result<Vec<SeenDevice>, Trouble> {
    let select = "select device, seen_at, n_unsent, oldest_unsent_at from device_seen
                  where team = $1 order by device";
    rows(client, select, &[&team.0.as_slice()]).await?.iter().map(seen_row).collect()
}
