//! Filters: words and posts that an account does not want to see, or only behind a warning.

use grandstand_domain::{
    id::{AccountId, FilterId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, run},
    error::StoreError,
};

const INSERT: &str =
    "INSERT INTO status_filter (id, account_id, title, contexts, action, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
const UPDATE: &str = "UPDATE status_filter SET title = $2, contexts = $3, action = $4, expires_at = $5 WHERE id = $1";
const REMOVE: &str = "DELETE FROM status_filter WHERE id = $1 AND account_id = $2";
const OF_ACCOUNT: &str =
    "SELECT id, title, contexts, action, expires_at FROM status_filter WHERE account_id = $1 ORDER BY id";
const KEYWORDS: &str = "SELECT k.filter_id, k.id, k.keyword, k.whole_word FROM status_filter_keyword k \
     JOIN status_filter f ON f.id = k.filter_id WHERE f.account_id = $1 ORDER BY k.id";
const STATUSES: &str = "SELECT s.filter_id, s.id, s.status_id FROM status_filter_status s \
     JOIN status_filter f ON f.id = s.filter_id WHERE f.account_id = $1 ORDER BY s.id";
const ADD_KEYWORD: &str =
    "INSERT INTO status_filter_keyword (id, filter_id, keyword, whole_word) VALUES ($1, $2, $3, $4)";
const SET_KEYWORD: &str = "UPDATE status_filter_keyword SET keyword = $2, whole_word = $3 WHERE id = $1";
const REMOVE_KEYWORD: &str = "DELETE FROM status_filter_keyword WHERE id = $1";
const ADD_STATUS: &str = "INSERT INTO status_filter_status (id, filter_id, status_id) VALUES ($1, $2, $3)";
const REMOVE_STATUS: &str = "DELETE FROM status_filter_status WHERE id = $1";

/// A filter with what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Its id.
    pub id: FilterId,
    /// Its title.
    pub title: String,
    /// Where it holds: `home`, `notifications`, `public`, `thread`, `account`.
    pub contexts: Vec<String>,
    /// `warn`, `hide` or `blur`.
    pub action: String,
    /// Until when; none for good.
    pub expires_at: Option<UnixMillis>,
    /// Words and phrases.
    pub keywords: Vec<Keyword>,
    /// Posts and comments, by their ids as statuses: the row's id and the status'.
    pub statuses: Vec<(FilterId, i64)>,
}

/// A word or phrase of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// Its id.
    pub id: FilterId,
    /// The word or phrase.
    pub keyword: String,
    /// Whether it counts only as a whole word.
    pub whole_word: bool,
}

/// Stores a filter without what it holds.
pub async fn insert(tx: &mut WriteTx, who: AccountId, f: &Filter) -> Result<(), StoreError> {
    let (contexts, until) = (f.contexts.join(","), f.expires_at.map(|t| t.0));
    run!(tx, INSERT, f.id.0, who.0, &f.title, contexts, &f.action, until).map(drop)
}

/// Changes a filter, without what it holds.
pub async fn update(tx: &mut WriteTx, f: &Filter) -> Result<(), StoreError> {
    let (contexts, until) = (f.contexts.join(","), f.expires_at.map(|t| t.0));
    run!(tx, UPDATE, f.id.0, &f.title, contexts, &f.action, until).map(drop)
}

/// Takes a filter of an account's away.
pub async fn remove(tx: &mut WriteTx, who: AccountId, id: FilterId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, REMOVE, id.0, who.0)?, "status_filter", id)
}

/// Every filter of an account, with what it holds.
pub async fn of_account(tx: &mut ReadTx, who: AccountId) -> Result<Vec<Filter>, StoreError> {
    let rows = all!(tx, (i64, String, String, String, Option<i64>), OF_ACCOUNT, who.0)?;
    let mut filters: Vec<Filter> = rows
        .into_iter()
        .map(|(id, title, contexts, action, expires_at)| Filter {
            id: FilterId(id),
            title,
            contexts: contexts.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
            action,
            expires_at: expires_at.map(UnixMillis),
            keywords: Vec::new(),
            statuses: Vec::new(),
        })
        .collect();
    if filters.is_empty() {
        return Ok(filters);
    }
    for (filter, id, keyword, whole_word) in all!(tx, (i64, i64, String, i64), KEYWORDS, who.0)? {
        if let Some(filter) = filters.iter_mut().find(|f| f.id.0 == filter) {
            filter.keywords.push(Keyword { id: FilterId(id), keyword, whole_word: whole_word != 0 });
        }
    }
    for (filter, id, status) in all!(tx, (i64, i64, i64), STATUSES, who.0)? {
        if let Some(filter) = filters.iter_mut().find(|f| f.id.0 == filter) {
            filter.statuses.push((FilterId(id), status));
        }
    }
    Ok(filters)
}

/// Adds a word to a filter.
pub async fn add_keyword(tx: &mut WriteTx, filter: FilterId, k: &Keyword) -> Result<(), StoreError> {
    run!(tx, ADD_KEYWORD, k.id.0, filter.0, &k.keyword, i64::from(k.whole_word)).map(drop)
}

/// Changes a word of a filter.
pub async fn set_keyword(tx: &mut WriteTx, k: &Keyword) -> Result<(), StoreError> {
    run!(tx, SET_KEYWORD, k.id.0, &k.keyword, i64::from(k.whole_word)).map(drop)
}

/// Takes a word out of a filter.
pub async fn remove_keyword(tx: &mut WriteTx, id: FilterId) -> Result<(), StoreError> {
    run!(tx, REMOVE_KEYWORD, id.0).map(drop)
}

/// Adds a status to a filter.
pub async fn add_status(tx: &mut WriteTx, filter: FilterId, id: FilterId, status: i64) -> Result<(), StoreError> {
    run!(tx, ADD_STATUS, id.0, filter.0, status).map(drop)
}

/// Takes a status out of a filter.
pub async fn remove_status(tx: &mut WriteTx, id: FilterId) -> Result<(), StoreError> {
    run!(tx, REMOVE_STATUS, id.0).map(drop)
}
