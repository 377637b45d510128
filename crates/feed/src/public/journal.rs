//! Writing the public log: from the log's entries, in order, with the running hash.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use grandstand_domain::{
    digest::Digest,
    id::{AccountId, PostId, Seq},
    log::{Entry, Fact, PostFacts},
    post::Visibility,
    report::ReportSubject,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{PublicAct, PublicEntry, PublicFact, PublicPost, Share};

/// Entries of the public log that are stored together: stretch `n` holds the numbers `256 n + 1` to `256 n + 256`.
pub const STRETCH: i64 = 256;

/// The running hash of the public log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The number of the last entry.
    pub seq: Seq,
    /// The hash up to it; 32 zero bytes before the first.
    pub hash: Digest,
}

impl Chain {
    /// Takes the next entry's canonical form.
    pub fn push(&mut self, seq: Seq, line: &[u8]) {
        self.hash = Digest(Sha256::new().chain_update(self.hash.0).chain_update(line).finalize().into());
        self.seq = seq;
    }
}

/// A leaf of the transparency log's tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// The log's number of the entry.
    pub seq: Seq,
    /// SHA-256(0x00 ‖ its canonical form), as RFC 9162, section 2.1.1 hashes a leaf.
    pub hash: Digest,
}

/// A full stretch of the public log, to be stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Its number, from 0.
    pub number: i64,
    /// The running hash up to its last entry.
    pub hash: Digest,
    /// Its entries' canonical forms, each with a line feed after it.
    pub lines: String,
}

/// What holds of a post, and what was told of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    /// A serious report waits.
    held: bool,
    /// Readers know it as one that everyone may see.
    open: bool,
    /// Readers know it as held.
    told_held: bool,
}

/// Makes the public log. Part of the feed's state: what it says of an entry depends on the log before that entry only.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Journal {
    chain: Chain,
    posts: BTreeMap<PostId, Told>,
    /// Public posts with a serious report that nobody was told of: told of once a person has looked.
    waiting: BTreeMap<PostId, String>,
    /// Who is or was someone who posts: only they are named.
    named: BTreeSet<AccountId>,
    /// Who may not be recommended, named or not.
    restricted: BTreeSet<AccountId>,
    leaves: Vec<Leaf>,
    keeps_lines: bool,
    /// Canonical forms since the last full stretch.
    tail: Vec<u8>,
    /// Not part of a snapshot: whoever keeps lines stores them before making one.
    #[serde(skip)]
    full: VecDeque<Stretch>,
    #[serde(skip)]
    line: Vec<u8>,
}

impl Journal {
    /// From here on the lines are kept until [`Journal::stored`] lets go of them. A server keeps them; a measurement of the
    /// engine alone does not. Only a journal that begins at the first entry, or that always kept its lines, can.
    pub fn keep_lines(&mut self) {
        self.keeps_lines = self.keeps_lines || self.chain == Chain::default();
    }

    /// Takes in the next entry. `acts` is what it counts as: nothing for a second comment, one act for each film watched
    /// long for the first time. `facts` are those of the post it publishes or changes, as the feed holds them from then on.
    pub fn take(&mut self, entry: &Entry, acts: &[PublicAct], facts: Option<&PostFacts>) -> PublicEntry {
        let fact = self.tell(&entry.fact, acts, facts);
        let public = PublicEntry { at: fact.is_some().then_some(entry.at), fact, seq: entry.seq };
        self.write(&public);
        public
    }

    /// The running hash.
    pub fn chain(&self) -> Chain {
        self.chain
    }

    /// Every leaf of the transparency log, in order.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// Full stretches that are not stored yet, oldest first.
    pub fn full(&self) -> impl Iterator<Item = &Stretch> {
        self.full.iter()
    }

    /// Lets go of stretches up to a number: they are stored.
    pub fn stored(&mut self, number: i64) {
        while self.full.front().is_some_and(|s| s.number <= number) {
            self.full.pop_front();
        }
    }

    /// Canonical forms of entries after `after` that are still held here, each with its number; none if some between
    /// `after` and what is held are not.
    pub fn held(&self, after: Seq) -> Option<Vec<(Seq, &str)>> {
        let tail_from = self.chain.seq.0 - self.chain.seq.0.rem_euclid(STRETCH);
        let from = self.full.front().map_or(tail_from, |s| s.number * STRETCH);
        if !self.keeps_lines || after.0 < from {
            return None;
        }
        let tail = std::str::from_utf8(&self.tail).unwrap_or_default();
        let lines = self.full.iter().flat_map(|s| s.lines.lines()).chain(tail.lines());
        Some((from + 1..).map(Seq).zip(lines).skip_while(|(seq, _)| *seq <= after).collect())
    }

