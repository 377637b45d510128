//! E-mail: a use case writes a letter in the transaction of its change, a job hands it to the mail server ([`crate::jobs`]),
//! and until then it waits in the outbox, over restarts and dead mail servers. What a letter says is sealed under the
//! person's key; where it goes is looked up when it is sent, so that an address that was changed gets nothing any more.
//!
//! SMTP cannot tell whether a letter whose connection broke was taken. Such a letter is sent again under the same
//! `Message-ID`.

mod carrier;
mod message;
mod settings;

use grandstand_domain::{
    account,
    id::{AccountId, LetterId},
    invalid::Invalid,
    mail::{self, Fault, LETTERS_MOST, LetterState, Method},
    time::{DAY, HOUR, UnixMillis},
};
use grandstand_store::{self as store, ReadTx, WriteTx, job, outbox};
use lettre::Message;
use serde::{Deserialize, Serialize};

pub(crate) use carrier::{Carrier, Fate};
use message::Draft;
pub use settings::{MailSettings, Password, Tls};

use crate::{
    address,
    ctx::Ctx,
    error::AppError,
    invite::{self, Event},
    jobs::{self, Kind},
    mac, vault,
};

/// The name under which a letter is sealed.
const FIELD: &str = "letter";
/// The purpose under which addresses are counted.
const COUNTED: &str = "outbox/to/1";

/// To whom a letter goes.
#[derive(Clone, Copy, Debug)]
pub enum Recipient<'a> {
    /// To an account, at the address it has when the letter is sent, if that is proved to be theirs.
    Account(AccountId),
    /// The same where that is not proved: only for the letter that asks.
    Unproved(AccountId),
    /// To an address that need not be an account's, with the name of whom we think to reach.
    Address(&'a str, &'a str),
}

impl From<AccountId> for Recipient<'_> {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
    }
}

/// What a calendar is asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPart {
    /// To take the event in, or out.
    pub method: Method,
    /// The event.
    pub event: Event,
}

/// What a letter says. Subject and text are cut where they are too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// What it is about, in a word, for figures: `workshop-placed`.
    pub kind: &'static str,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// An invitation that goes with it.
    pub calendar: Option<CalendarPart>,
}

/// What is sealed of a letter.
#[derive(Serialize, Deserialize)]
struct Sealed {
    /// Address and name where it is no account's.
    to: Option<(String, String)>,
    subject: String,
    text: String,
    calendar: Option<CalendarPart>,
}

/// Writes a letter into the outbox, to be sent as soon as the transaction is committed. None when the account has no e-mail
/// address that is proved, or when the address got as many letters today as one may get.
///
/// # Errors
/// `Invalid` for an address that is none.
pub async fn send(
    ctx: &Ctx,
    tx: &mut WriteTx,
    to: impl Into<Recipient<'_>>,
    letter: Letter,
) -> Result<Option<LetterId>, AppError> {
    let to = to.into();
    let (account, address, named) = match to {
        Recipient::Account(account) | Recipient::Unproved(account) => {
            let known = vault::address(ctx, tx, account).await?;
            match known.filter(|known| known.is_proved || matches!(to, Recipient::Unproved(_))) {
                Some(known) => (Some(account), known.text.to_string(), None),
                None => return Ok(None),
            }
        }
        Recipient::Address(address, name) => {
            let address = account::email(address)?;
            if address.parse::<lettre::Address>().is_err() {
                return Err(Invalid::one("email", "email-shape").into());
            }
            (None, address.clone(), Some((address, name.to_owned())))
        }
    };
    let to_digest = mac::code(ctx, COUNTED, &address);
    let since = tx.now().plus(-DAY);
    if outbox::written_to(tx, &to_digest, since).await? >= LETTERS_MOST {
        metrics::counter!("grandstand_letters_total", "fate" => "too many").increment(1);
        tracing::warn!(kind = letter.kind, "a letter was not written: its address got as many as one may get in a day");
        return Ok(None);
    }
    let sealed = Sealed {
        to: named,
        subject: mail::subject(&letter.subject),
        text: mail::body(&letter.text),
        calendar: letter.calendar,
    };
    let plain = serde_json::to_vec(&sealed).map_err(AppError::internal)?;
    let sealed = match account {
        Some(account) => vault::seal_for(ctx, tx, account, FIELD, &plain).await?,
        None => vault::seal_for_host(ctx, FIELD, &plain)?,
    };
    let id = LetterId(ctx.id());
    let new = outbox::NewLetter { id, account, to_digest: &to_digest, kind: letter.kind, sealed: &sealed };
    outbox::insert(tx, new).await?;
    jobs::enqueue(ctx, tx, Kind::Mail, account, id.0).await?;
    Ok(Some(id))
}

/// How many letters wait and how many were set aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    /// To be sent.
    pub waiting: i64,
    /// Set aside for a person to look at.
    pub failed: i64,
    /// The most frequent reason among both, if there is any.
    pub fault: Option<Fault>,
}

/// How the outbox stands.
pub async fn outbox(tx: &mut ReadTx) -> Result<Outbox, AppError> {
    let (mut found, mut most) = (Outbox::default(), 0);
    for (state, fault, count) in outbox::counts(tx).await? {
        match state {
            LetterState::Waiting => found.waiting += count,
            LetterState::Failed => found.failed += count,
            LetterState::Sent => continue,
        }
        if fault != Fault::None && count > most {
            (found.fault, most) = (Some(fault), count);
        }
    }
    Ok(found)
}

