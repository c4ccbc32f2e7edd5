//! Pauses in long work, in which the worker hears new requests.
// Calling JavaScript is what this file is for.
#![allow(unsafe_code)]

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/engine/carrier/breath.js")]
extern "C" {
    /// Lets whatever else waits have its turn.
    pub async fn breathe();
}
