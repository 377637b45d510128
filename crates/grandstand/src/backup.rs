//! `backup`: database, objects and master key in one tar file, taken while the server runs.
//!
//! Objects are written once and never change, but they are removed with their posts. So objects are copied first, and the
//! copy of the database that goes in last is one whose every object is already in the file.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{BufWriter, Read, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use grandstand_app::World as _;
use grandstand_media::{MediaError, Objects};
use grandstand_store::{Db, backup as copy};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{config::Config, world::RealWorld};

/// Name of the list of contents, the last entry of the file.
pub(crate) const MANIFEST: &str = "manifest.json";
/// Name of the master key in the file.
pub(crate) const KEY: &str = "master.key";
/// Folder of the objects in the file.
pub(crate) const OBJECTS: &str = "objects/";
/// How often a copy of the database is taken anew because objects went away meanwhile.
const ROUNDS: usize = 10;

/// What the file holds, with the hash of every entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// The form of this file; 1.
    pub(crate) format: u32,
    /// The version of the program that wrote it.
    pub(crate) version: String,
    /// When, in Unix milliseconds.
    pub(crate) made_at: i64,
    /// The entry that holds the database: `database.sqlite` or `database.lines`.
    pub(crate) database: String,
    /// The version of the schema.
    pub(crate) schema: i64,
    /// The number of the last entry in the log.
    pub(crate) log_head: i64,
    /// Name, size and SHA-256 of every entry but this one.
    pub(crate) entries: BTreeMap<String, Entry>,
}

/// One entry of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Size in bytes.
    pub(crate) bytes: u64,
    /// SHA-256, hexadecimal.
    pub(crate) sha256: String,
}

/// Writes a backup to `file`, which must not exist.
pub(crate) async fn write(config: &Config, file: &Path, with_key: bool) -> Result<()> {
    if file.exists() {
        bail!("{} exists already. Choose another name, or remove it.", file.display());
    }
    let db = Db::open(&config.database(), 2).await.context("The database could not be opened")?;
    let objects = Objects::open(&config.objects())?;
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let scratch = tempfile::Builder::new().prefix(".grandstand-backup-").tempdir_in(beside)?;
    let part = scratch.path().join("backup.tar");
    let out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    let mut archive = Archive { tar: tar::Builder::new(BufWriter::new(out)), entries: BTreeMap::new() };

    let snapshot_file = scratch.path().join("snapshot");
    let snapshot = consistent(&db, &objects, &mut archive, scratch.path(), &snapshot_file).await?;
    let database = if db.is_shared() { "database.lines" } else { "database.sqlite" };
    archive.add(database, &snapshot_file)?;
    if with_key {
        archive.add(KEY, &config.master_key())?;
    }
    // Objects that went away while the file was written belong to no post any more.
    let wanted = |name: &str| name.strip_prefix(OBJECTS).is_none_or(|key| snapshot.objects.contains(key));
    let manifest = Manifest {
        format: 1,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: RealWorld.now().0,
        database: database.to_owned(),
        schema: snapshot.schema,
        log_head: snapshot.head,
        entries: archive.entries.iter().filter(|(name, _)| wanted(name)).map(|(n, e)| (n.clone(), e.clone())).collect(),
    };
    let list = scratch.path().join(MANIFEST);
    fs::write(&list, serde_json::to_vec_pretty(&manifest)?)?;
    archive.add(MANIFEST, &list)?;
    let out = archive.tar.into_inner()?.into_inner().context("writing the backup")?;
    out.sync_all()?;
    fs::rename(&part, file)?;
    db.close().await;
    let bytes: u64 = manifest.entries.values().map(|entry| entry.bytes).sum();
    let (films, megabytes) = (snapshot.objects.len(), bytes >> 20);
    println!("{}: log to {}, {films} objects, {megabytes} MiB", file.display(), snapshot.head);
    if !with_key {
        println!("The master key is not in it. Keep {KEY} as well: without it no personal data can be read.");
    }
    Ok(())
}

