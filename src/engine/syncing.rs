//! Driving a round: signing in, sending what the pure step asks for, taking its answers in.

use super::{
    Engine,
    answers::Answers,
    count,
    home::breathe,
    wire::{Wire, WireTrouble},
};
use crate::{
    care::{Moment, PersonId},
    requests::{Trouble, phone},
    store::Store,
    sync::{
        Incoming, Outgoing, Round,
        protocol::{self, SignIn, SignedIn, Up},
    },
};
use std::time::Duration;

type Asked = Result<Result<Option<Outgoing>, WireTrouble>, Trouble>;

/// Signatures are checked in batches of this many, so that screens are answered in between.
const SIGNATURES_AT_ONCE: usize = if cfg!(target_family = "wasm") { 250 } else { 1_000 };

impl Engine {
    /// One round, whole: until nothing is left to send or to fetch.
    pub(super) async fn sync_now(&self) -> Result<phone::Round, Trouble> {
        let _one_at_a_time = self.round.lock().await;
        let began = self.now();
        self.wire.take_n_bytes();
        let outcome = self.run_round(began).await;
        *self.last_trouble.borrow_mut() = match &outcome {
            Ok(round) if round.put_off > 0 => Some(Trouble::NotTakenYet),
            Ok(_) => None,
            Err(trouble) => Some(trouble.clone()),
        };
        self.tell_changed();
        let mut told = outcome?;
        self.has_been_round.set(true);
        self.n_left_by_round.set(usize::try_from(told.waiting).unwrap_or(usize::MAX));
        (told.bytes_up, told.bytes_down) = self.wire.take_n_bytes();
        told.ms = u64::try_from(self.now().0 - began.0).unwrap_or_default();
        Ok(told)
    }

    /// The server holds its answer until there is something new.
    pub(super) async fn hear_news(&self) -> Result<bool, Trouble> {
        let known = self.known_ends()?;
        let server = self.server()?;
        let signed_in = self.token.borrow().clone();
        let token = match signed_in {
            Some(token) => token,
            None => self.sign_in().await?,
        };
        *self.token.borrow_mut() = Some(token.clone());
        let told: protocol::News = self.wire.wait(&server, "/v1/wait", &token, &known).await?;
        // A round of one's own may have been there first.
        Ok(told.is_more_than(&self.known_ends()?))
    }

    pub(super) fn known_ends(&self) -> Result<protocol::News, Trouble> {
        let standing = self.with_open_store(|store| store.standing())?;
        let (cursor, book_cursor, held_cursor) = standing.cursors();
        Ok(protocol::News { cursor, book_cursor, held_cursor })
    }

    /// What nobody waits for, a little at a time: for when a round is over. Where it cannot be done, as on a
    /// full disk, it is left for the next time.
    pub async fn rest(&self) {
        let mut has_let_go = false;
        while self.with_open_store(Store::let_go_some).unwrap_or_default() > 0 {
            has_let_go = true;
            breathe().await;
        }
        let merge = if has_let_go { Store::merge_all_words } else { Store::merge_words };
        while self.with_open_store(merge).unwrap_or_default() {
            breathe().await;
        }
        let _ = self.with_open_store(Store::write_back_at_rest);
        if has_let_go {
            self.tell_changed();
        }
    }

    /// After an update, until all tables for reading are of this version.
    pub(super) async fn put_in_order(&self) -> Result<(), Trouble> {
        if self.with_open_store(|store| store.n_to_rebuild())? == 0 {
            return Ok(());
        }
        while self.with_open_store(Store::rebuild_some)? > 0 {
            breathe().await;
        }
        self.tell_changed();
        Ok(())
    }

    /// Whoever is opened is followed for a while, and fetched where they are not here. Answers whether
    /// all of their record is.
    pub(super) async fn open_record(&self, person: PersonId) -> Result<bool, Trouble> {
        let is_here = self.with_open_store(|store| {
            store.note_opened(person)?;
            store.holds(person)
        })?;
        if !is_here {
            self.sync_now().await?;
        }
        self.with_open_store(|store| store.holds(person))
    }

    async fn run_round(&self, began: Moment) -> Result<phone::Round, Trouble> {
        self.arrive().await?;
        let (round, all_here_at) = self.one_round().await?;
        if self.with_open_store(|store| store.is_removed())? {
            self.forget_those_aside().await?;
        }
        let mut rounds = vec![round];
        self.sync_drafts().await;
        self.tell_contact().await;
        if self.sync_shares().await {
            // What people answered goes on to the others at once.
            rounds.push(self.one_round().await?.0);
        }
        self.ask_who_was_seen().await;
        let mut told = self.with_open_store(|store| told(store, &rounds))?;
        told.all_here_ms = u64::try_from(all_here_at.0 - began.0).unwrap_or_default();
        Ok(told)
    }

