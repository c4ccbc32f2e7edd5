//! The embedded database: SQLite with a write-ahead log, one writer that commits for many callers
//! at once, and a few readers. In memory it needs no thread, and every answer is ready at once.

mod carrying;
mod copying;
mod drafts;
mod durable;
mod ends;
mod joining;
mod pieces;
mod pulling;
mod schema;
mod shares;
mod taking;
mod tokens;
mod writer;

use super::{
    CodeTag, Database, Durable, Ends, FrameRow, KeptDrafts, KeptPiece, Knock, Knocked, KnownPieces,
    Link, NewLink, NewPiece, NewShare, NewTeam, Pull, Pulled, ShareStanding, SigningIn, Standing,
    Taken, TokenHash,
};
use crate::{
    care::{DeviceId, Moment, ShareId},
    log::{PieceId, ScopeId, TeamId},
    seal::{Book, EntryId, SignedEntry},
    server::{Session, Trouble, judge::Offer},
    sync::protocol::{Digest, Draft, Epoch, FrameDown, News, PublicContact, SeenDevice, ShareSeen},
};
use rand_core::CryptoRng;
use rusqlite::{Connection, Row};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};
use tokio::sync::Semaphore;
use writer::{Queue, Writer};

pub use copying::{copy_record, shape, tallies};
pub use schema::{
    Holds, MAIN as RECORD, NEWEST_SHAPE, is_begun, is_in, is_newer, is_older, look_over,
    move_closed, set_aside, was_set_aside,
};

const MOST_READERS: usize = 8;

type Books = HashMap<TeamId, Arc<Book>>;

pub struct Sqlite {
    secret: [u8; 32],
    way: Way,
    /// The books as they are committed.
    books: Arc<RwLock<Books>>,
}

enum Way {
    /// The caller's own thread does it.
    Inline(Box<Mutex<Writer>>),
    /// The writer closes last, and so leaves no write-ahead log behind.
    Threads { readers: Arc<Readers>, queue: Queue },
}

/// Connections that only read: a few, because each keeps pages in memory.
struct Readers {
    folder: PathBuf,
    idle: Mutex<Vec<Connection>>,
    turns: Arc<Semaphore>,
}

/// All that an in-memory server knows, as a copy of its folder would have it.
pub struct Snapshot {
    main: Connection,
    links: Connection,
}

impl Snapshot {
    /// What a crash between the two files leaves: the record is written first.
    #[cfg(any(test, feature = "switches"))]
    pub fn with_links_of(self, earlier: Self) -> Self {
        Self { main: self.main, links: earlier.links }
    }

    /// All frames that there are, of the record and held.
    #[cfg(any(test, feature = "switches"))]
    pub fn frames(&self) -> Result<Vec<Vec<u8>>, Trouble> {
        let all = "select bytes from frame union all select bytes from held";
        let mut select = self.main.prepare(all)?;
        let frames = select.query_map([], |row| row.get(0))?;
        Ok(frames.collect::<rusqlite::Result<_>>()?)
    }
}

impl Sqlite {
    /// Opens or makes the database in a folder. What was queued is kept before the value is gone.
    pub fn open(folder: &Path, random: &mut dyn CryptoRng) -> Result<Self, Trouble> {
        let connection = schema::open(folder)?;
        let secret = schema::secret(&connection, random)?;
        let books = Arc::new(RwLock::new(Books::new()));
        let mut writer = Writer::new(connection, Arc::clone(&books));
        joining::withdraw_what_is_over(&mut writer)?;
        let turns = Arc::new(Semaphore::new(MOST_READERS));
        let readers = Readers { folder: folder.to_owned(), idle: Mutex::default(), turns };
        let way = Way::Threads { readers: Arc::new(readers), queue: writer.spawn()? };
        Ok(Self { secret, way, books })
    }

    pub fn in_memory(random: &mut dyn CryptoRng) -> Result<Self, Trouble> {
        Self::inline(schema::in_memory()?, random)
    }

