//! What people read, from the Fluent files: British English so far.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

const FILES: [&str; 6] = [
    include_str!("../../assets/text/en-GB/door.ftl"),
    include_str!("../../assets/text/en-GB/record.ftl"),
    include_str!("../../assets/text/en-GB/shared.ftl"),
    include_str!("../../assets/text/en-GB/story.ftl"),
    include_str!("../../assets/text/en-GB/team.ftl"),
    include_str!("../../assets/text/en-GB/visit.ftl"),
];

thread_local! {
    static TEXTS: FluentBundle<FluentResource> = texts();
}

fn texts() -> FluentBundle<FluentResource> {
    let mut bundle =
        FluentBundle::new(vec!["en-GB".parse::<LanguageIdentifier>().unwrap_or_default()]);
    // Screen readers and searches meet the marks around names; `dir="auto"` keeps scripts apart.
    bundle.set_use_isolating(false);
    for file in FILES {
        // Whatever can be read is used: `tests/text_lint.rs` refuses a file with an error in it.
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(part, _)| part);
        bundle.add_resource_overriding(resource);
    }
    bundle
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
