//! Films as HTML, kept for viewers without an account: a busy Discover draws each film once, not once per viewer.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use grandstand_app::views::Card;
use grandstand_domain::{
    id::PostId,
    time::{SECOND, UnixMillis},
};

use crate::view::JourneyView;

/// Films kept at most: about 5 KB each.
const FILMS_MOST: usize = 2_000;
/// How long the journeys on an end card are kept.
const JOURNEYS_FOR: i64 = 10 * SECOND;
/// Stands for the place in the feed while a film is drawn; no other number in its HTML has so many digits.
const PLACE: usize = 9_007_199_254_740_991;

/// What is kept, by film and language.
#[derive(Default)]
pub(crate) struct Kept {
    films: Mutex<HashMap<(PostId, &'static str), Drawn>>,
    journeys: Mutex<HashMap<&'static str, (UnixMillis, Vec<JourneyView>)>>,
}

/// A film as it was drawn, cut where its place in the feed stands.
struct Drawn {
    card: Card,
    before: Box<str>,
    after: Box<str>,
}

impl Kept {
    /// Whether a film is here as it stands now.
    pub(crate) fn has(&self, card: &Card, language: &'static str) -> bool {
        locked(&self.films).get(&(card.id, language)).is_some_and(|kept| kept.card == *card)
    }

    /// A film at a place in a feed, drawn by `draw` if it is not here as it stands now.
    pub(crate) fn at(
        &self,
        card: &Card,
        language: &'static str,
        place: usize,
        draw: impl FnOnce(usize) -> String,
    ) -> Arc<str> {
        if let Some(kept) = locked(&self.films).get(&(card.id, language)).filter(|kept| kept.card == *card) {
            return kept.at(place);
        }
        let html = draw(PLACE);
        let Some((before, after)) = html.split_once(&PLACE.to_string()) else { return html.into() };
        let kept = Drawn { card: card.clone(), before: before.into(), after: after.into() };
        let shown = kept.at(place);
        let mut films = locked(&self.films);
        if films.len() >= FILMS_MOST {
            films.clear();
        }
        films.insert((card.id, language), kept);
        shown
    }

    /// The journeys of end cards, if they were read a moment ago.
    pub(crate) fn journeys(&self, language: &'static str, now: UnixMillis) -> Option<Vec<JourneyView>> {
        let kept = locked(&self.journeys);
        kept.get(language).filter(|(at, _)| (0..JOURNEYS_FOR).contains(&now.since(*at))).map(|(_, j)| j.clone())
    }

    /// Keeps them.
    pub(crate) fn keep_journeys(&self, language: &'static str, now: UnixMillis, journeys: Vec<JourneyView>) {
        locked(&self.journeys).insert(language, (now, journeys));
    }
}

impl Drawn {
    fn at(&self, place: usize) -> Arc<str> {
        let shown = [&*self.before, &place.to_string(), &*self.after].concat();
        // The first picture of a page is what everyone waits for.
        if place == 1 { shown.replacen("loading=\"lazy\"", "fetchpriority=\"high\"", 1).into() } else { shown.into() }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
