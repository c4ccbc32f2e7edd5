//! With whom: known when the visit was begun on a person's page, otherwise chosen at any time.

use super::{
    super::{add_person, people::last_contact},
    Writing,
};
use crate::care::PersonId;
use crate::requests::{
    NextContact, PersonLine,
    people::{self, People},
    typed::SaveTyped,
};
use crate::ui::{
    ask::use_answer,
    parts::{Kind, TextField},
    root::{Root, use_root},
    route::Route,
    text::text,
    when,
};
use dioxus::{prelude::*, router::Navigator};

const MOST_SHOWN: usize = 6;
const NAME: &str = "preferred_name";

#[component]
pub fn Whom(writing: Writing, person: Option<PersonLine>) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let mut is_changing = use_signal(|| false);
    match person {
        Some(person) if !is_changing() => rsx! {
            div { class: "whom",
                p { class: "name", dir: "auto", {text!("draft-with", name: whole_name(&person))} }
                button { class: "quiet small", r#type: "button", "aria-label": text!("draft-whom-change"), onclick: move |_| is_changing.set(true), {text!("in-place-change")} }
            }
        },
        Some(_) | None => rsx! {
            PersonChoice {
                on_add: move |words| add(root, writing, words, navigator),
                on_choose: move |person: PersonLine| {
                    is_changing.set(false);
                    writing.change(root, |written| {
                        written.person = Some(person.id);
                        // What was agreed was agreed with somebody else.
                        written.next_contact = NextContact::default();
                        written.next_seen = None;
                    });
                    save_and_ask_again(root);
                },
            }
        },
    }
}

/// Somebody who is not in the record yet, with the words by which they were looked for. What is
/// written of the visit is safe first.
fn add(root: Root, writing: Writing, words: String, navigator: Navigator) {
    let visit = writing.visit;
    let place = add_person::place(Some(visit));
    let mut texts = root.begun.peek().get(&place).cloned().unwrap_or_default();
    let is_begun = texts.iter().any(|(field, text)| field != NAME && !text.trim().is_empty());
    // Whoever was begun is there still, and can be let go there.
    if !is_begun {
        texts.insert(NAME.to_owned(), words);
    }
    root.typed(SaveTyped { place, fields: Some(texts) });
    dioxus::core::spawn_forever(async move {
        if root.save_now().await {
            navigator.push(Route::AddPersonTo { visit });
        }
    });
}

/// The page then says what they are called and what their rhythm is.
fn save_and_ask_again(root: Root) {
    dioxus::core::spawn_forever(async move {
        root.save_now().await;
        root.changed();
    });
}

#[component]
pub fn PersonChoice(
    /// Somebody who is not to be chosen.
    #[props(default)]
    but: Option<PersonId>,
    on_choose: Callback<PersonLine>,
    /// Where somebody new may be added, with the words by which they were looked for.
    #[props(default)]
    on_add: Option<Callback<String>>,
) -> Element {
    let mut words = use_signal(String::new);
    let found = use_answer(move || People {
        words: words().trim().to_owned(),
        whose: people::Whose::Mine,
        today: when::today(),
    });
    let people = found().and_then(Result::ok).map(|page| page.people).unwrap_or_default();
    let people: Vec<_> =
        people.into_iter().filter(|person| Some(person.id) != but).take(MOST_SHOWN).collect();
    rsx! {
        section { class: "card", "aria-label": text!("draft-whom"),
            TextField { id: "whom", label: text!("draft-whom"), kind: Kind::Search, value: words, on_input: move |typed| words.set(typed) }
            if people.is_empty() {
                p { class: "soft", {text!("draft-nobody")} }
            }
            ul { class: "lines",
                for person in people {
                    Line { key: "{person.id}", person, on_choose }
                }
            }
            if let Some(on_add) = on_add {
                button { class: "quiet", r#type: "button", onclick: move |_| on_add.call(words.peek().trim().to_owned()),
                    {add_words(words().trim())}
                }
            }
        }
    }
}

/// One of the name may be here and be somebody else: adding is offered beside those who were found.
fn add_words(typed: &str) -> String {
    if typed.is_empty() { text!("people-add") } else { text!("draft-add", name: typed.to_owned()) }
}

#[component]
fn Line(person: PersonLine, on_choose: Callback<PersonLine>) -> Element {
    let (name, apart) = (person.full_name.clone(), told_apart(&person));
    rsx! {
        li {
            button { class: "line", r#type: "button", onclick: move |_| on_choose.call(person.clone()),
                span { class: "name", dir: "auto", "{name}" }
                span { class: "soft", "{apart}" }
            }
        }
    }
}

/// What tells two people of one name apart.
fn told_apart(person: &PersonLine) -> String {
    match person.born {
        Some(born) => text!("draft-born", day: when::date_in_words(born)),
        None => last_contact(person),
    }
}

/// Of whom only one of the two names is known, what they like to be called stands before it.
fn whole_name(person: &PersonLine) -> String {
    let PersonLine { called, full_name, .. } = person;
    let is_one_name = !full_name.trim().contains(char::is_whitespace);
    if is_one_name && called != full_name {
        format!("{called} {full_name}")
    } else {
        full_name.clone()
    }
}
