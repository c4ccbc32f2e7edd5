//! Photos of letters: kept now and then, carried behind the rounds, erased, and asked for at the end.

use super::{Holds, World};
use alongside::{
    care::{AttachmentId, Moment, PersonId, VisitId},
    log::{Thing, registry::attachment},
    seal::{
        Keyring,
        piece::{MOST_PLAIN_BYTES, open_piece},
    },
    server::{Session, Trouble, core::Server, database::Database},
    store::StoreTrouble,
    sync::lane::{Answer, Call},
};
use futures_util::FutureExt;
use rand_chacha::{ChaCha12Rng, rand_core::Rng};

/// A photo that somebody was told is safe.
pub(super) struct Photo {
    pub id: AttachmentId,
    pub by: usize,
    of: PersonId,
    visit: Option<VisitId>,
    name: String,
    /// What stands for its bytes, more than once where it takes several pieces.
    text: String,
    pub is_erased: bool,
    /// By somebody who was told that it had failed.
    pub is_doubtfully_erased: bool,
}

impl World {
    fn photo_below(&mut self, n: usize) -> usize {
        usize::try_from(self.photo_chance.next_u32()).unwrap() % n
    }

    /// Beside every third visit; sometimes in it.
    pub(super) fn keep_photo(&mut self, at: usize, of: PersonId, visit: VisitId) {
        if self.photo_below(3) > 0 {
            return;
        }
        let visit = (self.photo_below(2) == 0).then_some(visit);
        let name = format!("letter {} of {}", self.n_photos, self.phones[at].name);
        let text = if self.n_photos % 8 == 5 { in_several_pieces(&name) } else { name.clone() };
        let id = self.phones[at].keeps_photo(of, visit, &text);
        let Some(id) = self.borne(at, id) else { return };
        self.tell(format!(
            "keeps {name} ({} bytes), in the visit: {}",
            text.len(),
            visit.is_some()
        ));
        let (is_erased, is_doubtfully_erased) = (false, false);
        self.n_photos += 1;
        let photo = Photo { id, by: at, of, visit, name, text, is_erased, is_doubtfully_erased };
        self.photos.push(photo);
    }

    pub(super) fn erase_photo(&mut self, lead: usize) {
        if self.photos.is_empty() || self.photo_below(3) > 0 {
            return;
        }
        let which = self.photo_below(self.photos.len());
        let id = self.photos[which].id;
        if self.phones[lead].store.attachment_person(id).unwrap().is_none() {
            return;
        }
        let erased = self.phones[lead].store.erase_attachment(id);
        if matches!(erased, Err(StoreTrouble::NoKeys | StoreTrouble::NotEntitled)) {
            return;
        }
        let is_done = self.borne(lead, erased).is_some();
        let photo = &mut self.photos[which];
        photo.is_erased |= is_done;
        photo.is_doubtfully_erased |= !is_done;
        let what = format!("{} erases {}", self.phones[lead].name, self.photos[which].name);
        self.tell(what);
    }

    /// Some calls of the lane, over a network that loses calls and answers, until the phone dies.
    pub(super) fn carry(&mut self, at: usize) {
        for _ in 0..self.photo_below(6) {
            let call = self.phones[at].next_call();
            let Some(Some(call)) = self.borne(at, call) else { return };
            let fate = self.photo_below(12);
            if fate == 0 {
                return self.phones[at].crashes();
            }
            let answer = self.serve_call(at, &call);
            if fate == 1 {
                return self.phones[at].crashes();
            }
            let Ok(answer) = answer else { return self.phones[at].lane = None };
            let goes_on = self.phones[at].takes_piece(answer);
            if self.borne(at, goes_on) != Some(true) {
                return;
            }
        }
    }

