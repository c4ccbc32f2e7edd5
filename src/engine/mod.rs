//! The engine: the one owner of the store. It takes requests, keeps the keys, runs the sync and
//! tells what changed. A worker carries it in the browser, a thread or a process elsewhere.

mod answers;
mod arriving;
#[cfg(target_family = "wasm")]
pub mod carrier;
mod carrying;
mod door;
mod drafting;
mod handing_over;
#[cfg(target_family = "wasm")]
mod handle;
mod home;
mod phone;
mod qr;
mod sharing;
mod syncing;
mod team;
#[cfg(test)]
mod tests;
mod wire;

#[cfg(target_family = "wasm")]
pub use handle::{Handle, Sent};
pub use home::Home;

use crate::{
    care::PersonId,
    requests::{Ask, Request, Trouble, door::Door, encode},
    seal::slots::{DatabaseKey, Slots},
    store::{Store, Surroundings},
    sync::{
        Limits,
        protocol::{Digest, Seen},
    },
};
use futures_util::lock::Mutex;
use std::cell::{Cell, RefCell};
use wire::Wire;

pub struct Engine {
    home: Home,
    wire: Wire,
    open: RefCell<Option<Open>>,
    slots: RefCell<Slots>,
    /// Makes the surroundings of a store when it is opened.
    surroundings: fn() -> Box<dyn Surroundings>,
    token: RefCell<Option<String>>,
    seen: RefCell<Option<Seen>>,
    /// What this session has of the drafts of the worker's other phones.
    drafts_known: RefCell<Digest>,
    last_trouble: RefCell<Option<Trouble>>,
    /// One round at a time.
    round: Mutex<()>,
    /// Since somebody asked, whoever began it.
    has_been_round: Cell<bool>,
    /// How much the last whole round could not hand in.
    n_left_by_round: Cell<usize>,
    /// One photo at a time.
    lane: Mutex<()>,
    /// One at a time writes the file of what was said of a page.
    answers: Mutex<()>,
    /// Whose answer the last unlock took in.
    came_back: Cell<Option<PersonId>>,
    /// How much the network took at once, last time.
    limits: Cell<Limits>,
    on_changed: RefCell<Option<Box<dyn Fn()>>>,
    is_home_read: Cell<bool>,
    /// One at a time reads the slots.
    home_read: Mutex<()>,
    /// Something was asked that could not be read.
    is_damaged: Cell<bool>,
}

/// What is there only while the phone is unlocked.
struct Open {
    store: Store,
    key: DatabaseKey,
}

impl Engine {
    pub fn new(home: Home, surroundings: fn() -> Box<dyn Surroundings>) -> Self {
        Self {
            home,
            wire: Wire::default(),
            open: RefCell::default(),
            slots: RefCell::default(),
            surroundings,
            token: RefCell::default(),
            seen: RefCell::default(),
            drafts_known: RefCell::default(),
            last_trouble: RefCell::default(),
            round: Mutex::new(()),
            has_been_round: Cell::default(),
            n_left_by_round: Cell::default(),
            lane: Mutex::new(()),
            answers: Mutex::new(()),
            came_back: Cell::default(),
            limits: Cell::default(),
            on_changed: RefCell::default(),
            is_home_read: Cell::default(),
            home_read: Mutex::new(()),
            is_damaged: Cell::default(),
        }
    }

    /// The engine of this device, with its clock and its source of randomness.
    #[cfg(target_family = "wasm")]
    pub fn of_this_device() -> Self {
        Self::new(Home::default(), || Box::new(crate::store::SystemSurroundings::default()))
    }

    /// The engine in a folder of this machine, with the system's clock and randomness.
    #[cfg(not(target_family = "wasm"))]
    pub fn in_folder(folder: std::path::PathBuf) -> Self {
        let surroundings =
            || -> Box<dyn Surroundings> { Box::new(crate::store::SystemSurroundings::default()) };
        Self::new(Home::folder(folder), surroundings)
    }

    /// Calls back whenever something that an answer may show has changed.
    pub fn on_changed(&self, call: impl Fn() + 'static) {
        *self.on_changed.borrow_mut() = Some(Box::new(call));
    }

    /// A request in process, with its answer typed.
    pub async fn ask<R: Ask>(&self, request: R) -> Result<R::Answer, Trouble> {
        let bytes = self.carry_out(request.into()).await?;
        postcard::from_bytes(&bytes).map_err(|error| Trouble::Broken(error.to_string()))
    }

    /// Carries out any request and encodes its answer.
    pub async fn carry_out(&self, request: Request) -> Result<Vec<u8>, Trouble> {
        let answer = self.carried_out(request).await;
        if matches!(answer, Err(Trouble::Damaged)) && !self.is_damaged.replace(true) {
            self.tell_changed();
        }
        answer
    }

