//! Reading reviews: who may be asked, what is to be done, and one review as a page shows it.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use grandstand_domain::{
    account::{Actor, Role},
    id::{AccountId, OrganisationId, PostId, ReviewId},
    media::MediaState,
    permit::Act,
    post::PostState,
    review::{ReviewState, Side},
};
use grandstand_store::{
    self as store, ReadTx,
    account::{Account, Filter},
    organisation::Organisation,
    review::{self as rows, Remark, Review, Version},
};

use super::side;
use crate::{
    ctx::Ctx,
    error::AppError,
    permit, person, post,
    viewer::Viewer,
    views::{Author, Card},
};

/// Someone whom an athlete may ask.
#[derive(Clone, Debug)]
pub struct Coach {
    /// Who.
    pub who: Arc<Author>,
    /// For which organisation they look.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
}

/// Who looks through drafts for the organisations of the actor, those aside whom a block stands between.
pub(super) async fn offered(tx: &mut ReadTx, actor: &Actor) -> Result<Vec<(Account, Organisation)>, AppError> {
    let mut whose: Vec<OrganisationId> = actor.organisation.into_iter().collect();
    whose.extend(store::roster::of_account(tx, actor.account).await?.into_iter().map(|place| place.organisation));
    whose.sort_unstable();
    whose.dedup();
    let mut found = Vec::new();
    for id in whose {
        let Some(organisation) = store::organisation::get(tx, id).await? else { continue };
        let staff = Filter { role: Some(Role::Staff), organisation: Some(id), ..Filter::default() };
        let mut candidates = store::account::list(tx, &staff, 200).await?;
        for member in store::membership::of_organisation(tx, id).await? {
            if !candidates.iter().any(|c| c.id == member.account) {
                candidates.extend(store::account::get(tx, member.account).await?);
            }
        }
        for account in candidates {
            let other = account.id != actor.account && account.is_active();
            if other
                && permit::holds(tx, &account.actor(), Act::ReviewDrafts, id).await?
                && !store::viewer::either_blocks(tx, actor.account, account.id).await?
            {
                found.push((account, organisation.clone()));
            }
        }
    }
    Ok(found)
}

/// Whom the actor may ask to look at a draft.
pub async fn coaches(ctx: &Ctx, actor: &Actor) -> Result<Vec<Coach>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let offered = offered(&mut tx, actor).await?;
    let ids: Vec<AccountId> = offered.iter().map(|(account, _)| account.id).collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let coach = |(account, organisation): (Account, Organisation)| {
        let who = people.get(&account.id).cloned()?;
        Some(Coach { who, organisation: organisation.id, organisation_name: organisation.name })
    };
    Ok(offered.into_iter().filter_map(coach).collect())
}

/// Whose turn it is, as a list is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The coach's.
    Coach,
    /// The athlete's.
    Athlete,
    /// Nobody's: it is over.
    Nobody,
}

impl From<ReviewState> for Turn {
    fn from(state: ReviewState) -> Self {
        match state {
            ReviewState::Waiting => Self::Coach,
            ReviewState::Changes => Self::Athlete,
            ReviewState::Approved | ReviewState::Ended => Self::Nobody,
        }
    }
}

/// A review in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The review.
    pub review: Review,
    /// The other of the two.
    pub other: Arc<Author>,
    /// The film, while the reader may see it.
    pub card: Option<Card>,
    /// How many things must change and are not done.
    pub open_changes: usize,
}

/// The reviews that the actor does, those that changed last first.
pub async fn of_coach(ctx: &Ctx, actor: &Actor) -> Result<Vec<Listed>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let mut may: HashMap<OrganisationId, bool> = HashMap::new();
    let mut reviews = rows::of_coach(&mut tx, actor.account).await?;
    for review in &reviews {
        if let Entry::Vacant(unknown) = may.entry(review.organisation) {
            unknown.insert(permit::holds(&mut tx, actor, Act::ReviewDrafts, review.organisation).await?);
        }
    }
    reviews.retain(|review| may.get(&review.organisation) == Some(&true));
    listed(ctx, tx, actor, reviews, |review| review.athlete).await
}

