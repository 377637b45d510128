//! The walls between rooms: the dependency block in ARCHITECTURE.md against the `[dependencies]` of every crate.

use super::{Finding, Tree};
use std::collections::{BTreeMap, BTreeSet};

const PLAN: &str = "ARCHITECTURE.md";

/// Room name (without the `grandstand-` prefix) to the rooms it may use.
type Edges = BTreeMap<String, BTreeSet<String>>;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(plan) = tree.get(PLAN) else {
        return vec![Finding::fault(PLAN, 0, "is missing: it holds the dependency block")];
    };
    let Some((line, allowed)) = dependency_block(plan) else {
        return vec![Finding::fault(
            PLAN,
            0,
            "has no dependency block: a fenced block of lines such as `app -> domain`",
        )];
    };
    let mut findings = Vec::new();
    let mut real = Edges::new();
    for (path, text) in tree.under("crates/").filter(|(path, _)| path.ends_with("/Cargo.toml")) {
        match manifest_edges(text) {
            Ok((room, uses)) => drop(real.insert(room, uses)),
            Err(error) => findings.push(Finding::fault(path, 0, error)),
        }
    }
    for (room, uses) in &real {
        let Some(may) = allowed.get(room) else {
            findings.push(Finding::fault(PLAN, line, format!("the dependency block does not name the room `{room}`")));
            continue;
        };
        for other in uses.difference(may) {
            let path = format!("crates/{room}/Cargo.toml");
            findings.push(Finding::fault(&path, 0, format!("`{room} -> {other}` is not in the dependency block")));
        }
        for other in may.difference(uses) {
            let message = format!("the dependency block allows `{room} -> {other}`, which is not used");
            findings.push(Finding::warning(PLAN, line, message));
        }
    }
    for room in allowed.keys().filter(|room| !real.contains_key(*room)) {
        findings.push(Finding::fault(PLAN, line, format!("the dependency block names `{room}`, which is no crate")));
    }
    findings
}

/// The first fenced block all of whose lines read `room -> room room …`, and the line on which it opens.
fn dependency_block(text: &str) -> Option<(usize, Edges)> {
    let lines: Vec<&str> = text.lines().collect();
    let fences: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].trim_start().starts_with("```")).collect();
    fences.chunks_exact(2).find_map(|fence| {
        let edges: Option<Edges> = lines[fence[0] + 1..fence[1]].iter().map(|line| edge(line)).collect();
        edges.filter(|edges| !edges.is_empty()).map(|edges| (fence[0] + 1, edges))
    })
}

fn edge(line: &str) -> Option<(String, BTreeSet<String>)> {
    let (room, uses) = line.split_once("->")?;
    let room = room.trim();
    let plain = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let uses: BTreeSet<String> = uses.split_whitespace().map(str::to_owned).collect();
    (plain(room) && uses.iter().all(|name| plain(name))).then(|| (room.to_owned(), uses))
}

/// A crate's room name and the rooms that its program (not its tests) uses.
fn manifest_edges(text: &str) -> Result<(String, BTreeSet<String>), String> {
    let manifest: toml::Table = text.parse().map_err(|error| format!("is not TOML: {error}"))?;
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    let name = name.ok_or("names no package")?;
    let mut uses = BTreeSet::new();
    for table in ["dependencies", "build-dependencies"] {
        let dependencies = manifest.get(table).and_then(toml::Value::as_table);
        for other in dependencies.into_iter().flat_map(toml::Table::keys) {
            uses.extend(other.strip_prefix("grandstand-").map(str::to_owned));
        }
    }
    Ok((name.strip_prefix("grandstand-").unwrap_or(name).to_owned(), uses))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN_TEXT: &str = "# Plan\n```\nroot/\n├── a -> b\n```\ntext\n```text\ndomain ->\nstore  -> domain\n```\n";

    #[test]
    fn the_block_is_the_first_whose_lines_are_all_edges() {
        let (line, edges) = dependency_block(PLAN_TEXT).unwrap();
        assert_eq!(line, 7);
        assert!(edges["domain"].is_empty());
        assert_eq!(edges["store"].iter().collect::<Vec<_>>(), ["domain"]);
        assert!(dependency_block("no block").is_none());
    }

    #[test]
    fn another_edge_an_unnamed_room_and_a_missing_crate_are_found() {
        let store = "[package]\nname = \"grandstand-store\"\n[dependencies]\ngrandstand-web.workspace = true";
        let web = "[package]\nname = \"grandstand-web\"\n[dev-dependencies]\ngrandstand-store.workspace = true";
        let tree = Tree::of(&[(PLAN, PLAN_TEXT), ("crates/store/Cargo.toml", store), ("crates/web/Cargo.toml", web)]);
        let findings: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            findings,
            [
                "crates/store/Cargo.toml: `store -> web` is not in the dependency block",
                "ARCHITECTURE.md:7: warning: the dependency block allows `store -> domain`, which is not used",
                "ARCHITECTURE.md:7: the dependency block does not name the room `web`",
                "ARCHITECTURE.md:7: the dependency block names `domain`, which is no crate",
            ]
        );
    }
}
