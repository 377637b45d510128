//! Making a page again from its receipt: from the nearest snapshot and the log up to the receipt's number, on this machine or
//! another that has the log and the master key. What is made must be what the receipt says, byte for byte.

use std::collections::{BTreeMap, HashMap};

use grandstand_domain::{
    digest::Digest,
    id::{AccountId, PostId, Seq},
    invalid::Invalid,
};
use grandstand_feed::{Ask, Feed, FeedKind, Manifest, Receipt, canonical};
use grandstand_proof::Statement;
use grandstand_store::{ReadTx, log, transparency};
use serde_json::Value;

use super::{snapshot, viewers};
use crate::{ctx::Ctx, error::AppError};

/// Entries read from the log at once.
const STRETCH: i64 = 5_000;
/// Accounts tried at once for a pseudonym.
const ACCOUNTS: i64 = 5_000;
/// Receipts for which the log is read through once: their orders are all kept at hand meanwhile.
const AT_ONCE: usize = grandstand_feed::SESSIONS_MOST / 2;
/// The most differences that are named.
const DIFFERENCES_MOST: usize = 20;

/// A page made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// The receipt as it was given: canonical, without signature and time of serving.
    pub given: String,
    /// The same of the page as it was made again.
    pub made: String,
    /// Whether the signature is this host's; none if there is none.
    pub signed: Option<bool>,
    /// The number of the log at which the snapshot was made that this began with; 0 without one.
    pub from: Seq,
}

impl Replay {
    /// Where the two differ, in words of the form `items[3].score: 120 given, 119 made`; none if they are the same.
    pub fn differences(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.given != self.made {
            let read = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
            compare("", &read(&self.given), &read(&self.made), &mut found);
        }
        found
    }
}

fn compare(at: &str, given: &Value, made: &Value, found: &mut Vec<String>) {
    if given == made || found.len() >= DIFFERENCES_MOST {
        return;
    }
    match (given, made) {
        (Value::Object(a), Value::Object(b)) => {
            let missing = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(missing) {
                let of = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or_default();
                let dot = if at.is_empty() { "" } else { "." };
                compare(&format!("{at}{dot}{key}"), &of(a), &of(b), found);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for place in 0..a.len().max(b.len()) {
                let of = |list: &Vec<Value>| list.get(place).cloned().unwrap_or_default();
                compare(&format!("{at}[{place}]"), &of(a), &of(b), found);
            }
        }
        _ => found.push(format!("{at}: {given} given, {made} made")),
    }
}

/// Makes the page of a receipt again. `text` is the receipt, its signed form, or a page that has it as `receipt`.
pub async fn replay(ctx: &Ctx, text: &str) -> Result<Replay, AppError> {
    let mut made = replay_all(ctx, &[text]).await?;
    made.pop().ok_or(AppError::NotFound)
}

/// The same for many at once, in their order: the log is read through once for some hundreds of them.
pub async fn replay_all(ctx: &Ctx, texts: &[impl AsRef<str>]) -> Result<Vec<Replay>, AppError> {
    let mut asked: Vec<Asked> = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        asked.push(Asked::read(ctx, place, text.as_ref())?);
    }
    asked.sort_by_key(|asked| (asked.given.manifest, asked.first(), asked.place));
    let mut accounts = HashMap::new();
    let mut all: Vec<(usize, Replay)> = Vec::with_capacity(asked.len());
    for same in asked.chunk_by(|a, b| a.given.manifest == b.given.manifest) {
        for some in same.chunks(AT_ONCE) {
            pass(ctx, some, &mut accounts, &mut all).await?;
        }
    }
    all.sort_by_key(|(place, _)| *place);
    Ok(all.into_iter().map(|(_, replay)| replay).collect())
}

/// A receipt to be made again.
struct Asked {
    place: usize,
    given: Receipt,
    signed: Option<bool>,
}

impl Asked {
    fn read(ctx: &Ctx, place: usize, text: &str) -> Result<Self, AppError> {
        let (given, signed) = read(ctx, text)?;
        Ok(Self { place, given, signed })
    }

    /// The number at which its order was made.
    fn first(&self) -> Seq {
        self.given.as_of.min(self.given.log)
    }

    fn ask(&self, viewer: Option<AccountId>) -> Ask<'_> {
        Ask {
            viewer,
            seed: self.given.viewer.as_deref().and_then(seed).unwrap_or_default(),
            seen: self.given.seen,
            limit: self.given.limit,
            ..Ask::new(&self.given.filter)
        }
    }

    /// The page as a feed makes it that stands at the receipt's number.
    fn made(&self, feed: &Feed, viewer: Option<AccountId>, from: Seq) -> Replay {
        let given = &self.given;
        let withheld = |post: PostId, _: AccountId| given.withheld.contains(&post);
        let skip: &dyn Fn(PostId, AccountId) -> bool = &withheld;
        let ask = Ask { withheld: Some(skip), after: Some(given.cursor()), ..self.ask(viewer) };
        let (served, choice) = match given.feed {
            FeedKind::Discover => (feed.discover_for(&ask), None),
            FeedKind::Following => (feed.following(&ask), None),
            FeedKind::ForYou => {
                let known = viewer.and_then(|who| feed.viewer(who)).map(|viewer| viewer.choice().clone());
                (feed.for_you(&ask).unwrap_or_default(), known)
            }
        };
        let chain = feed.journal().chain();
        let made = Receipt { log: feed.head(), log_hash: chain.hash, choice, ..given.clone() };
        let made = Receipt { manifest: feed.manifest().hash(), ..made };
        let made = made.with(&served).to_replayable_json();
        Replay { given: given.to_replayable_json(), made, signed: self.signed, from }
    }
}

