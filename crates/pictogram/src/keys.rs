//! Movement between key poses: a loop through numbers that never overshoots a key.

use std::f32::consts::TAU;

/// The numbers at `phase` of a loop through `keys` (phase, numbers), sorted by phase and starting at 0. Where the last
/// key stands at 1 it may differ from the first by whole turns; otherwise the loop returns to the first key.
///
/// Between keys it runs along monotone cubic pieces (Fritsch and Carlson, "Monotone piecewise cubic interpolation",
/// SIAM J. Numer. Anal. 17, 1980, with the harmonic mean as slope), so a pose never goes past what was drawn.
#[expect(clippy::many_single_char_names, reason = "the letters of the interpolation formula")]
pub(crate) fn keys<const N: usize>(phase: f32, keys: &[(f32, [f32; N])]) -> [f32; N] {
    let Some((first, last)) = keys.first().zip(keys.last()) else { return [0.0; N] };
    let phase = phase.rem_euclid(1.0);
    let open = last.0 < 1.0;
    // A key by number that may run past either end of the loop.
    let count = if open { keys.len() } else { keys.len().saturating_sub(1).max(1) };
    let key = |number: usize, field: usize| -> (f32, f32) {
        let (round, slot) = (number / count, number % count);
        let turn = if open { 0.0 } else { last.1[field] - first.1[field] };
        #[expect(clippy::cast_precision_loss, reason = "a handful of rounds")]
        let rounds = round as f32 - 1.0;
        (keys[slot].0 + rounds, keys[slot].1[field] + rounds * turn)
    };
    let before = keys.iter().take(count).rposition(|k| k.0 <= phase).unwrap_or(0) + count;
    std::array::from_fn(|field| {
        let [a, b, c, d] = [before - 1, before, before + 1, before + 2].map(|n| key(n, field));
        let slope = |p: (f32, f32), q: (f32, f32)| if q.0 > p.0 { (q.1 - p.1) / (q.0 - p.0) } else { 0.0 };
        let tangent = |left: f32, right: f32| {
            if left * right <= 0.0 { 0.0 } else { 2.0 * left * right / (left + right) }
        };
        let (into, across, out) = (slope(a, b), slope(b, c), slope(c, d));
        let (m0, m1, h) = (tangent(into, across), tangent(across, out), c.0 - b.0);
        let t = if h > 0.0 { (phase - b.0) / h } else { 0.0 };
        let (t2, t3) = (t * t, t * t * t);
        (2.0 * t3 - 3.0 * t2 + 1.0) * b.1
            + (t3 - 2.0 * t2 + t) * h * m0
            + (3.0 * t2 - 2.0 * t3) * c.1
            + (t3 - t2) * h * m1
    })
}

/// −1 to 1 and back once in the loop: 0 at phase 0.
pub(crate) fn sway(phase: f32) -> f32 {
    (phase * TAU).sin()
}

/// 1 at phase 0, −1 at one half.
pub(crate) fn swing(phase: f32) -> f32 {
    (phase * TAU).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_passes_every_key_and_closes_the_loop() {
        let loops = [(0.0, [0.0]), (0.3, [10.0]), (0.5, [10.0]), (0.8, [-4.0])];
        for (phase, [value]) in loops {
            assert!((keys(phase, &loops)[0] - value).abs() < 1e-3);
        }
        assert!((keys(0.999_9, &loops)[0] - 0.0).abs() < 0.1);
        for step in 0..200_u8 {
            let value = keys(f32::from(step) / 200.0, &loops)[0];
            assert!((-4.001..=10.001).contains(&value), "{value}");
        }
    }

    #[test]
    fn a_whole_turn_goes_on() {
        let turn = [(0.0, [0.0]), (0.5, [180.0]), (1.0, [360.0])];
        assert!((keys(0.75, &turn)[0] - 270.0).abs() < 1.0);
    }
}