    /// On a disk of the simulator, where it needs no thread either.
    #[cfg(any(test, feature = "switches"))]
    pub fn on_simulated_disk(
        main: &str,
        links: &str,
        random: &mut dyn CryptoRng,
    ) -> Result<Self, Trouble> {
        Self::inline(schema::open_alone(main, links)?, random)
    }

    fn inline(connection: Connection, random: &mut dyn CryptoRng) -> Result<Self, Trouble> {
        let secret = schema::secret(&connection, random)?;
        let books = Arc::new(RwLock::new(Books::new()));
        let mut writer = Writer::new(connection, Arc::clone(&books));
        joining::withdraw_what_is_over(&mut writer)?;
        Ok(Self { secret, way: Way::Inline(Box::new(Mutex::new(writer))), books })
    }

    /// A copy of an in-memory server's whole state; `None` of one in a folder, which is copied.
    pub fn snapshot(&self) -> Result<Option<Snapshot>, Trouble> {
        let Way::Inline(writer) = &self.way else { return Ok(None) };
        let writer = lock(writer);
        let mut main = Connection::open_in_memory()?;
        let mut links = Connection::open_in_memory()?;
        schema::copy(writer.connection(), "main", &mut main, "main")?;
        schema::copy(writer.connection(), "links", &mut links, "main")?;
        Ok(Some(Snapshot { main, links }))
    }

    /// Puts an in-memory server back to what it was, as a restored backup or a rolled back disk
    /// does. Its secret is the snapshot's only if it was made of this very server.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), Trouble> {
        let Way::Inline(writer) = &self.way else { return Ok(()) };
        let mut writer = lock(writer);
        schema::copy(&snapshot.main, "main", writer.connection_mut(), "main")?;
        schema::copy(&snapshot.links, "main", writer.connection_mut(), "links")?;
        writer.forget_books();
        joining::withdraw_what_is_over(&mut writer)
    }

    /// Leaves room for only so many more pages, as a disk does that fills up; or for as many as may be.
    #[cfg(any(test, feature = "switches"))]
    #[allow(clippy::unwrap_used)]
    pub fn leave_room_for(&self, n_pages: Option<u32>) {
        let Way::Inline(writer) = &self.way else { return };
        let writer = lock(writer);
        let connection = writer.connection();
        let n_used: i64 =
            connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        let most = n_pages.map_or(i64::from(u32::MAX) - 1, |n| n_used + i64::from(n));
        connection.pragma_update(None, "max_page_count", most).unwrap();
    }

    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Writer) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let (job, answer) = writer::job(job);
        match &self.way {
            Way::Inline(writer) => lock(writer).commit(vec![job]),
            Way::Threads { queue, .. } => queue.put(job)?,
        }
        answer.await.map_err(|_| Trouble::Broken("the writer gave no answer".into()))?
    }

    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        match &self.way {
            Way::Inline(writer) => job(lock(writer).connection()),
            Way::Threads { readers, .. } => {
                let turn = Arc::clone(&readers.turns).acquire_owned().await;
                let readers = Arc::clone(readers);
                // Also where whoever asked has hung up, the turn is over when the work is.
                let read = move || {
                    let _turn = turn;
                    readers.read(job)
                };
                tokio::task::spawn_blocking(read)
                    .await
                    .map_err(|_| Trouble::Broken("a reader stopped".into()))?
            }
        }
    }
}

impl Readers {
    fn read<T>(&self, job: impl FnOnce(&Connection) -> Result<T, Trouble>) -> Result<T, Trouble> {
        let idle = lock(&self.idle).pop();
        let connection = idle.map_or_else(|| schema::open_to_read(&self.folder), Ok)?;
        let answer = job(&connection);
        lock(&self.idle).push(connection);
        answer
    }
}

impl Database for Sqlite {
    fn secret(&self) -> [u8; 32] {
        self.secret
    }

    async fn book(&self, team: TeamId) -> Result<Option<Arc<Book>>, Trouble> {
        let known =
            self.books.read().unwrap_or_else(PoisonError::into_inner).get(&team).map(Arc::clone);
        match known {
            Some(book) => Ok(Some(book)),
            None => self.write(move |writer| writer.book(team)).await,
        }
    }

