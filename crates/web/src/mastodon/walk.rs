//! Walks every route with every kind of token, and with everything that nobody should send.

use std::collections::HashMap;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use grandstand_app::{
    oauth::{self, Client, Exchange, NewApp, OUT_OF_BAND, Wish},
    session,
    throttle::Origin,
};
use grandstand_domain::{
    account::{Actor, Role},
    scope::{Scope, Scopes},
    session::SessionKind,
};
use grandstand_testkit::{Scratch, TestApp};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::access::Need;
use crate::{Web, WebSettings, router};

struct Host {
    app: TestApp,
    router: Router,
    actor: Actor,
}

impl Host {
    async fn new(scratch: Scratch) -> Self {
        let app = TestApp::new(scratch).await;
        let settings = WebSettings { api_requests_per_token: 0, api_requests_per_place: 0, ..WebSettings::default() };
        let router = router(Web::new(app.ctx.clone(), settings).unwrap());
        let actor = app.account(Role::Athlete).await;
        Self { app, router, actor }
    }

    /// A token for the account with these scopes, and one for the app alone.
    async fn tokens(&self, scopes: Scopes) -> (String, String) {
        let ctx = &self.app.ctx;
        self.app.world.advance(60_000);
        let words = scopes.to_string();
        let new = NewApp { name: "Walker", redirect_uris: vec![OUT_OF_BAND], scopes: &words, ..NewApp::default() };
        let made = oauth::register(ctx, Origin::default(), new).await.unwrap();
        let wish = Wish {
            client_id: &made.app.client_id,
            redirect_uri: OUT_OF_BAND,
            response_type: "code",
            scope: &words,
            ..Wish::default()
        };
        let consent = oauth::consider(ctx, wish).await.unwrap().unwrap();
        let browser = session::start(ctx, self.actor.account, SessionKind::Browser, "test").await.unwrap();
        let who = session::authenticate(ctx, &browser).await.unwrap().unwrap();
        let code = oauth::allow(ctx, &who, &consent).await.unwrap();
        let client = Client { client_id: &made.app.client_id, secret: Some(&made.client_secret), ..Client::default() };
        let with = Exchange { code: &code, redirect_uri: OUT_OF_BAND, verifier: None };
        let token = oauth::exchange(ctx, client, with).await.unwrap().access;
        (token, oauth::client_credentials(ctx, client, &words).await.unwrap().access)
    }

    async fn ask(&self, method: &Method, path: &str, token: &str, body: (&str, &[u8])) -> (StatusCode, String) {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8400");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if !body.0.is_empty() {
            request = request.header(header::CONTENT_TYPE, body.0);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body.1.to_vec())).unwrap()).await.unwrap();
        let (status, kind) = (response.status(), response.headers().get(header::CONTENT_TYPE).cloned());
        // A stream of events has begun and would not end.
        if kind.as_ref().is_some_and(|k| k.as_bytes().starts_with(b"text/event-stream")) {
            return (status, String::new());
        }
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        if *method != Method::HEAD && (status.is_client_error() || status.is_server_error()) {
            let kind = kind.map_or_else(String::new, |k| k.to_str().unwrap_or_default().to_owned());
            assert!(kind.starts_with("application/json"), "{method} {path}: {status} as {kind}");
            let error: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            assert!(error["error"].is_string(), "{method} {path}: {error}");
        }
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// An address with something in its places.
fn filled(path: &str, with: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out += before;
        out += with;
        rest = after.split_once('}').unwrap().1;
    }
    out + rest
}

