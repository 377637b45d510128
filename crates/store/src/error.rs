//! What can go wrong in the store, said so that a caller can act on it.

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such row, or an update that touched none.
    #[error("{table}: no row {row}")]
    NotFound {
        /// The table.
        table: &'static str,
        /// What was looked for.
        row: String,
    },
    /// A unique constraint was in the way.
    #[error("{table}: {row} is taken")]
    Taken {
        /// The table.
        table: &'static str,
        /// What was to be stored.
        row: String,
    },
    /// The database is busy or cannot be reached; the same call may go through later.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// A stored value cannot be read back.
    #[error("{table}: unreadable value: {why}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Anything else the database says.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let busy = match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => true,
            sqlx::Error::Database(e) => e.code().is_some_and(|code| passes(&code)),
            _ => false,
        };
        if busy { Self::Unavailable(error) } else { Self::Database(error) }
    }
}

/// Whether what a code stands for may be over soon. SQLite: busy (5), locked (6), input/output error (10), disk full
/// (13), each also with what SQLite says more of it in the higher bits. PostgreSQL: starting up (57P03), out of
/// connections (53300), disk full (53100).
fn passes(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 10 | 13),
        _ => matches!(code, "57P03" | "53300" | "53100"),
    }
}

impl StoreError {
    /// Turns a unique violation into [`StoreError::Taken`]; other errors pass through.
    pub fn taken(self, table: &'static str, row: impl ToString) -> Self {
        match self {
            Self::Database(sqlx::Error::Database(e)) if e.is_unique_violation() => {
                Self::Taken { table, row: row.to_string() }
            }
            other => other,
        }
    }

    /// A missing row.
    pub fn not_found(table: &'static str, row: impl ToString) -> Self {
        Self::NotFound { table, row: row.to_string() }
    }

    /// `Ok` when an update touched a row.
    pub fn touched(rows: u64, table: &'static str, row: impl ToString) -> Result<(), Self> {
        if rows == 0 { Err(Self::not_found(table, row)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn a_full_disk_passes_and_a_broken_rule_does_not() {
        for code in ["5", "6", "13", "517", "778", "57P03", "53100", "53300"] {
            assert!(passes(code), "{code}");
        }
        for code in ["1", "19", "2067", "1555", "23505", "42601", "40001", ""] {
            assert!(!passes(code), "{code}");
        }
    }
}
