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
    for (folder, names) in [(first, &ours), (second, &theirs)] {
        let names: Vec<&String> = names.iter().collect();
        for pair in names.windows(2) {
            let number = |name: &String| name.split('_').next().map(str::to_owned);
            if number(pair[0]) == number(pair[1]) {
                let message = format!("has the same number as {}", pair[0]);
                findings.push(Finding::fault(&format!("{folder}/{}", pair[1]), 0, message));
            }
        }
    }
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

    #[test]
    fn two_migrations_of_one_number_are_found() {
        let files = ["0001_start.sql", "0002_a.sql", "0002_b.sql"];
        let paths: Vec<String> = MIGRATIONS.iter().flat_map(|m| files.map(|file| format!("{m}/{file}"))).collect();
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
        assert_eq!(check(&Tree::of(&files)).len(), 2);
    }
}
