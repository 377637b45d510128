//! What anyone can check of the host, on both databases and while people write; and that bad questions are answered as such.

use std::sync::Arc;

use axum::http::StatusCode;
use grandstand_app::{
    AppError, account,
    account::Change,
    boost,
    boost::Wish,
    cheer, jobs, transparency,
    transparency::proof::{
        PublicKey,
        check::{Options, Remembered, Source, Wrong, check},
    },
    views,
};
use grandstand_domain::{
    account::{Actor, EventGender, Role},
    id::PostId,
    time::{DAY, HOUR},
};
use grandstand_testkit::{Scratch, both_databases};
use serde_json::Value;

use crate::stage::{Stage, Team, fill};

/// The host as an outsider reaches it.
pub(crate) struct Outside<'a>(pub(crate) &'a Stage);

impl Source for Outside<'_> {
    async fn get(&self, path: &str) -> Result<String, String> {
        let answer = self.0.get(path, "").await;
        if answer.status == StatusCode::OK { Ok(answer.body) } else { Err(answer.status.to_string()) }
    }
}

pub(crate) fn key(stage: &Stage) -> PublicKey {
    stage.ctx.transparency.key().public()
}

pub(crate) async fn verify<S: Source + Sync>(
    source: &S,
    key: PublicKey,
    remembered: Option<Remembered>,
) -> Result<Remembered, Wrong> {
    let options = Options { key: Some(key), remembered, pages: 12 };
    check(source, &options, &mut |_| {}).await
}

/// A filled host with a manifest, a lift and a signed head.
pub(crate) async fn host(scratch: Scratch) -> (Stage, Team) {
    let stage = Stage::on(scratch).await;
    transparency::announce(&stage.ctx).await.unwrap();
    let team = fill(&stage).await;
    lift(&stage, team.film).await.unwrap();
    settle(&stage).await;
    (stage, team)
}

/// The same for who reads the log by the handful.
struct ByTheHandful<'a>(&'a Stage);

impl Source for ByTheHandful<'_> {
    async fn get(&self, path: &str) -> Result<String, String> {
        let few = if path.contains("/log?") { format!("{path}&limit=5") } else { path.to_owned() };
        Outside(self.0).get(&few).await
    }
}

