//! Comments, as the panel beside a film and the answer to a new one show them.

use std::collections::HashSet;

use grandstand_app::comment::Shown;
use grandstand_domain::{handle::Handle, id::AccountId};

use super::{card, moment, text};
use crate::{view::CommentView, words::Words};

/// What someone may do with the comments under a film.
#[derive(Clone, Copy, Debug)]
pub(crate) struct May {
    /// Answer them.
    pub(crate) reply: bool,
    /// Take any of them away, by the hand of whose film it is; none for what each says of the viewer themselves.
    pub(crate) remove: Option<bool>,
}

/// A comment with its replies. `athlete` is whose film it stands under; `known` are the mentioned handles that exist.
pub(crate) fn comment(
    shown: &Shown,
    athlete: AccountId,
    may: May,
    known: &HashSet<Handle>,
    words: &Words,
) -> CommentView {
    let said = &shown.comment;
    CommentView {
        id: said.id.to_string(),
        post: said.post.to_string(),
        author: card::author(&shown.author, words),
        by_athlete: said.account == athlete,
        at: moment(said.created_at, words),
        text: text::rich(&said.text, |h| known.contains(h)),
        thread: said.parent.unwrap_or(said.id).to_string(),
        may_reply: may.reply && !said.removed,
        may_remove: may.remove.map_or(shown.removable, |by_hand| by_hand && !said.removed),
        removed: said.removed,
        replies: shown.replies.iter().map(|reply| comment(reply, athlete, may, known, words)).collect(),
    }
}

/// Every text of some comments and their replies, to look for mentions in.
pub(crate) fn texts(threads: &[Shown]) -> impl Iterator<Item = &str> {
    threads.iter().flat_map(|t| std::iter::once(t).chain(&t.replies)).map(|c| c.comment.text.as_str())
}
