//! Certificates: a word to the world that someone holds a skill, with a code by which anyone can check it.

/// The letters and digits of codes: none that is mistaken for another.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// How many signs a code has. Each tells 5 bits: 60 bits in all.
const LENGTH: usize = 12;

/// A code for a certificate, as it is stored: twelve signs.
pub fn code(random: [u8; LENGTH]) -> String {
    random.iter().map(|byte| char::from(SIGNS[usize::from(*byte) % SIGNS.len()])).collect()
}

/// A code as people read it: three groups of four signs.
pub fn written(code: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The code that someone typed, as it is stored; none where it cannot be one. Case, blanks and hyphens do not matter.
pub fn read(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (code.len() == LENGTH && code.bytes().all(|sign| SIGNS.contains(&sign))).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_is_read_as_it_is_written(random in any::<[u8; LENGTH]>(), junk in any::<String>()) {
            let made = code(random);
            let written = written(&made);
            prop_assert_eq!(written.len(), LENGTH + 2);
            prop_assert_eq!(read(&written), Some(made.clone()));
            prop_assert_eq!(read(&format!(" {} ", written.to_lowercase())), Some(made));
            prop_assert!(read(&junk).is_none_or(|code| code.len() == LENGTH));
        }
    }
}
