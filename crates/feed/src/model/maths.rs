//! Logarithm, power and logistic function made of sums, products and bits only, so that they give the same bits on every
//! machine, and quick enough to be taken for each signal of each candidate.

/// Natural logarithm of a positive number, to within 0.0003; that of 1 is 0, so what is not there counts nothing.
pub(crate) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let exponent = (bits >> 23) as f32 - 127.0;
    let m = f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000);
    // A minimax polynomial of the fourth degree on [1, 2), moved to be 0 at 1.
    let fraction = -1.741_854_4 + m * (2.821_202_6 + m * (-1.469_956_8 + m * (0.447_179_55 - m * 0.056_570_85)));
    exponent * std::f32::consts::LN_2 + fraction
}

/// Two to a power, to within 0.0002 of its value.
pub(crate) fn exp2(x: f32) -> f32 {
    let x = x.clamp(-126.0, 126.0);
    // The floor, without a call into the platform's library.
    let cut = x as i32;
    let whole = cut - i32::from(cut as f32 > x);
    let f = x - whole as f32;
    let fraction = 1.0 + f * (0.695_976_6 + f * (0.224_940_42 + f * 0.079_020_94));
    f32::from_bits(((whole + 127) << 23) as u32) * fraction
}

/// `e` to a power.
pub(crate) fn exp(x: f32) -> f32 {
    exp2(x * std::f32::consts::LOG2_E)
}

/// A positive number to a power.
pub(crate) fn power(x: f32, y: f32) -> f32 {
    exp2(y * ln(x) * std::f32::consts::LOG2_E)
}

/// The logistic function.
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// A step of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
pub(crate) fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number below `bound` made of 64 mixed bits.
pub(crate) fn below(bits: u64, bound: usize) -> usize {
    ((u128::from(bits) * bound as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_near_as_stated() {
        assert!(ln(1.0) == 0.0);
        for n in 1..4_000 {
            let x = n as f32 / 37.0;
            assert!((ln(x) - x.ln()).abs() < 3e-4, "ln {x}: {} {}", ln(x), x.ln());
            let y = x / 4.0 - 12.0;
            assert!((exp2(y) / y.exp2() - 1.0).abs() < 2e-4, "exp2 {y}: {} {}", exp2(y), y.exp2());
        }
        assert!((exp2(3.0) - 8.0).abs() < 1e-6);
        assert!((sigmoid(0.0) - 0.5).abs() < 1e-3 && sigmoid(200.0) <= 1.0 && sigmoid(-200.0) >= 0.0);
    }
}
