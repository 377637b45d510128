//! The vault: the one module that reads and writes personal data.
//!
//! Every person has a data key of their own, which is stored wrapped under a key derived from the host's master key. Each
//! field is sealed under the data key with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03); the associated data names the
//! person and the field, so a sealed value moved to another row or column does not open. Destroying the wrapped key
//! destroys everything sealed under it, wherever copies of the sealed bytes may lie.
//!
//! Sealed bytes: one version byte, 24 bytes of nonce, then ciphertext and tag. A new version or master key can be told
//! apart by the first byte, so rows can be sealed anew one at a time.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use grandstand_domain::id::{AccountId, RosterEntryId};
use grandstand_store::{ReadTx, StoreError, WriteTx, vault};
use zeroize::Zeroizing;

use crate::{ctx::Ctx, error::AppError, mac};

const VERSION: u8 = 1;
const NONCE: usize = 24;

/// Sealed bytes that do not open: altered, moved, or sealed under another key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed personal data does not open")]
pub struct Unopenable;

/// Opens a place for a person who has none yet.
pub(crate) async fn open(ctx: &Ctx, tx: &mut WriteTx, account: AccountId) -> Result<(), AppError> {
    let data_key = Zeroizing::new(ctx.random::<32>());
    let wrapped = seal(&wrapping_key(ctx), ctx.random(), account, "key", &*data_key)?;
    Ok(vault::insert(tx, account, &wrapped).await?)
}

/// A person's e-mail address.
pub(crate) struct Address {
    pub(crate) text: Zeroizing<String>,
    /// Whether it was shown to be theirs ([`crate::address`]).
    pub(crate) is_proved: bool,
}

/// A person's e-mail address, if they gave one.
pub(crate) async fn address(ctx: &Ctx, tx: &mut ReadTx, account: AccountId) -> Result<Option<Address>, AppError> {
    let Some(row) = vault::get(tx, account).await? else { return Ok(None) };
    let Some(sealed) = row.email_sealed else { return Ok(None) };
    let plain = unseal(&*data_key(ctx, account, &row.wrapped_key)?, account, "email", &sealed)?;
    let text = std::str::from_utf8(&plain).map_err(AppError::internal)?;
    Ok(Some(Address { text: Zeroizing::new(text.to_owned()), is_proved: row.email_proved_at.is_some() }))
}

/// Stores a person's e-mail address (already in the form of `domain::account::email`), or removes it. `Conflict` when
/// another account has it.
pub(crate) async fn put_email(
    ctx: &Ctx,
    tx: &mut WriteTx,
    account: AccountId,
    email: Option<&str>,
) -> Result<(), AppError> {
    let stored = match email {
        None => vault::put_email(tx, account, None).await,
        Some(email) => {
            let row = vault::get(tx, account).await?.ok_or(AppError::NotFound)?;
            let key = data_key(ctx, account, &row.wrapped_key)?;
            let sealed = seal(&key, ctx.random(), account, "email", email.as_bytes())?;
            vault::put_email(tx, account, Some((&sealed, &email_index(ctx, email)))).await
        }
    };
    stored.map_err(|e| match e {
        StoreError::Taken { .. } => AppError::Conflict("email-taken"),
        other => other.into(),
    })
}

/// Whose e-mail address this is.
pub(crate) async fn by_email(ctx: &Ctx, tx: &mut ReadTx, email: &str) -> Result<Option<AccountId>, AppError> {
    Ok(vault::by_email_index(tx, &email_index(ctx, email)).await?)
}

/// Seals something about a person that is not stored in the vault itself, under the name of its field.
pub(crate) async fn seal_for(
    ctx: &Ctx,
    tx: &mut ReadTx,
    account: AccountId,
    field: &str,
    plain: &[u8],
) -> Result<Vec<u8>, AppError> {
    let row = vault::get(tx, account).await?.ok_or(AppError::NotFound)?;
    seal(&*data_key(ctx, account, &row.wrapped_key)?, ctx.random(), account, field, plain)
}

