//! What becomes of the entries and frames that a device offers: a function of the team's book and
//! of what is there already. Every database runs it under the team's lock, and does as it says.

use super::{Gone, Trouble};
#[cfg(feature = "switches")]
use crate::switches::{Safeguard, is_there};
use crate::{
    care::{DeviceId, Moment},
    log::{FrameId, ScopeId, TeamId},
    seal::{
        Body, Book, Entry, EntryId, SignedEntry,
        book::Refusal,
        entry::{Erasure, Purpose, Signer},
        frame::{Header, MOST_FRAME_BYTES, NotAFrame, SHARED, frame_id},
        link::LINK_LASTS_MS,
    },
    sync::protocol::{EntryVerdict, HeldFor, Verdict},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What a signed-in device hands in.
#[derive(Clone, Debug)]
pub struct Offer {
    pub team: TeamId,
    pub device: DeviceId,
    pub entries: Vec<SignedEntry>,
    pub frames: Vec<Offered>,
}

/// More than anybody has left unsent; whoever found a phone in the street fills nobody's disk.
pub const MOST_HELD_BYTES: usize = 64 * 1024 * 1024;

/// What all devices of one worker may have in the book: a key for every removal in a large team, and what was
/// erased, over many years.
pub const MOST_ENTRY_BYTES_OF_A_WORKER: usize =
    if cfg!(test) { 256 * 1024 } else { 32 * 1024 * 1024 };

/// So often entries are looked at in one offer that wait for others of it: each generation of those whom
/// somebody let in costs one.
const MOST_PASSES: usize = 32;

/// Something that came as a frame, read as far as a server can.
#[derive(Clone, Debug)]
pub enum Offered {
    Frame { id: FrameId, header: Header, bytes: Vec<u8> },
    Not(Verdict),
}

/// What the database knows of the frames that an offer names.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub frames: BTreeMap<FrameId, Known>,
    /// The position of the team's last frame.
    pub end: u64,
    /// What is held of the device that offers, where it was removed.
    pub n_held_bytes: usize,
    /// Of the invitations named, those that have expired or were withdrawn.
    pub shut_links: BTreeSet<EntryId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    At(u64),
    Erased,
}

/// The answer, and what the database has to do before it is given.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    pub entry_verdicts: Vec<EntryVerdict>,
    pub verdicts: Vec<Verdict>,
    pub frames: Vec<NewFrame>,
    pub held: Vec<NewHeld>,
    pub entries: NewEntries,
}

impl Judged {
    /// Frames that stay on the phone alone.
    pub fn n_put_off(&self) -> u32 {
        let is_put_off = |verdict: &&Verdict| {
            matches!(verdict, Verdict::Later | Verdict::TooBig | Verdict::NotAFrame)
        };
        u32::try_from(self.verdicts.iter().filter(is_put_off).count()).unwrap_or(u32::MAX)
    }
}

/// Entries to keep, and what follows from them.
#[derive(Clone, Debug, Default)]
pub struct NewEntries {
    pub entries: Vec<(EntryId, SignedEntry)>,
    /// Public keys by which somebody may ask for the book: of links, and of recovery kits.
    pub doors: Vec<[u8; 32]>,
    /// Frames whose bytes go now and whose ids are never taken again.
    pub erased: Vec<FrameId>,
    /// Invitations that let somebody in just now.
    pub used_links: Vec<EntryId>,
    /// Devices whose tokens end now.
    pub removed: Vec<DeviceId>,
    /// Somebody was removed or the keys turned: no open link lets anybody in any more.
    pub withdraws_links: bool,
}

#[derive(Clone, Debug)]
pub struct NewFrame {
    pub position: u64,
    pub id: FrameId,
    pub scope: ScopeId,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct NewHeld {
    pub id: FrameId,
    pub scope: ScopeId,
    pub bytes: Vec<u8>,
    pub held_for: HeldFor,
}

/// How an invitation stands, beside what the book says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkStanding {
    /// By the server's own clock.
    pub ends_at: Moment,
    /// The keyring that was left for the newcomer is still there.
    pub has_keyring: bool,
}

