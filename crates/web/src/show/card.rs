//! From what the views hold to what the components show.

use std::collections::HashSet;

use grandstand_app::{
    viewer::Viewer,
    views::{Author, Card, Own},
};
use grandstand_domain::{
    account::Role,
    caption,
    handle::Handle,
    id::PostId,
    journey::MilestoneKind,
    post::{PostState, Visibility},
    sport::Sport,
};
use grandstand_store::{ReadTx, journey};

use super::{day, pictogram, sport_name, text};
use crate::{
    ask::Ask,
    error::WebError,
    view::{FilmView, JourneyView, Moment, PersonView, PosterView, RenditionView, SportView, TeamView, TrackView},
    words::Words,
};

/// A sport as a chip.
pub(crate) fn sport(sport: Sport, words: &Words) -> SportView {
    SportView { slug: sport.slug().to_owned(), name: sport_name(sport, words), pictogram: pictogram(sport) }
}

/// Someone who posts. Whether the viewer follows them stands open.
pub(crate) fn author(author: &Author, words: &Words) -> PersonView {
    PersonView {
        handle: author.handle.to_string(),
        name: author.name.to_string(),
        team: author.team.as_ref().map(|t| TeamView { slug: t.slug.to_string(), name: t.name.to_string() }),
        sport: author.sport.map(|s| sport(s, words)),
        note: String::new(),
        followed: None,
    }
}

/// Someone who posts, with the viewer's follow button. Nobody follows themselves; without an account the button leads
/// to signing in.
pub(crate) fn author_for(whom: &Author, viewer: &Viewer, words: &Words) -> PersonView {
    let own = viewer.actor.is_some_and(|a| a.account == whom.id);
    PersonView { followed: (!own).then(|| viewer.follows.contains(&whom.id)), ..author(whom, words) }
}

/// An athlete in a roster: the sport under the name, or the region where the sport goes without saying.
pub(crate) fn in_roster(whom: &Author, with_sport: bool, words: &Words) -> PersonView {
    let mut person = author(whom, words);
    if !with_sport {
        person.note = if whom.region.is_empty() {
            whom.team.as_ref().map_or_else(String::new, |t| t.name.to_string())
        } else {
            whom.region.to_string()
        };
    }
    person
}

/// A film in the player.
pub(crate) fn film(
    card: &Card,
    own: Own,
    position: usize,
    exists: impl Fn(&Handle) -> bool,
    words: &Words,
) -> FilmView {
    let poster = card.film.poster.as_ref();
    let path = |path: Option<&str>| path.unwrap_or_default().to_owned();
    let rendition = |r: &grandstand_app::views::Playable| RenditionView {
        short: r.rung.short_side(),
        url: r.url.to_string(),
        bit_rate: r.bit_rate,
        codecs: r.codecs.to_string(),
    };
    let track = |language: &str| TrackView {
        lang: language.to_owned(),
        label: language_name(language).to_owned(),
        url: card.film.track(language),
    };
    FilmView {
        id: card.id.to_string(),
        author: author(&card.author, words),
        position,
        width: card.film.width.max(1),
        height: card.film.height.max(1),
        duration_ms: card.film.duration_ms,
        poster_webp: path(poster.map(|p| &*p.webp)),
        poster_jpeg: path(poster.map(|p| &*p.jpeg)),
        blurhash: path(poster.map(|p| &*p.blurhash)),
        alt: alt(card, words),
        caption: text::rich(&card.caption, exists),
        renditions: card.film.renditions.iter().map(rendition).collect(),
        tracks: card.film.tracks.iter().map(|l| track(l)).collect(),
        cheers: card.cheers.into(),
        comments: card.comments.into(),
        cheered: own.cheered,
        saved: own.bookmarked,
        is_out: card.state == PostState::Published,
        label: label(card, words),
        feed: "",
        lifted: lifted(card, words),
        hand: hand(card, words),
    }
}

/// Why and until when it is lifted by editors; empty where it is not.
pub(crate) fn lifted(card: &Card, words: &Words) -> String {
    card.boost.as_ref().map_or_else(String::new, |boost| {
        let why = crate::pages::transparency::said(&boost.why, &boost.why_cy, words);
        words.t2("boost-label", "why", why, "until", super::moment(boost.until, words).human)
    })
}

