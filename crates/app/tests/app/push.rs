//! Web Push: who is told of what, when, and where no message may go.

use std::sync::Arc;

use grandstand_app::{
    AppError, Ctx, account, age, block, cheer, comment,
    ctx::Settings,
    follow, jobs, mute, notification, post,
    push::{self, Reach, Said, Shown, Told, Voice, Wish},
    session::{self, SignedIn},
};
use grandstand_domain::{
    account::{Actor, Role},
    age::AgeBand,
    id::PostId,
    notification::NotificationKind,
    push::{Alert, Alerts, Choice, Policy, QuietHours},
    session::SessionKind,
    time::{DAY, HOUR, MINUTE},
};
use grandstand_media::MediaSettings;
use grandstand_testkit::{PushDevice, PushService, both_databases, means};
use serde_json::Value;

use crate::stage::Stage;

struct Plain;

impl Voice for Plain {
    fn say(&self, told: &Told<'_>) -> Said {
        let name = told.who.map_or("someone", |(_, handle)| handle);
        let title =
            if told.count > 1 { format!("{} things", told.count) } else { format!("{name} {}", told.kind.as_str()) };
        let page = told.post.map_or_else(|| format!("/@{name}"), |post| format!("/p/{post}"));
        Said { title, page, icon: "/icon.png".to_owned() }
    }

