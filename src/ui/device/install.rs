//! Putting the app on the home screen, where a phone keeps its storage for good.

use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Opened from the home screen.
    Installed,
    /// A tab on an iPhone or iPad: its storage is apart from the installed app's, and is emptied
    /// after a week without a visit.
    AppleTab,
    Tab,
}

thread_local! {
    static OFFER: RefCell<Option<Event>> = const { RefCell::new(None) };
}

pub fn platform() -> Platform {
    let Some(window) = web_sys::window() else { return Platform::Tab };
    let standalone = window.match_media("(display-mode: standalone)").ok().flatten();
    let navigator = window.navigator();
    let is_on_home_screen = |name: &str| {
        js_sys::Reflect::get(&navigator, &name.into()).is_ok_and(|value| value.is_truthy())
    };
    if standalone.is_some_and(|query| query.matches()) || is_on_home_screen("standalone") {
        return Platform::Installed;
    }
    if is_apple() { Platform::AppleTab } else { Platform::Tab }
}

pub fn is_apple() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    let agent = navigator.user_agent().unwrap_or_default();
    // An iPad says that it is a Mac; but no Mac has a touch screen.
    let is_ipad = agent.contains("Macintosh") && navigator.max_touch_points() > 1;
    agent.contains("iPhone") || agent.contains("iPad") || is_ipad
}

pub fn keep_offer(event: &Event) {
    OFFER.with(|offer| offer.replace(Some(event.clone())));
}

pub fn can_install() -> bool {
    OFFER.with(|offer| offer.borrow().is_some())
}

/// Shows the browser's own question. Each offer can be used once.
pub fn install() {
    let Some(event) = OFFER.with(RefCell::take) else { return };
    let prompt = js_sys::Reflect::get(&event, &JsValue::from_str("prompt"));
    if let Some(prompt) = prompt.ok().and_then(|prompt| prompt.dyn_into::<js_sys::Function>().ok())
    {
        let _ = prompt.call0(&event);
    }
}
