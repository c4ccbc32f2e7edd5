//! A phone with a newer version of the app: kinds, fields, operations and formats that nobody here
//! knows, which all keep and relay bit for bit.

use super::{World, person_id};
use crate::phone::Did;
use alongside::{
    care::{Moment, PersonId, VisitId},
    log::{
        ActionId, Change, Kind, ScopeId, Set, SignedChange, Thing,
        change::PUT,
        registry::{person, visit},
    },
    seal::frame::seal_frame,
};

const KIND: Kind = Kind(60_001);
const FIELD: u16 = 60_002;
const OPERATION: u8 = 7;
/// The first byte of a change.
const NEWER_FORMAT: u8 = 2;

/// A change of which nobody here can read all.
pub(super) struct Newer {
    pub scope: ScopeId,
    pub bytes: Vec<u8>,
    pub by: usize,
}

impl World {
    /// One frame of everything that is new, with a visit among it that all can read.
    pub(super) fn write_newer(&mut self, at: usize) {
        let of = person_id(self.person());
        let text = format!("newer note {} of {}", self.n_kept, self.phones[at].name);
        self.n_kept += 1;
        let store = &mut self.phones[at].store;
        let Some(key) = store.keyring().team_keys().next().cloned() else { return };
        let Some(scope) = store.keyring().person_scope(of) else { return };
        let visit = VisitId::from_bytes(store.surroundings().fresh_id());
        let unknown = Thing { kind: KIND, id: store.surroundings().fresh_id() };
        let [kept, known] = [(visit::KIND, visit.to_bytes()), (person::KIND, of.to_bytes())]
            .map(|(kind, id)| Thing { kind, id });
        let changes = [
            (kept, sets_of_a_visit(of, store.now(), &text)),
            (unknown, vec![put(1, "a kind")]),
            (known, sets_of_a_person()),
        ];
        let changes = changes.map(|(thing, sets)| self.newer_change(at, scope, thing, sets));
        let (signed, dids) = self.signed(at, changes);
        let bytes: Vec<Vec<u8>> = signed.iter().map(|signed| signed.bytes.clone()).collect();
        let team = self.phones[at].store.me().team;
        let frame = seal_frame(team, scope, &key, &signed, &mut self.chance).unwrap();
        let written = self.phones[at].store.keep_sealed(&frame);
        if self.borne(at, written).is_some() {
            self.tell(format!("a newer app keeps {text}"));
            self.keeps(visit, of, text, at);
            self.phones[at].did.extend(dids);
            let newer = bytes.into_iter().filter(|bytes| !is_of(bytes, visit));
            self.newer.extend(newer.map(|bytes| Newer { scope, bytes, by: at }));
        }
    }

    /// Those, and one among them whose very format is newer.
    fn signed(&mut self, at: usize, changes: [Change; 3]) -> (Vec<SignedChange>, Vec<Did>) {
        let keys = self.phones[at].store.me().keys();
        let sign = |change: &Change| keys.sign_change(change).unwrap();
        let mut signed: Vec<SignedChange> = changes.iter().map(sign).collect();
        let dids =
            signed.iter().zip(changes).map(|(signed, change)| Did { id: signed.id(), change });
        let dids = dids.collect();
        let mut unreadable = signed[1].clone();
        unreadable.bytes[0] = NEWER_FORMAT;
        signed.insert(self.below(4), unreadable);
        (signed, dids)
    }

    fn newer_change(&self, at: usize, scope: ScopeId, thing: Thing, sets: Vec<Set>) -> Change {
        let store = &self.phones[at].store;
        Change {
            team: store.me().team,
            scope,
            writer: store.me().device,
            actor: store.as_worker(),
            action: ActionId::default(),
            thing,
            at: store.now(),
            sets,
        }
    }
}

fn sets_of_a_visit(of: PersonId, at: Moment, text: &str) -> Vec<Set> {
    vec![
        put(visit::PERSON, of.to_bytes()),
        put(visit::AT, at.0.to_le_bytes()),
        put(visit::PLACE, "home"),
        put(visit::NOTE, text),
        put(FIELD, "a field of a visit"),
    ]
}

fn sets_of_a_person() -> Vec<Set> {
    let operation = Set { operation: OPERATION, ..put(person::MATTERS, "an operation") };
    vec![put(FIELD, "a field of a person"), operation]
}

fn put(field: u16, value: impl Into<Vec<u8>>) -> Set {
    Set { field, operation: PUT, parents: Vec::new(), value: value.into() }
}

/// What may be erased with its visit.
fn is_of(bytes: &[u8], visit: VisitId) -> bool {
    Change::decode(bytes).is_ok_and(|change| change.thing.id == visit.to_bytes())
}
