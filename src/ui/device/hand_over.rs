//! Going to another document with one page in hand, and leaving everything else behind.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::Event;

/// Where the page is shown that was handed over.
pub const HANDED_OVER: &str = "/handed-over";

#[wasm_bindgen(module = "/src/ui/device/hand_over.js")]
extern "C" {
    #[wasm_bindgen(js_name = handOn)]
    async fn hand_on_bytes(bytes: Uint8Array) -> JsValue;
    #[wasm_bindgen(js_name = takeHanded)]
    async fn take_handed_bytes() -> JsValue;
    /// Whether there is anybody to keep it between the two documents.
    #[wasm_bindgen(js_name = canHandOn)]
    pub fn can_hand_on() -> bool;
}

/// Leaves it for the next document; answers whether it is there.
pub async fn hand_on(bytes: &[u8]) -> bool {
    hand_on_bytes(Uint8Array::from(bytes)).await.is_truthy()
}

/// What the document before left for this one: once, and only here.
pub async fn take_handed() -> Option<Vec<u8>> {
    take_handed_bytes().await.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
}

pub fn is_handed_over() -> bool {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok());
    path.as_deref() == Some(HANDED_OVER)
}

/// Another document takes the place of this one, also in the history.
pub fn go_to(path: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().replace(path);
    }
}

/// A document that was left comes back in no case as it was: it starts anew, at the door.
pub fn never_come_back() {
    let Some(window) = web_sys::window() else { return };
    let shown = Closure::<dyn FnMut(Event)>::new(|event: Event| {
        let persisted = js_sys::Reflect::get(&event, &JsValue::from_str("persisted"));
        if persisted.is_ok_and(|persisted| persisted.is_truthy()) {
            go_to("/");
        }
    });
    let _ = window.add_event_listener_with_callback("pageshow", shown.as_ref().unchecked_ref());
    shown.forget();
}
