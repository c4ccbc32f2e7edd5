//! Links to pages: the code and its tries, what is sealed, and what has ended.

use super::to_column;
use crate::{
    care::{Moment, ShareId},
    log::TeamId,
    server::{
        Trouble,
        database::{
            CODE_TRIES, CodeTag, Knock, Knocked, NewShare, ShareStanding,
            share::{Answer, Bag, MOST_ANSWERS, MOST_OPEN_OF_A_TEAM, REMEMBERED_MS, ShareRow},
        },
    },
    sync::protocol::{PublicContact, ShareSeen},
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

fn share_row(row: &Row<'_>) -> rusqlite::Result<ShareRow> {
    Ok(ShareRow {
        team: TeamId(row.get("team")?),
        door: row.get("door")?,
        code: row.get("code")?,
        n_tries_left: row.get("n_tries_left")?,
        ends_at: Moment(row.get("ends_at")?),
        is_withdrawn: row.get("is_withdrawn")?,
        n_opened: row.get("n_opened")?,
        opened_at: row.get::<_, Option<i64>>("opened_at")?.map(Moment),
    })
}

fn row_of(connection: &Connection, share: ShareId) -> Result<Option<ShareRow>, Trouble> {
    let mut select = connection.prepare_cached(
        "select team, door, code, n_tries_left, ends_at, is_withdrawn, n_opened, opened_at
         from share where share = :share",
    )?;
    let named = named_params! { ":share": share.to_bytes() };
    Ok(select.query_row(named, share_row).optional()?)
}

pub(super) fn make(connection: &Connection, new: NewShare) -> Result<(), Trouble> {
    let team = new.session.team;
    if let Some(known) = row_of(connection, new.id)? {
        return known.of_team(team).map(drop);
    }
    if n_open(connection, team, new.now)? >= MOST_OPEN_OF_A_TEAM {
        return Err(Trouble::TooOften);
    }
    connection
        .prepare_cached(
            "insert into share
                (share, team, device, door, code, n_tries_left, made_at, ends_at, page)
             values
                (:share, :team, :device, :door, :code, :n_tries_left, :made_at, :ends_at, :page)",
        )?
        .execute(named_params! {
            ":share": new.id.to_bytes(), ":team": team.0,
            ":device": new.session.device.to_bytes(), ":door": new.door, ":code": new.code,
            ":n_tries_left": CODE_TRIES, ":made_at": new.now.0, ":ends_at": new.ends_at.0,
            ":page": new.page,
        })?;
    Ok(())
}

fn n_open(connection: &Connection, team: TeamId, now: Moment) -> Result<i64, Trouble> {
    let mut select = connection.prepare_cached(
        "select count(*) as n_open from share
         where team = :team and ends_at > :now and is_withdrawn = 0",
    )?;
    let named = named_params! { ":team": team.0, ":now": now.0 };
    Ok(select.query_row(named, |row| row.get("n_open"))?)
}

/// Opening it changes nothing: a preview of a message that follows the link is not counted.
pub(super) fn standing(
    connection: &Connection,
    share: ShareId,
    now: Moment,
) -> Result<ShareStanding, Trouble> {
    let Some(row) = row_of(connection, share)? else { return Ok(ShareStanding::default()) };
    let contact = contact(connection, row.team)?;
    Ok(ShareStanding { is_known: true, is_open: row.open_at(now).is_ok(), contact })
}

pub(super) fn open(connection: &Connection, knock: Knock) -> Result<Knocked, Trouble> {
    let row = row_of(connection, knock.share)?.ok_or(Trouble::NotKnown)?;
    let answer = row.answers(knock)?;
    keep_tries(connection, knock.share, answer.n_tries_left())?;
    if let Answer::Wrong { n_left } = answer {
        return Ok(Knocked::WrongCode { n_left });
    }
    connection
        .prepare_cached(
            "update share set n_opened = n_opened + 1, opened_at = :now where share = :share",
        )?
        .execute(named_params! { ":now": knock.now.0, ":share": knock.share.to_bytes() })?;
    let mut select = connection.prepare_cached("select page from share where share = :share")?;
    let named = named_params! { ":share": knock.share.to_bytes() };
    let page: Option<Vec<u8>> = select.query_row(named, |row| row.get("page"))?;
    page.map(Knocked::Opened).ok_or(Trouble::NotKnown)
}

fn keep_tries(connection: &Connection, share: ShareId, n_left: u32) -> Result<(), Trouble> {
    connection
        .prepare_cached("update share set n_tries_left = :n_left where share = :share")?
        .execute(named_params! { ":n_left": n_left, ":share": share.to_bytes() })?;
    Ok(())
}

/// The same bytes again are the same answer, sent again because the network broke.
pub(super) fn answer(
    connection: &Connection,
    share: ShareId,
    sealed: &[u8],
    now: Moment,
) -> Result<(), Trouble> {
    row_of(connection, share)?.ok_or(Trouble::NotKnown)?.open_at(now)?;
    let mut is_here = connection.prepare_cached(
        "select 1 as one from share_answer where share = :share and bytes = :bytes",
    )?;
    if is_here.exists(named_params! { ":share": share.to_bytes(), ":bytes": sealed })? {
        return Ok(());
    }
    let n = n_answers(connection, share)?;
    if n >= MOST_ANSWERS {
        return Err(Trouble::TooOften);
    }
    connection
        .prepare_cached(
            "insert into share_answer (share, n, at, bytes) values (:share, :n, :at, :bytes)",
        )?
        .execute(named_params! {
            ":share": share.to_bytes(), ":n": n, ":at": now.0, ":bytes": sealed,
        })?;
    Ok(())
}

fn n_answers(connection: &Connection, share: ShareId) -> Result<i64, Trouble> {
    let mut select =
        connection.prepare_cached("select count(*) as n from share_answer where share = :share")?;
    Ok(select.query_row(named_params! { ":share": share.to_bytes() }, |row| row.get("n"))?)
}

pub(super) fn seen(
    connection: &Connection,
    team: TeamId,
    shares: &[(ShareId, u32)],
    most_bytes: u64,
) -> Result<Vec<ShareSeen>, Trouble> {
    let (mut seen, mut bag) = (Vec::new(), Bag { most_bytes, n_bytes: 0 });
    for (id, n_known) in shares {
        let Some(row) = row_of(connection, *id)?.filter(|row| row.team == team) else { continue };
        let answers = bag.take(answers_after(connection, *id, *n_known)?);
        seen.push(row.seen(*id, n_answers(connection, *id)?, answers));
    }
    Ok(seen)
}

fn answers_after(
    connection: &Connection,
    share: ShareId,
    n_known: u32,
) -> Result<Vec<Vec<u8>>, Trouble> {
    let mut select = connection.prepare_cached(
        "select bytes from share_answer where share = :share and n >= :n_known order by n",
    )?;
    let named =
        named_params! { ":share": share.to_bytes(), ":n_known": to_column(u64::from(n_known)) };
    let answers = select.query_map(named, |row| row.get("bytes"))?;
    Ok(answers.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn fresh_code(
    connection: &Connection,
    team: TeamId,
    share: ShareId,
    code: CodeTag,
    now: Moment,
) -> Result<(), Trouble> {
    row_of(connection, share)?.ok_or(Trouble::NotKnown)?.of_team(team)?.open_at(now)?;
    connection
        .prepare_cached("update share set code = :code where share = :share")?
        .execute(named_params! { ":code": code, ":share": share.to_bytes() })?;
    keep_tries(connection, share, CODE_TRIES)
}

pub(super) fn end(connection: &Connection, team: TeamId, share: ShareId) -> Result<(), Trouble> {
    row_of(connection, share)?.ok_or(Trouble::NotKnown)?.of_team(team)?;
    connection
        .prepare_cached("update share set is_withdrawn = 1 where share = :share")?
        .execute(named_params! { ":share": share.to_bytes() })?;
    drop_page(connection, share)
}

/// Overwritten first: a page that is only marked free keeps what stood on it.
fn drop_page(connection: &Connection, share: ShareId) -> Result<(), Trouble> {
    let named = named_params! { ":share": share.to_bytes() };
    connection
        .prepare_cached(
            "update share set page = zeroblob(length(page))
             where share = :share and page is not null",
        )?
        .execute(named)?;
    connection
        .prepare_cached("update share set page = null where share = :share")?
        .execute(named)?;
    Ok(())
}

pub(super) fn keep_contact(
    connection: &Connection,
    team: TeamId,
    contact: &PublicContact,
) -> Result<(), Trouble> {
    connection
        .prepare_cached(
            "insert into contact (team, name, telephone) values (:team, :name, :telephone)
             on conflict (team) do update
             set name = excluded.name, telephone = excluded.telephone",
        )?
        .execute(named_params! {
            ":team": team.0, ":name": contact.name, ":telephone": contact.telephone,
        })?;
    Ok(())
}

fn contact(connection: &Connection, team: TeamId) -> Result<PublicContact, Trouble> {
    let mut select =
        connection.prepare_cached("select name, telephone from contact where team = :team")?;
    let contact = select.query_row(named_params! { ":team": team.0 }, |row| {
        Ok(PublicContact { name: row.get("name")?, telephone: row.get("telephone")? })
    });
    Ok(contact.optional()?.unwrap_or_default())
}

pub(super) fn tidy(connection: &Connection, now: Moment) -> Result<(), Trouble> {
    let expired = {
        let mut select = connection
            .prepare_cached("select share from share where ends_at <= :now and page is not null")?;
        let expired = select.query_map(named_params! { ":now": now.0 }, |row| {
            row.get("share").map(ShareId::from_bytes)
        })?;
        expired.collect::<rusqlite::Result<Vec<_>>>()?
    };
    expired.into_iter().try_for_each(|share| drop_page(connection, share))?;
    let before = named_params! { ":before": now.0.saturating_sub(REMEMBERED_MS) };
    connection.execute(
        "delete from share_answer
         where share in (select share from share where ends_at <= :before)",
        before,
    )?;
    connection.execute("delete from share where ends_at <= :before", before)?;
    Ok(())
}
