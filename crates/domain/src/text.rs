//! Text that people write: cleaned once at the border, then carried as it is and escaped where it is shown.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::invalid::Invalid;

/// Cleans text for storing: Unicode NFC (UAX #15), line ends as `\n`, control characters and bidirectional overrides
/// (UAX #9; they can make a sentence read as another) removed, no blank at either end, at most one empty line in a row.
pub fn clean(raw: &str) -> String {
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unified.nfc().filter(|c| *c == '\n' || !(c.is_control() || is_override(*c))).collect();
    let mut out = String::with_capacity(kept.len());
    let mut empty_lines = 0;
    for line in kept.trim().lines().map(str::trim_end) {
        empty_lines = if line.is_empty() { empty_lines + 1 } else { 0 };
        if empty_lines > 1 {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

/// Embeddings, overrides and isolates of the bidirectional algorithm. Right-to-left text itself needs none of them.
fn is_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Cleans text that stands on one line.
pub fn clean_line(raw: &str) -> String {
    clean(raw).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The length a person would count: extended grapheme clusters (UAX #29), so a flag or a family emoji is one.
pub fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Accepts cleaned text of at most `most` graphemes. The byte limit stops a single grapheme of a thousand combining marks.
pub fn bounded(text: String, most: usize) -> Result<String, Invalid> {
    if length(&text) > most || text.len() > most * 16 {
        return Err(Invalid::limit("", "too-long", i64::try_from(most).unwrap_or(i64::MAX)));
    }
    Ok(text)
}

/// As [`bounded`], for text that must not be empty.
pub fn required(text: String, most: usize) -> Result<String, Invalid> {
    if text.is_empty() { Err(Invalid::one("", "required")) } else { bounded(text, most) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn overrides_vanish_and_scripts_stay() {
        assert_eq!(clean("  a\u{202e}b\r\n\r\n\r\n\r\nc\u{0} "), "ab\n\nc");
        assert_eq!(clean("שלום עולם"), "שלום עולם");
        assert_eq!(length("👨‍👩‍👧‍👦🇬🇧"), 2);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(raw in any::<String>()) {
            let once = clean(&raw);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