    fn words(&self, _language: &str, key: &str, _values: &[(&'static str, String)]) -> String {
        key.to_owned()
    }
}

struct Bench {
    stage: Stage,
    service: PushService,
    device: PushDevice,
    athlete: Actor,
    fan: Actor,
    film: PostId,
}

fn everything() -> Alerts {
    Alert::ALL.iter().copied().collect()
}

async fn signed_in(ctx: &Ctx, who: &Actor, kind: SessionKind) -> SignedIn {
    let secret = session::start(ctx, who.account, kind, "test").await.unwrap();
    session::authenticate(ctx, &secret).await.unwrap().unwrap()
}

impl Bench {
    /// An athlete of age with a film, a fan, and a push service.
    async fn new(scratch: grandstand_testkit::Scratch) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let stage = Stage::new(scratch).await;
        stage.ctx.speak_with(Plain);
        let athlete = stage.person("morgan", Role::Athlete).await;
        let fan = stage.person("fan", Role::Supporter).await;
        age::state_for(&stage.ctx, athlete.account, AgeBand::Adult).await.unwrap();
        let film = stage.post(&athlete, "Hill reps").await;
        jobs::drain(&stage.ctx).await.unwrap();
        Self { stage, service: PushService::start().await, device: PushDevice::new(3), athlete, fan, film }
    }

    fn ctx(&self) -> &Ctx {
        &self.stage.ctx
    }

    async fn subscribe(&self, who: &SignedIn, alerts: Alerts, policy: Policy, path: &str) -> Result<Shown, AppError> {
        let (p256dh, auth) = self.device.keys();
        let endpoint = format!("{}{path}", self.service.url);
        let wish = Wish { endpoint: &endpoint, p256dh: &p256dh, auth: &auth, standard: true, alerts, policy };
        push::subscribe(self.ctx(), who, wish).await
    }

    /// The athlete's app, which wants everything.
    async fn app(&self) -> SignedIn {
        let app = signed_in(self.ctx(), &self.athlete, SessionKind::Token).await;
        self.subscribe(&app, everything(), Policy::All, "/app").await.unwrap();
        app
    }

    /// Someone new cheers.
    async fn cheer(&self, handle: &str) -> Actor {
        let someone = self.stage.person(handle, Role::Supporter).await;
        cheer::cheer(self.ctx(), &someone, self.film).await.unwrap();
        someone
    }

    /// Sends what is due, and reads what came.
    async fn came(&self) -> Vec<(String, Value)> {
        jobs::drain(self.ctx()).await.unwrap();
        self.read()
    }

    fn read(&self) -> Vec<(String, Value)> {
        let came = self.service.take();
        came.iter().map(|p| (p.path.clone(), serde_json::from_slice(&self.device.read(p)).unwrap())).collect()
    }

    async fn titles(&self) -> Vec<String> {
        self.came().await.into_iter().map(|(_, message)| message["title"].as_str().unwrap().to_owned()).collect()
    }

    async fn choose(&self, choice: Choice) {
        push::choose(self.ctx(), &self.athlete, choice).await.unwrap();
    }
}

both_databases! {
    async fn a_device_is_told_once_in_words_that_only_it_can_read(scratch) {
        let t = Bench::new(scratch).await;
        t.app().await;
        cheer::cheer(t.ctx(), &t.fan, t.film).await.unwrap();
        cheer::cheer(t.ctx(), &t.fan, t.film).await.unwrap();
        jobs::drain(t.ctx()).await.unwrap();
        let came = t.service.take();
        assert_eq!(came.len(), 1, "one cheer is one message");
        let pushed = &came[0];
        assert_eq!((pushed.path.as_str(), pushed.header("ttl"), pushed.header("urgency")), ("/app", "86400", "normal"));
        assert!(pushed.header("authorization").starts_with("vapid t=ey"), "{}", pushed.header("authorization"));
        assert!(pushed.header("topic").len() == 32);
        assert!(!pushed.body.windows(9).any(|w| w == b"Hill reps"));
        let message: Value = serde_json::from_slice(&t.device.read(pushed)).unwrap();
        assert_eq!((&message["title"], &message["body"]), (&"fan cheer".into(), &"Hill reps".into()));
        assert_eq!((&message["notification_type"], &message["access_token"]), (&"favourite".into(), &"".into()));
        assert_eq!(message["url"], format!("http://localhost:8400/p/{}", t.film));
        assert!(message["notification_id"].is_i64());

        comment::write(t.ctx(), &t.fan, t.film, None, "Go on!").await.unwrap();
        follow::follow(t.ctx(), &t.fan, t.athlete.account).await.unwrap();
        let mut came: Vec<_> = t.came().await.into_iter().map(|(_, m)| m["body"].to_string()).collect();
        came.sort();
        assert_eq!(came, ["\"\"", "\"Go on!\""]);
    }

    async fn an_app_that_reads_the_draft_is_told_as_the_draft_has_it(scratch) {
        let t = Bench::new(scratch).await;
        let app = signed_in(t.ctx(), &t.athlete, SessionKind::Token).await;
        let ((p256dh, auth), endpoint) = (t.device.keys(), format!("{}/old", t.service.url));
        let wish = Wish { endpoint: &endpoint, p256dh: &p256dh, auth: &auth, standard: false, alerts: everything(), policy: Policy::All };
        push::subscribe(t.ctx(), &app, wish).await.unwrap();
        t.cheer("one").await;
        jobs::drain(t.ctx()).await.unwrap();
        let came = t.service.take();
        assert_eq!(came[0].header("content-encoding"), "aesgcm");
        assert!(came[0].header("crypto-key").contains(";p256ecdsa="));
        assert!(came[0].header("authorization").starts_with("WebPush ey"));
        let message: Value = serde_json::from_slice(&t.device.read(&came[0])).unwrap();
        assert_eq!(message["title"], "one cheer");
    }

    async fn what_was_not_asked_for_is_not_sent(scratch) {
        let t = Bench::new(scratch).await;
        let app = signed_in(t.ctx(), &t.athlete, SessionKind::Token).await;
        let only = |alert: Alert| std::iter::once(alert).collect::<Alerts>();
        t.subscribe(&app, only(Alert::Follow), Policy::All, "/a").await.unwrap();
        t.cheer("one").await;
        assert!(t.titles().await.is_empty(), "the app asked for follows only");

        push::change(t.ctx(), &app, everything(), Policy::Nobody).await.unwrap();
        t.cheer("two").await;
        assert!(t.titles().await.is_empty());
        push::change(t.ctx(), &app, everything(), Policy::Followed).await.unwrap();
        let three = t.cheer("three").await;
        assert!(t.titles().await.is_empty(), "the athlete does not follow them");
        follow::follow(t.ctx(), &t.athlete, three.account).await.unwrap();
        comment::write(t.ctx(), &three, t.film, None, "Fine").await.unwrap();
        assert_eq!(t.titles().await, ["three comment"]);
        push::change(t.ctx(), &app, everything(), Policy::Follower).await.unwrap();
        comment::write(t.ctx(), &three, t.film, None, "Fine again").await.unwrap();
        assert!(t.titles().await.is_empty(), "they do not follow the athlete");
        follow::follow(t.ctx(), &three, t.athlete.account).await.unwrap();
        assert_eq!(t.titles().await, ["three follow"]);

        push::change(t.ctx(), &app, everything(), Policy::All).await.unwrap();
        t.choose(Choice { silent: vec![NotificationKind::Cheer], ..Choice::default() }).await;
        t.cheer("four").await;
        assert!(t.titles().await.is_empty(), "cheers are off");
        t.choose(Choice { push: Some(false), ..Choice::default() }).await;
        t.cheer("five").await;
        assert!(t.titles().await.is_empty(), "everything is off");
        t.choose(Choice::default()).await;
        t.cheer("six").await;
        assert_eq!(t.titles().await, ["six cheer"]);
    }

    async fn whom_one_does_not_want_to_hear_of_is_not_told_of(scratch) {
        let t = Bench::new(scratch).await;
        t.app().await;
        let muted = t.cheer("muted").await;
        mute::mute(t.ctx(), &t.athlete, muted.account, true, 0).await.unwrap();
        assert!(t.titles().await.is_empty(), "muted between the cheer and its sending");
        let blocked = t.cheer("blocked").await;
        block::block(t.ctx(), &t.athlete, blocked.account).await.unwrap();
        assert!(t.titles().await.is_empty());
        t.cheer("read").await;
        notification::read_all(t.ctx(), &t.athlete).await.unwrap();
        assert!(t.titles().await.is_empty(), "it was read on the page meanwhile");
        let rude = comment::write(t.ctx(), &t.fan, t.film, None, "Rude").await.unwrap();
        comment::remove(t.ctx(), &t.athlete, rude.id).await.unwrap();
        assert!(t.titles().await.is_empty(), "the comment is gone");
        t.cheer("removed").await;
        post::remove(t.ctx(), &t.athlete, t.film).await.unwrap();
        jobs::drain(t.ctx()).await.unwrap();
        assert!(t.read().is_empty(), "the film is gone");
    }

    async fn under_eighteen_nothing_is_pushed_until_it_is_turned_on(scratch) {
        let t = Bench::new(scratch).await;
        t.app().await;
        for (band, handle) in [(AgeBand::Minor, "one"), (AgeBand::Unknown, "two")] {
            age::state_for(t.ctx(), t.athlete.account, band).await.unwrap();
            t.cheer(handle).await;
            assert!(t.titles().await.is_empty(), "{band:?}");
            assert_eq!(push::may_stream(t.ctx(), &t.athlete).await.is_ok(), band != AgeBand::Minor);
        }
        age::state_for(t.ctx(), t.athlete.account, AgeBand::Minor).await.unwrap();
        t.choose(Choice { push: Some(true), streams: Some(true), ..Choice::default() }).await;
        t.cheer("three").await;
        assert_eq!(t.titles().await, ["three cheer"]);
        push::may_stream(t.ctx(), &t.athlete).await.unwrap();
    }

    async fn quiet_hours_hold_everything_and_end_in_one_message(scratch) {
        let t = Bench::new(scratch).await;
        t.app().await;
        // It is 12:00 in UTC and 22:00 there.
        let night = QuietHours::read("21:30", "07:00").unwrap();
        t.choose(Choice { quiet: Some(night), time_zone: "+10:00".to_owned(), ..Choice::default() }).await;
        t.cheer("one").await;
        t.cheer("two").await;
        assert!(t.titles().await.is_empty());
        t.stage.world.advance(8 * HOUR);
        assert!(t.titles().await.is_empty(), "it is 06:00 there");
        t.stage.world.advance(HOUR + MINUTE);
        assert_eq!(t.titles().await, ["2 things"]);
        t.cheer("three").await;
        assert_eq!(t.titles().await, ["three cheer"]);

        // Held messages are looked at anew when the hours change, and are not told when they are a day old.
        t.choose(Choice { quiet: Some(QuietHours::read("06:00", "05:00").unwrap()), time_zone: "+10:00".to_owned(), ..Choice::default() }).await;
        t.cheer("four").await;
        assert!(t.titles().await.is_empty());
        t.choose(Choice::default()).await;
        assert_eq!(t.titles().await, ["four cheer"]);
        t.cheer("five").await;
        t.stage.world.advance(DAY + HOUR);
        assert!(t.titles().await.is_empty());
    }

    async fn a_crowd_is_told_of_together(scratch) {
        let t = Bench::new(scratch).await;
        t.app().await;
        for number in 0..5 {
            t.cheer(&format!("c{number}")).await;
        }
        assert_eq!(t.titles().await, ["5 things"]);
    }

    async fn a_service_that_is_not_well_is_asked_again_and_one_that_forgot_is_left_alone(scratch) {
        let t = Bench::new(scratch).await;
        let app = t.app().await;
        t.service.answer(&["503", "429\r\nretry-after: 120"]);
        t.cheer("one").await;
        assert_eq!(t.came().await.len(), 1);
        assert!(t.came().await.is_empty(), "not at once again");
        t.stage.world.advance(3_000);
        assert_eq!(t.came().await.len(), 1);
        t.stage.world.advance(100_000);
        assert!(t.came().await.is_empty(), "not before the service said");
        t.stage.world.advance(21_000);
        assert_eq!(t.came().await.len(), 1);
        t.stage.world.advance(HOUR);
        assert!(t.came().await.is_empty(), "it was taken");

        t.service.answer(&["413"]);
        t.cheer("two").await;
        assert_eq!(t.came().await.len(), 1);
        t.stage.world.advance(HOUR);
        assert!(t.came().await.is_empty(), "what is not taken is given up");
        push::current(t.ctx(), &app).await.unwrap();

        t.service.answer(&["410"]);
        t.cheer("three").await;
        assert_eq!(t.came().await.len(), 1);
        assert!(matches!(push::current(t.ctx(), &app).await, Err(AppError::NotFound)));
        t.cheer("four").await;
        assert!(t.came().await.is_empty());
    }

    async fn a_service_that_stays_away_is_given_up_within_the_hours(scratch) {
        let t = Bench::new(scratch).await;
        t.app().await;
        t.service.answer(&["500"; 40]);
        t.cheer("one").await;
        let mut tries = 0;
        for _ in 0..200 {
            tries += t.came().await.len();
            t.stage.world.advance(MINUTE);
        }
        assert_eq!(tries, 10);
        let dead = grandstand_store::job::dead(&mut t.ctx().begin_read().await.unwrap()).await.unwrap();
        assert_eq!(dead, 0, "nobody needs to look after a lost message");
    }

    async fn a_subscription_ends_with_its_session_and_with_its_account(scratch) {
        let t = Bench::new(scratch).await;
        let app = t.app().await;
        t.cheer("one").await;
        session::end(t.ctx(), &t.athlete, app.session).await.unwrap();
        assert!(t.came().await.is_empty(), "revoked between the cheer and its sending");

        let app = t.app().await;
        assert_eq!(push::devices(t.ctx(), &t.athlete).await.unwrap()[0].host, "127.0.0.1");
        push::unsubscribe(t.ctx(), &app).await.unwrap();
        t.cheer("two").await;
        assert!(t.came().await.is_empty());

        let app = t.app().await;
        let again = t.subscribe(&app, everything(), Policy::All, "/again").await.unwrap();
        t.cheer("three").await;
        assert_eq!(t.came().await[0].0, "/again", "one per session: the new one took the old one's place");
        push::remove(t.ctx(), &t.fan, again.id).await.unwrap();
        // Nobody else takes it away.
        push::current(t.ctx(), &app).await.unwrap();

        t.choose(Choice { push: Some(true), ..Choice::default() }).await;
        account::leave(t.ctx(), &app, "morgan", "").await.unwrap();
        let mut tx = t.ctx().begin_read().await.unwrap();
        let left = grandstand_store::push::of_account(&mut tx, t.athlete.account, t.ctx().now()).await.unwrap();
        assert!(left.is_empty());
        assert_eq!(grandstand_store::push::choice(&mut tx, t.athlete.account).await.unwrap(), Choice::default());
    }

    async fn there_is_an_end_to_subscriptions_and_to_what_they_hold(scratch) {
        let t = Bench::new(scratch).await;
        let app = signed_in(t.ctx(), &t.athlete, SessionKind::Token).await;
        let (p256dh, auth) = t.device.keys();
        let endpoint = t.service.url.clone();
        let wish = Wish { endpoint: &endpoint, p256dh: &p256dh, auth: &auth, standard: true, alerts: everything(), policy: Policy::All };
        let faults = async |wish: Wish<'_>| match push::subscribe(t.ctx(), &app, wish).await {
            Err(AppError::Invalid(invalid)) => invalid.0.iter().map(|f| f.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let nothing = Wish { endpoint: "", p256dh: "", auth: "", ..wish };
        assert_eq!(faults(nothing).await, ["endpoint", "p256dh", "auth"]);
        // A point that is not on the curve: whoever agrees on a secret with it gives their own away.
        let off = format!("BA{}", "A".repeat(85));
        assert_eq!(faults(Wish { p256dh: &off, ..wish }).await, ["p256dh"]);
        let long = format!("{endpoint}/{}", "a".repeat(2_048));
        assert_eq!(faults(Wish { endpoint: &long, ..wish }).await, ["endpoint"]);
        for _ in 0..20 {
            t.app().await;
        }
        assert!(matches!(push::subscribe(t.ctx(), &app, wish).await, Err(AppError::Conflict("push-many"))));
    }

    async fn no_message_goes_into_the_network_this_server_stands_in(scratch) {
        let t = Bench::new(scratch).await;
        t.app().await;
        let named = signed_in(t.ctx(), &t.athlete, SessionKind::Token).await;
        let (p256dh, auth) = t.device.keys();
        let port = t.service.url.rsplit(':').next().unwrap().to_owned();
        let endpoint = format!("http://localhost:{port}/named");
        let wish = Wish { endpoint: &endpoint, p256dh: &p256dh, auth: &auth, standard: true, alerts: everything(), policy: Policy::All };
        push::subscribe(t.ctx(), &named, wish).await.unwrap();

        // A server with the settings that hosts have. What is stored already is judged again when it is sent.
        let means = means(t.stage.scratch.folder.path(), MediaSettings::default()).await;
        let settings = Settings { push: Reach::Public, ..Settings::default() };
        let key = Box::new([7; 32]).into();
        let strict = Arc::new(Ctx::new(t.stage.scratch.db.clone(), settings, means, t.stage.world.clone(), key));
        t.cheer("one").await;
        jobs::drain(&strict).await.unwrap();
        t.stage.world.advance(HOUR);
        jobs::drain(&strict).await.unwrap();
        assert!(t.service.take().is_empty());
        for endpoint in ["http://push.example/x", "https://127.0.0.1/x", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/x", "https://localhost/x"] {
            let refused = push::subscribe(&strict, &named, Wish { endpoint, ..wish }).await;
            assert!(matches!(refused, Err(AppError::Invalid(_))), "{endpoint}");
        }
        // A redirect would lead wherever the service says.
        let elsewhere = PushService::start().await;
        t.service.answer(&[&format!("307\r\nlocation: {}/stolen", elsewhere.url), &format!("302\r\nlocation: {}/stolen", elsewhere.url)]);
        t.cheer("two").await;
        assert_eq!(t.came().await.len(), 2);
        assert!(elsewhere.take().is_empty());
    }
}