    /// With the moment from which on all that there was is here to be read; who signed it is checked after
    /// that.
    async fn one_round(&self) -> Result<(Round, Moment), Trouble> {
        let limits = self.limits.get();
        let (mut round, first) = self.with_open_store(|store| Round::begin(store, limits))?;
        let outcome = self.drive(&mut round, first).await;
        let is_easy = outcome.is_ok() && round.limits() == limits;
        self.limits.set(if is_easy { limits.grown() } else { round.limits() });
        let all_here_at = self.now();
        // Also of a round that broke off: what it brought is built upon.
        let checked = self.check_signatures().await;
        outcome.and(checked)?;
        Ok((round, all_here_at))
    }

    async fn drive(&self, round: &mut Round, first: Outgoing) -> Result<(), Trouble> {
        let mut next = Some(first);
        while let Some(outgoing) = next.take() {
            match self.ask_and_take(round, outgoing).await? {
                Ok(then) => next = then,
                Err(WireTrouble::TimedOut) if round.limits().may_halve() => {
                    round.halve();
                    next = Some(self.with_open_store(|store| round.again(store))?);
                }
                Err(trouble) => return Err(trouble.into()),
            }
        }
        Ok(())
    }

    /// The outer trouble is this phone's, the inner one came of asking the server.
    async fn ask_and_take(&self, round: &mut Round, outgoing: Outgoing) -> Asked {
        match outgoing {
            Outgoing::Pull(up) => self.pull(round, up).await,
            other => self.ask_once(round, &other).await,
        }
    }

    async fn ask_once(&self, round: &mut Round, outgoing: &Outgoing) -> Asked {
        match self.send_signed_in(outgoing).await {
            Ok(incoming) => self.take(round, incoming).await.map(Ok),
            Err(trouble) => Ok(Err(trouble)),
        }
    }

    /// Answer after answer, each kept before the next is looked at, for as long as the round would ask for
    /// what the server goes on with. Where they break off, the round asks for those that are left.
    async fn pull(&self, round: &mut Round, up: Up) -> Asked {
        let (server, token) = (self.server(), self.token.borrow().clone());
        let (Ok(server), Some(token)) = (server, token) else {
            return Ok(Err(WireTrouble::NoNetwork));
        };
        let mut answers = Answers::to(&self.wire, server, token, up.clone());
        let first = match answers.next().await {
            Ok(Some(first)) => first,
            Ok(None) => return Ok(Err(WireTrouble::NotUnderstood)),
            // One answer brings a new token too, and an older server has no other.
            Err(WireTrouble::Said(401 | 404 | 405)) => {
                return self.ask_once(round, &Outgoing::Sync(up)).await;
            }
            Err(trouble) => return Ok(Err(trouble)),
        };
        let mut goes_on = up.further(&first);
        let mut next = self.take(round, Incoming::Sync(first)).await?;
        while let (Some(Outgoing::Pull(asked)), Some(theirs)) = (&next, &goes_on)
            && asked.asks_as(theirs)
        {
            match answers.next().await {
                Ok(Some(down)) => {
                    goes_on = theirs.further(&down);
                    next = self.take(round, Incoming::Sync(down)).await?;
                }
                // What was kept stays kept, and less is asked for at once.
                Err(WireTrouble::TimedOut) => return Ok(Err(WireTrouble::TimedOut)),
                Ok(None) | Err(_) => break,
            }
        }
        Ok(Ok(next))
    }

    /// What somebody has typed by then is kept before it: an answer may be that this phone was removed.
    async fn take(
        &self,
        round: &mut Round,
        incoming: Incoming,
    ) -> Result<Option<Outgoing>, Trouble> {
        breathe().await;
        let next = self.with_open_store(|store| round.take(store, incoming))?;
        self.tell_changed();
        Ok(next)
    }

    async fn send_signed_in(&self, outgoing: &Outgoing) -> Result<Incoming, WireTrouble> {
        let token = self.token.borrow().clone();
        if let Some(token) = token {
            match self.send(&token, outgoing).await {
                // The day is over, or the server forgot; sign in once more.
                Err(WireTrouble::Said(401)) => {}
                answer => return answer,
            }
        }
        let token = self.sign_in().await?;
        *self.token.borrow_mut() = Some(token.clone());
        self.send(&token, outgoing).await
    }

