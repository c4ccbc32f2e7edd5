//! The file: `alongside backup` in a line, the head in a line, the record. All of it is packed by
//! zstd, with a sum over it, and then sealed by age, both in their common forms: with a key,
//! `age -d -i KEY FILE | zstd -d` reads it without this program.

use super::{Trouble, head::Head, keys::Identities};
use crate::server::{database::sqlite, folder::free_bytes};
use age::{DecryptError, Decryptor, EncryptError, Encryptor, x25519::Recipient};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

const FIRST_LINE: &[u8] = b"alongside backup\n";
/// Room for a hundred thousand teams.
const MOST_HEAD_BYTES: u64 = 64 << 20;
const LEVEL: i32 = 3;
const SEALED: &[u8] = b"age-encryption.org/";
const PACKED: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const PART_BYTES: usize = 64 * 1024;

pub enum Sealing {
    To(Vec<Recipient>),
    InClear,
}

/// Written beside its name, which it has only once it is whole and on the disk.
pub fn write(name: &Path, head: &Head, record: &Path, sealing: &Sealing) -> Result<(), Trouble> {
    let unfinished = Unfinished::beside(name)?;
    let record = File::open(record)?;
    let to = BufWriter::new(unfinished.create()?);
    let written = match sealing {
        Sealing::To(recipients) => {
            let recipients = recipients.iter().map(|one| one as &dyn age::Recipient);
            let sealing = Encryptor::with_recipients(recipients).map_err(of_sealing)?;
            let sealed = sealing.wrap_output(to).map_err(Trouble::of_writing)?;
            pack(head, record, sealed)?.finish().map_err(Trouble::of_writing)?
        }
        Sealing::InClear => pack(head, record, to)?,
    };
    let written = written.into_inner().map_err(|error| Trouble::of_writing(error.into_error()))?;
    written.sync_all().map_err(Trouble::of_writing)?;
    unfinished.take_name(name)
}

fn pack<W: Write>(head: &Head, record: impl Read, to: W) -> Result<W, Trouble> {
    let mut packing = zstd::Encoder::new(to, LEVEL)?;
    packing.include_checksum(true)?;
    packing.write_all(FIRST_LINE).map_err(Trouble::of_writing)?;
    packing.write_all(&head.line()?).map_err(Trouble::of_writing)?;
    let n_bytes = pass_on(record, &mut packing, Trouble::Io)?;
    if n_bytes != head.record.n_bytes {
        return Err(Trouble::Unsound("it changed while it was copied".into()));
    }
    packing.finish().map_err(Trouble::of_writing)
}

/// The record goes to `to`, and is there whole or not at all.
pub fn unpack(name: &Path, identities: &Identities, to: &Path) -> Result<Head, Trouble> {
    let file = File::open(name).map_err(|why| Trouble::File(name.to_owned(), why))?;
    let unsealed = unsealed(file, identities)?;
    let mut from = BufReader::new(zstd::Decoder::new(unsealed).map_err(of_reading)?);
    let head = read_head(&mut from)?;
    let room = to.parent().and_then(free_bytes);
    if room.is_some_and(|left| left < head.record.n_bytes) {
        return Err(Trouble::NoRoom);
    }
    let made = OpenOptions::new().create_new(true).write(true).mode(0o600).open(to);
    let mut record = made.map_err(Trouble::of_writing)?;
    // To the very end, since only the last part says that nothing was cut off.
    let n_bytes = pass_on(from, &mut record, of_reading)?;
    record.sync_all().map_err(Trouble::of_writing)?;
    if n_bytes == head.record.n_bytes { Ok(head) } else { Err(Trouble::Damaged) }
}

fn unsealed(file: File, identities: &Identities) -> Result<Box<dyn BufRead>, Trouble> {
    let mut file = BufReader::new(file);
    let start = file.fill_buf()?;
    if start.starts_with(PACKED) {
        return Ok(Box::new(file));
    }
    if !start.starts_with(SEALED) {
        return Err(Trouble::NotABackup);
    }
    if identities.is_empty() {
        return Err(Trouble::NoKey);
    }
    let identities = identities.iter().map(|one| one.as_ref() as &dyn age::Identity);
    let sealed = Decryptor::new_buffered(file).map_err(of_unsealing)?;
    let unsealed = sealed.decrypt(identities).map_err(of_unsealing)?;
    Ok(Box::new(BufReader::with_capacity(PART_BYTES, unsealed)))
}

fn read_head(from: &mut impl BufRead) -> Result<Head, Trouble> {
    let mut line = |most| {
        let mut line = Vec::new();
        from.by_ref().take(most).read_until(b'\n', &mut line).map_err(of_reading)?;
        Ok::<_, Trouble>(line)
    };
    let first = line(FIRST_LINE.len() as u64)?;
    if first != FIRST_LINE {
        return Err(Trouble::NotABackup);
    }
    Head::read(&line(MOST_HEAD_BYTES)?, sqlite::NEWEST_SHAPE)
}

