//! Handing over: a page out of the record before it is locked, and answers into it after the next
//! unlock. Between the two nothing on the phone can read either.

use super::{Engine, Open};
use crate::{
    care::{PersonId, our_page::Answer},
    requests::{
        Trouble,
        hand_over::{HandOver, Handed, KeepAnswer},
        our_page::our_page,
        review,
    },
    seal::{DeviceKeys, seal_to},
    store::{HandedOver, Store},
};
use serde::{Deserialize, Serialize};

const INFO: &[u8] = b"alongside handed over v1";

/// What was said of one page, sealed, as it lies in a file of its own.
#[derive(Serialize, Deserialize)]
pub(super) struct Sealed {
    pub(super) id: [u8; 16],
    pub(super) answer: Vec<u8>,
}

impl Engine {
    /// What is kept of it is on the disk before the record is locked.
    pub(super) fn hand_over(&self, request: HandOver) -> Result<Handed, Trouble> {
        let handed = {
            let mut open = self.open.borrow_mut();
            let Open { store, .. } = open.as_mut().ok_or(Trouble::Locked)?;
            handed_page(store, request)?
        };
        self.lock();
        Ok(handed)
    }

    /// Whoever has the phone in their hand can add to what is sealed, and read nothing of it.
    pub(super) async fn keep_answer(&self, request: KeepAnswer) -> Result<(), Trouble> {
        if self.open.borrow().is_some() {
            return Err(Trouble::NotFound);
        }
        let KeepAnswer { id, public, answer } = request;
        let plain = postcard::to_stdvec(&answer).map_err(broken)?;
        let answer = seal_to(&public, &info(id), &plain, (self.surroundings)().random())
            .map_err(|_| Trouble::Broken("the answer cannot be sealed".to_owned()))?;
        let _one_at_a_time = self.answers.lock().await;
        let mut all = self.sealed_answers().await?;
        all.retain(|one| one.id != id);
        all.push(Sealed { id, answer });
        self.home.write_answers(&postcard::to_stdvec(&all).map_err(broken)?).await
    }

    /// Takes in what was said while the phone was handed over. The record of it goes after the
    /// commit, and the private half last: whatever is cut short is done again to the same end.
    pub(super) async fn take_answers_in(&self) -> Result<(), Trouble> {
        let waiting = self.with_open_store(|store| store.handed_over())?;
        if waiting.is_empty() {
            return Ok(());
        }
        let _one_at_a_time = self.answers.lock().await;
        let (mut left, mut why) = (Vec::new(), None);
        for sealed in self.sealed_answers().await? {
            let Some((page, plain)) = opened(&waiting, &sealed) else { continue };
            match self.with_store(|store| take_in(store, page, &plain))? {
                Ok(true) => self.came_back.set(Some(page.person)),
                Ok(false) => {}
                Err(trouble) => {
                    left.push(sealed);
                    why.get_or_insert(trouble);
                }
            }
        }
        // One that cannot be taken in stays sealed, and keeps no other out.
        let ids: Vec<_> = left.iter().map(|sealed| sealed.id).collect();
        let rest = match ids.is_empty() {
            true => Vec::new(),
            false => postcard::to_stdvec(&left).map_err(broken)?,
        };
        self.home.write_answers(&rest).await?;
        self.with_open_store(|store| store.forget_handed_over_but(&ids))?;
        why.map_or(Ok(()), Err)
    }

    pub(super) fn came_back(&self) -> Option<PersonId> {
        self.came_back.take()
    }

    async fn sealed_answers(&self) -> Result<Vec<Sealed>, Trouble> {
        let Some(bytes) = self.home.read_answers().await? else { return Ok(Vec::new()) };
        postcard::from_bytes(&bytes).map_err(broken)
    }
}

fn handed_page(store: &mut Store, request: HandOver) -> Result<Handed, Trouble> {
    let HandOver { person, today } = request;
    let (page, places) = our_page(store, person, today)?;
    let (id, at) = (store.surroundings().fresh_id(), store.now());
    let keys = DeviceKeys::generate(store.surroundings().random());
    let public = keys.public().seal;
    store.keep_handed_over(HandedOver { id, person, at, seed: *keys.seed(), places })?;
    Ok(Handed { id, public, page })
}

/// One that belongs to no page of this phone, or was altered, says nothing.
fn opened<'a>(waiting: &'a [HandedOver], sealed: &Sealed) -> Option<(&'a HandedOver, Vec<u8>)> {
    let page = waiting.iter().find(|page| page.id == sealed.id)?;
    let keys = DeviceKeys::from_seed(page.seed);
    Some((page, keys.open(&info(page.id), &sealed.answer).ok()?))
}

/// Whether anything was said.
fn take_in(store: &mut Store, page: &HandedOver, plain: &[u8]) -> Result<bool, Trouble> {
    let answer: Answer = postcard::from_bytes(plain).map_err(broken)?;
    review::take_in(store, page, &answer)?;
    Ok(!answer.is_empty())
}

pub(super) fn info(id: [u8; 16]) -> Vec<u8> {
    [INFO, &id].concat()
}

fn broken(why: postcard::Error) -> Trouble {
    Trouble::Broken(why.to_string())
}
