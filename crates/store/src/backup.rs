//! A copy of the whole database in one file, taken while others write, and the way back.
//!
//! SQLite copies itself (`VACUUM INTO`): the file is a database. PostgreSQL is written out as lines, one row each, from
//! one repeatable-read transaction: `H` and a header, then for each table `T` and its name and `R` and its rows as JSON,
//! parents before children, and `E` with the number of rows at the end, so that a cut-off file is known as such.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    path::Path,
    str::FromStr as _,
};

use grandstand_domain::media::Poster;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    db::{Db, Pool, ReadTx, on_db},
    error::StoreError,
};

const OBJECTS: &str = "SELECT original_key AS key FROM media WHERE original_key <> '' \
     UNION SELECT object_key FROM rendition UNION SELECT object_key FROM material WHERE object_key <> ''";
const POSTERS: &str = "SELECT poster FROM media WHERE poster IS NOT NULL";
const HEAD: &str = "SELECT seq FROM log_head WHERE id = 1";
const SCHEMA: &str = "SELECT MAX(version) FROM _sqlx_migrations";
const SQLITE_CHECK: &str = "PRAGMA integrity_check";
const SQLITE_FOREIGN_KEYS: &str = "PRAGMA foreign_key_check";

/// Every column that holds data of its own, tables in order.
const COLUMNS: &str = "SELECT table_name::text, column_name::text FROM information_schema.columns \
     WHERE table_schema = current_schema() AND is_generated = 'NEVER' AND table_name <> '_sqlx_migrations' \
     ORDER BY table_name, ordinal_position";
const PARENTS: &str = "SELECT child.relname::text, parent.relname::text FROM pg_constraint k \
     JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid \
     WHERE k.contype = 'f' AND child.relnamespace = current_schema()::regnamespace AND child.oid <> parent.oid";

/// Rows that are read or written at a time.
const BATCH: usize = 500;

/// What a copy of the database holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The number of the last entry in the log.
    pub head: i64,
    /// The version of the schema.
    pub schema: i64,
    /// The key of every object that it refers to.
    pub objects: BTreeSet<String>,
}

/// Copies the whole database, as it stands at one moment, into `file`, which must not exist yet.
pub async fn snapshot(db: &Db, file: &Path) -> Result<Snapshot, StoreError> {
    match &db.pool {
        Pool::Sqlite { read, .. } => {
            let name = file.display().to_string();
            sqlx::query("VACUUM INTO $1").bind(name).execute(read).await?;
            File::open(file).and_then(|file| file.sync_all()).map_err(sqlx::Error::Io)?;
            check_sqlite(file).await
        }
        Pool::Postgres(pool) => write_postgres(pool, file).await,
    }
}

/// Opens a copied SQLite database, proves that it is whole, and says what it holds.
pub async fn check_sqlite(file: &Path) -> Result<Snapshot, StoreError> {
    let options = SqliteConnectOptions::from_str("sqlite:")?.filename(file).read_only(true).immutable(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let verdict: String = sqlx::query_scalar(SQLITE_CHECK).fetch_one(&mut connection).await?;
    let strays = sqlx::query(SQLITE_FOREIGN_KEYS).fetch_all(&mut connection).await?.len();
    if verdict != "ok" || strays > 0 {
        let why = format!("{verdict}; {strays} rows refer to rows that are not there");
        return Err(StoreError::Corrupt { table: "the whole database", why });
    }
    let head = sqlx::query_scalar(HEAD).fetch_one(&mut connection).await?;
    let schema = sqlx::query_scalar(SCHEMA).fetch_one(&mut connection).await?;
    let mut objects: BTreeSet<String> =
        sqlx::query_scalar(OBJECTS).fetch_all(&mut connection).await?.into_iter().collect();
    let posters: Vec<String> = sqlx::query_scalar(POSTERS).fetch_all(&mut connection).await?;
    add_posters(&mut objects, &posters)?;
    connection.close().await?;
    Ok(Snapshot { head, schema, objects })
}

async fn write_postgres(pool: &PgPool, file: &Path) -> Result<Snapshot, StoreError> {
    let mut tx = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let head: i64 = sqlx::query_scalar(HEAD).fetch_one(&mut *tx).await?;
    let schema: i64 = sqlx::query_scalar(SCHEMA).fetch_one(&mut *tx).await?;
    let mut objects: BTreeSet<String> = sqlx::query_scalar(OBJECTS).fetch_all(&mut *tx).await?.into_iter().collect();
    let posters: Vec<String> = sqlx::query_scalar(POSTERS).fetch_all(&mut *tx).await?;
    add_posters(&mut objects, &posters)?;

    let mut out = BufWriter::new(File::create_new(file).map_err(sqlx::Error::Io)?);
    let mut lines = 0_usize;
    let mut line = |text: &str| writeln!(out, "{text}").map_err(sqlx::Error::Io);
    line(&format!("H {schema}"))?;
    for (table, columns) in tables(&mut tx).await? {
        line(&format!("T {table}"))?;
        // Ids sort by time, so a comment comes before its answers.
        let order = if columns.iter().any(|column| column == "id") { "ORDER BY id" } else { "" };
        let declare = format!("DECLARE rows CURSOR FOR SELECT to_jsonb(t)::text FROM \"{table}\" t {order}");
        sqlx::query(AssertSqlSafe(declare)).execute(&mut *tx).await?;
        loop {
            let fetch = format!("FETCH {BATCH} FROM rows");
            let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(fetch)).fetch_all(&mut *tx).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                line(&format!("R {row}"))?;
            }
            lines += rows.len();
        }
        sqlx::query("CLOSE rows").execute(&mut *tx).await?;
    }
    line(&format!("E {lines}"))?;
    let file = out.into_inner().map_err(|error| sqlx::Error::Io(error.into_error()))?;
    file.sync_all().map_err(sqlx::Error::Io)?;
    tx.rollback().await?;
    Ok(Snapshot { head, schema, objects })
}

