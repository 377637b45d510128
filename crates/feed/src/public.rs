//! The public log: what of each entry anyone may read, so that anyone can compute Discover again.
//!
//! It names no person but those who post and, for a lift, the editor who signed it. What a viewer did is told by its
//! weight alone, and only where it counts; posts for followers only, short views, follows, "not for me", blocks, choices
//! and ordinary reports are not told at all. An entry of which nothing is told still stands there with its number, so
//! that a gap would be seen.
//!
//! An entry's canonical form is JSON by RFC 8785: no spaces, members in the order of the alphabet, whole numbers only,
//! ids as strings. The running hash is h₀ = 32 zero bytes, hₙ = SHA-256(hₙ₋₁ ‖ canonical form of entry n).

mod auditor;
mod journal;

pub use auditor::Auditor;
pub use journal::{Chain, Journal, Leaf, STRETCH, Stretch};

use std::{fmt::Display, str::FromStr};

use grandstand_domain::{
    digest::Digest,
    id::{AccountId, BoostId, JourneyId, OrganisationId, PostId, Seq},
    log::PostFacts,
    post::Visibility,
    sport::Sport,
    tag::Tag,
    time::UnixMillis,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An entry of the public log. Members stand in the order of the alphabet: that is what makes the form canonical.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicEntry {
    /// When it was written; not told where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<UnixMillis>,
    /// What happened, if anyone may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<PublicFact>,
    /// The log's number.
    pub seq: Seq,
}

/// What happened, without who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[expect(missing_docs, reason = "members mean what they mean in the facts these are made of")]
pub enum PublicFact {
    /// A public post can be seen from here on.
    Published(PublicPost),
    /// A public post was edited, or a post became public.
    Changed(PublicPost),
    /// A post cannot be seen by everyone any more.
    Removed {
        #[serde(with = "text")]
        post: PostId,
    },
    /// A serious report waits for a person: left out of Discover meanwhile.
    Held {
        #[serde(with = "text")]
        post: PostId,
    },
    /// A person has looked.
    Released {
        #[serde(with = "text")]
        post: PostId,
    },
    /// What someone did that counts: a cheer, the first comment, the first long view … Several stand together only where
    /// one player told of several films, then by post and not in the order of watching.
    Acted { acts: Vec<PublicAct> },
    /// Attention given out, in thousandths of Σ 1/log2(place + 1) by author.
    Exposed { pages: u32, receipts: Digest, served: Vec<Share> },
    /// Nothing of an account is recommended from here on; it is named only if it has posted publicly.
    Restricted {
        #[serde(default, with = "maybe_text", skip_serializing_if = "Option::is_none")]
        whom: Option<AccountId>,
    },
    /// It may be recommended again.
    Restored {
        #[serde(default, with = "maybe_text", skip_serializing_if = "Option::is_none")]
        whom: Option<AccountId>,
    },
    /// Editors lift a post.
    Boosted {
        #[serde(with = "text")]
        boost: BoostId,
        #[serde(with = "text")]
        by: AccountId,
        lift: u32,
        #[serde(with = "text")]
        post: PostId,
        until: UnixMillis,
        why: String,
    },
    /// A lift ended before its time.
    BoostEnded {
        #[serde(with = "text")]
        boost: BoostId,
        #[serde(with = "text")]
        by: AccountId,
    },
    /// The feed's manifest in force from here on.
    Manifest { hash: Digest },
    /// A day is over: see [`grandstand_domain::log::DayFacts`].
    Day { day: String, log: Seq, log_hash: Digest, pages: u64, receipts: Digest, served: Vec<Share> },
}

/// A public post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in `PostFacts`")]
pub struct PublicPost {
    #[serde(with = "text")]
    pub author: AccountId,
    pub duration_ms: i64,
    #[serde(default, with = "maybe_text", skip_serializing_if = "Option::is_none")]
    pub journey: Option<JourneyId>,
    pub language: String,
    #[serde(default, with = "maybe_text", skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    #[serde(with = "text")]
    pub post: PostId,
    pub published_at: UnixMillis,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sport: Option<Sport>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// What someone did about a post, as far as everyone may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// Watched it long for the first time.
    Watched,
    /// Cheered.
    Cheered,
    /// Took a cheer back.
    Uncheered,
    /// Commented on it for the first time.
    Commented,
    /// Passed it on for the first time.
    Shared,
}

/// A public act: what is left of an entry when nobody's name is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PublicAct {
    /// What was done.
    pub act: ActKind,
    /// About which post.
    #[serde(with = "text")]
    pub post: PostId,
    /// The weight of the account that did it, in thousandths.
    pub weight: u16,
}

/// An author's part of the attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Share {
    /// Thousandths of Σ 1/log2(place + 1).
    pub milli: u64,
    /// Whose posts were served.
    #[serde(with = "text")]
    pub whom: AccountId,
}

impl PublicEntry {
    /// An entry of which nothing is told.
    pub fn bare(seq: Seq) -> Self {
        Self { at: None, fact: None, seq }
    }

