//! One SQL text, two databases. Reads take [`ReadTx`]; writes take [`WriteTx`], which also reads and carries the facts
//! that go into the log when it commits.

use std::{
    ops::{Deref, DerefMut},
    str::FromStr,
    time::Duration,
};

use grandstand_domain::{id::Seq, log::Fact, time::UnixMillis};
use sqlx::{
    PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::watch;

use crate::{
    dialect,
    error::StoreError,
    lane::{Lane, Turn},
};

/// The database, cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) pool: Pool,
    head: watch::Sender<i64>,
    jobs: watch::Sender<()>,
}

#[derive(Clone, Debug)]
pub(crate) enum Pool {
    Sqlite { read: SqlitePool, write: Lane },
    Postgres(PgPool),
}

/// A transaction that reads one consistent state, at a moment that it knows.
#[derive(Debug)]
pub struct ReadTx(pub(crate) Tx, UnixMillis);

impl ReadTx {
    /// The moment at which this transaction reads or writes.
    pub fn now(&self) -> UnixMillis {
        self.1
    }
}

#[derive(Debug)]
pub(crate) enum Tx {
    Sqlite(SqliteTx),
    Postgres(Transaction<'static, Postgres>),
}

/// SQLite's transactions: any number read, one after the other writes.
#[derive(Debug)]
pub(crate) enum SqliteTx {
    Read(Transaction<'static, Sqlite>),
    Write(Turn),
}

impl Deref for SqliteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Read(tx) => tx,
            Self::Write(turn) => turn,
        }
    }
}

impl DerefMut for SqliteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Read(tx) => tx,
            Self::Write(turn) => turn,
        }
    }
}

/// A transaction that writes. Only [`Db::begin_write`] makes one, so a function that asks for it cannot be called from a
/// page. Dropped without [`WriteTx::commit`], it changes nothing.
#[derive(Debug)]
pub struct WriteTx {
    tx: ReadTx,
    facts: Vec<Fact>,
    head: watch::Sender<i64>,
    /// The waker of this process's workers, and whether this transaction gives them something to do.
    jobs: (watch::Sender<()>, bool),
}

impl Deref for WriteTx {
    type Target = ReadTx;

    fn deref(&self) -> &ReadTx {
        &self.tx
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut ReadTx {
        &mut self.tx
    }
}

/// Expands the body once per database; `$c` is that database's connection.
macro_rules! on_db {
    ($tx:expr, |$c:ident| $body:expr) => {{
        let tx: &mut $crate::db::ReadTx = &mut *$tx;
        match &mut tx.0 {
            $crate::db::Tx::Sqlite(t) => {
                let $c = &mut **t;
                $body
            }
            $crate::db::Tx::Postgres(t) => {
                let $c = &mut **t;
                $body
            }
        }
    }};
}
pub(crate) use on_db;

/// All rows of a query as `$row` (which derives `sqlx::FromRow`): `all!(tx, Row, SQL, arg, …)?`.
macro_rules! all {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::on_db!($tx, |c| sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_all(c).await)
            .map_err($crate::error::StoreError::from)
    };
}
pub(crate) use all;

/// The row of a query, if there is one: `maybe!(tx, Row, SQL, arg, …)?`.
macro_rules! maybe {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::on_db!($tx, |c| sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_optional(c).await)
            .map_err($crate::error::StoreError::from)
    };
}
pub(crate) use maybe;

/// One value, if there is a row: `value!(tx, i64, SQL, arg, …)?` gives an `Option`.
macro_rules! value {
    ($tx:expr, $type:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::on_db!($tx, |c| sqlx::query_scalar::<_, $type>($sql)$(.bind($arg))*.fetch_optional(c).await)
            .map_err($crate::error::StoreError::from)
    };
}
pub(crate) use value;

/// Runs a statement and gives the number of rows it touched: `run!(tx, SQL, arg, …)?`.
macro_rules! run {
    ($tx:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::on_db!($tx, |c| sqlx::query($sql)$(.bind($arg))*.execute(c).await.map(|done| done.rows_affected()))
            .map_err($crate::error::StoreError::from)
    };
}
pub(crate) use run;

