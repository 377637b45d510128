//! Acting for an athlete through the pages: every address that changes anything is closed but for the listed ones, and nothing of
//! the athlete's own is shown.

use std::{collections::BTreeSet, path::Path};

use axum::http::{Method, StatusCode};
use grandstand_app::{
    acting::{self, Form},
    session,
    workshop::access,
};
use grandstand_domain::{
    account::{Actor, Role},
    acting::Bound,
    session::SessionKind,
};

use crate::{
    every_page::check,
    learning::Class,
    people::token,
    stage::{Answer, Stage, fill},
};

/// What a browser that acts for somebody may send, as the documentation of it says.
const LET: [(&str, &str); 20] = [
    ("POST", "/acting/stop"),
    ("POST", "/sign-out"),
    ("POST", "/language"),
    ("POST", "/upload"),
    ("POST", "/api/grandstand/v1/uploads"),
    ("PATCH", "/api/grandstand/v1/uploads/{id}"),
    ("POST", "/p/{id}/edit"),
    ("POST", "/p/{id}/delete"),
    ("POST", "/comments/{id}/delete"),
    ("POST", "/me/programme/wishes"),
    ("POST", "/me/workshops/{id}/join"),
    ("POST", "/me/seats/{id}/leave"),
    ("POST", "/me/seats/{id}/accept"),
    ("POST", "/me/seats/{id}/swap"),
    ("POST", "/spaces/{id}"),
    ("POST", "/spaces/{id}/wait"),
    ("POST", "/spaces/waits/{id}/end"),
    ("POST", "/bookings/{id}/cancel"),
    ("POST", "/me/timetable/{games}/blocks"),
    ("POST", "/me/timetable/{games}/blocks/{id}/remove"),
];

/// The text of every source file under a folder.
fn sources(folder: &Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The first string in a piece of source, and what follows it.
fn literal(text: &str) -> Option<(&str, &str)> {
    text.split_once('"')?.1.split_once('"')
}

/// What stands in the brackets that a piece of source begins with.
fn in_brackets(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth <= 1 => return &text[..at],
            ')' => depth -= 1,
            _ => {}
        }
    }
    text
}

/// Every route of the program as (method, address), read from its source so that none can be forgotten here.
fn routes() -> BTreeSet<(String, String)> {
    const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    let mut found = BTreeSet::new();
    for text in &texts {
        for (at, _) in text.match_indices(".route(") {
            let call = in_brackets(&text[at + ".route".len()..]);
            let Some((path, handlers)) = literal(call) else { continue };
            let under = if call.starts_with("(&under(") { "/staff/games/{slug}/roster/{code}" } else { "" };
            for method in METHODS {
                let is_one = |start: &str| handlers.contains(&format!("{start}{method}("));
                if is_one(" ") || is_one(".") {
                    found.insert((method.to_uppercase(), format!("{under}{path}")));
                }
            }
        }
        // The client API's own table, and the interface whose attributes are its document.
        for method in METHODS {
            for (at, mark) in text.match_indices(&format!(".{method}(\"/")) {
                if let Some((path, _)) = literal(&text[at + mark.len() - 2..]) {
                    found.insert((method.to_uppercase(), path.to_owned()));
                }
            }
            for (at, _) in text.match_indices(&format!("    {method}, path = \"")) {
                if let Some((path, _)) = literal(&text[at..]) {
                    found.insert((method.to_uppercase(), path.to_owned()));
                }
            }
        }
    }
    found
}

/// An address with something in its gaps.
fn filled(path: &str) -> String {
    let mut out = String::new();
    let mut in_gap = false;
    for c in path.chars() {
        match c {
            '{' => (in_gap, out) = (true, out + "1"),
            '}' => in_gap = false,
            c if !in_gap => out.push(c),
            _ => {}
        }
    }
    out
}

/// Somebody who acts for an athlete: their browser's cookie.
async fn acts(stage: &Stage, athlete: &Actor, bounds: &[Bound]) -> (Actor, String) {
    let ctx = &stage.ctx;
    let gran = stage.person("gran", "Gran <i>", Role::Supporter).await;
    let form = Form { handle: "gran", hand: "guardian", bounds: bounds.to_vec(), from: "", until: "2026-07-31" };
    let id = acting::offer(ctx, athlete, &form).await.unwrap();
    acting::accept(ctx, &gran, id).await.unwrap();
    let cookie = stage.cookie(&gran).await;
    let csrf = token(stage, &cookie).await;
    let begun = stage.press(&format!("/acting/{id}/begin"), &cookie, &format!("csrf={csrf}"), "").await;
    assert_eq!(begun.location, "/acting", "{}", begun.body);
    assert_ne!(token(stage, &cookie).await, csrf, "forms opened before would be sent as the athlete");
    let stale = stage.press("/upload", &cookie, &format!("csrf={csrf}"), "").await;
    assert_ne!(stale.status, StatusCode::SEE_OTHER);
    (gran, cookie)
}

