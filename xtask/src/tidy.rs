//! `cargo xtask tidy`: what must be true of the whole tree and no compiler checks. Each module below holds one
//! rule or a few of a kind; all findings are printed at once, so one run is enough to put a tree right.

mod files;
mod licences;
mod migrations;
mod rooms;
mod source;
mod spdx;
mod walls;
mod words;

use anyhow::{Context as _, Result, bail};
use std::{collections::BTreeMap, fmt, path::Path};

/// One thing that is wrong, or (a warning) that should be able to say why it is so.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    message: String,
    warning: bool,
}

impl Finding {
    fn fault(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into(), warning: false }
    }

    fn warning(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { warning: true, ..Self::fault(path, line, message) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.warning { "warning: " } else { "" };
        match self.line {
            0 => write!(f, "{}: {kind}{}", self.path, self.message),
            line => write!(f, "{}:{line}: {kind}{}", self.path, self.message),
        }
    }
}

/// The tree as git sees it: tracked and new files, not the ignored ones; text only, keyed by path from the root.
pub(crate) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    fn read() -> Result<Self> {
        let listing = output("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
        let mut files = BTreeMap::new();
        for path in listing.split('\0').filter(|path| !path.is_empty()) {
            // A file deleted but not yet committed is still listed; one that is not text has no lines to check.
            if let Ok(text) = std::fs::read_to_string(path) {
                files.insert(path.to_owned(), text);
            }
        }
        Ok(Self { files })
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter(move |(path, _)| path.starts_with(folder))
    }
}

/// Runs every check and prints what it finds; an error if any finding is more than a warning.
pub(crate) fn run() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask stands in the root")?;
    std::env::set_current_dir(root)?;
    let tree = Tree::read()?;
    let metadata: serde_json::Value =
        serde_json::from_str(&output("cargo", &["metadata", "--format-version", "1", "--locked"])?)?;

    let mut findings = Vec::new();
    findings.extend(walls::check(&tree));
    findings.extend(rooms::check(&tree));
    findings.extend(files::check(&tree));
    findings.extend(migrations::check(&tree));
    findings.extend(licences::check(&tree, &metadata));
    findings.extend(words::check(&tree));
    for finding in &findings {
        println!("{finding}");
    }
    let faults = findings.iter().filter(|finding| !finding.warning).count();
    let warnings = findings.len() - faults;
    println!("tidy: {} files, {faults} faults, {warnings} warnings", tree.files.len());
    if faults > 0 {
        bail!("tidy: not yet");
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a chore is not part of the program: it may start git and cargo")]
fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let output = std::process::Command::new(program).args(arguments).output().with_context(|| program.to_owned())?;
    if !output.status.success() {
        bail!("{program} {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}