/// Everything but one scope and those that bring it.
fn all_but(scope: Scope) -> Scopes {
    let leaves = Scope::ALL.iter().copied().filter(|s| !matches!(s, Scope::Read | Scope::Write | Scope::Follow));
    leaves.filter(|s| *s != scope).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_is_reached_without_its_scope() {
    let host = Host::new(Scratch::sqlite().await).await;
    let routes = super::all();
    assert!(routes.len() > 120, "{} routes: has the table been left out?", routes.len());
    let mut without: HashMap<Scope, (String, String)> = HashMap::new();
    let bogus = "gsa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (method, path, need) in routes {
        let at = filled(path, "1");
        let ask = async |token: &str| host.ask(&method, &at, token, ("", b"")).await.0;
        let say = format!("{method} {path} {need:?}");
        match need {
            Need::Nothing => assert_eq!(ask(bogus).await, ask("").await, "{say}"),
            Need::App => {
                assert_eq!(ask("").await, StatusCode::UNAUTHORIZED, "{say}");
                assert_eq!(ask(bogus).await, StatusCode::UNAUTHORIZED, "{say}");
            }
            Need::Account(scope) | Need::IfAny(scope) => {
                let (account, app) = match without.get(&scope) {
                    Some(known) => known.clone(),
                    None => host.tokens(all_but(scope)).await,
                };
                without.insert(scope, (account.clone(), app.clone()));
                assert_eq!(ask(&account).await, StatusCode::FORBIDDEN, "{say}");
                assert_eq!(ask(bogus).await, StatusCode::UNAUTHORIZED, "{say}");
                let strict = matches!(need, Need::Account(_));
                let anyone = ask("").await;
                assert_eq!(anyone == StatusCode::UNAUTHORIZED, strict, "{say}: {anyone}");
                let alone = if strict { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::FORBIDDEN };
                assert_eq!(ask(&app).await, alone, "{say}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_needs_all_of_read_or_write_under_our_own_interface() {
    let host = Host::new(Scratch::sqlite().await).await;
    let some: Scopes = Scope::ALL.iter().copied().filter(|s| !matches!(s, Scope::Read | Scope::Write)).collect();
    let (token, _) = host.tokens(some).await;
    let mut seen = 0;
    for path in crate::api::document::DOCUMENT.paths.paths.keys().filter(|path| path.starts_with("/api/")) {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::HEAD] {
            let (status, _) = host.ask(&method, &filled(path, "1"), &token, ("application/json", b"{}")).await;
            let fine = matches!(
                status,
                StatusCode::FORBIDDEN
                    | StatusCode::METHOD_NOT_ALLOWED
                    | StatusCode::NOT_FOUND
                    | StatusCode::PRECONDITION_FAILED
            );
            assert!(fine, "{method} {path}: {status}");
            seen += usize::from(status == StatusCode::FORBIDDEN);
        }
    }
    assert!(seen > 50, "{seen} routes refused: does the document know them all?");
}

grandstand_testkit::both_databases! {
    async fn nothing_that_anyone_sends_is_a_fault_of_ours(scratch) {
        hostile(&Host::new(scratch).await).await;
    }
}

/// What the bodies of all routes are made of.
const FIELDS: [&str; 44] = [
    "status",
    "spoiler_text",
    "language",
    "visibility",
    "in_reply_to_id",
    "media_ids",
    "sensitive",
    "scheduled_at",
    "title",
    "name",
    "comment",
    "account_id",
    "account_ids",
    "phrase",
    "context",
    "display_name",
    "note",
    "q",
    "text",
    "parent",
    "caption",
    "alt_text",
    "upload",
    "topic",
    "wish",
    "post",
    "ticket",
    "credential",
    "views",
    "duration",
    "expires_in",
    "client_name",
    "redirect_uris",
    "scopes",
    "website",
    "grant_type",
    "code",
    "client_id",
    "token",
    "description",
    "focus",
    "id",
    "handle",
    "relevant",
];

/// The start of a body, for a message.
fn show(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().take(80).collect()
}

/// There is no signed head to be shown before the first one is made, and this host has nobody who makes it.
fn is_fault(status: StatusCode, path: &str) -> bool {
    status.is_server_error() && !(status == StatusCode::SERVICE_UNAVAILABLE && path.contains("/transparency/"))
}

async fn hostile(host: &Host) {
    let everything: Scopes = Scope::ALL.iter().copied().collect();
    let (token, _) = host.tokens(everything).await;
    let long = "9".repeat(4_000);
    let queries = [
        "limit=-1&max_id=abc&since_id=%00&min_id=99999999999999999999&offset=-5",
        "limit=99999999999&max_id=-9223372036854775808&min_id=9223372036854775807&offset=99999999999",
        "id[]=1&id[]=%F0%9F%98%80&id[x][y]=2&q=%25%27%22--&type=x&acct=@@a@b@c&uri=%ff%fe&timeline[]=x&types[]=&pinned=1",
    ];
    let deep = format!("{}1{}", "[".repeat(90), "]".repeat(90));
    let every = |value: &str| {
        let members: Vec<String> = FIELDS.iter().map(|field| format!("\"{field}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    };
    // Just under what is read at all.
    let huge = every(&format!("\"{}\"", "a".repeat((1_000_000 / FIELDS.len()) - 20)));
    let nul = every("\"a\\u0000\\ud83d\\ude00\\u202e\"");
    let (lists, objects, numbers) =
        (every("[[\"1\"],2]"), every("{\"a\":{\"b\":[null]}}"), every("-9223372036854775808"));
    let json = |text| ("application/json", text);
    let bodies = [
        json(&b"{\"status\":null,\"media_ids\":{\"a\":[1,[2]]},\"scheduled_at\":7,\"poll\":[],\"in_reply_to_id\":-1}"[..]),
        json(deep.as_bytes()),
        json(b"\xef\xbb\xbfnot json"),
        json(b"{\"status\":\"\xff\xfe\",\"text\":\"\xc3\x28\"}"),
        json(huge.as_bytes()),
        json(nul.as_bytes()),
        json(lists.as_bytes()),
        json(objects.as_bytes()),
        json(numbers.as_bytes()),
        (
            "application/x-www-form-urlencoded",
            b"status=%ff&media_ids[]=x&media_ids[]=y&visibility=direct&keywords_attributes[][id]=x&context[]=moon&title=%00",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b""),
    ];
    let own = crate::api::document::operations();
    let all = super::all().into_iter().map(|(method, path, _)| (method, path.to_owned())).chain(own);
    for (method, path) in all {
        let path = path.as_str();
        for place in ["1", "9223372036854775807", "99999999999999999999", "%00", "..%2f..%2fetc", "%F0%9F%98%80", &long]
        {
            let at = filled(path, place);
            for token in ["", token.as_str()] {
                let (status, body) = host.ask(&method, &at, token, ("", b"")).await;
                assert!(!is_fault(status, path), "{method} {path} with {place}: {body}");
            }
            if !path.contains('{') {
                break;
            }
        }
        for query in queries {
            let (status, body) = host.ask(&method, &format!("{}?{query}", filled(path, "1")), &token, ("", b"")).await;
            assert!(!is_fault(status, path), "{method} {path}?{query}: {body}");
        }
        if method != Method::GET {
            for (kind, body) in bodies {
                let (status, answer) = host.ask(&method, &filled(path, "1"), &token, (kind, body)).await;
                assert!(!is_fault(status, path), "{method} {path} {kind} {}: {answer}", show(body));
            }
        }
    }
    for path in ["/api/v1/nothing", "/api/v2/", "/api/v1/accounts/1/2/3"] {
        assert_eq!(host.ask(&Method::GET, path, "", ("", b"")).await.0, StatusCode::NOT_FOUND);
    }
    let (status, _) = host.ask(&Method::DELETE, "/api/v1/instance", "", ("", b"")).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
}
