//! A team at work: what one writes the other has; nobody's words are lost or read by others.

use crate::actors::{Bridge, PASSPHRASE, Team};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

pub const MO: &str = "018f0000-0000-7000-8000-000000000001";

/// Mo as an import has her.
pub fn mo() -> String {
    format!(
        r#"{{"kind":"person","id":"{MO}","name":"Maureen Hartley","matters":"I used to sing."}}"#
    )
}

/// Ana knows Mo, and so does everybody else.
pub fn who_know_mo<const N: usize>(names: [&str; N]) -> (Team, [Bridge; N]) {
    let (team, bridges) = Team::with_bridges(names);
    bridges[0].ask(&["import", &team.file("mo.jsonl", &mo())]);
    bridges.iter().for_each(|bridge| drop(bridge.sync()));
    (team, bridges)
}

#[test]
fn two_bridges_converge() {
    let (team, [ana, ben]) = Team::with_bridges(["ana", "ben"]);
    let lines = ana.text(&["demo-lines", "--as", "jan"]);
    ana.ask(&["import", &team.file("jan.jsonl", &lines)]);
    ana.sync();
    ben.sync();
    assert_eq!(ana.record().len(), lines.lines().count());
    assert_eq!(ana.record(), ben.record());
    let person = ana.ask_all(&["people"])[0]["id"].as_str().unwrap().to_owned();
    ben.keep_visit(&person, "Two cups of tea.");
    ben.sync();
    ana.sync();
    assert_eq!(ana.record(), ben.record());
    assert_eq!(ana.ask_all(&["search", "two cups"]).len(), 1);
}

#[test]
fn the_same_import_twice_changes_nothing() {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    let file = team.file("jan.jsonl", &ana.text(&["demo-lines", "--as", "jan"]));
    let first = ana.ask(&["import", &file]);
    ana.sync();
    let before = ana.record();
    let again = ana.ask(&["import", &file]);
    assert_eq!((&again["new"], &again["changed"]), (&0.into(), &0.into()));
    assert_eq!(again["same"], first["new"]);
    assert_eq!(ana.sync()["sent"], 0);
    assert_eq!(ana.record(), before);
}

#[test]
fn what_this_version_does_not_know_comes_back_bit_for_bit() {
    let (team, [ana, ben]) = Team::with_bridges(["ana", "ben"]);
    // The last two are a field of a newer version, by its number.
    let odd = r#""shoe":4.50,"deep":{"b": [1e2, null],"a":"\u00e9"},"big":123456789012345678901"#;
    let newer = r##""#77":"AP8B""##;
    let line = mo().replace('}', &format!(",{odd},{newer}}}"));
    ana.ask(&["import", &team.file("mo.jsonl", &line)]);
    ana.sync();
    ben.sync();
    let out = ben.text(&["export"]);
    assert!(out.contains(odd) && out.contains(newer), "{out}");
    assert_eq!(ben.ask(&["person", MO])["has_newer_fields"], true);
    assert_eq!(ana.record(), ben.record());
}

