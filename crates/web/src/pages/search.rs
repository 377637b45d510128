//! Search: people, tags and films on one page, and where to start when there is nothing to show.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use grandstand_app::{
    search,
    viewer::Viewer,
    views::{Author, RosterFilter, feed::Filter},
};
use grandstand_domain::{sport::Sport, tag::Tag};

use crate::{
    ask::Ask,
    error::WebError,
    pages::watching,
    respond::{Page, html},
    show::{card, sport_name, text},
    view::{PersonView, PosterView, SportView},
};

/// People and films found at most, each.
const MOST: i64 = 24;
/// Tags suggested.
const TAGS: usize = 12;
/// The longest query that is read, in characters.
const QUERY_MOST: usize = 200;

#[derive(Template)]
#[template(path = "search/page.html")]
struct Search {
    page: Page,
    heading: String,
    query: String,
    none: bool,
    people_title: String,
    people: Vec<PersonView>,
    tags: Vec<(String, String)>,
    sports: Vec<SportView>,
    posters: Vec<PosterView>,
}

/// `GET /search?q=`.
pub(crate) async fn page(ask: Ask) -> Result<Response, WebError> {
    let query: String = ask.query("q").unwrap_or_default().trim().chars().take(QUERY_MOST).collect();
    let viewer = watching(&ask).await?;
    let mut page = Page::titled(&ask, "search-title");
    page.unlisted = true;
    let mut found = Search {
        heading: page.title.clone(),
        people_title: page.t("search-people"),
        query: query.clone(),
        none: false,
        people: Vec::new(),
        tags: Vec::new(),
        sports: Vec::new(),
        posters: Vec::new(),
        page,
    };
    if !query.is_empty() {
        found.page.title = ask.words.t1("search-of", "query", query.as_str());
        fill(&ask, &viewer, &query, &mut found).await?;
        found.none =
            found.people.is_empty() && found.tags.is_empty() && found.sports.is_empty() && found.posters.is_empty();
    }
    if query.is_empty() || found.none {
        suggest(&ask, &viewer, &mut found);
    }
    Ok(html(&found))
}

async fn fill(ask: &Ask, viewer: &Viewer, query: &str, found: &mut Search) -> Result<(), WebError> {
    let hits = search::find(&ask.web.ctx, viewer, query, MOST).await?;
    let words = &ask.words;
    let person = |a: &Arc<Author>| {
        if a.role.may_post() { card::author_for(a, viewer, words) } else { card::author(a, words) }
    };
    found.people = hits.people.iter().map(person).collect();
    found.posters = hits.posts.iter().map(|c| card::poster(c, true, words)).collect();
    found.tags = links(&hits.tags);
    let start = query.to_lowercase();
    let named = |s: &&Sport| sport_name(**s, words).to_lowercase().contains(&start);
    found.sports = Sport::ALL.iter().filter(named).take(6).map(|s| card::sport(*s, words)).collect();
    Ok(())
}

fn links(tags: &[(Tag, usize)]) -> Vec<(String, String)> {
    tags.iter().map(|(tag, _)| (format!("/tags/{}", text::in_path(tag.as_str())), format!("#{tag}"))).collect()
}

/// Where to start: athletes with new films, sports that have athletes, tags in use.
fn suggest(ask: &Ask, viewer: &Viewer, found: &mut Search) {
    let views = &ask.web.ctx.views;
    let newest = views.discover(&Filter::default(), viewer, None, 6);
    found.people_title = ask.words.t("suggested-title");
    found.people = newest.cards.iter().map(|c| card::author_for(&c.author, viewer, &ask.words)).collect();
    found.people.dedup();
    found.tags = links(&views.tags("", TAGS));
    let roster = views.roster(&RosterFilter::default());
    let has = |s: &&Sport| roster.iter().any(|a| a.sport == Some(**s));
    found.sports = Sport::ALL.iter().filter(has).take(12).map(|s| card::sport(*s, &ask.words)).collect();
}
