//! The network between phones and server: it loses, repeats, delays and alters.

use super::World;
use alongside::{
    care::Moment,
    seal::frame::Header,
    server::{Session, Trouble, core::Server, database::Database},
    store::{Result as Stored, StoreTrouble},
    sync::{
        Incoming, Outgoing,
        protocol::{FrameDown, Up},
    },
};
use futures_util::FutureExt;
use rand_chacha::ChaCha12Rng;

/// What a server did with a request; there is one at a time.
#[allow(clippy::large_enum_variant)]
pub(super) enum Served {
    Answer(Incoming),
    /// It knows the team, and not this device.
    Unknown,
    /// It is there, and knows nothing of this team.
    Empty,
    /// It could not, or would not.
    No,
}

impl World {
    /// One request of a round, over a network that loses, repeats and delays.
    pub(super) fn talk(&mut self, at: usize) {
        if self.phones[at].is_away_until > self.n_steps {
            return;
        }
        for _ in 0..1 + self.below(6) {
            let outgoing = self.phones[at].next_outgoing();
            let Some(outgoing) = self.borne(at, outgoing) else { return };
            let outgoing = self.within_a_long_answer(at, outgoing);
            match self.below(12) {
                0 => return self.phones[at].crashes(),
                1 => {
                    let _ = self.serve_phone(at, &outgoing);
                    return self.phones[at].crashes();
                }
                2 => self.stray.push((self.session(at), outgoing.clone())),
                3 => drop(self.serve_phone(at, &outgoing)),
                _ => {}
            }
            let mut incoming = match self.serve_phone(at, &outgoing) {
                Served::Answer(incoming) => incoming,
                not_served => return self.is_not_served(at, not_served),
            };
            self.phones[at].long_answer = further(&outgoing, &incoming);
            if self.below(40) == 0 {
                self.alter(&mut incoming);
            }
            if let Incoming::Sync(down) = &mut incoming {
                self.forge_entries(&mut down.entries);
            }
            let goes_on = self.phones[at].takes(incoming);
            match self.borne(at, goes_on) {
                Some(true) => {}
                Some(false) => return self.carry(at),
                None => return,
            }
        }
    }

    /// The next piece of a long answer is what the server would say next, whatever happened since the
    /// last one; unless the phone asks for something else.
    fn within_a_long_answer(&mut self, at: usize, outgoing: Outgoing) -> Outgoing {
        let next = self.phones[at].long_answer.take();
        match (outgoing, next) {
            (Outgoing::Pull(own), Some(next)) => {
                let (n_unsent, oldest_unsent_at) = (own.n_unsent, own.oldest_unsent_at);
                let asked = Up { n_unsent, oldest_unsent_at, ..next.clone() };
                let is_of_others = own.followed != next.followed;
                assert!(is_of_others || asked == own, "{asked:?} is not what it asks: {own:?}");
                Outgoing::Pull(if own.asks_as(&next) { next } else { own })
            }
            (outgoing, _) => outgoing,
        }
    }

    /// A phone keeps what it has, whatever the server says that it does not know.
    fn is_not_served(&mut self, at: usize, served: Served) {
        self.phones[at].crashes();
        match served {
            Served::Unknown => drop(self.let_in_by_itself(at)),
            Served::Empty if at == 0 && self.below(2) == 0 => self.found_again(),
            Served::Empty | Served::No | Served::Answer(_) => {}
        }
    }

    pub(super) fn session(&self, at: usize) -> Session {
        let me = self.phones[at].store.me();
        Session { team: me.team, device: me.device }
    }

    pub(super) fn serve(&mut self, session: Session, outgoing: &Outgoing) -> Served {
        let now = self.server_now();
        let answered = self.on_the_servers_disk(|world| {
            let answer = answer(&world.server, session, outgoing, now, &mut world.chance);
            answer.now_or_never().unwrap()
        });
        match answered {
            Ok(incoming) => {
                self.n_leaked += self.leaks(session, &incoming);
                Served::Answer(incoming)
            }
            Err(Trouble::NotSignedIn) => Served::Unknown,
            Err(Trouble::NotKnown) => Served::Empty,
            Err(_) => Served::No,
        }
    }

    pub(super) fn serve_phone(&mut self, at: usize, outgoing: &Outgoing) -> Served {
        let session = self.session(at);
        let served = match outgoing {
            Outgoing::Sync(up) if !up.entries.is_empty() => {
                self.perhaps_between_files(|world| world.serve(session, outgoing))
            }
            _ => self.serve(session, outgoing),
        };
        let (asked, told) = (in_words(outgoing), served.in_words());
        self.tell(format!("{} {asked}: {told}", self.phones[at].name));
        served
    }

    pub(super) fn deliver_stray(&mut self) {
        if self.stray.is_empty() {
            return;
        }
        let at = self.below(self.stray.len());
        let (session, outgoing) = self.stray.swap_remove(at);
        drop(self.serve(session, &outgoing));
        self.tell("a stray request arrives".into());
    }

