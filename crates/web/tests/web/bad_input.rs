//! What nobody should send and somebody will: forms of an hour ago, ids of other people, and text of every kind in every
//! field. A page says what was wrong; nothing is a fault of ours, and nothing is done.

use axum::http::StatusCode;
use grandstand_domain::account::Role;

use crate::{
    every_page::check,
    markup::read,
    stage::{HOSTILE, Stage, Team, fill},
};

/// Every form that changes something, with a body that would do it.
fn forms(team: &Team, own: &str) -> Vec<(String, &'static str)> {
    let film = team.film;
    [
        (format!("/p/{film}/comments"), "text=Go"),
        (format!("/p/{film}/cheer"), "on=true"),
        (format!("/p/{film}/bookmark"), "on=true"),
        (format!("/p/{film}/hide"), "on=true"),
        (format!("/p/{film}/edit"), "caption=Mine+now"),
        (format!("/p/{film}/delete"), ""),
        ("/@ffion/follow".to_owned(), "on=true"),
        ("/notifications/read".to_owned(), ""),
        ("/settings".to_owned(), "display_name=Other"),
        ("/settings/replies".to_owned(), "reply_policy=off"),
        ("/settings/muted-words".to_owned(), "word=noise"),
        ("/settings/email".to_owned(), "email=a%40b.example"),
        ("/settings/password".to_owned(), "password=x&new_password=a+long+enough+one"),
        ("/settings/sessions".to_owned(), "session=others"),
        ("/settings/leave".to_owned(), "handle=sam&password=x"),
        ("/journeys/new".to_owned(), "title=Way"),
        (format!("{own}/edit"), "title=Way&end=yes"),
        ("/report".to_owned(), "subject=account&id=1&reason=spam"),
        ("/sign-out".to_owned(), ""),
        ("/staff/@mo".to_owned(), "display_name=Mo"),
        ("/moderation/1".to_owned(), "verdict=uphold&decision=x"),
    ]
    .into()
}

