//! Courses: made and described by those who run an organisation's workshops.

use std::collections::BTreeSet;

use grandstand_domain::{
    account::Actor,
    course::{self, Level},
    id::{CourseId, OrganisationId},
    invalid::{Check, Invalid},
    permit::Act,
};
use grandstand_store::{self as store, ReadTx, WriteTx, course::Course};

use crate::{ctx::Ctx, error::AppError, permit};

/// The most courses one organisation may have.
const COURSES_MOST: usize = 200;

/// What is said of a course.
#[derive(Clone, Debug, Default)]
pub struct Form<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it is about.
    pub about: &'a str,
    /// How far it takes.
    pub level: &'a str,
    /// How long one meeting lasts, in minutes.
    pub minutes: &'a str,
    /// For how many months the skill counts; empty for ever.
    pub valid_months: &'a str,
    /// Where its material lies; empty for none.
    pub material: &'a str,
    /// Courses that come before it.
    pub requires: BTreeSet<CourseId>,
}

/// Makes a course.
pub async fn create(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    form: &Form<'_>,
) -> Result<Course, AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::RunWorkshops, organisation).await?;
    if store::course::of_organisation(&mut tx, organisation).await?.len() >= COURSES_MOST {
        return Err(AppError::Conflict("courses-most"));
    }
    let made = Course { id: CourseId(ctx.id()), organisation, ..blank(form, &tx)? };
    save(&mut tx, &made, &form.requires).await?;
    ctx.commit(tx).await?;
    Ok(made)
}

/// Changes what is said of a course.
pub async fn update(ctx: &Ctx, actor: &Actor, id: CourseId, form: &Form<'_>) -> Result<Course, AppError> {
    let mut tx = ctx.begin_write().await?;
    let before = owned(&mut tx, actor, id).await?;
    let after = Course {
        id,
        organisation: before.organisation,
        created_at: before.created_at,
        ended_at: before.ended_at,
        ..blank(form, &tx)?
    };
    save(&mut tx, &after, &form.requires).await?;
    ctx.commit(tx).await?;
    Ok(after)
}

/// Takes a course off the programme, or puts it back. Seats and skills stay as they are.
pub async fn end(ctx: &Ctx, actor: &Actor, id: CourseId, ended: bool) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let mut course = owned(&mut tx, actor, id).await?;
    course.ended_at = ended.then(|| tx.now());
    store::course::save(&mut tx, &course).await?;
    ctx.commit(tx).await.map(drop)
}

/// A course of an organisation whose workshops the actor may run.
pub(crate) async fn owned(tx: &mut ReadTx, actor: &Actor, id: CourseId) -> Result<Course, AppError> {
    let course = store::course::get(tx, id).await?.ok_or(AppError::NotFound)?;
    if permit::holds(tx, actor, Act::RunWorkshops, course.organisation).await? {
        Ok(course)
    } else {
        Err(AppError::NotFound)
    }
}

/// What the form says, without an id.
fn blank(form: &Form<'_>, tx: &WriteTx) -> Result<Course, Invalid> {
    let mut faults = Check::default();
    let title = faults.take("title", course::title(form.title));
    let about = faults.take("about", course::about(form.about));
    let level = faults.take("level", form.level.parse::<Level>());
    let minutes = faults.take("minutes", course::minutes(form.minutes));
    let valid_months = faults.take("valid_months", course::valid_months(form.valid_months));
    let material = faults.take("material", course::link("material", form.material));
    faults.done()?;
    Ok(Course {
        id: CourseId(0),
        organisation: OrganisationId(0),
        title: title.unwrap_or_default(),
        about: about.unwrap_or_default(),
        level: level.unwrap_or(Level::Starter),
        minutes: minutes.unwrap_or_default(),
        valid_months: valid_months.flatten(),
        material: material.unwrap_or_default(),
        created_at: tx.now(),
        ended_at: None,
    })
}

async fn save(tx: &mut WriteTx, course: &Course, requires: &BTreeSet<CourseId>) -> Result<(), AppError> {
    let known = store::course::of_organisation(tx, course.organisation).await?;
    if !requires.iter().all(|wanted| known.iter().any(|c| c.id == *wanted)) {
        return Err(AppError::NotFound);
    }
    let edges = store::course::requires(tx, course.organisation).await?;
    course::may_require(course.id, requires, |of| edges.iter().filter(|e| e.0 == of).map(|e| e.1).collect())?;
    store::course::save(tx, course).await?;
    let requires: Vec<CourseId> = requires.iter().copied().collect();
    Ok(store::course::set_requires(tx, course.id, &requires).await?)
}
