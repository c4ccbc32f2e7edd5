//! Opening the database: its cipher, its durability, its migrations.

use super::trouble::{Result, StoreTrouble};
use crate::seal::slots::DatabaseKey;
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};
use std::{ffi::CString, path::Path};
use zeroize::Zeroizing;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/001_first.sql"),
    include_str!("migrations/002_typed.sql"),
    include_str!("migrations/003_drafts_elsewhere.sql"),
    include_str!("migrations/004_what_was_erased_stays_erased.sql"),
    include_str!("migrations/005_set_aside.sql"),
    include_str!("migrations/006_light_rows.sql"),
    include_str!("migrations/007_told.sql"),
    include_str!("migrations/008_suggested.sql"),
    include_str!("migrations/009_connections.sql"),
    include_str!("migrations/010_continuity.sql"),
    include_str!("migrations/011_words_merge_at_rest.sql"),
    include_str!("migrations/012_attachments.sql"),
    include_str!("migrations/013_following.sql"),
    include_str!("migrations/014_refused_pieces.sql"),
    include_str!("migrations/015_without_long_rows.sql"),
    include_str!("migrations/016_words_of_what_is_gone.sql"),
    include_str!("migrations/017_rebuilt_at_rest.sql"),
    include_str!("migrations/018_leaves_of_words.sql"),
];

/// An encrypted database in a file, which is made where there is none; in the browser the file is in
/// the private origin's storage.
pub fn open_file(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let connection = Connection::open(path)?;
    unlock(&connection, key)?;
    n_parts(&connection)?;
    prepare(&connection)?;
    Ok(connection)
}

/// One that was made before, with its own key. What cannot be opened stays as it is, byte for byte.
pub fn open_kept(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let flags = OpenFlags::default().difference(OpenFlags::SQLITE_OPEN_CREATE);
    let connection = Connection::open_with_flags(path, flags).map_err(|error| {
        let is_missing = error.sqlite_error_code() == Some(ErrorCode::CannotOpen);
        if is_missing { StoreTrouble::Damaged } else { error.into() }
    })?;
    if has_log_of_writes(path) {
        // Until `Store::open` has seen that all is well, it stays there when this is closed.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    }
    unlock(&connection, key)?;
    match n_parts(&connection) {
        // It has been this database's key for as long as there is the one.
        Err(StoreTrouble::WrongKey) | Ok(0) => return Err(StoreTrouble::Damaged),
        Err(trouble) => return Err(trouble),
        Ok(_) => prepare(&connection)?,
    }
    Ok(connection)
}

/// The browser's files are seen by SQLite alone, and there an empty one that stays does no harm.
fn has_log_of_writes(path: &Path) -> bool {
    let log = format!("{}-wal", path.display());
    cfg!(target_family = "wasm") || std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// A database that lives as long as its connection, without a cipher; for simulation. Many are
/// opened there, so each is a copy of the first.
#[cfg(not(target_family = "wasm"))]
pub fn open_in_memory() -> Result<Connection> {
    thread_local! {
        static EMPTY: std::cell::OnceCell<Connection> = const { std::cell::OnceCell::new() };
    }
    EMPTY.with(|empty| match empty.get() {
        Some(empty) => copy_in_memory(empty),
        None => {
            let first = Connection::open_in_memory()?;
            migrate(&first)?;
            copy_in_memory(empty.get_or_init(|| first))
        }
    })
}

/// A copy of a database as it is now, as a backup of the phone would make it.
#[cfg(not(target_family = "wasm"))]
pub(super) fn copy_in_memory(from: &Connection) -> Result<Connection> {
    let mut copy = Connection::open_in_memory()?;
    rusqlite::backup::Backup::new(from, &mut copy)?.run_to_completion(
        i32::MAX,
        std::time::Duration::ZERO,
        None,
    )?;
    copy.set_prepared_statement_cache_capacity(128);
    Ok(copy)
}

/// Removes a database and what lies beside it, wherever this platform keeps it. Nothing there is
/// no trouble.
// The file system of the browser's SQLite can only be reached through SQLite itself.
#[allow(unsafe_code)]
pub fn remove_file(path: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let name = format!("{}{end}", path.display());
        let name = CString::new(name).map_err(|_| StoreTrouble::NotFound)?;
        // SAFETY: the default file system is registered for as long as the program runs, and the
        // name is terminated.
        unsafe {
            let files = rusqlite::ffi::sqlite3_vfs_find(std::ptr::null());
            if let Some(delete) = files.as_ref().and_then(|files| files.xDelete) {
                delete(files, name.as_ptr(), 1);
            }
        }
    }
    Ok(())
}

fn unlock(connection: &Connection, key: &DatabaseKey) -> Result<()> {
    let hex: Zeroizing<String> =
        Zeroizing::new(key.0.iter().map(|byte| format!("{byte:02x}")).collect());
    let raw = Zeroizing::new(format!("x'{}'", hex.as_str()));
    // It tells of every page that is not as it was; people are told once, and in words.
    connection.pragma_update(None, "cipher_log_level", "none")?;
    connection.pragma_update(None, "key", raw.as_str())?;
    // Without its cipher SQLite ignores the key, and the file would be plain.
    let version = connection.query_row("pragma cipher_version", [], |row| row.get::<_, String>(0));
    match version {
        Ok(version) if !version.is_empty() => Ok(()),
        _ => Err(StoreTrouble::NoCipher),
    }
}

/// How many tables and indexes there are: an empty file is a database without any.
fn n_parts(connection: &Connection) -> Result<i64> {
    // Before the first read: a write-ahead log without shared memory needs one owner.
    connection.pragma_update(None, "locking_mode", "exclusive")?;
    Ok(connection.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?)
}

fn prepare(connection: &Connection) -> Result<()> {
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "secure_delete", "on")?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    migrate(connection)
}

