//! Backups as whoever looks after the server makes, reads back and restores them.

use crate::{
    actors::{HOUR_MS, KEYRING, Phone, Running, now, program},
    folder,
    postgres::{Database, moved},
};
use age::{secrecy::ExposeSecret, x25519::Identity};
use alongside::{care::Moment, sync::protocol::Up};
use std::{
    fs,
    io::Read,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// What an unencrypted backup holds, without its packing.
pub fn unpacked(backup: &Path) -> Vec<u8> {
    zstd::decode_all(fs::File::open(backup).unwrap()).unwrap()
}

/// A server's folder, and beside it the keys and the backups of whoever looks after it.
struct Office {
    kept: TempDir,
    data: PathBuf,
    public: [String; 2],
}

impl Office {
    fn open() -> Self {
        let (kept, data) = folder();
        let public = ["office", "safe"].map(|name| {
            let key = Identity::generate();
            fs::write(kept.path().join(name), key.to_string().expose_secret()).unwrap();
            key.to_public().to_string()
        });
        for name in ["temporary", "elsewhere"] {
            fs::create_dir(kept.path().join(name)).unwrap();
        }
        Self { kept, data, public }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.kept.path().join(name)
    }

    fn command(&self, name: &str) -> Command {
        let mut command = program();
        command.env("TMPDIR", self.path("temporary")).arg(name);
        command
    }

    fn backup(&self, to: &Path) -> Command {
        let mut command = self.command("backup");
        command.arg("--data").arg(&self.data).arg("--to").arg(to);
        command
    }

    /// To the keys of this office.
    fn sealing(&self, to: &Path) -> Command {
        let mut command = self.backup(to);
        let [one, two] = &self.public;
        command.args(["--recipient", one, "--recipient", two]);
        command
    }

    fn sealed(&self, to: &str) -> PathBuf {
        let to = self.path("elsewhere").join(to);
        well(&mut self.sealing(&to));
        to
    }

    fn verify(&self, backup: &Path, key: &str) -> Command {
        let mut command = self.command("backup-verify");
        command.arg(backup).arg("--identity").arg(self.path(key));
        command
    }

    /// As if a copy of the backup lay on another machine: here everything is on one disk.
    fn verify_for_phones(&self, backup: &Path, key: &str) -> Command {
        let mut command = self.verify(backup, key);
        command.arg("--kept-elsewhere").arg("--data").arg(&self.data);
        command
    }

    fn restore(&self, backup: &Path, to: &Path) -> Command {
        let mut command = self.command("restore");
        command.arg(backup).arg("--identity").arg(self.path("safe")).arg("--data").arg(to);
        command
    }

    /// Nothing is left of what was unpacked, and nothing in the server's folder of what was made.
    fn is_tidy(&self) {
        assert_eq!(names(&self.path("temporary")), Vec::<String>::new());
        let left = names(&self.data).into_iter().filter(|name| name.contains("unfinished"));
        assert_eq!(left.count(), 0);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

fn well(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

fn refused(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(output.stdout.is_empty(), "{}", said(&output));
    said(&output)
}

#[tokio::test]
async fn a_backup_is_made_sealed_read_back_and_restored_without_open_invitations() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let frames = vec![ana.frame("kept"), ana.frame("kept too")];
    ana.sends(&server, frames).await;
    let photo = [ana.puts_piece(&server, "of a letter").await];
    let invited = ana.invite(&server, HOUR_MS).await.unwrap();
    let backup = office.sealed("monday");
    assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(&office.path("elsewhere")), ["monday"]);
    let first = "age-encryption.org/v1\n-> X25519";
    assert!(fs::read(&backup).unwrap().starts_with(first.as_bytes()));
    for key in ["office", "safe"] {
        let said = well(&mut office.verify(&backup, key));
        assert!(said.contains("is whole") && said.contains("2 frames (0 erased)"), "{said}");
        assert!(said.contains("1 piece of photos"), "{said}");
    }
    assert!(server.stopped());

    let elsewhere = office.path("new");
    let said = well(&mut office.restore(&backup, &elsewhere));
    assert!(said.contains("send again what the backup lacks"), "{said}");
    assert!(said.contains("2 entries of the book, 2 frames"), "{said}");
    assert_eq!(fs::metadata(&elsewhere).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(names(&elsewhere), ["alongside.db", "links.db", "lock", "public-url"]);
    let epoch = ana.up.epoch;
    let server = Running::on(&elsewhere);
    assert_eq!(server.founding_link, None);
    ana.sign_in(&server).await.unwrap();
    let down = ana.sends(&server, Vec::new()).await;
    assert_eq!((down.digest.count, down.durable_to), (2, 0));
    assert_eq!(ana.gets_pieces(&server, &photo).await, photo);
    assert_ne!(Some(down.epoch), epoch, "phones have to notice");
    assert_eq!(ana.sends(&server, Vec::new()).await.epoch, down.epoch, "and only once");
    assert_eq!(ana.joining(&server, &invited).await.err(), Some(410));
    office.is_tidy();
}

#[tokio::test]
async fn a_backup_that_was_read_back_is_told_to_phones_by_the_running_server() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let frames = vec![ana.frame("one"), ana.frame("two")];
    ana.sends(&server, frames).await;
    let backup = office.sealed("monday");
    well(&mut office.verify(&backup, "office"));
    let third = ana.frame("three");
    assert_eq!(ana.sends(&server, vec![third]).await.durable_to, 0, "the server was not told");
    let whole = office.verify(&backup, "office").arg("--data").arg(&office.data).output().unwrap();
    assert_eq!(whole.status.code(), Some(1), "nobody is to go on as if phones had been told");
    let said = said(&whole);
    assert!(said.contains("is whole") && said.contains("on the server's own disk"), "{said}");
    assert_eq!(ana.sends(&server, Vec::new()).await.durable_to, 0, "that disk may break");
    let said = well(&mut office.verify_for_phones(&backup, "office"));
    assert!(said.contains("up to frame 2; 1 came since"), "{said}");
    assert_eq!(ana.sends(&server, Vec::new()).await.durable_to, 2);
    office.is_tidy();
}

#[tokio::test]
async fn a_backup_of_another_server_or_of_before_a_restore_moves_no_mark() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let frame = ana.frame("one");
    ana.sends(&server, vec![frame]).await;
    let backup = office.sealed("monday");
    assert!(server.stopped());
    let new = office.path("new");
    well(&mut office.restore(&backup, &new));
    let mut verify = office.verify(&backup, "office");
    let output = verify.arg("--kept-elsewhere").arg("--data").arg(&new).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("the server has another history"), "{}", said(&output));
    let server = Running::on(&new);
    ana.sign_in(&server).await.unwrap();
    assert_eq!(ana.sends(&server, Vec::new()).await.durable_to, 0);
}

