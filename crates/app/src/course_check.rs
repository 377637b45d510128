//! Checks at the end of courses: written by those who run the workshops, answered by those who were there.

use std::collections::BTreeSet;

use grandstand_domain::{
    account::Actor,
    course_check::{self as rules, Draft, TRIES_MOST, TRIES_WITHIN},
    id::{CheckId, CourseId, RosterEntryId, TryId},
    time::UnixMillis,
    workshop::SeatState,
};
use grandstand_store::{
    self as store, ReadTx,
    course::Course,
    course_check::{CourseCheck, Try},
};

use crate::{course, ctx::Ctx, error::AppError, workshop};

/// The check of a course, for those who write it.
pub async fn read(ctx: &Ctx, actor: &Actor, id: CourseId) -> Result<(Course, Option<CourseCheck>), AppError> {
    let mut tx = ctx.begin_read().await?;
    let course = course::owned(&mut tx, actor, id).await?;
    let check = store::course_check::of_course(&mut tx, id).await?;
    Ok((course, check))
}

/// Writes the check of a course. What was passed before stays passed.
pub async fn write(
    ctx: &Ctx,
    actor: &Actor,
    id: CourseId,
    drafts: &[Draft<'_>],
    pass_at: &str,
) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    course::owned(&mut tx, actor, id).await?;
    let questions = rules::questions(drafts)?;
    let pass_at = rules::pass_at(pass_at, questions.len())?;
    let before = store::course_check::of_course(&mut tx, id).await?;
    if before.is_some_and(|before| before.questions == questions && before.pass_at == pass_at) {
        return Ok(());
    }
    let (made, created_at) = (CheckId(ctx.id()), tx.now());
    let check = CourseCheck { id: made, course: id, version: 0, questions, pass_at, created_at, ended_at: None };
    store::course_check::replace(&mut tx, &check).await?;
    ctx.commit(tx).await.map(drop)
}

/// Takes the check of a course away: who attended holds the skill without.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: CourseId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    course::owned(&mut tx, actor, id).await?;
    store::course_check::end(&mut tx, id).await?;
    ctx.commit(tx).await.map(drop)
}

/// A check as it lies before an athlete.
#[derive(Debug)]
pub struct Sheet {
    /// The course.
    pub course: Course,
    /// What is asked. The right answers are in it: a page shows them only of a try that was made.
    pub check: CourseCheck,
    /// How they did so far, the first try first.
    pub tries: Vec<Try>,
    /// When they passed.
    pub passed_at: Option<UnixMillis>,
    /// How often they may try now.
    pub left: usize,
    /// When they may try again, if not now.
    pub again_at: Option<UnixMillis>,
}

/// The check of a course for an athlete who attended it.
pub async fn open(ctx: &Ctx, actor: &Actor, course: CourseId) -> Result<Sheet, AppError> {
    sheet(&mut ctx.begin_read().await?, actor, course).await.map(|(_, sheet)| sheet)
}

/// Takes an athlete's answers to a version of a check: the places of what they chose, for each question.
///
/// # Errors
/// `Conflict` when the check has changed meanwhile, when they passed before and when they tried too often.
pub async fn answer(ctx: &Ctx, actor: &Actor, id: CheckId, chosen: Vec<BTreeSet<usize>>) -> Result<Try, AppError> {
    let mut tx = ctx.begin_write().await?;
    let course = store::course_check::get(&mut tx, id).await?.ok_or(AppError::NotFound)?.course;
    let (entry, sheet) = sheet(&mut tx, actor, course).await?;
    if sheet.check.id != id {
        return Err(AppError::Conflict("check-changed"));
    }
    if sheet.passed_at.is_some() {
        return Err(AppError::Conflict("check-passed"));
    }
    if sheet.left == 0 {
        return Err(AppError::Conflict("check-tries"));
    }
    rules::answered(&sheet.check.questions, &chosen)?;
    let is_passed = rules::right(&sheet.check.questions, &chosen).len() >= sheet.check.pass_at;
    let nth = sheet.tries.last().map_or(1, |last| last.nth + 1);
    let made = Try { id: TryId(ctx.id()), check: id, entry, course, nth, chosen, is_passed, at: tx.now() };
    store::course_check::insert_try(&mut tx, &made).await?;
    ctx.commit(tx).await?;
    Ok(made)
}

/// How an athlete did at a try of their own, with the version that they answered.
pub async fn result(ctx: &Ctx, actor: &Actor, id: TryId) -> Result<(Try, CourseCheck, Sheet), AppError> {
    let mut tx = ctx.begin_read().await?;
    let made = store::course_check::try_of(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let place = workshop::entry(&mut tx, actor, made.entry).await?;
    if place.account != Some(actor.account) {
        return Err(AppError::NotFound);
    }
    let answered = store::course_check::get(&mut tx, made.check).await?.ok_or(AppError::NotFound)?;
    let (_, sheet) = sheet(&mut tx, actor, made.course).await?;
    Ok((made, answered, sheet))
}

/// The check of a course, and the entry by which the actor attended it.
async fn sheet(tx: &mut ReadTx, actor: &Actor, course: CourseId) -> Result<(RosterEntryId, Sheet), AppError> {
    let there = |seat: &store::seat::Seat| seat.course == course && seat.state == SeatState::Attended;
    for place in store::roster::of_account(tx, actor.account).await? {
        let entry = place.entry.id;
        if !store::seat::of_entry(tx, entry).await?.iter().any(there) {
            continue;
        }
        let check = store::course_check::of_course(tx, course).await?.ok_or(AppError::NotFound)?;
        let course = store::course::get(tx, course).await?.ok_or(AppError::NotFound)?;
        let tries = store::course_check::tries(tx, entry, course.id).await?;
        let since = tx.now().plus(-TRIES_WITHIN);
        let lately: Vec<UnixMillis> = tries.iter().map(|t| t.at).filter(|at| *at > since).collect();
        let left = TRIES_MOST.saturating_sub(lately.len());
        let again_at = lately.first().filter(|_| left == 0).map(|at| at.plus(TRIES_WITHIN));
        let passed_at = tries.iter().find(|t| t.is_passed).map(|t| t.at);
        return Ok((entry, Sheet { course, check, tries, passed_at, left, again_at }));
    }
    Err(AppError::NotFound)
}
