//! Sessions: who a request comes from.
//!
//! A session's secret is 256 random bits; the database keeps only its SHA-256. What a secret stands for is remembered in
//! memory, so a request needs no database. A change that makes a memory untrue (a session ended, a role changed)
//! goes through [`commit`], which clears this server's memory at once and counts up a number in the database that every
//! server reads at most twice a second: elsewhere it takes effect within a second.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use grandstand_domain::{
    account::{self, Actor},
    handle::Handle,
    id::{AccountId, AppId, DelegationId, SessionId},
    scope::Scopes,
    session::SessionKind,
    text,
};
use grandstand_store::{WriteTx, session};
use sha2::{Digest, Sha256};

use crate::{
    account::person,
    ctx::Ctx,
    error::AppError,
    password,
    throttle::{self, Origin, Rate},
    vault,
};

mod memory;
pub(crate) use memory::Memory;

/// Failed sign-ins to one account from one place.
const PER_ACCOUNT_AND_PLACE: Rate = Rate { burst: 6, every_ms: 60_000 };
/// Failed sign-ins to one account from anywhere. Looser, so that a stranger cannot keep a person out.
const PER_ACCOUNT: Rate = Rate { burst: 60, every_ms: 20_000 };
/// Failed sign-ins from one place to any account: a stadium or a school may share an address.
const PER_PLACE: Rate = Rate { burst: 60, every_ms: 5_000 };

/// A signed-in browser or program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The session.
    pub session: SessionId,
    /// Whether it is a browser or a program.
    pub kind: SessionKind,
    /// Who acts.
    pub actor: Actor,
    /// Their handle.
    pub handle: Handle,
    /// Their name as shown.
    pub display_name: String,
    /// Their language for pages, a BCP 47 tag; empty follows the browser.
    pub language: String,
    /// The app that acts for them and what it may do; none when they act themselves.
    pub grant: Option<(AppId, Scopes)>,
    /// By what this browser acts for somebody else at the moment; see [`crate::acting::current`].
    pub acts_by: Option<DelegationId>,
}

/// A number that changes whenever a session may have ended on any server, noticed within a second: who keeps a connection
/// open for someone authenticates them anew when it does.
pub async fn generation(ctx: &Ctx) -> Result<u64, AppError> {
    ctx.sessions.refresh(ctx).await?;
    Ok(ctx.sessions.generation())
}

/// The session that a cookie's or bearer token's secret names, if it is one and still valid.
pub async fn authenticate(ctx: &Ctx, secret: &str) -> Result<Option<SignedIn>, AppError> {
    // Anything of another shape was never one of ours and need not be looked for.
    if secret.len() != 47 || !secret.is_ascii() {
        return Ok(None);
    }
    let hash = hash(secret);
    ctx.sessions.refresh(ctx).await?;
    if let Some(known) = ctx.sessions.get(&hash, ctx.now()) {
        return Ok(Some(known));
    }
    let generation = ctx.sessions.generation();
    let mut tx = ctx.begin_read().await?;
    let Some(found) = session::find(&mut tx, &hash, ctx.now()).await? else { return Ok(None) };
    drop(tx);
    let signed_in = SignedIn {
        session: found.id,
        kind: found.kind,
        actor: Actor { account: found.account, role: found.role, organisation: found.organisation },
        handle: found.handle,
        display_name: found.display_name,
        language: found.language,
        grant: found.grant,
        acts_by: found.acts_by.filter(|_| found.kind == SessionKind::Browser),
    };
    ctx.sessions.put(generation, hash, &signed_in, found.created_at, found.last_seen_at, found.expires_at, ctx.now());
    Ok(Some(signed_in))
}

