//! An act by someone's own hand or another's: the rule asked at that moment, the record of it, and what readers are told.

use std::collections::{HashMap, HashSet};

use grandstand_domain::{
    account::Actor,
    acting::{self as rules, Between, Bound, Deed, Delegation, Hand, HandNote},
    handle::Handle,
    id::{AccountId, DelegationId, NotificationId, OrganisationId, PostId},
    notification::NotificationKind,
    permit::Act,
    post::PostState,
    time::UnixMillis,
};
use grandstand_store::{
    self as store, ReadTx, WriteTx,
    acting::{self as rows, Acted},
    notification::NewNotification,
    post::Post,
};

use crate::{ctx::Ctx, error::AppError, permit, session::SignedIn};

/// As whom something is done, and by whose hand.
#[derive(Clone, Copy, Debug)]
pub struct Doer {
    whom: Actor,
    by: Option<By>,
}

#[derive(Clone, Copy, Debug)]
struct By {
    delegation: DelegationId,
    holder: AccountId,
}

impl From<&Actor> for Doer {
    fn from(actor: &Actor) -> Self {
        Self { whom: *actor, by: None }
    }
}

impl From<&Doer> for Doer {
    fn from(doer: &Doer) -> Self {
        *doer
    }
}

impl Doer {
    /// Whose account it is done as.
    pub fn whom(&self) -> &Actor {
        &self.whom
    }

    /// Whose hand does it.
    pub fn hand_or_own(&self) -> AccountId {
        self.by.map_or(self.whom.account, |by| by.holder)
    }

    /// Whether another's hand does it.
    pub fn is_hand(&self) -> bool {
        self.by.is_some()
    }

    /// Passes for one's own hand, and for another's with what belongs to the athlete alone: whatever else the athlete may do,
    /// as someone who works for an organisation too, is not theirs to give away.
    ///
    /// # Errors
    /// `NotFound` else.
    pub fn only_own(&self, owner: Option<AccountId>) -> Result<(), AppError> {
        if self.by.is_none() || owner == Some(self.whom.account) { Ok(()) } else { Err(AppError::NotFound) }
    }
}

/// For whom a browser acts at the moment, as far as it still may.
#[derive(Clone, Debug)]
pub struct Acting {
    /// By what.
    pub delegation: DelegationId,
    /// As what.
    pub hand: Hand,
    /// The athlete's name as shown.
    pub name: String,
    /// The athlete's handle; none when they have left.
    pub handle: Option<Handle>,
    /// What may be done; nothing once it is over.
    pub bounds: Vec<Bound>,
    doer: Option<Doer>,
}

impl Acting {
    /// Whether it holds no more. The browser stays as it is until its owner says that they act for themselves again: what they
    /// meant to do for the athlete must not happen as them.
    pub fn is_over(&self) -> bool {
        self.doer.is_none()
    }

    /// Whether they post as a team.
    pub fn is_team(&self) -> bool {
        self.hand == Hand::Team
    }

    /// Whether this may be done with what belongs to an account, as a page offers it; the use case asks the rule.
    pub fn may(&self, deed: Deed, whose: AccountId) -> bool {
        let is_theirs = self.doer.is_some_and(|doer| doer.whom.account == whose);
        is_theirs && self.bounds.contains(&deed.bound()) && deed.is_of(self.hand)
    }

    /// The athlete by this hand, for what a bound lets be done.
    ///
    /// # Errors
    /// `Conflict` when it is over, or does not let it be done.
    pub fn doer(&self, bound: Bound) -> Result<Doer, AppError> {
        let doer = self.doer.ok_or(AppError::Conflict("acting-over"))?;
        if self.bounds.contains(&bound) { Ok(doer) } else { Err(AppError::Conflict("acting-not-let")) }
    }
}

/// For whom someone's browser acts, asked anew of the database; none when for themselves.
pub async fn current(ctx: &Ctx, who: &SignedIn) -> Result<Option<Acting>, AppError> {
    let Some(delegation) = who.acts_by else { return Ok(None) };
    let hand = Hand::Guardian;
    let over = Acting { delegation, hand, name: String::new(), handle: None, bounds: Vec::new(), doer: None };
    let mut tx = ctx.begin_read().await?;
    let found = rows::get(&mut tx, delegation).await?.filter(|found| found.given.holder == who.actor.account);
    let Some(given) = found.map(|found| found.given) else { return Ok(Some(over)) };
    let athlete = store::account::get(&mut tx, given.athlete).await?.filter(|a| a.removed_at.is_none());
    let Some(athlete) = athlete else { return Ok(Some(over)) };
    let between = between(&mut tx, &given).await?;
    let holds = rules::holds(&given, between, tx.now());
    let by = Some(By { delegation, holder: given.holder });
    let doer = holds.then(|| Doer { whom: athlete.actor(), by });
    let bounds = if holds { given.bounds } else { Vec::new() };
    let (name, handle) = (athlete.display_name, Some(athlete.handle));
    Ok(Some(Acting { delegation, hand: given.hand, name, handle, bounds, doer }))
}

/// What is known of the two at this moment.
pub(super) async fn between(tx: &mut ReadTx, given: &Delegation) -> Result<Between, AppError> {
    let athlete = store::account::get(tx, given.athlete).await?.ok_or(AppError::NotFound)?;
    let holder = store::account::get(tx, given.holder).await?.ok_or(AppError::NotFound)?;
    let is_let = match (given.hand, athlete.organisation) {
        (Hand::Guardian, _) | (Hand::Team, None) => false,
        (Hand::Press, _) => is_press(tx, &holder.actor(), &athlete.actor()).await?,
        (Hand::Team, Some(team)) => permit::holds(tx, &holder.actor(), Act::PublishAsTeam, team).await?,
    };
    Ok(Between {
        role: athlete.role,
        both_active: athlete.is_active() && holder.is_active(),
        blocked: store::viewer::either_blocks(tx, athlete.id, holder.id).await?,
        is_let,
    })
}