/// Rows chosen by a list of ids: `{}` in the statement stands for the list, whose placeholders follow those of the other
/// arguments: `all_of!(tx, Row, "… WHERE a = $1 AND id IN ({})", &ids, a)?`. Asked in stretches of [`LIST_MOST`].
macro_rules! all_of {
    ($tx:expr, $row:ty, $sql:expr, $ids:expr $(, $arg:expr)* $(,)?) => {{
        let ids: &[i64] = $ids;
        let fixed = 0 $(+ { let _ = &$arg; 1 })*;
        let mut out: Vec<$row> = Vec::new();
        for stretch in ids.chunks($crate::db::LIST_MOST) {
            let list = $crate::db::padded(stretch);
            let sql = $crate::db::with_list($sql, fixed, list.len());
            let rows = $crate::db::on_db!($tx, |c| {
                let mut query = sqlx::query_as::<_, $row>(sqlx::AssertSqlSafe(sql))$(.bind($arg))*;
                for id in &list {
                    query = query.bind(*id);
                }
                query.fetch_all(c).await
            });
            out.extend(rows.map_err($crate::error::StoreError::from)?);
        }
        Ok::<Vec<$row>, $crate::error::StoreError>(out)
    }};
}
pub(crate) use all_of;

/// The most ids in one list.
pub(crate) const LIST_MOST: usize = 512;

/// The list filled up with its last id to a power of two, so that only ten different statements are ever prepared.
pub(crate) fn padded(ids: &[i64]) -> Vec<i64> {
    let mut list = ids.to_vec();
    if let Some(last) = ids.last() {
        list.resize(ids.len().next_power_of_two(), *last);
    }
    list
}

