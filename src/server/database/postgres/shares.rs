//! Links to pages: the code and its tries, what is sealed, and what has ended. Whoever comes by a link
//! names no team; the row is found by the link's own id.

use super::{Params, Postgres, bytes, execute, row, rows};
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
use deadpool_postgres::{Client, GenericClient, Transaction};
use tokio_postgres::Row;

const ROW: &str =
    "select team, door, code, n_tries_left, ends_at, is_withdrawn, n_opened, opened_at
                   from share where share = $1";
/// For who changes it: tries are counted one after the other.
const ROW_TO_CHANGE: &str =
    "select team, door, code, n_tries_left, ends_at, is_withdrawn, n_opened, opened_at
     from share where share = $1 for update";

fn share_row(row: &Row) -> Result<ShareRow, Trouble> {
    let count = |column| Ok::<_, Trouble>(u32::try_from(row.try_get::<_, i64>(column)?));
    Ok(ShareRow {
        team: TeamId(bytes(row, "team")?),
        door: bytes(row, "door")?,
        code: bytes(row, "code")?,
        n_tries_left: count("n_tries_left")?.unwrap_or_default(),
        ends_at: Moment(row.try_get("ends_at")?),
        is_withdrawn: row.try_get("is_withdrawn")?,
        n_opened: count("n_opened")?.unwrap_or_default(),
        opened_at: row.try_get::<_, Option<i64>>("opened_at")?.map(Moment),
    })
}

async fn row_of(client: &impl GenericClient, share: ShareId) -> Result<Option<ShareRow>, Trouble> {
    let found = row(client, ROW, &[&share.to_bytes().as_slice()]).await?;
    found.as_ref().map(share_row).transpose()
}

async fn row_to_change(change: &Transaction<'_>, share: ShareId) -> Result<ShareRow, Trouble> {
    let found = row(change, ROW_TO_CHANGE, &[&share.to_bytes().as_slice()]).await?;
    share_row(&found.ok_or(Trouble::NotKnown)?)
}

pub(super) async fn make(client: &impl GenericClient, new: NewShare) -> Result<(), Trouble> {
    let team = new.session.team;
    if let Some(known) = row_of(client, new.id).await? {
        return known.of_team(team).map(drop);
    }
    let open = "select count(*) as n from share
                where team = $1 and ends_at > $2 and not is_withdrawn";
    if count(client, open, &[&team.0.as_slice(), &new.now.0]).await? >= MOST_OPEN_OF_A_TEAM {
        return Err(Trouble::TooOften);
    }
    execute(
        client,
        "insert into share (share, team, device, door, code, n_tries_left, made_at, ends_at, page)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        &[
            &new.id.to_bytes().as_slice(),
            &team.0.as_slice(),
            &new.session.device.to_bytes().as_slice(),
            &new.door.as_slice(),
            &new.code.as_slice(),
            &i64::from(CODE_TRIES),
            &new.now.0,
            &new.ends_at.0,
            &new.page,
        ],
    )
    .await?;
    Ok(())
}

async fn count(
    client: &impl GenericClient,
    select: &str,
    params: Params<'_>,
) -> Result<i64, Trouble> {
    Ok(row(client, select, params).await?.map_or(Ok(0), |row| row.try_get("n"))?)
}

/// Opening it changes nothing: a preview of a message that follows the link is not counted.
pub(super) async fn standing(
    database: &Postgres,
    share: ShareId,
    now: Moment,
) -> Result<ShareStanding, Trouble> {
    let found = row_of(&database.of_none().await?, share).await?;
    let Some(row) = found else { return Ok(ShareStanding::default()) };
    let contact = contact(&database.of(row.team).await?, row.team).await?;
    Ok(ShareStanding { is_known: true, is_open: row.open_at(now).is_ok(), contact })
}

pub(super) async fn open(client: &mut Client, knock: Knock) -> Result<Knocked, Trouble> {
    let change = client.transaction().await?;
    let answer = row_to_change(&change, knock.share).await?.answers(knock)?;
    keep_tries(&change, knock.share, answer.n_tries_left()).await?;
    if let Answer::Wrong { n_left } = answer {
        change.commit().await?;
        return Ok(Knocked::WrongCode { n_left });
    }
    let share = knock.share.to_bytes();
    let opened = "update share set n_opened = n_opened + 1, opened_at = $2 where share = $1";
    execute(&change, opened, &[&share.as_slice(), &knock.now.0]).await?;
    let page = "select page from share where share = $1";
    let page = row(&change, page, &[&share.as_slice()]).await?.ok_or(Trouble::NotKnown)?;
    let page: Option<Vec<u8>> = page.try_get("page")?;
    change.commit().await?;
    page.map(Knocked::Opened).ok_or(Trouble::NotKnown)
}

