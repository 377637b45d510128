//! Staging: where the bytes of an upload wait on local disk until all of them are there (tus 1.0, "Core Protocol",
//! "Checksum", "Expiration"). A length is only ever told after `fsync`, so what was acknowledged survives a power cut.
//!
//! An upload `ID` is the file `ID`. While a request with a checksum is being written there is also `ID.unproven`, which
//! holds the length before it: whoever opens the upload next, in this process or after a crash, cuts the file back.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use grandstand_domain::time::UnixMillis;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

/// Why an upload step did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum StagingError {
    /// There is no such upload.
    #[error("no such upload")]
    NotFound,
    /// An upload of this name already stands.
    #[error("the upload already exists")]
    Exists,
    /// Another request is writing to it.
    #[error("another request is writing to this upload")]
    Locked,
    /// The request starts somewhere else than the upload ends (tus: 409 Conflict).
    #[error("the upload has {actual} bytes")]
    WrongOffset {
        /// Where it ends.
        actual: u64,
    },
    /// More bytes than were announced; those of this request were thrown away.
    #[error("more bytes than were announced")]
    PastLimit,
    /// The bytes of this request do not match their checksum and were thrown away (tus: 460 Checksum Mismatch).
    #[error("the checksum does not match")]
    ChecksumMismatch,
    /// The body broke off. What had arrived is kept, unless a checksum was demanded.
    #[error("the connection broke off at {offset}")]
    Interrupted {
        /// Where the upload ends now.
        offset: u64,
    },
    /// There is no room; the bytes of this request were thrown away (507 Insufficient Storage).
    #[error("no room on the disk")]
    DiskFull,
    /// Anything else the disk said.
    #[error("the disk failed: {0}")]
    Disk(io::Error),
}

impl From<io::Error> for StagingError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::AlreadyExists => Self::Exists,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::DiskFull,
            _ => Self::Disk(error),
        }
    }
}

/// What the bytes of one request must hash to (tus "Checksum", `Upload-Checksum: sha1 BASE64`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// SHA-1, which tus demands of every server. Good against accidents, which is what it is for here.
    Sha1(Vec<u8>),
    /// SHA-256.
    Sha256(Vec<u8>),
    /// SHA-512.
    Sha512(Vec<u8>),
}

impl Checksum {
    /// The value of `Tus-Checksum-Algorithm`.
    pub const ALGORITHMS: &str = "sha1,sha256,sha512";

    /// Reads the value of an `Upload-Checksum` header. `None`: unknown algorithm or not base64 of the right length.
    pub fn parse(header: &str) -> Option<Self> {
        let (algorithm, digest) = header.trim().split_once(' ')?;
        let digest = BASE64_STANDARD.decode(digest.trim()).ok()?;
        match (algorithm, digest.len()) {
            ("sha1", 20) => Some(Self::Sha1(digest)),
            ("sha256", 32) => Some(Self::Sha256(digest)),
            ("sha512", 64) => Some(Self::Sha512(digest)),
            _ => None,
        }
    }
}

/// A checksum on its way.
enum Proof {
    Sha1(Sha1, Vec<u8>),
    Sha256(Sha256, Vec<u8>),
    Sha512(Sha512, Vec<u8>),
}

impl Proof {
    fn of(checksum: Checksum) -> Self {
        match checksum {
            Checksum::Sha1(wanted) => Self::Sha1(Sha1::new(), wanted),
            Checksum::Sha256(wanted) => Self::Sha256(Sha256::new(), wanted),
            Checksum::Sha512(wanted) => Self::Sha512(Sha512::new(), wanted),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hash, _) => hash.update(bytes),
            Self::Sha256(hash, _) => hash.update(bytes),
            Self::Sha512(hash, _) => hash.update(bytes),
        }
    }

    fn holds(self) -> bool {
        match self {
            Self::Sha1(hash, wanted) => hash.finalize().as_slice() == wanted,
            Self::Sha256(hash, wanted) => hash.finalize().as_slice() == wanted,
            Self::Sha512(hash, wanted) => hash.finalize().as_slice() == wanted,
        }
    }
}

/// The folder of unfinished uploads. Cheap to clone; several processes may share one folder.
#[derive(Clone, Debug)]
pub struct Staging {
    folder: PathBuf,
    keep_free: u64,
}

