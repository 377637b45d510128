//! From a printed code to the athlete's own timetable, and who sees what on the way.

use axum::http::StatusCode;
use grandstand_app::import::{Import, Kind, import};
use grandstand_domain::account::{Actor, Role};

use crate::{
    every_page::check,
    games::desks,
    people::token,
    stage::{Answer, Stage},
};

const ROSTER: &str = "code,name,noc,discipline\n1,<B>LARK</B> Ada,ALB,ATH\n2,FINCH Bo,ALB,ATH\n";

async fn bring(stage: &Stage) {
    let wish = Import {
        kind: Kind::Roster,
        bytes: ROSTER.as_bytes().to_vec(),
        organisation: Some("albany".to_owned()),
        games: "harbour".to_owned(),
        zone: Some("Europe/Paris".to_owned()),
        correct: false,
        replace: false,
    };
    import(&stage.ctx, &Actor::HOST, &wish).await.unwrap();
}

/// What stands between two marks, first after `from`.
fn between<'a>(body: &'a str, from: &str, open: &str, close: &str) -> &'a str {
    let rest = body.split_once(from).unwrap_or_else(|| panic!("no {from} in {body}")).1;
    rest.split_once(open).unwrap().1.split_once(close).unwrap().0
}

fn holds(page: &str, answer: &Answer) {
    let faults = check(page, answer, true);
    assert!(faults.is_empty(), "{page}: {faults:?}\n{}", answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one story from its beginning to its end")]
async fn an_athlete_claims_their_place_and_keeps_their_timetable() {
    let stage = Stage::new().await;
    let (desk, other) = desks(&stage).await;
    bring(&stage).await;
    let cookie = stage.cookie(&desk).await;
    let csrf = token(&stage, &cookie).await;
    let many = "/staff/games/harbour/invitations";
    holds(many, &stage.get(many, &cookie).await);
    let made = stage.press(many, &cookie, &format!("csrf={csrf}&whom=waiting"), "").await;
    holds(many, &made);
    assert_eq!(made.body.matches("slip-code").count(), 2);
    let code = between(&made.body, "Finch", "slip-code\">", "<").to_owned();
    let link = between(&made.body, "Finch", "href=\"http://127.0.0.1:8400", "\"").to_owned();
    assert!(!stage.get(many, &cookie).await.body.contains("slip-code"), "codes are shown once");
    let athlete = "/staff/games/harbour/roster/1";
    let alone = stage.press(&format!("{athlete}/invitation"), &cookie, &format!("csrf={csrf}"), "").await;
    holds(athlete, &alone);
    assert!(alone.body.contains("slip-code") && alone.body.contains("Ada &#60;b&#62;lark"), "{}", alone.body);
    let foreign = stage.get(many, &stage.cookie(&other).await).await;
    assert!(!foreign.body.contains("2 athletes"), "{}", foreign.body);

    // On the phone: the code, then an account, then back.
    let typed = stage.get(&format!("/invitation?code=+{}", code.to_lowercase().replace('-', "+")), "").await;
    assert_eq!(typed.location, format!("/invitation/{}", code.replace('-', "")));
    let welcome = stage.get(&typed.location, "").await;
    assert!(check(&typed.location, &welcome, false).is_empty(), "{}", welcome.body);
    assert!(welcome.body.contains("Bo Finch") && welcome.body.contains("Team &#60;Albany&#62;"), "{}", welcome.body);
    let next = format!("/sign-up?next={}", typed.location);
    assert!(welcome.body.contains(&next), "{}", welcome.body);
    assert_eq!(stage.press(&typed.location, "", "", "").await.location.split('?').next(), Some("/sign-in"));
    let form = format!("handle=bo&password=a+stand+full+of+people&next={}", typed.location);
    let joined = stage.press("/sign-up", "", &form, "").await;
    assert_eq!(joined.location, typed.location);
    let bo = joined.cookie;
    let csrf_bo = token(&stage, &bo).await;
    let empty = stage.get("/me/timetable", &bo).await;
    holds("/me/timetable", &empty);
    holds(&typed.location, &stage.get(&typed.location, &bo).await);
    let claimed = stage.press(&typed.location, &bo, &format!("csrf={csrf_bo}"), "").await;
    assert_eq!(claimed.location, "/me/timetable?done=claimed", "{}", claimed.body);
    let own = stage.get(&claimed.location, &bo).await;
    holds(&claimed.location, &own);
    assert!(own.body.contains("vouches for you now"), "{}", own.body);
    let over = stage.get(&link, "").await;
    assert_eq!(over.status, StatusCode::NOT_FOUND);
    assert!(over.body.contains("opens nothing"), "{}", over.body);
    assert!(stage.get("/@bo", "").await.body.contains("Verified by Team &#60;Albany&#62;"));
    let account: serde_json::Value =
        serde_json::from_str(&stage.get("/api/v1/accounts/lookup?acct=bo", "").await.body).unwrap();
    assert!(account["fields"][0]["verified_at"].is_string(), "{account}");
    let roster = stage.get("/staff/games/harbour/roster", &cookie).await;
    holds("/staff/games/harbour/roster", &roster);
    assert!(roster.body.contains("href=\"/@bo\"") && roster.body.contains("Invited until"), "{}", roster.body);

    // Time kept free, by the athlete and by staff, seen by both.
    let keep = |csrf: &str, rest: &str| format!("csrf={csrf}&kind=training&title=&place=%3Ci%3EPool&{rest}");
    let wrong =
        stage.press("/me/timetable/harbour/blocks", &bo, &keep(&csrf_bo, "from=2028-07-20T10:00&until=x"), "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("until-error") && wrong.body.contains("value=\"2028-07-20T10:00\""), "{}", wrong.body);
    let times = "from=2028-07-20T10:00&until=2028-07-20T11:30";
    let kept = stage.press("/me/timetable/harbour/blocks", &bo, &keep(&csrf_bo, times), "").await;
    assert_eq!(kept.location, "/me/timetable/harbour", "{}", kept.body);
    let theirs = "/staff/games/harbour/roster/2";
    let times = "from=2028-07-21T22:00&until=2028-07-22T07:00";
    stage.press(&format!("{theirs}/blocks"), &cookie, &keep(&csrf, times), "").await;
    for (page, cookie) in [("/me/timetable", &bo), (theirs, &cookie)] {
        let answer = stage.get(page, cookie).await;
        holds(page, &answer);
        assert_eq!(answer.body.matches("timetable-item--block").count(), 2, "{}", answer.body);
        assert!(answer.body.contains("until 11:30") && answer.body.contains("until Saturday 22 July 2028, 07:00"));
    }
    let one =
        between(&stage.get("/me/timetable", &bo).await.body, "timetable-item--block", "action=\"", "\"").to_owned();
    stage.press(&one, &bo, &format!("csrf={csrf_bo}"), "").await;
    assert_eq!(stage.get(theirs, &cookie).await.body.matches("timetable-item--block").count(), 1);
    let made = stage.press("/me/timetable/harbour/calendar", &bo, &format!("csrf={csrf_bo}"), "").await;
    holds("/me/timetable/harbour", &made);
    let calendar = between(&made.body, "timetable-address", "href=\"http://127.0.0.1:8400", "\"");
    assert!(stage.get(calendar, "").await.body.contains("DTEND:20280722T050000Z"));
    stage.press("/me/timetable/harbour/calendar/end", &bo, &format!("csrf={csrf_bo}"), "").await;
    assert_eq!(stage.get(calendar, "").await.status, StatusCode::NOT_FOUND);

    let kit = stage.cookie(&stage.person("kit", "Kit", Role::Supporter).await).await;
    assert_eq!(stage.get("/me/timetable/harbour", &kit).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stage.get(theirs, &kit).await.status, StatusCode::FORBIDDEN);
    stage.press(&format!("{theirs}/release"), &cookie, &format!("csrf={csrf}"), "").await;
    assert!(!stage.get("/@bo", "").await.body.contains("Verified by"));
    assert_eq!(stage.get("/me/timetable/harbour", &bo).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_not_guessed() {
    let stage = Stage::new().await;
    for page in ["/invitation", "/invitation?code=abc"] {
        let answer = stage.get(page, "").await;
        assert!(answer.body.contains("name=\"code\""), "{page}: {}", answer.body);
    }
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(stage.get("/invitation/BCDFGHJKMN", "").await.status);
    }
    assert_eq!(statuses[0], StatusCode::NOT_FOUND);
    assert_eq!(statuses[11], StatusCode::TOO_MANY_REQUESTS);
}
