//! What is promised of a connection: it is followed up, accompanied, and ended by talk alone.

use super::*;
use crate::{
    care::{
        Cause,
        connection::ask_on,
        today::{Quieten, Why},
    },
    requests::{
        barriers::Shared,
        people::AddPerson,
        person::SetField,
        services::AddService,
        story::{Filter, Story, Told},
        things::TakeBack,
        today::{PutAside, Today},
    },
};

const SUNDAY: &str = "2026-11-22T12:00:00Z";

fn sunday() -> Day {
    "2026-11-22".parse().unwrap()
}

fn somebody(store: &mut Store, name: &str) -> PersonId {
    AddPerson { fields: vec![("given_name".into(), name.into())] }.run(store).unwrap()
}

fn mo() -> (Store, PersonId) {
    let mut store = Store::alone_at(SUNDAY);
    let id = somebody(&mut store, "Mo");
    (store, id)
}

fn choir() -> To {
    To::Elsewhere("the chapel choir".into())
}

fn connect(store: &mut Store, person: PersonId, to: To, how: How) -> ConnectionId {
    let (on, plan) = (ask_on(sunday()), Plan::default());
    Connect { person, to, how, on, ask_by: AskBy::Phone, plan, goal: None }.run(store).unwrap()
}

fn page(store: &mut Store, connection: ConnectionId) -> ConnectionPage {
    Connection { connection }.run(store).unwrap()
}

fn shown(store: &mut Store, connection: ConnectionId) -> Seen {
    let fields = page(store, connection).fields;
    fields["stage"].seen.and(&fields["on"].seen)
}

fn talk(connection: ConnectionId, stage: Stage, seen: Seen) -> TalkOver {
    let on = stage.is_open().then(|| sunday().plus(20));
    TalkOver { connection, stage, words: "It rained.".into(), on, barrier: None, seen }
}

fn say(store: &mut Store, connection: ConnectionId, stage: Stage) -> Said {
    let seen = shown(store, connection);
    talk(connection, stage, seen).run(store).unwrap()
}

fn reasons(store: &mut Store, today: Day) -> Vec<Why> {
    let page = Today { today, has_time: false }.run(store).unwrap();
    page.suggestions.into_iter().map(|suggestion| suggestion.why).collect()
}

fn stage(store: &mut Store, connection: ConnectionId) -> Stage {
    Stage::from_word(&page(store, connection).line.stage.value)
}

#[test]
fn p1_whoever_tries_it_alone_is_asked_how_it_went() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::TryIt);
    assert_eq!(reasons(&mut store, ask_on(sunday()).plus(-1)), []);
    let asked = Why::HowDidItGo {
        connection: id,
        what: "the chapel choir".into(),
        on: ask_on(sunday()),
        how: How::TryIt,
        ask_by: AskBy::Phone,
        by: None,
    };
    assert_eq!(reasons(&mut store, ask_on(sunday())), [asked]);
}

#[test]
fn p1_a_thread_that_goes_on_is_never_without_a_day() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::TryIt);
    let seen = shown(&mut store, id);
    for stage in Stage::ALL.iter().filter(|stage| stage.is_open()) {
        let goes_on = TalkOver { on: None, ..talk(id, stage.clone(), seen.clone()) };
        assert_eq!(goes_on.run(&mut store), Err(Trouble::DayMissing));
    }
    let (thing, field) = (Thing::Connection(id), "on".to_owned());
    let cleared = SetField { thing, field, value: String::new(), seen, of: None };
    assert_eq!(cleared.run(&mut store), Err(Trouble::DayMissing));
    assert_eq!(page(&mut store, id).line.on, Some(ask_on(sunday())));
}

#[test]
fn p1_no_time_that_passes_ends_a_thread() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::GoTogether);
    store.set_now("2027-12-27T12:00:00Z");
    let later = sunday().plus(400);
    assert_eq!(reasons(&mut store, later).len(), 1);
    assert!(page(&mut store, id).line.is_open);
    say(&mut store, id, Stage::SettledIn);
    assert_eq!(reasons(&mut store, later), []);
    assert_eq!(Connections { person: mo }.run(&mut store), Ok(Vec::new()));
}

#[test]
fn p1_what_is_ended_by_talk_can_be_taken_up_again() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::GoTogether);
    say(&mut store, id, Stage::NotForMe);
    assert!(!page(&mut store, id).line.is_open);
    say(&mut store, id, Stage::Arranged);
    assert!(page(&mut store, id).line.is_open);
    assert_eq!(reasons(&mut store, sunday().plus(20)).len(), 1);
    assert_eq!(page(&mut store, id).talk.len(), 2);
}