    async fn carried_out(&self, request: Request) -> Result<Vec<u8>, Trouble> {
        self.read_home().await?;
        if let Some(answer) = self.run(&request) {
            return answer;
        }
        match request {
            Request::AtTheDoor(_) => encode(&self.at_the_door()?),
            Request::ProposePassphrase(_) => encode(&self.propose_passphrase()),
            Request::WeighPassphrase(request) => encode(&door::weigh(&request.passphrase)),
            Request::LookAtLink(request) => encode(&self.look_at_link(request).await?),
            Request::Found(request) => encode(&self.found(request).await?),
            Request::KitToConfirm(_) => encode(&self.kit_to_confirm()?),
            Request::ConfirmKit(request) => encode(&self.confirm_kit(&request)?),
            Request::Join(request) => encode(&self.join(request).await?),
            Request::UseKit(request) => encode(&self.use_kit(request).await?),
            Request::Unlock(request) => encode(&self.unlock(&request.passphrase).await?),
            Request::UnlockWithPasskey(request) => {
                encode(&self.unlock_with_passkey(&request).await?)
            }
            Request::AddPasskey(request) => encode(&self.add_passkey(request).await?),
            Request::ForgetPasskeys(_) => encode(&self.forget_passkeys().await?),
            Request::ClearPhone(_) => encode(&self.clear_phone().await?),
            Request::SetAside(_) => encode(&self.set_aside().await?),
            Request::BeginAnew(_) => encode(&self.begin_anew().await?),
            Request::Lock(_) => encode(&self.lock()),
            Request::HandOver(request) => encode(&self.hand_over(request)?),
            Request::KeepAnswer(request) => encode(&self.keep_answer(request).await?),
            Request::CameBack(_) => encode(&self.came_back()),
            Request::ThisPhone(_) => encode(&self.this_phone()?),
            Request::SyncNow(_) => encode(&self.sync_now().await?),
            Request::HearNews(_) => encode(&self.hear_news().await?),
            Request::OpenRecord(request) => encode(&self.open_record(request.person).await?),
            Request::CarryAttachments(request) => encode(&self.carry_attachments(request).await?),
            Request::FetchAttachment(request) => {
                encode(&self.fetch_attachment(request.attachment).await?)
            }
            Request::PutInOrder(_) => encode(&self.put_in_order().await?),
            Request::ExportAll(_) => encode(&self.export_all().await?),
            Request::OurTeam(_) => encode(&self.our_team()?),
            Request::Invite(request) => encode(&self.invite(request).await?),
            Request::RemoveDevice(request) => encode(&self.remove_devices(&[request.device])?),
            Request::RemoveWorker(request) => encode(&self.remove_worker(request.worker)?),
            Request::NewKit(_) => encode(&self.new_kit()?),
            // Every other one is of the record, and was answered above.
            _ => Err(Trouble::Broken("a request that nobody carries out".to_owned())),
        }
    }

    /// A request of the record, straight from the store.
    fn run(&self, request: &Request) -> Option<Result<Vec<u8>, Trouble>> {
        let mut open = self.open.borrow_mut();
        let Some(Open { store, .. }) = open.as_mut() else {
            return request.is_of_the_record().then_some(Err(Trouble::Locked));
        };
        if request.is_of_the_record() {
            match store.is_removed() {
                Ok(false) => {}
                Ok(true) => return Some(Err(Trouble::Removed)),
                Err(trouble) => return Some(Err(trouble.into())),
            }
        }
        let n_before = store.n_writes();
        let answer = request.run(store);
        let has_written = store.n_writes() != n_before;
        drop(open);
        if has_written {
            self.tell_changed();
        }
        answer
    }

    /// The store itself, for a bridge, which has no screens to ask for it.
    pub fn with_store<T>(&self, work: impl FnOnce(&mut Store) -> T) -> Result<T, Trouble> {
        let mut open = self.open.borrow_mut();
        open.as_mut().map(|open| work(&mut open.store)).ok_or(Trouble::Locked)
    }

    fn with_open_store<T>(
        &self,
        work: impl FnOnce(&mut Store) -> crate::store::Result<T>,
    ) -> Result<T, Trouble> {
        Ok(self.with_store(work)??)
    }

    fn tell_changed(&self) {
        if let Some(call) = self.on_changed.borrow().as_ref() {
            call();
        }
    }

    /// Reads the slots once; they say whether there is a team on this device.
    async fn read_home(&self) -> Result<(), Trouble> {
        if self.is_home_read.get() {
            return Ok(());
        }
        // A browser lets nobody else read a file meanwhile.
        let _one_at_a_time = self.home_read.lock().await;
        if self.is_home_read.get() {
            return Ok(());
        }
        if let Some(bytes) = self.home.read_slots().await? {
            // Not read yet: whoever asks again must not hear that there is no team.
            let slots = postcard::from_bytes(&bytes).map_err(|_| Trouble::Damaged)?;
            *self.slots.borrow_mut() = slots;
        }
        self.is_home_read.set(true);
        Ok(())
    }

    fn at_the_door(&self) -> Result<Door, Trouble> {
        let open = self.open.borrow();
        let Some(Open { store, .. }) = open.as_ref() else { return Ok(self.before_the_door()) };
        if store.is_removed()? {
            return Ok(Door::Removed {
                n_unsent: count(store.n_unsent_frames()? + store.n_unsent_pieces()?),
                n_begun: count(store.n_drafts_left()?),
                has_handed_in: store.has_handed_in()?,
            });
        }
        let me = store.me();
        Ok(Door::Open {
            team_name: store.team_name(),
            worker_name: store.worker_name(me.worker).unwrap_or_default(),
            is_lead: store.book().is_lead(me.worker),
            is_kit_to_confirm: store.kit_to_confirm()?.is_some(),
        })
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
