//! For you: made of one viewer's own log entries, for those who asked for it.
//!
//! A session is ranked once, as of the entry of the log at which its first page was asked for; its later pages are read from
//! that order, less what has been seen, hidden or taken away since. It holds a bounded number of films and so has an end.
//! Sessions are kept at hand for a while; a cursor whose session is gone begins a new one, as of now, which the answer's
//! [`Served::as_of`] tells.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use grandstand_domain::{
    feed_choice::{FeedChoice, SLIDER_MOST, Wish},
    id::{AccountId, PostId, Seq},
    watch::Surface,
};

use crate::{
    Ask, Cursor, Filter, PAGE_MOST, Served,
    catalogue::Lite,
    explain::{ReasonKind, ServedItem, Slot, Sum, contribution, millionths},
    feed::Feed,
    model::{PARTS, Part, Scored, Scratch, Sliders},
    rerank::{Candidate, Counts, Pick, order},
    viewer::{Viewer, context, mix},
};

/// The most sessions kept at hand.
pub const SESSIONS_MOST: usize = 1_024;

/// Contributions after the model's and before re-ranking, in this order.
const EXTRAS: [ReasonKind; 7] = [
    ReasonKind::Followed,
    ReasonKind::More,
    ReasonKind::Fewer,
    ReasonKind::Attention,
    ReasonKind::Programme,
    ReasonKind::Floor,
    ReasonKind::Boost,
];
const AGAIN: [ReasonKind; 3] = [ReasonKind::AuthorAgain, ReasonKind::SportAgain, ReasonKind::TeamAgain];

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key(AccountId, Seq, Filter, bool);

/// A ranked order and what it is made of.
#[derive(Debug, Default)]
struct Session {
    picks: Vec<Pick>,
    /// What stands in [`Pick::row`]: the model's parts and the extras, in millionths.
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    parts: [i64; PARTS],
    extras: [i64; EXTRAS.len()],
}

/// Sessions at hand, and room to work in.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    known: HashMap<Key, Arc<Session>>,
    queue: VecDeque<Key>,
    work: Vec<Work>,
}

#[derive(Debug, Default)]
pub(crate) struct Work {
    scratch: Scratch,
    proposed: Vec<u32>,
    scored: Vec<Scored>,
    candidates: Vec<Candidate>,
    counts: Counts,
    /// A session that is gone, whose room the next one takes.
    spare: Session,
}

impl Sessions {
    fn get(sessions: &Mutex<Self>, key: &Key) -> Option<Arc<Session>> {
        sessions.lock().unwrap_or_else(PoisonError::into_inner).known.get(key).cloned()
    }

    fn put(sessions: &Mutex<Self>, key: Key, session: &Arc<Session>, mut work: Work) {
        let mut sessions = sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.known.insert(key.clone(), Arc::clone(session)).is_none() {
            sessions.queue.push_back(key);
        }
        while sessions.queue.len() > SESSIONS_MOST {
            let oldest = sessions.queue.pop_front().and_then(|oldest| sessions.known.remove(&oldest));
            work.spare = oldest.and_then(Arc::into_inner).unwrap_or_default();
        }
        sessions.work.push(work);
    }

    pub(crate) fn bytes(&self) -> usize {
        let of = |s: &Session| s.picks.capacity() * size_of::<Pick>() + s.rows.capacity() * size_of::<Row>();
        self.known.values().map(|session| of(session) + size_of::<Session>() + 2 * size_of::<Key>()).sum()
    }
}

impl Feed {
    /// A page of For you. None if the viewer is not at hand ([`Feed::has_viewer`]) or has not turned For you on.
    pub fn for_you(&self, ask: &Ask<'_>) -> Option<Served> {
        let viewer = self.wants_for_you(ask)?;
        let key = |as_of| Key(viewer.account(), as_of, ask.filter.clone(), ask.seen);
        let known = ask.after.and_then(|c| Some((c, Sessions::get(&self.sessions, &key(c.as_of))?)));
        let (as_of, from, session) = if let Some((cursor, session)) = known {
            (cursor.as_of, usize::try_from(cursor.place).unwrap_or(usize::MAX), session)
        } else {
            (self.head(), 0, self.session(viewer, ask))
        };
        Some(self.page_of(&session, as_of, from, viewer, ask))
    }

