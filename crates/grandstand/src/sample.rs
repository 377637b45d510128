//! The commented sample configuration, made from the defaults and one note per key, so that it cannot miss a key or
//! show a stale value. `docs/config.toml` is a copy that a test compares.

use anyhow::Result;
use toml::Value;

use crate::config::Config;

/// Key, what it is for, and an example for keys that are absent by default. Sections and keys in the order they are shown.
const NOTES: &[(&str, &str, Option<&str>)] = &[
    (
        "data",
        "The data folder: database, objects, uploads in progress and the master key, unless said otherwise below.",
        None,
    ),
    ("listen", "Where pages are served. Put a TLS proxy in front for anything but a try-out.", None),
    (
        "metrics_listen",
        "Where Prometheus metrics are served; nowhere if absent. Keep it private.",
        Some("\"127.0.0.1:9400\""),
    ),
    (
        "database_url",
        "sqlite:PATH or postgres://…; absent: grandstand.db in the data folder.",
        Some("\"postgres://grandstand@db.internal/grandstand\""),
    ),
    ("database_connections", "Connections that read (SQLite) or all connections (PostgreSQL).", None),
    (
        "objects",
        "A folder or s3://bucket/prefix (credentials from the AWS_… variables); absent: objects in the data folder.",
        Some("\"s3://grandstand/films\""),
    ),
    (
        "master_key_file",
        "The key that opens personal data; absent: master.key in the data folder. Servers that share a database share it.",
        Some("\"/etc/grandstand/master.key\""),
    ),
    ("empty", "True: an empty server stays empty. False: its first start fills in a sample team.", None),
    ("shutdown_grace_s", "Seconds that requests and jobs get to finish at a shutdown.", None),
    ("log.format", "pretty (for people) or json (one object a line).", None),
    ("log.filter", "Which lines, such as info or warn,grandstand_app=debug.", None),
    (
        "app.public_url",
        "The address people see, without a slash at the end. Passkeys are bound to its host. Absent: from listen.",
        None,
    ),
    ("app.quota_bytes", "Bytes of video one account may keep, uploads and originals together.", None),
    ("app.open_sign_up", "Whether anyone may make a supporter account.", None),
    ("web.body_limit", "The largest body of a form or a JSON request, in bytes; video has its own limits.", None),
    (
        "web.request_timeout_s",
        "Seconds after which a request that is neither an upload nor a stream is given up.",
        None,
    ),
];

/// The sample as a file.
pub(crate) fn text() -> Result<String> {
    let defaults = Value::try_from(Config::default())?;
    let mut text = String::from(
        "# Configuration of Grandstand: every key with its default. Printed by `grandstand config --sample`.\n\
         # Order: defaults, this file, GRANDSTAND_… variables (GRANDSTAND_LISTEN, GRANDSTAND_LOG__FORMAT), flags.\n",
    );
    let mut section = "";
    for (path, note, example) in NOTES {
        let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
        if table != section {
            section = table;
            text.push_str(&format!("\n[{table}]\n"));
        }
        let value = match (lookup(&defaults, path), example) {
            (Some(value), _) => value.to_string(),
            (None, Some(example)) => (*example).to_owned(),
            (None, None) => anyhow::bail!("{path} has neither a default nor an example"),
        };
        text.push_str(&format!("\n# {note}\n#{key} = {value}\n"));
    }
    Ok(text)
}

fn lookup<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, key| value.get(key))
}

/// Paths of all keys that have a default and no note.
#[cfg(test)]
fn without_note() -> Result<Vec<String>> {
    fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Table(table) => {
                for (key, value) in table {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    leaves(value, &path, found);
                }
            }
            _ => found.push(path.to_owned()),
        }
    }
    let mut found = Vec::new();
    leaves(&Value::try_from(Config::default())?, "", &mut found);
    found.retain(|path| !NOTES.iter().any(|(noted, _, _)| noted == path));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_note() {
        assert_eq!(without_note().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn the_sample_is_a_configuration_when_uncommented() {
        let keys: String = text()
            .unwrap()
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n")
            .filter(|line| !line.starts_with("# "))
            .collect();
        toml::from_str::<Config>(&keys).unwrap();
    }

    #[test]
    fn the_copy_in_docs_is_current() {
        let copy = include_str!("../../../docs/config.toml");
        assert!(copy == text().unwrap(), "docs/config.toml is stale: cargo xtask config-sample > docs/config.toml");
    }
}