impl Offered {
    pub fn read(team: TeamId, bytes: Vec<u8>) -> Self {
        if bytes.len() > MOST_FRAME_BYTES {
            return Self::Not(Verdict::TooBig);
        }
        match Header::read(&bytes) {
            Ok(header) if header.team == team => {
                Self::Frame { id: frame_id(&bytes), header, bytes }
            }
            // A newer server will know it, so the phone keeps it and offers it again.
            Err(NotAFrame::NewerFormat(_)) => Self::Not(Verdict::Later),
            Ok(_) | Err(_) => Self::Not(Verdict::NotAFrame),
        }
    }
}

impl Offer {
    /// The frames of which the judgement has to know whether they are there.
    pub fn frames_named(&self) -> Vec<FrameId> {
        let offered = self.frames.iter().filter_map(|offered| match offered {
            Offered::Frame { id, .. } => Some(*id),
            Offered::Not(_) => None,
        });
        let erasures = self.entries.iter().filter_map(|signed| match signed.read().ok()?.body {
            Body::Erasure(erasure) => Some(erasure),
            _ => None,
        });
        let carrying = erasures.flat_map(|erasure| {
            erasure.frames.into_iter().filter_map(|erased| erased.carried_on_by)
        });
        offered.chain(carrying).collect()
    }

    /// The invitations of which the judgement has to know whether they have had their time.
    pub fn invitations_named(&self, book: &Book) -> BTreeSet<EntryId> {
        let by = self.entries.iter().filter_map(|signed| match signed.read().ok()? {
            Entry { signer: Signer::Invitation(by), .. } => Some(by),
            _ => None,
        });
        by.filter(|by| book.invitation(*by).is_some_and(|invited| !invited.is_used)).collect()
    }
}

/// Entries are taken before frames, so that a colleague who is new in the book is not held; an
/// erasure waits for the frames that carry on what must stay, which may come in the same offer.
pub fn judge(book: &mut Arc<Book>, mut facts: Facts, offer: Offer) -> Judged {
    let is_present = book.is_present(offer.device);
    let mut judged = Judged::default();
    let door = Door::Sync {
        is_a_leads: is_of_a_lead(book, offer.device),
        shut_links: std::mem::take(&mut facts.shut_links),
    };
    let mut entries = Entries::new(offer.entries, door);
    if is_present {
        entries.take(book, &mut facts, &mut judged.entries);
    }
    for offered in offer.frames {
        let verdict = judge_frame(book, offer.device, &mut facts, offered, &mut judged);
        judged.verdicts.push(verdict);
    }
    if is_present {
        entries.take(book, &mut facts, &mut judged.entries);
    }
    judged.entry_verdicts = entries.verdicts(book, is_present);
    judged
}

fn judge_frame(
    book: &Book,
    device: DeviceId,
    facts: &mut Facts,
    offered: Offered,
    judged: &mut Judged,
) -> Verdict {
    let (id, header, bytes) = match offered {
        Offered::Frame { id, header, bytes } => (id, header, bytes),
        Offered::Not(verdict) => return verdict,
    };
    match facts.frames.get(&id) {
        Some(Known::At(position)) => return Verdict::Duplicate { position: *position },
        Some(Known::Erased) => return Verdict::Erased,
        None => {}
    }
    let scope = header.scope;
    match may_write(book, device, header) {
        Ok(()) => {}
        Err(Verdict::Held(held_for)) => {
            #[cfg(feature = "switches")]
            if !is_there(Safeguard::Shelf) {
                return Verdict::Held(held_for);
            }
            facts.n_held_bytes += bytes.len();
            if facts.n_held_bytes > MOST_HELD_BYTES {
                return Verdict::Later;
            }
            judged.held.push(NewHeld { id, scope, bytes, held_for });
            return Verdict::Held(held_for);
        }
        Err(not_now) => return not_now,
    }
    facts.end += 1;
    let position = facts.end;
    facts.frames.insert(id, Known::At(position));
    judged.frames.push(NewFrame { position, id, scope, bytes });
    Verdict::Accepted { position }
}