    /// What puts one film where it stands in For you as it is now; none where it does not stand there for this viewer.
    pub fn why_for_you(&self, ask: &Ask<'_>, post: PostId) -> Option<ServedItem> {
        let viewer = self.wants_for_you(ask)?;
        let (index, item) = self.catalogue.known(post, self.head())?;
        let session = self.session(viewer, ask);
        let pick = session.picks.iter().find(|pick| pick.index == index).filter(|_| !ask.withholds(&item.facts))?;
        Some(self.served_item(&session, pick, post, self.head()))
    }

    fn wants_for_you(&self, ask: &Ask<'_>) -> Option<&Viewer> {
        self.viewer(ask.viewer?).filter(|viewer| viewer.choice().for_you)
    }

    /// The order as it is now, from those at hand or made now.
    fn session(&self, viewer: &Viewer, ask: &Ask<'_>) -> Arc<Session> {
        let key = Key(viewer.account(), self.head(), ask.filter.clone(), ask.seen);
        let known = Sessions::get(&self.sessions, &key);
        known.unwrap_or_else(|| self.rank(key, viewer, ask))
    }

    fn page_of(&self, session: &Session, as_of: Seq, from: usize, viewer: &Viewer, ask: &Ask<'_>) -> Served {
        let from = from.min(session.picks.len());
        let limit = ask.limit.clamp(1, PAGE_MOST);
        let who = Some((viewer.account(), Some(viewer)));
        // The order was made just now, of films that may be shown: nothing has left it.
        let whole = as_of == self.head();
        let open = |pick: &Pick| {
            let item = self.catalogue.item(pick.index)?;
            (whole || self.open_to(who, ask.seen, pick.index, item)).then_some(item)
        };
        let place = |place: usize| i64::try_from(place).unwrap_or(i64::MAX);
        let mut served = Served { as_of, place: place(from), ..Served::default() };
        let mut to = session.picks.len();
        for (at, pick) in session.picks.iter().enumerate().skip(from) {
            let Some(item) = open(pick) else { continue };
            if served.items.len() == limit {
                to = at;
                break;
            }
            if ask.withholds(&item.facts) {
                served.withheld.push(item.facts.post);
                continue;
            }
            served.page.items.push(item.facts.post);
            served.items.push(self.served_item(session, pick, item.facts.post, as_of));
        }
        let shown = |pick: &&Pick| open(pick).is_some_and(|item| !ask.withholds(&item.facts));
        let all_shown = whole && ask.withheld.is_none();
        let count = |picks: Option<&[Pick]>| {
            picks.map_or(0, |picks| if all_shown { picks.len() } else { picks.iter().filter(shown).count() })
        };
        let page = &mut served.page;
        page.remaining = count(session.picks.get(to..));
        page.total = count(session.picks.get(..from)) + page.items.len() + page.remaining;
        page.next = (page.remaining > 0).then(|| Cursor { as_of, place: place(to) });
        served
    }

    fn served_item(&self, session: &Session, pick: &Pick, post: PostId, as_of: Seq) -> ServedItem {
        let mut sum = Sum { reasons: Vec::with_capacity(PARTS + EXTRAS.len() + AGAIN.len()), ..Sum::default() };
        if let Some(Row { parts, extras }) = session.rows.get(usize::from(pick.row)) {
            Part::ALL.into_iter().zip(parts).for_each(|(part, value)| sum.add(ReasonKind::Model(part), *value));
            EXTRAS.into_iter().zip(extras).for_each(|(kind, value)| sum.add(kind, *value));
        }
        AGAIN.into_iter().zip(pick.again).for_each(|(kind, value)| sum.add(kind, value));
        let propensity = (pick.slot == Slot::Random).then_some(pick.propensity);
        let boost = self.boosts.of(post, as_of).map(|boost| boost.boost);
        ServedItem { post, score: sum.score, reasons: sum.reasons, slot: pick.slot, propensity, boost }
    }

