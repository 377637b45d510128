//! Numbers as people read them.

/// A number as people read it, with the exact one beside it for the title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// `12.4k`.
    pub(crate) short: String,
    /// `12,412`.
    pub(crate) exact: String,
    /// The number itself.
    pub(crate) value: i64,
}

impl From<i64> for Count {
    fn from(value: i64) -> Self {
        Self { short: compact(value), exact: grouped(value), value }
    }
}

/// Cut and never rounded up, so 999,999 is not yet `1m`. The scripts count the same way (`lib/format.ts`).
fn compact(value: i64) -> String {
    let cut = |unit: i64, letter: &str| {
        let tenths = value / (unit / 10);
        if tenths >= 1000 || tenths % 10 == 0 {
            format!("{}{letter}", tenths / 10)
        } else {
            format!("{}.{}{letter}", tenths / 10, tenths % 10)
        }
    };
    match value {
        i64::MIN..1_000 => value.to_string(),
        1_000..1_000_000 => cut(1_000, "k"),
        1_000_000..1_000_000_000 => cut(1_000_000, "m"),
        _ => cut(1_000_000_000, "bn"),
    }
}

fn grouped(value: i64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cut_and_grouped() {
        for (value, short, exact) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_204, "1.2k", "1,204"),
            (12_412, "12.4k", "12,412"),
            (999_999, "999k", "999,999"),
            (1_000_000, "1m", "1,000,000"),
        ] {
            assert_eq!(Count::from(value), Count { short: short.into(), exact: exact.into(), value });
        }
    }
}