    async fn take(&self, offer: Offer, seen: SeenDevice) -> Result<Taken, Trouble> {
        self.write(move |writer| taking::take(writer, offer, seen)).await
    }

    async fn pull(&self, pull: Pull) -> Result<Pulled, Trouble> {
        self.read(move |connection| pulling::pull(connection, pull)).await
    }

    async fn news(&self, team: TeamId) -> Result<News, Trouble> {
        self.read(move |connection| pulling::news(connection, team)).await
    }

    /// One server alone has this database.
    async fn announce(&self, _: TeamId) -> Result<(), Trouble> {
        Ok(())
    }

    async fn compare(&self, team: TeamId, ends: Ends) -> Result<(Epoch, bool), Trouble> {
        self.read(move |connection| ends::compare(connection, team, ends)).await
    }

    async fn turn_epoch(&self, team: TeamId, old: Epoch, new: Epoch) -> Result<Epoch, Trouble> {
        self.write(move |writer| taking::turn_epoch(writer.connection(), team, old, new)).await
    }

    async fn scopes(&self, team: TeamId, cursor: u64) -> Result<Vec<(ScopeId, Digest)>, Trouble> {
        self.read(move |connection| pulling::scopes(connection, team, cursor)).await
    }

    async fn frames_of(&self, team: TeamId, scope: ScopeId) -> Result<Vec<FrameRow>, Trouble> {
        self.read(move |connection| pulling::frames_of(connection, team, scope)).await
    }

    async fn frames_at(
        &self,
        team: TeamId,
        at: Vec<u64>,
        most_bytes: u64,
    ) -> Result<Vec<FrameDown>, Trouble> {
        self.read(move |connection| pulling::frames_at(connection, team, &at, most_bytes)).await
    }

    async fn note_seen(&self, team: TeamId, seen: SeenDevice) -> Result<(), Trouble> {
        self.write(move |writer| taking::keep_seen(writer.connection(), team, seen)).await
    }

    async fn seen(&self, team: TeamId) -> Result<Vec<SeenDevice>, Trouble> {
        self.read(move |connection| pulling::all_seen(connection, team)).await
    }

    async fn n_open_links(&self, team: TeamId, now: Moment) -> Result<u32, Trouble> {
        self.write(move |writer| joining::n_open_links(writer.connection(), team, now)).await
    }

    async fn keep_founding_token(&self, token: TokenHash) -> Result<(), Trouble> {
        self.write(move |writer| joining::keep_founding_token(writer.connection(), token)).await
    }

    async fn founds(&self, token: TokenHash) -> Result<bool, Trouble> {
        self.read(move |connection| joining::founds(connection, token)).await
    }

    async fn teams(&self) -> Result<Vec<TeamId>, Trouble> {
        self.read(durable::teams).await
    }

    async fn standing(&self, team: TeamId) -> Result<Standing, Trouble> {
        self.read(move |connection| durable::standing(connection, team)).await
    }

    async fn keep_durable(&self, team: TeamId, durable: Durable) -> Result<(), Trouble> {
        self.write(move |writer| durable::keep(writer.connection(), team, durable)).await
    }

    async fn n_teams(&self) -> Result<u64, Trouble> {
        self.read(joining::n_teams).await
    }

    async fn found(&self, founding: NewTeam) -> Result<(), Trouble> {
        self.write(move |writer| joining::found(writer, founding)).await
    }

    async fn invite(&self, invited: NewLink) -> Result<(), Trouble> {
        self.write(move |writer| joining::invite(writer, invited)).await
    }

    async fn team_behind(&self, key: [u8; 32]) -> Result<Option<TeamId>, Trouble> {
        self.read(move |connection| joining::team_behind(connection, key)).await
    }

    async fn link(&self, team: TeamId, invitation: EntryId) -> Result<Option<Link>, Trouble> {
        self.write(move |writer| joining::link(writer.connection(), team, invitation)).await
    }

