//! What holds for single files: how they open, how long they are, and that none names one machine or one registry.

use super::{Finding, Tree};

const LONG: usize = 400;
const TOO_LONG: usize = 800;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.iter() {
        findings.extend(opening(path, text));
        findings.extend(length(path, text));
        findings.extend(places(path, text));
    }
    findings
}

fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn opening(path: &str, text: &str) -> Option<Finding> {
    let openings: &[&str] = match ending(path) {
        "rs" => &["//! "],
        "ts" | "mjs" => &["/**", "// "],
        _ => return None,
    };
    let stands = openings.iter().any(|opening| text.starts_with(opening));
    let message = format!("must open with `{}`: what the file is for, in a sentence or three", openings[0].trim());
    (!stands).then(|| Finding::fault(path, 1, message))
}

fn length(path: &str, text: &str) -> Option<Finding> {
    if !matches!(ending(path), "rs" | "ts" | "mjs" | "css" | "html" | "sql") {
        return None;
    }
    match text.lines().count() {
        lines if lines > TOO_LONG => {
            Some(Finding::fault(path, 0, format!("has {lines} lines; {TOO_LONG} are the limit")))
        }
        lines if lines > LONG => {
            Some(Finding::warning(path, 0, format!("has {lines} lines; past {LONG} it should say why")))
        }
        _ => None,
    }
}

/// Folders that exist on one machine only.
const MACHINE: [&str; 3] = ["/work/", "/root/", "/farm/"];

/// Hosts of package registries: a build reaches them by its clients' own settings, which may name a mirror.
const REGISTRIES: [&str; 7] = [
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "index.crates.io",
    "static.crates.io",
    "pypi.org",
    "files.pythonhosted.org",
    "deb.debian.org",
];

fn places(path: &str, text: &str) -> Vec<Finding> {
    // This file must spell what it looks for.
    if path == "xtask/src/tidy/files.rs" {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let lock = path.ends_with("package-lock.json");
    for (index, line) in text.lines().enumerate() {
        if let Some(place) = MACHINE.iter().find(|place| names_folder(line, place)) {
            findings.push(Finding::fault(path, index + 1, format!("names {place}, a folder of one machine")));
        }
        if lock && line.contains("\"resolved\": \"http") {
            let message =
                "records download addresses: set omit-lockfile-registry-resolved=true in .npmrc, make it anew";
            findings.push(Finding::fault(path, index + 1, message));
            break;
        }
        if let Some(host) = REGISTRIES.iter().find(|host| line.contains(**host)) {
            findings.push(Finding::fault(path, index + 1, format!("names the registry host {host}")));
        }
    }
    findings
}

/// Whether a path from the root of the file system, not the tail of a longer one, stands in the line.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '}' | ')' | '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_it_is_for() {
        assert!(opening("a.rs", "//! What it is.\n").is_none());
        assert!(opening("a.rs", "use std::fs;\n").is_some());
        assert!(opening("a.ts", "/** What it is. */\n").is_none());
        assert!(opening("a.mjs", "import x from 'y';\n").is_some());
        assert!(opening("a.css", "p {}\n").is_none());
    }

    #[test]
    fn length_warns_then_fails() {
        assert!(length("a.rs", &"x\n".repeat(400)).is_none());
        assert!(length("a.rs", &"x\n".repeat(401)).is_some_and(|found| found.warning));
        assert!(length("a.ts", &"x\n".repeat(801)).is_some_and(|found| !found.warning));
        assert!(length("a.ftl", &"x\n".repeat(2000)).is_none());
    }

    #[test]
    fn machine_folders_and_registries_are_found() {
        assert_eq!(places("a.md", "see /root/x and crates/work/y\n").len(), 1);
        assert_eq!(places("a.md", "home/work/x ~/.cache/root/x\n").len(), 0);
        assert_eq!(places("a/package-lock.json", "\"resolved\": \"https://x/y.tgz\",\n").len(), 1);
        assert_eq!(places(".npmrc", "registry=https://registry.npmjs.org/\n").len(), 1);
    }
}
