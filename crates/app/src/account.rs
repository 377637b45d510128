//! Accounts: making one, changing what others see of it, giving it a role.

use grandstand_domain::{
    account::{self, Actor, EventGender, Role, Standing},
    age::AgeBand,
    handle::Handle,
    id::{AccountId, OrganisationId},
    invalid::{Check, Invalid},
    log::Fact,
    post::ReplyPolicy,
    sport::Sport,
};
use grandstand_store::{self as store, ReadTx, StoreError, WriteTx, account::Account};

use crate::{
    address,
    ctx::Ctx,
    error::AppError,
    mac, password, session,
    throttle::{self, Origin, Rate},
    vault,
};

mod removal;
pub(crate) use removal::remove_in;
pub use removal::{leave, remove};

/// New accounts from one place: a stadium's or a school's network may bring many at once.
const SIGN_UPS: Rate = Rate { burst: 60, every_ms: 10_000 };

/// What the form for a new account asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignUp<'a> {
    /// The wished handle.
    pub handle: &'a str,
    /// The name to show; empty takes the handle.
    pub display_name: &'a str,
    /// An e-mail address, or empty.
    pub email: &'a str,
    /// What they say of their age: a word of [`AgeBand`], or empty.
    pub age: &'a str,
}

/// A checked wish for a new account.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Wanted {
    pub(crate) handle: Handle,
    pub(crate) display_name: String,
    pub(crate) email: Option<String>,
    #[serde(default)]
    pub(crate) age: AgeBand,
}

/// What is to change of an account; what is none stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change<'a> {
    /// The name shown beside the handle.
    pub display_name: Option<&'a str>,
    /// What the person says about themselves.
    pub bio: Option<&'a str>,
    /// The region in the team's words; empty for none.
    pub region: Option<&'a str>,
    /// The sport; `Some(None)` for none.
    pub sport: Option<Option<Sport>>,
    /// Whose events an athlete enters; `Some(None)` for not stated.
    pub event_gender: Option<Option<EventGender>>,
    /// The organisation; `Some(None)` for none. Only for those who may manage the account.
    pub organisation: Option<Option<OrganisationId>>,
    /// Who may comment on its posts. Only its own.
    pub reply_policy: Option<ReplyPolicy>,
    /// BCP 47 tag of the language for pages; empty follows the browser. Only its own.
    pub language: Option<&'a str>,
}

/// Makes a supporter account with a password for whoever asks, if this host lets anyone.
pub async fn sign_up(ctx: &Ctx, origin: Origin, form: SignUp<'_>, password: &str) -> Result<Account, AppError> {
    let wanted = check_sign_up(ctx, origin, form, Some(password)).await?;
    let phc = password::hash(ctx, password).await?;
    let mut tx = ctx.begin_write().await?;
    let account = insert(ctx, &mut tx, AccountId(ctx.id()), wanted, Role::Supporter).await?;
    store::password::put(&mut tx, account.id, &phc).await?;
    ctx.commit(tx).await?;
    Ok(account)
}

/// Makes an account with any role that people have, for the operator's command line and the sample team. Without a password it can be
/// given one, or a passkey, later.
pub async fn create(
    ctx: &Ctx,
    handle: &str,
    role: Role,
    display_name: &str,
    password: Option<&str>,
) -> Result<Account, AppError> {
    if !role.is_person() {
        return Err(AppError::Conflict("role-team"));
    }
    let wanted = check(SignUp { handle, display_name, ..SignUp::default() }, password)?;
    let phc = match password {
        Some(password) => Some(password::hash(ctx, password).await?),
        None => None,
    };
    let mut tx = ctx.begin_write().await?;
    let account = insert(ctx, &mut tx, AccountId(ctx.id()), wanted, role).await?;
    if let Some(phc) = phc {
        store::password::put(&mut tx, account.id, &phc).await?;
    }
    ctx.commit(tx).await?;
    Ok(account)
}

/// Changes what others see of an account, or its settings.
pub async fn update(ctx: &Ctx, actor: &Actor, whose: AccountId, change: Change<'_>) -> Result<Account, AppError> {
    let mut tx = ctx.begin_write().await?;
    let before = present(&mut tx, whose).await?;
    allowed(actor, before.standing(), &change)?;
    let mut after = before.clone();
    let mut faults = Check::default();
    if let Some(name) = change.display_name.and_then(|raw| faults.take("display_name", account::display_name(raw))) {
        after.display_name = name;
    }
    if let Some(bio) = change.bio.and_then(|raw| faults.take("bio", account::bio(raw))) {
        after.bio = bio;
    }
    if let Some(region) = change.region.and_then(|raw| faults.take("region", account::region(raw))) {
        after.region_slug = account::slug(&region);
        after.region = region;
    }
    if let Some(language) = change.language {
        if language.len() > 12 || !language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            faults.fault("language", "language-unknown");
        }
        language.clone_into(&mut after.language);
    }
    faults.done()?;
    after.sport = change.sport.unwrap_or(after.sport);
    after.event_gender = change.event_gender.unwrap_or(after.event_gender);
    after.organisation = change.organisation.unwrap_or(after.organisation);
    after.reply_policy = change.reply_policy.unwrap_or(after.reply_policy);
    if after == before {
        return Ok(before);
    }
    if let Some(organisation) = after.organisation.filter(|_| after.organisation != before.organisation) {
        let known = store::organisation::get(&mut tx, organisation).await?;
        known.ok_or_else(|| Invalid::one("organisation", "organisation-unknown"))?;
    }
    put(&mut tx, &before, &after).await?;
    session::commit(ctx, tx, whose).await?;
    Ok(after)
}

