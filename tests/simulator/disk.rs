//! The disk of a phone, or of the server: SQLite's files in memory, of which a power cut loses, or tears,
//! whatever was not synced. It fills up, fails and is in use elsewhere when the seed says so.

mod vfs;

use alongside::{
    seal::slots::DatabaseKey,
    store::{StoreTrouble, open_file, open_kept},
};
use rand_chacha::{ChaCha12Rng, rand_core::Rng};
use rusqlite::{Connection, ffi};
use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::BTreeMap,
    ffi::c_int,
    path::PathBuf,
    rc::Rc,
};

/// What a power cut tears a write into.
const SECTOR_BYTES: usize = 512;

/// What happens to a phone at one of its next writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Whatever is not synced may be lost.
    PowerCut,
    /// The one write is refused, and the next is taken.
    Failure,
}

/// How much of what was not synced a phone finds again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Survives {
    /// Only the program had ended.
    All,
    Nothing,
    /// Some writes, and of some a part, in no order.
    Some,
}

pub struct Disk {
    number: u32,
    state: Rc<State>,
}

#[derive(Default)]
struct State {
    files: RefCell<BTreeMap<String, File>>,
    /// Whoever opened a file before the last end of the program reaches it no more.
    n_ends: Cell<u32>,
    fuse: Cell<Option<(u32, Mishap)>>,
    is_off: Cell<bool>,
    is_full: Cell<bool>,
    is_in_use: Cell<bool>,
    /// A write was refused since somebody asked.
    has_refused: Cell<bool>,
}

#[derive(Clone, Default)]
struct File {
    now: Vec<u8>,
    synced: Vec<u8>,
    unsynced: Vec<Unsynced>,
}

#[derive(Clone)]
enum Unsynced {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

thread_local! {
    static DISKS: RefCell<BTreeMap<u32, Rc<State>>> = RefCell::default();
    static EMPTY: OnceCell<BTreeMap<String, File>> = const { OnceCell::new() };
}

impl Disk {
    /// A disk with an empty database on it.
    pub fn new() -> Self {
        vfs::register();
        let empty = EMPTY.with(|empty| empty.get_or_init(files_of_an_empty_database).clone());
        Self::with(empty)
    }

    /// A disk with nothing on it.
    pub fn bare() -> Self {
        vfs::register();
        Self::with(BTreeMap::new())
    }

    /// A disk with a database that was made elsewhere.
    pub fn holding(database: Vec<u8>) -> Self {
        vfs::register();
        let file = File { now: database.clone(), synced: database, unsynced: Vec::new() };
        Self::with([(String::new(), file)].into())
    }

    fn with(files: BTreeMap<String, File>) -> Self {
        let state = Rc::new(State { files: RefCell::new(files), ..State::default() });
        let number = DISKS.with_borrow_mut(|disks| {
            let number = disks.keys().next_back().map_or(0, |last| last + 1);
            disks.insert(number, Rc::clone(&state));
            number
        });
        Self { number, state }
    }

    /// Another disk with the same files, as they are now.
    pub fn copied(&self) -> Self {
        Self::with(self.state.files.borrow().clone())
    }

    pub fn open(&self) -> Result<Connection, StoreTrouble> {
        open_file(&self.path(), &DatabaseKey([7; 32]))
    }

    /// As a phone opens it that has had it for a while.
    pub fn open_kept(&self, key: &DatabaseKey) -> Result<Connection, StoreTrouble> {
        open_kept(&self.path(), key)
    }

    /// As SQLite names the two files of a server.
    pub fn server_files(&self) -> [String; 2] {
        ["", "-links"].map(|name| format!("file:/{}{name}?vfs=simulated", self.number))
    }

    fn path(&self) -> PathBuf {
        format!("file:/{}?vfs=simulated", self.number).into()
    }

    /// Lets something happen at the write after so many more.
    pub fn light_fuse(&self, n_writes: u32, mishap: Mishap) {
        self.state.fuse.set(Some((n_writes, mishap)));
    }

