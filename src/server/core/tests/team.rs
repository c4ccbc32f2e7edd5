//! A small team and its server, in memory, for telling stories in tests.

use crate::{
    care::{DeviceId, Moment, WorkerId},
    log::{FrameId, ScopeId, TeamId},
    seal::{
        Body, DeviceKeys, Entry, EntryId, SignedEntry,
        entry::{
            Enrolment, ErasedFrame, Erasure, Founding, Invitation, MadeKey, Purpose, Removal, Role,
            Signer, newcomer, team_id,
        },
        frame::{SHARED, frame_id},
        keyring::Key,
        kit::RecoveryKit,
        link::{LINK_LASTS_MS, LinkSecret},
        text::{SealedText, seal_text},
    },
    server::{Session, Trouble, core::Server, database::twins::Twins},
    sync::protocol::{Digest, Down, Enrol, Found, FrameDown, Invite, SignIn, Up, bytes_to_sign},
};
use futures_util::FutureExt;
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_bytes::ByteBuf;

pub const ADDRESS: &str = "https://team.example";
pub const HOUR_MS: i64 = 60 * 60 * 1000;

pub struct Team {
    pub server: Server<Twins>,
    pub id: TeamId,
    pub key: Key,
    pub kit: RecoveryKit,
    pub founder: Phone,
    pub random: ChaCha12Rng,
    pub now: Moment,
}

/// What a phone remembers from round to round.
#[derive(Clone)]
pub struct Phone {
    pub keys: DeviceKeys,
    pub worker: WorkerId,
    pub up: Up,
    pub has: Vec<FrameId>,
}

/// A link as somebody has it in their hand.
#[derive(Clone)]
pub struct Invited {
    pub id: EntryId,
    pub secret: LinkSecret,
    pub worker: WorkerId,
}

pub fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("an in-memory server answers at once")
}

impl Phone {
    fn new(keys: DeviceKeys, worker: WorkerId) -> Self {
        let up = Up { most_bytes: 1 << 20, ..Up::default() };
        Self { keys, worker, up, has: Vec::new() }
    }

    pub fn device(&self) -> DeviceId {
        self.keys.public().id()
    }

    pub fn digest(&self) -> Digest {
        Digest::of(self.has.iter().map(|id| id.0))
    }
}

impl Team {
    pub fn founded() -> Self {
        let mut random = ChaCha12Rng::seed_from_u64(11);
        let database = Twins::new(&mut random);
        Self::founded_on(database, random)
    }

    pub fn founded_in_memory() -> Self {
        let mut random = ChaCha12Rng::seed_from_u64(11);
        let database = Twins::alone(&mut random);
        Self::founded_on(database, random)
    }

    fn founded_on(database: Twins, mut random: ChaCha12Rng) -> Self {
        let server = Server::new(database, ADDRESS);
        let secret = now(server.founding_secret(&mut random)).unwrap();
        let (keys, kit) = (DeviceKeys::generate(&mut random), RecoveryKit::generate(&mut random));
        let key = Key::generate(&mut random);
        let founder = Phone::new(keys, WorkerId::from_bytes([1; 16]));
        let id = TeamId([0; 16]);
        let mut team = Self { server, id, key, kit, founder, random, now: Moment(1_000_000) };
        team.id = team.id_by_its_keys();
        let found = team.founding(&secret);
        now(team.server.found(found, team.now, &mut team.random)).unwrap();
        team
    }

    pub fn id_by_its_keys(&self) -> TeamId {
        team_id(&self.founder.keys.public(), &self.kit.keys().public(), self.founder.worker)
    }

    pub fn founding(&mut self, secret: &LinkSecret) -> Found {
        let founding = Founding {
            device: self.founder.keys.public(),
            kit: self.kit.keys().public(),
            worker: self.founder.worker,
            team_name: self.text("North"),
            worker_name: self.text("Ana"),
        };
        let made = self.made_key();
        let founder = self.founder.clone();
        let entries = vec![self.entry(&founder, Body::Founding(founding)), made];
        Found { founding_token: secret.founding_token(), entries }
    }

    pub fn made_key(&mut self) -> SignedEntry {
        let key = Key::generate(&mut self.random).id();
        let made = MadeKey { key, purpose: Purpose::Team, after: Vec::new(), wraps: Vec::new() };
        let founder = self.founder.clone();
        self.entry(&founder, Body::Key(made))
    }

    fn text(&mut self, text: &str) -> SealedText {
        seal_text(&self.key, text.as_bytes(), &mut self.random)
    }

    pub fn entry(&self, by: &Phone, body: Body) -> SignedEntry {
        let signer = Signer::Device(by.device());
        Entry { team: self.id, signer, at: self.now, body }.signed_by(&by.keys)
    }

    pub fn session(&self, phone: &Phone) -> Session {
        Session { team: self.id, device: phone.device() }
    }

    pub fn invite(&mut self, by: &Phone) -> Invited {
        self.invite_at(by, self.now)
    }

    /// An invitation by a phone whose clock says `self.now` when the server's says `at`.
    pub fn invite_at(&mut self, by: &Phone, at: Moment) -> Invited {
        let secret = LinkSecret::generate(&mut self.random);
        let worker = newcomer(&secret.signing_keys().public().sign);
        let entry = self.invitation(by, &secret, LINK_LASTS_MS);
        let id = entry.id();
        let invite = Invite { entry, keyring: ByteBuf::from(b"sealed keyring".to_vec()) };
        now(self.server.invite(self.session(by), invite, at)).unwrap();
        Invited { id, secret, worker }
    }

