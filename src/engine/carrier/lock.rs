//! Only one window at a time has the record open: a Web Lock, held while the worker lives.
// Calling JavaScript is what this file is for.
#![allow(unsafe_code)]

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/engine/carrier/lock.js")]
extern "C" {
    #[wasm_bindgen(js_name = holdLock, catch)]
    async fn hold_lock(name: &str, is_to_wait: bool) -> Result<JsValue, JsValue>;
}

/// Whether the lock is held now.
pub async fn hold_if_free(name: &str) -> Result<bool, JsValue> {
    Ok(hold_lock(name, false).await?.is_truthy())
}

pub async fn hold_when_free(name: &str) -> Result<(), JsValue> {
    hold_lock(name, true).await.map(|_| ())
}
