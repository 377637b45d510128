//! Quotation marks in a CSV text. One that is never closed would make all lines after it part of its cell, so the line on which it
//! stands is taken out and named, and the others are read.

use std::borrow::Cow;

/// The most lines of one cell. An address or a note has a few; more is a mark that was not meant to open anything.
const LINES_MOST: usize = 50;

/// The text with its broken lines empty, and the numbers of these lines.
pub(crate) fn without_broken(text: &str, delimiter: u8) -> (Cow<'_, str>, Vec<usize>) {
    let bytes = text.as_bytes();
    let (mut broken, mut kept) = (Vec::new(), String::new());
    let (mut at, mut line, mut copied) = (0, 1, 0);
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some((length, lines)) = record(rest, delimiter) else {
            let end = at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            kept.push_str(text.get(copied..at).unwrap_or_default());
            broken.push(line);
            (at, line, copied) = (end + 1, line + 1, end);
            continue;
        };
        at += length;
        line += lines;
    }
    if broken.is_empty() {
        return (Cow::Borrowed(text), broken);
    }
    kept.push_str(text.get(copied..).unwrap_or_default());
    (Cow::Owned(kept), broken)
}

/// Where in a record a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the beginning of a cell, where a mark opens it.
    Begin,
    /// In a cell without marks, where they are letters as others.
    Plain,
    /// Between the marks of a cell.
    Marked,
    /// Behind a mark that closed a cell, unless another follows.
    Closed,
}

/// How many bytes and lines the record at the beginning of these bytes has, with the end of its line. None when it goes over
/// several lines only because a mark is not closed, or closed in the middle of a word.
fn record(bytes: &[u8], delimiter: u8) -> Option<(usize, usize)> {
    let (mut place, mut lines, mut is_odd) = (Place::Begin, 1, false);
    for (at, byte) in bytes.iter().enumerate() {
        place = match (place, *byte) {
            (Place::Marked, b'"') => Place::Closed,
            (Place::Marked, b'\n') if lines == LINES_MOST => return None,
            (Place::Marked, b'\n') => {
                lines += 1;
                Place::Marked
            }
            (Place::Marked, _) | (Place::Begin | Place::Closed, b'"') => Place::Marked,
            (_, b'\n') => return (lines == 1 || !is_odd).then_some((at + 1, lines)),
            (_, byte) if byte == delimiter => Place::Begin,
            (Place::Closed, byte) => {
                is_odd |= byte != b' ';
                Place::Plain
            }
            (Place::Begin | Place::Plain, _) => Place::Plain,
        };
    }
    (place != Place::Marked && (lines == 1 || !is_odd)).then_some((bytes.len(), lines))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn broken(text: &str) -> Vec<usize> {
        without_broken(text, b',').1
    }

    #[test]
    fn one_open_mark_costs_its_own_line_only() {
        let (text, lines) = without_broken("a,b\n1,\"open\n2,c\n3,d\n", b',');
        assert_eq!((text.as_ref(), lines), ("a,b\n\n2,c\n3,d\n", vec![2]));
        // Two of them close each other in the middle of a word.
        assert_eq!(broken("1,\"open\n2,\"open\n3,d"), [1, 2]);
        assert_eq!(broken("1,d\n2,\"open"), [2]);
        assert_eq!(broken(&format!("1,\"open\n{}2,\"late\"\n", "x\n".repeat(LINES_MOST))), [1]);
    }

    #[test]
    fn cells_of_several_lines_and_marks_in_words_are_kept() {
        for text in
            ["1,\"two\nlines\"\n", "1,\"a \"\"word\"\"\nb\" \n", "1,6\"2\n2,x\n", "1,\"a\"b\n2,c\n", "", "\n\n1"]
        {
            assert!(matches!(without_broken(text, b','), (Cow::Borrowed(_), lines) if lines.is_empty()), "{text}");
        }
    }

    proptest! {
        /// Every line is kept or named, in its place, so that numbers of lines stay those of the file.
        #[test]
        fn lines_keep_their_numbers(lines in proptest::collection::vec("[a\", ]{0,6}", 0..30)) {
            let text = lines.join("\n");
            let (kept, broken) = without_broken(&text, b',');
            let kept: Vec<&str> = kept.split('\n').collect();
            prop_assert_eq!(kept.len(), lines.len().max(1));
            prop_assert!(broken.is_sorted_by(|a, b| a < b));
            for (place, (before, after)) in lines.iter().zip(kept).enumerate() {
                if broken.contains(&(place + 1)) {
                    prop_assert_eq!(after, "");
                } else {
                    prop_assert_eq!(before, after);
                }
            }
        }

        /// What is left never swallows: the reader's rows begin on as many lines as ours.
        #[test]
        fn the_reader_agrees_on_what_is_left(lines in proptest::collection::vec("[a\", ]{1,6}", 0..30)) {
            let text = lines.join("\n");
            let (kept, _) = without_broken(&text, b',');
            prop_assert!(without_broken(&kept, b',').1.is_empty());
        }
    }
}
