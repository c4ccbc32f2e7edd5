//! What lives as long as the window: the engine, what it last told, the toasts.

use super::{
    device::{self, Heard, Version},
    parts::{Toast, focus_gets_lost},
    route::Route,
    unsaved::Unsaved,
};
use crate::{
    engine::{Handle, carrier::News},
    requests::typed::Texts,
};
use dioxus::prelude::*;
use futures_channel::mpsc;
use futures_util::StreamExt;
use std::{collections::BTreeMap, rc::Rc};

/// How long a toast stays: long enough to be read twice and reached.
const TOAST_MS: i32 = 10_000;
/// So often is looked whether somebody is still on it.
const A_LOOK_MS: i32 = 100;
const MOST_OF_A_TRAIL: usize = 30;

/// Where the window stands with the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Window {
    Starting,
    Open,
    OpenElsewhere,
    Stopped(String),
}

#[derive(Clone, Copy)]
pub struct Root {
    engine: CopyValue<Handle>,
    /// Counted up whenever the record changed.
    pub changes: Signal<u32>,
    pub window: Signal<Window>,
    pub toasts: Signal<Vec<Toast>>,
    last_toast: CopyValue<u32>,
    /// The link that the window was opened with, until it is used.
    pub link: Signal<Option<String>>,
    pub unsaved: Unsaved,
    /// What was typed in fields and forms and is neither done nor given up, by its place.
    pub begun: CopyValue<BTreeMap<String, Texts>>,
    pub waiting_version: Signal<Option<Version>>,
    is_taking_version: CopyValue<bool>,
    pub can_install: Signal<bool>,
    /// Just joined: the phone is not yet set up for one touch.
    pub is_new_here: Signal<bool>,
    pub touched_at_ms: CopyValue<f64>,
    pub hidden_at_ms: CopyValue<Option<f64>>,
    /// The pages on the way to where one is, which is the last of them.
    pub trail: Signal<Vec<Route>>,
}

pub fn use_root() -> Root {
    use_context()
}

/// Made once, in the outermost component.
pub fn use_new_root(link: Option<String>) -> Root {
    let (root, heard) = use_hook(|| {
        let (ear, heard) = mpsc::unbounded();
        device::listen(&ear);
        let to_root = ear.clone();
        let engine = Handle::start(move |news| {
            // The root listens as long as the window lives.
            let _ = to_root.unbounded_send(Heard::Engine(news));
        });
        let root = Root {
            engine: CopyValue::new(engine),
            changes: Signal::new(0),
            window: Signal::new(Window::Starting),
            toasts: Signal::default(),
            last_toast: CopyValue::new(0),
            link: Signal::new(link),
            unsaved: Unsaved::default(),
            begun: CopyValue::default(),
            waiting_version: Signal::default(),
            is_taking_version: CopyValue::new(false),
            can_install: Signal::new(device::can_install()),
            is_new_here: Signal::new(false),
            touched_at_ms: CopyValue::new(device::now_ms()),
            hidden_at_ms: CopyValue::new(None),
            trail: Signal::default(),
        };
        (root, CopyValue::new(Some(heard)))
    });
    use_future(move || {
        let mut heard = heard;
        let heard = heard.write().take();
        async move {
            let Some(mut heard) = heard else { return };
            while let Some(heard) = heard.next().await {
                root.hear(heard);
            }
        }
    });
    use_context_provider(|| root)
}

impl Root {
    pub fn engine(&self) -> Handle {
        self.engine.read().clone()
    }

    pub fn say(self, words: String) {
        self.show(words, None);
    }

    pub fn say_with_undo(self, words: String, undo: impl Fn() + 'static) {
        self.show(words, Some(Rc::new(undo)));
    }