/// Lets the views take everything in and stores what follows from it.
pub(crate) async fn settle(stage: &Stage) {
    let head = grandstand_store::log::head(&mut stage.ctx.begin_read().await.unwrap()).await.unwrap();
    for _ in 0..200 {
        if stage.ctx.views.seq() >= head {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    transparency::keep(&stage.ctx).await.unwrap();
}

/// Someone who may lift films.
pub(crate) async fn editor(stage: &Stage) -> Actor {
    match stage.ctx.views.author_by_handle("editor") {
        Some(author) => Actor { account: author.id, role: Role::Operator, organisation: None },
        None => stage.person("editor", "An editor", Role::Operator).await,
    }
}

async fn lift(stage: &Stage, post: PostId) -> Result<(), AppError> {
    let until = stage.ctx.now().plus(HOUR);
    let wish = Wish { post, why: "Opening ceremony", why_cy: "Seremoni agoriadol", lift: 3_000, until };
    boost::start(&stage.ctx, &editor(stage).await, wish).await.map(drop)
}

both_databases! {
    /// Everything an honest host says holds: at first, after more was written, and after a day was closed.
    async fn an_honest_host_is_found_honest(scratch) {
        let (stage, team) = host(scratch).await;
        let seen = verify(&Outside(&stage), key(&stage), None).await.unwrap();
        for n in 0..300 {
            let handle = format!("fan{n}");
            let fan = stage.person(&handle, "A fan", Role::Supporter).await;
            cheer::cheer(&stage.ctx, &fan, team.film).await.unwrap();
        }
        stage.world.advance(DAY);
        jobs::ensure_days(&stage.ctx).await.unwrap();
        stage.world.advance(DAY);
        jobs::drain(&stage.ctx).await.unwrap();
        settle(&stage).await;
        let later = verify(&Outside(&stage), key(&stage), Some(seen.clone())).await.unwrap();
        assert!(later.head.size > seen.head.size, "the day that was closed is a leaf");
        let mut tx = stage.ctx.begin_read().await.unwrap();
        let stored = grandstand_store::transparency::last_stretch(&mut tx).await.unwrap();
        assert!(stored.is_some_and(|s| s.number >= 1), "the public log is stored in stretches");
        // Another server that starts now reads the same.
        let second = stage.another_server().await;
        settle(&second).await;
        verify(&Outside(&second), key(&second), Some(later)).await.unwrap();
    }

    /// A reader who checks while others cheer and lift finds nothing wrong, and two servers do not contradict each other.
    async fn an_honest_host_is_found_honest_while_people_write(scratch) {
        let (stage, team) = host(scratch).await;
        let second = stage.another_server().await;
        let fans = {
            let mut fans = Vec::new();
            for n in 0..40 {
                fans.push(stage.person(&format!("fan{n}"), "A fan", Role::Supporter).await);
            }
            fans
        };
        let ctx = Arc::clone(&stage.ctx);
        let writing = tokio::spawn(async move {
            for round in 0..3 {
                for fan in &fans {
                    match round {
                        1 => cheer::uncheer(&ctx, fan, team.film).await.map(drop).unwrap(),
                        _ => cheer::cheer(&ctx, fan, team.film).await.map(drop).unwrap(),
                    }
                }
                transparency::keep(&ctx).await.unwrap();
            }
        });
        let mut seen = None;
        for _ in 0..4 {
            seen = Some(verify(&Outside(&stage), key(&stage), seen).await.unwrap());
            settle(&second).await;
            seen = Some(verify(&Outside(&second), key(&second), seen).await.unwrap());
        }
        writing.await.unwrap();
    }

    /// The log grows between two signed heads. Whoever has seen it further than the last head says is not told that it was rewritten.
    async fn what_was_seen_beyond_the_signed_head_is_found_again(scratch) {
        let (stage, team) = host(scratch).await;
        for n in 0..20 {
            let fan = stage.person(&format!("fan{n}"), "A fan", Role::Supporter).await;
            cheer::cheer(&stage.ctx, &fan, team.film).await.unwrap();
        }
        settle(&stage).await;
        let seen = verify(&Outside(&stage), key(&stage), None).await.unwrap();
        assert!(seen.log.0 > seen.head.log.0 + 10, "{} {}", seen.log, seen.head.log);
        let again = verify(&ByTheHandful(&stage), key(&stage), Some(seen.clone())).await.unwrap();
        assert!(again.log >= seen.log);
    }

    /// A lift has a label wherever the film is shown, in the reader's language, until it ends.
    async fn a_lift_is_labelled_wherever_the_film_is_shown(scratch) {
        let (stage, team) = host(scratch).await;
        let label = "Lifted by the team: Opening ceremony, until";
        for path in ["/", "/?sport=judo", "/@mo", "/sports/judo", "/teams/albany", "/tags/heat", &format!("/p/{}", team.film)] {
            assert!(stage.get(path, "").await.body.contains(label), "{path}");
        }
        assert!(stage.get_welsh("/").await.body.contains("Seremoni agoriadol"));
        for path in ["/api/grandstand/v1/feeds/discover".to_owned(), format!("/api/grandstand/v1/posts/{}", team.film)] {
            let text = stage.get(&path, "").await.body;
            assert!(text.contains(r#""boost":{"by":"#) && text.contains("Opening ceremony"), "{path}: {text}");
        }
        let page = stage.get("/transparency", "").await.body;
        assert!(page.contains("Opening ceremony") && page.contains("grandstand verify"), "{page}");
        assert!(matches!(lift(&stage, team.film).await, Err(AppError::Conflict("boost-running"))));
        let id = boost::all(&stage.ctx).await.unwrap()[0].id;
        assert!(matches!(boost::end(&stage.ctx, &team.athlete, id).await, Err(AppError::Forbidden)));
        boost::end(&stage.ctx, &editor(&stage).await, id).await.unwrap();
        assert!(!stage.get("/", "").await.body.contains(label));
        assert!(matches!(boost::end(&stage.ctx, &editor(&stage).await, id).await, Err(AppError::Conflict("boost-over"))));
        assert!(matches!(lift(&stage, team.followers_only).await, Err(AppError::Conflict("boost-not-public"))));
    }

    /// Otherwise nobody could see whether women's events are given less than men's.
    async fn attention_is_shown_by_the_events_that_athletes_enter(scratch) {
        let (stage, team) = host(scratch).await;
        let change = Change { event_gender: Some(Some(EventGender::Women)), ..Change::default() };
        account::update(&stage.ctx, &team.athlete, team.athlete.account, change).await.unwrap();
        assert_eq!(stage.get("/", "").await.status, StatusCode::OK);
        views::write_attention(&stage.ctx).await.unwrap();
        settle(&stage).await;
        let figures = transparency::figures(&stage.ctx);
        let women = figures.event_genders.iter().find(|g| g.of == Some(EventGender::Women)).unwrap();
        assert!(women.athletes == 1 && women.attention > 0.0, "{women:?}");
        assert_eq!(figures.event_genders.iter().map(|g| g.athletes).sum::<usize>(), figures.counts.athletes);
        let page = stage.get("/transparency", "").await.body;
        assert!(page.contains("Women’s events"), "{page}");
    }

    /// By the log's time: it stands until the first entry after its end by which Discover goes.
    async fn a_lift_ends_by_the_log_s_time(scratch) {
        let (stage, team) = host(scratch).await;
        stage.world.advance(2 * HOUR);
        cheer::cheer(&stage.ctx, &team.supporter, team.hostile).await.unwrap();
        settle(&stage).await;
        assert!(!stage.get("/", "").await.body.contains("Lifted by the team"));
        verify(&Outside(&stage), key(&stage), None).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_questions_are_answered_as_such() {
    let (stage, _) = host(Scratch::sqlite().await).await;
    let base = "/api/grandstand/v1/transparency";
    let huge = u64::MAX;
    let (missing, wrong) = (StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY);
    let questions = [
        (format!("sth?size={huge}"), missing),
        ("sth?size=-1".to_owned(), wrong),
        ("sth?size=0".to_owned(), missing),
        (format!("proof/inclusion?index=0&size={huge}"), missing),
        (format!("proof/inclusion?index={huge}&size=1"), missing),
        ("proof/inclusion?index=1&size=1".to_owned(), missing),
        ("proof/inclusion?index=0".to_owned(), wrong),
        ("proof/inclusion?index=x&size=1".to_owned(), wrong),
        (format!("proof/consistency?first=1&second={huge}"), missing),
        ("proof/consistency?first=2&second=1".to_owned(), missing),
        ("proof/consistency?first=-1&second=1".to_owned(), wrong),
        ("log?after=-5".to_owned(), wrong),
        ("log?limit=18446744073709551616".to_owned(), wrong),
        ("manifests/00".to_owned(), missing),
        (format!("manifests/{}", "0".repeat(64)), missing),
        ("entries?from=one".to_owned(), wrong),
    ];
    for (path, status) in questions {
        let answer = stage.get(&format!("{base}/{path}"), "").await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.kind.starts_with("application/json"), "{path}: {}", answer.kind);
    }
    for path in [format!("entries?from={huge}"), format!("entries?limit={huge}"), format!("log?limit={huge}")] {
        let answer = stage.get(&format!("{base}/{path}"), "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.body.lines().count() <= 4_096 && answer.body.len() < 4 << 20);
    }
    assert_eq!(stage.get(&format!("{base}/log?after={huge}"), "").await.body, "");
    let keys: Value = serde_json::from_str(&stage.get("/.well-known/grandstand/keys.json", "").await.body).unwrap();
    assert_eq!(keys["keys"][0]["kty"], "OKP");
}

/// Editors only, their own team only, and the form says what is wrong beside its fields.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn editors_lift_films_on_their_page() {
    let (stage, team) = host(Scratch::sqlite().await).await;
    let cookie = stage.cookie(&team.supporter).await;
    assert_eq!(stage.get("/staff/boosts", &cookie).await.status, StatusCode::FORBIDDEN);
    let operator = stage.person("op", "Op", Role::Operator).await;
    let cookie = stage.cookie(&operator).await;
    let page = stage.get("/staff/boosts", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    let token = crate::people::token(&stage, &cookie).await;
    let form = |post: &str, why: &str, hours: &str| {
        format!("csrf={token}&post={post}&why={why}&why_cy=&lift=3000&hours={hours}")
    };
    for wrong in [
        form("nothing", "Why", "24"),
        form(&team.hostile.to_string(), "", "24"),
        form(&team.hostile.to_string(), "Why", "99"),
    ] {
        let answer = stage.press("/staff/boosts", &cookie, &wrong, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let answer =
        stage.press("/staff/boosts", &cookie, &form(&team.hostile.to_string(), "Safety+notice", "24"), "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = stage.get("/staff/boosts?done=started", &cookie).await.body;
    assert!(page.contains("Safety notice"), "{page}");
    let id = boost::all(&stage.ctx).await.unwrap()[0].id;
    let answer = stage.press(&format!("/staff/boosts/{id}/end"), &cookie, &format!("csrf={token}"), "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}
