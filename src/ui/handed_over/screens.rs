//! One screen after the other, each asking one thing.

use super::{
    super::{
        device,
        pages::our_page::read::{PromiseToMe, how_to_reach, tell_gp_in_words},
        parts::{Choice, Choices, Glyph, Picture},
        text::text,
        when,
    },
    ending::{Ending, Thanks},
    hand::{Hand, Kept},
    hope::{AHope, AStep},
    saying::Saying,
};
use crate::care::{
    OurPage,
    our_page::{Sharing, TellGp},
};
use dioxus::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    IsThisYou,
    Matters,
    Promised,
    /// By its place on the page.
    Hope(usize),
    Step(usize),
    Helps,
    IfHard,
    WhoSees,
    Ending,
    Thanks,
}

/// Their words first, then what was promised to them, then each hope and its step.
fn screens(page: &OurPage) -> Vec<Screen> {
    let mut screens = vec![Screen::IsThisYou, Screen::Matters, Screen::Promised];
    for at in 0..page.hopes.len() {
        screens.extend([Screen::Hope(at), Screen::Step(at)]);
    }
    screens.extend([
        Screen::Helps,
        Screen::IfHard,
        Screen::WhoSees,
        Screen::Ending,
        Screen::Thanks,
    ]);
    screens
}

#[component]
pub fn Screens(hand: Hand) -> Element {
    let mut at = use_signal(|| 0_usize);
    let page = use_hook(|| hand.page());
    let screens = use_hook(|| screens(&page));
    let screen = screens.get(at()).copied().unwrap_or(Screen::Thanks);
    let go = Callback::new(move |by: isize| {
        let next = at.peek().saturating_add_signed(by);
        at.set(next);
        device::scroll_to_top();
    });
    rsx! {
        main { class: if *hand.is_easy.read() { "page for-them in-hand easy" } else { "page for-them in-hand" },
            div { key: "{at}", class: "stack",
                match screen {
                    Screen::IsThisYou => rsx! { IsThisYou { hand, called: page.called.clone(), on_yes: move |()| go.call(1) } },
                    Screen::Matters => rsx! { Matters { hand, page: page.clone() } },
                    Screen::Promised => rsx! { PromisedToMe { hand, page: page.clone() } },
                    Screen::Hope(n) => rsx! { AHope { hand, page: page.clone(), n } },
                    Screen::Step(n) => rsx! { AStep { hand, page: page.clone(), n } },
                    Screen::Helps => rsx! { Helps { hand, page: page.clone() } },
                    Screen::IfHard => rsx! { IfHard { hand, page: page.clone() } },
                    Screen::WhoSees => rsx! { WhoSees { hand, sharing: page.sharing.clone() } },
                    Screen::Ending => rsx! { Ending { hand, page: page.clone(), on_done: move |()| go.call(1) } },
                    Screen::Thanks => rsx! { Thanks { hand, page: page.clone() } },
                }
            }
            KeptOrNot { hand }
            if !matches!(screen, Screen::IsThisYou | Screen::Thanks) {
                Ways { on_go: go, has_next: screen != Screen::Ending, is_asked: matches!(screen, Screen::Hope(_) | Screen::Step(_)) }
            }
        }
    }
}

