//! A tag: the films that carry it.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, views::feed::Filter};
use grandstand_domain::tag::Tag;

use crate::{
    ask::Ask,
    error::WebError,
    pages::{film, gathered::Gathered, sport::POSTERS, watching},
    respond::{Page, html},
    show::{card, text},
    view::Count,
};

/// `GET /tags/{tag}`: written as it is folded; any other spelling leads there.
pub(crate) async fn page(ask: Ask, Path(written): Path<String>) -> Result<Response, WebError> {
    let tag: Tag = written.parse().map_err(|_| AppError::NotFound)?;
    let path = format!("/tags/{}", text::in_path(tag.as_str()));
    if tag.as_str() != written {
        return Ok(Redirect::permanent(&path).into_response());
    }
    let viewer = watching(&ask).await?;
    let filter = Filter { tag: Some(tag.clone()), ..Filter::default() };
    let films = ask.web.ctx.views.latest(&filter, &viewer, film::after(&ask)?, POSTERS);
    let mut page = Page::new(&ask, &format!("#{tag}"));
    page.canonical = ask.web.absolute(&path);
    // A word that nobody used is no page to find.
    page.unlisted = films.total == 0;
    let total = i64::try_from(films.total).unwrap_or(i64::MAX);
    Ok(html(&Gathered {
        heading: page.title.clone(),
        line: ask.words.t2("gathered-line", "count", total, "shown", Count::from(total).short),
        pictogram: "",
        up: ("/", ask.words.t("tags-up")),
        watch: format!("/?tag={}", text::in_query(tag.as_str())),
        people: Vec::new(),
        posters: films.cards.iter().map(|c| card::poster(c, true, &ask.words)).collect(),
        more: films.next.map(|next| film::with(&ask, &[("after", &next.to_string())], &[])),
        page,
    }))
}
