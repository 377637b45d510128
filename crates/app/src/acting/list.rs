//! What pages show of acting: to the athlete, to the one who acts, and to an organisation of its press officers.

use std::{collections::HashMap, sync::Arc};

use grandstand_domain::{
    account::Actor,
    acting as rules,
    id::{AccountId, OrganisationId, PostId},
    permit::Act,
    post::{PostState, Visibility},
};
use grandstand_store::{
    self as store, ReadTx,
    acting::{self as rows, Acted, StoredDelegation},
    card::CardRow,
};

use crate::{ctx::Ctx, error::AppError, permit, person, views::Author};

/// How much of the record a page shows.
const RECORD: i64 = 100;

/// A delegation as a page shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What it says.
    pub stored: StoredDelegation,
    /// The athlete.
    pub athlete: Arc<Author>,
    /// The one who acts.
    pub holder: Arc<Author>,
    /// Whether anything may be done by it now.
    pub holds: bool,
}

/// A line of the record as a page shows it.
#[derive(Clone, Debug)]
pub struct Told {
    /// What was done.
    pub acted: Acted,
    /// For whom.
    pub athlete: Arc<Author>,
    /// By whom; none when they have left.
    pub holder: Option<Arc<Author>>,
    /// With which post, where it stands and the reader may see it.
    pub post: Option<AboutPost>,
}

/// A post that something was done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutPost {
    /// The post.
    pub id: PostId,
    /// What it says; empty for nothing.
    pub caption: String,
    /// Whether everyone may see it.
    pub is_out: bool,
}

/// The posts that acts were done with, as far as they stand.
pub(super) async fn posts(tx: &mut ReadTx, all: &[&Acted]) -> Result<HashMap<i64, AboutPost>, AppError> {
    let mut ids: Vec<_> =
        all.iter().filter(|acted| acted.deed.is_of_post()).filter_map(|acted| acted.subject).collect();
    ids.sort_unstable();
    ids.dedup();
    let ids: Vec<PostId> = ids.into_iter().map(PostId).collect();
    let rows = store::card::posts(tx, &ids).await?;
    let told = |row: CardRow| {
        let is_out = row.state == PostState::Published && row.visibility == Visibility::Public;
        (row.id.0, AboutPost { id: row.id, caption: row.caption, is_out })
    };
    Ok(rows.into_iter().filter(|row| row.state != PostState::Removed).map(told).collect())
}

/// The post that something was done with.
pub(super) fn post_of(acted: &Acted, posts: &HashMap<i64, AboutPost>) -> Option<AboutPost> {
    posts.get(&acted.subject.filter(|_| acted.deed.is_of_post())?).cloned()
}

/// Everything of acting that concerns one account.
#[derive(Clone, Debug)]
pub struct Mine {
    /// What they let others do, the latest first.
    pub given: Vec<Shown>,
    /// What was done for them.
    pub done_for: Vec<Told>,
    /// What others let them do.
    pub held: Vec<Shown>,
    /// What they did for others.
    pub done_by: Vec<Told>,
}

/// Everything of acting that concerns the actor.
pub async fn mine(ctx: &Ctx, actor: &Actor) -> Result<Mine, AppError> {
    let mut tx = ctx.begin_read().await?;
    let given = rows::of_athlete(&mut tx, actor.account).await?;
    let held = rows::of_holder(&mut tx, actor.account).await?;
    let done_for = rows::done_for(&mut tx, actor.account, RECORD).await?;
    let done_by = rows::done_by(&mut tx, actor.account, RECORD).await?;
    let of_record = |acted: &Acted| [Some(acted.athlete), acted.holder];
    let ids: Vec<AccountId> = (given.iter().chain(&held).flat_map(|d| [d.given.athlete, d.given.holder]))
        .chain(done_for.iter().chain(&done_by).flat_map(of_record).flatten())
        .collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let posts = posts(&mut tx, &done_for.iter().chain(&done_by).collect::<Vec<_>>()).await?;
    let told = |acted: Acted, is_theirs: bool| {
        let athlete = people.get(&acted.athlete).cloned()?;
        let holder = acted.holder.and_then(|id| people.get(&id).cloned()).filter(|author| !author.gone);
        // Of what they did for others only what everyone may see is theirs to see.
        let post = post_of(&acted, &posts).filter(|post| is_theirs || post.is_out);
        Some(Told { acted, athlete, holder, post })
    };
    Ok(Mine {
        given: shown(&mut tx, given, &people).await?,
        held: shown(&mut tx, held, &people).await?,
        done_for: done_for.into_iter().filter_map(|acted| told(acted, true)).collect(),
        done_by: done_by.into_iter().filter_map(|acted| told(acted, false)).collect(),
    })
}

/// What an organisation's athletes let its press officers do now, for its administrators.
pub async fn of_press(ctx: &Ctx, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Shown>, AppError> {
    let mut tx = ctx.begin_read().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let all = rows::of_organisation(&mut tx, organisation).await?;
    let ids: Vec<AccountId> = all.iter().flat_map(|d| [d.given.athlete, d.given.holder]).collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let mut all = shown(&mut tx, all, &people).await?;
    all.retain(|one| one.holds);
    Ok(all)
}

async fn shown(
    tx: &mut ReadTx,
    all: Vec<StoredDelegation>,
    people: &HashMap<AccountId, Arc<Author>>,
) -> Result<Vec<Shown>, AppError> {
    let mut out = Vec::with_capacity(all.len());
    for stored in all {
        let (athlete, holder) = (people.get(&stored.given.athlete), people.get(&stored.given.holder));
        let (Some(athlete), Some(holder)) = (athlete.cloned(), holder.cloned()) else { continue };
        let between = super::deed::between(tx, &stored.given).await?;
        let holds = rules::holds(&stored.given, between, tx.now());
        out.push(Shown { stored, athlete, holder, holds });
    }
    Ok(out)
}
