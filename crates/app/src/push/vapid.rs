//! Who sends: "Voluntary Application Server Identification" (RFC 8292). The key is derived from the host's master key, so it
//! is one per host, is in every backup that holds the master key, and browsers' subscriptions outlive a restore.

use base64::{
    Engine as _,
    prelude::{BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD},
};
use grandstand_domain::time::{HOUR, SECOND, UnixMillis};
use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
};
use serde_json::json;
use url::Url;

use super::seal::point;

/// How long a statement holds: RFC 8292, section 2, allows a day.
const HOLDS: i64 = 12 * HOUR;

/// The key that says which host sends.
pub(crate) struct Vapid {
    key: SigningKey,
    public: [u8; 65],
}

impl Vapid {
    /// The key of a secret.
    pub(crate) fn new(secret: &SecretKey) -> Self {
        Self { key: SigningKey::from(secret), public: point(&secret.public_key()) }
    }

    /// The public key as the client API writes it: base64url with padding.
    pub(crate) fn public(&self) -> String {
        BASE64_URL_SAFE.encode(self.public)
    }

    /// The same without padding, as headers write it.
    pub(super) fn parameter(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.public)
    }

    /// A signed statement for the push service at `endpoint`: who it is for, until when it holds, and where to complain.
    pub(super) fn token(&self, endpoint: &Url, contact: &str, now: UnixMillis) -> String {
        let mut claims = json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": now.plus(HOLDS).0 / SECOND,
        });
        // Only such an address is one to complain at (RFC 8292, section 2.1).
        if contact.starts_with("https://") {
            claims["sub"] = contact.into();
        }
        let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}", part(r#"{"typ":"JWT","alg":"ES256"}"#), part(&claims.to_string()));
        let signature: Signature = self.key.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::{VerifyingKey, signature::Verifier as _};

    #[test]
    fn a_push_service_can_tell_who_sends() {
        let vapid = Vapid::new(&SecretKey::from_slice(&[5; 32]).unwrap());
        let endpoint = Url::parse("https://push.example:8443/send/secret?x=1").unwrap();
        let token = vapid.token(&endpoint, "https://fans.team.example", UnixMillis(1_000_000));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = VerifyingKey::from_sec1_bytes(&BASE64_URL_SAFE_NO_PAD.decode(vapid.parameter()).unwrap()).unwrap();
        let signature = Signature::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        key.verify(signed.as_bytes(), &signature).unwrap();
        let claims = BASE64_URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        // The service's origin and nothing of the secret address.
        assert_eq!(
            claims,
            json!({ "aud": "https://push.example:8443", "exp": 1_000 + 43_200, "sub": "https://fans.team.example" })
        );
        assert_eq!(vapid.public().len(), 88);
    }
}