#[tokio::test]
async fn a_backup_is_refused_where_it_would_be_of_little_use() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let _ana = Phone::founding(&server).await;
    let [one, two] = office.public.clone();
    let to = office.path("elsewhere").join("monday");
    let nobody = refused(&mut office.backup(&to));
    assert!(nobody.contains("two keys or more, kept in two places, and 0 was given"), "{nobody}");
    for twice in [vec!["--recipient", &one], vec!["--recipient", &one, "--recipient", &one]] {
        let said = refused(office.backup(&to).args(twice));
        assert!(said.contains("losing that key would be losing every backup"), "{said}");
    }
    let both = ["--recipient", &one, "--recipient", &two];
    let said = refused(office.backup(&office.data.join("monday")).args(both));
    assert!(said.contains("own folder would be lost with it"), "{said}");
    let said = refused(office.backup(&office.path("nowhere").join("monday")).args(both));
    assert!(said.contains("No backup was made"), "{said}");
    assert_eq!(names(&office.path("elsewhere")), Vec::<String>::new());
    office.is_tidy();

    well(office.backup(&to).args(both));
    let before = fs::read(&to).unwrap();
    assert!(refused(office.backup(&to).args(both)).contains("does not write over one"));
    assert_eq!(fs::read(&to).unwrap(), before);
    let mixed = office.backup(&to).args(both).arg("--unencrypted").status().unwrap();
    assert_eq!(mixed.code(), Some(2));
    let nothing = office.path("nothing");
    let mut command = office.command("backup");
    command.arg("--data").arg(&nothing).arg("--to").arg(office.path("elsewhere").join("x"));
    assert!(refused(command.args(both)).contains("There is no record in"));
    assert!(!nothing.exists());
}

