//! Feeds in plain order of time: what those one follows have posted, an athlete's page, a journey, a tag's latest.

use grandstand_domain::{id::AccountId, log::PostFacts, post::Visibility};

use crate::{
    Ask, Cursor, Filter, PAGE_MOST, Page, Served, Skip,
    catalogue::Item,
    explain::{ServedItem, Slot},
    feed::Feed,
};

impl Feed {
    /// What the viewer follows, newest first, followers-only posts included, and nothing else: no score, no lift. What they
    /// saw (unless asked for), hid or blocked is left out, and so is what is held until somebody has looked at a report.
    pub fn following(&self, ask: &Ask<'_>) -> Served {
        let Some(viewer) = ask.viewer.and_then(|account| self.viewer(account)) else { return Served::default() };
        let mut indices: Vec<u32> = viewer.follows().iter().flat_map(|a| self.catalogue.author(*a)).copied().collect();
        indices.sort_unstable();
        let blocked_by = self.blockers.get(&viewer.account()).map_or(&[][..], Vec::as_slice);
        let open = |index: u32, item: &Item| {
            !item.held
                && !item.restricted
                && ask.filter.matches(&item.facts)
                && (ask.seen || !viewer.seen().contains(index))
                && !viewer.refuses(index, &item.facts)
                && blocked_by.binary_search(&item.facts.author).is_err()
        };
        let mut served = self.newest(&indices, &open, ask.withheld, ask.after, ask.limit);
        let plain = |post: &_| ServedItem {
            post: *post,
            score: 0,
            reasons: Vec::new(),
            slot: Slot::Score,
            propensity: None,
            boost: None,
        };
        served.items = served.page.items.iter().map(plain).collect();
        served
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
        let allowed = |_: u32, item: &Item| {
            let facts: &PostFacts = &item.facts;
            filter.matches(facts) && (facts.visibility == Visibility::Public || follows(facts.author))
        };
        if let Some(author) = filter.author {
            return self.newest(self.catalogue.author(author), &allowed, skip, after, limit).page;
        }
        let listed = |(index, item): (usize, &crate::catalogue::Item)| {
            (!item.held && !item.restricted && filter.matches(&item.facts)).then(|| u32::try_from(index).ok()).flatten()
        };
        let indices: Vec<u32> = self.catalogue.items.iter().enumerate().filter_map(listed).collect();
        self.newest(&indices, &allowed, skip, after, limit).page
    }

    /// A page over indices in rising order. The cursor's place is the log's number of the last item shown, so newer posts
    /// never move what follows.
    fn newest(
        &self,
        indices: &[u32],
        open: &dyn Fn(u32, &Item) -> bool,
        skip: Skip<'_>,
        after: Option<Cursor>,
        limit: usize,
    ) -> Served {
        let limit = limit.clamp(1, PAGE_MOST);
        let as_of = after.map_or(self.head(), |c| c.as_of);
        let from = after.map_or(as_of.0.saturating_add(1), |c| c.place);
        let (mut page, mut withheld, mut last) = (Page::default(), Vec::new(), None);
        for (index, item) in indices.iter().rev().filter_map(|index| Some((*index, self.catalogue.item(*index)?))) {
            // A reader's count does not grow under them.
            if item.removed || item.since > as_of || !open(index, item) {
                continue;
            }
            let (here, full) = (item.since.0 < from, page.items.len() == limit);
            if skip.is_some_and(|skip| skip(item.facts.post, item.facts.author)) {
                if here && !full {
                    withheld.push(item.facts.post);
                }
                continue;
            }
            page.total += 1;
            if here && full {
                page.remaining += 1;
            } else if here {
                page.items.push(item.facts.post);
                last = Some(item.since.0);
            }
        }
        page.next = last.filter(|_| page.remaining > 0).map(|place| Cursor { as_of, place });
        Served { page, items: Vec::new(), withheld, as_of, place: from }
    }
}
