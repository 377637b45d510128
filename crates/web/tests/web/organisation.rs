//! The office's pages of members, agreements and all that anyone may do.

use axum::http::StatusCode;
use grandstand_domain::account::Role;

use crate::{
    every_page::check,
    games::desks,
    people::token,
    stage::{Answer, HOSTILE, Stage},
};

fn holds(page: &str, answer: &Answer) {
    let faults = check(page, answer, true);
    assert!(faults.is_empty(), "{page}: {faults:?}\n{}", answer.body);
}

async fn a_coach_finds_only_the_rooms_of_a_coach(stage: &Stage, kits: &str) {
    let games = stage.get("/staff/games", kits).await;
    holds("/staff/games", &games);
    assert!(!games.body.contains("name=\"slug\""), "a coach makes no Games");
    for (room, is_open) in
        [("games", true), ("reviews", true), ("workshops", false), ("spaces", false), ("organisations", false)]
    {
        let tab = format!("<a class=\"tab\" href=\"/staff/{room}\"");
        assert_eq!(games.body.contains(&tab), is_open, "{room}");
        let answer = stage.get(&format!("/staff/{room}"), kits).await.status;
        assert_eq!(answer != StatusCode::FORBIDDEN, is_open, "{room}");
    }
    assert!(!games.body.contains("class=\"tab\" href=\"/staff\""), "the tab of people");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_organisations_agree_and_everything_that_holds_is_on_one_page() {
    let stage = Stage::new().await;
    let (desk, other) = desks(&stage).await;
    let kit = stage.person("kit", "Kit <i>", Role::Supporter).await;
    let (cookie, theirs, kits) = (stage.cookie(&desk).await, stage.cookie(&other).await, stage.cookie(&kit).await);
    let (csrf, csrf_theirs, csrf_kit) =
        (token(&stage, &cookie).await, token(&stage, &theirs).await, token(&stage, &kits).await);
    let ours = "/staff/organisations/albany";
    for page in ["/staff/organisations", ours, &format!("{ours}/access"), &format!("{ours}/agreements/new")] {
        holds(page, &stage.get(page, &cookie).await);
        assert_eq!(stage.get(page, &kits).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    assert_eq!(stage.get(ours, &theirs).await.status, StatusCode::FORBIDDEN);

    // A coach sees the roster and no forms.
    assert_eq!(stage.get("/staff/games", &kits).await.status, StatusCode::FORBIDDEN);
    let give = |csrf: &str, rest: &str| format!("csrf={csrf}&{rest}");
    let wrong =
        stage.press(&format!("{ours}/members"), &cookie, &give(&csrf, "handle=zzz&role=coach&until=x"), "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("until-error"), "{}", wrong.body);
    let own =
        stage.press(&format!("{ours}/members"), &kits, &give(&csrf_kit, "handle=kit&role=administrator"), "").await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let given = stage.press(&format!("{ours}/members"), &cookie, &give(&csrf, "handle=kit&role=coach"), "").await;
    assert_eq!(given.location, format!("{ours}?done=saved"), "{}", given.body);
    let page = stage.get(&given.location, &cookie).await;
    holds(ours, &page);
    assert!(page.body.contains("Kit &#60;i&#62;"), "{}", page.body);
    a_coach_finds_only_the_rooms_of_a_coach(&stage, &kits).await;
    let all = stage.get("/staff/organisations", &cookie).await;
    assert_eq!(all.body.matches("class=\"tab\" href=\"/staff").count(), 6, "{}", all.body);
    assert!(stage.get("/me", &kits).await.body.contains("href=\"/staff/games\""));

    let said = "party=borland&from=2026-07-01&until=2026-12-31&theirs-use_spaces=1&ours-see_figures=1";
    let draft = |title: &str| {
        let title: String = url::form_urlencoded::byte_serialize(title.as_bytes()).collect();
        format!("csrf={csrf}&title={title}&{said}")
    };
    let wrong = stage.press(&format!("{ours}/agreements/new"), &cookie, &draft(""), "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("name=\"theirs-use_spaces\" value=\"1\" checked"), "{}", wrong.body);
    let made = stage.press(&format!("{ours}/agreements/new"), &cookie, &draft("House"), "").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    holds(&made.location, &stage.get(&made.location, &cookie).await);
    let again = stage.press(&made.location, &cookie, &draft(HOSTILE), "").await;
    assert_eq!(again.location, made.location, "{}", again.body);
    let there = made.location.replace("albany", "borland");
    assert_eq!(stage.get(&there, &theirs).await.status, StatusCode::NOT_FOUND, "a draft is its writer's own");
    let step = async |at: &str, step: &str, cookie: &str, csrf: &str| {
        stage.press(&format!("{at}/{step}"), cookie, &format!("csrf={csrf}"), "").await
    };
    assert_eq!(step(&made.location, "offer", &cookie, &csrf).await.location, made.location);
    assert_eq!(stage.press(&made.location, &cookie, &draft("Else"), "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The other desk is told, and the way leads to where it answers.
    let notes = stage.get("/notifications", &theirs).await;
    let id = there.rsplit('/').next().unwrap();
    let way = format!("/staff/agreements/{id}");
    assert!(
        notes.body.contains(&way) && notes.body.contains("offers your organisation an agreement: &#60;"),
        "{}",
        notes.body
    );
    assert_eq!(stage.get(&way, &theirs).await.location, there);
    assert_eq!(stage.get(&way, &kits).await.status, StatusCode::NOT_FOUND);
    let seen = stage.get(&there, &theirs).await;
    holds(&there, &seen);
    assert!(seen.body.contains("/accept\""), "{}", seen.body);
    step(&there, "accept", &theirs, &csrf_theirs).await;
    let access = stage.get(&format!("{ours}/access"), &cookie).await;
    holds("access", &access);
    assert!(access.body.contains("Those of Borland") && access.body.contains("@kit"), "{}", access.body);
    let ended = step(&there, "end", &theirs, &csrf_theirs).await;
    assert_eq!(ended.location, there);
    assert!(!stage.get(&format!("{ours}/access"), &cookie).await.body.contains("Those of Borland"));
    assert_eq!(step(&made.location, "end", &cookie, &csrf).await.status, StatusCode::CONFLICT);
    let kept = stage.get(&made.location, &cookie).await;
    holds(&made.location, &kept);
    assert!(kept.body.contains("Ended by Borland"), "{}", kept.body);
    let next = step(&made.location, "renew", &cookie, &csrf).await;
    holds(&next.location, &stage.get(&next.location, &cookie).await);

    let end = give(&csrf, "handle=kit&role=coach");
    stage.press(&format!("{ours}/members/end"), &cookie, &end, "").await;
    assert_eq!(stage.get("/staff/games", &kits).await.status, StatusCode::FORBIDDEN);
}

/// An agreement opens the rooms that it names, of the other party too, and no others; and they close with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_finds_the_rooms_that_an_agreement_names() {
    let stage = Stage::new().await;
    let (desk, other) = desks(&stage).await;
    let (cookie, theirs) = (stage.cookie(&desk).await, stage.cookie(&other).await);
    let (csrf, csrf_theirs) = (token(&stage, &cookie).await, token(&stage, &theirs).await);
    stage.press("/staff/games", &cookie, &format!("slug=harbour&name=Harbour&csrf={csrf}"), "").await;
    let of = |room: &str| format!("/staff/games/harbour/{room}?organisation=albany");
    let rooms = [of("workshops"), of("courses/new"), of("groups"), of("invitations")];
    let closed = async || {
        for room in rooms.iter().chain([&of("roster")]) {
            assert_eq!(stage.get(room, &theirs).await.status, StatusCode::NOT_FOUND, "{room}");
        }
    };
    closed().await;
    let said =
        "title=Work&party=borland&from=2026-07-01&until=2026-12-31&theirs-run_workshops=1&theirs-host_accounts=1";
    let made = stage
        .press("/staff/organisations/albany/agreements/new", &cookie, &format!("csrf={csrf}&{said}"), "")
        .await
        .location;
    let there = made.replace("albany", "borland");
    stage.press(&format!("{made}/offer"), &cookie, &format!("csrf={csrf}"), "").await;
    stage.press(&format!("{there}/accept"), &theirs, &format!("csrf={csrf_theirs}"), "").await;
    for room in &rooms {
        holds(room, &stage.get(room, &theirs).await);
    }
    assert_eq!(stage.get(&of("roster"), &theirs).await.status, StatusCode::NOT_FOUND, "no agreement opens a roster");
    let own = stage.get("/staff/games/harbour/workshops", &theirs).await;
    assert!(own.body.contains("<option value=\"albany\""), "{}", own.body);
    let course = format!("csrf={csrf_theirs}&organisation=albany&title=Captions&level=starter&minutes=60");
    let planned = stage.press("/staff/games/harbour/courses", &theirs, &course, "").await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.body);
    holds(&planned.location, &stage.get(&planned.location, &theirs).await);
    stage.press(&format!("{there}/end"), &theirs, &format!("csrf={csrf_theirs}"), "").await;
    closed().await;
}
