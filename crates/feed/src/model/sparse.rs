//! Long lists of which most entries are empty, stored as their length and the entries that are not.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn serialize<S, T>(list: &[T], serializer: S) -> Result<S::Ok, S::Error>
where
    S: Serializer,
    T: Serialize + Default + PartialEq,
{
    write(list.len(), (0..).zip(list), serializer)
}

/// Stores a list of that length; entries that are not given are empty.
pub(crate) fn write<'a, S, T>(
    length: usize,
    entries: impl Iterator<Item = (u32, &'a T)>,
    serializer: S,
) -> Result<S::Ok, S::Error>
where
    S: Serializer,
    T: Serialize + Default + PartialEq + 'a,
{
    let empty = T::default();
    let kept: Vec<(u32, &T)> = entries.filter(|(_, entry)| **entry != empty).collect();
    (length as u64, kept).serialize(serializer)
}

pub(crate) fn deserialize<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default + Clone,
{
    let Stored(length, kept) = Stored::deserialize(deserializer)?;
    let mut list = vec![T::default(); length as usize];
    for (place, entry) in kept {
        if let Some(empty) = list.get_mut(place as usize) {
            *empty = entry;
        }
    }
    Ok(list)
}

/// A list as it is stored: its length, and the entries that are not empty, each after its place.
#[derive(Deserialize)]
pub(crate) struct Stored<T>(pub(crate) u64, pub(crate) Vec<(u32, T)>);
