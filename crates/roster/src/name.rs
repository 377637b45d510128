//! Names as rosters write them, "FAMILY Given", turned into names as people write them. The rule, in order:
//!
//! 1. `Family, Given` falls at the comma.
//! 2. Words in capitals at the start, with the small particles among them, are the family name (`VAN DER BERG Anna`,
//!    `McDONALD Jo`, `van der BERG Anna`); else those at the end (`Anna VAN DER BERG`).
//! 3. Where all words are in capitals the first one that is no particle ends the family name; where none is, the last
//!    word, with particles before it, is the family name. A single word is a family name.
//! 4. A word in capitals gets one capital at its start and after each hyphen and apostrophe (`SMITH-JONES`, `O'BRIEN`), and
//!    after `Mc`; capitals after a written small prefix stay (`MacDONALD` is `MacDonald`, but `MACDONALD` is `Macdonald`:
//!    capitals do not tell). Particles before another word of a family name become small (`van der Berg`, `ap Rhys`).
//!    Roman numerals and single letters stay. What is not in capitals is left as it was written.

/// A name in its two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Given names; may be empty.
    pub given: String,
    /// The family name.
    pub family: String,
}

const PARTICLES: [&str; 24] = [
    "van", "von", "der", "den", "de", "del", "della", "di", "du", "da", "dos", "das", "la", "le", "ter", "ten", "zu",
    "zur", "ap", "ab", "ferch", "bin", "ibn", "al",
];

/// Written before capitals, they are part of a family name in capitals.
const PREFIXES: [&str; 10] = ["Mc", "Mac", "Fitz", "De", "Di", "Du", "La", "Le", "Van", "d"];

const NUMERALS: [&str; 4] = ["II", "III", "IV", "VI"];

/// Reads a name of one cell.
pub fn full_name(text: &str) -> Name {
    if let Some((family, given)) = text.split_once(',') {
        return Name { given: proper(given), family: proper_family(&words(family)) };
    }
    let words = words(text);
    let is_family = |word: &&str| is_capitals(word) || is_small_particle(word);
    let leading = words.iter().take_while(|w| is_family(w)).count();
    let trailing = words.iter().rev().take_while(|w| is_family(w)).count();
    let any = |part: &[&str]| part.iter().any(|w| is_capitals(w) && w.chars().count() > 1);
    let (front, back) = (words.split_at(leading), words.split_at(words.len() - trailing));
    let (family, given) = if words.len() < 2 {
        (&words[..], &[][..])
    } else if leading == words.len() || !(any(front.0) || any(back.1)) {
        apart(&words)
    } else if any(front.0) {
        (front.0, front.1)
    } else {
        (back.1, back.0)
    };
    Name { given: proper(&given.join(" ")), family: proper_family(family) }
}

