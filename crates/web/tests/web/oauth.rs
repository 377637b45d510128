//! Letting apps in and keeping them out: the protocol as an app speaks it, the pages as a person sees them, and what a
//! thief would try.

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use grandstand_domain::account::{Actor, Role};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use crate::stage::Stage;

const BACK: &str = "https://app.example/back?keep=1";
const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-one-of-rfc-7636";

/// An app with its names in the protocol.
pub(crate) struct App {
    id: String,
    secret: String,
}

pub(crate) async fn ask(
    stage: &Stage,
    method: &str,
    path: &str,
    token: &str,
    body: &Value,
) -> (StatusCode, HeaderMap, Value) {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8400")
        .header(header::CONTENT_TYPE, "application/json");
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let response = stage.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, headers, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

pub(crate) async fn register(stage: &Stage, scopes: &str) -> App {
    let body =
        json!({ "client_name": "Tidy <App>", "redirect_uris": [BACK, "urn:ietf:wg:oauth:2.0:oob"], "scopes": scopes });
    let (status, _, app) = ask(stage, "POST", "/api/v1/apps", "", &body).await;
    assert_eq!(status, StatusCode::OK, "{app}");
    let text = |name: &str| app[name].as_str().unwrap().to_owned();
    App { id: text("client_id"), secret: text("client_secret") }
}

fn query(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn wish<'a>(app: &'a App, scope: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut pairs = vec![
        ("client_id", app.id.as_str()),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", scope),
        ("state", "st&ate"),
    ];
    pairs.extend_from_slice(more);
    pairs
}

fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn csrf(page: &str) -> String {
    page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn parameter(location: &str, name: &str) -> Option<String> {
    let url = url::Url::parse(location).ok()?;
    url.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
}

/// Says yes on the consent page and gives where the browser is sent.
async fn consent(stage: &Stage, cookie: &str, pairs: &[(&str, &str)], decision: &str) -> String {
    let page = stage.get(&format!("/oauth/authorize?{}", query(pairs)), cookie).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let token = csrf(&page.body);
    let mut form = pairs.to_vec();
    form.extend([("csrf", token.as_str()), ("decision", decision)]);
    stage.press("/oauth/authorize", cookie, &query(&form), "").await.location
}

async fn token(stage: &Stage, body: Value) -> (StatusCode, Value) {
    let (status, headers, value) = ask(stage, "POST", "/oauth/token", "", &body).await;
    assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{value}");
    (status, value)
}

fn exchange(app: &App, code: &str, more: Value) -> Value {
    let mut body =
        json!({ "grant_type": "authorization_code", "client_id": app.id, "code": code, "redirect_uri": BACK });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// A token with these scopes for someone.
pub(crate) async fn let_in(stage: &Stage, who: &Actor, scopes: &str) -> (App, Value) {
    let app = register(stage, scopes).await;
    let cookie = stage.cookie(who).await;
    let to = consent(stage, &cookie, &wish(&app, scopes, &[]), "allow").await;
    let code = parameter(&to, "code").unwrap();
    let (status, made) = token(stage, exchange(&app, &code, json!({ "client_secret": app.secret }))).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    (app, made)
}

fn secret(token: &Value) -> &str {
    token["access_token"].as_str().unwrap()
}

async fn who_am_i(stage: &Stage, token: &str) -> StatusCode {
    ask(stage, "GET", "/api/v1/accounts/verify_credentials", token, &Value::Null).await.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_lets_an_app_in_and_out_again() {
    let stage = Stage::new().await;
    let sam = stage.person("sam", "Sam", Role::Supporter).await;
    let cookie = stage.cookie(&sam).await;
    let app = register(&stage, "read write:favourites push").await;
    let pairs = wish(&app, "read write:favourites", &[]);
    let at = format!("/oauth/authorize?{}", query(&pairs));

    let away = stage.get(&at, "").await;
    assert!(
        away.status.is_redirection() && away.location.starts_with("/sign-in?next=%2Foauth%2Fauthorize"),
        "{}",
        away.location
    );
    let page = stage.get(&at, &cookie).await;
    assert!(page.body.contains("Tidy &lt;App&gt;") || page.body.contains("Tidy &#60;App&#62;"), "{}", page.body);
    for words in ["See everything you can see here", "Cheer for you", "app.example", "@sam"] {
        assert!(page.body.contains(words), "{words} is not said: {}", page.body);
    }
    assert!(!page.body.contains("Post, comment"), "a scope that was not asked for");
    assert!(page.policy.contains("form-action 'self' https://app.example;"), "{}", page.policy);
    assert!(page.policy.contains("frame-ancestors 'none'"), "{}", page.policy);

    let to = consent(&stage, &cookie, &pairs, "allow").await;
    assert!(to.starts_with("https://app.example/back?keep=1&code="), "{to}");
    assert_eq!(parameter(&to, "state").as_deref(), Some("st&ate"));
    let code = parameter(&to, "code").unwrap();
    let (_, made) = token(&stage, exchange(&app, &code, json!({ "client_secret": app.secret }))).await;
    assert_eq!((&made["token_type"], &made["scope"]), (&json!("Bearer"), &json!("read write:favourites")));
    assert_eq!(who_am_i(&stage, secret(&made)).await, StatusCode::OK);
    let (_, _, known) = ask(&stage, "GET", "/api/v1/apps/verify_credentials", secret(&made), &Value::Null).await;
    assert_eq!((&known["name"], known.get("client_secret")), (&json!("Tidy <App>"), None));

    let apps = stage.get("/settings/apps", &cookie).await;
    assert!(apps.body.contains("Cheer for you"), "{}", apps.body);
    let session = apps.body.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = query(&[("csrf", &csrf(&apps.body)), ("session", session)]);
    assert_eq!(stage.press("/settings/apps", &cookie, &form, "").await.location, "/settings/apps?done=app");
    assert_eq!(who_am_i(&stage, secret(&made)).await, StatusCode::UNAUTHORIZED);

    let to = consent(&stage, &cookie, &pairs, "no").await;
    assert_eq!((parameter(&to, "error").as_deref(), parameter(&to, "code")), (Some("access_denied"), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_token_stops_at_once_and_on_other_servers_within_a_second() {
    let stage = Stage::new().await;
    let sam = stage.person("sam", "Sam", Role::Supporter).await;
    let (app, made) = let_in(&stage, &sam, "read").await;
    let other = stage.another_server().await;
    assert_eq!(who_am_i(&other, secret(&made)).await, StatusCode::OK);

    let foreign = register(&stage, "read").await;
    let revoke = |app: &App, secret: &str| json!({ "client_id": app.id, "client_secret": secret, "token": made["access_token"] });
    let (status, ..) = ask(&stage, "POST", "/oauth/revoke", "", &revoke(&foreign, &foreign.secret)).await;
    assert_eq!(
        (status, who_am_i(&stage, secret(&made)).await),
        (StatusCode::OK, StatusCode::OK),
        "another app's token"
    );
    assert_eq!(ask(&stage, "POST", "/oauth/revoke", "", &revoke(&app, "wrong")).await.0, StatusCode::FORBIDDEN);
    assert_eq!(ask(&stage, "POST", "/oauth/revoke", "", &revoke(&app, &app.secret)).await.0, StatusCode::OK);
    assert_eq!(who_am_i(&stage, secret(&made)).await, StatusCode::UNAUTHORIZED);
    stage.advance(999);
    assert_eq!(who_am_i(&other, secret(&made)).await, StatusCode::UNAUTHORIZED);

    let (_, late) = let_in(&stage, &sam, "read").await;
    stage.advance(366 * 24 * 3_600_000);
    assert_eq!(who_am_i(&stage, secret(&late)).await, StatusCode::UNAUTHORIZED, "not seen for a year");
    for wrong in [
        "gsa_short",
        "",
        "gsa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "gsc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        assert_eq!(who_am_i(&stage, wrong).await, StatusCode::UNAUTHORIZED, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_good_once_and_for_the_one_it_was_meant_for() {
    let stage = Stage::new().await;
    let sam = stage.person("sam", "Sam", Role::Supporter).await;
    let cookie = stage.cookie(&sam).await;
    let (app, thief) = (register(&stage, "read").await, register(&stage, "read").await);
    let pairs = wish(&app, "read", &[]);
    let code = async || parameter(&consent(&stage, &cookie, &pairs, "allow").await, "code").unwrap();
    let fine = json!({ "client_secret": app.secret });
    let refused = |answer: (StatusCode, Value), word: &str| {
        assert!(answer.0.is_client_error(), "{answer:?}");
        assert_eq!(answer.1["error"], word, "{answer:?}");
    };

    let once = code().await;
    refused(token(&stage, exchange(&thief, &once, json!({ "client_secret": thief.secret }))).await, "invalid_grant");
    refused(token(&stage, exchange(&app, &once, json!({ "client_secret": "wrong" }))).await, "invalid_client");
    refused(token(&stage, exchange(&app, &once, json!({}))).await, "invalid_grant");
    let elsewhere = json!({ "client_secret": app.secret, "redirect_uri": "https://app.example/back" });
    refused(token(&stage, exchange(&app, &once, elsewhere)).await, "invalid_grant");
    let (status, made) = token(&stage, exchange(&app, &once, fine.clone())).await;
    assert_eq!((status, who_am_i(&stage, secret(&made)).await), (StatusCode::OK, StatusCode::OK));
    refused(token(&stage, exchange(&app, &once, fine.clone())).await, "invalid_grant");
    assert_eq!(
        who_am_i(&stage, secret(&made)).await,
        StatusCode::UNAUTHORIZED,
        "what a stolen code gave is taken back"
    );

    let old = code().await;
    stage.advance(601_000);
    refused(token(&stage, exchange(&app, &old, fine)).await, "invalid_grant");
    refused(token(&stage, json!({ "grant_type": "password", "client_id": app.id })).await, "unsupported_grant_type");
    refused(token(&stage, json!({})).await, "invalid_request");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_secret_a_proof_key_is_needed_and_cannot_be_taken_out() {
    let stage = Stage::new().await;
    let sam = stage.person("sam", "Sam", Role::Supporter).await;
    let cookie = stage.cookie(&sam).await;
    let app = register(&stage, "read").await;
    let challenge = challenge();
    let with = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let code = async |more: &[(&str, &str)]| {
        parameter(&consent(&stage, &cookie, &wish(&app, "read", more), "allow").await, "code").unwrap()
    };
    let kept = json!({ "code_verifier": VERIFIER });

    let (status, made) = token(&stage, exchange(&app, &code(&with).await, kept.clone())).await;
    assert_eq!((status, &made["scope"]), (StatusCode::OK, &json!("read")));
    for more in [
        json!({}),
        json!({ "code_verifier": "another-verifier-that-is-long-enough-to-be-one" }),
        json!({ "client_secret": app.secret }),
    ] {
        let (status, answer) = token(&stage, exchange(&app, &code(&with).await, more.clone())).await;
        assert_eq!((status, &answer["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")), "{more}");
    }
    // The challenge was taken out of the address on the way to the server; the app still sends its verifier.
    for more in [kept.clone(), json!({ "code_verifier": VERIFIER, "client_secret": app.secret })] {
        let (_, answer) = token(&stage, exchange(&app, &code(&[]).await, more)).await;
        assert_eq!(answer["error"], "invalid_grant");
    }
    for weak in [
        vec![("code_challenge", VERIFIER), ("code_challenge_method", "plain")],
        vec![("code_challenge", challenge.as_str())],
        vec![("code_challenge", "short"), ("code_challenge_method", "S256")],
    ] {
        let to = stage.get(&format!("/oauth/authorize?{}", query(&wish(&app, "read", &weak))), &cookie).await.location;
        assert_eq!(parameter(&to, "error").as_deref(), Some("invalid_request"), "{weak:?} {to}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_sent_where_an_app_did_not_say_before() {
    let stage = Stage::new().await;
    let sam = stage.person("sam", "Sam", Role::Supporter).await;
    let cookie = stage.cookie(&sam).await;
    let app = register(&stage, "read").await;
    for place in
        ["https://evil.example/", "https://app.example/back", "https://app.example/back?keep=1&x", "//evil.example", ""]
    {
        let pairs =
            [("client_id", app.id.as_str()), ("redirect_uri", place), ("response_type", "code"), ("scope", "read")];
        let page = stage.get(&format!("/oauth/authorize?{}", query(&pairs)), &cookie).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::BAD_REQUEST, ""), "{place}");
    }
    let unknown =
        query(&[("client_id", "nobody"), ("redirect_uri", "https://evil.example/"), ("response_type", "code")]);
    let page = stage.get(&format!("/oauth/authorize?{unknown}"), &cookie).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::BAD_REQUEST, ""));
    for (pairs, word) in
        [(wish(&app, "read admin:write", &[]), "invalid_scope"), (wish(&app, "write", &[]), "invalid_scope")]
    {
        let to = stage.get(&format!("/oauth/authorize?{}", query(&pairs)), &cookie).await.location;
        assert_eq!(parameter(&to, "error").as_deref(), Some(word));
        assert_eq!(parameter(&to, "state").as_deref(), Some("st&ate"));
    }
    for uris in ["javascript:alert(1)", "http://app.example/", "https://app.example/#x", ""] {
        let body = json!({ "client_name": "x", "redirect_uris": uris });
        let (status, _, answer) = ask(&stage, "POST", "/api/v1/apps", "", &body).await;
        assert!(uris.is_empty() == status.is_success(), "{uris}: {status} {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_says_yes_for_someone_else() {
    let stage = Stage::new().await;
    let sam = stage.person("sam", "Sam", Role::Supporter).await;
    let (cookie, other) = (stage.cookie(&sam).await, stage.cookie(&sam).await);
    let (app, held) = let_in(&stage, &sam, "read write").await;
    let pairs = wish(&app, "read", &[]);
    let at = format!("/oauth/authorize?{}", query(&pairs));
    let stolen = csrf(&stage.get(&at, &other).await.body);
    for token in ["", "AAAA", stolen.as_str()] {
        let mut form = pairs.clone();
        form.extend([("csrf", token), ("decision", "allow")]);
        let answer = stage.press("/oauth/authorize", &cookie, &query(&form), "").await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::CONFLICT, ""), "{token}");
    }
    let mut form = pairs.clone();
    let own = csrf(&stage.get(&at, &cookie).await.body);
    form.extend([("csrf", own.as_str()), ("decision", "allow")]);
    let answer = stage.press_from_elsewhere("/oauth/authorize", &cookie, &query(&form)).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    // An app does not let another one in, nor does it reach anything else that only its person may do.
    for (method, path) in [
        ("POST", "/oauth/authorize"),
        ("GET", "/settings/security"),
        ("POST", "/settings/password"),
        ("POST", "/api/grandstand/v1/passkeys/register/start"),
    ] {
        let (status, ..) = ask(&stage, method, path, secret(&held), &json!({})).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path}");
    }
    let again = stage.get(&format!("{at}&force_login=true"), &cookie).await;
    assert!(again.location.starts_with("/sign-in?again=1&next=%2Foauth"), "{}", again.location);
    assert!(!again.location.contains("force_login"), "it would ask for ever: {}", again.location);
    assert_eq!(stage.get(&again.location, &cookie).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_is_good_once_and_shown_twice_ends_everything() {
    let stage = Stage::new().await;
    let sam = stage.person("sam", "Sam", Role::Supporter).await;
    let (app, first) = let_in(&stage, &sam, "read").await;
    let refresh = |of: &Value| json!({ "grant_type": "refresh_token", "client_id": app.id, "client_secret": app.secret, "refresh_token": of["refresh_token"] });
    let (status, second) = token(&stage, refresh(&first)).await;
    assert_eq!((status, &second["scope"]), (StatusCode::OK, &json!("read")));
    assert_eq!(who_am_i(&stage, secret(&first)).await, StatusCode::UNAUTHORIZED, "the old one is over");
    assert_eq!(who_am_i(&stage, secret(&second)).await, StatusCode::OK);
    assert_eq!(token(&stage, refresh(&first)).await.1["error"], "invalid_grant");
    assert_eq!(who_am_i(&stage, secret(&second)).await, StatusCode::UNAUTHORIZED, "someone has a copy");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_alone_sees_what_everyone_sees() {
    let stage = Stage::new().await;
    let app = register(&stage, "read write").await;
    let body = json!({ "grant_type": "client_credentials", "client_id": app.id, "client_secret": app.secret, "scope": "read" });
    let (status, made) = token(&stage, body).await;
    assert_eq!((status, made.get("refresh_token")), (StatusCode::OK, None));
    let get = async |path: &str| ask(&stage, "GET", path, secret(&made), &Value::Null).await.0;
    assert_eq!(get("/api/v1/timelines/public").await, StatusCode::OK);
    assert_eq!(get("/api/v1/apps/verify_credentials").await, StatusCode::OK);
    assert_eq!(get("/api/v1/timelines/home").await, StatusCode::UNPROCESSABLE_ENTITY);
    let body = json!({ "client_id": app.id, "client_secret": app.secret, "token": made["access_token"] });
    assert_eq!(ask(&stage, "POST", "/oauth/revoke", "", &body).await.0, StatusCode::OK);
    assert_eq!(get("/api/v1/timelines/public").await, StatusCode::UNAUTHORIZED);
}
