//! Beginning, changing and ending a journey, its milestones as rows of one form.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError,
    journey::{self, Form, NewMilestone, Whole},
};
use grandstand_domain::{id::PostId, invalid::Invalid, journey::MilestoneKind};

use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
    view::PosterView,
};

/// Empty rows that are offered beyond those that are filled.
const SPARE: usize = 3;
/// Letters of a film's caption that a choice shows.
const TITLE_MOST: usize = 60;
/// The most rows that one form can bring.
const ROWS_MOST: usize = grandstand_domain::journey::MILESTONES_MOST;

/// A milestone as it is written.
#[derive(Clone, Default)]
struct Row {
    number: usize,
    kind: String,
    label: String,
    day: String,
    post: String,
}

/// A journey as it is written.
#[derive(Clone, Default)]
struct Written {
    title: String,
    games: String,
    summary: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "publish/journey.html")]
struct JourneyForm {
    page: Page,
    action: String,
    form: Written,
    faults: Faults,
    kinds: Vec<(&'static str, String)>,
    /// The athlete's films to choose from: id and first words; none until there is one.
    films: Vec<(String, String)>,
    existing: bool,
}

/// `GET /journeys/new`.
pub(super) async fn begin(ask: Ask) -> Result<Response, WebError> {
    if !ask.actor()?.role.may_post() {
        return Err(AppError::Conflict("not-an-athlete").into());
    }
    show(&ask, None, Written::default(), Faults::default()).await
}

/// `POST /journeys/new`.
pub(super) async fn make(Posted { ask, form }: Posted<HashMap<String, String>>) -> Result<Response, WebError> {
    let written = Written::read(&form);
    match create(&ask, &written).await {
        Ok(slug) => Ok(Redirect::to(&address(&ask, &slug)?).into_response()),
        Err(WebError(AppError::Invalid(invalid))) => Ok(wrong(show(&ask, None, written, invalid.into()).await?)),
        Err(other) => Err(other),
    }
}

async fn create(ask: &Ask, written: &Written) -> Result<String, WebError> {
    let milestones = written.milestones()?;
    let made = journey::create(&ask.web.ctx, ask.actor()?, written.form()).await?;
    journey::set_milestones(&ask.web.ctx, ask.actor()?, made.id, &milestones).await?;
    Ok(made.slug)
}

/// `GET /@{handle}/journeys/{slug}/edit`: for its athlete only.
pub(super) async fn form(ask: Ask, Path((handle, slug)): Path<(String, String)>) -> Result<Response, WebError> {
    let whole = own(&ask, &handle, &slug).await?;
    let written = Written::of(&whole);
    show(&ask, Some(&slug), written, Faults::default()).await
}

/// `POST /@{handle}/journeys/{slug}/edit`.
pub(super) async fn save(
    Path((handle, slug)): Path<(String, String)>,
    Posted { ask, form }: Posted<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let whole = own(&ask, &handle, &slug).await?;
    if form.get("end").is_some_and(|word| word == "yes") {
        journey::remove(&ask.web.ctx, ask.actor()?, whole.journey.id).await?;
        return Ok(Redirect::to("/me").into_response());
    }
    let written = Written::read(&form);
    match change(&ask, &whole, &written).await {
        Ok(()) => Ok(Redirect::to(&address(&ask, &slug)?).into_response()),
        Err(WebError(AppError::Invalid(invalid))) => Ok(wrong(show(&ask, Some(&slug), written, invalid.into()).await?)),
        Err(other) => Err(other),
    }
}

async fn change(ask: &Ask, whole: &Whole, written: &Written) -> Result<(), WebError> {
    let milestones = written.milestones()?;
    journey::update(&ask.web.ctx, ask.actor()?, whole.journey.id, written.form()).await?;
    journey::set_milestones(&ask.web.ctx, ask.actor()?, whole.journey.id, &milestones).await?;
    Ok(())
}

/// The viewer's own journey; anyone else's is not found.
async fn own(ask: &Ask, handle: &str, slug: &str) -> Result<Whole, WebError> {
    let viewer = ask.signed_in()?;
    if viewer.handle.as_str() != handle {
        return Err(AppError::NotFound.into());
    }
    Ok(journey::get(&ask.web.ctx, viewer.actor.account, slug).await?)
}

fn address(ask: &Ask, slug: &str) -> Result<String, WebError> {
    let handle = &ask.signed_in()?.handle;
    Ok(format!("/@{handle}/journeys/{}", crate::show::text::in_path(slug)))
}

fn wrong(page: Response) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

async fn show(ask: &Ask, slug: Option<&str>, mut form: Written, faults: Faults) -> Result<Response, WebError> {
    let from = form.rows.len();
    let spare = (from..(from + SPARE).min(ROWS_MOST)).map(|number| Row { number, ..Row::default() });
    form.rows.extend(spare);
    let kind = |k: &MilestoneKind| (k.as_str(), ask.words.t(&format!("milestone-{}", k.as_str())));
    let own = slug.and_then(|slug| address(ask, slug).ok());
    Ok(html(&JourneyForm {
        page: Page::titled(ask, if slug.is_some() { "journey-edit-title" } else { "journey-begin" }).in_section("me"),
        action: own.map_or_else(|| "/journeys/new".to_owned(), |own| format!("{own}/edit")),
        form,
        faults,
        kinds: MilestoneKind::ALL.iter().map(kind).collect(),
        films: films(ask).await?,
        existing: slug.is_some(),
    }))
}

/// The athlete's published films, newest first, each by its first words.
async fn films(ask: &Ask) -> Result<Vec<(String, String)>, WebError> {
    let published = super::mine::published(ask, ask.actor()?.account).await?;
    let choice = |film: PosterView| {
        let title: String = film.title.chars().take(TITLE_MOST).collect();
        (film.id, title)
    };
    Ok(published.into_iter().map(choice).collect())
}

impl Row {
    /// Whether its film is not among those to choose from: it is no longer public, or older than the list goes.
    fn is_unlisted(&self, films: &[(String, String)]) -> bool {
        !self.post.is_empty() && !films.iter().any(|(id, _)| *id == self.post)
    }
}

impl Written {
    fn of(whole: &Whole) -> Self {
        let row = |(number, m): (usize, &journey::Milestone)| Row {
            number,
            kind: m.kind.as_str().to_owned(),
            label: m.label.clone(),
            day: m.happens_on.clone(),
            post: m.post.map_or_else(String::new, |p| p.to_string()),
        };
        Self {
            title: whole.journey.title.clone(),
            games: whole.journey.games.clone(),
            summary: whole.journey.summary.clone(),
            rows: whole.milestones.iter().enumerate().map(row).collect(),
        }
    }

