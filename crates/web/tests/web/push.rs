//! Web Push over the client API: subscribing as apps do, being told, and no longer.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use grandstand_app::{age, cheer, jobs, push};
use grandstand_domain::{account::Actor, age::AgeBand, push::Choice};
use grandstand_testkit::{PushDevice, PushService, both_databases};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::{
    oauth::{ask, let_in},
    stage::{Stage, fill},
};

const SUBSCRIPTION: &str = "/api/v1/push/subscription";

/// Sends a form with a token, as Mastodon.py does.
async fn form(stage: &Stage, method: &str, token: &str, pairs: &[(&str, &str)]) -> (StatusCode, Value) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let request = Request::builder()
        .method(method)
        .uri(SUBSCRIPTION)
        .header(header::HOST, "127.0.0.1:8400")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    let response = stage.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

async fn let_in_for(stage: &Stage, who: &Actor, scopes: &str) -> String {
    stage.advance(61_000);
    let_in(stage, who, scopes).await.1["access_token"].as_str().unwrap().to_owned()
}

both_databases! {
    async fn an_app_subscribes_is_told_and_is_no_longer_told(scratch) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let stage = Stage::on(scratch).await;
        let team = fill(&stage).await;
        let (service, device) = (PushService::start().await, PushDevice::new(9));
        age::state_for(&stage.ctx, team.athlete.account, AgeBand::Adult).await.unwrap();
        let (p256dh, auth) = device.keys();
        let endpoint = format!("{}/one", service.url);

        let (_, _, instance) = ask(&stage, "GET", "/api/v2/instance", "", &Value::Null).await;
        let server_key = instance["configuration"]["vapid"]["public_key"].clone();
        assert_eq!(server_key.as_str().unwrap().len(), 88);
        let app = let_in_for(&stage, &team.athlete, "read write push").await;
        let (_, _, own) = ask(&stage, "GET", "/api/v1/apps/verify_credentials", &app, &Value::Null).await;
        assert_eq!(own["vapid_key"], server_key);
        assert_eq!(ask(&stage, "GET", SUBSCRIPTION, &app, &Value::Null).await.0, StatusCode::NOT_FOUND);
        let without = let_in_for(&stage, &team.athlete, "read write").await;
        assert_eq!(ask(&stage, "GET", SUBSCRIPTION, &without, &Value::Null).await.0, StatusCode::FORBIDDEN);

        // With padding and in the other alphabet, as some apps write base64.
        let padded = format!("{}=", p256dh.replace('-', "+").replace('_', "/"));
        let pairs = [
            ("subscription[endpoint]", endpoint.as_str()),
            ("subscription[keys][p256dh]", padded.as_str()),
            ("subscription[keys][auth]", auth.as_str()),
            ("data[alerts][mention]", "true"),
            ("data[alerts][favourite]", "True"),
            ("data[alerts][follow]", "0"),
            ("data[policy]", "all"),
        ];
        let (status, made) = form(&stage, "POST", &app, &pairs).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        assert!(made["id"].as_i64().is_some_and(|id| (1..1 << 31).contains(&id)), "{made}");
        assert_eq!((&made["endpoint"], &made["server_key"]), (&json!(endpoint), &server_key));
        assert_eq!((&made["policy"], &made["standard"]), (&json!("all"), &json!(false)));
        let alert = |made: &Value, name: &str| made["alerts"][name].as_bool().unwrap();
        assert!(alert(&made, "mention") && alert(&made, "favourite"));
        assert!(!alert(&made, "follow") && !alert(&made, "admin.sign_up"));
        assert_eq!(ask(&stage, "GET", SUBSCRIPTION, &app, &Value::Null).await.2, made);

        let fan = stage.person("nell", "Nell", grandstand_domain::account::Role::Supporter).await;
        cheer::cheer(&stage.ctx, &fan, team.film).await.unwrap();
        jobs::drain(&stage.ctx).await.unwrap();
        let came = service.take();
        assert_eq!(came.len(), 1);
        assert_eq!(came[0].header("content-encoding"), "aesgcm");
        let message: Value = serde_json::from_slice(&device.read(&came[0])).unwrap();
        assert_eq!(message["title"], "Nell cheered your film");
        assert_eq!(message["preferred_locale"], "en-GB");
        let told = message["notification_id"].to_string();
        let (_, _, notification) = ask(&stage, "GET", &format!("/api/v1/notifications/{told}"), &app, &Value::Null).await;
        assert_eq!(notification["type"], message["notification_type"]);

        // The same as JSON, with the standard's encoding; it takes the first one's place.
        let body = json!({
            "subscription": { "endpoint": format!("{}/two", service.url), "keys": { "p256dh": p256dh, "auth": auth }, "standard": true },
            "data": { "policy": "followed", "alerts": { "reblog": true, "mention": false } },
        });
        let (_, _, made) = ask(&stage, "POST", SUBSCRIPTION, &app, &body).await;
        assert_eq!((&made["policy"], &made["standard"]), (&json!("followed"), &json!(true)));
        assert!(alert(&made, "reblog") && !alert(&made, "mention"));
        let (_, _, changed) = ask(&stage, "PUT", SUBSCRIPTION, &app, &json!({ "data": { "alerts": { "favourite": true } } })).await;
        assert_eq!((&changed["policy"], &changed["endpoint"]), (&json!("all"), &made["endpoint"]));
        let other = stage.person("otto", "Otto", grandstand_domain::account::Role::Supporter).await;
        cheer::cheer(&stage.ctx, &other, team.film).await.unwrap();
        jobs::drain(&stage.ctx).await.unwrap();
        let came = service.take();
        assert_eq!((came.len(), came[0].path.as_str(), came[0].header("content-encoding")), (1, "/two", "aes128gcm"));
        device.read(&came[0]);

        for body in [
            json!({}),
            json!({ "subscription": { "endpoint": "https://10.0.0.1/x", "keys": { "p256dh": p256dh, "auth": auth } } }),
            json!({ "subscription": { "endpoint": endpoint, "keys": { "p256dh": "x", "auth": auth } } }),
            json!({ "subscription": { "endpoint": endpoint, "keys": { "p256dh": p256dh, "auth": auth } }, "data": { "policy": "most" } }),
        ] {
            let (status, _, error) = ask(&stage, "POST", SUBSCRIPTION, &app, &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{error}");
        }
        let revoked = ask(&stage, "DELETE", SUBSCRIPTION, &app, &Value::Null).await;
        assert_eq!((revoked.0, revoked.2), (StatusCode::OK, json!({})));
        assert_eq!(ask(&stage, "GET", SUBSCRIPTION, &app, &Value::Null).await.0, StatusCode::NOT_FOUND);
        assert_eq!(ask(&stage, "PUT", SUBSCRIPTION, &app, &body).await.0, StatusCode::NOT_FOUND);
    }

    async fn under_eighteen_an_app_listens_to_no_stream_until_it_is_turned_on(scratch) {
        let stage = Stage::on(scratch).await;
        let team = fill(&stage).await;
        let app = let_in_for(&stage, &team.supporter, "read").await;
        let open = async || ask_stream(&stage, &app).await.status();
        let listening = ask_stream(&stage, &app).await.into_body();
        age::state(&stage.ctx, &team.supporter, AgeBand::Minor).await.unwrap();
        let end = tokio::time::timeout(std::time::Duration::from_secs(5), listening.collect()).await;
        assert!(end.is_ok(), "what is open ends too");
        assert_eq!(open().await, StatusCode::FORBIDDEN);
        push::choose(&stage.ctx, &team.supporter, Choice { streams: Some(true), ..Choice::default() }).await.unwrap();
        assert_eq!(open().await, StatusCode::OK);
        push::choose(&stage.ctx, &team.supporter, Choice { streams: Some(false), ..Choice::default() }).await.unwrap();
        assert_eq!(open().await, StatusCode::FORBIDDEN);
    }
}

