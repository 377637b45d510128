//! The catalogue as a snapshot holds it: what the log said, without what follows from it.

use std::sync::Arc;

use grandstand_domain::{
    id::{AccountId, JourneyId, OrganisationId, PostId, Seq},
    log::PostFacts,
    post::Visibility,
    sport::Sport,
    tag::Tag,
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use super::{AuthorPosts, Catalogue, Item, Lite, Past};
use crate::tally::Tally;

/// All posts in the order of publishing, and what numbers were given out on the way.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredCatalogue {
    items: Vec<StoredItem>,
    /// When each author's first post that everyone could see was published.
    authors: Vec<Option<UnixMillis>>,
    topics: Vec<Tag>,
    changes: Vec<(Seq, UnixMillis)>,
    restricted: Vec<AccountId>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredItem {
    facts: StoredFacts,
    since: Seq,
    removed: bool,
    held: bool,
    restricted: bool,
    tally: Tally,
    past: Vec<(Seq, bool, StoredFacts)>,
}

/// [`PostFacts`] with every field written: the log's form leaves empty ones out, which the bytes cannot tell.
#[derive(Debug, Serialize, Deserialize)]
struct StoredFacts {
    post: PostId,
    author: AccountId,
    organisation: Option<OrganisationId>,
    sport: Option<Sport>,
    region: String,
    journey: Option<JourneyId>,
    tags: Vec<Tag>,
    language: String,
    duration_ms: i64,
    visibility: Visibility,
    published_at: UnixMillis,
}

impl From<&PostFacts> for StoredFacts {
    fn from(facts: &PostFacts) -> Self {
        let PostFacts { post, author, organisation, sport, journey, duration_ms, visibility, published_at, .. } =
            *facts;
        let (region, language) = (facts.region.clone(), facts.language.clone());
        let tags = facts.tags.clone();
        Self {
            post,
            author,
            organisation,
            sport,
            region,
            journey,
            tags,
            language,
            duration_ms,
            visibility,
            published_at,
        }
    }
}

impl From<StoredFacts> for PostFacts {
    fn from(facts: StoredFacts) -> Self {
        let StoredFacts { post, author, organisation, sport, region, journey, tags, language, .. } = facts;
        let StoredFacts { duration_ms, visibility, published_at, .. } = facts;
        Self {
            post,
            author,
            organisation,
            sport,
            region,
            journey,
            tags,
            language,
            duration_ms,
            visibility,
            published_at,
        }
    }
}

impl Catalogue {
    /// What a snapshot holds.
    pub(crate) fn stored(&self) -> StoredCatalogue {
        let item = |item: &Item| StoredItem {
            facts: (&*item.facts).into(),
            since: item.since,
            removed: item.removed,
            held: item.held,
            restricted: item.restricted,
            tally: item.tally.clone(),
            past: item.past.iter().map(|past| (past.until, past.listed, (&*past.facts).into())).collect(),
        };
        let mut topics: Vec<(&Tag, &u32)> = self.topics.iter().collect();
        topics.sort_unstable_by_key(|(_, number)| **number);
        StoredCatalogue {
            items: self.items.iter().map(item).collect(),
            authors: self.by_author.iter().map(|author| author.since).collect(),
            topics: topics.into_iter().map(|(tag, _)| tag.clone()).collect(),
            changes: self.changes.iter().copied().collect(),
            restricted: self.restricted.iter().copied().collect(),
        }
    }

    /// Makes the catalogue again.
    pub(crate) fn from_stored(stored: StoredCatalogue) -> Self {
        let mut catalogue = Self {
            changes: stored.changes.into(),
            restricted: stored.restricted.into_iter().collect(),
            ..Self::default()
        };
        for tag in &stored.topics {
            catalogue.topic(tag);
        }
        for (index, item) in (0_u32..).zip(stored.items) {
            let StoredItem { facts, since, removed, held, restricted, tally, past } = item;
            let facts: Arc<PostFacts> = Arc::new(facts.into());
            let author = catalogue.put_author(facts.author, index);
            catalogue.by_id.insert(facts.post, index);
            let past =
                past.into_iter().map(|(until, listed, facts)| Past { until, listed, facts: Arc::new(facts.into()) });
            let past = past.collect();
            let item = Item { facts, since, author, removed, held, restricted, tally, past };
            catalogue.count_facts(&Arc::clone(&item.facts), item.listed(), true);
            let lite: Lite = catalogue.lite_of(&item);
            catalogue.items.push(item);
            catalogue.lite.push(lite);
        }
        for (author, since) in catalogue.by_author.iter_mut().zip(stored.authors) {
            author.since = since;
        }
        catalogue
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> usize {
        let facts = |facts: &PostFacts| {
            let text = facts.region.capacity() + facts.language.capacity();
            let tags = facts.tags.iter().map(|tag| size_of::<Tag>() + tag.as_str().len()).sum::<usize>();
            size_of::<PostFacts>() + 16 + text + tags
        };
        let item = |item: &Item| {
            let past: usize = item.past.iter().map(|past| size_of::<Past>() + facts(&past.facts)).sum();
            size_of::<Item>() + facts(&item.facts) + item.tally.bytes() + past
        };
        // A slot of a hash table is its entry and one byte, and at most seven eighths of the slots are taken.
        let slot = (size_of::<(PostId, u32)>() + 1) * 8 / 7;
        self.items.iter().map(item).sum::<usize>()
            + self.lite.capacity() * size_of::<Lite>()
            + self.by_id.capacity() * slot
            + self.by_author.iter().map(|a| size_of::<AuthorPosts>() + a.posts.capacity() * 4).sum::<usize>()
    }
}
