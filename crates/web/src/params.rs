//! What a program sends, whatever form it takes: a query, a form, a multipart form or JSON, with names such as
//! `media_ids[]`, `fields_attributes[0][name]` and `poll[options][]`. Apps for the Mastodon client API send all of these
//! for the same thing, numbers as text and text as numbers; so values are read by name and meaning.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::header,
};
use grandstand_app::AppError;
use grandstand_domain::invalid::Invalid;
use serde_json::Value;

use crate::error::WebError;

/// The most names that are read; what is beyond is hostile.
const MOST: usize = 1_000;
/// How deep JSON may nest.
const DEPTH: usize = 6;

/// Names and values in the order they came, the body's before the query's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Those of a query.
    pub(crate) fn of_query(query: Option<&str>) -> Self {
        let mut params = Self::default();
        params.add_form(query.unwrap_or_default().as_bytes());
        params
    }

    /// A value; none when it is missing or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.given(name).filter(|value| !value.is_empty())
    }

    /// A value, empty too; none when it is missing.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// A value; empty when it is missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.given(name).unwrap_or_default()
    }

    /// A yes or no; none when it is missing or neither.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.given(name)?.to_ascii_lowercase().as_str() {
            "true" | "1" | "on" | "t" | "yes" => Some(true),
            "false" | "0" | "off" | "f" | "no" => Some(false),
            _ => None,
        }
    }

    /// Whether a yes stands there.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.flag(name) == Some(true)
    }

    /// A whole number; none when it is missing or no number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.trim().parse().ok()
    }

    /// Every value of a list, however it is written: `name`, `name[]` or `name[3]`.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let is_item = |n: &str| {
            n.strip_prefix(name).is_some_and(|rest| {
                rest.is_empty() || (rest.starts_with('[') && rest.ends_with(']') && rest.matches('[').count() == 1)
            })
        };
        let found = self.0.iter().filter(|(n, value)| is_item(n) && !value.is_empty());
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a list is named at all, be it empty.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('[')))
    }

    /// Rows of a table: `name[0][field]`, or `name[][field]`, where a row begins when a field comes again.
    pub(crate) fn rows(&self, name: &str) -> Vec<Vec<(&str, &str)>> {
        let mut rows: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
        for (n, value) in &self.0 {
            let Some((row, rest)) =
                n.strip_prefix(name).and_then(|r| r.strip_prefix('[')).and_then(|r| r.split_once("]["))
            else {
                continue;
            };
            let Some(field) = rest.strip_suffix(']') else { continue };
            let known = rows.iter_mut().rev().find(|(at, fields)| {
                *at == row && (!row.is_empty() || fields.iter().all(|(known, _)| *known != field))
            });
            match known {
                Some((_, fields)) => fields.push((field, value)),
                None => rows.push((row, vec![(field, value)])),
            }
        }
        rows.into_iter().map(|(_, fields)| fields).collect()
    }

    fn add(&mut self, name: String, value: String) {
        if self.0.len() < MOST {
            self.0.push((name, value));
        }
    }

    fn add_form(&mut self, form: &[u8]) {
        for (name, value) in url::form_urlencoded::parse(form).take(MOST) {
            self.add(name.into_owned(), value.into_owned());
        }
    }

    /// Adds JSON under a name; `index` is where it stands in an array of objects.
    fn add_json(&mut self, name: &str, value: &Value, depth: usize) -> Result<(), WebError> {
        if depth > DEPTH {
            return Err(unreadable());
        }
        match value {
            Value::Null => {}
            Value::Bool(b) => self.add(name.to_owned(), b.to_string()),
            Value::Number(n) => self.add(name.to_owned(), n.to_string()),
            Value::String(s) => self.add(name.to_owned(), s.clone()),
            Value::Array(items) => {
                if items.is_empty() {
                    self.add(format!("{name}[]"), String::new());
                }
                for (index, item) in items.iter().enumerate().take(MOST) {
                    let place = if item.is_object() { format!("{name}[{index}]") } else { format!("{name}[]") };
                    self.add_json(&place, item, depth + 1)?;
                }
            }
            Value::Object(fields) => {
                for (field, item) in fields.iter().take(MOST) {
                    let place = if name.is_empty() { field.clone() } else { format!("{name}[{field}]") };
                    self.add_json(&place, item, depth + 1)?;
                }
            }
        }
        Ok(())
    }
}

fn unreadable() -> WebError {
    AppError::Invalid(Invalid::one("", "form-unreadable")).into()
}

impl<S: Send + Sync> FromRequest<S> for Params {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let query = request.uri().query().map(str::to_owned);
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let mut params = Self::default();
        if kind == "multipart/form-data" {
            let mut form = Multipart::from_request(request, state).await.map_err(|_| unreadable())?;
            while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
                let name = field.name().unwrap_or_default().to_owned();
                // Files are taken where an address is for files.
                let is_file = field.file_name().is_some();
                let value = field.bytes().await.map_err(|_| unreadable())?;
                if !is_file {
                    params.add(name, String::from_utf8(value.to_vec()).map_err(|_| unreadable())?);
                }
            }
        } else {
            let body = Bytes::from_request(request, state)
                .await
                .map_err(|_| WebError::from(AppError::Invalid(Invalid::one("", "form-too-large"))))?;
            let first = body.iter().find(|b| !b.is_ascii_whitespace());
            if kind.ends_with("json") && first.is_some() {
                let value: Value = serde_json::from_slice(&body).map_err(|_| unreadable())?;
                if !value.is_object() {
                    return Err(unreadable());
                }
                params.add_json("", &value, 0)?;
            } else if kind != "application/octet-stream" {
                params.add_form(&body);
            }
        }
        params.add_form(query.unwrap_or_default().as_bytes());
        Ok(params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(value: &Value) -> Params {
        let mut params = Params::default();
        params.add_json("", value, 0).unwrap();
        params
    }

    #[test]
    fn a_form_and_json_say_the_same() {
        let form = Params::of_query(Some(
            "status=Hi+%26&media_ids[]=1&media_ids[]=2&sensitive=true&k[0][a]=1&k[0][b]=2&k[1][a]=3&n[][x]=1&n[][y]=2&n[][x]=3",
        ));
        let value = serde_json::json!({
            "status": "Hi &", "media_ids": ["1", 2], "sensitive": true, "k": [{"a": 1, "b": "2"}, {"a": "3"}],
            "n": [{"x": 1, "y": 2}, {"x": 3}],
        });
        for params in [form, json(&value)] {
            assert_eq!(params.get("status"), Some("Hi &"));
            assert_eq!(params.list("media_ids"), ["1", "2"]);
            assert!(params.is("sensitive") && !params.is("status"));
            assert_eq!(params.rows("k"), [vec![("a", "1"), ("b", "2")], vec![("a", "3")]]);
            assert_eq!(params.rows("n"), [vec![("x", "1"), ("y", "2")], vec![("x", "3")]]);
        }
        assert!(json(&serde_json::json!({ "media_ids": [] })).has("media_ids"));
        assert_eq!(Params::of_query(Some("limit=x&max_id=")).number("limit"), None);
    }

    proptest! {
        #[test]
        fn no_query_is_too_strange(query in ".{0,80}", name in ".{0,8}") {
            let params = Params::of_query(Some(&query));
            params.list(&name);
            params.rows(&name);
            params.number(&name);
        }
    }
}