fn may_write(book: &Book, device: DeviceId, header: Header) -> Result<(), Verdict> {
    if !book.is_present(device) {
        return Err(Verdict::Held(HeldFor::SenderRemoved));
    }
    // The entry that says who reads it is still on its way.
    if header.scope_kind != SHARED && book.closed(header.scope).is_none() {
        return Err(Verdict::Later);
    }
    let is_theirs = book.may_read(device, header.scope);
    if is_theirs { Ok(()) } else { Err(Verdict::Held(HeldFor::NotTheirScope)) }
}

/// By which entries come in.
enum Door {
    /// A founding, an enrolment or a return, of which was judged already whether it may be.
    Own,
    Sync {
        /// A lead's phone gives back what it had from this server before it was put back.
        is_a_leads: bool,
        shut_links: BTreeSet<EntryId>,
    },
}

/// Offered entries and what was decided of each so far.
struct Entries {
    offered: Vec<OfferedEntry>,
    door: Door,
    /// There was more to take than one offer may cost.
    is_cut_short: bool,
}

struct OfferedEntry {
    id: EntryId,
    signed: SignedEntry,
    /// Of a good signature, for which it was asked once.
    is_signed: bool,
    verdict: Option<EntryVerdict>,
}

impl Entries {
    fn new(offered: Vec<SignedEntry>, door: Door) -> Self {
        let offered = offered.into_iter().map(|signed| OfferedEntry {
            id: signed.id(),
            signed,
            is_signed: false,
            verdict: None,
        });
        Self { offered: offered.collect(), door, is_cut_short: false }
    }

    /// Takes in any order what may be taken: phones offer a set, not a list. Removals come last,
    /// so that what a phone gives back of the past is not refused because of its end.
    fn take(&mut self, book: &mut Arc<Book>, facts: &mut Facts, new: &mut NewEntries) {
        let is_removal = |body: &Body| matches!(body, Body::Removal(_));
        self.take_those(book, facts, new, |body| !is_removal(body));
        self.take_those(book, facts, new, is_removal);
    }

    fn take_those(
        &mut self,
        book: &mut Arc<Book>,
        facts: &mut Facts,
        new: &mut NewEntries,
        is_one: impl Fn(&Body) -> bool,
    ) {
        for _ in 0..MOST_PASSES {
            let n_before = new.entries.len();
            for one in self.offered.iter_mut().filter(|it| it.verdict.is_none()) {
                match one.judged(book, &self.door, facts, &is_one) {
                    Ok(Some(entry)) => {
                        new.keep(one.id, one.signed.clone(), entry, facts);
                        Arc::make_mut(book).take([one.signed.clone()]);
                        one.verdict = Some(EntryVerdict::Accepted);
                    }
                    Ok(None) => {}
                    Err(decided) => one.verdict = Some(decided),
                }
            }
            if new.entries.len() == n_before {
                return;
            }
        }
        self.is_cut_short = true;
    }

    fn verdicts(mut self, book: &Book, is_present: bool) -> Vec<EntryVerdict> {
        let (door, is_cut_short) = (&self.door, self.is_cut_short);
        let verdict = |one: &mut OfferedEntry| {
            one.verdict.unwrap_or_else(|| match one.check(book, door) {
                _ if book.holds(one.id) => EntryVerdict::Duplicate,
                Err(Refusal::NotEntitled) if is_cut_short => EntryVerdict::Later,
                Ok(_) if is_present => EntryVerdict::Later,
                Ok(_) | Err(_) => EntryVerdict::Refused,
            })
        };
        self.offered.iter_mut().map(verdict).collect()
    }
}

