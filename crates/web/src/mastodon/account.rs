//! Accounts, one's own among them.

use axum::{Json, extract::Path, response::Response};
use grandstand_app::{
    AppError, account as accounts,
    comment::Comment,
    pin, search,
    viewer::Viewer,
    views::{Card, Status, Timeline},
};
use grandstand_domain::{
    handle::Handle,
    id::{AccountId, CommentId},
    time::UnixMillis,
};
use grandstand_store::follow;
use serde_json::json;

use super::{
    access::{IfAny, ReadAccounts, ReadFollows, ReadLists, ReadStatuses, Routes, Scoped, WriteAccounts, viewer},
    entity::{self, Account, FeaturedTag, Preferences, Relationship, Source},
    find,
    page::Paging,
    relationship::relationships,
    render::Render,
};
use crate::{ask::Ask, error::WebError, oauth::authority, params::Params};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/accounts/verify_credentials", own)
        .patch("/api/v1/accounts/update_credentials", update)
        .get("/api/v1/preferences", preferences)
        .get("/api/v1/accounts", several)
        .get("/api/v1/accounts/lookup", lookup)
        .get("/api/v1/accounts/search", search)
        .get("/api/v1/accounts/relationships", related)
        .get("/api/v1/accounts/familiar_followers", familiar)
        .get("/api/v1/accounts/{id}", one)
        .get("/api/v1/accounts/{id}/statuses", statuses)
        .get("/api/v1/accounts/{id}/followers", followers)
        .get("/api/v1/accounts/{id}/following", following)
        .get("/api/v1/accounts/{id}/featured_tags", featured_tags)
        .get("/api/v1/accounts/{id}/lists", lists)
        .get("/api/v1/accounts/{id}/identity_proofs", proofs)
        .get("/api/v1/accounts/{id}/endorsements", proofs)
}

/// The words for entities of one request.
fn render<'a>(ask: &'a Ask, viewer: &'a Viewer, place: &'static str) -> Render<'a> {
    Render { web: &ask.web, viewer, place }
}

/// One's own account, with what only its owner sees.
async fn credential(ask: &Ask, me: AccountId) -> Result<Account, WebError> {
    let viewer = viewer(ask).await?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let row = grandstand_store::account::get(&mut tx, me).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let mut account = render(ask, &viewer, "").accounts_of(&[me]).await?.pop().ok_or(AppError::NotFound)?;
    account.source = Some(Source {
        privacy: "public",
        sensitive: false,
        language: Some(row.language).filter(|l| !l.is_empty()),
        note: row.bio,
        fields: account.fields.clone(),
        follow_requests_count: 0,
        hide_collections: false,
        discoverable: true,
        indexable: true,
        attribution_domains: [],
        quote_policy: "nobody",
    });
    account.role = Some(json!({ "id": "-99", "name": "", "color": "", "permissions": "0", "highlighted": false }));
    Ok(account)
}

async fn own(who: Scoped<ReadAccounts>) -> Result<Json<Account>, WebError> {
    Ok(Json(credential(&who, who.actor().account).await?))
}

async fn update(who: Scoped<WriteAccounts>, params: Params) -> Result<Json<Account>, WebError> {
    let change = accounts::Change {
        display_name: params.given("display_name").filter(|name| !name.trim().is_empty()),
        bio: params.given("note"),
        language: params.given("source[language]"),
        ..accounts::Change::default()
    };
    accounts::update(&who.web.ctx, who.actor(), who.actor().account, change).await?;
    Ok(Json(credential(&who, who.actor().account).await?))
}

async fn preferences(who: Scoped<ReadAccounts>) -> Json<Preferences> {
    Json(Preferences {
        visibility: "public",
        sensitive: false,
        language: Some(who.who().language.clone()).filter(|l| !l.is_empty()),
        quote_policy: "nobody",
        expand_media: "default",
        expand_spoilers: false,
        autoplay: false,
    })
}

async fn several(ask: IfAny<ReadAccounts>, params: Params) -> Result<Json<Vec<Account>>, WebError> {
    let viewer = viewer(&ask).await?;
    let ids: Vec<AccountId> = params.list("id").into_iter().take(40).filter_map(|id| id.parse().ok()).collect();
    Ok(Json(render(&ask, &viewer, "").accounts_of(&ids).await?))
}

async fn one(ask: IfAny<ReadAccounts>, Path(id): Path<String>) -> Result<Json<Account>, WebError> {
    let viewer = viewer(&ask).await?;
    let person = find::account(&ask.web, &viewer, &id).await?;
    Ok(Json(render(&ask, &viewer, "").accounts(&[person]).await?.pop().ok_or(AppError::NotFound)?))
}

