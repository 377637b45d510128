//! Signed tree heads: what the whole transparency log and the whole public log were at a moment.

use grandstand_domain::{digest::Digest, id::Seq, time::UnixMillis};
use serde::{Deserialize, Serialize};

use crate::key::{HostKey, PublicKey, Statement};

/// A signed tree head (RFC 9162, section 4.10, as JSON). It also binds the public log: the running hash up to a number. Its
/// canonical form is JSON by RFC 8785 without `signature`; members stand in the order of the alphabet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeHead {
    /// When it was signed.
    pub at: UnixMillis,
    /// The host's public address.
    pub host: String,
    /// The name of the key it is signed with.
    pub key: String,
    /// A number of the public log …
    pub log: Seq,
    /// … and the running hash up to it.
    pub log_hash: Digest,
    /// The root of the tree.
    pub root: Digest,
    /// The signature; empty while it is being made.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signature: String,
    /// How many leaves the tree has.
    pub size: u64,
}

impl TreeHead {
    /// The form that is signed.
    pub fn canonical(&self) -> String {
        let unsigned = Self { signature: String::new(), ..self.clone() };
        // Numbers and strings only: nothing that could fail to be written.
        serde_json::to_string(&unsigned).unwrap_or_default()
    }

    /// Signs it.
    #[must_use]
    pub fn signed(mut self, key: &HostKey) -> Self {
        self.key = key.public().id();
        self.signature = key.sign(Statement::TreeHead, self.canonical().as_bytes());
        self
    }

    /// Whether it carries this key's signature.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.verify(Statement::TreeHead, self.canonical().as_bytes(), &self.signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_canonical_and_every_member_is_signed() {
        let key = HostKey::from_seed(&[1; 32]);
        let head = TreeHead {
            at: UnixMillis(1),
            host: "https://fans.team.example".to_owned(),
            key: String::new(),
            log: Seq(9),
            log_hash: Digest([1; 32]),
            root: Digest([2; 32]),
            signature: String::new(),
            size: 3,
        }
        .signed(&key);
        let value: serde_json::Value = serde_json::from_str(&head.canonical()).unwrap();
        assert_eq!(value.to_string(), head.canonical());
        assert!(head.is_signed_by(&key.public()));
        let others = [
            TreeHead { at: UnixMillis(2), ..head.clone() },
            TreeHead { host: "https://other.example".to_owned(), ..head.clone() },
            TreeHead { log: Seq(8), ..head.clone() },
            TreeHead { log_hash: Digest([3; 32]), ..head.clone() },
            TreeHead { root: Digest([3; 32]), ..head.clone() },
            TreeHead { size: 4, ..head.clone() },
        ];
        assert!(others.iter().all(|other| !other.is_signed_by(&key.public())));
    }
}