/// What one worker's devices have in the book is bounded, as every phone of the team has to hold it. By
/// what ends that, as the removal of a stolen phone, nobody is bounded; and keys have room of their own.
fn has_room(book: &Book, entry: &Entry, signed: &SignedEntry) -> bool {
    let Signer::Device(device) = entry.signer else { return true };
    let most = match &entry.body {
        Body::Removal(removal) if book.is_present(removal.device) => return true,
        // By a recovery kit.
        Body::Enrolment(_) => return true,
        Body::Key(_) | Body::Wrap(_) | Body::Kit(_) => 2 * MOST_ENTRY_BYTES_OF_A_WORKER,
        _ => MOST_ENTRY_BYTES_OF_A_WORKER,
    };
    let n_bytes = book.device(device).map_or(0, |by| book.n_bytes_by(by.worker));
    n_bytes + signed.bytes.len() <= most
}

fn is_of_a_lead(book: &Book, device: DeviceId) -> bool {
    let is_lead = book.device(device).is_some_and(|enrolled| book.is_lead(enrolled.worker));
    is_lead && book.is_present(device)
}

impl OfferedEntry {
    /// What is to be taken now; `None` of what something that it waits for may still come before.
    fn judged(
        &mut self,
        book: &Book,
        door: &Door,
        facts: &Facts,
        is_one: impl Fn(&Body) -> bool,
    ) -> Result<Option<Entry>, EntryVerdict> {
        if book.holds(self.id) {
            return Err(EntryVerdict::Duplicate);
        }
        match self.check(book, door) {
            Err(Refusal::NotEntitled) => Ok(None),
            Err(_) => Err(EntryVerdict::Refused),
            Ok(entry) if !is_one(&entry.body) || !carries_on(&entry.body, facts) => Ok(None),
            Ok(entry) if !has_room(book, &entry, &self.signed) => Err(EntryVerdict::Later),
            Ok(entry) => Ok(Some(entry)),
        }
    }

    /// What the book says of an entry, and what only a server can say, which sees things one after the
    /// other: by no door but a lead's own phone does anything come in that somebody removed has signed,
    /// nor whoever came by a link that was used before or has had its time; nor by any a link whose key has
    /// opened a door before, nor a device that is there already as something else.
    fn check(&mut self, book: &Book, door: &Door) -> Result<Entry, Refusal> {
        let entry = book.check_after(&self.signed, &mut self.is_signed)?;
        let by = match entry.signer {
            Signer::Device(device) => Some(device),
            Signer::Invitation(invitation) => book.invitation(invitation).map(|invited| invited.by),
        };
        let is_removed = by.is_some_and(|by| book.is_removed(by));
        let is_a_leads = matches!(door, Door::Sync { is_a_leads: true, .. });
        let may_be = is_a_leads || (!is_removed && door.lets_in(book, &entry));
        if may_be && is_fresh(book, &entry.body) { Ok(entry) } else { Err(Refusal::NotEntitled) }
    }
}

impl Door {
    fn lets_in(&self, book: &Book, entry: &Entry) -> bool {
        let (Self::Sync { shut_links, .. }, Signer::Invitation(by)) = (self, entry.signer) else {
            return true;
        };
        !shut_links.contains(&by) && book.invitation(by).is_none_or(|invited| !invited.is_used)
    }
}

fn is_fresh(book: &Book, body: &Body) -> bool {
    match body {
        Body::Invitation(invitation) => book.invitation_with_key(&invitation.key).is_none(),
        Body::Enrolment(enrolment) => book
            .device(enrolment.device.id())
            .is_none_or(|known| !known.is_kit && known.worker == enrolment.worker),
        Body::Kit(new) => book.device(new.kit.id()).is_none_or(|known| known.is_kit),
        _ => true,
    }
}

/// Nothing is erased before what must stay of it is here.
fn carries_on(body: &Body, facts: &Facts) -> bool {
    let Body::Erasure(Erasure { frames, .. }) = body else { return true };
    frames.iter().filter_map(|it| it.carried_on_by).all(|it| facts.frames.contains_key(&it))
}