/// What the film shows, in the athlete's words, else whose it is.
pub(crate) fn alt(card: &Card, words: &Words) -> String {
    if card.alt_text.is_empty() {
        words.t1("film-description", "name", &*card.author.name)
    } else {
        card.alt_text.to_string()
    }
}

/// Who sees it, where that is not everyone.
fn label(card: &Card, words: &Words) -> String {
    match (card.state, card.visibility) {
        (PostState::Draft, _) => words.t("label-draft"),
        (PostState::Scheduled, _) => words.t("label-scheduled"),
        (PostState::Waiting, _) => words.t("label-waiting"),
        (PostState::Removed, _) | (PostState::Published, Visibility::Public) => String::new(),
        (PostState::Published, Visibility::Followers) => words.t("label-followers"),
    }
}

/// A film in a grid: under its caption on the athlete's own page, under their name elsewhere.
pub(crate) fn poster(card: &Card, by_name: bool, words: &Words) -> PosterView {
    let caption = text::cut(&card.caption, 60);
    PosterView {
        id: card.id.to_string(),
        team: card.author.team.as_ref().map_or_else(String::new, |t| t.slug.to_string()),
        picture: card.film.poster.as_ref().map_or_else(String::new, |p| p.webp.to_string()),
        blurhash: card.film.poster.as_ref().map_or_else(String::new, |p| p.blurhash.to_string()),
        title: if by_name || caption.is_empty() { card.author.name.to_string() } else { caption },
        cheers: card.cheers.into(),
        pictogram: card.author.sport.map_or("", pictogram),
        label: label(card, words),
        lifted: lifted(card, words),
        to_edit: false,
    }
}

/// Whose hand published or changed it, in words; empty where it was the author's own.
fn hand(card: &Card, words: &Words) -> String {
    card.hand.map_or_else(String::new, |note| {
        words.t1(&format!("acting-note-{}", note.as_str()), "name", &*card.author.name)
    })
}

/// The handles that texts mention and that are accounts. Asks the database only for those whom the views do not know.
pub(crate) async fn mentioned<'t>(
    ask: &Ask,
    texts: impl Iterator<Item = &'t str>,
) -> Result<HashSet<Handle>, WebError> {
    let (mut known, mut open) = (HashSet::new(), HashSet::new());
    for handle in texts.filter(|t| t.contains('@')).flat_map(caption::mentions) {
        let met = ask.web.ctx.views.author_by_handle(handle.as_str());
        let _ = if met.is_some_and(|a| !a.gone) { known.insert(handle) } else { open.insert(handle) };
    }
    if !open.is_empty() {
        let mut tx = ask.web.ctx.begin_read().await?;
        for handle in open {
            if grandstand_store::account::by_handle(&mut tx, &handle).await?.is_some_and(|a| a.is_active()) {
                known.insert(handle);
            }
        }
    }
    Ok(known)
}

/// A milestone as its journey's pages need it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Step {
    /// What it is called.
    pub(crate) name: String,
    /// What kind it is.
    pub(crate) marks: Option<MilestoneKind>,
    /// The same in words.
    pub(crate) kind: String,
    /// `YYYY-MM-DD`; empty while it is not known.
    pub(crate) day: String,
    /// The day in words.
    pub(crate) when: String,
    /// `done`, `next` or empty.
    pub(crate) state: &'static str,
    /// The post that tells of it.
    pub(crate) post: Option<PostId>,
    /// The words that lead to it.
    pub(crate) watch: String,
}

/// The milestones of a journey as of `today` (`YYYY-MM-DD`). Behind is what has a day before today, or stands before one
/// that has; the first of the others is next.
pub(crate) fn steps(milestones: &[journey::Milestone], today: &str, words: &Words) -> Vec<Step> {
    let behind = milestones.iter().rposition(|m| !m.happens_on.is_empty() && m.happens_on.as_str() < today);
    let done = behind.map_or(0, |at| at + 1);
    let kind = |kind: MilestoneKind| words.t(&format!("milestone-{}", kind.as_str()));
    let step = |(at, m): (usize, &journey::Milestone)| Step {
        name: if m.label.is_empty() { kind(m.kind) } else { m.label.clone() },
        marks: Some(m.kind),
        kind: kind(m.kind),
        day: m.happens_on.clone(),
        when: day(&m.happens_on, words),
        state: match at {
            at if at < done => "done",
            at if at == done => "next",
            _ => "",
        },
        post: m.post,
        watch: words.t("milestone-film"),
    };
    milestones.iter().enumerate().map(step).collect()
}