/// The statement with placeholders for a list of `count` values after `fixed` others.
pub(crate) fn with_list(sql: &str, fixed: usize, count: usize) -> String {
    let list = (fixed + 1..=fixed + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    sql.replace("{}", &list)
}

/// Stores many rows with a statement for one, whose placeholders stand in the order of its columns:
/// `run_rows!(tx, "INSERT INTO a (b, c) VALUES ($1, $2)", &rows, |row| [row.b, row.c])?`.
macro_rules! run_rows {
    ($tx:expr, $sql:expr, $rows:expr, |$row:ident| [$($value:expr),* $(,)?]) => {{
        let columns = [$(stringify!($value)),*].len();
        let mut done = Ok(());
        for stretch in $rows.chunks($crate::db::ROWS_MOST) {
            let sql = $crate::db::with_rows($sql, columns, stretch.len());
            done = $crate::db::on_db!($tx, |c| {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for $row in stretch {
                    query = query$(.bind($value))*;
                }
                query.execute(c).await.map(drop)
            });
            if done.is_err() {
                break;
            }
        }
        done.map_err($crate::error::StoreError::from)
    }};
}
pub(crate) use run_rows;

/// The most rows that one statement stores: few enough for the placeholders of either database (32,766 of SQLite's).
pub(crate) const ROWS_MOST: usize = 500;

/// The statement with its list of values repeated for each row.
pub(crate) fn with_rows(sql: &str, columns: usize, rows: usize) -> String {
    let (head, rest) = sql.split_once("VALUES (").unwrap_or((sql, ""));
    let tail = rest.split_once(')').map_or("", |(_, tail)| tail);
    let row = |row: usize| {
        let list = (1..=columns).map(|column| format!("${}", row * columns + column)).collect::<Vec<_>>();
        format!("({})", list.join(", "))
    };
    format!("{head}VALUES {}{tail}", (0..rows).map(row).collect::<Vec<_>>().join(", "))
}

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…` and brings the schema up to date. `readers` bounds the connections that
    /// only read (SQLite) or all connections (PostgreSQL).
    pub async fn open(url: &str, readers: u32) -> Result<Self, StoreError> {
        let pool = if url.starts_with("sqlite:") {
            open_sqlite(url, readers).await?
        } else {
            open_postgres(url, readers).await?
        };
        let db = Self { pool, head: watch::Sender::new(0), jobs: watch::Sender::new(()) };
        let mut tx = db.begin_read().await?;
        let head = crate::log::head(&mut tx).await?;
        db.head.send_replace(head.0);
        Ok(db)
    }

    /// Whether several servers may share this database.
    pub fn is_shared(&self) -> bool {
        matches!(self.pool, Pool::Postgres(_))
    }

    /// Starts a transaction that reads at no known moment: whatever ends has ended for it.
    pub async fn begin_read(&self) -> Result<ReadTx, StoreError> {
        self.begin_read_at(UnixMillis(i64::MAX)).await
    }

    /// Starts a transaction that reads at a moment.
    pub async fn begin_read_at(&self, now: UnixMillis) -> Result<ReadTx, StoreError> {
        let tx = match &self.pool {
            Pool::Sqlite { read, .. } => Tx::Sqlite(SqliteTx::Read(read.begin().await?)),
            Pool::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(ReadTx(tx, now))
    }

    /// Starts a transaction that writes; `now` is the time its log entries carry.
    pub async fn begin_write(&self, now: UnixMillis) -> Result<WriteTx, StoreError> {
        let tx = match &self.pool {
            Pool::Sqlite { write, .. } => Tx::Sqlite(SqliteTx::Write(write.turn().await?)),
            Pool::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        };
        Ok(WriteTx {
            tx: ReadTx(tx, now),
            facts: Vec::new(),
            head: self.head.clone(),
            jobs: (self.jobs.clone(), false),
        })
    }

    /// Tells when the log has grown: the value is a number that has been committed (on a shared database it may lag by
    /// the time a notification takes).
    pub fn watch_log(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Tells when a job may have come up (on a shared database also by what other servers commit, see [`Db::listen`]).
    pub fn watch_jobs(&self) -> watch::Receiver<()> {
        self.jobs.subscribe()
    }

    /// On a shared database, listens for what other servers commit and wakes [`Db::watch_log`] and [`Db::watch_jobs`].
    /// Runs until the connection fails; the caller starts it again. Returns at once on SQLite.
    pub async fn listen(&self) -> Result<(), StoreError> {
        dialect::listen(&self.pool, &self.head, &self.jobs).await
    }

    /// Waits for open transactions and closes every connection.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

impl WriteTx {
    /// Adds a fact to the log when this transaction commits.
    pub fn append(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    /// Writes the facts into the log and commits. The log's numbers are taken last, so on PostgreSQL its head row is locked
    /// only for the commit itself; on SQLite several writers share one commit (see `lane`). Either way this returns when
    /// the change is durable. Returns the number of the last fact, or none when there was no fact.
    pub async fn commit(mut self) -> Result<Option<Seq>, StoreError> {
        let facts = std::mem::take(&mut self.facts);
        let now = self.tx.now();
        let last = crate::log::write(&mut self.tx, now, &facts).await?;
        let (workers, wake) = self.jobs;
        if wake {
            dialect::announce_jobs(&mut self.tx).await?;
        }
        match self.tx.0 {
            Tx::Sqlite(SqliteTx::Write(turn)) => turn.commit().await?,
            Tx::Sqlite(SqliteTx::Read(t)) => t.commit().await?,
            Tx::Postgres(t) => t.commit().await?,
        }
        if let Some(seq) = last {
            self.head.send_if_modified(|head| {
                let grown = *head < seq.0;
                *head = (*head).max(seq.0);
                grown
            });
        }
        if wake {
            workers.send_replace(());
        }
        Ok(last)
    }

    /// Wakes the workers when this transaction commits.
    pub(crate) fn wake_workers(&mut self) {
        self.jobs.1 = true;
    }
}

async fn open_sqlite(url: &str, readers: u32) -> Result<Pool, StoreError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: a commit that was answered survives a power cut, not only a crash of the program.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("cache_size", "-8192")
        .pragma("journal_size_limit", "67108864")
        .busy_timeout(Duration::from_secs(5))
        // A start reads tens of thousands of rows: handed over in small lots, each would cost a change of threads.
        .row_buffer_size(2_048)
        .statement_cache_capacity(256);
    let write = Lane::open(&options).await?;
    let read = SqlitePoolOptions::new()
        // A start reads a snapshot's entry of the log while another transaction is open.
        .max_connections(readers.max(2))
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options.read_only(true).create_if_missing(false))
        .await?;
    Ok(Pool::Sqlite { read, write })
}

async fn open_postgres(url: &str, connections: u32) -> Result<Pool, StoreError> {
    let pool = PgPoolOptions::new()
        .max_connections(connections.max(2))
        .acquire_timeout(Duration::from_secs(10))
        .connect(url)
        .await?;
    sqlx::migrate!("migrations/postgres").run(&pool).await?;
    Ok(Pool::Postgres(pool))
}
