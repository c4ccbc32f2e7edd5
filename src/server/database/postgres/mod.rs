//! PostgreSQL, which several servers may share: a connection works for one team at a time, and what
//! a team is told in order is written under the lock of its row.

mod carrying;
mod connecting;
mod drafts;
mod durable;
mod ends;
mod joining;
mod listening;
mod pieces;
mod pulling;
mod shares;
mod taking;
mod tokens;

use super::{
    CodeTag, Database, Durable, End, Ends, FrameRow, KeptDrafts, KeptPiece, Knock, Knocked,
    KnownPieces, Link, NewLink, NewPiece, NewShare, NewTeam, Pull, Pulled, ShareStanding,
    SigningIn, Standing, Taken, TokenHash,
};
#[cfg(feature = "switches")]
use crate::switches::{Safeguard, is_there};
use crate::{
    care::{DeviceId, Moment, ShareId},
    log::{PieceId, ScopeId, TeamId},
    seal::{Book, EntryId, SignedEntry},
    server::{Session, Trouble, judge::Offer},
    sync::protocol::{Digest, Draft, Epoch, FrameDown, News, PublicContact, SeenDevice, ShareSeen},
};
use deadpool_postgres::{Client, GenericClient, Pool, PoolError, Transaction};
use rand_core::CryptoRng;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio_postgres::{IsolationLevel, Row, RowStream, error::SqlState, types::ToSql};

pub struct Postgres {
    address: String,
    secret: [u8; 32],
    pool: Pool,
    books: Mutex<HashMap<TeamId, Known>>,
}

/// A book as it stood at an entry; what came after is read when it is asked for.
#[derive(Clone)]
struct Known {
    end: End,
    book: Arc<Book>,
}

impl Postgres {
    /// Reaches the database at `postgres://…`, and brings it to the newest shape.
    pub async fn open(address: &str, random: &mut dyn CryptoRng) -> Result<Self, Trouble> {
        let pool = connecting::pool(address)?;
        let mut client = pool.get().await?;
        connecting::refuse_to_forget(&client).await?;
        let secret = connecting::prepare(&mut client, random).await?;
        drop(client);
        Ok(Self { address: address.into(), secret, pool, books: Mutex::default() })
    }

    /// Whether the second wall between teams does not hold for whom the server is here.
    pub async fn sees_through_walls(&self) -> Result<bool, Trouble> {
        let select = "select rolsuper or rolbypassrls as it from pg_roles
                      where rolname = current_user";
        let found = row(&self.of_none().await?, select, &[]).await?;
        Ok(found.map_or(Ok(false), |row| row.try_get("it"))?)
    }

    /// A connection that sees the rows of one team.
    async fn of(&self, team: TeamId) -> Result<Client, Trouble> {
        let client = self.pool.get().await?;
        see_only(&client, Some(team)).await?;
        Ok(client)
    }

    /// A connection that sees no team's rows, only what is found by a secret.
    async fn of_none(&self) -> Result<Client, Trouble> {
        let client = self.pool.get().await?;
        see_only(&client, None).await?;
        Ok(client)
    }

    /// A book as it is committed, with what other servers have added to it.
    async fn book_in(
        &self,
        client: &impl GenericClient,
        team: TeamId,
    ) -> Result<Option<Arc<Book>>, Trouble> {
        let known = self.books().get(&team).cloned();
        let brought = match known {
            Some(known) => brought_up(client, team, known).await?,
            None => None,
        };
        let known = match brought {
            Some(known) => Some(known),
            None => read_whole(client, team).await?,
        };
        match &known {
            Some(known) => self.books().insert(team, known.clone()),
            None => self.books().remove(&team),
        };
        Ok(known.map(|known| known.book))
    }

    fn books(&self) -> std::sync::MutexGuard<'_, HashMap<TeamId, Known>> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn see_only(client: &Client, team: Option<TeamId>) -> Result<(), Trouble> {
    let team = team.map(|team| hex(&team.0)).unwrap_or_default();
    execute(client, "select set_config('alongside.team', $1, false)", &[&team]).await?;
    Ok(())
}

