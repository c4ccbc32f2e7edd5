//! How teams begin and people come in: founding links, invitations, enrolments.

use super::{Params, Postgres, bytes, change, execute, row, rows, taking};
use crate::{
    care::Moment,
    log::TeamId,
    seal::{EntryId, SignedEntry},
    server::{
        Trouble,
        database::{Link, NewLink, NewTeam, TokenHash},
        judge::{invitation_used, judge_enrolment, judge_founding, judge_invitation, judge_return},
    },
};
use deadpool_postgres::{GenericClient, Transaction};

pub(super) async fn keep_founding_token(
    client: &impl GenericClient,
    token: TokenHash,
) -> Result<(), Trouble> {
    let keep = "insert into founding_token (hash) values ($1) on conflict do nothing";
    execute(client, keep, &[&token.as_slice()]).await?;
    Ok(())
}

pub(super) async fn founds(client: &impl GenericClient, token: TokenHash) -> Result<bool, Trouble> {
    let unused = "select 1 as one from founding_token where hash = $1 and used_by is null";
    Ok(row(client, unused, &[&token.as_slice()]).await?.is_some())
}

pub(super) async fn n_teams(client: &impl GenericClient) -> Result<u64, Trouble> {
    Ok(teams(client).await?.len() as u64)
}

pub(super) async fn teams(client: &impl GenericClient) -> Result<Vec<TeamId>, Trouble> {
    let found = rows(client, "select team from team order by team", &[]).await?;
    found.iter().map(|row| bytes(row, "team").map(TeamId)).collect()
}

/// The same founding again is answered like the first; another one by the same link is not.
pub(super) async fn found(database: &Postgres, founding: NewTeam) -> Result<(), Trouble> {
    let NewTeam { token, team, epoch, entries, now: _ } = founding;
    let mut client = database.of(team).await?;
    let change = client.transaction().await?;
    let used_by = "select used_by from founding_token where hash = $1 for update";
    let used_by = row(&change, used_by, &[&token.as_slice()]).await?.ok_or(Trouble::NotKnown)?;
    let is_used = used_by.try_get::<_, Option<&[u8]>>("used_by")?.is_some();
    let used_by = if is_used { Some(TeamId(bytes(&used_by, "used_by")?)) } else { None };
    let known = database.book_in(&change, team).await?;
    let Some((_, new)) = judge_founding(team, used_by, known, entries)? else { return Ok(()) };
    let of_team = team.0.as_slice();
    let begin = "insert into team (team, epoch) values ($1, $2) on conflict do nothing";
    execute(&change, begin, &[&of_team, &epoch.0.as_slice()]).await?;
    let used = "update founding_token set used_by = $1 where hash = $2";
    execute(&change, used, &[&of_team, &token.as_slice()]).await?;
    taking::keep_entries(&change, team, &new).await?;
    Ok(change.commit().await?)
}

pub(super) async fn invite(database: &Postgres, invited: NewLink) -> Result<(), Trouble> {
    let NewLink { team, by, entry, keyring, ends_at, now: _ } = invited;
    let mut client = database.of(team).await?;
    let change = change(&mut client, team).await?;
    let mut book = database.book_in(&change, team).await?.ok_or(Trouble::NotKnown)?;
    let invitation = entry.id();
    let new = judge_invitation(&mut book, by, entry)?;
    taking::keep_entries(&change, team, &new).await?;
    // What was used or withdrawn stays so, even where the same invitation comes again.
    execute(
        &change,
        "insert into link (team, invitation, ends_at, keyring) values ($1, $2, $3, $4)
         on conflict do nothing",
        &[&team.0.as_slice(), &invitation.0.as_slice(), &ends_at.0, &keyring],
    )
    .await?;
    Ok(change.commit().await?)
}

pub(super) async fn team_behind(
    client: &impl GenericClient,
    key: [u8; 32],
) -> Result<Option<TeamId>, Trouble> {
    let found = row(client, "select team from door where key = $1", &[&key.as_slice()]).await?;
    found.map(|row| bytes(&row, "team").map(TeamId)).transpose()
}

pub(super) async fn enrol(
    database: &Postgres,
    team: TeamId,
    entries: Vec<SignedEntry>,
    now: Moment,
) -> Result<(), Trouble> {
    let mut client = database.of(team).await?;
    let change = change(&mut client, team).await?;
    let mut book = database.book_in(&change, team).await?.ok_or(Trouble::NotKnown)?;
    let standing = match invitation_used(&entries) {
        Some(invitation) => link(&change, team, invitation).await?,
        None => None,
    };
    let standing = standing.as_ref().map(Link::standing);
    let new = judge_enrolment(&mut book, entries, standing, now)?;
    taking::keep_entries(&change, team, &new).await?;
    Ok(change.commit().await?)
}

pub(super) async fn enrol_again(
    database: &Postgres,
    team: TeamId,
    invitation: SignedEntry,
    enrolment: SignedEntry,
) -> Result<(), Trouble> {
    let mut client = database.of(team).await?;
    let change = change(&mut client, team).await?;
    let mut book = database.book_in(&change, team).await?.ok_or(Trouble::NotKnown)?;
    let new = judge_return(&mut book, invitation, enrolment)?;
    taking::keep_entries(&change, team, &new).await?;
    Ok(change.commit().await?)
}

pub(super) async fn link(
    client: &impl GenericClient,
    team: TeamId,
    invitation: EntryId,
) -> Result<Option<Link>, Trouble> {
    let select = "select ends_at, keyring from link where team = $1 and invitation = $2";
    let params: Params<'_> = &[&team.0.as_slice(), &invitation.0.as_slice()];
    let Some(row) = row(client, select, params).await? else { return Ok(None) };
    Ok(Some(Link { ends_at: Moment(row.try_get("ends_at")?), keyring: row.try_get("keyring")? }))
}

pub(super) async fn n_open_links(
    client: &impl GenericClient,
    team: TeamId,
    now: Moment,
) -> Result<u32, Trouble> {
    let select = "select 1 as one from link
                  where team = $1 and ends_at > $2 and keyring is not null";
    let open = rows(client, select, &[&team.0.as_slice(), &now.0]).await?;
    Ok(u32::try_from(open.len()).unwrap_or(u32::MAX))
}

pub(super) async fn withdraw_link(
    change: &Transaction<'_>,
    team: TeamId,
    invitation: EntryId,
) -> Result<(), Trouble> {
    let withdraw = "update link set keyring = null where team = $1 and invitation = $2";
    execute(change, withdraw, &[&team.0.as_slice(), &invitation.0.as_slice()]).await?;
    Ok(())
}

pub(super) async fn withdraw_links(change: &Transaction<'_>, team: TeamId) -> Result<(), Trouble> {
    let withdraw = "update link set keyring = null where team = $1";
    execute(change, withdraw, &[&team.0.as_slice()]).await?;
    Ok(())
}

pub(super) async fn tidy(
    client: &impl GenericClient,
    team: TeamId,
    now: Moment,
) -> Result<(), Trouble> {
    let withdraw = "update link set keyring = null
                    where team = $1 and ends_at <= $2 and keyring is not null";
    execute(client, withdraw, &[&team.0.as_slice(), &now.0]).await?;
    Ok(())
}
