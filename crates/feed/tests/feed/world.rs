//! Logs that might be written: a few athletes and viewers, and everything that can happen between them.

use grandstand_domain::{
    account::Role,
    digest::Digest,
    feed_choice::{Correction, FeedChoice, Forget, Topic, Wish},
    id::{AccountId, BoostId, CommentId, OrganisationId, PostId, Seq},
    log::{Entry, Fact, PostFacts},
    post::Visibility,
    report::{ReportReason, ReportSubject},
    sport::Sport,
    time::{DAY, UnixMillis},
    watch::{Surface, Watch},
};
use proptest::prelude::*;

/// The first moment of every log.
pub(crate) const START: UnixMillis = UnixMillis(1_790_000_000_000);
const EPOCH: i64 = 1_577_836_800_000;

/// An account that was made some days before the log begins.
pub(crate) fn account(number: i64, days: i64) -> AccountId {
    AccountId(((START.0 - days * DAY - EPOCH) << 20) | number)
}

/// One of six athletes; the first two are new.
pub(crate) fn athlete(number: usize) -> AccountId {
    account(1 + i64::try_from(number % 6).unwrap(), 400)
}

/// One of four viewers, of different age.
pub(crate) fn viewer(number: usize) -> AccountId {
    account(101 + i64::try_from(number % 4).unwrap(), [0, 2, 30, 300][number % 4])
}

/// What may happen. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Publish { by: usize, followers: bool, seconds: i64, old: bool },
    Edit { post: usize, followers: bool },
    Remove { post: usize },
    Report { post: usize },
    Decide { post: usize },
    Watch { who: Option<usize>, post: usize, ms: u32, done: bool },
    Act { who: usize, post: usize, kind: u8 },
    Link { who: usize, whom: usize, kind: u8 },
    Choose { who: usize, on: bool, sliders: [i8; 3], wish: Option<(u8, u8)>, forget: Option<usize> },
    Expose { served: Vec<(usize, u32)> },
    Restrict { whom: usize, on: bool },
    Boost { post: usize, lift: u32, minutes: i64 },
    EndBoost { boost: usize },
    Later { ms: i64 },
}

pub(crate) fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let slider = || -2..=2_i8;
    let step = prop_oneof![
        12 => (0..6_usize, prop::bool::weighted(0.1), 5..60_i64, any::<bool>())
            .prop_map(|(by, followers, seconds, old)| Step::Publish { by, followers, seconds, old }),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(post, followers)| Step::Edit { post, followers }),
        1 => any::<usize>().prop_map(|post| Step::Remove { post }),
        1 => any::<usize>().prop_map(|post| Step::Report { post }),
        1 => any::<usize>().prop_map(|post| Step::Decide { post }),
        8 => (prop::option::weighted(0.9, 0..4_usize), any::<usize>(), 0..40_000_u32, prop::bool::weighted(0.3))
            .prop_map(|(who, post, ms, done)| Step::Watch { who, post, ms, done }),
        6 => (0..4_usize, any::<usize>(), 0..6_u8).prop_map(|(who, post, kind)| Step::Act { who, post, kind }),
        4 => (0..4_usize, 0..6_usize, 0..6_u8).prop_map(|(who, whom, kind)| Step::Link { who, whom, kind }),
        3 => (
            (0..4_usize, prop::bool::weighted(0.9), [slider(), slider(), slider()]),
            (prop::option::weighted(0.3, (0..3_u8, 0..3_u8)), prop::option::weighted(0.2, any::<usize>())),
        )
            .prop_map(|((who, on, sliders), (wish, forget))| Step::Choose { who, on, sliders, wish, forget }),
        3 => prop::collection::vec((0..6_usize, 1..3_000_u32), 1..4).prop_map(|served| Step::Expose { served }),
        1 => (0..6_usize, prop::bool::weighted(0.4)).prop_map(|(whom, on)| Step::Restrict { whom, on }),
        2 => (any::<usize>(), 1..20_000_u32, 1..600_i64).prop_map(|(post, lift, minutes)| Step::Boost { post, lift, minutes }),
        1 => any::<usize>().prop_map(|boost| Step::EndBoost { boost }),
        4 => prop_oneof![0..30_000_i64, 0..3 * DAY].prop_map(|ms| Step::Later { ms }),
    ];
    prop::collection::vec(step, 0..most)
}

/// A log in the making.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) log: Vec<Entry>,
    pub(crate) posts: i64,
    boosts: i64,
    now: UnixMillis,
}

impl Default for World {
    /// Every viewer exists and wants For you, the last one's account is trusted.
    fn default() -> Self {
        let mut world = Self { log: Vec::new(), posts: 0, boosts: 0, now: START };
        for number in 0..4 {
            let role = if number == 3 { Role::Staff } else { Role::Supporter };
            world.write(Fact::AccountMade { account: viewer(number), role });
            let choice = FeedChoice { for_you: true, ..FeedChoice::default() };
            world.write(Fact::FeedChosen { who: viewer(number), choice, forget: None });
        }
        world
    }
}

impl World {
    pub(crate) fn of(steps: &[Step]) -> Self {
        let mut world = Self::default();
        for step in steps {
            world.step(step);
        }
        world
    }