/// `None` where the database was put back, and no longer holds what it did.
async fn brought_up(
    client: &impl GenericClient,
    team: TeamId,
    mut known: Known,
) -> Result<Option<Known>, Trouble> {
    let mut entries = entries_from(client, team, known.end.position).await?.into_iter();
    if entries.next().is_none_or(|(end, _)| end != known.end) {
        return Ok(None);
    }
    for (end, entry) in entries {
        known.end = end;
        Arc::make_mut(&mut known.book).take([entry]);
    }
    Ok(Some(known))
}

async fn read_whole(client: &impl GenericClient, team: TeamId) -> Result<Option<Known>, Trouble> {
    let entries = entries_from(client, team, 0).await?;
    let Some(end) = entries.last().map(|(end, _)| *end) else { return Ok(None) };
    let mut book = Book::of(team);
    book.take(entries.into_iter().map(|(_, entry)| entry));
    Ok(Some(Known { end, book: Arc::new(book) }))
}

/// Each with where the book ended with it.
async fn entries_from(
    client: &impl GenericClient,
    team: TeamId,
    position: u64,
) -> Result<Vec<(End, SignedEntry)>, Trouble> {
    let select = "select position, xor_to, signature, bytes
                  from entry join entry_end using (team, position)
                  where team = $1 and position >= $2 order by position";
    let found = rows(client, select, &[&team.0.as_slice(), &to_column(position)]).await?;
    found.iter().map(|row| Ok((ends::end(row)?, taking::entry(row)?))).collect()
}

/// What is asked one after the other is answered out of one state.
async fn view(client: &mut Client) -> Result<Transaction<'_>, Trouble> {
    let view = client.build_transaction();
    Ok(view.isolation_level(IsolationLevel::RepeatableRead).read_only(true).start().await?)
}

/// A change to what a team is told in order: one at a time, so that positions have no gaps and
/// nobody reads past one that is not committed.
async fn change(client: &mut Client, team: TeamId) -> Result<Transaction<'_>, Trouble> {
    // Of what others have committed while it waited for the lock, it has to see the end.
    let change = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
    let change = change.start().await?;
    let lock = "select 1 as one from team where team = $1 for update";
    #[cfg(feature = "switches")]
    let lock = if is_there(Safeguard::PositionLock) {
        lock
    } else {
        "select 1 as one from team where team = $1"
    };
    row(&change, lock, &[&team.0.as_slice()]).await?.ok_or(Trouble::NotKnown)?;
    Ok(change)
}

type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

async fn rows(
    client: &impl GenericClient,
    sql: &str,
    params: Params<'_>,
) -> Result<Vec<Row>, Trouble> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query(&statement, params).await?)
}

/// Rows as they come, where they are many.
async fn stream(
    client: &impl GenericClient,
    sql: &str,
    params: Params<'_>,
) -> Result<RowStream, Trouble> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query_raw(&statement, params.iter().copied()).await?)
}

async fn row(
    client: &impl GenericClient,
    sql: &str,
    params: Params<'_>,
) -> Result<Option<Row>, Trouble> {
    Ok(rows(client, sql, params).await?.into_iter().next())
}

async fn execute(
    client: &impl GenericClient,
    sql: &str,
    params: Params<'_>,
) -> Result<u64, Trouble> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.execute(&statement, params).await?)
}

fn bytes<const N: usize>(row: &Row, column: &str) -> Result<[u8; N], Trouble> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map_err(|_| Trouble::Broken(format!("{column} has another length")))
}

fn position(row: &Row, column: &str) -> Result<u64, Trouble> {
    Ok(u64::try_from(row.try_get::<_, i64>(column)?).unwrap_or_default())
}

fn to_column(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(&SqlState::DISK_FULL) => Self::Full,
            _ if is_away(&error) => Self::Away(told(&error)),
            _ => Self::Broken(told(&error)),
        }
    }
}

/// Whether the database was not there, or is about to go, or to come.
fn is_away(error: &tokio_postgres::Error) -> bool {
    let Some(code) = error.code() else {
        let source = std::error::Error::source(error);
        return error.is_closed() || source.is_some_and(|source| source.is::<std::io::Error>());
    };
    let is_of_the_connection = code.code().starts_with("08");
    is_of_the_connection
        || [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::TOO_MANY_CONNECTIONS,
        ]
        .contains(code)
}

