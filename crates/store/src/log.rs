//! The log: facts in commit order, numbered without gaps.
//!
//! Numbers are taken by updating the one row of `log_head`. That row stays locked until the writer commits, so the next
//! writer's numbers are larger *and* it commits later: a reader that has seen number n has seen every number below it.

use grandstand_domain::{
    id::{AccountId, Seq},
    log::{Entry, Fact},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, all, on_db, run, value, with_list},
    dialect,
    error::StoreError,
};

const TAKE: &str = "UPDATE log_head SET seq = seq + $1 WHERE id = 1 RETURNING seq";
const INSERT: &str = "INSERT INTO log (seq, at, kind, fact, who) VALUES ($1, $2, $3, $4, $5)";
const HEAD: &str = "SELECT seq FROM log_head WHERE id = 1";
const AFTER: &str = "SELECT seq, at, fact FROM log WHERE seq > $1 ORDER BY seq LIMIT $2";
const OWN: &str = "SELECT seq, at, fact FROM log WHERE who = $1 AND seq > $2 ORDER BY seq LIMIT $3";
const COUNT_OF_KIND: &str = "SELECT COUNT(*) FROM log WHERE kind = $1";
const ACTORS: &str = "SELECT DISTINCT who FROM log WHERE who > $1 ORDER BY who LIMIT $2";
const LAST_OF_KIND: &str = "SELECT seq, at, fact FROM log WHERE kind = $1 ORDER BY seq DESC LIMIT $2";
const OF_KINDS: &str = "SELECT seq, at, fact FROM log WHERE seq > $1 AND kind IN ({}) ORDER BY seq LIMIT $2";

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: i64,
    fact: String,
}

/// Writes facts in order, announces them to other servers at commit, and returns the number of the last.
pub(crate) async fn write(tx: &mut ReadTx, now: UnixMillis, facts: &[Fact]) -> Result<Option<Seq>, StoreError> {
    if facts.is_empty() {
        return Ok(None);
    }
    let json = |fact| serde_json::to_string(fact).map_err(|e| StoreError::Corrupt { table: "log", why: e.to_string() });
    let texts: Vec<String> = facts.iter().map(json).collect::<Result<_, _>>()?;
    let kinds: Vec<&str> = facts.iter().map(Fact::kind).collect();
    let actors: Vec<Option<i64>> = facts.iter().map(|fact| fact.actor().map(|who| who.0)).collect();
    if let Some(last) = dialect::write_log(tx, now, &kinds, &texts, &actors).await? {
        return Ok(Some(last));
    }
    let count = i64::try_from(facts.len()).unwrap_or(i64::MAX);
    let last = value!(tx, i64, TAKE, count)?.ok_or_else(|| StoreError::not_found("log_head", 1))?;
    for (((seq, kind), text), who) in (last - count + 1..).zip(kinds).zip(texts).zip(actors) {
        run!(tx, INSERT, seq, now.0, kind, text, who)?;
    }
    Ok(Some(Seq(last)))
}

/// The number of the last entry; 0 when the log is empty.
pub async fn head(tx: &mut ReadTx) -> Result<Seq, StoreError> {
    Ok(Seq(value!(tx, i64, HEAD)?.unwrap_or(0)))
}

/// At most `limit` entries after number `after`, in order.
pub async fn after(tx: &mut ReadTx, after: Seq, limit: i64) -> Result<Vec<Entry>, StoreError> {
    all!(tx, Row, AFTER, after.0, limit)?.into_iter().map(read).collect()
}

/// At most `limit` entries after number `after` that are an account's own acts, in order.
pub async fn own(tx: &mut ReadTx, who: AccountId, after: Seq, limit: i64) -> Result<Vec<Entry>, StoreError> {
    all!(tx, Row, OWN, who.0, after.0, limit)?.into_iter().map(read).collect()
}

/// At most `limit` accounts after one, by number, that any entry is the own act of.
pub async fn actors(tx: &mut ReadTx, after: AccountId, limit: i64) -> Result<Vec<AccountId>, StoreError> {
    Ok(all!(tx, (i64,), ACTORS, after.0, limit)?.into_iter().map(|row| AccountId(row.0)).collect())
}

/// The latest `limit` entries of one kind, newest first.
pub async fn last_of_kind(tx: &mut ReadTx, kind: &str, limit: i64) -> Result<Vec<Entry>, StoreError> {
    all!(tx, Row, LAST_OF_KIND, kind, limit)?.into_iter().map(read).collect()
}

/// How many entries of one kind there are.
pub async fn count_of_kind(tx: &mut ReadTx, kind: &str) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT_OF_KIND, kind)?.unwrap_or(0))
}

/// At most `limit` entries of any of `kinds` after number `after`, in order.
pub async fn of_kinds(tx: &mut ReadTx, kinds: &[&str], after: Seq, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let sql = with_list(OF_KINDS, 2, kinds.len());
    let rows = on_db!(tx, |c| {
        let mut query = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(sql)).bind(after.0).bind(limit);
        for kind in kinds {
            query = query.bind(*kind);
        }
        query.fetch_all(c).await
    });
    rows.map_err(StoreError::from)?.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Entry, StoreError> {
    let fact = serde_json::from_str(&row.fact)
        .map_err(|e| StoreError::Corrupt { table: "log", why: format!("entry {}: {e}", row.seq) })?;
    Ok(Entry { seq: Seq(row.seq), at: UnixMillis(row.at), fact })
}
