//! Joining, signing in and out, settings, reports and their queue, as browsers meet them.

use axum::http::StatusCode;
use grandstand_app::{account, organisation};
use grandstand_domain::{
    account::{Actor, Role},
    organisation::OrganisationKind,
};
use grandstand_testkit::Authenticator;
use serde_json::{Value, json};

use crate::{
    every_page::check,
    markup::read,
    stage::{HOSTILE, Stage},
};

const PASSWORD: &str = "correct+horse+battery";

/// The token that a signed-in page carries in its head.
pub(crate) async fn token(stage: &Stage, cookie: &str) -> String {
    let page = stage.get("/about", cookie).await.body;
    let head = read(&page).0.into_iter().find(|e| e.name == "meta" && e.get("name") == Some("csrf"));
    head.and_then(|e| e.get("content").map(str::to_owned)).unwrap()
}

async fn join(stage: &Stage, handle: &str) -> String {
    let form = format!("handle={handle}&password={PASSWORD}");
    let joined = stage.press("/sign-up", "", &form, "").await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.body);
    joined.cookie
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn someone_joins_leaves_the_browser_and_comes_back() {
    let stage = Stage::new().await;
    let bad = "handle=%3Cb%3E&display_name=Ana+%22%3Cb%3E&email=nobody&password=short&next=https://evil.example";
    let wrong = stage.press("/sign-up", "", bad, "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["handle-error", "email-error", "password-error"] {
        assert!(wrong.body.contains(&format!("id=\"{field}\"")), "no fault beside {field}");
    }
    assert!(
        !wrong.body.contains("\"<b>")
            && !wrong.body.contains("value=\"short\"")
            && !wrong.body.contains("evil.example")
    );
    assert!(wrong.body.contains("Ana &#34;&#60;b&#62;"), "what was typed is gone: {}", wrong.body);

    let cookie = join(&stage, "ana").await;
    assert!(cookie.starts_with("gs_session=gsb_"));
    assert_eq!(stage.get("/me", &cookie).await.status, StatusCode::OK);
    let taken = stage.press("/sign-up", "", &format!("handle=ANA&password={PASSWORD}"), "").await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);

    let stale = stage.press("/sign-out", &cookie, "", "").await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "signed out without the token");
    let foreign = stage.press_from_elsewhere("/sign-in", "", &format!("handle=ana&password={PASSWORD}")).await;
    assert_eq!((foreign.status, foreign.cookie.as_str()), (StatusCode::CONFLICT, ""), "another site signed someone in");
    let token = token(&stage, &cookie).await;
    let out = stage.press("/sign-out", &cookie, &format!("csrf={token}"), "").await;
    assert_eq!((out.status, out.cookie.as_str()), (StatusCode::SEE_OTHER, "gs_session="));
    let me = stage.get("/me", &cookie).await;
    assert_eq!((me.status, me.location.as_str()), (StatusCode::SEE_OTHER, "/sign-in?next=%2Fme"));

    let wrong = stage.press("/sign-in", "", "handle=ana&password=not+this+one", "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"ana\"") && !wrong.body.contains("not this one"));
    let back = stage.press("/sign-in", "", &format!("handle=%40Ana&password={PASSWORD}&next=/search"), "").await;
    assert_eq!((back.status, back.location.as_str()), (StatusCode::SEE_OTHER, "/search"));
    let lured = stage.press("/sign-in", "", &format!("handle=ana&password={PASSWORD}&next=//evil.example"), "").await;
    assert_eq!(lured.location, "/");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_is_told_to_wait() {
    let stage = Stage::new().await;
    join(&stage, "ana").await;
    let mut last = StatusCode::OK;
    for _ in 0..8 {
        last = stage.press("/sign-in", "", "handle=ana&password=guess+guess", "").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_hold_and_take_effect() {
    let stage = Stage::new().await;
    let (cookie, other) = (join(&stage, "ana").await, join(&stage, "ben").await);
    let csrf = token(&stage, &cookie).await;
    let mut faults = Vec::new();
    let pages = [
        "/settings",
        "/settings/playback",
        "/settings/privacy",
        "/settings/notifications",
        "/settings/security",
        "/settings/apps",
        "/settings/leave",
        "/me",
        "/sign-out",
    ];
    for page in pages.iter().chain(&["/settings?done=saved", "/settings?done=%3Cscript%3E"]) {
        let answer = stage.get(page, &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        faults.extend(check(page, &answer, true).into_iter().map(|f| format!("{page}: {f}")));
        let out = stage.get(page, "").await.status;
        assert!(out == StatusCode::SEE_OTHER || *page == "/settings/playback", "{page} opened without an account");
    }
    for page in ["/sign-up", "/sign-in", "/sign-in?next=%22%3E%3Cscript%3E", "/reports", "/settings/playback"] {
        let answer = stage.get(page, "").await;
        faults.extend(check(page, &answer, false).into_iter().map(|f| format!("{page}: {f}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let hostile: String = url_encoded(HOSTILE);
    let saved = stage.press("/settings", &cookie, &format!("display_name=Ana&bio={hostile}&csrf={csrf}"), "").await;
    assert_eq!(saved.location, "/settings?done=saved");
    assert!(!stage.get("/settings", &cookie).await.body.contains("<script>alert"));
    let huge = stage.press("/settings", &cookie, &format!("display_name={}&csrf={csrf}", "x".repeat(60)), "").await;
    assert_eq!(huge.status, StatusCode::UNPROCESSABLE_ENTITY);
    stage.press("/settings/muted-words", &cookie, &format!("word={hostile}&csrf={csrf}"), "").await;
    stage.press("/settings/muted-words", &cookie, &format!("word=Spoiler&csrf={csrf}"), "").await;
    let privacy = stage.get("/settings/privacy", &cookie).await.body;
    assert!(privacy.contains(">spoiler<") && !privacy.contains("<script>alert"));

    let foreign =
        stage.press("/settings", &cookie, &format!("display_name=Eve&csrf={}", token(&stage, &other).await), "").await;
    assert_eq!(foreign.status, StatusCode::CONFLICT, "another session's token was taken");
    let guessed = stage.press("/settings/sessions", &cookie, &format!("session=1&csrf={csrf}"), "").await;
    assert_eq!(guessed.status, StatusCode::SEE_OTHER);
    assert_eq!(stage.get("/me", &other).await.status, StatusCode::OK, "ended another's session");

    let wrong = stage.press("/settings/leave", &cookie, &format!("handle=ana&password=x&csrf={csrf}"), "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let left =
        stage.press("/settings/leave", &cookie, &format!("handle=ana&password={PASSWORD}&csrf={csrf}"), "").await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.body);
    assert_eq!(stage.get("/@ana", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_without_an_account_reaches_the_queue_and_comes_back_decided() {
    let stage = Stage::new().await;
    let ana = stage.person("ana", "Ana", Role::Supporter).await;
    let judge = stage.person("judge", "Judge", Role::Moderator).await;
    let address = format!("/report?subject=account&id={}", ana.account);
    let form = stage.get(&address, "").await;
    assert!(check(&address, &form, false).is_empty(), "{:?}", check(&address, &form, false));
    for nothing in ["/report", "/report?subject=account&id=1", "/report?subject=%3Cb%3E&id=x", "/reports/GS-2222-2222"]
    {
        assert_eq!(stage.get(nothing, "").await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
    let fields = format!("subject=account&id={}", ana.account);
    let empty = stage.press("/report", "", &fields, "").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = stage.press("/report", "", &format!("{fields}&reason=abuse&details={}", url_encoded(HOSTILE)), "").await;
    assert!(sent.location.starts_with("/reports/GS-"), "{}", sent.body);

    let (hers, his) = (stage.cookie(&ana).await, stage.cookie(&judge).await);
    assert_eq!(stage.get("/moderation", &hers).await.status, StatusCode::FORBIDDEN);
    let queue = stage.get("/moderation?state=open&reason=abuse", &his).await;
    assert!(check("/moderation", &queue, true).is_empty(), "{:?}", check("/moderation", &queue, true));
    assert!(!queue.body.contains("<script>alert"));
    let act = read(&queue.body)
        .0
        .into_iter()
        .find_map(|e| e.get("action").filter(|a| a.starts_with("/moderation/") && a.len() > 14).map(str::to_owned));
    let (act, csrf) = (act.unwrap(), token(&stage, &his).await);
    let bare = stage.press(&act, &his, &format!("verdict=uphold&decision=+&csrf={csrf}"), "").await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "decided without a reason");
    let decided = stage.press(&act, &his, &format!("verdict=uphold&decision=It+insults.&csrf={csrf}"), "").await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
    let told = stage.get(&sent.location, "").await;
    assert!(told.body.contains("It insults."), "{}", told.body);
    assert_eq!(stage.get("/me", &hers).await.status, StatusCode::SEE_OTHER, "a suspended account is still signed in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_place_their_own_people_and_nobody_elses() {
    let stage = Stage::new().await;
    let form = organisation::Form {
        name: "Albany",
        kind: OrganisationKind::Noc,
        noc: "ALB",
        colour: "#0d3b8c".parse().unwrap(),
    };
    let team = organisation::create(&stage.ctx, &Actor::HOST, "albany", form).await.unwrap().id;
    let desk = stage.person("desk", "Desk", Role::Staff).await;
    let mo = stage.person("mo", "Mo", Role::Supporter).await;
    stage.person("eve", "Eve", Role::Athlete).await;
    for who in [&desk, &mo] {
        let join = account::Change { organisation: Some(Some(team)), ..account::Change::default() };
        account::update(&stage.ctx, &Actor::HOST, who.account, join).await.unwrap();
    }
    let cookie = stage.cookie(&desk).await;
    let csrf = token(&stage, &cookie).await;
    for page in ["/staff", "/staff/@mo"] {
        let answer = stage.get(page, &cookie).await;
        assert!(check(page, &answer, true).is_empty(), "{page}: {:?}", check(page, &answer, true));
        assert!(!answer.body.contains("@eve"));
    }
    assert_eq!(stage.get("/staff/@eve", &cookie).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stage.get("/staff", &stage.cookie(&mo).await).await.status, StatusCode::FORBIDDEN);
    let fields = format!("display_name=Mo+Vale&sport=JUD&region=North&organisation={team}&csrf={csrf}");
    let raised = stage.press("/staff/@mo", &cookie, &format!("{fields}&role=operator"), "").await;
    assert_eq!(raised.status, StatusCode::FORBIDDEN);
    let saved = stage.press("/staff/@mo", &cookie, &format!("{fields}&role=athlete"), "").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert!(stage.get("/staff?sport=JUD", &cookie).await.body.contains("Mo Vale"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_makes_an_account_and_enters_it() {
    const API: &str = "/api/grandstand/v1/passkeys";
    let stage = Stage::new().await;
    let mut phone = Authenticator::new("http://localhost:8400", 1);
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let refused = stage.call(&format!("{API}/register/start"), "", "", &json!({ "handle": "<b>" })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(parse(&refused.body)["message"].as_str().is_some_and(|m| m.contains("2 to 30")), "{}", refused.body);

    let begun = stage
        .call(&format!("{API}/register/start"), "", "", &json!({ "handle": "ana", "csrf": "", "email": null }))
        .await;
    let begun = parse(&begun.body);
    let answer = json!({ "ticket": begun["ticket"], "credential": phone.create(&begun) });
    let made = stage.call(&format!("{API}/register/finish"), "", "", &answer).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    assert_eq!(stage.get("/me", &made.cookie).await.status, StatusCode::OK);
    assert_eq!(
        stage.call(&format!("{API}/register/finish"), "", "", &answer).await.status,
        StatusCode::CONFLICT,
        "replayed"
    );

    let begun = parse(&stage.call(&format!("{API}/sign-in/start"), "", "", &json!({ "handle": null })).await.body);
    let answer = json!({ "ticket": begun["ticket"], "credential": phone.get(&begun) });
    let entered = stage.call(&format!("{API}/sign-in/finish"), "", "", &answer).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.body);
    assert!(
        stage.get("/settings/security", &entered.cookie).await.body.contains("localhost:8400"),
        "the page does not say where passkeys work"
    );
    let bare = stage.call(&format!("{API}/register/start"), &entered.cookie, "", &json!({ "name": "Key" })).await;
    assert_eq!(bare.status, StatusCode::CONFLICT, "added without the token");
    for nonsense in [json!(null), json!([]), json!({ "ticket": 1 })] {
        let answer = stage.call(&format!("{API}/sign-in/finish"), "", "", &nonsense).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}

fn url_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |out, b| out + &format!("%{b:02X}"))
}