    /// All that there is to carry, and all that this phone has not got. Whether anything went or
    /// came: there are photos whose pieces were lost with the only phone that had them.
    pub(super) fn carry_well(&mut self, at: usize) -> bool {
        let present = !self.phones[at].is_emptied();
        for photo in self.photos.iter().filter(|_| present) {
            self.phones[at].store.ask_for_attachment(photo.id).unwrap();
        }
        self.phones[at].lane = None;
        let mut has_news = false;
        while let Some(call) = self.phones[at].next_call().unwrap() {
            let Ok(answer) = self.serve_call(at, &call) else { break };
            has_news |= match &answer {
                Answer::Offered(offered) => !offered.lacking.is_empty(),
                Answer::Put(_) => true,
                Answer::Got(got) => !got.pieces.is_empty(),
            };
            if !self.phones[at].takes_piece(answer).unwrap() {
                break;
            }
        }
        has_news
    }

    fn serve_call(&mut self, at: usize, call: &Call) -> Result<Answer, Trouble> {
        let (session, now) = (self.session(at), self.server_now());
        let served = self.on_the_servers_disk(|world| {
            let answer = answer_call(&world.server, session, call, now, &mut world.photo_chance);
            answer.now_or_never().unwrap()
        });
        let told = match &served {
            Ok(Answer::Offered(offered)) => format!("{} lacking", offered.lacking.len()),
            Ok(Answer::Put(put)) => format!("{:?}", put.verdict),
            Ok(Answer::Got(got)) => format!("{} pieces", got.pieces.len()),
            Err(trouble) => trouble.to_string(),
        };
        self.tell(format!("the lane of {}: {told}", self.phones[at].name));
        served
    }

    fn is_erased(&self, photo: &Photo) -> bool {
        photo.is_erased || photo.visit.is_some_and(|visit| self.erased.contains(&visit))
    }

    pub(super) fn erased_photos(&self) -> impl Iterator<Item = Thing> {
        let erased = self.photos.iter().filter(|photo| photo.is_erased);
        erased.map(|photo| Thing { kind: attachment::KIND, id: photo.id.to_bytes() })
    }

    pub(super) fn photos_open_on_every_phone(&self) -> Holds {
        for phone in self.present() {
            for photo in self.photos.iter().filter(|photo| !self.is_erased(photo)) {
                if !phone.store.holds(photo.of).unwrap() {
                    continue;
                }
                let is_there = phone.store.attachment_person(photo.id).unwrap().is_some();
                if !is_there && photo.is_doubtfully_erased {
                    continue;
                }
                if phone.text_of(photo.id).as_deref() != Some(&photo.text) {
                    return Err(format!("{} cannot open {}", phone.name, photo.name));
                }
            }
        }
        Ok(())
    }

    /// From every phone, whoever has the key.
    pub(super) fn erased_photos_are_gone(&self) -> Holds {
        let mut keyring = Keyring::default();
        for key in self.present().flat_map(|phone| phone.store.keyring().team_keys()) {
            keyring.take_team_key(key.clone());
        }
        for phone in &self.phones {
            for piece in phone.store.pieces().unwrap() {
                let plain = open_piece(&piece, &keyring).unwrap_or_default();
                let is_of = |photo: &&Photo| {
                    photo.text.as_bytes().chunks(MOST_PLAIN_BYTES).any(|piece| plain == piece)
                };
                let of = self.photos.iter().find(is_of);
                if of.is_some_and(|photo| self.is_erased(photo)) {
                    return Err(format!("{} still has an erased photo", phone.name));
                }
            }
        }
        Ok(())
    }
}

/// So long that it has to be cut.
fn in_several_pieces(name: &str) -> String {
    let line = format!("{name}\n");
    line.repeat(MOST_PLAIN_BYTES / line.len() + 2)
}

pub(super) async fn answer_call<D: Database>(
    server: &Server<D>,
    session: Session,
    call: &Call,
    now: Moment,
    chance: &mut ChaCha12Rng,
) -> Result<Answer, Trouble> {
    match call.clone() {
        Call::Offer(up) => server.offer_pieces(session, up, chance).await.map(Answer::Offered),
        Call::Put(up) => server.put_piece(session, up, now, chance).await.map(Answer::Put),
        Call::Get(up) => server.get_pieces(session, up, chance).await.map(Answer::Got),
    }
}
