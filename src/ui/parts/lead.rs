//! Where a button made room for a form, the focus goes on in it.

use super::super::device;
use dioxus::prelude::*;

/// For the `onmounted` of a form that takes the place of what opened it; it wants a `tabindex`.
pub async fn lead_here(event: Event<MountedData>) {
    if device::is_focus_lost() {
        // Not being able to is no trouble.
        let _ = event.set_focus(true).await;
    }
}
