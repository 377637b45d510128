//! The interface for programs as a page for people: the OpenAPI document, told again by the server. Whoever wants another
//! reader gives it the document itself.

use std::sync::LazyLock;

use askama::Template;
use axum::response::Response;
use serde_json::{Value, json};

use crate::{
    api::document::DOCUMENT,
    ask::Ask,
    respond::{Page, html},
};

/// What the document says, as the page shows it; made once.
static MANUAL: LazyLock<Manual> = LazyLock::new(|| Manual::of(&serde_json::to_value(&*DOCUMENT).unwrap_or_default()));

#[derive(Template)]
#[template(path = "interface/page.html")]
struct Interface {
    page: Page,
    base: String,
    manual: &'static Manual,
}

/// `GET /api/docs`.
pub(crate) async fn page(ask: Ask) -> Response {
    let mut page = Page::titled(&ask, "interface-title");
    page.description = page.t("interface-lead");
    page.canonical = ask.web.absolute("/api/docs");
    html(&Interface { page, base: ask.web.absolute(""), manual: &MANUAL })
}

struct Manual {
    about: String,
    groups: Vec<Group>,
    shapes: Vec<Shape>,
}

struct Group {
    name: String,
    what: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    /// Whether it answers those who are not signed in.
    open: bool,
    /// The scope that an app's token needs; empty where no token counts.
    scope: String,
    parameters: Vec<Field>,
    /// The media type and shape of what is sent.
    body: Option<(String, Kind)>,
    answers: Vec<(String, String, Option<Kind>)>,
    /// What follows `curl`, without the host.
    call: Call,
}

struct Call {
    /// Options before the address, one a line.
    options: Vec<String>,
    path: String,
}

struct Field {
    name: String,
    /// `path`, `query`, `header`; empty for a member of a shape.
    place: String,
    kind: Kind,
    required: bool,
    what: String,
}

struct Shape {
    name: String,
    what: String,
    fields: Vec<Field>,
}

/// The type of a value.
struct Kind {
    name: String,
    /// Whether the name is that of a shape on this page.
    is_shape: bool,
    is_list: bool,
    is_nullable: bool,
    /// Pattern, bounds, format.
    bounds: String,
}

/// A text of the document, without its marks for code.
fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().replace('`', "")
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

impl Kind {
    fn of(schema: &Value) -> Self {
        if let Some(name) = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next()) {
            return Self { is_shape: true, ..Self::named(name) };
        }
        let is_null = |one: &Value| one["type"] == "null" || one == "null";
        for either in ["oneOf", "anyOf"] {
            let mut rest = items(&schema[either]).filter(|one| !is_null(one));
            if let (Some(one), None) = (rest.next(), rest.next()) {
                return Self { is_nullable: true, ..Self::of(one) };
            }
        }
        if schema["type"] == "array" {
            return Self { is_list: true, ..Self::of(&schema["items"]) };
        }
        let types = &schema["type"];
        let name = types.as_str().or_else(|| items(types).find(|one| !is_null(one))?.as_str()).unwrap_or("any");
        let is_nullable = items(types).any(is_null);
        let mut bounds = Vec::new();
        for (key, sign) in [("format", ""), ("minimum", "≥ "), ("maximum", "≤ "), ("pattern", "")] {
            match &schema[key] {
                Value::Null => {}
                Value::String(word) if key == "format" => bounds.push(word.replace('-', " ")),
                Value::String(word) => bounds.push(word.clone()),
                other => bounds.push(format!("{sign}{other}")),
            }
        }
        bounds.extend(items(&schema["enum"]).map(ToString::to_string));
        Self { is_nullable, bounds: bounds.join(" "), ..Self::named(name) }
    }

    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), is_shape: false, is_list: false, is_nullable: false, bounds: String::new() }
    }
}

impl Shape {
    fn of(name: &str, schema: &Value) -> Self {
        // A choice of one member among several, or a shape put together of others.
        let parts = ["oneOf", "allOf"].into_iter().flat_map(|how| items(&schema[how]));
        let mut fields = Vec::new();
        for part in parts.chain([schema]) {
            let required: Vec<&str> = items(&part["required"]).filter_map(Value::as_str).collect();
            fields.extend(members(&part["properties"]).map(|(name, member)| Field {
                name: name.clone(),
                place: String::new(),
                kind: Kind::of(member),
                required: required.contains(&name.as_str()),
                what: text(member, "description"),
            }));
        }
        Self { name: name.to_owned(), what: text(schema, "description"), fields }
    }
}

