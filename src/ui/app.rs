//! The outermost component.

use super::{
    device,
    handed_over::HandedOver,
    locking::use_locking,
    pages::broken::Broken,
    parts::Toasts,
    root::{Window, use_new_root},
    route::Route,
};
use dioxus::prelude::*;

/// Shows the app. The secret of a link is out of the address bar before anything else happens.
pub fn start() {
    device::set_title("Alongside");
    if device::is_handed_over() {
        return dioxus::launch(HandedOver);
    }
    device::never_come_back();
    let link = device::take_link_from_address();
    dioxus::LaunchBuilder::new().with_context(Link(link)).launch(App);
}

#[derive(Clone)]
struct Link(Option<String>);

#[component]
fn App() -> Element {
    let Link(link) = use_context();
    let root = use_new_root(link);
    use_locking(root);
    rsx! {
        ErrorBoundary {
            handle_error: |errors: ErrorContext| rsx! { main { class: "page", Broken { why: format!("{:?}", errors.error()) } } },
            Router::<Route> {}
        }
        // The page that the browser painted first goes when something is drawn.
        if *root.window.read() != Window::Starting {
            Toasts { toasts: root.toasts, on_close: move |id| root.close_toast(id) }
        }
    }
}