/// What a backup that was stopped in the middle has left beside its name.
pub fn forget_unfinished(name: &Path) {
    // Whatever is there goes with the value.
    drop(Unfinished::beside(name));
}

/// Answers how many bytes there were.
fn pass_on(
    mut from: impl Read,
    to: &mut impl Write,
    of_reading: impl Fn(io::Error) -> Trouble,
) -> Result<u64, Trouble> {
    let (mut part, mut n_bytes) = (vec![0; PART_BYTES], 0);
    loop {
        let n_read = from.read(&mut part).map_err(&of_reading)?;
        let Some(read) = part.get(..n_read).filter(|read| !read.is_empty()) else {
            return Ok(n_bytes);
        };
        to.write_all(read).map_err(Trouble::of_writing)?;
        n_bytes += n_read as u64;
    }
}

/// What the system has nothing to do with is said by the unpacking itself: the bytes are wrong.
fn of_reading(error: io::Error) -> Trouble {
    if error.raw_os_error().is_some() { Trouble::Io(error) } else { Trouble::Damaged }
}

fn of_sealing(error: EncryptError) -> Trouble {
    match error {
        EncryptError::Io(error) => Trouble::of_writing(error),
        other => Trouble::Io(io::Error::other(other.to_string())),
    }
}

fn of_unsealing(error: DecryptError) -> Trouble {
    match error {
        DecryptError::NoMatchingKeys => Trouble::WrongKey,
        DecryptError::Io(error) => of_reading(error),
        _ => Trouble::Damaged,
    }
}

/// Gone with the value, unless it has taken its name.
struct Unfinished(PathBuf);

impl Unfinished {
    fn beside(name: &Path) -> Result<Self, Trouble> {
        let mut unfinished = name.as_os_str().to_owned();
        unfinished.push(".unfinished");
        // Of one that was killed.
        let _ = fs::remove_file(&unfinished);
        Ok(Self(unfinished.into()))
    }

    fn create(&self) -> Result<File, Trouble> {
        let mut options = OpenOptions::new();
        let made = options.create_new(true).write(true).mode(0o600).open(&self.0);
        made.map_err(Trouble::of_writing)
    }

