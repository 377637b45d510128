//! Why a film stands where it stands: the contributions that add up to its score.
//!
//! Contributions are whole millionths of a point, so their sum *is* the score, in any order and in any language.

use std::str::FromStr;

use grandstand_domain::{
    id::{BoostId, PostId},
    invalid::Invalid,
};
use serde::{Deserialize, Serialize};

use crate::model::Part;

/// What a contribution is for. Its [`name`](Self::name) after `reason-` is the key of the sentence that says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ReasonKind {
    /// A part of the model's score.
    Model(Part),
    /// Discover: which turn of its athlete this is; the first is 0.
    Turn,
    /// Discover: published lately.
    Recent,
    /// Discover: cheered, watched, commented on and passed on, damped.
    Applause,
    /// The viewer follows the athlete.
    Followed,
    /// The viewer asked for more of this.
    More,
    /// The viewer asked for fewer of this.
    Fewer,
    /// The athlete has been given more attention today than others.
    Attention,
    /// The athlete's programme, Olympic or Paralympic, has been given less (or more) attention today than its share.
    Programme,
    /// The athlete has been given less than a quarter of the mean attention today.
    Floor,
    /// Films of the same athlete stand shortly before.
    AuthorAgain,
    /// Films of the same sport stand shortly before.
    SportAgain,
    /// Films of the same team stand shortly before.
    TeamAgain,
    /// Editors lifted it, for all to see.
    Boost,
}

const OWN: [ReasonKind; 13] = [
    ReasonKind::Turn,
    ReasonKind::Recent,
    ReasonKind::Applause,
    ReasonKind::Followed,
    ReasonKind::More,
    ReasonKind::Fewer,
    ReasonKind::Attention,
    ReasonKind::Programme,
    ReasonKind::Floor,
    ReasonKind::AuthorAgain,
    ReasonKind::SportAgain,
    ReasonKind::TeamAgain,
    ReasonKind::Boost,
];

impl ReasonKind {
    /// Every kind, the model's first.
    pub fn all() -> impl Iterator<Item = Self> {
        Part::ALL.into_iter().map(Self::Model).chain(OWN)
    }

    /// The name in receipts, in the manifest and, after `reason-`, in the translation files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model(part) => part.name(),
            Self::Turn => "turn",
            Self::Recent => "recent",
            Self::Applause => "applause",
            Self::Followed => "followed",
            Self::More => "more",
            Self::Fewer => "fewer",
            Self::Attention => "attention",
            Self::Programme => "programme",
            Self::Floor => "floor",
            Self::AuthorAgain => "author_again",
            Self::SportAgain => "sport_again",
            Self::TeamAgain => "team_again",
            Self::Boost => "boost",
        }
    }
}

impl FromStr for ReasonKind {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        Self::all().find(|kind| kind.name() == name).ok_or_else(|| Invalid::one("reason", "reason-unknown"))
    }
}

impl TryFrom<String> for ReasonKind {
    type Error = Invalid;

    fn try_from(name: String) -> Result<Self, Invalid> {
        name.parse()
    }
}

impl From<ReasonKind> for String {
    fn from(kind: ReasonKind) -> Self {
        kind.name().to_owned()
    }
}

/// One contribution to a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What for.
    pub kind: ReasonKind,
    /// How much, in millionths of a point.
    pub value: i64,
}

/// How a place was filled. After `slot-` the key of the sentence that says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// By the score.
    #[default]
    Score,
    /// Kept for a new athlete.
    Newcomer,
    /// Kept for an athlete below the floor of attention.
    Floor,
    /// Drawn, every candidate left alike, to learn what the scores cannot tell.
    Random,
}

/// A film on a page, with everything that put it there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedItem {
    /// Which.
    #[serde(with = "crate::text_id")]
    pub post: PostId,
    /// The sum of the reasons, in millionths of a point.
    pub score: i64,
    /// Contributions that are not nothing, in a fixed order.
    pub reasons: Vec<Reason>,
    /// How the place was filled.
    pub slot: Slot,
    /// The probability with which chance put it here, in thousand-millionths; only where the slot is [`Slot::Random`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propensity: Option<u32>,
    /// The lift in force, if any: pages label it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::text_id::option")]
    pub boost: Option<BoostId>,
}

impl ServedItem {
    /// Whether the reasons add up to the score, and a lift is named exactly where one acts.
    pub fn adds_up(&self) -> bool {
        let lifted = self.reasons.iter().any(|reason| reason.kind == ReasonKind::Boost);
        self.reasons.iter().try_fold(0_i64, |sum, reason| sum.checked_add(reason.value)) == Some(self.score)
            && (!lifted || self.boost.is_some())
    }
}

/// A number of points as whole millionths.
#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, and no score comes near the limits")]
pub(crate) fn millionths(points: f32) -> i64 {
    let exact = f64::from(points) * 1e6;
    (exact + 0.5_f64.copysign(exact)) as i64
}

/// What a contribution of so many points counts, in millionths: nothing if it is less than a thousandth of a point, so that
/// no reason is told which means nothing.
pub(crate) fn contribution(points: f32) -> i64 {
    let value = millionths(points);
    if value.abs() < LEAST { 0 } else { value }
}

const LEAST: i64 = 1_000;

/// Gathers contributions; those that are nothing are left out.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) score: i64,
    pub(crate) reasons: Vec<Reason>,
}

impl Sum {
    pub(crate) fn add(&mut self, kind: ReasonKind, value: i64) {
        if value != 0 {
            self.score = self.score.saturating_add(value);
            self.reasons.push(Reason { kind, value });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_name() {
        let mut names: Vec<&str> = ReasonKind::all().map(ReasonKind::name).collect();
        assert!(ReasonKind::all().all(|kind| kind.name().parse() == Ok(kind)));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ReasonKind::all().count());
    }
}
