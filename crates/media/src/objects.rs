//! Objects: finished files under content-addressed keys, in a folder or in an S3 bucket. A key is written once and
//! never rewritten, which is what lets them be cached for ever, mapped into memory and linked instead of copied.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use object_store::{
    Attribute, Attributes, ObjectStore, ObjectStoreExt, PutMultipartOptions, PutOptions, WriteMultipart,
    aws::{AmazonS3, AmazonS3Builder},
    local::LocalFileSystem,
    path::Path as Key,
    signer::Signer,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;

use crate::error::MediaError;

mod mapped;
pub use mapped::MappedObject;

/// How many files stay mapped. A mapping costs address space and page tables, not memory of its own.
const MAPPED_MOST: usize = 512;
/// How long a signed address works: longer than anybody watches one film.
const SIGNED_FOR: Duration = Duration::from_hours(6);
/// Size of a part of an S3 upload; S3 wants at least 5 MiB.
const PART_BYTES: usize = 8 << 20;

/// What is known of an object without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its key.
    pub key: String,
    /// Size in bytes.
    pub bytes: u64,
    /// The store's own entity tag, if it has one.
    pub etag: Option<String>,
}

/// How an object's bytes reach a viewer.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// From this host: slices of the mapped file.
    File(Arc<MappedObject>),
    /// From the bucket: redirect to this signed address.
    Signed(Url),
}

/// The object store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    home: Home,
    prefix: Key,
    mapped: Arc<Mutex<Mapped>>,
}

#[derive(Clone, Debug)]
enum Home {
    Folder(PathBuf),
    Bucket(Arc<AmazonS3>),
}

/// Open mappings, the least recently used of which goes first.
#[derive(Debug, Default)]
struct Mapped {
    open: HashMap<String, (Arc<MappedObject>, u64)>,
    uses: u64,
}

