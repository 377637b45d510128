//! Conditional and range requests: which part of a file is asked for, and whether the asker has it already.

use std::ops::Range;

use axum::http::{HeaderMap, HeaderName, header};

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Everything: no range, one that cannot be read, several at once, or one of another version of the file. RFC 9110,
    /// 14.2, lets a server answer each of these with the whole.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that are not there.
    Beyond,
}

/// The part that `Range` and `If-Range` ask for, of a file of `length` bytes.
pub(super) fn asked(headers: &HeaderMap, etag: &str, length: u64) -> Asked {
    let Some(range) = text(headers, &header::RANGE) else { return Asked::Whole };
    // A date never matches: these files have none. A weak tag never matches either (RFC 9110, 13.1.5).
    if headers.contains_key(header::IF_RANGE) && text(headers, &header::IF_RANGE) != Some(etag) {
        return Asked::Whole;
    }
    parse(range, length)
}

fn parse(range: &str, length: u64) -> Asked {
    let Some((unit, list)) = range.split_once('=') else { return Asked::Whole };
    let Some((first, last)) = list.trim().split_once('-') else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || list.contains(',') {
        return Asked::Whole;
    }
    let (first, last) = (first.trim_end(), last.trim_start());
    match (digits(first), digits(last)) {
        (Some(first), Some(last)) if first > last => Asked::Whole,
        (Some(first), _) if first >= length && (last.is_empty() || digits(last).is_some()) => Asked::Beyond,
        (Some(first), Some(last)) => Asked::Part(first..last.saturating_add(1).min(length)),
        (Some(first), None) if last.is_empty() => Asked::Part(first..length),
        (None, Some(suffix)) if first.is_empty() => match suffix {
            0 => Asked::Beyond,
            _ if length == 0 => Asked::Beyond,
            suffix => Asked::Part(length.saturating_sub(suffix)..length),
        },
        _ => Asked::Whole,
    }
}

/// A number in plain digits; one too large to hold is as large as can be.
fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Whether the asker has this version already (`If-None-Match`, compared weakly: RFC 9110, 13.1.2).
pub(super) fn none_match(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        let table = [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=0-99", Asked::Part(0..100)),
            ("bytes=0-100", Asked::Part(0..100)),
            ("bytes=99-", Asked::Part(99..100)),
            ("bytes=50-60", Asked::Part(50..61)),
            ("Bytes= 50-60", Asked::Part(50..61)),
            ("bytes=-1", Asked::Part(99..100)),
            ("bytes=-1000", Asked::Part(0..100)),
            ("bytes=0-99999999999999999999999", Asked::Part(0..100)),
            ("bytes=-0", Asked::Beyond),
            ("bytes=100-", Asked::Beyond),
            ("bytes=100-200", Asked::Beyond),
            ("bytes=99999999999999999999999-", Asked::Beyond),
            ("bytes=5-4", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("items=0-1", Asked::Whole),
            ("0-1", Asked::Whole),
            ("", Asked::Whole),
        ];
        for (range, expected) in table {
            assert_eq!(parse(range, 100), expected, "{range}");
        }
        assert_eq!(parse("bytes=0-0", 0), Asked::Beyond);
        assert_eq!(parse("bytes=-1", 0), Asked::Beyond);
    }

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn conditions_compare_tags() {
        let part =
            |if_range| asked(&headers(&[(header::RANGE, "bytes=1-2"), (header::IF_RANGE, if_range)]), "\"a\"", 9);
        assert_eq!(part("\"a\""), Asked::Part(1..3));
        assert_eq!(part("\"b\""), Asked::Whole);
        assert_eq!(part("W/\"a\""), Asked::Whole);
        assert_eq!(part("Wed, 21 Oct 2015 07:28:00 GMT"), Asked::Whole);
        let seen = |tag| none_match(&headers(&[(header::IF_NONE_MATCH, tag)]), "\"a\"");
        assert!(seen("\"a\"") && seen("W/\"a\"") && seen("*") && seen("\"x\", \"a\""));
        assert!(!seen("\"b\"") && !seen("a") && !seen(""));
    }

    proptest! {
        #[test]
        fn no_range_goes_beyond_the_file(range in "(bytes)?=?[0-9a-z ,=-]{0,24}", length in prop_oneof![Just(0), 1u64..50, Just(u64::MAX)]) {
            if let Asked::Part(part) = parse(&range, length) {
                prop_assert!(part.start < part.end && part.end <= length);
            }
        }
    }
}
