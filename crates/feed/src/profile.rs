//! What For you knows about its viewer, told back to them: the films they watched long, and what follows from those.

use std::collections::BTreeMap;

use grandstand_domain::{
    feed_choice::Topic,
    id::{AccountId, PostId},
    time::UnixMillis,
};

use crate::feed::Feed;

/// Everything that For you goes by, beside what the viewer asked for and whom they follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Films watched long, newest first, with when.
    pub films: Vec<(PostId, UnixMillis)>,
    /// How many films were seen, and so do not come back unless asked for.
    pub seen: usize,
    /// Sports among those films, the most watched first.
    pub sports: Vec<Interest>,
    /// Athletes among them, likewise.
    pub athletes: Vec<Interest>,
    /// Tags among them, likewise.
    pub tags: Vec<Interest>,
}

/// A topic with how much of what was watched is about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// The topic.
    pub topic: Topic,
    /// Films about it.
    pub films: u32,
    /// The same as a share of all films watched, in whole per cent.
    pub percent: u32,
}

impl Feed {
    /// What the feed knows about a viewer; none if it is not at hand ([`Feed::has_viewer`]) or has done nothing yet.
    pub fn profile(&self, account: AccountId) -> Option<Profile> {
        let viewer = self.viewer(account)?;
        let mut profile = Profile { seen: viewer.seen().len(), ..Profile::default() };
        let mut counts: BTreeMap<Topic, u32> = BTreeMap::new();
        for (index, second) in viewer.history().views() {
            let Some(item) = self.catalogue.item(index) else { continue };
            profile.films.push((item.facts.post, UnixMillis(second * 1_000)));
            let sport = item.facts.sport.map(Topic::Sport);
            let tags = item.facts.tags.iter().cloned().map(Topic::Tag);
            for topic in [Topic::Author(item.facts.author)].into_iter().chain(sport).chain(tags) {
                *counts.entry(topic).or_default() += 1;
            }
        }
        let all = u32::try_from(profile.films.len()).unwrap_or(u32::MAX).max(1);
        let mut interests: Vec<Interest> = counts
            .into_iter()
            .map(|(topic, films)| Interest { topic, films, percent: films.saturating_mul(100) / all })
            .collect();
        interests.sort_by_key(|interest| std::cmp::Reverse(interest.films));
        for interest in interests {
            let list = match interest.topic {
                Topic::Author(_) => &mut profile.athletes,
                Topic::Sport(_) => &mut profile.sports,
                Topic::Tag(_) => &mut profile.tags,
            };
            list.push(interest);
        }
        Some(profile)
    }
}
