//! Discover: fresh, applauded, and every athlete in turn. Nothing of the viewer goes into the order.
//!
//! The order is made of turns: the first holds the newest film of each athlete, the second everyone's second newest, and so
//! on. So an athlete who posts ten times a day takes no more of the first screens than one who posted once. Within a turn
//! the score decides ([`DiscoverParams`](crate::manifest::DiscoverParams)), and one place in twenty is kept for a new
//! athlete. All of it comes from public entries, so an outsider can make the same order.
//!
//! An order is that of a *change*: a number of the log at which a post appeared, changed or went, a lift began or ended, or
//! a mark was set ([`crate::marks`]). Between two changes it stands still.

use std::{
    collections::VecDeque,
    sync::{Arc, PoisonError},
};

use grandstand_domain::{
    id::{AccountId, PostId, Seq},
    log::PostFacts,
    time::UnixMillis,
};

use crate::{
    Ask, Cursor, Filter, PAGE_MOST, Page, Served, Skip,
    catalogue::Item,
    explain::{ReasonKind, ServedItem, Slot, Sum, contribution, millionths},
    feed::Feed,
    marks::Mark,
    tally::left,
    viewer::Viewer,
};

/// The most orders kept at hand.
pub const ORDERS_MOST: usize = 64;

/// Orders that were asked for lately, newest last. They only save time: an order is the same whenever it is made.
#[derive(Debug, Default)]
pub(crate) struct Orders(VecDeque<(Filter, Seq, Order)>);

type Order = Arc<[Placed]>;

impl Orders {
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(|(_, _, order)| order.len() * size_of::<Placed>()).sum()
    }
}

/// A film in an order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    index: u32,
    turn: u32,
    slot: Slot,
}

/// What an order is made as of.
#[derive(Clone, Copy)]
struct AsOf<'a> {
    seq: Seq,
    at: UnixMillis,
    mark: Option<&'a Mark>,
}

impl Feed {
    /// A page of Discover: public posts, followers-only and removed ones never, and none with an open serious report or of
    /// a restricted account. Posts published after the reader began are for their next visit.
    pub fn discover(&self, filter: &Filter, skip: Skip<'_>, after: Option<Cursor>, limit: usize) -> Page {
        self.discover_page(&Ask { withheld: skip, after, limit, ..Ask::new(filter) }).0.page
    }

    /// A page of Discover with what put each film where it stands. For a viewer, what they saw (unless asked for), hid or
    /// blocked is left out; the order itself is everybody's.
    pub fn discover_for(&self, ask: &Ask<'_>) -> Served {
        let (mut served, placed) = self.discover_page(ask);
        let (seq, at) = self.catalogue.last_change(served.as_of);
        let as_of = AsOf { seq, at, mark: self.marks.as_of(seq) };
        served.items = placed.into_iter().filter_map(|placed| self.discover_item(placed, as_of)).collect();
        served
    }

    /// What puts one film where it stands in Discover as it is now; none where it does not stand there for this viewer.
    pub fn why_discover(&self, ask: &Ask<'_>, post: PostId) -> Option<ServedItem> {
        let (index, item) = self.catalogue.known(post, self.head())?;
        let viewer = ask.viewer.map(|account| (account, self.viewer(account)));
        if !self.open_to(viewer, ask.seen, index, item) || ask.withholds(&item.facts) {
            return None;
        }
        let (seq, at) = self.catalogue.last_change(self.head());
        let as_of = AsOf { seq, at, mark: self.marks.as_of(seq) };
        let placed = self.order(ask.filter, seq).iter().find(|placed| placed.index == index).copied()?;
        self.discover_item(placed, as_of)
    }

