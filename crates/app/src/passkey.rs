//! Passkeys (WebAuthn Level 3): made with a new account or added to one, and used to sign in, with or without a handle.
//!
//! A ceremony has two requests. What must be kept between them stands in the database under a ticket that is good once
//! and for five minutes, so it may end on another server than it began on. Options and credentials pass through here as
//! the JSON that browsers know.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use grandstand_domain::{
    account::{Actor, Role},
    handle::Handle,
    id::{AccountId, PasskeyId},
    text,
    time::MINUTE,
};
use grandstand_store::{
    self as store, StoreError, WriteTx,
    passkey::{Ceremony, Passkey},
};
use serde_json::Value;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey as Credential, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::{
    account::{self, SignUp, Wanted},
    ctx::Ctx,
    error::AppError,
    mac,
    session::SignedIn,
    throttle::{self, Origin, Rate},
};

mod relying_party;
pub use relying_party::{RelyingParty, relying_party};

const GOOD_FOR: i64 = 5 * MINUTE;
/// Ceremonies begun from one place.
const BEGUN: Rate = Rate { burst: 60, every_ms: 2_000 };
const REGISTER: &str = "register";
const SIGN_IN: &str = "sign-in";
/// Passkeys of one account.
const MOST: i64 = 20;

/// The first half of a ceremony.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Names the ceremony in its second request.
    pub ticket: String,
    /// What the browser's `navigator.credentials` call takes: `{"publicKey": …}`.
    pub options: Value,
}

/// A passkey that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Whose it is.
    pub account: AccountId,
    /// Whether the account was made with it; the caller then starts a session.
    pub is_new: bool,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Registering {
    /// The account to be made; none when the passkey is added to one.
    wanted: Option<Wanted>,
    id: AccountId,
    /// What the passkey will be called.
    name: String,
    state: PasskeyRegistration,
}

/// Begins a new account with a passkey, which will be called `name`. The handle is checked here and again at the end; it
/// is not held in between.
pub async fn begin_sign_up(ctx: &Ctx, origin: Origin, form: SignUp<'_>, name: &str) -> Result<Begun, AppError> {
    let webauthn = webauthn(ctx)?;
    throttle::take_from(ctx, "passkey", origin, BEGUN)?;
    let wanted = account::check_sign_up(ctx, origin, form, None).await?;
    let id = AccountId(ctx.id());
    begin_registering(ctx, &webauthn, id, Some(wanted), name, Vec::new()).await
}

/// Begins adding a passkey, which will be called `name`, to the account that is signed in.
pub async fn begin_adding(ctx: &Ctx, who: &SignedIn, name: &str) -> Result<Begun, AppError> {
    let webauthn = webauthn(ctx)?;
    let mut tx = ctx.begin_read().await?;
    if store::passkey::count(&mut tx, who.actor.account).await? >= MOST {
        return Err(AppError::Conflict("passkeys-most"));
    }
    let present = store::passkey::of_account(&mut tx, who.actor.account).await?;
    drop(tx);
    begin_registering(ctx, &webauthn, who.actor.account, None, name, present).await
}

async fn begin_registering(
    ctx: &Ctx,
    webauthn: &Webauthn,
    id: AccountId,
    wanted: Option<Wanted>,
    name: &str,
    present: Vec<Passkey>,
) -> Result<Begun, AppError> {
    let (handle, display_name) = if let Some(wanted) = &wanted {
        (wanted.handle.clone(), wanted.display_name.clone())
    } else {
        let account = account::person(&mut ctx.begin_read().await?, id).await?;
        (account.handle, account.display_name)
    };
    let exclude = present.iter().map(|p| Ok(read(p)?.cred_id().clone())).collect::<Result<Vec<_>, AppError>>()?;
    let (options, state) = webauthn
        .start_passkey_registration(user_id(ctx, id), handle.as_str(), &display_name, Some(exclude))
        .map_err(AppError::internal)?;
    let mut options = serde_json::to_value(options).map_err(AppError::internal)?;
    // Only a discoverable credential can be offered in the name field's own list. The library leaves this "discouraged"
    // for the sake of old security keys, which ignore "preferred".
    if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
        selection["residentKey"] = "preferred".into();
    }
    let account = wanted.is_none().then_some(id);
    let name: String = text::clean_line(name).chars().take(60).collect();
    let state = serde_json::to_string(&Registering { wanted, id, name, state }).map_err(AppError::internal)?;
    keep(ctx, REGISTER, Ceremony { account, state }, options).await
}

