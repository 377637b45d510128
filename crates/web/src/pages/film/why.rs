//! Why a film stands where it stands: in plain words, and as the contributions that add up to its score.

use askama::Template;
use axum::{extract::Path, response::Response};
use grandstand_app::{
    feed_choice,
    viewer::Viewer,
    views::{
        Card,
        feed::{
            FeedKind,
            explain::{ServedItem, Slot},
        },
    },
};
use grandstand_domain::feed_choice::{FeedChoice, Topic};

use super::one::find;
use crate::{
    ask::Ask,
    error::WebError,
    pages::{for_you::named, watching},
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "film/why.html")]
struct WhyPage {
    page: Page,
    id: String,
    why: Why,
    hidden: bool,
}

#[derive(Template)]
#[template(path = "film/why_text.html")]
struct WhyText {
    page: Page,
    id: String,
    why: Why,
    hidden: bool,
}

/// Everything that is said about a film's place.
struct Why {
    reason: String,
    /// Whether the feed goes by a profile of the viewer.
    personal: bool,
    /// Whether the feed scores at all.
    scored: bool,
    boosted: String,
    slot: String,
    parts: Vec<Part>,
    sum: String,
    /// Topics of which fewer can be asked for: as forms send them, and what the button says.
    topics: Vec<(String, String)>,
}

/// One contribution.
struct Part {
    words: String,
    points: String,
}

/// `GET /p/{id}/why`: `feed=for_you`, `following` or, without one, Discover. `fragment=1` answers with the words alone.
pub(crate) async fn why(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let card = find(&ask, &viewer, &id).await?;
    let choice = match &viewer.actor {
        Some(actor) => feed_choice::current(&ask.web.ctx, actor).await?,
        None => FeedChoice::default(),
    };
    let why = explained(&ask, &viewer, &card, &choice);
    let (id, hidden) = (card.id.to_string(), viewer.hidden.contains(&card.id));
    let mut page = Page::titled(&ask, "why-title");
    page.unlisted = true;
    if ask.query("fragment").is_some() {
        return Ok(html(&WhyText { page, id, why, hidden }));
    }
    Ok(html(&WhyPage { page, id, why, hidden }))
}

fn explained(ask: &Ask, viewer: &Viewer, card: &Card, choice: &FeedChoice) -> Why {
    let words = &ask.words;
    let name = &*card.author.name;
    let feed = ask.query("feed");
    let personal = feed.as_deref() == Some("for_you") && choice.for_you;
    let own = viewer.actor.is_some_and(|actor| actor.account == card.author.id);
    let following = feed.as_deref() == Some("following") && viewer.follows.contains(&card.author.id);
    let (key, kind) = match feed {
        _ if own => ("why-own", None),
        _ if following => ("why-following", None),
        _ if personal => ("why-for-you", Some(FeedKind::ForYou)),
        _ => ("why-discover", Some(FeedKind::Discover)),
    };
    let served = kind.and_then(|kind| ask.web.ctx.views.why(kind, viewer, card.id));
    let (slot, parts, sum) = served.as_ref().map_or_else(Default::default, |item| told(item, ask));
    let boost = served.as_ref().and_then(|item| item.boost).and_then(|boost| ask.web.ctx.views.boost_of(boost));
    Why {
        reason: words.t1(key, "name", name),
        personal,
        scored: kind.is_some(),
        boosted: boost.map_or_else(String::new, |why| words.t1("why-boosted", "why", why)),
        slot,
        parts,
        sum,
        topics: if choice.for_you && !own { topics(ask, card) } else { Vec::new() },
    }
}

/// A place's slot in words, its contributions and their sum.
fn told(item: &ServedItem, ask: &Ask) -> (String, Vec<Part>, String) {
    let words = &ask.words;
    let slot = match item.slot {
        Slot::Score => String::new(),
        Slot::Newcomer => words.t("why-slot-newcomer"),
        Slot::Floor => words.t("why-slot-floor"),
        Slot::Random => {
            let one_in = 1_000_000_000_u64 / u64::from(item.propensity.unwrap_or(1).max(1));
            words.t1("why-slot-random", "odds", format!("1 : {one_in}"))
        }
    };
    let part = |kind: &str, value: i64| Part { words: words.t(&format!("reason-{kind}")), points: points(value) };
    let parts = item.reasons.iter().map(|reason| part(reason.kind.name(), reason.value)).collect();
    (slot, parts, points(item.score))
}

/// Millionths of a point with all six places, so that what is shown adds up: `+0.350000`.
fn points(millionths: i64) -> String {
    let sign = if millionths < 0 { '\u{2212}' } else { '+' };
    let whole = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", whole / 1_000_000, whole % 1_000_000)
}

/// The film's athlete, sport and first tags, for "fewer of this".
fn topics(ask: &Ask, card: &Card) -> Vec<(String, String)> {
    let sport = card.author.sport.map(Topic::Sport);
    let tags = card.tags.iter().take(3).cloned().map(Topic::Tag);
    let all = [Topic::Author(card.author.id)].into_iter().chain(sport).chain(tags);
    all.filter_map(|topic| named(&topic, &ask.web.ctx.views, &ask.words))
        .map(|named| {
            let label = ask.words.t1("wish-fewer-of", "topic", named.name.as_str());
            (named.value, label)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use grandstand_app::views::feed::explain::ReasonKind;

    use super::points;
    use crate::words::Words;

    #[test]
    fn points_keep_every_place() {
        assert_eq!(points(350_000), "+0.350000");
        assert_eq!(points(-8_000_001), "\u{2212}8.000001");
        assert_eq!(points(0), "+0.000000");
    }

    #[test]
    fn every_contribution_has_its_sentence() {
        let words = Words::choose(Some("en-GB"), None);
        for kind in ReasonKind::all() {
            let key = format!("reason-{}", kind.name());
            assert_ne!(words.t(&key), key);
        }
    }
}