    fn take_name(self, name: &Path) -> Result<(), Trouble> {
        fs::rename(&self.0, name)?;
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty());
        Ok(File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{care::Moment, server::backup::head::Record};
    use age::x25519::Identity;
    use std::os::unix::fs::PermissionsExt;
    use tempfile::TempDir;

    const RECORD: &[u8] = b"what is kept, sealed by phones";

    struct Shelf {
        kept: TempDir,
        keys: [Identity; 2],
    }

    impl Shelf {
        fn new() -> Self {
            let kept = tempfile::tempdir().unwrap();
            fs::write(kept.path().join("record"), RECORD).unwrap();
            Self { kept, keys: [Identity::generate(), Identity::generate()] }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.kept.path().join(name)
        }

        fn names(&self) -> Vec<String> {
            let names = fs::read_dir(self.kept.path()).unwrap();
            let mut names: Vec<String> =
                names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        }

        fn sealing(&self) -> Sealing {
            Sealing::To(self.keys.iter().map(Identity::to_public).collect())
        }

        fn write(&self, head: &Head, sealing: &Sealing) -> Result<PathBuf, Trouble> {
            let name = self.path("monday");
            write(&name, head, &self.path("record"), sealing).map(|()| name)
        }

        fn unpack(&self, name: &Path, key: &Identity) -> Result<Head, Trouble> {
            let _ = fs::remove_file(self.path("unpacked"));
            unpack(name, &vec![Box::new(key.clone())], &self.path("unpacked"))
        }

        /// What these bytes are as a backup.
        fn read(&self, bytes: &[u8]) -> Option<(Head, Vec<u8>)> {
            fs::write(self.path("other"), bytes).unwrap();
            let head = self.unpack(&self.path("other"), &self.keys[1]).ok()?;
            Some((head, fs::read(self.path("unpacked")).unwrap()))
        }
    }

    fn head() -> Head {
        let record = Record { n_bytes: RECORD.len() as u64, shape: 1 };
        Head::of(&[], "https://team.example", Moment(5), record)
    }

    fn head_of_bytes(n_bytes: u64) -> Head {
        Head { record: Record { n_bytes, shape: 1 }, ..head() }
    }

    #[test]
    fn each_of_its_keys_opens_it_alone_and_it_is_for_its_owner() {
        let shelf = Shelf::new();
        let name = shelf.write(&head(), &shelf.sealing()).unwrap();
        assert_eq!(fs::metadata(&name).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(shelf.names(), ["monday", "record"]);
        for key in &shelf.keys {
            assert_eq!(shelf.unpack(&name, key).unwrap(), head());
            assert_eq!(fs::read(shelf.path("unpacked")).unwrap(), RECORD);
        }
    }

    #[test]
    fn another_key_and_no_key_are_told_apart_from_damage() {
        let shelf = Shelf::new();
        let name = shelf.write(&head(), &shelf.sealing()).unwrap();
        let other = shelf.unpack(&name, &Identity::generate());
        assert!(matches!(other, Err(Trouble::WrongKey)));
        let none = unpack(&name, &Vec::new(), &shelf.path("unpacked"));
        assert!(matches!(none, Err(Trouble::NoKey)));
        assert!(!shelf.path("unpacked").exists());
    }

    #[test]
    fn sealed_it_is_no_backup_when_it_is_cut_anywhere_or_any_bit_is_turned() {
        let shelf = Shelf::new();
        let name = shelf.write(&head(), &shelf.sealing()).unwrap();
        let whole = fs::read(&name).unwrap();
        assert_eq!(shelf.read(&whole), Some((head(), RECORD.to_vec())));
        for at in 0..whole.len() {
            assert_eq!(shelf.read(&whole[..at]), None, "cut at {at}");
            let mut turned = whole.clone();
            turned[at] ^= 4;
            assert_eq!(shelf.read(&turned), None, "turned at {at}");
        }
        assert_eq!(shelf.read(&[whole.as_slice(), b"more"].concat()), None);
    }

    /// Some bits of the packing itself say nothing of what is in it.
    #[test]
    fn in_clear_it_is_read_as_it_was_written_or_not_at_all() {
        let shelf = Shelf::new();
        let name = shelf.write(&head(), &Sealing::InClear).unwrap();
        let whole = fs::read(&name).unwrap();
        for at in 0..whole.len() {
            assert_eq!(shelf.read(&whole[..at]), None, "cut at {at}");
            let mut turned = whole.clone();
            turned[at] ^= 4;
            let read = shelf.read(&turned);
            assert!(read.is_none_or(|read| read == (head(), RECORD.to_vec())), "turned at {at}");
        }
    }

    #[test]
    fn what_somebody_else_sealed_or_wrote_is_no_backup() {
        let shelf = Shelf::new();
        for text in ["", "SQLite format 3\0", "-----BEGIN AGE ENCRYPTED FILE-----\n"] {
            fs::write(shelf.path("other"), text).unwrap();
            let read = shelf.unpack(&shelf.path("other"), &shelf.keys[0]);
            assert!(matches!(read, Err(Trouble::NotABackup)), "{text}");
        }
        let packed = zstd::encode_all(b"a letter".as_slice(), 3).unwrap();
        fs::write(shelf.path("other"), packed).unwrap();
        let read = shelf.unpack(&shelf.path("other"), &shelf.keys[0]);
        assert!(matches!(read, Err(Trouble::NotABackup)));
    }

    #[test]
    fn a_newer_form_is_told_before_anything_is_unpacked() {
        let shelf = Shelf::new();
        let newer = Head { format: 2, made_by: "9.9".into(), ..head() };
        let name = shelf.write(&newer, &shelf.sealing()).unwrap();
        let read = shelf.unpack(&name, &shelf.keys[0]);
        assert!(matches!(read, Err(Trouble::Newer { made_by }) if made_by == "9.9"));
        assert!(!shelf.path("unpacked").exists());
    }

    #[test]
    fn what_goes_wrong_while_it_is_written_leaves_nothing_there() {
        let shelf = Shelf::new();
        let wrong = head_of_bytes(7);
        assert!(shelf.write(&wrong, &shelf.sealing()).is_err());
        assert_eq!(shelf.names(), ["record"]);
    }

    #[test]
    fn a_disk_without_room_is_told_as_such_when_writing_and_when_unpacking() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert!(matches!(pass_on(RECORD, &mut Full, of_reading), Err(Trouble::NoRoom)));
        assert!(matches!(pack(&head(), RECORD, Full), Err(Trouble::NoRoom)));
        let shelf = Shelf::new();
        let huge = head_of_bytes(u64::MAX);
        let mut packing = zstd::Encoder::new(Vec::new(), 3).unwrap();
        packing.write_all(&[FIRST_LINE, &huge.line().unwrap()].concat()).unwrap();
        fs::write(shelf.path("huge"), packing.finish().unwrap()).unwrap();
        let read = shelf.unpack(&shelf.path("huge"), &shelf.keys[0]);
        assert!(matches!(read, Err(Trouble::NoRoom)));
        assert!(!shelf.path("unpacked").exists());
    }
}
