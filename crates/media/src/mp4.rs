//! Reads finished MP4 files (ISO/IEC 14496-12, -14, -15) far enough to know that what we serve is what we meant to make.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

/// The largest `moov` that is read: ten minutes at 60 frames are about 1 MB.
const MOOV_MOST: u64 = 64 << 20;

/// What a finished film is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Film {
    /// Whether the index comes before the media, so that playing can start with the first bytes.
    pub(crate) fast_start: bool,
    pub(crate) duration_ms: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) frames: u64,
    /// RFC 6381 name of the picture's codec, such as `avc1.640028`.
    pub(crate) picture: Option<String>,
    /// RFC 6381 name of the sound's codec, such as `mp4a.40.2`.
    pub(crate) sound: Option<String>,
    /// Types of boxes that could carry tags: `udta`, `meta`, `uuid`.
    pub(crate) tag_boxes: Vec<String>,
    pub(crate) tracks: usize,
}

/// Reads the file at `path`; `None` if it has no readable index.
pub(crate) fn read(path: &Path) -> io::Result<Option<Film>> {
    let mut source = File::open(path)?;
    let end = source.metadata()?.len();
    let (mut at, mut media_seen) = (0_u64, false);
    let mut film = Film::default();
    let mut indexed = false;
    while at + 8 <= end {
        source.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        let got = if end - at >= 16 { 16 } else { 8 };
        source.read_exact(head.get_mut(..got).unwrap_or_default())?;
        let Some((kind, header, size)) = top_box(&head, end - at) else { break };
        match &kind {
            b"mdat" => media_seen = true,
            b"moov" if size <= MOOV_MOST => {
                let mut moov = vec![0; usize::try_from(size - header).unwrap_or(0)];
                source.seek(SeekFrom::Start(at + header))?;
                source.read_exact(&mut moov)?;
                film.fast_start = !media_seen;
                indexed = true;
                movie(&moov, &mut film);
            }
            b"udta" | b"meta" | b"uuid" => film.tag_boxes.push(String::from_utf8_lossy(&kind).into_owned()),
            _ => {}
        }
        at += size;
    }
    Ok(indexed.then_some(film))
}

/// Takes the last signatures out of a finished file, in place: ffmpeg's muxer writes an empty tag box and the encoder's
/// name into every file, whatever it is told.
pub(crate) fn scrub(path: &Path) -> io::Result<()> {
    let mut target = File::options().read(true).write(true).open(path)?;
    let end = target.metadata()?.len();
    let mut at = 0;
    while at + 16 <= end {
        let mut head = [0; 16];
        target.seek(SeekFrom::Start(at))?;
        target.read_exact(&mut head)?;
        let Some((kind, header, size)) = top_box(&head, end - at) else { break };
        if kind == *b"moov" && size <= MOOV_MOST {
            let mut moov = vec![0; usize::try_from(size - header).unwrap_or(0)];
            target.seek(SeekFrom::Start(at + header))?;
            target.read_exact(&mut moov)?;
            scrub_boxes(&mut moov);
            target.seek(SeekFrom::Start(at + header))?;
            target.write_all(&moov)?;
        }
        at += size;
    }
    Ok(())
}

/// The matrix that leaves a picture as it is: 1.0 in 16.16 twice, and in 2.30.
#[rustfmt::skip]
const UPRIGHT: [u8; 36] = [
    0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0,
];

fn scrub_boxes(mut data: &mut [u8]) {
    while let Some(size) = number(data, 0).and_then(|s| usize::try_from(s).ok()).filter(|s| *s >= 8) {
        let Some((this, next)) = data.split_at_mut_checked(size) else { return };
        data = next;
        let Some((head, content)) = this.split_at_mut_checked(8) else { return };
        match head {
            [.., b'u', b'd', b't', b'a'] | [.., b'm', b'e', b't', b'a'] | [.., b'u', b'u', b'i', b'd'] => {
                content.fill(0);
                if let Some(kind) = head.get_mut(4..) {
                    kind.copy_from_slice(b"free");
                }
            }
            [.., b't', b'r', b'a', b'k']
            | [.., b'm', b'd', b'i', b'a']
            | [.., b'm', b'i', b'n', b'f']
            | [.., b's', b't', b'b', b'l'] => scrub_boxes(content),
            [.., b's', b't', b's', b'd'] => scrub_boxes(content.get_mut(8..).unwrap_or_default()),
            // ffmpeg copies the source's rotation beside a picture that was turned already: what we serve is upright.
            [.., b't', b'k', b'h', b'd'] => {
                let at = if content.first() == Some(&1) { 52 } else { 40 };
                if let Some(matrix) = content.get_mut(at..at + 36) {
                    matrix.copy_from_slice(&UPRIGHT);
                }
            }
            // The compressor's name: 32 bytes in a fixed place.
            [.., b'a', b'v', b'c', b'1'] => content.get_mut(42..74).unwrap_or_default().fill(0),
            _ => {}
        }
    }
}