/// Puts every letter that was set aside back to wait, and says how many.
pub async fn again(ctx: &Ctx) -> Result<usize, AppError> {
    let mut tx = ctx.begin_write().await?;
    let found = outbox::again(&mut tx).await?;
    for (id, account) in &found {
        jobs::enqueue(ctx, &mut tx, Kind::Mail, *account, id.0).await?;
    }
    ctx.commit(tx).await?;
    Ok(found.len())
}

/// Makes every letter that waits due: a server has started, and whoever started it may have put the mail server right.
pub(crate) async fn hurry(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.settings.mail.is_set() {
        let mut tx = ctx.begin_write().await?;
        job::hurry_all(&mut tx, Kind::Mail.as_str()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Removes letters that were sent or set aside long ago.
pub(crate) async fn purge(ctx: &Ctx) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    outbox::purge(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the mail server lets us in; the words of what is wrong are for the operator.
pub async fn knock(settings: &MailSettings, host: &str) -> Result<(), String> {
    Carrier::new(settings.clone(), host).knock().await.map_err(|(_, why)| why)
}

/// Hands one letter with an invitation over at once, past the outbox, so that an operator sees whether it arrives and whether
/// their calendar takes it.
///
/// # Errors
/// What is wrong, in words.
pub async fn try_out(ctx: &Ctx, address: &str, letter: Letter) -> Result<(), String> {
    let sealed = Sealed { to: None, subject: letter.subject, text: letter.text, calendar: letter.calendar };
    let address = account::email(address).map_err(|error| error.to_string())?;
    let message = write(ctx, LetterId(ctx.id()), (&address, ""), &sealed, ctx.now())
        .ok_or_else(|| format!("{address} is no address that mail can go to"))?;
    match ctx.carrier.carry(&message, ctx.now()).await {
        Fate::Taken => Ok(()),
        Fate::Refused(why) | Fate::Later(why) | Fate::Away(_, why) => Err(why),
    }
}

/// What is to be done about a letter.
pub(crate) enum Next {
    /// Nothing: it was sent, or it is not there any more.
    Nothing,
    /// Wait until then, for this reason.
    Wait(UnixMillis, Fault),
    /// Set it aside, for this reason.
    GiveUp(Fault),
    /// Send it; so often it was tried.
    Send(Box<Message>, i64),
}

/// Decides about a letter.
pub(crate) async fn next(ctx: &Ctx, id: LetterId) -> Result<Next, AppError> {
    let now = ctx.now();
    let mut tx = ctx.begin_read().await?;
    let Some(letter) = outbox::get(&mut tx, id).await?.filter(|l| l.state == LetterState::Waiting) else {
        return Ok(Next::Nothing);
    };
    if now >= letter.give_up_at {
        return Ok(Next::GiveUp(letter.fault));
    }
    if !ctx.settings.mail.is_set() {
        return Ok(Next::Wait(letter.give_up_at.min(now.plus(HOUR)), Fault::NoServer));
    }
    if let Some((until, fault)) = ctx.carrier.away(now) {
        return Ok(Next::Wait(until, fault));
    }
    let plain = match letter.account {
        Some(account) => vault::unseal_for(ctx, &mut tx, account, FIELD, &letter.sealed).await?,
        None => vault::unseal_for_host(ctx, FIELD, &letter.sealed)?,
    };
    let sealed: Sealed = serde_json::from_slice(&plain).map_err(AppError::internal)?;
    let (address, name) = match (letter.account, &sealed.to) {
        (Some(account), _) => {
            let Some(known) = vault::address(ctx, &mut tx, account).await? else {
                return Ok(Next::GiveUp(Fault::Address));
            };
            if !known.is_proved && letter.kind != address::KIND {
                // Changed since: the new one is being asked.
                return Ok(Next::Wait(letter.give_up_at.min(now.plus(HOUR)), Fault::Address));
            }
            let name = store::account::get(&mut tx, account).await?.map(|a| a.display_name).unwrap_or_default();
            (known.text.to_string(), name)
        }
        (None, Some((address, name))) => (address.clone(), name.clone()),
        (None, None) => return Ok(Next::GiveUp(Fault::Address)),
    };
    Ok(match write(ctx, id, (&address, &name), &sealed, letter.created_at) {
        Some(message) => Next::Send(Box::new(message), letter.tries),
        None => Next::GiveUp(Fault::Address),
    })
}

fn write(ctx: &Ctx, id: LetterId, to: (&str, &str), sealed: &Sealed, written_at: UnixMillis) -> Option<Message> {
    let settings = &ctx.settings.mail;
    let host = ctx.host_name();
    let parties = invite::Parties {
        organiser: &settings.from,
        attendee: to.0,
        attendee_name: to.1,
        host: &host,
        said_at: written_at,
    };
    let calendar = sealed.calendar.as_ref();
    let calendar = calendar.map(|part| (part.method, invite::write(&part.event, &parties, part.method)));
    let from = (settings.from.as_str(), settings.from_name.as_str());
    let foot = ctx.words("", "mail-foot", &[("host", host.clone())]);
    let text = format!("{}\n\n-- \n{foot}\n", sealed.text);
    let draft = Draft { id, host: &host, from, to, subject: &sealed.subject, text: &text, calendar, written_at };
    message::write(&draft).ok()
}
