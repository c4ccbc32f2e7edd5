//! How the database is reached, and brought to the newest shape.

use crate::server::Trouble;
use deadpool_postgres::{
    Client as Pooled, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Transaction,
};
use rand_core::CryptoRng;
use rustls_platform_verifier::ConfigVerifierExt;
use std::{str::FromStr, time::Duration};
use tokio_postgres::{
    Client, Config, Connection, Socket,
    config::{Host, SslMode},
    tls::MakeTlsConnect,
};
use tokio_postgres_rustls::MakeRustlsConnect;

type RustlsStream<S> = <MakeRustlsConnect as MakeTlsConnect<S>>::Stream;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_pieces.sql"),
    include_str!("migrations/0003_ends.sql"),
];

/// A server with two cores does no more at a time, and several of them share one database.
const MOST_CONNECTIONS: usize = 16;
const MOST_WAIT: Duration = Duration::from_secs(10);
/// A database that is gone without a word is noticed after so long.
const NOTICED_AFTER: Duration = Duration::from_secs(30);
const PATIENCE: &str = "-c lock_timeout=15s -c idle_in_transaction_session_timeout=60s \
                        -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 \
                        -c tcp_keepalives_count=3";
/// How PostgreSQL knows who is connected.
const APPLICATION: &str = "alongside-server";
/// Under which two servers that start at the same time bring the tables up to date one after the
/// other. Any number will do that nobody else uses.
const MIGRATING: i64 = 0x616c_6f6e_6773_6964;

pub(super) fn pool(address: &str) -> Result<Pool, Trouble> {
    let (config, tls) = (config(address)?, tls()?);
    let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(config, tls, fast);
    Pool::builder(manager)
        .max_size(MOST_CONNECTIONS)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(MOST_WAIT))
        .create_timeout(Some(MOST_WAIT))
        .build()
        .map_err(broken)
}

/// One that is not the pool's, for what is waited for without end.
pub(super) async fn connection(
    address: &str,
) -> Result<(Client, Connection<Socket, RustlsStream<Socket>>), Trouble> {
    Ok(config(address)?.connect(tls()?).await?)
}

fn tls() -> Result<MakeRustlsConnect, Trouble> {
    // Set already is set well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let tls = rustls::ClientConfig::with_platform_verifier().map_err(broken)?;
    Ok(MakeRustlsConnect::new(tls))
}

/// Over a network it is reached by TLS, whose certificate is checked, unless the address says
/// `sslmode=disable`; on this machine, as it likes.
fn config(address: &str) -> Result<Config, Trouble> {
    let mut config = Config::from_str(address).map_err(broken)?;
    let is_near = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
    };
    if config.get_ssl_mode() == SslMode::Prefer {
        // An address beside the name is where it really goes.
        let hosts = config.get_hosts();
        let goes_by_name = config.get_hostaddrs().is_empty() && !hosts.is_empty();
        let is_socket = |host: &Host| matches!(host, Host::Unix(_));
        if goes_by_name && hosts.iter().all(is_socket) {
            config.ssl_mode(SslMode::Disable);
        } else if !(goes_by_name && hosts.iter().all(is_near)) {
            config.ssl_mode(SslMode::Require);
        }
    }
    // A server that loses its power in the middle of a change must not hold its team's lock for long.
    let options = format!("{} {PATIENCE}", config.get_options().unwrap_or_default());
    config.options(options.trim());
    config.keepalives_idle(NOTICED_AFTER).tcp_user_timeout(NOTICED_AFTER);
    config.application_name(APPLICATION).connect_timeout(MOST_WAIT);
    Ok(config)
}

/// All steps that are missing, or none. The server's own secret is made with the first.
pub(super) async fn prepare(
    client: &mut Pooled,
    random: &mut dyn CryptoRng,
) -> Result<[u8; 32], Trouble> {
    let mut fresh = [0; 32];
    random.fill_bytes(&mut fresh);
    let change = client.transaction().await?;
    change.execute("select pg_advisory_xact_lock($1)", &[&MIGRATING]).await?;
    migrate(&change).await?;
    change
        .execute(
            "insert into server (one, secret) values (1, $1) on conflict do nothing",
            &[&fresh.as_slice()],
        )
        .await?;
    let secret = change.query_one("select secret from server where one = 1", &[]).await?;
    let secret = super::bytes(&secret, "secret")?;
    change.commit().await?;
    Ok(secret)
}

async fn migrate(change: &Transaction<'_>) -> Result<(), Trouble> {
    change
        .batch_execute(
            "create table if not exists migration (
                number integer primary key, at timestamptz not null default now())",
        )
        .await?;
    let known = change
        .query_one("select coalesce(max(number), 0) as number from migration", &[])
        .await?
        .try_get::<_, i32>("number")?;
    let known = usize::try_from(known).unwrap_or_default();
    if known > MIGRATIONS.len() {
        return Err(Trouble::Broken("the database is of a newer version".into()));
    }
    for (number, step) in (1_i32..).zip(MIGRATIONS).skip(known) {
        change.batch_execute(step).await?;
        change.execute("insert into migration (number) values ($1)", &[&number]).await?;
    }
    Ok(())
}

/// A server that answers before the database has written would promise what it cannot hold.
pub(super) async fn refuse_to_forget(client: &Pooled) -> Result<(), Trouble> {
    let told = client.query_one("select current_setting('synchronous_commit') as it", &[]).await?;
    match told.try_get::<_, &str>("it")? {
        "off" => Err(Trouble::Broken(
            "PostgreSQL is set to answer before it has written; set synchronous_commit to on"
                .into(),
        )),
        _ => Ok(()),
    }
}

/// Whether a server works on this database, beside whoever asks.
pub(super) async fn is_in_use(client: &Pooled) -> Result<bool, Trouble> {
    let others = "select 1 as one from pg_stat_activity
                  where datname = current_database() and application_name = $1
                    and pid <> pg_backend_pid() limit 1";
    Ok(client.query_opt(others, &[&APPLICATION]).await?.is_some())
}

fn broken(error: impl std::fmt::Display) -> Trouble {
    Trouble::Broken(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(address: &str) -> SslMode {
        config(address).unwrap().get_ssl_mode()
    }

    #[test]
    fn over_a_network_the_database_is_reached_by_tls() {
        assert_eq!(mode("postgres://server@db.example/alongside"), SslMode::Require);
        assert_eq!(mode("postgres://a@db.example,127.0.0.1/alongside"), SslMode::Require);
        assert_eq!(mode("postgres://a@db.example/alongside?sslmode=disable"), SslMode::Disable);
        assert_eq!(mode("postgres://a@localhost/alongside"), SslMode::Prefer);
        assert_eq!(mode("postgres:///alongside?host=/run/postgresql"), SslMode::Disable);
        for there in ["", "&host=localhost", "&host=/run/postgresql"] {
            let address = format!("postgres:///alongside?hostaddr=10.0.0.5{there}");
            assert_eq!(mode(&address), SslMode::Require, "{address}");
        }
    }

    #[test]
    fn an_address_that_is_none_is_told() {
        assert!(
            config("postgres:/alongside").is_err() && config("postgres://a@h/d?ssl=yes").is_err()
        );
    }
}
