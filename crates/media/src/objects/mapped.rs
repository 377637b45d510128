//! The one place with unsafe code: a finished object mapped into memory, handed out as slices that cost no copy.
//!
//! Why this is sound and cannot raise SIGBUS in ordinary operation: an object's file is written once under another
//! name (or linked from a finished upload), fsynced, and only then given its name; nothing ever opens it for writing or
//! shortens it afterwards, and deleting it unlinks the name while the mapping keeps the inode and its pages. What is
//! left is a failing disk, where a read error would end the process instead of one request; and an operator who edits
//! the object folder by hand, which the operator's guide forbids.

use std::{
    fs::File,
    io,
    ops::Range,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use bytes::Bytes;
use futures_util::{Stream, stream};
use memmap2::{Advice, Mmap};

/// How much is brought in, and handed out, at a time.
const CHUNK: usize = 1 << 20;

/// An immutable file in memory. Cheap to share; lives as long as the last slice of it.
#[derive(Debug)]
pub struct MappedObject {
    map: Mmap,
    etag: String,
    /// One flag per [`CHUNK`]: whether its pages were brought in once, so that sending it does not stop on page faults.
    present: Box<[AtomicBool]>,
}

/// A part of a mapping that keeps all of it alive.
struct Part(Arc<MappedObject>, Range<usize>);

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.0.map.get(self.1.clone()).unwrap_or_default()
    }
}

impl MappedObject {
    /// Maps the file. Blocks for the time of an `open` and an `mmap`.
    pub(super) fn open(path: &Path, etag: String) -> io::Result<Self> {
        let file = File::open(path)?;
        #[expect(
            unsafe_code,
            reason = "objects are never written to after they get their name: see the top of the file"
        )]
        let map = unsafe { Mmap::map(&file)? };
        let present = (0..map.len().div_ceil(CHUNK)).map(|_| AtomicBool::new(false)).collect();
        Ok(Self { map, etag, present })
    }

    /// Size in bytes.
    pub fn len(&self) -> u64 {
        self.map.len() as u64
    }

    /// Whether the file has no bytes.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// A strong entity tag with its quotation marks; it is made from the key, which is made from the content.
    pub fn etag(&self) -> &str {
        &self.etag
    }

    /// The bytes of `range` (cut at the end of the file) as one slice of the mapping. Pages that were never touched
    /// are read in on a blocking thread first; later calls for them return at once.
    pub async fn range(self: &Arc<Self>, range: Range<u64>) -> io::Result<Bytes> {
        let end = usize::try_from(range.end).unwrap_or(usize::MAX).min(self.map.len());
        let start = usize::try_from(range.start).unwrap_or(usize::MAX).min(end);
        let chunks = start / CHUNK..end.div_ceil(CHUNK);
        if self.present.get(chunks.clone()).is_some_and(|flags| flags.iter().any(|f| !f.load(Relaxed))) {
            let this = Arc::clone(self);
            tokio::task::spawn_blocking(move || this.bring_in(chunks)).await.map_err(io::Error::other)?;
        }
        Ok(Bytes::from_owner(Part(Arc::clone(self), start..end)))
    }

    /// The bytes of `range` in pieces of at most 1 MiB, each brought in only when it is asked for.
    pub fn stream(self: Arc<Self>, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let end = range.end.min(self.len());
        stream::unfold((self, range.start), move |(this, at)| async move {
            if at >= end {
                return None;
            }
            // Cut at whole chunks, so that each flag is asked for once.
            let next = ((at / CHUNK as u64 + 1) * CHUNK as u64).min(end);
            let piece = this.range(at..next).await;
            Some((piece, (this, next)))
        })
    }

    fn bring_in(&self, chunks: Range<usize>) {
        for chunk in chunks {
            let Some(flag) = self.present.get(chunk) else { continue };
            if flag.load(Relaxed) {
                continue;
            }
            let start = chunk * CHUNK;
            let length = CHUNK.min(self.map.len() - start);
            // MADV_POPULATE_READ (Linux 5.14) maps every page in one call; older kernels read ahead at least.
            if self.map.advise_range(Advice::PopulateRead, start, length).is_err() {
                let _ = self.map.advise_range(Advice::WillNeed, start, length);
            }
            flag.store(true, Relaxed);
        }
    }
}