/// Adds objects until a copy of the database refers only to objects that are in the file; leaves that copy in `file`.
async fn consistent(
    db: &Db,
    objects: &Objects,
    archive: &mut Archive,
    scratch: &Path,
    file: &Path,
) -> Result<copy::Snapshot> {
    for _ in 0..ROUNDS {
        if file.exists() {
            fs::remove_file(file)?;
        }
        let snapshot = copy::snapshot(db, file).await?;
        let mut complete = true;
        for key in &snapshot.objects {
            let name = format!("{OBJECTS}{key}");
            if archive.entries.contains_key(&name) {
                continue;
            }
            let copied = scratch.join("object");
            match objects.fetch(key, &copied).await {
                Ok(path) => archive.add(&name, &path)?,
                Err(MediaError::NotFound(_)) => complete = false,
                Err(error) => return Err(error).with_context(|| format!("reading the object {key}")),
            }
            if copied.exists() {
                fs::remove_file(&copied)?;
            }
        }
        if complete {
            return Ok(snapshot);
        }
    }
    bail!("Objects are missing that the database refers to. Run `grandstand doctor`.")
}

struct Archive {
    tar: tar::Builder<BufWriter<File>>,
    entries: BTreeMap<String, Entry>,
}

impl Archive {
    fn add(&mut self, name: &str, path: &Path) -> Result<()> {
        let file = File::open(path).with_context(|| format!("reading {}", path.display()))?;
        let bytes = file.metadata()?.len();
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        let mut hashed = Hashed { inner: file.take(bytes), hash: Sha256::new() };
        self.tar.append_data(&mut header, name, &mut hashed)?;
        let sha256 = hex(&hashed.hash.finalize());
        self.entries.insert(name.to_owned(), Entry { bytes, sha256 });
        Ok(())
    }
}

/// Hashes what is read through it.
pub(crate) struct Hashed<R> {
    pub(crate) inner: R,
    pub(crate) hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Reads the whole file: proves every entry against the manifest, and hands each to `each` when there is one.
pub(crate) fn read(
    file: &Path,
    mut each: impl FnMut(&str, PathBuf) -> Result<()>,
    scratch: Option<&Path>,
) -> Result<Manifest> {
    let opened = File::open(file).with_context(|| format!("opening {}", file.display()))?;
    let mut found = BTreeMap::new();
    let mut manifest: Option<Manifest> = None;
    for entry in tar::Archive::new(opened).entries()? {
        let entry = entry.context("The backup cannot be read: it is cut off or no backup")?;
        let name = entry.path()?.to_string_lossy().into_owned();
        let bytes = entry.size();
        let mut hashed = Hashed { inner: entry, hash: Sha256::new() };
        if name == MANIFEST {
            manifest =
                Some(serde_json::from_reader(&mut hashed).context("The backup's list of contents cannot be read")?);
            continue;
        }
        let copied = scratch.map(|folder| folder.join("entry"));
        if let Some(path) = &copied {
            let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
            std::io::copy(&mut hashed, &mut out).context("copying out of the backup")?;
            out.flush()?;
        } else {
            std::io::copy(&mut hashed, &mut std::io::sink()).context("The backup is cut off")?;
        }
        let sha256 = hex(&hashed.hash.finalize());
        found.insert(name.clone(), Entry { bytes, sha256 });
        if let Some(path) = copied {
            each(&name, path.clone())?;
            if path.exists() {
                fs::remove_file(path)?;
            }
        }
    }
    let manifest = manifest.context("The backup is cut off: its list of contents is missing")?;
    if manifest.format != 1 {
        bail!("The backup was written by a newer version ({}).", manifest.version);
    }
    for (name, entry) in &manifest.entries {
        if found.get(name) != Some(entry) {
            bail!("The backup is damaged: {name} is not what it was.");
        }
    }
    Ok(manifest)
}
