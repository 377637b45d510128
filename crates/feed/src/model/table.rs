//! Long tables of rows of which most stay empty: memory is taken by those that were written to.
//!
//! Stored as the number of rows and those that are not empty.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Rows that are all `T::default()` until they are written to.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    /// Where each row stands among `kept`; 0 for all that are empty.
    places: Vec<u32>,
    /// The empty row, then those that were written to.
    kept: Vec<T>,
}

impl<T: Default> Table<T> {
    pub(crate) fn new(rows: usize) -> Self {
        Self { places: vec![0; rows], kept: vec![T::default()] }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// A row; none beyond the last.
    pub(crate) fn get(&self, row: u32) -> Option<&T> {
        self.kept.get(*self.places.get(row as usize)? as usize)
    }

    /// A row to be written to; none beyond the last.
    pub(crate) fn get_mut(&mut self, row: u32) -> Option<&mut T> {
        let place = self.places.get_mut(row as usize)?;
        if *place == 0 {
            *place = u32::try_from(self.kept.len()).ok()?;
            self.kept.push(T::default());
        }
        self.kept.get_mut(*place as usize)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u32>() + self.kept.capacity() * size_of::<T>()
    }
}

impl<T: Serialize + Default + PartialEq> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let empty = T::default();
        let rows = (0..).zip(&self.places).filter_map(|(row, place)| Some((row, self.kept.get(*place as usize)?)));
        let kept: Vec<(u32, &T)> = rows.filter(|(_, entry)| **entry != empty).collect();
        (self.len() as u64, kept).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (length, kept): (u64, Vec<(u32, T)>) = Deserialize::deserialize(deserializer)?;
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
        fn reads_as_a_plain_list(writes in prop::collection::vec((0_u32..70, 0_u8..3), 0..60)) {
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
