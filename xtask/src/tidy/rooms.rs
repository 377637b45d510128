//! What may stand in which room: SQL only in store, axum only in web, processes only in media and allocation, clock and
//! randomness only in the program, `begin_write` only in app and the program. Simple scans over tokens; tests,
//! examples and the test kit are free.

use super::{Finding, Tree, source::Source};

/// Tokens that may stand only in some rooms, and what to do instead.
struct Rule {
    tokens: &'static [&'static str],
    rooms: &'static [&'static str],
    message: &'static str,
}

const RULES: [Rule; 5] = [
    Rule {
        tokens: &["axum::"],
        rooms: &["web"],
        message: "axum stands only in web: give web a function to call instead",
    },
    Rule {
        tokens: &["sqlx::"],
        rooms: &["store"],
        message: "the database is reached only through store: add a function there",
    },
    Rule {
        tokens: &["process::Command", "process::{", "process::Child"],
        rooms: &["media", "allocation"],
        message: "processes are started only in media and allocation, which limit them",
    },
    Rule {
        tokens: &[
            "SystemTime::now",
            "Timestamp::now",
            "Zoned::now",
            "Utc::now",
            "getrandom::",
            "rand::",
            "OsRng",
            "thread_rng",
            "Uuid::new_v4",
            "Uuid::now_v7",
        ],
        rooms: &["grandstand"],
        message: "clock and randomness are passed in by the program: use Ctx",
    },
    Rule {
        tokens: &["begin_write"],
        rooms: &["app", "grandstand", "store"],
        message: "writes go through app: call a use case (only app and the program begin a write)",
    },
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.under("crates/") {
        let Some(room) = room_of(path) else { continue };
        let source = Source::read(text);
        for rule in RULES.iter().filter(|rule| !rule.rooms.contains(&room)) {
            for token in rule.tokens {
                findings.extend(source.lines_with(token).map(|line| Finding::fault(path, line, rule.message)));
            }
        }
        if room != "store" {
            let texts = source.strings.iter().filter(|(_, text)| is_sql(text));
            let message = "SQL text stands only in store: add a function there";
            findings.extend(texts.map(|(line, _)| Finding::fault(path, *line, message)));
        }
    }
    findings
}

/// The room of a file that belongs to the program; none for tests, examples, benches and the test kit.
fn room_of(path: &str) -> Option<&str> {
    let (room, rest) = path.strip_prefix("crates/")?.split_once('/')?;
    (room != "testkit" && rest.starts_with("src/") && is_rust(rest) && !rest.ends_with("/tests.rs")).then_some(room)
}

fn is_rust(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "rs")
}

/// Whether a string opens as a statement does. Words of a sentence ("Select a sport from …") are not caught, since
/// statements are written with capitals here.
fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    let opens = |start: &str, then: &str| text.starts_with(start) && text.contains(then);
    opens("SELECT ", "")
        || opens("INSERT INTO ", "")
        || opens("DELETE FROM ", "")
        || opens("UPDATE ", " SET ")
        || opens("WITH ", " AS ")
        || ["CREATE ", "ALTER ", "DROP "].iter().any(|verb| {
            text.strip_prefix(verb)
                .is_some_and(|rest| ["TABLE", "INDEX", "UNIQUE", "TRIGGER"].iter().any(|w| rest.starts_with(w)))
        })
        || text.starts_with("PRAGMA ")
        || text.starts_with("VACUUM")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_finds_its_token_outside_its_rooms() {
        let tree = Tree::of(&[
            ("crates/app/src/a.rs", "fn f(db: &Db) { db.begin_write(); }"),
            ("crates/web/src/b.rs", "fn f(db: &Db) { db.begin_write(); axum::g(); let s = \"SELECT 1\"; }"),
            ("crates/feed/src/c.rs", "use tokio::process::Command;\nlet t = std::time::SystemTime::now();"),
            ("crates/web/tests/d.rs", "sqlx::query(\"SELECT 1\")"),
            ("crates/testkit/src/e.rs", "sqlx::query(\"SELECT 1\")"),
            ("crates/store/src/f.rs", "sqlx::query(\"SELECT 1\")"),
        ]);
        let found: Vec<(String, usize)> = check(&tree).into_iter().map(|found| (found.path, found.line)).collect();
        let expected = [
            ("crates/feed/src/c.rs", 1),
            ("crates/feed/src/c.rs", 2),
            ("crates/web/src/b.rs", 1),
            ("crates/web/src/b.rs", 1),
        ];
        assert_eq!(found, expected.map(|(path, line)| (path.to_owned(), line)));
    }

    #[test]
    fn sql_is_told_from_sentences() {
        assert!(is_sql("\n  UPDATE post SET a = $1"));
        assert!(is_sql("WITH x AS (SELECT 1) SELECT * FROM x"));
        assert!(is_sql("CREATE TABLE x (id BIGINT)"));
        assert!(!is_sql("Update your profile"));
        assert!(!is_sql("Select a sport FROM the list"));
        assert!(!is_sql("CREATE a post"));
    }
}
