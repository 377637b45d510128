//! Paging: `max_id`, `since_id`, `min_id` and `limit` in, a `Link` header out (RFC 8288).

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use grandstand_app::views::Stretch;
use serde::Serialize;

use crate::{ask::Ask, params::Params};

/// Items when nobody says how many, and the most.
const USUAL: i64 = 20;
/// The most on one page.
pub(crate) const MOST: i64 = 40;

/// Which page is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Paging {
    params: Params,
    /// How many items at most.
    pub(crate) limit: i64,
}

impl Paging {
    /// As a request asks, with the usual number of items.
    pub(crate) fn of(ask: &Ask) -> Self {
        Self::up_to(ask, USUAL, MOST)
    }

    /// As a request asks.
    pub(crate) fn up_to(ask: &Ask, usual: i64, most: i64) -> Self {
        let params = Params::of_query(ask.path.split_once('?').map(|(_, query)| query));
        let limit = params.number("limit").unwrap_or(usual).clamp(1, most);
        Self { params, limit }
    }

    /// The query.
    pub(crate) fn params(&self) -> &Params {
        &self.params
    }

    /// The stretch of a timeline.
    pub(crate) fn stretch(&self) -> Stretch {
        let id = |name| self.params.number(name);
        Stretch {
            max: id("max_id"),
            since: id("since_id"),
            min: id("min_id"),
            limit: usize::try_from(self.limit).unwrap_or(20),
        }
    }

    /// Only what lies before this number.
    pub(crate) fn before(&self) -> i64 {
        self.params.number("max_id").unwrap_or(i64::MAX)
    }

    /// Only what lies after this number.
    pub(crate) fn after(&self) -> i64 {
        self.params.number("min_id").max(self.params.number("since_id")).unwrap_or(i64::MIN)
    }

    /// Everything of a list whose items have a number each, largest first.
    pub(crate) fn cut<T>(&self, items: Vec<(i64, T)>) -> Vec<(i64, T)> {
        let (before, after) = (self.before(), self.after());
        let mut found: Vec<(i64, T)> = items.into_iter().filter(|(at, _)| *at < before && *at > after).collect();
        found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let limit = usize::try_from(self.limit).unwrap_or(20);
        if self.params.number("min_id").is_some() && found.len() > limit {
            found.drain(..found.len() - limit);
        }
        found.truncate(limit);
        found
    }

    /// The answer with its links. `ends` are the numbers of the first and the last item, whether shown or left out.
    #[expect(clippy::unused_self, reason = "it reads as the answer of a page")]
    pub(crate) fn answer<T: Serialize>(
        &self,
        ask: &Ask,
        items: &[T],
        ends: Option<(i64, i64)>,
        more: bool,
    ) -> Response {
        linked(ask, Json(items).into_response(), ends, more)
    }

    /// As [`Paging::answer`], where every item is shown and a full page has another one after it.
    pub(crate) fn full<T: Serialize>(&self, ask: &Ask, items: &[T], numbers: &[i64]) -> Response {
        let (ends, more) = self.around(numbers);
        self.answer(ask, items, ends, more)
    }

    /// As [`Paging::full`], of items that are written already.
    pub(crate) fn full_written(&self, ask: &Ask, items: Vec<u8>, numbers: &[i64]) -> Response {
        let (ends, more) = self.around(numbers);
        linked(ask, ([(header::CONTENT_TYPE, "application/json")], items).into_response(), ends, more)
    }

    fn around(&self, numbers: &[i64]) -> (Option<(i64, i64)>, bool) {
        let ends = numbers.first().copied().zip(numbers.last().copied());
        (ends, i64::try_from(numbers.len()).unwrap_or(0) >= self.limit)
    }
}

fn linked(ask: &Ask, mut response: Response, ends: Option<(i64, i64)>, more: bool) -> Response {
    let Some((first, last)) = ends else { return response };
    let next = more.then(|| format!("<{}>; rel=\"next\"", at(ask, "max_id", last)));
    let back = format!("<{}>; rel=\"prev\"", at(ask, "min_id", first));
    let link = next.into_iter().chain([back]).collect::<Vec<_>>().join(", ");
    if let Ok(value) = HeaderValue::from_str(&link) {
        response.headers_mut().insert(header::LINK, value);
    }
    response
}

/// This address, going on from an item.
fn at(ask: &Ask, name: &str, value: i64) -> String {
    let (path, query) = ask.path.split_once('?').unwrap_or((&ask.path, ""));
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    let others = |n: &str| !matches!(n, "max_id" | "min_id" | "since_id");
    pairs.extend_pairs(url::form_urlencoded::parse(query.as_bytes()).filter(|(n, _)| others(n)));
    let query = pairs.append_pair(name, &value.to_string()).finish();
    ask.web.absolute(&format!("{}?{query}", path.trim_end_matches('/')))
}
