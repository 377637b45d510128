//! The check: what `grandstand verify` does. It needs a way to ask the host and the host's public key, and believes nothing
//! else: signatures, the growth of the tree, each leaf, the public log's running hash, and Discover, which it works out again
//! from the public log and the manifest with the engine of this program.

mod days;
mod log;
mod pages;

use std::future::Future;

use grandstand_domain::{digest::Digest, id::Seq};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{PublicKey, TreeHead, leaf_hash, root_of, verify_consistency, verify_inclusion};
use log::PublicLog;

const BASE: &str = "/api/grandstand/v1/transparency";
/// The most leaves whose inclusion proofs are asked for one by one; the root over all of them is worked out anyway.
const PROOFS_MOST: u64 = 32;

/// How the host is asked. Paths begin with a slash.
pub trait Source {
    /// The body of the answer to `GET path`; an error in words, also where the host does not answer with success.
    fn get(&self, path: &str) -> impl Future<Output = Result<String, String>>;
}

/// What a check is given.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The host's key, from elsewhere than the host. Without one the host's own word is taken for it, and said so.
    pub key: Option<PublicKey>,
    /// What an earlier check saw.
    pub remembered: Option<Remembered>,
    /// How many pages of Discover are worked out again.
    pub pages: usize,
}

/// What a check keeps for the next one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The key it was signed with.
    pub public_key: String,
    /// The head.
    pub head: TreeHead,
    /// The public log as far as it was read …
    pub log: Seq,
    /// … and its running hash.
    pub log_hash: Digest,
}

/// The first thing that is wrong, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Wrong(pub String);

fn wrong(what: impl Into<String>) -> Wrong {
    Wrong(what.into())
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    x: String,
    kid: String,
}

#[derive(Deserialize)]
struct Entries {
    entries: Vec<Leaf>,
}

/// A leaf as the host tells it.
#[derive(Clone, Debug, Deserialize)]
struct Leaf {
    index: u64,
    seq: Seq,
    leaf: String,
}

#[derive(Deserialize)]
struct Proof {
    proof: Vec<Digest>,
}

/// Checks a host, saying a line for each thing that holds. Returns what to remember.
///
/// # Errors
/// The first thing that does not hold.
pub async fn check<S: Source + Sync>(
    source: &S,
    options: &Options,
    say: &mut (dyn FnMut(String) + Send),
) -> Result<Remembered, Wrong> {
    let key = key(source, options, say).await?;
    let head: TreeHead = ask(source, &format!("{BASE}/sth")).await?;
    if !head.is_signed_by(&key) || head.key != key.id() {
        return Err(wrong("The tree head is not signed by this host's key."));
    }
    say(format!("The tree head over {} entries is signed by {}.", head.size, key.id()));
    grown(source, options, &head, &key, say).await?;
    let leaves = leaves(source, &head).await?;
    say(format!("All {} entries are in the tree whose root is signed.", head.size));
    proofs(source, &head, &leaves).await?;
    say(format!("{} inclusion proofs hold.", head.size.min(PROOFS_MOST)));

    let mut log = PublicLog::default();
    // What was seen before may lie beyond what is signed now: a head is made when the tree grows, the log grows more often.
    let seen = options.remembered.as_ref().map_or(head.log, |before| before.log.max(head.log));
    log.read_to(source, seen).await?;
    log.holds_head(&head, &leaves)?;
    if let Some(before) = &options.remembered {
        log.holds(before.log, before.log_hash, "what was remembered from the last check")?;
    }
    say(format!(
        "The public log of {} entries gives the hash that is signed, and its notable entries are the tree's.",
        log.chain().seq
    ));
    let days = days::check(&log)?;
    say(format!("{days} daily digests add up."));
    let made = pages::check(source, &mut log, &key, options.pages).await?;
    say(format!(
        "{} pages of Discover were worked out again from the public log: each is what the host served.",
        made.pages
    ));
    say(format!("{} receipts are signed, {} lifts are shown exactly where the log has them.", made.pages, made.lifted));
    let chain = log.chain();
    Ok(Remembered { public_key: key.text(), head, log: chain.seq, log_hash: chain.hash })
}

