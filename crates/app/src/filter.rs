//! Filters: words and posts that the actor does not want to see, or only behind a warning. Apps apply them; the server
//! tells them which apply.

use grandstand_domain::{
    account::Actor,
    id::FilterId,
    invalid::{Check, Invalid},
    log::Fact,
    text,
    time::{SECOND, UnixMillis},
};
pub use grandstand_store::filter::{Filter, Keyword};
use grandstand_store::{WriteTx, filter as rows};

use crate::{ctx::Ctx, error::AppError};

/// Where a filter can hold.
pub const CONTEXTS: [&str; 5] = ["home", "notifications", "public", "thread", "account"];
/// The most filters of one account, and the most words or posts of one filter.
const MOST: usize = 100;

/// What is said of a filter; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct Form<'a> {
    /// Its title.
    pub title: Option<&'a str>,
    /// Where it holds.
    pub contexts: Option<Vec<&'a str>>,
    /// `warn`, `hide` or `blur`.
    pub action: Option<&'a str>,
    /// Seconds until it ends; `Some(None)` for good.
    pub expires_in: Option<Option<i64>>,
    /// Words to add, change (with an id) or take out.
    pub keywords: Vec<KeywordForm<'a>>,
}

/// What is said of a word.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeywordForm<'a> {
    /// The word that is meant; none for a new one.
    pub id: Option<FilterId>,
    /// The word or phrase; none stays.
    pub keyword: Option<&'a str>,
    /// Whether it counts only as a whole word; none stays.
    pub whole_word: Option<bool>,
    /// Whether it goes.
    pub remove: bool,
}

/// Makes a filter.
pub async fn create(ctx: &Ctx, actor: &Actor, form: Form<'_>) -> Result<Filter, AppError> {
    let blank = Filter {
        id: FilterId(ctx.id()),
        title: String::new(),
        contexts: Vec::new(),
        action: "warn".to_owned(),
        expires_at: None,
        keywords: Vec::new(),
        statuses: Vec::new(),
    };
    let form =
        Form { title: Some(form.title.unwrap_or_default()), contexts: Some(form.contexts.unwrap_or_default()), ..form };
    let made = filled(blank, &form, ctx.now())?;
    let mut tx = ctx.begin_write().await?;
    if rows::of_account(&mut tx, actor.account).await?.len() >= MOST {
        return Err(AppError::Conflict("filters-many"));
    }
    rows::insert(&mut tx, actor.account, &made).await?;
    let made = put_keywords(ctx, &mut tx, made, &form.keywords).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: true });
    ctx.commit(tx).await?;
    Ok(made)
}

/// Changes a filter and what it holds.
pub async fn update(ctx: &Ctx, actor: &Actor, id: FilterId, form: Form<'_>) -> Result<Filter, AppError> {
    let mut tx = ctx.begin_write().await?;
    let after = filled(own(&mut tx, actor, id).await?, &form, ctx.now())?;
    rows::update(&mut tx, &after).await?;
    let after = put_keywords(ctx, &mut tx, after, &form.keywords).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: true });
    ctx.commit(tx).await?;
    Ok(after)
}

/// Takes a filter away.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: FilterId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::remove(&mut tx, actor.account, id).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: true });
    ctx.commit(tx).await?;
    Ok(())
}

/// The actor's filters.
pub async fn all(ctx: &Ctx, actor: &Actor) -> Result<Vec<Filter>, AppError> {
    Ok(rows::of_account(&mut ctx.begin_read().await?, actor.account).await?)
}

/// One of the actor's filters.
pub async fn get(ctx: &Ctx, actor: &Actor, id: FilterId) -> Result<Filter, AppError> {
    all(ctx, actor).await?.into_iter().find(|f| f.id == id).ok_or(AppError::NotFound)
}

/// A word of one of the actor's filters.
pub async fn keyword(ctx: &Ctx, actor: &Actor, id: FilterId) -> Result<(FilterId, Keyword), AppError> {
    let all = all(ctx, actor).await?;
    let found = all.into_iter().find_map(|f| Some((f.id, f.keywords.into_iter().find(|k| k.id == id)?)));
    found.ok_or(AppError::NotFound)
}

/// Adds a status to a filter, by its id as a status. Gives the id of its place there.
pub async fn add_status(ctx: &Ctx, actor: &Actor, id: FilterId, status: i64) -> Result<FilterId, AppError> {
    let mut tx = ctx.begin_write().await?;
    let filter = own(&mut tx, actor, id).await?;
    if let Some((place, _)) = filter.statuses.iter().find(|(_, known)| *known == status) {
        return Ok(*place);
    }
    if filter.statuses.len() >= MOST {
        return Err(AppError::Conflict("filters-many"));
    }
    let place = FilterId(ctx.id());
    rows::add_status(&mut tx, id, place, status).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: true });
    ctx.commit(tx).await?;
    Ok(place)
}

