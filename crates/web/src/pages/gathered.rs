//! What is gathered under one word: a sport, a region, a tag. One template shows all three.

use askama::Template;

use crate::{
    respond::Page,
    view::{PersonView, PosterView},
};

/// A page of people and films under a heading.
#[derive(Template)]
#[template(path = "gathered/page.html")]
pub(crate) struct Gathered {
    /// The frame.
    pub(crate) page: Page,
    /// The word in large.
    pub(crate) heading: String,
    /// How many athletes and films.
    pub(crate) line: String,
    /// A picture drawn by us; may be empty.
    pub(crate) pictogram: &'static str,
    /// Where this word is one among others: address and name.
    pub(crate) up: (&'static str, String),
    /// The player with these films only.
    pub(crate) watch: String,
    /// The athletes.
    pub(crate) people: Vec<PersonView>,
    /// The films, newest first.
    pub(crate) posters: Vec<PosterView>,
    /// Where the next page is.
    pub(crate) more: Option<String>,
}
