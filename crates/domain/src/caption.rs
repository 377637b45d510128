//! Captions: the text under a video, with `#tags`, `@mentions` and addresses found in it.

use serde::{Deserialize, Serialize};

use crate::{
    handle::Handle,
    invalid::Invalid,
    tag::{self, Tag},
    text,
};

/// The most graphemes a caption may have.
pub const CAPTION_MOST: usize = 2_200;
/// The most tags and the most mentions that count; more are plain text.
const FOUND_MOST: usize = 30;

/// A cleaned caption of at most [`CAPTION_MOST`] graphemes. It may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Caption(String);

/// A stretch of a caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as it stands.
    Plain(&'a str),
    /// A tag as written (with `#`) and folded.
    Tagged(&'a str, Tag),
    /// A mention as written (with `@`) and folded. Whether the account exists is not known here.
    Mentioned(&'a str, Handle),
    /// An `https://` address.
    Address(&'a str),
}

impl Caption {
    /// Cleans and bounds what a person wrote.
    pub fn new(raw: &str) -> Result<Self, Invalid> {
        text::bounded(text::clean(raw), CAPTION_MOST).map(Self).map_err(|e| e.at("caption"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The distinct tags in order of appearance.
    pub fn tags(&self) -> Vec<Tag> {
        let mut found = Vec::new();
        for part in parts(&self.0) {
            if let Part::Tagged(_, tag) = part
                && !found.contains(&tag)
                && found.len() < FOUND_MOST
            {
                found.push(tag);
            }
        }
        found
    }

    /// The distinct mentioned handles in order of appearance.
    pub fn mentions(&self) -> Vec<Handle> {
        mentions(&self.0)
    }
}

/// The distinct handles mentioned in a text, in order of appearance.
pub fn mentions(text: &str) -> Vec<Handle> {
    let mut found = Vec::new();
    for part in parts(text) {
        if let Part::Mentioned(_, handle) = part
            && !found.contains(&handle)
            && found.len() < FOUND_MOST
        {
            found.push(handle);
        }
    }
    found
}

/// Cuts a text into plain stretches, tags, mentions and addresses. The stretches joined give the text back.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let starts_word = before.is_none_or(|b: char| !tag::is_word(b) && b != '/' && b != '&');
        if let Some((part, len)) = starts_word.then(|| marked(&text[at..])).flatten() {
            if plain_from < at {
                out.push(Part::Plain(&text[plain_from..at]));
            }
            out.push(part);
            before = text[at..at + len].chars().next_back();
            at += len;
            plain_from = at;
        } else {
            before = Some(c);
            at += c.len_utf8();
        }
    }
    if plain_from < text.len() {
        out.push(Part::Plain(&text[plain_from..]));
    }
    out
}

/// The marked stretch at the start of `rest` and its length in bytes, if there is one.
fn marked(rest: &str) -> Option<(Part<'_>, usize)> {
    if rest.starts_with("https://") {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'')).unwrap_or(rest.len());
        let written = rest[..end].trim_end_matches(['.', ',', ')', '!', '?', ';', ':']);
        return (written.len() > "https://".len()).then_some((Part::Address(written), written.len()));
    }
    let sign = rest.chars().next().filter(|c| matches!(c, '#' | '@'))?;
    let body = &rest[1..];
    let end = body.find(|c: char| !tag::is_word(c)).unwrap_or(body.len());
    let written = &rest[..=end];
    let part = if sign == '#' {
        Part::Tagged(written, written.parse().ok()?)
    } else {
        Part::Mentioned(written, written.parse().ok()?)
    };
    Some((part, written.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_tags_mentions_and_addresses() {
        let caption =
            Caption::new("First #RoadToGold with @ana_k, see https://example.org/a. mail a@b.c #1 ##x").unwrap();
        assert_eq!(caption.tags().iter().map(Tag::as_str).collect::<Vec<_>>(), ["roadtogold", "x"]);
        assert_eq!(caption.mentions().iter().map(Handle::as_str).collect::<Vec<_>>(), ["ana_k"]);
        assert!(parts(caption.as_str()).contains(&Part::Address("https://example.org/a")));
    }

    proptest! {
        #[test]
        fn parts_joined_are_the_text(text in "[a-z#@ .:/é👍<&]{0,60}|(https://[a-z.]{0,9} ?){0,3}") {
            let joined: String = parts(&text).into_iter().map(|p| match p {
                Part::Plain(s) | Part::Tagged(s, _) | Part::Mentioned(s, _) | Part::Address(s) => s,
            }).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
