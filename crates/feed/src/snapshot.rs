//! The whole state as bytes, and back: a start is a snapshot and the tail of the log.
//!
//! The bytes are canonical: two feeds that took in the same log under the same manifest have the same ones, so their hash
//! ([`Feed::digest`]) tells whether two servers agree. What follows from the rest (indices, counts) is made again.

use std::{collections::BTreeMap, fmt};

use grandstand_domain::{
    digest::Digest,
    id::{AccountId, Seq},
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    boost::Boosts,
    catalogue::{Catalogue, stored::StoredCatalogue},
    exposure::Exposure,
    feed::Feed,
    manifest::Manifest,
    marks::Marks,
    model::Model,
    public::Journal,
    viewer::Viewer,
    viewers::Viewers,
};

/// The version of this form. It grows with every change of what the state holds; older ones are then not read.
pub const SNAPSHOT_VERSION: u32 = 2;

const MAGIC: &[u8; 8] = b"GSFEED\r\n";
const HASH: usize = 32;

/// Why bytes are no snapshot that can be used here. The remedy is always the same: read the log from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// Not a snapshot of a feed, or cut off, or changed since it was written.
    Damaged,
    /// Of another version of the program.
    OtherVersion,
    /// Made under other numbers.
    OtherManifest,
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Damaged => "the snapshot of the feed is damaged",
            Self::OtherVersion => "the snapshot of the feed is of another version",
            Self::OtherManifest => "the snapshot of the feed was made under another manifest",
        })
    }
}

impl std::error::Error for SnapshotError {}

/// Which viewers go into a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepViewers {
    /// All that are at hand.
    All,
    /// None: each is made again from their own entries when needed.
    None,
}

#[derive(Serialize)]
struct Out<'a> {
    manifest: Digest,
    in_force: Option<Digest>,
    head: Seq,
    now: UnixMillis,
    public_at: UnixMillis,
    journal: &'a Journal,
    catalogue: StoredCatalogue,
    marks: &'a Marks,
    exposure: &'a Exposure,
    boosts: &'a Boosts,
    model: &'a Model,
    blockers: &'a BTreeMap<AccountId, Vec<AccountId>>,
    complete: bool,
    viewers: Vec<&'a Viewer>,
}

#[derive(Deserialize)]
struct In {
    manifest: Digest,
    in_force: Option<Digest>,
    head: Seq,
    now: UnixMillis,
    public_at: UnixMillis,
    journal: Journal,
    catalogue: StoredCatalogue,
    marks: Marks,
    exposure: Exposure,
    boosts: Boosts,
    model: Model,
    blockers: BTreeMap<AccountId, Vec<AccountId>>,
    complete: bool,
    viewers: Vec<Viewer>,
}

impl Feed {
    /// The whole state as bytes: eight that name the form, its version, the state and the SHA-256 of all before. The
    /// hash of the manifest is the first thing in the state.
    pub fn snapshot(&self, keep: KeepViewers) -> Vec<u8> {
        let viewers = if keep == KeepViewers::All { self.viewers.sorted() } else { Vec::new() };
        let out = Out {
            manifest: self.manifest.hash(),
            in_force: self.in_force,
            head: self.head,
            now: self.now,
            public_at: self.public_at,
            journal: &self.journal,
            catalogue: self.catalogue.stored(),
            marks: &self.marks,
            exposure: &self.exposure,
            boosts: &self.boosts,
            model: &self.model,
            blockers: &self.blockers,
            complete: self.viewers.is_complete() && viewers.len() == self.viewers.len(),
            viewers,
        };
        let mut bytes = MAGIC.to_vec();
        bytes.extend(SNAPSHOT_VERSION.to_le_bytes());
        // Writing into memory fails only for types without a length, of which the state has none.
        bytes = postcard::to_extend(&out, bytes).unwrap_or_default();
        let hash = Sha256::digest(&bytes);
        bytes.extend_from_slice(&hash);
        bytes
    }

    /// Reads a snapshot that was made under this manifest.
    pub fn from_snapshot(bytes: &[u8], manifest: Manifest) -> Result<Self, SnapshotError> {
        let split = bytes.len().checked_sub(HASH).ok_or(SnapshotError::Damaged)?;
        let (body, hash) = bytes.split_at(split);
        let rest = body.strip_prefix(MAGIC).ok_or(SnapshotError::Damaged)?;
        let (version, state) = rest.split_at_checked(4).ok_or(SnapshotError::Damaged)?;
        if Sha256::digest(body).as_slice() != hash {
            return Err(SnapshotError::Damaged);
        }
        if version != SNAPSHOT_VERSION.to_le_bytes() {
            return Err(SnapshotError::OtherVersion);
        }
        let state: In = postcard::from_bytes(state).map_err(|_| SnapshotError::Damaged)?;
        if state.manifest != manifest.hash() {
            return Err(SnapshotError::OtherManifest);
        }
        Ok(Self {
            catalogue: Catalogue::from_stored(state.catalogue),
            marks: state.marks,
            exposure: state.exposure,
            boosts: state.boosts,
            model: state.model,
            viewers: Viewers::from_parts(state.viewers, state.complete),
            blockers: state.blockers,
            in_force: state.in_force,
            head: state.head,
            now: state.now,
            public_at: state.public_at,
            journal: state.journal,
            ..Self::new(manifest)
        })
    }

    /// The hash of the whole state, viewers at hand included.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.snapshot(KeepViewers::All)).into())
    }
}