/// Whose people someone is who does something as a team by an agreement.
async fn partner(tx: &mut ReadTx, given: &Delegation, team: &Actor) -> Result<Option<OrganisationId>, AppError> {
    let (Hand::Team, Some(organisation)) = (given.hand, team.organisation) else { return Ok(None) };
    let holder = store::account::get(tx, given.holder).await?.ok_or(AppError::NotFound)?;
    permit::partner(tx, &holder.actor(), Act::PublishAsTeam, organisation).await
}

/// Whether an organisation that the athlete belongs to lets someone act for its athletes.
async fn is_press(tx: &mut ReadTx, holder: &Actor, athlete: &Actor) -> Result<bool, AppError> {
    let claimed = store::roster::of_account(tx, athlete.account).await?.into_iter().map(|place| place.organisation);
    let mut theirs: Vec<_> = athlete.organisation.into_iter().chain(claimed).collect();
    theirs.sort_unstable();
    theirs.dedup();
    for organisation in theirs {
        if permit::holds(tx, holder, Act::ActForAthletes, organisation).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// To be called in the transaction of every deed. Does nothing for one's own hand. For another's it asks the rule with what the
/// database says now, holds the delegation so that nobody ends it meanwhile, and records what was done, of which thing (0 for none).
/// Gives as what they act.
///
/// # Errors
/// `Conflict` when they may not (no more); the transaction must not commit then.
pub(crate) async fn done(
    ctx: &Ctx,
    tx: &mut WriteTx,
    doer: &Doer,
    deed: Deed,
    subject: i64,
) -> Result<Option<Hand>, AppError> {
    let Some(by) = doer.by else { return Ok(None) };
    let over = AppError::Conflict("acting-over");
    let Some(found) = rows::lock(tx, by.delegation).await? else { return Err(over) };
    let given = found.given;
    if given.athlete != doer.whom.account || given.holder != by.holder {
        return Err(over);
    }
    let between = between(tx, &given).await?;
    let now = tx.now();
    if !rules::holds(&given, between, now) {
        return Err(over);
    }
    if !rules::may(&given, between, deed, now) {
        return Err(AppError::Conflict("acting-not-let"));
    }
    let partner = partner(tx, &given, &doer.whom).await?;
    let acted = Acted {
        athlete: given.athlete,
        holder: Some(given.holder),
        hand: given.hand,
        deed,
        subject: Some(subject).filter(|id| *id > 0),
        at: now,
        partner,
    };
    rows::record(tx, ctx.id(), &acted).await?;
    Ok(Some(given.hand))
}

/// As [`done`], for a post, with what its readers are told: another's hand that publishes or changes it is named by kind, and the
/// athlete's own that publishes it takes that back. `publishes` says whether this settles that, or when, it goes out.
pub(crate) async fn signed(
    ctx: &Ctx,
    tx: &mut WriteTx,
    doer: &Doer,
    post: &Post,
    deed: Deed,
    publishes: bool,
) -> Result<(), AppError> {
    let Some(hand) = done(ctx, tx, doer, deed, post.id.0).await? else {
        return if publishes { Ok(rows::unsign(tx, post.id).await?) } else { Ok(()) };
    };
    if !publishes {
        let note = HandNote::edited(hand).filter(|_| deed == Deed::EditPost);
        if note.is_some() && rows::signed(tx, post.id).await?.is_none() {
            rows::sign(tx, post.id, note, None).await?;
        }
        return Ok(());
    }
    if post.state == PostState::Draft {
        return Ok(rows::unsign(tx, post.id).await?);
    }
    rows::sign(tx, post.id, HandNote::published(hand), doer.by.map(|by| by.delegation)).await?;
    if hand == Hand::Team {
        return Ok(());
    }
    let told = NewNotification {
        id: NotificationId(ctx.id()),
        account: doer.whom.account,
        kind: NotificationKind::ActingPublished,
        actor: doer.by.map(|by| by.holder),
        post: Some(post.id),
        comment: None,
        dedupe: None,
    };
    Ok(crate::notification::tell(ctx, tx, &told).await?)
}

/// Whether a post that waits for its film or its time may still go out: always when its author decided that, else as long as
/// the other may publish for them.
pub(crate) async fn may_go_out(tx: &mut WriteTx, post: PostId) -> Result<bool, AppError> {
    let Some(Some(by)) = rows::signed(tx, post).await? else { return Ok(true) };
    rows::lock(tx, by).await?;
    let now = tx.now();
    lasts(tx, by, now).await
}

/// Those posts that may not go out at their moments, as things stand now.
pub(crate) async fn held_back(tx: &mut ReadTx, due: &HashMap<PostId, UnixMillis>) -> Result<HashSet<PostId>, AppError> {
    let posts: Vec<PostId> = due.keys().copied().collect();
    let mut held = HashSet::new();
    for (post, by) in rows::to_be_published(tx, &posts).await? {
        if let Some(at) = due.get(&post)
            && !lasts(tx, by, *at).await?
        {
            held.insert(post);
        }
    }
    Ok(held)
}

/// Whether a delegation lets its holder publish at a moment.
async fn lasts(tx: &mut ReadTx, by: DelegationId, at: UnixMillis) -> Result<bool, AppError> {
    let Some(found) = rows::get(tx, by).await? else { return Ok(false) };
    let between = between(tx, &found.given).await?;
    Ok(rules::may(&found.given, between, Deed::Publish, at))
}
