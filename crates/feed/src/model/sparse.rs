//! Long lists of which most entries are empty, stored as their length and the entries that are not.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn serialize<S: Serializer, T>(list: &[T], serializer: S) -> Result<S::Ok, S::Error>
where
    T: Serialize + Default + PartialEq,
{
    let empty = T::default();
    let kept: Vec<(u32, &T)> = (0..).zip(list).filter(|(_, entry)| **entry != empty).collect();
    (list.len() as u64, kept).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de> + Default + Clone,
{
    let (length, kept): (u64, Vec<(u32, T)>) = Deserialize::deserialize(deserializer)?;
    let mut list = vec![T::default(); length as usize];
    for (place, entry) in kept {
        if let Some(empty) = list.get_mut(place as usize) {
            *empty = entry;
        }
    }
    Ok(list)
}
