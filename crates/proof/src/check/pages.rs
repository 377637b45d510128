//! Pages of Discover, worked out again.

use grandstand_domain::id::Seq;
use grandstand_feed::{
    Ask, Cursor, FeedKind, Filter, Manifest, Receipt,
    public::{Auditor, PublicFact},
};
use serde::Deserialize;

use super::{BASE, Source, Wrong, ask, log::PublicLog, wrong};
use crate::{PublicKey, Statement};

/// How often a page is asked for anew when the host's servers are not equally far in the log.
const TRIES: usize = 5;

/// What was worked out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Made {
    pub(super) pages: usize,
    pub(super) lifted: usize,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Item>,
    total: usize,
    remaining: usize,
    next: Option<String>,
    receipt: Envelope,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    author: Author,
    tags: Vec<String>,
    #[serde(default)]
    boost: Option<Lift>,
}

#[derive(Deserialize)]
struct Author {
    #[serde(default)]
    sport: Option<String>,
    #[serde(default)]
    team: Option<Team>,
}

#[derive(Deserialize)]
struct Team {
    slug: String,
}

#[derive(Deserialize)]
struct Lift {
    id: String,
    why: String,
}

#[derive(Deserialize)]
struct Envelope {
    signature: String,
    statement: Receipt,
}

/// What a page is asked with.
#[derive(Clone)]
struct Wanted {
    narrow: String,
    limit: usize,
    after: Option<Cursor>,
}

impl Wanted {
    fn path(&self) -> String {
        let after = self.after.map_or_else(String::new, |cursor| format!("&after={cursor}"));
        format!("/api/grandstand/v1/feeds/discover?limit={}{}{after}", self.limit, self.narrow)
    }
}

/// Works out up to `most` pages: the whole of Discover, then of some sports, teams and tags that it shows, each from the
/// first page on.
pub(super) async fn check<S: Source + Sync>(
    source: &S,
    log: &mut PublicLog,
    key: &PublicKey,
    most: usize,
) -> Result<Made, Wrong> {
    let mut made = Made::default();
    let mut engine: Option<Engine> = None;
    let mut narrows: Vec<String> = vec![String::new()];
    let mut next = 0;
    while let Some(narrow) = narrows.get(next).cloned().filter(|_| made.pages < most) {
        next += 1;
        let limit = [20, 7, 50].get(next % 3).copied().unwrap_or(20);
        let mut wanted = Wanted { narrow, limit, after: None };
        // The first feed is followed further than the others, so that all get their part.
        let depth = if next == 1 { most.div_ceil(2) } else { 3 };
        for _ in 0..depth.min(most - made.pages) {
            let page = one(source, log, key, &mut engine, &wanted).await?;
            made.pages += 1;
            made.lifted += page.items.iter().filter(|item| item.boost.is_some()).count();
            narrows_of(&page, &mut narrows);
            let Some(cursor) = page.next.as_deref().and_then(|text| text.parse().ok()) else { break };
            wanted.after = Some(cursor);
        }
    }
    Ok(made)
}

/// Further feeds to ask for, from what a page shows.
fn narrows_of(page: &Page, narrows: &mut Vec<String>) {
    for item in &page.items {
        let sport = item.author.sport.iter().map(|sport| format!("&sport={sport}"));
        let team = item.author.team.iter().map(|team| format!("&team={}", team.slug));
        let tag = item.tags.iter().filter(|tag| tag.is_ascii()).map(|tag| format!("&tag={tag}"));
        for narrow in sport.chain(team).chain(tag) {
            if narrows.len() < 64 && !narrows.contains(&narrow) {
                narrows.push(narrow);
            }
        }
    }
}

/// The engine at a number of the log, under a manifest.
struct Engine {
    auditor: Auditor,
    manifest: grandstand_domain::digest::Digest,
    at: Seq,
}

async fn one<S: Source + Sync>(
    source: &S,
    log: &mut PublicLog,
    key: &PublicKey,
    engine: &mut Option<Engine>,
    wanted: &Wanted,
) -> Result<Page, Wrong> {
    let path = wanted.path();
    let mut page: Page = ask(source, &path).await?;
    for _ in 1..TRIES {
        // Servers of one host may be differently far; going back means to begin again, so rather ask once more.
        if engine.as_ref().is_none_or(|engine| page.receipt.statement.log >= engine.at) {
            break;
        }
        page = ask(source, &path).await?;
    }
    let receipt = &page.receipt.statement;
    if !key.verify(Statement::Receipt, receipt.to_json().as_bytes(), &page.receipt.signature) {
        return Err(wrong(format!("The receipt of {path} is not signed by this host's key.")));
    }
    log.read_to(source, receipt.log).await?;
    log.holds(receipt.log, receipt.log_hash, &format!("the receipt of {path}"))?;
    let known = engine.take().filter(|e| e.manifest == receipt.manifest && e.at <= receipt.log);
    let mut current = match known {
        Some(known) => known,
        None => begin(source, receipt).await?,
    };
    for entry in log.up_to(receipt.log).iter().skip(usize::try_from(current.at.0).unwrap_or(usize::MAX)) {
        current.auditor.apply(entry);
    }
    current.at = receipt.log;
    let in_force = log.up_to(receipt.log).iter().rev().find_map(|entry| match &entry.fact {
        Some(PublicFact::Manifest { hash }) => Some(*hash),
        _ => None,
    });
    if in_force != Some(receipt.manifest) {
        return Err(wrong(format!("{path} was made under a manifest that the log does not say is in force.")));
    }
    compare(&current.auditor, &page, wanted, &path)?;
    *engine = Some(current);
    Ok(page)
}