    /// Its canonical form, without an end of line.
    pub fn line(&self) -> String {
        // Numbers, strings and sequences only: nothing that could fail to be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a canonical form; nothing else is accepted, so that one entry has one hash.
    pub fn read(line: &str) -> Option<Self> {
        let entry: Self = serde_json::from_str(line).ok()?;
        (entry.at.is_some() == entry.fact.is_some() && entry.line() == line).then_some(entry)
    }

    /// Whether it is a leaf of the transparency log: manifests, lifts, restrictions and days.
    pub fn is_leaf(&self) -> bool {
        self.fact.as_ref().is_some_and(PublicFact::is_leaf)
    }
}

impl PublicFact {
    /// See [`PublicEntry::is_leaf`].
    pub fn is_leaf(&self) -> bool {
        matches!(
            self,
            Self::Restricted { .. }
                | Self::Restored { .. }
                | Self::Boosted { .. }
                | Self::BoostEnded { .. }
                | Self::Manifest { .. }
                | Self::Day { .. }
        )
    }
}

impl PublicPost {
    /// What of a public post's facts is told: all of it.
    pub fn of(facts: &PostFacts) -> Self {
        Self {
            author: facts.author,
            duration_ms: facts.duration_ms,
            journey: facts.journey,
            language: facts.language.clone(),
            organisation: facts.organisation,
            post: facts.post,
            published_at: facts.published_at,
            region: facts.region.clone(),
            sport: facts.sport,
            tags: facts.tags.clone(),
        }
    }

    /// The facts again.
    pub fn facts(&self) -> PostFacts {
        PostFacts {
            post: self.post,
            author: self.author,
            organisation: self.organisation,
            sport: self.sport,
            region: self.region.clone(),
            journey: self.journey,
            tags: self.tags.clone(),
            language: self.language.clone(),
            duration_ms: self.duration_ms,
            visibility: Visibility::Public,
            published_at: self.published_at,
        }
    }
}

/// Ids as strings: JSON's numbers are exact to 2^53 only (RFC 8785, appendix D).
mod text {
    use super::{Deserialize, Deserializer, Display, FromStr, Serializer};

    pub(super) fn serialize<T: Display, S: Serializer>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(super) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        super::parse(&String::deserialize(deserializer)?)
    }
}

mod maybe_text {
    use super::{Deserialize, Deserializer, Display, FromStr, Serializer};

    #[expect(clippy::ref_option, reason = "this is how serde asks")]
    pub(super) fn serialize<T: Display, S: Serializer>(id: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match id {
            Some(id) => serializer.collect_str(id),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        Option::<String>::deserialize(deserializer)?.as_deref().map(super::parse).transpose()
    }
}

fn parse<T: FromStr, E: serde::de::Error>(text: &str) -> Result<T, E> {
    text.parse().map_err(|_| E::custom("an id"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form that is hashed is the form of RFC 8785: a `Value` keeps its members in the order of the alphabet.
    #[test]
    fn every_kind_of_entry_is_written_canonically_and_read_back() {
        let post = PublicPost {
            author: AccountId(i64::MAX),
            duration_ms: 12_000,
            journey: Some(JourneyId(1)),
            language: "cy".to_owned(),
            organisation: Some(OrganisationId(2)),
            post: PostId(3),
            published_at: UnixMillis(4),
            region: "gwynedd".to_owned(),
            sport: Some(Sport::Judo),
            tags: vec![Tag::try_from("hyfforddi".to_owned()).unwrap()],
        };
        let served = vec![Share { milli: 1_631, whom: AccountId(5) }];
        let (log_hash, hash) = (Digest([7; 32]), Digest([8; 32]));
        let facts = [
            PublicFact::Published(post.clone()),
            PublicFact::Changed(post.clone()),
            PublicFact::Removed { post: PostId(3) },
            PublicFact::Held { post: PostId(3) },
            PublicFact::Released { post: PostId(3) },
            PublicFact::Acted { acts: vec![PublicAct { act: ActKind::Watched, post: PostId(3), weight: 20 }] },
            PublicFact::Exposed { pages: 1, receipts: hash, served: served.clone() },
            PublicFact::Restricted { whom: None },
            PublicFact::Restored { whom: Some(AccountId(5)) },
            PublicFact::Boosted {
                boost: BoostId(6),
                by: AccountId(5),
                lift: 500,
                post: PostId(3),
                until: UnixMillis(9),
                why: "\"Seremoni\"\n\u{1}é".to_owned(),
            },
            PublicFact::BoostEnded { boost: BoostId(6), by: AccountId(5) },
            PublicFact::Manifest { hash },
            PublicFact::Day { day: "2028-07-14".to_owned(), log: Seq(9), log_hash, pages: 3, receipts: hash, served },
        ];
        for fact in facts {
            let entry = PublicEntry { at: Some(UnixMillis(1_790_000_000_000)), fact: Some(fact), seq: Seq(10) };
            let line = entry.line();
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(value.to_string(), line);
            assert_eq!(PublicEntry::read(&line), Some(entry));
        }
        assert_eq!(PublicEntry::bare(Seq(11)).line(), r#"{"seq":11}"#);
        assert_eq!(PublicPost::of(&post.facts()), post);
        for other in [r#"{"seq": 11}"#, r#"{"seq":11,"x":1}"#, r#"{"at":1,"seq":11}"#, r#"{"seq":11.0}"#, "", "[]"] {
            assert_eq!(PublicEntry::read(other), None, "{other}");
        }
    }
}