/// The token that a page gives to its scripts and forms.
fn csrf(page: &str) -> String {
    page.split("name=\"csrf\" content=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// As the pages' script does.
async fn script(stage: &Stage, method: &str, cookie: &str, csrf: &str, body: &Value) -> StatusCode {
    let request = Request::builder()
        .method(method)
        .uri("/api/grandstand/v1/push")
        .header(header::HOST, "127.0.0.1:8400")
        .header(header::COOKIE, cookie)
        .header("x-csrf-token", csrf);
    stage.router.clone().oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_is_told_until_its_owner_signs_out() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let (service, device) = (PushService::start().await, PushDevice::new(4));
    let (p256dh, auth) = device.keys();
    let body = json!({ "endpoint": format!("{}/b", service.url), "expirationTime": null, "keys": { "p256dh": p256dh, "auth": auth } });
    let cookie = stage.cookie(&team.athlete).await;
    let page = stage.get("/settings/notifications", &cookie).await.body;
    assert!(page.contains("data-island=\"push\"") && page.contains("data-here=\"off\""));
    let token = csrf(&page);
    assert_eq!(script(&stage, "PUT", &cookie, "", &body).await, StatusCode::CONFLICT, "without the form's token");
    let program = let_in_for(&stage, &team.athlete, "read write push").await;
    let (status, ..) = ask(&stage, "PUT", "/api/grandstand/v1/push", &program, &body).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "an app subscribes with its own scope and not here");
    assert_eq!(script(&stage, "PUT", &cookie, &token, &body).await, StatusCode::OK);
    let page = stage.get("/settings/notifications", &cookie).await.body;
    assert!(page.contains("data-here=\"on\"") && page.contains("By 127.0.0.1"));

    // What tells authors of their own films and of decisions is told to browsers too, once they are of age or asked for it.
    let form = format!("csrf={token}&push=on&streams=on&kind_follow=on&kind_cheer=on&kind_ready=on");
    assert_eq!(
        stage.press("/settings/notifications", &cookie, &form, "").await.location,
        "/settings/notifications?done=saved"
    );
    let fan = stage.person("nell", "Nell", grandstand_domain::account::Role::Supporter).await;
    cheer::cheer(&stage.ctx, &fan, team.film).await.unwrap();
    grandstand_app::comment::write(&stage.ctx, &fan, team.film, None, "Go").await.unwrap();
    jobs::drain(&stage.ctx).await.unwrap();
    let came = service.take();
    assert_eq!(came.len(), 1, "comments are turned off");
    let message: Value = serde_json::from_slice(&device.read(&came[0])).unwrap();
    assert_eq!(message["url"], format!("http://127.0.0.1:8400/p/{}", team.film));
    assert!(message["icon"].as_str().unwrap().starts_with("http://127.0.0.1:8400/assets/"));

    stage.press("/sign-out", &cookie, &format!("csrf={token}"), "").await;
    cheer::cheer(&stage.ctx, &fan, team.hostile).await.unwrap();
    jobs::drain(&stage.ctx).await.unwrap();
    assert!(service.take().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_person_chooses_is_kept_and_what_cannot_be_is_said() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let cookie = stage.cookie(&team.supporter).await;
    let here = "/settings/notifications";
    let page = stage.get(here, &cookie).await.body;
    let token = csrf(&page);
    let checked =
        |page: &str, name: &str, value: &str| page.contains(&format!("name=\"{name}\" value=\"{value}\" checked"));
    assert!(checked(&page, "push", "off") && checked(&page, "streams", "on") && page.contains("/settings/privacy\">"));
    for (band, push, streams) in [("adult", "on", "on"), ("minor", "off", "off")] {
        stage.press("/settings/age", &cookie, &format!("csrf={token}&age={band}"), "").await;
        let page = stage.get(here, &cookie).await.body;
        assert!(checked(&page, "push", push) && checked(&page, "streams", streams), "{band}");
    }
    let form = |more: &str| format!("csrf={token}&push=on&streams=on&kind_cheer=on&{more}");
    let night = "quiet=on&quiet_from=23:15&quiet_until=06:45&time_zone=Europe%2FLondon";
    stage.press(here, &cookie, &form(night), "").await;
    let page = stage.get(here, &cookie).await.body;
    for kept in ["value=\"23:15\"", "value=\"06:45\"", "value=\"Europe/London\"", "name=\"quiet\" value=\"on\" checked"]
    {
        assert!(page.contains(kept), "{kept}");
    }
    assert!(checked(&page, "kind_cheer", "on") && !checked(&page, "kind_follow", "on"));
    for (more, field) in [
        ("quiet=on&quiet_from=25:00&quiet_until=06:45", "quiet_from"),
        ("quiet=on&quiet_from=06:45&quiet_until=06:45", "quiet_until"),
        ("time_zone=Nowhere%2FLand", "time_zone"),
        ("time_zone=%22%3E%3Cscript%3E", "time_zone"),
    ] {
        let wrong = stage.press(here, &cookie, &form(more), "").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{more}");
        assert!(wrong.body.contains(&format!("id=\"{field}-error\"")) && !wrong.body.contains("\"><script>"), "{more}");
    }
    let (choice, _) = push::choice(&stage.ctx, &team.supporter).await.unwrap();
    assert_eq!(choice.time_zone, "Europe/London", "what was wrong changed nothing");
}

async fn ask_stream(stage: &Stage, token: &str) -> axum::response::Response {
    let request = Request::get("/api/v1/streaming/user")
        .header(header::HOST, "127.0.0.1:8400")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    stage.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}
