//! The public page on which anyone sees whether the feed is fair: lifts, attention, changes of the manifest, and how to check.

use askama::Template;
use axum::response::Response;
use grandstand_app::{
    boost,
    transparency::{self, Group},
    viewer::Viewer,
};
use grandstand_domain::{digest::Digest, id::PostId, log::Fact};
use grandstand_store::{self as store, ReadTx};

use crate::{
    ask::Ask,
    error::WebError,
    pages::settings::event_gender_word,
    respond::{Page, html},
    show::{self, moment, text},
    view::Moment,
    words::Words,
};

mod chart;
mod difference;

use chart::Chart;

/// Lifts that are over, days and manifests shown.
const PAST_MOST: usize = 30;
const DAYS_MOST: i64 = 14;
const MANIFESTS_MOST: i64 = 10;
/// Sports that have a bar of their own.
const SPORTS_MOST: usize = 12;

/// A lift as the page and the staff's list show it.
pub(crate) struct LiftLine {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) why: String,
    pub(crate) by: String,
    pub(crate) points: String,
    pub(crate) from: Moment,
    pub(crate) until: Moment,
    pub(crate) ended: Option<Moment>,
    pub(crate) runs: bool,
}

struct ManifestLine {
    at: Moment,
    hash: String,
    changes: Vec<String>,
    is_first: bool,
}

struct DayLine {
    day: String,
    pages: String,
    athletes: usize,
}

struct HeadLine {
    entries: String,
    at: Moment,
    root: String,
}

#[derive(Template)]
#[template(path = "transparency/page.html")]
struct TransparencyPage {
    page: Page,
    running: Vec<LiftLine>,
    past: Vec<LiftLine>,
    tiles: Vec<(String, String, String)>,
    charts: Vec<Chart>,
    has_attention: bool,
    days: Vec<DayLine>,
    manifests: Vec<ManifestLine>,
    restrictions: String,
    head: Option<HeadLine>,
    key: String,
    host: String,
}

/// `GET /transparency`
pub(crate) async fn page(ask: Ask) -> Result<Response, WebError> {
    let ctx = &ask.web.ctx;
    let figures = transparency::figures(ctx);
    let boosts = boost::all(ctx).await?;
    let head = transparency::head(ctx).await.ok().and_then(|text| serde_json::from_str(&text).ok());
    let mut tx = ctx.begin_read().await?;
    let mut lines = Vec::with_capacity(boosts.len());
    for one in &boosts {
        lines.push(lift_line(&ask, &mut tx, one).await?);
    }
    let (running, mut past): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.runs);
    past.truncate(PAST_MOST);
    let manifests = manifests(&ask, &mut tx).await?;
    let days = days(&mut tx, &ask.words).await?;
    let restricted = store::log::count_of_kind(&mut tx, "account_restricted").await?;
    let restored = store::log::count_of_kind(&mut tx, "account_restored").await?;
    drop(tx);
    let mut page = Page::titled(&ask, "transparency-title");
    page.description = page.t("transparency-description");
    page.canonical = ask.web.absolute("/transparency");
    let words = &ask.words;
    let counts = figures.counts;
    let tile = |key: &str, value: String| (value, words.t(key), words.t(&format!("{key}-help")));
    let tiles = vec![
        tile("transparency-athletes", counts.athletes.to_string()),
        tile("transparency-without", share(counts.without, counts.athletes)),
        tile("transparency-gini", format!("{:.2}", counts.gini)),
        tile("transparency-top", percent(counts.top_hundredth)),
    ];
    Ok(html(&TransparencyPage {
        running,
        past,
        tiles,
        has_attention: figures.sports.iter().any(|sport| sport.attention > 0.0),
        charts: charts(&figures, words),
        days,
        manifests,
        restrictions: words.t2("transparency-restrictions-what", "restricted", restricted, "restored", restored),
        head: head.map(|head: transparency::proof::TreeHead| HeadLine {
            entries: words.t1("transparency-head-what", "size", head.size),
            at: moment(head.at, words),
            root: head.root.to_string(),
        }),
        key: ctx.transparency.key().public().text(),
        host: ctx.settings.public_url.clone(),
        page,
    }))
}

fn charts(figures: &transparency::Figures, words: &Words) -> Vec<Chart> {
    let mut sports: Vec<(String, usize, f64)> =
        figures.sports.iter().map(|g| (show::sport_name(g.of, words), g.athletes, g.attention)).collect();
    if sports.len() > SPORTS_MOST {
        let rest = sports.split_off(SPORTS_MOST - 1);
        let (athletes, attention) = rest.iter().fold((0, 0.0), |sum, one| (sum.0 + one.1, sum.1 + one.2));
        sports.push((words.t1("transparency-sports-rest", "count", rest.len()), athletes, attention));
    }
    let pair = |groups: &[Group<bool>], no: &str, yes: &str| {
        groups.iter().map(|g| (words.t(if g.of { yes } else { no }), g.athletes, g.attention)).collect::<Vec<_>>()
    };
    let programmes = pair(&figures.programmes, "transparency-olympic", "transparency-paralympic");
    let newcomers = pair(&figures.newcomers, "transparency-settled", "transparency-new");
    let event_genders =
        figures.event_genders.iter().map(|g| (words.t(event_gender_word(g.of)), g.athletes, g.attention)).collect();
    [("sport", sports), ("programme", programmes), ("event-gender", event_genders), ("newcomer", newcomers)]
        .into_iter()
        .map(|(name, groups)| Chart::of(name, groups, words))
        .collect()
}