/// Reads the log through once and stops wherever one of these, all under one manifest, began or was served.
async fn pass(
    ctx: &Ctx,
    some: &[Asked],
    accounts: &mut HashMap<String, AccountId>,
    all: &mut Vec<(usize, Replay)>,
) -> Result<(), AppError> {
    let Some(first) = some.first() else { return Ok(()) };
    let manifest = manifest_of(ctx, first.given.manifest).await?;
    let known = snapshot::latest(ctx, first.first(), &manifest).await;
    let from = known.as_ref().map_or(Seq(0), Feed::head);
    let mut feed = known.unwrap_or_else(|| Feed::new(manifest));
    let mut tx = ctx.begin_read().await?;
    // At each stop orders are made first, then pages.
    let mut stops: BTreeMap<Seq, [Vec<&Asked>; 2]> = BTreeMap::new();
    for asked in some {
        let [begin, serve] = [asked.first(), asked.given.log];
        if asked.given.feed == FeedKind::ForYou {
            stops.entry(begin).or_default()[0].push(asked);
        }
        stops.entry(serve).or_default()[1].push(asked);
    }
    for (seq, [begin, serve]) in &stops {
        advance(&mut tx, &mut feed, *seq).await?;
        for asked in begin.iter().chain(serve) {
            let Some(pseudonym) = &asked.given.viewer else { continue };
            let who = match accounts.get(pseudonym) {
                Some(who) => *who,
                None => whose(ctx, &mut tx, pseudonym).await?,
            };
            accounts.insert(pseudonym.clone(), who);
            viewers::restore(&mut tx, &mut feed, who).await?;
        }
        let viewer = |asked: &Asked| asked.given.viewer.as_ref().and_then(|known| accounts.get(known)).copied();
        for asked in begin {
            // The order is kept at hand for the page that comes later.
            let _ = feed.for_you(&asked.ask(viewer(asked)));
        }
        all.extend(serve.iter().map(|asked| (asked.place, asked.made(&feed, viewer(asked), from))));
    }
    Ok(())
}

/// Reads a receipt and says whether its signature, if it has one, is this host's.
fn read(ctx: &Ctx, text: &str) -> Result<(Receipt, Option<bool>), AppError> {
    let unreadable = || Invalid::one("receipt", "receipt-unreadable");
    let mut value: Value = serde_json::from_str(text).map_err(|_| unreadable())?;
    if let Some(receipt) = value.get_mut("receipt") {
        value = receipt.take();
    }
    let signature = value.get("signature").and_then(Value::as_str).map(str::to_owned);
    if let Some(statement) = value.get_mut("statement") {
        value = statement.take();
    }
    let canonical = canonical::to_json(&value).ok_or_else(unreadable)?;
    let receipt: Receipt = serde_json::from_value(value).map_err(|_| unreadable())?;
    let public = ctx.transparency.key().public();
    let signed = signature.map(|signature| public.verify(Statement::Receipt, canonical.as_bytes(), &signature));
    Ok((receipt, signed))
}

async fn manifest_of(ctx: &Ctx, hash: Digest) -> Result<Manifest, AppError> {
    let own = Manifest::default();
    if own.hash() == hash {
        return Ok(own);
    }
    let text = transparency::manifest(&mut ctx.begin_read().await?, hash).await?;
    text.and_then(|text| Manifest::from_json(&text)).ok_or(AppError::Conflict("receipt-manifest"))
}

/// Whose pseudonym it is.
async fn whose(ctx: &Ctx, tx: &mut ReadTx, pseudonym: &str) -> Result<AccountId, AppError> {
    let mut after = AccountId(i64::MIN);
    loop {
        let accounts = log::actors(tx, after, ACCOUNTS).await?;
        if let Some(found) = accounts.iter().find(|who| ctx.views.pseudonym_text(**who) == pseudonym) {
            return Ok(*found);
        }
        after = *accounts.last().ok_or(AppError::Conflict("receipt-viewer"))?;
    }
}

/// Where chance begins: the first eight bytes of a pseudonym.
fn seed(pseudonym: &str) -> Option<u64> {
    u64::from_str_radix(pseudonym.get(..16)?, 16).ok()
}

async fn advance(tx: &mut ReadTx, feed: &mut Feed, to: Seq) -> Result<(), AppError> {
    while feed.head() < to {
        let entries = log::after(tx, feed.head(), STRETCH.min(to.0 - feed.head().0)).await?;
        if entries.is_empty() {
            return Err(AppError::Conflict("receipt-ahead"));
        }
        viewers::apply(tx, feed, &entries).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_named_by_their_place() {
        let replay = |given: &str, made: &str| Replay {
            given: given.to_owned(),
            made: made.to_owned(),
            signed: None,
            from: Seq(0),
        };
        assert!(replay(r#"{"a":1}"#, r#"{"a":1}"#).differences().is_empty());
        let differs = replay(r#"{"items":[{"score":1},{"score":2}],"log":3}"#, r#"{"items":[{"score":1}],"log":4}"#);
        assert_eq!(differs.differences(), [r#"items[1]: {"score":2} given, null made"#, "log: 3 given, 4 made"]);
    }
}
