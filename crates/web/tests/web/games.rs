//! The programme office's pages: a file comes in by a form, is looked at, and imported; nobody else sees a roster.

use axum::http::StatusCode;
use grandstand_app::account;
use grandstand_domain::account::{Actor, Role};
use grandstand_store as store;
use icalendar::{Component as _, EventLike as _};

use crate::{
    every_page::check,
    people::token,
    stage::{Stage, fill},
};

const ROSTER: &str = "code,name,noc,gender,discipline,events\n4000001,<B>LARK</B> Ada,ALB,W,ATH,<i>800m</i>\n\
    4000002,FINCH Bo,ALB,M,ATH,\n4000002,FINCH Bob,ALB,M,ATH,\n";
const STARTS: &str = "code,unit,event,start,venue\n\
    4000001,ATHW800M--------------HEAT000100--,Women's 800m,2028-08-02T23:30:00+02:00,<Oval>\n";

/// A desk of the team, and one of another.
pub(crate) async fn desks(stage: &Stage) -> (Actor, Actor) {
    let team = fill(stage).await;
    let albany = store::organisation::by_slug(&mut stage.ctx.begin_read().await.unwrap(), "albany").await.unwrap();
    let form = grandstand_app::organisation::Form {
        name: "Borland",
        kind: grandstand_domain::organisation::OrganisationKind::Noc,
        noc: "BOR",
        colour: "#0d3b8c".parse().unwrap(),
    };
    let borland = grandstand_app::organisation::create(&stage.ctx, &Actor::HOST, "borland", form).await.unwrap();
    let other = stage.person("other_desk", "Other desk", Role::Staff).await;
    for (who, whose) in [(&team.staff, albany.unwrap().id), (&other, borland.id)] {
        let join = account::Change { organisation: Some(Some(whose)), ..account::Change::default() };
        account::update(&stage.ctx, &Actor::HOST, who.account, join).await.unwrap();
    }
    (team.staff, other)
}

/// The address of an athlete's calendar opens until another is made or it is ended.
async fn a_timetable_is_subscribed_to(stage: &Stage, cookie: &str, csrf: &str, athlete: &str) {
    let form = format!("csrf={csrf}");
    let secret = async |form: &str| {
        let made = stage.press(&format!("{athlete}/calendar"), cookie, form, "").await.body;
        let (_, rest) = made.split_once("http://127.0.0.1:8400/calendar/").unwrap();
        format!("/calendar/{}", rest.split('"').next().unwrap())
    };
    let first = secret(&form).await;
    let feed = stage.get(&first, "").await;
    assert_eq!((feed.status, feed.kind.as_str()), (StatusCode::OK, "text/calendar; charset=utf-8"));
    let calendar: icalendar::Calendar = feed.body.parse().unwrap();
    let events: Vec<_> = calendar.events().collect();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].get_summary(), Some("Women's 800m"));
    assert_eq!(events[0].get_location(), Some("<Oval>"));
    assert_eq!(events[0].property_value("DTSTART"), Some("20280802T213000Z"));
    let second = secret(&form).await;
    assert_eq!(stage.get(&first, "").await.status, StatusCode::NOT_FOUND, "an older address still opens");
    assert_eq!(stage.get(&second, "").await.status, StatusCode::OK);
    stage.press(&format!("{athlete}/calendar/end"), cookie, &form, "").await;
    assert_eq!(stage.get(&second, "").await.status, StatusCode::NOT_FOUND, "an ended address still opens");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_looked_at_before_it_is_imported_and_only_its_team_sees_it() {
    let stage = Stage::new().await;
    let (desk, other) = desks(&stage).await;
    let cookie = stage.cookie(&desk).await;
    let csrf = token(&stage, &cookie).await;
    let wrong = stage.press("/staff/games", &cookie, &format!("slug=Bad+one&opening=2028-02-30&csrf={csrf}"), "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("opening-error"), "{}", wrong.body);
    let fields = format!("slug=harbour&name=Harbour+%3Cb%3E&zone=Europe/Paris&opening=2028-07-14&csrf={csrf}");
    assert_eq!(stage.press("/staff/games", &cookie, &fields, "").await.location, "/staff/games/harbour");

    let to = "/staff/games/harbour/import";
    let sent = |kind: &'static str, csrf: &'static str| [("csrf", csrf), ("organisation", "albany"), ("kind", kind)];
    let stale = stage.press_file(to, &cookie, &sent("roster", "no"), ROSTER).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "a foreign page sent a file");
    let csrf: &'static str = csrf.leak();
    assert_eq!(
        stage.press_file(to, &cookie, &sent("poster", csrf), ROSTER).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // A file that is meant for another team, or for one that is none, never lands with one's own.
    for other in ["borland", "nowhere"] {
        let fields = [("csrf", csrf), ("organisation", other), ("kind", "roster")];
        assert_eq!(stage.press_file(to, &cookie, &fields, ROSTER).await.status, StatusCode::NOT_FOUND, "{other}");
        let page = format!("/staff/games/harbour/roster?organisation={other}");
        assert_eq!(stage.get(&page, &cookie).await.status, StatusCode::NOT_FOUND, "{other}");
    }
    let kept = stage.press_file(to, &cookie, &sent("roster", csrf), ROSTER).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let preview = stage.get(&kept.location, &cookie).await;
    assert!(preview.body.contains("stands already on line 3") && preview.body.contains("Ada"), "{}", preview.body);
    let elsewhere = stage.get(&kept.location, &stage.cookie(&other).await).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND, "another desk saw the file");
    let done = stage.press(&kept.location, &cookie, &format!("csrf={csrf}"), "").await;
    assert!(done.location.contains("new=2&changed=0&unchanged=0&refused=1"), "{}", done.location);
    assert_eq!(stage.get(&kept.location, &cookie).await.status, StatusCode::NOT_FOUND, "imported, so forgotten");
    let starts = stage.press_file(to, &cookie, &sent("starts", csrf), STARTS).await.location;
    stage.press(&starts, &cookie, &format!("csrf={csrf}"), "").await;
    let broken = stage.press_file(to, &cookie, &sent("roster", csrf), "a,b\n1,2\n").await.location;

    let roster = "/staff/games/harbour/roster";
    for page in [
        "/staff/games".to_owned(),
        "/staff/games/harbour".to_owned(),
        done.location.clone(),
        broken.clone(),
        roster.to_owned(),
        format!("{roster}?who=ada&discipline=ATH&gender=W"),
        format!("{roster}?who=zzz"),
        format!("{roster}/4000001"),
        format!("{roster}/4000002"),
    ] {
        let answer = stage.get(&page, &cookie).await;
        let faults = check(&page, &answer, true);
        assert!(faults.is_empty(), "{page}: {faults:?}");
    }
    assert!(stage.get(&broken, &cookie).await.body.contains("athlete code, name"));
    let timetable = stage.get(&format!("{roster}/4000001"), &cookie).await.body;
    assert!(timetable.contains("Wednesday 2 August 2028") && timetable.contains("23:30"), "{timetable}");
    assert!(stage.get(&format!("{roster}?who=ada"), &cookie).await.body.contains("1 of 2 athletes"));

    a_timetable_is_subscribed_to(&stage, &cookie, csrf, &format!("{roster}/4000001")).await;

    let other = stage.cookie(&other).await;
    assert_eq!(stage.get(&format!("{roster}/4000001?organisation=albany"), &other).await.status, StatusCode::NOT_FOUND);
    assert!(!stage.get(&format!("{roster}?organisation=albany"), &other).await.body.contains("4000001"));
    let mo = stage.get("/staff/games", &stage.cookie(&stage.person("kit", "Kit", Role::Athlete).await).await).await;
    assert_eq!(mo.status, StatusCode::FORBIDDEN);
    // An hour later a file that nobody came back to is gone.
    stage.advance(2 * 3_600_000);
    grandstand_app::import::purge(&stage.ctx).await.unwrap();
    assert_eq!(stage.get(&broken, &cookie).await.status, StatusCode::NOT_FOUND);
}

