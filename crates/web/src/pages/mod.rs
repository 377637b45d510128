//! Pages for people, one module per noun.

mod account;
mod acting;
mod address;
pub(crate) mod athlete;
mod boost;
mod comment;
mod crawl;
pub(crate) mod film;
mod for_you;
pub(crate) mod games;
mod gathered;
mod group;
mod interface;
mod invitation;
mod journey;
mod learning;
mod leave;
mod moderation;
pub(crate) mod notification;
mod organisation;
mod publish;
mod region;
mod report;
mod review;
mod saved;
mod search;
mod settings;
mod site;
mod spaces;
mod sport;
mod staff;
mod tag;
mod team;
mod timetable;
pub(crate) mod transparency;
mod workshop;

use axum::{
    Router,
    routing::{get, post},
};

use grandstand_app::viewer::Viewer;

use crate::{ask::Ask, error::WebError, state::Web};

pub(crate) use account::remember;
pub(crate) use staff::rooms;

/// The addresses of all pages.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .merge(watching_routes())
        .merge(publish::routes())
        .route("/comments/{id}/delete", post(comment::remove))
        .route("/me/saved", get(saved::list))
        .route("/notifications", get(notification::list))
        .route("/notifications/read", post(notification::read))
        .route("/@{handle}/notifications/{key}/feed.atom", get(notification::feed))
        .route("/about", get(site::about))
        .route("/transparency", get(transparency::page))
        .route("/api/docs", get(interface::page))
        .route("/offline", get(site::offline))
        .route("/language", post(site::language))
        .route("/healthz", get(site::healthz))
        .route("/readyz", get(site::readyz))
        .merge(account::routes())
        .merge(acting::routes())
        .merge(for_you::routes())
        .merge(boost::routes())
        .merge(moderation::routes())
        .merge(report::routes())
        .merge(review::routes())
        .merge(settings::routes())
        .merge(games::routes())
        .merge(group::routes())
        .merge(spaces::routes())
        .merge(invitation::routes())
        .merge(leave::routes())
        .merge(address::routes())
        .merge(organisation::routes())
        .merge(timetable::routes())
        .merge(staff::routes())
        .merge(workshop::routes())
        .merge(learning::routes())
}

/// Requests that bring whole films, with limits of their own.
pub(crate) fn streams() -> Router<Web> {
    publish::streams().merge(games::streams().merge(learning::streams()))
}

/// What everyone watches.
fn watching_routes() -> Router<Web> {
    Router::new()
        .route("/", get(film::discover))
        .route("/following", get(film::following))
        .route("/for-you", get(film::for_you))
        .route("/p/{id}", get(film::film))
        .route("/p/{id}/comments", get(film::comments).post(comment::write))
        .route("/p/{id}/share", get(film::share))
        .route("/p/{id}/why", get(film::why))
        .route("/p/{id}/embed", get(film::embed))
        .route("/p/{id}/cheer", post(film::acts::press_cheer))
        .route("/p/{id}/bookmark", post(film::acts::press_bookmark))
        .route("/p/{id}/hide", post(film::acts::press_hide))
        .route("/oembed", get(film::oembed))
        .route("/@{handle}", get(athlete::athlete))
        .route("/@{handle}/feed.atom", get(athlete::atom))
        .route("/@{handle}/journeys/{slug}", get(journey::page))
        .route("/@{handle}/follow", post(film::acts::press_follow))
        .route("/@{handle}/block", post(film::acts::press_block))
        .route("/teams", get(team::list))
        .route("/teams/{slug}", get(team::page))
        .route("/sports", get(sport::list))
        .route("/sports/{slug}", get(sport::page))
        .route("/regions/{slug}", get(region::page))
        .route("/tags/{tag}", get(tag::page))
        .route("/search", get(search::page))
        .route("/sitemap.xml", get(crawl::sitemap))
        .route("/robots.txt", get(crawl::robots))
}

/// Who looks, with what they follow, block, have hidden and muted. Asks the database nothing for someone without an
/// account.
pub(crate) async fn watching(ask: &Ask) -> Result<Viewer, WebError> {
    let Some(signed_in) = &ask.viewer else { return Ok(Viewer::anyone()) };
    let ctx = &ask.web.ctx;
    let viewer = Viewer::of(ctx, Some(&signed_in.actor)).await?;
    grandstand_app::views::bring(ctx, &viewer).await?;
    Ok(viewer)
}
