//! Servers that share one PostgreSQL, and the way there and back.

use crate::{
    actors::{HOUR_MS, Phone, Running, program},
    folder,
};
use alongside::{
    log::{FrameId, TeamId},
    seal::frame::frame_id,
    sync::protocol::{Down, EntryVerdict, FrameDown, Verdict},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Output,
    sync::atomic::{AtomicU32, Ordering},
};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// A database of its own, gone with the value.
pub struct Database {
    name: String,
}

impl Database {
    pub fn new() -> Self {
        static N_MADE: AtomicU32 = AtomicU32::new(0);
        let number = N_MADE.fetch_add(1, Ordering::Relaxed);
        let made = Self { name: format!("story_{}_{number}", std::process::id()) };
        made.tell_the_cluster(&format!("create database {}", made.name));
        made
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn address(&self) -> String {
        address_of(&self.name)
    }

    /// By which all of them are reached.
    pub fn socket() -> PathBuf {
        Path::new(&folder_of_the_cluster()).join(".s.PGSQL.5432")
    }

    pub fn serving(&self, data: &Path) -> Running {
        Running::with(data, &["--database", &self.address()])
    }

    pub async fn client(&self) -> Client {
        client(&self.address()).await
    }

    /// Whose rows a connection sees from now on.
    pub async fn see(&self, client: &Client, team: TeamId) {
        let TeamId(team) = team;
        let see = "select set_config('alongside.team', encode($1, 'hex'), false)";
        client.execute(see, &[&team.as_slice()]).await.unwrap();
    }

    /// From a thread of its own, since a test that is over waits for nobody.
    fn tell_the_cluster(&self, statement: &str) {
        let statement = statement.to_owned();
        let told = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                client(&address_of("postgres")).await.batch_execute(&statement).await.unwrap();
            });
        });
        told.join().unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.tell_the_cluster(&format!("drop database {} with (force)", self.name));
    }
}

fn folder_of_the_cluster() -> String {
    let Ok(folder) = std::env::var("ALONGSIDE_TEST_POSTGRES") else {
        panic!("there is no PostgreSQL for tests: put `platforms/postgres` before the command")
    };
    folder
}

fn address_of(name: &str) -> String {
    format!("postgres:///{name}?host={}&user=alongside", folder_of_the_cluster())
}

async fn client(address: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

pub fn moved(from: &str, to: &str) -> Output {
    program().args(["move", "--from", from, "--to", to]).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned()
}

/// The same phone's account with another server of the same team.
async fn known_at(phone: &Phone, server: &Running) -> Phone {
    let mut known = phone.clone();
    known.sign_in(server).await.unwrap();
    known
}

#[tokio::test]
async fn what_is_sent_to_one_server_comes_down_from_the_other() {
    let database = Database::new();
    let ((_kept_1, one), (_kept_2, two)) = (folder(), folder());
    let (one, two) = (database.serving(&one), database.serving(&two));
    let mut ana = Phone::founding(&one).await;
    let invited = ana.invite(&two, HOUR_MS).await.unwrap();
    let mut ben = ana.joining(&one, &invited).await.unwrap();
    let visit = ana.frame("tea, and the letter from the council");
    assert_eq!(
        ana.sends(&one, vec![visit.clone()]).await.verdicts,
        [Verdict::Accepted { position: 1 }]
    );
    let down = ben.sends(&two, Vec::new()).await;
    assert_eq!(
        down.frames,
        [FrameDown::Whole { position: 1, bytes: visit }],
        "a token is good at both"
    );
    let removal = ana.removal(&ben);
    ana.round(&one, vec![removal], Vec::new()).await.unwrap();
    let late = ben.frame("late");
    let down = ben.round(&two, Vec::new(), vec![late]).await;
    assert_eq!(down.err(), Some(401), "whoever was removed at one is known to be by the other");
}

/// Two servers on one database, with Ana at the one and Ben at the other, who has all there is.
struct Apart {
    database: Database,
    one: Running,
    two: Running,
    ana: Phone,
    ben: Phone,
    _kept: [TempDir; 2],
}

async fn apart() -> Apart {
    let database = Database::new();
    let ((kept_1, one), (kept_2, two)) = (folder(), folder());
    let (one, two) = (database.serving(&one), database.serving(&two));
    let ana = Phone::founding(&one).await;
    let mut ben = ana.colleague(&two).await;
    ben.sends(&two, Vec::new()).await;
    Apart { database, one, two, ana, ben, _kept: [kept_1, kept_2] }
}

#[tokio::test]
async fn what_one_server_takes_is_news_at_the_other_at_once() {
    let Apart { database: _database, one, two, mut ana, ben, _kept } = apart().await;
    let visit = ana.frame("tea");
    let begin = std::time::Instant::now();
    let (news, _) = futures_util::future::join(ben.waits(&two), async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        ana.sends(&one, vec![visit]).await
    })
    .await;
    assert_eq!(news.map(|news| news.cursor), Ok(1));
    assert!(begin.elapsed().as_secs() < 40, "told, and not found out at the end of the wait");
}