    /// Rows without a word and without a day are none.
    fn read(form: &HashMap<String, String>) -> Self {
        let text = |name: &str| form.get(name).cloned().unwrap_or_default();
        let row = |n: usize| Row {
            number: n,
            kind: text(&format!("kind_{n}")),
            label: text(&format!("label_{n}")),
            day: text(&format!("day_{n}")),
            post: text(&format!("post_{n}")),
        };
        let filled = |row: &Row| !(row.label.trim().is_empty() && row.day.trim().is_empty());
        let mut rows: Vec<Row> = (0..ROWS_MOST).map(row).filter(filled).collect();
        for (number, row) in rows.iter_mut().enumerate() {
            row.number = number;
        }
        Self { title: text("title"), games: text("games"), summary: text("summary"), rows }
    }

    fn form(&self) -> Form<'_> {
        Form { title: &self.title, games: &self.games, summary: &self.summary }
    }

    fn milestones(&self) -> Result<Vec<NewMilestone<'_>>, Invalid> {
        let one = |row| -> Result<NewMilestone<'_>, Invalid> {
            let Row { kind, label, day, post, .. }: &Row = row;
            let post = if post.is_empty() { None } else { Some(post.parse::<PostId>()?) };
            Ok(NewMilestone { kind: kind.parse()?, label, happens_on: day, post })
        };
        self.rows.iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_rows_are_none_and_the_others_close_up() {
        let form: HashMap<String, String> =
            [("title", "Road"), ("kind_0", "camp"), ("kind_3", "start"), ("label_3", "Heats"), ("day_3", "2028-07-20")]
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .into();
        let written = Written::read(&form);
        assert_eq!(written.rows.len(), 1);
        let milestones = written.milestones().unwrap();
        assert_eq!((milestones[0].kind, milestones[0].label), (MilestoneKind::Start, "Heats"));
    }
}