#[test]
fn p1_what_may_rest_for_now_comes_up_on_the_next_day_agreed() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::TryIt);
    let today = ask_on(sunday());
    let why_key = reasons(&mut store, today)[0].key();
    PutAside { person: mo, why_key, how: Quieten::LetItRest, today }.run(&mut store).unwrap();
    assert_eq!(reasons(&mut store, today), []);
    say(&mut store, id, Stage::NotYet);
    assert_eq!(reasons(&mut store, sunday().plus(20)).len(), 1);
}

#[test]
fn p6_the_plan_begins_with_what_the_team_knows_of_the_place() {
    let (mut store, mo) = mo();
    let add = AddService { name: "Chapel choir".into(), what_for: String::new() };
    let service = add.run(&mut store).unwrap();
    let value = "Jean meets you at the side door.".to_owned();
    let (thing, field) = (Thing::Service(service), "first_ten_minutes".to_owned());
    SetField { thing, field, value, seen: Seen::default(), of: None }.run(&mut store).unwrap();
    let before = BeforeConnecting { person: mo, to: To::Service(service) };
    let known = before.run(&mut store).unwrap();
    assert_eq!(known.what, "Chapel choir");
    assert_eq!(known.plan.first_ten_minutes, "Jean meets you at the side door.");
}

#[test]
fn p15_before_many_are_sent_to_one_small_place_a_word_with_them_is_proposed() {
    let (mut store, mo) = mo();
    let add = AddService { name: "Repair café".into(), what_for: String::new() };
    let service = add.run(&mut store).unwrap();
    let mut threads = Vec::new();
    let are_several = |store: &mut Store| {
        let before = BeforeConnecting { person: mo, to: To::Service(service) };
        before.run(store).unwrap().are_several
    };
    for name in ["Derek", "Aisha", "Stanley"] {
        assert!(!are_several(&mut store));
        let person = somebody(&mut store, name);
        threads.push(connect(&mut store, person, To::Service(service), How::TryIt));
    }
    assert!(are_several(&mut store));
    say(&mut store, threads[0], Stage::SettledIn);
    assert!(!are_several(&mut store), "who has settled in is not on the way");
}

#[test]
fn what_two_workers_said_at_the_same_time_is_all_kept_and_all_shown() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::Introduce);
    let both_saw = shown(&mut store, id);
    talk(id, Stage::SettledIn, both_saw.clone()).run(&mut store).unwrap();
    talk(id, Stage::StoodInTheWay, both_saw).run(&mut store).unwrap();
    let seen = page(&mut store, id);
    assert_eq!((seen.talk.len(), seen.line.stage.versions.len()), (2, 2));
    assert!(seen.line.is_open, "one of them says that there is more to ask");
    assert_eq!(Connections { person: mo }.run(&mut store).unwrap().len(), 1);
    assert_eq!(reasons(&mut store, sunday().plus(20)).len(), 1);
}

#[test]
fn talk_is_taken_back_with_all_that_came_with_it_and_nothing_else() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::Introduce);
    let both_saw = shown(&mut store, id);
    let shared = Some(Shared::New("No bus on Sundays".into()));
    let stood =
        WhatStood { cause: Cause::Fares, words: String::new(), how_long: String::new(), shared };
    let barrier = Some(stood);
    let blocked = TalkOver { barrier, ..talk(id, Stage::StoodInTheWay, both_saw.clone()) };
    let said = blocked.run(&mut store).unwrap();
    assert_eq!(page(&mut store, id).barriers.len(), 1);
    // A colleague who had not heard of it.
    talk(id, Stage::Tried, both_saw).run(&mut store).unwrap();
    TakeTalkBack { said }.run(&mut store).unwrap();
    let seen = page(&mut store, id);
    let stages: Vec<_> = seen.line.stage.versions.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(stages.len(), 2, "{stages:?}");
    assert!(stages.contains(&"arranged") && stages.contains(&"tried"));
    assert_eq!((seen.talk.len(), seen.barriers.len()), (1, 0));
}

#[test]
fn taking_back_the_word_that_chose_brings_both_stages_back() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::Introduce);
    let both_saw = shown(&mut store, id);
    talk(id, Stage::SettledIn, both_saw.clone()).run(&mut store).unwrap();
    talk(id, Stage::NotYet, both_saw).run(&mut store).unwrap();
    let said = say(&mut store, id, Stage::Tried);
    assert_eq!(stage(&mut store, id), Stage::Tried);
    TakeTalkBack { said }.run(&mut store).unwrap();
    assert_eq!(page(&mut store, id).line.stage.versions.len(), 2);
}

