//! The doors by which SQLite comes to a simulated disk.

// SQLite hands its file system pointers.
#![allow(unsafe_code)]

use super::{DISKS, File, SECTOR_BYTES, State};
use rusqlite::ffi;
use std::{
    ffi::{CStr, c_char, c_int, c_void},
    mem::size_of,
    ptr,
    rc::Rc,
    sync::Once,
};

const NAME: &CStr = c"simulated";
const MOST_NAME_BYTES: c_int = 64;

/// A file as SQLite has it open. It is SQLite's memory, so its end is told by `close` alone.
#[repr(C)]
struct Opened {
    base: ffi::sqlite3_file,
    /// Made by `Box::into_raw`.
    file: *mut OpenedFile,
}

struct OpenedFile {
    disk: Rc<State>,
    name: String,
    n_ends: u32,
}

impl OpenedFile {
    fn is_gone(&self) -> bool {
        self.disk.is_off.get() || self.disk.n_ends.get() != self.n_ends
    }

    fn with<T>(&self, work: impl FnOnce(&mut File) -> T) -> T {
        work(self.disk.files.borrow_mut().entry(self.name.clone()).or_default())
    }

    fn read(&self, at: usize, into: &mut [u8]) -> c_int {
        let n_read = self.with(|file| {
            let there = file.now.get(at..).unwrap_or_default();
            let n_read = there.len().min(into.len());
            into[..n_read].copy_from_slice(&there[..n_read]);
            n_read
        });
        into[n_read..].fill(0);
        if n_read == into.len() { ffi::SQLITE_OK } else { ffi::SQLITE_IOERR_SHORT_READ }
    }

    fn write(&self, at: usize, bytes: &[u8]) -> c_int {
        if self.is_gone() {
            return ffi::SQLITE_IOERR_WRITE;
        }
        let is_longer = self.with(|file| at + bytes.len() > file.now.len());
        if self.disk.is_full.get() && is_longer {
            self.disk.has_refused.set(true);
            return ffi::SQLITE_FULL;
        }
        let before = self.disk.before_a_write();
        // What the power cut met half-way may have arrived, as all that was not synced.
        if before.is_ok() || self.disk.is_off.get() {
            self.with(|file| file.write(at, bytes));
        }
        before.err().unwrap_or(ffi::SQLITE_OK)
    }

    fn truncate(&self, length: usize) -> c_int {
        if self.is_gone() {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        if let Err(told) = self.disk.before_a_write() {
            return told;
        }
        self.with(|file| file.truncate(length));
        ffi::SQLITE_OK
    }

    fn sync(&self) -> c_int {
        if self.is_gone() || self.disk.before_a_write().is_err() {
            return ffi::SQLITE_IOERR_FSYNC;
        }
        self.with(File::sync);
        ffi::SQLITE_OK
    }
}

pub(super) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let files = ffi::sqlite3_vfs {
            iVersion: 1,
            szOsFile: size_of::<Opened>() as c_int,
            mxPathname: MOST_NAME_BYTES,
            pNext: ptr::null_mut(),
            zName: NAME.as_ptr(),
            pAppData: ptr::null_mut(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_name),
            xDlOpen: None,
            xDlError: None,
            xDlSym: None,
            xDlClose: None,
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: Some(current_time),
            xGetLastError: None,
            xCurrentTimeInt64: None,
            xSetSystemCall: None,
            xGetSystemCall: None,
            xNextSystemCall: None,
        };
        // SAFETY: it is never dropped, and all that it points to is there as long as the program.
        let done = unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(files)), 0) };
        assert_eq!(done, ffi::SQLITE_OK);
    });
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

/// The disk of a file, and the file's name there: `/3-wal` is the third disk's `-wal`.
///
/// # Safety
/// `name` is a string of SQLite's, terminated.
unsafe fn place(name: *const c_char) -> Option<(Rc<State>, String)> {
    // SAFETY: as this function asks.
    let name = unsafe { CStr::from_ptr(name) }.to_str().ok()?.trim_start_matches('/').to_owned();
    let n_digits = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
    let (number, end) = name.split_at(n_digits);
    let state = DISKS.with_borrow(|disks| disks.get(&number.parse().ok()?).cloned())?;
    Some((state, end.to_owned()))
}