/// Opens what [`seal_for`] sealed.
pub(crate) async fn unseal_for(
    ctx: &Ctx,
    tx: &mut ReadTx,
    account: AccountId,
    field: &str,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, AppError> {
    let row = vault::get(tx, account).await?.ok_or(AppError::NotFound)?;
    unseal(&*data_key(ctx, account, &row.wrapped_key)?, account, field, sealed)
}

/// Seals something about someone who has no account here, under the host's own key.
pub(crate) fn seal_for_host(ctx: &Ctx, field: &str, plain: &[u8]) -> Result<Vec<u8>, AppError> {
    seal(&host_key(ctx), ctx.random(), AccountId(0), field, plain)
}

/// Opens what [`seal_for_host`] sealed.
pub(crate) fn unseal_for_host(ctx: &Ctx, field: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, AppError> {
    unseal(&host_key(ctx), AccountId(0), field, sealed)
}

/// Seals something about an athlete of a roster, who need not have an account, under a key of the host.
pub(crate) fn seal_for_entry(ctx: &Ctx, entry: RosterEntryId, plain: &[u8]) -> Result<Vec<u8>, AppError> {
    seal(&entry_key(ctx), ctx.random(), AccountId(entry.0), "entry", plain)
}

/// Opens what [`seal_for_entry`] sealed.
pub(crate) fn unseal_for_entry(ctx: &Ctx, entry: RosterEntryId, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, AppError> {
    unseal(&entry_key(ctx), AccountId(entry.0), "entry", sealed)
}

/// Destroys a person's key, and with it all personal data.
pub(crate) async fn shred(tx: &mut WriteTx, account: AccountId) -> Result<(), AppError> {
    Ok(vault::delete(tx, account).await?)
}

fn email_index(ctx: &Ctx, email: &str) -> [u8; 32] {
    mac::code(ctx, "vault/email-index/1", email)
}

fn entry_key(ctx: &Ctx) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(ctx.key("vault/entry/1"))
}

fn wrapping_key(ctx: &Ctx) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(ctx.key("vault/wrap/1"))
}

fn host_key(ctx: &Ctx) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(ctx.key("vault/host/1"))
}

fn data_key(ctx: &Ctx, account: AccountId, wrapped: &[u8]) -> Result<Zeroizing<[u8; 32]>, AppError> {
    let plain = unseal(&wrapping_key(ctx), account, "key", wrapped)?;
    let key: &[u8; 32] = plain.as_slice().try_into().map_err(AppError::internal)?;
    Ok(Zeroizing::new(*key))
}

fn associated(account: AccountId, field: &str) -> String {
    format!("grandstand/{account}/{field}")
}

fn seal(
    key: &[u8; 32],
    nonce: [u8; NONCE],
    account: AccountId,
    field: &str,
    plain: &[u8],
) -> Result<Vec<u8>, AppError> {
    let aad = associated(account, field);
    let body = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: aad.as_bytes() })
        .map_err(|_| AppError::internal(Unopenable))?;
    Ok([&[VERSION][..], &nonce, &body].concat())
}

fn unseal(key: &[u8; 32], account: AccountId, field: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, AppError> {
    let unopenable = || AppError::internal(Unopenable);
    let (nonce, body) = match sealed.split_first() {
        Some((&VERSION, rest)) => rest.split_first_chunk::<NONCE>().ok_or_else(unopenable)?,
        _ => return Err(unopenable()),
    };
    let aad = associated(account, field);
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: aad.as_bytes() })
        .map(Zeroizing::new)
        .map_err(|_| unopenable())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_sealed_opens_only_where_it_was_sealed(
            key: [u8; 32], nonce: [u8; 24], who in 1..i64::MAX, plain: Vec<u8>, flip in any::<prop::sample::Index>(),
        ) {
            let account = AccountId(who);
            let sealed = seal(&key, nonce, account, "email", &plain).unwrap();
            prop_assert_eq!(&*unseal(&key, account, "email", &sealed).unwrap(), &plain);
            prop_assert!(unseal(&key, AccountId(who - 1), "email", &sealed).is_err(), "opened for another person");
            prop_assert!(unseal(&key, account, "name", &sealed).is_err(), "opened as another field");
            let mut other = key;
            other[0] ^= 1;
            prop_assert!(unseal(&other, account, "email", &sealed).is_err(), "opened under another key");
            let mut altered = sealed.clone();
            altered[flip.index(sealed.len())] ^= 1;
            prop_assert!(unseal(&key, account, "email", &altered).is_err(), "opened although altered");
            prop_assert!(unseal(&key, account, "email", &sealed[..sealed.len() - 1]).is_err());
        }
    }
}
