//! Web Push: browsers and apps that asked to be told when the pages are closed (RFC 8030), and what an account chose about
//! it. A notification promises one job per subscription in its own transaction; the job seals and sends the message
//! ([`crate::jobs`]). Where to and under which keys is personal data: it is sealed under the person's key.

mod courier;
mod guard;
mod letter;
mod quiet;
mod seal;
mod vapid;

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use grandstand_domain::{
    account::Actor,
    age::AgeBand,
    id::{NotificationId, SessionId, SubscriptionId},
    invalid::{Check, Invalid},
    log::Fact,
    push::{Alerts, Choice, Policy, SUBSCRIPTIONS_MOST},
    session::SessionKind,
    time::UnixMillis,
};
use grandstand_store::{
    StoreError, WriteTx, age_band, job,
    notification::NewNotification,
    push::{self as rows, Subscription},
};
use p256::PublicKey;
use serde::{Deserialize, Serialize};

use crate::{ctx::Ctx, error::AppError, jobs, session::SignedIn, vault};

pub(crate) use courier::{Courier, Fate, Recipient, secret};
pub use guard::Reach;
pub(crate) use letter::{Next, next};
pub use letter::{Said, Told, Voice};
use seal::Keys;
pub(crate) use vapid::Vapid;

/// The name under which address and keys are sealed.
const FIELD: &str = "push";
/// The longest name of a time zone.
const ZONE_MOST: usize = 64;

/// What a browser or app asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Where its push service takes messages.
    pub endpoint: &'a str,
    /// Its public key: a point on P-256, uncompressed, in base64 or base64url.
    pub p256dh: &'a str,
    /// Its secret: 16 bytes in the same.
    pub auth: &'a str,
    /// Whether it reads RFC 8291 and not the draft before it.
    pub standard: bool,
    /// What it wants to be told of.
    pub alerts: Alerts,
    /// Whose acts.
    pub policy: Policy,
}

/// A subscription as its browser or app sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its id.
    pub id: SubscriptionId,
    /// Where its push service takes messages.
    pub endpoint: String,
    /// Whether it reads RFC 8291.
    pub standard: bool,
    /// What it is told of.
    pub alerts: Alerts,
    /// Whose acts.
    pub policy: Policy,
}

/// A subscription as its owner sees it among theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: SubscriptionId,
    /// The session it belongs to.
    pub session: SessionId,
    /// Whether that is a browser or a program.
    pub kind: SessionKind,
    /// What they know it by.
    pub label: String,
    /// The host of its push service.
    pub host: String,
    /// Since when.
    pub created_at: UnixMillis,
}

/// What is sealed of a subscription.
#[derive(Serialize, Deserialize)]
struct Sealed {
    endpoint: String,
    p256dh: String,
    auth: String,
}

/// The key by which push services know this host, as the client API writes it; empty where nothing is pushed.
pub fn public_key(ctx: &Ctx) -> String {
    if ctx.settings.push == Reach::Nobody { String::new() } else { ctx.vapid.public() }
}

/// Subscribes a session; what it had before is replaced.
///
/// # Errors
/// `Invalid` for an endpoint or keys that cannot be; `Conflict` where nothing is pushed or the account has too many.
pub async fn subscribe(ctx: &Ctx, who: &SignedIn, wish: Wish<'_>) -> Result<Shown, AppError> {
    if ctx.settings.push == Reach::Nobody {
        return Err(AppError::Conflict("push-nowhere"));
    }
    let mut check = Check::default();
    let endpoint = check.take("endpoint", ctx.settings.push.endpoint(wish.endpoint));
    check.take("p256dh", point(wish.p256dh));
    check.take("auth", auth(wish.auth));
    check.done()?;
    let endpoint = endpoint.map(String::from).unwrap_or_default();
    let sealed = Sealed { endpoint: endpoint.clone(), p256dh: wish.p256dh.to_owned(), auth: wish.auth.to_owned() };
    let plain = serde_json::to_vec(&sealed).map_err(AppError::internal)?;
    let me = who.actor.account;
    let mut tx = ctx.begin_write().await?;
    if let Some(before) = rows::of_session(&mut tx, who.session).await? {
        forget(&mut tx, before.id).await?;
    }
    let now = tx.now();
    if rows::of_account(&mut tx, me, now).await?.len() >= SUBSCRIPTIONS_MOST {
        return Err(AppError::Conflict("push-many"));
    }
    let new = Subscription {
        id: SubscriptionId(ctx.id()),
        session: who.session,
        account: me,
        sealed: vault::seal_for(ctx, &mut tx, me, FIELD, &plain).await?,
        standard: wish.standard,
        alerts: wish.alerts,
        policy: wish.policy,
        created_at: now,
        kind: who.kind,
        label: String::new(),
    };
    rows::insert(&mut tx, &new).await?;
    ctx.commit(tx).await?;
    Ok(Shown { id: new.id, endpoint, standard: new.standard, alerts: new.alerts, policy: new.policy })
}

/// The subscription of a session; `NotFound` without one.
pub async fn current(ctx: &Ctx, who: &SignedIn) -> Result<Shown, AppError> {
    let mut tx = ctx.begin_read().await?;
    let found = rows::of_session(&mut tx, who.session).await?.ok_or(AppError::NotFound)?;
    let sealed = vault::unseal_for(ctx, &mut tx, found.account, FIELD, &found.sealed).await?;
    let Sealed { endpoint, .. } = serde_json::from_slice(&sealed).map_err(AppError::internal)?;
    Ok(Shown { id: found.id, endpoint, standard: found.standard, alerts: found.alerts, policy: found.policy })
}