    fn discover_page(&self, ask: &Ask<'_>) -> (Served, Vec<Placed>) {
        let now = self.catalogue.last_change(self.head()).0;
        let as_of = ask.after.map_or(now, |c| self.catalogue.last_change(c.as_of.min(self.head())).0);
        let order = self.order(ask.filter, as_of);
        let from = ask.after.map_or(0, |c| usize::try_from(c.place).unwrap_or(usize::MAX)).min(order.len());
        let limit = ask.limit.clamp(1, PAGE_MOST);
        let viewer = ask.viewer.map(|account| (account, self.viewer(account)));
        let open = |index: u32| self.catalogue.item(index).filter(|item| self.open_to(viewer, ask.seen, index, item));
        let wanted = |item: &Item| !ask.withholds(&item.facts);
        // Nothing has left the order since it was made, and nothing is skipped: counting is a subtraction.
        let whole = as_of == now && ask.withheld.is_none() && viewer.is_none();

        let mut served = Served { as_of, place: i64::try_from(from).unwrap_or(i64::MAX), ..Served::default() };
        let mut places = Vec::with_capacity(limit);
        let mut to = order.len();
        for (place, placed) in order.iter().enumerate().skip(from) {
            let Some(item) = open(placed.index) else { continue };
            if places.len() == limit {
                to = place;
                break;
            }
            if wanted(item) {
                served.page.items.push(item.facts.post);
                places.push(*placed);
            } else {
                served.withheld.push(item.facts.post);
            }
        }
        let shown = |placed: &&Placed| open(placed.index).is_some_and(wanted);
        let count = |placed: &[Placed]| if whole { placed.len() } else { placed.iter().filter(shown).count() };
        let page = &mut served.page;
        page.remaining = order.get(to..).map_or(0, count);
        page.total = order.get(..from).map_or(0, count) + page.items.len() + page.remaining;
        page.next = (page.remaining > 0).then(|| Cursor { as_of, place: i64::try_from(to).unwrap_or(i64::MAX) });
        (served, places)
    }

    /// Whether a film may be recommended to a viewer now.
    pub(crate) fn open_to(
        &self,
        viewer: Option<(AccountId, Option<&Viewer>)>,
        seen: bool,
        index: u32,
        item: &Item,
    ) -> bool {
        item.listed()
            && viewer.is_none_or(|(account, viewer)| {
                let blocked =
                    self.blockers.get(&account).is_some_and(|by| by.binary_search(&item.facts.author).is_ok());
                !blocked && viewer.is_none_or(|v| (seen || !v.seen().contains(index)) && !v.refuses(index, &item.facts))
            })
    }

    /// The order of a filter as of a change, from those at hand or made now.
    fn order(&self, filter: &Filter, as_of: Seq) -> Order {
        let known = |orders: &Orders| {
            let found = orders.0.iter().rev().find(|(f, at, _)| *at == as_of && f == filter);
            found.map(|(_, _, order)| Arc::clone(order))
        };
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(order) = known(&orders) {
            return order;
        }
        let order: Order = self.make_order(filter, as_of).into();
        if orders.0.len() >= ORDERS_MOST {
            orders.0.pop_front();
        }
        orders.0.push_back((filter.clone(), as_of, Arc::clone(&order)));
        order
    }

    /// The films of Discover as it is now, in its order.
    pub(crate) fn discover_order(&self, filter: &Filter) -> impl Iterator<Item = u32> + use<> {
        let order = self.order(filter, self.catalogue.last_change(self.head()).0);
        (0..order.len()).filter_map(move |place| order.get(place).map(|placed| placed.index))
    }

    fn make_order(&self, filter: &Filter, seq: Seq) -> Vec<Placed> {
        let (seq, at) = self.catalogue.last_change(seq);
        let as_of = AsOf { seq, at, mark: self.marks.as_of(seq) };
        let known = self.catalogue.items.partition_point(|item| item.since <= seq);
        // The newest first. Not by the log's order: a post may have been for followers only before it was for everyone, and
        // an outsider cannot know since when.
        let mut listed: Vec<(UnixMillis, PostId, u32)> = Vec::with_capacity(known);
        for (index, item) in (0_u32..).zip(&self.catalogue.items).take(known) {
            if let Some(facts) = item.listed_as_of(seq).filter(|facts| filter.matches(facts)) {
                listed.push((facts.published_at, facts.post, index));
            }
        }
        listed.sort_by(|a, b| b.cmp(a));
        let mut turns = vec![0_u32; self.catalogue.by_author.len()];
        let mut scored: Vec<(i64, u32, u32)> = Vec::with_capacity(listed.len());
        for (_, _, index) in listed {
            let Some(item) = self.catalogue.item(index) else { continue };
            let (Some(facts), Ok(author)) = (item.listed_as_of(seq), usize::try_from(item.author)) else { continue };
            let Some(turn) = turns.get_mut(author) else { continue };
            scored.push((self.discover_sum(item, facts, *turn, as_of).score, index, *turn));
            *turn += 1;
        }
        // Stable: of equals the newest stays first.
        scored.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
        self.with_newcomers(&scored, at)
    }

