//! Photos of letters: whether all have been sent, and when they travel.

use crate::requests::{attachments::AlsoOnMobileData, phone::PhonePage};
use crate::ui::{parts::Toggle, root::use_root, text::text};
use dioxus::prelude::*;

#[component]
pub fn Photos(page: PhonePage) -> Element {
    let root = use_root();
    let is_so = page.photos_on_mobile_data;
    let sent = if page.n_photo_pieces_waiting > 0 {
        text!("phone-photos-waiting")
    } else {
        text!("phone-photos-sent")
    };
    rsx! {
        section { class: "card", "aria-labelledby": "photos",
            h2 { id: "photos", {text!("phone-photos-title")} }
            p { "{sent}" }
            Toggle {
                label: text!("phone-photos-mobile"),
                is_on: is_so,
                on_toggle: move |()| root.perform(AlsoOnMobileData { is_so: !is_so }),
            }
            p { class: "soft", {text!("phone-photos-where")} }
        }
    }
}
