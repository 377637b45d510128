//! Every sentence a person reads, by key, in their language. English is complete; other languages fall back to it key by
//! key.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid};

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en-GB",
        // The marks that isolate a placed value from its surroundings would show in titles and attributes.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The languages that exist, as a reader may choose them: tag and name in that language.
pub(crate) const LANGUAGES: [(&str, &str); 2] = [("en-GB", "English"), ("cy", "Cymraeg")];

/// The words of one language.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    language: LanguageIdentifier,
    tag: &'static str,
}

impl Words {
    /// Chooses by the reader's own choice (a tag of [`LANGUAGES`]), else by `Accept-Language` (RFC 9110, 12.5.4; order
    /// counts, weights are not read), else English.
    pub(crate) fn choose(chosen: Option<&str>, accepted: Option<&str>) -> Self {
        let known = |tag: &str| {
            let primary = tag.split(['-', ';']).next().unwrap_or_default().trim();
            LANGUAGES.iter().map(|l| l.0).find(|l| l.split('-').next() == Some(primary))
        };
        let tag = chosen.and_then(known).or_else(|| accepted?.split(',').find_map(known)).unwrap_or("en-GB");
        let language = if tag == "cy" { langid!("cy") } else { langid!("en-GB") };
        Self { language, tag }
    }

    /// The BCP 47 tag, for `<html lang>`.
    pub(crate) fn tag(&self) -> &'static str {
        self.tag
    }

    /// The sentence under a key; the key itself when there is none (a test looks for those).
    pub(crate) fn t(&self, key: &str) -> String {
        LOCALES.try_lookup(&self.language, key).unwrap_or_else(|| key.to_owned())
    }

    /// A sentence with one value placed in it: `t1("films-count", "count", 3)`.
    pub(crate) fn t1<'v>(&self, key: &str, name: &'static str, value: impl Into<FluentValue<'v>>) -> String {
        self.with(key, [(name, value.into())])
    }

    /// A sentence with two values.
    pub(crate) fn t2<'v>(
        &self,
        key: &str,
        name: &'static str,
        value: impl Into<FluentValue<'v>>,
        name2: &'static str,
        value2: impl Into<FluentValue<'v>>,
    ) -> String {
        self.with(key, [(name, value.into()), (name2, value2.into())])
    }

    /// A sentence with any number of values.
    pub(crate) fn with_all(&self, key: &str, values: &[(&'static str, String)]) -> String {
        let value = |(name, value): &(&'static str, String)| (Cow::Borrowed(*name), FluentValue::from(value.clone()));
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> = values.iter().map(value).collect();
        LOCALES.try_lookup_with_args(&self.language, key, &values).unwrap_or_else(|| key.to_owned())
    }

    /// The sentences that scripts show, as the JSON of a `<script id="words">`; none for English, which they have built in.
    pub(crate) fn for_scripts(&self) -> Option<&'static str> {
        static WELSH: OnceLock<String> = OnceLock::new();
        (self.tag == "cy")
            .then(|| WELSH.get_or_init(|| script_words(self, include_str!("../locales/cy/scripts.ftl"))).as_str())
    }

    fn with<const N: usize>(&self, key: &str, values: [(&'static str, FluentValue<'_>); N]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            values.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        LOCALES.try_lookup_with_args(&self.language, key, &values).unwrap_or_else(|| key.to_owned())
    }
}

/// Every sentence of a translation file whose key starts with `js-`, its gaps written as `{name}`, as JSON that is safe
/// inside a `<script>`.
fn script_words(words: &Words, file: &str) -> String {
    const GAPS: [&str; 17] = [
        "all", "at", "code", "count", "first", "last", "length", "line", "most", "name", "over", "percent", "position",
        "size", "used", "why", "seconds",
    ];
    let gaps: HashMap<Cow<'static, str>, FluentValue<'_>> =
        GAPS.iter().map(|gap| (Cow::Borrowed(*gap), FluentValue::from(format!("{{{gap}}}")))).collect();
    let keys = file.lines().filter_map(|line| line.split_once(" = ")?.0.strip_prefix("js-"));
    let said: BTreeMap<&str, String> = keys
        .filter_map(|key| Some((key, LOCALES.try_lookup_with_args(&words.language, &format!("js-{key}"), &gaps)?)))
        .collect();
    serde_json::to_string(&said).unwrap_or_default().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_get_their_words_with_gaps_left_open() {
        let welsh = Words::choose(Some("cy"), None);
        let said: BTreeMap<String, String> = serde_json::from_str(welsh.for_scripts().unwrap()).unwrap();
        assert_eq!(said["play"], "Chwarae");
        assert_eq!(said["position"], "{at} o {all}");
        assert!(Words::choose(None, None).for_scripts().is_none());
    }
}
