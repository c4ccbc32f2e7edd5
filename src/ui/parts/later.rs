//! Long pages are drawn a piece a frame: a tap is answered at once, however long a list is. A moment
//! later all of it is there, for whoever searches in the page, goes by keys or hears it read.

use super::super::device;
use dioxus::prelude::*;
use futures_channel::oneshot;
use std::{cell::RefCell, collections::VecDeque};

/// Lines, or cards, of one turn: about as many as fit on a phone.
const A_SCREENFUL: usize = 10;

thread_local! {
    static WAITING: RefCell<VecDeque<oneshot::Sender<()>>> = RefCell::default();
}

/// What is not the first of its page waits for a frame of its own; then it stays.
#[component]
pub fn Later(turn: usize, children: Element) -> Element {
    let mut is_due = use_signal(|| turn == 0);
    use_future(move || async move {
        if !*is_due.peek() {
            my_turn().await;
            is_due.set(true);
        }
    });
    if is_due() {
        children
    } else {
        rsx! {}
    }
}

/// Whoever waits first is first.
async fn my_turn() {
    let (call, called) = oneshot::channel();
    let is_alone = WAITING.with_borrow_mut(|waiting| {
        waiting.push_back(call);
        waiting.len() == 1
    });
    if is_alone {
        dioxus::core::spawn_forever(call_them());
    }
    // Nobody hangs up before having called.
    let _ = called.await;
}

/// One a frame. Who is called stays at the head of the queue until then.
async fn call_them() {
    while WAITING.with_borrow(|waiting| !waiting.is_empty()) {
        device::next_frame().await;
        WAITING.with_borrow_mut(call_next);
    }
}

/// Whose page was left does not hear it, and takes no frame.
fn call_next(waiting: &mut VecDeque<oneshot::Sender<()>>) {
    while let Some(call) = waiting.pop_front() {
        if call.send(()).is_ok() {
            return;
        }
    }
}

/// A list by the turns in which it is drawn.
pub fn screenfuls<T>(lines: Vec<T>) -> impl Iterator<Item = (usize, Vec<T>)> {
    by_turns(lines, A_SCREENFUL)
}

/// The same where one of them is as much as several lines.
pub fn by_turns<T>(lines: Vec<T>, n: usize) -> impl Iterator<Item = (usize, Vec<T>)> {
    let mut lines = lines.into_iter();
    let next = move || {
        let some: Vec<T> = lines.by_ref().take(n).collect();
        (!some.is_empty()).then_some(some)
    };
    std::iter::from_fn(next).enumerate()
}
