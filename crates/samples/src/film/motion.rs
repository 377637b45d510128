//! Time curves and repeatable chance: the same seed gives the same film.

/// 0 before `from`, 1 after `to`.
pub(super) fn ramp(value: f32, from: f32, to: f32) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

/// Fast, then settling.
pub(super) fn out(t: f32) -> f32 {
    let rest = 1.0 - t.clamp(0.0, 1.0);
    1.0 - rest * rest * rest
}

/// Past the end and back.
pub(super) fn spring(t: f32) -> f32 {
    let rest = t.clamp(0.0, 1.0) - 1.0;
    1.0 + 2.4 * rest * rest * rest + 1.4 * rest * rest
}

/// Slow, fast, slow.
pub(super) fn smooth(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

pub(super) fn mix(a: f32, b: f32, share: f32) -> f32 {
    a + (b - a) * share
}

/// A number from 0 to 1 that belongs to this seed and place (SplitMix64: Steele, Lea and Flood, OOPSLA 2014).
pub(crate) fn chance(seed: u64, place: u64) -> f32 {
    let bits = mixed(seed, place) >> 40;
    #[expect(clippy::cast_precision_loss, reason = "24 bits fit exactly")]
    let value = bits as f32 / 16_777_216.0;
    value
}

/// The same as whole bits.
pub(crate) fn mixed(seed: u64, place: u64) -> u64 {
    let mut z = seed.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
