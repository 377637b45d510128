//! `Upload-Metadata` of tus: `key base64,key base64,key`. Only the file's name is used; the rest must be well formed and
//! is passed over.

use axum::http::HeaderValue;
use base64::{Engine, prelude::BASE64_STANDARD};

/// The longest header that is read.
const MOST: usize = 8 * 1024;

/// The pairs of a header; none when it is malformed or too long.
pub(super) fn read(header: &str) -> Option<Vec<(String, Vec<u8>)>> {
    if header.len() > MOST {
        return None;
    }
    let mut pairs: Vec<(String, Vec<u8>)> = Vec::new();
    for pair in header.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let plain = key.bytes().all(|b| b.is_ascii_graphic());
        if !plain || pairs.iter().any(|(known, _)| known == key) {
            return None;
        }
        pairs.push((key.to_owned(), BASE64_STANDARD.decode(value.trim()).ok()?));
    }
    Some(pairs)
}

/// The file's name; empty when none was given or it is no text.
pub(super) fn name(pairs: &[(String, Vec<u8>)]) -> &str {
    let found = pairs.iter().find(|(key, _)| key == "filename" || key == "name");
    found.and_then(|(_, value)| str::from_utf8(value).ok()).unwrap_or_default()
}

/// The header that says a name.
pub(super) fn write(name: &str) -> Option<HeaderValue> {
    if name.is_empty() {
        return None;
    }
    HeaderValue::try_from(format!("filename {}", BASE64_STANDARD.encode(name))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_nonsense_is_refused() {
        assert_eq!(name(&read("filename YmVhY2gubW92,filetype dmlkZW8vbXA0,flag").unwrap()), "beach.mov");
        assert_eq!(name(&read("").unwrap()), "");
        assert_eq!(name(&read("filename /////w==").unwrap()), "");
        for wrong in ["filename ~~", "filename YQ==,filename YQ==", "ä YQ==", &"x".repeat(9000)] {
            assert!(read(wrong).is_none(), "{wrong:.20}");
        }
        assert_eq!(write("é").unwrap(), "filename w6k=");
    }
}
