//! Rule packs of a Games, each version as it was enacted.

use grandstand_domain::{
    id::GamesId,
    rule::{Audience, Edge, Rule},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, run, run_rows},
    error::StoreError,
};

const VERSIONS: &str = "SELECT version, enacted_at FROM rule_pack WHERE games_id = $1 ORDER BY version DESC";
const OF_VERSION: &str = "SELECT code, audience, holds_from, holds_until, words, source FROM rule \
     WHERE games_id = $1 AND version = $2 ORDER BY place";
const ENACT: &str = "INSERT INTO rule_pack (games_id, version, enacted_at) VALUES ($1, $2, $3)";
const SAVE: &str = "INSERT INTO rule (games_id, version, place, code, audience, holds_from, holds_until, words, source) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// A version of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// Since when it holds.
    pub enacted_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    #[sqlx(try_from = "String")]
    audience: Audience,
    #[sqlx(try_from = "String")]
    holds_from: Edge,
    #[sqlx(try_from = "String")]
    holds_until: Edge,
    words: String,
    source: String,
}

/// The versions of a Games' pack, the one that holds first.
pub async fn versions(tx: &mut ReadTx, games: GamesId) -> Result<Vec<Version>, StoreError> {
    let rows = all!(tx, (i64, i64), VERSIONS, games.0)?;
    Ok(rows.into_iter().map(|(number, at)| Version { number, enacted_at: UnixMillis(at) }).collect())
}

/// The rules of one version, in the order of their file.
pub async fn of_version(tx: &mut ReadTx, games: GamesId, version: i64) -> Result<Vec<Rule>, StoreError> {
    let rule = |row: Row| Rule {
        code: row.code,
        audience: row.audience,
        from: row.holds_from,
        until: row.holds_until,
        words: row.words,
        source: row.source,
    };
    Ok(all!(tx, Row, OF_VERSION, games.0, version)?.into_iter().map(rule).collect())
}

/// Enacts a pack as the next version.
pub async fn enact(tx: &mut WriteTx, games: GamesId, rules: &[Rule]) -> Result<(), StoreError> {
    let version = versions(tx, games).await?.first().map_or(1, |last| last.number + 1);
    let now = tx.now().0;
    run!(tx, ENACT, games.0, version, now).map_err(|e| e.taken("rule_pack", games))?;
    let rows: Vec<(i64, &Rule)> = (0..).zip(rules).collect();
    run_rows!(tx, SAVE, &rows, |row| [
        games.0,
        version,
        row.0,
        &row.1.code,
        row.1.audience.as_str(),
        row.1.from.to_string(),
        row.1.until.to_string(),
        &row.1.words,
        &row.1.source
    ])
}
