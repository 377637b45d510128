//! The log: every fact that others act on, in one order. Everything else is a view of it.
//!
//! A fact's JSON form is stored for ever: fields may be added with a default, never renamed or removed. It holds ids and
//! public matters only; personal data stays in the vault.

use serde::{Deserialize, Serialize};

use crate::{
    account::Role,
    digest::Digest,
    feed_choice::{FeedChoice, Forget},
    id::{AccountId, BoostId, CommentId, JourneyId, OrganisationId, PostId, ReblogId, Seq},
    post::Visibility,
    report::{ReportReason, ReportSubject},
    sport::Sport,
    tag::Tag,
    time::UnixMillis,
    watch::Watch,
};

/// A fact with its place in the order and the time at which it was committed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub seq: Seq,
    /// When it was written, by the server's clock.
    pub at: UnixMillis,
    /// What happened.
    #[serde(flatten)]
    pub fact: Fact,
}

/// What a feed needs to know of a post, as it was when published or last changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostFacts {
    /// Which post.
    pub post: PostId,
    /// Who posted it.
    pub author: AccountId,
    /// The author's organisation then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The author's sport then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sport: Option<Sport>,
    /// The author's region then, as a slug; empty if none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// The journey it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey: Option<JourneyId>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// BCP 47 language of the caption.
    pub language: String,
    /// Length of the video in milliseconds.
    pub duration_ms: i64,
    /// Who may see it.
    pub visibility: Visibility,
    /// When it was published.
    pub published_at: UnixMillis,
}

/// What was served in a day (UTC), summed over the `Exposed` entries of that day that stand before this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayFacts {
    /// The day: `2028-07-14`.
    pub day: String,
    /// Pages served.
    pub pages: u64,
    /// The root of the Merkle tree (RFC 9162, section 2.1) over those entries' `receipts`, each a leaf.
    pub receipts: Digest,
    /// Attention by author, in thousandths of Σ 1/log2(place + 1), in the order of the ids.
    pub served: Vec<(AccountId, u64)>,
    /// A number of the log, the last whose hash was at hand …
    pub log: Seq,
    /// … and the public log's running hash up to it.
    pub log_hash: Digest,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
#[expect(missing_docs, reason = "`who` acts, `whom` is acted on, the others are named by their types")]
pub enum Fact {
    /// An account was made, or its role changed.
    AccountMade { account: AccountId, role: Role },
    /// What others see of an account changed (name, picture, sport, team…).
    AccountChanged { account: AccountId },
    /// An organisation was made, or what others see of it changed.
    OrganisationChanged { organisation: OrganisationId },
    /// A post can be seen.
    PostPublished(PostFacts),
    /// A published post was edited.
    PostChanged(PostFacts),
    /// What is shown of a post changed without its meaning (a further rendition stands, a caption track came).
    PostRefreshed { post: PostId },
    /// A post can no longer be seen.
    PostRemoved { post: PostId },
    /// One account follows another.
    Followed { who: AccountId, whom: AccountId },
    /// It no longer does.
    Unfollowed { who: AccountId, whom: AccountId },
    /// A cheer.
    Cheered { who: AccountId, post: PostId },
    /// A cheer taken back.
    Uncheered { who: AccountId, post: PostId },
    /// A comment or reply.
    Commented { who: AccountId, post: PostId, comment: CommentId },
    /// A comment taken away.
    CommentRemoved { post: PostId, comment: CommentId },
    /// Someone passed a post's address on.
    Shared {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<AccountId>,
        post: PostId,
    },
    /// Someone passed a post on to their followers.
    Reblogged { who: AccountId, post: PostId, reblog: ReblogId },
    /// They took that back.
    Unreblogged { who: AccountId, post: PostId, reblog: ReblogId },
    /// Views, in batches.
    Watched {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<AccountId>,
        views: Vec<Watch>,
    },
    /// A report was made.
    Reported { subject: ReportSubject, reason: ReportReason },
    /// A report was decided; `upheld` tells how.
    ReportDecided { subject: ReportSubject, upheld: bool },
    /// "Not for me".
    Hidden { who: AccountId, post: PostId },
    /// "Not for me" taken back.
    Unhidden { who: AccountId, post: PostId },
    /// One account blocks another.
    Blocked { who: AccountId, whom: AccountId },
    /// It no longer does.
    Unblocked { who: AccountId, whom: AccountId },
    /// What an account wants to see changed otherwise: mutes, muted words, lists, followed tags or, with `filters`, its
    /// filters. What exactly is its own matter and stands in no log.
    WishesChanged { who: AccountId, filters: bool },
    /// A viewer chose how their feed works, the whole choice each time, and perhaps what is to be forgotten.
    FeedChosen {
        who: AccountId,
        choice: FeedChoice,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forget: Option<Forget>,
    },
    /// Attention that a server gave out since its last such entry: for each author Σ 1/log2(place + 1) over the places
    /// at which their posts were served (Järvelin and Kekäläinen's discount), in thousandths; how many pages that were;
    /// and the root of the Merkle tree (RFC 9162, 2.1) over the receipts of those pages.
    Exposed { served: Vec<(AccountId, u32)>, pages: u32, receipts: Digest },
    /// Nothing of an account is recommended from here on: suspended, removed or held back.
    AccountRestricted { account: AccountId },
    /// It may be recommended again.
    AccountRestored { account: AccountId },
    /// Editors lift a post, for all to see: who, why, by how much (thousandths of a point of its score), until when.
    Boosted { boost: BoostId, post: PostId, by: AccountId, why: String, lift: u32, until: UnixMillis },
    /// A lift ended before its time.
    BoostEnded { boost: BoostId, by: AccountId },
    /// The feed's manifest in force from here on.
    ManifestChanged { hash: Digest },
    /// A day is over: what was served in it, for the transparency log.
    DayClosed(DayFacts),
}

