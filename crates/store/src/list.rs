//! Lists: some of those an account follows, to be read apart.

use grandstand_domain::id::{AccountId, ListId};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

const INSERT: &str =
    "INSERT INTO account_list (id, account_id, title, replies_policy, exclusive) VALUES ($1, $2, $3, $4, $5)";
const UPDATE: &str = "UPDATE account_list SET title = $2, replies_policy = $3, exclusive = $4 WHERE id = $1";
const REMOVE: &str = "DELETE FROM account_list WHERE id = $1";
const GET: &str = "SELECT id, title, replies_policy, exclusive FROM account_list WHERE id = $1 AND account_id = $2";
const OF_ACCOUNT: &str =
    "SELECT id, title, replies_policy, exclusive FROM account_list WHERE account_id = $1 ORDER BY id";
const WITH_MEMBER: &str = "SELECT l.id, l.title, l.replies_policy, l.exclusive FROM account_list l \
     JOIN account_list_member m ON m.list_id = l.id WHERE l.account_id = $1 AND m.account_id = $2 ORDER BY l.id";
const MEMBERS: &str = "SELECT account_id FROM account_list_member WHERE list_id = $1 ORDER BY account_id DESC";
const ADD: &str = "INSERT INTO account_list_member (list_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const TAKE_OUT: &str = "DELETE FROM account_list_member WHERE list_id = $1 AND account_id = $2";

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Its id.
    pub id: ListId,
    /// Its title.
    pub title: String,
    /// Whose replies it shows: `followed`, `list` or `none`.
    pub replies_policy: String,
    /// Whether its members are left out of home.
    pub exclusive: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    title: String,
    replies_policy: String,
    exclusive: i64,
}

impl From<Row> for List {
    fn from(row: Row) -> Self {
        Self { id: ListId(row.id), title: row.title, replies_policy: row.replies_policy, exclusive: row.exclusive != 0 }
    }
}

/// Stores a list.
pub async fn insert(tx: &mut WriteTx, who: AccountId, l: &List) -> Result<(), StoreError> {
    run!(tx, INSERT, l.id.0, who.0, &l.title, &l.replies_policy, i64::from(l.exclusive)).map(drop)
}

/// Changes a list.
pub async fn update(tx: &mut WriteTx, l: &List) -> Result<(), StoreError> {
    run!(tx, UPDATE, l.id.0, &l.title, &l.replies_policy, i64::from(l.exclusive)).map(drop)
}

/// Takes a list away.
pub async fn remove(tx: &mut WriteTx, id: ListId) -> Result<(), StoreError> {
    run!(tx, REMOVE, id.0).map(drop)
}

/// A list of an account's.
pub async fn get(tx: &mut ReadTx, who: AccountId, id: ListId) -> Result<Option<List>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0, who.0)?.map(List::from))
}

/// Every list of an account.
pub async fn of_account(tx: &mut ReadTx, who: AccountId) -> Result<Vec<List>, StoreError> {
    Ok(all!(tx, Row, OF_ACCOUNT, who.0)?.into_iter().map(List::from).collect())
}

/// An account's lists on which someone stands.
pub async fn with_member(tx: &mut ReadTx, who: AccountId, member: AccountId) -> Result<Vec<List>, StoreError> {
    Ok(all!(tx, Row, WITH_MEMBER, who.0, member.0)?.into_iter().map(List::from).collect())
}

/// Who stands on a list, the newest account first.
pub async fn members(tx: &mut ReadTx, id: ListId) -> Result<Vec<AccountId>, StoreError> {
    Ok(all!(tx, (i64,), MEMBERS, id.0)?.into_iter().map(|(id,)| AccountId(id)).collect())
}

/// Puts someone on a list.
pub async fn add(tx: &mut WriteTx, id: ListId, member: AccountId) -> Result<(), StoreError> {
    run!(tx, ADD, id.0, member.0).map(drop)
}

/// Takes someone off a list.
pub async fn take_out(tx: &mut WriteTx, id: ListId, member: AccountId) -> Result<(), StoreError> {
    run!(tx, TAKE_OUT, id.0, member.0).map(drop)
}
