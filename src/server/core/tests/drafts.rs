//! Drafts that are handed in at the same time.

use super::team::{ADDRESS, Team, now};
use crate::{
    care::Moment,
    server::{Session, Trouble, core::Server, database::Database},
    sync::protocol::{Draft, Drafts},
};
use futures_util::future::join3;
use serde_bytes::ByteBuf;

const N_TURNS: u64 = 40;
const N_DRAFTS: u8 = 30;
const LONG_AFTER_MS: i64 = 365 * 24 * 60 * 60 * 1000;

fn drafts(number: u64) -> Vec<Draft> {
    let draft = |name| Draft { name: [name; 16], number, sealed: ByteBuf::from(vec![7; 100]) };
    (0..N_DRAFTS).map(draft).collect()
}

/// All of a phone's drafts: some put, some let go.
async fn hands_in<D: Database>(
    server: &Server<D>,
    session: Session,
    put: Vec<Draft>,
    gone: Vec<[u8; 16]>,
) -> Result<(), Trouble> {
    let drafts = Drafts { put, gone, ..Drafts::default() };
    server.drafts(session, drafts, Moment(1)).await.map(drop)
}

#[test]
fn a_removed_phone_hands_in_what_was_begun_on_it_and_hears_of_none() {
    let mut team = Team::founded();
    let mut founder = team.founder.clone();
    let lost = team.next_phone(&founder);
    let (theirs, session) = (team.session(&founder), team.session(&lost));
    now(hands_in(&team.server, theirs, drafts(1), Vec::new())).unwrap();
    let removal = team.removal(&lost);
    team.round(&mut founder, vec![removal], Vec::new());
    let drafts = Drafts { put: drafts(2), ..Drafts::default() };
    let heard = now(team.server.drafts(session, drafts, Moment(1))).unwrap();
    assert_eq!(heard.drafts, None, "none is what it knew of");
    let heard = now(team.server.drafts(theirs, Drafts::default(), Moment(1))).unwrap();
    let heard = heard.drafts.unwrap();
    assert!(
        heard.len() == usize::from(N_DRAFTS) && heard.iter().all(|(of, _)| *of == lost.device())
    );
}

/// As a copied phone does, or one that asks again before it was answered, while a server tidies up.
#[test]
fn drafts_of_one_phone_that_come_twice_at_once_are_all_taken() {
    let mut team = Team::founded();
    let session = team.session(&team.founder);
    let shared = team.server.database().shared(ADDRESS, &mut team.random).unwrap();
    let [one, two] = shared.servers();
    for turn in 1..=N_TURNS {
        let (forth, mut back) = (drafts(2 * turn), drafts(2 * turn + 1));
        let gone: Vec<_> = back.drain(10..20).map(|draft| draft.name).rev().collect();
        back.reverse();
        let tidy_at = Moment(LONG_AFTER_MS);
        let (first, second, tidied) = shared.wait_for(join3(
            hands_in(one, session, forth, Vec::new()),
            hands_in(two, session, back, gone),
            two.database().tidy(tidy_at),
        ));
        assert_eq!((first, second, tidied), (Ok(()), Ok(()), Ok(())), "turn {turn}");
    }
}