#[test]
fn two_edits_that_never_met_both_stand_until_somebody_chooses() {
    let (_team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    let set = |bridge: &Bridge, value| {
        bridge.ask(&["set", "--person", MO, "--field", "access", "--value", value]);
    };
    set(&ana, "Side door");
    set(&ben, "Front door, ring twice");
    ana.sync();
    ben.sync();
    ana.sync();
    for bridge in [&ana, &ben] {
        let versions = bridge.ask(&["versions"]);
        assert_eq!((&versions["person"], &versions["field"]), (&MO.into(), &"access".into()));
        let told = versions["versions"].as_array().unwrap();
        let mut told: Vec<(&str, &str)> = told
            .iter()
            .map(|version| (version["by"].as_str().unwrap(), version["value"].as_str().unwrap()))
            .collect();
        told.sort();
        assert_eq!(told, [("ana", "Side door"), ("ben", "Front door, ring twice")]);
    }
    set(&ben, "Side door, ring twice");
    ben.sync();
    ana.sync();
    for bridge in [&ana, &ben] {
        assert_eq!(bridge.text(&["versions"]), "");
        assert_eq!(bridge.ask(&["person", MO])["fields"]["access"], "Side door, ring twice");
    }
}

#[test]
fn an_erased_visit_is_gone_for_everybody_and_only_a_lead_erases() {
    let (_team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    let wrong = ["keep-visit", "--person", MO, "--place", "home", "--note", "On the wrong person"];
    let promise = ["--promise", "Ring the landlord", "--by", "worker", "--on", "2026-11-26"];
    let wrong = ben.ask(&[&wrong[..], &promise].concat())["id"].as_str().unwrap().to_owned();
    ben.keep_visit(MO, "On the right one");
    ben.sync();
    ana.sync();
    assert!(ben.refusal(&["erase", &wrong], 1).contains("lead"));
    ana.ask(&["erase", &wrong]);
    ana.sync();
    ben.sync();
    ana.sync();
    for bridge in [&ana, &ben] {
        assert_eq!(bridge.notes(), ["On the right one"]);
        assert_eq!(bridge.text(&["search", "wrong"]), "");
        assert!(
            !bridge.text(&["export"]).contains("landlord"),
            "what was promised in it is gone too"
        );
    }
}

#[test]
fn a_link_offers_the_name_by_which_somebody_was_invited() {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    let link = ana.ask(&["invite", "--name", "Ben"])["link"].as_str().unwrap().to_owned();
    assert_eq!(team.bridge("ben").ask(&["join", &link])["name"], "Ben");
    let link = ana.ask(&["invite", "--name", "Ben"])["link"].as_str().unwrap().to_owned();
    assert_eq!(team.bridge("cy").ask(&["join", &link, "--name", "Cy"])["name"], "Cy");
    let link = ana.ask(&["invite"])["link"].as_str().unwrap().to_owned();
    assert!(team.bridge("dee").refusal(&["join", &link], 1).contains("give --name"));
}

#[test]
fn everything_goes_out_with_who_wrote_it_and_goes_in_elsewhere_as_it_was() {
    let (team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    let set = |bridge: &Bridge, value| {
        bridge.ask(&["set", "--person", MO, "--field", "access", "--value", value]);
    };
    set(&ana, "Side door");
    set(&ben, "Front door");
    ben.keep_visit(MO, "Two cups of tea.");
    for bridge in [&ana, &ben, &ana] {
        bridge.sync();
    }
    let record = ana.record();
    assert_eq!(record, ben.record());
    let line = |word: &str| record.iter().find(|line| line.contains(word)).unwrap();
    assert!(line("Two cups").contains(r#""by":"ben""#), "{record:?}");
    let mo: serde_json::Value = serde_json::from_str(line(r#""kind":"person""#)).unwrap();
    let other = &mo["versions"]["access"][0];
    let both = [(&mo["access"], "ben"), (&other["value"], "ana")];
    assert!(both == [(&"Front door".into(), "ben"), (&"Side door".into(), "ana")], "{mo}");
    assert_eq!(other["by"], "ana");

    let file = team.file("all.jsonl", &ana.text(&["export"]));
    let (_others, [zoe]) = Team::with_bridges(["zoe"]);
    zoe.ask(&["import", &file]);
    let worker = |bridge: &Bridge| bridge.ask(&["status"])["worker"].as_str().unwrap().to_owned();
    for bridge in [&zoe, &ana] {
        let record: Vec<String> =
            record.iter().map(|line| line.replace(&worker(&ana), &worker(bridge))).collect();
        assert_eq!(bridge.record(), record);
        let counts = bridge.ask(&["import", &file]);
        assert_eq!((&counts["same"], &counts["changed"]), (&2.into(), &0.into()), "{counts}");
        assert_eq!(bridge.record(), record);
    }
}

#[test]
fn what_was_erased_does_not_come_back_with_the_file_that_it_came_from() {
    let (team, [ana, ben]) = Team::with_bridges(["ana", "ben"]);
    const WRONG: &str = "018f0000-0000-7000-8000-000000000002";
    let of_mo = |kind: &str, id: &str, more: &str| {
        format!(r#"{{"kind":"{kind}","id":"{id}","person":"{MO}",{more}}}"#)
    };
    let visit = of_mo("visit", WRONG, r#""at":"2026-11-20T10:00:00Z","place":"home","note":"Tea""#);
    let word = |last: char| {
        let id = WRONG.replace("00002", &format!("0000{last}"));
        of_mo("amendment", &id, &format!(r#""visit":"{WRONG}","text":"Two cups""#))
    };
    let file = team.file("mo.jsonl", &[mo(), visit.clone(), word('3')].join("\n"));
    ana.ask(&["import", &file]);
    ana.sync();
    ben.sync();
    ana.ask(&["erase", WRONG]);
    let longer = team.file("longer.jsonl", &[mo(), visit, word('3'), word('4')].join("\n"));
    for bridge in [&ana, &ben] {
        bridge.sync();
        for (file, n_erased) in [(&file, 2), (&longer, 3)] {
            let counts = serde_json::json!({
                "new": 0, "changed": 0, "same": 1, "erased": n_erased,
            });
            assert_eq!(bridge.ask(&["import", file]), counts);
        }
        assert_eq!(bridge.sync()["sent"], 0);
        assert_eq!(bridge.notes(), [""; 0]);
    }
}

#[test]
fn what_a_removed_bridge_had_not_sent_is_held_and_taken_in() {
    let (_team, [ana, ben, cy]) = who_know_mo(["ana", "ben", "cy"]);
    ben.keep_visit(MO, "Written on the last day");
    ana.ask(&["remove", &ben.device()]);
    ana.sync();
    let round = ben.ask(&["sync"]);
    assert!(round["held"].as_u64().unwrap() >= 1, "{round}");
    let status = ben.ask(&["status"]);
    assert_eq!((&status["status"], &status["unsent_frames"]), (&"removed".into(), &0.into()));
    assert_eq!(status["waits_for_colleagues"], true, "its author knows that it is safe");
    assert!(ben.refusal(&["export"], 1).contains("removed"));
    ana.sync();
    assert_eq!(ana.notes(), [""; 0]);
    let late = ana.ask(&["late"]);
    assert_eq!(late["from"], "ben");
    assert_eq!(late["holds"][0]["person"], MO);
    assert_eq!(late["holds"][0]["first_words"], "Written on the last day", "it says what it is");
    let frame = late["frame"].as_str().unwrap();
    assert!(ana.refusal(&["leave-out", frame, " "], 1).contains("written"));
    ana.ask(&["leave-out", frame, "Ben told me: he wrote it on the wrong person"]);
    ana.sync();
    cy.sync();
    for bridge in [&ana, &cy] {
        let late = bridge.ask(&["late"]);
        assert_eq!(late["left_out"], "Ben told me: he wrote it on the wrong person");
        assert_eq!(bridge.notes(), [""; 0], "left out, and kept");
    }
    cy.ask(&["admit", frame]);
    cy.sync();
    ana.sync();
    for bridge in [&ana, &cy] {
        let visit = bridge.ask(&["visits"]);
        assert_eq!(
            (&visit["note"], &visit["by"]),
            (&"Written on the last day".into(), &"ben".into())
        );
        assert_eq!(bridge.text(&["late"]), "");
    }
}

#[test]
fn the_kit_brings_everything_back_and_lets_others_in() {
    let (team, [ana]) = who_know_mo(["ana"]);
    ana.keep_visit(MO, "Before the flood");
    ana.sync();
    fs::remove_dir_all(&ana.home).unwrap();
    let dee = team.bridge("dee");
    dee.ask(&["recover", team.path("kit").to_str().unwrap(), "--name", "dee"]);
    dee.sync();
    assert_eq!(dee.notes(), ["Before the flood"]);
    let eli = team.bridge("eli");
    eli.join_by(&dee, "eli");
    eli.keep_visit(MO, "After it");
    eli.sync();
    dee.sync();
    assert_eq!(dee.notes(), ["After it", "Before the flood"]);
    assert_eq!(dee.ask_all(&["members"]).len(), 3);
}

#[test]
fn just_under_192_kilobytes_arrive_and_one_over_is_refused() {
    let (team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    let mut random = ChaCha12Rng::seed_from_u64(192);
    let mut text = |n_bytes: usize| -> String {
        (0..n_bytes).map(|_| char::from(b'!' + (random.next_u32() % 90) as u8)).collect()
    };
    let just_under = text(192 * 1024 - 1024);
    let keep = |file: &str| -> Vec<String> {
        ["keep-visit", "--person", MO, "--place", "home", "--note-file", file]
            .map(str::to_owned)
            .to_vec()
    };
    let file = keep(&team.file("under", &just_under));
    ana.ask(&file.iter().map(String::as_str).collect::<Vec<_>>());
    let file = keep(&team.file("over", &text(192 * 1024)));
    let refusal = ana.refusal(&file.iter().map(String::as_str).collect::<Vec<_>>(), 1);
    assert!(refusal.contains("more than one entry can hold"), "{refusal}");
    ana.sync();
    ben.sync();
    assert_eq!(ben.notes(), [just_under]);
}

#[test]
fn the_encrypted_file_opens_in_another_team_with_its_words_alone() {
    let (team, [ana]) = who_know_mo(["ana"]);
    ana.keep_visit(MO, "To be carried away");
    // What cannot be kept stays a draft.
    let long = team.file("long", &"x".repeat(192 * 1024));
    ana.refusal(&["keep-visit", "--person", MO, "--place", "home", "--note-file", &long], 1);
    assert_eq!(ana.record().len(), 2);
    let file = team.path("all.sealed");
    let file = file.to_str().unwrap();
    let words = ana.ask(&["export", "--sealed", file])["words"].as_str().unwrap().to_owned();
    let (others, [zoe]) = Team::with_bridges(["zoe"]);
    let import = ["import", file, "--words-file", &others.file("wrong", "not these five words")];
    assert!(zoe.refusal(&import, 1).contains("do not open"));
    let import = ["import", file, "--words-file", &others.file("words", &words)];
    assert_eq!(zoe.ask(&import)["new"], 3, "a person, a visit and a draft");
    assert_eq!(zoe.ask(&import)["same"], 3);
    assert_eq!(zoe.notes(), ["To be carried away"]);
}

#[test]
fn no_word_of_a_note_stands_in_plain_anywhere() {
    let (team, [ana, ben]) = Team::with_bridges(["ana", "ben"]);
    let canaries = ["Zanzibarcanary", "Quillfeathercanary", "Oboecanary", "Hartleycanary"];
    let line = mo().replace("Hartley", canaries[3]).replace("to sing", canaries[2]);
    let file = team.file("mo.jsonl", &line);
    ana.ask(&["import", &file]);
    fs::remove_file(file).unwrap();
    ana.keep_visit(MO, &format!("They went to {}", canaries[0]));
    ana.sync();
    ben.sync();
    let promise = ["--promise", canaries[1], "--on", "2027-01-01"];
    let visit = ["keep-visit", "--person", MO, "--place", "phone", "--note", "Rang"];
    ben.ask(&[visit.as_slice(), &promise].concat());
    ben.sync();
    ana.sync();
    assert!(ana.text(&["export"]).contains(canaries[1]));
    let folder = team.folder.path();
    for passphrase in [PASSPHRASE.to_owned(), PASSPHRASE.to_uppercase()] {
        let found = files_with(folder, &passphrase);
        assert_eq!(found, [team.path("passphrase")], "the search finds nothing");
    }
    for canary in canaries {
        assert_eq!(files_with(folder, canary), Vec::<PathBuf>::new(), "{canary}");
    }
}

/// The files in which a word stands, as UTF-8 or as UTF-16, in whatever case: an index keeps its
/// words in small letters.
fn files_with(folder: &Path, word: &str) -> Vec<PathBuf> {
    let word = word.to_lowercase();
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, &word));
            continue;
        }
        let bytes = fs::read(&path).unwrap().to_ascii_lowercase();
        let stands_there = |plain: &[u8]| bytes.windows(plain.len()).any(|window| window == plain);
        if stands_there(word.as_bytes()) || stands_there(&wide) {
            found.push(path);
        }
    }
    found
}
