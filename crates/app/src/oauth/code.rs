//! Consent: what an app asks for, whether it may ask so, and the code that carries a person's yes to it.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use grandstand_domain::{scope::Scopes, time::MINUTE};
use grandstand_store::oauth as rows;

use super::{App, app};
use crate::{ctx::Ctx, error::AppError, follow::ACTS, session, throttle};

/// How long a code is good: long enough to be copied by hand.
const GOOD_FOR: i64 = 10 * MINUTE;

/// What an app asks for, as it stands in the address (RFC 6749, section 4.1.1; RFC 7636, section 4.3).
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// Which app.
    pub client_id: &'a str,
    /// Where to be sent.
    pub redirect_uri: &'a str,
    /// `code`.
    pub response_type: &'a str,
    /// What for.
    pub scope: &'a str,
    /// The PKCE challenge; empty for none.
    pub code_challenge: &'a str,
    /// `S256`.
    pub code_challenge_method: &'a str,
}

/// A wish that may be put to the person.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Who asks.
    pub app: App,
    /// Where the browser goes with the answer.
    pub redirect_uri: String,
    /// What they would be allowed.
    pub scopes: Scopes,
    challenge: String,
}

/// A wish that may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The app or its address is not known: nobody is sent anywhere (RFC 6749, section 4.1.2.1). The key of a sentence.
    Here(&'static str),
    /// The app is told, at its own address, by a word of the protocol.
    There(&'static str, String),
}

/// Judges a wish.
pub async fn consider(ctx: &Ctx, wish: Wish<'_>) -> Result<Result<Consent, Refused>, AppError> {
    let Some(app) = app::by_client_id(ctx, wish.client_id).await? else {
        return Ok(Err(Refused::Here("consent-app-unknown")));
    };
    let uri = match (wish.redirect_uri, app.redirect_uris.as_slice()) {
        ("", [only]) => only.clone(),
        (asked, known) => match known.iter().find(|uri| *uri == asked) {
            Some(uri) => uri.clone(),
            None => return Ok(Err(Refused::Here("consent-redirect-unknown"))),
        },
    };
    let there = |word| Ok(Err(Refused::There(word, uri.clone())));
    if wish.response_type != "code" {
        return there("unsupported_response_type");
    }
    let Ok(scopes) = app::scopes_or_read(wish.scope) else { return there("invalid_scope") };
    if !scopes.is_within(app.scopes) {
        return there("invalid_scope");
    }
    let with_challenge = !wish.code_challenge.is_empty() || !wish.code_challenge_method.is_empty();
    // `plain` would let whoever sees the address use the code; an absent method means `plain` (RFC 7636, section 4.3).
    let is_hash = BASE64_URL_SAFE_NO_PAD.decode(wish.code_challenge).is_ok_and(|bytes| bytes.len() == 32);
    if with_challenge && (wish.code_challenge_method != "S256" || !is_hash) {
        return there("invalid_request");
    }
    let challenge = wish.code_challenge.to_owned();
    Ok(Ok(Consent { app, redirect_uri: uri, scopes, challenge }))
}

/// The person said yes: gives the code for the app.
///
/// # Errors
/// `Forbidden` when an app acts for them: only they themselves may let another one in.
pub async fn allow(ctx: &Ctx, who: &session::SignedIn, consent: &Consent) -> Result<String, AppError> {
    if who.grant.is_some() {
        return Err(AppError::Forbidden);
    }
    let account = who.actor.account;
    throttle::take(ctx, "act", &account.to_string(), ACTS)?;
    let code = BASE64_URL_SAFE_NO_PAD.encode(ctx.random::<32>());
    let mut tx = ctx.begin_write().await?;
    let row = rows::Code {
        app: consent.app.id,
        account,
        redirect_uri: consent.redirect_uri.clone(),
        scopes: consent.scopes,
        challenge: consent.challenge.clone(),
        expires_at: tx.now().plus(GOOD_FOR),
        session: None,
    };
    rows::insert_code(&mut tx, &session::hash(&code), &row).await?;
    tx.commit().await?;
    Ok(code)
}