impl From<PoolError> for Trouble {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(_) => Self::Away("no connection came free in time".into()),
            other => Self::Broken(told(&other)),
        }
    }
}

/// An error with what it comes from; by itself it says "db error".
fn told(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut source = error.source();
    while let Some(why) = source {
        told = format!("{told}: {why}");
        source = why.source();
    }
    told
}

impl Database for Postgres {
    fn secret(&self) -> [u8; 32] {
        self.secret
    }

    async fn book(&self, team: TeamId) -> Result<Option<Arc<Book>>, Trouble> {
        let client = self.of(team).await?;
        self.book_in(&client, team).await
    }

    async fn take(&self, offer: Offer, seen: SeenDevice) -> Result<Taken, Trouble> {
        taking::take(self, offer, seen).await
    }

    async fn pull(&self, pull: Pull) -> Result<Pulled, Trouble> {
        let mut client = self.of(pull.session.team).await?;
        pulling::pull(&view(&mut client).await?, pull).await
    }

    async fn news(&self, team: TeamId) -> Result<News, Trouble> {
        pulling::news(&self.of(team).await?, team).await
    }

    async fn announce(&self, team: TeamId) -> Result<(), Trouble> {
        listening::announce(&self.of_none().await?, team).await
    }

    async fn compare(&self, team: TeamId, ends: Ends) -> Result<(Epoch, bool), Trouble> {
        let mut client = self.of(team).await?;
        ends::compare(&view(&mut client).await?, team, ends).await
    }

    async fn turn_epoch(&self, team: TeamId, old: Epoch, new: Epoch) -> Result<Epoch, Trouble> {
        taking::turn_epoch(&self.of(team).await?, team, old, new).await
    }

    async fn scopes(&self, team: TeamId, cursor: u64) -> Result<Vec<(ScopeId, Digest)>, Trouble> {
        pulling::scopes(&self.of(team).await?, team, cursor).await
    }

    async fn frames_of(&self, team: TeamId, scope: ScopeId) -> Result<Vec<FrameRow>, Trouble> {
        pulling::frames_of(&self.of(team).await?, team, scope).await
    }

    async fn frames_at(
        &self,
        team: TeamId,
        at: Vec<u64>,
        most_bytes: u64,
    ) -> Result<Vec<FrameDown>, Trouble> {
        pulling::frames_at(&self.of(team).await?, team, &at, most_bytes).await
    }

    async fn note_seen(&self, team: TeamId, seen: SeenDevice) -> Result<(), Trouble> {
        taking::keep_seen(&self.of(team).await?, team, seen).await
    }

    async fn seen(&self, team: TeamId) -> Result<Vec<SeenDevice>, Trouble> {
        pulling::all_seen(&self.of(team).await?, team).await
    }

    async fn n_open_links(&self, team: TeamId, now: Moment) -> Result<u32, Trouble> {
        joining::n_open_links(&self.of(team).await?, team, now).await
    }

    async fn keep_founding_token(&self, token: TokenHash) -> Result<(), Trouble> {
        joining::keep_founding_token(&self.of_none().await?, token).await
    }

    async fn founds(&self, token: TokenHash) -> Result<bool, Trouble> {
        joining::founds(&self.of_none().await?, token).await
    }

    async fn teams(&self) -> Result<Vec<TeamId>, Trouble> {
        joining::teams(&self.of_none().await?).await
    }

    async fn standing(&self, team: TeamId) -> Result<Standing, Trouble> {
        let mut client = self.of(team).await?;
        durable::standing(&view(&mut client).await?, team).await
    }

    async fn keep_durable(&self, team: TeamId, durable: Durable) -> Result<(), Trouble> {
        durable::keep(&self.of(team).await?, team, durable).await
    }

    async fn n_teams(&self) -> Result<u64, Trouble> {
        joining::n_teams(&self.of_none().await?).await
    }

    async fn found(&self, founding: NewTeam) -> Result<(), Trouble> {
        joining::found(self, founding).await
    }

    async fn invite(&self, invited: NewLink) -> Result<(), Trouble> {
        joining::invite(self, invited).await
    }

