//! What is being typed in a field or a form: kept on the phone until it is done or given up, so
//! that a lock in the middle of it costs nothing.

use super::{root::Root, root::use_root};
use crate::requests::typed::{SaveTyped, Texts};
use dioxus::prelude::*;

/// Closed, or open with a text for each field by its name.
#[derive(Clone, Copy, PartialEq)]
pub struct Typing {
    place: CopyValue<String>,
    texts: Signal<Option<Texts>>,
    /// It was there from before when the page was opened.
    was_kept: Signal<bool>,
}

/// `place` names the field or form among all of all pages.
pub fn use_typing(place: impl FnOnce() -> String) -> Typing {
    let root = use_root();
    use_hook(|| {
        let place = place();
        let kept = root.begun.peek().get(&place).cloned();
        Typing {
            place: CopyValue::new(place),
            was_kept: Signal::new(kept.is_some()),
            texts: Signal::new(kept),
        }
    })
}

/// Whether something was typed in one of these places before the page was opened.
pub fn use_is_typed(places: impl IntoIterator<Item = String>) -> bool {
    let root = use_root();
    use_hook(|| {
        let begun = root.begun.peek();
        places.into_iter().any(|place| begun.contains_key(&place))
    })
}

impl Typing {
    pub fn was_kept(&self) -> ReadSignal<bool> {
        self.was_kept.into()
    }

    pub fn is_open(&self) -> bool {
        self.texts.read().is_some()
    }

    pub fn text(&self, name: &str) -> String {
        let texts = self.texts.read();
        texts.as_ref().and_then(|texts| texts.get(name)).cloned().unwrap_or_default()
    }

    /// All that is typed, for a form that is done.
    pub fn texts(&self) -> Texts {
        self.texts.peek().clone().unwrap_or_default()
    }

    pub fn open<const N: usize>(mut self, texts: [(&str, String); N]) {
        let texts = texts.map(|(name, text)| (name.to_owned(), text));
        self.texts.set(Some(texts.into()));
    }

    pub fn write(mut self, root: Root, name: &str, text: String) {
        let texts = {
            let mut texts = self.texts.write();
            let texts = texts.get_or_insert_default();
            texts.insert(name.to_owned(), text);
            texts.clone()
        };
        root.typed(SaveTyped { place: self.place.cloned(), fields: Some(texts) });
    }

    /// Opens it again with what is typed now: for an act that is taken back when the page may be gone.
    pub fn reopening(self, root: Root) -> impl Fn() + 'static {
        let (place, texts) = (self.place.cloned(), self.texts());
        move || {
            let mut now = self.texts;
            if let Ok(mut now) = now.try_write() {
                *now = Some(texts.clone());
            }
            root.typed(SaveTyped { place: place.clone(), fields: Some(texts.clone()) });
        }
    }

    /// Closes it, as often as it is asked for.
    pub fn forgetting(self, root: Root) -> impl Fn() + 'static {
        move || self.closing(root)()
    }

    /// Done, or given up.
    pub fn close(self, root: Root) {
        self.closing(root)();
    }

    /// The same for later, when the page may be gone. What was typed meanwhile stays.
    pub fn closing(mut self, root: Root) -> impl FnOnce() {
        let (place, done) = (self.place.cloned(), self.texts.peek().clone());
        move || {
            if let (Ok(mut texts), Ok(mut was_kept)) =
                (self.texts.try_write(), self.was_kept.try_write())
            {
                if *texts != done {
                    return;
                }
                *texts = None;
                *was_kept = false;
            }
            root.forget_typed(place);
        }
    }
}
