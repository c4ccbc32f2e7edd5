//! The clock on the wall, for what changes with the minute.

use super::{device, when};
use crate::care::Moment;
use dioxus::prelude::*;

const LOOK_EVERY_MS: i32 = 5_000;

/// Now, told anew with every minute. Of a page that was hidden it is right again soon after.
pub fn use_minute() -> ReadSignal<Moment> {
    let mut now = use_signal(when::now);
    use_future(move || async move {
        loop {
            device::sleep(LOOK_EVERY_MS).await;
            let at = when::now();
            if minute(*now.peek()) != minute(at) {
                now.set(at);
            }
        }
    });
    now.into()
}

fn minute(at: Moment) -> i64 {
    at.0.div_euclid(60_000)
}