async fn lookup(ask: IfAny<ReadAccounts>, params: Params) -> Result<Json<Account>, WebError> {
    let viewer = viewer(&ask).await?;
    let acct = params.text("acct").trim_start_matches('@');
    let handle = match acct.split_once('@') {
        Some((handle, host)) if host == authority(&ask.web) => handle,
        Some(_) => return Err(AppError::NotFound.into()),
        None => acct,
    };
    let handle: Handle = handle.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let row = grandstand_store::account::by_handle(&mut tx, &handle).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let person = find::account(&ask.web, &viewer, &row.id.to_string()).await?;
    Ok(Json(render(&ask, &viewer, "").accounts(&[person]).await?.pop().ok_or(AppError::NotFound)?))
}

async fn search(who: Scoped<ReadAccounts>, params: Params) -> Result<Json<Vec<Account>>, WebError> {
    let viewer = viewer(&who).await?;
    let limit = params.number("limit").unwrap_or(40).clamp(1, 80);
    let question = format!("@{}", params.text("q").trim_start_matches('@').split('@').next().unwrap_or_default());
    let found = search::find(&who.web.ctx, &viewer, &question, limit).await?;
    let following = params.is("following");
    let people: Vec<_> = found.people.into_iter().filter(|p| !following || viewer.follows.contains(&p.id)).collect();
    Ok(Json(render(&who, &viewer, "").accounts(&people).await?))
}

async fn related(who: Scoped<ReadFollows>, params: Params) -> Result<Json<Vec<Relationship>>, WebError> {
    let ids: Vec<AccountId> = params.list("id").into_iter().take(100).filter_map(|id| id.parse().ok()).collect();
    Ok(Json(relationships(&who, who.actor(), &ids).await?))
}

/// Whom of those the viewer follows also follows these accounts.
async fn familiar(who: Scoped<ReadFollows>, params: Params) -> Result<Json<Vec<serde_json::Value>>, WebError> {
    let viewer = viewer(&who).await?;
    let mut answer = Vec::new();
    for id in params.list("id").into_iter().take(20) {
        let Ok(whom) = id.parse::<AccountId>() else { continue };
        let mut tx = who.web.ctx.begin_read().await?;
        let followers = follow::followers(&mut tx, whom, UnixMillis(i64::MAX), 1_000).await?;
        drop(tx);
        let known: Vec<AccountId> =
            followers.into_iter().map(|(id, _)| id).filter(|id| viewer.follows.contains(id)).take(10).collect();
        let accounts = render(&who, &viewer, "").accounts_of(&known).await?;
        answer.push(json!({ "id": id, "accounts": accounts }));
    }
    Ok(Json(answer))
}

/// What an account posted, passed on and, unless they are excluded, commented.
async fn statuses(ask: IfAny<ReadStatuses>, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = viewer(&ask).await?;
    let person = find::account(&ask.web, &viewer, &id).await?;
    let paging = Paging::of(&ask);
    let params = paging.params();
    let render = render(&ask, &viewer, "account");
    if params.is("pinned") {
        let cards = pin::list(&ask.web.ctx, &viewer, person.id).await?;
        return Ok(paging.answer(&ask, &render.posts(&cards).await?, None, false));
    }
    let films_only = params.is("only_media");
    let reblogs = !params.is("exclude_reblogs") && !films_only;
    let mut found =
        ask.web.ctx.views.timeline(&Timeline::Account { author: person.id, reblogs }, &viewer, paging.stretch());
    if let Some(tag) = params.get("tagged") {
        found.retain(|s| s.card.tags.iter().any(|t| t.as_str() == tag.to_lowercase()));
    }
    let said = if params.is("exclude_replies") || films_only || params.get("tagged").is_some() {
        Vec::new()
    } else {
        said(&ask, &viewer, person.id, &paging).await?
    };
    let items = paging.cut(
        found
            .into_iter()
            .map(|s| (s.id, Item::Post(Box::new(s))))
            .chain(said.into_iter().map(|(c, card)| (c.id.0, Item::Comment(Box::new((c, card))))))
            .collect(),
    );
    let numbers: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    let (mut posts, mut comments): (Vec<Status>, Vec<(Comment, Card)>) = (Vec::new(), Vec::new());
    for (_, item) in items {
        match item {
            Item::Post(status) => posts.push(*status),
            Item::Comment(said) => comments.push(*said),
        }
    }
    let mut shown = render.statuses(&posts).await?;
    shown.extend(render.comments(&comments).await?);
    shown.sort_by_key(|s| numbers.iter().position(|n| n.to_string() == s.id));
    Ok(paging.full(&ask, &shown, &numbers))
}

