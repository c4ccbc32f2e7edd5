//! Rounds by themselves, as long as the worker lives.

use crate::{
    engine::Engine,
    requests::{
        Trouble,
        attachments::{Carried, CarryAttachments},
        door::{AtTheDoor, Door},
        following::PutInOrder,
        phone::{HearNews, SendState, Status, SyncNow},
    },
    sync::schedule::{BehindRounds, Need, Schedule, Went},
};
use futures_channel::mpsc::{Receiver, Sender, channel};
use futures_util::{
    StreamExt,
    future::{Either, pending, select},
};
use js_sys::Reflect;
use std::{cell::RefCell, pin::pin, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::DedicatedWorkerGlobalScope as Scope;

const LOOK_EVERY_MS: i32 = 1000;
const TRY_AGAIN_MS: i32 = 20_000;

/// `changed` tells of whatever changes here, as that somebody opens the phone.
pub fn keep_going(scope: Scope, engine: Rc<Engine>, mut changed: Receiver<()>) {
    let schedule = Rc::new(RefCell::new(Schedule::default()));
    hear_of_a_network(&scope, schedule.clone());
    let (wake, mut woken) = channel(0);
    hear_of_news(scope.clone(), engine.clone(), schedule.clone(), wake);
    carry_photos(scope.clone(), engine.clone());
    put_in_order(scope.clone(), engine.clone());
    spawn_local(async move {
        let (mut need, mut n_waiting) = (Need::Locked, 0);
        while until_next_look(&scope, need, &mut changed, &mut woken).await.is_ok() {
            let n_before = n_waiting;
            (need, n_waiting) = look(&engine).await;
            if n_waiting > n_before {
                schedule.borrow_mut().wrote();
            }
            let is_due = schedule.borrow().is_due(need, now_ms());
            schedule.borrow_mut().looked(need);
            if is_due {
                schedule.borrow_mut().before_round();
                // What went wrong stands on the page of this phone.
                let went = match engine.ask(SyncNow {}).await {
                    Ok(_) if has_handed_in_nothing(&engine, n_waiting).await => Went::LeftSome,
                    Ok(round) if round.put_off == 0 => Went::Well,
                    Ok(_) => Went::LeftSome,
                    Err(_) => Went::Wrong,
                };
                schedule.borrow_mut().after_round(went, now_ms());
                engine.rest().await;
            }
        }
    });
}

/// After an update, beside the rounds.
fn put_in_order(scope: Scope, engine: Rc<Engine>) {
    spawn_local(async move {
        loop {
            let pause_ms = match engine.ask(PutInOrder {}).await {
                Ok(()) | Err(Trouble::Locked) => LOOK_EVERY_MS,
                // What stands in the way, as a full disk does, is seldom gone within a second.
                Err(_) => TRY_AGAIN_MS,
            };
            if super::worker::sleep(&scope, pause_ms).await.is_err() {
                return;
            }
        }
    });
}

/// Beside the rounds, so that none waits for a photo; also behind one that somebody has begun by hand.
fn carry_photos(scope: Scope, engine: Rc<Engine>) {
    spawn_local(async move {
        let mut behind = BehindRounds::default();
        while super::worker::sleep(&scope, LOOK_EVERY_MS).await.is_ok() {
            if engine.had_a_round() {
                behind.round_went_well();
            }
            if !behind.is_due(now_ms()) {
                continue;
            }
            let carry = CarryAttachments { is_metered: is_metered(&scope) };
            let Carried { n_sent, n_fetched, n_left } = engine.ask(carry).await.unwrap_or_default();
            behind.carried(n_sent + n_fetched > 0, n_left > 0, now_ms());
        }
    });
}

/// Whether somebody may pay for every byte, as far as this browser knows.
fn is_metered(scope: &Scope) -> bool {
    let of = |value: &JsValue, name: &str| {
        Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    };
    let connection = of(&scope.navigator(), "connection");
    if connection.is_undefined() || connection.is_null() {
        return false;
    }
    let saves = of(&connection, "saveData").is_truthy();
    saves || of(&connection, "type").as_string().as_deref() == Some("cellular")
}

/// A call that the server holds until there is something new. Whatever breaks it is tried again when
/// a round has had time to find out what is the matter.
fn hear_of_news(
    scope: Scope,
    engine: Rc<Engine>,
    schedule: Rc<RefCell<Schedule>>,
    mut wake: Sender<()>,
) {
    spawn_local(async move {
        let mut was_told_at = None;
        loop {
            let known = engine.known_ends();
            let pause_ms = match engine.ask(HearNews {}).await {
                // Its round has not gone well: the server would say the same again at once.
                Ok(true) if was_told_at.as_ref() == Some(&known) => TRY_AGAIN_MS,
                Ok(true) => {
                    was_told_at = Some(known);
                    schedule.borrow_mut().heard_news();
                    // One that it was not told of yet does as well.
                    let _ = wake.try_send(());
                    LOOK_EVERY_MS
                }
                Ok(false) => LOOK_EVERY_MS,
                Err(_) => TRY_AGAIN_MS,
            };
            if super::worker::sleep(&scope, pause_ms).await.is_err() {
                return;
            }
        }
    });
}

/// Whoever opens the phone does not wait for a look, nor does news.
async fn until_next_look(
    scope: &Scope,
    need: Need,
    changed: &mut Receiver<()>,
    woken: &mut Receiver<()>,
) -> Result<(), JsValue> {
    let pause = super::worker::sleep(scope, LOOK_EVERY_MS);
    let opened = async {
        match need {
            Need::Locked => drop(changed.next().await),
            Need::Waiting | Need::Nothing => pending().await,
        }
    };
    match select(pin!(pause), select(pin!(opened), woken.next())).await {
        Either::Left((slept, _)) => slept,
        Either::Right(_) => Ok(()),
    }
}

/// What there is to send, and how much.
async fn look(engine: &Engine) -> (Need, u32) {
    match engine.ask(Status {}).await {
        Err(Trouble::Removed) => match left_to_hand_in(engine).await {
            Some(n_left @ 1..) => (Need::Waiting, n_left),
            _ => (Need::Nothing, 0),
        },
        Err(_) => (Need::Locked, 0),
        Ok(SendState::InTheTeamRecord | SendState::NeedsAttention { n_entries: 0 }) => {
            (Need::Nothing, 0)
        }
        Ok(SendState::SavedOnThisPhone) => (Need::Waiting, 0),
        Ok(SendState::WaitingToSend { n_entries } | SendState::NeedsAttention { n_entries }) => {
            (Need::Waiting, n_entries)
        }
    }
}

/// On a phone that was removed.
async fn left_to_hand_in(engine: &Engine) -> Option<u32> {
    match engine.ask(AtTheDoor {}).await {
        Ok(Door::Removed { n_unsent, n_begun, .. }) => Some(n_unsent + n_begun),
        _ => None,
    }
}

/// Photos and begun notes that are not taken fail no round.
async fn has_handed_in_nothing(engine: &Engine, n_before: u32) -> bool {
    left_to_hand_in(engine).await.is_some_and(|n_left| n_left > 0 && n_left >= n_before)
}

fn hear_of_a_network(scope: &Scope, schedule: Rc<RefCell<Schedule>>) {
    let online = Closure::<dyn FnMut()>::new(move || schedule.borrow_mut().online());
    let _ = scope.add_event_listener_with_callback("online", online.as_ref().unchecked_ref());
    online.forget();
}

fn now_ms() -> i64 {
    // Whole milliseconds since 1970.
    js_sys::Date::now() as i64
}
