//! Whether the phone promised to keep what the app stores.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

pub async fn is_storage_kept() -> bool {
    asked(StorageManager::persisted).await
}

/// Asks the phone to keep it; some ask the person, some decide by themselves.
pub async fn keep_storage() -> bool {
    asked(StorageManager::persist).await
}

async fn asked(ask: fn(&StorageManager) -> Result<Promise, JsValue>) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let Ok(answer) = ask(&window.navigator().storage()) else { return false };
    JsFuture::from(answer).await.is_ok_and(|is_kept| is_kept.is_truthy())
}
