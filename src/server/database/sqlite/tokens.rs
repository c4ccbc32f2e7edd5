//! Who has signed in, and what has had its time.

use super::joining;
use crate::{
    care::{DeviceId, Moment},
    log::TeamId,
    seal::EntryId,
    server::{
        Session, Trouble,
        database::{SigningIn, TokenHash},
    },
};
use rusqlite::{Connection, OptionalExtension, named_params};

pub(super) fn sign_in(connection: &Connection, signing_in: SigningIn) -> Result<(), Trouble> {
    let n_new = connection
        .prepare_cached(
            "insert into used_challenge (nonce, ends_at) values (:nonce, :ends_at)
             on conflict do nothing",
        )?
        .execute(named_params! {
            ":nonce": signing_in.nonce, ":ends_at": signing_in.nonce_ends_at.0,
        })?;
    if n_new == 0 {
        return Err(Trouble::NotSignedIn);
    }
    connection
        .prepare_cached(
            "insert into token (hash, team, device, ends_at)
             values (:hash, :team, :device, :ends_at)",
        )?
        .execute(named_params! {
            ":hash": signing_in.token, ":team": signing_in.session.team.0,
            ":device": signing_in.session.device.to_bytes(),
            ":ends_at": signing_in.token_ends_at.0,
        })?;
    Ok(())
}

pub(super) fn session(
    connection: &Connection,
    token: TokenHash,
    now: Moment,
) -> Result<Option<Session>, Trouble> {
    let mut select = connection
        .prepare_cached("select team, device from token where hash = :hash and ends_at > :now")?;
    let session = select.query_row(named_params! { ":hash": token, ":now": now.0 }, |row| {
        Ok(Session {
            team: TeamId(row.get("team")?),
            device: DeviceId::from_bytes(row.get("device")?),
        })
    });
    Ok(session.optional()?)
}

pub(super) fn tidy(connection: &Connection, now: Moment) -> Result<(), Trouble> {
    let named = named_params! { ":now": now.0 };
    connection.execute("delete from token where ends_at <= :now", named)?;
    connection.execute("delete from used_challenge where ends_at <= :now", named)?;
    let mut select = connection.prepare_cached(
        "select team, invitation from links.link
         where ends_at <= :now and keyring is not null",
    )?;
    let expired = select
        .query_map(named, |row| Ok((TeamId(row.get("team")?), EntryId(row.get("invitation")?))))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    expired
        .into_iter()
        .try_for_each(|(team, invitation)| joining::withdraw_link(connection, team, invitation))
}

/// A row that is really written, since one that is taken back never reaches the disk.
pub(super) fn try_write(connection: &Connection) -> Result<(), Trouble> {
    connection.execute(
        "insert into used_challenge (nonce, ends_at) values (zeroblob(32), 0)
         on conflict do update set ends_at = 1 - ends_at",
        [],
    )?;
    Ok(())
}