/// The reviews of the actor's films, those that changed last first.
pub async fn of_athlete(ctx: &Ctx, actor: &Actor) -> Result<Vec<Listed>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let reviews = rows::of_athlete(&mut tx, actor.account).await?;
    listed(ctx, tx, actor, reviews, |review| review.coach).await
}

async fn listed(
    ctx: &Ctx,
    mut tx: ReadTx,
    actor: &Actor,
    reviews: Vec<Review>,
    other: impl Fn(&Review) -> AccountId,
) -> Result<Vec<Listed>, AppError> {
    let ids: Vec<AccountId> = reviews.iter().map(&other).collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let mut open = HashMap::new();
    for review in reviews.iter().filter(|r| r.state.is_open()) {
        let remarks = rows::remarks(&mut tx, review.id).await?;
        open.insert(review.id, remarks.iter().filter(|r| r.must_change && !r.done).count());
    }
    drop(tx);
    let viewer = Viewer::of(ctx, Some(actor)).await?;
    let mut found = Vec::with_capacity(reviews.len());
    for review in reviews {
        let Some(other) = people.get(&other(&review)).cloned() else { continue };
        let card = film(ctx, &viewer, review.post).await?;
        let open_changes = open.get(&review.id).copied().unwrap_or_default();
        found.push(Listed { review, other, card, open_changes });
    }
    Ok(found)
}

/// A film, while the viewer may see it.
async fn film(ctx: &Ctx, viewer: &Viewer, id: PostId) -> Result<Option<Card>, AppError> {
    match post::card(ctx, viewer, id).await {
        Ok(card) => Ok(Some(card)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The latest review of a draft in which the actor has a part.
pub async fn of_post(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<Option<Review>, AppError> {
    let mut tx = ctx.begin_read().await?;
    for review in rows::of_post(&mut tx, id).await? {
        match side(&mut tx, actor, &review).await {
            Ok(_) => return Ok(Some(review)),
            Err(AppError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// A review as a page shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The review.
    pub review: Review,
    /// Who the reader is in it.
    pub side: Side,
    /// Whose film it is; none once that account is gone.
    pub athlete: Option<Arc<Author>>,
    /// Who looks at it; none once that account is gone.
    pub coach: Option<Arc<Author>>,
    /// The name of the organisation.
    pub organisation_name: String,
    /// The drafts handed in, the first one first.
    pub versions: Vec<Version>,
    /// The version that is shown.
    pub version: Version,
    /// Its film, while the reader may see it.
    pub card: Option<Card>,
    /// What was said, of whichever version, the first word first.
    pub remarks: Vec<Remark>,
    /// For the athlete while it is open: drafts that could be the next version.
    pub drafts: Vec<Card>,
}

/// One review, and of its versions the one with this number, else the last.
///
/// # Errors
/// `NotFound` for everyone but the two.
pub async fn open(ctx: &Ctx, actor: &Actor, id: ReviewId, number: Option<i64>) -> Result<Shown, AppError> {
    let mut tx = ctx.begin_read().await?;
    let review = rows::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let side = side(&mut tx, actor, &review).await?;
    let versions = rows::versions(&mut tx, id).await?;
    let chosen = number.and_then(|number| versions.iter().find(|v| v.number == number));
    let version = *chosen.or(versions.last()).ok_or(AppError::NotFound)?;
    let remarks = rows::remarks(&mut tx, id).await?;
    let people = person::several(ctx, &mut tx, &[review.athlete, review.coach]).await?;
    let organisation = store::organisation::get(&mut tx, review.organisation).await?;
    drop(tx);
    let viewer = Viewer::of(ctx, Some(actor)).await?;
    let card = film(ctx, &viewer, version.post).await?;
    let mut drafts = Vec::new();
    if side == Side::Athlete && review.state.is_open() {
        let ready = |card: &Card| {
            card.state == PostState::Draft && matches!(card.film.state, MediaState::Playable | MediaState::Complete)
        };
        drafts = post::unpublished(ctx, actor, 50).await?.into_iter().filter(ready).collect();
    }
    Ok(Shown {
        side,
        athlete: people.get(&review.athlete).cloned(),
        coach: people.get(&review.coach).cloned(),
        organisation_name: organisation.map(|o| o.name).unwrap_or_default(),
        versions,
        version,
        card,
        remarks,
        drafts,
        review,
    })
}
