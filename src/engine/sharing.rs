//! Links to people's pages, at the end of a round: what the record says of them is made so on the
//! server, and what people answered is taken in.

use super::{Engine, wire::WireTrouble};
use crate::{
    care::Moment,
    requests::{contacts, sharing::take_answer_in},
    store::{Share, ShareHere, ShareTold, Store},
    sync::protocol::{
        EndShare, FreshCode, LookAtShares, MakeShare, PublicContact, ShareSeen, SharesSeen,
    },
};
use serde_bytes::ByteBuf;

/// So long after its end answers to a link are still asked for.
const ASKED_FOR_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// So many are asked for in one call.
const AT_ONCE: usize = 500;

impl Engine {
    /// What the team lets everybody know who follows a link, once it is another.
    pub(super) async fn tell_contact(&self) {
        let Ok(Some((name, telephone))) = self.with_store(|store| contact_to_tell(store)) else {
            return;
        };
        let contact = PublicContact { name: name.clone(), telephone: telephone.clone() };
        if self.post_signed_in::<_, ()>("/v1/share/contact", &contact).await.is_ok() {
            let _ = self.with_open_store(|store| store.keep_contact_told((name, telephone)));
        }
    }

    /// Where there is no answer nothing is lost: the next round does it. Answers whether something came
    /// that the others have still to be sent.
    pub(super) async fn sync_shares(&self) -> bool {
        let Some(shares) = self.shares_to_mind() else { return false };
        let n_unsent = || self.with_open_store(|store| store.n_unsent()).unwrap_or_default();
        let n_before = n_unsent();
        for (share, here) in &shares {
            self.tell_of(share, here.clone()).await;
        }
        for some in shares.chunks(AT_ONCE) {
            while self.take_in_what_came(some).await {}
        }
        n_unsent() > n_before
    }

    fn shares_to_mind(&self) -> Option<Vec<(Share, ShareHere)>> {
        let found = self.with_store(|store| {
            if store.is_removed().unwrap_or(true) {
                return None;
            }
            minded(store).ok()
        });
        found.ok().flatten().filter(|shares| !shares.is_empty())
    }

    async fn tell_of(&self, share: &Share, here: ShareHere) {
        let Some(told) = self.told_of(share, here).await else { return };
        let _ = self.with_open_store(|store| store.note_share_told(share.id, &told));
        self.tell_changed();
    }

    /// `None` where there was nothing to tell, or nobody heard it.
    async fn told_of(&self, share: &Share, here: ShareHere) -> Option<ShareTold> {
        let id = share.id;
        if share.is_ended && here.is_end_told {
            return None;
        }
        if share.is_ended {
            // Also of one that the server may not know: its making may have got no answer.
            let answer = self.post_signed_in::<_, ()>("/v1/share/end", &EndShare { id }).await;
            (answer.is_ok() || is_refused(answer)).then_some(ShareTold::Ended)
        } else if let Some(to_make) = here.to_make {
            let made = MakeShare {
                id,
                door: share.secret.door(),
                code: to_make.code,
                ends_at: share.until,
                page: ByteBuf::from(to_make.page),
            };
            match self.post_signed_in::<_, ()>("/v1/share", &made).await {
                Ok(()) => Some(ShareTold::Made { code: made.code }),
                // By the server's clock its time is over.
                Err(WireTrouble::Said(410)) => Some(ShareTold::Over),
                Err(_) => None,
            }
        } else {
            let fresh = FreshCode { id, code: here.fresh_code? };
            let answer = self.post_signed_in::<_, ()>("/v1/share/code", &fresh).await;
            // One that the server does not know may be on its way to it, from a colleague's phone.
            let is_heard = matches!(answer, Ok(()) | Err(WireTrouble::Said(410)));
            is_heard.then_some(ShareTold::FreshCode(fresh.code))
        }
    }