    fn rank(&self, key: Key, viewer: &Viewer, ask: &Ask<'_>) -> Arc<Session> {
        let mut work = self.sessions.lock().unwrap_or_else(PoisonError::into_inner).work.pop().unwrap_or_default();
        let seed = mix(ask.seed ^ mix(self.head().0.cast_unsigned()));
        self.propose(viewer, ask, seed, &mut work);
        let Session { mut picks, mut rows } = std::mem::take(&mut work.spare);
        let Work { scratch, proposed, scored, candidates, counts, .. } = &mut work;
        let ctx = context(self.now, Surface::ForYou);
        let sliders = sliders(viewer.choice());
        let (history, profile) = (viewer.history(), Some(viewer.key()));
        self.model.score(history, profile, proposed, self.now.0, ctx, &sliders, scratch, scored);
        let programme = [false, true].map(|para| self.programme(para));
        rows.clear();
        candidates.clear();
        for scored in scored.iter() {
            let Some(lite) = self.lite(scored.item) else { continue };
            let Ok(row) = u16::try_from(rows.len()) else { break };
            let parts = scored.parts.map(contribution);
            let (mut candidate, extras) = self.weigh(viewer, scored.item, lite, programme);
            (candidate.row, candidate.base) = (row, parts.iter().chain(&extras).sum::<i64>());
            candidates.push(candidate);
            rows.push(Row { parts, extras });
        }
        candidates.sort_unstable_by(|a, b| b.base.cmp(&a.base).then(b.index.cmp(&a.index)));
        self.drop_duplicates(candidates);
        candidates.truncate(self.manifest.for_you.session_most);
        let sizes = (self.catalogue.by_author.len(), self.catalogue.teams());
        order(candidates, sizes, &self.manifest.for_you, seed, counts, &mut picks);
        let session = Arc::new(Session { picks, rows });
        Sessions::put(&self.sessions, key, &session, work);
        session
    }

    pub(crate) fn lite(&self, index: u32) -> Option<&Lite> {
        self.catalogue.lite.get(usize::try_from(index).ok()?)
    }

    /// Gathers candidates: the model's, the newest of followed athletes and of those with the least attention, lifted ones,
    /// and, where those are few, the rest of Discover. Each once, none that the viewer may not or does not want to see.
    fn propose(&self, viewer: &Viewer, ask: &Ask<'_>, seed: u64, work: &mut Work) {
        let params = &self.manifest.for_you;
        let proposed = &mut work.proposed;
        self.model.candidates(viewer.history(), seed, &mut work.scratch, proposed);
        let newest =
            |posts: &[u32]| posts.iter().rev().copied().find(|index| self.lite(*index).is_some_and(|l| l.listed));
        let mut followed: Vec<u32> =
            viewer.follows().iter().filter_map(|account| newest(self.catalogue.author(*account))).collect();
        followed.sort_unstable_by(|a, b| b.cmp(a));
        proposed.extend(followed.into_iter().take(params.followed_most));
        for author in self.marks.as_of(self.head()).map_or(&[][..], |mark| mark.least()) {
            let posts = usize::try_from(*author).ok().and_then(|ix| self.catalogue.by_author.get(ix));
            proposed.extend(posts.and_then(|author| newest(&author.posts)));
        }
        let lifted = self.boosts.as_of(self.head()).filter_map(|boost| self.catalogue.known(boost.post, self.head()));
        proposed.extend(lifted.map(|(index, _)| index));
        let all = *ask.filter == Filter::default();
        let own = self.catalogue.author_index(viewer.account()).and_then(|ix| u32::try_from(ix).ok());
        let blocked = self.blockers.get(&viewer.account()).is_some_and(|by| !by.is_empty());
        let careful = blocked || !all || viewer.is_choosy();
        let fits = |index: u32| {
            let known = self.lite(index).is_some_and(|lite| lite.listed && Some(lite.author) != own);
            let fresh = ask.seen || !viewer.seen().contains(index);
            known
                && fresh
                && (!careful
                    || self.catalogue.item(index).is_some_and(|item| {
                        ask.filter.matches(&item.facts)
                            && self.open_to(Some((viewer.account(), Some(viewer))), ask.seen, index, item)
                    }))
        };
        proposed.sort_unstable();
        proposed.dedup();
        proposed.retain(|index| fits(*index));
        if proposed.len() < params.session_least {
            let known = proposed.len();
            for index in self.discover_order(ask.filter) {
                if proposed.len() >= params.session_least {
                    break;
                }
                let among = proposed.get(..known).is_some_and(|known| known.binary_search(&index).is_ok());
                if !among && fits(index) {
                    proposed.push(index);
                }
            }
        }
    }

