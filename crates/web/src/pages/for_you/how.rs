//! "How the feed works": made from the manifest in force, so that it cannot say anything but what the feed does.

use askama::Template;
use axum::response::Response;
use grandstand_app::views::feed::Manifest;
use grandstand_domain::time::{DAY, HOUR, MINUTE, SECOND};
use serde_json::Value;

use crate::{
    ask::Ask,
    respond::{Page, html},
    words::Words,
};

/// The parts of the manifest in the order in which they are told.
const PARTS: [&str; 6] = ["discover", "for_you", "weight", "applause", "exposure", "model"];

#[derive(Template)]
#[template(path = "for_you/how.html")]
struct How {
    page: Page,
    hash: String,
    parts: Vec<Part>,
}

struct Part {
    name: &'static str,
    title: String,
    what: String,
    rows: Vec<(String, String)>,
}

/// `GET /how-the-feed-works`.
pub(crate) async fn how(ask: Ask) -> Response {
    let manifest = ask.web.ctx.views.manifest();
    let mut page = Page::titled(&ask, "how-title");
    page.description = page.t("how-description");
    page.canonical = ask.web.absolute("/how-the-feed-works");
    html(&How { hash: manifest.hash().to_string(), parts: parts(&manifest, &ask.words), page })
}

fn parts(manifest: &Manifest, words: &Words) -> Vec<Part> {
    let whole = serde_json::to_value(manifest).unwrap_or_default();
    let part = |name: &'static str| {
        let numbers = whole.get(name).and_then(Value::as_object);
        let row = |(key, value): (&String, &Value)| (label(name, key, words), said(key, value, words));
        Part {
            name,
            title: words.t(&format!("how-{}", name.replace('_', "-"))),
            what: words.t(&format!("how-{}-what", name.replace('_', "-"))),
            rows: numbers.into_iter().flatten().map(row).collect(),
        }
    };
    PARTS.into_iter().map(part).collect()
}

/// The sentence of a number. The model's numbers stand under their own names.
fn label(part: &str, key: &str, words: &Words) -> String {
    if part == "model" { key.replace('_', " ") } else { words.t(&format!("manifest-{part}-{key}")) }
}

/// A value as people read it: spans of time in their largest whole unit.
fn said(key: &str, value: &Value, words: &Words) -> String {
    let number = |value: &Value| match value.as_i64() {
        Some(whole) if key.ends_with("_ms") => span(whole, words),
        #[expect(clippy::cast_possible_truncation, reason = "the manifest holds single-precision numbers")]
        _ => value.as_f64().filter(|_| value.is_f64()).map_or_else(|| value.to_string(), |v| (v as f32).to_string()),
    };
    match value {
        Value::Array(list) if list.iter().all(Value::is_number) => {
            list.iter().map(number).collect::<Vec<_>>().join("; ")
        }
        Value::Array(rows) => rows.iter().map(|row| said(key, row, words)).collect::<Vec<_>>().join(" | "),
        one => number(one),
    }
}

fn span(ms: i64, words: &Words) -> String {
    let units = [(DAY, "unit-days"), (HOUR, "unit-hours"), (MINUTE, "unit-minutes"), (SECOND, "unit-seconds")];
    let whole = units.into_iter().find(|(unit, _)| ms >= *unit && ms % unit == 0);
    whole.map_or_else(|| format!("{ms} ms"), |(unit, key)| words.t1(key, "n", ms / unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_manifest_has_its_sentence_and_its_value() {
        let words = Words::choose(Some("en-GB"), None);
        let manifest = Manifest::default();
        let told = parts(&manifest, &words);
        let whole = serde_json::to_value(&manifest).unwrap();
        let named: Vec<&str> =
            whole.as_object().unwrap().keys().map(String::as_str).filter(|k| *k != "engine").collect();
        assert!(named.iter().all(|name| PARTS.contains(name)), "a part of the manifest is not told: {named:?}");
        for part in &told {
            assert!(!part.title.starts_with("how-") && !part.what.starts_with("how-"), "{}", part.name);
            for (label, value) in &part.rows {
                assert!(!label.starts_with("manifest-"), "no sentence for {label}");
                assert!(!value.is_empty());
            }
        }
        let discover = told.iter().find(|p| p.name == "discover").unwrap();
        assert!(discover.rows.iter().any(|(_, value)| value == "2 days"), "{:?}", discover.rows);
    }
}
