//! A photo that somebody took or chose, and pictures out of the record.

use base64::{Engine, engine::general_purpose::STANDARD};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/ui/device/photo.js")]
extern "C" {
    #[wasm_bindgen(js_name = chosenPhoto)]
    async fn chosen(id: &str) -> JsValue;
    #[wasm_bindgen(js_name = pictureAddress)]
    fn address_of(bytes: Uint8Array, media: &str) -> String;
    #[wasm_bindgen(js_name = forgetPicture)]
    fn forget(address: &str);
}

/// As it is kept: a JPEG that says nothing of where it was taken.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    pub jpeg: Vec<u8>,
    /// Empty where none is small enough.
    pub preview: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPhoto {
    TooBig,
    NotAPhoto,
}

/// What was chosen in a field for files; `None` where nothing was.
pub async fn chosen_photo(id: &str) -> Option<Result<Photo, NoPhoto>> {
    let answer = chosen(id).await;
    if answer.is_undefined() {
        return None;
    }
    let Ok(parts) = answer.clone().dyn_into::<Array>() else {
        let is_too_big = answer.as_string().as_deref() == Some("too big");
        return Some(Err(if is_too_big { NoPhoto::TooBig } else { NoPhoto::NotAPhoto }));
    };
    let bytes = |at| parts.get(at).dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
    let photo = bytes(0).and_then(|jpeg| Ok(Photo { jpeg, preview: bytes(1)? }));
    Some(photo.map_err(|_| NoPhoto::NotAPhoto))
}

/// A small picture, in its own address.
pub fn preview_address(jpeg: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", STANDARD.encode(jpeg))
}

/// A picture in this page's memory, for as long as this is there.
#[derive(PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    pub fn new(bytes: &[u8], media: &str) -> Self {
        Self(address_of(Uint8Array::from(bytes), media))
    }

    pub fn address(&self) -> &str {
        &self.0
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        forget(&self.0);
    }
}
