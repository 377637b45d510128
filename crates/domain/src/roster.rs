//! Rosters: the athletes whom an organisation enters for a Games.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    games::Day,
    invalid::Invalid,
    odf::{AthleteCode, Discipline, Gender},
    text,
};

/// What a roster says of one athlete.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The code under which the organisers know them.
    pub code: AthleteCode,
    /// Given names; empty for those who go by one name.
    pub given_name: String,
    /// The family name.
    pub family_name: String,
    /// Whose events they enter; none where the roster does not say.
    pub gender: Option<Gender>,
    /// Their date of birth, where stated.
    pub born_on: Option<Day>,
    /// What they compete in, sorted.
    pub disciplines: Vec<Discipline>,
    /// The events they are entered for, as the roster writes them.
    pub events: Vec<String>,
}

impl Entry {
    /// The name as people say it: given names first.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }

    /// Whether another entry of the same code is of another person: their names differ beyond capitals, accents, hyphens
    /// and blanks, or both state a date of birth and these differ. A misspelt name looks the same, so a person decides.
    pub fn is_other_person(&self, other: &Self) -> bool {
        let born = self.born_on.zip(other.born_on).is_some_and(|(a, b)| a != b);
        born || folded(&self.name()) != folded(&other.name())
    }
}

/// A name to compare by: letters and digits only, without accents and capitals.
pub fn folded(name: &str) -> String {
    name.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// A given or family name: one line of at most 60 graphemes.
pub fn name_part(raw: &str) -> Result<String, Invalid> {
    text::line(raw, 60).map_err(|e| e.at("name"))
}

/// The name of an event, a stage or a venue as an organiser writes it: one line of at most 120 graphemes.
pub fn label(raw: &str) -> Result<String, Invalid> {
    text::line(raw, 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(given: &str, family: &str, born: Option<&str>) -> Entry {
        Entry {
            code: "1".parse().unwrap(),
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            gender: None,
            born_on: born.map(|d| d.parse().unwrap()),
            disciplines: Vec::new(),
            events: Vec::new(),
        }
    }

    #[test]
    fn spelling_is_not_another_person() {
        let one = entry("Zoë", "O'Hara-Penn", None);
        assert!(!one.is_other_person(&entry("Zoe", "OHARA PENN", Some("2001-02-03"))));
        assert!(one.is_other_person(&entry("Zara", "O'Hara-Penn", None)));
        let born = |day| entry("Zoë", "O'Hara-Penn", Some(day));
        assert!(born("2001-02-03").is_other_person(&born("2001-02-04")));
    }
}
