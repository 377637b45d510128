//! The last look at a rendition before anybody else sees it.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use grandstand_domain::media::{Rendition, Rung};
use sha2::{Digest, Sha256};

use crate::{
    error::MediaError,
    mp4,
    objects::{Objects, blocking},
};

/// A finished rendition on local disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its rung.
    pub rung: Rung,
    /// Where it lies until it is stored.
    pub path: PathBuf,
    /// Width of the picture in pixels, as shown.
    pub width: u32,
    /// Height of the picture in pixels, as shown.
    pub height: u32,
    /// Size of the file.
    pub bytes: u64,
    /// Bits per second, sound included.
    pub bit_rate: u64,
    /// RFC 6381 codecs, read from the file itself.
    pub codecs: String,
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
    /// How long it plays.
    pub duration_ms: u64,
    /// How many frames it has.
    pub frames: u64,
    /// Whether the picture is the source's own, not encoded again.
    pub remuxed: bool,
}

impl Made {
    /// Stores the file under `prefix` (a folder of the film's own, such as `media/ID`, so that removing one film never
    /// touches another with the same content) and says what to remember of it.
    pub async fn store(self, objects: &Objects, prefix: &str) -> Result<Rendition, MediaError> {
        let name = self.sha256.get(..32).unwrap_or(&self.sha256);
        let key = format!("{prefix}/{}-{name}.mp4", self.rung.as_str());
        objects.put_file(&key, &self.path, "video/mp4").await?;
        Ok(Rendition {
            rung: self.rung,
            width: self.width,
            height: self.height,
            bytes: self.bytes,
            bit_rate: self.bit_rate,
            codecs: self.codecs,
            sha256: self.sha256,
            key,
        })
    }
}

/// Checks that the file at `path` is a clean, fast-starting film of about `expected_ms`, and measures it.
pub(crate) async fn made(rung: Rung, path: &Path, expected_ms: u64, remuxed: bool) -> Result<Made, MediaError> {
    let doing = "verify a rendition";
    let path = path.to_owned();
    let (film, bytes, sha256, path) = blocking(doing, move || {
        mp4::scrub(&path)?;
        let film = mp4::read(&path)?.ok_or_else(|| io::Error::other("it has no index"))?;
        let (sha256, bytes) = sha256_of(&path)?;
        Ok((film, bytes, sha256, path))
    })
    .await?;
    let wrong = |what: String| MediaError::lasting(doing, format!("{}: {what}", rung.as_str()));
    let Some(picture) = film.picture else { return Err(wrong("it has no H.264 picture".to_owned())) };
    if !film.fast_start {
        return Err(wrong("its index comes after its media".to_owned()));
    }
    if !film.tag_boxes.is_empty() || film.tracks > 2 {
        return Err(wrong(format!("{} tracks and the boxes {:?}", film.tracks, film.tag_boxes)));
    }
    if film.frames == 0 || film.duration_ms.abs_diff(expected_ms) > 500 + expected_ms / 100 {
        return Err(wrong(format!("{} frames, {} ms instead of {expected_ms}", film.frames, film.duration_ms)));
    }
    let codecs = film.sound.map_or(picture.clone(), |sound| format!("{picture},{sound}"));
    Ok(Made {
        rung,
        path,
        width: film.width,
        height: film.height,
        bytes,
        bit_rate: bytes.saturating_mul(8000).checked_div(film.duration_ms).unwrap_or(0),
        codecs,
        sha256,
        duration_ms: film.duration_ms,
        frames: film.frames,
        remuxed,
    })
}

/// SHA-256 in hexadecimal, and the length.
pub(crate) fn sha256_of(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hash.update(piece.get(..read).unwrap_or_default());
    }
    let hex = hash.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    Ok((hex, bytes))
}
