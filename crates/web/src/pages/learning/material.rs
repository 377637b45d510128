//! Material of a course: what staff add, order and take away, and files as athletes fetch them.

use askama::Template;
use axum::{
    extract::{Multipart, Path, Query},
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use grandstand_app::{AppError, course_check, material, post};
use grandstand_domain::{
    id::{CourseId, MaterialId},
    invalid::Invalid,
    material::MaterialKind,
    permit::Act,
    post::PostState,
};
use grandstand_store::material::Material;
use serde::Deserialize;

use super::back;
use crate::{
    ask::Ask,
    delivery,
    error::WebError,
    form::{Faults, Posted, check_token},
    pages::games::Office,
    respond::{Page, html},
    words::Words,
};

/// Drafts to choose a film from.
const DRAFTS: i64 = 20;

/// A piece as a list shows it.
#[derive(Clone)]
pub(in crate::pages) struct Piece {
    pub(in crate::pages) id: String,
    pub(in crate::pages) title: String,
    /// Where it leads.
    pub(in crate::pages) href: String,
    /// What it is, in words: "PDF, 1.2 MB".
    pub(in crate::pages) what: String,
    pub(in crate::pages) is_film: bool,
}

impl Piece {
    /// A piece in the reader's words.
    pub(in crate::pages) fn of(row: &Material, words: &Words) -> Self {
        let is_film = row.kind == MaterialKind::Film;
        let what = match row.file {
            None if row.is_only_here => words.t("material-is-film-only"),
            None => words.t("material-is-film"),
            Some(file) => {
                let tenths = (row.bytes * 10 / (1 << 20)).max(1);
                let size = format!("{}.{}", tenths / 10, tenths % 10);
                words.t2("material-is-file", "kind", file.as_str().to_uppercase(), "size", size)
            }
        };
        let href = match row.post {
            Some(post) => format!("/p/{post}"),
            None => format!("/material/{}", row.id),
        };
        Self { id: row.id.to_string(), title: row.title.clone(), href, what, is_film }
    }
}

#[derive(Template)]
#[template(path = "learning/material.html")]
struct MaterialPage {
    page: Page,
    games: String,
    organisation_slug: String,
    query: String,
    id: String,
    title: String,
    pieces: Vec<Piece>,
    /// The viewer's own drafts to choose from: address and caption.
    drafts: Vec<(String, String)>,
    /// What was typed into the form that was refused.
    file_title: String,
    film_title: String,
    film_address: String,
    done: String,
    file_faults: Faults,
    film_faults: Faults,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
    done: String,
}

/// What a page shows beside the list as it stands.
#[derive(Default)]
struct Shown {
    file_title: String,
    film_title: String,
    film_address: String,
    done: String,
    file_faults: Faults,
    film_faults: Faults,
}

/// `GET /staff/games/SLUG/courses/ID/material`
pub(super) async fn page(
    ask: Ask,
    Path((slug, id)): Path<(String, CourseId)>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::RunWorkshops).await?;
    let done = if asked.done.is_empty() { String::new() } else { ask.words.t("done-saved") };
    show(&ask, office, id, Shown { done, ..Shown::default() }).await
}

