//! Topics as people read them and as forms send them: `author:ID`, `sport:SLUG`, `tag:TAG`.

use grandstand_app::{AppError, views::Views};
use grandstand_domain::{feed_choice::Topic, sport::Sport};

use crate::{show::sport_name, words::Words};

/// A topic with its name and how forms send it.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// As forms send it.
    pub(crate) value: String,
    /// As people read it.
    pub(crate) name: String,
}

/// Names a topic. None for an author who is no longer here.
pub(crate) fn named(topic: &Topic, views: &Views, words: &Words) -> Option<Named> {
    let (value, name) = match topic {
        Topic::Author(id) => (format!("author:{id}"), views.author(*id).filter(|a| !a.gone)?.name.to_string()),
        Topic::Sport(sport) => (format!("sport:{}", sport.slug()), sport_name(*sport, words)),
        Topic::Tag(tag) => (format!("tag:{tag}"), format!("#{tag}")),
    };
    Some(Named { value, name })
}

/// Reads a topic that a form sent.
pub(super) fn parse(text: &str) -> Result<Topic, AppError> {
    let (kind, value) = text.split_once(':').ok_or(AppError::NotFound)?;
    match kind {
        "author" => value.parse().map(Topic::Author).map_err(|_| AppError::NotFound),
        "sport" => Sport::by_slug(value).map(Topic::Sport).ok_or(AppError::NotFound),
        "tag" => value.parse().map(Topic::Tag).map_err(|_| AppError::NotFound),
        _ => Err(AppError::NotFound),
    }
}