/// Ends making a passkey: stores it, and the new account with it if it was begun for one. `who` must be the one who began
/// when it is added to an account.
pub async fn finish_registering(
    ctx: &Ctx,
    who: Option<&SignedIn>,
    ticket: &str,
    credential: Value,
) -> Result<Registered, AppError> {
    let webauthn = webauthn(ctx)?;
    let ceremony = take(ctx, ticket, REGISTER).await?;
    if ceremony.account.is_some() && ceremony.account != who.map(|w| w.actor.account) {
        return Err(AppError::Forbidden);
    }
    let begun: Registering = serde_json::from_str(&ceremony.state).map_err(AppError::internal)?;
    let answer: RegisterPublicKeyCredential =
        serde_json::from_value(credential).map_err(|_| AppError::Conflict("passkey-unreadable"))?;
    let made = webauthn.finish_passkey_registration(&answer, &begun.state).map_err(refused)?;
    let mut tx = ctx.begin_write().await?;
    let is_new = begun.wanted.is_some();
    if let Some(wanted) = begun.wanted {
        account::insert(ctx, &mut tx, begun.id, wanted, Role::Supporter).await?;
    } else {
        account::person(&mut tx, begun.id).await?;
    }
    let passkey = Passkey {
        id: PasskeyId(ctx.id()),
        account: begun.id,
        credential_id: BASE64_URL_SAFE_NO_PAD.encode(made.cred_id()),
        credential: serde_json::to_string(&made).map_err(AppError::internal)?,
        name: begun.name,
        created_at: tx.now(),
        last_used_at: None,
    };
    store::passkey::insert(&mut tx, &passkey).await.map_err(|e| match e {
        StoreError::Taken { .. } => AppError::Conflict("passkey-known"),
        other => other.into(),
    })?;
    tx.commit().await?;
    Ok(Registered { account: begun.id, is_new })
}

/// Begins signing in. With a handle the browser is told which passkeys would do; without, or for a handle that has none,
/// it offers what it has.
pub async fn begin_sign_in(ctx: &Ctx, origin: Origin, handle: Option<&str>) -> Result<Begun, AppError> {
    let webauthn = webauthn(ctx)?;
    throttle::take_from(ctx, "passkey", origin, BEGUN)?;
    let (options, state) = webauthn.start_discoverable_authentication().map_err(AppError::internal)?;
    let mut options = serde_json::to_value(options).map_err(AppError::internal)?;
    let known = credentials_of(ctx, handle).await?;
    if !known.is_empty() {
        let (hint, _) = webauthn.start_passkey_authentication(&known).map_err(AppError::internal)?;
        let allowed = serde_json::to_value(hint.public_key.allow_credentials).map_err(AppError::internal)?;
        if let Some(public_key) = options.pointer_mut("/publicKey") {
            public_key["allowCredentials"] = allowed;
        }
    }
    let state = serde_json::to_string(&state).map_err(AppError::internal)?;
    keep(ctx, SIGN_IN, Ceremony { account: None, state }, options).await
}

/// Ends signing in and gives the account; the caller goes on with `session::start`. A signature counter that went back
/// (a copied key) is refused.
pub async fn finish_sign_in(ctx: &Ctx, ticket: &str, credential: Value) -> Result<AccountId, AppError> {
    let webauthn = webauthn(ctx)?;
    let ceremony = take(ctx, ticket, SIGN_IN).await?;
    let state: DiscoverableAuthentication = serde_json::from_str(&ceremony.state).map_err(AppError::internal)?;
    let answer: PublicKeyCredential =
        serde_json::from_value(credential).map_err(|_| AppError::Conflict("passkey-unreadable"))?;
    let credential_id = BASE64_URL_SAFE_NO_PAD.encode(answer.get_credential_id());
    let mut tx = ctx.begin_write().await?;
    let stored = store::passkey::by_credential(&mut tx, &credential_id).await?;
    let stored = stored.ok_or(AppError::Conflict("passkey-unknown"))?;
    if answer.get_user_unique_id().is_some_and(|user| user != user_id(ctx, stored.account).as_bytes()) {
        return Err(AppError::Conflict("passkey-unknown"));
    }
    let mut known = read(&stored)?;
    let proof = webauthn.finish_discoverable_authentication_v2(&answer, state, &known).map_err(refused)?;
    known.update_credential(&proof);
    let credential = serde_json::to_string(&known).map_err(AppError::internal)?;
    store::passkey::used(&mut tx, stored.id, &credential).await?;
    tx.commit().await?;
    Ok(stored.account)
}

