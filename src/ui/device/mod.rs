//! What screens want of the device they run on. So far that is a browser's page.
// Calling JavaScript is what this room is for.
#![allow(unsafe_code)]

mod events;
mod hand_over;
mod install;
mod page;
mod passkey;
mod photo;
mod picture;
mod storage;
mod versions;

pub use events::{Heard, listen};
pub use hand_over::{
    HANDED_OVER, can_hand_on, go_to, hand_on, is_handed_over, never_come_back, take_handed,
};
pub use install::{Platform, can_install, install, platform};
pub use page::{
    blank, caret, copy, focus, focus_heading, focus_toast, frame_drawn, is_focus_in_field,
    is_focus_in_toast, is_focus_lost, is_hidden, map_address, message_address, next_frame, now_ms,
    own_address, print, put_caret, reload, save_file, scroll_to_top, set_title, show_dialog, sleep,
    take_link_from_address, unfold, vibrate,
};
pub use passkey::{ask_passkey, has_passkeys, make_passkey};
pub use photo::{NoPhoto, Photo, Shown, chosen_photo, preview_address};
pub use picture::picture_of;
pub use storage::{is_storage_kept, keep_storage};
pub use versions::{Version, look_for_version, running_version, take_version};
