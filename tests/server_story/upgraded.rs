//! A server's record as an older version left it is opened by this one, which goes on from there.
//!
//! `saved/005` was made by the last version that kept no ends of lists but of frames: in each of them
//! something, some of it erased, and the mark that ana's phone had from it.

use crate::{
    actors::{Phone, Running},
    folder,
    postgres::{Database, moved},
};
use alongside::{
    log::TeamId,
    seal::{DeviceKeys, keyring::Key},
    sync::protocol::{Epoch, Up},
};
use rusqlite::Connection;
use serde_bytes::ByteBuf;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const ANA: [u8; 32] = [7; 32];
const LISTS: [&str; 3] = ["entry", "held", "piece"];

fn saved(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/server_story/saved/005").join(file)
}

fn record_of_before() -> (TempDir, PathBuf) {
    let (kept, data) = folder();
    fs::create_dir(&data).unwrap();
    fs::copy(saved("alongside.db"), data.join("alongside.db")).unwrap();
    (kept, data)
}

fn opened(data: &Path) -> Connection {
    Connection::open(data.join("alongside.db")).unwrap()
}

fn team_and_epoch() -> (TeamId, Epoch) {
    let record = Connection::open(saved("alongside.db")).unwrap();
    let both = |row: &rusqlite::Row<'_>| Ok((TeamId(row.get("team")?), Epoch(row.get("epoch")?)));
    record.query_row("select team, epoch from team", [], both).unwrap()
}

/// As her phone was when it last saw the older version.
async fn ana(server: &Running) -> Phone {
    let (team, epoch) = team_and_epoch();
    let mark = Some(ByteBuf::from(fs::read(saved("mark")).unwrap()));
    let up = Up { epoch: Some(epoch), mark, most_bytes: 1 << 20, ..Up::default() };
    let key = Key::generate(&mut crate::actors::random());
    let keys = DeviceKeys::from_seed(ANA);
    let mut ana = Phone { keys, team, key, token: String::new(), up };
    ana.sign_in(server).await.unwrap();
    ana
}

/// At each place of a list the first bytes of all ids up to there, by xor.
fn are_sums_of(sums: &[Vec<u8>], ids: &[Vec<u8>]) -> bool {
    let mut sum = [0; 8];
    let expected = ids.iter().map(|id| {
        sum.iter_mut().zip(id).for_each(|(sum, byte)| *sum ^= byte);
        sum.to_vec()
    });
    ids.len() > 2 && expected.collect::<Vec<_>>() == sums
}

fn column(record: &Connection, name: &str, table: &str) -> Vec<Vec<u8>> {
    let sql = format!("select {name} from {table} order by position");
    let mut select = record.prepare(&sql).unwrap();
    select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_record_of_before_goes_on_in_its_epoch_and_knows_how_its_lists_came_to_be() {
    let (_kept, data) = record_of_before();
    let server = Running::on(&data);
    let mut ana = ana(&server).await;
    let late = ana.frame("after the upgrade");
    assert_eq!(Some(ana.sends(&server, vec![late]).await.epoch), Some(team_and_epoch().1));
    ana.colleague(&server).await;
    ana.puts_piece(&server, "after the upgrade").await;
    assert_eq!(ana.sends(&server, Vec::new()).await.epoch, team_and_epoch().1);
    assert!(server.stopped());
    let record = opened(&data);
    for list in LISTS {
        let sums = column(&record, "xor_to", &format!("{list}_end"));
        assert!(are_sums_of(&sums, &column(&record, "id", list)), "{list}");
    }
}

#[tokio::test]
async fn a_mark_of_before_still_tells_that_frames_are_missing() {
    let (_kept, data) = record_of_before();
    opened(&data).execute_batch("delete from frame where position = 3").unwrap();
    let server = Running::on(&data);
    let mut ana = ana(&server).await;
    assert_ne!(ana.sends(&server, Vec::new()).await.epoch, team_and_epoch().1);
}

/// The tables as they were before, and all that is in them.
const BACK_TO_BEFORE: &str = "drop table entry_end, held_end, piece_end cascade;
                              delete from migration where number >= 3";

#[tokio::test]
async fn a_postgresql_of_before_goes_on_too_and_takes_nothing_from_a_server_of_before() {
    let (_kept, data) = record_of_before();
    let (_other, folder) = folder();
    let database = Database::new();
    let from = format!("sqlite:{}", data.display());
    assert!(moved(&from, &database.address()).status.success());
    let client = database.client().await;
    client.batch_execute(BACK_TO_BEFORE).await.unwrap();
    let server = database.serving(&folder);
    let mut ana = ana(&server).await;
    ana.colleague(&server).await;
    ana.puts_piece(&server, "after the upgrade").await;
    assert_eq!(ana.sends(&server, Vec::new()).await.epoch, team_and_epoch().1);
    database.see(&client, ana.team).await;
    for list in LISTS {
        let sql = format!(
            "select id, xor_to from {list} left join {list}_end using (team, position)
             order by position"
        );
        let rows = client.query(&sql, &[]).await.unwrap();
        let column = |name| rows.iter().map(|row| row.get(name)).collect::<Vec<Vec<u8>>>();
        assert!(are_sums_of(&column("xor_to"), &column("id")), "{list}");
    }
    let as_before = "insert into entry (team, position, id, signature, bytes)
                     select team, max(position) + 1, $1, $2, '' from entry group by team";
    let refused =
        client.execute(as_before, &[&[9_u8; 16].as_slice(), &[9_u8; 64].as_slice()]).await;
    assert!(format!("{refused:?}").contains("entry_end"), "{refused:?}");
}
