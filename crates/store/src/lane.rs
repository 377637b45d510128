//! SQLite's one writer, shared: transactions that queue for it anyway are made durable together.
//!
//! A commit costs an fsync, and SQLite has one writer, so one commit each would bound all writing by the disk's latency.
//! Here the first in the queue opens a transaction, and everyone who waits by then runs inside it in turn, each within a
//! savepoint; a task that queued behind them commits for all. Nobody is answered before that commit was synced, readers
//! see nothing before it, and the order of turns is the order of the log. A turn that is given up is rolled back to its
//! savepoint alone. When the commit fails, or the database ended the transaction by itself (disk full, failing disk),
//! every turn in it is told so.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::error::StoreError;

/// How long a turn is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

const BEGIN: &str = "BEGIN IMMEDIATE";
/// Lies under all turns. Its release proves that the transaction is still the one that was begun.
const GROUND: &str = "SAVEPOINT lane";
const RELEASE: &str = "RELEASE lane";
/// Savepoints of one name nest: each turn's is inside the one before, and the commit ends them all.
const SAVEPOINT: &str = "SAVEPOINT turn";
const UNDO: &str = "ROLLBACK TO turn";
const COMMIT: &str = "COMMIT";
const ROLLBACK: &str = "ROLLBACK";

/// The queue for the one writer. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Lane(Arc<Mutex<Writer>>);

#[derive(Debug)]
struct Writer {
    connection: SqliteConnection,
    /// Whether a transaction is open, whose end a task waits to bring about.
    open: bool,
    /// What has to be put right before the connection is used again.
    left: Left,
    /// The turns that wait for the commit.
    turns: Vec<oneshot::Sender<Result<(), String>>>,
    closed: bool,
}

/// How the last turn left the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Clean,
    /// With changes that nobody wants.
    Undone,
    /// With a transaction that cannot go on.
    Broken,
}

/// A turn at writing. Dropped without [`Turn::commit`], it changes nothing.
#[derive(Debug)]
pub(crate) struct Turn {
    writer: OwnedMutexGuard<Writer>,
    kept: bool,
}

impl Lane {
    /// A lane over a connection of its own.
    pub(crate) async fn open(options: &SqliteConnectOptions) -> Result<Self, StoreError> {
        let mut connection = options.connect().await?;
        sqlx::migrate!("migrations/sqlite").run(&mut connection).await?;
        let writer = Writer { connection, open: false, left: Left::Clean, turns: Vec::new(), closed: false };
        Ok(Self(Arc::new(Mutex::new(writer))))
    }

    /// Waits for one's turn and begins it.
    pub(crate) async fn turn(&self) -> Result<Turn, StoreError> {
        let waited = tokio::time::timeout(PATIENCE, Arc::clone(&self.0).lock_owned()).await;
        let mut writer = waited.map_err(|_| StoreError::Unavailable(sqlx::Error::PoolTimedOut))?;
        if writer.closed {
            return Err(StoreError::Unavailable(sqlx::Error::PoolClosed));
        }
        writer.put_right().await;
        if !writer.open {
            // Said before it is done: whoever gives up in between leaves an empty transaction to the task, nothing worse.
            writer.open = true;
            let lane = Arc::clone(&self.0);
            // The queue is fair: whoever waits by now has a turn before this.
            tokio::spawn(async move { lane.lock_owned().await.settle().await });
            if let Err(error) = writer.begin().await {
                (writer.open, writer.left) = (false, Left::Broken);
                return Err(error.into());
            }
        }
        writer.run(SAVEPOINT).await?;
        Ok(Turn { writer, kept: false })
    }

    /// Waits for the open turn and closes the connection.
    pub(crate) async fn close(&self) {
        let mut writer = Arc::clone(&self.0).lock_owned().await;
        writer.settle().await;
        writer.closed = true;
        // The connection is part of what is shared; one to nowhere takes its place.
        if let Ok(nowhere) = SqliteConnectOptions::new().in_memory(true).connect().await {
            let _ = std::mem::replace(&mut writer.connection, nowhere).close().await;
        }
    }
}

impl Writer {
    async fn run(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(statement).execute(&mut self.connection).await.map(drop)
    }

    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        self.run(BEGIN).await?;
        self.run(GROUND).await
    }

    async fn end(&mut self) -> Result<(), sqlx::Error> {
        self.run(RELEASE).await?;
        self.run(COMMIT).await
    }

    /// Puts right what the last turn left behind. May be given up and begun again at any point.
    async fn put_right(&mut self) {
        if self.left == Left::Undone {
            match self.run(UNDO).await {
                Ok(()) => self.left = Left::Clean,
                // The database has ended the transaction by itself, and with it every turn that waits for its commit.
                Err(error) => self.fail(&error),
            }
        }
        if self.left == Left::Broken {
            // An error says that no transaction is open, which is what is wanted.
            let _ = self.run(ROLLBACK).await;
            (self.left, self.open) = (Left::Clean, false);
        }
    }

    fn fail(&mut self, error: &sqlx::Error) {
        self.left = Left::Broken;
        for turn in self.turns.drain(..) {
            let _ = turn.send(Err(error.to_string()));
        }
    }

    /// Commits what is open and tells everyone who waits for it. To be run to its end: a commit whose outcome nobody saw
    /// could be taken for a good one.
    async fn settle(&mut self) {
        self.put_right().await;
        if !self.open {
            return;
        }
        match self.end().await {
            Ok(()) => {
                self.open = false;
                for turn in self.turns.drain(..) {
                    let _ = turn.send(Ok(()));
                }
            }
            Err(error) => {
                self.fail(&error);
                self.put_right().await;
            }
        }
    }
}

impl Turn {
    /// Ends the turn and waits until it is durable. Given up while waiting, it is committed all the same.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        let (told, outcome) = oneshot::channel();
        self.writer.turns.push(told);
        self.kept = true;
        drop(self);
        match outcome.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(StoreError::Unavailable(sqlx::Error::Protocol(why))),
            Err(_) => Err(StoreError::Unavailable(sqlx::Error::PoolClosed)),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.kept {
            self.writer.left = Left::Undone;
        }
    }
}

impl Deref for Turn {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.writer.connection
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.writer.connection
    }
}
