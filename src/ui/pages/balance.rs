//! How we have been going over the months: the team as a whole, to look back on together (P18).

use super::{
    broken::Troubled,
    frame::Top,
    part_only::PartOnly,
    weight::words::{much, together},
};
use crate::care::balance::{HOW_WE_WENT, Month, Share, Side, WHERE_WE_MET, WHETHER_WE_ASKED};
use crate::requests::balance;
use crate::ui::{
    ask::use_answer,
    parts::{Shares, SharesLegend},
    route::Route,
    text::text,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn Balance() -> Element {
    let page = use_answer(|| balance::Balance { today: when::today() });
    rsx! {
        Top { title: text!("balance-title"), back: Route::OurTeam {} }
        PartOnly {}
        match page() {
            Some(Ok(page)) => rsx! {
                p { class: "soft", {text!("balance-lead")} }
                Months { id: "where", title: text!("balance-where"), sides: WHERE_WE_MET.to_vec(), months: page.where_we_met, question: text!("balance-where-ask") }
                Months { id: "how", title: text!("balance-how"), sides: HOW_WE_WENT.to_vec(), months: page.how_we_went, question: text!("balance-how-ask") }
                Months { id: "asked", title: text!("balance-asked-title"), sides: WHETHER_WE_ASKED.to_vec(), months: page.whether_we_asked, question: text!("balance-asked-ask") }
            },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

#[component]
fn Months(
    id: String,
    title: String,
    sides: Vec<Side>,
    months: Vec<Month>,
    question: String,
) -> Element {
    let legend = sides.into_iter().map(legend).collect::<Vec<_>>();
    rsx! {
        section { class: "card", "aria-labelledby": "{id}",
            h2 { id: "{id}", "{title}" }
            SharesLegend { words: legend }
            ul { class: "months",
                for month in months {
                    li { key: "{month.first_day}", MonthRow { month } }
                }
            }
            p { "{question}" }
        }
    }
}

#[component]
fn MonthRow(month: Month) -> Element {
    let name = when::month_in_words(month.first_day, when::today());
    if month.sides.is_empty() {
        return rsx! {
            p { class: "month-little", span { class: "label", "{name}" } " " span { class: "soft", {text!("balance-little-yet")} } }
        };
    }
    let parts = month.sides.iter().map(|(_, share)| share.per_thousand).collect::<Vec<_>>();
    let said = month.sides.iter().map(|(side, share)| (share.how_much, words(*side, *share)));
    rsx! {
        p { class: "label", "{name}" }
        Shares { parts }
        p { class: "soft", {together(said)} }
    }
}

fn legend(side: Side) -> String {
    match side {
        Side::AtHome => text!("balance-at-home"),
        Side::ByPhone => text!("balance-by-phone"),
        Side::Elsewhere => text!("balance-elsewhere"),
        Side::Together => text!("balance-together"),
        Side::Introduced => text!("balance-introduced"),
        Side::OnTheirOwn => text!("balance-on-their-own"),
        Side::AskedAfter => text!("balance-asked"),
        Side::NotYetAsked => text!("balance-not-yet-asked"),
    }
}

/// "mostly at home"
fn words(side: Side, share: Share) -> String {
    let much = much(share.how_much);
    match side {
        Side::AtHome => text!("balance-much-at-home", much: much),
        Side::ByPhone => text!("balance-much-by-phone", much: much),
        Side::Elsewhere => text!("balance-much-elsewhere", much: much),
        Side::Together => text!("balance-much-together", much: much),
        Side::Introduced => text!("balance-much-introduced", much: much),
        Side::OnTheirOwn => text!("balance-much-on-their-own", much: much),
        Side::AskedAfter => text!("balance-much-asked", much: much),
        Side::NotYetAsked => text!("balance-much-not-yet-asked", much: much),
    }
}