/// How many bytes are written between two looks at the free space.
const LOOK_EVERY: u64 = 64 << 20;

impl Staging {
    /// Opens the folder, making it if needed. `keep_free` bytes of its disk are never given to uploads.
    pub fn open(folder: &Path, keep_free: u64) -> Result<Self, StagingError> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.canonicalize()?, keep_free })
    }

    /// Begins an upload of `length` bytes in all, for which there must be room now.
    pub async fn create(&self, id: &str, length: u64) -> Result<(), StagingError> {
        let (path, this) = (self.path(id)?, self.clone());
        off_thread(move || {
            this.room_for(length)?;
            OpenOptions::new().write(true).create_new(true).open(&path)?.sync_all()?;
            Ok(File::open(&this.folder)?.sync_all()?)
        })
        .await
    }

    /// Appends `body` at `offset` and returns where the upload ends after it, durably. `limit` is the announced
    /// length of the whole upload. If the caller goes away (the future is dropped) what was written stays and counts,
    /// unless a checksum was demanded.
    pub async fn append<E>(
        &self,
        id: &str,
        offset: u64,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
        limit: u64,
        checksum: Option<Checksum>,
    ) -> Result<u64, StagingError> {
        let (path, this, proven) = (self.path(id)?, self.clone(), checksum.is_none());
        let mut open = off_thread(move || {
            let open = Open::lock(&path)?;
            if open.start != offset {
                return Err(StagingError::WrongOffset { actual: open.start });
            }
            this.room_for(0)?;
            if !proven {
                open.mark()?;
            }
            Ok(open)
        })
        .await?;
        let mut proof = checksum.map(Proof::of);
        let mut body = std::pin::pin!(body);
        let mut looked_at = offset;
        let mut broken = false;
        while let Some(piece) = body.next().await {
            let Ok(piece) = piece else {
                broken = true;
                break;
            };
            if let Some(proof) = &mut proof {
                proof.update(&piece);
            }
            let room = (open.end - looked_at >= LOOK_EVERY).then(|| self.clone());
            if room.is_some() {
                looked_at = open.end;
            }
            open = off_thread(move || open.write(&piece, limit, room.as_ref())).await?;
        }
        let verdict = match proof {
            Some(_) if broken => Err(StagingError::Interrupted { offset }),
            Some(proof) => proof.holds().then_some(()).ok_or(StagingError::ChecksumMismatch),
            None => Ok(()),
        };
        let end = off_thread(move || open.finish(verdict)).await?;
        if broken { Err(StagingError::Interrupted { offset: end }) } else { Ok(end) }
    }

    /// How many bytes of the upload are safe on disk.
    pub async fn length(&self, id: &str) -> Result<u64, StagingError> {
        let path = self.path(id)?;
        off_thread(move || match Open::lock(&path) {
            Ok(open) => {
                open.file.sync_all()?;
                Ok(open.start)
            }
            Err(StagingError::Locked) => {
                if let Some(before) = marked(&path)? {
                    return Ok(before);
                }
                let file = File::open(&path)?;
                let length = file.metadata()?.len();
                file.sync_all()?;
                Ok(length)
            }
            Err(error) => Err(error),
        })
        .await
    }

    /// Removes the upload. One that is not there counts as removed; one being written to is `Locked`.
    pub async fn delete(&self, id: &str) -> Result<(), StagingError> {
        let path = self.path(id)?;
        off_thread(move || match Open::lock(&path) {
            Ok(_open) => Ok(std::fs::remove_file(&path)?),
            Err(StagingError::NotFound) => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }

    /// Where the bytes of an upload are. The name is checked, so that no id names a file outside the folder.
    pub fn path(&self, id: &str) -> Result<PathBuf, StagingError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if id.is_empty() || id.len() > 100 || !id.bytes().all(plain) {
            return Err(StagingError::NotFound);
        }
        Ok(self.folder.join(id))
    }

    /// Removes every upload that nobody wrote to since `older_than`, and returns their ids.
    pub async fn sweep(&self, older_than: UnixMillis) -> Result<Vec<String>, StagingError> {
        let this = self.clone();
        let older_than = UNIX_EPOCH + Duration::from_millis(older_than.0.try_into().unwrap_or(0));
        off_thread(move || {
            let mut gone = Vec::new();
            for entry in std::fs::read_dir(&this.folder)? {
                let entry = entry?;
                let Some(id) = entry.file_name().to_str().map(str::to_owned) else { continue };
                let Ok(path) = this.path(&id) else { continue };
                let old = entry.metadata().and_then(|m| m.modified()).is_ok_and(|at| at < older_than);
                if old && let Ok(_open) = Open::lock(&path) {
                    std::fs::remove_file(&path)?;
                    gone.push(id);
                }
            }
            Ok(gone)
        })
        .await
    }

    /// Bytes that uploads may still take.
    pub fn free(&self) -> Result<u64, StagingError> {
        Ok(self.disk_free()?.saturating_sub(self.keep_free))
    }

    /// Bytes that are free on the disk, those that uploads leave to others included.
    pub fn disk_free(&self) -> Result<u64, StagingError> {
        let disk = rustix::fs::statvfs(&self.folder).map_err(|errno| StagingError::from(io::Error::from(errno)))?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    fn room_for(&self, bytes: u64) -> Result<(), StagingError> {
        if self.free()? < bytes.max(1) { Err(StagingError::DiskFull) } else { Ok(()) }
    }
}

/// An upload that this request alone may write to; closing the file gives the lock back, also after a crash.
struct Open {
    file: File,
    path: PathBuf,
    start: u64,
    end: u64,
}

impl Open {
    fn lock(path: &Path) -> Result<Self, StagingError> {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StagingError::Locked),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        if let Some(before) = marked(path)? {
            file.set_len(before)?;
            file.sync_all()?;
            std::fs::remove_file(mark_of(path))?;
        }
        let start = file.seek(SeekFrom::End(0))?;
        Ok(Self { file, path: path.to_owned(), start, end: start })
    }

    /// Notes that what follows must be cut off again unless [`Self::finish`] says otherwise.
    fn mark(&self) -> Result<(), StagingError> {
        let mut mark = File::create(mark_of(&self.path))?;
        mark.write_all(&self.start.to_le_bytes())?;
        mark.sync_all()?;
        Ok(self.path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())?)
    }

    /// Writes one piece, or cuts the upload back to where the request began.
    fn write(mut self, piece: &[u8], limit: u64, room: Option<&Staging>) -> Result<Self, StagingError> {
        let end = self.end + piece.len() as u64;
        let written = match room.map_or(Ok(()), |staging| staging.room_for(0)) {
            Ok(()) if end > limit => Err(StagingError::PastLimit),
            Ok(()) => self.file.write_all(piece).map_err(StagingError::from),
            Err(error) => Err(error),
        };
        match written {
            Ok(()) => self.end = end,
            Err(error) => return Err(self.undo(error)),
        }
        Ok(self)
    }

    fn finish(self, verdict: Result<(), StagingError>) -> Result<u64, StagingError> {
        let synced = verdict.and_then(|()| Ok(self.file.sync_all()?));
        if let Err(error) = synced {
            return Err(self.undo(error));
        }
        self.unmark()?;
        Ok(self.end)
    }

    fn undo(self, error: StagingError) -> StagingError {
        let cut = self.file.set_len(self.start).and_then(|()| self.file.sync_all());
        match cut.map_err(StagingError::from).and_then(|()| self.unmark()) {
            Ok(()) => error,
            Err(worse) => worse,
        }
    }

    fn unmark(&self) -> Result<(), StagingError> {
        match std::fs::remove_file(mark_of(&self.path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

fn mark_of(path: &Path) -> PathBuf {
    path.with_extension("unproven")
}

/// The length before an unproven request. A mark that is itself cut off was made before a byte was written.
fn marked(path: &Path) -> Result<Option<u64>, StagingError> {
    let mut mark = match File::open(mark_of(path)) {
        Ok(mark) => mark,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut length = [0; 8];
    match mark.read_exact(&mut length) {
        Ok(()) => Ok(Some(u64::from_le_bytes(length))),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(Some(std::fs::metadata(path)?.len())),
        Err(error) => Err(error.into()),
    }
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StagingError> + Send + 'static,
) -> Result<T, StagingError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StagingError::Disk(io::Error::other(error)))?
}

#[cfg(test)]
mod tests;
