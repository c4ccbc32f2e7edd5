//! How a team begins, and how people come in.

use super::{Random, Server, signing_in::hash};
use crate::{
    care::Moment,
    seal::{Body, EntryId, SignedEntry, keys::is_signed_by, link::LinkSecret},
    server::{
        Session, Trouble,
        database::{Database, Link, NewLink, NewTeam},
        judge::{invitation_ends_at, is_open},
    },
    sync::protocol::{Book, Enrol, EnrolAgain, Epoch, Found, Invite, Look, bytes_to_sign},
};
use serde_bytes::ByteBuf;

/// A keyring has a few keys; what is longer is none.
const MOST_KEYRING_BYTES: usize = 64 * 1024;
const FOUNDING: &[u8] = b"alongside founding token v1";

impl<D: Database> Server<D> {
    /// Makes the right to write a team's first entry; its secret goes into the founding link.
    pub async fn founding_secret(&self, random: Random<'_>) -> Result<LinkSecret, Trouble> {
        let secret = LinkSecret::generate(random);
        self.database.keep_founding_token(hash(FOUNDING, &secret.founding_token())).await?;
        Ok(secret)
    }

    pub async fn can_found(&self, secret: &LinkSecret) -> Result<bool, Trouble> {
        self.database.founds(hash(FOUNDING, &secret.founding_token())).await
    }

    pub async fn found(
        &self,
        found: Found,
        now: Moment,
        random: Random<'_>,
    ) -> Result<(), Trouble> {
        let first = found.entries.first().ok_or(Trouble::NotUnderstood)?;
        let entry = first.read().map_err(|_| Trouble::NotUnderstood)?;
        if !matches!(entry.body, Body::Founding(_)) {
            return Err(Trouble::NotUnderstood);
        }
        let mut epoch = [0; 16];
        random.fill_bytes(&mut epoch);
        let founding = NewTeam {
            token: hash(FOUNDING, &found.founding_token),
            team: entry.team,
            epoch: Epoch(epoch),
            entries: found.entries,
            now,
        };
        self.database.found(founding).await
    }

    pub async fn invite(
        &self,
        session: Session,
        invite: Invite,
        now: Moment,
    ) -> Result<(), Trouble> {
        let session = self.present(session).await?;
        if invite.keyring.len() > MOST_KEYRING_BYTES {
            return Err(Trouble::TooBig);
        }
        let entry = invite.entry.read().map_err(|_| Trouble::NotUnderstood)?;
        let ends_at = invitation_ends_at(&entry, now).ok_or(Trouble::NotUnderstood)?;
        let invited = NewLink {
            team: session.team,
            by: session.device,
            entry: invite.entry,
            keyring: invite.keyring.into_vec(),
            ends_at,
            now,
        };
        self.database.invite(invited).await
    }

    /// The book, part after part, for whoever holds a link's key or a recovery kit's.
    pub async fn look(&self, look: Look, now: Moment) -> Result<Book, Trouble> {
        self.keys.challenge_ends_at(&look.nonce, now).ok_or(Trouble::NotSignedIn)?;
        if !is_signed_by(&look.key, &bytes_to_sign(&look.nonce, &self.address), &look.signature) {
            return Err(Trouble::NotSignedIn);
        }
        let team = self.database.team_behind(look.key).await?.ok_or(Trouble::NotKnown)?;
        let book = self.database.book(team).await?.ok_or(Trouble::NotKnown)?;
        let (entries, is_complete) = self.entries_after(&book, look.after);
        if let Some((invitation, _)) = book.invitation_with_key(&look.key) {
            let keyring = self.left_keyring(&book, team, invitation, now).await?;
            let keyring = Some(ByteBuf::from(keyring));
            return Ok(Book { team, entries, is_complete, invitation: Some(invitation), keyring });
        }
        let is_kit = |(kit, _)| book.device(kit).is_some_and(|it| it.public.sign == look.key);
        if !book.kits().any(is_kit) {
            return Err(Trouble::Gone(crate::server::Gone::Withdrawn));
        }
        Ok(Book { team, entries, is_complete, invitation: None, keyring: None })
    }

    /// By their ids, as many as go into one answer, and whether these are the last.
    fn entries_after(
        &self,
        book: &crate::seal::Book,
        after: Option<EntryId>,
    ) -> (Vec<SignedEntry>, bool) {
        let mut left = self.most_entry_bytes;
        let mut entries = Vec::new();
        for (_, entry) in book.entries().filter(|(id, _)| Some(**id) > after) {
            let n_bytes = u64::try_from(entry.n_bytes()).unwrap_or(u64::MAX);
            if n_bytes > left && !entries.is_empty() {
                return (entries, false);
            }
            left = left.saturating_sub(n_bytes);
            entries.push(entry.clone());
        }
        (entries, true)
    }

    async fn left_keyring(
        &self,
        book: &crate::seal::Book,
        team: crate::log::TeamId,
        invitation: EntryId,
        now: Moment,
    ) -> Result<Vec<u8>, Trouble> {
        let link = self.database.link(team, invitation).await?;
        let standing = link.as_ref().map(Link::standing);
        is_open(book, invitation, standing, now)?;
        Ok(link.and_then(|link| link.keyring).unwrap_or_default())
    }

    pub async fn enrol(&self, enrol: Enrol, now: Moment) -> Result<(), Trouble> {
        self.database.enrol(enrol.team, enrol.entries, now).await
    }

    /// Lets a device in again that was in before this server was put back. A mark of its own says
    /// so, since only a device that is in the book is given one; a link alone never does.
    pub async fn enrol_again(&self, enrol: EnrolAgain) -> Result<(), Trouble> {
        let EnrolAgain { team, invitation, enrolment, mark } = enrol;
        let entry = enrolment.read().map_err(|_| Trouble::NotUnderstood)?;
        let Body::Enrolment(newcomer) = entry.body else { return Err(Trouble::NotUnderstood) };
        let session = Session { team, device: newcomer.device.id() };
        self.keys.read_mark(session, &mark).ok_or(Trouble::NotSignedIn)?;
        self.database.enrol_again(team, invitation, enrolment).await
    }
}