/// Type, header length and whole length of the box that `head` begins, if there is room for it.
fn top_box(head: &[u8; 16], room: u64) -> Option<([u8; 4], u64, u64)> {
    let kind = bytes::<4>(head, 4)?;
    let (header, size) = match u64::from(u32::from_be_bytes(bytes(head, 0)?)) {
        0 => (8, room),
        1 => (16, u64::from_be_bytes(bytes(head, 8)?)),
        size => (8, size),
    };
    (size >= header && size <= room).then_some((kind, header, size))
}

fn bytes<const N: usize>(data: &[u8], at: usize) -> Option<[u8; N]> {
    data.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn number(data: &[u8], at: usize) -> Option<u64> {
    bytes(data, at).map(|b| u64::from(u32::from_be_bytes(b)))
}

/// The boxes inside `data`: type and content.
fn boxes(data: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = data;
    std::iter::from_fn(move || {
        let size = usize::try_from(number(rest, 0)?).ok().filter(|size| *size >= 8)?;
        let (this, next) = rest.split_at_checked(size)?;
        rest = next;
        Some((bytes(this, 4)?, this.get(8..)?))
    })
}

fn inside(data: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    boxes(data).find(|(k, _)| *k == kind).map(|(_, content)| content)
}

fn movie(moov: &[u8], film: &mut Film) {
    for (kind, content) in boxes(moov) {
        match &kind {
            b"mvhd" => film.duration_ms = duration(content).unwrap_or(0),
            b"trak" => {
                film.tracks += 1;
                track(content, film);
            }
            b"udta" | b"meta" | b"uuid" => film.tag_boxes.push(String::from_utf8_lossy(&kind).into_owned()),
            _ => {}
        }
    }
}

/// Of `mvhd`, in milliseconds.
fn duration(mvhd: &[u8]) -> Option<u64> {
    let (scale, length) = if mvhd.first() == Some(&1) {
        (number(mvhd, 20)?, u64::from_be_bytes(bytes(mvhd, 24)?))
    } else {
        (number(mvhd, 12)?, number(mvhd, 16)?)
    };
    length.checked_mul(1000)?.checked_div(scale)
}

fn track(trak: &[u8], film: &mut Film) {
    for (kind, _) in boxes(trak).filter(|(k, _)| [b"udta", b"meta", b"uuid"].contains(&k)) {
        film.tag_boxes.push(String::from_utf8_lossy(&kind).into_owned());
    }
    let table = inside(trak, *b"mdia").and_then(|m| inside(m, *b"minf")).and_then(|m| inside(m, *b"stbl"));
    let Some(table) = table else { return };
    let Some((entry, description)) = inside(table, *b"stsd").and_then(|stsd| boxes(stsd.get(8..)?).next()) else {
        return;
    };
    match &entry {
        b"avc1" => {
            film.width = bytes(description, 24).map_or(0, |b| u32::from(u16::from_be_bytes(b)));
            film.height = bytes(description, 26).map_or(0, |b| u32::from(u16::from_be_bytes(b)));
            film.picture = description.get(78..).and_then(|d| inside(d, *b"avcC")).and_then(avc_name);
            film.frames = inside(table, *b"stsz").and_then(|stsz| number(stsz, 8)).unwrap_or(0);
        }
        b"mp4a" => film.sound = description.get(28..).and_then(|d| inside(d, *b"esds")).and_then(aac_name),
        _ => {}
    }
}

/// `avc1.` and the profile, constraints and level of the decoder configuration, in hexadecimal (RFC 6381, 3.3).
fn avc_name(config: &[u8]) -> Option<String> {
    let [1, profile, constraints, level] = bytes::<4>(config, 0)? else { return None };
    Some(format!("avc1.{profile:02X}{constraints:02X}{level:02X}"))
}

/// `mp4a.40.` and the audio object type, found by walking the descriptors of `esds` (ISO/IEC 14496-1, 7.2.6).
fn aac_name(esds: &[u8]) -> Option<String> {
    let (kind, es) = descriptor(esds.get(4..)?)?;
    let flags = *es.get(2)?;
    let optional = usize::from(flags & 0x80 != 0) * 2
        + usize::from(flags & 0x20 != 0) * 2
        + if flags & 0x40 == 0 { 0 } else { 1 + usize::from(*es.get(3)?) };
    let (inner, config) = descriptor(es.get(3 + optional..)?)?;
    if (kind, inner) != (3, 4) || *config.first()? != 0x40 {
        return None;
    }
    let (specific, audio) = descriptor(config.get(13..)?)?;
    (specific == 5).then_some(())?;
    let object_type = match audio.first()? >> 3 {
        31 => 32 + u32::from(u16::from_be_bytes(bytes(audio, 0)?) >> 5 & 0x3F),
        small => u32::from(small),
    };
    Some(format!("mp4a.40.{object_type}"))
}

/// Tag and content of the descriptor that `data` begins; its length is in groups of seven bits.
fn descriptor(data: &[u8]) -> Option<(u8, &[u8])> {
    let (tag, mut rest) = data.split_first()?;
    let mut length = 0_usize;
    for _ in 0..4 {
        let (byte, next) = rest.split_first()?;
        rest = next;
        length = length << 7 | usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some((*tag, rest.get(..length.min(rest.len()))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn boxed(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
        [u32::try_from(content.len() + 8).unwrap().to_be_bytes().as_slice(), &kind, content].concat()
    }

    #[test]
    fn codecs_are_named_from_their_configuration() {
        assert_eq!(avc_name(&[1, 0x64, 0, 0x28, 0xFF]).as_deref(), Some("avc1.640028"));
        assert_eq!(avc_name(&[0, 0x64, 0, 0x28]), None);
        let esds = [
            0, 0, 0, 0, 3, 0x80, 0x80, 0x80, 0x22, 0, 1, 0, 4, 0x80, 0x80, 0x80, 0x14, 0x40, 0x15, 0, 0, 0, 0, 1, 0xF4,
            0, 0, 1, 0xF4, 0, 5, 0x80, 0x80, 0x80, 2, 0x11, 0x90,
        ];
        assert_eq!(aac_name(&esds).as_deref(), Some("mp4a.40.2"));
    }

    #[test]
    fn order_and_tag_boxes_are_seen() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mvhd = [&[0; 12], 1000_u32.to_be_bytes().as_slice(), &2500_u32.to_be_bytes()].concat();
        let moov = boxed(*b"moov", &[boxed(*b"mvhd", &mvhd), boxed(*b"udta", b"x")].concat());
        std::fs::write(file.path(), [boxed(*b"mdat", b"..."), moov.clone()].concat()).unwrap();
        let late = read(file.path()).unwrap().unwrap();
        assert_eq!((late.fast_start, late.duration_ms, late.tag_boxes.len()), (false, 2500, 1));
        std::fs::write(file.path(), [moov, boxed(*b"mdat", b"...")].concat()).unwrap();
        assert!(read(file.path()).unwrap().unwrap().fast_start);
        scrub(file.path()).unwrap();
        let scrubbed = read(file.path()).unwrap().unwrap();
        assert_eq!((scrubbed.duration_ms, scrubbed.tag_boxes.len()), (2500, 0));
        std::fs::write(file.path(), b"\0\0\0\x08mdat").unwrap();
        assert_eq!(read(file.path()).unwrap(), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(raw in prop::collection::vec(any::<u8>(), 0..300), flags in any::<u8>()) {
            let _ = (avc_name(&raw), aac_name(&raw), descriptor(&raw));
            let _ = aac_name(&[&[0, 0, 0, 0, 3, 100, 0, 1, flags], raw.as_slice()].concat());
            let avc1 = boxed(*b"avc1", &raw);
            let stsd = boxed(*b"stsd", &[&[0; 8], avc1.as_slice()].concat());
            let stbl = boxed(*b"stbl", &[stsd, boxed(*b"stsz", &raw)].concat());
            let trak = boxed(*b"trak", &boxed(*b"mdia", &boxed(*b"minf", &stbl)));
            let mut film = Film::default();
            movie(&[boxed(*b"mvhd", &raw), trak, raw.clone()].concat(), &mut film);
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &raw).unwrap();
            let _ = (read(file.path()).unwrap(), scrub(file.path()).unwrap());
            scrub_boxes(&mut boxed(*b"trak", &[boxed(*b"stsd", &raw), raw].concat()));
        }
    }
}