#[tokio::test]
async fn positions_have_no_gaps_and_no_reader_passes_one_by_however_many_write_at_once() {
    let database = Database::new();
    let ((_kept_1, one), (_kept_2, two)) = (folder(), folder());
    let servers = [database.serving(&one), database.serving(&two)];
    let ana = Phone::founding(&servers[0]).await;
    let mut writers = Vec::new();
    for at in 0..12 {
        writers.push((at % 2, ana.colleague(&servers[at % 2]).await));
    }
    let mut reader = ana.colleague(&servers[0]).await;
    let (mut read, mut sent) = (Vec::new(), BTreeSet::new());
    for round in 0..5 {
        let sends = writers.iter_mut().map(|(at, writer)| {
            let frames: Vec<_> = (0..3)
                .map(|n| writer.frame(&format!("{round} {n} of {:?}", writer.device())))
                .collect();
            sent.extend(frames.iter().map(|frame| frame_id(frame)));
            writer.sends(&servers[*at], frames)
        });
        let reads = async {
            for at in [0, 1, 0, 1] {
                read.extend(reader.sends(&servers[at], Vec::new()).await.frames);
            }
        };
        futures_util::future::join(futures_util::future::join_all(sends), reads).await;
    }
    read.extend(reader.sends(&servers[1], Vec::new()).await.frames);
    let frames: Vec<_> = read
        .iter()
        .map(|frame| match frame {
            FrameDown::Whole { position, bytes } => (*position, frame_id(bytes)),
            FrameDown::Own { position, id } => (*position, *id),
        })
        .collect();
    let positions: Vec<_> = frames.iter().map(|(position, _)| *position).collect();
    assert_eq!(positions, (1..=sent.len() as u64).collect::<Vec<_>>());
    assert_eq!(frames.into_iter().map(|(_, id)| id).collect::<BTreeSet<_>>(), sent);
}

#[tokio::test]
async fn a_connection_that_works_for_no_team_sees_no_teams_rows() {
    let database = Database::new();
    let (_kept, data) = folder();
    let server = database.serving(&data);
    let mut ana = Phone::founding(&server).await;
    let visit = ana.frame("tea");
    ana.sends(&server, vec![visit]).await;
    let client = database.client().await;
    let n_seen = async || {
        let row = client.query_one("select count(*) as n from frame", &[]).await.unwrap();
        row.get::<_, i64>("n")
    };
    assert_eq!(n_seen().await, 0, "of no team");
    let see = |team: String| format!("set alongside.team = '{team}'");
    let hex: String = ana.team.0.iter().map(|byte| format!("{byte:02x}")).collect();
    client.batch_execute(&see("11".repeat(16))).await.unwrap();
    assert_eq!(n_seen().await, 0, "of another team");
    client.batch_execute(&see(hex)).await.unwrap();
    assert_eq!(n_seen().await, 1, "of this one");
}

/// What is found by something that nobody can guess has to be found before the team is known.
#[tokio::test]
async fn every_table_with_a_team_in_it_is_behind_the_second_wall_but_those_where_a_team_is_looked_up()
 {
    let database = Database::new();
    let (_kept, data) = folder();
    let _server = database.serving(&data);
    let outside = "select relname::text as name from pg_class
                   join pg_attribute on attrelid = pg_class.oid and attname = 'team'
                   where relkind = 'r' and relnamespace = 'public'::regnamespace
                       and not (relrowsecurity and relforcerowsecurity)
                   order by 1";
    let rows = database.client().await.query(outside, &[]).await.unwrap();
    let names: Vec<String> = rows.iter().map(|row| row.get("name")).collect();
    assert_eq!(names, ["door", "share", "team", "token"]);
}

