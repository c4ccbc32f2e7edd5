//! The server's folder: who may read it, who has it open, and the founding link that lies in it.

use super::{
    Trouble,
    core::{Random, Server},
    database::Database,
};
use crate::seal::link::{Link, LinkSecret};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

const FOUNDING_LINK: &str = "founding-link";
const PUBLIC_URL: &str = "public-url";
const LOCK: &str = "lock";
const OWN_FILES: [&str; 7] = [
    FOUNDING_LINK,
    PUBLIC_URL,
    LOCK,
    "alongside.db",
    "alongside.db-wal",
    "alongside.db-shm",
    "links.db",
];

/// Held for as long as a server works on a folder.
pub struct Held(#[expect(dead_code)] File);

/// Makes the folder where it is missing, for nobody else to read. One of its own that was open to
/// others is closed to them; what else lies in a folder is not the server's to close.
pub fn make(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if is_its_own(folder)? {
        for name in OWN_FILES {
            keep_to_owner(&folder.join(name), 0o600)?;
        }
        keep_to_owner(folder, 0o700)?;
    }
    Ok(())
}

fn is_its_own(folder: &Path) -> io::Result<bool> {
    let is_empty = fs::read_dir(folder)?.next().is_none();
    Ok(is_empty || folder.join(LOCK).exists())
}

fn keep_to_owner(path: &Path, mode: u32) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(about) if about.permissions().mode() & 0o077 != 0 => {
            fs::set_permissions(path, fs::Permissions::from_mode(mode))
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

pub fn is_open_to_others(folder: &Path) -> io::Result<bool> {
    Ok(fs::metadata(folder)?.permissions().mode() & 0o077 != 0)
}

/// A new file in the folder; SQLite gives those that it lays beside it the same mode.
pub fn make_file(path: &Path) -> io::Result<()> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map(drop)
}

/// `None` when another server has it.
pub fn hold(folder: &Path) -> io::Result<Option<Held>> {
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(folder.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(Held(lock))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Of a folder in which no record came to be.
pub fn forget_what_was_begun(folder: &Path) {
    for name in [LOCK, PUBLIC_URL] {
        let _ = fs::remove_file(folder.join(name));
    }
}

/// Bytes that are left on the folder's disk; `None` where the system does not say.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

pub fn founding_link_file(folder: &Path) -> PathBuf {
    folder.join(FOUNDING_LINK)
}

/// The address that the last server in this folder was reached at.
pub fn public_url(folder: &Path) -> Option<String> {
    let told = fs::read_to_string(folder.join(PUBLIC_URL)).ok()?;
    Some(told.trim().to_owned()).filter(|told| !told.is_empty())
}

pub fn keep_public_url(folder: &Path, url: &str) -> io::Result<()> {
    write_for_owner(&folder.join(PUBLIC_URL), &format!("{url}\n"))
}

/// The link that makes a team: the one that lies in the folder while it is unused, or a new one.
pub async fn founding_link<D: Database>(
    server: &Server<D>,
    folder: &Path,
    random: Random<'_>,
) -> Result<String, Trouble> {
    let secret = match secret_in(folder) {
        Some(secret) if server.can_found(&secret).await? => secret,
        Some(_) | None => server.founding_secret(random).await?,
    };
    let link = Link::Founding { server: server.address().to_owned(), secret }.address();
    write_for_owner(&founding_link_file(folder), &format!("{link}\n"))
        .map_err(|error| Trouble::Broken(error.to_string()))?;
    Ok(link)
}

/// A used link is good for nothing, so it does not lie about.
pub async fn forget_used_link<D: Database>(server: &Server<D>, folder: &Path) {
    let Some(secret) = secret_in(folder) else { return };
    if matches!(server.can_found(&secret).await, Ok(false)) {
        // It is harmless where it cannot be removed.
        let _ = fs::remove_file(founding_link_file(folder));
    }
}

fn secret_in(folder: &Path) -> Option<LinkSecret> {
    let told = fs::read_to_string(founding_link_file(folder)).ok()?;
    match Link::read(&told) {
        Ok(Link::Founding { secret, .. }) => Some(secret),
        Ok(Link::Invitation { .. }) | Err(_) => None,
    }
}

/// Whole or not at all, and for nobody else to read.
fn write_for_owner(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    let mut file = options.create(true).truncate(true).write(true).mode(0o600).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
