//! Every package that is built in or built with, Rust's and npm's, comes under a licence that goes with
//! AGPL-3.0-or-later.

use super::{Finding, Tree, spdx};

/// Licences whose terms a work under AGPL-3.0-or-later can meet (the Free Software Foundation's list, and for data
/// and fonts their own texts). Missing on purpose: GPL-2.0-only, the old OpenSSL licence, everything non-free.
const ALLOWED: [&str; 24] = [
    "0BSD",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages that state their licence only in their own text, with what that text says.
const STATED: [(&str, &str); 1] = [
    // Readme, section "License": MIT. tus-js-client names it for Node; what browsers get does not contain it.
    ("node_modules/combine-errors", "MIT"),
];

fn allowed(licence: &str) -> bool {
    ALLOWED.contains(&licence)
}

pub(crate) fn check(tree: &Tree, cargo_metadata: &serde_json::Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, licence) in cargo_packages(cargo_metadata) {
        findings.extend(judge("Cargo.lock", &name, licence.as_deref()));
    }
    for (path, text) in tree.iter().filter(|(path, _)| path.ends_with("package-lock.json")) {
        match serde_json::from_str(text) {
            Ok(lock) => {
                for (name, licence) in npm_packages(&lock) {
                    findings.extend(judge(path, &name, licence.as_deref()));
                }
            }
            Err(error) => findings.push(Finding::fault(path, 0, format!("is not JSON: {error}"))),
        }
    }
    findings
}

fn judge(path: &str, package: &str, licence: Option<&str>) -> Option<Finding> {
    let stated = STATED.iter().find(|(name, _)| *name == package).map(|(_, licence)| *licence);
    let message = match licence.or(stated) {
        Some(licence) if spdx::satisfied(licence, &allowed) => return None,
        Some(licence) => format!("{package} comes under {licence}, which is not on the list of xtask's licences.rs"),
        None => format!("{package} names no licence"),
    };
    Some(Finding::fault(path, 0, message))
}

/// Name and licence of every package of `cargo metadata`.
fn cargo_packages(metadata: &serde_json::Value) -> Vec<(String, Option<String>)> {
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    packages.iter().map(|package| (text(&package["name"]).unwrap_or_default(), text(&package["license"]))).collect()
}

/// Name and licence of every package of a package-lock.json (version 3), but for the root and links within the tree.
fn npm_packages(lock: &serde_json::Value) -> Vec<(String, Option<String>)> {
    let packages = lock["packages"].as_object().into_iter().flatten();
    let foreign =
        packages.filter(|(path, package)| path.contains("node_modules/") && package["link"].as_bool() != Some(true));
    foreign.map(|(path, package)| (path.clone(), package["license"].as_str().map(str::to_owned))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn packages_of_both_registries_are_judged() {
        let metadata =
            json!({"packages": [{"name": "good", "license": "MIT"}, {"name": "bad", "license": "SSPL-1.0"}]});
        let lock = json!({"packages": {
            "": {"name": "frontend"},
            "node_modules/font": {"license": "OFL-1.1"},
            "node_modules/none": {},
        }});
        let tree = Tree::of(&[("frontend/package-lock.json", &lock.to_string())]);
        let findings: Vec<String> = check(&tree, &metadata).iter().map(ToString::to_string).collect();
        assert_eq!(findings.len(), 2);
        assert!(findings[0].starts_with("Cargo.lock: bad comes under SSPL-1.0"));
        assert_eq!(findings[1], "frontend/package-lock.json: node_modules/none names no licence");
    }
}
