//! Reports: anyone may say that something is wrong; a moderator decides with a reason.
//!
//! The fact `Reported` goes into the log at once. The feed keeps a seriously reported item out of Discover until the fact
//! `ReportDecided`; nothing is removed before a person has looked.

use grandstand_domain::{
    account::{Actor, Role},
    id::{AccountId, NotificationId, OrganisationId, PostId, ReportId},
    invalid::{Check, Invalid},
    log::Fact,
    notification::NotificationKind,
    permit::Act,
    post::{Onlooker, PostState, Sight, may_see},
    report::{self, ReportReason, ReportState, ReportSubject},
    text,
    time::MINUTE,
};
use grandstand_store::{
    self as store, ReadTx, WriteTx,
    account::Account,
    notification::NewNotification,
    report::{Filter, Report},
};

use crate::{
    account, comment,
    ctx::Ctx,
    error::AppError,
    post, session, team_account,
    throttle::{self, Origin, Rate},
};

/// Reports from one place without an account.
const FROM_PLACE: Rate = Rate { burst: 10, every_ms: MINUTE };
/// Reports by one account.
const BY_ACCOUNT: Rate = Rate { burst: 20, every_ms: MINUTE };
/// Questions after a reference from one place: 40 random bits are not found by trying.
const LOOK_UPS: Rate = Rate { burst: 30, every_ms: 10_000 };

/// Reports something, with or without an account, and gives the reference to ask after it by. Who reports the same thing
/// again while it is undecided gets the same reference.
pub async fn submit(
    ctx: &Ctx,
    origin: Origin,
    actor: Option<&Actor>,
    subject: ReportSubject,
    reason: Option<ReportReason>,
    details: &str,
) -> Result<String, AppError> {
    let mut faults = Check::default();
    let details = faults.take("details", report::details(details)).unwrap_or_default();
    if reason.is_none() {
        faults.fault("reason", "report-reason-missing");
    }
    if reason == Some(ReportReason::Other) && details.is_empty() {
        faults.fault("details", "report-details-missing");
    }
    faults.done()?;
    let reason = reason.unwrap_or(ReportReason::Other);
    match actor {
        Some(actor) => throttle::take(ctx, "report", &actor.account.to_string(), BY_ACCOUNT)?,
        None => throttle::take_from(ctx, "report", origin, FROM_PLACE)?,
    }
    let mut tx = ctx.begin_write().await?;
    author(&mut tx, actor, subject).await?;
    if let Some(actor) = actor
        && let Some(open) = store::report::open_by(&mut tx, actor.account, subject).await?
    {
        return Ok(open.reference);
    }
    let made = Report {
        id: ReportId(ctx.id()),
        reference: report::reference(u64::from_le_bytes(ctx.random())),
        reporter: actor.map(|a| a.account),
        subject,
        reason,
        details,
        state: ReportState::Open,
        created_at: tx.now(),
        decided_at: None,
        decided_by: None,
        decision: String::new(),
    };
    store::report::insert(&mut tx, &made).await?;
    tx.append(Fact::Reported { subject, reason });
    ctx.commit(tx).await?;
    Ok(made.reference)
}

/// Whether this viewer may report this thing: whoever may see it may. `NotFound` otherwise.
pub async fn reportable(ctx: &Ctx, actor: Option<&Actor>, subject: ReportSubject) -> Result<(), AppError> {
    author(&mut ctx.begin_read().await?, actor, subject).await.map(drop)
}

/// Where a report stands, for whoever has its reference.
pub async fn look_up(ctx: &Ctx, origin: Origin, reference: &str) -> Result<Report, AppError> {
    throttle::take_from(ctx, "report-look-up", origin, LOOK_UPS)?;
    let reference: String = reference.trim().to_uppercase().chars().take(20).collect();
    let found = store::report::by_reference(&mut ctx.begin_read().await?, &reference).await?;
    found.ok_or(AppError::NotFound)
}

