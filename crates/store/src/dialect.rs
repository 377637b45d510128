//! Everything in which SQLite and PostgreSQL differ.

use grandstand_domain::{id::Seq, time::UnixMillis};
use sqlx::{AssertSqlSafe, postgres::PgListener};
use tokio::sync::watch;

use crate::{
    db::{Pool, ReadTx, Tx, WriteTx},
    error::StoreError,
    job::Job,
};

const CHANNEL: &str = "grandstand_log";
const JOBS_CHANNEL: &str = "grandstand_job";

const WRITE_LOG: &str = "WITH head AS (UPDATE log_head SET seq = seq + cardinality($2::text[]) WHERE id = 1 RETURNING seq), \
     entries AS (INSERT INTO log (seq, at, kind, fact, who) \
       SELECT head.seq - cardinality($2::text[]) + new.place, $1, new.kind, new.fact, new.who \
       FROM head, unnest($2::text[], $3::text[], $5::bigint[]) WITH ORDINALITY AS new (kind, fact, who, place)) \
     SELECT seq, pg_notify($4, seq::text)::text FROM head";

/// On PostgreSQL, takes numbers of the log, writes the entries and announces them to other servers at commit, all in one
/// go: the head row is locked from here to the commit. Gives the last number; none on SQLite, where each is a step.
pub(crate) async fn write_log(
    tx: &mut ReadTx,
    now: UnixMillis,
    kinds: &[&str],
    facts: &[String],
    actors: &[Option<i64>],
) -> Result<Option<Seq>, StoreError> {
    let Tx::Postgres(t) = &mut tx.0 else { return Ok(None) };
    let query = sqlx::query_as::<_, (i64, Option<String>)>(WRITE_LOG);
    let query = query.bind(now.0).bind(kinds).bind(facts).bind(CHANNEL).bind(actors);
    let written = query.fetch_optional(&mut **t).await?;
    Ok(Some(Seq(written.ok_or_else(|| StoreError::not_found("log_head", 1))?.0)))
}

/// Tells other servers, at commit, that there is a job to claim.
pub(crate) async fn announce_jobs(tx: &mut ReadTx) -> Result<(), StoreError> {
    if let Tx::Postgres(t) = &mut tx.0 {
        sqlx::query("SELECT pg_notify($1, '')").bind(JOBS_CHANNEL).execute(&mut **t).await?;
    }
    Ok(())
}

/// Gives back the memory in which SQLite keeps pages for this connection: for whoever has read everything once and will not again.
pub async fn forget_pages(tx: &mut ReadTx) -> Result<(), StoreError> {
    if let Tx::Sqlite(t) = &mut tx.0 {
        sqlx::query("PRAGMA shrink_memory").execute(&mut **t).await?;
    }
    Ok(())
}

/// Passes the announcements of other servers on. See `Db::listen`.
pub(crate) async fn listen(pool: &Pool, head: &watch::Sender<i64>, jobs: &watch::Sender<()>) -> Result<(), StoreError> {
    let Pool::Postgres(pool) = pool else { return Ok(()) };
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen_all([CHANNEL, JOBS_CHANNEL]).await?;
    let raise = |seq: i64| {
        head.send_if_modified(|known| {
            let grown = *known < seq;
            *known = (*known).max(seq);
            grown
        })
    };
    // What was committed between the last read and the start of listening would otherwise wait for the next entry.
    raise(sqlx::query_scalar::<_, i64>("SELECT seq FROM log_head WHERE id = 1").fetch_one(pool).await?);
    jobs.send_replace(());
    loop {
        let notification = listener.recv().await?;
        if notification.channel() == JOBS_CHANNEL {
            jobs.send_replace(());
        } else if let Ok(seq) = notification.payload().parse() {
            raise(seq);
        }
    }
}

/// SQLite has one writer, so the claim needs no lock of its own; PostgreSQL skips rows that another claim holds.
pub(crate) async fn claim_job(
    tx: &mut WriteTx,
    kinds: &[&str],
    worker: &str,
    now: UnixMillis,
    lease_until: UnixMillis,
) -> Result<Option<Job>, StoreError> {
    let list = (0..kinds.len()).map(|i| format!("${}", i + 4)).collect::<Vec<_>>().join(", ");
    let lock = if matches!(tx.0, Tx::Postgres(_)) { "FOR UPDATE OF j SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE job SET state = 'leased', worker = $1, lease_until = $2, attempts = attempts + 1 WHERE id = (\
           SELECT j.id FROM job j WHERE j.kind IN ({list}) AND \
             ((j.state = 'ready' AND j.run_at <= $3) OR (j.state = 'leased' AND j.lease_until <= $3)) \
           ORDER BY j.priority, (SELECT COUNT(*) FROM job r WHERE r.state = 'leased' AND r.lease_until > $3 AND r.account_id = j.account_id), \
             j.run_at, j.id LIMIT 1 {lock}) \
         RETURNING id, kind, account_id, subject_id, payload, attempts"
    );
    macro_rules! claim {
        ($t:expr) => {{
            let mut query = sqlx::query_as::<_, Job>(AssertSqlSafe(sql)).bind(worker).bind(lease_until.0).bind(now.0);
            for kind in kinds {
                query = query.bind(*kind);
            }
            query.fetch_optional(&mut **$t).await?
        }};
    }
    Ok(match &mut tx.0 {
        Tx::Sqlite(t) => claim!(t),
        Tx::Postgres(t) => claim!(t),
    })
}

const FIND_SQLITE: &str = "SELECT CAST(ref_id AS BIGINT) FROM search WHERE search MATCH $1 AND kind = $2 ORDER BY bm25(search, 0.0, 0.0, 4.0, 1.0), ref_id DESC LIMIT $3";
const FIND_POSTGRES: &str = "SELECT ref_id FROM search WHERE document @@ to_tsquery('simple', $1) AND kind = $2 \
     ORDER BY ts_rank(document, to_tsquery('simple', $1)) DESC, ref_id DESC LIMIT $3";

/// Words are alphanumeric only, so neither query language sees an operator of a person's.
pub(crate) async fn find(tx: &mut ReadTx, kind: &str, words: &[String], limit: i64) -> Result<Vec<i64>, StoreError> {
    Ok(match &mut tx.0 {
        Tx::Sqlite(t) => {
            let query = words.iter().map(|w| format!("\"{w}\"*")).collect::<Vec<_>>().join(" ");
            sqlx::query_scalar(FIND_SQLITE).bind(query).bind(kind).bind(limit).fetch_all(&mut **t).await?
        }
        Tx::Postgres(t) => {
            let query = words.iter().map(|w| format!("'{w}':*")).collect::<Vec<_>>().join(" & ");
            sqlx::query_scalar(FIND_POSTGRES).bind(query).bind(kind).bind(limit).fetch_all(&mut **t).await?
        }
    })
}