/// Whatever speaks with the database speaks with it no more, and has to call again.
async fn hang_up(database: &Database) {
    let end = "select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()";
    database.client().await.batch_execute(end).await.unwrap();
}

async fn sends_in_the_end(phone: &mut Phone, server: &Running, words: &str) -> Down {
    let frame = phone.frame(words);
    for _ in 0..20 {
        match phone.round(server, Vec::new(), vec![frame.clone()]).await {
            Ok(down) => return down,
            Err(status) => assert_eq!(status, 503),
        }
    }
    panic!("it does not come back");
}

#[tokio::test]
async fn a_database_that_goes_away_for_a_moment_costs_a_round_and_no_frame() {
    let database = Database::new();
    let (_kept, data) = folder();
    let server = database.serving(&data);
    let mut ana = Phone::founding(&server).await;
    let first = ana.frame("before");
    ana.sends(&server, vec![first]).await;
    hang_up(&database).await;
    let down = sends_in_the_end(&mut ana, &server, "after").await;
    assert!(
        matches!(down.verdicts[..], [Verdict::Accepted { position: 2 }]),
        "{:?}",
        down.verdicts
    );
}

/// What was missed is told then, and not when whoever waits would have been answered anyway.
#[tokio::test]
async fn a_server_that_heard_nothing_of_the_others_for_a_moment_asks_what_it_missed() {
    let Apart { database, one, two, mut ana, ben, _kept } = apart().await;
    let begin = std::time::Instant::now();
    let (news, _) = futures_util::future::join(ben.waits(&two), async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        hang_up(&database).await;
        sends_in_the_end(&mut ana, &one, "while the other is deaf").await
    })
    .await;
    assert_eq!(news.map(|news| news.cursor), Ok(1));
    assert!(begin.elapsed().as_secs() < 40, "told, and not found out at the end of the wait");
}

#[tokio::test]
async fn a_team_is_carried_there_and_back_without_losing_a_frame() {
    let database = Database::new();
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    let mut ben = ana.colleague(&server).await;
    let open = ana.invite(&server, HOUR_MS).await.unwrap();
    let frames: Vec<_> = (0..700).map(|n| ana.frame(&format!("visit {n}"))).collect();
    let sent: BTreeSet<_> = frames.iter().map(|frame| frame_id(frame)).collect();
    let epoch = ana.sends(&server, frames).await.epoch;
    let gone = *sent.first().unwrap();
    let erasure = ana.erasure(gone);
    ana.round(&server, vec![erasure], Vec::new()).await.unwrap();
    let mut pieces = Vec::new();
    for n in 0..60 {
        pieces.push(ana.puts_piece(&server, &format!("photo {n}")).await);
    }
    let place = format!("sqlite:{}", data.display());
    let refused = moved(&place, &database.address());
    assert!(!refused.status.success() && said(&refused).contains("Stop it first"));
    assert!(server.stopped());

    let there = moved(&place, &database.address());
    assert!(there.status.success(), "{}", said(&there));
    assert!(said(&there).contains("1 teams") && said(&there).contains("700 frames"));
    assert!(said(&there).contains("60 pieces of photos"), "{}", said(&there));
    let again = moved(&place, &database.address());
    assert!(
        !again.status.success() && said(&again).contains("no server's record"),
        "{}",
        said(&again)
    );
    let serve = program().args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data).output();
    assert!(
        said(&serve.unwrap()).contains("has been moved to PostgreSQL"),
        "nobody goes on with it"
    );
    let (_kept, other) = folder();
    drop(Running::on(&other));
    let onto = moved(&format!("sqlite:{}", other.display()), &database.address());
    assert!(!onto.status.success() && said(&onto).contains("a team already"), "{}", said(&onto));

    let (_kept, elsewhere) = folder();
    let server = database.serving(&elsewhere);
    assert_eq!(server.founding_link, None);
    let busy = moved(&database.address(), &format!("sqlite:{}-copy", elsewhere.display()));
    assert!(!busy.status.success() && said(&busy).contains("Stop all of them"), "{}", said(&busy));
    let mut ana = known_at(&ana, &server).await;
    let down = ana.sends(&server, Vec::new()).await;
    assert_eq!(down.epoch, epoch, "a mark from before the move is borne out after it");
    assert_eq!(ana.gets_pieces(&server, &pieces).await, pieces);
    ana.joining(&server, &open).await.expect("a link that was open is open still");
    let mut came = BTreeSet::new();
    ben = known_at(&ben, &server).await;
    loop {
        let down = ben.sends(&server, Vec::new()).await;
        came.extend(down.frames.iter().map(|frame| match frame {
            FrameDown::Whole { bytes, .. } => frame_id(bytes),
            FrameDown::Own { id, .. } => *id,
        }));
        if down.is_complete {
            break;
        }
    }
    assert_eq!(came, sent.into_iter().filter(|id| *id != gone).collect());
    assert!(server.stopped());

    let (_kept, home) = folder();
    let back = moved(&database.address(), &format!("sqlite:{}", home.display()));
    assert!(back.status.success(), "{}", said(&back));
    let server = Running::on(&home);
    let mut ana = known_at(&ana, &server).await;
    let down = ana.sends(&server, Vec::new()).await;
    assert_eq!((down.epoch, down.frames.len()), (epoch, 0));
    assert_eq!(ana.gets_pieces(&server, &pieces).await, pieces);
}

