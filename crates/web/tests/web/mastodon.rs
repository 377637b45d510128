//! The client API on a filled stage: what must hold whichever app asks.

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use grandstand_app::{account, client, comment, session};
use grandstand_domain::{account::Actor, session::SessionKind};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{
    oauth::ask,
    stage::{HOSTILE, Stage, Team, fill},
};

async fn token(stage: &Stage, who: &Actor) -> String {
    session::start(&stage.ctx, who.account, SessionKind::Token, "test").await.unwrap()
}

async fn ready() -> (Stage, Team, String, String) {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let (fan, athlete) = (token(&stage, &team.supporter).await, token(&stage, &team.athlete).await);
    (stage, team, fan, athlete)
}

async fn get(stage: &Stage, path: &str, token: &str) -> (StatusCode, HeaderMap, Value) {
    ask(stage, "GET", path, token, &Value::Null).await
}

async fn post(stage: &Stage, path: &str, token: &str, body: Value) -> (StatusCode, Value) {
    let (status, _, value) = ask(stage, "POST", path, token, &body).await;
    (status, value)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_not_be_seen_is_like_what_does_not_exist() {
    let (stage, team, _, athlete) = ready().await;
    let said = comment::write(&stage.ctx, &team.athlete, team.followers_only, None, "for you").await.unwrap();
    let stranger = stage.person("nell", "Nell", grandstand_domain::account::Role::Supporter).await;
    let stranger = token(&stage, &stranger).await;
    let unknown = team.film.0 - 1;
    for id in [team.followers_only.0, team.draft.0, said.id.0] {
        for path in ["", "/context", "/source", "/history", "/favourited_by", "/reblogged_by", "/card"] {
            let of = async |id: i64| get(&stage, &format!("/api/v1/statuses/{id}{path}"), &stranger).await;
            let (hidden, none) = (of(id).await, of(unknown).await);
            assert_eq!((hidden.0, &hidden.2), (StatusCode::NOT_FOUND, &none.2), "{id}{path}");
        }
        for act in ["favourite", "reblog", "bookmark", "pin", "unfavourite"] {
            let (status, _) = post(&stage, &format!("/api/v1/statuses/{id}/{act}"), &stranger, json!({})).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{act} {id}");
        }
        let reply = json!({ "status": "hello", "in_reply_to_id": id.to_string() });
        assert_eq!(post(&stage, "/api/v1/statuses", &stranger, reply).await.0, StatusCode::NOT_FOUND);
        assert_eq!(get(&stage, &format!("/api/v1/statuses/{id}"), "").await.0, StatusCode::NOT_FOUND);
    }
    let (_, _, all) = get(&stage, &format!("/api/v1/accounts/{}/statuses", team.athlete.account), &stranger).await;
    let hidden = [team.followers_only.to_string(), team.draft.to_string(), said.id.to_string()];
    assert!(all.as_array().unwrap().iter().all(|s| !hidden.contains(&s["id"].as_str().unwrap().to_owned())));
    let (_, _, own) = get(&stage, &format!("/api/v1/statuses/{}", team.followers_only), &athlete).await;
    assert_eq!((&own["visibility"], &own["pinned"]), (&json!("private"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_hostile_becomes_markup_and_every_member_is_there() {
    let (stage, team, fan, _) = ready().await;
    let (_, _, status) = get(&stage, &format!("/api/v1/statuses/{}", team.hostile), &fan).await;
    let content = status["content"].as_str().unwrap();
    assert!(content.contains("&lt;script&gt;") && !content.contains("<script"), "{content}");
    assert!(content.contains("class=\"mention hashtag\"") && content.contains("class=\"u-url mention\""), "{content}");
    assert_eq!(status["mentions"][0]["username"], "mo");
    assert_eq!(status["media_attachments"][0]["description"], HOSTILE);
    for member in [
        "id",
        "created_at",
        "in_reply_to_id",
        "sensitive",
        "spoiler_text",
        "visibility",
        "language",
        "uri",
        "url",
        "replies_count",
        "reblogs_count",
        "favourites_count",
        "edited_at",
        "favourited",
        "reblogged",
        "muted",
        "bookmarked",
        "filtered",
        "reblog",
        "application",
        "account",
        "media_attachments",
        "mentions",
        "tags",
        "emojis",
        "card",
        "poll",
        "quote",
    ] {
        assert!(status.get(member).is_some(), "{member} is missing");
    }
    for member in ["url", "preview_url", "remote_url", "meta", "description", "blurhash", "captions", "renditions"] {
        assert!(status["media_attachments"][0].get(member).is_some(), "{member} is missing");
    }
    let account = &status["account"];
    assert!(account["note"].as_str().unwrap().contains("&lt;i&gt;run"), "{account}");
    for member in ["id", "username", "acct", "avatar", "header", "fields", "emojis", "locked", "bot", "note", "url"] {
        assert!(!account[member].is_null(), "{member} is missing");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_is_a_film_and_no_wish_for_less_is_widened() {
    let (stage, team, fan, athlete) = ready().await;
    let media = stage.video(&team.athlete).await.to_string();
    for (body, say) in [
        (json!({ "status": "words" }), "A post here is a film"),
        (json!({ "status": "x", "media_ids": [media, "1"] }), "one film"),
        (json!({ "status": "x", "media_ids": [media], "visibility": "unlisted" }), "Nothing was posted"),
        (json!({ "status": "x", "media_ids": [media], "visibility": "direct" }), "Nothing was posted"),
        (
            json!({ "status": "x", "media_ids": [media], "poll": { "options": ["a", "b"], "expires_in": 60 } }),
            "no polls",
        ),
        (json!({ "status": "x", "media_ids": [media], "in_reply_to_id": team.film.to_string() }), "words only"),
        (json!({ "status": "x", "media_ids": ["7"] }), ""),
    ] {
        let (status, answer) = post(&stage, "/api/v1/statuses", &athlete, body.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(answer["error"].as_str().unwrap().contains(say), "{answer}");
    }
    let body = json!({ "status": "x", "media_ids": [media], "visibility": "private" });
    let (status, made) = post(&stage, "/api/v1/statuses", &athlete, body).await;
    assert_eq!((status, &made["visibility"]), (StatusCode::OK, &json!("private")));
    let id = made["id"].as_str().unwrap();
    let (status, answer) = post(&stage, &format!("/api/v1/statuses/{id}/reblog"), &athlete, json!({})).await;
    assert_eq!((status, answer["error"].is_string()), (StatusCode::UNPROCESSABLE_ENTITY, true));
    let (_, said) = post(&stage, "/api/v1/statuses", &fan, json!({ "status": "Yes", "in_reply_to_id": id })).await;
    assert_eq!(said["visibility"], "private");
    let at = |act: &str| format!("/api/v1/statuses/{}/{act}", said["id"].as_str().unwrap());
    assert_eq!(post(&stage, &at("favourite"), &fan, json!({})).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_sent_twice_makes_one_thing() {
    let (stage, team, fan, _) = ready().await;
    let send = async |key: &str, text: &str| {
        let body = json!({ "status": text, "in_reply_to_id": team.film.to_string() }).to_string();
        let request = Request::builder()
            .method("POST")
            .uri("/api/v1/statuses")
            .header(header::AUTHORIZATION, format!("Bearer {fan}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key);
        let response = stage.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice::<Value>(&bytes).unwrap())
    };
    let (first, second) = tokio::join!(send("a", "once"), send("a", "once"));
    let made: Vec<_> = [&first, &second].into_iter().filter(|a| a.0 == StatusCode::OK).map(|a| &a.1["id"]).collect();
    assert!(made.iter().all(|id| *id == made[0]), "{first:?} {second:?}");
    let again = send("a", "other words").await;
    assert_eq!(&again.1["id"], made[0]);
    assert_ne!(&send("b", "once").await.1["id"], made[0]);
    assert_eq!(send("c", "").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send("c", "now with words").await.0, StatusCode::OK, "what made nothing may be sent again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_timeline_is_kept_until_it_changes_and_says_what_is_left() {
    let (stage, team, fan, _) = ready().await;
    let (status, headers, before) = get(&stage, "/api/v1/timelines/public?limit=2", "").await;
    assert_eq!((status, before.as_array().unwrap().len()), (StatusCode::OK, 2));
    let link = headers[header::LINK].to_str().unwrap();
    assert!(link.contains("max_id=") && link.contains("min_id=") && link.contains("limit=2"), "{link}");
    let left = |headers: &HeaderMap| headers["x-ratelimit-remaining"].to_str().unwrap().parse::<i64>().unwrap();
    let tag = headers[header::ETAG].clone();
    let (_, again, _) = get(&stage, "/api/v1/timelines/public?limit=2", "").await;
    assert_eq!((&again[header::ETAG], left(&again)), (&tag, left(&headers) - 1));
    let fresh = stage.post(&team.athlete, |new| new).await;
    let (_, changed, after) = get(&stage, "/api/v1/timelines/public?limit=2", "").await;
    assert_eq!(after[0]["id"], fresh.to_string());
    assert_ne!(changed[header::ETAG], tag);
    let (_, _, home) = get(&stage, "/api/v1/timelines/home", &fan).await;
    assert_eq!(home[0]["id"], fresh.to_string());
    let (_, kept) = post(&stage, &format!("/api/v1/statuses/{fresh}/bookmark"), &fan, json!({})).await;
    assert_eq!(kept["bookmarked"], true);
    let (_, _, home) = get(&stage, "/api/v1/timelines/home", &fan).await;
    assert_eq!(home[0]["bookmarked"], true, "one's own act shows at once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn apps_find_their_way_from_any_page() {
    let stage = Stage::new().await;
    let (_, _, server) = ask(&stage, "GET", "/.well-known/oauth-authorization-server", "", &Value::Null).await;
    assert_eq!(server["code_challenge_methods_supported"], json!(["S256"]));
    for version in ["2.0", "2.1"] {
        let (_, _, info) = ask(&stage, "GET", &format!("/nodeinfo/{version}"), "", &Value::Null).await;
        assert_eq!(
            (&info["software"]["name"], &info["metadata"]["upstream"]["name"]),
            (&json!("grandstand"), &json!("mastodon"))
        );
    }
    for path in ["/api/v1/instance/", "/api/v2/instance", "/api/v2/instance/"] {
        let (status, _, instance) = ask(&stage, "GET", path, "", &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(instance["version"].as_str().unwrap().starts_with("4."), "{instance}");
    }
    // A browser asks first whether a page of another site may send this, then sends it, and sees the links.
    for path in ["/api/v1/statuses", "/oauth/token", "/oauth/revoke", "/nodeinfo/2.0", "/.well-known/nodeinfo"] {
        let request = Request::builder()
            .method("OPTIONS")
            .uri(path)
            .header(header::ORIGIN, "https://web.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,idempotency-key");
        let response = stage.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert!(response.status().is_success(), "{path}");
        assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*", "{path}");
        let allowed = response.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap().to_lowercase();
        assert!(allowed.contains("authorization") && allowed.contains("idempotency-key"), "{path}");
    }
    let request = Request::builder()
        .method("POST")
        .uri("/api/v1/apps")
        .header(header::HOST, "127.0.0.1:8400")
        .header(header::ORIGIN, "https://web.example")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let form = "client_name=Web&redirect_uris=https%3A%2F%2Fweb.example%2F&scopes=read+write";
    let response = stage.router.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let exposed = response.headers()[header::ACCESS_CONTROL_EXPOSE_HEADERS].to_str().unwrap().to_lowercase();
    assert!(exposed.contains("link") && exposed.contains("x-ratelimit-remaining"), "{exposed}");
}

/// If this fails, someone reads a copy of a status that says what was so before, or what is another reader's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_that_was_written_before_says_what_is_so_now() {
    let (stage, team, fan, _) = ready().await;
    let kit = stage.person("kit", "Kit Lowry", grandstand_domain::account::Role::Athlete).await;
    let id = stage.post(&kit, |new| new).await;
    let other = token(&stage, &team.athlete).await;
    for who in [&fan, &other] {
        assert_eq!(
            post(&stage, &format!("/api/v1/accounts/{}/follow", kit.account), who, json!({})).await.0,
            StatusCode::OK
        );
    }
    let first = async |who: &str| get(&stage, "/api/v1/timelines/home?limit=1", who).await.2[0].clone();
    let (mine, theirs) = (first(&fan).await, first(&other).await);
    assert_eq!((&mine, mine["id"].as_str().unwrap()), (&theirs, &*id.to_string()));
    assert_eq!((&mine["favourited"], &mine["account"]["followers_count"]), (&json!(false), &json!(2)));
    let (_, _, alone) = get(&stage, &format!("/api/v1/statuses/{id}"), &fan).await;
    assert_eq!(mine, alone, "a copy is what would be written anew");

    // What one did is theirs; the numbers are everyone's.
    assert_eq!(post(&stage, &format!("/api/v1/statuses/{id}/favourite"), &fan, json!({})).await.0, StatusCode::OK);
    let (mine, theirs) = (first(&fan).await, first(&other).await);
    assert_eq!((&mine["favourited"], &mine["favourites_count"]), (&json!(true), &json!(1)));
    assert_eq!((&theirs["favourited"], &theirs["favourites_count"]), (&json!(false), &json!(1)));

    // The author's own numbers and words, and words that an app adds to the post.
    let unfollow = format!("/api/v1/accounts/{}/unfollow", kit.account);
    assert_eq!(post(&stage, &unfollow, &fan, json!({})).await.0, StatusCode::OK);
    assert_eq!(first(&other).await["account"]["followers_count"], 1);
    let name = account::Change { display_name: Some("Kit L."), ..account::Change::default() };
    account::update(&stage.ctx, &kit, kit.account, name).await.unwrap();
    assert_eq!(first(&other).await["account"]["display_name"], "Kit L.");
    client::note_post(&stage.ctx, &kit, id, true, "Loud", None).await.unwrap();
    assert_eq!(first(&other).await["spoiler_text"], "Loud");

    // Filters are the reader's own.
    let filter = json!({ "title": "no noise", "context": ["home"], "filter_action": "hide", "keywords_attributes": [{ "keyword": "loud" }] });
    assert_eq!(post(&stage, "/api/v2/filters", &other, filter).await.0, StatusCode::OK);
    assert_ne!(first(&other).await["id"], id.to_string());
}
