//! Discover: fresh, and every athlete in turn. Nothing of the viewer goes into it, and nothing of what is popular.
//!
//! The order is made of rounds: the first holds the newest post of each athlete, the second everyone's second newest, and
//! so on; within a round the newest comes first. So an athlete who posts ten times a day takes no more of the first screens
//! than one who posted once.

use std::{
    collections::VecDeque,
    sync::{Arc, PoisonError},
};

use grandstand_domain::id::Seq;

use crate::{
    Cursor, Filter, PAGE_MOST, Page, Skip,
    catalogue::{Feed, Item},
};

/// The most orders kept at hand.
pub const ORDERS_MOST: usize = 64;

/// Orders that were asked for lately, newest last. They only save time: an order is the same whenever it is made.
#[derive(Debug, Default)]
pub(crate) struct Orders(VecDeque<(Filter, Seq, Arc<[u32]>)>);

impl Feed {
    /// A page of Discover: public posts, followers-only and removed ones never, and none with an open serious report.
    /// Posts published after the reader began are for their next visit.
    pub fn discover(&self, filter: &Filter, skip: Skip<'_>, after: Option<Cursor>, limit: usize) -> Page {
        let now = self.last_change(self.head());
        let as_of = after.map_or(now, |c| self.last_change(c.as_of.min(self.head())));
        let order = self.order(filter, as_of);
        let from = after.map_or(0, |c| usize::try_from(c.place).unwrap_or(usize::MAX)).min(order.len());
        let limit = limit.clamp(1, PAGE_MOST);
        let shown = |index: &u32| self.item(*index).filter(|item| shown(item, skip));
        // Nothing has left the order since it was made, and nothing is skipped: counting is a subtraction.
        let whole = as_of == now && skip.is_none();

        let mut page = Page::default();
        let mut to = order.len();
        for (place, index) in order.iter().enumerate().skip(from) {
            let Some(item) = shown(index) else { continue };
            if page.items.len() == limit {
                to = place;
                break;
            }
            page.items.push(item.facts.post);
        }
        let count = |indices: &[u32]| if whole { indices.len() } else { indices.iter().filter_map(shown).count() };
        page.remaining = order.get(to..).map_or(0, count);
        page.total = order.get(..from).map_or(0, count) + page.items.len() + page.remaining;
        page.next = (page.remaining > 0).then(|| Cursor { as_of, place: i64::try_from(to).unwrap_or(i64::MAX) });
        page
    }

    /// The order of a filter as of a change, from those at hand or made now.
    fn order(&self, filter: &Filter, as_of: Seq) -> Arc<[u32]> {
        let known = |orders: &Orders| {
            let found = orders.0.iter().rev().find(|(f, at, _)| *at == as_of && f == filter);
            found.map(|(_, _, order)| Arc::clone(order))
        };
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(order) = known(&orders) {
            return order;
        }
        let order: Arc<[u32]> = self.make_order(filter, as_of).into();
        if orders.0.len() >= ORDERS_MOST {
            orders.0.pop_front();
        }
        orders.0.push_back((filter.clone(), as_of, Arc::clone(&order)));
        order
    }

    fn make_order(&self, filter: &Filter, as_of: Seq) -> Vec<u32> {
        let known = self.items.partition_point(|item| item.since <= as_of);
        let mut turns = vec![0_usize; self.by_author.len()];
        let mut rounds: Vec<Vec<u32>> = Vec::new();
        for (index, item) in self.items.iter().enumerate().take(known).rev() {
            if !item.listed_as_of(as_of).is_some_and(|facts| filter.matches(facts)) {
                continue;
            }
            let Some(turn) = usize::try_from(item.author).ok().and_then(|ix| turns.get_mut(ix)) else { continue };
            if rounds.len() <= *turn {
                rounds.push(Vec::new());
            }
            if let (Some(round), Ok(index)) = (rounds.get_mut(*turn), u32::try_from(index)) {
                round.push(index);
            }
            *turn += 1;
        }
        rounds.concat()
    }
}

fn shown(item: &Item, skip: Skip<'_>) -> bool {
    item.listed() && skip.is_none_or(|skip| !skip(item.facts.post, item.facts.author))
}
