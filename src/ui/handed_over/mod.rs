//! The page in the hands of whose it is: a document of its own, with no way to anywhere but the
//! worker's door. It holds one page and no key to anything.

mod ending;
mod hand;
mod hope;
mod saying;
mod screens;

use super::{
    device::{self, Heard},
    when,
};
use crate::{
    engine::{Handle, carrier::News},
    requests::hand_over::Handed,
};
use dioxus::prelude::*;
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use hand::Hand;
use screens::Screens;

/// Left alone so long, the page goes; the door stays.
const LEFT_ALONE_MS: f64 = 5.0 * 60_000.0;
const LOOK_EVERY_MS: i32 = 15_000;
const KEPT_SOON_MS: i32 = 200;
const DOOR: &str = "/";

/// Shows the page that was left for this document; without one there is only the door.
#[component]
pub fn HandedOver() -> Element {
    let mut hand = use_signal(|| None);
    let mut touched_at_ms = use_signal(device::now_ms);
    let (engine, heard) = use_hook(start_engine);
    use_future(move || async move {
        let handed = device::take_handed().await;
        match handed.and_then(|bytes| postcard::from_bytes::<Handed>(&bytes).ok()) {
            Some(handed) => hand.set(Some(Hand::new(engine, handed, when::now()))),
            None => leave(engine),
        }
    });
    use_future(move || {
        let mut heard = heard;
        let heard = heard.write().take();
        async move {
            let Some(mut heard) = heard else { return };
            while let Some(heard) = heard.next().await {
                match heard {
                    Heard::Touched => touched_at_ms.set(device::now_ms()),
                    Heard::Hidden(is_hidden) => device::blank(is_hidden),
                    Heard::Engine(
                        News::AskedToGiveWay | News::OpenElsewhere | News::Stopped(_),
                    ) => {
                        spawn(leave_when_kept(hand, engine));
                    }
                    _ => {}
                }
            }
        }
    });
    use_future(move || async move {
        loop {
            device::sleep(LOOK_EVERY_MS).await;
            if device::now_ms() - *touched_at_ms.peek() > LEFT_ALONE_MS && is_kept(hand) {
                leave(engine);
            }
        }
    });
    match hand() {
        None => rsx! {},
        Some(hand) => rsx! { Screens { hand } },
    }
}

/// With the page goes what is on the screen alone.
async fn leave_when_kept(hand: Signal<Option<Hand>>, engine: CopyValue<Handle>) {
    while !is_kept(hand) {
        device::sleep(KEPT_SOON_MS).await;
    }
    leave(engine);
}

fn is_kept(hand: Signal<Option<Hand>>) -> bool {
    hand.peek().is_none_or(|hand| hand.is_kept())
}

/// The engine lets go first, so that the one at the door finds everything free.
fn leave(engine: CopyValue<Handle>) {
    engine.peek().end();
    device::go_to(DOOR);
}

type Ears = CopyValue<Option<UnboundedReceiver<Heard>>>;

/// An engine that has opened nothing: it can add to what is sealed, and that is all.
fn start_engine() -> (CopyValue<Handle>, Ears) {
    let (ear, heard) = unbounded();
    device::listen(&ear);
    let to_page = ear.clone();
    let engine = Handle::start(move |news| {
        // The page listens as long as the document lives.
        let _ = to_page.unbounded_send(Heard::Engine(news));
    });
    (CopyValue::new(engine), CopyValue::new(Some(heard)))
}
