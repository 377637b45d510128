//! The Merkle tree of RFC 9162, section 2.1, with SHA-256. `ct-merkle` verifies; proofs for trees of an earlier size, which
//! it does not make, are made here from the hashes of whole subtrees, and tests hold the two against each other.

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use grandstand_domain::digest::Digest;
use sha2::{Digest as _, Sha256};

/// The hash of a leaf: SHA-256(0x00 ‖ its bytes).
pub fn leaf_hash(bytes: &[u8]) -> Digest {
    Digest(Sha256::new().chain_update([0]).chain_update(bytes).finalize().into())
}

fn node_hash(left: Digest, right: Digest) -> Digest {
    Digest(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The root of the tree over these leaves' hashes.
pub fn root_of(leaves: impl IntoIterator<Item = Digest>) -> Digest {
    let mut tree = Tree::default();
    leaves.into_iter().for_each(|leaf| tree.push(leaf));
    tree.root(tree.size()).unwrap_or_default()
}

/// A tree that only grows. Memory: 64 bytes per leaf.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The hashes of whole subtrees: `levels[k][i]` is over the leaves from `i·2^k` to `(i + 1)·2^k`.
    levels: Vec<Vec<Digest>>,
}

impl Tree {
    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Adds a leaf's hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() <= level {
                self.levels.push(Vec::new());
            }
            let Some(row) = self.levels.get_mut(level) else { return };
            row.push(hash);
            match row.as_slice() {
                [.., left, right] if row.len().is_multiple_of(2) => hash = node_hash(*left, *right),
                _ => return,
            }
        }
    }

    /// The root of the tree of the first `size` leaves; none if there are fewer.
    pub fn root(&self, size: u64) -> Option<Digest> {
        match size {
            // RFC 9162, section 2.1.1: the hash of an empty list is the hash of an empty string.
            0 => Some(Digest(Sha256::digest([]).into())),
            size if size <= self.size() => self.over(0, size),
            _ => None,
        }
    }

    /// The inclusion proof of leaf `index` in the tree of the first `size` leaves (RFC 9162, section 2.1.3.1).
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Digest>> {
        if index >= size || size > self.size() {
            return None;
        }
        let (mut path, mut from, mut to) = (Vec::new(), 0, size);
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                path.push(self.over(middle, to)?);
                to = middle;
            } else {
                path.push(self.over(from, middle)?);
                from = middle;
            }
        }
        path.reverse();
        Some(path)
    }

    /// The proof that the tree of the first `first` leaves is a beginning of that of the first `second` (RFC 9162, section
    /// 2.1.4.1). Empty when the two are the same or the first is empty.
    pub fn consistency(&self, first: u64, second: u64) -> Option<Vec<Digest>> {
        if first > second || second > self.size() {
            return None;
        }
        let (mut path, mut from, mut to, mut known) = (Vec::new(), 0, second, true);
        if first == 0 || first == second {
            return Some(path);
        }
        while first != to {
            let middle = from + split(to - from);
            if first <= middle {
                path.push(self.over(middle, to)?);
                to = middle;
            } else {
                path.push(self.over(from, middle)?);
                from = middle;
                known = false;
            }
        }
        if !known {
            path.push(self.over(from, to)?);
        }
        path.reverse();
        Some(path)
    }

    /// The hash over the leaves from `from` up to `to`, where `from` is a multiple of the least power of two that holds
    /// `to - from`: looked up for a whole subtree, put together for the right edge.
    fn over(&self, from: u64, to: u64) -> Option<Digest> {
        let size = to - from;
        if size.is_power_of_two() {
            let level = self.levels.get(usize::try_from(size.trailing_zeros()).ok()?)?;
            return level.get(usize::try_from(from / size).ok()?).copied();
        }
        let middle = from + split(size);
        Some(node_hash(self.over(from, middle)?, self.over(middle, to)?))
    }
}

/// The largest power of two below `size`, which is 2 at least.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

fn root_hash(root: Digest, size: u64) -> RootHash<Sha256> {
    RootHash::new(root.0.into(), size)
}