    fn write(&mut self, public: &PublicEntry) {
        self.line.clear();
        // Writing numbers and strings into memory cannot fail.
        let _ = serde_json::to_writer(&mut self.line, public);
        self.chain.push(public.seq, &self.line);
        if public.is_leaf() {
            let hash = Sha256::new().chain_update([0]).chain_update(&self.line).finalize();
            self.leaves.push(Leaf { seq: public.seq, hash: Digest(hash.into()) });
        }
        if !self.keeps_lines {
            return;
        }
        self.tail.extend_from_slice(&self.line);
        self.tail.push(b'\n');
        if public.seq.0.rem_euclid(STRETCH) == 0 {
            let lines = String::from_utf8(std::mem::take(&mut self.tail)).unwrap_or_default();
            let number = public.seq.0 / STRETCH - 1;
            self.full.push_back(Stretch { number, hash: self.chain.hash, lines });
        }
    }

    fn tell(&mut self, fact: &Fact, acts: &[PublicAct], facts: Option<&PostFacts>) -> Option<PublicFact> {
        Some(match fact {
            Fact::AccountMade { account, role } => return self.name(*account, role.may_post()),
            Fact::PostPublished(_) | Fact::PostChanged(_) => return self.put(facts?),
            Fact::PostRemoved { post } => return self.close(*post),
            Fact::Reported { subject: ReportSubject::Post(post), reason } if reason.is_serious() => {
                let told = self.posts.entry(*post).or_default();
                told.held = true;
                if !told.open || told.told_held {
                    return None;
                }
                told.told_held = true;
                PublicFact::Held { post: *post }
            }
            Fact::ReportDecided { subject: ReportSubject::Post(post), .. } => {
                let told = self.posts.get_mut(post)?;
                told.held = false;
                if !told.told_held {
                    let waiting = serde_json::from_str(&self.waiting.remove(post)?).ok()?;
                    told.open = true;
                    return Some(PublicFact::Published(waiting));
                }
                told.told_held = false;
                PublicFact::Released { post: *post }
            }
            Fact::Cheered { .. }
            | Fact::Uncheered { .. }
            | Fact::Commented { .. }
            | Fact::Shared { .. }
            | Fact::Watched { .. } => {
                let counts =
                    |act: &&PublicAct| act.weight > 0 && self.posts.get(&act.post).is_some_and(|told| told.open);
                let mut acts: Vec<PublicAct> = acts.iter().filter(counts).copied().collect();
                if acts.is_empty() {
                    return None;
                }
                acts.sort_by_key(|act| act.post);
                PublicFact::Acted { acts }
            }
            Fact::Exposed { served, pages, receipts } => {
                let served = served.iter().map(|(whom, milli)| (*whom, u64::from(*milli)));
                PublicFact::Exposed { pages: *pages, receipts: *receipts, served: shares(served) }
            }
            Fact::AccountRestricted { account } => {
                self.restricted.insert(*account);
                PublicFact::Restricted { whom: self.named.get(account).copied() }
            }
            Fact::AccountRestored { account } => {
                self.restricted.remove(account);
                PublicFact::Restored { whom: self.named.get(account).copied() }
            }
            Fact::Boosted { boost, post, by, why, lift, until } => PublicFact::Boosted {
                boost: *boost,
                by: *by,
                lift: *lift,
                post: *post,
                until: *until,
                why: why.clone(),
            },
            Fact::BoostEnded { boost, by } => PublicFact::BoostEnded { boost: *boost, by: *by },
            Fact::ManifestChanged { hash } => PublicFact::Manifest { hash: *hash },
            Fact::DayClosed(day) => PublicFact::Day {
                day: day.day.clone(),
                log: day.log,
                log_hash: day.log_hash,
                pages: day.pages,
                receipts: day.receipts,
                served: shares(day.served.iter().copied()),
            },
            _ => return None,
        })
    }

    /// From here on an account is one that is named. If it may not be recommended, its name is owed.
    fn name(&mut self, account: AccountId, posts: bool) -> Option<PublicFact> {
        let fresh = posts && self.named.insert(account);
        (fresh && self.restricted.contains(&account)).then_some(PublicFact::Restricted { whom: Some(account) })
    }

    fn put(&mut self, facts: &PostFacts) -> Option<PublicFact> {
        if facts.visibility != Visibility::Public {
            return self.close(facts.post);
        }
        let post = PublicPost::of(facts);
        self.named.insert(facts.author);
        let told = self.posts.entry(facts.post).or_default();
        if told.held && !told.told_held {
            // As text: a snapshot's form cannot leave members out.
            self.waiting.insert(facts.post, serde_json::to_string(&post).unwrap_or_default());
            return None;
        }
        let known = std::mem::replace(&mut told.open, true);
        Some(if known { PublicFact::Changed(post) } else { PublicFact::Published(post) })
    }

