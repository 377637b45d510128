//! Backup and restore on both databases: what comes back is what was there, and a damaged file is refused.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use grandstand_app::{jobs, views};
use grandstand_domain::{account::Role, id::MediaId, time::UnixMillis};
use grandstand_samples::Plan;
use grandstand_store::{Db, account, backup, media};
use grandstand_testkit::{Scratch, TestApp};

use crate::{refused, run, said};

const KEY: &str = "originals/ab/abcdef";

/// One account, and one video whose bytes are in the object folder.
async fn fill(data: &Path, url: &str) {
    said(&run(data, &["account", "create", "ada_lane", "--role", "athlete", "--database-url", url]));
    let db = Db::open(url, 2).await.unwrap();
    let mut tx = db.begin_write(UnixMillis(1_000)).await.unwrap();
    let ada = account::by_handle(&mut tx, &"ada_lane".parse().unwrap()).await.unwrap().unwrap();
    media::insert(&mut tx, MediaId(7), ada.id, KEY, 5).await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;
    let object = data.join("objects").join(KEY);
    std::fs::create_dir_all(object.parent().unwrap()).unwrap();
    std::fs::write(object, "bytes").unwrap();
}

async fn came_back(data: &Path, url: &str) {
    let db = Db::open(url, 2).await.unwrap();
    let mut tx = db.begin_read().await.unwrap();
    let ada = account::by_handle(&mut tx, &"ada_lane".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(ada.role, Role::Athlete);
    let video = media::get(&mut tx, MediaId(7)).await.unwrap().unwrap();
    assert_eq!(video.original_key, KEY);
    assert_eq!(std::fs::read(data.join("objects").join(KEY)).unwrap(), b"bytes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sqlite_backup_comes_back_whole() {
    let scratch = tempfile::tempdir().unwrap();
    let (old, new, file) = (scratch.path().join("old"), scratch.path().join("new"), scratch.path().join("b.tar"));
    let url = |data: &Path| format!("sqlite:{}", data.join("grandstand.db").display());
    std::fs::create_dir_all(&old).unwrap();
    fill(&old, &url(&old)).await;
    said(&run(&old, &["backup", file.to_str().unwrap()]));
    assert!(refused(&run(&old, &["backup", file.to_str().unwrap()])).contains("exists already"));
    said(&run(&new, &["restore", file.to_str().unwrap()]));
    came_back(&new, &url(&new)).await;
    let key = |data: &Path| std::fs::read(data.join("master.key")).unwrap();
    assert_eq!(key(&old), key(&new));
    assert!(refused(&run(&new, &["restore", file.to_str().unwrap()])).contains("exists already"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_or_incomplete_backup_changes_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let (old, new, file) = (scratch.path().join("old"), scratch.path().join("new"), scratch.path().join("b.tar"));
    std::fs::create_dir_all(&old).unwrap();
    fill(&old, &format!("sqlite:{}", old.join("grandstand.db").display())).await;
    said(&run(&old, &["backup", file.to_str().unwrap(), "--without-key"]));
    let whole = std::fs::read(&file).unwrap();
    let at = whole.windows(5).position(|bytes| bytes == b"bytes").unwrap();
    let mut flipped = whole.clone();
    flipped[at] ^= 1;
    for (bytes, word) in [(&flipped[..], "damaged"), (&whole[..whole.len() / 2], "cut off")] {
        std::fs::write(&file, bytes).unwrap();
        let sentence = refused(&run(&new, &["restore", file.to_str().unwrap()]));
        assert!(sentence.contains(word), "{sentence}");
        assert!(!new.exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_whose_objects_are_missing_is_not_made() {
    let scratch = tempfile::tempdir().unwrap();
    let (old, file) = (scratch.path().join("old"), scratch.path().join("b.tar"));
    std::fs::create_dir_all(&old).unwrap();
    fill(&old, &format!("sqlite:{}", old.join("grandstand.db").display())).await;
    std::fs::remove_file(old.join("objects").join(KEY)).unwrap();
    assert!(refused(&run(&old, &["backup", file.to_str().unwrap()])).contains("missing"));
    assert!(!file.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_backup_comes_back_whole() {
    let (Some(from), Some(to)) = (Scratch::postgres().await, Scratch::postgres().await) else { return };
    let (old, new) = (from.folder.path(), to.folder.path().join("new"));
    let file = from.folder.path().join("b.tar");
    fill(old, &from.url).await;
    said(&run(old, &["backup", file.to_str().unwrap(), "--database-url", &from.url]));
    said(&run(&new, &["restore", file.to_str().unwrap(), "--database-url", &to.url]));
    came_back(&new, &to.url).await;
    let again = refused(&run(&new, &["restore", file.to_str().unwrap(), "--database-url", &to.url]));
    assert!(again.contains("not empty"), "{again}");
    assert!(refused(&run(&new, &["restore", file.to_str().unwrap()])).contains("PostgreSQL"));
}

/// Every row of each table, in an order of its own.
async fn rows(db: &Db, file: &Path) -> BTreeMap<String, Vec<String>> {
    backup::snapshot(db, file).await.unwrap();
    let (text, mut table) = (std::fs::read_to_string(file).unwrap(), String::new());
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        match line.split_once(' ').unwrap() {
            ("T", name) => name.clone_into(&mut table),
            ("R", row) => rows.entry(table.clone()).or_default().push(row.to_owned()),
            _ => {}
        }
    }
    for rows in rows.values_mut() {
        rows.sort_unstable();
    }
    rows
}

/// SQLite copies itself; what PostgreSQL writes out row by row must hold all of a host at work, the programme too: a table that it
/// forgot would be lost with the next disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_host_at_work_comes_back_row_for_row() {
    let (Some(from), Some(to)) = (Scratch::postgres().await, Scratch::postgres().await) else { return };
    let app = TestApp::new(from).await;
    views::load(&app.ctx).await.unwrap();
    let following = tokio::spawn(views::run(Arc::clone(&app.ctx)));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let working = tokio::spawn(jobs::run(Arc::clone(&app.ctx), async { drop(stopped.await) }));
    let (old, new) = (app.scratch.folder.path(), to.folder.path().join("new"));
    let plan = Plan { folder: old.join("films"), password: "lamp yellow and sea green".to_owned(), films: 1 };
    std::fs::create_dir_all(&plan.folder).unwrap();
    grandstand_samples::fill(&app.ctx, &plan, |_| {}).await.unwrap();
    let _ = stop.send(());
    working.await.unwrap().unwrap();
    following.abort();

    let file = old.join("b.tar");
    let (file, from) = (file.to_str().unwrap(), &app.scratch.url);
    said(&run(old, &["backup", file, "--without-key", "--database-url", from]));
    said(&run(&new, &["restore", file, "--database-url", &to.url]));
    let before = rows(&app.scratch.db, &old.join("before")).await;
    let after = rows(&to.db, &old.join("after")).await;
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (table, rows) in &before {
        assert_eq!(Some(rows), after.get(table), "{table}");
    }
    for table in ["course", "roster_entry", "rule", "seat", "start", "venue", "way", "workshop"] {
        assert!(before.contains_key(table), "the samples fill no {table}: {:?}", before.keys());
    }
}
