//! The worker's side: takes the lock, lays the floor for the database, runs the engine.

use super::{CHANGED, ELSEWHERE, IF_FREE, READY, STOPPED, in_words, lock, rounds};
use crate::{
    engine::Engine,
    requests::{Request, door::AtTheDoor},
};
use futures_channel::mpsc::channel;
use js_sys::{Array, Uint8Array};
use sqlite_wasm_vfs::sahpool::{OpfsSAHPoolCfgBuilder, install};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope as Scope, MessageEvent};

const LOCK: &str = "alongside record";
/// The database, its WAL and what SQLite needs for a moment, with room to spare.
const N_POOL_FILES: usize = 8;
const N_INSTALL_TRIES: u32 = 50;
const BETWEEN_TRIES_MS: i32 = 100;

/// Whether this copy of the program is the engine's worker rather than the page.
pub fn is_worker() -> bool {
    js_sys::global().is_instance_of::<Scope>()
}

/// Runs the engine for the page until the page goes.
pub fn run() {
    let Ok(scope) = js_sys::global().dyn_into::<Scope>() else { return };
    tell_of_panics(&scope);
    spawn_local(async move {
        let started = start(&scope).await;
        let word = match started {
            Ok(word) => word.to_owned(),
            Err(why) => format!("{STOPPED}{}", in_words(&why)),
        };
        post(&scope, &word.into());
    });
}

async fn start(scope: &Scope) -> Result<&'static str, JsValue> {
    if scope.name() == IF_FREE {
        if !lock::hold_if_free(LOCK).await? {
            return Ok(ELSEWHERE);
        }
    } else {
        lock::hold_when_free(LOCK).await?;
    }
    lay_the_floor(scope).await?;
    let engine = Engine::of_this_device();
    // The first question reads what is on this device; only then may there be several at once.
    engine.ask(AtTheDoor {}).await.map_err(|why| why.to_string())?;
    let to_page = scope.clone();
    let (changed, heard) = channel(0);
    let changed = RefCell::new(changed);
    engine.on_changed(move || {
        post(&to_page, &CHANGED.into());
        // Where it is full, what was not heard yet says as much.
        let _ = changed.borrow_mut().try_send(());
    });
    let engine = Rc::new(engine);
    serve(scope, engine.clone());
    rounds::keep_going(scope.clone(), engine, heard);
    Ok(READY)
}

/// A worker that was killed holds its files for some moments longer than its lock.
async fn lay_the_floor(scope: &Scope) -> Result<(), JsValue> {
    let pool = OpfsSAHPoolCfgBuilder::new().initial_capacity(N_POOL_FILES).build();
    for n_tries in 1.. {
        match install::<sqlite_wasm_rs::WasmOsCallback>(&pool, true).await {
            Ok(_) => break,
            Err(why) if n_tries == N_INSTALL_TRIES => return Err(format!("{why:?}").into()),
            Err(_) => sleep(scope, BETWEEN_TRIES_MS).await?,
        }
    }
    Ok(())
}

pub async fn sleep(scope: &Scope, ms: i32) -> Result<(), JsValue> {
    let slept = js_sys::Promise::new(&mut |awake, _| {
        let _ = scope.set_timeout_with_callback_and_timeout_and_arguments_0(&awake, ms);
    });
    JsFuture::from(slept).await.map(|_| ())
}

fn serve(scope: &Scope, engine: Rc<Engine>) {
    let to_page = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let Some((id, request)) = read_request(&message.data()) else { return };
        let (engine, to_page) = (engine.clone(), to_page.clone());
        spawn_local(async move {
            let answer = engine.carry_out(request).await;
            let (is_answer, bytes) = match answer {
                Ok(bytes) => (true, bytes),
                Err(trouble) => (false, postcard::to_stdvec(&trouble).unwrap_or_default()),
            };
            let bytes = Uint8Array::from(bytes.as_slice());
            post(&to_page, &Array::of3(&id, &is_answer.into(), &bytes));
        });
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
}

fn read_request(data: &JsValue) -> Option<(JsValue, Request)> {
    let parts = data.dyn_ref::<Array>()?;
    let bytes = parts.get(1).dyn_into::<Uint8Array>().ok()?.to_vec();
    Some((parts.get(0), postcard::from_bytes(&bytes).ok()?))
}

/// Nobody hears a panic in a promise of a worker, unless it is told first.
fn tell_of_panics(scope: &Scope) {
    let to_page = scope.clone();
    std::panic::set_hook(Box::new(move |panic| {
        console_error_panic_hook::hook(panic);
        post(&to_page, &format!("{STOPPED}{panic}").into());
    }));
}

fn post(scope: &Scope, message: &JsValue) {
    // Only values that can be cloned are posted here.
    let _ = scope.post_message(message);
}
