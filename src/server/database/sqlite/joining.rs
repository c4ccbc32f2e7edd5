//! How teams begin and people come in: founding links, invitations, enrolments.

use super::{taking, writer::Writer};
use crate::{
    care::Moment,
    log::TeamId,
    seal::{EntryId, SignedEntry},
    server::{
        Trouble,
        database::{Link, NewLink, NewTeam, TokenHash},
        judge::{
            invitation_used, judge_enrolment, judge_founding, judge_invitation, judge_return,
            withdraws_links,
        },
    },
};
use rusqlite::{Connection, OptionalExtension, named_params};

pub(super) fn keep_founding_token(
    connection: &Connection,
    token: TokenHash,
) -> Result<(), Trouble> {
    connection.execute(
        "insert into founding_token (hash) values (:hash) on conflict do nothing",
        named_params! { ":hash": token },
    )?;
    Ok(())
}

pub(super) fn founds(connection: &Connection, token: TokenHash) -> Result<bool, Trouble> {
    let mut select = connection.prepare_cached(
        "select 1 as one from founding_token where hash = :hash and used_by is null",
    )?;
    Ok(select.exists(named_params! { ":hash": token })?)
}

pub(super) fn n_teams(connection: &Connection) -> Result<u64, Trouble> {
    let n_teams: i64 = connection
        .query_row("select count(*) as n_teams from team", [], |row| row.get("n_teams"))?;
    Ok(u64::try_from(n_teams).unwrap_or_default())
}

/// The same founding again is answered like the first; another one by the same link is not.
pub(super) fn found(writer: &mut Writer, founding: NewTeam) -> Result<(), Trouble> {
    let NewTeam { token, team, epoch, entries, now: _ } = founding;
    let used_by = writer
        .connection()
        .prepare_cached("select used_by from founding_token where hash = :hash")?
        .query_row(named_params! { ":hash": token }, |row| {
            row.get::<_, Option<[u8; 16]>>("used_by")
        })
        .optional()?
        .ok_or(Trouble::NotKnown)?;
    let known = writer.book(team)?;
    let founded = judge_founding(team, used_by.map(TeamId), known, entries)?;
    let Some((book, new)) = founded else { return Ok(()) };
    let connection = writer.connection();
    connection.execute(
        "insert into team (team, epoch) values (:team, :epoch) on conflict do nothing",
        named_params! { ":team": team.0, ":epoch": epoch.0 },
    )?;
    connection.execute(
        "update founding_token set used_by = :team where hash = :hash",
        named_params! { ":team": team.0, ":hash": token },
    )?;
    taking::keep_entries(writer, team, &new)?;
    writer.put_book(team, book);
    Ok(())
}

pub(super) fn invite(writer: &mut Writer, invited: NewLink) -> Result<(), Trouble> {
    let NewLink { team, by, entry, keyring, ends_at, now: _ } = invited;
    let mut book = writer.book(team)?.ok_or(Trouble::NotKnown)?;
    let invitation = entry.id();
    let new = judge_invitation(&mut book, by, entry)?;
    taking::keep_entries(writer, team, &new)?;
    // What was used or withdrawn stays so, even where the same invitation comes again.
    writer
        .connection()
        .prepare_cached(
            "insert into links.link (team, invitation, ends_at, keyring)
             values (:team, :invitation, :ends_at, :keyring) on conflict do nothing",
        )?
        .execute(named_params! {
            ":team": team.0, ":invitation": invitation.0, ":ends_at": ends_at.0,
            ":keyring": keyring,
        })?;
    writer.put_book(team, book);
    Ok(())
}

pub(super) fn team_behind(
    connection: &Connection,
    key: [u8; 32],
) -> Result<Option<TeamId>, Trouble> {
    let mut select = connection.prepare_cached("select team from door where key = :key")?;
    let named = named_params! { ":key": key };
    Ok(select.query_row(named, |row| row.get("team").map(TeamId)).optional()?)
}