/// What comes next on a journey: for countdowns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Next {
    /// In words.
    pub(crate) what: String,
    /// The journey's page.
    pub(crate) href: String,
    /// The day: RFC 3339 and in words.
    pub(crate) at: Moment,
}

/// The next dated milestone from today on.
pub(crate) fn next_of(steps: &[Step], today: &str, href: &str) -> Option<Next> {
    let step =
        steps.iter().filter(|s| !s.day.is_empty() && s.day.as_str() >= today).min_by(|a, b| a.day.cmp(&b.day))?;
    Some(Next {
        what: step.name.clone(),
        href: href.to_owned(),
        at: Moment { machine: format!("{}T00:00:00Z", step.day), human: step.when.clone() },
    })
}

/// The page of a journey.
pub(crate) fn journey_address(handle: &str, slug: &str) -> String {
    format!("/@{handle}/journeys/{slug}")
}

/// A journey as a card, with its author's name or the Games it leads to under its title.
pub(crate) fn journey_card(journey: &journey::Journey, steps: &[Step], whose: &Author, words: &Words) -> JourneyView {
    let name = &*whose.name;
    JourneyView {
        href: journey_address(&whose.handle, &journey.slug),
        title: journey.title.clone(),
        team: whose.team.as_ref().map_or_else(String::new, |t| t.slug.to_string()),
        note: if journey.games.is_empty() {
            name.to_owned()
        } else {
            words.t2("journey-by", "name", name, "games", journey.games.as_str())
        },
        dots: steps.iter().map(|s| s.state == "done").collect(),
    }
}

/// The newest journeys of all as cards.
pub(crate) async fn latest_journeys(ask: &Ask, tx: &mut ReadTx, limit: i64) -> Result<Vec<JourneyView>, WebError> {
    let today = super::today(ask.web.ctx.now());
    let mut cards = Vec::new();
    for journey in journey::latest(tx, limit).await? {
        let Some(whose) = ask.web.ctx.views.author(journey.account).filter(|a| !a.gone) else { continue };
        let steps = steps(&journey::milestones(tx, journey.id).await?, &today, &ask.words);
        cards.push(journey_card(&journey, &steps, &whose, &ask.words));
    }
    Ok(cards)
}

/// The name of a role.
pub(crate) fn role_name(role: Role, words: &Words) -> String {
    words.t(&format!("about-role-{}", role.as_str()))
}

/// A language's own name for itself, by BCP 47 tag.
pub(crate) fn language_name(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or_default() {
        "ar" => "العربية",
        "cy" => "Cymraeg",
        "de" => "Deutsch",
        "en" => "English",
        "es" => "Español",
        "fr" => "Français",
        "ga" => "Gaeilge",
        "gd" => "Gàidhlig",
        "it" => "Italiano",
        "ja" => "日本語",
        "pl" => "Polski",
        "pt" => "Português",
        "ur" => "اردو",
        "zh" => "中文",
        _ => tag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grandstand_domain::id::MilestoneId;
    use grandstand_store::journey::Milestone;

    #[test]
    fn a_milestone_is_behind_next_or_ahead() {
        let words = Words::choose(None, None);
        let milestone = |label: &str, day: &str| Milestone {
            id: MilestoneId(1),
            kind: MilestoneKind::Camp,
            label: label.to_owned(),
            happens_on: day.to_owned(),
            post: None,
        };
        let way = [
            milestone("a", ""),
            milestone("b", "2026-01-01"),
            milestone("c", "2026-07-01"),
            milestone("", "2028-07-14"),
        ];
        let steps = steps(&way, "2026-07-01", &words);
        assert_eq!(steps.iter().map(|s| s.state).collect::<Vec<_>>(), ["done", "done", "next", ""]);
        assert_eq!(steps[3].name, "Camp");
        assert_eq!(next_of(&steps, "2026-07-01", "/").unwrap().what, "c");
        assert_eq!(next_of(&steps, "2026-07-02", "/").unwrap().at.human, "14 July 2028");
        assert!(next_of(&steps, "2029-01-01", "/").is_none());
    }
}