async fn begin<S: Source + Sync>(source: &S, receipt: &Receipt) -> Result<Engine, Wrong> {
    let hash = receipt.manifest;
    let path = format!("{BASE}/manifests/{hash}");
    let text = source.get(&path).await.map_err(|e| wrong(format!("The host does not answer {path}: {e}")))?;
    let manifest = Manifest::from_json(&text)
        .ok_or_else(|| wrong(format!("Manifest {hash} is for another version of the feed than this program's.")))?;
    if manifest.hash() != hash || manifest.to_json() != text {
        return Err(wrong(format!("What the host gives as manifest {hash} has another hash.")));
    }
    Ok(Engine { auditor: Auditor::new(manifest), manifest: hash, at: Seq(0) })
}

/// The page is the one that the log and the manifest give, with the reasons and the labels.
fn compare(auditor: &Auditor, page: &Page, wanted: &Wanted, path: &str) -> Result<(), Wrong> {
    let receipt = &page.receipt.statement;
    let asked_so = receipt.feed == FeedKind::Discover
        && receipt.viewer.is_none()
        && receipt.withheld.is_empty()
        && receipt.limit == wanted.limit
        && names_one(&receipt.filter, &wanted.narrow);
    if !asked_so {
        return Err(wrong(format!("The receipt of {path} is for another question.")));
    }
    if !receipt.adds_up() {
        return Err(wrong(format!("A score in the receipt of {path} is not the sum of its reasons.")));
    }
    let ask = Ask { after: wanted.after, limit: wanted.limit, ..Ask::new(&receipt.filter) };
    let again = auditor.discover(&ask);
    if let Some((place, ours)) =
        (1..).zip(&again.items).find(|(place, ours)| receipt.items.get(place - 1) != Some(ours))
    {
        let theirs = receipt.items.get(place - 1);
        let what = match theirs {
            Some(theirs) if theirs.post == ours.post => "another score or other reasons for it".to_owned(),
            Some(theirs) => format!("film {}", theirs.post),
            None => "nothing".to_owned(),
        };
        return Err(wrong(format!(
            "{path} is not what the log gives: in place {place} film {} should stand, and there is {what}.",
            ours.post
        )));
    }
    let served: Vec<&str> = page.items.iter().map(|item| item.id.as_str()).collect();
    let receipted: Vec<String> = receipt.items.iter().map(|item| item.post.to_string()).collect();
    if receipt.items.len() != again.items.len() || served != receipted {
        return Err(wrong(format!("{path} shows other films than its receipt says.")));
    }
    let (next, log_next) = (page.next.as_deref(), again.page.next.map(|cursor| cursor.to_string()));
    if page.total != again.page.total || page.remaining != again.page.remaining || next != log_next.as_deref() {
        return Err(wrong(format!("{path} does not count or go on as the log says.")));
    }
    if receipt.as_of != again.as_of || receipt.place != again.place {
        return Err(wrong(format!("The receipt of {path} is for another order.")));
    }
    labels(auditor, page, path)
}

/// A film is labelled as lifted exactly where the log has a lift, with the reason that stands there.
fn labels(auditor: &Auditor, page: &Page, path: &str) -> Result<(), Wrong> {
    for (item, receipted) in page.items.iter().zip(&page.receipt.statement.items) {
        let known = auditor.lift(receipted.post);
        let same = match (&item.boost, &known) {
            (None, None) => true,
            (Some(shown), Some(known)) => shown.id == known.boost.to_string() && shown.why == known.why,
            _ => false,
        };
        if !same {
            let what = if known.is_some() { "is lifted and does not say so" } else { "says that it is lifted" };
            return Err(wrong(format!("{path}: film {} {what}, unlike the log.", item.id)));
        }
    }
    Ok(())
}

/// Whether a receipt's filter narrows as was asked. A team is named by its number, which only the host can tell from its
/// name; that the films are that team's is then what is checked.
fn names_one(filter: &Filter, narrow: &str) -> bool {
    let Some((name, value)) = narrow.trim_start_matches('&').split_once('=') else {
        return *filter == Filter::default();
    };
    let rest = Filter::default();
    match name {
        "sport" => filter.sport.is_some_and(|s| s.slug() == value) && Filter { sport: filter.sport, ..rest } == *filter,
        "team" => filter.organisation.is_some() && Filter { organisation: filter.organisation, ..rest } == *filter,
        "tag" => {
            filter.tag.as_ref().is_some_and(|t| t.as_str() == value)
                && Filter { tag: filter.tag.clone(), ..rest } == *filter
        }
        _ => false,
    }
}
