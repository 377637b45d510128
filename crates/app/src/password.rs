//! Passwords: argon2id (RFC 9106), computed off the async threads and only a few at a time, because each takes 19 MiB.

use std::sync::OnceLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use grandstand_domain::{account, account::Actor, id::AccountId, invalid::Invalid};
use grandstand_store as store;
use tokio::sync::{Semaphore, SemaphorePermit};
use zeroize::Zeroizing;

use crate::{
    account::person,
    ctx::Ctx,
    error::AppError,
    session::{self, SignedIn},
    throttle::{self, Rate},
};

/// Hashes computed at once.
const AT_ONCE: usize = 2;
/// Requests that may wait for their turn; more are told to come back.
const WAITING: usize = 64;
/// Wrong guesses of the present password while changing it.
const CONFIRM: Rate = Rate { burst: 5, every_ms: 60_000 };

/// Letters of a generated password: none that look or sound alike. 31 letters, 20 of them: 99 bits.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// This server's turns at hashing.
#[derive(Debug)]
pub(crate) struct Hashing {
    turns: Semaphore,
    queue: Semaphore,
    decoy: OnceLock<String>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), queue: Semaphore::new(WAITING), decoy: OnceLock::new() }
    }
}

impl Hashing {
    async fn turn(&self) -> Result<(SemaphorePermit<'_>, SemaphorePermit<'_>), AppError> {
        let place = self.queue.try_acquire().map_err(|_| AppError::TooMany { retry_after_s: 5 })?;
        let turn = self.turns.acquire().await.map_err(AppError::internal)?;
        Ok((place, turn))
    }
}

/// The PHC string of a password that follows the rules of `domain::account::password`.
pub(crate) async fn hash(ctx: &Ctx, password: &str) -> Result<String, AppError> {
    let _turn = ctx.hashing.turn().await?;
    let (password, salt) = (Zeroizing::new(password.to_owned()), ctx.random::<16>());
    tokio::task::spawn_blocking(move || hash_with(&password, &salt)).await.map_err(AppError::internal)?
}

/// Whether `password` is the one behind `phc`. Without a stored hash it takes as long and says no.
pub(crate) async fn matches(ctx: &Ctx, phc: Option<String>, password: &str) -> Result<bool, AppError> {
    let _turn = ctx.hashing.turn().await?;
    // Nobody types more; a megabyte would only cost time.
    let password = Zeroizing::new(password.chars().take(800).collect::<String>());
    let known = phc.is_some();
    let decoy = || match ctx.hashing.decoy.get() {
        Some(decoy) => Ok(decoy.clone()),
        None => {
            hash_with("no password has this hash", &[7; 16]).map(|made| ctx.hashing.decoy.get_or_init(|| made).clone())
        }
    };
    let phc = phc.map_or_else(decoy, Ok)?;
    let same = tokio::task::spawn_blocking(move || {
        let stored = PasswordHash::new(&phc).map_err(|e| AppError::internal(e.to_string()))?;
        Ok::<_, AppError>(Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
    });
    Ok(same.await.map_err(AppError::internal)?? && known)
}

fn hash_with(password: &str, salt: &[u8]) -> Result<String, AppError> {
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(|e| AppError::internal(e.to_string()))?;
    Ok(hash.to_string())
}

/// A password that nobody guesses, in groups that can be read out.
pub fn generate(ctx: &Ctx) -> String {
    let mut letters = Vec::with_capacity(20);
    while letters.len() < 20 {
        // Bytes past the last whole multiple of the alphabet would favour its first letters.
        let fair = ctx.random::<32>().into_iter().filter(|b| usize::from(*b) < 256 / LETTERS.len() * LETTERS.len());
        letters.extend(fair.map(|b| char::from(LETTERS[usize::from(b) % LETTERS.len()])));
    }
    let groups: Vec<String> = letters.chunks(5).take(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Sets the password of another account (an operator), or of a person at the machine itself, and ends its sessions.
pub async fn set(ctx: &Ctx, actor: &Actor, whose: AccountId, new: &str) -> Result<(), AppError> {
    if !actor.is_operator() {
        return Err(AppError::Forbidden);
    }
    let phc = hash(ctx, account::password(new)?).await?;
    let mut tx = ctx.begin_write().await?;
    person(&mut tx, whose).await?;
    store::password::put(&mut tx, whose, &phc).await?;
    store::session::end_others(&mut tx, whose, None).await?;
    session::commit(ctx, tx, whose).await
}

/// Changes one's own password, which needs the present one if there is any, and signs out everywhere else.
pub async fn change(ctx: &Ctx, who: &SignedIn, present: &str, new: &str) -> Result<(), AppError> {
    let new = account::password(new).map_err(|e| e.at("new_password"))?;
    confirm(ctx, who, present).await?;
    let phc = hash(ctx, new).await?;
    let mut tx = ctx.begin_write().await?;
    store::password::put(&mut tx, who.actor.account, &phc).await?;
    store::session::end_others(&mut tx, who.actor.account, Some(who.session)).await?;
    session::commit(ctx, tx, who.actor.account).await
}

/// Makes sure that it is still the same person who sits there: asks for the present password where there is one.
pub(crate) async fn confirm(ctx: &Ctx, who: &SignedIn, present: &str) -> Result<(), AppError> {
    let mut tx = ctx.begin_read().await?;
    let stored = store::password::get(&mut tx, who.actor.account).await?;
    drop(tx);
    let Some(phc) = stored else { return Ok(()) };
    let key = who.actor.account.to_string();
    throttle::take(ctx, "password-confirm", &key, CONFIRM)?;
    if !matches(ctx, Some(phc), present).await? {
        return Err(Invalid::one("password", "password-wrong").into());
    }
    throttle::give_back(ctx, "password-confirm", &key, CONFIRM);
    Ok(())
}
