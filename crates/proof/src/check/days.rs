//! Daily digests against the entries they sum up.

use std::collections::BTreeMap;

use grandstand_domain::{id::AccountId, time::DAY};
use grandstand_feed::public::{PublicFact, Share};

use super::{Wrong, log::PublicLog, wrong};
use crate::{leaf_hash, root_of};

#[derive(Default)]
struct Sum {
    pages: u64,
    leaves: Vec<grandstand_domain::digest::Digest>,
    served: BTreeMap<AccountId, u64>,
}

/// Every digest says what the entries of its day before it add up to. Returns how many there are.
pub(super) fn check(log: &PublicLog) -> Result<usize, Wrong> {
    let (mut sums, mut count) = (BTreeMap::<i64, Sum>::new(), 0);
    for entry in log.up_to(log.chain().seq) {
        match (&entry.fact, entry.at) {
            (Some(PublicFact::Exposed { pages, receipts, served }), Some(at)) => {
                let sum = sums.entry(at.0.div_euclid(DAY)).or_default();
                sum.pages += u64::from(*pages);
                sum.leaves.push(leaf_hash(&receipts.0));
                for share in served {
                    *sum.served.entry(share.whom).or_default() += share.milli;
                }
            }
            (Some(PublicFact::Day { day, log: seq, log_hash, pages, receipts, served }), _) => {
                let sum = number(day).and_then(|day| sums.remove(&day)).unwrap_or_default();
                let shares: Vec<Share> =
                    sum.served.iter().map(|(whom, milli)| Share { milli: *milli, whom: *whom }).collect();
                if *pages != sum.pages || *receipts != root_of(sum.leaves) || *served != shares || *seq >= entry.seq {
                    return Err(wrong(format!(
                        "The digest of {day} does not say what the public log says of that day."
                    )));
                }
                log.holds(*seq, *log_hash, &format!("the digest of {day}"))?;
                count += 1;
            }
            _ => {}
        }
    }
    Ok(count)
}

/// Days since 1970-01-01 of `YYYY-MM-DD` (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn number(day: &str) -> Option<i64> {
    let mut parts = day.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_are_numbered_from_1970() {
        let known = [("1970-01-01", 0), ("2000-02-29", 11_016), ("2028-07-14", 21_379), ("1969-12-31", -1)];
        for (day, number) in known {
            assert_eq!(super::number(day), Some(number), "{day}");
        }
        assert_eq!(super::number("soon"), None);
    }
}
