//! Material of a course: files to take home, and films of the host.

use crate::{id::PostId, invalid::Invalid, post::words, text};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

words! {
    /// What a piece of material is.
    MaterialKind, "kind", "material-kind-unknown" {
        /// A file.
        File = "file",
        /// A post of the host, with its film.
        Film = "film",
    }
}

words! {
    /// What a file is, by its first bytes.
    FileKind, "file", "material-file-kind" {
        /// A document: slides or a sheet.
        Pdf = "pdf",
        /// A picture.
        Png = "png",
        /// A photograph.
        Jpeg = "jpg",
        /// A picture of either sort.
        Webp = "webp",
        /// Captions (WebVTT).
        Vtt = "vtt",
        /// Plain text.
        Text = "txt",
    }
}

/// The largest file, in bytes.
pub const BYTES_MOST: usize = 50 << 20;
/// The most pieces of one course.
pub const PIECES_MOST: usize = 50;

impl FileKind {
    /// The type under which it is handed over.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Vtt => "text/vtt; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// What a file is. Only what its bytes say counts, never its name. Text is UTF-8 without control characters that no text has, and
    /// does not begin as a page does.
    pub fn of(bytes: &[u8]) -> Result<Self, Invalid> {
        let unknown = || Invalid::one("file", "material-file-kind");
        if bytes.is_empty() {
            return Err(unknown());
        }
        if bytes.len() > BYTES_MOST {
            return Err(Invalid::one("file", "material-file-large"));
        }
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', ..] => Ok(Self::Pdf),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Self::Webp),
            _ => {
                let text = std::str::from_utf8(bytes).map_err(|_| unknown())?;
                let text = text.trim_start_matches('\u{feff}');
                let foreign = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
                if text.contains(foreign) || text.trim_start().starts_with('<') {
                    Err(unknown())
                } else if text.starts_with("WEBVTT") {
                    Ok(Self::Vtt)
                } else {
                    Ok(Self::Text)
                }
            }
        }
    }
}

/// What a piece is called: one line of 1 to 80 graphemes.
pub fn title(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 80).map_err(|e| e.at("title"))
}

/// The post that an address names: its number, `/p/ID`, or that with the address of this host (`home`, such as
/// `https://team.example`) before it. A page of another host is none of ours, whatever its path.
pub fn film(raw: &str, home: &str) -> Result<PostId, Invalid> {
    let typed = raw.trim().to_ascii_lowercase();
    let bare = |address: &str| {
        let known = ["https://", "http://", "//"].iter().find_map(|scheme| address.strip_prefix(scheme));
        known.unwrap_or(address).trim_end_matches('/').to_owned()
    };
    let path = match typed.as_str() {
        own if !own.starts_with("//")
            && own.starts_with(|c: char| c == '/' || c.is_ascii_digit())
            && !own.contains('.') =>
        {
            own.to_owned()
        }
        other => {
            let path = bare(other).strip_prefix(&bare(&home.to_ascii_lowercase())).map(str::to_owned);
            path.filter(|path| path.starts_with('/')).ok_or_else(|| Invalid::one("post", "material-elsewhere"))?
        }
    };
    let number = path.strip_prefix("/p/").unwrap_or(&path).split(['/', '?', '#']).next().unwrap_or_default();
    number.parse().map_err(|_| Invalid::one("post", "material-post-unknown"))
}

/// The name under which a file is saved: the title's letters and digits, and its kind.
pub fn file_name(title: &str, kind: FileKind) -> String {
    let plain: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).take(8).collect();
    let stem = if words.is_empty() { "material".to_owned() } else { words.join("-") };
    format!("{stem}.{}", kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let kind = |bytes: &[u8]| FileKind::of(bytes).ok();
        assert_eq!(kind(b"%PDF-1.7\n"), Some(FileKind::Pdf));
        assert_eq!(kind(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n"), Some(FileKind::Vtt));
        assert_eq!(kind("Notes: łatwo\n".as_bytes()), Some(FileKind::Text));
        for bad in [
            b"".as_slice(),
            b"<!doctype html>",
            b" \n<svg>",
            b"PK\x03\x04",
            b"\x7fELF\x01",
            b"MZ\x90\x00",
            b"a\0b",
            b"\xff\xfe",
        ] {
            assert_eq!(kind(bad), None, "{bad:?}");
        }
        assert_eq!(file_name("Slides: \"Day 1\"", FileKind::Pdf), "slides-day-1.pdf");
    }

    #[test]
    fn a_film_is_a_post_of_this_host() {
        let post = |raw: &str| film(raw, "https://team.example/").map_err(|why| why.0[0].key);
        for own in [
            "7",
            " /p/7/ ",
            "/p/7?from=feed",
            "https://team.example/p/7",
            "HTTP://Team.example/p/7#c",
            "team.example/p/7",
        ] {
            assert_eq!(post(own), Ok(PostId(7)), "{own}");
        }
        for other in [
            "https://other.example/p/7",
            "https://team.example.evil.example/p/7",
            "https://team.example@evil.example/p/7",
            "https://evil.example/?https://team.example/p/7",
            "//other.example/p/7",
            "1.2.3.4/p/7",
            "other.example",
        ] {
            assert_eq!(post(other), Err("material-elsewhere"), "{other}");
        }
        for none in ["/p/", "/p/x", "/tags/7", "https://team.example/@ada", "-7"] {
            assert!(post(none).is_err(), "{none}");
        }
    }

    proptest! {
        #[test]
        fn names_are_plain(title in any::<String>()) {
            let name = file_name(&title, FileKind::Png);
            prop_assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.'));
        }
    }
}