impl NewEntries {
    fn keep(&mut self, id: EntryId, signed: SignedEntry, entry: Entry, facts: &mut Facts) {
        self.entries.push((id, signed));
        self.withdraws_links |= withdraws_links(&entry.body);
        match entry.body {
            Body::Founding(founding) => self.doors.push(founding.kit.sign),
            Body::Kit(new) => self.doors.push(new.kit.sign),
            Body::Invitation(invitation) => self.doors.push(invitation.key),
            Body::Removal(removal) => self.removed.push(removal.device),
            Body::Erasure(erasure) => {
                for erased in erasure.frames {
                    facts.frames.insert(erased.frame, Known::Erased);
                    self.erased.push(erased.frame);
                }
            }
            Body::Enrolment(_) => {
                if let Signer::Invitation(invitation) = entry.signer {
                    self.used_links.push(invitation);
                }
            }
            Body::Key(_) | Body::Role(_) | Body::Wrap(_) => {}
            Body::Closing(_) | Body::Reader(_) | Body::Link(_) | Body::Unknown { .. } => {}
        }
    }
}

/// Somebody was removed or the keys turned: no link made before lets anybody in any more.
pub fn withdraws_links(body: &Body) -> bool {
    match body {
        Body::Kit(_) | Body::Removal(_) => true,
        Body::Key(made) => made.purpose == Purpose::Team,
        _ => false,
    }
}

/// All of them, or none: what a founder or a newcomer hands in.
pub fn judge_all(book: &mut Arc<Book>, offered: Vec<SignedEntry>) -> Result<NewEntries, Trouble> {
    let mut new = NewEntries::default();
    let mut entries = Entries::new(offered, Door::Own);
    entries.take(book, &mut Facts::default(), &mut new);
    let is_refused = |verdict| matches!(verdict, EntryVerdict::Refused | EntryVerdict::Later);
    if entries.verdicts(book, true).into_iter().any(is_refused) {
        return Err(Trouble::Refused);
    }
    Ok(new)
}

/// The same founding again, because an answer may have been lost on its way. Its link is used, and
/// lets nothing else in.
fn judge_founding_again(book: &Book, offered: &[SignedEntry]) -> Result<(), Trouble> {
    let is_all_there = offered.iter().all(|entry| book.holds(entry.id()));
    if is_all_there { Ok(()) } else { Err(Trouble::Gone(Gone::Used)) }
}

/// A founder's entries by a link that made `used_by`, where `known` is the book of this team. `None`
/// is the same founding again.
pub fn judge_founding(
    team: TeamId,
    used_by: Option<TeamId>,
    known: Option<Arc<Book>>,
    offered: Vec<SignedEntry>,
) -> Result<Option<(Arc<Book>, NewEntries)>, Trouble> {
    match (used_by, known) {
        (Some(used_by), Some(book)) if used_by == team => {
            judge_founding_again(&book, &offered).map(|()| None)
        }
        (Some(_), _) => Err(Trouble::Gone(Gone::Used)),
        (None, Some(_)) => Err(Trouble::Refused),
        (None, None) => {
            let mut book = Arc::new(Book::of(team));
            let new = judge_all(&mut book, offered)?;
            Ok(Some((book, new)))
        }
    }
}

/// An invitation by the one who hands it in.
pub fn judge_invitation(
    book: &mut Arc<Book>,
    by: DeviceId,
    entry: SignedEntry,
) -> Result<NewEntries, Trouble> {
    let signer = entry.read().map_err(|_| Trouble::NotUnderstood)?.signer;
    if signer != Signer::Device(by) || !book.is_present(by) {
        return Err(Trouble::NotAllowed);
    }
    judge_all(book, vec![entry])
}

/// The invitation that a newcomer comes by.
pub fn invitation_used(offered: &[SignedEntry]) -> Option<EntryId> {
    match offered.first()?.read().ok()?.signer {
        Signer::Invitation(invitation) => Some(invitation),
        Signer::Device(_) => None,
    }
}

