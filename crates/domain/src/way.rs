//! Ways between the places of a Games: how long it takes to get from one to the other, in either direction.

use crate::{
    invalid::{Check, Invalid},
    roster::{folded, label},
};

/// Minutes between any two places of a Games where nobody has said more.
pub const USUAL_MINUTES: u16 = 45;

/// The longest way, in minutes: a day.
pub const MINUTES_MOST: u16 = 24 * 60;

/// How long it takes between two places.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Way {
    /// One of the places, as people write it.
    pub one: String,
    /// The other.
    pub other: String,
    /// Minutes from door to door.
    pub minutes: u16,
}

impl Way {
    /// A way between two places that have different names.
    pub fn new(one: &str, other: &str, minutes: u16) -> Result<Self, Invalid> {
        let mut faults = Check::default();
        let place = |raw: &str| {
            label(raw).and_then(|name| {
                if folded(&name).is_empty() { Err(Invalid::one("place", "way-place")) } else { Ok(name) }
            })
        };
        let one = faults.take("one", place(one)).unwrap_or_default();
        let other = faults.take("other", place(other)).unwrap_or_default();
        faults.done()?;
        if folded(&one) == folded(&other) {
            return Err(Invalid::one("other", "way-same"));
        }
        Ok(Self { one, other, minutes })
    }

    /// By what a way is known again: both places without regard to capitals, accents, hyphens and blanks, in one order.
    pub fn key(&self) -> [String; 2] {
        let mut key = [folded(&self.one), folded(&self.other)];
        key.sort_unstable();
        key
    }
}

/// Minutes from a form or a file: a whole number of at most [`MINUTES_MOST`].
pub fn minutes(raw: &str) -> Result<u16, Invalid> {
    let read = raw.trim().parse::<u16>().ok().filter(|minutes| *minutes <= MINUTES_MOST);
    read.ok_or_else(|| Invalid::one("minutes", "way-minutes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_way_needs_two_places_and_a_time() {
        assert!(Way::new("Oval", "oval ", 5).is_err() && Way::new("Oval", "–", 5).is_err());
        assert!(minutes("1440").is_ok() && minutes("1441").is_err() && minutes("-1").is_err() && minutes("").is_err());
        assert_eq!(Way::new(" Café  Oval", "House", 5).ok().map(|w| w.one).as_deref(), Some("Café Oval"));
    }

    proptest! {
        /// Whoever writes it the other way round, or in capitals, means the same way.
        #[test]
        fn a_way_is_the_same_in_both_directions(one in "[a-zA-Zéü -]{1,12}", other in "[a-zA-Zéü -]{1,12}") {
            let (there, back) = (Way::new(&one, &other, 1), Way::new(&other.to_uppercase(), &one, 2));
            prop_assert_eq!(there.map(|w| w.key()).ok(), back.map(|w| w.key()).ok());
        }
    }
}
