//! Journeys: an athlete's way to a Games, told in posts and milestones.

use grandstand_domain::{
    account::{self, Actor},
    id::{AccountId, JourneyId, MilestoneId, PostId},
    invalid::{Check, Invalid},
    journey::{self as rules, MILESTONES_MOST, MilestoneKind},
    log::Fact,
    text,
};
use grandstand_store::{StoreError, WriteTx, journey as rows, post as posts};

use crate::{
    ctx::Ctx,
    error::AppError,
    follow::ACTS,
    post::{self, Edit},
    throttle,
};
pub use grandstand_store::journey::{Journey, Milestone};

/// The most journeys of one account.
const JOURNEYS_MOST: usize = 50;

/// What is said of a journey.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// Its title; its name in addresses is made of the first one.
    pub title: &'a str,
    /// The Games it leads to, in words; may be empty.
    pub games: &'a str,
    /// What it is about; may be empty.
    pub summary: &'a str,
}

/// What is said of a milestone.
#[derive(Clone, Debug)]
pub struct NewMilestone<'a> {
    /// What it marks.
    pub kind: MilestoneKind,
    /// In words: one line of at most 80 graphemes; may be empty.
    pub label: &'a str,
    /// The day, `YYYY-MM-DD`, or empty while it is not known.
    pub happens_on: &'a str,
    /// A post of the same journey's author that tells of it.
    pub post: Option<PostId>,
}

/// A journey with its milestones.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The journey.
    pub journey: Journey,
    /// In their order.
    pub milestones: Vec<Milestone>,
}

/// Begins a journey.
pub async fn create(ctx: &Ctx, actor: &Actor, form: Form<'_>) -> Result<Journey, AppError> {
    if !actor.role.may_post() {
        return Err(AppError::Forbidden);
    }
    let (title, games, summary) = check(form)?;
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    let known = rows::of_account(&mut tx, actor.account).await?;
    if known.len() >= JOURNEYS_MOST {
        return Err(AppError::Conflict("journeys-many"));
    }
    let id = JourneyId(ctx.id());
    let wanted: String = account::slug(&title).chars().take(60).collect();
    let wanted = if wanted.is_empty() { id.to_string() } else { wanted };
    let taken = |slug: &str| known.iter().any(|j| j.slug == slug);
    let numbered = (2..).map(|n| format!("{wanted}-{n}"));
    let slug = std::iter::once(wanted.clone()).chain(numbered).find(|s| !taken(s)).unwrap_or_default();
    let made = Journey { id, account: actor.account, slug, title, games, summary, created_at: tx.now() };
    rows::insert(&mut tx, &made).await.map_err(|e| match e {
        StoreError::Taken { .. } => AppError::Conflict("journey-twice"),
        other => other.into(),
    })?;
    ctx.commit(tx).await?;
    Ok(made)
}

/// Changes what is said of a journey of the actor's. Its address stays.
pub async fn update(ctx: &Ctx, actor: &Actor, id: JourneyId, form: Form<'_>) -> Result<Journey, AppError> {
    let (title, games, summary) = check(form)?;
    let mut tx = ctx.begin_write().await?;
    let before = own(&mut tx, actor, id).await?;
    let after = Journey { title, games, summary, ..before };
    rows::update(&mut tx, &after).await?;
    // Its posts show its title.
    for post in rows::posts(&mut tx, id).await? {
        tx.append(Fact::PostRefreshed { post });
    }
    ctx.commit(tx).await?;
    Ok(after)
}

/// Takes a journey of the actor's away; its posts stay, on their own.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: JourneyId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    own(&mut tx, actor, id).await?;
    let left = rows::posts(&mut tx, id).await?;
    rows::remove(&mut tx, id).await?;
    for id in left {
        if let Some(post) = posts::get(&mut tx, id).await? {
            let facts = post::facts(&mut tx, &post).await?;
            tx.append(Fact::PostChanged(facts));
        }
    }
    ctx.commit(tx).await?;
    Ok(())
}

/// Replaces the milestones of a journey of the actor's: a form sends them all, in their order.
pub async fn set_milestones(
    ctx: &Ctx,
    actor: &Actor,
    id: JourneyId,
    milestones: &[NewMilestone<'_>],
) -> Result<Vec<Milestone>, AppError> {
    if milestones.len() > MILESTONES_MOST {
        let most = i64::try_from(MILESTONES_MOST).unwrap_or(i64::MAX);
        return Err(Invalid::limit("milestones", "milestones-many", most).into());
    }
    let mut tx = ctx.begin_write().await?;
    own(&mut tx, actor, id).await?;
    let mut faults = Check::default();
    let mut made = Vec::with_capacity(milestones.len());
    for new in milestones {
        let label = faults.take("label", text::line(new.label, 80));
        let happens_on = faults.take("happens_on", day(new.happens_on));
        if let Some(post) = new.post {
            let told = posts::get(&mut tx, post).await?.filter(|p| p.account == actor.account);
            if told.is_none() {
                faults.fault("post", "post-unknown");
            }
        }
        if let (Some(label), Some(happens_on)) = (label, happens_on) {
            made.push(Milestone { id: MilestoneId(ctx.id()), kind: new.kind, label, happens_on, post: new.post });
        }
    }
    faults.done()?;
    rows::set_milestones(&mut tx, id, &made).await?;
    ctx.commit(tx).await?;
    Ok(made)
}

/// Puts a post of the actor's into a journey of theirs, or takes it out.
pub async fn place_post(ctx: &Ctx, actor: &Actor, post: PostId, id: Option<JourneyId>) -> Result<(), AppError> {
    post::edit(ctx, actor, post, Edit { journey: Some(id), ..Edit::default() }).await.map(drop)
}

/// A journey by its name in addresses.
pub async fn get(ctx: &Ctx, account: AccountId, slug: &str) -> Result<Whole, AppError> {
    let mut tx = ctx.begin_read().await?;
    let journey = rows::by_slug(&mut tx, account, slug).await?.ok_or(AppError::NotFound)?;
    let milestones = rows::milestones(&mut tx, journey.id).await?;
    Ok(Whole { journey, milestones })
}

/// An account's journeys with their milestones, newest first.
pub async fn of_account(ctx: &Ctx, account: AccountId) -> Result<Vec<Whole>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let mut all = Vec::new();
    for journey in rows::of_account(&mut tx, account).await? {
        let milestones = rows::milestones(&mut tx, journey.id).await?;
        all.push(Whole { journey, milestones });
    }
    Ok(all)
}

async fn own(tx: &mut WriteTx, actor: &Actor, id: JourneyId) -> Result<Journey, AppError> {
    let journey = rows::get(tx, id).await?.ok_or(AppError::NotFound)?;
    if journey.account == actor.account { Ok(journey) } else { Err(AppError::Forbidden) }
}

fn check(form: Form<'_>) -> Result<(String, String, String), Invalid> {
    let mut faults = Check::default();
    let title = faults.take("title", rules::title(form.title));
    let games = faults.take("games", text::line(form.games, 80));
    let summary = faults.take("summary", rules::summary(form.summary));
    faults.done()?;
    Ok((title.unwrap_or_default(), games.unwrap_or_default(), summary.unwrap_or_default()))
}

/// A day of the calendar as `YYYY-MM-DD`, or empty.
fn day(raw: &str) -> Result<String, Invalid> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(String::new());
    }
    let day: jiff::civil::Date = raw.parse().map_err(|_| Invalid::one("happens_on", "day-shape"))?;
    Ok(day.to_string())
}