/// Apart without the help of capitals: family first where all are capitals, as rosters have it, else last.
fn apart<'w, 'a>(words: &'w [&'a str]) -> (&'w [&'a str], &'w [&'a str]) {
    let last = words.len() - 1;
    if words.iter().all(|w| is_capitals(w) || is_small_particle(w)) {
        let particles = words.iter().take_while(|w| is_particle(w)).count();
        return words.split_at((particles + 1).min(last));
    }
    let before = words.get(1..last).unwrap_or_default();
    let particles = before.iter().rev().take_while(|w| is_particle(w)).count();
    let (given, family) = words.split_at(last - particles);
    (family, given)
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn is_particle(word: &str) -> bool {
    let small = word.to_lowercase();
    PARTICLES.contains(&small.as_str())
}

fn is_small_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Whether every letter is a capital, but for a prefix such as `Mc` before at least two of them.
fn is_capitals(word: &str) -> bool {
    let rest = after_prefix(word);
    let all = |text: &str| text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    all(word) || rest.is_some_and(all)
}

/// What follows a written prefix, where two capitals do (an apostrophe may stand before them, as in `d'ARC`).
fn after_prefix(word: &str) -> Option<&str> {
    PREFIXES.iter().filter_map(|prefix| word.strip_prefix(prefix)).find(|rest| {
        let rest = rest.trim_start_matches(is_apostrophe);
        rest.chars().take(2).filter(|c| c.is_uppercase()).count() == 2
    })
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

/// A family name: as [`proper`], with particles before another word small.
fn proper_family(words: &[&str]) -> String {
    let last = words.len().saturating_sub(1);
    let word = |(at, word): (usize, &&str)| {
        if at < last && is_capitals(word) && is_particle(word) { word.to_lowercase() } else { proper_word(word) }
    };
    words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// Turns every word in capitals into one with a capital at its start. Doing so twice changes nothing more.
pub fn proper(text: &str) -> String {
    text.split_whitespace().map(proper_word).collect::<Vec<_>>().join(" ")
}

fn proper_word(word: &str) -> String {
    if !is_capitals(word) || NUMERALS.contains(&word) {
        return word.to_owned();
    }
    let (written, rest) = match after_prefix(word) {
        Some(rest) => word.split_at(word.len() - rest.len()),
        None => ("", word),
    };
    let mut out = written.to_owned();
    let mut parts = String::new();
    let mut starts = true;
    for c in rest.chars() {
        if starts {
            parts.push(c);
        } else {
            parts.extend(c.to_lowercase());
        }
        starts = c == '-' || is_apostrophe(c) || (parts == "Mc" || parts.ends_with("-Mc"));
    }
    out.push_str(&parts);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_come_out_as_people_write_them() {
        for (written, given, family) in [
            ("McDONALD Jo", "Jo", "McDonald"),
            ("MCDONALD JO", "Jo", "McDonald"),
            ("MacDONALD Jo", "Jo", "MacDonald"),
            ("MACDONALD Jo", "Jo", "Macdonald"),
            ("O'BRIEN Kit", "Kit", "O'Brien"),
            ("O\u{2019}BRIEN Kit", "Kit", "O\u{2019}Brien"),
            ("VAN DER BERG Anna", "Anna", "van der Berg"),
            ("van der BERG Anna", "Anna", "van der Berg"),
            ("VAN DER BERG ANNA", "Anna", "van der Berg"),
            ("Anna van der Berg", "Anna", "van der Berg"),
            ("SMITH-JONES Amy-Lou", "Amy-Lou", "Smith-Jones"),
            ("SMITH-MCKAY Amy", "Amy", "Smith-McKay"),
            ("HARDY PENN Leah Rose", "Leah Rose", "Hardy Penn"),
            ("HODGE Andrew T", "Andrew T", "Hodge"),
            ("D'ARCY Tom", "Tom", "D'Arcy"),
            ("d'ARCY Tom", "Tom", "d'Arcy"),
            ("AP RHYS Siân", "Siân", "ap Rhys"),
            ("ÉLODIE-NŴY Cêt", "Cêt", "Élodie-Nŵy"),
            ("Tom HARDY", "Tom", "Hardy"),
            ("Tom Hardy", "Tom", "Hardy"),
            ("Hardy, Tom", "Tom", "Hardy"),
            ("VAN HARDY, TOM", "Tom", "van Hardy"),
            ("HARDY IV Tom", "Tom", "Hardy IV"),
            ("VAN Tom", "Tom", "Van"),
            ("PELÉ", "", "Pelé"),
            ("Ada", "", "Ada"),
            ("李 小龙", "李", "小龙"),
            ("", "", ""),
        ] {
            let name = full_name(written);
            assert_eq!((name.given.as_str(), name.family.as_str()), (given, family), "{written}");
        }
    }

    proptest! {
        #[test]
        fn proper_twice_is_proper_once(text in "\\PC{0,30}|[A-Za-z' -]{0,20}|(Mc|MC|MAC|O'|D'|VAN )[A-Z]{0,6}") {
            let once = proper(&text);
            prop_assert_eq!(proper(&once), once);
        }

        #[test]
        fn no_letter_of_a_name_is_lost(text in "[A-Za-zÀ-ÖØ-öŴŵ' -]{0,30}") {
            let name = full_name(&text);
            let letters = |text: &str| {
                let mut letters: Vec<char> = text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
                letters.sort_unstable();
                letters
            };
            prop_assert_eq!(letters(&format!("{}{}", name.given, name.family)), letters(&text));
        }
    }
}