impl Operation {
    fn of(path: &str, method: &str, operation: &Value, schemas: &Value) -> Self {
        let parameter = |p: &Value| Field {
            name: text(p, "name"),
            place: text(p, "in"),
            kind: Kind::of(&p["schema"]),
            required: p["required"] == true,
            what: text(p, "description"),
        };
        let content = |of: &Value| members(&of["content"]).next().map(|(kind, c)| (kind.clone(), c["schema"].clone()));
        let answer = |(code, answer): (&String, &Value)| {
            (code.clone(), text(answer, "description"), content(answer).map(|(_, schema)| Kind::of(&schema)))
        };
        let body = content(&operation["requestBody"]);
        let callers = || items(&operation["security"]);
        Self {
            id: text(operation, "operationId"),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(operation, "summary"),
            open: callers().any(|caller| members(caller).next().is_none()),
            scope: callers().find_map(|caller| caller["token"][0].as_str()).unwrap_or_default().to_owned(),
            parameters: items(&operation["parameters"]).map(parameter).collect(),
            answers: members(&operation["responses"]).map(answer).collect(),
            call: Call::of(path, method, operation, body.as_ref(), schemas),
            body: body.map(|(kind, schema)| (kind, Kind::of(&schema))),
        }
    }
}

impl Call {
    fn of(path: &str, method: &str, operation: &Value, body: Option<&(String, Value)>, schemas: &Value) -> Self {
        let mut options = Vec::new();
        match method {
            "get" => {}
            "head" => options.push("--head".to_owned()),
            other => options.push(format!("-X {}", other.to_uppercase())),
        }
        if items(&operation["security"]).any(|caller| caller["token"].is_array()) {
            options.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
        }
        let (mut path, mut glue) = (path.to_owned(), '?');
        for parameter in items(&operation["parameters"]).filter(|p| p["required"] == true) {
            let name = text(parameter, "name");
            let value = match &parameter["example"] {
                Value::Null => format!("${}", name.to_uppercase().replace('-', "_")),
                example => example.as_str().map_or_else(|| example.to_string(), str::to_owned),
            };
            match parameter["in"].as_str() {
                Some("path") => path = path.replace(&format!("{{{name}}}"), &value),
                Some("query") => {
                    path.push(glue);
                    path.push_str(&[name.as_str(), &value].join("="));
                    glue = '&';
                }
                _ => options.push(format!("-H \"{name}: {value}\"")),
            }
        }
        match body {
            Some((kind, schema)) if kind.ends_with("json") => {
                options.push(format!("-H \"Content-Type: {kind}\""));
                options.push(format!("-d '{}'", example(schema, schemas, 0)));
            }
            Some((kind, _)) => {
                options.push(format!("-H \"Content-Type: {kind}\""));
                options.push("--data-binary @film.mp4".to_owned());
            }
            None => {}
        }
        Self { options, path }
    }
}

/// A value of a shape: what it must have, and nothing else.
fn example(schema: &Value, schemas: &Value, depth: usize) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next()) {
        return if depth < 6 { example(&schemas[name], schemas, depth + 1) } else { Value::Null };
    }
    if let Some(one) = items(&schema["oneOf"]).find(|one| one["type"] != "null") {
        return example(one, schemas, depth + 1);
    }
    match schema["type"].as_str().or_else(|| schema["type"][0].as_str()) {
        Some("string") => "…".into(),
        Some("integer" | "number") => 1.into(),
        Some("boolean") => true.into(),
        Some("array") => json!([example(&schema["items"], schemas, depth + 1)]),
        _ => {
            let required = items(&schema["required"]).filter_map(Value::as_str);
            let member = |name: &str| (name.to_owned(), example(&schema["properties"][name], schemas, depth + 1));
            Value::Object(required.map(member).collect())
        }
    }
}

impl Manual {
    fn of(document: &Value) -> Self {
        let schemas = &document["components"]["schemas"];
        let group = |tag: &Value| {
            let name = text(tag, "name");
            let mut operations = Vec::new();
            for (path, item) in members(&document["paths"]) {
                for (method, operation) in members(item).filter(|(_, o)| o["tags"][0] == name.as_str()) {
                    operations.push(Operation::of(path, method, operation, schemas));
                }
            }
            Group { what: text(tag, "description"), name, operations }
        };
        Self {
            about: text(&document["info"], "description"),
            groups: items(&document["tags"]).map(group).collect(),
            shapes: members(schemas).map(|(name, schema)| Shape::of(name, schema)).collect(),
        }
    }
}
