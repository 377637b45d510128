//! A small team on a scratch database, and requests to the whole router as someone.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, Response, StatusCode, header},
};
use grandstand_app::{
    Ctx, account, bookmark, cheer, comment, ctx::Settings, follow, journey, organisation, post, post::NewPost,
    push::Reach, session, views,
};
use grandstand_domain::{
    account::{Actor, Role},
    id::{MediaId, PostId},
    journey::MilestoneKind,
    media::{MediaState, Poster, Rendition, Rung},
    organisation::OrganisationKind,
    post::Visibility,
    session::SessionKind,
    sport::Sport,
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, TestWorld, means};
use grandstand_web::{Web, WebSettings, router};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// Text that must come out as text wherever it is shown.
pub(crate) const HOSTILE: &str =
    "<script>alert(1)</script> \"quoted\" 'single' </textarea> & {{ 7*7 }} שלום #Heat @mo @nobody";

/// A server with its views running.
pub(crate) struct Stage {
    pub(crate) ctx: Arc<Ctx>,
    pub(crate) router: Router,
    pub(crate) world: TestWorld,
    views: tokio::task::JoinHandle<()>,
    scratch: Arc<Scratch>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.views.abort();
    }
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) kind: String,
    pub(crate) policy: String,
    /// The session cookie as the browser would send it back; empty when none was set.
    pub(crate) cookie: String,
    pub(crate) body: String,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::on(Scratch::sqlite().await).await
    }

    pub(crate) async fn on(scratch: Scratch) -> Self {
        Self::with(Arc::new(scratch), TestWorld::default()).await
    }

    /// One more server of the same host.
    pub(crate) async fn another_server(&self) -> Self {
        Self::with(Arc::clone(&self.scratch), self.world.clone()).await
    }

    /// Moves the clock of every server.
    pub(crate) fn advance(&self, millis: i64) {
        self.world.advance(millis);
    }

    async fn with(scratch: Arc<Scratch>, world: TestWorld) -> Self {
        let key = Box::new([7; 32]).into();
        let settings = Settings { push: Reach::Loopback, ..Settings::default() };
        let means = means(scratch.folder.path(), Default::default()).await;
        let ctx = Arc::new(Ctx::new(scratch.db.clone(), settings, means, world.clone(), key));
        ctx.speak_with(grandstand_web::PageVoice::default());
        views::load(&ctx).await.unwrap();
        let views = tokio::spawn(views::run(Arc::clone(&ctx)));
        let router = router(Web::new(Arc::clone(&ctx), WebSettings::default()).unwrap());
        Self { ctx, router, world, views, scratch }
    }

    pub(crate) async fn person(&self, handle: &str, name: &str, role: Role) -> Actor {
        self.world.advance(1);
        account::create(&self.ctx, handle, role, name, None).await.unwrap().actor()
    }

    /// Signs someone in and gives the cookie.
    pub(crate) async fn cookie(&self, who: &Actor) -> String {
        let secret = session::start(&self.ctx, who.account, SessionKind::Browser, "test").await.unwrap();
        format!("gs_session={secret}")
    }

    /// A video that can be watched.
    pub(crate) async fn video(&self, owner: &Actor) -> MediaId {
        self.world.advance(1_000);
        let media = MediaId(self.ctx.id());
        let mut tx = self.ctx.db.begin_write(self.ctx.now()).await.unwrap();
        store::media::insert(&mut tx, media, owner.account, &format!("originals/{media}"), 1_000).await.unwrap();
        store::media::accept(&mut tx, media, "{}", 12_000, 1080, 1920).await.unwrap();
        let poster = Poster {
            width: 540,
            height: 960,
            webp_key: format!("{media}.webp"),
            jpeg_key: format!("{media}.jpg"),
            blurhash: "LGF5?xYk^6#M@-5c,1J5@[or[Q6.".into(),
        };
        store::media::set_poster(&mut tx, media, &poster).await.unwrap();
        let rendition = Rendition {
            rung: Rung::P480,
            width: 480,
            height: 854,
            bytes: 1_000,
            bit_rate: 1_100_000,
            codecs: "avc1.64001f,mp4a.40.2".into(),
            sha256: "00".into(),
            key: format!("{media}-480.mp4"),
        };
        store::media::put_rendition(&mut tx, media, &rendition).await.unwrap();
        store::media::set_state(&mut tx, media, MediaState::Playable).await.unwrap();
        store::caption_track::put(&mut tx, media, "en-GB", "author", "WEBVTT\n").await.unwrap();
        tx.commit().await.unwrap();
        media
    }

    /// A post of a video that can be watched.
    pub(crate) async fn post<'a>(&self, who: &Actor, fill: impl FnOnce(NewPost<'a>) -> NewPost<'a>) -> PostId {
        let media = self.video(who).await;
        post::publish(&self.ctx, who, fill(NewPost::of(media))).await.unwrap().id
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(request("GET", path, cookie, ""), "").await
    }

    /// Asks as a program that has a token, with a browser's cookie beside it.
    pub(crate) async fn get_as(&self, path: &str, cookie: &str, secret: &str) -> Answer {
        let request = request("GET", path, cookie, "application/json");
        self.send(request.header(header::AUTHORIZATION, format!("Bearer {secret}")), "").await
    }

    /// Changes something, or tries to, as a page or a script of ours would.
    pub(crate) async fn write(&self, method: &Method, path: &str, cookie: &str, token: &str) -> Answer {
        let request = request(method.as_str(), path, cookie, "").header("x-csrf-token", token);
        self.send(request, "").await
    }

    /// Asks for a page in Welsh.
    pub(crate) async fn get_welsh(&self, path: &str) -> Answer {
        self.send(request("GET", path, "gs_language=cy", ""), "").await
    }

    /// Sends a form as a page of ours would; `accept` of JSON is what a script of ours sends.
    pub(crate) async fn press(&self, path: &str, cookie: &str, form: &str, accept: &'static str) -> Answer {
        self.send(request("POST", path, cookie, accept), form).await
    }

    /// Sends JSON as a script of ours would, with the token of `page`'s head.
    pub(crate) async fn call(&self, path: &str, cookie: &str, token: &str, body: &serde_json::Value) -> Answer {
        let request = request("PUT", path, cookie, "application/json").method("POST").header("x-csrf-token", token);
        self.send(request, &body.to_string()).await
    }

    /// A request of tus from something that is signed in nowhere.
    pub(crate) async fn tus(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = request(method, path, "", "application/json").header("tus-resumable", "1.0.0");
        if let Some(named) = request.headers_mut() {
            named.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/offset+octet-stream"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, body).await
    }

    /// Sends a form as another site's page would.
    pub(crate) async fn press_from_elsewhere(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let request = request("POST", path, cookie, "").header("sec-fetch-site", "cross-site");
        self.send(request.header(header::ORIGIN, "https://evil.example"), form).await
    }

    /// Sends a form with a text file, as a browser without scripts would.
    pub(crate) async fn press_file(&self, path: &str, cookie: &str, fields: &[(&str, &str)], file: &str) -> Answer {
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"<list>.csv\"\r\nContent-Type: text/csv";
        body.push_str(&format!("--x\r\n{head}\r\n\r\n{file}\r\n--x--\r\n"));
        let kind = "multipart/form-data; boundary=x";
        let request = request("PUT", path, cookie, "").method("POST").header(header::CONTENT_TYPE, kind);
        self.send(request, &body).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: &str) -> Answer {
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let header = |name| {
            response.headers().get(name).and_then(|v: &header::HeaderValue| v.to_str().ok()).unwrap_or("").to_owned()
        };
        let (location, kind) = (header(header::LOCATION), header(header::CONTENT_TYPE));
        let policy = header(header::CONTENT_SECURITY_POLICY);
        let cookie = header(header::SET_COOKIE).split(';').next().unwrap_or_default().to_owned();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        // Files are not text; everything else must be.
        let body = match kind.as_str() {
            "application/pdf" => String::from_utf8_lossy(&body).into_owned(),
            _ => String::from_utf8(body.to_vec()).unwrap(),
        };
        Answer { status, location, kind, policy, cookie, body }
    }
}