    /// Fills the places kept for new athletes, turn by turn.
    fn with_newcomers(&self, scored: &[(i64, u32, u32)], at: UnixMillis) -> Vec<Placed> {
        let params = &self.manifest.discover;
        let new = |index: u32| self.is_newcomer(index, at);
        let mut order = Vec::with_capacity(scored.len());
        for run in scored.chunk_by(|a, b| a.2 == b.2) {
            let mut later = run.iter().enumerate().filter(|(_, s)| new(s.1)).map(|(place, _)| place);
            let mut pulled = vec![false; run.len()];
            let (mut next, mut met, mut place) = (0, false, 0);
            while place < run.len() {
                while pulled.get(next) == Some(&true) {
                    next += 1;
                }
                let at = place % params.newcomer_every.max(1);
                met = met && at != 0;
                let due = at == params.newcomer_at && !met && !run.get(next).is_some_and(|s| new(s.1));
                let kept = due.then(|| later.find(|place| *place > next)).flatten();
                let taken = kept.unwrap_or(next);
                let Some((_, index, turn)) = run.get(taken) else { break };
                if let Some(flag) = pulled.get_mut(taken) {
                    *flag = true;
                }
                met |= new(*index);
                let slot = if kept.is_some() { Slot::Newcomer } else { Slot::Score };
                order.push(Placed { index: *index, turn: *turn, slot });
                place += 1;
            }
        }
        order
    }

    /// Whether a film's athlete published their first not long ago.
    pub(crate) fn is_newcomer(&self, index: u32, at: UnixMillis) -> bool {
        let author = self.lite(index).and_then(|lite| usize::try_from(lite.author).ok());
        let author = author.and_then(|ix| self.catalogue.by_author.get(ix));
        let since = author.and_then(|author| author.since);
        since.is_some_and(|since| at.since(since) < self.manifest.discover.newcomer_ms)
    }

    fn discover_sum(&self, item: &Item, facts: &PostFacts, turn: u32, as_of: AsOf<'_>) -> Sum {
        let params = &self.manifest.discover;
        let mut sum = Sum::default();
        sum.add(ReasonKind::Turn, -i64::from(turn) * millionths(params.turn));
        let fresh = left(as_of.at.since(facts.published_at), params.recent_half_life_ms);
        sum.add(ReasonKind::Recent, contribution(params.recent * fresh));
        let mark = as_of.mark.map_or(Seq(0), |mark| mark.seq);
        let heard = libm::log2f(1.0 + item.tally.as_of(mark, as_of.at, &self.manifest.applause));
        sum.add(ReasonKind::Applause, contribution(params.applause * heard / (heard + params.applause_half)));
        let author = usize::try_from(item.author).unwrap_or(usize::MAX);
        if as_of.mark.is_some_and(|mark| mark.below(author)) {
            sum.add(ReasonKind::Floor, millionths(params.floor));
        }
        if let Some(boost) = self.boosts.of(facts.post, as_of.seq) {
            sum.add(ReasonKind::Boost, i64::from(boost.lift) * 1_000);
        }
        sum
    }

    fn discover_item(&self, placed: Placed, as_of: AsOf<'_>) -> Option<ServedItem> {
        let item = self.catalogue.item(placed.index)?;
        let facts = item.listed_as_of(as_of.seq)?;
        let Sum { score, reasons } = self.discover_sum(item, facts, placed.turn, as_of);
        let boost = self.boosts.of(facts.post, as_of.seq).map(|boost| boost.boost);
        Some(ServedItem { post: facts.post, score, reasons, slot: placed.slot, propensity: None, boost })
    }
}