/// Anyone reads the rules of a Games; ways are stated by its staff alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_are_for_anyone_and_ways_are_stated_by_staff() {
    let stage = Stage::new().await;
    let (desk, _) = desks(&stage).await;
    let cookie = stage.cookie(&desk).await;
    let csrf = token(&stage, &cookie).await;
    let fields = format!("slug=harbour&zone=Europe/Paris&opening=2028-07-14&csrf={csrf}");
    stage.press("/staff/games", &cookie, &fields, "").await;
    let rules = "rule,for,from,until,words,source\nG1,athletes,opening,opening+2,Ask <before> filming,https://rules.example/g1\n";
    let sent = [("csrf", csrf.as_str()), ("organisation", ""), ("kind", "rules")];
    let kept = stage.press_file("/staff/games/harbour/import", &cookie, &sent, rules).await.location;
    stage.press(&kept, &cookie, &format!("csrf={csrf}"), "").await;
    for nowhere in ["/games/harbour/rules?version=x", "/certificate/%FF", "/p/x", "/staff/workshops/x"] {
        let page = stage.get(nowhere, "").await;
        assert_eq!((page.status, page.body.contains("<h1")), (StatusCode::NOT_FOUND, true), "{nowhere}");
    }
    let anyone = stage.get("/games/harbour/rules", "").await;
    assert_eq!(check("/games/harbour/rules", &anyone, false), Vec::<String>::new());
    assert!(anyone.body.contains("14 July 2028") && anyone.body.contains("16 July 2028"), "{}", anyone.body);
    assert!(!anyone.body.contains("<before>"));
    assert_eq!(stage.get("/games/harbour/rules?version=2", "").await.status, StatusCode::NOT_FOUND);

    let ways = "/staff/games/harbour/ways";
    let way = |minutes: &str| format!("one=House&other=%3COval%3E&minutes={minutes}&csrf={csrf}");
    let wrong = stage.press(ways, &cookie, &way("1441"), "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("minutes-error"), "{}", wrong.body);
    assert_eq!(stage.press(ways, &cookie, &way("20"), "").await.location, ways);
    let page = stage.get(ways, &cookie).await;
    assert_eq!(check(ways, &page, true), Vec::<String>::new());
    assert!(page.body.contains("House") && !page.body.contains("<Oval>"));
    let supporter = stage.cookie(&stage.person("kit", "Kit", Role::Athlete).await).await;
    assert_eq!(stage.get(ways, &supporter).await.status, StatusCode::FORBIDDEN);
    let theirs = format!("one=House&other=Oval&minutes=5&csrf={}", token(&stage, &supporter).await);
    assert_eq!(stage.press(ways, &supporter, &theirs, "").await.status, StatusCode::FORBIDDEN);
}
