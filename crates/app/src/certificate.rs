//! Certificates: who holds a skill has it in writing, and anyone with its code can check it. What a certificate says is read from
//! seats and checks each time, so it never says more than the skills record.

use grandstand_domain::{
    account::Actor,
    certificate as rules,
    course::Skill,
    id::{CertificateId, CourseId, RosterEntryId},
    permit::Act,
    time::UnixMillis,
};
use grandstand_store::{
    self as store, ReadTx, certificate::Certificate, course::Course, games::Games, organisation::Organisation,
};

use crate::{
    ctx::Ctx,
    error::AppError,
    permit,
    throttle::{self, Origin, Rate},
    workshop::{self, skill},
};

/// How often codes may be tried from one place: enough for a desk that checks papers, too seldom to guess one.
const LOOKS: Rate = Rate { burst: 30, every_ms: 2_000 };

/// What a certificate says.
#[derive(Debug)]
pub struct Paper {
    /// Its code, as people read it.
    pub code: String,
    /// Whose it is.
    pub name: String,
    /// What they learned.
    pub course: Course,
    /// Who taught it.
    pub organisation: Organisation,
    /// At which Games, whose clocks say which day it was.
    pub games: Games,
    /// Since when, and until when it counts.
    pub skill: Skill,
}

/// How a certificate stands.
#[derive(Debug)]
pub enum Standing {
    /// It is real. Whether it counts still is for its dates to say.
    Real(Box<Paper>),
    /// It was taken back, or what it said was.
    Revoked,
    /// There is none of this code.
    Unknown,
}

/// The certificate of a skill that an athlete holds now: for the athlete, and for those who run the workshops. The first to ask
/// makes it.
///
/// # Errors
/// `Conflict` when they do not hold the skill, or the certificate was taken back.
pub async fn of(ctx: &Ctx, actor: &Actor, entry: RosterEntryId, course: CourseId) -> Result<Paper, AppError> {
    let mut tx = ctx.begin_write().await?;
    workshop::entry(&mut tx, actor, entry).await?;
    let found = if let Some(found) = store::certificate::find(&mut tx, entry, course).await? {
        found
    } else {
        let code = rules::code(ctx.random());
        let id = CertificateId(ctx.id());
        let made = Certificate { id, entry, course, code, made_at: tx.now(), revoked_at: None };
        store::certificate::insert(&mut tx, &made).await?;
        made
    };
    if found.revoked_at.is_some() {
        return Err(AppError::Conflict("certificate-revoked"));
    }
    let now = tx.now();
    let paper = paper(&mut tx, &found).await?.filter(|paper| paper.skill.counts(now));
    let paper = paper.ok_or(AppError::Conflict("certificate-none"))?;
    ctx.commit(tx).await?;
    Ok(paper)
}

/// What anyone learns who has a code.
pub async fn check(ctx: &Ctx, origin: Origin, typed: &str) -> Result<Standing, AppError> {
    throttle::take(ctx, "certificate", &origin.place(), LOOKS)?;
    let Some(code) = rules::read(typed) else { return Ok(Standing::Unknown) };
    let mut tx = ctx.begin_read().await?;
    let Some(found) = store::certificate::by_code(&mut tx, &code).await? else { return Ok(Standing::Unknown) };
    if found.revoked_at.is_some() {
        return Ok(Standing::Revoked);
    }
    Ok(paper(&mut tx, &found).await?.map_or(Standing::Revoked, |paper| Standing::Real(Box::new(paper))))
}

/// Takes the certificate of an athlete's skill back, or lets it count again: those who run the workshops.
pub async fn revoke(
    ctx: &Ctx,
    actor: &Actor,
    entry: RosterEntryId,
    course: CourseId,
    revoked: bool,
) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let place = workshop::entry(&mut tx, actor, entry).await?;
    permit::require(&mut tx, actor, Act::RunWorkshops, place.organisation).await?;
    let found = store::certificate::find(&mut tx, entry, course).await?.ok_or(AppError::NotFound)?;
    let at: Option<UnixMillis> = revoked.then(|| tx.now());
    store::certificate::revoke(&mut tx, found.id, at).await?;
    ctx.commit(tx).await.map(drop)
}

/// What a certificate says now; nothing where the skill is no longer there.
async fn paper(tx: &mut ReadTx, certificate: &Certificate) -> Result<Option<Paper>, AppError> {
    let course = store::course::get(tx, certificate.course).await?.ok_or(AppError::NotFound)?;
    let place = store::roster::get(tx, certificate.entry).await?.ok_or(AppError::NotFound)?;
    let games = store::games::get(tx, place.games).await?.ok_or(AppError::NotFound)?;
    let Some(skill) = skill::of(tx, &games, certificate.entry, &course).await? else { return Ok(None) };
    Ok(Some(Paper {
        code: rules::written(&certificate.code),
        name: place.entry.entry.name(),
        organisation: store::organisation::get(tx, course.organisation).await?.ok_or(AppError::NotFound)?,
        games,
        course,
        skill,
    }))
}