#[tokio::test]
async fn only_who_asks_for_it_by_name_gets_an_unencrypted_backup_and_is_told_what_it_shows() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let frame = ana.frame("a note of the visit");
    ana.sends(&server, vec![frame]).await;
    ana.invite(&server, HOUR_MS).await.unwrap();
    let to = office.path("elsewhere").join("clear");
    let said = well(office.backup(&to).arg("--unencrypted"));
    assert!(said.contains("who worked on which"), "{said}");
    let help = well(office.command("backup").arg("--help"));
    assert!(help.contains("who worked on which record"), "{help}");
    let bytes = unpacked(&to);
    let has = |wanted: &[u8]| bytes.windows(wanted.len()).any(|part| part == wanted);
    assert!(has(ana.device().to_bytes().as_slice()), "the book is in clear");
    assert!(!has(b"a note of the visit") && !has(KEYRING));
    let mut verify = office.command("backup-verify");
    assert!(well(verify.arg(&to)).contains("is whole"));
}

#[tokio::test]
async fn a_backup_that_cannot_be_used_is_told_and_nothing_is_left_behind() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let frame = ana.frame("kept");
    ana.sends(&server, vec![frame]).await;
    let backup = office.sealed("monday");
    let whole = fs::read(&backup).unwrap();
    let stranger = Identity::generate();
    fs::write(office.path("stranger"), stranger.to_string().expose_secret()).unwrap();
    let broken = |name: &str, bytes: &[u8]| {
        fs::write(office.path("elsewhere").join(name), bytes).unwrap();
        office.path("elsewhere").join(name)
    };
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let cut = broken("cut", &whole[..whole.len() - 200]);
    let flipped = broken("flipped", &flipped);
    let other = broken("other", b"Dear all, the minutes of Monday's meeting");
    let missing = office.path("elsewhere").join("missing");
    let new = office.path("new");
    let wanted = [
        (&backup, "stranger", "does not open this backup"),
        (&cut, "safe", "cut short"),
        (&flipped, "safe", "is damaged"),
        (&other, "safe", "no backup of Alongside"),
        (&missing, "safe", "cannot be read"),
        (&backup, "monday's key", "cannot be read"),
        (&other, "elsewhere/other", "no secret key of age"),
    ];
    for (file, key, words) in wanted {
        let said = refused(office.verify(file, key).arg("--data").arg(&office.data));
        assert!(said.contains(words), "{said}");
        let mut restore = office.command("restore");
        restore.arg(file).arg("--identity").arg(office.path(key)).arg("--data").arg(&new);
        let said = refused(&mut restore);
        assert!(said.contains(words), "{said}");
        assert!(!new.exists(), "{words}");
        office.is_tidy();
    }
    let mut without_key = office.command("backup-verify");
    assert!(refused(without_key.arg(&backup)).contains("--identity"));
    assert_eq!(ana.sends(&server, Vec::new()).await.durable_to, 0);
    let inside = office.data.join("monday");
    fs::copy(&backup, &inside).unwrap();
    let said = refused(office.verify(&inside, "safe").arg("--data").arg(&office.data));
    assert!(said.contains("own folder and would be lost with it"), "{said}");
}

#[tokio::test]
async fn a_folder_that_has_anything_in_it_is_not_restored_into() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let _ana = Phone::founding(&server).await;
    let backup = office.sealed("monday");
    let before = names(&office.data);
    let said = refused(&mut office.restore(&backup, &office.data));
    assert!(said.contains("nothing there was touched"), "{said}");
    assert_eq!(names(&office.data), before);
    let empty = office.path("empty");
    fs::create_dir(&empty).unwrap();
    well(&mut office.restore(&backup, &empty));
    let said = refused(&mut office.restore(&backup, &empty));
    assert!(said.contains("already"), "{said}");
}

