//! Passkeys whose PRF gives the same secret bytes at every touch, and only here.

use crate::requests::door::Passkey;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/ui/device/passkey.js")]
extern "C" {
    #[wasm_bindgen(js_name = hasPasskeys)]
    async fn has() -> JsValue;
    #[wasm_bindgen(js_name = makePasskey)]
    async fn make(name: &str) -> JsValue;
    #[wasm_bindgen(js_name = askPasskey)]
    async fn ask(ids: &Array, salts: &Array) -> JsValue;
}

/// A passkey and what it gave for its salt.
pub struct Made {
    pub credential_id: Vec<u8>,
    pub prf_salt: Vec<u8>,
    pub prf_output: Vec<u8>,
}

/// Whether this phone may have one that can do it.
pub async fn has_passkeys() -> bool {
    has().await.is_truthy()
}

/// Nothing where the person would rather not, or the phone cannot.
pub async fn make_passkey(name: &str) -> Option<Made> {
    made(make(name).await)
}

pub async fn ask_passkey(passkeys: &[Passkey]) -> Option<Made> {
    let ids: Array = passkeys.iter().map(|key| bytes(&key.credential_id)).collect();
    let salts: Array = passkeys.iter().map(|key| bytes(&key.prf_salt)).collect();
    made(ask(&ids, &salts).await)
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn made(answer: JsValue) -> Option<Made> {
    let parts = answer.dyn_into::<Array>().ok()?;
    let part = |at| Some(parts.get(at).dyn_into::<Uint8Array>().ok()?.to_vec());
    Some(Made { credential_id: part(0)?, prf_salt: part(1)?, prf_output: part(2)? })
}
