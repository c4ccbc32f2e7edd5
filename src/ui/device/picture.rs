//! Words as a picture, for whoever keeps what matters among their photos.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/ui/device/picture.js")]
extern "C" {
    #[wasm_bindgen(js_name = pictureOf)]
    async fn draw(lines: Array) -> JsValue;
}

/// As PNG, the first line the largest. `None` where the browser cannot draw.
pub async fn picture_of(lines: &[String]) -> Option<Vec<u8>> {
    let lines: Array = lines.iter().map(|line| JsValue::from_str(line)).collect();
    draw(lines).await.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
}
