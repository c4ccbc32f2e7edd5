//! A link to somebody's page, for their own phone. Made without a signal it works as soon as this phone
//! has one; ended, it is shut as soon as any phone of the team has told the server.

use super::{Author, Run, Trouble, authors::author_of, our_page::our_page, review};
use crate::{
    care::{Day, Moment, PersonId, ShareId},
    log::{Thing, registry::share},
    store::{HandedOver, Share, ShareHere, Store},
};
use serde::{Deserialize, Serialize};

/// How long a link is open, if nobody says otherwise; and how long it may be.
pub const USUAL_DAYS: u16 = 14;
pub const MOST_DAYS: u16 = 30;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeShare {
    pub person: PersonId,
    pub today: Day,
    /// How long it is open.
    pub days: u16,
}

/// The link to send, and the code to tell in another way. The code is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeShare {
    pub id: ShareId,
    pub link: String,
    pub code: String,
    pub until: Moment,
}

/// The links to somebody's page, the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLine {
    pub id: ShareId,
    /// While it is open, to be sent again.
    pub link: Option<String>,
    pub made_at: Moment,
    pub until: Moment,
    pub by: Author,
    pub standing: ShareStanding,
    /// How often somebody with the code was there, and when last.
    pub n_opened: u32,
    pub opened_at: Option<Moment>,
    pub has_answers: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShareStanding {
    /// Works as soon as this phone has a signal.
    WaitsForSignal,
    Open,
    /// The code was wrong five times.
    Locked,
    /// The server does not know it any more: it was restored.
    Lost,
    /// By somebody of the team.
    Ended,
    Expired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndShare {
    pub share: ShareId,
}

/// Another code in the place of one that was forgotten, or locked. Answers it, this once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshCode {
    pub share: ShareId,
}

impl Run for MakeShare {
    fn run(&self, store: &mut Store) -> Result<MadeShare, Trouble> {
        let Self { person, today, days } = *self;
        let (page, places) = our_page(store, person, today)?;
        let until = Moment(store.now().0 + i64::from(days.clamp(1, MOST_DAYS)) * DAY_MS);
        let (share, code) = store.make_share(person, &page, &places, until)?;
        Ok(MadeShare { id: share.id, link: share.address(&store.me().server), code, until })
    }
}

impl Run for Shares {
    fn run(&self, store: &mut Store) -> Result<Vec<ShareLine>, Trouble> {
        let mut lines = Vec::new();
        for thing in store.parts_of(self.person, share::KIND)? {
            lines.extend(line_of(store, thing)?);
        }
        lines.sort_by_key(|line| std::cmp::Reverse((line.made_at, line.id)));
        Ok(lines)
    }
}

fn line_of(store: &Store, thing: Thing) -> Result<Option<ShareLine>, Trouble> {
    let id = ShareId::from_bytes(thing.id);
    let fields = store.fields(thing)?;
    let (Some(first), Some(share)) = (fields.origin(), store.share(id)?) else { return Ok(None) };
    let here = store.share_here(id)?;
    let standing = standing(store, &share, &here)?;
    let is_over =
        matches!(standing, ShareStanding::Ended | ShareStanding::Expired | ShareStanding::Lost);
    Ok(Some(ShareLine {
        id,
        link: (!is_over).then(|| share.address(&store.me().server)),
        made_at: share.at,
        until: share.until,
        by: author_of(store, first)?,
        standing,
        n_opened: here.n_opened,
        opened_at: here.opened_at,
        has_answers: here.n_answers > 0,
    }))
}

fn standing(store: &Store, share: &Share, here: &ShareHere) -> Result<ShareStanding, Trouble> {
    Ok(match here {
        _ if share.is_ended => ShareStanding::Ended,
        _ if share.until <= store.now() => ShareStanding::Expired,
        ShareHere { to_make: Some(_), .. } => ShareStanding::WaitsForSignal,
        _ if store.shares_at_server()?.lost.contains(&share.id) => ShareStanding::Lost,
        ShareHere { fresh_code: Some(_), .. } => ShareStanding::WaitsForSignal,
        ShareHere { is_locked: true, .. } => ShareStanding::Locked,
        _ => ShareStanding::Open,
    })
}

fn has_open_one(store: &mut Store, person: PersonId) -> Result<bool, Trouble> {
    let lines = Shares { person }.run(store)?;
    let mut standings = lines.into_iter().map(|line| line.standing);
    Ok(standings.any(|it| matches!(it, ShareStanding::Open | ShareStanding::WaitsForSignal)))
}