    async fn team_behind(&self, key: [u8; 32]) -> Result<Option<TeamId>, Trouble> {
        joining::team_behind(&self.of_none().await?, key).await
    }

    async fn link(&self, team: TeamId, invitation: EntryId) -> Result<Option<Link>, Trouble> {
        joining::link(&self.of(team).await?, team, invitation).await
    }

    async fn enrol(
        &self,
        team: TeamId,
        entries: Vec<SignedEntry>,
        now: Moment,
    ) -> Result<(), Trouble> {
        joining::enrol(self, team, entries, now).await
    }

    async fn drafts(&self, drafts: KeptDrafts) -> Result<Vec<(DeviceId, Draft)>, Trouble> {
        let mut client = self.of(drafts.session.team).await?;
        drafts::keep(&mut client, drafts).await
    }

    async fn pieces_known(&self, team: TeamId, ids: Vec<PieceId>) -> Result<KnownPieces, Trouble> {
        pieces::known(&mut self.of(team).await?, team, ids).await
    }

    async fn keep_piece(&self, piece: NewPiece) -> Result<KeptPiece, Trouble> {
        let mut client = self.of(piece.session.team).await?;
        pieces::keep(&mut client, piece).await
    }

    async fn pieces(
        &self,
        team: TeamId,
        ids: Vec<PieceId>,
        most_bytes: u64,
    ) -> Result<Vec<Vec<u8>>, Trouble> {
        pieces::of(&self.of(team).await?, team, &ids, most_bytes).await
    }

    async fn enrol_again(
        &self,
        team: TeamId,
        invitation: SignedEntry,
        enrolment: SignedEntry,
    ) -> Result<(), Trouble> {
        joining::enrol_again(self, team, invitation, enrolment).await
    }

    async fn sign_in(&self, signing_in: SigningIn) -> Result<(), Trouble> {
        tokens::sign_in(&mut self.of_none().await?, signing_in).await
    }

    async fn session(&self, token: TokenHash, now: Moment) -> Result<Option<Session>, Trouble> {
        tokens::session(&self.of_none().await?, token, now).await
    }

    async fn make_share(&self, share: NewShare) -> Result<(), Trouble> {
        shares::make(&self.of(share.session.team).await?, share).await
    }

    async fn share_standing(&self, share: ShareId, now: Moment) -> Result<ShareStanding, Trouble> {
        shares::standing(self, share, now).await
    }

    async fn open_share(&self, knock: Knock) -> Result<Knocked, Trouble> {
        shares::open(&mut self.of_none().await?, knock).await
    }

    async fn answer_share(
        &self,
        share: ShareId,
        sealed: Vec<u8>,
        now: Moment,
    ) -> Result<(), Trouble> {
        shares::answer(&mut self.of_none().await?, share, &sealed, now).await
    }

    async fn shares(
        &self,
        team: TeamId,
        shares: Vec<(ShareId, u32)>,
        most_bytes: u64,
    ) -> Result<Vec<ShareSeen>, Trouble> {
        shares::seen(&self.of(team).await?, team, &shares, most_bytes).await
    }

    async fn fresh_code(
        &self,
        team: TeamId,
        share: ShareId,
        code: CodeTag,
        now: Moment,
    ) -> Result<(), Trouble> {
        shares::fresh_code(&mut self.of(team).await?, team, share, code, now).await
    }

    async fn end_share(&self, team: TeamId, share: ShareId) -> Result<(), Trouble> {
        shares::end(&mut self.of(team).await?, team, share).await
    }

    async fn keep_contact(&self, team: TeamId, contact: PublicContact) -> Result<(), Trouble> {
        shares::keep_contact(&self.of(team).await?, team, &contact).await
    }

    async fn tidy(&self, now: Moment) -> Result<(), Trouble> {
        let none = self.of_none().await?;
        tokens::tidy(&none, now).await?;
        shares::tidy(&none, now).await?;
        let teams = joining::teams(&none).await?;
        drop(none);
        for team in teams {
            let client = self.of(team).await?;
            drafts::tidy(&client, team, now).await?;
            joining::tidy(&client, team, now).await?;
        }
        Ok(())
    }

    async fn try_write(&self) -> Result<(), Trouble> {
        tokens::try_write(&self.of_none().await?).await
    }
}
