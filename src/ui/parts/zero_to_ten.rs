//! A number out of a few, as buttons in two rows on a phone: native radio buttons beneath.

use super::{super::device, choices::label_of};
use dioxus::prelude::*;

/// With arrow keys one passes over numbers on the way to one's own: what is meant is where they stop.
const STOPPED_MS: i32 = 900;

#[component]
pub fn ZeroToTen(
    /// Names the group; unique on its page.
    name: String,
    legend: String,
    /// Which of several it asks about, for who does not see where it stands.
    #[props(default)]
    about: String,
    #[props(default)] from: u16,
    chosen: Option<u16>,
    /// What the ends mean.
    low: String,
    high: String,
    on_choose: Callback<u16>,
    /// What was said before, between the question and the numbers.
    children: Element,
) -> Element {
    let mut passing = use_hook(|| Passing {
        is_under_way: CopyValue::new(false),
        number: CopyValue::new(None),
        turn: CopyValue::new(0),
    });
    let ends = format!("{name}-ends");
    rsx! {
        fieldset {
            class: "zero-to-ten",
            "aria-label": label_of(&legend, &about),
            "aria-describedby": "{ends}",
            onkeydown: move |event| {
                let arrows = [Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown];
                passing.is_under_way.set(arrows.contains(&event.key()));
            },
            onfocusout: move |_| {
                if !*passing.is_under_way.peek() {
                    passing.stop(on_choose);
                }
            },
            legend { dir: "auto", "{legend}" }
            {children}
            div { class: "numbers",
                for number in from..=10 {
                    label { key: "{number}", class: "number",
                        input {
                            r#type: "radio",
                            name: "{name}",
                            autocomplete: "off",
                            checked: chosen == Some(number),
                            oninput: move |_| passing.take(number, on_choose),
                        }
                        span { "{number}" }
                    }
                }
            }
            p { class: "ends soft", id: "{ends}",
                span { "{from} {low}" }
                span { "10 {high}" }
            }
        }
    }
}

/// A number on which an arrow key has come, until the keys rest or the focus leaves.
#[derive(Clone, Copy)]
struct Passing {
    is_under_way: CopyValue<bool>,
    number: CopyValue<Option<u16>>,
    turn: CopyValue<u32>,
}

impl Passing {
    fn take(mut self, number: u16, on_choose: Callback<u16>) {
        if !self.is_under_way.replace(false) {
            self.number.set(None);
            return on_choose.call(number);
        }
        self.number.set(Some(number));
        *self.turn.write() += 1;
        let turn = *self.turn.peek();
        spawn(async move {
            device::sleep(STOPPED_MS).await;
            if *self.turn.peek() == turn {
                self.stop(on_choose);
            }
        });
    }

    fn stop(mut self, on_choose: Callback<u16>) {
        if let Some(number) = self.number.take() {
            on_choose.call(number);
        }
    }
}
