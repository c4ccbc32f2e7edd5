//! Rounds by themselves, as long as the worker lives.

use crate::{
    engine::Engine,
    requests::phone::{SendState, Status, SyncNow},
    sync::schedule::{Need, Schedule},
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::DedicatedWorkerGlobalScope as Scope;

const LOOK_EVERY_MS: i32 = 1000;

pub fn keep_going(scope: Scope, engine: Rc<Engine>) {
    let schedule = Rc::new(RefCell::new(Schedule::default()));
    hear_of_a_network(&scope, schedule.clone());
    spawn_local(async move {
        while super::worker::sleep(&scope, LOOK_EVERY_MS).await.is_ok() {
            let need = need(&engine).await;
            let is_due = schedule.borrow().is_due(need, now_ms());
            schedule.borrow_mut().looked(need);
            if is_due {
                // What went wrong stands on the page of this phone.
                let has_worked = engine.ask(SyncNow {}).await.is_ok();
                schedule.borrow_mut().after_round(has_worked, now_ms());
            }
        }
    });
}

async fn need(engine: &Engine) -> Need {
    match engine.ask(Status {}).await {
        Err(_) => Need::Locked,
        Ok(SendState::WaitingToSend { .. } | SendState::SavedOnThisPhone) => Need::Waiting,
        Ok(SendState::InTheTeamRecord | SendState::NeedsAttention) => Need::Nothing,
    }
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
