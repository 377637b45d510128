//! What an outsider can check of a host, and nothing that only the host could know: its public key, the Merkle tree of
//! the transparency log, signed tree heads, receipts, and the check itself ([`check`]). The host uses the same types to
//! sign and to prove, so there is one form of each.

pub mod check;
mod head;
mod key;
mod tree;

pub use head::TreeHead;
pub use key::{HostKey, PublicKey, Statement};
pub use tree::{Tree, leaf_hash, root_of, verify_consistency, verify_inclusion};