    /// What the host's rules and the viewer's words add to a film's score.
    fn weigh(&self, viewer: &Viewer, index: u32, lite: &Lite, programme: [i64; 2]) -> (Candidate, [i64; EXTRAS.len()]) {
        let params = &self.manifest.for_you;
        let author = usize::try_from(lite.author).unwrap_or(usize::MAX);
        let share = self.exposure.share(author);
        let below = share.is_some_and(|share| share < self.manifest.exposure.floor_share);
        let (mut more, mut fewer) = (0, 0);
        if !viewer.choice().corrections.is_empty()
            && let Some(item) = self.catalogue.item(index)
        {
            for wish in viewer.wishes(&item.facts) {
                match wish {
                    Wish::More => more += millionths(params.wish),
                    Wish::Fewer => fewer -= millionths(params.wish),
                    Wish::Never => {}
                }
            }
        }
        let account = self.catalogue.by_author.get(author).map(|known| known.account);
        let followed = account.is_some_and(|account| viewer.follows().binary_search(&account).is_ok());
        let boost = if self.boosts.none_open() {
            None
        } else {
            self.catalogue.item(index).and_then(|item| self.boosts.of(item.facts.post, self.head()))
        };
        let extras = [
            if followed { millionths(params.followed) } else { 0 },
            more,
            fewer,
            share.map_or(0, |share| -contribution(params.attention * libm::log2f(1.0 + share.max(0.0)))),
            programme[usize::from(lite.para)],
            if below { millionths(params.floor) } else { 0 },
            boost.map_or(0, |boost| i64::from(boost.lift) * 1_000),
        ];
        let newcomer = self.is_newcomer(index, self.now);
        let Lite { author, team, sport, .. } = *lite;
        (Candidate { row: 0, index, author, team, sport, newcomer, below, base: 0 }, extras)
    }

    /// What films of a programme get or lose for the attention that it has had.
    fn programme(&self, para: bool) -> i64 {
        let share = self.exposure.programme(para).unwrap_or(1.0);
        let halvings = -libm::log2f(share.max(1e-6));
        contribution(self.manifest.for_you.programme * halvings.clamp(-1.0, 1.0))
    }

    /// Keeps one of each athlete's near-duplicates, the one with the highest score. They come with the highest first.
    fn drop_duplicates(&self, candidates: &mut Vec<Candidate>) {
        let params = &self.manifest.for_you;
        let alike = |a: &Lite, b: &Lite| {
            a.author == b.author
                && a.published_at.since(b.published_at).abs() <= params.duplicate_ms
                && i64::from(a.duration_ms.abs_diff(b.duration_ms)) <= params.duplicate_length_ms
        };
        // By athlete first: few have more than one film here, and only those need be compared.
        let mut by_author: Vec<(u32, u32)> = (0_u32..).zip(candidates.iter()).map(|(at, c)| (c.author, at)).collect();
        by_author.sort_unstable();
        let mut gone: Vec<bool> = vec![false; candidates.len()];
        let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
        for same in by_author.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            for (later, (_, place)) in same.iter().enumerate() {
                let lite = candidates.get(at(*place)).and_then(|c| self.lite(c.index));
                let dropped = same.iter().take(later).any(|(_, before)| {
                    let kept = !gone.get(at(*before)).copied().unwrap_or(true);
                    let other = candidates.get(at(*before)).and_then(|c| self.lite(c.index));
                    kept && lite.zip(other).is_some_and(|(a, b)| alike(a, b))
                });
                if let Some(flag) = gone.get_mut(at(*place)) {
                    *flag = dropped;
                }
            }
        }
        let mut place = 0;
        candidates.retain(|_| {
            place += 1;
            !gone.get(place - 1).copied().unwrap_or_default()
        });
    }
}

/// The sliders as the model knows them.
fn sliders(choice: &FeedChoice) -> Sliders {
    let other_way = |slider: i8| -slider.clamp(-SLIDER_MOST, SLIDER_MOST);
    Sliders {
        newest: other_way(choice.relevant),
        familiar: other_way(choice.unfamiliar),
        my_sports: other_way(choice.all_sports),
    }
}