    pub(crate) fn write(&mut self, fact: Fact) {
        self.now = self.now.plus(7);
        let seq = Seq(i64::try_from(self.log.len()).unwrap() + 1);
        self.log.push(Entry { seq, at: self.now, fact });
    }

    pub(crate) fn post(&self, number: usize) -> PostId {
        PostId(1 + i64::try_from(number % usize::try_from(self.posts.max(1)).unwrap()).unwrap())
    }

    fn facts(&self, post: i64, by: usize, seconds: i64, old: bool) -> PostFacts {
        PostFacts {
            post: PostId(post),
            author: athlete(by),
            organisation: Some(OrganisationId(1 + i64::try_from(by % 2).unwrap())),
            sport: [Some(Sport::Judo), Some(Sport::Boccia), Some(Sport::Rowing), None].get(by % 4).copied().flatten(),
            region: String::new(),
            journey: None,
            tags: vec![format!("t{}", post % 3).parse().unwrap()],
            language: "en-GB".into(),
            duration_ms: seconds * 1_000,
            visibility: Visibility::Public,
            published_at: if old { self.now.plus(-40 * DAY) } else { self.now },
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each thing that can happen")]
    pub(crate) fn step(&mut self, step: &Step) {
        let visible = |followers: bool| if followers { Visibility::Followers } else { Visibility::Public };
        let fact = match step {
            Step::Later { ms } => {
                self.now = self.now.plus(*ms);
                return;
            }
            Step::Publish { by, followers, seconds, old } => {
                self.posts += 1;
                let facts = self.facts(self.posts, *by, *seconds, *old);
                Fact::PostPublished(PostFacts { visibility: visible(*followers), ..facts })
            }
            Step::Expose { served } => Fact::Exposed {
                served: served.iter().map(|(whom, much)| (athlete(*whom), *much)).collect(),
                pages: 1,
                receipts: Digest::default(),
            },
            Step::Restrict { whom, on: true } => Fact::AccountRestricted { account: athlete(*whom) },
            Step::Restrict { whom, on: false } => Fact::AccountRestored { account: athlete(*whom) },
            Step::Link { who, whom, kind } => {
                let (who, whom) = (viewer(*who), athlete(*whom));
                match kind {
                    0 | 1 => Fact::Followed { who, whom },
                    2 => Fact::Unfollowed { who, whom },
                    3 => Fact::Blocked { who, whom },
                    4 => Fact::Unblocked { who, whom },
                    _ => Fact::Blocked { who: whom, whom: who },
                }
            }
            Step::Choose { who, on, sliders: [relevant, unfamiliar, all_sports], wish, forget } => {
                let correction = wish.map(|(topic, wish)| Correction {
                    topic: match topic {
                        0 => Topic::Author(athlete(usize::from(wish))),
                        1 => Topic::Sport(Sport::Judo),
                        _ => Topic::Tag("t1".parse().unwrap()),
                    },
                    wish: Wish::ALL[usize::from(wish)],
                });
                let choice = FeedChoice {
                    for_you: *on,
                    relevant: *relevant,
                    unfamiliar: *unfamiliar,
                    all_sports: *all_sports,
                    corrections: correction.into_iter().collect(),
                };
                let forget = forget.map(|f| if f % 2 == 0 { Forget::All } else { Forget::Post(self.post(f)) });
                Fact::FeedChosen { who: viewer(*who), choice, forget }
            }
            Step::EndBoost { boost } => {
                let boost = i64::try_from(*boost % 5).unwrap() + 1;
                Fact::BoostEnded { boost: BoostId(boost), by: athlete(0) }
            }
            _ if self.posts == 0 => return,
            Step::Edit { post, followers } => {
                let PostId(post) = self.post(*post);
                // The author and the length cannot change; the feed must hold on to the first whatever the log says.
                let facts = self.facts(post, usize::try_from(post).unwrap(), post, false);
                Fact::PostChanged(PostFacts { visibility: visible(*followers), ..facts })
            }
            Step::Remove { post } => Fact::PostRemoved { post: self.post(*post) },
            Step::Report { post } => {
                Fact::Reported { subject: ReportSubject::Post(self.post(*post)), reason: ReportReason::Danger }
            }
            Step::Decide { post } => {
                Fact::ReportDecided { subject: ReportSubject::Post(self.post(*post)), upheld: false }
            }
            Step::Watch { who, post, ms, done } => {
                let view = |post| Watch { post, watched_ms: *ms, completed: *done, surface: Surface::ForYou };
                let views = vec![view(self.post(*post)), view(self.post(post / 7))];
                Fact::Watched { who: who.map(viewer), views }
            }
            Step::Act { who, post, kind } => {
                let (who, post) = (viewer(*who), self.post(*post));
                match kind {
                    0 => Fact::Cheered { who, post },
                    1 => Fact::Uncheered { who, post },
                    2 => Fact::Commented { who, post, comment: CommentId(1) },
                    3 => Fact::Shared { who: Some(who), post },
                    4 => Fact::Hidden { who, post },
                    _ => Fact::Unhidden { who, post },
                }
            }
            Step::Boost { post, lift, minutes } => {
                self.boosts += 1;
                let until = self.now.plus(minutes * 60_000);
                let (boost, post) = (BoostId(self.boosts), self.post(*post));
                Fact::Boosted { boost, post, by: athlete(0), why: "opening".into(), lift: *lift, until }
            }
        };
        self.write(fact);
    }
}
