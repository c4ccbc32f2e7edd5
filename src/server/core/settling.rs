//! Finding out what each side lacks, scope by scope, when digests differ.

use super::{MOST_FRAMES_BYTES, Server};
use crate::{
    log::FrameId,
    server::{Session, Trouble, database::Database},
    sync::protocol::{Digest, Reconcile, Reconciled, Scopes, ScopesThatDiffer, Seen},
};
use std::collections::{BTreeMap, BTreeSet};

impl<D: Database> Server<D> {
    pub async fn scopes(
        &self,
        session: Session,
        theirs: Scopes,
    ) -> Result<ScopesThatDiffer, Trouble> {
        let session = self.present(session).await?;
        let book = self.book(session).await?;
        let is_all = theirs.is_all;
        let ours = self.database.scopes(session.team, theirs.cursor).await?;
        let ours: BTreeMap<_, _> = ours.into_iter().collect();
        let theirs: BTreeMap<_, _> = theirs.scopes.into_iter().collect();
        let unnamed = ours.keys().filter(|_| is_all);
        let all: BTreeSet<_> = unnamed.chain(theirs.keys()).copied().collect();
        let none = Digest::default();
        let differs =
            |scope: &_| ours.get(scope).unwrap_or(&none) != theirs.get(scope).unwrap_or(&none);
        let may_read = |scope: &_| book.may_read(session.device, *scope);
        Ok(ScopesThatDiffer {
            scopes: all.into_iter().filter(|scope| may_read(scope) && differs(scope)).collect(),
        })
    }

    /// Frames come whole here, the device's own too: it asks because it has not got them.
    pub async fn reconcile(
        &self,
        session: Session,
        theirs: Reconcile,
    ) -> Result<Reconciled, Trouble> {
        let team = self.present(session).await?.team;
        if !self.book(session).await?.may_read(session.device, theirs.scope) {
            return Err(Trouble::NotAllowed);
        }
        let rows = self.database.frames_of(team, theirs.scope).await?;
        let ours: BTreeMap<_, _> = rows.iter().map(|row| (prefix(row.id), *row)).collect();
        let has: BTreeSet<_> = theirs.prefixes.iter().copied().collect();
        let (mut lacking, mut later, mut erased) = (Vec::new(), Vec::new(), Vec::new());
        for prefix in &has {
            match ours.get(prefix) {
                None => lacking.push(*prefix),
                Some(row) if row.is_erased => erased.push(*prefix),
                Some(row) if row.position > theirs.cursor => later.push(*prefix),
                Some(_) => {}
            }
        }
        let wanted = rows.iter().filter(|row| {
            !row.is_erased && row.position <= theirs.cursor && !has.contains(&prefix(row.id))
        });
        let wanted: Vec<_> = wanted.map(|row| row.position).collect();
        let n_wanted = wanted.len();
        let most_bytes = u64::from(theirs.most_bytes).min(MOST_FRAMES_BYTES);
        let frames = self.database.frames_at(team, wanted, most_bytes).await?;
        let is_complete = frames.len() == n_wanted;
        Ok(Reconciled { lacking, later, erased, frames, is_complete })
    }

    pub async fn seen(&self, session: Session, now: crate::care::Moment) -> Result<Seen, Trouble> {
        let team = self.present(session).await?.team;
        let devices = self.database.seen(team).await?;
        Ok(Seen { devices, n_open_invitations: self.database.n_open_links(team, now).await? })
    }
}

fn prefix(id: FrameId) -> [u8; 8] {
    id.0.first_chunk().copied().unwrap_or_default()
}
