//! What changed between two manifests, in plain words.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::words::Words;

/// One sentence for each number that changed, came or went.
pub(crate) fn of(before: &str, after: &str, words: &Words) -> Vec<String> {
    let (Ok(before), Ok(after)) = (serde_json::from_str(before), serde_json::from_str(after)) else {
        return Vec::new();
    };
    let (before, after) = (flat(&before), flat(&after));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let sentence = |name: &String| match (before.get(name), after.get(name)) {
        (Some(old), Some(new)) if old == new => None,
        (Some(old), Some(new)) => {
            Some(words.t2("transparency-changed", "name", name.as_str(), "change", format!("{old} → {new}")))
        }
        (None, Some(new)) => Some(words.t2("transparency-added", "name", name.as_str(), "after", new.as_str())),
        (Some(old), None) => Some(words.t2("transparency-taken", "name", name.as_str(), "before", old.as_str())),
        (None, None) => None,
    };
    names.into_iter().filter_map(sentence).collect()
}

/// Every leaf of a value by its path: `discover › turn`.
fn flat(value: &Value) -> BTreeMap<String, String> {
    fn walk(value: &Value, path: &str, out: &mut BTreeMap<String, String>) {
        let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path} › {name}") };
        match value {
            Value::Object(map) => map.iter().for_each(|(name, value)| walk(value, &at(name), out)),
            Value::Array(list) => (1..).zip(list).for_each(|(n, value)| walk(value, &at(&n.to_string()), out)),
            other => drop(out.insert(path.to_owned(), other.to_string())),
        }
    }
    let mut out = BTreeMap::new();
    walk(value, "", &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_said() {
        let words = Words::choose(None, None);
        let before = r#"{"discover":{"turn":8.0,"floor":1.5,"old":1},"list":[1,2]}"#;
        let after = r#"{"discover":{"turn":9.0,"floor":1.5,"fresh":2},"list":[1,3]}"#;
        let said = of(before, after, &words);
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(said.iter().any(|s| s.contains("discover › turn") && s.contains("8.0") && s.contains("9.0")));
        assert!(of(before, before, &words).is_empty());
    }
}
