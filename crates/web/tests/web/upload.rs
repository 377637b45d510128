//! tus 1.0.0 through the real router, with its wrong turns.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use grandstand_app::{ctx::Settings, session};
use grandstand_domain::{
    account::{Actor, Role},
    session::SessionKind,
};
use grandstand_testkit::{Scratch, TestApp, TestWorld, both_databases, means_without_room};
use grandstand_web::{Web, WebSettings, router};
use http_body_util::BodyExt;
use tower::ServiceExt;

const UPLOADS: &str = "/api/grandstand/v1/uploads";

pub(crate) struct Desk {
    pub(crate) app: TestApp,
    router: Router,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

impl Desk {
    pub(crate) async fn new(scratch: Scratch, settings: Settings) -> Self {
        let app = TestApp::with(Arc::new(scratch), TestWorld::default(), settings, Default::default()).await;
        Self::of(app)
    }

    pub(crate) fn of(app: TestApp) -> Self {
        let router = router(Web::new(Arc::clone(&app.ctx), WebSettings::default()).unwrap());
        Self { app, router }
    }

    pub(crate) async fn token(&self, role: Role) -> (Actor, String) {
        let actor = self.app.account(role).await;
        let secret = session::start(&self.app.ctx, actor.account, SessionKind::Token, "test").await.unwrap();
        (actor, secret)
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.router.clone().oneshot(request.body(Body::from(body.to_vec())).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    async fn tus(&self, token: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut all = vec![("tus-resumable", "1.0.0"), ("authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        self.ask(method, path, &all, body).await
    }
}

const BYTES: (&str, &str) = ("content-type", "application/offset+octet-stream");

both_databases! {
    async fn a_file_comes_in_by_the_protocol(scratch) {
        let desk = Desk::new(scratch, Settings::default()).await;
        let (_, token) = desk.token(Role::Athlete).await;
        let can = desk.ask("OPTIONS", UPLOADS, &[], b"").await;
        assert_eq!((can.status, can.header("tus-version"), can.header("tus-max-size")), (204, "1.0.0", "2147483648"));
        assert_eq!(can.header("tus-extension"), "creation,creation-with-upload,checksum,termination,expiration");
        assert_eq!(can.header("tus-checksum-algorithm"), "sha1,sha256,sha512");
        let made = desk.tus(&token, "POST", UPLOADS, &[("upload-length", "11"), ("upload-metadata", "filename YmVhY2gubW92")], b"").await;
        assert_eq!((made.status, made.header("upload-offset"), made.header("tus-resumable")), (201, "0", "1.0.0"));
        assert!(made.header("upload-expires").ends_with(" GMT"));
        let at = made.header("location").to_owned();
        let sent = desk.tus(&token, "PATCH", &at, &[BYTES, ("upload-offset", "0")], b"hello ").await;
        assert_eq!((sent.status, sent.header("upload-offset")), (204, "6"));
        let asked = desk.tus(&token, "HEAD", &at, &[], b"").await;
        assert_eq!((asked.status, asked.header("upload-offset"), asked.header("upload-length")), (200, "6", "11"));
        assert_eq!((asked.header("cache-control"), asked.header("upload-metadata")), ("no-store", "filename YmVhY2gubW92"));
        let sum = ("upload-checksum", "sha1 fCEUM/AgcVl3Qeb/Wo6jR4mrv0M=");
        let wrong = desk.tus(&token, "PATCH", &at, &[BYTES, ("upload-offset", "6"), sum], b"wrong").await;
        assert_eq!(wrong.status, 460);
        let odd = desk.tus(&token, "PATCH", &at, &[BYTES, ("upload-offset", "6"), ("upload-checksum", "md5 AAAA")], b"world").await;
        assert_eq!(odd.status, 400);
        let last = desk.tus(&token, "PATCH", &at, &[BYTES, ("upload-offset", "6"), sum], b"world").await;
        assert_eq!((last.status, last.header("upload-offset")), (204, "11"));
        assert!(!last.header("grandstand-media").is_empty());
        let asked = desk.tus(&token, "HEAD", &at, &[], b"").await;
        assert_eq!((asked.header("upload-offset"), asked.header("grandstand-media")), ("11", last.header("grandstand-media")));
        let whole = desk.tus(&token, "POST", UPLOADS, &[("upload-length", "3"), BYTES], b"abc").await;
        assert_eq!((whole.status, whole.header("upload-offset")), (201, "3"));
        assert!(!whole.header("grandstand-media").is_empty());
        let ended = desk.tus(&token, "DELETE", whole.header("location"), &[], b"").await;
        assert_eq!(ended.status, 204);
        assert_eq!(desk.tus(&token, "HEAD", whole.header("location"), &[], b"").await.status, 404);
    }

    async fn wrong_turns_are_told_apart(scratch) {
        let settings = Settings { upload_most_bytes: 100, quota_bytes: 150, ..Settings::default() };
        let desk = Desk::new(scratch, settings).await;
        let (_, token) = desk.token(Role::Athlete).await;
        let (_, other) = desk.token(Role::Athlete).await;
        let (_, supporter) = desk.token(Role::Supporter).await;
        let length = ("upload-length", "10");
        let made = desk.tus(&token, "POST", UPLOADS, &[length], b"").await;
        let at = made.header("location").to_owned();
        let huge = format!("filename {}", "QUFB".repeat(5_000));
        let chunk = [BYTES, ("upload-offset", "0")];
        let rows: Vec<(u16, Answer)> = vec![
            (401, desk.ask("POST", UPLOADS, &[("tus-resumable", "1.0.0"), length], b"").await),
            (401, desk.tus("no-such-token", "POST", UPLOADS, &[length], b"").await),
            (403, desk.tus(&supporter, "POST", UPLOADS, &[length], b"").await),
            (412, desk.ask("POST", UPLOADS, &[("authorization", &format!("Bearer {token}")), length], b"").await),
            (400, desk.tus(&token, "POST", UPLOADS, &[], b"").await),
            (400, desk.tus(&token, "POST", UPLOADS, &[("upload-length", "-1")], b"").await),
            (400, desk.tus(&token, "POST", UPLOADS, &[("upload-defer-length", "1")], b"").await),
            (400, desk.tus(&token, "POST", UPLOADS, &[length, ("upload-metadata", &huge)], b"").await),
            (400, desk.tus(&token, "POST", UPLOADS, &[length, ("upload-metadata", "filename ~")], b"").await),
            (413, desk.tus(&token, "POST", UPLOADS, &[("upload-length", "101")], b"").await),
            (413, desk.tus(&token, "POST", UPLOADS, &[("upload-length", "99999999999999999999")], b"").await),
            (415, desk.tus(&token, "PATCH", &at, &[("upload-offset", "0")], b"x").await),
            (400, desk.tus(&token, "PATCH", &at, &[BYTES], b"x").await),
            (409, desk.tus(&token, "PATCH", &at, &[BYTES, ("upload-offset", "4")], b"x").await),
            (413, desk.tus(&token, "PATCH", &at, &chunk, &[0; 11]).await),
            (404, desk.tus(&other, "PATCH", &at, &chunk, b"x").await),
            (404, desk.tus(&other, "HEAD", &at, &[], b"").await),
            (404, desk.tus(&other, "DELETE", &at, &[], b"").await),
            (404, desk.tus(&token, "HEAD", &format!("{UPLOADS}/00000000000000000000000000000000"), &[], b"").await),
            (404, desk.tus(&token, "HEAD", &format!("{UPLOADS}/..%2f..%2fetc"), &[], b"").await),
            (405, desk.tus(&token, "GET", "/api/grandstand/v1/uploads", &[], b"").await),
        ];
        for (row, (expected, answer)) in rows.into_iter().enumerate() {
            assert_eq!(answer.status, expected, "row {row}: {}", String::from_utf8_lossy(&answer.body));
            if answer.status != 405 && !answer.body.is_empty() {
                let said: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
                let sentence = said["error"].as_str().unwrap();
                assert!(sentence.ends_with('.') && sentence.contains(' '), "row {row}: {sentence}");
            }
        }
        assert_eq!(desk.tus(&token, "POST", UPLOADS, &[("upload-length", "100")], b"").await.status, 201);
        assert_eq!(desk.tus(&token, "POST", UPLOADS, &[("upload-length", "100")], b"").await.status, 413);
        assert_eq!(desk.tus(&token, "HEAD", &at, &[], b"").await.header("upload-offset"), "0");
    }

    /// A browser's session needs the page's token beside its cookie; a foreign page's upload never starts.
    async fn a_cookie_alone_uploads_nothing(scratch) {
        let desk = Desk::new(scratch, Settings::default()).await;
        let actor = desk.app.account(Role::Athlete).await;
        let secret = session::start(&desk.app.ctx, actor.account, SessionKind::Browser, "test").await.unwrap();
        let cookie = format!("gs_session={secret}");
        let headers = [("tus-resumable", "1.0.0"), ("cookie", cookie.as_str()), ("upload-length", "3")];
        assert_eq!(desk.ask("POST", UPLOADS, &headers, b"").await.status, 409);
        let foreign = [&headers[..], &[("sec-fetch-site", "cross-site")]].concat();
        assert_eq!(desk.ask("POST", UPLOADS, &foreign, b"").await.status, 409);
    }
}

/// A full disk and a locked database are told in words, and nothing is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_said() {
    let scratch = Arc::new(Scratch::sqlite().await);
    let world = TestWorld::default();
    let means = means_without_room(scratch.folder.path()).await;
    let key = Box::new([7; 32]).into();
    let ctx = grandstand_app::Ctx::new(scratch.db.clone(), Settings::default(), means, world.clone(), key);
    let desk = Desk::of(TestApp { ctx: Arc::new(ctx), world, scratch });
    let (_, token) = desk.token(Role::Athlete).await;
    let full = desk.tus(&token, "POST", UPLOADS, &[("upload-length", "10")], b"").await;
    assert_eq!(full.status, StatusCode::INSUFFICIENT_STORAGE.as_u16());
    assert!(String::from_utf8_lossy(&full.body).contains("no room"));
}