/// `POST /staff/games/SLUG/courses/ID/material/files`: the token stands before the file in the form, so a foreign one is refused
/// before a byte is kept.
pub(super) async fn send(
    Path((slug, id)): Path<(String, CourseId)>,
    ask: Ask,
    mut body: Multipart,
) -> Result<Response, WebError> {
    let too_large = || WebError::from(Invalid::one("file", "material-file-large"));
    let (mut csrf, mut organisation, mut title) = (String::new(), String::new(), String::new());
    let mut bytes = bytes::Bytes::new();
    while let Some(field) = body.next_field().await.map_err(|_| too_large())? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "csrf" => csrf = field.text().await.map_err(|_| too_large())?,
            "organisation" => organisation = field.text().await.map_err(|_| too_large())?,
            "title" => title = field.text().await.map_err(|_| too_large())?,
            "file" => {
                check_token(&ask, &csrf)?;
                bytes = field.bytes().await.map_err(|_| too_large())?;
            }
            _ => {}
        }
    }
    check_token(&ask, &csrf)?;
    let office = Office::open(&ask, &slug, &organisation, Act::RunWorkshops).await?;
    match material::add_file(&ask.web.ctx, ask.actor()?, id, &title, bytes).await {
        Ok(_) => Ok(back(&office, id, "material", "saved")),
        Err(error) => {
            let shown = Shown { file_title: title, file_faults: Faults::from_error(error)?, ..Shown::default() };
            let page = show(&ask, office, id, shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Which post becomes material.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FilmForm {
    organisation: String,
    title: String,
    post: String,
}

/// `POST /staff/games/SLUG/courses/ID/material/films`
pub(super) async fn film(
    Path((slug, id)): Path<(String, CourseId)>,
    Posted { ask, form }: Posted<FilmForm>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    match material::add_film(&ask.web.ctx, ask.actor()?, id, &form.title, &form.post).await {
        Ok(_) => Ok(back(&office, id, "material", "saved")),
        Err(error) => {
            let film_faults = Faults::from_error(error)?;
            let shown = Shown { film_title: form.title, film_address: form.post, film_faults, ..Shown::default() };
            let page = show(&ask, office, id, shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What is done with a piece.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PieceForm {
    organisation: String,
    piece: String,
    /// `up`, `down` or `remove`.
    act: String,
}

/// `POST /staff/games/SLUG/courses/ID/material`
pub(super) async fn act(
    Path((slug, id)): Path<(String, CourseId)>,
    Posted { ask, form }: Posted<PieceForm>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    let piece = form.piece.parse::<MaterialId>().map_err(|_| AppError::NotFound)?;
    let (ctx, actor) = (&ask.web.ctx, ask.actor()?);
    match form.act.as_str() {
        "up" => material::shift(ctx, actor, piece, true).await?,
        "down" => material::shift(ctx, actor, piece, false).await?,
        "remove" => material::remove(ctx, actor, piece).await?,
        _ => return Err(AppError::NotFound.into()),
    };
    Ok(back(&office, id, "material", "saved"))
}

/// `GET /material/ID`: a file, to be saved.
pub(super) async fn file(
    ask: Ask,
    Path(id): Path<MaterialId>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let opened = material::open(&ask.web.ctx, ask.actor()?, id).await?;
    delivery::saved(opened.delivery, opened.content_type, &opened.name, &method, &headers).await
}

async fn show(ask: &Ask, office: Office, id: CourseId, shown: Shown) -> Result<Response, WebError> {
    let organisation = office.organisation.clone().ok_or(AppError::NotFound)?;
    let (ctx, actor) = (&ask.web.ctx, ask.actor()?);
    let (course, _) = course_check::read(ctx, actor, id).await?;
    let pieces = material::of_course(ctx, actor, id).await?;
    let mut drafts = post::unpublished(ctx, actor, DRAFTS).await?;
    let is_there = |id| pieces.iter().any(|piece| piece.post == Some(id));
    drafts.retain(|card| card.state == PostState::Draft && !is_there(card.id));
    let title = ask.words.t1("material-of", "course", course.title.as_str());
    Ok(html(&MaterialPage {
        page: Page::new(ask, &title).in_section("me"),
        games: office.games.slug.clone(),
        organisation_slug: organisation.slug,
        query: office.query(),
        id: id.to_string(),
        title: course.title,
        pieces: pieces.iter().map(|row| Piece::of(row, &ask.words)).collect(),
        drafts: drafts.iter().map(|card| (format!("/p/{}", card.id), card.caption.to_string())).collect(),
        file_title: shown.file_title,
        film_title: shown.film_title,
        film_address: shown.film_address,
        done: shown.done,
        file_faults: shown.file_faults,
        film_faults: shown.film_faults,
    }))
}
