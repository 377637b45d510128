//! Both databases understand every statement, and both schemas are the same. Nothing needs to be listed: the statements
//! are read from the modules' source.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is wrong")]

use std::collections::BTreeMap;

use grandstand_testkit::Scratch;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqlSafeStr, SqliteConnection};

/// Modules in which the databases differ on purpose.
const EXEMPT: [&str; 1] = ["dialect"];

#[tokio::test]
async fn every_statement_is_understood_by_sqlite() {
    let scratch = Scratch::sqlite().await;
    let mut connection = SqliteConnection::connect(&scratch.url).await.unwrap();
    for (place, sql) in statements().into_iter().filter(|(_, sql)| !asks_postgres_catalogue(sql)) {
        if let Err(error) = (&mut connection).prepare(AssertSqlSafe(sql.clone()).into_sql_str()).await {
            panic!("{place}: {error}\n{sql}");
        }
    }
}

#[tokio::test]
async fn every_statement_is_understood_by_postgres() {
    let Some(scratch) = Scratch::postgres().await else { return };
    let mut connection = PgConnection::connect(&scratch.url).await.unwrap();
    for (place, sql) in statements() {
        if let Err(error) = (&mut connection).prepare(AssertSqlSafe(sql.clone()).into_sql_str()).await {
            panic!("{place}: {error}\n{sql}");
        }
    }
}

/// A backup of PostgreSQL asks its catalogue for tables and their order; one of SQLite copies the file.
fn asks_postgres_catalogue(sql: &str) -> bool {
    sql.contains("information_schema") || sql.contains("pg_constraint")
}

/// Every `const NAME: &str` of the crate's modules that is a statement, as (`module::NAME`, SQL). A constant may be a
/// literal, or a `concat!` of literals through a macro of its module with at most one argument. A list of ids (`{}`)
/// stands for one more placeholder.
fn statements() -> Vec<(String, String)> {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() || EXEMPT.contains(&module.as_str()) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (at, marker) in text.match_indices(": &str =") {
            let name = text[..at].rsplit(' ').next().unwrap();
            let place = format!("{module}::{name}");
            let sql = evaluate(text[at + marker.len()..].trim_start(), &text, "")
                .unwrap_or_else(|| {
                    panic!("{place}: this test cannot read it; write it as a literal or a concat! macro")
                })
                .0;
            if ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "].iter().any(|verb| sql.starts_with(verb)) {
                let next = (1..99).find(|n| !sql.contains(&format!("${n}"))).unwrap();
                found.push((place, sql.replace("{}", &format!("${next}"))));
            }
        }
    }
    assert!(found.len() > 50, "only {} statements found: has the way they are written changed?", found.len());
    found
}

/// The text that an expression at the start of `code` stands for, and what follows it.
fn evaluate<'a>(code: &'a str, file: &str, argument: &str) -> Option<(String, &'a str)> {
    if let Some(literal) = code.strip_prefix('"') {
        let mut out = String::new();
        let mut rest = literal.chars();
        loop {
            match rest.next()? {
                '"' => return Some((out, rest.as_str())),
                '\\' => match rest.next()? {
                    '\n' => rest = rest.as_str().trim_start().chars(),
                    other => out.push(other),
                },
                other => out.push(other),
            }
        }
    }
    if let Some(variable) = code.strip_prefix('$') {
        return Some((argument.to_owned(), variable.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')));
    }
    let (name, inside) = code.split_once("!(")?;
    let (mut parts, mut rest) = (Vec::new(), inside);
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if let Some(after) = rest.strip_prefix(')') {
            if name == "concat" {
                return Some((parts.join(""), after));
            }
            let (_, body) = file.split_once(&format!("macro_rules! {name} "))?;
            let body = &body[body.find("concat!(")?..];
            return Some((evaluate(body, file, &parts.join(""))?.0, after));
        }
        let (part, after) = evaluate(rest, file, argument)?;
        parts.push(part);
        rest = after;
    }
}

/// Table → column → (type, may be null).
type Columns = BTreeMap<String, BTreeMap<String, (String, bool)>>;
/// (Table, columns) of every primary key and unique constraint.
type Keys = Vec<(String, Vec<String>)>;

#[tokio::test]
async fn both_schemas_are_the_same() {
    let Some(postgres) = Scratch::postgres().await else { return };
    let sqlite = Scratch::sqlite().await;
    let (left, left_keys) = of_sqlite(&sqlite.url).await;
    let (right, right_keys) = of_postgres(&postgres.url).await;
    for table in left.keys().chain(right.keys()) {
        assert_eq!(
            left.get(table),
            right.get(table),
            "columns of {table}: SQLite on the left, PostgreSQL on the right"
        );
    }
    assert_eq!(left_keys, right_keys, "primary keys and unique constraints");
}

/// The index of full-text search is what differs on purpose; the migrations' own table is sqlx's.
fn is_ours(table: &str) -> bool {
    !table.starts_with("search") && !table.starts_with("sqlite_") && table != "_sqlx_migrations"
}

async fn of_sqlite(url: &str) -> (Columns, Keys) {
    let mut c = SqliteConnection::connect(url).await.unwrap();
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'").fetch_all(&mut c).await.unwrap();
    let (mut columns, mut keys) = (Columns::new(), Keys::new());
    for table in tables.into_iter().filter(|t| is_ours(t)) {
        let rows = sqlx::query("SELECT name, type, \"notnull\" FROM pragma_table_info($1)").bind(&table);
        for row in rows.fetch_all(&mut c).await.unwrap() {
            let (name, kind, not_null): (String, String, bool) = (row.get(0), row.get(1), row.get(2));
            columns.entry(table.clone()).or_default().insert(name, (kind, !not_null));
        }
        let indexes: Vec<String> =
            sqlx::query_scalar("SELECT name FROM pragma_index_list($1) WHERE \"unique\" = 1 AND origin IN ('pk', 'u')")
                .bind(&table)
                .fetch_all(&mut c)
                .await
                .unwrap();
        for index in indexes {
            let names: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_index_info($1) ORDER BY seqno")
                .bind(&index)
                .fetch_all(&mut c)
                .await
                .unwrap();
            keys.push((table.clone(), names));
        }
    }
    keys.sort();
    (columns, keys)
}

async fn of_postgres(url: &str) -> (Columns, Keys) {
    let mut c = PgConnection::connect(url).await.unwrap();
    let mut columns = Columns::new();
    let rows = sqlx::query(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES' \
         FROM information_schema.columns WHERE table_schema = 'public'",
    );
    for row in rows.fetch_all(&mut c).await.unwrap() {
        let (table, column, kind, nullable): (String, String, String, bool) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        let kind = match kind.as_str() {
            "bytea" => "BLOB".to_owned(),
            other => other.to_uppercase(),
        };
        if is_ours(&table) {
            columns.entry(table).or_default().insert(column, (kind, nullable));
        }
    }
    let rows = sqlx::query(
        "SELECT c.conrelid::regclass::text, ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, o) \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.o) \
         FROM pg_constraint c WHERE c.contype IN ('p', 'u') AND c.connamespace = 'public'::regnamespace",
    );
    let mut keys: Keys = rows.fetch_all(&mut c).await.unwrap().iter().map(|r| (r.get(0), r.get(1))).collect();
    keys.retain(|(table, _)| is_ours(table));
    keys.sort();
    (columns, keys)
}
