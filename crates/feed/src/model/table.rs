//! Long tables of rows of which most stay empty at first: memory is taken by those that were written to, until they are so
//! many that a plain list, which is read faster, takes little more.
//!
//! Stored as [`sparse`](super::sparse) lists are.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::sparse;

/// A table is a plain list once one in so many of its rows was written to.
const FULL: usize = 4;

/// Rows that are all `T::default()` until they are written to.
#[derive(Clone, Debug)]
pub(crate) enum Table<T> {
    Few {
        /// Where each row stands among `kept`; 0 for all that are empty.
        places: Vec<u32>,
        /// The empty row, then those that were written to.
        kept: Vec<T>,
    },
    Many(Vec<T>),
}

impl<T: Default + Clone> Table<T> {
    pub(crate) fn new(rows: usize) -> Self {
        Self::Few { places: vec![0; rows], kept: vec![T::default()] }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Few { places, .. } => places.len(),
            Self::Many(rows) => rows.len(),
        }
    }

    /// A row; none beyond the last.
    pub(crate) fn get(&self, row: u32) -> Option<&T> {
        match self {
            Self::Few { places, kept } => kept.get(*places.get(row as usize)? as usize),
            Self::Many(rows) => rows.get(row as usize),
        }
    }

    /// A row to be written to; none beyond the last.
    pub(crate) fn get_mut(&mut self, row: u32) -> Option<&mut T> {
        self.spread();
        match self {
            Self::Few { places, kept } => {
                let place = places.get_mut(row as usize)?;
                if *place == 0 {
                    *place = u32::try_from(kept.len()).ok()?;
                    kept.push(T::default());
                }
                kept.get_mut(*place as usize)
            }
            Self::Many(rows) => rows.get_mut(row as usize),
        }
    }

    /// Makes it a plain list, if it is time.
    fn spread(&mut self) {
        let Self::Few { places, kept } = self else { return };
        if kept.len() < places.len() / FULL {
            return;
        }
        let mut rows = vec![T::default(); places.len()];
        for (row, place) in rows.iter_mut().zip(places).filter(|(_, place)| **place != 0) {
            if let Some(entry) = kept.get_mut(*place as usize) {
                *row = std::mem::take(entry);
            }
        }
        *self = Self::Many(rows);
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Few { places, kept } => places.capacity() * size_of::<u32>() + kept.capacity() * size_of::<T>(),
            Self::Many(rows) => rows.capacity() * size_of::<T>(),
        }
    }
}

impl<T: Serialize + Default + Clone + PartialEq> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Few { places, kept } => {
                let rows = (0..).zip(places).filter_map(|(row, place)| Some((row, kept.get(*place as usize)?)));
                sparse::write(places.len(), rows, serializer)
            }
            Self::Many(rows) => sparse::serialize(rows, serializer),
        }
    }
}

impl<'de, T: Deserialize<'de> + Default + Clone> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sparse::Stored(length, kept) = sparse::Stored::deserialize(deserializer)?;
        let mut table = Self::new(length as usize);
        for (row, entry) in kept {
            if let Some(empty) = table.get_mut(row) {
                *empty = entry;
            }
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is written, it reads as a plain list would, also after it was stored.
        #[test]
        fn reads_as_a_plain_list(writes in prop::collection::vec((0_u32..70, 0_u8..3), 0..40)) {
            let (mut plain, mut table) = (vec![0_u8; 64], Table::<u8>::new(64));
            for (row, value) in writes {
                let known = plain.get_mut(row as usize).map(|entry| *entry = value);
                prop_assert_eq!(table.get_mut(row).map(|entry| *entry = value), known);
            }
            let stored = postcard::to_allocvec(&table).unwrap();
            let again: Table<u8> = postcard::from_bytes(&stored).unwrap();
            for row in 0..70 {
                prop_assert_eq!(table.get(row), plain.get(row as usize));
                prop_assert_eq!(again.get(row), plain.get(row as usize));
            }
            let kept: Vec<(u32, u8)> = (0..).zip(plain).filter(|(_, entry)| *entry != 0).collect();
            prop_assert_eq!(stored, postcard::to_allocvec(&(64_u64, kept)).unwrap(), "as lists are stored");
        }
    }
}
