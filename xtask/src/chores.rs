//! The small chores: a pair of migration files, the sample configuration.

use anyhow::{Context as _, Result, bail, ensure};
use std::path::Path;

/// The two folders that must always hold the same file names.
pub(crate) const MIGRATIONS: [&str; 2] = ["crates/store/migrations/sqlite", "crates/store/migrations/postgres"];

/// Makes `NNNN_name.sql` in both migration folders, numbered one past the highest that stands.
pub(crate) fn new_migration(name: &str) -> Result<()> {
    let name = migration_name(name)?;
    let mut highest = 0;
    for folder in MIGRATIONS {
        for entry in std::fs::read_dir(folder).with_context(|| format!("reading {folder}"))? {
            highest = highest.max(migration_number(&entry?.file_name().to_string_lossy()).unwrap_or(0));
        }
    }
    for folder in MIGRATIONS {
        let path = Path::new(folder).join(format!("{:04}_{name}.sql", highest + 1));
        std::fs::write(&path, format!("-- {}.\n", name.replace('_', " ")))?;
        println!("{}", path.display());
    }
    Ok(())
}

fn migration_name(name: &str) -> Result<String> {
    let name = name.to_lowercase().replace(['-', ' '], "_");
    ensure!(
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
        "a migration is named by lower-case words, such as add_workshops"
    );
    Ok(name)
}

fn migration_number(file: &str) -> Option<u32> {
    file.split_once('_')?.0.parse().ok()
}

/// Prints the commented sample configuration that `docs/config.toml` holds; a test of the program compares the two.
#[expect(clippy::disallowed_methods, reason = "a chore is not part of the program: it may start cargo")]
pub(crate) fn config_sample() -> Result<()> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["run", "--quiet", "--package", "grandstand", "--", "config", "--sample"];
    let status = std::process::Command::new(cargo).args(arguments).status()?;
    if !status.success() {
        bail!("the program did not print its sample configuration");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_has_a_plain_name_and_a_number() {
        assert_eq!(migration_name("Add-workshops").unwrap(), "add_workshops");
        assert!(migration_name("").is_err());
        assert!(migration_name("drop;table").is_err());
        assert_eq!(migration_number("0012_add_workshops.sql"), Some(12));
        assert_eq!(migration_number("README.md"), None);
    }
}
