//! Which version of the app runs here, and which one waits to be taken.

use super::Heard;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::ServiceWorkerContainer;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    pub number: String,
    pub hash: String,
}

/// As the page says it; the build put it there.
pub fn running_version() -> Version {
    Version { number: meta("alongside-version"), hash: meta("alongside-hash") }
}

fn meta(name: &str) -> String {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|page| page.query_selector(&format!("meta[name={name}]")).ok()?)
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default()
}

/// Nothing where the address does not begin with https: there is no service worker then.
pub fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let has = Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or_default();
    has.then(|| navigator.service_worker())
}

pub fn look_for_version() {
    tell("check", &running_version().hash);
}

/// A person tapped: this one is served from the next start on.
pub fn take_version(version: &Version) {
    tell("take", &version.hash);
}

fn tell(what: &str, hash: &str) {
    let Some(worker) = container().and_then(|versions| versions.controller()) else { return };
    let message = Object::new();
    let _ = Reflect::set(&message, &what.into(), &hash.into());
    let _ = worker.post_message(&message);
}

pub fn heard(message: &JsValue) -> Option<Heard> {
    if let Some(version) = version_in(message, "current") {
        return Some(Heard::Current(version));
    }
    version_in(message, "waiting").map(Heard::Waiting)
}

fn version_in(message: &JsValue, name: &str) -> Option<Version> {
    let version = Reflect::get(message, &name.into()).ok().filter(JsValue::is_object)?;
    let part = |name: &str| Reflect::get(&version, &name.into()).ok()?.as_string();
    Some(Version { number: part("version")?, hash: part("hash")? })
}
