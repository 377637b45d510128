//! The outsider's engine: takes the public log in and gives the same Discover as the host.

use grandstand_domain::{
    id::{PostId, Seq},
    log::Fact,
    report::{ReportReason, ReportSubject},
    time::UnixMillis,
};

use super::{PublicEntry, PublicFact, Share};
use crate::{Ask, Feed, Manifest, Served, boost::Boost};

/// A feed that knows nothing but the public log.
#[derive(Debug)]
pub struct Auditor(Feed);

impl Auditor {
    /// One that has read nothing, under a manifest.
    pub fn new(manifest: Manifest) -> Self {
        Self(Feed::new(manifest))
    }

    /// Takes in the next entry.
    pub fn apply(&mut self, entry: &PublicEntry) {
        let at = entry.at.unwrap_or(UnixMillis(0));
        let acts = match &entry.fact {
            Some(PublicFact::Acted { acts }) => acts.as_slice(),
            _ => &[],
        };
        let fact = entry.fact.as_ref().and_then(fact);
        self.0.apply_public(entry.seq, at, fact.as_ref(), acts);
    }

    /// The number of the last entry taken in.
    pub fn head(&self) -> Seq {
        self.0.head()
    }

    /// A page of Discover, with what put each film where it stands.
    pub fn discover(&self, ask: &Ask<'_>) -> Served {
        self.0.discover_for(ask)
    }

    /// The lift of a post in force now.
    pub fn lift(&self, post: PostId) -> Option<&Boost> {
        self.0.boosts_in_force().filter(|boost| boost.post == post).reduce(|a, b| if b.lift > a.lift { b } else { a })
    }

    /// A lift by its number, in force or not.
    pub fn boosts(&self) -> &[Boost] {
        self.0.boosts()
    }
}

/// The fact that a public one is made of, as far as it is told.
fn fact(public: &PublicFact) -> Option<Fact> {
    let post_subject = |post: PostId| ReportSubject::Post(post);
    Some(match public {
        PublicFact::Published(post) | PublicFact::Changed(post) => Fact::PostPublished(post.facts()),
        PublicFact::Removed { post } => Fact::PostRemoved { post: *post },
        // Which serious reason it was is not told and makes no difference.
        PublicFact::Held { post } => Fact::Reported { subject: post_subject(*post), reason: ReportReason::Danger },
        PublicFact::Released { post } => Fact::ReportDecided { subject: post_subject(*post), upheld: false },
        PublicFact::Exposed { pages, receipts, served } => {
            let share = |share: &Share| (share.whom, u32::try_from(share.milli).unwrap_or(u32::MAX));
            Fact::Exposed { served: served.iter().map(share).collect(), pages: *pages, receipts: *receipts }
        }
        PublicFact::Restricted { whom } => Fact::AccountRestricted { account: (*whom)? },
        PublicFact::Restored { whom } => Fact::AccountRestored { account: (*whom)? },
        PublicFact::Boosted { boost, by, lift, post, until, why } => {
            let (boost, by, lift, post, until, why) = (*boost, *by, *lift, *post, *until, why.clone());
            Fact::Boosted { boost, post, by, why, lift, until }
        }
        PublicFact::BoostEnded { boost, by } => Fact::BoostEnded { boost: *boost, by: *by },
        PublicFact::Manifest { hash } => Fact::ManifestChanged { hash: *hash },
        PublicFact::Acted { .. } | PublicFact::Day { .. } => return None,
    })
}
