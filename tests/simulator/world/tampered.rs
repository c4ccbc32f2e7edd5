//! What comes to the server from nobody honest: altered, forged, or made of two.

use super::{World, network::Served, person_id};
use alongside::{
    log::{ActionId, Actor, Change, Set, SignedChange, Thing, change::PUT, registry::person},
    seal::{frame::seal_frame, keys::DeviceKeys},
    sync::{Outgoing, protocol},
};
use serde_bytes::ByteBuf;

pub(super) const FORGED: &str = "forged";
/// Format, team, scope, kind of scope, key.
const HEADER_BYTES: usize = 50;

impl World {
    /// A frame of which one bit was altered on its way.
    pub(super) fn flip(&mut self, at: usize) {
        let Some(mut frame) = self.sealed_frames(at).into_iter().next() else { return };
        let byte = frame.len() - 1 - self.below(40);
        frame[byte] ^= 1;
        self.deliver_tampered(at, frame, "a flipped frame");
    }

    /// The head of one frame over what another has sealed.
    pub(super) fn graft(&mut self, at: usize) {
        let sealed = self.sealed_frames(at);
        if sealed.is_empty() {
            return;
        }
        let (one, other) = (self.below(sealed.len()), self.below(sealed.len()));
        if sealed[one][..HEADER_BYTES] != sealed[other][..HEADER_BYTES] {
            let frame = [&sealed[one][..HEADER_BYTES], &sealed[other][HEADER_BYTES..]].concat();
            self.deliver_tampered(at, frame, "a frame made of two");
        }
    }

    fn sealed_frames(&self, at: usize) -> Vec<Vec<u8>> {
        let mut sealed = self.phones[at].store.sealed().unwrap();
        sealed.retain(|frame| frame.len() > 100);
        sealed
    }

    /// A change in the founder's name, by somebody who has the team's key and not hers; and beside it, in
    /// the same good seal, what is no change at all.
    pub(super) fn forge(&mut self, at: usize) {
        let founder = self.phones[0].store.me().clone();
        let store = &self.phones[at].store;
        let Some(key) = store.keyring().team_keys().next().cloned() else { return };
        let of = person_id(0);
        let Some(scope) = store.keyring().person_scope(of) else { return };
        let change = Change {
            team: founder.team,
            scope,
            writer: founder.device,
            actor: Actor::Worker(founder.worker),
            action: ActionId([1; 16]),
            thing: Thing { kind: person::KIND, id: of.to_bytes() },
            at: self.now(),
            sets: vec![Set {
                field: person::GIVEN_NAME,
                operation: PUT,
                parents: Vec::new(),
                value: FORGED.into(),
            }],
        };
        let forged = DeviceKeys::generate(&mut self.chance).sign_change(&change).unwrap();
        let nonsense = SignedChange { bytes: b"nonsense".into(), signature: forged.signature };
        let changes = [nonsense, forged];
        let frame = seal_frame(founder.team, scope, &key, &changes, &mut self.chance).unwrap();
        self.deliver_tampered(at, frame, "a forged change beside nonsense");
    }

    fn deliver_tampered(&mut self, at: usize, frame: Vec<u8>, what: &str) {
        let frames = vec![ByteBuf::from(frame)];
        let up = protocol::Up { frames, ..protocol::Up::default() };
        let served = self.serve_phone(at, &Outgoing::Sync(up));
        let is_there = matches!(served, Served::Answer(_));
        // A server whose power goes before it can answer may have kept it.
        self.n_tampered += usize::from(is_there || self.server_disk.is_some());
        self.tell(format!("{what} arrives: {is_there}"));
    }
}
