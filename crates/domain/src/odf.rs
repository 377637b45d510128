//! The codes of the Olympic Data Feed (ODF): how results systems name disciplines, competition units and athletes.
//! Shapes follow the ODF foundation principles, "Results System Codes" (RSC) and the common codes.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

use crate::invalid::Invalid;

/// A discipline: three capitals or digits, such as `ARC` or `BK3`. Any code of that shape is taken, since each Games
/// brings new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Discipline([u8; 3]);

impl Discipline {
    /// The code.
    pub fn as_str(&self) -> &str {
        // Only ASCII ever gets in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Discipline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Discipline {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let bytes = <[u8; 3]>::try_from(text.as_bytes()).ok();
        let bytes = bytes.filter(|b| b[0].is_ascii_uppercase() && b.iter().all(|c| is_upper_or_digit(*c)));
        bytes.map(Self).ok_or_else(|| Invalid::one("discipline", "discipline-shape"))
    }
}

impl TryFrom<String> for Discipline {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Discipline> for String {
    fn from(code: Discipline) -> Self {
        code.as_str().to_owned()
    }
}

/// Whose event it is, by ODF's letters. Athletes on rosters carry the letter of their event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// Women's.
    Women,
    /// Men's.
    Men,
    /// Open to all.
    Open,
    /// Mixed: both together.
    Mixed,
}

impl Gender {
    /// Every one, in the order in which a list shows them.
    pub const ALL: [Self; 4] = [Self::Women, Self::Men, Self::Open, Self::Mixed];

    /// ODF's letter.
    pub fn code(self) -> &'static str {
        match self {
            Self::Women => "W",
            Self::Men => "M",
            Self::Open => "O",
            Self::Mixed => "X",
        }
    }
}

impl TryFrom<String> for Gender {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl FromStr for Gender {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|g| g.code() == text).ok_or_else(|| Invalid::one("gender", "gender-unknown"))
    }
}

/// A competition unit, by its RSC of 34 characters: discipline 3, gender 1, event 18, phase 4, unit 8; unused places
/// hold `-`. `ARCWINDIVID-----------QUAL000100--` is the ranking round of the women's individual in archery.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UnitCode([u8; UNIT_CODE_LENGTH]);

/// The length of an RSC.
pub const UNIT_CODE_LENGTH: usize = 34;

impl UnitCode {
    /// The whole code.
    pub fn as_str(&self) -> &str {
        // Only ASCII ever gets in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The discipline.
    pub fn discipline(&self) -> Discipline {
        Discipline([self.0[0], self.0[1], self.0[2]])
    }

    /// Whose event it is; none where the code leaves it open.
    pub fn gender(&self) -> Option<Gender> {
        self.part(3, 4).parse().ok()
    }

    /// The event, without filling: `INDIVID`.
    pub fn event(&self) -> &str {
        self.part(4, 22)
    }

    /// The phase, without filling: `QUAL`.
    pub fn phase(&self) -> &str {
        self.part(22, 26)
    }

    /// The unit within the phase, without filling: `000100`.
    pub fn unit(&self) -> &str {
        self.part(26, UNIT_CODE_LENGTH)
    }

    fn part(&self, from: usize, to: usize) -> &str {
        self.as_str().get(from..to).unwrap_or_default().trim_end_matches('-')
    }
}

impl fmt::Debug for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for UnitCode {
    type Err = Invalid;

    /// Reads a code of exactly 34 places.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let fault = || Invalid::one("unit", "unit-code-shape");
        let bytes = <[u8; UNIT_CODE_LENGTH]>::try_from(text.as_bytes()).map_err(|_| fault())?;
        let (head, rest) = bytes.split_at(3);
        let gender = matches!(bytes[3], b'W' | b'M' | b'X' | b'O' | b'-');
        let known = rest.iter().all(|c| is_upper_or_digit(*c) || matches!(c, b'-' | b'.' | b'+'));
        let discipline = head[0].is_ascii_uppercase() && head.iter().all(|c| is_upper_or_digit(*c));
        if discipline && gender && known { Ok(Self(bytes)) } else { Err(fault()) }
    }
}

impl TryFrom<String> for UnitCode {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<UnitCode> for String {
    fn from(code: UnitCode) -> Self {
        code.as_str().to_owned()
    }
}

/// An athlete's code as the organisers register them: 1 to 20 letters, digits and `-`, in capitals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AthleteCode(String);

impl AthleteCode {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AthleteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AthleteCode {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let plain = text.bytes().all(|c| is_upper_or_digit(c) || c == b'-');
        if plain && (1..=20).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::one("code", "athlete-code-shape"))
        }
    }
}

impl TryFrom<String> for AthleteCode {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<AthleteCode> for String {
    fn from(code: AthleteCode) -> Self {
        code.0
    }
}

fn is_upper_or_digit(c: u8) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_unit_code_falls_into_its_parts() {
        let code: UnitCode = "SWMW100MBA------------SFNL000200--".parse().unwrap();
        assert_eq!(code.discipline().as_str(), "SWM");
        assert_eq!(code.gender(), Some(Gender::Women));
        assert_eq!((code.event(), code.phase(), code.unit()), ("100MBA", "SFNL", "000200"));
        assert!("SWMW100MBA------------SFNL000200-".parse::<UnitCode>().is_err(), "33 places");
        assert!("swmW100MBA------------SFNL000200--".parse::<UnitCode>().is_err(), "small letters");
        assert!("SWMQ100MBA------------SFNL000200--".parse::<UnitCode>().is_err(), "no such gender");
    }

    proptest! {
        #[test]
        fn codes_have_one_spelling(text in "[A-Z]{3}[WMXO-][A-Z0-9-]{30}|\\PC{0,40}") {
            if let Ok(code) = text.parse::<UnitCode>() {
                prop_assert_eq!(code.to_string(), &text[..]);
                prop_assert!(code.event().len() <= 18 && code.phase().len() <= 4 && code.unit().len() <= 8);
            }
            if let Ok(code) = text.parse::<Discipline>() {
                prop_assert_eq!(code.to_string(), &text[..]);
            }
            if let Ok(code) = text.parse::<AthleteCode>() {
                prop_assert_eq!(code.to_string(), text);
            }
        }
    }
}