/// A limit on the size of a file stands for a disk that fills up.
#[tokio::test]
async fn a_full_disk_leaves_neither_half_a_backup_nor_half_a_record() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let mut noise = vec![0; 200_000];
    fs::File::open("/dev/urandom").unwrap().read_exact(&mut noise).unwrap();
    let noise: String = noise.iter().map(|byte| char::from(b' ' + byte % 90)).collect();
    let frame = ana.frame(&noise);
    ana.sends(&server, vec![frame]).await;
    let backup = office.sealed("monday");
    let limited = |command: &Command| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""]);
        shell.arg(command.get_program()).args(command.get_args());
        shell.env("TMPDIR", office.path("temporary"));
        shell
    };
    let new = office.path("new");
    let said = refused(&mut limited(&office.restore(&backup, &new)));
    assert!(said.contains("no room for it on the disk"), "{said}");
    assert!(!new.exists());
    let said = refused(&mut limited(&office.verify(&backup, "safe")));
    assert!(said.contains("no room for it on the disk"), "{said}");
    let to = office.path("elsewhere").join("tuesday");
    let [one, two] = &office.public;
    let mut backup = office.backup(&to);
    backup.args(["--recipient", one, "--recipient", two]);
    refused(&mut limited(&backup));
    assert_eq!(names(&office.path("elsewhere")), ["monday"]);
    office.is_tidy();
}

/// A pipe stands for a file that takes long to read.
#[tokio::test]
async fn a_command_that_is_stopped_leaves_nothing_behind() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let _ana = Phone::founding(&server).await;
    let pipe = office.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let new = office.path("new");
    for mut command in [office.verify(&pipe, "safe"), office.restore(&pipe, &new)] {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // It is being read from here on.
        let _writing = fs::File::options().write(true).open(&pipe).unwrap();
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("nothing half done is left behind"), "{}", said(&output));
        assert!(!new.exists());
        office.is_tidy();
    }
}

#[tokio::test]
async fn the_doctor_tells_of_the_last_verified_backup_and_of_devices_that_are_behind() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let doctor = || {
        let output = office.command("doctor").arg("--data").arg(&office.data).output().unwrap();
        (output.status.success(), said(&output))
    };
    let frame = ana.frame("one");
    ana.sends(&server, vec![frame]).await;
    let (is_well, told) = doctor();
    assert!(!is_well && told.contains("LOOK  no backup of team"), "{told}");
    let backup = office.sealed("monday");
    well(&mut office.verify_for_phones(&backup, "office"));
    let frames = vec![ana.frame("two"), ana.frame("three")];
    ana.sends(&server, frames).await;
    let (is_well, told) = doctor();
    assert!(is_well && told.contains("was just now and lacks 2 frames"), "{told}");
    assert!(told.contains("fine  1 device of team"), "{told}");

    const DAY_MS: i64 = 24 * HOUR_MS;
    ana.up.n_unsent = 3;
    ana.up.oldest_unsent_at = Some(Moment(now().0 - 2 * DAY_MS - HOUR_MS));
    ana.sends(&server, Vec::new()).await;
    let (is_well, told) = doctor();
    let device = &ana.device().to_string()[..8];
    let behind = format!("LOOK  device {device} of team");
    assert!(!is_well && told.contains(&behind), "{told}");
    assert!(told.contains("has 3 things unsent, the oldest from 2 days ago"), "{told}");
}

/// An unencrypted backup with another head or other rows, as no server would have written it.
fn rewritten(office: &Office, clear: &Path, head: (&str, &str), rows: &str) -> PathBuf {
    let bytes = unpacked(clear);
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    let (first, told, record) = (lines.next(), lines.next(), lines.next());
    let database = office.path("record.db");
    fs::write(&database, record.unwrap()).unwrap();
    rusqlite::Connection::open(&database).unwrap().execute_batch(rows).unwrap();
    let told = String::from_utf8(told.unwrap().to_vec()).unwrap();
    assert!(told.contains(head.0), "{told}");
    let told = told.replace(head.0, head.1);
    let record = fs::read(&database).unwrap();
    let whole = [first.unwrap(), b"\n", told.as_bytes(), b"\n", &record].concat();
    let file = office.path("elsewhere").join("rewritten");
    fs::write(&file, zstd::encode_all(whole.as_slice(), 3).unwrap()).unwrap();
    file
}

