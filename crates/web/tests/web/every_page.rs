//! Every page, for everyone, and what must hold on each of them.

use std::collections::HashSet;

use axum::http::StatusCode;

use crate::{
    markup::{Element, read},
    stage::{Answer, HOSTILE, Stage, Team, fill},
};

/// Pages that everyone may open.
fn open_pages(team: &Team) -> Vec<String> {
    let (film, hostile) = (team.film, team.hostile);
    let mut pages: Vec<String> = [
        "/",
        "/?sport=judo",
        "/?team=albany",
        "/?region=north-coast",
        "/?tag=heat",
        "/?sport=archery",
        "/?fragment=1",
        "/following",
        "/@mo",
        "/@mo?tab=journeys",
        "/@mo?tab=about",
        "/@ffion",
        "/@sam",
        "/@mo/journeys/the-long-way",
        "/teams",
        "/teams/albany",
        "/sports",
        "/sports/judo",
        "/sports/archery",
        "/regions/north-coast",
        "/tags/heat",
        "/tags/nothing",
        "/search",
        "/search?q=mo",
        "/search?q=%23heat",
        "/search?q=hill",
        "/search?q=zzzz",
        "/search?q=%3Cscript%3E%22%27",
        "/about",
        "/transparency",
        "/api/docs",
        "/offline",
    ]
    .map(str::to_owned)
    .into();
    for post in [film, hostile] {
        for rest in
            ["", "?fragment=film", "/comments", "/comments?fragment=1", "/share", "/why", "/why?fragment=1", "/embed"]
        {
            pages.push(format!("/p/{post}{rest}"));
        }
    }
    pages
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_holds_for_everyone() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let discover = stage.get("/", "").await.body;
    assert_eq!(discover.matches("<article class=\"film\"").count(), 3, "{discover}");
    assert!(discover.contains("data-total=\"3\"") && discover.contains("data-position=\"3\""), "{discover}");
    let (mut faults, mut actions) = (Vec::new(), HashSet::new());
    let people = [
        ("anyone", None),
        ("supporter", Some(&team.supporter)),
        ("athlete", Some(&team.athlete)),
        ("staff", Some(&team.staff)),
    ];
    for (name, who) in people {
        let cookie = match who {
            Some(who) => stage.cookie(who).await,
            None => String::new(),
        };
        for page in open_pages(&team) {
            let answer = stage.get(&page, &cookie).await;
            let (elements, _) = read(&answer.body);
            let posting = elements.iter().filter(|e| e.name == "form" && e.get("method") == Some("post"));
            for action in posting.filter_map(|form| form.get("action")) {
                // Without the session's token a handler refuses; what has no handler is nowhere.
                if actions.insert((name, action.to_owned())) {
                    let answer = stage.press(action, &cookie, "csrf=wrong", "").await.status;
                    if matches!(answer, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
                        faults.push(format!("{name} {page}: a form leads to {action}: {answer}"));
                    }
                    // Read again from a history or a pasted address, it is a page that says so.
                    let seen = stage.get(action, &cookie).await;
                    if seen.status.is_client_error() && !seen.body.contains("<h1") {
                        faults.push(format!("{name} {page}: {action} opened as a page: {}", seen.status));
                    }
                }
            }
            faults.extend(check(&page, &answer, who.is_some()).into_iter().map(|f| format!("{name} {page}: {f}")));
        }
    }
    for page in open_pages(&team) {
        let answer = stage.get_welsh(&page).await;
        faults.extend(check(&page, &answer, false).into_iter().map(|f| format!("welsh {page}: {f}")));
    }
    assert!(actions.iter().any(|(_, action)| action == "/@mo/block"), "{actions:?}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// What is wrong with a page.
pub(crate) fn check(path: &str, answer: &Answer, signed_in: bool) -> Vec<String> {
    let mut faults = Vec::new();
    if answer.status != StatusCode::OK {
        return vec![format!("answers {}", answer.status)];
    }
    if !answer.policy.contains("style-src 'self';") {
        faults.push(format!("policy {}", answer.policy));
    }
    let fragment = path.contains("fragment=");
    let (elements, texts) = read(&answer.body);
    let named = |name: &'static str| elements.iter().filter(move |e| e.name == name);
    if !fragment && named("h1").count() != 1 {
        faults.push(format!("{} h1", named("h1").count()));
    }
    if !fragment && named("main").count() != 1 {
        faults.push("no main".to_owned());
    }
    faults.extend(named("img").filter(|i| i.get("alt").is_none()).map(|i| format!("no alt: {i:?}")));
    let mut ids = HashSet::new();
    faults.extend(
        elements.iter().filter_map(|e| e.get("id")).filter(|id| !ids.insert(*id)).map(|id| format!("id {id} twice")),
    );
    for e in &elements {
        let unsafe_name = |n: &str| n == "style" || (n.starts_with("on") && n.len() > 2);
        faults.extend(e.attributes.iter().filter(|(n, _)| unsafe_name(n)).map(|(n, v)| format!("{n}=\"{v}\"")));
        let address = e.get("href").or(e.get("src")).or(e.get("action")).unwrap_or_default();
        if address.starts_with("javascript:") || address.starts_with("data:") || address.contains("/assets/missing#") {
            faults.push(format!("address {address}"));
        }
        for name in ["for", "aria-describedby", "aria-labelledby"] {
            let missing = |id: &&str| {
                e.name != "input" && e.name != "textarea" && !elements.iter().any(|o| o.get("id") == Some(*id))
            };
            let said = e.get(name).unwrap_or_default();
            faults.extend(said.split_whitespace().filter(missing).map(|id| format!("{name} names no {id}")));
        }
    }
    faults.extend(named("style").map(|_| "a style element".to_owned()));
    faults.extend(named("script").filter(|s| !ours(s)).map(|s| format!("a script without a nonce: {s:?}")));
    let posting = named("form").filter(|f| f.get("method") == Some("post")).count();
    let tokens = named("input").filter(|i| i.get("name") == Some("csrf")).count();
    if posting != tokens {
        faults.push(format!("{posting} forms that change something, {tokens} tokens"));
    }
    if signed_in
        && named("input").any(|i| i.get("name") == Some("csrf") && i.get("value") == Some(""))
        && !path.ends_with("/embed")
    {
        faults.push("an empty token".to_owned());
    }
    faults.extend(texts.iter().filter(|t| is_key(t)).map(|t| format!("a key without a sentence: {t}")));
    for e in &elements {
        for name in ["aria-label", "title", "placeholder", "alt", "content"] {
            faults.extend(e.get(name).filter(|t| is_key(t)).map(|t| format!("a key without a sentence: {name} {t}")));
        }
    }
    for raw in
        ["<script>alert", "<b>Vale", "<i>run", "<Coast>", "<Albany>", "<long>", "<lec>", "</textarea> &", "49 שלום"]
    {
        if answer.body.contains(raw) {
            faults.push(format!("not escaped: {raw}"));
        }
    }
    faults
}

/// A script of ours carries the nonce, or is a block of data.
fn ours(script: &Element) -> bool {
    script.get("nonce").is_some_and(|n| !n.is_empty()) || script.get("type") == Some("application/json")
}

/// Whether a text looks like a key of the translation files: lower-case words joined by hyphens.
fn is_key(text: &str) -> bool {
    let plain = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.contains('-')
        && text.split('-').all(plain)
        && text.split('-').next().is_some_and(|w| w.len() > 2)
        && text != "no-referrer"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_for_everyone_is_not_there() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let (athlete, supporter) = (stage.cookie(&team.athlete).await, stage.cookie(&team.supporter).await);
    let stranger = stage.person("stranger", "A stranger", grandstand_domain::account::Role::Supporter).await;
    let stranger = stage.cookie(&stranger).await;
    for (post, athlete_may, follower_may) in [(team.draft, true, false), (team.followers_only, true, true)] {
        for page in ["", "/comments", "/share", "/why"] {
            let path = format!("/p/{post}{page}");
            let status = |may: bool| if may { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(stage.get(&path, &athlete).await.status, status(athlete_may), "{path}");
            assert_eq!(stage.get(&path, &supporter).await.status, status(follower_may), "{path}");
            assert_eq!(stage.get(&path, &stranger).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(stage.get(&path, "").await.status, StatusCode::NOT_FOUND, "{path}");
        }
        // Another site's page never shows what is not public, whoever looks.
        assert_eq!(stage.get(&format!("/p/{post}/embed"), &athlete).await.status, StatusCode::NOT_FOUND);
        let oembed = format!("/oembed?url=http%3A%2F%2F127.0.0.1%3A8400%2Fp%2F{post}");
        assert_eq!(stage.get(&oembed, &athlete).await.status, StatusCode::NOT_FOUND);
        assert!(!stage.get("/@mo/feed.atom", &athlete).await.body.contains(&post.to_string()));
    }
    let own = stage.get(&format!("/p/{}", team.draft), &athlete).await.body;
    assert!(own.contains("This is a draft") && own.contains("noindex") && !own.contains("og:video"), "{own}");
    let edit = format!("/p/{}/edit", team.film);
    for (who, may) in [(&athlete, true), (&supporter, false), (&String::new(), false)] {
        let page = stage.get(&format!("/p/{}", team.film), who).await.body;
        assert_eq!(page.contains(&edit), may, "{page}");
    }
    for path in [
        "/p/0",
        "/p/1",
        "/p/x",
        "/@nobody",
        "/@mo/journeys/none",
        "/teams/none",
        "/sports/none",
        "/regions/none",
        "/tags/%20",
        "/?after=x",
        "/?sport=x",
        "/?team=x",
    ] {
        let answer = stage.get(path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("Nothing here"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_changes_once_and_leads_back() {
    const JSON: &str = "application/json";
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let cookie = stage.cookie(&team.supporter).await;
    let page = stage.get(&format!("/p/{}", team.hostile), &cookie).await.body;
    let (elements, _) = read(&page);
    let token = elements
        .iter()
        .find(|e| e.get("name") == Some("csrf") && e.name == "meta")
        .unwrap()
        .get("content")
        .unwrap()
        .to_owned();
    let cheer = format!("/p/{}/cheer", team.hostile);

    let stale = stage.press(&cheer, &cookie, "on=true&csrf=x", JSON).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    for _ in 0..2 {
        let answer = stage.press(&cheer, &cookie, &format!("on=true&csrf={token}"), JSON).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, r#"{"count":1,"on":true}"#));
    }
    let answer = stage.press(&cheer, &cookie, &format!("on=false&csrf={token}"), JSON).await;
    assert_eq!(answer.body, r#"{"count":0,"on":false}"#);
    for (path, body) in [
        (format!("/p/{}/bookmark", team.hostile), r#"{"on":true}"#),
        (format!("/p/{}/hide", team.hostile), r#"{"on":true}"#),
        ("/@ffion/follow".to_owned(), r#"{"count":1,"on":true}"#),
    ] {
        assert_eq!(stage.press(&path, &cookie, &format!("on=true&csrf={token}"), JSON).await.body, body, "{path}");
        let plain = stage.press(&path, &cookie, &format!("on=false&csrf={token}"), "").await;
        assert_eq!(plain.status, StatusCode::SEE_OTHER, "{path}");
    }
    let back = stage.press(&cheer, &cookie, &format!("on=true&csrf={token}"), "").await;
    assert_eq!(back.location, format!("/p/{}", team.hostile));

    let out = stage.press(&cheer, "", "on=true", "").await;
    assert_eq!(out.location, format!("/sign-in?next=%2Fp%2F{}", team.hostile));
    assert_eq!(stage.press(&cheer, "", "on=true", JSON).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        stage.press("/p/1/cheer", &cookie, &format!("on=true&csrf={token}"), JSON).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn feeds_and_embeds_are_what_their_specifications_say() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let atom = stage.get("/@mo/feed.atom", "").await;
    assert!(atom.kind.starts_with("application/atom+xml"));
    let (elements, _) = read(&atom.body);
    let count = |name: &str| elements.iter().filter(|e| e.name == name).count();
    assert_eq!((count("feed"), count("entry"), count("id"), count("updated")), (1, 2, 3, 3));
    let enclosure = elements.iter().find(|e| e.get("rel") == Some("enclosure")).unwrap();
    assert_eq!((enclosure.get("type"), enclosure.get("length")), (Some("video/mp4"), Some("1000")));
    assert!(atom.body.contains("&#60;script&#62;") || atom.body.contains("&lt;script"), "{}", atom.body);

    let address = format!("http%3A%2F%2F127.0.0.1%3A8400%2Fp%2F{}", team.hostile);
    let json = stage.get(&format!("/oembed?url={address}&maxwidth=200"), "").await;
    let body: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!((body["type"].as_str(), body["version"].as_str()), (Some("video"), Some("1.0")));
    assert_eq!((body["width"].as_u64(), body["height"].as_u64()), (Some(200), Some(355)));
    let (frame, _) = read(body["html"].as_str().unwrap());
    assert_eq!((frame.len(), frame[0].name.as_str()), (1, "iframe"), "{}", body["html"]);
    let xml = stage.get(&format!("/oembed?url={address}&format=xml"), "").await;
    assert!(xml.kind.starts_with("text/xml") && xml.body.contains("<type>video</type>"), "{}", xml.body);
    assert_eq!(stage.get(&format!("/oembed?url={address}&format=yaml"), "").await.status, StatusCode::NOT_IMPLEMENTED);
    for other in ["https%3A%2F%2Felsewhere.example%2Fp%2F1", "x", "http%3A%2F%2F127.0.0.1%3A8400%2Fabout"] {
        assert_eq!(stage.get(&format!("/oembed?url={other}"), "").await.status, StatusCode::NOT_FOUND, "{other}");
    }

    let page = stage.get(&format!("/p/{}", team.hostile), "").await.body;
    let (elements, _) = read(&page);
    let meta = |name: &str| {
        let found = elements.iter().find(|e| e.get("property") == Some(name) || e.get("name") == Some(name));
        found.and_then(|e| e.get("content")).unwrap_or_default().to_owned()
    };
    assert_eq!(meta("og:type"), "video.other");
    assert_eq!(meta("twitter:player"), format!("http://127.0.0.1:8400/p/{}/embed", team.hostile));
    assert!(meta("og:video").ends_with("-480.mp4") && meta("og:image").contains(".jpg"));
    assert!(elements.iter().any(|e| e.get("type") == Some("application/json+oembed")));
    let embed = stage.get(&format!("/p/{}/embed", team.hostile), "").await;
    assert!(embed.policy.contains("frame-ancestors *"), "{}", embed.policy);
    // A tag leads to its page, an account that exists to its own, one that does not stays text.
    assert!(page.contains("<a href=\"/tags/heat\">#Heat</a> <a href=\"/@mo\">@mo</a> @nobody"), "{HOSTILE}");

    let map = stage.get("/sitemap.xml", "").await.body;
    assert!(map.contains(&format!("http://127.0.0.1:8400/p/{}<", team.film)) && !map.contains(&team.draft.to_string()));
    assert!(stage.get("/robots.txt", "").await.body.contains("Sitemap: http://127.0.0.1:8400/sitemap.xml"));
}
