//! `restore`: proves a backup, then fills an empty place from it. Nothing is written before the whole file is proven, and
//! the database comes last, so a restore that was broken off is not mistaken for a server.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use grandstand_media::Objects;
use grandstand_store::{Db, backup as copy};

use crate::{
    backup::{self, KEY, Manifest, OBJECTS},
    config::Config,
    key,
};

/// Proves the backup and, unless only that is wished, restores it into the configured place, which must be empty.
pub(crate) async fn run(config: &Config, file: &Path, check_only: bool) -> Result<()> {
    let manifest = backup::read(file, |_, _| Ok(()), None)?;
    let objects = manifest.entries.keys().filter(|name| name.starts_with(OBJECTS)).count();
    println!("The backup is whole: log to {}, {objects} objects, version {}.", manifest.log_head, manifest.version);
    if check_only {
        return Ok(());
    }
    let target = Target::of(config, &manifest)?;
    fs::create_dir_all(&config.data)?;
    let scratch = tempfile::Builder::new().prefix(".grandstand-restore-").tempdir_in(&config.data)?;
    let store = Objects::open(&config.objects())?;
    let database = scratch.path().join("database");
    let handle = tokio::runtime::Handle::current();
    let put = |name: &str, path: PathBuf| -> Result<()> {
        if !manifest.entries.contains_key(name) {
            return Ok(());
        }
        if let Some(object) = name.strip_prefix(OBJECTS) {
            let stored = tokio::task::block_in_place(|| handle.block_on(store.put_file(object, &path, kind(object))));
            stored.with_context(|| format!("storing the object {object}"))?;
        } else if name == KEY {
            put_key(&config.master_key(), &path)?;
        } else if name == manifest.database {
            fs::rename(&path, &database)?;
        }
        Ok(())
    };
    backup::read(file, put, Some(scratch.path()))?;
    let snapshot = target.look(&database).await?;
    prove(&manifest, &snapshot, &store).await?;
    target.take(&database)?;
    println!("Restored and proven: log to {}, {} objects.", snapshot.head, snapshot.objects.len());
    if !manifest.entries.contains_key(KEY) && !config.master_key().exists() {
        println!("The backup holds no master key: put yours at {} before you start.", config.master_key().display());
    }
    Ok(())
}

/// Where the database goes.
enum Target {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Target {
    fn of(config: &Config, manifest: &Manifest) -> Result<Self> {
        let url = config.database();
        match (url.strip_prefix("sqlite:"), manifest.database.as_str()) {
            (Some(path), "database.sqlite") => {
                let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
                if path.exists() {
                    bail!("{} exists already. Restore into an empty data folder.", path.display());
                }
                Ok(Self::Sqlite(path))
            }
            (None, "database.lines") => Ok(Self::Postgres(url)),
            (_, "database.sqlite") => bail!("The backup is of a SQLite database; restore it into a data folder."),
            _ => bail!("The backup is of a PostgreSQL database: name an empty one with --database-url."),
        }
    }

    /// What the database holds: PostgreSQL's is filled first, in one transaction.
    async fn look(&self, from: &Path) -> Result<copy::Snapshot> {
        match self {
            Self::Sqlite(_) => Ok(copy::check_sqlite(from).await?),
            Self::Postgres(url) => {
                let db = Db::open(url, 2).await.context("The database could not be opened")?;
                copy::fill_postgres(&db, from).await?;
                let snapshot = copy::snapshot(&db, &from.with_extension("proof")).await?;
                db.close().await;
                Ok(snapshot)
            }
        }
    }

    /// Puts a proven SQLite file in its place.
    fn take(&self, from: &Path) -> Result<()> {
        if let Self::Sqlite(path) = self {
            fs::File::open(from)?.sync_all()?;
            fs::rename(from, path).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }
}

/// Proves that the log ends where it did and that every object is there in full.
async fn prove(manifest: &Manifest, snapshot: &copy::Snapshot, store: &Objects) -> Result<()> {
    if snapshot.head != manifest.log_head {
        bail!("The restored log ends at {}, not at {}.", snapshot.head, manifest.log_head);
    }
    for object in &snapshot.objects {
        let stored = store.head(object).await.with_context(|| format!("the object {object} is not there"))?;
        let wanted = manifest.entries.get(&format!("{OBJECTS}{object}")).map(|entry| entry.bytes);
        if wanted != Some(stored.bytes) {
            bail!("The object {object} is not what it was.");
        }
    }
    Ok(())
}

fn put_key(target: &Path, from: &Path) -> Result<()> {
    let text = fs::read_to_string(from)?;
    if target.exists() {
        if fs::read_to_string(target)?.trim() == text.trim() {
            return Ok(());
        }
        bail!("{} holds another key than the backup. Restore into an empty data folder.", target.display());
    }
    key::write(target, &text).with_context(|| format!("writing {}", target.display()))
}

/// The content type that a bucket answers with.
fn kind(object: &str) -> &'static str {
    match object.rsplit('.').next() {
        Some("mp4") => "video/mp4",
        Some("webp") => "image/webp",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "application/octet-stream",
    }
}
