//! Both databases have the same migrations: the two folders hold the same file names.

use super::{Finding, Tree};
use crate::chores::MIGRATIONS;
use std::collections::BTreeSet;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let names = |folder: &str| -> BTreeSet<String> {
        tree.under(folder)
            .filter_map(|(path, _)| Some(path.strip_prefix(folder)?.strip_prefix('/')?.to_owned()))
            .collect()
    };
    let [first, second] = MIGRATIONS;
    let (ours, theirs) = (names(first), names(second));
    let lone = |folder: &str, name: &String, other: &str| {
        Finding::fault(&format!("{folder}/{name}"), 0, format!("has no namesake in {other}"))
    };
    let mut findings: Vec<Finding> = ours.difference(&theirs).map(|name| lone(first, name, second)).collect();
    findings.extend(theirs.difference(&ours).map(|name| lone(second, name, first)));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_migration_is_found_on_either_side() {
        let tree = Tree::of(&[
            ("crates/store/migrations/sqlite/0001_start.sql", ""),
            ("crates/store/migrations/postgres/0001_start.sql", ""),
            ("crates/store/migrations/sqlite/0002_more.sql", ""),
            ("crates/store/migrations/postgres/0003_other.sql", ""),
        ]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 2);
        assert!(findings[0].path.ends_with("sqlite/0002_more.sql"));
        assert!(findings[1].path.ends_with("postgres/0003_other.sql"));
    }
}
