//! The pages of reviews: handed in, talked about, signed off by forms alone; others are told that there is no such page.

use axum::http::StatusCode;
use grandstand_app::account;
use grandstand_domain::account::{Actor, Role};
use grandstand_store as store;

use crate::{
    every_page::check,
    people::token,
    stage::{HOSTILE, Stage, fill},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one story from its beginning to its end")]
async fn a_draft_goes_to_a_coach_and_back_by_forms() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let albany = store::organisation::by_slug(&mut stage.ctx.begin_read().await.unwrap(), "albany").await.unwrap();
    let albany = albany.unwrap().id;
    let second = stage.person("second", "Second coach", Role::Staff).await;
    for who in [&team.staff, &second] {
        let join = account::Change { organisation: Some(Some(albany)), ..account::Change::default() };
        account::update(&stage.ctx, &Actor::HOST, who.account, join).await.unwrap();
    }
    let (mo, desk) = (stage.cookie(&team.athlete).await, stage.cookie(&team.staff).await);
    let (mo_csrf, desk_csrf) = (token(&stage, &mo).await, token(&stage, &desk).await);
    let draft = team.draft;
    let form = format!("/p/{draft}/review");
    assert!(stage.get(&format!("/p/{draft}"), &mo).await.body.contains(&format!("href=\"{form}\"")));
    let mut pages = vec![(form.clone(), &mo), ("/staff/reviews".to_owned(), &desk), ("/me/reviews".to_owned(), &mo)];
    for (page, cookie) in &pages {
        let faults = check(page, &stage.get(page, cookie).await, true);
        assert!(faults.is_empty(), "{page}: {faults:?}");
    }
    let nobody = stage.press(&form, &mo, &format!("csrf={mo_csrf}&note=x"), "").await;
    assert!(nobody.status == StatusCode::UNPROCESSABLE_ENTITY && nobody.body.contains("coach-error"));
    let note: String = url::form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect();
    let coach = format!("{}-{albany}", team.staff.account);
    let asked = stage.press(&form, &mo, &format!("csrf={mo_csrf}&coach={coach}&note={note}"), "").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let review = asked.location;

    let say = format!("{review}/remarks");
    let wrong = stage.press(&say, &desk, &format!("csrf={desk_csrf}&at=9:99&text=Cut+this"), "").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("Cut this"), "{}", wrong.body);
    let said = stage.press(&say, &desk, &format!("csrf={desk_csrf}&at=0:02.5&text={note}&must=1"), "").await;
    let (_, remark) = said.location.split_once("#remark-").unwrap();
    stage.press(&say, &desk, &format!("csrf={desk_csrf}&at=&text=Good+light"), "").await;
    stage.press(&say, &mo, &format!("csrf={mo_csrf}&answers={remark}&text=I+will"), "").await;
    let coachs = stage.get(&review, &desk).await.body;
    assert!(coachs.contains("480.mp4#t=2.500\" data-seek=\"2.500\">0:02.5</a>"), "{coachs}");
    let out = stage.press(&format!("{review}/changes"), &desk, &format!("csrf={desk_csrf}"), "").await;
    assert_eq!(out.location, review);
    let notes = stage.get("/notifications", &mo).await.body;
    assert!(notes.contains(&format!("href=\"{form}\"")) && notes.contains("asks you to change"), "{notes}");
    assert_eq!(stage.get(&form, &mo).await.location, review, "the notification leads to the review");
    pages = vec![
        (review.clone(), &mo),
        (review.clone(), &desk),
        (format!("{review}?version=9"), &desk),
        ("/staff/reviews?state=changes".to_owned(), &desk),
        ("/me/reviews".to_owned(), &mo),
        ("/me/films?state=draft".to_owned(), &mo),
        (format!("/p/{draft}"), &desk),
        ("/notifications".to_owned(), &desk),
        ("/settings/notifications".to_owned(), &desk),
    ];
    for (page, cookie) in &pages {
        let faults = check(page, &stage.get(page, cookie).await, true);
        assert!(faults.is_empty(), "{page}: {faults:?}");
    }
    let done = stage.press(&format!("{say}/{remark}/done"), &mo, &format!("csrf={mo_csrf}&on=true"), "").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(stage.get(&review, &mo).await.body.contains("remark--done"));

    // Another coach, an operator, a moderator and a supporter guess the number.
    let operator = stage.person("runner", "Runner", Role::Operator).await;
    let moderator = stage.person("watcher", "Watcher", Role::Moderator).await;
    for other in [&second, &operator, &moderator, &team.supporter] {
        let cookie = stage.cookie(other).await;
        let csrf = token(&stage, &cookie).await;
        for page in [&review, &form, &format!("/p/{draft}")] {
            assert_eq!(stage.get(page, &cookie).await.status, StatusCode::NOT_FOUND, "{page} for {other:?}");
        }
        let acts = ["/remarks", "/changes", "/approve", "/end", "/versions", &format!("/remarks/{remark}/done")];
        for act in acts {
            let form = format!("csrf={csrf}&text=x&post={draft}");
            let answer = stage.press(&format!("{review}{act}"), &cookie, &form, "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act} for {other:?}");
        }
    }
    assert_eq!(stage.get(&review, "").await.status, StatusCode::SEE_OTHER, "signing in comes first");
    let stale = stage.press(&format!("{review}/approve"), &desk, "csrf=no", "").await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "a foreign page signed off");

    stage.press(&format!("{review}/versions"), &mo, &format!("csrf={mo_csrf}&post={draft}&note=Better"), "").await;
    stage.press(&format!("{review}/approve"), &desk, &format!("csrf={desk_csrf}&skill={note}"), "").await;
    for (page, cookie) in [(&review, &mo), (&review, &desk)] {
        let answer = stage.get(page, cookie).await;
        let faults = check(page, &answer, true);
        assert!(faults.is_empty(), "{page}: {faults:?}");
        assert!(answer.body.contains("signed this off"), "{}", answer.body);
    }
    assert!(!stage.get(&review, &desk).await.body.contains("<video"), "the coach still gets the film");
    assert!(stage.get(&review, &mo).await.body.contains(&format!("/p/{draft}/edit")));
    assert_eq!(stage.get(&format!("/p/{draft}"), &desk).await.status, StatusCode::NOT_FOUND);
}