    async fn send(&self, token: &str, outgoing: &Outgoing) -> Result<Incoming, WireTrouble> {
        let server = self.server()?;
        send(&self.wire, &server, token, outgoing).await
    }

    /// A server that was put back may not know this device any more; then it is told once.
    async fn sign_in(&self) -> Result<String, WireTrouble> {
        match self.ask_for_a_token().await {
            Err(WireTrouble::Said(401)) => {
                self.enrol_again().await?;
                self.ask_for_a_token().await
            }
            answer => answer,
        }
    }

    pub(super) async fn ask_for_a_token(&self) -> Result<String, WireTrouble> {
        let server = self.server()?;
        let challenge: protocol::Challenge =
            self.wire.post(&server, "/v1/challenge", None, &()).await?;
        let sign_in = self
            .with_store(|store| {
                let me = store.me();
                let signed = protocol::bytes_to_sign(&challenge.nonce, &me.server);
                let signature = me.keys().sign(&signed);
                SignIn { team: me.team, device: me.device, nonce: challenge.nonce, signature }
            })
            .map_err(|_| WireTrouble::NoNetwork)?;
        let signed_in: SignedIn = self.wire.post(&server, "/v1/sign-in", None, &sign_in).await?;
        Ok(signed_in.token)
    }

    fn server(&self) -> Result<String, WireTrouble> {
        self.with_store(|store| store.me().server.clone()).map_err(|_| WireTrouble::NoNetwork)
    }

    /// Sends with the token of this session; signs in where there is none.
    pub(super) async fn post_signed_in<Up: serde::Serialize, Down: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        up: &Up,
    ) -> Result<Down, WireTrouble> {
        self.post_signed_in_with(self.wire.patience(), path, up).await
    }

    pub(super) async fn post_signed_in_with<
        Up: serde::Serialize,
        Down: serde::de::DeserializeOwned,
    >(
        &self,
        patience: Duration,
        path: &str,
        up: &Up,
    ) -> Result<Down, WireTrouble> {
        let server = self.server()?;
        let known = self.token.borrow().clone();
        if let Some(token) = known {
            match self.wire.post_with(patience, &server, path, Some(&token), up).await {
                Err(WireTrouble::Said(401)) => {}
                answer => return answer,
            }
        }
        let token = self.sign_in().await?;
        *self.token.borrow_mut() = Some(token.clone());
        self.wire.post_with(patience, &server, path, Some(&token), up).await
    }

    pub(super) async fn check_signatures(&self) -> Result<(), Trouble> {
        loop {
            let checked =
                self.with_open_store(|store| store.check_signatures(SIGNATURES_AT_ONCE))?;
            if checked.n_left == 0 {
                return Ok(());
            }
            breathe().await;
        }
    }

    /// Who was seen when; without an answer the page shows what was known before.
    pub async fn ask_who_was_seen(&self) {
        if self.with_store(|store| store.is_removed().unwrap_or(true)).unwrap_or(true) {
            return;
        }
        if let Ok(seen) = self.post_signed_in("/v1/seen", &()).await {
            *self.seen.borrow_mut() = Some(seen);
        }
    }
}

async fn send(
    wire: &Wire,
    server: &str,
    token: &str,
    outgoing: &Outgoing,
) -> Result<Incoming, WireTrouble> {
    let token = Some(token);
    Ok(match outgoing {
        // Of a long answer this would be the beginning.
        Outgoing::Sync(up) | Outgoing::Pull(up) => {
            Incoming::Sync(wire.post(server, "/v1/sync", token, up).await?)
        }
        Outgoing::Scopes(up) => Incoming::Scopes(wire.post(server, "/v1/scopes", token, up).await?),
        Outgoing::Reconcile(up) => {
            Incoming::Reconcile(wire.post(server, "/v1/reconcile", token, up).await?)
        }
    })
}

fn told(store: &mut Store, rounds: &[Round]) -> crate::store::Result<phone::Round> {
    let sum = |of: fn(&Round) -> usize| count(rounds.iter().map(of).sum());
    let waiting = store.n_unsent()?;
    Ok(phone::Round {
        sent: sum(|round| round.tally.n_sent),
        received: sum(|round| round.tally.n_received),
        waiting: count(waiting),
        held: sum(|round| round.tally.n_held),
        put_off: rounds.last().map_or(0, |round| count(round.tally.n_put_off)),
        in_team_record: waiting == 0 && store.standing()?.is_agreed,
        ..phone::Round::default()
    })
}