/// Who has a link that lets nobody in, though nobody has ended it, and no other.
pub(super) fn shut_for(store: &mut Store) -> Result<Vec<PersonId>, Trouble> {
    let mut people = Vec::new();
    for id in store.shut_shares()? {
        let (Some(share), here) = (store.share(id)?, store.share_here(id)?) else { continue };
        let standing = standing(store, &share, &here)?;
        let is_shut = matches!(standing, ShareStanding::Locked | ShareStanding::Lost);
        if is_shut && !has_open_one(store, share.person)? {
            people.push(share.person);
        }
    }
    Ok(people)
}

impl Run for EndShare {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let share = store.share(self.share)?.ok_or(Trouble::NotFound)?;
        if share.is_ended { Ok(()) } else { Ok(store.end_share(&share)?) }
    }
}

impl Run for FreshCode {
    fn run(&self, store: &mut Store) -> Result<String, Trouble> {
        let share = store.share(self.share)?.ok_or(Trouble::NotFound)?;
        if share.is_ended || share.until <= store.now() {
            return Err(Trouble::LinkExpired);
        }
        Ok(store.fresh_code(self.share)?)
    }
}

/// Takes one sealed answer in. What does not open says nothing.
pub fn take_answer_in(store: &mut Store, share: &Share, sealed: &[u8]) -> Result<(), Trouble> {
    let Some(mut answer) = share.open_answer(sealed) else { return Ok(()) };
    // A phone's clock may be wrong by years; the link was open only for so long.
    answer.at = Moment(answer.at.0.clamp(share.at.0, share.until.0.max(share.at.0)));
    let page = HandedOver {
        id: name_of(sealed),
        person: share.person,
        at: share.at,
        seed: [0; 32],
        places: share.places.clone(),
    };
    review::take_in_by_link(store, &page, &answer, share)
}