impl Fact {
    /// Whose own act it is; none for what a host, an editor or nobody in particular did.
    pub fn actor(&self) -> Option<AccountId> {
        match self {
            Self::AccountMade { account, .. } => Some(*account),
            Self::Followed { who, .. }
            | Self::Unfollowed { who, .. }
            | Self::Cheered { who, .. }
            | Self::Uncheered { who, .. }
            | Self::Commented { who, .. }
            | Self::Hidden { who, .. }
            | Self::Unhidden { who, .. }
            | Self::Blocked { who, .. }
            | Self::Unblocked { who, .. }
            | Self::FeedChosen { who, .. } => Some(*who),
            Self::Shared { who, .. } | Self::Watched { who, .. } => *who,
            _ => None,
        }
    }

    /// The stored name of the kind of fact: the `fact` field of its JSON form.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AccountMade { .. } => "account_made",
            Self::AccountChanged { .. } => "account_changed",
            Self::OrganisationChanged { .. } => "organisation_changed",
            Self::PostPublished(_) => "post_published",
            Self::PostChanged(_) => "post_changed",
            Self::PostRefreshed { .. } => "post_refreshed",
            Self::PostRemoved { .. } => "post_removed",
            Self::Followed { .. } => "followed",
            Self::Unfollowed { .. } => "unfollowed",
            Self::Cheered { .. } => "cheered",
            Self::Uncheered { .. } => "uncheered",
            Self::Commented { .. } => "commented",
            Self::CommentRemoved { .. } => "comment_removed",
            Self::Shared { .. } => "shared",
            Self::Reblogged { .. } => "reblogged",
            Self::Unreblogged { .. } => "unreblogged",
            Self::Watched { .. } => "watched",
            Self::Reported { .. } => "reported",
            Self::ReportDecided { .. } => "report_decided",
            Self::Hidden { .. } => "hidden",
            Self::Unhidden { .. } => "unhidden",
            Self::Blocked { .. } => "blocked",
            Self::Unblocked { .. } => "unblocked",
            Self::WishesChanged { .. } => "wishes_changed",
            Self::FeedChosen { .. } => "feed_chosen",
            Self::Exposed { .. } => "exposed",
            Self::AccountRestricted { .. } => "account_restricted",
            Self::AccountRestored { .. } => "account_restored",
            Self::Boosted { .. } => "boosted",
            Self::BoostEnded { .. } => "boost_ended",
            Self::ManifestChanged { .. } => "manifest_changed",
            Self::DayClosed(_) => "day_closed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_kind_is_the_tag() {
        let facts = [
            Fact::PostRemoved { post: PostId(7) },
            Fact::Shared { who: None, post: PostId(7) },
            Fact::ReportDecided { subject: ReportSubject::Post(PostId(7)), upheld: true },
            Fact::FeedChosen { who: AccountId(1), choice: FeedChoice::default(), forget: Some(Forget::All) },
            Fact::Exposed { served: vec![(AccountId(1), 1_631)], pages: 1, receipts: Digest::default() },
            Fact::Boosted {
                boost: BoostId(1),
                post: PostId(7),
                by: AccountId(1),
                why: "The ceremony begins".into(),
                lift: 500,
                until: UnixMillis(1),
            },
            Fact::BoostEnded { boost: BoostId(1), by: AccountId(1) },
            Fact::AccountRestricted { account: AccountId(1) },
            Fact::AccountRestored { account: AccountId(1) },
            Fact::ManifestChanged { hash: Digest::default() },
        ];
        for fact in facts {
            let json = serde_json::to_value(&fact).unwrap();
            assert_eq!(json["fact"], fact.kind());
            assert_eq!(serde_json::from_value::<Fact>(json).unwrap(), fact);
        }
    }
}