#[tokio::test]
async fn a_move_that_cannot_be_says_why_and_leaves_everything_as_it_was() {
    let database = Database::new();
    let (_kept, data) = folder();
    std::fs::create_dir(&data).unwrap();
    let place = format!("sqlite:{}", data.display());
    let nothing = moved(&place, &database.address());
    assert!(!nothing.status.success() && said(&nothing).contains("There is no server's record"));
    std::fs::write(data.join("letter"), "mine").unwrap();
    let full = moved(&database.address(), &place);
    assert!(!full.status.success() && said(&full).contains("There is something in"));
    assert_eq!(std::fs::read_to_string(data.join("letter")).unwrap(), "mine");
    let away = moved("postgres:///nowhere?host=/nowhere", &format!("{place}-new"));
    assert!(
        !away.status.success() && said(&away).contains("opening PostgreSQL"),
        "{}",
        said(&away)
    );
    assert!(!std::path::Path::new(&format!("{}-new", data.display())).exists());
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let database = Database::new();
    let (_kept, data) = folder();
    drop(database.serving(&data));
    let client = database.client().await;
    client.batch_execute("insert into migration (number) values (999)").await.unwrap();
    let serve = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--database", &database.address(), "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert!(!serve.status.success() && said(&serve).contains("newer version"), "{}", said(&serve));
}

/// What it said was received would be gone with the power.
#[tokio::test]
async fn a_database_that_answers_before_it_has_written_is_not_used() {
    let database = Database::new();
    database.tell_the_cluster(&format!(
        "alter database {} set synchronous_commit = off",
        database.name
    ));
    let (_kept, data) = folder();
    let serve = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--database", &database.address(), "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert!(
        !serve.status.success() && said(&serve).contains("synchronous_commit"),
        "{}",
        said(&serve)
    );
}

/// Its last entry is the same again, and stands where it stood.
#[tokio::test]
async fn a_server_whose_database_was_put_back_under_it_knows_the_book_as_it_is() {
    let database = Database::new();
    let ((_kept_1, one), (_kept_2, two)) = (folder(), folder());
    let one = database.serving(&one);
    let mut ana = Phone::founding(&one).await;
    let [lost, other, last] = [1, 2, 3].map(|n| ana.erasure(FrameId([n; 16])));
    ana.round(&one, vec![lost.clone(), last.clone()], Vec::new()).await.unwrap();
    let client = database.client().await;
    database.see(&client, ana.team).await;
    let put_back = "delete from entry where position > 1; delete from entry_end where position > 1";
    client.batch_execute(put_back).await.unwrap();
    let two = database.serving(&two);
    let mut again = known_at(&ana, &two).await;
    again.round(&two, vec![other, last], Vec::new()).await.unwrap();
    let down = ana.round(&one, vec![lost], Vec::new()).await.unwrap();
    assert_eq!(down.entry_verdicts, [EntryVerdict::Accepted], "it is not there any more");
}