    /// Frames that come down are cut short, doubled, or change places.
    fn alter(&mut self, incoming: &mut Incoming) {
        let frames = match incoming {
            Incoming::Sync(down) => &mut down.frames,
            Incoming::Reconcile(settled) => &mut settled.frames,
            Incoming::Scopes(_) => return,
        };
        if frames.is_empty() {
            return;
        }
        let n_frames = frames.len();
        let (one, other) = (self.below(n_frames), self.below(n_frames));
        let how = match self.below(3) {
            0 => self.cut_short(&mut frames[one]),
            1 => {
                frames.insert(other, frames[one].clone());
                "comes twice"
            }
            _ => {
                swap_bytes(frames, one, other);
                "comes in another's place"
            }
        };
        self.tell(format!("a frame {how}"));
    }

    fn cut_short(&mut self, frame: &mut FrameDown) -> &'static str {
        let FrameDown::Whole { bytes, .. } = frame else { return "is only named" };
        let n_left = self.below(bytes.len());
        bytes.truncate(n_left);
        // Long enough, it is one that nobody can open.
        self.n_tampered += usize::from(Header::read(bytes).is_ok());
        "is cut short"
    }

    /// The same where the answer may be that somebody is not a lead, or has no key, as far as their
    /// phone has heard.
    pub(super) fn allowed<T>(&mut self, at: usize, done: Stored<T>) -> Option<T> {
        match done {
            Err(StoreTrouble::NotEntitled | StoreTrouble::NoKeys) => None,
            done => self.borne(at, done),
        }
    }

    /// What a phone's store answers. A disk may fail, and then the phone goes on with what it has.
    pub(super) fn borne<T>(&mut self, at: usize, done: Stored<T>) -> Option<T> {
        let trouble = match done {
            Ok(it) => return Some(it),
            Err(trouble) => trouble,
        };
        let phone = &mut self.phones[at];
        phone.crashes();
        let is_refused = phone.disk.as_ref().is_some_and(|disk| disk.has_refused());
        let is_of_a_disk = matches!(trouble, StoreTrouble::Full | StoreTrouble::Sqlite(_));
        assert!(is_refused && is_of_a_disk, "{}: {trouble}", phone.name);
        self.doubted.insert(phone.device());
        self.tell(format!("{} cannot write: {trouble}", self.phones[at].name));
        self.start_those_that_are_off();
        None
    }
}

/// Where a long answer goes on after this piece.
fn further(asked: &Outgoing, answer: &Incoming) -> Option<Up> {
    match (asked, answer) {
        (Outgoing::Pull(up), Incoming::Sync(down)) => up.further(down),
        _ => None,
    }
}

pub(super) async fn answer<D: Database>(
    server: &Server<D>,
    session: Session,
    outgoing: &Outgoing,
    now: Moment,
    chance: &mut ChaCha12Rng,
) -> Result<Incoming, Trouble> {
    match outgoing.clone() {
        // A piece of a long answer is one.
        Outgoing::Sync(up) | Outgoing::Pull(up) => {
            server.round(session, up, now, chance).await.map(Incoming::Sync)
        }
        Outgoing::Scopes(up) => server.scopes(session, up).await.map(Incoming::Scopes),
        Outgoing::Reconcile(up) => server.reconcile(session, up).await.map(Incoming::Reconcile),
    }
}

impl Served {
    fn in_words(&self) -> String {
        match self {
            Self::Answer(Incoming::Sync(down)) => {
                let (n_frames, n_held) = (down.frames.len(), down.held.len());
                format!("{:?}, {n_frames} frames down, {n_held} held", down.verdicts)
            }
            Self::Answer(Incoming::Scopes(differ)) => format!("{} differ", differ.scopes.len()),
            Self::Answer(Incoming::Reconcile(settled)) => {
                let (n_lacking, n_later) = (settled.lacking.len(), settled.later.len());
                format!("{n_lacking} lacking, {n_later} later, {} down", settled.frames.len())
            }
            Self::Unknown => "is not known".into(),
            Self::Empty => "there is no such team".into(),
            Self::No => "no".into(),
        }
    }
}

/// Whether anything was told, or may be after this.
pub(super) fn is_news(outgoing: &Outgoing, incoming: &Incoming) -> bool {
    match (outgoing, incoming) {
        (Outgoing::Sync(up), Incoming::Sync(down)) => {
            let is_told = !(down.entries.is_empty() && down.frames.is_empty());
            up.has_offer() || is_told || !down.held.is_empty() || up.epoch != Some(down.epoch)
        }
        _ => true,
    }
}

fn in_words(outgoing: &Outgoing) -> String {
    match outgoing {
        Outgoing::Sync(up) | Outgoing::Pull(up) => {
            format!("sends {} entries and {} frames", up.entries.len(), up.frames.len())
        }
        Outgoing::Scopes(_) => "compares".into(),
        Outgoing::Reconcile(theirs) => format!("settles {} frames", theirs.prefixes.len()),
    }
}

fn swap_bytes(frames: &mut [FrameDown], one: usize, other: usize) {
    let bytes_of = |frame: &FrameDown| match frame {
        FrameDown::Whole { bytes, .. } => Some(bytes.clone()),
        FrameDown::Own { .. } => None,
    };
    let (Some(first), Some(second)) = (bytes_of(&frames[one]), bytes_of(&frames[other])) else {
        return;
    };
    for (at, swapped) in [(one, second), (other, first)] {
        if let FrameDown::Whole { bytes, .. } = &mut frames[at] {
            *bytes = swapped;
        }
    }
}