/// A newcomer's entries: the enrolment, and what the new device itself adds. The same enrolment
/// again is answered like the first, because an answer may have been lost on its way.
pub fn judge_enrolment(
    book: &mut Arc<Book>,
    offered: Vec<SignedEntry>,
    standing: Option<LinkStanding>,
    now: Moment,
) -> Result<NewEntries, Trouble> {
    let first = offered.first().ok_or(Trouble::NotUnderstood)?;
    let entry = first.read().map_err(|_| Trouble::NotUnderstood)?;
    let Body::Enrolment(enrolment) = &entry.body else { return Err(Trouble::NotUnderstood) };
    let newcomer = Signer::Device(enrolment.device.id());
    if !book.holds(first.id()) {
        book.check(first).map_err(|_| Trouble::Refused)?;
        match entry.signer {
            Signer::Invitation(invitation) => is_open(book, invitation, standing, now)?,
            Signer::Device(kit) if book.is_present(kit) => {}
            Signer::Device(_) => return Err(Trouble::Gone(Gone::Withdrawn)),
        }
    }
    let others_are_theirs =
        offered.iter().skip(1).all(|it| it.read().is_ok_and(|entry| entry.signer == newcomer));
    if !others_are_theirs || book.is_removed(enrolment.device.id()) {
        return Err(Trouble::Refused);
    }
    judge_all(book, offered)
}

/// What let a device in before the server was put back, and lets it in again. How long the
/// invitation lasted was judged then; who was removed since, and who used it first, is judged by
/// what is known now.
pub fn judge_return(
    book: &mut Arc<Book>,
    invitation: SignedEntry,
    enrolment: SignedEntry,
) -> Result<NewEntries, Trouble> {
    let invited = invitation.read().map_err(|_| Trouble::NotUnderstood)?;
    let arrived = enrolment.read().map_err(|_| Trouble::NotUnderstood)?;
    let (Body::Invitation(_), Signer::Device(by)) = (&invited.body, invited.signer) else {
        return Err(Trouble::NotUnderstood);
    };
    let Body::Enrolment(newcomer) = &arrived.body else { return Err(Trouble::NotUnderstood) };
    if arrived.signer != Signer::Invitation(invitation.id()) {
        return Err(Trouble::NotUnderstood);
    }
    let known = book.invitation(invitation.id());
    if known.is_some_and(|invited| invited.is_used) && !book.holds(enrolment.id()) {
        return Err(Trouble::Gone(Gone::Used));
    }
    if !book.is_present(by) || book.is_removed(newcomer.device.id()) {
        return Err(Trouble::Refused);
    }
    judge_all(book, vec![invitation, enrolment])
}

/// Whether an invitation still lets somebody in.
pub fn is_open(
    book: &Book,
    invitation: EntryId,
    standing: Option<LinkStanding>,
    now: Moment,
) -> Result<(), Trouble> {
    let invited = book.invitation(invitation).ok_or(Trouble::NotKnown)?;
    if invited.is_used {
        return Err(Trouble::Gone(Gone::Used));
    }
    let standing = standing.ok_or(Trouble::Gone(Gone::Withdrawn))?;
    if standing.ends_at <= now {
        return Err(Trouble::Gone(Gone::Expired));
    }
    if !standing.has_keyring || !book.is_present(invited.by) {
        return Err(Trouble::Gone(Gone::Withdrawn));
    }
    Ok(())
}

/// The invitation in an entry, and when it ends by the server's clock: it lasts as long as the
/// inviter's phone said, whatever that phone thinks the time is.
pub fn invitation_ends_at(entry: &Entry, now: Moment) -> Option<Moment> {
    let Body::Invitation(invitation) = &entry.body else { return None };
    let lasts_ms = invitation.expires_at.0.saturating_sub(entry.at.0).clamp(0, LINK_LASTS_MS);
    Some(Moment(now.0.saturating_add(lasts_ms)))
}
