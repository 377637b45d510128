//! An exact set of films, small for a viewer who saw few and never larger than one bit per film.
//!
//! Films are numbered in the order of publishing. The upper 16 bits of a number choose a chunk, the lower ones stand in it:
//! as a sorted list of 2-byte numbers up to 4,096 of them, as a bitmap of 8 KB beyond (the layout of Roaring bitmaps:
//! Lemire et al., Software: Practice and Experience, 2016).

use serde::{Deserialize, Serialize};

/// From this many numbers on a bitmap is the smaller form.
const LIST_MOST: usize = 4_096;
const WORDS: usize = 1_024;

/// The set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemSet {
    chunks: Vec<(u16, Chunk)>,
    len: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Chunk {
    List(Vec<u16>),
    Bits(Vec<u64>),
}

fn split(item: u32) -> (u16, u16) {
    let bytes = item.to_be_bytes();
    (u16::from_be_bytes([bytes[0], bytes[1]]), u16::from_be_bytes([bytes[2], bytes[3]]))
}

impl Chunk {
    fn contains(&self, low: u16) -> bool {
        match self {
            Self::List(list) => list.binary_search(&low).is_ok(),
            Self::Bits(bits) => bits.get(usize::from(low >> 6)).is_some_and(|word| word & (1 << (low & 63)) != 0),
        }
    }

    fn insert(&mut self, low: u16) -> bool {
        match self {
            Self::List(list) => {
                let Err(place) = list.binary_search(&low) else { return false };
                if list.len() == LIST_MOST {
                    let mut bits = vec![0; WORDS];
                    for low in list.iter().copied().chain([low]) {
                        if let Some(word) = bits.get_mut(usize::from(low >> 6)) {
                            *word |= 1 << (low & 63);
                        }
                    }
                    *self = Self::Bits(bits);
                    return true;
                }
                if list.len() == list.capacity() {
                    // Doubling would waste up to half of what most viewers take.
                    list.reserve_exact((list.len() / 4).clamp(4, 256));
                }
                list.insert(place, low);
                true
            }
            Self::Bits(bits) => {
                let Some(word) = bits.get_mut(usize::from(low >> 6)) else { return false };
                let before = *word;
                *word |= 1 << (low & 63);
                *word != before
            }
        }
    }

    fn remove(&mut self, low: u16) -> bool {
        match self {
            Self::List(list) => list.binary_search(&low).map(|place| list.remove(place)).is_ok(),
            Self::Bits(bits) => {
                let Some(word) = bits.get_mut(usize::from(low >> 6)) else { return false };
                let before = *word;
                *word &= !(1 << (low & 63));
                *word != before
            }
        }
    }
}

impl ItemSet {
    /// Whether a film is in it.
    pub fn contains(&self, item: u32) -> bool {
        let (high, low) = split(item);
        let found = self.chunks.binary_search_by_key(&high, |(high, _)| *high);
        found.ok().and_then(|place| self.chunks.get(place)).is_some_and(|(_, chunk)| chunk.contains(low))
    }

    /// Puts a film in. False if it was in already.
    pub fn insert(&mut self, item: u32) -> bool {
        let (high, low) = split(item);
        let place = match self.chunks.binary_search_by_key(&high, |(high, _)| *high) {
            Ok(place) => place,
            Err(place) => {
                self.chunks.reserve_exact(1);
                self.chunks.insert(place, (high, Chunk::List(Vec::new())));
                place
            }
        };
        let fresh = self.chunks.get_mut(place).is_some_and(|(_, chunk)| chunk.insert(low));
        self.len += u32::from(fresh);
        fresh
    }

    /// Reads where its chunks stand, and gives something made of it.
    pub(crate) fn touch(&self) -> u64 {
        self.chunks.first().map_or(0, |(high, _)| u64::from(*high))
    }

    /// Takes a film out. False if it was not in.
    pub fn remove(&mut self, item: u32) -> bool {
        let (high, low) = split(item);
        let found = self.chunks.binary_search_by_key(&high, |(high, _)| *high).ok();
        let gone = found.and_then(|place| self.chunks.get_mut(place)).is_some_and(|(_, chunk)| chunk.remove(low));
        self.len -= u32::from(gone);
        gone
    }

    /// Empties it.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many films are in it.
    pub fn len(&self) -> usize {
        usize::try_from(self.len).unwrap_or(usize::MAX)
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let of = |chunk: &Chunk| match chunk {
            Chunk::List(list) => list.capacity() * 2,
            Chunk::Bits(bits) => bits.capacity() * 8,
        };
        self.chunks.capacity() * size_of::<(u16, Chunk)>() + self.chunks.iter().map(|(_, c)| of(c)).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        /// It holds exactly what was put in, whatever form a chunk has.
        #[test]
        fn it_is_exact(steps in prop::collection::vec((any::<bool>(), prop_oneof![0..20_000_u32, 65_000..66_000_u32, any::<u32>()]), 0..400), dense in 0..9_000_u32) {
            let mut set = ItemSet::default();
            let mut model: BTreeSet<u32> = (0..dense).collect();
            (0..dense).for_each(|item| assert!(set.insert(item)));
            for (put, item) in steps {
                if put {
                    prop_assert_eq!(set.insert(item), model.insert(item));
                } else {
                    prop_assert_eq!(set.remove(item), model.remove(&item));
                }
                prop_assert_eq!(set.contains(item), put);
            }
            prop_assert_eq!(set.len(), model.len());
            prop_assert!((0..9_500).chain(64_990..66_010).all(|item| set.contains(item) == model.contains(&item)));
        }
    }
}