    /// Whether there is more to ask for.
    async fn take_in_what_came(&self, shares: &[(Share, ShareHere)]) -> bool {
        let asked = self.with_open_store(|store| {
            let known = |(share, _): &(Share, ShareHere)| {
                Ok((share.id, store.share_here(share.id)?.n_answers))
            };
            shares.iter().map(known).collect::<crate::store::Result<Vec<_>>>()
        });
        let Ok(asked) = asked else { return false };
        let look = LookAtShares { shares: asked };
        let Ok(SharesSeen { shares: seen }) =
            self.post_signed_in::<_, SharesSeen>("/v1/share/look", &look).await
        else {
            return false;
        };
        let lost = self.with_store(|store| keep_lost(store, shares, &seen));
        let (mut has_more, mut has_news) = (false, lost.unwrap_or_default());
        for one in seen {
            let Some((share, _)) = shares.iter().find(|(it, _)| it.id == one.id) else { continue };
            let Ok(Some(here)) = self.with_store(|store| taken_in(store, share, &one)) else {
                continue;
            };
            has_news = true;
            has_more |= !one.answers.is_empty() && here.n_answers < one.n_answers;
        }
        if has_news {
            self.tell_changed();
        }
        has_more
    }
}

fn contact_to_tell(store: &Store) -> Option<(String, String)> {
    let is_removed = store.is_removed().unwrap_or(true);
    let contact = contacts::to_tell(store).ok()?.filter(|_| !is_removed)?;
    // A server that was restored may still show what was withdrawn: it is told also that there is nothing.
    let told = store.contact_told().ok()?;
    (told.as_ref() != Some(&contact)).then_some(contact)
}

fn is_refused(answer: Result<(), WireTrouble>) -> bool {
    answer.is_err_and(WireTrouble::is_refusal)
}

fn minded(store: &mut Store) -> crate::store::Result<Vec<(Share, ShareHere)>> {
    let since = Moment(store.now().0 - ASKED_FOR_MS);
    let all = store.shares()?;
    store.forget_shares_but(&all)?;
    let mut minded = Vec::new();
    for share in all.into_iter().filter(|share| share.until > since) {
        let here = store.share_here(share.id)?;
        minded.push((share, here));
    }
    Ok(minded)
}

/// A link that the server has once known and knows no more is lost. One that a colleague has made and
/// not handed to it yet is not. Answers whether there is news.
fn keep_lost(store: &mut Store, shares: &[(Share, ShareHere)], seen: &[ShareSeen]) -> bool {
    let Ok(before) = store.shares_at_server() else { return false };
    let (mut now, today) = (before.clone(), store.now());
    for (share, _) in shares {
        let is_seen = seen.iter().any(|one| one.id == share.id);
        let is_wanted = !share.is_ended && share.until > today;
        if is_seen {
            now.known.insert(share.id);
        }
        if now.known.contains(&share.id) && !is_seen && is_wanted {
            now.lost.insert(share.id);
        } else {
            now.lost.remove(&share.id);
        }
    }
    let has_news = now.lost != before.lost;
    (now == before || store.keep_shares_at_server(&now).is_ok()) && has_news
}

/// Answers what is known from now on, where that is new. An answer counts as taken in after the commit;
/// one that is taken in twice is the same.
fn taken_in(store: &mut Store, share: &Share, seen: &ShareSeen) -> Option<ShareHere> {
    let before = store.share_here(share.id).ok()?;
    let mut here = before.clone();
    for sealed in &seen.answers {
        take_answer_in(store, share, sealed).ok()?;
        here.n_answers += 1;
    }
    (here.is_locked, here.n_opened) = (seen.n_tries_left == 0, seen.n_opened);
    here.opened_at = seen.opened_at;
    // Whatever was heard when it was told to end, it is open still.
    here.is_end_told &= seen.is_withdrawn;
    if here == before {
        return None;
    }
    store.keep_share_here(here.clone()).ok()?;
    Some(here)
}