/// Changes what a session's subscription asks for.
pub async fn change(ctx: &Ctx, who: &SignedIn, alerts: Alerts, policy: Policy) -> Result<Shown, AppError> {
    let mut tx = ctx.begin_write().await?;
    let found = rows::of_session(&mut tx, who.session).await?.ok_or(AppError::NotFound)?;
    rows::change(&mut tx, found.id, alerts, policy).await?;
    ctx.commit(tx).await?;
    current(ctx, who).await
}

/// Ends a session's subscription; nothing happens without one.
pub async fn unsubscribe(ctx: &Ctx, who: &SignedIn) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    if let Some(found) = rows::of_session(&mut tx, who.session).await? {
        forget(&mut tx, found.id).await?;
        ctx.commit(tx).await?;
    }
    Ok(())
}

/// Ends any of the actor's subscriptions; nothing happens when it is gone.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: SubscriptionId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let now = tx.now();
    if rows::of_account(&mut tx, actor.account, now).await?.iter().any(|s| s.id == id) {
        forget(&mut tx, id).await?;
        ctx.commit(tx).await?;
    }
    Ok(())
}

/// Takes a subscription away with all that waits for it.
pub(crate) async fn forget(tx: &mut WriteTx, id: SubscriptionId) -> Result<(), StoreError> {
    rows::remove(tx, id).await?;
    job::drop_subject(tx, jobs::Kind::Push.as_str(), id.0).await?;
    Ok(())
}

/// Every subscription of the actor.
pub async fn devices(ctx: &Ctx, actor: &Actor) -> Result<Vec<Device>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let mut found = Vec::new();
    for s in rows::of_account(&mut tx, actor.account, ctx.now()).await? {
        let sealed = vault::unseal_for(ctx, &mut tx, s.account, FIELD, &s.sealed).await?;
        let host = recipient(&sealed, s.standard)?.endpoint.host_str().unwrap_or_default().to_owned();
        found.push(Device {
            id: s.id,
            session: s.session,
            kind: s.kind,
            label: s.label,
            host,
            created_at: s.created_at,
        });
    }
    Ok(found)
}

/// What the actor chose, and what they said of their age, which decides where they did not choose.
pub async fn choice(ctx: &Ctx, actor: &Actor) -> Result<(Choice, AgeBand), AppError> {
    let mut tx = ctx.begin_read().await?;
    Ok((rows::choice(&mut tx, actor.account).await?, age_band::get(&mut tx, actor.account).await?))
}

/// Changes what the actor chose. What was held back is looked at anew.
pub async fn choose(ctx: &Ctx, actor: &Actor, choice: Choice) -> Result<(), AppError> {
    if choice.time_zone.len() > ZONE_MOST || quiet::zone(&choice.time_zone).is_none() {
        return Err(Invalid::one("time_zone", "time-zone-unknown").into());
    }
    let mut tx = ctx.begin_write().await?;
    rows::put_choice(&mut tx, actor.account, &choice).await?;
    job::hurry(&mut tx, jobs::Kind::Push.as_str(), actor.account).await?;
    // Streams that are open ask again whether they may be.
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(())
}

/// Whether apps of the actor may listen to streams of events.
///
/// # Errors
/// `Conflict` when they may not.
pub async fn may_stream(ctx: &Ctx, actor: &Actor) -> Result<(), AppError> {
    let (choice, age) = choice(ctx, actor).await?;
    if choice.streams(age) { Ok(()) } else { Err(AppError::Conflict("streams-off")) }
}

/// Promises to tell of a notification that was stored just now, once per subscription that asked for such.
pub(crate) async fn promise(ctx: &Ctx, tx: &mut WriteTx, new: &NewNotification) -> Result<(), StoreError> {
    if ctx.settings.push == Reach::Nobody {
        return Ok(());
    }
    let now = tx.now();
    for subscription in rows::of_account(tx, new.account, now).await? {
        if letter::asked(&subscription, new.kind) {
            jobs::promise_push(ctx, tx, new.account, subscription.id, new.id).await?;
        }
    }
    Ok(())
}

/// What a job is told of a promised message.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Promised {
    /// What to tell of.
    pub(crate) notification: NotificationId,
}

/// Reads what was sealed of a subscription.
fn recipient(sealed: &[u8], standard: bool) -> Result<Recipient, AppError> {
    let Sealed { endpoint, p256dh, auth: secret } = serde_json::from_slice(sealed).map_err(AppError::internal)?;
    let endpoint = endpoint.parse().map_err(AppError::internal)?;
    let keys = Keys { p256dh: point(&p256dh)?, auth: auth(&secret)? };
    Ok(Recipient { endpoint, keys, standard })
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let read = |alphabet| GeneralPurpose::new(alphabet, config).decode(text.trim()).ok();
    if text.len() > 256 { None } else { read(&URL_SAFE).or_else(|| read(&STANDARD)) }
}

fn point(text: &str) -> Result<PublicKey, Invalid> {
    let bytes = bytes(text).filter(|bytes| bytes.len() == 65);
    let key = bytes.and_then(|bytes| PublicKey::from_sec1_bytes(&bytes).ok());
    key.ok_or_else(|| Invalid::one("p256dh", "push-keys"))
}

fn auth(text: &str) -> Result<[u8; 16], Invalid> {
    bytes(text).and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| Invalid::one("auth", "push-keys"))
}
