//! This phone: what is safe here, what waits, and everything as one file to carry away.

use super::{Engine, count};
use crate::{
    requests::{
        Trouble, export,
        phone::{Export, PhonePage, Waiting, send_state},
    },
    seal::{file::seal_file, slots::Effort},
    store::Store,
};

impl Engine {
    pub(super) fn this_phone(&self) -> Result<PhonePage, Trouble> {
        let n_records_aside = self.home.n_aside();
        let has_passkey = !self.slots.borrow().passkeys.is_empty();
        let last_trouble = self.last_trouble.borrow().clone();
        self.with_store(|store| {
            let standing = store.standing()?;
            Ok(PhonePage {
                status: send_state(store)?,
                is_being_checked: standing.is_agreed && store.n_unchecked()? > 0,
                waiting: waiting(store)?,
                n_waiting: count(store.n_unsent()?),
                oldest_waiting_at: store.oldest_unsent_at()?,
                n_in_team_record: count(store.n_in_record()?),
                last_round_at: standing.last_round_at.map(crate::care::Moment),
                last_trouble,
                n_set_aside: count(store.n_set_aside()?),
                n_without_key: count(store.n_without_key()?),
                n_records_aside,
                has_passkey,
                n_people: count(store.people_here()?.len()),
                n_visits: count(store.n_visits()?),
                n_photo_pieces_waiting: count(store.n_unsent_pieces()?),
                photos_on_mobile_data: store.photos_travel_on_mobile_data()?,
                holds_everybodys: store.is_to_follow_all()?,
                server: store.me().server.clone(),
            })
        })?
    }

    /// Everything in the import form, what is still being written too, sealed under five words that are answered with it.
    pub(super) async fn export_all(&self) -> Result<Export, Trouble> {
        self.put_in_order().await?;
        let lines = self.with_store(|store| -> Result<Vec<String>, Trouble> {
            Ok([export::lines(store, None)?, export::drafts(store)?].concat())
        })??;
        let words = self.propose_passphrase();
        let plain = zeroize::Zeroizing::new(lines.join("\n"));
        let mut surroundings = (self.surroundings)();
        let file = seal_file(&words, Effort::FULL, plain.as_bytes(), surroundings.random())
            .map_err(|_| Trouble::Broken("the file cannot be sealed".to_owned()))?;
        Ok(Export { file, words })
    }
}

fn waiting(store: &Store) -> Result<Vec<Waiting>, Trouble> {
    let mut lines = Vec::new();
    for waiting in store.waiting()? {
        let row = waiting.person.map(|id| store.person(id)).transpose()?.flatten();
        let person_called = row.map(|row| row.called().to_owned()).unwrap_or_default();
        lines.push(Waiting { person_called, visit: waiting.visit, at: waiting.at });
    }
    Ok(lines)
}
