//! Streams of events: who is told of what, on whichever server, and who no longer.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use futures_util::{SinkExt as _, StreamExt as _};
use grandstand_app::{block, cheer, filter, follow, mute, oauth, post, post::Edit, reblog, session, throttle::Origin};
use grandstand_domain::{
    account::{Actor, Role},
    id::PostId,
    post::Visibility,
    session::SessionKind,
};
use grandstand_testkit::both_databases;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest as _};
use tower::ServiceExt as _;

use crate::stage::Stage;

const SOON: Duration = Duration::from_secs(5);
/// Long enough for an event that must not come to have come.
const A_WHILE: Duration = Duration::from_millis(400);

/// A stream of server-sent events, being read.
struct Ear {
    body: Body,
    text: String,
}

async fn token(stage: &Stage, who: &Actor) -> String {
    session::start(&stage.ctx, who.account, SessionKind::Token, "test").await.unwrap()
}

async fn open(stage: &Stage, path: &str, token: &str) -> (StatusCode, Ear) {
    let request = Request::get(format!("/api/v1/streaming/{path}")).header(header::HOST, "127.0.0.1:8400");
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::empty()).unwrap();
    let response = stage.router.clone().oneshot(request).await.unwrap();
    (response.status(), Ear { body: response.into_body(), text: String::new() })
}

impl Ear {
    async fn on(stage: &Stage, path: &str, who: &Actor) -> Self {
        let (status, ear) = open(stage, path, &token(stage, who).await).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        ear
    }

    /// The next event; none once the stream has ended.
    async fn next(&mut self) -> Option<(String, String)> {
        loop {
            if let Some((block, rest)) = self.text.clone().split_once("\n\n") {
                rest.clone_into(&mut self.text);
                let field = |name: &str| block.lines().find_map(|l| l.strip_prefix(name)).map(|v| v.trim().to_owned());
                if let Some(event) = field("event:") {
                    return Some((event, field("data:").unwrap_or_default()));
                }
                continue;
            }
            let frame = timeout(SOON, self.body.frame()).await.expect("an event")?.unwrap();
            self.text += std::str::from_utf8(&frame.into_data().unwrap()).unwrap();
        }
    }

    async fn event(&mut self, name: &str) -> Value {
        let (event, data) = self.next().await.expect("the stream goes on");
        assert_eq!(event, name, "{data}");
        serde_json::from_str(&data).unwrap_or(Value::Null)
    }

    async fn hears_nothing(&mut self) {
        if let Ok(heard) = timeout(A_WHILE, self.next()).await {
            panic!("heard {heard:?}");
        }
    }
}

fn id(value: &Value) -> PostId {
    value["id"].as_str().unwrap().parse().unwrap()
}