async fn key<S: Source + Sync>(
    source: &S,
    options: &Options,
    say: &mut (dyn FnMut(String) + Send),
) -> Result<PublicKey, Wrong> {
    let told: Keys = ask(source, "/.well-known/grandstand/keys.json").await?;
    let own = |jwk: &Jwk| PublicKey::read(&jwk.x).filter(|key| key.id() == jwk.kid);
    let told: Vec<PublicKey> = told.keys.iter().filter_map(own).collect();
    let remembered = options.remembered.as_ref().and_then(|r| PublicKey::read(&r.public_key));
    match options.key.or(remembered) {
        Some(key) if told.contains(&key) => {
            say(format!("The host names the key that was given or remembered: {}.", key.text()));
            Ok(key)
        }
        Some(_) => Err(wrong("The host names another key than the one that was given or remembered.")),
        None => {
            let key = *told.first().ok_or_else(|| wrong("The host names no key."))?;
            say(format!("The key is the host's own word, compare it with what the team publishes: {}", key.text()));
            Ok(key)
        }
    }
}

/// The tree has only grown since the last check.
async fn grown<S: Source + Sync>(
    source: &S,
    options: &Options,
    head: &TreeHead,
    key: &PublicKey,
    say: &mut (dyn FnMut(String) + Send),
) -> Result<(), Wrong> {
    let Some(before) = options.remembered.as_ref().map(|r| &r.head) else { return Ok(()) };
    if !before.is_signed_by(key) {
        return Err(wrong("What was remembered is not signed by this key."));
    }
    if head.size < before.size || head.log < before.log {
        return Err(wrong(format!("The tree has shrunk: {} entries now, {} before.", head.size, before.size)));
    }
    let proof = if head.size == before.size {
        Vec::new()
    } else {
        let (first, second) = (before.size, head.size);
        ask::<Proof, S>(source, &format!("{BASE}/proof/consistency?first={first}&second={second}")).await?.proof
    };
    if !verify_consistency((before.root, before.size), (head.root, head.size), &proof) {
        return Err(wrong(format!(
            "The signed tree was forked: the one of {} entries does not begin with the one of {} that was remembered.",
            head.size, before.size
        )));
    }
    say(format!("The tree of {} entries begins with the one of {} that was remembered.", head.size, before.size));
    Ok(())
}

/// Every leaf, which together give the signed root.
async fn leaves<S: Source + Sync>(source: &S, head: &TreeHead) -> Result<Vec<Leaf>, Wrong> {
    let mut leaves: Vec<Leaf> = Vec::new();
    while (leaves.len() as u64) < head.size {
        let from = leaves.len() as u64;
        let more: Entries = ask(source, &format!("{BASE}/entries?from={from}&limit=100")).await?;
        if more.entries.is_empty() {
            return Err(wrong(format!("The host signs {} entries and shows {from}.", head.size)));
        }
        let room = usize::try_from(head.size - from).unwrap_or(usize::MAX);
        leaves.extend(more.entries.into_iter().take(room));
    }
    if leaves.iter().zip(0..).any(|(leaf, index)| leaf.index != index) {
        return Err(wrong("The entries are not in order."));
    }
    if root_of(leaves.iter().map(|leaf| leaf_hash(leaf.leaf.as_bytes()))) != head.root {
        return Err(wrong("The entries do not give the signed root: one was changed, added or left out."));
    }
    Ok(leaves)
}

async fn proofs<S: Source + Sync>(source: &S, head: &TreeHead, leaves: &[Leaf]) -> Result<(), Wrong> {
    let step = usize::try_from(head.size.div_ceil(PROOFS_MOST).max(1)).unwrap_or(1);
    for leaf in leaves.iter().step_by(step) {
        let (index, size) = (leaf.index, head.size);
        let proof: Proof = ask(source, &format!("{BASE}/proof/inclusion?index={index}&size={size}")).await?;
        if !verify_inclusion(head.root, size, index, leaf.leaf.as_bytes(), &proof.proof) {
            return Err(wrong(format!("The inclusion proof of entry {index} does not hold.")));
        }
    }
    Ok(())
}

async fn ask<T: DeserializeOwned, S: Source + Sync>(source: &S, path: &str) -> Result<T, Wrong> {
    let body = source.get(path).await.map_err(|e| wrong(format!("The host does not answer {path}: {e}")))?;
    serde_json::from_str(&body).map_err(|e| wrong(format!("The host's answer to {path} cannot be read: {e}")))
}
