//! A device that holds a part of the record: whom it follows, whom it opens, and what it lets go.

use crate::{
    actors::{Bridge, Team},
    backups::{Keys, backed_up},
    together::{MO, mo},
};

const DAN: &str = "018f0000-0000-7000-8000-000000000002";

/// Ana knows Mo and Dan, and has been to see both.
fn who_know_both() -> (Team, [Bridge; 2]) {
    let (team, bridges) = Team::with_bridges(["ana", "ben"]);
    let dan = mo().replace(MO, DAN).replace("Maureen Hartley", "Dan Price");
    bridges[0].ask(&["import", &team.file("people.jsonl", &format!("{}\n{dan}", mo()))]);
    bridges[0].keep_visit(MO, "Two cups of tea with Mo");
    bridges[0].keep_visit(DAN, "Along the canal with Dan");
    bridges[0].sync();
    (team, bridges)
}

fn is_here(bridge: &Bridge, person: &str) -> bool {
    bridge.ask(&["person", person])["is_here"].as_bool().unwrap()
}

#[test]
fn of_whom_nobody_opened_a_device_that_follows_has_the_name_alone() {
    let (mut team, [ana, ben]) = who_know_both();
    ben.ask(&["hold", "followed"]);
    assert_eq!(ben.sync()["in_team_record"], true);
    let names: Vec<_> = ben.ask_all(&["people"]).iter().map(|it| it["name"].to_string()).collect();
    assert_eq!(names.len(), 2);
    assert_eq!((ben.notes(), is_here(&ben, MO)), (Vec::new(), false));

    assert_eq!(ben.ask(&["open", MO])["is_here"], true);
    assert_eq!((is_here(&ben, MO), is_here(&ben, DAN)), (true, false));
    assert_eq!(ben.notes(), ["Two cups of tea with Mo"]);
    assert_eq!(ben.ask(&["person", MO])["fields"]["matters"], "I used to sing.");

    // What is new of her comes by itself; and a server that was started anew is told again.
    team.server.kill();
    team.server.start_again();
    ana.keep_visit(MO, "She sang");
    ana.keep_visit(DAN, "Rain");
    ana.sync();
    assert_eq!(ben.sync()["in_team_record"], true);
    assert_eq!(ben.notes(), ["She sang", "Two cups of tea with Mo"]);
}

#[test]
fn nothing_is_imported_where_it_might_be_there_unseen() {
    let (team, [ana, ben]) = who_know_both();
    ben.sync();
    ben.ask(&["hold", "followed"]);
    let file = team.file("again.jsonl", &ana.record().join("\n"));
    assert!(ben.refusal(&["import", &file], 1).contains("hold all"));
    ben.ask(&["hold", "all"]);
    ben.sync();
    let imported = ben.ask(&["import", &file]);
    assert_eq!((&imported["new"], &imported["changed"]), (&0.into(), &0.into()));
}

#[test]
fn without_a_network_the_record_is_not_here_and_what_is_written_is_kept() {
    let (mut team, [ana, ben]) = who_know_both();
    ben.ask(&["hold", "followed"]);
    ben.sync();
    team.server.kill();
    assert!(ben.refusal(&["open", DAN], 1).contains("network"));
    ben.keep_visit(DAN, "Nobody could tell me more");
    assert_eq!(ben.notes(), ["Nobody could tell me more"]);
    team.server.start_again();
    assert_eq!(ben.sync()["in_team_record"], true);
    assert_eq!(ben.notes(), ["Along the canal with Dan", "Nobody could tell me more"]);
    ana.sync();
    assert_eq!(ana.notes().len(), 3);
}

#[test]
fn what_a_backup_holds_is_let_go_and_comes_back_when_it_is_opened() {
    let (team, [ana, ben]) = who_know_both();
    ben.sync();
    ben.keep_visit(DAN, "By Ben himself");
    ben.sync();
    ben.ask(&["hold", "followed"]);
    ben.sync();
    assert_eq!(ben.notes().len(), 3, "no backup holds it yet");

    backed_up(&team, &Keys::made(&team));
    ben.sync();
    assert_eq!((ben.notes(), is_here(&ben, DAN)), (Vec::new(), false));
    assert_eq!(ben.sync()["in_team_record"], true);
    ana.sync();
    assert_eq!(ana.notes().len(), 3);

    ben.ask(&["open", DAN]);
    assert_eq!(ben.notes(), ["Along the canal with Dan", "By Ben himself"]);
    ben.ask(&["hold", "all"]);
    assert_eq!(ben.sync()["in_team_record"], true);
    assert_eq!(ben.record(), ana.record());
}
