//! The OpenAPI 3.1 document of our own interface, made from the handlers themselves and their types.

use std::sync::LazyLock;

use axum::{http::HeaderMap, response::Response};
use utoipa::{
    OpenApi,
    openapi::{
        Content, Object, OpenApi as Document, Ref, RefOr, ResponseBuilder, Schema, Type,
        header::Header,
        path::{Operation, Parameter, ParameterIn},
        schema::SchemaType,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    shape::{Error, Fault},
    transparency,
};
use crate::{ask::Ask, error::WebError, state::Web};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(document))
}

/// The document's head; its operations come with their routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Grandstand",
        description = "Grandstand's own interface, beside the Mastodon client API (docs/api.md). Ids are strings; times are \
                       RFC 3339 in UTC. Lists have `next`, and a `Link` header that says the same. 400 says that a request does \
                       not have the shape told here, 422 that it has and still cannot be accepted. What may not be seen \
                       answers as what does not exist."
    ),
    components(schemas(Error, Fault)),
    tags(
        (name = "feeds", description = "Feeds with an end, each page with its receipt and each place with its reasons"),
        (name = "posts", description = "Films with their words, and what people do with them"),
        (name = "comments", description = "What people say about a film"),
        (name = "accounts", description = "Athletes and supporters"),
        (name = "journeys", description = "Ways towards a Games: milestones and the films that tell of them"),
        (name = "notifications", description = "What happened to the viewer's own"),
        (name = "search", description = "People, films and tags"),
        (name = "uploads", description = "Films on their way here: tus 1.0.0, resumable"),
        (name = "transparency", description = "What outsiders check this host by"),
        (name = "passkeys", description = "Signing in without a password; only for the pages' own script"),
        (name = "about", description = "This host and this interface"),
    )
)]
struct Head;

/// The whole document.
pub(crate) static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    let mut document = Head::openapi();
    document.merge(super::all().into_openapi());
    callers(&mut document);
    for item in document.paths.paths.values_mut() {
        let (get, head, delete) = (&mut item.get, &mut item.head, &mut item.delete);
        let all = [get, head, delete, &mut item.put, &mut item.post, &mut item.patch, &mut item.options];
        for operation in all.into_iter().flatten() {
            for parameter in operation.parameters.iter_mut().flatten() {
                as_text(parameter);
            }
            faults(operation);
        }
    }
    document
});

/// The document, written once.
static TEXT: LazyLock<String> = LazyLock::new(|| DOCUMENT.to_json().unwrap_or_default());

/// How callers say who they are.
fn callers(document: &mut Document) {
    let components = document.components.get_or_insert_default();
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
        "A token from /oauth/token with all of `read` (for what only reads) or `write` (for what changes something), or \
         one that the command line made.",
    ));
    components.add_security_scheme("token", SecurityScheme::Http(token.build()));
    let cookie = ApiKeyValue::with_description(
        crate::cookie::SESSION,
        "The pages' session. What changes something shows the session's token in `X-CSRF-Token`.",
    );
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
}

/// An optional parameter may be left out; there is no null in an address. A number there is digits, of whatever size: the
/// bounds that hold are told, not how a number is kept.
fn as_text(parameter: &mut RefOr<Parameter>) {
    let RefOr::T(Parameter { schema: Some(RefOr::T(Schema::Object(schema))), .. }) = parameter else { return };
    if let SchemaType::Array(types) = &schema.schema_type
        && let Some(one) = types.iter().find(|one| **one != Type::Null)
    {
        schema.schema_type = SchemaType::Type(one.clone());
    }
    if schema.schema_type == SchemaType::Type(Type::Integer) {
        schema.format = None;
    }
}

/// The errors that an operation can end with follow from what it takes.
fn faults(operation: &mut Operation) {
    let parameters: Vec<_> = operation.parameters.iter().flatten().collect();
    let named = |place: ParameterIn| parameters.iter().any(|p| matches!(p, RefOr::T(p) if p.parameter_in == place));
    let mut codes = vec![
        ("401", "The token is wrong, or nobody is signed in"),
        ("403", "The token or account may not do this"),
        ("405", "The address has no such method; `Allow` says which it has"),
        ("429", "Too many requests; `Retry-After` says when again"),
        ("503", "Not at the moment; `Retry-After` says when again"),
    ];
    if operation.request_body.is_some() || named(ParameterIn::Query) || named(ParameterIn::Path) {
        codes.push(("404", "There is none, or it may not be seen"));
        codes.push(("400", "What was sent does not have the shape told here"));
        codes.push(("422", "What was sent cannot be accepted"));
    }
    if operation.request_body.is_some() {
        codes.push(("413", "Too much was sent"));
    }
    if parameters.iter().any(|p| matches!(p, RefOr::T(p) if p.name == "Tus-Resumable")) {
        codes.push(("412", "`Tus-Resumable` is not 1.0.0; `Tus-Version` says what there is"));
        if operation.request_body.is_some() {
            codes.extend([
                ("408", "The sender fell silent; what came is kept"),
                ("415", "The bytes are not application/offset+octet-stream"),
                ("423", "Another request is writing to this upload"),
                ("460", "The checksum does not match"),
                ("507", "There is no room at the moment"),
            ]);
        }
    }
    // What changes something with a cookie must carry the session's token, which may be of another session.
    codes.push(("409", "As things stand this cannot be done"));
    for (code, answer) in &mut operation.responses.responses {
        if let RefOr::T(answer) = answer
            && answer.description.is_empty()
        {
            let done = match code.as_str() {
                "200" => "The answer",
                "201" => "It is made",
                "204" => "It is done",
                "304" => "It is as the caller knows it (`If-None-Match`)",
                _ => "",
            };
            done.clone_into(&mut answer.description);
        }
    }
    for (code, description) in codes {
        let content = Content::new(Some(Ref::from_schema_name("Error")));
        let mut response = ResponseBuilder::new().description(description).content("application/json", content);
        if matches!(code, "429" | "503") {
            response = response.header("Retry-After", Header::new(Object::with_type(Type::Integer)));
        }
        let told = operation.responses.responses.entry(code.to_owned()).or_insert(response.build().into());
        if let RefOr::T(told) = told
            && told.description.is_empty()
        {
            description.clone_into(&mut told.description);
        }
    }
}

