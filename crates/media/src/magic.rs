//! What a file is by its first bytes, before any program is let near it.

/// How many of a file's first bytes [`container`] wants to see.
pub(crate) const HEAD_BYTES: usize = 4096;

/// The containers that are accepted, and the names ffmpeg's demuxers go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// ISO base media (ISO/IEC 14496-12) and its ancestor QuickTime: mp4, m4v, mov, 3gp.
    IsoMedia,
    /// Matroska and WebM.
    Matroska,
    /// AVI.
    Avi,
}

impl Container {
    /// For `-format_whitelist`: this container's demuxer and no other.
    pub(crate) fn demuxers(self) -> &'static str {
        match self {
            Self::IsoMedia => "mov,mp4,m4a,3gp,3g2,mj2",
            Self::Matroska => "matroska,webm",
            Self::Avi => "avi",
        }
    }
}

/// The container that `head` begins, if it is one that is accepted.
pub(crate) fn container(head: &[u8]) -> Option<Container> {
    let is = |at: usize, magic: &[u8]| head.get(at..at + magic.len()) == Some(magic);
    if is(0, &[0x1A, 0x45, 0xDF, 0xA3]) {
        let doctype = |name: &[u8]| head.windows(name.len()).take(256).any(|w| w == name);
        return (doctype(b"matroska") || doctype(b"webm")).then_some(Container::Matroska);
    }
    if is(0, b"RIFF") && is(8, b"AVI ") {
        return Some(Container::Avi);
    }
    iso_media(head).then_some(Container::IsoMedia)
}

/// Walks the first boxes: each must have a size that can be one and a type that belongs at the top of a film.
fn iso_media(head: &[u8]) -> bool {
    let mut at = 0_usize;
    let mut sure = false;
    while let Some(&[a, b, c, d, ref kind @ ..]) = head.get(at..at + 8) {
        let size = u32::from_be_bytes([a, b, c, d]);
        match kind {
            // Still pictures in the same wrapping (HEIF, AVIF) are not films.
            b"ftyp" => {
                let brand = head.get(at + 8..at + 12).unwrap_or_default();
                if [b"heic", b"heix", b"mif1", b"avif", b"crx "].iter().any(|still| brand == still.as_slice()) {
                    return false;
                }
                sure = true;
            }
            b"moov" | b"mdat" | b"moof" | b"pnot" => return true,
            b"free" | b"skip" | b"wide" | b"uuid" | b"sidx" | b"styp" | b"pdin" | b"meta" => {}
            _ => return sure,
        }
        match size {
            0 | 1 => return true,
            2..8 => return false,
            _ => at = at.saturating_add(size as usize),
        }
    }
    sure
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn films_are_told_from_everything_else() {
        let film = |b: &[u8]| container(b);
        assert_eq!(film(b"\0\0\0\x18ftypmp42\0\0\0\0isommp42\0\0\0\x08free"), Some(Container::IsoMedia));
        assert_eq!(film(b"\0\0\0\x08wide\0\0\x10\0mdat...."), Some(Container::IsoMedia));
        assert_eq!(film(b"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm"), Some(Container::Matroska));
        assert_eq!(film(b"RIFF\x10\0\0\0AVI LIST"), Some(Container::Avi));
        for other in [
            b"".as_slice(),
            b"<html><body>hello</body></html>",
            b"#EXTM3U\n#EXTINF:1,\nhttp://x/",
            b"\xFF\xD8\xFF\xE0\0\x10JFIF",
            b"RIFF\x10\0\0\0WAVEfmt ",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1",
            b"\x89PNG\r\n\x1a\n",
            b"\0\0\0\x02ftyp",
            b"%PDF-1.7",
            b"\x1A\x45\xDF\xA3 nothing",
            b"ffconcat version 1.0\nfile /etc/passwd",
        ] {
            assert_eq!(film(other), None, "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200), kind in "(ftyp|free|wide|uuid)") {
            let _ = container(&bytes);
            let _ = container(&[&[0, 0, 0, 9], kind.as_bytes(), &bytes].concat());
        }
    }
}