/// A lift with everything that is said of it in public.
pub(crate) async fn lift_line(ask: &Ask, tx: &mut ReadTx, one: &store::boost::Boost) -> Result<LiftLine, WebError> {
    let (ctx, words) = (&ask.web.ctx, &ask.words);
    let card = ctx.views.card(&Viewer::anyone(), one.post);
    let by = match store::account::get(tx, one.by).await?.filter(|a| a.removed_at.is_none()) {
        Some(account) => {
            let team = ctx.views.teams().into_iter().find(|team| Some(team.id) == account.organisation);
            team.map_or_else(|| account.display_name.clone(), |t| format!("{}, {}", account.display_name, t.name))
        }
        None => words.t("transparency-by-gone"),
    };
    let title = card.as_ref().map_or_else(
        || words.t("transparency-film-gone"),
        |card| {
            let caption = text::cut(&card.caption, 60);
            if caption.is_empty() { card.author.name.to_string() } else { format!("{}: {caption}", card.author.name) }
        },
    );
    Ok(LiftLine {
        id: one.id.to_string(),
        href: card.map(|card| format!("/p/{}", card.id)).unwrap_or_default(),
        title,
        why: said(&one.why, &one.why_cy, words).to_owned(),
        by,
        points: points(one.lift),
        from: moment(one.created_at, words),
        until: moment(one.until, words),
        ended: one.ended_at.map(|at| moment(at, words)),
        runs: one.holds(ctx.now()),
    })
}

/// The note in the reader's language, where there is one.
pub(crate) fn said<'t>(why: &'t str, why_cy: &'t str, words: &Words) -> &'t str {
    if words.tag() == "cy" && !why_cy.is_empty() { why_cy } else { why }
}

/// Thousandths of a point as points: `0.25`.
pub(crate) fn points(thousandths: u32) -> String {
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn percent(part: f64) -> String {
    format!("{:.0} %", part * 100.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of athletes")]
fn share(part: usize, of: usize) -> String {
    if of == 0 { percent(0.0) } else { percent(part as f64 / of as f64) }
}

async fn manifests(ask: &Ask, tx: &mut ReadTx) -> Result<Vec<ManifestLine>, WebError> {
    // One more than is shown, to say what the oldest shown changed.
    let entries = store::log::last_of_kind(tx, "manifest_changed", MANIFESTS_MOST + 1).await?;
    let mut texts: Vec<(Digest, Moment, Option<String>)> = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Fact::ManifestChanged { hash } = entry.fact {
            texts.push((hash, moment(entry.at, &ask.words), store::transparency::manifest(tx, hash).await?));
        }
    }
    let line = |(place, (hash, at, text)): (usize, &(Digest, Moment, Option<String>))| {
        let before = texts.get(place + 1).and_then(|(.., text)| text.as_deref());
        let changes = match (before, text) {
            (Some(before), Some(text)) => difference::of(before, text, &ask.words),
            _ => Vec::new(),
        };
        ManifestLine { at: at.clone(), hash: hash.to_string(), changes, is_first: place + 1 == texts.len() }
    };
    let most = usize::try_from(MANIFESTS_MOST).unwrap_or(usize::MAX);
    Ok(texts.iter().enumerate().take(most).map(line).collect())
}

async fn days(tx: &mut ReadTx, words: &Words) -> Result<Vec<DayLine>, WebError> {
    let entries = store::log::last_of_kind(tx, "day_closed", DAYS_MOST).await?;
    let line = |fact: Fact| match fact {
        Fact::DayClosed(facts) => Some(DayLine {
            day: show::day(&facts.day, words),
            pages: facts.pages.to_string(),
            athletes: facts.served.len(),
        }),
        _ => None,
    };
    Ok(entries.into_iter().filter_map(|entry| line(entry.fact)).collect())
}

/// A post in an address or by its number, as staff type it.
pub(crate) fn post_in(typed: &str) -> Option<PostId> {
    let typed = typed.trim();
    let last = typed.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').rsplit('/').next();
    last.and_then(|number| number.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_named_by_address_or_number() {
        for typed in ["12", " https://fans.team.example/p/12 ", "/p/12/", "https://fans.team.example/p/12?x=1#c-3"] {
            assert_eq!(post_in(typed), Some(PostId(12)), "{typed}");
        }
        assert_eq!(post_in("/p/"), None);
        assert_eq!(points(250), "0.25");
        assert_eq!(points(10_000), "10");
    }
}
