//! One course: what it is, and who is to take it.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError, course,
    workshop::{
        room,
        situation::Situation,
        wish::{self, Whom},
    },
};
use grandstand_domain::{
    course::{Level, Weight},
    games::Day,
    id::{CourseId, RosterEntryId},
    invalid::Invalid,
    permit::Act,
};
use grandstand_store::course::Course;
use serde::Deserialize;

use super::{Boxes, ticked};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    pages::games::Office,
    respond::{Page, html},
    show,
};

/// How the value of a group begins.
const GROUP: &str = "group-";

/// What is said of a course in a form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    organisation: String,
    title: String,
    about: String,
    level: String,
    minutes: String,
    valid_months: String,
    material: String,
    #[serde(flatten)]
    boxes: Boxes,
}

impl Form {
    fn of(course: &Course, requires: &[(CourseId, CourseId)]) -> Self {
        let required = requires.iter().filter(|edge| edge.0 == course.id);
        Self {
            organisation: String::new(),
            title: course.title.clone(),
            about: course.about.clone(),
            level: course.level.as_str().to_owned(),
            minutes: course.minutes.to_string(),
            valid_months: course.valid_months.map(|m| m.to_string()).unwrap_or_default(),
            material: course.material.clone(),
            boxes: required.map(|edge| (format!("requires-{}", edge.1), "1".to_owned())).collect(),
        }
    }

    fn said(&self) -> course::Form<'_> {
        let requires: BTreeSet<CourseId> =
            ticked(&self.boxes, "requires-").into_iter().filter_map(|id| id.parse().ok()).collect();
        course::Form {
            title: &self.title,
            about: &self.about,
            level: &self.level,
            minutes: &self.minutes,
            valid_months: &self.valid_months,
            material: &self.material,
            requires,
        }
    }
}

#[derive(Template)]
#[template(path = "workshop/course.html")]
struct CoursePage {
    page: Page,
    games: String,
    games_name: String,
    query: String,
    organisation_slug: String,
    /// Empty for a new one.
    id: String,
    is_ended: bool,
    form: Form,
    levels: Vec<(String, String)>,
    /// Other courses: id, title, whether this one requires it.
    others: Vec<(String, String, bool)>,
    /// Who is to take it: weight, how many, who they are.
    wants: Vec<(String, usize, String)>,
    whom: Vec<(String, String)>,
    weights: Vec<(String, String)>,
    people: Vec<(String, String)>,
    done: String,
    faults: Faults,
    want_faults: Faults,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
    done: String,
    count: usize,
}

/// `GET /staff/games/SLUG/courses/new`
pub(super) async fn new(ask: Ask, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::RunWorkshops).await?;
    let form = Form { minutes: "60".to_owned(), ..Form::default() };
    show(&ask, office, Shown { form, ..Shown::default() }).await
}

