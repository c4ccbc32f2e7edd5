//! Drafts: sealed, numbered, one of a visit and a device; replaced as a whole.

use super::{Params, bytes, execute, position, rows, to_column};
use crate::{
    care::{DeviceId, Moment},
    log::TeamId,
    seal::draft::MOST_DRAFTS,
    server::{
        Session, Trouble,
        database::{DRAFT_LASTS_MS, KeptDrafts},
    },
    sync::protocol::Draft,
};
use deadpool_postgres::{Client, GenericClient};
use serde_bytes::ByteBuf;

pub(super) async fn keep(
    client: &mut Client,
    drafts: KeptDrafts,
) -> Result<Vec<(DeviceId, Draft)>, Trouble> {
    let Session { team, .. } = drafts.session;
    let change = client.transaction().await?;
    let gone = drafts.gone.iter().map(|name| (*name, None));
    let mut steps: Vec<_> =
        gone.chain(drafts.put.iter().map(|draft| (draft.name, Some(draft)))).collect();
    // In the order of their names, so that of two calls at once one waits, and not each for the other.
    steps.sort_by_key(|(name, _)| *name);
    for (name, draft) in steps {
        match draft {
            Some(draft) => put(&change, drafts.session, draft, drafts.now).await?,
            None => let_go(&change, drafts.session, name).await?,
        }
    }
    if n_of(&change, drafts.session).await? > MOST_DRAFTS {
        return Err(Trouble::Full);
    }
    let mut others = Vec::new();
    for other in drafts.others {
        let theirs = of(&change, Session { team, device: other }).await?;
        others.extend(theirs.into_iter().map(|draft| (other, draft)));
    }
    change.commit().await?;
    Ok(others)
}

async fn let_go(
    client: &impl GenericClient,
    session: Session,
    name: [u8; 16],
) -> Result<(), Trouble> {
    let gone = "delete from draft where team = $1 and device = $2 and name = $3";
    let device = session.device.to_bytes();
    let params: Params<'_> = &[&session.team.0.as_slice(), &device.as_slice(), &name.as_slice()];
    execute(client, gone, params).await?;
    Ok(())
}

async fn put(
    client: &impl GenericClient,
    session: Session,
    draft: &Draft,
    now: Moment,
) -> Result<(), Trouble> {
    execute(
        client,
        "insert into draft (team, device, name, number, at, bytes)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (team, device, name) do update
         set number = excluded.number, at = excluded.at, bytes = excluded.bytes
         where excluded.number > draft.number",
        &[
            &session.team.0.as_slice(),
            &session.device.to_bytes().as_slice(),
            &draft.name.as_slice(),
            &to_column(draft.number),
            &now.0,
            &draft.sealed.as_slice(),
        ],
    )
    .await?;
    Ok(())
}

async fn n_of(client: &impl GenericClient, session: Session) -> Result<usize, Trouble> {
    let select = "select count(*) as n from draft where team = $1 and device = $2";
    let device = session.device.to_bytes();
    let params: Params<'_> = &[&session.team.0.as_slice(), &device.as_slice()];
    let found = super::row(client, select, params).await?;
    let n: i64 = found.map_or(Ok(0), |row| row.try_get("n"))?;
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

async fn of(client: &impl GenericClient, session: Session) -> Result<Vec<Draft>, Trouble> {
    let select = "select name, number, bytes from draft where team = $1 and device = $2
                  order by name";
    let device = session.device.to_bytes();
    let params: Params<'_> = &[&session.team.0.as_slice(), &device.as_slice()];
    let found = rows(client, select, params).await?;
    let draft = |row: &tokio_postgres::Row| {
        let sealed = ByteBuf::from(row.try_get::<_, Vec<u8>>("bytes")?);
        Ok(Draft { name: bytes(row, "name")?, number: position(row, "number")?, sealed })
    };
    found.iter().map(draft).collect()
}

/// What somebody is about to replace is let be: it would be waited for out of order.
pub(super) async fn tidy(
    client: &impl GenericClient,
    team: TeamId,
    now: Moment,
) -> Result<(), Trouble> {
    let before = now.0 - DRAFT_LASTS_MS;
    let tidy = "delete from draft where team = $1 and (device, name) in (
                    select device, name from draft where team = $1 and at <= $2
                    for update skip locked)";
    execute(client, tidy, &[&team.0.as_slice(), &before]).await?;
    Ok(())
}
