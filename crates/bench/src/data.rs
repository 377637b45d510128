//! The data set's files: tab-separated, with a header, gzip.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use anyhow::{Context, Result, bail};
use flate2::read::MultiGzDecoder;

/// A film.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    pub(crate) author: u32,
    /// Its tags, one more than in the file; 0 for none.
    pub(crate) tags: [u32; 3],
    pub(crate) duration_ms: u32,
    pub(crate) known: bool,
}

/// What is known of a viewer from before the stream.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    pub(crate) user: usize,
    /// 0 if not known.
    pub(crate) last_time_ms: i64,
    pub(crate) shown: Vec<u32>,
    pub(crate) long_viewed: Vec<u32>,
    pub(crate) liked: Vec<u32>,
}

/// An impression.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) time_ms: i64,
    pub(crate) user: usize,
    pub(crate) item: u32,
    pub(crate) tab: u8,
    pub(crate) like: bool,
    pub(crate) follow: bool,
    pub(crate) comment: bool,
    pub(crate) forward: bool,
    pub(crate) hate: bool,
    pub(crate) long_view: bool,
    pub(crate) play_ms: u32,
}

/// All of it.
pub(crate) struct Data {
    pub(crate) items: Vec<Item>,
    pub(crate) authors: usize,
    pub(crate) past: Vec<Past>,
    /// In the order of time.
    pub(crate) events: Vec<Event>,
    pub(crate) users: usize,
}

impl Data {
    pub(crate) fn read(items: &Path, history: &Path, streams: &[impl AsRef<Path>]) -> Result<Self> {
        let (items, authors) = read_items(items)?;
        let mut past = Vec::new();
        for_each_row(history, |row| {
            let list = |name| row.text(name).split_whitespace().map(number).collect::<Result<Vec<u32>>>();
            past.push(Past {
                user: number(row.text("user_id"))?,
                last_time_ms: number(row.text("last_time_ms")).unwrap_or_default(),
                shown: list("shown")?,
                long_viewed: list("long_viewed")?,
                liked: list("liked")?,
            });
            Ok(())
        })?;
        let mut events = Vec::new();
        for stream in streams {
            for_each_row(stream.as_ref(), |row| {
                let flag = |name| row.text(name) == "1";
                events.push(Event {
                    time_ms: number(row.text("time_ms"))?,
                    user: number(row.text("user_id"))?,
                    item: number(row.text("video_id"))?,
                    tab: number(row.text("tab"))?,
                    like: flag("is_like"),
                    follow: flag("is_follow"),
                    comment: flag("is_comment"),
                    forward: flag("is_forward"),
                    hate: flag("is_hate"),
                    long_view: flag("long_view"),
                    play_ms: number(row.text("play_time_ms"))?,
                });
                Ok(())
            })?;
        }
        events.sort_by_key(|e| e.time_ms);
        let users = past.iter().map(|p| p.user).chain(events.iter().map(|e| e.user)).max().map_or(0, |u| u + 1);
        let listed = past.iter().flat_map(|p| p.shown.iter().chain(&p.long_viewed).chain(&p.liked));
        if let Some(unknown) = events.iter().map(|e| e.item).chain(listed.copied()).find(|i| *i as usize >= items.len())
        {
            bail!("film {unknown} is not among the items");
        }
        Ok(Self { items, authors, past, events, users })
    }
}

fn read_items(path: &Path) -> Result<(Vec<Item>, usize)> {
    let mut items: Vec<Item> = Vec::new();
    let mut names: Vec<(String, usize)> = Vec::new();
    for_each_row(path, |row| {
        let id: usize = number(row.text("video_id"))?;
        if items.len() <= id {
            items.resize(id + 1, Item::default());
        }
        let mut tags = [0; 3];
        for (tag, text) in tags.iter_mut().zip(row.text("tag").split(',')) {
            *tag = number::<u32>(text).map_or(0, |tag| tag + 1);
        }
        let duration_ms = row.text("duration_ms").parse::<f64>().map_or(0, |ms| ms as u32);
        names.push((row.text("author_id").to_owned(), id));
        items[id] = Item { author: 0, tags, duration_ms, known: true };
        Ok(())
    })?;
    names.sort();
    let mut authors = 0;
    let mut last: Option<&str> = None;
    for (name, id) in &names {
        if last != Some(name) {
            authors += 1;
            last = Some(name);
        }
        items[*id].author = authors - 1;
    }
    Ok((items, authors as usize))
}

/// One row with the names of its columns.
struct Row<'a> {
    names: &'a [String],
    fields: Vec<&'a str>,
}

impl Row<'_> {
    fn text(&self, name: &str) -> &str {
        let column = self.names.iter().position(|n| n == name);
        column.and_then(|c| self.fields.get(c)).copied().unwrap_or_default()
    }
}

fn for_each_row(path: &Path, mut take: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
    let file = File::open(path).with_context(|| format!("{}", path.display()))?;
    let mut lines = BufReader::new(MultiGzDecoder::new(file)).lines();
    let header = lines.next().context("an empty file")??;
    let names: Vec<String> = header.split('\t').map(str::to_owned).collect();
    for (at, line) in lines.enumerate() {
        let line = line?;
        let row = Row { names: &names, fields: line.split('\t').collect() };
        take(&row).with_context(|| format!("{}, line {}", path.display(), at + 2))?;
    }
    Ok(())
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.trim().parse().map_err(|_| anyhow::anyhow!("{text:?} is not a number"))
}
