//! What people read, from the Fluent files: British English so far.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

const FILES: [&str; 20] = [
    include_str!("../../assets/text/en-GB/connections.ftl"),
    include_str!("../../assets/text/en-GB/continuity.ftl"),
    include_str!("../../assets/text/en-GB/door.ftl"),
    include_str!("../../assets/text/en-GB/letter.ftl"),
    include_str!("../../assets/text/en-GB/following.ftl"),
    include_str!("../../assets/text/en-GB/letters.ftl"),
    include_str!("../../assets/text/en-GB/measures.ftl"),
    include_str!("../../assets/text/en-GB/page.ftl"),
    include_str!("../../assets/text/en-GB/record.ftl"),
    include_str!("../../assets/text/en-GB/relations.ftl"),
    include_str!("../../assets/text/en-GB/safeguarding.ftl"),
    include_str!("../../assets/text/en-GB/safety.ftl"),
    include_str!("../../assets/text/en-GB/share.ftl"),
    include_str!("../../assets/text/en-GB/shared.ftl"),
    include_str!("../../assets/text/en-GB/story.ftl"),
    include_str!("../../assets/text/en-GB/supervision.ftl"),
    include_str!("../../assets/text/en-GB/team.ftl"),
    include_str!("../../assets/text/en-GB/tried.ftl"),
    include_str!("../../assets/text/en-GB/visit.ftl"),
    include_str!("../../assets/text/en-GB/weight.ftl"),
];

thread_local! {
    static TEXTS: FluentBundle<FluentResource> = texts();
}

fn texts() -> FluentBundle<FluentResource> {
    let mut bundle =
        FluentBundle::new(vec!["en-GB".parse::<LanguageIdentifier>().unwrap_or_default()]);
    // Screen readers and searches meet the marks around names; `dir="auto"` keeps scripts apart.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(in_groups));
    for file in FILES {
        // Whatever can be read is used: `tests/text_lint.rs` refuses a file with an error in it.
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(part, _)| part);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Numbers of five digits and more are set in groups of three.
fn in_groups<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    const LEAST: f64 = 10_000.0;
    let FluentValue::Number(number) = value else { return None };
    if number.value < LEAST || number.value.fract() != 0.0 {
        return None;
    }
    let digits = number.value.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    Some(groups.collect::<Vec<_>>().join(","))
}

/// The words under a key, with values put in. Keys are checked by `tests/text_lint.rs`.
///
/// `text!("visit-with", name: person.called)`
macro_rules! text {
    ($key:literal) => { $crate::ui::text::words($key, &[]) };
    ($key:literal, $($name:ident: $value:expr),+ $(,)?) => {
        $crate::ui::text::words($key, &[$((stringify!($name), ($value).into())),+])
    };
}
pub(crate) use text;

pub fn words(key: &str, values: &[(&'static str, FluentValue<'_>)]) -> String {
    let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
    TEXTS.with(|texts| {
        let Some(pattern) = texts.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        texts.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_set_in_groups() {
        let holds = |people: u32, visits: u32| {
            words("storage-holds", &[("people", people.into()), ("visits", visits.into())])
        };
        assert_eq!(holds(250, 9_999), "250 people, 9999 visits.");
        assert_eq!(holds(10_000, 1_204_050), "10,000 people, 1,204,050 visits.");
    }

    /// They may be used because they are used as they stand.
    #[test]
    fn questions_of_others_are_in_their_exact_words() {
        let exact = [
            ("measures-satisfied", "Overall, how satisfied are you with your life nowadays?"),
            (
                "measures-worthwhile",
                "Overall, to what extent do you feel that the things you do in your life are worthwhile?",
            ),
            ("measures-happy", "Overall, how happy did you feel yesterday?"),
            ("measures-anxious", "Overall, how anxious did you feel yesterday?"),
            ("measures-not-at-all", "not at all"),
            ("measures-completely", "completely"),
            ("measures-companionship", "How often do you feel that you lack companionship?"),
            ("measures-left-out", "How often do you feel left out?"),
            ("measures-isolated", "How often do you feel isolated from others?"),
            ("measures-lonely", "How often do you feel lonely?"),
            ("measures-hardly-ever-or-never", "Hardly ever or never"),
            ("measures-some-of-the-time", "Some of the time"),
            ("measures-often", "Often"),
            ("measures-often-always", "Often/always"),
            ("measures-occasionally", "Occasionally"),
            ("measures-hardly-ever", "Hardly ever"),
            ("measures-never", "Never"),
        ];
        for (key, text) in exact {
            assert_eq!(words(key, &[]), text);
        }
    }
}