#[component]
fn Ways(on_go: Callback<isize>, has_next: bool, is_asked: bool) -> Element {
    rsx! {
        nav { class: "ways",
            button { class: "button outlined", r#type: "button", onclick: move |_| on_go.call(-1), {text!("hand-back")} }
            if is_asked {
                button { class: "quiet", r#type: "button", onclick: move |_| on_go.call(1), {text!("hand-not-today")} }
            }
            if has_next {
                button { class: "button filled", r#type: "button", onclick: move |_| on_go.call(1), {text!("hand-next")} }
            }
        }
    }
}

/// Silent while all is well.
#[component]
fn KeptOrNot(hand: Hand) -> Element {
    rsx! {
        p { class: "soft", role: "status",
            if *hand.kept.read() == Kept::OnTheScreenAlone {
                {text!("hand-not-kept")}
            }
        }
    }
}

/// The heading of a screen, with a picture where pictures are wanted. Keys and screen readers begin
/// at it.
#[component]
pub fn Head(hand: Hand, title: String, glyph: Glyph, #[props(default)] easy: String) -> Element {
    let is_easy = *hand.is_easy.read();
    rsx! {
        header { class: "head",
            if is_easy {
                Picture { glyph }
            }
            h1 { tabindex: "-1", dir: "auto", onmounted: move |event| async move {
                let _ = event.set_focus(true).await;
            }, "{title}" }
            if is_easy && !easy.is_empty() {
                p { class: "lead", "{easy}" }
            }
        }
    }
}

/// A short sentence, where those are wanted.
#[component]
fn Easy(hand: Hand, words: String) -> Element {
    if !*hand.is_easy.read() {
        return rsx! {};
    }
    rsx! { p { class: "lead", "{words}" } }
}

/// Nothing of the page before it is sure whose hands it is in.
#[component]
fn IsThisYou(hand: Hand, called: String, on_yes: Callback<()>) -> Element {
    let mut is_sure = use_signal(|| false);
    let mut is_easy = hand.is_easy;
    if !is_sure() {
        return rsx! {
            Head { hand, title: text!("hand-is-this-you"), glyph: Glyph::People }
            p { class: "their-name", dir: "auto", "{called}" }
            div { class: "actions",
                button { class: "button filled", r#type: "button", onclick: move |_| is_sure.set(true), {text!("hand-yes")} }
                button { class: "button outlined", r#type: "button", onclick: move |_| hand.give_back(), {text!("hand-no")} }
            }
        };
    }
    let easy = if is_easy() { text!("hand-easy-off") } else { text!("hand-easy") };
    rsx! {
        Head { hand, title: text!("page-title"), glyph: Glyph::Heart }
        p { class: "lead", {text!("hand-lead")} }
        p { class: "lead", {text!("hand-lead-more")} }
        div { class: "actions",
            button { class: "button filled", r#type: "button", onclick: move |_| on_yes.call(()), {text!("hand-begin")} }
            button { class: "button outlined", r#type: "button", onclick: move |_| is_easy.toggle(), "{easy}" }
        }
    }
}

#[component]
fn Matters(hand: Hand, page: OurPage) -> Element {
    rsx! {
        Head { hand, title: text!("page-matters"), glyph: Glyph::Heart, easy: text!("hand-easy-matters") }
        Saying { hand, said: page.matters, what: text!("page-matters") }
        if *hand.is_easy.read() {
            Picture { glyph: Glyph::Star }
        }
        h2 { {text!("page-strengths")} }
        Easy { hand, words: text!("hand-easy-strengths") }
        Saying { hand, said: page.strengths, what: text!("page-strengths") }
    }
}

#[component]
fn PromisedToMe(hand: Hand, page: OurPage) -> Element {
    let title = match page.worker.is_empty() {
        true => text!("hand-promised-anybody"),
        false => text!("hand-promised", name: page.worker.clone()),
    };
    rsx! {
        Head { hand, title, glyph: Glyph::Promise, easy: text!("hand-easy-promised") }
        if page.promises.is_empty() {
            p { class: "lead", {text!("page-nothing-promised")} }
        }
        ul { class: "promised",
            for (n, promise) in page.promises.into_iter().enumerate() {
                li { key: "{n}", PromiseToMe { promise } }
            }
        }
    }
}

#[component]
fn Helps(hand: Hand, page: OurPage) -> Element {
    rsx! {
        Head { hand, title: text!("page-helps"), glyph: Glyph::Helps, easy: text!("hand-easy-helps") }
        Saying { hand, said: page.helps, what: text!("page-helps") }
        if *hand.is_easy.read() {
            Picture { glyph: Glyph::Wall }
        }
        h2 { {text!("page-in-the-way")} }
        Easy { hand, words: text!("hand-easy-in-the-way") }
        Saying { hand, said: page.in_the_way, what: text!("page-in-the-way") }
    }
}

#[component]
fn IfHard(hand: Hand, page: OurPage) -> Element {
    let hard = page.if_hard;
    let parts = [
        (hard.signs, text!("field-if-hard-signs")),
        (hard.helps, text!("field-if-hard-helps")),
        (hard.whom, text!("field-if-hard-whom")),
    ];
    rsx! {
        Head { hand, title: text!("page-if-hard"), glyph: Glyph::Cloud, easy: text!("hand-easy-if-hard") }
        for (said, what) in parts {
            h2 { key: "{what}", "{what}" }
            Saying { hand, said, what }
        }
        if !page.reach.is_empty() {
            h2 { {text!("page-reach")} }
            for line in how_to_reach(&page.worker, &page.reach) {
                p { key: "{line}", class: "lead", dir: "auto", "{line}" }
            }
        }
        if let Some(on) = page.look_again_on {
            h2 { {text!("page-look-again")} }
            p { class: "lead", {when::date_in_words(on)} }
        }
    }
}

/// Who can read it, and what they wish about it: theirs to change.
#[component]
fn WhoSees(hand: Hand, sharing: Sharing) -> Element {
    let (slot, wishes) = (sharing.tell_gp.slot, sharing.wishes.clone());
    let tell_gp = hand.words(&sharing.tell_gp);
    let choices =
        TellGp::ALL.iter().map(|tell| Choice::new(tell.as_word(), tell_gp_in_words(tell)));
    rsx! {
        Head { hand, title: text!("sees-title"), glyph: Glyph::People, easy: text!("sees-easy") }
        h2 { {text!("sees-team", team: sharing.team)} }
        ul { class: "lead",
            for name in sharing.readers {
                li { key: "{name}", dir: "auto", "{name}" }
            }
        }
        p { class: "soft", {text!("sees-notes")} }
        Choices {
            name: "tell-gp",
            legend: text!("sees-tell-gp"),
            choices: choices.collect::<Vec<_>>(),
            chosen: tell_gp,
            on_choose: move |word| hand.say(slot, word),
        }
        h2 { {text!("sees-wishes")} }
        Saying { hand, said: wishes, what: text!("sees-wishes") }
    }
}
