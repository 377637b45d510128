//! The feed's model behind the replay's door.

use grandstand_feed::model::{
    Acts, Context, History, ItemFacts, Model, ModelParams, Outcome, PREDICTED, Scored, Scratch, Sliders, View,
    ViewerKey,
};

use crate::{
    data::{Data, Event},
    replay::Recommender,
};

/// "Not known" as a kind of page.
const UNKNOWN_SURFACE: u8 = 31;
const DAY_MS: i64 = 86_400_000;
/// Of a viewer's history only the last time is known; on average half a day lies between two showings.
const PAUSE_MS: i64 = DAY_MS / 2;

pub(crate) struct Learned {
    pub(crate) model: Model,
    /// The tables of last midnight, if the run is to show what live tables gain.
    nightly: Option<(i64, Model)>,
    histories: Vec<History>,
    scratch: Scratch,
    scored: Vec<Scored>,
    /// What the ranker expected of the last impression.
    pub(crate) expected: Option<[f32; PREDICTED]>,
}

impl Learned {
    pub(crate) fn new(data: &Data, params: &ModelParams) -> Self {
        let mut model = Model::new(params);
        for (index, item) in (0..).zip(&data.items).filter(|(_, item)| item.known) {
            let facts = ItemFacts {
                author: item.author,
                group: item.tags[0] as u16,
                topics: item.tags,
                duration_ms: item.duration_ms,
                // The data set's films were all uploaded within three days, a year before.
                published_at_ms: 0,
            };
            model.add_item(index, facts);
        }
        Self {
            model,
            nightly: None,
            histories: vec![History::default(); data.users],
            scratch: Scratch::default(),
            scored: Vec::new(),
            expected: None,
        }
    }

    /// From here on, rank by tables that are remade at midnight only (the viewers' own histories stay live).
    pub(crate) fn freeze_nightly(&mut self, now_ms: i64) {
        self.nightly = Some((now_ms / DAY_MS, self.model.clone()));
    }
}

impl Recommender for Learned {
    fn warm(&mut self, data: &Data) {
        let start_ms = data.events.first().map_or(0, |e| e.time_ms);
        for past in &data.past {
            let at_ms = if past.last_time_ms > 0 { past.last_time_ms.min(start_ms - 1) } else { start_ms - DAY_MS };
            let history = &mut self.histories[past.user];
            let mut take = |item: u32, long: bool, at_ms: i64| {
                let play_ms = if long { 18_000 } else { 5_000 };
                let cheer = long && past.liked.contains(&item);
                let acts = Acts { cheer, ..Acts::default() };
                let outcome = Outcome { view: Some(View { play_ms, long }), acts };
                let ctx = Context { hour: 0, surface: UNKNOWN_SURFACE };
                self.model.learn(Some((history, ViewerKey(past.user as u64))), item, &outcome, 1.0, at_ms, ctx);
            };
            let mut left = past.long_viewed.clone();
            for item in past.long_viewed.iter().filter(|item| !past.shown.contains(item)) {
                take(*item, true, at_ms - PAUSE_MS * past.shown.len() as i64);
            }
            for (item, after) in past.shown.iter().zip((0..past.shown.len() as i64).rev()) {
                let long = left.iter().position(|i| i == item);
                if let Some(place) = long {
                    left.remove(place);
                }
                take(*item, long.is_some(), at_ms - PAUSE_MS * after);
            }
        }
    }

    fn rank(&mut self, user: usize, time_ms: i64, tab: u8, films: &[u32], out: &mut Vec<(u32, f32)>) {
        if let Some((day, tables)) = &mut self.nightly
            && *day < time_ms / DAY_MS
        {
            (*day, *tables) = (time_ms / DAY_MS, self.model.clone());
        }
        let model = self.nightly.as_ref().map_or(&self.model, |(_, tables)| tables);
        let (history, key) = (&self.histories[user], Some(ViewerKey(user as u64)));
        let (ctx, still) = (context(time_ms, tab), Sliders::default());
        model.score(history, key, films, time_ms, ctx, &still, &mut self.scratch, &mut self.scored);
        out.clear();
        out.extend(self.scored.iter().map(|s| (s.item, s.total())));
    }

    fn learn(&mut self, event: &Event) {
        let acts = Acts {
            cheer: event.like,
            follow: event.follow,
            share: event.forward,
            comment: event.comment,
            hide: event.hate,
            report: false,
        };
        let outcome = Outcome { view: Some(View { play_ms: event.play_ms, long: event.long_view }), acts };
        let viewer = Some((&mut self.histories[event.user], ViewerKey(event.user as u64)));
        let ctx = context(event.time_ms, event.tab);
        self.expected = self.model.learn(viewer, event.item, &outcome, 1.0, event.time_ms, ctx);
    }
}

/// The hour is that of China, where the log was taken.
fn context(time_ms: i64, tab: u8) -> Context {
    Context { hour: ((time_ms / 3_600_000 + 8) % 24) as u8, surface: tab }
}
