//! Every user-facing key exists: each key that a template or a handler asks for, and each fault and conflict that a rule
//! names, stands in the British English file; each key of another language stands there too (so a translation cannot
//! outlive its sentence).

use super::{Finding, Tree};
use std::collections::{BTreeMap, BTreeSet};

const LOCALES: &str = "crates/web/locales/";
const HOME: &str = "en-GB";
/// The English of what scripts say: a TypeScript object whose keys translations carry with `js-` before them.
const SCRIPTS: &str = "frontend/src/lib/words.ts";
const TEMPLATES: &str = "crates/web/templates/";

/// How templates ask for a message: the name of the function or method before the bracket.
const ASKS: [&str; 3] = ["t", "t1", "t2"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut by_language: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut foreign = Vec::new();
    let mut findings = Vec::new();
    for (path, text) in tree.under(LOCALES).filter(|(path, _)| is_fluent(path)) {
        let language = path.strip_prefix(LOCALES).and_then(|rest| rest.split('/').next()).unwrap_or("");
        for (line, key) in message_keys(text) {
            let fresh = by_language.entry(language).or_default().insert(key.clone());
            if !fresh {
                findings.push(Finding::fault(path, line, format!("`{key}` stands twice in {language}")));
            }
            if language != HOME {
                foreign.push((path, line, key));
            }
        }
    }
    let Some(mut home) = by_language.remove(HOME) else { return findings };
    home.extend(tree.get(SCRIPTS).into_iter().flat_map(script_keys));
    for (path, line, key) in foreign {
        if !home.contains(&key) {
            findings.push(Finding::fault(path, line, format!("`{key}` does not stand in {HOME}")));
        }
    }
    for (path, text) in tree.under(TEMPLATES).chain(tree.under("crates/web/src/")) {
        let text = text.split("#[cfg(test)]").next().unwrap_or(text);
        for (line, key) in asked_keys(text) {
            if !home.contains(&key) {
                findings.push(Finding::fault(path, line, format!("asks for `{key}`, which does not stand in {HOME}")));
            }
        }
    }
    for (path, text) in tree.under("crates/").filter(|(path, _)| path.contains("/src/")) {
        let program = text.split("#[cfg(test)]").next().unwrap_or(text);
        for (line, key) in spoken_keys(program) {
            if !home.contains(&key) {
                findings.push(Finding::fault(path, line, format!("says `{key}`, which does not stand in {HOME}")));
            }
        }
    }
    findings
}

/// Calls that name what is wrong by a key: the call, which of its literals is the key, and what stands before the key
/// in the translation files.
const SPOKEN: [(&str, usize, &str); 4] = [
    ("Invalid::one(", 1, "fault-"),
    ("Invalid::limit(", 1, "fault-"),
    (".fault(", 1, "fault-"),
    ("Conflict(", 0, "conflict-"),
];

/// Line and key of every fault and conflict that the program names by literals.
fn spoken_keys(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (call, which, prefix) in SPOKEN {
        for (at, _) in text.match_indices(call) {
            let rest = text.get(at + call.len()..).unwrap_or("");
            let arguments = rest.split(')').next().unwrap_or("");
            let mut literals = arguments.split('"').skip(1).step_by(2);
            let count = arguments.matches('"').count() / 2;
            // With a variable before the key, the key is the only literal.
            let wanted = if count == 1 { 0 } else { which };
            let key = literals
                .nth(wanted)
                .filter(|key| !key.is_empty() && arguments.trim_start().starts_with(['"', 'f', '$']));
            if let Some(key) = key {
                let line = text.get(..at).unwrap_or("").matches('\n').count() + 1;
                found.push((line, format!("{prefix}{key}")));
            }
        }
    }
    found
}

fn is_fluent(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "ftl")
}

/// Line and key of every message of a Fluent file; terms (`-brand`) and attributes (`.title`) are not messages.
fn message_keys(text: &str) -> Vec<(usize, String)> {
    let key = |line: &str| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end();
        let plain = key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        plain.then(|| key.to_owned())
    };
    text.lines().enumerate().filter_map(|(index, line)| Some((index + 1, key(line)?))).collect()
}

fn script_keys(text: &str) -> impl Iterator<Item = String> {
    let key = |line: &str| {
        let (key, value) = line.trim().strip_prefix('\'')?.split_once("': ")?;
        value.starts_with(['\'', '"', '`']).then(|| format!("js-{key}"))
    };
    text.lines().filter_map(key)
}

/// Line and key of every message a template asks for by a literal name.
fn asked_keys(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let code = |(_, line): &(usize, &str)| !line.trim_start().starts_with("//");
    for (index, line) in text.lines().enumerate().filter(code) {
        for (at, _) in line.match_indices("(\"") {
            let before = line.get(..at).unwrap_or("");
            let name_start = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
            let key = line.get(at + 2..).and_then(|rest| rest.split('"').next()).unwrap_or("");
            if ASKS.contains(&before.get(name_start..).unwrap_or("")) && !key.is_empty() {
                found.push((index + 1, key.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_from_fluent_files_and_templates() {
        let keys = message_keys(
            "# note = x\nfollow = Follow\n    .title = Follow\n-brand = Grandstand\nn-posts = { $n ->\n    [one] a = b\n}\n",
        );
        assert_eq!(keys, [(2, "follow".to_owned()), (5, "n-posts".to_owned())]);
        let asked = asked_keys("<a>{{ p.t(\"follow\") }}</a>\n{{ other(\"x\") }}{{ words.t1(\"a-b\", \"n\", n) }}");
        assert_eq!(asked, [(1, "follow".to_owned()), (2, "a-b".to_owned())]);
    }

    #[test]
    fn faults_and_conflicts_are_keys_too() {
        let text =
            "Invalid::one(\"a\", \"a-shape\");\nfaults.fault(\n\"b\",\n\"b-range\",\n);AppError::Conflict(\"taken\")";
        let keys: Vec<String> = spoken_keys(text).into_iter().map(|(_, key)| key).collect();
        assert_eq!(keys, ["fault-a-shape", "fault-b-range", "conflict-taken"]);
        assert!(spoken_keys("Conflict(key) => words.t(\"x\")").is_empty());
    }

    #[test]
    fn an_unknown_key_is_found_in_templates_and_translations() {
        let tree = Tree::of(&[
            ("crates/web/locales/en-GB/main.ftl", "follow = Follow\n"),
            ("crates/web/locales/cy/main.ftl", "follow = Dilyn\nold = Hen\njs-play = Chwarae\n"),
            ("frontend/src/lib/words.ts", "// Words.\n  'play': 'Play',\n"),
            ("crates/web/templates/post/page.html", "{{ t(\"follow\") }}{{ t(\"missing\") }}"),
        ]);
        let findings: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(findings.len(), 2);
        assert!(findings[0].contains("`old` does not stand in en-GB"));
        assert!(findings[1].contains("asks for `missing`"));
    }
}