/// # Safety
/// `file` was opened here, and was not closed.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a OpenedFile {
    // SAFETY: as this function asks; `open` put a live box there.
    unsafe { &*(*file.cast::<Opened>()).file }
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives room for `szOsFile` bytes; without methods it closes nothing.
    unsafe { (*file).pMethods = ptr::null() };
    if name.is_null() {
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: the name is SQLite's own.
    let Some((disk, name)) = (unsafe { place(name) }) else { return ffi::SQLITE_CANTOPEN };
    if disk.is_off.get() {
        return ffi::SQLITE_CANTOPEN;
    }
    let n_ends = disk.n_ends.get();
    disk.files.borrow_mut().entry(name.clone()).or_default();
    let opened = Box::into_raw(Box::new(OpenedFile { disk, name, n_ends }));
    // SAFETY: as above; `out_flags` may be null.
    unsafe {
        (*file.cast::<Opened>()).file = opened;
        (*file).pMethods = &METHODS;
        if let Some(out_flags) = out_flags.as_mut() {
            *out_flags = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, _: c_int) -> c_int {
    // SAFETY: the name is SQLite's own.
    let Some((disk, name)) = (unsafe { place(name) }) else { return ffi::SQLITE_OK };
    if disk.is_off.get() {
        return ffi::SQLITE_IOERR_DELETE;
    }
    if let Err(told) = disk.before_a_write() {
        return told;
    }
    disk.files.borrow_mut().remove(&name);
    ffi::SQLITE_OK
}

unsafe extern "C" fn access(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    _: c_int,
    is_there: *mut c_int,
) -> c_int {
    // SAFETY: the name is SQLite's own, and so is where the answer goes.
    unsafe {
        let place = place(name);
        let found = place.is_some_and(|(disk, name)| disk.files.borrow().contains_key(&name));
        *is_there = c_int::from(found);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_name(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    n_bytes: c_int,
    into: *mut c_char,
) -> c_int {
    // SAFETY: SQLite gives `n_bytes` of room, and a terminated name.
    unsafe {
        let name = CStr::from_ptr(name).to_bytes_with_nul();
        if name.len() > usize::try_from(n_bytes).unwrap_or_default() {
            return ffi::SQLITE_CANTOPEN;
        }
        ptr::copy_nonoverlapping(name.as_ptr().cast(), into, name.len());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn randomness(
    _: *mut ffi::sqlite3_vfs,
    n_bytes: c_int,
    into: *mut c_char,
) -> c_int {
    // SAFETY: SQLite gives `n_bytes` of room.
    unsafe { ptr::write_bytes(into, 7, usize::try_from(n_bytes).unwrap_or_default()) };
    n_bytes
}

unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    microseconds
}

unsafe extern "C" fn current_time(_: *mut ffi::sqlite3_vfs, now: *mut f64) -> c_int {
    // SAFETY: SQLite gives room for the answer.
    unsafe { *now = 2_461_000.5 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes once what `open` opened.
    unsafe {
        drop(Box::from_raw((*file.cast::<Opened>()).file));
        (*file).pMethods = ptr::null();
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    n_bytes: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let (n_bytes, at) = (usize::try_from(n_bytes).unwrap(), usize::try_from(at).unwrap());
    // SAFETY: the file is open, and SQLite gives `n_bytes` of room.
    unsafe { opened(file).read(at, std::slice::from_raw_parts_mut(into.cast(), n_bytes)) }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    n_bytes: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let (n_bytes, at) = (usize::try_from(n_bytes).unwrap(), usize::try_from(at).unwrap());
    // SAFETY: the file is open, and SQLite hands over `n_bytes`.
    unsafe { opened(file).write(at, std::slice::from_raw_parts(bytes.cast(), n_bytes)) }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: ffi::sqlite3_int64) -> c_int {
    // SAFETY: the file is open.
    unsafe { opened(file) }.truncate(usize::try_from(length).unwrap())
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: the file is open.
    unsafe { opened(file) }.sync()
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    length: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open, and SQLite gives room for the answer.
    unsafe { *length = i64::try_from(opened(file).with(|file| file.now.len())).unwrap() };
    ffi::SQLITE_OK
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: the file is open.
    let is_in_use = unsafe { opened(file) }.disk.is_in_use.get();
    if is_in_use { ffi::SQLITE_BUSY } else { ffi::SQLITE_OK }
}

unsafe extern "C" fn unlock(_: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(
    _: *mut ffi::sqlite3_file,
    is_locked: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives room for the answer.
    unsafe { *is_locked = 0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    SECTOR_BYTES as c_int
}

unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}