/// Signs an account in by handle or e-mail address and password, and gives its id. An unknown name takes as long as a
/// wrong password and says the same. The caller goes on with [`start`].
pub async fn sign_in(ctx: &Ctx, origin: Origin, name: &str, password: &str) -> Result<AccountId, AppError> {
    let name = text::clean_line(name).to_lowercase();
    let name: String = name.trim_start_matches('@').chars().take(254).collect();
    let and_place = format!("{name}\n{origin:?}");
    throttle::take_from(ctx, "sign-in", origin, PER_PLACE)?;
    throttle::take(ctx, "sign-in-at", &and_place, PER_ACCOUNT_AND_PLACE)?;
    throttle::take(ctx, "sign-in-to", &name, PER_ACCOUNT)?;
    let mut tx = ctx.begin_read().await?;
    let account = match account::email(&name) {
        Ok(email) => match vault::by_email(ctx, &mut tx, &email).await? {
            Some(id) => grandstand_store::account::get(&mut tx, id).await?,
            None => None,
        },
        Err(_) => match name.parse::<Handle>() {
            Ok(handle) => grandstand_store::account::by_handle(&mut tx, &handle).await?,
            Err(_) => None,
        },
    };
    let phc = match &account {
        Some(account) => grandstand_store::password::get(&mut tx, account.id).await?,
        None => None,
    };
    drop(tx);
    let right = password::matches(ctx, phc, password).await?;
    let Some(account) = account.filter(|a| right && a.removed_at.is_none()) else {
        return Err(AppError::Conflict("sign-in-wrong"));
    };
    throttle::give_back_from(ctx, "sign-in", origin, PER_PLACE);
    throttle::give_back(ctx, "sign-in-at", &and_place, PER_ACCOUNT_AND_PLACE);
    throttle::give_back(ctx, "sign-in-to", &name, PER_ACCOUNT);
    if account.suspended_at.is_some() {
        return Err(AppError::Conflict("account-suspended"));
    }
    Ok(account.id)
}

/// Starts a session and gives its secret, which is shown once and kept nowhere. `label` is what the person will know it
/// by: the browser, or what the program is for.
pub async fn start(ctx: &Ctx, account: AccountId, kind: SessionKind, label: &str) -> Result<String, AppError> {
    let prefix = match kind {
        SessionKind::Browser => "gsb_",
        SessionKind::Token => "gst_",
        SessionKind::App => "gsa_",
    };
    let secret = format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(ctx.random::<32>()));
    let label: String = text::clean_line(label).chars().take(100).collect();
    let now = ctx.now();
    let new = session::NewSession {
        id: SessionId(ctx.id()),
        token_hash: &hash(&secret),
        account,
        kind,
        label: &label,
        expires_at: kind.expires_at(now, now),
    };
    let mut tx = ctx.begin_write().await?;
    if person(&mut tx, account).await?.suspended_at.is_some() {
        return Err(AppError::Conflict("account-suspended"));
    }
    session::insert(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(secret)
}

/// The sessions of the one who asks, the one seen last first.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<session::Session>, AppError> {
    Ok(session::of_account(&mut ctx.begin_read().await?, actor.account, ctx.now()).await?)
}

/// Ends one of one's own sessions. `NotFound` for anybody else's.
pub async fn end(ctx: &Ctx, actor: &Actor, id: SessionId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    session::end(&mut tx, actor.account, id).await?;
    commit(ctx, tx, actor.account).await
}

/// Signs out everywhere but here, and tells how many sessions that ended.
pub async fn end_others(ctx: &Ctx, who: &SignedIn) -> Result<u64, AppError> {
    let mut tx = ctx.begin_write().await?;
    let ended = session::end_others(&mut tx, who.actor.account, Some(who.session)).await?;
    commit(ctx, tx, who.actor.account).await?;
    Ok(ended)
}

/// Removes sessions that have ended by themselves. Called now and then.
pub async fn purge(ctx: &Ctx) -> Result<u64, AppError> {
    let mut tx = ctx.begin_write().await?;
    let purged = session::purge(&mut tx).await?;
    tx.commit().await?;
    Ok(purged)
}

/// Commits a change after which what servers remember of an account's sessions is no longer true.
pub(crate) async fn commit(ctx: &Ctx, mut tx: WriteTx, account: AccountId) -> Result<(), AppError> {
    session::next_epoch(&mut tx).await?;
    ctx.commit(tx).await?;
    ctx.sessions.forget(account);
    Ok(())
}

pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