fn is_closed(answer: &Answer) -> bool {
    answer.status == StatusCode::FORBIDDEN
        && answer.body.contains("at the moment, and this is not done for somebody else")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_address_that_changes_something_is_closed_but_the_listed_ones() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let (gran, cookie) = acts(&stage, &team.athlete, Bound::ALL).await;
    let csrf = token(&stage, &cookie).await;
    let all: Vec<(String, String)> = routes().into_iter().filter(|(method, _)| method != "GET").collect();
    assert!(all.len() > 170, "only {} were found", all.len());
    for (method, path) in LET {
        assert!(all.iter().any(|(m, p)| m == method && p == path), "{method} {path} is none");
    }
    let (mut open, mut closed) = (Vec::new(), 0);
    for (method, path) in &all {
        // Those three end the test's own session, or need no athlete.
        if ["/acting/stop", "/sign-out", "/language"].contains(&path.as_str()) {
            continue;
        }
        let answer = stage.write(&Method::from_bytes(method.as_bytes()).unwrap(), &filled(path), &cookie, &csrf).await;
        if is_closed(&answer) {
            closed += 1;
        } else {
            open.push((method.as_str(), path.as_str()));
        }
    }
    let let_through: BTreeSet<_> = LET[3..].iter().copied().collect();
    assert_eq!(open.into_iter().collect::<BTreeSet<_>>(), let_through);
    assert_eq!(closed + let_through.len(), all.len() - 3);

    // A token acts for its owner, whatever its other sessions do, and no cookie changes that.
    let secret = session::start(&stage.ctx, gran.account, SessionKind::Token, "x").await.unwrap();
    let mine = stage.get_as("/api/v1/accounts/verify_credentials", &cookie, &secret).await;
    assert!(mine.body.contains("\"gran\""), "{}", mine.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_the_athletes_own_is_shown_beyond_the_bounds() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let (_, cookie) = acts(&stage, &team.athlete, &[Bound::Programme]).await;
    let pages: BTreeSet<String> =
        routes().into_iter().filter(|(m, _)| m == "GET").map(|(_, path)| filled(&path)).collect();
    assert!(pages.len() > 150, "only {} were found", pages.len());
    let draft = format!("/p/{}", team.draft);
    for page in pages.iter().filter(|page| !page.contains("/streaming") && !page.contains("/events")) {
        let answer = stage.get(page, &cookie).await;
        assert!(!answer.body.contains(&draft), "{page} shows a draft");
    }
    let followers_only = format!("/p/{}", team.followers_only);
    for page in [&draft, &format!("{draft}/comments"), &format!("{draft}/review"), &followers_only] {
        let answer = stage.get(page, &cookie).await;
        assert!(answer.status.is_client_error(), "{page} {}", answer.status);
    }
    let edit = stage.get(&format!("{draft}/edit"), &cookie).await;
    assert!(
        edit.status == StatusCode::FORBIDDEN && edit.body.contains("not among what they let you do"),
        "{}",
        edit.body
    );
    for page in [
        "/notifications",
        "/settings",
        "/settings/privacy",
        "/settings/security",
        "/settings/apps",
        "/settings/acting",
        "/me",
        "/me/films",
        "/me/saved",
        "/me/reviews",
        "/upload",
        "/settings/leave",
        "/capture",
        "/following",
        "/for-you",
    ] {
        let answer = stage.get(page, &cookie).await;
        assert!(
            answer.status == StatusCode::FORBIDDEN && answer.body.contains("You act for Mo &#60;b&#62;Vale"),
            "{page} {}: {}",
            answer.status,
            answer.body
        );
    }
    for page in ["/acting", "/", "/@mo", "/me/programme", "/me/timetable", "/spaces"] {
        let answer = stage.get(page, &cookie).await;
        let faults = check(page, &answer, true);
        assert!(faults.is_empty(), "{page}: {faults:?}");
        assert!(answer.body.contains("You act for Mo") && answer.body.contains("action=\"/acting/stop\""), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_is_published_for_someone_and_says_so() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let (gran, cookie) = acts(&stage, &team.athlete, &[Bound::Prepare, Bound::Publish]).await;
    let csrf = token(&stage, &cookie).await;
    let drafts = stage.get("/me/films?state=draft", &cookie).await;
    assert!(drafts.body.contains(&format!("/p/{}/edit", team.draft)), "{}", drafts.body);
    let form = stage.get(&format!("/p/{}/edit", team.draft), &cookie).await;
    assert!(check("edit", &form, true).is_empty() && form.body.contains("<video") && !form.body.contains("/review\""));
    let fields = [("csrf", csrf.as_str()), ("caption", "By gran"), ("visibility", "public"), ("publish", "now")];
    let sent = stage.press_file(&format!("/p/{}/edit", team.draft), &cookie, &fields, "").await;
    assert_eq!(sent.location, "/me/films?state=published", "{}", sent.body);
    let shown = stage.get(&format!("/p/{}", team.draft), "").await;
    assert!(shown.body.contains("Published for Mo") && shown.body.contains("by a guardian"), "{}", shown.body);
    assert!(!shown.body.to_lowercase().contains("gran <") && !shown.body.contains("@gran"), "names the guardian");

    let mo = stage.cookie(&team.athlete).await;
    let settings = stage.get("/settings/acting", &mo).await;
    assert!(check("/settings/acting", &settings, true).is_empty());
    assert!(
        settings.body.contains("Published a post") && settings.body.contains("Gran &#60;i&#62;"),
        "{}",
        settings.body
    );
    assert!(stage.get("/notifications", &mo).await.body.contains("published a post for you"));

    // The athlete ends it: the very next request of the other is refused, and they are nobody until they stop.
    let id = acting::mine(&stage.ctx, &team.athlete).await.unwrap().given[0].stored.id;
    let csrf_mo = token(&stage, &mo).await;
    let ended = stage.press(&format!("/settings/acting/{id}/end"), &mo, &format!("csrf={csrf_mo}"), "").await;
    assert_eq!(ended.location, "/settings/acting?done=ended", "{}", ended.body);
    let late = stage.press_file(&format!("/p/{}/edit", team.film), &cookie, &fields, "").await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(late.body.contains("You may no longer act"), "{}", late.body);
    assert_eq!(stage.get("/me", &cookie).await.status, StatusCode::FORBIDDEN);
    let stopped = stage.press("/acting/stop", &cookie, &format!("csrf={csrf}"), "").await;
    assert_eq!(stopped.location, "/acting?done=stopped", "{}", stopped.body);
    let me = stage.get("/me", &cookie).await;
    assert!(me.status == StatusCode::OK && me.body.contains("href=\"/acting\"") && !me.body.contains("/acting/stop"));
    let own = stage.get("/acting", &cookie).await;
    assert!(check("/acting", &own, true).is_empty() && own.body.contains("Published a post"), "{}", own.body);
    let _ = gran;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_athlete_asks_and_faults_stand_beside_their_fields() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let mo = stage.cookie(&team.athlete).await;
    let csrf = token(&stage, &mo).await;
    let wrong = format!("csrf={csrf}&handle=nobody&hand=press&until=2026-06-01&bound-publish=1");
    let wrong = stage.press("/settings/acting", &mo, &wrong, "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("handle-error") && wrong.body.contains("value=\"nobody\""), "{}", wrong.body);
    assert!(wrong.body.contains("name=\"bound-publish\" value=\"1\" checked"), "{}", wrong.body);
    let right = format!("csrf={csrf}&handle=sam&hand=guardian&until=2026-07-31&bound-prepare=1");
    let asked = stage.press("/settings/acting", &mo, &right, "").await;
    assert_eq!(asked.location, "/settings/acting?done=offered", "{}", asked.body);
    let sam = stage.cookie(&team.supporter).await;
    assert!(stage.get("/notifications", &sam).await.body.contains("href=\"/acting\""));
    let page = stage.get("/acting", &sam).await;
    assert!(check("/acting", &page, true).is_empty() && page.body.contains("/accept\""), "{}", page.body);
    assert_eq!(stage.get("/settings/acting", &sam).await.status, StatusCode::CONFLICT, "for athletes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_programme_is_shown_without_what_an_athlete_needs() {
    let class = Class::new().await;
    let stage = &class.stage;
    let needs = "My carer comes too";
    access::set(&stage.ctx, &class.athlete, class.entry, [], needs).await.unwrap();
    let (_, cookie) = acts(stage, &class.athlete, &[Bound::Programme]).await;
    let hand = stage.get("/me/programme", &cookie).await;
    assert!(check("/me/programme", &hand, true).is_empty());
    assert!(hand.body.contains("Captions &#60;that&#62; work"), "{}", hand.body);
    for own in [needs, "/me/programme/access", "/me/programme/attend", "certificate.pdf"] {
        assert!(!hand.body.contains(own), "{own} is shown to another's hand");
    }
    let mo = stage.cookie(&class.athlete).await;
    assert!(stage.get("/me/programme", &mo).await.body.contains(needs));

    // The office learns that no letters go out, and what to do.
    let desk = stage.cookie(&class.desk).await;
    let office = stage.get("/staff/games/harbour/workshops?organisation=albany", &desk).await;
    assert!(check("/staff/games/harbour/workshops", &office, true).is_empty());
    assert!(
        office.body.contains("This host sends no letters") && office.body.contains("[app.mail]"),
        "{}",
        office.body
    );
}