enum Item {
    Post(Box<Status>),
    Comment(Box<(Comment, Card)>),
}

/// What an account commented under posts that the viewer may see.
async fn said(ask: &Ask, viewer: &Viewer, whose: AccountId, paging: &Paging) -> Result<Vec<(Comment, Card)>, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    let before = CommentId(paging.before());
    let found = grandstand_store::comment::of_account(&mut tx, whose, before, paging.limit * 2).await?;
    let shown = |c: Comment| {
        let card = ask.web.ctx.views.card(viewer, c.post)?;
        (c.id.0 > paging.after()).then_some((c, card))
    };
    Ok(found.into_iter().filter_map(shown).collect())
}

async fn followers(ask: IfAny<ReadAccounts>, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = viewer(&ask).await?;
    let person = find::account(&ask.web, &viewer, &id).await?;
    let paging = Paging::up_to(&ask, 40, 80);
    let mut tx = ask.web.ctx.begin_read().await?;
    let found = follow::followers(&mut tx, person.id, UnixMillis(paging.before()), paging.limit).await?;
    drop(tx);
    people(&ask, &viewer, &paging, found).await
}

async fn following(ask: IfAny<ReadAccounts>, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = viewer(&ask).await?;
    let person = find::account(&ask.web, &viewer, &id).await?;
    let paging = Paging::up_to(&ask, 40, 80);
    let mut tx = ask.web.ctx.begin_read().await?;
    let found = follow::followees(&mut tx, person.id).await?;
    drop(tx);
    people(&ask, &viewer, &paging, found).await
}

/// People, each with the moment by which the list is paged.
pub(super) async fn people(
    ask: &Ask,
    viewer: &Viewer,
    paging: &Paging,
    found: Vec<(AccountId, UnixMillis)>,
) -> Result<Response, WebError> {
    let items = paging.cut(found.into_iter().map(|(id, at)| (at.0, id)).collect());
    let numbers: Vec<i64> = items.iter().map(|(at, _)| *at).collect();
    let ids: Vec<AccountId> = items.into_iter().map(|(_, id)| id).collect();
    let accounts = render(ask, viewer, "").accounts_of(&ids).await?;
    Ok(paging.full(ask, &accounts, &numbers))
}

/// The tags on an account's profile.
pub(super) async fn featured(ask: &Ask, whose: AccountId) -> Result<Vec<FeaturedTag>, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    let tags = grandstand_store::client::featured_tags(&mut tx, whose).await?;
    let shown = |(id, tag): (grandstand_domain::id::FeaturedTagId, grandstand_domain::tag::Tag)| {
        let filter =
            grandstand_app::views::feed::Filter { author: Some(whose), tag: Some(tag.clone()), ..Default::default() };
        let page = ask.web.ctx.views.latest(&filter, &Viewer::anyone(), None, 1);
        FeaturedTag {
            id: id.to_string(),
            name: tag.to_string(),
            url: ask.web.absolute(&format!("/tags/{}", crate::show::text::in_path(tag.as_str()))),
            statuses_count: page.total.to_string(),
            last_status_at: page.cards.first().and_then(|c| c.published_at).map(entity::day),
        }
    };
    Ok(tags.into_iter().map(shown).collect())
}

async fn featured_tags(ask: IfAny<ReadAccounts>, Path(id): Path<String>) -> Result<Json<Vec<FeaturedTag>>, WebError> {
    let viewer = viewer(&ask).await?;
    let person = find::account(&ask.web, &viewer, &id).await?;
    Ok(Json(featured(&ask, person.id).await?))
}

async fn lists(who: Scoped<ReadLists>, Path(id): Path<String>) -> Result<Json<Vec<entity::List>>, WebError> {
    let viewer = viewer(&who).await?;
    let person = find::account(&who.web, &viewer, &id).await?;
    let found = grandstand_app::list::all(&who.web.ctx, who.actor(), Some(person.id)).await?;
    Ok(Json(found.into_iter().map(super::list::entity).collect()))
}

async fn proofs(_ask: IfAny<ReadAccounts>, Path(_id): Path<String>) -> Json<[serde_json::Value; 0]> {
    Json([])
}
