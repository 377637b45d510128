//! Team colours and the contrast rule of WCAG 2.2 (section 1.4.3), so that text on any team colour can be read.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

use crate::invalid::Invalid;

/// An opaque sRGB colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// The track orange that a team has until it chooses its own.
    pub const DEFAULT: Self = Self(0xff, 0x6b, 0x2c);
    /// The deep ground of the dark theme.
    pub const GROUND: Self = Self(0x0a, 0x0f, 0x1e);
    /// White.
    pub const WHITE: Self = Self(0xff, 0xff, 0xff);

    /// Relative luminance, 0 (black) to 1 (white): WCAG 2.2, "relative luminance".
    pub fn luminance(self) -> f64 {
        let linear = |v: u8| {
            let s = f64::from(v) / 255.0;
            if s <= 0.040_45 { s / 12.92 } else { ((s + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio between two colours, 1 to 21: WCAG 2.2, "contrast ratio".
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The ink to write with on this colour: the deep ground, or white, or, for the few middle tones on which neither
    /// reaches 4.5:1, black.
    #[must_use]
    pub fn ink(self) -> Self {
        [Self::GROUND, Self::WHITE].into_iter().find(|ink| self.contrast(*ink) >= 4.5).unwrap_or(Self(0, 0, 0))
    }

    /// This colour moved towards `towards` in small steps until it reaches `ratio` against `ground`: for text and
    /// controls in the team colour on a theme's ground.
    #[must_use]
    pub fn readable_on(self, ground: Self, ratio: f64) -> Self {
        let towards = ground.ink();
        (0..=50_u16).map(|step| self.mixed(towards, step * 2)).find(|c| c.contrast(ground) >= ratio).unwrap_or(towards)
    }

    /// This colour with `percent` of `other` in it.
    #[must_use]
    pub fn mixed(self, other: Self, percent: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let sum = u16::from(a) * (100 - percent.min(100)) + u16::from(b) * percent.min(100);
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }
}

impl FromStr for Colour {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::one("colour", "colour-shape");
        let hex = raw
            .strip_prefix('#')
            .filter(|h| h.len() == 6 && h.bytes().all(|b| b.is_ascii_hexdigit()))
            .ok_or_else(wrong)?;
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).map_err(|_| wrong());
        Ok(Self(byte(0)?, byte(2)?, byte(4)?))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl TryFrom<String> for Colour {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_team_colour_can_be_read(r: u8, g: u8, b: u8) {
            let colour = Colour(r, g, b);
            prop_assert!(colour.contrast(colour.ink()) >= 4.5);
            for ground in [Colour::GROUND, Colour(0x13, 0x1a, 0x2e), Colour::WHITE, Colour(0xf3, 0xf5, 0xfb)] {
                prop_assert!(colour.readable_on(ground, 4.5).contrast(ground) >= 4.5);
            }
            prop_assert_eq!(colour.to_string().parse::<Colour>().unwrap(), colour);
        }
    }
}