/// `GET /api/grandstand/v1/openapi.json`: this document.
#[utoipa::path(
    get, path = "/api/grandstand/v1/openapi.json", tag = "about", operation_id = "get_openapi",
    summary = "This document",
    security(()),
    responses((status = 200, body = serde_json::Value), (status = 304))
)]
async fn document(_: Ask, headers: HeaderMap) -> Result<Response, WebError> {
    Ok(transparency::tagged(&headers, "application/json", TEXT.clone(), "no-cache"))
}

/// Every operation, for tests that walk them all.
#[cfg(test)]
pub(crate) fn operations() -> Vec<(axum::http::Method, String)> {
    let document: serde_json::Value = serde_json::from_str(&TEXT).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        all.extend(item.as_object().unwrap().keys().map(|name| (name.to_uppercase().parse().unwrap(), path.clone())));
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::{
        body::Body,
        http::{Method, Request, header},
    };
    use grandstand_testkit::{Scratch, TestApp};
    use serde_json::Value;
    use tower::ServiceExt as _;

    use crate::{Web, WebSettings, router, routes};

    fn written() -> Value {
        serde_json::from_str(&super::TEXT).unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_document_tells_every_route_of_ours_and_no_other() {
        let app = TestApp::new(Scratch::sqlite().await).await;
        let web = Web::new(app.ctx.clone(), WebSettings::default()).unwrap();
        let table = format!("{:?}", routes::table(&web));
        let paths: BTreeSet<&str> =
            table.split("RouteId(").filter_map(|part| part.split_once("): \"")?.1.split('"').next()).collect();
        assert!(paths.contains("/") && paths.contains("/api/v1/statuses"), "has axum changed what it says? {paths:?}");
        let server = router(web);
        let mut routed = BTreeSet::new();
        for path in paths.into_iter().filter(|path| path.contains("/grandstand")) {
            let method = Method::from_bytes(b"NONE").unwrap();
            let at = path.replace(['{', '}'], "");
            let request = Request::builder().method(method).uri(at).body(Body::empty()).unwrap();
            let answer = server.clone().oneshot(request).await.unwrap();
            let allowed = answer.headers()[header::ALLOW].to_str().unwrap();
            routed.extend(allowed.split(',').map(|method| (path.to_owned(), method.trim().to_owned())));
        }
        let mut told = BTreeSet::new();
        for (method, path) in super::operations() {
            if method == Method::GET {
                told.insert((path.clone(), "HEAD".to_owned()));
            }
            told.insert((path, method.to_string()));
        }
        assert!(told.len() > 70, "{} operations", told.len());
        let only = |one: &BTreeSet<_>, other| one.difference(other).cloned().collect::<Vec<(String, String)>>();
        assert_eq!(only(&routed, &told), [], "routed and not told");
        assert_eq!(only(&told, &routed), [], "told and not routed");
    }

    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                for member in members.values() {
                    references(member, found);
                }
            }
            Value::Array(items) => {
                for item in items {
                    references(item, found);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn the_document_is_whole() {
        let document = written();
        assert_eq!(document["openapi"], "3.1.0");
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        for reference in found {
            let at = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(at).is_some(), "{reference} leads nowhere");
        }
        let groups: Vec<&Value> = document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
        let mut names = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                assert!(names.insert(operation["operationId"].as_str().unwrap()), "{method} {path}: its name is taken");
                assert!(operation["summary"].is_string() && operation["security"].is_array(), "{method} {path}");
                assert!(groups.contains(&&operation["tags"][0]), "{method} {path}: no such group");
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let named: Vec<_> = parameters.filter(|p| p["in"] == "path").map(|p| p["name"].as_str()).collect();
                for place in path.split('{').skip(1).map(|rest| rest.split('}').next()) {
                    assert!(named.contains(&place), "{method} {path}: {place:?} is not told");
                }
            }
        }
    }
}
