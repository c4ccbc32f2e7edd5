//! Both databases at once, for tests: whatever is asked has to be answered alike by both.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::{
    CodeTag, Database, Durable, Ends, FrameRow, KeptDrafts, KeptPiece, Knock, Knocked, KnownPieces,
    Link, NewLink, NewPiece, NewShare, NewTeam, Pull, Pulled, ShareStanding, SigningIn, Standing,
    Taken, TokenHash, carrying,
    postgres::Postgres,
    sqlite::{Snapshot, Sqlite},
};
use crate::{
    care::{DeviceId, Moment, ShareId},
    log::{PieceId, ScopeId, TeamId},
    seal::{Book, EntryId, SignedEntry},
    server::{Session, Trouble, core::Server, judge::Offer},
    sync::protocol::{Digest, Draft, Epoch, FrameDown, News, PublicContact, SeenDevice, ShareSeen},
};
use rand_core::CryptoRng;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use tokio::runtime::Runtime;
use tokio_postgres::NoTls;

/// Names the folder of a PostgreSQL's socket, in which tests make databases of their own.
const TEST_DATABASES: &str = "ALONGSIDE_TEST_POSTGRES";

pub struct Twins {
    sqlite: Sqlite,
    other: Option<Other>,
}

/// PostgreSQL waits for answers on a runtime of its own, so that a test need not.
struct Other {
    postgres: Option<Postgres>,
    name: String,
    runtime: Runtime,
}

impl Twins {
    pub fn new(random: &mut dyn CryptoRng) -> Self {
        Self { sqlite: Sqlite::in_memory(random).unwrap(), other: Some(Other::new(random)) }
    }

    /// For what only a database in memory can be made to do.
    pub fn alone(random: &mut dyn CryptoRng) -> Self {
        Self { sqlite: Sqlite::in_memory(random).unwrap(), other: None }
    }

    /// SQLite alone, in files of a disk that may fail.
    #[cfg(any(test, feature = "switches"))]
    pub fn on_disk([main, links]: [&str; 2], random: &mut dyn CryptoRng) -> Self {
        let sqlite = Sqlite::on_simulated_disk(main, links, random).unwrap();
        Self { sqlite, other: None }
    }

    pub fn snapshot(&self) -> Result<Option<Snapshot>, Trouble> {
        self.sqlite.snapshot()
    }

    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), Trouble> {
        self.sqlite.restore(snapshot)?;
        let Some(other) = &self.other else { return Ok(()) };
        other.become_like(&self.sqlite)
    }

    /// Two servers on one PostgreSQL, which go on from what this one holds.
    pub fn shared(&self, address: &str, random: &mut dyn CryptoRng) -> Result<Shared, Trouble> {
        let mut other = Other::new(random);
        other.become_like(&self.sqlite)?;
        let first = other.postgres.take().unwrap();
        let second = other.runtime.block_on(Postgres::open(&address_of(&other.name), random))?;
        let servers = [first, second].map(|database| Server::new(database, address));
        Ok(Shared { servers: Some(servers), other })
    }

    /// False where there is a PostgreSQL too, which has room still.
    #[cfg(any(test, feature = "switches"))]
    pub fn leave_room_for(&self, n_pages: Option<u32>) -> bool {
        if self.other.is_none() {
            self.sqlite.leave_room_for(n_pages);
        }
        self.other.is_none()
    }
}

impl Other {
    fn new(random: &mut dyn CryptoRng) -> Self {
        static N_MADE: AtomicU32 = AtomicU32::new(0);
        let number = N_MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("twin_{}_{number}", std::process::id());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let postgres = runtime.block_on(async {
            tell(&format!("create database {name}")).await;
            Postgres::open(&address_of(&name), random).await.unwrap()
        });
        Self { postgres: Some(postgres), name, runtime }
    }

    fn become_like(&self, sqlite: &Sqlite) -> Result<(), Trouble> {
        let Some(postgres) = &self.postgres else { return Ok(()) };
        self.runtime.block_on(async {
            postgres.forget_all().await?;
            carrying::to_postgres(sqlite, postgres).await
        })?;
        Ok(())
    }
}

/// Servers that share a PostgreSQL, which goes with the value.
pub struct Shared {
    servers: Option<[Server<Postgres>; 2]>,
    other: Other,
}

impl Shared {
    pub fn servers(&self) -> &[Server<Postgres>; 2] {
        self.servers.as_ref().unwrap()
    }

    /// Asks on this thread, and waits for the answers elsewhere.
    pub fn wait_for<T>(&self, answers: impl Future<Output = T>) -> T {
        self.other.runtime.block_on(answers)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.servers = None;
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        self.postgres = None;
        let drop = format!("drop database if exists {} with (force)", self.name);
        self.runtime.block_on(tell(&drop));
    }
}

fn address_of(name: &str) -> String {
    let folder = std::env::var(TEST_DATABASES).unwrap_or_else(|_| {
        panic!("{TEST_DATABASES} names no PostgreSQL: put `platforms/postgres` before the command")
    });
    format!("postgres:///{name}?host={folder}&user=alongside")
}

async fn tell(statement: &str) {
    let address = address_of("postgres");
    let (client, connection) = tokio_postgres::connect(&address, NoTls).await.unwrap();
    let driven = tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
    drop(client);
    driven.await.unwrap().unwrap();
}

fn alike<T: std::fmt::Debug>(
    question: &str,
    sqlite: Result<T, Trouble>,
    postgres: &Result<T, Trouble>,
) -> Result<T, Trouble> {
    let (ours, theirs) = (format!("{sqlite:?}"), format!("{postgres:?}"));
    assert_eq!(ours, theirs, "{question}: SQLite says the first, PostgreSQL the second");
    sqlite
}

macro_rules! asks_both {
    ($($name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl Database for Twins {
            fn secret(&self) -> [u8; 32] {
                self.sqlite.secret()
            }
            $(async fn $name(&self, $($given: $kind),*) -> Result<$answer, Trouble> {
                let Some(Other { postgres: Some(postgres), runtime, .. }) = &self.other else {
                    return self.sqlite.$name($($given),*).await;
                };
                let theirs = runtime.block_on(postgres.$name($($given.clone()),*));
                alike(stringify!($name), self.sqlite.$name($($given),*).await, &theirs)
            })*
        }
    };
}

super::questions!(asks_both);