/// Whether `bytes` is leaf `index` of the tree with this root and size.
pub fn verify_inclusion(root: Digest, size: u64, index: u64, bytes: &[u8], proof: &[Digest]) -> bool {
    let proof: Vec<u8> = proof.iter().flat_map(|digest| digest.0).collect();
    let Ok(proof) = InclusionProof::<Sha256>::try_from_bytes(proof) else { return false };
    index < size && root_hash(root, size).verify_inclusion(&bytes, index, &proof).is_ok()
}

/// Whether the tree with root `old` is a beginning of the one with root `new`; roots come with their sizes.
pub fn verify_consistency(old: (Digest, u64), new: (Digest, u64), proof: &[Digest]) -> bool {
    if old.1 > new.1 {
        return false;
    }
    if old.1 == new.1 || old.1 == 0 {
        return proof.is_empty() && (old.1 == 0 || old.0 == new.0);
    }
    let proof: Vec<u8> = proof.iter().flat_map(|digest| digest.0).collect();
    let Ok(proof) = ConsistencyProof::<Sha256>::try_from_bytes(proof) else { return false };
    root_hash(new.0, new.1).verify_consistency(&root_hash(old.0, old.1), &proof).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaf(number: u64) -> Vec<u8> {
        number.to_be_bytes().to_vec()
    }

    fn tree(size: u64) -> Tree {
        let mut tree = Tree::default();
        (0..size).for_each(|n| tree.push(leaf_hash(&leaf(n))));
        tree
    }

    /// The roots of RFC 6962's reference implementation ("certificate-transparency", merkle_tree_test) for no leaf and for
    /// one empty leaf.
    #[test]
    fn the_first_roots_are_the_known_ones() {
        let root = |leaves: Vec<Digest>| root_of(leaves).to_string();
        assert_eq!(root(vec![]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(root(vec![leaf_hash(b"")]), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    proptest! {
        /// Roots equal those of `ct-merkle`; every proof made here holds there, and with anything changed it does not.
        #[test]
        fn proofs_for_every_size_hold_and_no_others(size in 1..200_u64, part in 0.0..1.0_f64, place in 0.0..1.0_f64) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "small")]
            let of = |share: f64, most: u64| (share * most as f64) as u64;
            let whole = tree(size);
            let first = 1 + of(part, size);
            let mut theirs = ct_merkle::mem_backed_tree::MemoryBackedTree::<Sha256, Vec<u8>>::new();
            (0..first).for_each(|n| theirs.push(leaf(n)));
            let (old, new) = (whole.root(first).unwrap(), whole.root(size).unwrap());
            let theirs = theirs.root();
            prop_assert_eq!(old.0.as_slice(), theirs.as_bytes().as_slice());

            let index = of(place, first);
            let proof = whole.inclusion(index, first).unwrap();
            prop_assert!(verify_inclusion(old, first, index, &leaf(index), &proof));
            prop_assert!(!verify_inclusion(old, first, index, &leaf(index + 1), &proof));
            prop_assert!(first == 1 || !verify_inclusion(old, first, index, &leaf(index), &proof[1..]));

            let proof = whole.consistency(first, size).unwrap();
            prop_assert!(verify_consistency((old, first), (new, size), &proof));
            prop_assert!(!verify_consistency((leaf_hash(b"other"), first), (new, size), &proof));
            prop_assert!(!verify_consistency((new, size), (old, first), &proof) || first == size);
        }
    }

    #[test]
    fn what_is_beyond_the_tree_has_no_proof() {
        let tree = tree(7);
        assert_eq!(tree.root(8), None);
        assert_eq!(tree.inclusion(7, 7), None);
        assert_eq!(tree.inclusion(0, 8), None);
        assert_eq!(tree.inclusion(u64::MAX, u64::MAX), None);
        assert_eq!(tree.consistency(3, 8), None);
        assert_eq!(tree.consistency(5, 3), None);
        assert_eq!(tree.consistency(0, 7), Some(Vec::new()));
        assert!(!verify_inclusion(Digest::default(), 0, 0, b"", &[]));
    }
}
