//! The host's signature: Ed25519 (RFC 8032) over a line that says what kind of statement follows, and the statement.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What is signed. A signature over one kind of statement is none over another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A [`crate::TreeHead`].
    TreeHead,
    /// A receipt of a page.
    Receipt,
}

impl Statement {
    fn line(self) -> &'static [u8] {
        match self {
            Self::TreeHead => b"grandstand tree head 1\n",
            Self::Receipt => b"grandstand receipt 1\n",
        }
    }

    fn message(self, canonical: &[u8]) -> Vec<u8> {
        [self.line(), canonical].concat()
    }
}

/// The key a host signs with.
#[derive(Clone)]
pub struct HostKey(SigningKey);

impl std::fmt::Debug for HostKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("HostKey").field(&self.public()).finish()
    }
}

impl HostKey {
    /// The key of a secret seed (RFC 8032, section 5.1.5).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// What others check signatures with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The signature over a statement in its canonical form: base64url without padding (RFC 4648, section 5).
    pub fn sign(&self, statement: Statement, canonical: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.0.sign(&statement.message(canonical)).to_bytes())
    }
}

impl HostKey {
    /// A signed statement as JSON: `{"key":…,"signature":…,"statement":…}`, the statement as it stands. `canonical` must be
    /// the statement's canonical form, else the signature will not be found to hold.
    pub fn envelope(&self, statement: Statement, canonical: &str) -> String {
        let signature = self.sign(statement, canonical.as_bytes());
        format!(r#"{{"key":"{}","signature":"{signature}","statement":{canonical}}}"#, self.public().id())
    }
}

/// What a host's signatures are checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads base64url or base64, with or without padding; none if it is no Ed25519 key.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = decode(text)?;
        VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok().map(Self)
    }

    /// The key as base64url without padding.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.as_bytes())
    }

    /// The key's name: its JWK thumbprint (RFC 7638).
    pub fn id(&self) -> String {
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, self.text());
        URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
    }

    /// The key as a JSON Web Key (RFC 8037, section 2).
    pub fn jwk(&self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "x": self.text(), "kid": self.id(), "alg": "EdDSA", "use": "sig" })
    }

    /// Whether `signature` is this key's over the statement. Strict: weak keys and second spellings are refused.
    pub fn verify(&self, statement: Statement, canonical: &[u8], signature: &str) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
        signature.is_some_and(|signature| self.0.verify_strict(&statement.message(canonical), &signature).is_ok())
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).or_else(|_| STANDARD.decode(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037, appendix A: the key, its JWK and its thumbprint.
    #[test]
    fn a_key_is_written_as_its_rfc_writes_it() {
        let seed = decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let key = HostKey::from_seed(&seed.try_into().unwrap());
        assert_eq!(key.public().text(), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key.public().id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(PublicKey::read("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="), Some(key.public()));
        assert_eq!(PublicKey::read("11qYAYKxCrfVS"), None);
    }

    #[test]
    fn a_signature_is_for_one_kind_of_statement() {
        let key = HostKey::from_seed(&[1; 32]);
        let signature = key.sign(Statement::Receipt, b"{}");
        assert!(key.public().verify(Statement::Receipt, b"{}", &signature));
        assert!(!key.public().verify(Statement::TreeHead, b"{}", &signature));
        assert!(!key.public().verify(Statement::Receipt, b"{ }", &signature));
        assert!(!HostKey::from_seed(&[2; 32]).public().verify(Statement::Receipt, b"{}", &signature));
    }
}
