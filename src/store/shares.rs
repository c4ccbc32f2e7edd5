//! Links to people's pages. The link is in the log, and so on every phone of the team; what is still to
//! be told to the server, and what it said last, is this phone's.

use super::{
    Place, Put, Result, Store, StoreTrouble, Writing,
    meta::{self, name},
};
use crate::{
    care::{Moment, OurPage, PersonId, ShareId, our_page::Answer},
    log::{Kind, Thing, registry::share},
    seal::{
        Body,
        entry::PageLink,
        share::{MOST_PAGE_BYTES, ShareSecret, random_code},
    },
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use rusqlite::named_params;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const ENDED: &str = "ended";

/// A link as the log has it.
#[derive(Clone)]
pub struct Share {
    pub id: ShareId,
    pub person: PersonId,
    pub at: Moment,
    pub until: Moment,
    pub is_ended: bool,
    pub secret: ShareSecret,
    /// Where every place of the page leads, by the number of its slot.
    pub places: Vec<Place>,
}

/// What this phone knows of a link beside that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareHere {
    pub id: ShareId,
    /// Made here, and not with the server yet.
    pub to_make: Option<ShareToMake>,
    /// Not with the server yet.
    pub fresh_code: Option<String>,
    /// The server knows that it has ended.
    pub is_end_told: bool,
    /// How many answers were taken in here.
    pub n_answers: u32,
    /// Nobody gets in before there is a fresh code.
    pub is_locked: bool,
    pub n_opened: u32,
    pub opened_at: Option<Moment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareToMake {
    pub code: String,
    /// Sealed for the browser of whoever has the link.
    pub page: Vec<u8>,
}

/// What the server has heard of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShareTold {
    Made {
        code: String,
    },
    FreshCode(String),
    /// It has had its time before it was made.
    Over,
    Ended,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharesAtServer {
    pub known: BTreeSet<ShareId>,
    /// The server was restored, and they were made since its backup.
    pub lost: BTreeSet<ShareId>,
}

#[derive(Serialize, Deserialize)]
struct ContactTold {
    epoch: Option<[u8; 16]>,
    contact: (String, String),
}

impl Share {
    pub fn address(&self, server: &str) -> String {
        self.secret.address(server)
    }

    /// What does not open says nothing.
    pub fn open_answer(&self, sealed: &[u8]) -> Option<Answer> {
        self.secret.open_answer(sealed).ok()
    }
}

impl ShareHere {
    fn of(id: ShareId) -> Self {
        Self {
            id,
            to_make: None,
            fresh_code: None,
            is_end_told: false,
            n_answers: 0,
            is_locked: false,
            n_opened: 0,
            opened_at: None,
        }
    }
}

impl Store {
    /// Makes a link to a page; answers its code, which is told in another way.
    pub fn make_share(
        &mut self,
        person: PersonId,
        page: &OurPage,
        places: &[Place],
        until: Moment,
    ) -> Result<(Share, String)> {
        let at = self.now();
        let secret = ShareSecret::generate(self.surroundings.random());
        let code = random_code(self.surroundings.random());
        let sealed = secret.seal_page(page, self.surroundings.random());
        let sealed = sealed.map_err(|_| StoreTrouble::Garbled("a page".to_owned()))?;
        if sealed.len() > MOST_PAGE_BYTES {
            return Err(StoreTrouble::TooLong(sealed.len()));
        }
        let scope = self.keyring.person_scope(person).ok_or(StoreTrouble::NoKeys)?;
        let link = PageLink { key: secret.signing_keys().public().sign, scope };
        let (id, places) = (secret.id(), places.to_vec());
        let mut writing = Writing::at(at);
        let puts = vec![
            Put::new(share::PERSON, person.to_bytes()),
            Put::new(share::AT, at.0.to_le_bytes()),
            Put::new(share::UNTIL, until.0.to_le_bytes()),
            Put::new(share::SECRET, secret.0),
            Put::new(share::PLACES, written(&places)?),
        ];
        writing.put(person, self.as_worker(), thing(id), puts);
        let to_make = ShareToMake { code: code.clone(), page: sealed };
        let here = ShareHere { to_make: Some(to_make), ..ShareHere::of(id) };
        self.together(|store| {
            store.enter(Body::Link(link))?;
            store.write(writing)?;
            store.keep_share_here(here)
        })?;
        Ok((Share { id, person, at, until, is_ended: false, secret, places }, code))
    }

    /// `None` where it is not whole on this phone, or its secret is not the one that its id comes of.
    pub fn share(&self, id: ShareId) -> Result<Option<Share>> {
        let fields = self.fields(thing(id))?;
        let read = || {
            let secret = ShareSecret(*fields.id(share::SECRET)?.as_bytes());
            let places = STANDARD_NO_PAD.decode(fields.bytes(share::PLACES)?).ok()?;
            (secret.id() == id).then_some(())?;
            Some(Share {
                id,
                person: PersonId(fields.id(share::PERSON)?),
                at: fields.moment(share::AT)?,
                until: fields.moment(share::UNTIL)?,
                is_ended: fields.bytes(share::ENDED).is_some(),
                secret,
                places: postcard::from_bytes(&places).ok()?,
            })
        };
        Ok(read())
    }

    /// All links on this phone, of everybody.
    pub fn shares(&self) -> Result<Vec<Share>> {
        let Kind(kind) = share::KIND;
        let ids: Vec<ShareId> = self
            .connection
            .prepare_cached("select distinct thing from head where kind = :kind order by thing")?
            .query_map(named_params! { ":kind": kind }, |row| {
                row.get("thing").map(ShareId::from_bytes)
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut shares = Vec::new();
        for id in ids {
            shares.extend(self.share(id)?);
        }
        Ok(shares)
    }

    pub fn end_share(&mut self, share: &Share) -> Result<()> {
        let mut writing = Writing::at(self.now());
        let put = Put::new(share::ENDED, ENDED);
        writing.put(share.person, self.as_worker(), thing(share.id), vec![put]);
        self.write(writing).map(drop)
    }

    /// Another code; the old one lets nobody in as soon as the server knows.
    pub fn fresh_code(&mut self, share: ShareId) -> Result<String> {
        let code = random_code(self.surroundings.random());
        let mut here = self.share_here(share)?;
        match &mut here.to_make {
            Some(to_make) => to_make.code.clone_from(&code),
            None => here.fresh_code = Some(code.clone()),
        }
        self.keep_share_here(here)?;
        Ok(code)
    }

    /// A code that was asked for while the server was told of another is still to be told.
    pub fn note_share_told(&mut self, id: ShareId, told: &ShareTold) -> Result<()> {
        let mut here = self.share_here(id)?;
        match told {
            ShareTold::Made { code } => {
                let later = here.to_make.take().map(|to_make| to_make.code);
                here.fresh_code = later.filter(|later| later != code).or(here.fresh_code);
            }
            ShareTold::FreshCode(code) if here.fresh_code.as_ref() == Some(code) => {
                (here.fresh_code, here.is_locked) = (None, false);
            }
            ShareTold::FreshCode(_) => {}
            ShareTold::Over => {
                here.to_make = None;
                let mut at_server = self.shares_at_server()?;
                // As one that the server knew once, and knows no more.
                at_server.known.insert(id);
                self.keep_shares_at_server(&at_server)?;
            }
            ShareTold::Ended => {
                (here.to_make, here.fresh_code, here.is_end_told) = (None, None, true);
            }
        }
        self.keep_share_here(here)
    }

    pub fn share_here(&self, id: ShareId) -> Result<ShareHere> {
        let known = self.shares_here()?.into_iter().find(|here| here.id == id);
        Ok(known.unwrap_or_else(|| ShareHere::of(id)))
    }

    pub fn keep_share_here(&mut self, here: ShareHere) -> Result<()> {
        let mut all = self.shares_here()?;
        all.retain(|known| known.id != here.id);
        all.push(here);
        meta::write(&self.connection, name::SHARES, &all)
    }

    /// A server that was put back may have a link open that has ended, and numbers what people answer anew.
    pub(super) fn void_what_was_told_of_shares(&self) -> Result<()> {
        let mut all = self.shares_here()?;
        if all.is_empty() {
            return Ok(());
        }
        for here in &mut all {
            (here.is_end_told, here.n_answers) = (false, 0);
        }
        meta::write(&self.connection, name::SHARES, &all)
    }

    /// What the log does not name any more, because it was erased, is not remembered either.
    pub fn forget_shares_but(&mut self, kept: &[Share]) -> Result<()> {
        let is_kept = |id: &ShareId| kept.iter().any(|share| share.id == *id);
        let (mut here, mut at_server) = (self.shares_here()?, self.shares_at_server()?);
        here.retain(|known| is_kept(&known.id));
        at_server.known.retain(is_kept);
        at_server.lost.retain(is_kept);
        if here.len() < self.shares_here()?.len() {
            meta::write(&self.connection, name::SHARES, &here)?;
        }
        if at_server != self.shares_at_server()? {
            self.keep_shares_at_server(&at_server)?;
        }
        Ok(())
    }

    /// What this server was told that it may show to whoever follows a link: a name and a telephone
    /// number. Of one that was restored nobody knows.
    pub fn contact_told(&self) -> Result<Option<(String, String)>> {
        let told: Option<ContactTold> = meta::read(&self.connection, name::CONTACT_TOLD)?;
        let epoch = self.standing()?.epoch;
        Ok(told.filter(|told| told.epoch == epoch).map(|told| told.contact))
    }

    pub fn keep_contact_told(&mut self, contact: (String, String)) -> Result<()> {
        let told = ContactTold { epoch: self.standing()?.epoch, contact };
        meta::write(&self.connection, name::CONTACT_TOLD, &told)
    }

    /// Which links the server has known, and of those the ones that it knows no more.
    pub fn shares_at_server(&self) -> Result<SharesAtServer> {
        Ok(meta::read(&self.connection, name::SHARES_AT_SERVER)?.unwrap_or_default())
    }

    pub fn keep_shares_at_server(&mut self, at_server: &SharesAtServer) -> Result<()> {
        meta::write(&self.connection, name::SHARES_AT_SERVER, at_server)
    }

    /// Those behind which nobody comes, as far as this phone has heard.
    pub fn shut_shares(&self) -> Result<Vec<ShareId>> {
        let here = self.shares_here()?.into_iter();
        let locked = here.filter(|here| here.is_locked).map(|here| here.id);
        Ok(locked.chain(self.shares_at_server()?.lost).collect())
    }

    fn shares_here(&self) -> Result<Vec<ShareHere>> {
        Ok(meta::read(&self.connection, name::SHARES)?.unwrap_or_default())
    }
}

pub(super) fn thing(id: ShareId) -> Thing {
    Thing { kind: share::KIND, id: id.to_bytes() }
}

/// As text, because that is what a field of the log holds.
fn written(places: &[Place]) -> Result<String> {
    let bytes = postcard::to_stdvec(places);
    let bytes = bytes.map_err(|_| StoreTrouble::Garbled("the places of a page".to_owned()))?;
    Ok(STANDARD_NO_PAD.encode(bytes))
}
