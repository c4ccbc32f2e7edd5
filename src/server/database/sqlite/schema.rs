//! How the files are opened, and brought to the newest shape.

use super::copying::{count_all, shape};
use crate::server::{Trouble, folder::make_file};
use rand_core::CryptoRng;
use rusqlite::{Connection, OpenFlags, backup::Backup, functions::FunctionFlags, named_params};
use std::{fs, io, path::Path, time::Duration};

/// The file with the team's record.
pub const MAIN: &str = "alongside.db";
/// Keyrings left for newcomers; no backup takes this file.
const LINKS: &str = "links.db";

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_drafts.sql"),
    include_str!("migrations/0003_shares.sql"),
    include_str!("migrations/0004_durable.sql"),
    include_str!("migrations/0005_pieces.sql"),
    include_str!("migrations/0006_ends.sql"),
];
/// The shape of the record that this version makes.
pub const NEWEST_SHAPE: u32 = MIGRATIONS.len() as u32;
const LINK_MIGRATIONS: &[&str] = &[include_str!("migrations/links_0001_first.sql")];

pub const BUSY: Duration = Duration::from_secs(10);

pub(super) fn open(folder: &Path) -> Result<Connection, Trouble> {
    for name in [MAIN, LINKS] {
        make_file(&folder.join(name)).map_err(|error| Trouble::Broken(error.to_string()))?;
    }
    let connection = Connection::open(folder.join(MAIN))?;
    let links = folder.join(LINKS);
    let links = links.to_str().ok_or_else(|| Trouble::Broken("the folder's name".into()))?;
    with_links(connection, links)
}

/// Files that nobody else has open, on a disk without memory to share: as SQLite names them.
#[cfg(any(test, feature = "switches"))]
pub(super) fn open_alone(main: &str, links: &str) -> Result<Connection, Trouble> {
    let connection = Connection::open(main)?;
    connection.execute_batch("pragma main.locking_mode = exclusive")?;
    with_links(connection, links)
}

fn with_links(connection: Connection, links: &str) -> Result<Connection, Trouble> {
    connection.busy_timeout(BUSY)?;
    connection.execute_batch("pragma journal_mode = wal")?;
    connection.execute("attach database :links as links", named_params! { ":links": links })?;
    connection.execute_batch("pragma links.journal_mode = truncate")?;
    prepare(connection)
}

pub(super) fn in_memory() -> Result<Connection, Trouble> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch("attach database ':memory:' as links")?;
    prepare(connection)
}

