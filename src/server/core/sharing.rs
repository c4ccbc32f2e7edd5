//! Links to pages, for people's own phones. What is sealed here opens with a secret that the server
//! never hears, and the code keeps out whoever has only the link.

use super::{Server, signing_in::hash};
use crate::{
    care::{Moment, ShareId},
    seal::share::{CODE_DIGITS, MOST_ANSWER_BYTES, MOST_PAGE_BYTES, MOST_SHARE_DAYS},
    server::{
        Gone, Session, Trouble,
        database::{CodeTag, Database, Knock, Knocked, NewShare, ShareStanding},
    },
    sync::protocol::{EndShare, FreshCode, LookAtShares, MakeShare, PublicContact, SharesSeen},
};

const DOOR: &[u8] = b"alongside share door v1";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// As much as one answer may carry of what people said.
const MOST_DOWN_BYTES: u64 = 1024 * 1024;
const MOST_LINKS_ASKED: usize = 2_000;
const MOST_CONTACT_CHARS: usize = 100;

/// What whoever knows the code is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedPage {
    pub pass: [u8; 32],
    pub sealed: Vec<u8>,
}

/// For the team.
impl<D: Database> Server<D> {
    pub async fn make_share(
        &self,
        session: Session,
        made: MakeShare,
        now: Moment,
    ) -> Result<(), Trouble> {
        if made.page.len() > MOST_PAGE_BYTES {
            return Err(Trouble::TooBig);
        }
        if made.ends_at <= now {
            return Err(Trouble::Gone(Gone::Expired));
        }
        let latest = now.0.saturating_add(i64::from(MOST_SHARE_DAYS) * DAY_MS);
        let share = NewShare {
            session,
            id: made.id,
            door: hash(DOOR, &made.door),
            code: self.code_tag(made.id, &made.code)?,
            ends_at: Moment(made.ends_at.0.min(latest)),
            page: made.page.into_vec(),
            now,
        };
        self.database.make_share(share).await
    }

    pub async fn look_at_shares(
        &self,
        session: Session,
        asked: LookAtShares,
    ) -> Result<SharesSeen, Trouble> {
        if asked.shares.len() > MOST_LINKS_ASKED {
            return Err(Trouble::TooBig);
        }
        let shares = self.database.shares(session.team, asked.shares, MOST_DOWN_BYTES).await?;
        Ok(SharesSeen { shares })
    }

    pub async fn fresh_code(
        &self,
        session: Session,
        fresh: FreshCode,
        now: Moment,
    ) -> Result<(), Trouble> {
        let code = self.code_tag(fresh.id, &fresh.code)?;
        self.database.fresh_code(session.team, fresh.id, code, now).await
    }

    /// At once, and for ever.
    pub async fn end_share(&self, session: Session, end: EndShare) -> Result<(), Trouble> {
        self.database.end_share(session.team, end.id).await
    }

    pub async fn keep_contact(
        &self,
        session: Session,
        contact: PublicContact,
    ) -> Result<(), Trouble> {
        let book = self.book(session).await?;
        let worker = book.device(session.device).map(|device| device.worker);
        if !worker.is_some_and(|worker| book.is_lead(worker)) {
            return Err(Trouble::NotAllowed);
        }
        let is_long = |text: &str| text.chars().count() > MOST_CONTACT_CHARS;
        if is_long(&contact.name) || is_long(&contact.telephone) {
            return Err(Trouble::TooBig);
        }
        // PostgreSQL keeps no text with a zero in it.
        if [&contact.name, &contact.telephone].iter().any(|text| text.contains('\0')) {
            return Err(Trouble::NotUnderstood);
        }
        self.database.keep_contact(session.team, contact).await
    }

    fn code_tag(&self, share: ShareId, code: &str) -> Result<CodeTag, Trouble> {
        let is_code = code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
        if is_code { Ok(self.keys.code(share, code)) } else { Err(Trouble::NotUnderstood) }
    }
}

/// For whoever was given a link.
impl<D: Database> Server<D> {
    /// Says whether there is anything behind a link, and changes nothing.
    pub async fn share_standing(
        &self,
        share: ShareId,
        now: Moment,
    ) -> Result<ShareStanding, Trouble> {
        self.database.share_standing(share, now).await
    }

    pub async fn open_share(
        &self,
        share: ShareId,
        door: &[u8; 32],
        code: &str,
        now: Moment,
    ) -> Result<OpenedPage, Trouble> {
        let knock = Knock { share, door: hash(DOOR, door), code: self.code_tag(share, code)?, now };
        match self.database.open_share(knock).await? {
            Knocked::Opened(sealed) => Ok(OpenedPage { pass: self.keys.pass(share), sealed }),
            Knocked::WrongCode { n_left: 0 } => Err(Trouble::Locked),
            Knocked::WrongCode { n_left } => Err(Trouble::WrongCode { n_left }),
        }
    }

    pub async fn answer_share(
        &self,
        share: ShareId,
        pass: &[u8; 32],
        sealed: &[u8],
        now: Moment,
    ) -> Result<(), Trouble> {
        if sealed.len() > MOST_ANSWER_BYTES {
            return Err(Trouble::TooBig);
        }
        if sealed.is_empty() || !self.keys.is_pass(share, pass) {
            return Err(Trouble::NotKnown);
        }
        self.database.answer_share(share, sealed.to_vec(), now).await
    }
}
