//! What not everybody reads: a worker's own scope, and those of few who must know.

use super::{Holds, World};
use crate::phone::Phone;
use alongside::{
    care::WorkerId,
    log::{ScopeId, Thing, registry::reflection},
    seal::frame::{Header, SHARED},
    server::Session,
    sync::{Incoming, protocol::FrameDown},
};

/// Something that was kept in a closed scope.
pub(super) struct Apart {
    scope: ScopeId,
    thing: Thing,
    text: String,
    pub by: String,
    /// The phone on which it was kept has lost it. Clones have one name.
    pub is_orphan: bool,
}

impl World {
    /// Somebody writes where few read, or lets one more read there.
    pub(super) fn keep_apart(&mut self, at: usize) {
        if self.phones[at].is_emptied() {
            return;
        }
        let other = self.below(self.phones.len());
        let other = self.phones[other].store.me().worker;
        let scope = match self.below(6) {
            0 => self.phones[at].store.restricted_scope(vec![other]),
            1 | 2 => self.phones[at].store.own_scope(),
            3 => return self.add_reader(at, other),
            _ => match self.restricted_scope_of(at) {
                Some(scope) => Ok(scope),
                None => return,
            },
        };
        let Some(scope) = self.borne(at, scope) else { return };
        let by = self.phones[at].name.clone();
        let text = format!("apart {} of {by}", self.n_apart);
        let thing = self.phones[at].keeps_apart(scope, &text);
        let Some(thing) = self.borne(at, thing) else { return };
        self.tell(format!("keeps {text}"));
        self.n_apart += 1;
        self.apart.push(Apart { scope, thing, text, by, is_orphan: false });
    }

    fn add_reader(&mut self, at: usize, worker: WorkerId) {
        let Some(scope) = self.restricted_scope_of(at) else { return };
        let added = self.phones[at].store.add_reader(scope, worker);
        let added = self.allowed(at, added).is_some();
        self.tell(format!("{} lets one more read: {added}", self.phones[at].name));
    }

    /// One that this phone reads.
    fn restricted_scope_of(&mut self, at: usize) -> Option<ScopeId> {
        let store = &self.phones[at].store;
        let scopes: Vec<ScopeId> = store
            .book()
            .closed_scopes()
            .map(|(scope, _)| scope)
            .filter(|scope| !store.is_own_scope(*scope))
            .filter(|scope| store.opens(*scope))
            .collect();
        (!scopes.is_empty()).then(|| scopes[self.below(scopes.len())])
    }

    /// How many frames come down to a device that may not read them.
    pub(super) fn leaks(&self, session: Session, incoming: &Incoming) -> usize {
        let Some(book) = self.book_of_the_server() else { return 0 };
        let is_leak = |bytes: &[u8]| {
            Header::read(bytes).is_ok_and(|header| {
                let is_known = header.scope_kind == SHARED || book.closed(header.scope).is_some();
                !is_known || !book.may_read(session.device, header.scope)
            })
        };
        let is_frame_leak = |frame: &&FrameDown| match frame {
            FrameDown::Whole { bytes, .. } => is_leak(bytes),
            FrameDown::Own { .. } => false,
        };
        match incoming {
            Incoming::Sync(down) => {
                let held = down.held.iter().filter(|held| is_leak(&held.bytes)).count();
                held + down.frames.iter().filter(is_frame_leak).count()
            }
            Incoming::Reconcile(settled) => settled.frames.iter().filter(is_frame_leak).count(),
            Incoming::Scopes(differ) => {
                let may_read = |scope: &&ScopeId| book.may_read(session.device, **scope);
                differ.scopes.iter().filter(|scope| !may_read(scope)).count()
            }
        }
    }

    /// Nobody has more than they may read; and what one phone can still open, all its readers can.
    pub(super) fn closed_scopes_are_closed(&self) -> Holds {
        if self.n_leaked > 0 {
            return Err(format!("{} frames came to who may not read them", self.n_leaked));
        }
        let book = self.phones[0].store.book();
        for apart in &self.apart {
            let Apart { scope, text, by, .. } = apart;
            let is_open = self.present().any(|phone| apart.is_shown_on(phone));
            for phone in self.present() {
                let may_read =
                    book.closed(*scope).is_some() && book.may_read(phone.store.me().device, *scope);
                if apart.is_shown_on(phone) != (may_read && is_open) {
                    return Err(format!("{} may read {text}: {may_read}", phone.name));
                }
                if phone.name == *by && !is_open && !apart.is_orphan {
                    return Err(format!("{by} has lost {text}"));
                }
                if phone.store.opens(*scope) && !may_read {
                    return Err(format!("{} has a key that is not theirs", phone.name));
                }
            }
        }
        Ok(())
    }
}

impl Apart {
    fn is_shown_on(&self, phone: &Phone) -> bool {
        phone.store.fields(self.thing).unwrap().text(reflection::WORDS) == self.text
    }
}
