//! Attention that this server gives out: gathered as pages are served, written into the log as one fact every now and then.
//!
//! A place is worth 1/log2(place + 1) of attention (Järvelin and Kekäläinen, ACM TOIS 2002). Gathering costs a page one
//! addition where the page is kept, and a short lock where it was made for one viewer.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use grandstand_domain::{digest::Digest, id::AccountId, log::Fact};
use grandstand_proof::{leaf_hash, root_of};

use super::{Card, FeedPage};
use crate::{ctx::Ctx, error::AppError};

/// How long attention is gathered before it is written.
const GATHER: Duration = Duration::from_secs(2);
/// Receipts of one entry. Beyond, further ones are counted as pages only.
const RECEIPTS_MOST: usize = 65_536;

/// What one page gives each time it is served.
#[derive(Debug)]
pub(crate) struct Given {
    shares: Box<[(AccountId, u32)]>,
    receipt: Digest,
    times: AtomicU32,
}

impl Given {
    /// Counts the page once more.
    pub(crate) fn again(&self) {
        self.times.fetch_add(1, Ordering::Relaxed);
    }
}

/// What was given since the last entry.
#[derive(Debug, Default)]
pub(crate) struct Attention(Mutex<Open>);

#[derive(Debug, Default)]
struct Open {
    kept: Vec<Arc<Given>>,
    served: BTreeMap<AccountId, u64>,
    pages: u32,
    receipts: Vec<Digest>,
    known: HashSet<Digest>,
}

impl Attention {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page that is kept and served many times. Each serving is told by [`Given::again`].
    pub(crate) fn keep(&self, page: &FeedPage, receipt: &str) -> Arc<Given> {
        let shares = shares(&page.cards, page.first_position()).collect();
        let given = Arc::new(Given { shares, receipt: leaf_hash(receipt.as_bytes()), times: AtomicU32::new(0) });
        self.open().kept.push(Arc::clone(&given));
        given
    }

    /// A page that was made for one viewer and served once.
    pub(crate) fn give(&self, page: &FeedPage, receipt: &str) {
        let mut open = self.open();
        open.pages += 1;
        for (account, share) in shares(&page.cards, page.first_position()) {
            *open.served.entry(account).or_default() += u64::from(share);
        }
        open.receipt(leaf_hash(receipt.as_bytes()));
    }

    /// What was given since the last time, as a fact; none if no page was served.
    fn take(&self) -> Option<Fact> {
        let mut open = self.open();
        for given in std::mem::take(&mut open.kept) {
            let times = given.times.swap(0, Ordering::Relaxed);
            if times > 0 {
                open.pages = open.pages.saturating_add(times);
                for (account, share) in &given.shares {
                    *open.served.entry(*account).or_default() += u64::from(*share) * u64::from(times);
                }
                open.receipt(given.receipt);
            }
            // A page that nobody keeps any longer is not served again.
            if Arc::strong_count(&given) > 1 {
                open.kept.push(given);
            }
        }
        if open.pages == 0 {
            return None;
        }
        let Open { served, pages, receipts, .. } = &mut *open;
        let served = std::mem::take(served).into_iter();
        let served = served.map(|(account, sum)| (account, u32::try_from(sum).unwrap_or(u32::MAX))).collect();
        let fact = Fact::Exposed { served, pages: std::mem::take(pages), receipts: root_of(std::mem::take(receipts)) };
        open.known.clear();
        Some(fact)
    }
}

impl Open {
    fn receipt(&mut self, leaf: Digest) {
        if self.receipts.len() < RECEIPTS_MOST && self.known.insert(leaf) {
            self.receipts.push(leaf);
        }
    }
}

/// What each card's author is given, in thousandths.
fn shares(cards: &[Card], first: usize) -> impl Iterator<Item = (AccountId, u32)> + '_ {
    cards.iter().zip(first..).map(|(card, place)| (card.author.id, worth(place)))
}

/// What a place is worth, in thousandths; the first is 1.
fn worth(place: usize) -> u32 {
    let place = u32::try_from(place).unwrap_or(u32::MAX).max(1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 31 and 1000")]
    let thousandths = (1_000.0 / (f64::from(place) + 1.0).log2()).round() as u32;
    thousandths
}

/// Writes what was given since the last time.
pub async fn write(ctx: &Ctx) -> Result<(), AppError> {
    let Some(fact) = ctx.views.attention_given().take() else { return Ok(()) };
    let mut tx = ctx.begin_write().await?;
    tx.append(fact);
    tx.commit().await?;
    Ok(())
}

/// Writes it every now and then, for as long as the server runs. [`write()`] once more when it stops.
pub async fn run(ctx: Arc<Ctx>) {
    loop {
        tokio::time::sleep(GATHER).await;
        if let Err(error) = write(&ctx).await {
            tracing::warn!(%error, "attention given out could not be written");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::worth;

    #[test]
    fn places_are_worth_less_further_down() {
        assert_eq!((worth(0), worth(1), worth(3), worth(7)), (1_000, 1_000, 500, 333));
        assert!((1..1_000).all(|place| worth(place) >= worth(place + 1)));
    }
}
