//! What a viewer chose for their For you feed: whether there is one, where its sliders stand, and what to show more of,
//! fewer of or never.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

use crate::{
    id::{AccountId, PostId},
    invalid::{Check, Invalid},
    post::words,
    sport::Sport,
    tag::Tag,
};

/// How far a slider goes to either side of the middle.
pub const SLIDER_MOST: i8 = 2;

/// The most corrections one viewer can hold.
pub const CORRECTIONS_MOST: i64 = 200;

words! {
    /// What a viewer wants of a topic.
    Wish, "wish", "feed-wish-unknown" {
        /// More of this.
        More = "more",
        /// Fewer of this.
        Fewer = "fewer",
        /// Never this.
        Never = "never",
    }
}

/// What a correction is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Posts of one author.
    Author(#[serde(with = "author_text")] AccountId),
    /// Posts of one sport.
    Sport(Sport),
    /// Posts with one tag.
    Tag(Tag),
}

/// In JSON the author's id is a string, as JSON's numbers are exact to 2^53 only; entries of the log that were written before
/// that have a number, which is still read.
mod author_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::id::AccountId;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Spelling {
        Text(String),
        Number(AccountId),
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how serde asks")]
    pub(super) fn serialize<S: Serializer>(author: &AccountId, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(author) } else { author.serialize(serializer) }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccountId, D::Error> {
        if !deserializer.is_human_readable() {
            return AccountId::deserialize(deserializer);
        }
        match Spelling::deserialize(deserializer)? {
            Spelling::Text(text) => text.parse().map_err(|_| D::Error::custom("an account's id")),
            Spelling::Number(author) => Ok(author),
        }
    }
}

/// A viewer's word on a topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Correction {
    /// About what.
    pub topic: Topic,
    /// What they want of it.
    pub wish: Wish,
}

/// A viewer's whole choice. Without one, For you is off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FeedChoice {
    /// Whether there is a For you feed, made of a profile. Off, no profile is kept.
    pub for_you: bool,
    /// −2 the newest first … 2 the most relevant first.
    #[serde(default)]
    pub relevant: i8,
    /// −2 athletes I know … 2 athletes new to me.
    #[serde(default)]
    pub unfamiliar: i8,
    /// −2 my sports … 2 all sports.
    #[serde(default)]
    pub all_sports: i8,
    /// More of this, fewer of that, never the other; sorted by topic, each topic once.
    #[serde(default)]
    pub corrections: Vec<Correction>,
}

impl FeedChoice {
    /// Refuses sliders beyond their ends and too many corrections; sorts the corrections and keeps the last word on each.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let sliders = [("relevant", self.relevant), ("unfamiliar", self.unfamiliar), ("all_sports", self.all_sports)];
        for (field, value) in sliders {
            if !(-SLIDER_MOST..=SLIDER_MOST).contains(&value) {
                check.fault(field, "feed-slider-range");
            }
        }
        check.done()?;
        self.corrections.reverse();
        self.corrections.sort_by(|a, b| a.topic.cmp(&b.topic));
        self.corrections.dedup_by(|later, kept| later.topic == kept.topic);
        if i64::try_from(self.corrections.len()).unwrap_or(i64::MAX) > CORRECTIONS_MOST {
            return Err(Invalid::limit("corrections", "feed-corrections-many", CORRECTIONS_MOST));
        }
        Ok(self)
    }
}

/// What a viewer wants forgotten, as if they had never watched it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forget {
    /// Everything that was watched until now.
    All,
    /// One post.
    Post(PostId),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_on_a_topic_counts() {
        let said = |wish| Correction { topic: Topic::Sport(Sport::Judo), wish };
        let author = Correction { topic: Topic::Author(AccountId(1)), wish: Wish::Never };
        let corrections = vec![said(Wish::Never), author.clone(), said(Wish::More)];
        let choice = FeedChoice { for_you: true, corrections, ..FeedChoice::default() }.checked().unwrap();
        assert_eq!(choice.corrections, [author, said(Wish::More)]);
        assert!(FeedChoice { relevant: 3, ..FeedChoice::default() }.checked().is_err());
        assert!(FeedChoice { unfamiliar: i8::MIN, ..FeedChoice::default() }.checked().is_err());
    }

    #[test]
    fn a_choice_reads_back_and_an_older_one_too() {
        let old: FeedChoice = serde_json::from_str(r#"{"for_you":true}"#).unwrap();
        assert_eq!(old, FeedChoice { for_you: true, ..FeedChoice::default() });
        let topic: Correction = serde_json::from_str(r#"{"topic":{"author":7},"wish":"fewer"}"#).unwrap();
        assert_eq!(topic, Correction { topic: Topic::Author(AccountId(7)), wish: Wish::Fewer });
        let text = serde_json::to_string(&topic).unwrap();
        assert_eq!(text, r#"{"topic":{"author":"7"},"wish":"fewer"}"#);
        assert_eq!(serde_json::from_str::<Correction>(&text).unwrap(), topic);
    }
}