/// `POST /staff/games/SLUG/courses`
pub(super) async fn create(Path(slug): Path<String>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?.id;
    match course::create(&ask.web.ctx, ask.actor()?, organisation, &form.said()).await {
        Ok(made) => {
            let to = format!("/staff/games/{slug}/courses/{}{}", made.id, office.query());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let shown = Shown { form, faults: Faults::from_error(error)?, ..Shown::default() };
            let page = show(&ask, office, shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `GET /staff/games/SLUG/courses/ID`
pub(super) async fn edit(
    ask: Ask,
    Path((slug, id)): Path<(String, CourseId)>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::RunWorkshops).await?;
    let done = match asked.done.as_str() {
        "" => String::new(),
        "wants" => ask.words.t1("course-done-wants", "count", asked.count),
        _ => ask.words.t("done-saved"),
    };
    show(&ask, office, Shown { id: Some(id), done, ..Shown::default() }).await
}

/// `POST /staff/games/SLUG/courses/ID`
pub(super) async fn save(
    Path((slug, id)): Path<(String, CourseId)>,
    Posted { ask, form }: Posted<Form>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    match course::update(&ask.web.ctx, ask.actor()?, id, &form.said()).await {
        Ok(_) => Ok(back(&office, &slug, id, "saved", 0)),
        Err(error) => {
            let shown = Shown { id: Some(id), form, faults: Faults::from_error(error)?, ..Shown::default() };
            let page = show(&ask, office, shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What the button says that ends a course.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EndForm {
    organisation: String,
    ended: String,
}

/// `POST /staff/games/SLUG/courses/ID/end`
pub(super) async fn end(
    Path((slug, id)): Path<(String, CourseId)>,
    Posted { ask, form }: Posted<EndForm>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    course::end(&ask.web.ctx, ask.actor()?, id, form.ended == "1").await?;
    Ok(back(&office, &slug, id, "saved", 0))
}

/// Who is to take a course.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WantForm {
    organisation: String,
    /// `all`, `group-ID`, a discipline's code, or `one` for whose code is beside it.
    whom: String,
    code: String,
    weight: String,
    by: String,
}

/// `POST /staff/games/SLUG/courses/ID/wants`
pub(super) async fn want(
    Path((slug, id)): Path<(String, CourseId)>,
    Posted { ask, form }: Posted<WantForm>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    match say(&ask, &office, id, &form).await {
        Ok(count) => Ok(back(&office, &slug, id, "wants", count)),
        Err(error) => {
            let shown = Shown { id: Some(id), want_faults: Faults::from_error(error)?, ..Shown::default() };
            let page = show(&ask, office, shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn say(ask: &Ask, office: &Office, id: CourseId, form: &WantForm) -> Result<usize, AppError> {
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?;
    let whom = match form.whom.as_str() {
        "all" => Whom::All,
        "one" => {
            let mut tx = ask.web.ctx.begin_read().await?;
            let found =
                grandstand_store::roster::by_code(&mut tx, organisation.id, office.games.id, form.code.trim()).await?;
            Whom::One(found.map(|row| row.id).ok_or_else(|| Invalid::one("code", "athlete-code-unknown"))?)
        }
        group if group.starts_with(GROUP) => {
            let id = group.trim_start_matches(GROUP).parse();
            Whom::Group(id.map_err(|_| Invalid::one("whom", "group-unknown"))?)
        }
        code => Whom::Discipline(code.parse().map_err(|e: Invalid| e.at("whom"))?),
    };
    let weight = if form.weight == "none" { None } else { Some(form.weight.parse::<Weight>()?) };
    let by = (!form.by.is_empty()).then(|| form.by.parse::<Day>()).transpose().map_err(|e| e.at("by"))?;
    let actor = ask.actor().map_err(|_| AppError::SignInFirst)?;
    wish::want(&ask.web.ctx, actor, id, office.games.id, whom, weight, by).await
}

fn back(office: &Office, slug: &str, id: CourseId, done: &str, count: usize) -> Response {
    let organisation = office.query().replace('?', "&");
    Redirect::to(&format!("/staff/games/{slug}/courses/{id}?done={done}&count={count}{organisation}")).into_response()
}

/// What a page shows beside the course as it stands.
#[derive(Default)]
struct Shown {
    id: Option<CourseId>,
    form: Form,
    faults: Faults,
    want_faults: Faults,
    done: String,
}

async fn show(ask: &Ask, office: Office, shown: Shown) -> Result<Response, WebError> {
    let organisation = office.organisation.clone().ok_or(AppError::NotFound)?;
    let situation = room::office(&ask.web.ctx, ask.actor()?, organisation.id, office.games.id).await?;
    let course = match shown.id {
        Some(id) => Some(situation.course(id).ok_or(AppError::NotFound)?),
        None => None,
    };
    let form = match course {
        Some(course) if !shown.faults.any() => Form::of(course, &situation.requires),
        _ => shown.form,
    };
    let page = match course {
        Some(course) => Page::new(ask, &course.title),
        None => Page::titled(ask, "course-new"),
    }
    .in_section("me");
    let required = ticked(&form.boxes, "requires-");
    let others = (situation.courses.iter())
        .filter(|c| Some(c.id) != shown.id && c.ended_at.is_none())
        .map(|c| (c.id.to_string(), c.title.clone(), required.contains(c.id.to_string().as_str())));
    let codes = situation.people.iter().flat_map(|p| p.entry.entry.disciplines.iter().copied());
    let disciplines = show::discipline_choices(codes, organisation.kind, &page.words);
    let whom = [("all".to_owned(), page.t("course-whom-all")), ("one".to_owned(), page.t("course-whom-one"))];
    let groups = (situation.groups.iter())
        .map(|g| (format!("{GROUP}{}", g.id), page.words.t1("group-of", "group", g.name.as_str())));
    let weights = Weight::ALL.iter().map(|w| (w.as_str().to_owned(), page.t(&format!("course-weight-{}", w.as_str()))));
    Ok(html(&CoursePage {
        query: office.query(),
        games: office.games.slug.clone(),
        games_name: office.games.name.clone(),
        organisation_slug: organisation.slug,
        id: shown.id.map(|id| id.to_string()).unwrap_or_default(),
        is_ended: course.is_some_and(|c| c.ended_at.is_some()),
        levels: Level::ALL
            .iter()
            .map(|l| (l.as_str().to_owned(), page.t(&format!("course-level-{}", l.as_str()))))
            .collect(),
        others: others.collect(),
        wants: shown.id.map(|id| wants(&situation, id, &page)).unwrap_or_default(),
        whom: whom.into_iter().chain(groups).chain(disciplines).collect(),
        weights: weights.chain([("none".to_owned(), page.t("course-weight-none"))]).collect(),
        people: situation.people.iter().map(|p| (p.entry.entry.code.to_string(), p.entry.entry.name())).collect(),
        done: shown.done,
        faults: shown.faults,
        want_faults: shown.want_faults,
        form,
        page,
    }))
}

/// Who is to take a course, by weight, with the first names of those lists.
fn wants(situation: &Situation, id: CourseId, page: &Page) -> Vec<(String, usize, String)> {
    const NAMED_MOST: usize = 8;
    let name = |entry: RosterEntryId| situation.person(entry).map(|p| p.entry.entry.name());
    let line = |key: String, entries: Vec<RosterEntryId>| {
        let named: Vec<String> = entries.iter().take(NAMED_MOST).filter_map(|entry| name(*entry)).collect();
        let more = entries.len().saturating_sub(NAMED_MOST);
        let tail =
            if more > 0 { format!(" {}", page.words.t1("course-and-more", "count", more)) } else { String::new() };
        (page.t(&key), entries.len(), format!("{}{tail}", named.join(", ")))
    };
    let of_staff = Weight::ALL.iter().map(|weight| {
        let meant = situation.wants.iter().filter(|w| w.course == id && w.weight == *weight);
        line(format!("course-weight-{}", weight.as_str()), meant.map(|w| w.entry).collect())
    });
    let wished = situation.wishes.iter().filter(|w| w.course == id).map(|w| w.entry).collect();
    of_staff.chain([line("course-wished".to_owned(), wished)]).filter(|line| line.1 > 0).collect()
}
