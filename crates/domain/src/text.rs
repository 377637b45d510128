//! Text that people write: cleaned once at the border, then carried as it is and escaped where it is shown.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use crate::invalid::Invalid;

/// Cleans text for storing: Unicode NFC (UAX #15), line ends as `\n`, control characters and bidirectional overrides
/// (UAX #9; they can make a sentence read as another) removed, no blank at either end, at most one empty line in a row.
pub fn clean(raw: &str) -> String {
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unified.chars().filter(|c| *c == '\n' || !(c.is_control() || is_override(*c))).nfc().collect();
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

/// Cleans text that stands on one line, such as a name. What shows nothing there goes; joiners stay within a word, where Persian, the
/// scripts of India and emoji need them.
pub fn clean_line(raw: &str) -> String {
    let kept: String = clean(raw).chars().filter(|c| !is_unseen(*c)).nfc().collect();
    let words = kept.split_whitespace().map(|word| word.trim_start_matches(is_joiner));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Format characters that no line of a name needs: soft hyphens, marks of direction, blanks without width, invisible operators.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}')
}

/// The zero-width joiner and non-joiner.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a reader sees at least one character of it.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(is_seen)
}

/// Whether a reader sees anything by this character alone. Marks that sit on another character, tags that colour a flag, and letters
/// that are drawn as a blank (the fillers of Hangul, the empty cell of Braille) show nothing.
fn is_seen(c: char) -> bool {
    let is_blank =
        matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    !(is_blank || c.is_whitespace() || c.is_control() || is_override(c))
        && !(is_unseen(c) || is_joiner(c) || is_combining_mark(c))
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

/// As [`bounded`], for text that must say something: a reader sees at least one character of it.
pub fn required(text: String, most: usize) -> Result<String, Invalid> {
    if is_visible(&text) {
        return bounded(text, most);
    }
    Err(Invalid::one("", if text.is_empty() { "required" } else { "unseen" }))
}

/// A line that may be left empty, of at most `most` graphemes. What shows nothing is nothing.
pub fn line(raw: &str, most: usize) -> Result<String, Invalid> {
    let line = clean_line(raw);
    if is_visible(&line) { bounded(line, most) } else { Ok(String::new()) }
}

/// A name or title that somebody typed: one line of at most `most` graphemes, of which a reader sees at least one, without control
/// characters and bidirectional overrides. Every border where one is typed asks this.
pub fn name(raw: &str, most: usize) -> Result<String, Invalid> {
    match clean_line(raw) {
        line if line.is_empty() && !raw.trim().is_empty() => Err(Invalid::one("", "unseen")),
        line => required(line, most),
    }
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

    #[test]
    fn a_name_that_shows_nothing_is_none() {
        let fault = |raw: &str| name(raw, 80).unwrap_err().0[0].key;
        for blank in ["", " ", "\u{a0}\u{3000}\u{2003}", "\n\t"] {
            assert_eq!(fault(blank), "required", "{blank:?}");
        }
        for unseen in [
            "\u{200b}",
            "\u{200b}\u{2060}\u{feff}",
            "\u{ad}",
            "\u{200e}\u{202e} \u{2066}",
            "\u{200d}\u{200c}",
            "\u{301}\u{20dd}",
            "\u{fe0f}",
            "\u{3164}\u{115f}\u{2800}",
            "\u{e0067}\u{e007f}",
            "\u{0}",
        ] {
            assert_eq!(fault(unseen), "unseen", "{unseen:?}");
            assert_eq!(line(unseen, 80).as_deref(), Ok(""));
        }
        // Persian, Sinhala and old Malayalam words, a family and a flag stay as they were typed.
        for real in [
            "می\u{200c}خواهم",
            "ක්\u{200d}ෂ",
            "അവന്\u{200d}",
            "👨\u{200d}👩\u{200d}👧",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "❤\u{fe0f}",
            "한글",
            "שלום",
            "7",
            "?",
        ] {
            assert_eq!(name(real, 80).as_deref(), Ok(real));
        }
        assert_eq!(name(" \u{200d}Ada\u{ad}\u{200b}  \u{200c} Lark\u{202e} ", 80).as_deref(), Ok("Ada Lark"));
    }

    /// A noun that cleans its names by itself would let one in that nobody can see or click.
    #[test]
    fn every_noun_asks_the_same_rule() {
        use crate::{account, booking, course, games, group, journey, material, organisation, space, workshop};
        type Noun = fn(&str) -> Result<String, Invalid>;

        let nouns: [Noun; 10] = [
            account::display_name,
            booking::guest,
            course::title,
            games::name,
            group::name,
            journey::title,
            material::title,
            organisation::name,
            space::name,
            workshop::trainer,
        ];
        for noun in nouns {
            assert_eq!(noun("\u{2060}\u{3164}").unwrap_err().0[0].key, "unseen");
            assert_eq!(noun(" Zo\u{200b}e\u{308}\u{202e} ").as_deref(), Ok("Zoë"));
        }
    }

    /// Text with many of the characters that show nothing.
    fn hidden() -> impl Strategy<Value = String> {
        let some = prop_oneof![
            any::<char>(),
            proptest::sample::select(vec![
                'a', 'é', ' ', '\u{301}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200f}', '\u{202e}', '\u{2067}',
                '\u{ad}', '\u{feff}', '\n', '\u{3164}', '\u{fe0f}',
            ]),
        ];
        proptest::collection::vec(some, 0..12).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn a_name_can_be_seen_and_hides_nothing(raw in hidden()) {
            if let Ok(name) = name(&raw, 80) {
                prop_assert!(is_visible(&name), "{name:?}");
                prop_assert!(!name.chars().any(|c| c.is_control() || is_override(c) || is_unseen(c)), "{name:?}");
                prop_assert_eq!(name.trim(), name.as_str());
                prop_assert_eq!(super::name(&name, 80), Ok(name.clone()), "parsed again it is the same");
            }
        }

        #[test]
        fn cleaning_twice_changes_nothing(raw in prop_oneof![any::<String>(), hidden()]) {
            let once = clean(&raw);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
