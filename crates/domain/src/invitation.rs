//! Invitations: how an athlete on a roster becomes an account. The organisation hands out a link, or a code for paper.

use std::{fmt, str::FromStr};

use crate::{invalid::Invalid, odf::Discipline, organisation::OrganisationKind, sport::Sport, time::DAY};

/// How long an invitation stays open, in milliseconds.
pub const OPEN_FOR: i64 = 14 * DAY;

/// Letters that nobody takes for others, on paper or said aloud; without vowels they make no words.
const LETTERS: &[u8; 20] = b"BCDFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 10;

/// A code for paper: ten letters, about 43 bits, so guesses must be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code([u8; LENGTH]);

impl Code {
    /// The code that random bytes make. So many that each code is as likely as any other.
    pub fn of_random(bytes: [u8; 16]) -> Self {
        let mut number = u128::from_le_bytes(bytes);
        Self(std::array::from_fn(|_| {
            let place = usize::try_from(number % 20).unwrap_or_default();
            number /= 20;
            LETTERS[place]
        }))
    }

    /// The letters without a break.
    pub fn as_str(&self) -> &str {
        // Only ASCII ever gets in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Code {
    /// As people read it: two halves.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (a, b) = self.as_str().split_at(LENGTH / 2);
        write!(f, "{a}-{b}")
    }
}

impl FromStr for Code {
    type Err = Invalid;

    /// As people type it: in any case, with blanks and hyphens anywhere.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let fault = || Invalid::one("code", "invitation-code");
        let mut typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase());
        let mut letters = [0; LENGTH];
        for letter in &mut letters {
            let next = typed.next().and_then(|c| u8::try_from(c).ok()).filter(|c| LETTERS.contains(c));
            *letter = next.ok_or_else(fault)?;
        }
        if typed.next().is_none() { Ok(Self(letters)) } else { Err(fault()) }
    }
}

/// The sport that an entry tells: that of its one discipline, in the programme of the organisation. None where it lists several,
/// or one that this host does not know.
pub fn sport_of(disciplines: &[Discipline], kind: OrganisationKind) -> Option<Sport> {
    let [one] = disciplines else { return None };
    let known = |code: String| Sport::try_from(code).ok();
    let para = known(format!("{one}-P")).filter(|_| kind == OrganisationKind::Npc);
    para.or_else(|| known(one.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_para_entry_is_of_the_para_sport() {
        let disciplines = |codes: &[&str]| codes.iter().map(|c| c.parse().unwrap()).collect::<Vec<Discipline>>();
        let athletics = disciplines(&["ATH"]);
        assert_eq!(sport_of(&athletics, OrganisationKind::Noc), Some(Sport::Athletics));
        assert_eq!(sport_of(&athletics, OrganisationKind::Npc), Some(Sport::ParaAthletics));
        assert_eq!(sport_of(&disciplines(&["WFE"]), OrganisationKind::Npc), Some(Sport::WheelchairFencing));
        assert_eq!(sport_of(&disciplines(&["ATH", "TRI"]), OrganisationKind::Noc), None);
        assert_eq!(sport_of(&disciplines(&["XQZ"]), OrganisationKind::Noc), None);
    }

    proptest! {
        #[test]
        fn a_code_is_read_back_however_it_is_typed(bytes: [u8; 16]) {
            let code = Code::of_random(bytes);
            let written = code.to_string();
            prop_assert_eq!(written.parse::<Code>().unwrap(), code);
            prop_assert_eq!(format!(" {} ", written.to_lowercase().replace('-', " ")).parse::<Code>().unwrap(), code);
            let longer = written + "B";
            prop_assert!(longer.parse::<Code>().is_err());
        }

        #[test]
        fn what_is_no_code_is_refused(text in "\\PC{0,14}") {
            if let Ok(code) = text.parse::<Code>() {
                prop_assert!(code.as_str().bytes().all(|b| LETTERS.contains(&b)));
            }
        }
    }
}