pub(super) fn enrol(
    writer: &mut Writer,
    team: TeamId,
    entries: Vec<SignedEntry>,
    now: Moment,
) -> Result<(), Trouble> {
    let mut book = writer.book(team)?.ok_or(Trouble::NotKnown)?;
    let standing = match invitation_used(&entries) {
        Some(invitation) => link(writer.connection(), team, invitation)?,
        None => None,
    };
    let standing = standing.as_ref().map(Link::standing);
    let new = judge_enrolment(&mut book, entries, standing, now)?;
    taking::keep_entries(writer, team, &new)?;
    writer.put_book(team, book);
    Ok(())
}

pub(super) fn enrol_again(
    writer: &mut Writer,
    team: TeamId,
    invitation: SignedEntry,
    enrolment: SignedEntry,
) -> Result<(), Trouble> {
    let mut book = writer.book(team)?.ok_or(Trouble::NotKnown)?;
    let new = judge_return(&mut book, invitation, enrolment)?;
    taking::keep_entries(writer, team, &new)?;
    writer.put_book(team, book);
    Ok(())
}

pub(super) fn link(
    connection: &Connection,
    team: TeamId,
    invitation: EntryId,
) -> Result<Option<Link>, Trouble> {
    let mut select = connection.prepare_cached(
        "select ends_at, keyring from links.link
         where team = :team and invitation = :invitation",
    )?;
    let named = named_params! { ":team": team.0, ":invitation": invitation.0 };
    let link = select.query_row(named, |row| {
        Ok(Link { ends_at: Moment(row.get("ends_at")?), keyring: row.get("keyring")? })
    });
    Ok(link.optional()?)
}

pub(super) fn n_open_links(
    connection: &Connection,
    team: TeamId,
    now: Moment,
) -> Result<u32, Trouble> {
    let mut select = connection.prepare_cached(
        "select count(*) as n_open from links.link
         where team = :team and ends_at > :now and keyring is not null",
    )?;
    let named = named_params! { ":team": team.0, ":now": now.0 };
    Ok(select.query_row(named, |row| row.get("n_open"))?)
}

/// Overwritten first: a page that is only marked free keeps what stood on it.
pub(super) fn withdraw_link(
    connection: &Connection,
    team: TeamId,
    invitation: EntryId,
) -> Result<(), Trouble> {
    let named = named_params! { ":team": team.0, ":invitation": invitation.0 };
    connection
        .prepare_cached(
            "update links.link set keyring = zeroblob(length(keyring))
             where team = :team and invitation = :invitation and keyring is not null",
        )?
        .execute(named)?;
    connection
        .prepare_cached(
            "update links.link set keyring = null
             where team = :team and invitation = :invitation",
        )?
        .execute(named)?;
    Ok(())
}

pub(super) fn withdraw_links(connection: &Connection, team: TeamId) -> Result<(), Trouble> {
    let mut open = connection.prepare_cached(
        "select invitation from links.link where team = :team and keyring is not null",
    )?;
    let open = open
        .query_map(named_params! { ":team": team.0 }, |row| row.get("invitation").map(EntryId))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    open.into_iter().try_for_each(|invitation| withdraw_link(connection, team, invitation))
}

/// The two files are not written in one stroke: after a crash the record may say that a link has
/// had its time while its keyring lies there still.
pub(super) fn withdraw_what_is_over(writer: &mut Writer) -> Result<(), Trouble> {
    let open = {
        let mut select = writer
            .connection()
            .prepare_cached("select team, invitation from links.link where keyring is not null")?;
        let open = select
            .query_map([], |row| Ok((TeamId(row.get("team")?), EntryId(row.get("invitation")?))))?;
        open.collect::<rusqlite::Result<Vec<_>>>()?
    };
    for (team, invitation) in open {
        if is_over(writer, team, invitation)? {
            withdraw_link(writer.connection(), team, invitation)?;
        }
    }
    Ok(())
}

fn is_over(writer: &mut Writer, team: TeamId, invitation: EntryId) -> Result<bool, Trouble> {
    let Some(book) = writer.book(team)? else { return Ok(true) };
    if book.invitation(invitation).is_none_or(|invited| invited.is_used) {
        return Ok(true);
    }
    let position = taking::entry_position(writer.connection(), team, invitation)?;
    let since = taking::entries_after(writer.connection(), team, position)?;
    let mut bodies = since.iter().filter_map(|signed| Some(signed.read().ok()?.body));
    Ok(bodies.any(|body| withdraws_links(&body)))
}
