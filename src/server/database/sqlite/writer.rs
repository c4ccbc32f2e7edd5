//! The one writer. Callers queue; what waits together is committed together, each caller's part
//! under a savepoint of its own, and nobody is answered before the commit is on the disk.

use super::{Books, schema::BUSY, taking};
use crate::{log::TeamId, seal::Book, server::Trouble};
use futures_channel::oneshot;
use rusqlite::Connection;
use std::{
    sync::{Arc, PoisonError, RwLock, mpsc},
    thread::JoinHandle,
    time::Duration,
};

/// One commit is for at most this many callers, so that the first does not wait for ever.
const MOST_JOBS: usize = 256;

/// Does its part, and gives back what to do when the commit went well or did not.
pub(super) type Job = Box<dyn FnOnce(&mut Writer) -> Finish + Send>;
type Finish = Box<dyn FnOnce(Result<(), Trouble>) + Send>;

pub(super) struct Writer {
    connection: Connection,
    /// With what this batch adds; as committed once the batch is.
    books: Books,
    has_new_books: bool,
    published: Arc<RwLock<Books>>,
    wants_checkpoint: bool,
    /// Why SQLite took back a whole batch by itself, as it does when the disk is full.
    lost: Option<Trouble>,
}

/// To the writer's thread, which has done all that was put here when this is dropped.
pub(super) struct Queue {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Queue {
    pub fn put(&self, job: Job) -> Result<(), Trouble> {
        let put = self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok());
        put.ok_or_else(|| Trouble::Broken("the writer has stopped".into()))
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub(super) fn job<T: Send + 'static>(
    job: impl FnOnce(&mut Writer) -> Result<T, Trouble> + Send + 'static,
) -> (Job, oneshot::Receiver<Result<T, Trouble>>) {
    let (answer, answered) = oneshot::channel();
    let job: Job = Box::new(move |writer| {
        let done = writer.in_savepoint(job);
        Box::new(move |committed| {
            // Who asked may have gone away; what was kept is kept.
            let _ = answer.send(done.and_then(|done| committed.map(|()| done)));
        })
    });
    (job, answered)
}

impl Writer {
    pub fn new(connection: Connection, published: Arc<RwLock<Books>>) -> Self {
        let books = Books::new();
        Self {
            connection,
            books,
            has_new_books: false,
            published,
            wants_checkpoint: false,
            lost: None,
        }
    }

    /// Works in a thread of its own until nobody can send any more.
    pub fn spawn(mut self) -> Result<Queue, Trouble> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let work = move || {
            while let Ok(first) = queue.recv() {
                let batch = std::iter::once(first).chain(queue.try_iter().take(MOST_JOBS));
                self.commit(batch.collect());
            }
        };
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(work)
            .map_err(|error| Trouble::Broken(error.to_string()))?;
        Ok(Queue { jobs: Some(jobs), thread: Some(thread) })
    }

    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    pub fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    pub fn commit(&mut self, batch: Vec<Job>) {
        let begun = self.connection.execute_batch("begin immediate");
        let mut finishes = Vec::with_capacity(batch.len());
        if begun.is_ok() {
            finishes.extend(batch.into_iter().map(|job| job(self)));
        }
        let committed = match self.lost.take() {
            Some(why) => Err(why),
            None => {
                begun.and_then(|()| self.connection.execute_batch("commit")).map_err(Trouble::from)
            }
        };
        match &committed {
            Ok(()) => self.publish(),
            Err(_) => self.take_back(),
        }
        for finish in finishes {
            finish(committed.clone());
        }
        self.checkpoint();
    }

    /// Part of a batch: whole or not at all, whatever becomes of the others.
    fn in_savepoint<T>(
        &mut self,
        job: impl FnOnce(&mut Self) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        if let Some(why) = &self.lost {
            return Err(why.clone());
        }
        self.connection.execute_batch("savepoint job")?;
        let done = job(self);
        if self.connection.is_autocommit() {
            let why = done.err().unwrap_or_else(|| Trouble::Broken("a lost transaction".into()));
            self.lost = Some(why.clone());
            return Err(why);
        }
        let end = if done.is_ok() { "release job" } else { "rollback to job; release job" };
        self.connection.execute_batch(end)?;
        done
    }