/// The key of every object that the database refers to now.
pub async fn referred(tx: &mut ReadTx) -> Result<BTreeSet<String>, StoreError> {
    let keys = on_db!(tx, |c| sqlx::query_scalar::<_, String>(OBJECTS).fetch_all(c).await)?;
    let posters = on_db!(tx, |c| sqlx::query_scalar::<_, String>(POSTERS).fetch_all(c).await)?;
    let mut objects: BTreeSet<String> = keys.into_iter().collect();
    add_posters(&mut objects, &posters)?;
    Ok(objects)
}

fn add_posters(objects: &mut BTreeSet<String>, posters: &[String]) -> Result<(), StoreError> {
    for json in posters {
        let poster: Poster = serde_json::from_str(json)
            .map_err(|error| StoreError::Corrupt { table: "media", why: format!("a poster: {error}") })?;
        objects.extend([poster.webp_key, poster.jpeg_key]);
    }
    Ok(())
}

/// Tables with their columns, parents before children.
async fn tables(connection: &mut PgConnection) -> Result<Vec<(String, Vec<String>)>, StoreError> {
    let columns: Vec<(String, String)> = sqlx::query_as(COLUMNS).fetch_all(&mut *connection).await?;
    let mut open: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in columns {
        open.entry(table).or_default().push(column);
    }
    let parents: Vec<(String, String)> = sqlx::query_as(PARENTS).fetch_all(&mut *connection).await?;
    let mut ordered = Vec::new();
    while !open.is_empty() {
        let waits = |table: &str| parents.iter().any(|(child, parent)| child == table && open.contains_key(parent));
        let Some(next) = open.keys().find(|table| !waits(table)).cloned() else {
            return Err(StoreError::Corrupt {
                table: "the whole database",
                why: "tables refer to each other".to_owned(),
            });
        };
        ordered.extend(open.remove_entry(&next));
    }
    Ok(ordered)
}

/// Fills an empty PostgreSQL database of the same schema from lines that [`snapshot`] wrote.
pub async fn fill_postgres(db: &Db, file: &Path) -> Result<(), StoreError> {
    let Pool::Postgres(pool) = &db.pool else {
        return Err(corrupt("the backup is of a PostgreSQL database"));
    };
    let mut tx = pool.begin().await?;
    let schema: i64 = sqlx::query_scalar(SCHEMA).fetch_one(&mut *tx).await?;
    let head: i64 = sqlx::query_scalar(HEAD).fetch_one(&mut *tx).await?;
    if head > 0 {
        return Err(corrupt("the database is not empty"));
    }
    let tables = tables(&mut tx).await?;
    // What a fresh schema comes with is in the backup too.
    for (table, _) in tables.iter().rev() {
        sqlx::query(AssertSqlSafe(format!("DELETE FROM \"{table}\""))).execute(&mut *tx).await?;
    }
    let mut into: Option<String> = None;
    let mut batch: Vec<String> = Vec::new();
    let (mut rows, mut ended) = (0_usize, false);
    for line in BufReader::new(File::open(file).map_err(sqlx::Error::Io)?).lines() {
        let line = line.map_err(sqlx::Error::Io)?;
        let (kind, rest) = line.split_once(' ').ok_or_else(|| corrupt("a line cannot be read"))?;
        match kind {
            "H" if rest != schema.to_string() => {
                return Err(corrupt("it was made by another version: restore with that version, then upgrade"));
            }
            "H" => {}
            "R" => {
                batch.push(rest.to_owned());
                rows += 1;
            }
            "T" | "E" => {
                put(&mut tx, into.as_deref(), &mut batch).await?;
                ended = kind == "E" && rest == rows.to_string();
                into = insert_into(&tables, rest);
            }
            _ => return Err(corrupt("a line cannot be read")),
        }
        if batch.len() == BATCH {
            put(&mut tx, into.as_deref(), &mut batch).await?;
        }
    }
    if !ended {
        return Err(corrupt("it is cut off"));
    }
    tx.commit().await?;
    Ok(())
}

fn insert_into(tables: &[(String, Vec<String>)], table: &str) -> Option<String> {
    let (_, columns) = tables.iter().find(|(name, _)| name == table)?;
    let columns = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    Some(format!(
        "INSERT INTO \"{table}\" ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::\"{table}\", $1::jsonb)"
    ))
}

async fn put(connection: &mut PgConnection, sql: Option<&str>, batch: &mut Vec<String>) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let sql = sql.ok_or_else(|| corrupt("it holds a table that this version does not know"))?;
    let rows = format!("[{}]", batch.join(","));
    sqlx::query(AssertSqlSafe(sql.to_owned())).bind(rows).execute(connection).await?;
    batch.clear();
    Ok(())
}

fn corrupt(why: &str) -> StoreError {
    StoreError::Corrupt { table: "backup", why: why.to_owned() }
}