impl Objects {
    /// Opens `file:///folder`, a plain path (made if absent), or `s3://bucket/prefix` with credentials, region and
    /// endpoint from the `AWS_*` environment variables (`AWS_ENDPOINT_URL`, `AWS_ALLOW_HTTP=true` for a test server).
    pub fn open(address: &str) -> Result<Self, MediaError> {
        let doing = "open the object store";
        if let Some(rest) = address.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            let s3 = AmazonS3Builder::from_env()
                .with_bucket_name(bucket)
                .build()
                .map_err(|error| MediaError::lasting(doing, error))?;
            let s3 = Arc::new(s3);
            let prefix = Key::parse(prefix).map_err(|error| MediaError::lasting(doing, error))?;
            let store: Arc<dyn ObjectStore> = Arc::<AmazonS3>::clone(&s3);
            return Ok(Self { store, home: Home::Bucket(s3), prefix, mapped: Arc::default() });
        }
        let folder = match address.strip_prefix("file:") {
            Some(_) => Url::parse(address)
                .ok()
                .and_then(|url| url.to_file_path().ok())
                .ok_or_else(|| MediaError::lasting(doing, format!("{address} is not file:///folder")))?,
            None if address.contains("://") => {
                return Err(MediaError::lasting(doing, format!("{address} is neither file:// nor s3://")));
            }
            None => PathBuf::from(address),
        };
        std::fs::create_dir_all(&folder).map_err(MediaError::io(doing))?;
        let folder = folder.canonicalize().map_err(MediaError::io(doing))?;
        let store = LocalFileSystem::new_with_prefix(&folder).map_err(|error| MediaError::lasting(doing, error))?;
        let store = Arc::new(store.with_fsync(true));
        Ok(Self { store, home: Home::Folder(folder), prefix: Key::default(), mapped: Arc::default() })
    }

    /// Keeps a finished file under `key`. In a folder on the same file system this is a link, so the file must not be
    /// written to afterwards (removing it is fine). An object that already stands is left as it is.
    pub async fn put_file(&self, key: &str, file: &Path, content_type: &'static str) -> Result<(), MediaError> {
        let doing = "store a file";
        let at = self.at(key)?;
        if let Home::Folder(folder) = &self.home {
            let (file, to) = (file.to_owned(), folder.join(key));
            if blocking(doing, move || link(&file, &to)).await? {
                return Ok(());
            }
        }
        let mut source = tokio::fs::File::open(file).await.map_err(MediaError::io(doing))?;
        let options = PutMultipartOptions { attributes: self.attributes(content_type), ..Default::default() };
        let upload = self.store.put_multipart_opts(&at, options).await.map_err(|e| failed(doing, key, e))?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        loop {
            let mut part = bytes::BytesMut::with_capacity(PART_BYTES);
            while part.len() < PART_BYTES && source.read_buf(&mut part).await.map_err(MediaError::io(doing))? > 0 {}
            if part.is_empty() {
                break;
            }
            upload.wait_for_capacity(2).await.map_err(|e| failed(doing, key, e))?;
            upload.put(part.freeze());
        }
        upload.finish().await.map_err(|e| failed(doing, key, e))?;
        Ok(())
    }

    /// Keeps `bytes` under `key`.
    pub async fn put_bytes(&self, key: &str, bytes: Bytes, content_type: &'static str) -> Result<(), MediaError> {
        let options = PutOptions { attributes: self.attributes(content_type), ..Default::default() };
        let at = self.at(key)?;
        self.store.put_opts(&at, bytes.into(), options).await.map_err(|e| failed("store bytes", key, e))?;
        Ok(())
    }

    /// Reads a whole object into memory: for posters and captions.
    pub async fn get_bytes(&self, key: &str) -> Result<Bytes, MediaError> {
        let doing = "read an object";
        let found = self.store.get(&self.at(key)?).await.map_err(|e| failed(doing, key, e))?;
        found.bytes().await.map_err(|e| failed(doing, key, e))
    }

    /// A path under which this host can read the object: its own file in a folder, otherwise a copy made at `scratch`.
    pub async fn fetch(&self, key: &str, scratch: &Path) -> Result<PathBuf, MediaError> {
        let doing = "fetch an object";
        let at = self.at(key)?;
        if let Home::Folder(folder) = &self.home {
            let path = folder.join(key);
            return match tokio::fs::try_exists(&path).await {
                Ok(true) => Ok(path),
                Ok(false) => Err(MediaError::NotFound(key.to_owned())),
                Err(error) => Err(MediaError::transient(doing, error)),
            };
        }
        let found = self.store.get(&at).await.map_err(|e| failed(doing, key, e))?;
        let mut copy = tokio::fs::File::create(scratch).await.map_err(MediaError::io(doing))?;
        let mut stream = found.into_stream();
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|e| failed(doing, key, e))?;
            copy.write_all(&piece).await.map_err(MediaError::io(doing))?;
        }
        copy.flush().await.map_err(MediaError::io(doing))?;
        Ok(scratch.to_owned())
    }

    /// Removes an object. One that is not there counts as removed.
    pub async fn delete(&self, key: &str) -> Result<(), MediaError> {
        let at = self.at(key)?;
        self.mapped.lock().unwrap_or_else(PoisonError::into_inner).open.remove(key);
        match self.store.delete(&at).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed("delete an object", key, error)),
        }
    }

    /// What is known of an object.
    pub async fn head(&self, key: &str) -> Result<ObjectInfo, MediaError> {
        let meta = self.store.head(&self.at(key)?).await.map_err(|e| failed("look at an object", key, e))?;
        Ok(ObjectInfo { key: key.to_owned(), bytes: meta.size, etag: meta.e_tag })
    }

    /// Every object whose key starts with the folder `prefix` (empty: all), in no order.
    pub async fn list(&self, prefix: &str) -> Result<Vec<ObjectInfo>, MediaError> {
        let doing = "list objects";
        let under = if prefix.is_empty() { self.prefix.clone() } else { self.at(prefix.trim_end_matches('/'))? };
        let strip = self.prefix.as_ref().len() + usize::from(!self.prefix.as_ref().is_empty());
        self.store
            .list(Some(&under))
            .map_ok(|meta| ObjectInfo {
                key: meta.location.as_ref().get(strip..).unwrap_or_default().to_owned(),
                bytes: meta.size,
                etag: meta.e_tag,
            })
            .try_collect()
            .await
            .map_err(|e| failed(doing, prefix, e))
    }

    /// How to hand this object to a viewer.
    pub async fn delivery(&self, key: &str) -> Result<Delivery, MediaError> {
        let at = self.at(key)?;
        match &self.home {
            Home::Bucket(s3) => {
                let url = s3.signed_url(reqwest::Method::GET, &at, SIGNED_FOR).await;
                url.map(Delivery::Signed).map_err(|e| failed("sign an address", key, e))
            }
            Home::Folder(folder) => {
                if let Some(open) = self.mapped.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
                    return Ok(Delivery::File(open));
                }
                let (path, etag) = (folder.join(key), etag(key));
                let opened = tokio::task::spawn_blocking(move || MappedObject::open(&path, etag)).await;
                let object = match opened.map_err(|e| MediaError::transient("map an object", e))? {
                    Ok(object) => Arc::new(object),
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                        return Err(MediaError::NotFound(key.to_owned()));
                    }
                    Err(error) => return Err(MediaError::transient("map an object", error)),
                };
                self.mapped.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&object));
                Ok(Delivery::File(object))
            }
        }
    }

    /// Where a browser is sent for the bytes (scheme, host and port): the bucket's own host; none for a folder.
    pub async fn origin(&self) -> Result<Option<String>, MediaError> {
        match self.delivery("origin").await {
            Ok(Delivery::Signed(address)) => Ok(Some(address.origin().ascii_serialization())),
            Ok(Delivery::File(_)) | Err(MediaError::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What a bucket answers with the bytes. A folder has no place for it: there the caller answers.
    fn attributes(&self, content_type: &'static str) -> Attributes {
        let mut attributes = Attributes::new();
        if let Home::Bucket(_) = self.home {
            attributes.insert(Attribute::ContentType, content_type.into());
            attributes.insert(Attribute::CacheControl, "public, max-age=31536000, immutable".into());
        }
        attributes
    }

    /// The full key in the store. Only plain keys pass: letters, digits, `-`, `_`, `.` and `/`, no empty or dotted
    /// segment, so that no key can name a file outside the folder.
    fn at(&self, key: &str) -> Result<Key, MediaError> {
        let plain = |part: &str| {
            let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
            !part.is_empty() && !part.starts_with('.') && part.bytes().all(known)
        };
        if key.len() > 512 || !key.split('/').all(plain) {
            return Err(MediaError::NotFound(key.chars().take(80).collect()));
        }
        Ok(self.prefix.parts().chain(Key::from(key).parts()).collect())
    }
}

impl Mapped {
    fn get(&mut self, key: &str) -> Option<Arc<MappedObject>> {
        self.uses += 1;
        let uses = self.uses;
        self.open.get_mut(key).map(|(object, used)| {
            *used = uses;
            Arc::clone(object)
        })
    }

    fn insert(&mut self, key: &str, object: Arc<MappedObject>) {
        self.uses += 1;
        if self.open.len() >= MAPPED_MOST {
            let oldest = self.open.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| key.clone());
            oldest.and_then(|key| self.open.remove(&key));
        }
        self.open.insert(key.to_owned(), (object, self.uses));
    }
}

/// The last part of the key without its ending: it holds the hash of the content.
fn etag(key: &str) -> String {
    let name = key.rsplit('/').next().unwrap_or(key);
    format!("\"{}\"", name.split('.').next().unwrap_or(name))
}

/// Gives `file` a second, durable name. False if it must be copied instead: another file system, or links refused.
fn link(file: &Path, to: &Path) -> std::io::Result<bool> {
    let parent = to.parent().unwrap_or(to);
    std::fs::create_dir_all(parent)?;
    std::fs::File::open(file)?.sync_all()?;
    match std::fs::hard_link(file, to) {
        Ok(()) => std::fs::File::open(parent)?.sync_all().map(|()| true),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(true),
        Err(_) => Ok(false),
    }
}

fn failed(doing: &'static str, key: &str, error: object_store::Error) -> MediaError {
    match error {
        object_store::Error::NotFound { .. } => MediaError::NotFound(key.to_owned()),
        error => MediaError::transient(doing, error),
    }
}

/// Runs blocking file work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, MediaError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| MediaError::transient(doing, error))?
        .map_err(MediaError::io(doing))
}

#[cfg(test)]
mod tests;