    async fn enrol(
        &self,
        team: TeamId,
        entries: Vec<SignedEntry>,
        now: Moment,
    ) -> Result<(), Trouble> {
        self.write(move |writer| joining::enrol(writer, team, entries, now)).await
    }

    async fn drafts(&self, drafts: KeptDrafts) -> Result<Vec<(DeviceId, Draft)>, Trouble> {
        self.write(move |writer| drafts::keep(writer.connection(), drafts)).await
    }

    async fn pieces_known(&self, team: TeamId, ids: Vec<PieceId>) -> Result<KnownPieces, Trouble> {
        self.read(move |connection| pieces::known(connection, team, ids)).await
    }

    async fn keep_piece(&self, piece: NewPiece) -> Result<KeptPiece, Trouble> {
        self.write(move |writer| pieces::keep(writer.connection(), piece)).await
    }

    async fn pieces(
        &self,
        team: TeamId,
        ids: Vec<PieceId>,
        most_bytes: u64,
    ) -> Result<Vec<Vec<u8>>, Trouble> {
        self.read(move |connection| pieces::of(connection, team, &ids, most_bytes)).await
    }

    async fn enrol_again(
        &self,
        team: TeamId,
        invitation: SignedEntry,
        enrolment: SignedEntry,
    ) -> Result<(), Trouble> {
        self.write(move |writer| joining::enrol_again(writer, team, invitation, enrolment)).await
    }

    async fn sign_in(&self, signing_in: SigningIn) -> Result<(), Trouble> {
        self.write(move |writer| tokens::sign_in(writer.connection(), signing_in)).await
    }

    async fn session(&self, token: TokenHash, now: Moment) -> Result<Option<Session>, Trouble> {
        self.read(move |connection| tokens::session(connection, token, now)).await
    }

    async fn make_share(&self, share: NewShare) -> Result<(), Trouble> {
        self.write(move |writer| shares::make(writer.connection(), share)).await
    }

    async fn share_standing(&self, share: ShareId, now: Moment) -> Result<ShareStanding, Trouble> {
        self.read(move |connection| shares::standing(connection, share, now)).await
    }

    async fn open_share(&self, knock: Knock) -> Result<Knocked, Trouble> {
        self.write(move |writer| shares::open(writer.connection(), knock)).await
    }

    async fn answer_share(
        &self,
        share: ShareId,
        sealed: Vec<u8>,
        now: Moment,
    ) -> Result<(), Trouble> {
        self.write(move |writer| shares::answer(writer.connection(), share, &sealed, now)).await
    }

    async fn shares(
        &self,
        team: TeamId,
        shares: Vec<(ShareId, u32)>,
        most_bytes: u64,
    ) -> Result<Vec<ShareSeen>, Trouble> {
        self.read(move |connection| shares::seen(connection, team, &shares, most_bytes)).await
    }

    async fn fresh_code(
        &self,
        team: TeamId,
        share: ShareId,
        code: CodeTag,
        now: Moment,
    ) -> Result<(), Trouble> {
        self.write(move |writer| shares::fresh_code(writer.connection(), team, share, code, now))
            .await
    }

    async fn end_share(&self, team: TeamId, share: ShareId) -> Result<(), Trouble> {
        self.write(move |writer| shares::end(writer.connection(), team, share)).await
    }

    async fn keep_contact(&self, team: TeamId, contact: PublicContact) -> Result<(), Trouble> {
        self.write(move |writer| shares::keep_contact(writer.connection(), team, &contact)).await
    }

    async fn tidy(&self, now: Moment) -> Result<(), Trouble> {
        self.write(move |writer| {
            drafts::tidy(writer.connection(), now)?;
            shares::tidy(writer.connection(), now)?;
            tokens::tidy(writer.connection(), now)
        })
        .await
    }

    async fn try_write(&self) -> Result<(), Trouble> {
        self.write(|writer| tokens::try_write(writer.connection())).await
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Broken(error.to_string()),
        }
    }
}

/// A panic elsewhere leaves nothing half done here: SQLite takes an open transaction back.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn to_column(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

fn position(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|position| u64::try_from(position).unwrap_or_default())
}
