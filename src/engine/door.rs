//! The door: unlocking, locking, and the slots that open the database.

use super::{Engine, Open, qr};
use crate::{
    care::Moment,
    requests::{
        Trouble,
        door::{AddPasskey, ConfirmKit, Door, Kit, Passkey, UnlockWithPasskey, Weight},
    },
    seal::{
        kit::{RecoveryKit, some_words},
        slots::{self, DatabaseKey, Effort, PasskeySlot, PassphraseSlot, Slots},
    },
    store::{Store, StoreTrouble, open_kept},
};

const COMMON: &str = include_str!("../../assets/passphrases/common.txt");
/// How long deriving the key may take on this phone.
const PATIENCE_MS: i64 = 1500;
const WORDS_IN_A_PASSPHRASE: usize = 5;

impl Engine {
    pub(super) fn before_the_door(&self) -> Door {
        let slots = self.slots.borrow();
        if slots.passphrase.is_none() {
            return Door::NoTeam { n_records_aside: self.home.n_aside() };
        }
        let passkey = |slot: &PasskeySlot| Passkey {
            credential_id: slot.credential_id.clone(),
            prf_salt: slot.prf_salt.clone(),
        };
        Door::Locked {
            passkeys: slots.passkeys.iter().map(passkey).collect(),
            wait_secs: whole_secs(slots.wait_ms(self.now().0)),
            is_damaged: self.is_damaged.get(),
        }
    }

    pub(super) fn now(&self) -> Moment {
        (self.surroundings)().now()
    }

    pub(super) fn propose_passphrase(&self) -> String {
        some_words(WORDS_IN_A_PASSPHRASE, (self.surroundings)().random())
    }

    pub(super) async fn unlock(&self, passphrase: &str) -> Result<(), Trouble> {
        let now = self.now();
        let (wait_ms, slot) = {
            let slots = self.slots.borrow();
            (slots.wait_ms(now.0), slots.passphrase.clone())
        };
        if wait_ms > 0 {
            return Err(Trouble::WrongPassphrase { wait_secs: whole_secs(wait_ms) });
        }
        match slot.ok_or(Trouble::NotFound)?.open(passphrase) {
            Ok(key) => {
                self.open_with(key)?;
                self.note_right_try_or_lock().await
            }
            Err(_) => {
                // The wait begins when the answer is known, not when it was asked for.
                let now = self.now();
                self.change_slots(|slots| {
                    slots.n_wrong += 1;
                    slots.last_wrong_at_ms = now.0;
                })
                .await?;
                let wait_ms = self.slots.borrow().wait_ms(now.0);
                Err(Trouble::WrongPassphrase { wait_secs: whole_secs(wait_ms) })
            }
        }
    }

    pub(super) async fn unlock_with_passkey(
        &self,
        request: &UnlockWithPasskey,
    ) -> Result<(), Trouble> {
        let key = {
            let slots = self.slots.borrow();
            let is_it = |slot: &&PasskeySlot| slot.credential_id == request.credential_id;
            let slot = slots.passkeys.iter().find(is_it).ok_or(Trouble::WrongPasskey)?;
            slot.open(&request.prf_output).map_err(|_| Trouble::WrongPasskey)?
        };
        self.open_with(key)?;
        self.note_right_try_or_lock().await
    }

    /// What was found to be damaged only now is locked again, and the door says so.
    async fn note_right_try_or_lock(&self) -> Result<(), Trouble> {
        let noted = self.note_right_try().await;
        if noted == Err(Trouble::Damaged) {
            self.lock();
        }
        noted
    }

    async fn note_right_try(&self) -> Result<(), Trouble> {
        // What a round brought before the phone died was not checked yet, and is built upon now.
        self.check_signatures().await?;
        // What cannot be taken in now stays sealed, and is taken in the next time.
        if let Err(trouble) = self.take_answers_in().await {
            *self.last_trouble.borrow_mut() = Some(trouble);
        }
        if self.slots.borrow().n_wrong > 0 {
            self.change_slots(|slots| slots.n_wrong = 0).await?;
        }
        self.tell_changed();
        Ok(())
    }

    fn open_with(&self, key: DatabaseKey) -> Result<(), Trouble> {
        let connection = open_kept(&self.home.database(), &key)?;
        let store =
            Store::open(connection, (self.surroundings)()).map_err(|trouble| match trouble {
                // Who this device is stands there from the beginning.
                StoreTrouble::NotFound => Trouble::Damaged,
                other => other.into(),
            })?;
        *self.open.borrow_mut() = Some(Open { store, key });
        Ok(())
    }

    pub(super) async fn add_passkey(&self, request: AddPasskey) -> Result<(), Trouble> {
        let slot = {
            let open = self.open.borrow();
            let key = &open.as_ref().ok_or(Trouble::Locked)?.key;
            let mut surroundings = (self.surroundings)();
            let AddPasskey { credential_id, prf_salt, prf_output } = request;
            PasskeySlot::make(credential_id, prf_salt, &prf_output, key, surroundings.random())
        };
        // One is enough: what was set up before may be gone from the phone.
        self.change_slots(|slots| slots.passkeys = vec![slot]).await?;
        self.tell_changed();
        Ok(())
    }

    pub(super) async fn forget_passkeys(&self) -> Result<(), Trouble> {
        self.with_store(|_| ())?;
        self.change_slots(|slots| slots.passkeys.clear()).await?;
        self.tell_changed();
        Ok(())
    }