fn migrate(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(128);
    let version: i64 = connection.query_row("pragma user_version", [], |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        return Err(StoreTrouble::NewerVersion);
    }
    for (n, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let step = n + 1;
        connection.execute_batch(&format!(
            "begin immediate; {migration}; pragma user_version = {step}; commit;"
        ))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database as the version before a migration left it, with a row in it.
    fn of_version(n: usize) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for migration in &MIGRATIONS[..n] {
            connection.execute_batch(migration).unwrap();
        }
        connection.execute_batch("insert into meta (name, value) values ('it', x'01')").unwrap();
        connection.pragma_update(None, "user_version", n as i64).unwrap();
        connection
    }

    #[test]
    fn a_database_of_every_version_before_is_brought_up_with_what_is_in_it() {
        for version in 1..=MIGRATIONS.len() {
            let connection = of_version(version);
            migrate(&connection).unwrap();
            let value: Vec<u8> = connection
                .query_row("select value from meta where name = 'it'", [], |row| row.get(0))
                .unwrap();
            assert_eq!(value, [1]);
            connection.prepare("select kind, thing from erased_thing").unwrap();
        }
    }

    #[test]
    fn words_that_an_older_version_left_of_what_was_erased_go() {
        let connection = of_version(15);
        let n_with_it = || {
            let rows = "select count(*) from word_data where instr(block, 'ixotic')";
            connection.query_row(rows, [], |row| row.get::<_, i64>(0)).unwrap()
        };
        connection
            .execute_batch(
                "insert into word (rowid, text) values (1, 'a quixotic afternoon');
                 delete from word where rowid = 1;",
            )
            .unwrap();
        assert_eq!(n_with_it(), 1);
        migrate(&connection).unwrap();
        assert_eq!(n_with_it(), 0);
    }

    #[test]
    fn a_database_of_a_newer_version_is_left_alone() {
        let connection = of_version(MIGRATIONS.len());
        connection.pragma_update(None, "user_version", MIGRATIONS.len() as i64 + 1).unwrap();
        assert!(matches!(migrate(&connection), Err(StoreTrouble::NewerVersion)));
    }

    #[test]
    fn a_database_of_the_first_version_keeps_its_frames_and_what_is_still_to_be_checked() {
        let connection = of_version(1);
        connection
            .execute_batch(
                "insert into frame values (7, x'01', x'02', x'0304', 5, 1, 'why');
                 insert into change values (1, x'05', x'02', 1, x'06', 0, x'07', x'08', 0, 1);
                 insert into change values (2, x'09', x'02', 1, x'06', 0, x'07', x'08', 2, 1);",
            )
            .unwrap();
        migrate(&connection).unwrap();
        let text = |sql| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
        let frames = "select group_concat(n || hex(id) || hex(bytes) || position || why_set_aside)
                      from frame where state = 1";
        assert_eq!(text(frames), "70103045why");
        assert_eq!(text("select group_concat(n) from unchecked"), "1");
        assert_eq!(
            text("select group_concat(signature_is) from (select * from change order by n)"),
            "1,2"
        );
    }
}