#[test]
fn talk_by_somebody_who_had_seen_nothing_is_taken_back_to_what_stands() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::Introduce);
    let said = talk(id, Stage::Tried, Seen::default()).run(&mut store).unwrap();
    assert_eq!(page(&mut store, id).line.stage.versions.len(), 2);
    TakeTalkBack { said }.run(&mut store).unwrap();
    let stands = page(&mut store, id).line.stage;
    assert_eq!((stands.value.as_str(), stands.versions.len()), ("arranged", 0));
}

#[test]
fn a_pause_is_left_in_peace_and_the_thread_waits_for_its_end() {
    let (mut store, mo) = mo();
    connect(&mut store, mo, choir(), How::TryIt);
    let (thing, field, seen) = (Thing::Person(mo), "paused_until".to_owned(), Seen::default());
    let value = sunday().plus(30).to_string();
    SetField { thing, field, value, seen, of: None }.run(&mut store).unwrap();
    assert_eq!(reasons(&mut store, sunday().plus(10)), []);
    let asked = |why: &Why| matches!(why, Why::HowDidItGo { .. });
    assert!(reasons(&mut store, sunday().plus(30)).iter().any(asked));
}

#[test]
fn a_thread_that_is_taken_back_was_none() {
    let (mut store, mo) = mo();
    let id = connect(&mut store, mo, choir(), How::TryIt);
    say(&mut store, id, Stage::NotYet);
    let filter = Filter::GoingTogether;
    let story = Story { person: mo, filter, words: String::new(), most: 10 };
    let told = story.run(&mut store).unwrap().told;
    assert!(matches!(&told[..], [Told::Talk(_), Told::Connection(_)]), "{told:?}");
    TakeBack { thing: Thing::Connection(id) }.run(&mut store).unwrap();
    assert_eq!(story.run(&mut store).unwrap().told, []);
    assert_eq!(reasons(&mut store, sunday().plus(50)), []);
    assert_eq!(Connection { connection: id }.run(&mut store), Err(Trouble::NotFound));
}

fn known_places(store: &mut Store) -> Vec<(ServiceId, String)> {
    let page = services::Services { words: String::new() }.run(store).unwrap();
    page.services.into_iter().map(|line| (line.id, line.name)).collect()
}

fn leads_to(store: &mut Store, connection: ConnectionId) -> Option<ServiceId> {
    Connection { connection }.run(store).unwrap().line.service
}

#[test]
fn a_place_that_one_of_us_went_to_becomes_known_to_the_team_and_can_be_taken_back() {
    let (mut store, person) = mo();
    let (on, ask_by) = (sunday(), AskBy::Phone);
    let connect = Connect {
        person,
        to: choir(),
        how: How::GoTogether,
        on,
        ask_by,
        plan: Plan::default(),
        goal: None,
    };
    let thread = connect.run(&mut store).unwrap();
    let made = LetTeamKnow { connection: thread }.run(&mut store).unwrap();
    let places = known_places(&mut store);
    assert_eq!(places.len(), 1);
    assert_eq!(places[0].1, "the chapel choir");
    assert_eq!(leads_to(&mut store, thread), Some(places[0].0));
    let again = LetTeamKnow { connection: thread }.run(&mut store);
    assert_eq!(again, Err(Trouble::NotAValue));
    TakeKnownBack { made }.run(&mut store).unwrap();
    assert_eq!((known_places(&mut store), leads_to(&mut store, thread)), (vec![], None));
    let page = Connection { connection: thread }.run(&mut store).unwrap();
    assert_eq!(page.line.what, "the chapel choir");
}

#[test]
fn a_place_of_a_name_that_the_team_knows_is_not_added_twice() {
    let (mut store, person) = mo();
    let (name, what_for) = ("The Chapel Choir".to_owned(), String::new());
    let place = AddService { name, what_for }.run(&mut store).unwrap();
    let (on, ask_by) = (sunday(), AskBy::Phone);
    let plan = Plan::default();
    let connect = Connect { person, to: choir(), how: How::TryIt, on, ask_by, plan, goal: None };
    let thread = connect.run(&mut store).unwrap();
    let made = LetTeamKnow { connection: thread }.run(&mut store).unwrap();
    assert_eq!(leads_to(&mut store, thread), Some(place));
    TakeKnownBack { made }.run(&mut store).unwrap();
    assert_eq!(leads_to(&mut store, thread), None);
    assert_eq!(known_places(&mut store).len(), 1, "what was known before stays known");
}
