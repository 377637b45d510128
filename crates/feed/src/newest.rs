//! Feeds in plain order of time: what those one follows have posted, an athlete's page, a journey, a tag's latest.

use grandstand_domain::{id::AccountId, log::PostFacts, post::Visibility};

use crate::{Cursor, Filter, PAGE_MOST, Page, Skip, feed::Feed};

impl Feed {
    /// Posts of `authors`, newest first, followers-only ones included: the reader follows them all. Reported posts stay,
    /// since nobody recommends them here.
    pub fn following(&self, authors: &[AccountId], skip: Skip<'_>, after: Option<Cursor>, limit: usize) -> Page {
        let mut indices: Vec<u32> = authors.iter().flat_map(|a| self.catalogue.author(*a)).copied().collect();
        indices.sort_unstable();
        indices.dedup();
        self.newest(&indices, &|_| true, skip, after, limit)
    }

    /// Posts the filter is about, newest first. `follows` says whose followers-only posts the reader may see. Without an
    /// author in the filter, posts with an open serious report and those of restricted accounts are held out.
    pub fn latest(
        &self,
        filter: &Filter,
        follows: &dyn Fn(AccountId) -> bool,
        skip: Skip<'_>,
        after: Option<Cursor>,
        limit: usize,
    ) -> Page {
        let allowed = |facts: &PostFacts| {
            filter.matches(facts) && (facts.visibility == Visibility::Public || follows(facts.author))
        };
        if let Some(author) = filter.author {
            return self.newest(self.catalogue.author(author), &allowed, skip, after, limit);
        }
        let listed = |(index, item): (usize, &crate::catalogue::Item)| {
            (!item.held && !item.restricted && filter.matches(&item.facts)).then(|| u32::try_from(index).ok()).flatten()
        };
        let indices: Vec<u32> = self.catalogue.items.iter().enumerate().filter_map(listed).collect();
        self.newest(&indices, &allowed, skip, after, limit)
    }

    /// A page over indices in rising order. The cursor's place is the log's number of the last item shown, so newer posts
    /// never move what follows.
    fn newest(
        &self,
        indices: &[u32],
        allowed: &dyn Fn(&PostFacts) -> bool,
        skip: Skip<'_>,
        after: Option<Cursor>,
        limit: usize,
    ) -> Page {
        let limit = limit.clamp(1, PAGE_MOST);
        let mut page = Page::default();
        let mut last = None;
        for item in indices.iter().rev().filter_map(|index| self.catalogue.item(*index)) {
            let seen = |skip: &dyn Fn(_, _) -> bool| !skip(item.facts.post, item.facts.author);
            if item.removed || !allowed(&item.facts) || !skip.is_none_or(seen) {
                continue;
            }
            // A reader's count does not grow under them.
            if after.is_some_and(|c| item.since > c.as_of) {
                continue;
            }
            page.total += 1;
            if after.is_some_and(|c| item.since.0 >= c.place) {
                continue;
            }
            if page.items.len() < limit {
                page.items.push(item.facts.post);
                last = Some(item.since.0);
            } else {
                page.remaining += 1;
            }
        }
        let as_of = after.map_or(self.head(), |c| c.as_of);
        page.next = last.filter(|_| page.remaining > 0).map(|place| Cursor { as_of, place });
        page
    }
}