/// The actor's passkeys, oldest first.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<Passkey>, AppError> {
    Ok(store::passkey::of_account(&mut ctx.begin_read().await?, actor.account).await?)
}

/// Gives one of the actor's passkeys a name.
pub async fn rename(ctx: &Ctx, actor: &Actor, id: PasskeyId, name: &str) -> Result<(), AppError> {
    let name = text::name(name, 60).map_err(|e| e.at("name"))?;
    let mut tx = ctx.begin_write().await?;
    store::passkey::rename(&mut tx, actor.account, id, &name).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes one of the actor's passkeys, unless it is the last way into the account.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: PasskeyId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    store::passkey::remove(&mut tx, actor.account, id).await?;
    let left = store::passkey::count(&mut tx, actor.account).await?;
    if left == 0 && store::password::get(&mut tx, actor.account).await?.is_none() {
        return Err(AppError::Conflict("passkey-last"));
    }
    tx.commit().await?;
    Ok(())
}

/// What authenticators know an account by: the same for all its passkeys, and saying nothing to anyone else.
fn user_id(ctx: &Ctx, account: AccountId) -> Uuid {
    let digest = mac::code(ctx, "passkey/user/1", &account.to_string());
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(id)
}

async fn credentials_of(ctx: &Ctx, handle: Option<&str>) -> Result<Vec<Credential>, AppError> {
    let Some(Ok(handle)) = handle.map(str::parse::<Handle>) else { return Ok(Vec::new()) };
    let mut tx = ctx.begin_read().await?;
    let Some(account) = store::account::by_handle(&mut tx, &handle).await? else { return Ok(Vec::new()) };
    store::passkey::of_account(&mut tx, account.id).await?.iter().map(read).collect()
}

fn read(stored: &Passkey) -> Result<Credential, AppError> {
    serde_json::from_str(&stored.credential).map_err(AppError::internal)
}

fn webauthn(ctx: &Ctx) -> Result<Webauthn, AppError> {
    let party = relying_party(&ctx.settings.public_url).ok_or(AppError::Conflict("passkey-no-domain"))?;
    WebauthnBuilder::new(&party.id, &party.origin)
        .map(|builder| builder.rp_name("Grandstand").allow_any_port(party.is_here))
        .and_then(WebauthnBuilder::build)
        .map_err(AppError::internal)
}

async fn keep(ctx: &Ctx, kind: &str, ceremony: Ceremony, options: Value) -> Result<Begun, AppError> {
    let ticket = BASE64_URL_SAFE_NO_PAD.encode(ctx.random::<24>());
    let mut tx = ctx.begin_write().await?;
    let until = tx.now().plus(GOOD_FOR);
    store::passkey::put_ceremony(&mut tx, &ticket, kind, &ceremony, until).await?;
    tx.commit().await?;
    Ok(Begun { ticket, options })
}

/// Takes a ceremony out and commits that at once: whatever comes of it, it cannot be tried again.
async fn take(ctx: &Ctx, ticket: &str, kind: &str) -> Result<Ceremony, AppError> {
    let mut tx: WriteTx = ctx.begin_write().await?;
    let found = store::passkey::take_ceremony(&mut tx, ticket, kind).await?;
    tx.commit().await?;
    found.ok_or(AppError::Conflict("passkey-late"))
}

fn refused(error: WebauthnError) -> AppError {
    tracing::info!(%error, "a passkey was refused");
    AppError::Conflict("passkey-refused")
}
