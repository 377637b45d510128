//! Registering an app: anyone may (RFC 7591 in spirit; the form is the Mastodon client API's `POST /api/v1/apps`).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use grandstand_domain::{
    id::AppId,
    invalid::{Check, Invalid},
    scope::{Scope, Scopes},
    text,
    time::{DAY, SECOND},
};
use grandstand_store::oauth as rows;

use super::App;
use crate::{
    ctx::Ctx,
    error::AppError,
    session,
    throttle::{self, Origin, Rate},
};

/// Apps registered from one place.
const APPS: Rate = Rate { burst: 60, every_ms: 20 * SECOND };
/// The most addresses an app may name.
const URIS_MOST: usize = 20;
/// How long an app may hold nothing before it is forgotten; it can register again.
const UNUSED: i64 = 30 * DAY;
/// Where a program without a browser of its own asks to be sent: the code is shown to be copied.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
/// Schemes that would run or read something in the browser instead of opening an app.
const NO_SCHEMES: [&str; 9] =
    ["javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source", "ftp"];

/// What an app says about itself.
#[derive(Clone, Debug, Default)]
pub struct NewApp<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its site; may be empty.
    pub website: &'a str,
    /// Where it may be sent back to.
    pub redirect_uris: Vec<&'a str>,
    /// The most it will ask for; empty stands for `read`.
    pub scopes: &'a str,
}

/// An app with its secret, which is shown once.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The app.
    pub app: App,
    /// Its secret.
    pub client_secret: String,
}

/// Registers an app.
pub async fn register(ctx: &Ctx, origin: Origin, new: NewApp<'_>) -> Result<Registered, AppError> {
    let mut faults = Check::default();
    let name = faults.take("client_name", text::name(new.name, 80)).unwrap_or_default();
    let website = faults.take("website", website(new.website)).unwrap_or_default();
    let uris = faults.take("redirect_uris", redirect_uris(&new.redirect_uris)).unwrap_or_default();
    let scopes = faults.take("scopes", scopes_or_read(new.scopes)).unwrap_or_default();
    faults.done()?;
    throttle::take_from(ctx, "oauth-app", origin, APPS)?;
    let secret = |bytes: [u8; 32]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let client_secret = secret(ctx.random());
    let app = App {
        id: AppId(ctx.id()),
        client_id: secret(ctx.random()),
        secret_hash: session::hash(&client_secret).to_vec(),
        name,
        website,
        redirect_uris: uris,
        scopes,
        created_at: ctx.now(),
    };
    let mut tx = ctx.begin_write().await?;
    rows::insert_app(&mut tx, &app).await?;
    tx.commit().await?;
    Ok(Registered { app, client_secret })
}

/// The app of a client id.
pub async fn by_client_id(ctx: &Ctx, client_id: &str) -> Result<Option<App>, AppError> {
    if client_id.is_empty() || client_id.len() > 100 || !client_id.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(None);
    }
    Ok(rows::app_by_client_id(&mut ctx.begin_read().await?, client_id).await?)
}

/// The scopes a text names; an empty one stands for `read`.
pub(super) fn scopes_or_read(text: &str) -> Result<Scopes, Invalid> {
    if text.trim().is_empty() { Ok([Scope::Read].into_iter().collect()) } else { text.parse() }
}

/// Forgets apps that nobody let in, or nobody lets act any more, and that no post names. Called now and then.
pub async fn purge(ctx: &Ctx) -> Result<u64, AppError> {
    let mut tx = ctx.begin_write().await?;
    let purged = rows::purge_apps(&mut tx, ctx.now().plus(-UNUSED)).await?;
    tx.commit().await?;
    Ok(purged)
}

fn website(raw: &str) -> Result<String, Invalid> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(String::new());
    }
    let fine = url::Url::parse(raw).is_ok_and(|u| matches!(u.scheme(), "http" | "https"))
        && raw.len() <= 2_000
        && !raw.chars().any(char::is_control);
    if fine { Ok(raw.to_owned()) } else { Err(Invalid::one("website", "website-shape")) }
}

fn redirect_uris(raw: &[&str]) -> Result<Vec<String>, Invalid> {
    let mut found: Vec<String> = Vec::new();
    for uri in raw.iter().flat_map(|text| text.split_whitespace()) {
        if !is_redirect(uri) {
            return Err(Invalid::one("redirect_uris", "redirect-shape"));
        }
        if !found.iter().any(|known| known == uri) {
            found.push(uri.to_owned());
        }
    }
    if found.is_empty() || found.len() > URIS_MOST {
        return Err(Invalid::one("redirect_uris", "redirect-shape"));
    }
    Ok(found)
}

/// Whether a browser may be sent there with a code: TLS, this device, or a scheme of an app's own (RFC 8252, section 7);
/// never with a fragment (RFC 6749, section 3.1.2).
fn is_redirect(uri: &str) -> bool {
    if uri == OUT_OF_BAND {
        return true;
    }
    let Ok(url) = url::Url::parse(uri) else { return false };
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    let plain = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    let scheme = match url.scheme() {
        "https" => url.has_host(),
        "http" => loopback,
        other => !NO_SCHEMES.contains(&other),
    };
    plain && scheme && uri.len() <= 2_000 && uri.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_apps_and_their_sites_are_places_to_be_sent_to() {
        for fine in [
            "https://app.example/back?x=1",
            "http://localhost:3000/",
            "http://[::1]/",
            "com.example.app://x",
            "app:/cb",
            OUT_OF_BAND,
        ] {
            assert!(is_redirect(fine), "{fine}");
        }
        for wrong in [
            "javascript:alert(1)",
            "data:text/html,x",
            "http://app.example/",
            "https://app.example/#x",
            "https://",
            "/relative",
            "https://a@app.example/",
            "https://app.example/\u{e9}",
            "view-source:https://x.example",
            "",
        ] {
            assert!(!is_redirect(wrong), "{wrong}");
        }
    }
}