both_databases! {
    async fn each_is_told_on_every_server_what_concerns_them(scratch) {
        let here = Stage::on(scratch).await;
        let there = here.another_server().await;
        let athlete = here.person("mo", "Mo Vale", Role::Athlete).await;
        let fan = here.person("sam", "Sam Reed", Role::Supporter).await;
        let stranger = here.person("nell", "Nell Ash", Role::Supporter).await;
        follow::follow(&here.ctx, &fan, athlete.account).await.unwrap();

        here.advance(1_000);

        // They listen at one server; everything happens at the other.
        let mut home = Ear::on(&there, "user", &fan).await;
        let mut public = Ear::on(&there, "public/local", &stranger).await;
        let mut tag = Ear::on(&there, "hashtag?tag=heat", &stranger).await;
        let mut not_home = Ear::on(&there, "user", &stranger).await;
        let mut own = Ear::on(&there, "user/notification", &athlete).await;
        let film = here.post(&athlete, |n| post::NewPost { caption: "The #heat", ..n }).await;
        for ear in [&mut home, &mut public, &mut tag] {
            let told = ear.event("update").await;
            assert_eq!(id(&told), film);
            assert!(told.get("favourited").is_none() && told["media_attachments"][0]["url"].is_string(), "{told}");
        }
        not_home.hears_nothing().await;

        let private = here.post(&athlete, |n| post::NewPost { visibility: Visibility::Followers, ..n }).await;
        assert_eq!(id(&home.event("update").await), private);
        public.hears_nothing().await;

        cheer::cheer(&here.ctx, &fan, film).await.unwrap();
        let told = own.event("notification").await;
        assert_eq!((&told["type"], &told["account"]["username"]), (&json!("favourite"), &json!("sam")));
        assert_eq!(id(&told["status"]), film);

        // What was for everyone and is so no longer goes from the public stream, and stays with followers.
        let edit = Edit { visibility: Some(Visibility::Followers), ..Edit::default() };
        post::edit(&here.ctx, &athlete, film, edit).await.unwrap();
        assert_eq!(id(&home.event("status.update").await), film);
        assert_eq!(public.event("delete").await.to_string(), film.to_string());
        assert_eq!(tag.event("delete").await.to_string(), film.to_string());
        post::remove(&here.ctx, &athlete, private).await.unwrap();
        assert_eq!(home.event("delete").await.to_string(), private.to_string());
        public.hears_nothing().await;

        // Passing on, muting, filters, blocking: what changed holds for the next event.
        let other = here.post(&athlete, |n| n).await;
        home.event("update").await;
        public.event("update").await;
        follow::follow(&here.ctx, &stranger, fan.account).await.unwrap();
        home.event("notification").await;
        reblog::reblog(&here.ctx, &fan, other).await.unwrap();
        assert_eq!(id(&not_home.event("update").await["reblog"]), other);
        own.event("notification").await;
        mute::mute(&here.ctx, &stranger, athlete.account, true, 0).await.unwrap();
        let form = filter::Form { title: Some("none"), contexts: Some(vec!["home"]), ..filter::Form::default() };
        filter::create(&here.ctx, &fan, form).await.unwrap();
        home.event("update").await; // their own reblog
        assert_eq!(home.next().await.unwrap(), ("filters_changed".to_owned(), String::new()));
        here.post(&athlete, |n| n).await;
        home.event("update").await;
        public.hears_nothing().await;
        block::block(&here.ctx, &athlete, fan.account).await.unwrap();
        here.post(&athlete, |n| n).await;
        home.hears_nothing().await;
    }

    async fn a_revoked_token_ends_its_stream_on_another_server(scratch) {
        let here = Stage::on(scratch).await;
        let there = here.another_server().await;
        let fan = here.person("sam", "Sam Reed", Role::Supporter).await;
        let secret = token(&here, &fan).await;
        let (_, mut ear) = open(&there, "user", &secret).await;
        let kept = Ear::on(&there, "user", &fan).await;
        assert!(timeout(A_WHILE, ear.next()).await.is_err());
        let who = session::authenticate(&here.ctx, &secret).await.unwrap().unwrap();
        session::end(&here.ctx, &fan, who.session).await.unwrap();
        here.advance(1_000);
        assert_eq!(timeout(Duration::from_secs(2), ear.next()).await.unwrap(), None);
        drop(kept);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_does_not_read_is_closed_and_keeps_no_memory() {
    let stage = Stage::new().await;
    let athlete = stage.person("mo", "Mo Vale", Role::Athlete).await;
    let film = stage.post(&athlete, |n| n).await;
    let mut slow = Ear::on(&stage, "public", &athlete).await;
    for round in 0..80 {
        let caption = format!("Round {round}");
        post::edit(&stage.ctx, &athlete, film, Edit { caption: Some(&caption), ..Edit::default() }).await.unwrap();
    }
    tokio::time::sleep(A_WHILE).await;
    let mut told = 0;
    while slow.next().await.is_some() {
        told += 1;
    }
    assert!(told <= 64, "{told} events were kept for one connection");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_has_so_many_streams_and_no_more() {
    let stage = Stage::new().await;
    let fan = stage.person("sam", "Sam Reed", Role::Supporter).await;
    let mut held = Vec::new();
    for _ in 0..20 {
        held.push(Ear::on(&stage, "user", &fan).await);
    }
    let secret = token(&stage, &fan).await;
    assert_eq!(open(&stage, "user", &secret).await.0, StatusCode::TOO_MANY_REQUESTS);
    held.pop();
    assert_eq!(open(&stage, "user", &secret).await.0, StatusCode::OK);
    assert_eq!(open(&stage, "hashtag", &secret).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(open(&stage, "list?list=1", &secret).await.0, StatusCode::NOT_FOUND);
    assert_eq!(open(&stage, "health", "").await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection_carries_several_streams_within_its_scopes() {
    let stage = Stage::new().await;
    let athlete = stage.person("mo", "Mo Vale", Role::Athlete).await;
    let fan = stage.person("sam", "Sam Reed", Role::Supporter).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let web = grandstand_web::Web::new(stage.ctx.clone(), grandstand_web::WebSettings::default()).unwrap();
    let serving = tokio::spawn(grandstand_web::serve(web, listener, async move { drop(stopped.await) }));

    let secret = app_token(&stage, &fan, "read:statuses").await;
    let mut request = format!("ws://{address}/api/v1/streaming/?stream=public").into_client_request().unwrap();
    request.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, secret.parse().unwrap());
    let plain = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut socket, answer) = tokio_tungstenite::client_async(request, plain).await.unwrap();
    assert_eq!(answer.headers()[header::SEC_WEBSOCKET_PROTOCOL], *secret);
    let mut say = async |what: Value| {
        socket.send(Message::text(what.to_string())).await.unwrap();
        tokio::time::sleep(A_WHILE).await;
    };
    say(json!({ "type": "subscribe", "stream": "hashtag", "tag": "heat" })).await;
    say(json!({ "type": "subscribe", "stream": "user" })).await;
    say(json!({ "type": "unsubscribe", "stream": "user" })).await;
    say(json!({ "type": "subscribe", "stream": "moon" })).await;
    say(json!({ "type": "subscribe", "stream": "user:notification" })).await;
    say(json!("what")).await;
    let film = stage.post(&athlete, |n| post::NewPost { caption: "The #heat", ..n }).await;
    let mut told = Vec::new();
    for _ in 0..5 {
        let message = timeout(SOON, socket.next()).await.unwrap().unwrap().unwrap();
        told.push(serde_json::from_str::<Value>(message.to_text().unwrap()).unwrap());
    }
    let refused: Vec<&Value> = told.iter().filter_map(|m| m.get("status")).collect();
    assert_eq!(refused, [&json!(400), &json!(403), &json!(400)]);
    let streams: Vec<&Value> = told.iter().filter_map(|m| m.get("stream")).collect();
    assert_eq!(streams, [&json!(["public"]), &json!(["hashtag", "heat"])]);
    let payload: Value = serde_json::from_str(told[4]["payload"].as_str().unwrap()).unwrap();
    assert_eq!((&told[4]["event"], id(&payload)), (&json!("update"), film));

    // The server stops: it says so and does not wait for those who listen.
    drop(stop);
    let last = timeout(SOON, socket.next()).await.unwrap().unwrap().unwrap();
    assert!(matches!(last, Message::Close(Some(frame)) if u16::from(frame.code) == 1001));
    timeout(SOON, serving).await.unwrap().unwrap().unwrap();
}

/// A token of an app that was let in with these scopes.
async fn app_token(stage: &Stage, who: &Actor, scopes: &str) -> String {
    let ctx = &stage.ctx;
    let oob = oauth::OUT_OF_BAND;
    let new = oauth::NewApp { name: "Ear", redirect_uris: vec![oob], scopes, ..Default::default() };
    let made = oauth::register(ctx, Origin::default(), new).await.unwrap();
    let client_id = &made.app.client_id;
    let wish = oauth::Wish { client_id, redirect_uri: oob, response_type: "code", scope: scopes, ..Default::default() };
    let consent = oauth::consider(ctx, wish).await.unwrap().unwrap();
    let browser = session::start(ctx, who.account, SessionKind::Browser, "test").await.unwrap();
    let signed_in = session::authenticate(ctx, &browser).await.unwrap().unwrap();
    let code = oauth::allow(ctx, &signed_in, &consent).await.unwrap();
    let client = oauth::Client { client_id, secret: Some(&made.client_secret), ..Default::default() };
    let with = oauth::Exchange { code: &code, redirect_uri: oob, verifier: None };
    oauth::exchange(ctx, client, with).await.unwrap().access
}
