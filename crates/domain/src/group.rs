//! Groups of athletes that staff name inside the roster of a Games: a relay, everyone at their first Games.

use crate::{invalid::Invalid, text};

/// The most groups of one roster.
pub const GROUPS_MOST: usize = 100;

/// What a group is called: one line of 1 to 60 graphemes.
pub fn name(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 60).map_err(|e| e.at("name"))
}

/// The codes in a text that was pasted, each once, in its order: with blanks, commas, semicolons or lines between them.
pub fn codes(pasted: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for code in pasted.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|code| !code.is_empty()) {
        if !found.contains(&code) {
            found.push(code);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However staff paste a column of a sheet, each code is read, and read once.
        #[test]
        fn codes_are_read_however_they_are_pasted(
            list in prop::collection::vec("[A-Z0-9]{1,12}", 0..20),
            between in prop::collection::vec(prop::sample::select(vec![" ", "\n", "\r\n", ", ", ";", "\t"]), 20),
        ) {
            let pasted: String = list.iter().zip(&between).flat_map(|(code, gap)| [code.as_str(), *gap]).collect();
            let read = codes(&pasted);
            prop_assert!(list.iter().all(|code| read.contains(&code.as_str())));
            let mut once = read.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), read.len());
        }
    }
}