async fn token(stage: &Stage, cookie: &str) -> String {
    let page = stage.get("/about", cookie).await.body;
    let (elements, _) = read(&page);
    let meta = elements.iter().find(|e| e.name == "meta" && e.get("name") == Some("csrf"));
    meta.and_then(|e| e.get("content")).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_form_changes_nothing_and_says_so_kindly() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let own = "/@mo/journeys/the-long-way";
    for who in [&team.athlete, &team.supporter, &team.staff] {
        let cookie = stage.cookie(who).await;
        let stranger = token(&stage, &stage.cookie(&team.athlete).await).await;
        for (path, body) in forms(&team, own) {
            for csrf in ["", "x", stranger.as_str()] {
                let answer = stage.press(&path, &cookie, &format!("{body}&csrf={csrf}"), "text/html").await;
                assert_eq!(answer.status, StatusCode::CONFLICT, "{path} with token {csrf:?}: {}", answer.location);
                assert!(
                    answer.body.contains("<h1") && answer.body.contains("open too long"),
                    "{path}: {}",
                    answer.body
                );
            }
        }
    }
    let film = stage.get(&format!("/p/{}", team.film), "").await.body;
    assert!(film.contains("Hill reps.") && !film.contains("Mine now"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_of_others_and_made_up_ones_open_nothing() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let other = stage.person("eve", "Eve", Role::Athlete).await;
    let cookie = stage.cookie(&other).await;
    let csrf = token(&stage, &cookie).await;
    let (film, draft) = (team.film, team.draft);
    for page in [
        format!("/p/{film}/edit"),
        format!("/p/{film}/delete"),
        format!("/p/{draft}"),
        format!("/p/{draft}/edit"),
        "/@mo/journeys/the-long-way/edit".to_owned(),
        "/reports/GS-0000-0000".to_owned(),
        "/@mo/notifications/AAAA/feed.atom".to_owned(),
        format!("/media/{film}-0000/480-0000.mp4"),
        "/media/captions/1/en-GB.vtt".to_owned(),
        "/p/9223372036854775807".to_owned(),
        "/p/9223372036854775808".to_owned(),
        "/p/-1".to_owned(),
        "/p/%00".to_owned(),
        "/assets/..%2f..%2fetc%2fpasswd".to_owned(),
    ] {
        let status = stage.get(&page, &cookie).await.status;
        assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST), "{page}: {status}");
    }
    for (path, body) in [
        (format!("/p/{film}/edit"), "caption=Mine+now".to_owned()),
        (format!("/p/{film}/delete"), String::new()),
        (format!("/p/{draft}/comments"), "text=Seen".to_owned()),
        (format!("/p/{draft}/cheer"), "on=true".to_owned()),
        ("/@mo/journeys/the-long-way/edit".to_owned(), "title=Mine&end=yes".to_owned()),
        ("/comments/1/delete".to_owned(), String::new()),
        ("/comments/x/delete".to_owned(), String::new()),
        ("/settings/sessions".to_owned(), "session=1".to_owned()),
        ("/settings/passkeys".to_owned(), "passkey=1&act=remove&passkey_name=x".to_owned()),
        ("/moderation/1".to_owned(), "verdict=uphold&decision=x".to_owned()),
        ("/staff/@mo".to_owned(), "display_name=Mine&role=operator".to_owned()),
        ("/report".to_owned(), format!("subject=post&id={draft}&reason=spam")),
    ] {
        let answer = stage.press(&path, &cookie, &format!("{body}&csrf={csrf}"), "").await;
        let refused = matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::CONFLICT);
        assert!(refused, "{path}: {} {}", answer.status, answer.location);
    }
    let film = stage.get(&format!("/p/{film}"), "").await.body;
    assert!(film.contains("Hill reps.") && !film.contains("Mine now"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_takes_every_text_or_says_why_not() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let cookie = stage.cookie(&team.athlete).await;
    let csrf = token(&stage, &cookie).await;
    let huge = "Ω".repeat(60_000);
    let flags = "🏴󠁧󠁢󠁷󠁬󠁳󠁿👩🏽‍🦽".repeat(20);
    let texts = [
        HOSTILE,
        &huge,
        &flags,
        "مرحبا بالبطلة ١٢٣",
        "\u{202e}txet dehsup\u{202c}",
        "a\0b\u{7}\r\n\r\nc",
        "' OR 1=1 --",
        "%s%n{{7*7}}${7*7}",
        "",
    ];
    let film = team.film;
    let fields = [
        (format!("/p/{film}/comments"), vec!["text"]),
        (
            format!("/p/{film}/edit"),
            vec!["caption", "alt_text", "language", "visibility", "journey", "reply_policy", "captions"],
        ),
        ("/settings".to_owned(), vec!["display_name", "bio", "region", "sport", "language"]),
        ("/settings/muted-words".to_owned(), vec!["word"]),
        ("/settings/email".to_owned(), vec!["email"]),
        ("/settings/replies".to_owned(), vec!["reply_policy"]),
        ("/settings/passkeys".to_owned(), vec!["passkey", "passkey_name", "act"]),
        ("/journeys/new".to_owned(), vec!["title", "games", "summary", "kind_0", "label_0", "day_0", "post_0"]),
        ("/report".to_owned(), vec!["subject", "id", "reason", "details"]),
        ("/sign-in".to_owned(), vec!["handle", "password", "next"]),
        ("/sign-up".to_owned(), vec!["handle", "display_name", "email", "password", "next"]),
        ("/language".to_owned(), vec!["language", "next"]),
    ];
    for (path, names) in &fields {
        for name in names {
            for text in texts {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                for other in names.iter().filter(|other| *other != name) {
                    form.append_pair(other, "x");
                }
                let body = form.append_pair(name, text).append_pair("csrf", &csrf).finish();
                let answer = stage.press(path, &cookie, &body, "text/html").await;
                let told =
                    answer.status.is_redirection() || answer.status.is_client_error() || answer.status.is_success();
                let start: String = text.chars().take(12).collect();
                assert!(told, "{path} {name}={start:?}: {}", answer.status);
                assert!(!answer.body.contains("<script>alert(1)"), "{path} {name}: not escaped");
                let leads_away = answer.location.starts_with("//") || answer.location.contains("://");
                assert!(!leads_away, "{path} {name}: leads to {}", answer.location);
            }
        }
    }
    for text in texts {
        let query: String =
            url::form_urlencoded::byte_serialize(text.chars().take(3_000).collect::<String>().as_bytes()).collect();
        for page in ["/search?q=", "/?tag=", "/?after=", "/sign-in?next=", "/report?subject=", "/p/", "/tags/", "/@"] {
            let answer = stage.get(&format!("{page}{query}"), &cookie).await;
            assert!(!answer.status.is_server_error(), "{page}{query}: {}", answer.status);
            assert!(!answer.body.contains("<script>alert(1)"), "{page}: not escaped");
        }
    }
    // After all that the pages that show it are still pages.
    for page in ["/", "/@mo", "/me", "/settings", "/settings/privacy", "/@mo?tab=journeys"] {
        let answer = stage.get(page, &cookie).await;
        assert!(check(page, &answer, true).is_empty(), "{page}: {:?}", check(page, &answer, true));
    }
}