    fn show(mut self, words: String, undo: Option<Rc<dyn Fn()>>) {
        let id = *self.last_toast.peek() + 1;
        self.last_toast.set(id);
        // One at a time: the last is what a hand wants to undo.
        self.toasts.set(vec![Toast { id, words, undo }]);
        dioxus::core::spawn_forever(async move {
            self.lead_focus_to_toast(id).await;
            device::sleep(TOAST_MS).await;
            // Whoever is on it with a key or a screen reader has the time they need.
            while self.has_toast(id) && device::is_focus_in_toast() {
                device::sleep(A_LOOK_MS).await;
            }
            self.close_toast(id);
        });
    }

    /// What was tapped is often gone once it is done. Then the focus goes on at the way to undo it.
    async fn lead_focus_to_toast(self, id: u32) {
        if focus_gets_lost(|| self.has_toast(id)).await {
            device::focus_toast();
        }
    }

    fn has_toast(&self, id: u32) -> bool {
        self.toasts.peek().iter().any(|toast| toast.id == id)
    }

    pub fn close_toast(mut self, id: u32) {
        if !self.has_toast(id) {
            return;
        }
        self.toasts.write().retain(|toast| toast.id != id);
        dioxus::core::spawn_forever(async move {
            device::sleep(A_LOOK_MS).await;
            if device::is_focus_lost() {
                device::focus_heading();
            }
        });
    }

    /// Asks everything again that is on the screen.
    pub fn changed(mut self) {
        *self.changes.write() += 1;
    }

    /// A page was reached: another one, or the one before once more.
    pub fn reached(mut self, page: Route) {
        let mut trail = self.trail.write();
        let is_back = trail.iter().rev().nth(1) == Some(&page);
        match (is_back, trail.last() == Some(&page)) {
            (true, _) => drop(trail.pop()),
            (false, true) => {}
            (false, false) => trail.push(page),
        }
        let n_too_many = trail.len().saturating_sub(MOST_OF_A_TRAIL);
        trail.drain(..n_too_many);
    }

    /// The page before this one, for those that are reached from several.
    pub fn came_from(&self, here: &Route, otherwise: Route) -> Route {
        self.trail.read().iter().rev().find(|page| *page != here).cloned().unwrap_or(otherwise)
    }

    fn hear(mut self, heard: Heard) {
        match heard {
            Heard::Engine(News::Ready) => {
                self.window.set(Window::Open);
                self.changed();
                device::look_for_version();
            }
            Heard::Engine(News::Changed) => self.changed(),
            Heard::Engine(News::OpenElsewhere) => self.window.set(Window::OpenElsewhere),
            Heard::Engine(News::AskedToGiveWay) => self.give_way(),
            Heard::Engine(News::Stopped(why)) => self.window.set(Window::Stopped(why)),
            Heard::Hidden(is_hidden) => self.hidden(is_hidden),
            Heard::Touched => self.touched_at_ms.set(device::now_ms()),
            Heard::CanInstall => self.can_install.set(true),
            Heard::Current(version) => self.current_version(&version),
            Heard::Waiting(version) => self.waiting_version.set(Some(version)),
        }
    }

    /// Asked by another window. One that has not got the record has nothing to save, and would end its
    /// own engine only when it is the one that takes over.
    fn give_way(self) {
        if matches!(*self.window.peek(), Window::OpenElsewhere) {
            return;
        }
        dioxus::core::spawn_forever(async move {
            if self.save_and_lock().await {
                self.engine().give_way();
            }
        });
    }

    /// Takes the version that waits; the window starts anew when it is there, and nothing typed may be in its
    /// memory alone.
    pub fn take_waiting_version(mut self) {
        dioxus::core::spawn_forever(async move {
            if !self.save_now().await {
                return;
            }
            if let Some(version) = self.waiting_version.peek().as_ref() {
                self.is_taking_version.set(true);
                device::take_version(version);
            }
        });
    }

    fn current_version(self, version: &Version) {
        if *self.is_taking_version.peek() && *version != device::running_version() {
            device::reload();
        }
    }
}