/// Sees what is committed, of the team's record only: never a keyring that was left.
pub(super) fn open_to_read(folder: &Path) -> Result<Connection, Trouble> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(folder.join(MAIN), flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

fn prepare(connection: Connection) -> Result<Connection, Trouble> {
    connection.execute_batch(
        "pragma main.synchronous = full; pragma links.synchronous = full;
         pragma main.secure_delete = on; pragma links.secure_delete = on;
         pragma temp_store = memory;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    let steady = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("xor", 2, steady, |given| {
        let (one, other) = (given.get::<Vec<u8>>(0)?, given.get::<Vec<u8>>(1)?);
        Ok(one.iter().zip(other).map(|(one, other)| one ^ other).collect::<Vec<_>>())
    })?;
    migrate(&connection, "main", MIGRATIONS)?;
    migrate(&connection, "links", LINK_MIGRATIONS)?;
    Ok(connection)
}

fn migrate(connection: &Connection, schema: &str, steps: &[&str]) -> Result<(), Trouble> {
    let known: usize = connection.pragma_query_value(Some(schema), "user_version", |row| {
        row.get::<_, i64>("user_version").map(|known| usize::try_from(known).unwrap_or_default())
    })?;
    if known > steps.len() {
        return Err(Trouble::Broken("the database is of a newer version".into()));
    }
    for (number, step) in steps.iter().enumerate().skip(known) {
        let transaction = connection.unchecked_transaction()?;
        transaction.execute_batch(step)?;
        let version = i64::try_from(number + 1).unwrap_or(i64::MAX);
        transaction.pragma_update(Some(schema), "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}

/// The server's own secret, made with it.
pub(super) fn secret(
    connection: &Connection,
    random: &mut dyn CryptoRng,
) -> Result<[u8; 32], Trouble> {
    let mut fresh = [0; 32];
    random.fill_bytes(&mut fresh);
    connection.execute(
        "insert into server (one, secret) values (1, :secret) on conflict do nothing",
        named_params! { ":secret": fresh },
    )?;
    Ok(connection
        .query_row("select secret from server where one = 1", [], |row| row.get("secret"))?)
}

pub(super) fn copy(
    from: &Connection,
    from_schema: &str,
    to: &mut Connection,
    to_schema: &str,
) -> Result<(), Trouble> {
    Backup::new_with_names(from, from_schema, to, to_schema)?.step(-1)?;
    Ok(())
}

/// Whether a server has kept its record there.
pub fn is_in(folder: &Path) -> bool {
    folder.join(MAIN).is_file()
}

/// Under which a record lies that was moved to another database.
const MOVED: &str = "alongside.db.moved";

/// Nobody is to go on with a closed record that was moved.
pub fn set_aside(folder: &Path) -> io::Result<()> {
    fs::rename(folder.join(MAIN), folder.join(MOVED))?;
    fs::File::open(folder)?.sync_all()
}

pub fn was_set_aside(folder: &Path) -> bool {
    folder.join(MOVED).exists() && !is_in(folder)
}

/// Moves a closed record into another folder of the same disk, the record last.
pub fn move_closed(from: &Path, to: &Path) -> io::Result<()> {
    if from.join(format!("{MAIN}-wal")).exists() {
        // What is in there did not go into the record, as when there was no room for it.
        return Err(io::ErrorKind::StorageFull.into());
    }
    for name in [LINKS, MAIN] {
        fs::rename(from.join(name), to.join(name))?;
    }
    fs::File::open(to)?.sync_all()
}

/// What a folder holds, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holds {
    pub n_teams: i64,
    pub n_entries: i64,
    pub n_frames: i64,
    pub n_erased: i64,
    pub n_held: i64,
}

/// Whether there is more than what a first start leaves that was broken off.
pub fn is_begun(folder: &Path) -> bool {
    is_in(folder) && !matches!(shape(&folder.join(MAIN)), Ok(0))
}

pub fn is_newer(folder: &Path) -> bool {
    shape(&folder.join(MAIN)).is_ok_and(|shape| shape > NEWEST_SHAPE)
}

/// Whether this version would give it another form when it is opened.
pub fn is_older(folder: &Path) -> bool {
    shape(&folder.join(MAIN)).is_ok_and(|shape| (1..NEWEST_SHAPE).contains(&shape))
}

/// Reads the whole record back and counts it.
pub fn look_over(folder: &Path) -> Result<Holds, Trouble> {
    let connection = open_to_read(folder)?;
    count_all(&connection)?;
    Ok(connection.query_row(
        "select (select count(*) from team) as n_teams, (select count(*) from entry) as n_entries,
                (select count(*) from frame) as n_frames,
                (select count(*) from frame where is_erased = 1) as n_erased,
                (select count(*) from held) as n_held",
        [],
        |row| {
            Ok(Holds {
                n_teams: row.get("n_teams")?,
                n_entries: row.get("n_entries")?,
                n_frames: row.get("n_frames")?,
                n_erased: row.get("n_erased")?,
                n_held: row.get("n_held")?,
            })
        },
    )?)
}

pub(super) fn check(connection: &Connection) -> Result<(), Trouble> {
    let found: String =
        connection.query_row("pragma integrity_check(1)", [], |row| row.get("integrity_check"))?;
    if found == "ok" { Ok(()) } else { Err(Trouble::Damaged(found)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::database::carrying::TABLES;
    use std::collections::BTreeMap;

    /// What is told as kept is on the disk: no power cut takes it back.
    #[test]
    fn what_is_written_is_waited_for_until_the_disk_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open(folder.path()).unwrap();
        for file in ["main", "links"] {
            let waits: i64 =
                connection.pragma_query_value(Some(file), "synchronous", |row| row.get(0)).unwrap();
            assert_eq!(waits, 2, "{file}: full");
        }
    }

    /// A table that is not carried would be lost on the way to another database, without a word.
    #[test]
    fn every_table_and_column_is_carried() {
        let connection = in_memory().unwrap();
        let mut there: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for file in ["main", "links"] {
            let columns = format!(
                "select m.name, c.name from {file}.sqlite_schema m, pragma_table_info(m.name, '{file}') c
                 where m.type = 'table' and m.name not like 'sqlite_%' order by c.name"
            );
            let mut select = connection.prepare(&columns).unwrap();
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            for (table, column) in rows.map(|row: rusqlite::Result<(String, String)>| row.unwrap())
            {
                there.entry(table).or_default().push(column);
            }
        }
        let carried: BTreeMap<String, Vec<String>> = TABLES
            .iter()
            .map(|table| {
                let mut names: Vec<_> =
                    table.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
                names.sort();
                (table.name.to_owned(), names)
            })
            .collect();
        assert_eq!(there, carried);
    }
}
