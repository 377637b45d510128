//! What is asked of a feed and what it answers.

use grandstand_domain::{
    id::{AccountId, PostId, Seq},
    log::PostFacts,
};

use crate::{Cursor, Filter, explain::ServedItem};

/// Says which posts this viewer is not to be shown (hidden, blocked either way, muted words). Give none for a viewer
/// without such wishes: counting is then quicker.
pub type Skip<'a> = Option<&'a dyn Fn(PostId, AccountId) -> bool>;

/// A page of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What to show, in order.
    pub items: Vec<PostId>,
    /// Where the next page begins; none at the end.
    pub next: Option<Cursor>,
    /// How many items the whole feed holds, this page's included.
    pub total: usize,
    /// How many of them come after this page.
    pub remaining: usize,
}

/// A question for a page of a feed.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// Who asks, if anyone known; [`Feed::has_viewer`](crate::Feed::has_viewer) must hold.
    pub viewer: Option<AccountId>,
    /// Where chance begins for this viewer: eight bytes of the pseudonym that stands in the receipt.
    pub seed: u64,
    /// What it is about.
    pub filter: &'a Filter,
    /// Private wishes that the log does not know (muted words). What they take away is told in [`Served::withheld`].
    pub withheld: Skip<'a>,
    /// Whether films come back that were seen already.
    pub seen: bool,
    /// Where the page begins.
    pub after: Option<Cursor>,
    /// How many items at most, 1 to [`PAGE_MOST`](crate::PAGE_MOST).
    pub limit: usize,
}

impl<'a> Ask<'a> {
    /// The first page, for nobody in particular.
    pub fn new(filter: &'a Filter) -> Self {
        Self { viewer: None, seed: 0, filter, withheld: None, seen: false, after: None, limit: 20 }
    }

    /// Whether private wishes keep a post from the viewer.
    pub(crate) fn withholds(&self, facts: &PostFacts) -> bool {
        self.withheld.is_some_and(|skip| skip(facts.post, facts.author))
    }
}

/// A page with everything that made it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// The page.
    pub page: Page,
    /// Its items with their reasons, in the same order.
    pub items: Vec<ServedItem>,
    /// Posts that would stand on the page but for private wishes.
    pub withheld: Vec<PostId>,
    /// The number of the log as of which the order was made.
    pub as_of: Seq,
    /// The place in that order at which the page begins.
    pub place: i64,
}
