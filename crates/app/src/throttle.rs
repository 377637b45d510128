//! How often someone may do something, counted in this server's memory only.
//!
//! Who is counted is never kept: a key is a keyed hash (HMAC-SHA-256, the key derived from the host's) of the purpose and
//! of the account or network address, so neither a memory dump of the table nor a log tells who was here. Several servers
//! count apart, which multiplies a rate by their number at most.
//!
//! The counting is the generic cell rate algorithm (ITU-T I.371, "virtual scheduling"): one number per key.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use grandstand_domain::time::UnixMillis;

use crate::{ctx::Ctx, error::AppError, mac};

/// Entries above which those that no longer matter are dropped.
const MOST: usize = 100_000;

/// So many at once, then one in every so many milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// How many at once.
    pub burst: i64,
    /// Milliseconds after which one more is allowed.
    pub every_ms: i64,
}

/// Where a request comes from, as far as it is known: the address of the peer, or what a trusted proxy says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin(pub Option<IpAddr>);

impl Origin {
    /// What is counted as one place: an IPv4 address, or the /64 that one household has in IPv6.
    pub fn place(self) -> String {
        match self.0.map(|ip| ip.to_canonical()) {
            None => "unknown".to_owned(),
            Some(IpAddr::V4(ip)) => ip.to_string(),
            Some(IpAddr::V6(ip)) => {
                let [a, b, c, d, ..] = ip.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }
}

/// What is left of a rate after one was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// How many more at once.
    pub remaining: i64,
    /// When all of them will be there again.
    pub full_at: UnixMillis,
}

/// The table of this server.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<[u8; 16], i64>>);

impl Throttle {
    fn take(&self, key: [u8; 16], rate: Rate, now: UnixMillis) -> Result<Left, AppError> {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() > MOST {
            table.retain(|_, due| *due > now.0);
            if table.len() > MOST {
                table.clear();
            }
        }
        let due = table.entry(key).or_insert(now.0);
        let start = (*due).max(now.0);
        let wait = start - now.0 - (rate.burst - 1) * rate.every_ms;
        if wait > 0 {
            let seconds = u64::try_from((wait + 999) / 1000).unwrap_or(1);
            return Err(AppError::TooMany { retry_after_s: seconds });
        }
        *due = start + rate.every_ms;
        let taken = (*due - now.0 + rate.every_ms - 1) / rate.every_ms.max(1);
        Ok(Left { remaining: (rate.burst - taken).max(0), full_at: UnixMillis(*due) })
    }

    fn give_back(&self, key: [u8; 16], rate: Rate) {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(due) = table.get_mut(&key) {
            *due -= rate.every_ms;
        }
    }
}

fn key(ctx: &Ctx, purpose: &str, who: &str) -> [u8; 16] {
    mac::short(&ctx.key("throttle"), format!("{purpose}\0{who}").as_bytes())
}

/// Counts one act of `who` (an account's id, usually), or answers `TooMany` with the seconds to wait.
pub fn take(ctx: &Ctx, purpose: &str, who: &str, rate: Rate) -> Result<(), AppError> {
    counted(ctx, purpose, who, rate).map(drop)
}

/// As [`take`], and says what is left.
pub fn counted(ctx: &Ctx, purpose: &str, who: &str, rate: Rate) -> Result<Left, AppError> {
    ctx.throttle.take(key(ctx, purpose, who), rate, ctx.now())
}

/// As [`counted`], for whoever comes from `origin`.
pub fn counted_from(ctx: &Ctx, purpose: &str, origin: Origin, rate: Rate) -> Result<Left, AppError> {
    counted(ctx, purpose, &origin.place(), rate)
}

/// Takes back what [`take`] counted, when it turns out not to matter (a sign-in that succeeded).
pub fn give_back(ctx: &Ctx, purpose: &str, who: &str, rate: Rate) {
    ctx.throttle.give_back(key(ctx, purpose, who), rate);
}

/// As [`take`], for whoever comes from `origin`.
pub fn take_from(ctx: &Ctx, purpose: &str, origin: Origin, rate: Rate) -> Result<(), AppError> {
    take(ctx, purpose, &origin.place(), rate)
}

/// As [`give_back`], for whoever comes from `origin`.
pub fn give_back_from(ctx: &Ctx, purpose: &str, origin: Origin, rate: Rate) {
    give_back(ctx, purpose, &origin.place(), rate);
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 3, every_ms: 10_000 };

    #[test]
    fn a_burst_then_one_at_a_time() {
        let (table, start) = (Throttle::default(), UnixMillis(1_000_000));
        for _ in 0..3 {
            table.take([1; 16], RATE, start).unwrap();
        }
        assert!(matches!(table.take([1; 16], RATE, start), Err(AppError::TooMany { retry_after_s: 10 })));
        table.take([2; 16], RATE, start).unwrap();
        table.take([1; 16], RATE, start.plus(10_000)).unwrap();
        assert!(table.take([1; 16], RATE, start.plus(10_000)).is_err());
        table.give_back([1; 16], RATE);
        table.take([1; 16], RATE, start.plus(10_000)).unwrap();
    }

    #[test]
    fn one_household_is_one_place() {
        let place = |ip: &str| Origin(Some(ip.parse().unwrap())).place();
        assert_eq!(place("2001:db8:1:2:3::4"), place("2001:db8:1:2:ffff::9"));
        assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
        assert_eq!(place("::ffff:192.0.2.1"), place("192.0.2.1"));
    }
}