/// A stretch of the moderators' queue, and how many reports it holds in all.
pub async fn queue(
    ctx: &Ctx,
    actor: &Actor,
    filter: Filter<'_>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Report>, i64), AppError> {
    if !actor.role.may_moderate() {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_read().await?;
    let count = store::report::count(&mut tx, filter).await?;
    Ok((store::report::queue(&mut tx, filter, limit, offset).await?, count))
}

/// Decides a report and every other undecided one about the same thing, for the reason given, which the reporters and
/// whoever made the thing are shown. Upheld: a post or comment is removed, an account suspended. Nobody decides about
/// themselves. `Conflict` when somebody else was faster.
pub async fn decide(ctx: &Ctx, actor: &Actor, which: ReportId, upheld: bool, why: &str) -> Result<(), AppError> {
    if !actor.role.may_moderate() {
        return Err(AppError::Forbidden);
    }
    let why = text::required(text::clean(why), 500).map_err(|e| e.at("decision"))?;
    let mut tx = ctx.begin_write().await?;
    let report = store::report::get(&mut tx, which).await?.ok_or(AppError::NotFound)?;
    if report.state != ReportState::Open {
        return Err(AppError::Conflict("report-decided"));
    }
    let owner = owner(&mut tx, report.subject).await?;
    if owner == Some(actor.account) {
        return Err(AppError::Conflict("report-own"));
    }
    let state = if upheld { ReportState::Upheld } else { ReportState::Dismissed };
    let together = store::report::open_of_subject(&mut tx, report.subject).await?;
    for one in &together {
        store::report::decide(&mut tx, one.id, state, actor.account, &why).await?;
    }
    tx.append(Fact::ReportDecided { subject: report.subject, upheld });
    let mut told: Vec<AccountId> = together.iter().filter_map(|r| r.reporter).collect();
    if upheld {
        take_down(ctx, &mut tx, actor, report.subject).await?;
        match whose_team(&mut tx, owner).await? {
            // Nobody reads what its account is told: those who post as it are.
            Some(team) => {
                let kind = match report.subject {
                    ReportSubject::Account(_) => NotificationKind::TeamSuspended,
                    ReportSubject::Post(_) | ReportSubject::Comment(_) => NotificationKind::TeamTakenDown,
                };
                team_account::tell(ctx, &mut tx, kind, team, Act::PublishAsTeam, None).await?;
            }
            None => told.extend(owner),
        }
    }
    told.sort_unstable();
    told.dedup();
    for account in told {
        tell(ctx, &mut tx, account, &report).await?;
    }
    match report.subject {
        ReportSubject::Account(account) if upheld => session::commit(ctx, tx, account).await,
        _ => ctx.commit(tx).await.map(drop),
    }
}

/// Lets a suspended account back in.
pub async fn reinstate(ctx: &Ctx, actor: &Actor, whose: AccountId) -> Result<(), AppError> {
    if !actor.role.may_moderate() {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_write().await?;
    let mut account = account::present(&mut tx, whose).await?;
    store::account::suspend(&mut tx, whose, None).await?;
    let was_suspended = account.suspended_at.take().is_some();
    account::index(&mut tx, &account).await?;
    if was_suspended {
        tx.append(Fact::AccountRestored { account: whose });
    }
    tx.append(Fact::AccountChanged { account: whose });
    session::commit(ctx, tx, whose).await
}

/// Takes the thing away. One that has gone by itself meanwhile stays gone.
async fn take_down(ctx: &Ctx, tx: &mut WriteTx, actor: &Actor, subject: ReportSubject) -> Result<(), AppError> {
    match subject {
        ReportSubject::Post(id) => {
            let found = store::post::lock(tx, id).await?.filter(|p| p.state != PostState::Removed);
            if let Some(found) = found {
                post::take_away(ctx, tx, actor.account, &found).await?;
            }
        }
        ReportSubject::Comment(id) => {
            if let Some(found) = store::comment::get(tx, id).await?.filter(|c| !c.removed) {
                comment::take_away(tx, actor.account, &found).await?;
            }
        }
        ReportSubject::Account(id) => {
            let found = store::account::get(tx, id).await?.filter(|a| a.removed_at.is_none());
            if let Some(account) = found {
                suspend(tx, actor, account).await?;
            }
        }
    }
    Ok(())
}

async fn suspend(tx: &mut WriteTx, actor: &Actor, mut account: Account) -> Result<(), AppError> {
    if account.role.may_moderate() && !actor.is_operator() {
        return Err(AppError::Forbidden);
    }
    let now = tx.now();
    store::account::suspend(tx, account.id, Some(now)).await?;
    store::session::end_others(tx, account.id, None).await?;
    account.suspended_at = Some(now);
    account::index(tx, &account).await?;
    tx.append(Fact::AccountRestricted { account: account.id });
    tx.append(Fact::AccountChanged { account: account.id });
    Ok(())
}

async fn tell(ctx: &Ctx, tx: &mut WriteTx, account: AccountId, report: &Report) -> Result<(), AppError> {
    let (post, comment) = match report.subject {
        ReportSubject::Post(id) => (Some(id), None),
        ReportSubject::Comment(id) => (store::comment::get(tx, id).await?.map(|c| c.post), Some(id)),
        ReportSubject::Account(_) => (None, None),
    };
    let new = NewNotification {
        id: NotificationId(ctx.id()),
        account,
        kind: NotificationKind::Decision,
        actor: None,
        post,
        comment,
        dedupe: Some(format!("decision:{}:{account}", report.id)),
    };
    Ok(crate::notification::tell(ctx, tx, &new).await?)
}

/// The organisation whose team's account it is; none of a person's.
async fn whose_team(tx: &mut ReadTx, owner: Option<AccountId>) -> Result<Option<OrganisationId>, AppError> {
    let Some(owner) = owner else { return Ok(None) };
    let found = store::account::get(tx, owner).await?.filter(|account| account.role == Role::Team);
    Ok(found.and_then(|account| account.organisation))
}

/// Whose the thing is, removed or not.
async fn owner(tx: &mut ReadTx, subject: ReportSubject) -> Result<Option<AccountId>, AppError> {
    Ok(match subject {
        ReportSubject::Post(id) => store::post::get(tx, id).await?.map(|p| p.account),
        ReportSubject::Comment(id) => store::comment::get(tx, id).await?.map(|c| c.account),
        ReportSubject::Account(id) => Some(id),
    })
}

/// Whose the thing is, if this viewer may see it; `NotFound` otherwise, so that a guessed id says nothing.
async fn author(tx: &mut ReadTx, actor: Option<&Actor>, subject: ReportSubject) -> Result<AccountId, AppError> {
    match subject {
        ReportSubject::Post(id) => sees_post(tx, actor, id).await,
        ReportSubject::Comment(id) => {
            let comment = store::comment::get(tx, id).await?.filter(|c| !c.removed).ok_or(AppError::NotFound)?;
            sees_post(tx, actor, comment.post).await?;
            Ok(comment.account)
        }
        ReportSubject::Account(id) if actor.is_some_and(|a| a.account == id) => {
            Err(Invalid::one("", "report-self").into())
        }
        ReportSubject::Account(id) => {
            let found = store::account::get(tx, id).await?.filter(Account::is_active);
            found.map(|a| a.id).ok_or(AppError::NotFound)
        }
    }
}

async fn sees_post(tx: &mut ReadTx, actor: Option<&Actor>, id: PostId) -> Result<AccountId, AppError> {
    let post = store::post::get(tx, id).await?.ok_or(AppError::NotFound)?;
    let author_gone = store::account::get(tx, post.account).await?.is_none_or(|a| !a.is_active());
    let follows = match actor {
        Some(actor) => store::follow::exists(tx, actor.account, post.account).await?,
        None => false,
    };
    // A block does not keep anyone from reporting: the one who blocks may be the one who does wrong.
    let onlooker = Onlooker { actor: actor.copied(), follows, blocked: false, shown: false };
    let sight = Sight { author: post.account, state: post.state, visibility: post.visibility, author_gone };
    if may_see(&onlooker, &sight) { Ok(post.account) } else { Err(AppError::NotFound) }
}
