//! What search engines read: which pages there are, and which to pass by.

use askama::Template;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError,
    viewer::Viewer,
    views::{RosterFilter, feed::Filter},
};

use crate::{ask::Ask, error::WebError, show::moment};

/// Newest films in the map; older ones are found through their athletes' pages.
const FILMS: usize = 100;

#[derive(Template)]
#[template(path = "site/sitemap.xml")]
struct Sitemap {
    addresses: Vec<(String, String)>,
}

/// `GET /sitemap.xml` (sitemaps.org): athletes, teams and the newest films.
pub(crate) async fn sitemap(ask: Ask) -> Result<Response, WebError> {
    let views = &ask.web.ctx.views;
    let page = |path: &str| (ask.web.absolute(path), String::new());
    let mut addresses: Vec<(String, String)> = ["/", "/teams", "/sports", "/about"].into_iter().map(page).collect();
    addresses.extend(views.teams().iter().map(|t| page(&format!("/teams/{}", t.slug))));
    addresses.extend(views.roster(&RosterFilter::default()).iter().map(|a| page(&format!("/@{}", a.handle))));
    let films = views.discover(&Filter::default(), &Viewer::anyone(), None, FILMS);
    addresses.extend(films.cards.iter().map(|card| {
        let at = card.edited_at.or(card.published_at).unwrap_or(card.created_at);
        (ask.web.absolute(&format!("/p/{}", card.id)), moment(at, &ask.words).machine)
    }));
    let body = Sitemap { addresses }.render().map_err(AppError::internal)?;
    let headers = [(header::CONTENT_TYPE, "application/xml"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, body).into_response())
}

/// `GET /robots.txt` (RFC 9309).
pub(crate) async fn robots(ask: Ask) -> Response {
    let map = ask.web.absolute("/sitemap.xml");
    let body = format!(
        "User-agent: *\nDisallow: /search\nDisallow: /settings\nDisallow: /api/\nDisallow: /p/*/share\nDisallow: /p/*/why\n\nSitemap: {map}\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()
}
