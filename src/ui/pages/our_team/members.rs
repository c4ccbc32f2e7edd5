//! Who is in the team, and their phones.

use super::invite::LetInAgain;
use crate::care::Moment;
use crate::requests::{
    phone::SyncNow,
    team::{Device, Member, RemoveDevice, RemoveWorker},
};
use crate::ui::{parts::Dialog, root::use_root, text::text, when};
use dioxus::prelude::*;

const A_DAY_MS: i64 = 24 * 60 * 60 * 1000;
const A_WEEK_MS: i64 = 7 * A_DAY_MS;

#[component]
pub fn MemberCard(member: Member, is_lead: bool) -> Element {
    let root = use_root();
    let worker = member.worker;
    let (id, name) = (worker.id, worker.name.clone());
    let is_removable = is_lead && !worker.is_me && !member.has_left;
    let (is_me, was_lead) = (worker.is_me, member.is_lead);
    rsx! {
        article { class: "card member",
            h3 { dir: "auto", "{worker.name}" }
            div { class: "tags",
                if worker.is_me {
                    span { class: "tag mine", {text!("team-you")} }
                }
                if member.is_lead {
                    span { class: "tag mine", {text!("team-lead")} }
                }
                if member.has_left {
                    span { class: "soft", {text!("team-left")} }
                }
            }
            ul { class: "lines",
                for device in member.devices {
                    DeviceLine { key: "{device.id}", device, is_ones_own: is_lead || is_me, name: name.clone() }
                }
            }
            if is_lead && !worker.is_me {
                LetInAgain { worker: id, name: name.clone() }
            }
            if is_removable {
                Removal {
                    id: "remove-{id}",
                    words: text!("remove-worker", name: name.clone()),
                    title: text!("remove-worker-title", name: name.clone()),
                    on_yes: move |()| {
                        let name = name.clone();
                        root.perform_then(RemoveWorker { worker: id }, move |()| {
                            // They may still have the words of the old one.
                            if was_lead {
                                root.say(text!("remove-lead-kit", name: name));
                            }
                        });
                    },
                }
            }
        }
    }
}

#[component]
fn DeviceLine(
    device: Device,
    /// To look after: whoever it is, or a lead.
    is_ones_own: bool,
    name: String,
) -> Element {
    let root = use_root();
    let id = device.id;
    let (words, title) = if device.is_this_phone {
        (text!("remove-this-device"), text!("remove-this-device-title"))
    } else {
        (text!("remove-device", name: name.clone()), text!("remove-device-title", name: name))
    };
    let now = when::now();
    let seen = match device.last_seen_at {
        Some(at) => text!("device-seen", ago: when::ago_in_words(at, now)),
        None => text!("device-joined", ago: when::ago_in_words(device.joined_at, now)),
    };
    let behind = behind(&device, now);
    rsx! {
        li { class: "line",
            span { class: "name",
                if device.is_this_phone { {text!("device-this")} } else { {text!("device-phone")} }
            }
            span { class: "soft",
                if device.is_removed { {text!("device-removed")} } else { "{seen}" }
            }
            if let Some(behind) = behind.filter(|_| is_ones_own) {
                p { class: "behind", "{behind}" }
            }
            if is_ones_own && !device.is_removed {
                Removal {
                    id: "remove-{id}",
                    words,
                    title,
                    is_this_phone: device.is_this_phone,
                    // The server hears of it at once, where it can be reached.
                    on_yes: move |()| root.perform_then(RemoveDevice { device: id }, move |()| root.perform(SyncNow {})),
                }
            }
        }
    }
}

/// What somebody might lose with a phone, told to whoever can go and look.
fn behind(device: &Device, now: Moment) -> Option<String> {
    if device.is_removed || device.is_this_phone {
        return None;
    }
    if let Some(since) = device.alone_since.filter(|since| is_long_ago(*since, A_DAY_MS, now)) {
        let day = when::day_in_words(when::day_of(since), when::today());
        return Some(text!("device-alone-since", day: day));
    }
    is_long_ago(device.last_seen_at?, A_WEEK_MS, now).then(|| text!("device-out-of-touch"))
}

fn is_long_ago(at: Moment, ms: i64, now: Moment) -> bool {
    now.0.saturating_sub(at.0) > ms
}

/// A removal is for ever, so it is asked.
#[component]
fn Removal(
    id: String,
    words: String,
    title: String,
    #[props(default)] is_this_phone: bool,
    on_yes: Callback<()>,
) -> Element {
    let mut is_asked = use_signal(|| false);
    rsx! {
        button { class: "quiet", r#type: "button", onclick: move |_| is_asked.set(true), "{words}" }
        if is_asked() {
            Dialog {
                id,
                title,
                yes: if is_this_phone { text!("remove-this-device-yes") } else { text!("remove-yes") },
                on_yes: move |()| {
                    is_asked.set(false);
                    on_yes.call(());
                },
                on_close: move |()| is_asked.set(false),
                if is_this_phone {
                    p { {text!("remove-this-device-goes")} }
                } else {
                    p { {text!("remove-what-goes")} }
                    p { {text!("remove-what-stays")} }
                }
            }
        }
    }
}
