//! Drafts that are handed in at the same time.

use super::team::{ADDRESS, Team};
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