#[tokio::test]
async fn a_backup_that_is_newer_or_holds_other_rows_than_it_says_is_neither_read_nor_restored() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let frames = vec![ana.frame("one"), ana.frame("two")];
    ana.sends(&server, frames).await;
    ana.puts_piece(&server, "of a letter").await;
    let clear = office.path("elsewhere").join("clear");
    well(office.backup(&clear).arg("--unencrypted"));
    let same = (r#""format":1"#, r#""format":1"#);
    let as_it_was = rewritten(&office, &clear, same, "");
    well(office.command("backup-verify").arg(as_it_was));
    let newer = r#""made_by":"9.9.0""#;
    let made_by = concat!(r#""made_by":""#, env!("CARGO_PKG_VERSION"), '"');
    let newer_form = format!(r#""format":2,{newer}"#);
    let shape = |number: u32| format!(r#""shape":{number}"#);
    let cases = [
        ((format!("{},{made_by}", same.0), newer_form), "", "Alongside 9.9.0 made this backup"),
        ((shape(6), shape(99)), "", "in a newer form than this version knows"),
        (
            (same.0.into(), same.1.into()),
            "delete from frame where position = 2",
            "2 frames (0 erased), 0 held, 1 piece of photos in the head, ",
        ),
        (
            (same.0.into(), same.1.into()),
            "update frame set bytes = x'00' where position = 1",
            "frame 1 is not what its name says",
        ),
        (
            (same.0.into(), same.1.into()),
            "update piece set bytes = x'00' where position = 1",
            "piece of a photo 1 is not what its name says",
        ),
        (
            (same.0.into(), same.1.into()),
            "update team set epoch = randomblob(16)",
            "another team or epoch",
        ),
    ];
    for ((from, to), rows, words) in cases {
        let file = rewritten(&office, &clear, (&from, &to), rows);
        let verify = refused(office.command("backup-verify").arg(&file));
        let new = office.path("new");
        let restore = refused(office.command("restore").arg(&file).arg("--data").arg(&new));
        for said in [verify, restore] {
            assert!(said.contains(words) && said.contains("Nothing was changed"), "{said}");
        }
        assert!(!new.exists());
        office.is_tidy();
    }
}

#[tokio::test]
async fn a_record_in_postgresql_is_backed_up_verified_and_put_back_like_any_other() {
    let (office, database) = (Office::open(), Database::new());
    let server = database.serving(&office.data);
    let mut ana = Phone::founding(&server).await;
    ana.invite(&server, HOUR_MS).await.unwrap();
    let frames: Vec<_> = (0..120).map(|n| ana.frame(&format!("visit {n}"))).collect();
    ana.sends(&server, frames).await;
    let to = office.path("elsewhere").join("monday");
    let there = ("ALONGSIDE_SERVER_DATABASE", database.address());
    let told = well(office.sealing(&to).env(there.0, &there.1));
    assert!(told.contains("120 frames"), "{told}");
    let told =
        well(office.verify(&to, "office").env(there.0, &there.1).arg("--data").arg(&office.data));
    assert!(told.contains("up to frame 120"), "{told}");
    assert_eq!(ana.sends(&server, Vec::new()).await.durable_to, 120);
    office.is_tidy();
    drop(server);

    let home = office.path("home");
    well(&mut office.restore(&to, &home));
    assert!(
        !fs::read(home.join("links.db")).unwrap().windows(KEYRING.len()).any(|it| it == KEYRING)
    );
    let server = Running::on(&home);
    let before = ana.up.epoch;
    ana.sign_in(&server).await.unwrap();
    let down = ana.sends(&server, Vec::new()).await;
    assert!(Some(down.epoch) != before && down.cursor == 120);
}

/// A team that somebody founds beside the first.
async fn beside(office: &Office, server: &Running) -> Phone {
    let mut ask = office.command("founding-link");
    let link = well(ask.arg("--new-team").arg("--data").arg(&office.data));
    Phone::founding_by(server, link.trim()).await
}

/// How many frames of its own a phone's team has there, and that they are all that it is shown.
async fn n_frames(phone: &mut Phone, server: &Running) -> u64 {
    phone.sign_in(server).await.unwrap();
    phone.up = Up { most_bytes: 1 << 20, ..Up::default() };
    let down = phone.sends(server, Vec::new()).await;
    assert_eq!(down.frames.len() as u64, down.digest.count);
    down.digest.count
}

#[tokio::test]
async fn two_teams_of_one_server_are_backed_up_restored_and_moved_together_and_stay_apart() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let mut bea = beside(&office, &server).await;
    let frames = vec![ana.frame("tea"), ana.frame("damp")];
    ana.sends(&server, frames).await;
    let frames = vec![bea.frame("choir")];
    bea.sends(&server, frames).await;
    let backup = office.sealed("monday");
    let told = well(&mut office.verify(&backup, "office"));
    for (phone, n) in [(&ana, "2 frames"), (&bea, "1 frame")] {
        let team: String = phone.team.0[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        let line = told.lines().find(|line| line.starts_with(&format!("Team {team}")));
        assert!(line.is_some_and(|line| line.contains(n)), "{told}");
    }
    assert!(server.stopped());
    let home = office.path("home");
    well(&mut office.restore(&backup, &home));
    let server = Running::on(&home);
    assert_eq!((n_frames(&mut ana, &server).await, n_frames(&mut bea, &server).await), (2, 1));
    assert!(server.stopped());
    let database = Database::new();
    let moved = moved(&format!("sqlite:{}", home.display()), &database.address());
    assert!(said(&moved).contains("2 teams"), "{}", said(&moved));
    let (_kept, data) = folder();
    let server = database.serving(&data);
    assert_eq!((n_frames(&mut ana, &server).await, n_frames(&mut bea, &server).await), (2, 1));
}

#[tokio::test]
async fn a_backup_is_whole_though_phones_go_on_writing_while_it_is_made() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let made = ["monday", "tuesday", "wednesday"].map(|name| office.path("elsewhere").join(name));
    let mut commands: Vec<_> = made.iter().map(|to| office.sealing(to)).collect();
    let backups = tokio::task::spawn_blocking(move || {
        commands.iter_mut().for_each(|command| drop(well(command)));
    });
    let mut n_sent = 0;
    while !backups.is_finished() {
        let frames = (0..5).map(|n| ana.frame(&format!("visit {n_sent} {n}"))).collect();
        n_sent += ana.sends(&server, frames).await.verdicts.len();
    }
    backups.await.unwrap();
    assert!(n_sent > 5, "nothing was written meanwhile");
    let mut n_before = 0;
    for backup in &made {
        well(&mut office.verify(backup, "safe"));
        let home = backup.with_extension("home");
        well(&mut office.restore(backup, &home));
        let restored = Running::on(&home);
        let n_kept = n_frames(&mut ana.clone(), &restored).await;
        // What was told as received together is there together.
        assert!(n_kept % 5 == 0 && n_kept >= n_before && n_kept <= n_sent as u64);
        n_before = n_kept;
    }
}

/// As cron runs it, with the keys of this office.
fn nightly(office: &Office, backups: &Path) -> Command {
    let keys = office.path("keys");
    fs::create_dir_all(&keys).unwrap();
    fs::write(keys.join("recipients"), office.public.join("\n")).unwrap();
    fs::copy(office.path("office"), keys.join("office.key")).unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_alongside-server")).parent().unwrap();
    let script = "platforms/server/alongside-nightly";
    let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(script));
    command
        .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
        .env("ALONGSIDE_SERVER_DATA", &office.data)
        .env("ALONGSIDE_BACKUPS", backups)
        .env("ALONGSIDE_KEYS", keys);
    command
}

fn older_than_a_month(folder: &Path) {
    let old = fs::File::create(folder.join("old.backup")).unwrap();
    let days = std::time::Duration::from_secs(32 * 24 * 60 * 60);
    old.set_modified(std::time::SystemTime::now() - days).unwrap();
}

#[tokio::test]
async fn every_night_a_backup_is_read_back_on_another_disk_and_those_of_a_month_ago_go() {
    let office = Office::open();
    let server = Running::on(&office.data);
    let mut ana = Phone::founding(&server).await;
    let visit = ana.frame("tea");
    ana.sends(&server, vec![visit]).await;
    let elsewhere = tempfile::tempdir_in("/dev/shm").unwrap();
    older_than_a_month(elsewhere.path());
    let told = well(&mut nightly(&office, elsewhere.path()));
    assert!(told.contains("work up to frame 1") && told.contains("lacks no frame"), "{told}");
    let kept = names(elsewhere.path());
    assert!(kept.len() == 1 && kept[0] != "old.backup", "{kept:?}");
    assert_eq!(ana.sends(&server, Vec::new()).await.durable_to, 1);
}

#[tokio::test]
async fn where_a_nights_backup_is_not_safe_those_before_it_stay() {
    let office = Office::open();
    let server = Running::on(&office.data);
    Phone::founding(&server).await;
    let beside = office.path("elsewhere");
    older_than_a_month(&beside);
    let output = nightly(&office, &beside).output().unwrap();
    assert!(!output.status.success() && said(&output).contains("the server's own disk"));
    assert!(names(&beside).contains(&"old.backup".to_owned()));
}
