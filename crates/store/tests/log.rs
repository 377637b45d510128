//! The log: what would be lost if numbers had gaps, if a reader skipped a late commit, or if the two schemas drifted apart.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first thing that is wrong")]

use std::time::Duration;

use grandstand_domain::{
    id::{AccountId, JobId, PostId, Seq},
    log::Fact,
    time::UnixMillis,
};
use grandstand_store::{job, log, setting};
use grandstand_testkit::both_databases;

both_databases! {
    /// A reader that tails by number while many writers commit must see every number once, in order, without a gap.
    async fn a_tailing_reader_never_skips_a_late_commit(scratch) {
        const WRITERS: i64 = 12;
        const EACH: i64 = 25;
        let reader = tokio::spawn({
            let db = scratch.db.clone();
            async move {
                let (mut seen, mut at) = (Vec::new(), Seq(0));
                while i64::try_from(seen.len()).unwrap() < WRITERS * EACH {
                    let mut tx = db.begin_read().await.unwrap();
                    for entry in log::after(&mut tx, at, 7).await.unwrap() {
                        at = entry.seq;
                        seen.push(entry);
                    }
                }
                seen
            }
        });
        let writers: Vec<_> = (0..WRITERS).map(|writer| {
            let db = scratch.db.clone();
            tokio::spawn(async move {
                for n in 0..EACH {
                    let mut tx = db.begin_write(UnixMillis(n)).await.unwrap();
                    tx.append(Fact::Cheered { who: AccountId(writer), post: PostId(n) });
                    // Writers overlap: some hold their transaction open while others commit.
                    tokio::time::sleep(Duration::from_micros(u64::try_from((writer * 7 + n * 13) % 400).unwrap())).await;
                    if (writer + n) % 9 == 0 {
                        drop(tx);
                        let mut again = db.begin_write(UnixMillis(n)).await.unwrap();
                        again.append(Fact::Cheered { who: AccountId(writer), post: PostId(n) });
                        tx = again;
                    }
                    tx.commit().await.unwrap();
                }
            })
        }).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let seen = tokio::time::timeout(Duration::from_secs(20), reader).await.expect("the reader starved").unwrap();
        let numbers: Vec<i64> = seen.iter().map(|e| e.seq.0).collect();
        assert_eq!(numbers, (1..=WRITERS * EACH).collect::<Vec<_>>());
    }

    /// Another server hears of a commit; on one server the waker fires by itself.
    async fn a_commit_wakes_who_watches(scratch) {
        let other = grandstand_store::Db::open(&scratch.url, 2).await.unwrap();
        let watched = if other.is_shared() { other.clone() } else { scratch.db.clone() };
        let mut head = watched.watch_log();
        tokio::spawn(async move { watched.listen().await });
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut tx = scratch.db.begin_write(UnixMillis(1)).await.unwrap();
        tx.append(Fact::PostRemoved { post: PostId(1) });
        assert_eq!(tx.commit().await.unwrap(), Some(Seq(1)));
        tokio::time::timeout(Duration::from_secs(2), head.wait_for(|h| *h >= 1)).await.expect("nobody was woken").unwrap();
    }

    /// Writers that queue share a commit. One that gives up, fails or is cut off must take nothing of its neighbours' with
    /// it, and nothing of its own may stay.
    async fn who_gives_up_takes_nothing_of_others(scratch) {
        const WRITERS: i64 = 60;
        let writers: Vec<_> = (0..WRITERS).map(|n| {
            let db = scratch.db.clone();
            let writer = tokio::spawn(async move {
                let mut tx = db.begin_write(UnixMillis(n)).await.unwrap();
                setting::put(&mut tx, &format!("w{n}"), "here").await.unwrap();
                tx.append(Fact::Cheered { who: AccountId(n), post: PostId(n) });
                match n % 4 {
                    1 => drop(tx),
                    2 => assert!(job::finish(&mut tx, JobId(n), "nobody").await.is_err()),
                    // Cut off from outside, as a request whose client went away.
                    3 => tokio::time::sleep(Duration::from_mins(1)).await,
                    _ => drop(tx.commit().await.unwrap()),
                }
            });
            (n, writer)
        }).collect();
        for (_, writer) in writers.iter().filter(|(n, _)| n % 4 == 3) {
            tokio::time::sleep(Duration::from_millis(5)).await;
            writer.abort();
        }
        for (n, writer) in writers {
            assert_eq!(writer.await.is_err(), n % 4 == 3, "writer {n}");
        }
        let mut tx = scratch.db.begin_write(UnixMillis(1)).await.unwrap();
        for n in 0..WRITERS {
            assert_eq!(setting::get(&mut tx, &format!("w{n}")).await.unwrap().is_some(), n % 4 == 0, "writer {n}");
        }
        drop(tx);
        let entries = log::after(&mut scratch.db.begin_read().await.unwrap(), Seq(0), 100).await.unwrap();
        let numbers: Vec<i64> = entries.iter().map(|e| e.seq.0).collect();
        assert_eq!(numbers, (1..=WRITERS / 4).collect::<Vec<_>>());
    }

    /// Two workers never hold one job; a dead worker's job is claimed again; accounts take turns.
    async fn jobs_are_leased_once_and_fairly(scratch) {
        let now = UnixMillis(1_000_000);
        let mut tx = scratch.db.begin_write(now).await.unwrap();
        for n in 0..6_i64 {
            let account = Some(AccountId(if n < 5 { 1 } else { 2 }));
            job::insert(&mut tx, &job::NewJob { id: JobId(n + 1), kind: "ladder", account, subject_id: n, payload: "{}", priority: 0, run_at: now }).await.unwrap();
        }
        tx.commit().await.unwrap();
        let claims: Vec<_> = (0..6).map(|n| {
            let db = scratch.db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin_write(now).await.unwrap();
                let claimed = job::claim(&mut tx, &["ladder"], &format!("w{n}"), now.plus(1000)).await.unwrap();
                tx.commit().await.unwrap();
                claimed.map(|j| (j.id.0, j.account_id.unwrap()))
            })
        }).collect();
        let mut held = Vec::new();
        for claim in claims {
            held.extend(claim.await.unwrap());
        }
        let mut ids: Vec<i64> = held.iter().map(|h| h.0).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), held.len(), "one job was claimed twice");

        let later = now.plus(2000);
        let mut tx = scratch.db.begin_write(later).await.unwrap();
        let first = job::claim(&mut tx, &["ladder"], "x", later.plus(1000)).await.unwrap().unwrap();
        let second = job::claim(&mut tx, &["ladder"], "x", later.plus(1000)).await.unwrap().unwrap();
        assert_ne!(first.account_id, second.account_id, "the second account waits behind all of the first's jobs");
        job::finish(&mut tx, first.id, "x").await.unwrap();
        assert!(job::finish(&mut tx, second.id, "y").await.is_err(), "a worker finished a job it does not hold");
    }
}
