//! The programme office's pages of Games: what a Games is, the import of a roster, its starts and a schedule, who is on the
//! roster, and one athlete's timetable. Only for staff, each of their own organisation, and operators.

mod import;
mod one;
mod roster;
mod timetable_feed;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use grandstand_app::AppError;
use grandstand_domain::roster::may_run_programme;
use grandstand_store::{self as store, games::Games, organisation::Organisation};

use crate::{ask::Ask, error::WebError, state::Web};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/staff/games", get(one::list).post(one::create))
        .route("/staff/games/{slug}", get(one::games).post(one::save))
        .route("/staff/games/{slug}/import/{id}", get(import::preview).post(import::import))
        .route("/staff/games/{slug}/roster", get(roster::list))
        .route("/staff/games/{slug}/roster/{code}", get(roster::athlete))
        .route("/staff/games/{slug}/roster/{code}/calendar", post(timetable_feed::begin))
        .route("/staff/games/{slug}/roster/{code}/calendar/end", post(timetable_feed::end))
        .route("/calendar/{secret}", get(timetable_feed::calendar))
}

/// The form that brings a file: larger than other forms, smaller than a film.
pub(crate) fn streams() -> Router<Web> {
    let limit = DefaultBodyLimit::max(34 << 20);
    Router::new().route("/staff/games/{slug}/import", post(import::send).layer(limit))
}

/// A Games as seen from one organisation's office.
pub(super) struct Office {
    games: Games,
    /// The organisation looked at: one's own, or the one an operator chose; none on a host without any.
    organisation: Option<Organisation>,
    /// Those an operator may choose, as (short name, name); empty for staff.
    organisations: Vec<(String, String)>,
}

impl Office {
    /// The office of the viewer for a Games; for operators, of the organisation of a short name.
    async fn open(ask: &Ask, slug: &str, chosen: &str) -> Result<Self, WebError> {
        let me = allowed(ask)?;
        let mut tx = ask.web.ctx.begin_read().await?;
        let games = store::games::by_slug(&mut tx, slug).await?.ok_or(AppError::NotFound)?;
        if !me.is_operator() {
            let organisation = match me.organisation {
                Some(id) => store::organisation::get(&mut tx, id).await?,
                None => None,
            };
            return Ok(Self { games, organisation, organisations: Vec::new() });
        }
        let all = store::organisation::list(&mut tx).await?;
        let organisations = all.iter().map(|o| (o.slug.clone(), o.name.clone())).collect();
        let own = |o: &&Organisation| if chosen.is_empty() { Some(o.id) == me.organisation } else { o.slug == chosen };
        let organisation = all.iter().find(own).or(all.first()).cloned();
        Ok(Self { games, organisation, organisations })
    }

    /// The query that keeps an operator's choice, with its question mark; empty for staff.
    fn query(&self) -> String {
        let chosen = self.organisation.as_ref().filter(|_| !self.organisations.is_empty());
        chosen.map_or_else(String::new, |o| format!("?organisation={}", o.slug))
    }
}

/// The viewer, if they work in an office at all.
fn allowed(ask: &Ask) -> Result<&grandstand_domain::account::Actor, WebError> {
    let me = ask.actor()?;
    if may_run_programme(me, me.organisation) { Ok(me) } else { Err(AppError::Forbidden.into()) }
}
