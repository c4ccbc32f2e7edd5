//! Where a button made room for a form, the focus goes on in it.

use super::super::device;
use dioxus::prelude::*;

/// After what is done a page changes within this time: so often is looked whether the focus is lost.
const A_LOOK_MS: i32 = 100;
const MOST_LOOKS: usize = 12;

/// Waits until what had the focus is gone, as long as `is_wanted`. Answers whether that came.
pub async fn focus_gets_lost(is_wanted: impl Fn() -> bool) -> bool {
    for _ in 0..MOST_LOOKS {
        device::sleep(A_LOOK_MS).await;
        if !is_wanted() {
            return false;
        }
        if device::is_focus_lost() {
            return true;
        }
    }
    false
}

/// What was tapped goes: the focus goes to what stands in its place, once that is there.
pub fn lead_on(id: String) {
    spawn(async move {
        if focus_gets_lost(|| true).await {
            device::focus(&id);
        }
    });
}

/// For the `onmounted` of a form that takes the place of what opened it; it wants a `tabindex`.
pub async fn lead_here(event: Event<MountedData>) {
    if device::is_focus_lost() {
        // Not being able to is no trouble.
        let _ = event.set_focus(true).await;
    }
}