async fn keep_tries(change: &Transaction<'_>, share: ShareId, n_left: u32) -> Result<(), Trouble> {
    let keep = "update share set n_tries_left = $2 where share = $1";
    execute(change, keep, &[&share.to_bytes().as_slice(), &i64::from(n_left)]).await?;
    Ok(())
}

/// The same bytes again are the same answer, sent again because the network broke.
pub(super) async fn answer(
    client: &mut Client,
    share: ShareId,
    sealed: &[u8],
    now: Moment,
) -> Result<(), Trouble> {
    let change = client.transaction().await?;
    row_to_change(&change, share).await?.open_at(now)?;
    let share_id = share.to_bytes();
    let is_here = "select 1 as one from share_answer where share = $1 and bytes = $2";
    if row(&change, is_here, &[&share_id.as_slice(), &sealed]).await?.is_some() {
        return Ok(());
    }
    let n = n_answers(&change, share).await?;
    if n >= MOST_ANSWERS {
        return Err(Trouble::TooOften);
    }
    let keep = "insert into share_answer (share, n, at, bytes) values ($1, $2, $3, $4)";
    execute(&change, keep, &[&share_id.as_slice(), &n, &now.0, &sealed]).await?;
    Ok(change.commit().await?)
}

async fn n_answers(client: &impl GenericClient, share: ShareId) -> Result<i64, Trouble> {
    let select = "select count(*) as n from share_answer where share = $1";
    count(client, select, &[&share.to_bytes().as_slice()]).await
}

pub(super) async fn seen(
    client: &impl GenericClient,
    team: TeamId,
    shares: &[(ShareId, u32)],
    most_bytes: u64,
) -> Result<Vec<ShareSeen>, Trouble> {
    let (mut seen, mut bag) = (Vec::new(), Bag { most_bytes, n_bytes: 0 });
    for (id, n_known) in shares {
        let found = row_of(client, *id).await?.filter(|row| row.team == team);
        let Some(row) = found else { continue };
        let answers = bag.take(answers_after(client, *id, *n_known).await?);
        seen.push(row.seen(*id, n_answers(client, *id).await?, answers));
    }
    Ok(seen)
}

async fn answers_after(
    client: &impl GenericClient,
    share: ShareId,
    n_known: u32,
) -> Result<Vec<Vec<u8>>, Trouble> {
    let select = "select bytes from share_answer where share = $1 and n >= $2 order by n";
    let (share, n_known) = (share.to_bytes(), i64::from(n_known));
    rows(client, select, &[&share.as_slice(), &n_known])
        .await?
        .iter()
        .map(|row| Ok(row.try_get("bytes")?))
        .collect()
}

pub(super) async fn fresh_code(
    client: &mut Client,
    team: TeamId,
    share: ShareId,
    code: CodeTag,
    now: Moment,
) -> Result<(), Trouble> {
    let change = client.transaction().await?;
    row_to_change(&change, share).await?.of_team(team)?.open_at(now)?;
    let keep = "update share set code = $2 where share = $1";
    execute(&change, keep, &[&share.to_bytes().as_slice(), &code.as_slice()]).await?;
    keep_tries(&change, share, CODE_TRIES).await?;
    Ok(change.commit().await?)
}

pub(super) async fn end(client: &mut Client, team: TeamId, share: ShareId) -> Result<(), Trouble> {
    let change = client.transaction().await?;
    row_to_change(&change, share).await?.of_team(team)?;
    let end = "update share set is_withdrawn = true, page = null where share = $1";
    execute(&change, end, &[&share.to_bytes().as_slice()]).await?;
    Ok(change.commit().await?)
}

pub(super) async fn keep_contact(
    client: &impl GenericClient,
    team: TeamId,
    contact: &PublicContact,
) -> Result<(), Trouble> {
    let keep = "insert into contact (team, name, telephone) values ($1, $2, $3)
                on conflict (team) do update
                set name = excluded.name, telephone = excluded.telephone";
    execute(client, keep, &[&team.0.as_slice(), &contact.name, &contact.telephone]).await?;
    Ok(())
}

async fn contact(client: &impl GenericClient, team: TeamId) -> Result<PublicContact, Trouble> {
    let select = "select name, telephone from contact where team = $1";
    let found = row(client, select, &[&team.0.as_slice()]).await?;
    let Some(row) = found else { return Ok(PublicContact::default()) };
    Ok(PublicContact { name: row.try_get("name")?, telephone: row.try_get("telephone")? })
}

pub(super) async fn tidy(client: &impl GenericClient, now: Moment) -> Result<(), Trouble> {
    let empty = "update share set page = null where ends_at <= $1 and page is not null";
    execute(client, empty, &[&now.0]).await?;
    let before = now.0.saturating_sub(REMEMBERED_MS);
    let forget_answers = "delete from share_answer
                          where share in (select share from share where ends_at <= $1)";
    execute(client, forget_answers, &[&before]).await?;
    execute(client, "delete from share where ends_at <= $1", &[&before]).await?;
    Ok(())
}