    /// Of a colleague, by a link with this secret.
    pub fn invitation(&self, by: &Phone, secret: &LinkSecret, lasts_ms: i64) -> SignedEntry {
        let key = secret.signing_keys().public().sign;
        let expires_at = Moment(self.now.0 + lasts_ms);
        let (worker, role) = (newcomer(&key), Role::Worker);
        self.entry(by, Body::Invitation(Invitation { key, worker, role, expires_at }))
    }

    pub fn newcomer(&mut self, invited: &Invited) -> (Phone, Enrol) {
        let keys = DeviceKeys::generate(&mut self.random);
        let signer = Signer::Invitation(invited.id);
        let enrolment = Enrolment::of(&keys, self.id, signer, invited.worker, None);
        let entry = Entry { team: self.id, signer, at: self.now, body: Body::Enrolment(enrolment) }
            .signed_by(&invited.secret.signing_keys());
        (Phone::new(keys, invited.worker), Enrol { team: self.id, entries: vec![entry] })
    }

    pub fn enrol(&mut self, invited: &Invited) -> Result<Phone, Trouble> {
        let (phone, enrol) = self.newcomer(invited);
        now(self.server.enrol(enrol, self.now)).map(|()| phone)
    }

    pub fn colleague(&mut self) -> Phone {
        let founder = self.founder.clone();
        let invited = self.invite(&founder);
        self.enrol(&invited).unwrap()
    }

    /// Another phone of the same worker.
    pub fn next_phone(&mut self, of: &Phone) -> Phone {
        let secret = LinkSecret::generate(&mut self.random);
        let key = secret.signing_keys().public().sign;
        let expires_at = Moment(self.now.0 + LINK_LASTS_MS);
        let (worker, role) = (of.worker, Role::Lead);
        let invitation = Invitation { key, worker, role, expires_at };
        let entry = self.entry(of, Body::Invitation(invitation));
        let id = entry.id();
        let invite = Invite { entry, keyring: ByteBuf::from(b"sealed keyring".to_vec()) };
        now(self.server.invite(self.session(of), invite, self.now)).unwrap();
        self.enrol(&Invited { id, secret, worker }).unwrap()
    }

    pub fn removal(&self, of: &Phone) -> SignedEntry {
        self.entry(&self.founder, Body::Removal(Removal { device: of.device() }))
    }

    pub fn erasure(&mut self, frames: Vec<(FrameId, Option<FrameId>)>) -> SignedEntry {
        let frames = frames
            .into_iter()
            .map(|(frame, carried_on_by)| ErasedFrame { frame, carried_on_by })
            .collect();
        let changes = self.text("ids");
        let erasure = Erasure { scope: ScopeId([5; 16]), frames, changes };
        self.entry(&self.founder, Body::Erasure(erasure))
    }

    /// What a server can tell of a frame is its header, so the rest is what it likes.
    pub fn frame(&mut self, scope: u8, text: &str) -> ByteBuf {
        self.frame_of_kind(SHARED, ScopeId([scope; 16]), text)
    }

    pub fn frame_of_kind(&mut self, kind: u8, scope: ScopeId, text: &str) -> ByteBuf {
        let mut nonce = [0; 64];
        self.random.fill_bytes(&mut nonce);
        let header = [[1].as_slice(), &self.id.0, &scope.0, &[kind], &self.key.id().0].concat();
        ByteBuf::from([header.as_slice(), &nonce, text.as_bytes()].concat())
    }

    pub fn sends(&mut self, phone: &mut Phone, frames: Vec<ByteBuf>) -> Down {
        self.round(phone, Vec::new(), frames)
    }

    /// One round, after which the phone remembers what it was told.
    pub fn round(
        &mut self,
        phone: &mut Phone,
        entries: Vec<SignedEntry>,
        frames: Vec<ByteBuf>,
    ) -> Down {
        let up = Up { entries, frames, ..phone.up.clone() };
        let session = self.session(phone);
        let down = now(self.server.round(session, up, self.now, &mut self.random)).unwrap();
        phone.up.epoch = Some(down.epoch);
        phone.up.mark = Some(down.mark.clone());
        phone.up.cursor = down.cursor;
        phone.up.book_cursor = down.book_cursor;
        phone.up.held_cursor = down.held_cursor;
        phone.has.extend(down.frames.iter().map(|frame| match frame {
            FrameDown::Whole { bytes, .. } => frame_id(bytes),
            FrameDown::Own { id, .. } => *id,
        }));
        down
    }

    pub fn signs_in(&mut self, phone: &Phone) -> Result<crate::sync::protocol::SignedIn, Trouble> {
        let nonce = self.server.challenge(self.now, &mut self.random).nonce;
        let sign_in = self.answer(phone, nonce);
        now(self.server.sign_in(sign_in, self.now, &mut self.random))
    }

    pub fn answer(&self, phone: &Phone, nonce: [u8; 32]) -> SignIn {
        let signature = phone.keys.sign(&bytes_to_sign(&nonce, ADDRESS));
        SignIn { team: self.id, device: phone.device(), nonce, signature }
    }
}
