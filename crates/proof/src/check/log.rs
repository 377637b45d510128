//! The public log, read from the host, with the running hash at every number.

use grandstand_domain::{digest::Digest, id::Seq};
use grandstand_feed::public::{Chain, PublicEntry};

use super::{BASE, Leaf, Source, Wrong, wrong};
use crate::TreeHead;

/// The public log as far as it was read.
#[derive(Debug, Default)]
pub(super) struct PublicLog {
    entries: Vec<PublicEntry>,
    hashes: Vec<Digest>,
}

impl PublicLog {
    /// The last number and the hash up to it.
    pub(super) fn chain(&self) -> Chain {
        let seq = Seq(i64::try_from(self.entries.len()).unwrap_or(i64::MAX));
        Chain { seq, hash: self.hashes.last().copied().unwrap_or_default() }
    }

    /// The entries up to a number.
    pub(super) fn up_to(&self, seq: Seq) -> &[PublicEntry] {
        self.entries.get(..usize::try_from(seq.0.max(0)).unwrap_or(usize::MAX)).unwrap_or(&self.entries)
    }

    /// Reads on until a number is reached.
    pub(super) async fn read_to<S: Source + Sync>(&mut self, source: &S, to: Seq) -> Result<(), Wrong> {
        while self.chain().seq < to {
            let after = self.chain().seq;
            let path = format!("{BASE}/log?after={after}");
            let body = source.get(&path).await.map_err(|e| wrong(format!("The host does not answer {path}: {e}")))?;
            if body.is_empty() {
                return Err(wrong(format!("The public log ends at {after}; {to} entries were signed or seen before.")));
            }
            for line in body.lines() {
                self.take(line)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, line: &str) -> Result<(), Wrong> {
        let mut chain = self.chain();
        let next = Seq(chain.seq.0 + 1);
        let entry = PublicEntry::read(line)
            .ok_or_else(|| wrong(format!("Entry {next} of the public log is not in its canonical form.")))?;
        if entry.seq != next {
            return Err(wrong(format!("The public log has a gap: {} stands where {next} should.", entry.seq)));
        }
        chain.push(next, line.as_bytes());
        self.entries.push(entry);
        self.hashes.push(chain.hash);
        Ok(())
    }

    /// The running hash up to a number is this one.
    pub(super) fn holds(&self, seq: Seq, hash: Digest, whose: &str) -> Result<(), Wrong> {
        let known = match seq.0 {
            0 => Some(Digest::default()),
            n => usize::try_from(n - 1).ok().and_then(|place| self.hashes.get(place)).copied(),
        };
        if known == Some(hash) {
            return Ok(());
        }
        Err(wrong(format!("The public log up to {seq} has not the hash of {whose}: an old entry was rewritten.")))
    }

    /// The log is the one that the head signs, and its notable entries are the leaves, no more and no fewer.
    pub(super) fn holds_head(&self, head: &TreeHead, leaves: &[Leaf]) -> Result<(), Wrong> {
        self.holds(head.log, head.log_hash, "the signed tree head")?;
        let notable: Vec<&PublicEntry> = self.up_to(head.log).iter().filter(|entry| entry.is_leaf()).collect();
        if notable.len() != leaves.len() {
            return Err(wrong(format!(
                "The public log has {} entries that belong into the tree, which has {}.",
                notable.len(),
                leaves.len()
            )));
        }
        for (entry, leaf) in notable.into_iter().zip(leaves) {
            if entry.seq != leaf.seq || entry.line() != leaf.leaf {
                return Err(wrong(format!(
                    "Leaf {} of the tree is not entry {} of the public log.",
                    leaf.index, entry.seq
                )));
            }
        }
        Ok(())
    }
}