    pub fn book(&mut self, team: TeamId) -> Result<Option<Arc<Book>>, Trouble> {
        if let Some(book) = self.books.get(&team) {
            return Ok(Some(Arc::clone(book)));
        }
        let entries = taking::entries(&self.connection, team)?;
        if entries.is_empty() {
            return Ok(None);
        }
        let mut book = Book::of(team);
        book.take(entries);
        let book = Arc::new(book);
        self.put_book(team, Arc::clone(&book));
        Ok(Some(book))
    }

    /// The last thing that a job does, so that a book is never ahead of its rows.
    pub fn put_book(&mut self, team: TeamId, book: Arc<Book>) {
        self.books.insert(team, book);
        self.has_new_books = true;
    }

    pub fn forget_books(&mut self) {
        self.books.clear();
        self.publish();
        self.published.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What was erased must not stay in the write-ahead log either.
    pub fn want_checkpoint(&mut self) {
        self.wants_checkpoint = true;
    }

    fn publish(&mut self) {
        if std::mem::take(&mut self.has_new_books) {
            *self.published.write().unwrap_or_else(PoisonError::into_inner) = self.books.clone();
        }
    }

    fn take_back(&mut self) {
        if !self.connection.is_autocommit() {
            // What cannot be taken back now is taken back when the connection closes.
            let _ = self.connection.execute_batch("rollback");
        }
        self.books.clear();
        self.has_new_books = false;
    }

    /// A reader may stand in the way; then it is tried again after the next commit.
    fn checkpoint(&mut self) {
        if !self.wants_checkpoint {
            return;
        }
        let checkpoint = "pragma wal_checkpoint(truncate)";
        // Nobody waits with their answer until a reader ends; a backup's reads for minutes.
        let waits = self.connection.busy_timeout(Duration::ZERO);
        let is_busy = self.connection.query_row(checkpoint, [], |row| row.get::<_, i64>("busy"));
        let waits = waits.and_then(|()| self.connection.busy_timeout(BUSY));
        self.wants_checkpoint = waits.is_err() || !matches!(is_busy, Ok(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn writer() -> Writer {
        let connection = super::super::schema::in_memory().unwrap();
        Writer::new(connection, Arc::default())
    }

    fn keep(writer: &mut Writer, number: u8) -> Result<(), Trouble> {
        let kept = writer.connection().execute(
            "insert into founding_token (hash) values (:hash)",
            rusqlite::named_params! { ":hash": [number; 32] },
        );
        Ok(kept.map(|_| ())?)
    }

    #[test]
    fn a_part_that_goes_wrong_leaves_nothing_and_harms_no_other_of_its_batch() {
        let mut writer = writer();
        let (first, first_answer) = job(|writer| keep(writer, 1));
        let (wrong, wrong_answer) = job(|writer| {
            keep(writer, 2)?;
            Err::<(), _>(Trouble::Refused)
        });
        let (last, last_answer) = job(|writer| keep(writer, 3));
        writer.commit(vec![first, wrong, last]);
        let answers = [first_answer, wrong_answer, last_answer]
            .map(|answer| answer.now_or_never().unwrap().unwrap());
        assert_eq!(answers, [Ok(()), Err(Trouble::Refused), Ok(())]);
        let kept: Vec<[u8; 32]> = writer
            .connection()
            .prepare("select hash from founding_token order by hash")
            .and_then(|mut select| select.query_map([], |row| row.get("hash"))?.collect())
            .unwrap();
        assert_eq!(kept, [[1; 32], [3; 32]]);
    }

    #[test]
    fn nobody_is_told_that_all_is_well_before_the_commit() {
        let mut writer = writer();
        let (kept, answer) = job(|writer| keep(writer, 1));
        let finish = kept(&mut writer);
        let mut answer = answer;
        assert!((&mut answer).now_or_never().is_none());
        finish(Err(Trouble::Full));
        assert_eq!(answer.now_or_never().unwrap().unwrap(), Err(Trouble::Full));
    }
}
