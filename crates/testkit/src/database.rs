//! Scratch databases: a SQLite file in a temporary folder, or a PostgreSQL database of its own that is dropped at the end.

use grandstand_store::Db;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};

/// The server on which PostgreSQL tests make their databases, if there is one.
pub fn postgres_url() -> Option<String> {
    std::env::var("GRANDSTAND_TEST_POSTGRES_URL").ok().filter(|u| !u.is_empty())
}

/// A database for one test, with a folder for whatever else the test stores.
pub struct Scratch {
    /// The open database.
    pub db: Db,
    /// Its address, for a second connection or a real binary.
    pub url: String,
    /// A folder that goes with the test.
    pub folder: tempfile::TempDir,
}

impl Scratch {
    /// A fresh SQLite database.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        Self { db: Db::open(&url, 4).await.expect("a scratch database"), url, folder }
    }

    /// A fresh PostgreSQL database, or none (with a word) when no server is named.
    pub async fn postgres() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Some(server) = postgres_url() else {
            println!("skipped: GRANDSTAND_TEST_POSTGRES_URL is not set");
            return None;
        };
        let name = format!("gs_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(&server).await.expect("the PostgreSQL server for tests");
        connection.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await.expect("drop");
        connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("create");
        let (base, _) = server.rsplit_once('/').expect("a URL with a database name");
        let url = format!("{base}/{name}");
        let folder = tempfile::tempdir().expect("a temporary folder");
        Some(Self { db: Db::open(&url, 16).await.expect("a scratch database"), url, folder })
    }
}
