//! The programme office's pages of Games: what a Games is, the import of a roster, its starts and a schedule, ways and
//! rules, who is on the roster, and one athlete's timetable. Only for staff, each of their own organisation, and operators; the
//! rules are for anyone.

mod athlete;
mod import;
mod invitation;
mod one;
mod roster;
mod rules;
mod ways;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use grandstand_app::{AppError, permit};
use grandstand_domain::permit::Act;
use grandstand_store::{self as store, games::Games, organisation::Organisation};

use crate::{ask::Ask, error::WebError, state::Web};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/staff/games", get(one::list).post(one::create))
        .route("/staff/games/{slug}", get(one::games).post(one::save))
        .route("/staff/games/{slug}/import/{id}", get(import::preview).post(import::import))
        .route("/staff/games/{slug}/roster", get(roster::list))
        .route("/staff/games/{slug}/ways", get(ways::list).post(ways::state))
        .route("/staff/games/{slug}/ways/{id}/remove", post(ways::remove))
        .route("/games/{slug}/rules", get(rules::rules))
        .route("/staff/games/{slug}/invitations", get(invitation::page).post(invitation::make))
        .merge(athlete_routes())
}

/// One athlete of a roster.
fn athlete_routes() -> Router<Web> {
    let under = |rest: &str| format!("/staff/games/{{slug}}/roster/{{code}}{rest}");
    Router::new()
        .route(&under(""), get(athlete::athlete))
        .route(&under("/calendar"), post(athlete::begin_calendar))
        .route(&under("/calendar/end"), post(athlete::end_calendar))
        .route(&under("/blocks"), post(athlete::add))
        .route(&under("/blocks/{id}/remove"), post(athlete::remove))
        .route(&under("/invitation"), post(athlete::invite))
        .route(&under("/invitation/end"), post(athlete::end_invitation))
        .route(&under("/release"), post(athlete::release))
}

/// The form that brings a file: larger than other forms, smaller than a film.
pub(crate) fn streams() -> Router<Web> {
    let limit = DefaultBodyLimit::max(34 << 20);
    Router::new().route("/staff/games/{slug}/import", post(import::send).layer(limit))
}

/// A Games as seen from one organisation's office.
pub(crate) struct Office {
    pub(crate) games: Games,
    /// The organisation looked at: one's own, or the one chosen; none on a host without any.
    pub(crate) organisation: Option<Organisation>,
    /// Those that may be chosen, as (short name, name); empty for who works for one only.
    pub(crate) organisations: Vec<(String, String)>,
    /// Whether the viewer may bring in files and change what stands.
    runs: bool,
    /// Whether the viewer may invite athletes.
    hosts: bool,
}

impl Office {
    /// The office of the viewer for a Games, of the organisation of a short name; without one, of their own, or the first. It is one of
    /// those for which they may do what the page is for, also by an agreement.
    ///
    /// # Errors
    /// `Forbidden` where there is none; `NotFound` for a name that is none of those: nothing is done for another than was meant.
    pub(crate) async fn open(ask: &Ask, slug: &str, chosen: &str, act: Act) -> Result<Self, WebError> {
        let me = ask.actor()?;
        let mut tx = ask.web.ctx.begin_read().await?;
        let all = permit::organisations(&mut tx, me, act).await?;
        if all.is_empty() && !me.is_operator() {
            return Err(AppError::Forbidden.into());
        }
        let games = store::games::by_slug(&mut tx, slug).await?.ok_or(AppError::NotFound)?;
        let organisation = if chosen.is_empty() {
            all.iter().find(|o| Some(o.id) == me.organisation).or(all.first()).cloned()
        } else {
            Some(all.iter().find(|o| o.slug == chosen).cloned().ok_or(AppError::NotFound)?)
        };
        let chooses = me.is_operator() || all.len() > 1;
        let organisations = all.into_iter().filter(|_| chooses).map(|o| (o.slug, o.name)).collect();
        let (runs, hosts) = match &organisation {
            Some(o) => (
                permit::holds(&mut tx, me, Act::RunProgramme, o.id).await?,
                permit::holds(&mut tx, me, Act::HostAccounts, o.id).await?,
            ),
            None => (true, false),
        };
        Ok(Self { games, organisation, organisations, runs, hosts })
    }

    /// Whether the viewer may change what all organisations of the Games share.
    async fn keeps(&self, ask: &Ask) -> Result<bool, WebError> {
        let mut tx = ask.web.ctx.begin_read().await?;
        Ok(permit::keeps(&mut tx, ask.actor()?, self.games.id).await?)
    }

    /// The query that keeps a choice, with its question mark; empty for who has none.
    pub(crate) fn query(&self) -> String {
        let chosen = self.organisation.as_ref().filter(|_| !self.organisations.is_empty());
        chosen.map_or_else(String::new, |o| format!("?organisation={}", o.slug))
    }
}

/// Passes when the viewer may do that for any organisation, and says whether they may make a Games.
pub(crate) async fn allowed(ask: &Ask, act: Act) -> Result<bool, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    permit::require_somewhere(&mut tx, ask.actor()?, act).await?;
    Ok(permit::require_somewhere(&mut tx, ask.actor()?, Act::RunProgramme).await.is_ok())
}
