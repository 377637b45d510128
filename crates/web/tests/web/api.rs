//! The JSON interface as a program meets it: with a token, without one, page after page.

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use grandstand_app::{journey, post::NewPost, session};
use grandstand_domain::{
    account::{Actor, Role},
    journey::MilestoneKind,
    post::Visibility,
    session::SessionKind,
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::stage::{Stage, fill};

pub(crate) struct Program<'a> {
    stage: &'a Stage,
    token: String,
}

impl<'a> Program<'a> {
    pub(crate) async fn of(stage: &'a Stage, who: Option<&Actor>) -> Self {
        let token = match who {
            Some(who) => session::start(&stage.ctx, who.account, SessionKind::Token, "test").await.unwrap().clone(),
            None => String::new(),
        };
        Self { stage, token }
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, body: &Value) -> (StatusCode, HeaderMap, Value) {
        self.ask_with(method, path, body, "").await
    }

    async fn ask_with(&self, method: &str, path: &str, body: &Value, tag: &str) -> (StatusCode, HeaderMap, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/grandstand/v1{path}"))
            .header(header::HOST, "127.0.0.1:8400")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::IF_NONE_MATCH, tag);
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let response = self.stage.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, headers, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, _, value) = self.ask("GET", path, &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}: {value}");
        value
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn feeds_page_to_an_end_and_know_who_has_them() {
    let stage = Stage::new().await;
    fill(&stage).await;
    let anyone = Program::of(&stage, None).await;
    let all = anyone.get("/feeds/discover?limit=50").await;
    let total = usize::try_from(all["total"].as_u64().unwrap()).unwrap();
    assert_eq!((all["items"].as_array().unwrap().len(), &all["next"]), (total, &Value::Null));
    let (mut seen, mut path) = (Vec::new(), "/feeds/discover?limit=1".to_owned());
    loop {
        let (_, headers, page) = anyone.ask("GET", &path, &Value::Null).await;
        seen.push(page["items"][0]["id"].clone());
        let Some(link) = headers.get(header::LINK) else { break };
        let (_, rest) = link.to_str().unwrap().split_once("/api/grandstand/v1").unwrap();
        path = rest.split_once('>').unwrap().0.to_owned();
    }
    let ids: Vec<Value> = all["items"].as_array().unwrap().iter().map(|i| i["id"].clone()).collect();
    assert_eq!(seen, ids);

    let (_, headers, _) = anyone.ask("GET", "/feeds/discover", &Value::Null).await;
    let tag = headers[header::ETAG].to_str().unwrap().to_owned();
    let (status, _, again) = anyone.ask_with("GET", "/feeds/discover", &Value::Null, &tag).await;
    assert_eq!((status, again), (StatusCode::NOT_MODIFIED, Value::Null));
    assert_eq!(anyone.ask("GET", "/feeds/following", &Value::Null).await.0, StatusCode::UNAUTHORIZED);
    // A place that no page ever named is not found, here as on the pages.
    assert_eq!(anyone.ask("GET", "/feeds/discover?after=%3Cx%3E", &Value::Null).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_have_the_effect_they_say_once() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let fan = Program::of(&stage, Some(&team.supporter)).await;
    let anyone = Program::of(&stage, None).await;
    let (none, film) = (Value::Null, format!("/posts/{}", team.hostile));
    fan.ask("DELETE", &format!("{film}/cheer"), &none).await;
    let before = fan.get(&film).await["cheers"].as_i64().unwrap();
    for _ in 0..2 {
        let (status, _, answer) = fan.ask("POST", &format!("{film}/cheer"), &none).await;
        assert_eq!((status, answer), (StatusCode::OK, json!({ "on": true, "count": before + 1 })));
    }
    assert_eq!(fan.ask("POST", &format!("{film}/bookmark"), &none).await.2, json!({ "on": true }));
    let shown = fan.get(&film).await;
    assert_eq!(
        (&shown["cheers"], &shown["own"]["cheered"], &shown["own"]["bookmarked"]),
        (&json!(before + 1), &json!(true), &json!(true))
    );
    assert!(anyone.get(&film).await.get("own").is_none());
    assert!(fan.get("/bookmarks").await["items"].as_array().unwrap().iter().any(|i| i["id"] == shown["id"]));

    let (status, _, comment) = fan.ask("POST", &format!("{film}/comments"), &json!({ "text": "Go! <b>" })).await;
    assert_eq!(
        (status, &comment["text"], &comment["removable"]),
        (StatusCode::CREATED, &json!("Go! <b>"), &json!(true))
    );
    let (status, _, reply) =
        fan.ask("POST", &format!("{film}/comments"), &json!({ "text": "And again", "parent": comment["id"] })).await;
    assert_eq!((status, &reply["parent"]), (StatusCode::CREATED, &comment["id"]));
    let list = anyone.get(&format!("{film}/comments")).await;
    assert_eq!(list["items"][0]["replies"][0]["text"], "And again");
    let gone = format!("/comments/{}", comment["id"].as_str().unwrap());
    assert_eq!(fan.ask("DELETE", &gone, &none).await.0, StatusCode::NO_CONTENT);

    assert_eq!(fan.ask("POST", &format!("{film}/hide"), &none).await.0, StatusCode::OK);
    let feed = fan.get("/feeds/discover?limit=50").await;
    assert!(feed["items"].as_array().unwrap().iter().all(|i| i["id"] != shown["id"]));
    assert_eq!(anyone.ask("POST", &format!("{film}/shares"), &none).await.0, StatusCode::NO_CONTENT);
    let views = json!({ "views": [{ "post": team.film.to_string(), "ms": 1200, "done": false, "from": "discover" }] });
    assert_eq!(anyone.ask("POST", "/watches", &views).await.0, StatusCode::NO_CONTENT);
    assert_eq!(anyone.ask("POST", "/watches", &json!({ "views": 7 })).await.0, StatusCode::BAD_REQUEST);

    fan.ask("DELETE", "/accounts/ffion/follow", &none).await;
    let followers = fan.get("/accounts/ffion").await["followers"].as_i64().unwrap();
    let (_, _, followed) = fan.ask("POST", "/accounts/ffion/follow", &none).await;
    assert_eq!(followed, json!({ "on": true, "count": followers + 1 }));
    assert_eq!(fan.get("/accounts/ffion").await["following"], true);
    assert_eq!(fan.ask("POST", "/accounts/nobody_here/follow", &none).await.0, StatusCode::NOT_FOUND);
    for path in [format!("{film}/cheer"), "/accounts/ffion/follow".to_owned(), "/notifications/read".to_owned()] {
        assert_eq!(anyone.ask("POST", &path, &none).await.0, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn authors_edit_and_remove_and_are_told() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let (author, fan) =
        (Program::of(&stage, Some(&team.athlete)).await, Program::of(&stage, Some(&team.supporter)).await);
    let film = format!("/posts/{}", team.film);
    assert_eq!(fan.ask("PATCH", &film, &json!({ "caption": "x" })).await.0, StatusCode::FORBIDDEN);
    let unseen = format!("/posts/{}", team.draft);
    assert_eq!(fan.ask("PATCH", &unseen, &json!({ "caption": "x" })).await.0, StatusCode::NOT_FOUND);
    let change = json!({ "caption": "New words #fresh", "replies": "off", "journey": "" });
    let (status, _, changed) = author.ask("PATCH", &film, &change).await;
    assert_eq!(
        (status, &changed["caption"], &changed["tags"], &changed["replies"], &changed["journey"]),
        (StatusCode::OK, &json!("New words #fresh"), &json!(["fresh"]), &json!("off"), &Value::Null)
    );
    let (status, _, faults) = author.ask("PATCH", &film, &json!({ "caption": "x".repeat(3_000) })).await;
    assert_eq!((status, &faults["faults"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("caption")));
    let found = fan.get("/search?q=fresh").await;
    assert_eq!((&found["posts"][0]["id"], &found["tags"][0]["tag"]), (&changed["id"], &json!("fresh")));
    assert_eq!(
        fan.get("/accounts/mo/posts").await["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|i| i["id"] == changed["id"])
            .count(),
        1
    );

    assert!(!author.get("/notifications").await["items"].as_array().unwrap().is_empty());
    assert_eq!(author.ask("POST", "/notifications/read", &Value::Null).await.0, StatusCode::NO_CONTENT);
    assert!(author.get("/notifications").await["items"].as_array().unwrap().iter().all(|n| n["read"] == true));
    assert_eq!(author.ask("DELETE", "/notifications", &Value::Null).await.0, StatusCode::NO_CONTENT);
    assert!(author.get("/notifications").await["items"].as_array().unwrap().is_empty());

    assert_eq!(author.ask("DELETE", &film, &Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(author.ask("GET", &film, &Value::Null).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journey_shows_each_viewer_what_they_may_see() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let way = journey::get(&stage.ctx, team.athlete.account, "the-long-way").await.unwrap().journey.id;
    let quiet = |new| NewPost { visibility: Visibility::Followers, journey: Some(way), ..new };
    let quiet = stage.post(&team.athlete, quiet).await;
    let milestone =
        |label, happens_on, post| journey::NewMilestone { kind: MilestoneKind::Camp, label, happens_on, post };
    let steps = [milestone("First", "2026-01-01", Some(team.film)), milestone("Second", "", Some(quiet))];
    journey::set_milestones(&stage.ctx, &team.athlete, way, &steps).await.unwrap();
    let (anyone, fan) = (Program::of(&stage, None).await, Program::of(&stage, Some(&team.supporter)).await);
    for (who, sees) in [(&anyone, false), (&fan, true)] {
        let list = who.get("/accounts/mo/journeys").await;
        let one = who.get("/accounts/mo/journeys/the-long-way").await;
        assert_eq!((&list["items"], &list["next"]), (&json!([one]), &Value::Null));
        let steps = &one["milestones"];
        assert_eq!(
            (&steps[0]["label"], &steps[0]["day"], &steps[1]["day"]),
            (&json!("First"), &json!("2026-01-01"), &Value::Null)
        );
        assert_eq!(steps[0]["post"]["id"], team.film.to_string());
        assert_eq!(steps[0]["post"]["own"]["cheered"], if sees { json!(true) } else { Value::Null });
        assert_eq!(steps[1]["post"]["id"], if sees { json!(quiet.to_string()) } else { Value::Null });
        let films = who.get("/accounts/mo/journeys/the-long-way/posts").await;
        assert_eq!(films["items"].as_array().unwrap().len(), if sees { 2 } else { 1 }, "{films}");
    }
    assert_eq!(anyone.ask("GET", "/accounts/mo/journeys/another", &Value::Null).await.0, StatusCode::NOT_FOUND);
}

/// What is not there and what is not one's own answer alike, to the byte, in whatever way they are asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_private_answers_as_what_does_not_exist() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let stranger = stage.person("nell", "Nell", Role::Athlete).await;
    let hidden = [team.followers_only, team.draft];
    for who in [Program::of(&stage, None).await, Program::of(&stage, Some(&stranger)).await] {
        for (method, path) in [
            ("GET", ""),
            ("PATCH", ""),
            ("DELETE", ""),
            ("GET", "/comments"),
            ("POST", "/comments"),
            ("POST", "/cheer"),
            ("DELETE", "/cheer"),
            ("POST", "/bookmark"),
            ("POST", "/hide"),
            ("POST", "/shares"),
            ("GET", "/why"),
            ("GET", "/events"),
        ] {
            let body = if method == "GET" { Value::Null } else { json!({ "text": "hello" }) };
            let body = if method == "PATCH" { json!({ "caption": "mine" }) } else { body };
            let of = async |id: String| who.ask(method, &format!("/posts/{id}{path}"), &body).await;
            let (none, _, said) = of((team.film.0 - 1).to_string()).await;
            assert!(matches!(none, StatusCode::NOT_FOUND | StatusCode::UNAUTHORIZED), "{method} {path}: {none}");
            for id in hidden {
                let (status, _, answer) = of(id.to_string()).await;
                assert_eq!((status, answer), (none, said.clone()), "{method} {path}");
            }
        }
    }
}