fn request(method: &str, path: &str, cookie: &str, accept: &'static str) -> axum::http::request::Builder {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8400")
        .header(header::ACCEPT, if accept.is_empty() { "text/html" } else { accept });
    let request = if method == "POST" {
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
    } else {
        request
    };
    if cookie.is_empty() { request } else { request.header(header::COOKIE, cookie) }
}

/// The team that the tests look at.
pub(crate) struct Team {
    pub(crate) athlete: Actor,
    pub(crate) supporter: Actor,
    pub(crate) staff: Actor,
    pub(crate) film: PostId,
    pub(crate) hostile: PostId,
    pub(crate) draft: PostId,
    pub(crate) followers_only: PostId,
}

/// Fills a stage with a team, its films, journeys and what people say.
pub(crate) async fn fill(stage: &Stage) -> Team {
    let ctx = &stage.ctx;
    let form = organisation::Form {
        name: "Team <Albany>",
        kind: OrganisationKind::Noc,
        noc: "ALB",
        colour: "#0d3b8c".parse().unwrap(),
    };
    let organisation = organisation::create(ctx, &Actor::HOST, "albany", form).await.unwrap().id;
    let athlete = stage.person("mo", "Mo <b>Vale</b>", Role::Athlete).await;
    let other = stage.person("ffion", "Ffion Llŷr-Owen", Role::Athlete).await;
    let supporter = stage.person("sam", "Sam \"S\" O'Neil", Role::Supporter).await;
    let staff = stage.person("desk", "The desk", Role::Staff).await;
    for (who, sport) in [(&athlete, Sport::Judo), (&other, Sport::ParaSwimming)] {
        let change = account::Change {
            bio: Some("I <i>run</i> & jump. See https://example.org/?a=1&b=2 @ffion"),
            region: Some("North <Coast>"),
            sport: Some(Some(sport)),
            organisation: Some(Some(organisation)),
            ..account::Change::default()
        };
        account::update(ctx, &Actor::HOST, who.account, change).await.unwrap();
    }
    let way = journey::Form { title: "The <long> way", games: "Games '28", summary: HOSTILE };
    let way = journey::create(ctx, &athlete, way).await.unwrap().id;
    let film = stage.post(&athlete, |new| NewPost { caption: "Hill reps. #heat", journey: Some(way), ..new }).await;
    let hostile = stage.post(&athlete, |new| NewPost { caption: HOSTILE, alt_text: HOSTILE, ..new }).await;
    stage.post(&other, |new| NewPost { caption: "", ..new }).await;
    let draft = stage.post(&athlete, |new| NewPost { caption: "Not yet", when: post::When::Draft, ..new }).await;
    let followers_only =
        stage.post(&athlete, |new| NewPost { caption: "For you", visibility: Visibility::Followers, ..new }).await;
    let milestone = |kind, label, happens_on, post| journey::NewMilestone { kind, label, happens_on, post };
    let milestones = [
        milestone(MilestoneKind::Beginning, "", "2026-01-01", Some(film)),
        milestone(MilestoneKind::Selection, "Se<lec>tion", "2026-09-01", None),
        milestone(MilestoneKind::Start, "First start", "2028-07-14", None),
    ];
    journey::set_milestones(ctx, &athlete, way, &milestones).await.unwrap();
    follow::follow(ctx, &supporter, athlete.account).await.unwrap();
    cheer::cheer(ctx, &supporter, film).await.unwrap();
    bookmark::add(ctx, &supporter, film).await.unwrap();
    for post in [film, hostile] {
        let said = comment::write(ctx, &supporter, post, None, HOSTILE).await.unwrap();
        comment::write(ctx, &athlete, post, Some(said.id), "Thank you @sam").await.unwrap();
    }
    Team { athlete, supporter, staff, film, hostile, draft, followers_only }
}