/// Takes a status out of the filter in which it has this place, and gives its id.
pub async fn remove_status(ctx: &Ctx, actor: &Actor, place: FilterId) -> Result<i64, AppError> {
    let mut tx = ctx.begin_write().await?;
    let all = rows::of_account(&mut tx, actor.account).await?;
    let found = all.iter().flat_map(|f| &f.statuses).find(|(id, _)| *id == place).ok_or(AppError::NotFound)?;
    rows::remove_status(&mut tx, place).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: true });
    ctx.commit(tx).await?;
    Ok(found.1)
}

/// The words of a filter that stand in a text, and the status if it is one of the filter's own. Nothing once it is over.
pub fn matches(filter: &Filter, text: &str, status: i64, now: UnixMillis) -> (Vec<String>, Vec<i64>) {
    if filter.expires_at.is_some_and(|at| at <= now) {
        return (Vec::new(), Vec::new());
    }
    let lower = text.to_lowercase();
    let words = filter.keywords.iter().filter(|k| holds(&lower, &k.keyword.to_lowercase(), k.whole_word));
    let statuses = filter.statuses.iter().filter(|(_, id)| *id == status);
    (words.map(|k| k.keyword.clone()).collect(), statuses.map(|(_, id)| *id).collect())
}

/// Whether a phrase stands in a text, both in lower case.
fn holds(text: &str, phrase: &str, whole_word: bool) -> bool {
    if phrase.is_empty() {
        return false;
    }
    let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(phrase).any(|(at, found)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|t| t.chars().next());
        !whole_word || (!joined(before) && !joined(after))
    })
}

async fn own(tx: &mut WriteTx, actor: &Actor, id: FilterId) -> Result<Filter, AppError> {
    rows::of_account(tx, actor.account).await?.into_iter().find(|f| f.id == id).ok_or(AppError::NotFound)
}

fn filled(mut filter: Filter, form: &Form<'_>, now: UnixMillis) -> Result<Filter, Invalid> {
    let mut faults = Check::default();
    if let Some(title) = form.title {
        filter.title = faults.take("title", text::name(title, 100)).unwrap_or_default();
    }
    if let Some(contexts) = &form.contexts {
        if contexts.is_empty() || !contexts.iter().all(|c| CONTEXTS.contains(c)) {
            faults.fault("context", "filter-context-unknown");
        }
        filter.contexts = contexts.iter().map(|c| (*c).to_owned()).collect();
    }
    if let Some(action) = form.action {
        if !["warn", "hide", "blur"].contains(&action) {
            faults.fault("filter_action", "filter-action-unknown");
        }
        action.clone_into(&mut filter.action);
    }
    if let Some(seconds) = form.expires_in {
        filter.expires_at = seconds.map(|s| now.plus(s.clamp(0, 10 * 365 * 86_400) * SECOND));
    }
    faults.done().map(|()| filter)
}

async fn put_keywords(
    ctx: &Ctx,
    tx: &mut WriteTx,
    mut filter: Filter,
    forms: &[KeywordForm<'_>],
) -> Result<Filter, AppError> {
    for form in forms {
        let keyword = match form.keyword {
            Some(raw) => Some(text::name(raw, 100).map_err(|e| e.at("keyword"))?),
            None => None,
        };
        let at = match form.id {
            Some(id) => Some(filter.keywords.iter().position(|k| k.id == id).ok_or(AppError::NotFound)?),
            None => None,
        };
        match (at, form.remove) {
            (Some(at), true) => rows::remove_keyword(tx, filter.keywords.remove(at).id).await?,
            (Some(at), false) => {
                if let Some(known) = filter.keywords.get_mut(at) {
                    known.keyword = keyword.unwrap_or_else(|| known.keyword.clone());
                    known.whole_word = form.whole_word.unwrap_or(known.whole_word);
                    rows::set_keyword(tx, known).await?;
                }
            }
            (None, true) => {}
            (None, false) => {
                if filter.keywords.len() >= MOST {
                    return Err(AppError::Conflict("filters-many"));
                }
                let keyword = keyword.ok_or_else(|| Invalid::one("keyword", "required"))?;
                let new = Keyword { id: FilterId(ctx.id()), keyword, whole_word: form.whole_word.unwrap_or(false) };
                rows::add_keyword(tx, filter.id, &new).await?;
                filter.keywords.push(new);
            }
        }
    }
    Ok(filter)
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_whole_word_is_not_a_part_of_one() {
        assert!(holds("a cat sat", "cat", true) && !holds("concatenate", "cat", true));
        assert!(holds("concatenate", "cat", false) && !holds("x", "", false));
    }
}
