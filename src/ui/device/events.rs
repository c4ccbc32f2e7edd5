//! What the page hears from outside: the engine, other windows, the person's hands, the phone.
//!
//! All of it goes through one channel to the root, because signals may only be written there.

use super::versions::{self, Version};
use crate::engine::carrier::News;
use futures_channel::mpsc::UnboundedSender;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget, MessageEvent};

#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    Engine(News),
    /// The page came to the front or left it.
    Hidden(bool),
    /// Keys, fingers or dictation: somebody is there.
    Touched,
    /// The browser offers to put the app on the home screen.
    CanInstall,
    /// What the next start is served.
    Current(Version),
    /// A newer version lies complete on this phone.
    Waiting(Version),
}

type Ear = UnboundedSender<Heard>;

pub fn listen(ear: &Ear) {
    let Some(window) = web_sys::window() else { return };
    let Some(page) = window.document() else { return };
    on(&page, "visibilitychange", ear, |_| Some(Heard::Hidden(super::is_hidden())));
    // A page that is put away without a warning.
    on(&window, "pagehide", ear, |_| Some(Heard::Hidden(true)));
    on(&window, "pageshow", ear, |_| Some(Heard::Hidden(super::is_hidden())));
    for touch in ["pointerdown", "keydown", "wheel", "input"] {
        on(&page, touch, ear, |_| Some(Heard::Touched));
    }
    on(&window, "beforeinstallprompt", ear, |event| {
        event.prevent_default();
        super::install::keep_offer(event);
        Some(Heard::CanInstall)
    });
    if let Some(versions) = versions::container() {
        on(&versions, "message", ear, |event| {
            versions::heard(&event.dyn_ref::<MessageEvent>()?.data())
        });
    }
}

fn on(target: &EventTarget, name: &str, ear: &Ear, hear: fn(&Event) -> Option<Heard>) {
    let ear = ear.clone();
    let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if let Some(heard) = hear(&event) {
            // The root listens as long as the page lives.
            let _ = ear.unbounded_send(heard);
        }
    });
    let _ = target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    listener.forget();
}