/// Each answer is a review of its own, by whatever phone it is taken in.
fn name_of(sealed: &[u8]) -> [u8; 16] {
    let mut name = [0; 16];
    blake3::Hasher::new_derive_key("alongside answer by a link v1")
        .update(sealed)
        .finalize_xof()
        .fill(&mut name);
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SharesAtServer;
    use crate::{
        care::{
            OurPage, Place,
            our_page::{Answer, Slot},
            today::Why,
        },
        log::registry::person,
        requests::{
            our_page::TheirPage,
            people::AddPerson,
            person::Person,
            person::SetField,
            review::Reviews,
            today::Today,
            visits::{BeginVisit, Draft, KeepVisit, SaveDraft},
        },
    };
    use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

    fn today() -> Day {
        "2026-11-22".parse().unwrap()
    }

    fn mo(store: &mut Store) -> PersonId {
        let fields = [("given_name", "Mo"), ("matters", "I used to sing.")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        AddPerson { fields }.run(store).unwrap()
    }

    fn made(store: &mut Store, person: PersonId) -> (MadeShare, Share) {
        let made = MakeShare { person, today: today(), days: 14 }.run(store).unwrap();
        let share = store.share(made.id).unwrap().unwrap();
        (made, share)
    }

    fn matters(store: &mut Store, person: PersonId) -> Vec<String> {
        let page = TheirPage { person, today: today() }.run(store).unwrap();
        let mut words: Vec<_> = page.matters.versions.into_iter().map(|one| one.words).collect();
        words.sort_unstable();
        words
    }

    fn answered(share: &Share, words: &str) -> Vec<u8> {
        let said = [(Slot(0), words.to_owned())].into();
        let answer = Answer { at: Moment(share.at.0 + 1), said, ..Answer::default() };
        share.secret.seal_answer(&answer, &mut ChaCha12Rng::seed_from_u64(7)).unwrap()
    }

    fn worker_writes(store: &mut Store, person: PersonId, words: &str) {
        let thing = crate::requests::Thing::Person(person);
        let seen = store.fields(thing.in_log()).unwrap().seen(person::MATTERS);
        let (field, value) = ("matters".to_owned(), words.to_owned());
        SetField { thing, field, value, seen, of: None }.run(store).unwrap();
    }

    #[test]
    fn a_link_waits_for_a_signal_and_is_there_at_once() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = mo(&mut store);
        let (made, share) = made(&mut store, mo);
        assert_eq!(made.until.0 - share.at.0, 14 * DAY_MS);
        let lines = Shares { person: mo }.run(&mut store).unwrap();
        assert_eq!((lines.len(), lines[0].standing), (1, ShareStanding::WaitsForSignal));
        assert_eq!(lines[0].link.as_deref(), Some(made.link.as_str()));
        let here = store.share_here(made.id).unwrap();
        let page = share.secret.open_page::<OurPage>(&here.to_make.unwrap().page).unwrap();
        assert_eq!(page.matters.words(), "I used to sing.");
    }

    #[test]
    fn p12_an_answer_by_a_link_is_theirs_and_taken_in_twice_it_is_taken_in_once() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = mo(&mut store);
        let (made, share) = made(&mut store, mo);
        let sealed = answered(&share, "I sing in the kitchen.");
        take_answer_in(&mut store, &share, &sealed).unwrap();
        let n_changes = store.changes().unwrap().len();
        take_answer_in(&mut store, &share, &sealed).unwrap();
        assert_eq!(store.changes().unwrap().len(), n_changes);
        assert_eq!(matters(&mut store, mo), ["I sing in the kitchen."]);
        let reviews = Reviews { person: mo }.run(&mut store).unwrap();
        assert!(reviews.len() == 1 && reviews[0].by.by_themselves);
        assert_eq!(reviews[0].how, crate::care::our_page::Reviewed::OwnPhone);
        let page = Person { person: mo }.run(&mut store).unwrap();
        assert_eq!(page.line.called, "Mo");
        assert!(store.share(made.id).unwrap().is_some());
    }

    #[test]
    fn p12_what_both_wrote_meanwhile_stands_in_two_versions() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = mo(&mut store);
        let (_, share) = made(&mut store, mo);
        worker_writes(&mut store, mo, "I sang.");
        take_answer_in(&mut store, &share, &answered(&share, "I sing in the kitchen.")).unwrap();
        assert_eq!(matters(&mut store, mo), ["I sang.", "I sing in the kitchen."]);
    }

    #[test]
    fn what_was_not_sealed_by_the_link_says_nothing() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = mo(&mut store);
        let (_, share) = made(&mut store, mo);
        let mut altered = answered(&share, "Nothing of mine");
        altered[20] ^= 1;
        for sealed in [altered, vec![], vec![7; 90]] {
            take_answer_in(&mut store, &share, &sealed).unwrap();
        }
        assert_eq!(matters(&mut store, mo), ["I used to sing."]);
    }

    #[test]
    fn an_ended_link_stays_ended_and_has_no_more_codes() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = mo(&mut store);
        let (made, _) = made(&mut store, mo);
        let fresh = FreshCode { share: made.id }.run(&mut store).unwrap();
        assert_ne!(fresh, made.code);
        assert_eq!(store.share_here(made.id).unwrap().to_make.unwrap().code, fresh);
        for _ in 0..2 {
            EndShare { share: made.id }.run(&mut store).unwrap();
        }
        let lines = Shares { person: mo }.run(&mut store).unwrap();
        assert_eq!((lines[0].standing, &lines[0].link), (ShareStanding::Ended, &None));
        let again = FreshCode { share: made.id }.run(&mut store);
        assert_eq!(again, Err(Trouble::LinkExpired));
    }

    #[test]
    fn every_phone_that_takes_an_answer_in_makes_the_same_changes() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let mo = mo(&mut ana);
        let (made, _) = made(&mut ana, mo);
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        let [ours, theirs] = [&ana, &ben].map(|store| store.share(made.id).unwrap().unwrap());
        let sealed = answered(&ours, "I sing in the kitchen.");
        take_answer_in(&mut ana, &ours, &sealed).unwrap();
        take_answer_in(&mut ben, &theirs, &sealed).unwrap();
        let log = |store: &Store| {
            let changes = store.changes().unwrap().into_iter();
            let mut changes: Vec<_> = changes.map(|one| (one.bytes, one.signature)).collect();
            changes.sort_unstable();
            changes
        };
        assert_eq!(log(&ana), log(&ben));
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        assert_eq!(log(&ana), log(&ben), "and what comes in a frame is known to be theirs");
        assert_eq!(matters(&mut ben, mo), ["I sing in the kitchen."]);
        let by = |store: &mut Store| Reviews { person: mo }.run(store).unwrap().remove(0).by.worker;
        assert_eq!(by(&mut ben).id, ana.me().worker, "it came by a link of hers");
    }

    #[test]
    fn what_came_by_a_link_is_good_on_a_phone_that_never_saw_the_answer() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let mo = mo(&mut ana);
        let (_, share) = made(&mut ana, mo);
        take_answer_in(&mut ana, &share, &answered(&share, "I sing in the kitchen.")).unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        assert_eq!(matters(&mut ben, mo), ["I sing in the kitchen."]);
        assert_eq!(ana.changes().unwrap().len(), ben.changes().unwrap().len());
    }

    fn reasons(store: &mut Store) -> Vec<Why> {
        let page = Today { today: today(), has_time: false }.run(store).unwrap();
        page.suggestions.into_iter().map(|suggestion| suggestion.why).collect()
    }

    #[test]
    fn p9_whoever_wrote_on_their_page_comes_up_until_somebody_was_in_touch() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = mo(&mut store);
        let (_, share) = made(&mut store, mo);
        assert_eq!(reasons(&mut store), []);
        take_answer_in(&mut store, &share, &answered(&share, "I sing in the kitchen.")).unwrap();
        let review = Reviews { person: mo }.run(&mut store).unwrap()[0].id;
        assert_eq!(reasons(&mut store), [Why::WroteOnTheirPage { review, on: today() }]);
        visited(&mut store, mo);
        assert_eq!(reasons(&mut store), []);
    }

    fn visited(store: &mut Store, person: PersonId) {
        let begin = BeginVisit { person: Some(person), place: Place::Phone, today: today() };
        let visit = begin.run(store).unwrap();
        let mut written = Draft { visit }.run(store).unwrap().written;
        written.words.note = "Read it together".to_owned();
        written.at = Moment(store.now().0 + 2);
        SaveDraft { visit, written }.run(store).unwrap();
        KeepVisit { visit }.run(store).unwrap();
    }

    #[test]
    fn a_page_that_lets_nobody_in_is_told_today() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = mo(&mut store);
        let (made, _) = made(&mut store, mo);
        let shut = |store: &mut Store| {
            let page = Today { today: today(), has_time: false }.run(store).unwrap();
            page.shut_pages.into_iter().map(|line| line.id).collect::<Vec<_>>()
        };
        let standing = |store: &mut Store| {
            let lines = Shares { person: mo }.run(store).unwrap();
            lines.into_iter().find(|line| line.id == made.id).unwrap().standing
        };
        let mut here = store.share_here(made.id).unwrap();
        here.to_make = None;
        store.keep_share_here(here.clone()).unwrap();
        assert_eq!((shut(&mut store), standing(&mut store)), (vec![], ShareStanding::Open));
        here.is_locked = true;
        store.keep_share_here(here.clone()).unwrap();
        assert_eq!((shut(&mut store), standing(&mut store)), (vec![mo], ShareStanding::Locked));
        here.is_locked = false;
        store.keep_share_here(here).unwrap();
        let lost = SharesAtServer { known: [made.id].into(), lost: [made.id].into() };
        store.keep_shares_at_server(&lost).unwrap();
        assert_eq!((shut(&mut store), standing(&mut store)), (vec![mo], ShareStanding::Lost));
        let another = MakeShare { person: mo, today: today(), days: 7 }.run(&mut store).unwrap();
        assert_eq!(shut(&mut store), [], "there is another one");
        EndShare { share: another.id }.run(&mut store).unwrap();
        assert_eq!(shut(&mut store), [mo]);
        EndShare { share: made.id }.run(&mut store).unwrap();
        assert_eq!((shut(&mut store), standing(&mut store)), (vec![], ShareStanding::Ended));
    }

    #[test]
    fn clocks_ten_years_off_do_not_move_an_answer_out_of_the_time_of_its_link() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let mo = mo(&mut store);
        let (_, share) = made(&mut store, mo);
        for at in [i64::MIN, 0, i64::MAX] {
            let line = format!("It is {at}");
            let answer = Answer { at: Moment(at), line, ..Answer::default() };
            let mut random = ChaCha12Rng::seed_from_u64(8);
            let sealed = share.secret.seal_answer(&answer, &mut random).unwrap();
            take_answer_in(&mut store, &share, &sealed).unwrap();
        }
        let reviews = Reviews { person: mo }.run(&mut store).unwrap();
        assert_eq!(reviews.len(), 3);
        assert!(reviews.iter().all(|one| share.at <= one.at && one.at <= share.until));
    }
}