/// Stores a changed account and tells the log. The caller commits with [`session::commit`].
pub(crate) async fn put(tx: &mut WriteTx, before: &Account, after: &Account) -> Result<(), AppError> {
    store::account::update(tx, after).await?;
    index(tx, after).await?;
    tx.append(Fact::AccountChanged { account: after.id });
    let place = |a: &Account| (a.sport, a.region_slug.clone(), a.organisation);
    if place(after) != place(before) {
        // Feeds find films by these, and know them from each film's own fact.
        for id in store::post::published_of(tx, after.id).await? {
            if let Some(post) = store::post::get(tx, id).await? {
                let facts = crate::post::facts(tx, &post).await?;
                tx.append(Fact::PostChanged(facts));
            }
        }
    }
    Ok(())
}

/// Stores an account's role and tells the log. The caller commits with [`session::commit`].
pub(crate) async fn put_role(tx: &mut WriteTx, whose: AccountId, role: Role) -> Result<(), AppError> {
    store::account::set_role(tx, whose, role).await?;
    tx.append(Fact::AccountMade { account: whose, role });
    Ok(())
}

/// Gives an account a role.
pub async fn set_role(ctx: &Ctx, actor: &Actor, whose: AccountId, role: Role) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let account = person(&mut tx, whose).await?;
    if !role.is_person() {
        return Err(AppError::Conflict("role-team"));
    }
    if !actor.may_give(account.standing(), role) {
        return Err(AppError::Forbidden);
    }
    if account.role == role {
        return Ok(());
    }
    put_role(&mut tx, whose, role).await?;
    session::commit(ctx, tx, whose).await
}

