//! Who has signed in, and what has had its time.

use super::{bytes, execute, row};
use crate::{
    care::{DeviceId, Moment},
    log::TeamId,
    server::{
        Session, Trouble,
        database::{SigningIn, TokenHash},
    },
};
use deadpool_postgres::{Client, GenericClient};

pub(super) async fn sign_in(client: &mut Client, signing_in: SigningIn) -> Result<(), Trouble> {
    let change = client.transaction().await?;
    let n_new = execute(
        &change,
        "insert into used_challenge (nonce, ends_at) values ($1, $2) on conflict do nothing",
        &[&signing_in.nonce.as_slice(), &signing_in.nonce_ends_at.0],
    )
    .await?;
    if n_new == 0 {
        return Err(Trouble::NotSignedIn);
    }
    let Session { team, device } = signing_in.session;
    execute(
        &change,
        "insert into token (hash, team, device, ends_at) values ($1, $2, $3, $4)",
        &[
            &signing_in.token.as_slice(),
            &team.0.as_slice(),
            &device.to_bytes().as_slice(),
            &signing_in.token_ends_at.0,
        ],
    )
    .await?;
    Ok(change.commit().await?)
}

pub(super) async fn session(
    client: &impl GenericClient,
    token: TokenHash,
    now: Moment,
) -> Result<Option<Session>, Trouble> {
    let select = "select team, device from token where hash = $1 and ends_at > $2";
    let Some(row) = row(client, select, &[&token.as_slice(), &now.0]).await? else {
        return Ok(None);
    };
    let device = DeviceId::from_bytes(bytes(&row, "device")?);
    Ok(Some(Session { team: TeamId(bytes(&row, "team")?), device }))
}

pub(super) async fn tidy(client: &impl GenericClient, now: Moment) -> Result<(), Trouble> {
    execute(client, "delete from token where ends_at <= $1", &[&now.0]).await?;
    execute(client, "delete from used_challenge where ends_at <= $1", &[&now.0]).await?;
    Ok(())
}

/// A row that is really written, since one that is taken back never reaches the disk.
pub(super) async fn try_write(client: &impl GenericClient) -> Result<(), Trouble> {
    let write = "insert into used_challenge (nonce, ends_at)
                 values (decode(repeat('00', 32), 'hex'), 0)
                 on conflict (nonce) do update set ends_at = 1 - used_challenge.ends_at";
    execute(client, write, &[]).await?;
    Ok(())
}