    pub fn fill(&self) {
        self.state.is_full.set(true);
    }

    pub fn use_elsewhere(&self, is_in_use: bool) {
        self.state.is_in_use.set(is_in_use);
    }

    pub fn is_off(&self) -> bool {
        self.state.is_off.get()
    }

    /// What ends meanwhile touches nothing: SQLite would take away files that are another's by now.
    pub fn while_off(&self, work: impl FnOnce()) {
        self.state.is_off.set(true);
        work();
        self.state.is_off.set(false);
    }

    /// Whether a write was refused since this was last asked.
    pub fn has_refused(&self) -> bool {
        self.state.has_refused.take()
    }

    /// There is room again, and nothing happens any more.
    pub fn mend(&self) {
        self.state.fuse.set(None);
        self.state.is_full.set(false);
    }

    /// The program ends here; whoever opens the disk again finds what survived.
    pub fn end(&self, survives: Survives, chance: &mut ChaCha12Rng) {
        self.state.n_ends.set(self.state.n_ends.get() + 1);
        self.state.is_off.set(false);
        self.state.fuse.set(None);
        self.state.files.borrow_mut().values_mut().for_each(|file| file.end(survives, chance));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // One here, one in the table; open files have their own.
        let _ = DISKS.try_with(|disks| disks.borrow_mut().remove(&self.number));
    }
}

fn files_of_an_empty_database() -> BTreeMap<String, File> {
    let disk = Disk::with(BTreeMap::new());
    disk.open().unwrap().close().unwrap();
    let mut files = disk.state.files.borrow().clone();
    files.values_mut().for_each(File::sync);
    files
}

impl State {
    /// Before a write: whether it happens, and what SQLite is told else.
    fn before_a_write(&self) -> Result<(), c_int> {
        let Some((n_writes, mishap)) = self.fuse.get() else { return Ok(()) };
        self.fuse.set((n_writes > 0).then(|| (n_writes - 1, mishap)));
        if n_writes > 0 {
            return Ok(());
        }
        self.is_off.set(mishap == Mishap::PowerCut);
        self.has_refused.set(true);
        Err(ffi::SQLITE_IOERR_WRITE)
    }
}

impl File {
    fn write(&mut self, at: usize, bytes: &[u8]) {
        put(&mut self.now, at, bytes);
        self.unsynced.push(Unsynced::Write { at, bytes: bytes.to_vec() });
    }

    fn truncate(&mut self, length: usize) {
        self.now.truncate(length);
        self.unsynced.push(Unsynced::Truncate(length));
    }

    fn sync(&mut self) {
        for unsynced in std::mem::take(&mut self.unsynced) {
            unsynced.reaches(&mut self.synced);
        }
    }

    fn end(&mut self, survives: Survives, chance: &mut ChaCha12Rng) {
        for unsynced in std::mem::take(&mut self.unsynced) {
            match survives {
                Survives::All => unsynced.reaches(&mut self.synced),
                Survives::Nothing => {}
                Survives::Some => unsynced.reaches_in_part(&mut self.synced, chance),
            }
        }
        self.now.clone_from(&self.synced);
    }
}

impl Unsynced {
    fn reaches(self, synced: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => put(synced, at, &bytes),
            Self::Truncate(length) => synced.truncate(length),
        }
    }

    fn reaches_in_part(self, synced: &mut Vec<u8>, chance: &mut ChaCha12Rng) {
        match (chance.next_u32() % 3, self) {
            (0, _) => {}
            (1, Self::Write { at, bytes }) => {
                for (n, sector) in bytes.chunks(SECTOR_BYTES).enumerate() {
                    if chance.next_u32().is_multiple_of(2) {
                        put(synced, at + n * SECTOR_BYTES, sector);
                    }
                }
            }
            (_, whole) => whole.reaches(synced),
        }
    }
}

fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}