    /// A post cannot be seen by everyone any more.
    fn close(&mut self, post: PostId) -> Option<PublicFact> {
        self.waiting.remove(&post);
        let told = self.posts.get_mut(&post)?;
        std::mem::replace(&mut told.open, false).then_some(PublicFact::Removed { post })
    }
}

fn shares(served: impl Iterator<Item = (AccountId, u64)>) -> Vec<Share> {
    served.map(|(whom, milli)| Share { milli, whom }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::public::ActKind;
    use grandstand_domain::{id::BoostId, report::ReportReason, time::UnixMillis};
    use proptest::prelude::*;

    fn facts(post: i64, visibility: Visibility) -> PostFacts {
        PostFacts {
            post: PostId(post),
            author: AccountId(900 + post),
            organisation: None,
            sport: None,
            region: String::new(),
            journey: None,
            tags: Vec::new(),
            language: "en".to_owned(),
            duration_ms: 1_000,
            visibility,
            published_at: UnixMillis(1),
        }
    }

    fn fact() -> impl Strategy<Value = Fact> {
        let visibility = prop_oneof![Just(Visibility::Public), Just(Visibility::Followers)];
        let subject = |post| ReportSubject::Post(PostId(post));
        (1..7_i64, 77_000_i64..77_050, visibility, 0..11).prop_map(move |(post, who, visibility, kind)| {
            let (who, post_id) = (AccountId(who), PostId(post));
            match kind {
                0 => Fact::PostPublished(facts(post, visibility)),
                1 => Fact::PostChanged(facts(post, visibility)),
                2 => Fact::PostRemoved { post: post_id },
                3 => Fact::Reported { subject: subject(post), reason: ReportReason::Danger },
                4 => Fact::ReportDecided { subject: subject(post), upheld: false },
                5 => Fact::Cheered { who, post: post_id },
                6 => Fact::Hidden { who, post: post_id },
                7 => Fact::Followed { who, whom: AccountId(900) },
                8 => Fact::AccountRestricted { account: who },
                9 => Fact::Blocked { who, whom: who },
                _ => Fact::Boosted {
                    boost: BoostId(1),
                    post: post_id,
                    by: AccountId(42),
                    why: "A day".to_owned(),
                    lift: 1,
                    until: UnixMillis(9),
                },
            }
        })
    }

    proptest! {
        /// No viewer's number stands in the public log, nor does a post that only followers may see; every entry has its
        /// line, in order, and the stretches and the tail together are the whole log.
        #[test]
        fn nothing_private_is_told_and_nothing_is_left_out(facts in prop::collection::vec(fact(), 1..700)) {
            let (mut journal, mut chain, mut lines) = (Journal::default(), Chain::default(), String::new());
            journal.keep_lines();
            let mut open = BTreeSet::new();
            for (seq, fact) in (1..).map(Seq).zip(facts) {
                match &fact {
                    Fact::PostPublished(f) | Fact::PostChanged(f) if f.visibility == Visibility::Public => drop(open.insert(f.post)),
                    _ => {}
                }
                let act = match fact {
                    Fact::Cheered { post, .. } => vec![PublicAct { act: ActKind::Cheered, post, weight: 1_000 }],
                    _ => Vec::new(),
                };
                let held = match &fact {
                    Fact::PostPublished(f) | Fact::PostChanged(f) => Some(f.clone()),
                    _ => None,
                };
                let public = journal.take(&Entry { seq, at: UnixMillis(seq.0), fact }, &act, held.as_ref());
                let line = public.line();
                prop_assert!(!line.contains("\"77"), "{line}");
                if let Some(PublicFact::Acted { acts }) = &public.fact {
                    prop_assert!(acts.iter().all(|a| open.contains(&a.post)));
                }
                chain.push(seq, line.as_bytes());
                lines += &line;
                lines.push('\n');
            }
            prop_assert_eq!(journal.chain(), chain);
            let held = journal.held(Seq(0)).unwrap().into_iter();
            let held = held.fold(String::new(), |text, (_, line)| text + line + "\n");
            prop_assert_eq!(&held, &lines);
            let full = i64::try_from(journal.full().count()).unwrap();
            prop_assert_eq!(full, chain.seq.0 / STRETCH);
            journal.stored(full - 1);
            prop_assert_eq!(journal.held(Seq(0)).is_some(), full == 0);
            let rest = journal.held(Seq(full * STRETCH)).unwrap();
            prop_assert_eq!(i64::try_from(rest.len()).unwrap(), chain.seq.0 - full * STRETCH);
            prop_assert!(rest.iter().all(|(seq, line)| PublicEntry::read(line).unwrap().seq == *seq));
        }
    }
}
