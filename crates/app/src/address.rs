//! That an e-mail address is its account's. A letter to it carries a link; whoever opens that and says yes has read the
//! letter. Until then no other letter goes there. The link's secret is derived from the account and the address, so it says
//! nothing of any other, and an address that was changed has to be proved anew.

use grandstand_domain::{account::Actor, handle::Handle, id::AccountId};
use grandstand_store::{self as store, ReadTx, WriteTx, account::Account};

use crate::{
    ctx::Ctx,
    error::AppError,
    mac,
    mail::{self, Letter, Recipient},
    throttle::{self, Origin, Rate},
    vault::{self, Address},
};

/// The kind of the letter.
pub(crate) const KIND: &str = "address-proof";
/// What the secret of its link is for.
const LINK: &str = "address/proof/1";
/// How often one may have the letter sent, to whatever address.
const ASKED: Rate = Rate { burst: 5, every_ms: 20 * 60_000 };
/// How often one place may open such links: enough for a team behind one address, too seldom to guess a secret.
const OPENED: Rate = Rate { burst: 30, every_ms: 10_000 };

/// How it stands with a person's own address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They gave none.
    None,
    /// It was never proved.
    Stated,
    /// It is theirs.
    Proved,
}

/// What the page of a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Whose address it would be.
    pub handle: Handle,
    /// Whether it was proved already.
    pub is_proved: bool,
}

/// How it stands with one's own address.
pub async fn standing(ctx: &Ctx, actor: &Actor) -> Result<Standing, AppError> {
    let mut tx = ctx.begin_read().await?;
    Ok(match vault::address(ctx, &mut tx, actor.account).await? {
        None => Standing::None,
        Some(address) if address.is_proved => Standing::Proved,
        Some(_) => Standing::Stated,
    })
}

/// Writes the letter, unless the address is proved, or there is no mail server to bring it.
pub(crate) async fn ask(ctx: &Ctx, tx: &mut WriteTx, account: &Account) -> Result<(), AppError> {
    let Some(page) = link(ctx, tx, account.id).await?.filter(|_| ctx.settings.mail.is_set()) else { return Ok(()) };
    let values = [("host", ctx.host_name()), ("handle", account.handle.to_string()), ("page", page)];
    let letter = Letter {
        kind: KIND,
        subject: ctx.words(&account.language, "address-mail", &values),
        text: ctx.words(&account.language, "address-mail-text", &values),
        calendar: None,
    };
    mail::send(ctx, tx, Recipient::Unproved(account.id), letter).await.map(drop)
}

/// The address of the page that asks; none when there is nothing to prove.
pub async fn link(ctx: &Ctx, tx: &mut ReadTx, account: AccountId) -> Result<Option<String>, AppError> {
    let stated = vault::address(ctx, tx, account).await?.filter(|address| !address.is_proved);
    let secret = |address: Address| mac::secret(ctx, LINK, &thing(account, &address));
    Ok(stated.map(|address| format!("{}/address/{account}/{}", ctx.settings.public_url, secret(address))))
}

/// Counts a letter that an account asks for: nobody has a stranger's address flooded.
///
/// # Errors
/// `TooMany` when it asked for too many of late.
pub(crate) fn count(ctx: &Ctx, account: AccountId) -> Result<(), AppError> {
    throttle::take(ctx, "address-ask", &account.to_string(), ASKED)
}

/// Has the letter sent again.
///
/// # Errors
/// `TooMany` when it was sent too often of late.
pub async fn ask_again(ctx: &Ctx, actor: &Actor) -> Result<(), AppError> {
    count(ctx, actor.account)?;
    let mut tx = ctx.begin_write().await?;
    let account = store::account::get(&mut tx, actor.account).await?.ok_or(AppError::NotFound)?;
    ask(ctx, &mut tx, &account).await?;
    ctx.commit(tx).await.map(drop)
}

/// Opens a link, which changes nothing: programs that look through letters open every link in them.
///
/// # Errors
/// `NotFound` for what no letter carries and for an address that was changed since, `TooMany` from one place.
pub async fn open(ctx: &Ctx, origin: Origin, account: AccountId, secret: &str) -> Result<Opened, AppError> {
    throttle::take(ctx, "address", &origin.place(), OPENED)?;
    find(ctx, &mut ctx.begin_read().await?, account, secret).await
}

/// Takes the address as the account's.
///
/// # Errors
/// As [`open`].
pub async fn prove(ctx: &Ctx, origin: Origin, account: AccountId, secret: &str) -> Result<(), AppError> {
    throttle::take(ctx, "address", &origin.place(), OPENED)?;
    let mut tx = ctx.begin_write().await?;
    if find(ctx, &mut tx, account, secret).await?.is_proved {
        return Ok(());
    }
    store::vault::prove_email(&mut tx, account).await?;
    // What else would ask has been answered.
    store::outbox::withdraw(&mut tx, account, KIND).await?;
    ctx.commit(tx).await.map(drop)
}

async fn find(ctx: &Ctx, tx: &mut ReadTx, id: AccountId, given: &str) -> Result<Opened, AppError> {
    let address = vault::address(ctx, tx, id).await?.ok_or(AppError::NotFound)?;
    if !mac::is_secret(ctx, LINK, &thing(id, &address), given) {
        return Err(AppError::NotFound);
    }
    let account = store::account::get(tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(Opened { handle: account.handle, is_proved: address.is_proved })
}

/// What a link's secret is made of: it says nothing of any other account or address.
fn thing(account: AccountId, address: &Address) -> String {
    format!("{account} {}", address.text.as_str())
}