/// Makes a supporter an athlete at their own word, on a host that lets anyone try what athletes do. They belong to no
/// organisation, so nothing shows them as a member of a team.
///
/// # Errors
/// `Forbidden` on every other host: there an organisation's staff give the role.
pub async fn try_as_athlete(ctx: &Ctx, actor: &Actor) -> Result<(), AppError> {
    if !ctx.athletes_may_join() || actor.role != Role::Supporter {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_write().await?;
    present(&mut tx, actor.account).await?;
    put_role(&mut tx, actor.account, Role::Athlete).await?;
    session::commit(ctx, tx, actor.account).await
}

/// The person's own e-mail address.
pub async fn email(ctx: &Ctx, actor: &Actor) -> Result<Option<zeroize::Zeroizing<String>>, AppError> {
    let address = vault::address(ctx, &mut ctx.begin_read().await?, actor.account).await?;
    Ok(address.map(|address| address.text))
}

/// Stores the person's own e-mail address, or removes it when empty. A letter asks whether a new one is theirs.
pub async fn set_email(ctx: &Ctx, actor: &Actor, raw: &str) -> Result<(), AppError> {
    let email = optional_email(raw)?;
    if email.is_some() {
        address::count(ctx, actor.account)?;
    }
    let mut tx = ctx.begin_write().await?;
    vault::put_email(ctx, &mut tx, actor.account, email.as_deref()).await.map_err(beside_field)?;
    let account = present(&mut tx, actor.account).await?;
    address::ask(ctx, &mut tx, &account).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// The checks of a sign-up before anything slow happens: open at all, not too many, nothing wrong in the form, not taken.
pub(crate) async fn check_sign_up(
    ctx: &Ctx,
    origin: Origin,
    form: SignUp<'_>,
    password: Option<&str>,
) -> Result<Wanted, AppError> {
    if !ctx.settings.open_sign_up {
        return Err(AppError::Conflict("sign-up-closed"));
    }
    let wanted = check(form, password)?;
    throttle::take_from(ctx, "sign-up", origin, SIGN_UPS)?;
    let mut tx = ctx.begin_read().await?;
    free(ctx, &mut tx, &wanted).await?;
    Ok(wanted)
}

/// Stores a new account with its place in the vault, its search entry and its fact. The caller commits.
pub(crate) async fn insert(
    ctx: &Ctx,
    tx: &mut WriteTx,
    id: AccountId,
    wanted: Wanted,
    role: Role,
) -> Result<Account, AppError> {
    free(ctx, tx, &wanted).await?;
    let account = Account {
        id,
        handle: wanted.handle,
        display_name: wanted.display_name,
        role,
        bio: String::new(),
        region: String::new(),
        region_slug: String::new(),
        sport: None,
        event_gender: None,
        organisation: None,
        verified_at: None,
        reply_policy: ReplyPolicy::Open,
        language: String::new(),
        created_at: tx.now(),
        suspended_at: None,
        removed_at: None,
    };
    store::account::insert(tx, &account).await.map_err(|e| match e {
        // Two sign-ups at once: the other one was faster.
        StoreError::Taken { .. } => Invalid::one("handle", "handle-taken").into(),
        other => AppError::from(other),
    })?;
    if wanted.age != AgeBand::Unknown {
        store::age_band::put(tx, id, wanted.age).await?;
    }
    vault::open(ctx, tx, account.id).await?;
    if wanted.email.is_some() {
        vault::put_email(ctx, tx, account.id, wanted.email.as_deref()).await.map_err(beside_field)?;
        address::ask(ctx, tx, &account).await?;
    }
    index(tx, &account).await?;
    tx.append(Fact::AccountMade { account: account.id, role });
    Ok(account)
}

/// An account that has not been removed.
pub(crate) async fn present(tx: &mut ReadTx, id: AccountId) -> Result<Account, AppError> {
    store::account::get(tx, id).await?.filter(|a| a.removed_at.is_none()).ok_or(AppError::NotFound)
}

/// An account that is a person's, who may have a password, a passkey or a session.
///
/// # Errors
/// `NotFound` as [`present`]; `Conflict` for a team's: whoever signed in to it would speak for an organisation without being asked
/// who they are.
pub(crate) async fn person(tx: &mut ReadTx, id: AccountId) -> Result<Account, AppError> {
    let found = present(tx, id).await?;
    if found.role.is_person() { Ok(found) } else { Err(AppError::Conflict("role-team")) }
}

fn check(form: SignUp<'_>, password: Option<&str>) -> Result<Wanted, Invalid> {
    let mut faults = Check::default();
    let handle = faults.take("handle", form.handle.parse::<Handle>());
    let name =
        if form.display_name.trim().is_empty() { form.handle.trim_matches(['@', ' ']) } else { form.display_name };
    let display_name = faults.take("display_name", account::display_name(name));
    let email = faults.take("email", optional_email(form.email));
    let age = faults.take("age", AgeBand::of_field(form.age));
    if let Some(password) = password {
        faults.take("password", account::password(password));
    }
    match (handle, display_name, email, age) {
        (Some(handle), Some(display_name), Some(email), Some(age)) => {
            faults.done().map(|()| Wanted { handle, display_name, email, age })
        }
        _ => Err(faults.done().err().unwrap_or_else(|| Invalid::one("", "required"))),
    }
}

/// Says beside which field something is taken. It does tell whether an address has an account here; without sending
/// mail there is no other way to say it, and the rate of sign-ups bounds the asking.
async fn free(ctx: &Ctx, tx: &mut ReadTx, wanted: &Wanted) -> Result<(), AppError> {
    let mut faults = Check::default();
    let digest = mac::code(ctx, RETIRED, wanted.handle.as_str());
    if store::account::by_handle(tx, &wanted.handle).await?.is_some() || store::account::is_retired(tx, &digest).await?
    {
        faults.fault("handle", "handle-taken");
    }
    if let Some(email) = &wanted.email
        && vault::by_email(ctx, tx, email).await?.is_some()
    {
        faults.fault("email", "email-taken");
    }
    Ok(faults.done()?)
}

/// The purpose under which handles of removed accounts are digested.
pub(crate) const RETIRED: &str = "account/retired-handle/1";

fn optional_email(raw: &str) -> Result<Option<String>, Invalid> {
    if raw.trim().is_empty() { Ok(None) } else { account::email(raw).map(Some) }
}

fn beside_field(error: AppError) -> AppError {
    match error {
        AppError::Conflict("email-taken") => Invalid::one("email", "email-taken").into(),
        other => other,
    }
}

fn allowed(actor: &Actor, whose: Standing, change: &Change<'_>) -> Result<(), AppError> {
    let own = actor.account == whose.account || *actor == Actor::HOST;
    let placed = change.organisation.is_some();
    let private = change.reply_policy.is_some() || change.language.is_some();
    // Staff may let someone go, but only an operator brings an account into an organisation.
    let joins = change.organisation.flatten().is_some_and(|to| Some(to) != whose.organisation);
    let fine = actor.may_edit(whose)
        && (!placed || actor.may_manage(whose))
        && (!joins || actor.is_operator())
        && (!private || own);
    if fine { Ok(()) } else { Err(AppError::Forbidden) }
}

/// Puts an account where a search for names, handles, regions and sports finds it.
pub(crate) async fn index(tx: &mut WriteTx, account: &Account) -> Result<(), AppError> {
    if !account.is_active() {
        return Ok(store::search::remove(tx, "account", account.id.0).await?);
    }
    let title = format!("{} {}", account.display_name, account.handle);
    let sport = account.sport.map_or("", Sport::slug).replace('-', " ");
    let body = format!("{} {} {sport}", account.bio, account.region);
    Ok(store::search::put(tx, "account", account.id.0, &title, &body).await?)
}
