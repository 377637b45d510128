//! Media: the states a video passes through, the rungs of its ladder, and why one may be refused.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{invalid::Invalid, post::words};

words! {
    /// Where a video stands on its way from a phone's file to playing everywhere.
    MediaState, "state", "state-unknown" {
        /// Bytes have arrived; nothing has looked at them yet.
        Uploaded = "uploaded",
        /// Looked at and accepted; no rendition stands yet.
        Accepted = "accepted",
        /// A first rendition stands: it can be watched while the others are made.
        Playable = "playable",
        /// Every rendition stands.
        Complete = "complete",
        /// Cannot be published; the refusal says why.
        Refused = "refused",
    }
}

words! {
    /// Why a file cannot be published. Each word is, after `refusal-`, a sentence in the translation files.
    Refusal, "refusal", "refusal-unknown" {
        /// The file has no bytes.
        Empty = "empty",
        /// Not a kind of file that is accepted.
        NotVideo = "not-video",
        /// A picture, a sound or a document under a video's name.
        NoPicture = "no-picture",
        /// Cut off or damaged so that it cannot be read.
        Unreadable = "unreadable",
        /// Longer than allowed.
        TooLong = "too-long",
        /// Frames larger than any phone records.
        TooLarge = "too-large",
        /// Takes more work to decode than is allowed.
        TooHeavy = "too-heavy",
        /// Not a single frame could be decoded.
        NoFrames = "no-frames",
        /// Nothing is known to be wrong with it, but it could not be processed here, tried as often as is sensible.
        Failed = "failed",
    }
}

words! {
    /// A rung of the ladder, named by the length of its short side in pixels.
    Rung, "rung", "rung-unknown" {
        /// 360 pixels: weak connections.
        P360 = "360",
        /// 480 pixels: made first.
        P480 = "480",
        /// 720 pixels.
        P720 = "720",
        /// 1080 pixels.
        P1080 = "1080",
    }
}

impl Rung {
    /// The length of the short side in pixels.
    pub fn short_side(self) -> u32 {
        match self {
            Self::P360 => 360,
            Self::P480 => 480,
            Self::P720 => 720,
            Self::P1080 => 1080,
        }
    }
}

/// A finished rendition: one progressive MP4 file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// Its rung. A source smaller than 360 still has one rendition, named `360`.
    pub rung: Rung,
    /// Width of the picture in pixels, as shown.
    pub width: u32,
    /// Height of the picture in pixels, as shown.
    pub height: u32,
    /// Size of the file.
    pub bytes: u64,
    /// Bits per second, sound included.
    pub bit_rate: u64,
    /// RFC 6381 codecs, for the `type` of a `<source>`.
    pub codecs: String,
    /// SHA-256 of the file in hexadecimal; part of its object key, so an address never changes its content.
    pub sha256: String,
    /// Where the object store keeps it.
    pub key: String,
}

/// A finished still picture of the video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poster {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Object key of the WebP file.
    pub webp_key: String,
    /// Object key of the JPEG file.
    pub jpeg_key: String,
    /// BlurHash with 4 × 5 components or fewer (blurha.sh), shown while the poster loads.
    pub blurhash: String,
}