    pub(super) async fn begin_anew(&self) -> Result<(), Trouble> {
        let Door::Removed { n_unsent: 0, n_begun: 0, .. } = self.at_the_door()? else {
            return Err(Trouble::TeamAlreadyHere);
        };
        self.forget_team().await
    }

    /// Only of a phone that is locked: whoever can open it has better ways.
    pub(super) async fn clear_phone(&self) -> Result<(), Trouble> {
        if self.open.borrow().is_some() {
            return Err(Trouble::TeamAlreadyHere);
        }
        self.forget_team().await
    }

    /// Makes room for coming back: a record that is damaged is kept in another place, with the slots
    /// that belong to it.
    pub async fn set_damaged_aside(&self) -> Result<std::path::PathBuf, Trouble> {
        self.lock();
        let aside = self.home.set_aside().await?;
        self.know_no_team();
        // Under the names that are used from now on there is none, or one that nobody remembered.
        self.is_home_read.set(false);
        Ok(aside)
    }

    /// Only where it was found to be damaged.
    pub(super) async fn set_aside(&self) -> Result<(), Trouble> {
        if !self.is_damaged.get() {
            return Err(Trouble::TeamAlreadyHere);
        }
        self.set_damaged_aside().await.map(drop)
    }

    /// Nothing stays of a team that was not joined after all.
    pub(super) async fn forget_record(&self) -> Result<(), Trouble> {
        self.lock();
        self.home.forget().await?;
        self.know_no_team();
        Ok(())
    }

    /// Nothing of the team stays here.
    async fn forget_team(&self) -> Result<(), Trouble> {
        self.lock();
        self.home.forget_all().await?;
        self.know_no_team();
        Ok(())
    }

    /// Records that were put aside are of the team too.
    pub(super) async fn forget_those_aside(&self) -> Result<(), Trouble> {
        self.home.forget_those_aside().await
    }

    fn know_no_team(&self) {
        self.seen.take();
        self.slots.take();
        self.is_damaged.set(false);
        self.tell_changed();
    }

    pub(super) fn lock(&self) {
        if let Some(open) = self.open.borrow_mut().take() {
            open.store.close();
        }
        *self.token.borrow_mut() = None;
        self.drafts_known.take();
        self.tell_changed();
    }

    /// A slot as hard to try as this phone has patience for.
    pub(super) fn passphrase_slot(
        &self,
        passphrase: &str,
        key: &DatabaseKey,
    ) -> Result<PassphraseSlot, Trouble> {
        if weigh(passphrase) != Weight::Enough {
            return Err(Trouble::WeakPassphrase);
        }
        let mut surroundings = (self.surroundings)();
        let random = surroundings.random();
        let began = self.now();
        let least = PassphraseSlot::make(passphrase, Effort::LEAST, key, random)
            .map_err(|_| Trouble::Broken("the passphrase cannot be stretched".to_owned()))?;
        let effort = Effort::within(PATIENCE_MS, self.now().0 - began.0);
        if effort == Effort::LEAST {
            return Ok(least);
        }
        PassphraseSlot::make(passphrase, effort, key, random)
            .map_err(|_| Trouble::Broken("the passphrase cannot be stretched".to_owned()))
    }

    pub(super) async fn change_slots(
        &self,
        change: impl FnOnce(&mut Slots),
    ) -> Result<(), Trouble> {
        let bytes = {
            let mut slots = self.slots.borrow_mut();
            change(&mut slots);
            postcard::to_stdvec(&*slots).map_err(|error| Trouble::Broken(error.to_string()))?
        };
        self.home.write_slots(&bytes).await
    }

    pub(super) fn kit_to_confirm(&self) -> Result<Option<Kit>, Trouble> {
        let secret = self.with_open_store(|store| store.kit_to_confirm())?;
        Ok(secret.map(|secret| kit_view(&RecoveryKit::from_secret(secret))))
    }

    pub(super) fn confirm_kit(&self, request: &ConfirmKit) -> Result<(), Trouble> {
        let Some(kit) = self.kit_to_confirm()? else { return Ok(()) };
        let wanted = kit.asked.iter().filter_map(|at| kit.words.get(usize::from(*at)));
        let given = request.words.iter().map(|word| word.trim().to_lowercase());
        if !wanted.cloned().eq(given) {
            return Err(Trouble::KitWordsDiffer);
        }
        self.with_open_store(|store| store.forget_kit())?;
        self.tell_changed();
        Ok(())
    }
}

pub(super) fn weigh(passphrase: &str) -> Weight {
    match slots::weigh(passphrase, COMMON) {
        slots::Weight::TooShort => Weight::TooShort,
        slots::Weight::TooCommon => Weight::TooCommon,
        slots::Weight::Enough => Weight::Enough,
    }
}

/// The kit as it is shown. Which three words are asked back depends on the kit alone, so that a
/// restart asks for the same.
pub(super) fn kit_view(kit: &RecoveryKit) -> Kit {
    let words = kit.words();
    let pick =
        |from: u8, byte: usize| from + kit.secret().get(byte).copied().unwrap_or_default() % 8;
    let qr = qr::modules(&words.join(" "));
    Kit { words, asked: vec![pick(0, 0), pick(8, 1), pick(16, 2)], qr }
}

fn whole_secs(ms: i64) -> u32 {
    u32::try_from((ms + 999) / 1000).unwrap_or_default()
}
