//! Hands a sealed message to a push service (RFC 8030, section 5), and says what became of it.

use std::{error::Error, sync::OnceLock, time::Duration};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use grandstand_domain::time::{DAY, SECOND};
use p256::SecretKey;
use reqwest::{Client, StatusCode, header, redirect::Policy};
use url::Url;

use super::{
    Reach,
    guard::NotPublic,
    seal::{self, Draft, Fresh, Keys},
};
use crate::ctx::Ctx;

/// How long a push service may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it keeps a message for a device that is not there: as long as a message is worth telling.
pub(super) const KEPT: i64 = DAY;
/// The longest that a push service is waited for when it names a time.
const WAIT_MOST: i64 = 3_600 * SECOND;

/// Where and for whom a message is sealed.
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    /// Where the push service takes it.
    pub(crate) endpoint: Url,
    /// For whom it is sealed.
    pub(crate) keys: Keys,
    /// Whether they read RFC 8291 and not the draft before it.
    pub(crate) standard: bool,
}

/// A message to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    /// For whom.
    pub(crate) to: Recipient,
    /// What they read.
    pub(crate) plain: Vec<u8>,
    /// A later message with the same topic takes the place of one that was not delivered yet (RFC 8030, section 5.4).
    pub(crate) topic: Option<String>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The push service has it.
    Taken,
    /// Nobody reads there any more (RFC 8030, section 7.3).
    Gone,
    /// It will not be taken, now or later.
    Refused(String),
    /// It may be taken later; in so many milliseconds if the service says so.
    Later(Option<i64>, String),
}

/// The way to push services.
pub(crate) struct Courier {
    reach: Reach,
    client: OnceLock<Result<Client, String>>,
}

impl Courier {
    pub(crate) fn new(reach: Reach) -> Self {
        Self { reach, client: OnceLock::new() }
    }

    /// The connections, made when first needed. No proxy of the environment, since it would connect for us; no redirect,
    /// since it would lead elsewhere.
    fn client(&self) -> Result<&Client, String> {
        let make = || {
            Client::builder()
                .dns_resolver(std::sync::Arc::new(self.reach))
                .redirect(Policy::none())
                .no_proxy()
                .https_only(self.reach != Reach::Loopback)
                .timeout(PATIENCE)
                .pool_max_idle_per_host(2)
                .pool_idle_timeout(Duration::from_secs(30))
                .user_agent(concat!("Grandstand/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|error| error.to_string())
        };
        self.client.get_or_init(make).as_ref().map_err(Clone::clone)
    }

    /// Seals a message and hands it over. Of the answer only status and `Retry-After` are read.
    pub(crate) async fn send(&self, ctx: &Ctx, letter: &Letter) -> Fate {
        let to = &letter.to;
        if !self.reach.may_reach(&to.endpoint) {
            return Fate::Refused(NotPublic.to_string());
        }
        let client = match self.client() {
            Ok(client) => client,
            Err(error) => return Fate::Later(None, error),
        };
        let Some((body, headers)) = envelope(ctx, letter) else {
            return Fate::Refused("the message is too long".to_owned());
        };
        let mut request = client
            .post(to.endpoint.clone())
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header("ttl", KEPT / SECOND)
            .header("urgency", "normal");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(topic) = &letter.topic {
            request = request.header("topic", topic);
        }
        match request.body(body).send().await {
            Ok(answer) => fate(answer.status(), answer.headers().get(header::RETRY_AFTER)),
            Err(error) if leads_home(&error) => Fate::Refused(NotPublic.to_string()),
            // Without the address, which is a secret of the subscription.
            Err(error) => Fate::Later(None, error.without_url().to_string()),
        }
    }
}

/// Body and headers of a message.
fn envelope(ctx: &Ctx, letter: &Letter) -> Option<(Bytes, Vec<(&'static str, String)>)> {
    let fresh = Fresh { secret: secret(|| ctx.random()), salt: ctx.random() };
    let token = ctx.vapid.token(&letter.to.endpoint, &ctx.settings.public_url, ctx.now());
    let own = ctx.vapid.parameter();
    if letter.to.standard {
        let body = seal::seal(&letter.to.keys, &fresh, &letter.plain)?;
        let headers =
            vec![("content-encoding", "aes128gcm".to_owned()), ("authorization", format!("vapid t={token}, k={own}"))];
        return Some((body.into(), headers));
    }
    let Draft { body, dh } = seal::seal_draft(&letter.to.keys, &fresh, &letter.plain)?;
    let text = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let headers = vec![
        ("content-encoding", "aesgcm".to_owned()),
        ("encryption", format!("salt={}", text(&fresh.salt))),
        ("crypto-key", format!("dh={};p256ecdsa={own}", text(&dh))),
        ("authorization", format!("WebPush {token}")),
    ];
    Some((body.into(), headers))
}

/// A secret key of unpredictable bytes. One draw in four billion is none, and is drawn again.
pub(crate) fn secret(mut draw: impl FnMut() -> [u8; 32]) -> SecretKey {
    loop {
        if let Ok(secret) = SecretKey::from_slice(&draw()) {
            return secret;
        }
    }
}

fn leads_home(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if error.is::<NotPublic>() {
            return true;
        }
        next = error.source();
    }
    false
}

fn fate(status: StatusCode, retry_after: Option<&header::HeaderValue>) -> Fate {
    let after = || {
        let seconds: i64 = retry_after?.to_str().ok()?.trim().parse().ok()?;
        Some(seconds.saturating_mul(SECOND).clamp(SECOND, WAIT_MOST))
    };
    match status {
        status if status.is_success() => Fate::Taken,
        StatusCode::NOT_FOUND | StatusCode::GONE => Fate::Gone,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Fate::Later(after(), status.to_string()),
        status if status.is_server_error() => Fate::Later(after(), status.to_string()),
        // A redirect too: it is not followed.
        status => Fate::Refused(status.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_what_becomes_of_a_message() {
        let of = |status: u16, after: Option<&'static str>| {
            fate(StatusCode::from_u16(status).unwrap(), after.map(header::HeaderValue::from_static).as_ref())
        };
        assert_eq!(of(201, None), Fate::Taken);
        assert_eq!((of(404, None), of(410, None)), (Fate::Gone, Fate::Gone));
        for status in [301, 400, 403, 413] {
            assert!(matches!(of(status, None), Fate::Refused(_)), "{status}");
        }
        assert!(matches!(of(503, None), Fate::Later(None, _)));
        assert!(matches!(of(429, Some("120")), Fate::Later(Some(120_000), _)));
        assert!(matches!(of(429, Some("99999999999999999")), Fate::Later(Some(WAIT_MOST), _)));
        assert!(matches!(of(503, Some("Wed, 21 Oct 2026 07:28:00 GMT")), Fate::Later(None, _)));
    }
}
