//! The pages of posting as a team: made by an administrator, taken up by whom an agreement lets, and closed to everyone else.

use axum::http::StatusCode;
use grandstand_app::{
    acting, agreement, comment, membership,
    post::{self, NewPost, When},
    session, team_account,
    viewer::Viewer,
    views::feed,
};
use grandstand_domain::{
    account::{Actor, Role},
    acting::Bound,
    id::{AgreementId, PostId},
    membership::MemberRole,
    permit::Act,
    time::DAY,
};
use grandstand_store as store;

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

async fn anew(stage: &Stage, who: &Actor) -> Actor {
    store::account::get(&mut stage.ctx.begin_read().await.unwrap(), who.account).await.unwrap().unwrap().actor()
}

/// A partner's press officer, whom an agreement lets publish as the team of `albany`.
async fn press_officer(stage: &Stage, desk: &Actor, other: &Actor) -> (Actor, AgreementId) {
    let ctx = &stage.ctx;
    let pip = stage.person("pip", "Pip <i>", Role::Supporter).await;
    let (ours, theirs) = (desk.organisation.unwrap(), other.organisation.unwrap());
    let press = membership::Form { handle: "pip", role: "press", until: "" };
    membership::put(ctx, other, theirs, press).await.unwrap();
    let form = agreement::Form {
        title: "Words",
        party: "borland",
        from: "2026-07-01",
        until: "2026-12-31",
        ours: Vec::new(),
        theirs: vec![Act::PublishAsTeam],
    };
    let id = agreement::draft(ctx, desk, ours, &form).await.unwrap();
    agreement::offer(ctx, desk, ours, id).await.unwrap();
    agreement::accept(ctx, other, theirs, id).await.unwrap();
    (pip, id)
}

/// Its organisation's page leads to posting; anybody finds the account, as what it is.
async fn the_team_is_shown(stage: &Stage, cookie: &str) {
    let organisation = stage.get("/staff/organisations/albany", cookie).await;
    holds("organisation", &organisation);
    assert!(organisation.body.contains("action=\"/acting/team/albany\""), "{}", organisation.body);
    for page in ["/@team_albany", "/@team_albany?tab=about", "/teams/albany"] {
        let answer = stage.get(page, "").await;
        assert!(check(page, &answer, false).is_empty(), "{page} {:?}", check(page, &answer, false));
        assert!(page.starts_with("/teams") || answer.body.contains("Team Albany"), "{page}");
    }
    assert!(stage.get("/@team_albany?tab=about", "").await.body.contains(">Team<"));
    assert!(stage.get("/teams/albany", "").await.body.contains("href=\"/@team_albany\""));
    let api = stage.get("/api/v1/accounts/lookup?acct=team_albany", "").await;
    let api: serde_json::Value = serde_json::from_str(&api.body).unwrap();
    assert_eq!((&api["group"], &api["bot"]), (&serde_json::Value::Bool(false), &serde_json::Value::Bool(false)));
}

async fn publish(stage: &Stage, cookie: &str, draft: PostId) -> Answer {
    let csrf = token(stage, cookie).await;
    let fields = [("csrf", csrf.as_str()), ("caption", "All of us"), ("visibility", "public"), ("publish", "now")];
    stage.press_file(&format!("/p/{draft}/edit"), cookie, &fields, "").await
}

/// What is published for the team is the team's alone in every reader's eyes.
async fn a_draft_goes_out(stage: &Stage, account: &Actor, pips: &str) -> PostId {
    let draft = stage.post(account, |new| NewPost { when: When::Draft, ..new }).await;
    holds(&format!("/p/{draft}/edit"), &stage.get(&format!("/p/{draft}/edit"), pips).await);
    let sent = publish(stage, pips, draft).await;
    assert_eq!(sent.location, "/me/films?state=published", "{}", sent.body);
    assert!(stage.get("/@team_albany", "").await.body.contains(&format!("/p/{draft}\"")));
    let post = stage.get(&format!("/p/{draft}"), "").await;
    assert!(post.body.contains("Team Albany") && post.body.contains("All of us"), "{}", post.body);
    assert!(!post.body.contains("ublished for") && !post.body.contains("@pip"), "readers are told who it was");
    draft
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_has_an_account_that_others_post_through() {
    let stage = Stage::new().await;
    let (desk, other) = desks(&stage).await;
    let (desk, other) = (anew(&stage, &desk).await, anew(&stage, &other).await);
    let (pip, agreed) = press_officer(&stage, &desk, &other).await;
    let (cookie, theirs, pips) = (stage.cookie(&desk).await, stage.cookie(&other).await, stage.cookie(&pip).await);
    let (csrf, csrf_pip) = (token(&stage, &cookie).await, token(&stage, &pips).await);
    let page = "/staff/organisations/albany/team";
    holds(page, &stage.get(page, &cookie).await);
    for stranger in [&theirs, &pips] {
        assert_eq!(stage.get(page, stranger).await.status, StatusCode::FORBIDDEN);
    }
    let none = stage.get("/acting", &pips).await;
    assert!(!none.body.contains("/acting/team/"), "{}", none.body);
    let early = stage.press("/acting/team/albany", &pips, &format!("csrf={csrf_pip}"), "").await;
    assert_eq!(early.status, StatusCode::NOT_FOUND, "no account yet");

    let bio: String = url::form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect();
    let wrong = format!("csrf={csrf}&handle=%21&display_name=&bio={bio}");
    let wrong = stage.press(page, &cookie, &wrong, "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("handle-error") && wrong.body.contains("display_name-error"), "{}", wrong.body);
    let right = format!("csrf={csrf}&handle=team_albany&display_name=Team+Albany&bio={bio}");
    let made = stage.press(page, &cookie, &right, "").await;
    assert_eq!(made.location, format!("{page}?done=saved"), "{}", made.body);
    let late = stage.press(page, &cookie, &right.replace("team_albany", "albany_two"), "").await;
    assert!(
        late.status == StatusCode::UNPROCESSABLE_ENTITY && late.body.contains("has its team account"),
        "{}",
        late.body
    );
    let shown = stage.get(page, &cookie).await;
    holds(page, &shown);
    assert!(
        shown.body.contains("Post as Team Albany") && !shown.body.contains("Make the team account"),
        "{}",
        shown.body
    );
    the_team_is_shown(&stage, &cookie).await;
    let operator = stage.cookie(&stage.person("runner", "Runner", Role::Operator).await).await;
    assert_eq!(stage.get("/staff/@team_albany", &operator).await.status, StatusCode::NOT_FOUND, "nobody places it");

    // Who may is shown the way and goes it; the banner names the team, and nothing else of it is open.
    assert!(stage.get("/me", &pips).await.body.contains("href=\"/acting\""));
    let way = stage.get("/acting", &pips).await;
    holds("/acting", &way);
    assert!(way.body.contains("Post as Team Albany"), "{}", way.body);
    let begun = stage.press("/acting/team/albany", &pips, &format!("csrf={csrf_pip}"), "").await;
    assert_eq!(begun.location, "/acting", "{}", begun.body);
    let acting = stage.get("/acting", &pips).await;
    holds("/acting", &acting);
    assert!(
        acting.body.contains("You post as Team Albany") && acting.body.contains("href=\"/upload\""),
        "{}",
        acting.body
    );
    for closed in ["/settings", "/me", "/me/programme", "/me/timetable", page] {
        assert_eq!(stage.get(closed, &pips).await.status, StatusCode::FORBIDDEN, "{closed}");
    }
    holds("/upload", &stage.get("/upload", &pips).await);
    let account = {
        let mut tx = stage.ctx.begin_read().await.unwrap();
        store::account::team_of(&mut tx, desk.organisation.unwrap()).await.unwrap().unwrap().actor()
    };
    let draft = a_draft_goes_out(&stage, &account, &pips).await;
    let record = stage.get(page, &cookie).await;
    holds(page, &record);
    assert!(record.body.contains("Pip &#60;i&#62;") && record.body.contains("by an agreement"), "{}", record.body);

    agreement::end(&stage.ctx, &other, other.organisation.unwrap(), agreed).await.unwrap();
    let late = publish(&stage, &pips, draft).await;
    assert!(late.status == StatusCode::FORBIDDEN && late.body.contains("You may no longer act"), "{}", late.body);
    stage.press("/acting/stop", &pips, &format!("csrf={csrf_pip}"), "").await;
    let csrf_pip = token(&stage, &pips).await;
    let keeps = stage.press(&format!("{page}/give-up"), &cookie, &format!("csrf={csrf}&handle=x"), "").await;
    assert!(keeps.status == StatusCode::UNPROCESSABLE_ENTITY && keeps.body.contains("handle-error"), "{}", keeps.body);
    let over = stage.press("/acting/team/albany", &pips, &format!("csrf={csrf_pip}"), "").await;
    assert_eq!(over.status, StatusCode::FORBIDDEN);
    let gone = stage.press(&format!("{page}/give-up"), &cookie, &format!("csrf={csrf}&handle=team_albany"), "").await;
    assert_eq!(gone.location, "/staff/organisations/albany?done=saved", "{}", gone.body);
    assert_eq!(stage.get("/@team_albany", "").await.status, StatusCode::NOT_FOUND);
    assert!(stage.get(page, &cookie).await.body.contains("Make the team account"));
}

/// A desk whose browser posts as the team of `albany`.
struct Posting {
    stage: Stage,
    desk: Actor,
    team: Actor,
    /// The browser that posts, and another of the desk's own.
    cookies: [String; 2],
}

impl Posting {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let (desk, _) = desks(&stage).await;
        let desk = anew(&stage, &desk).await;
        let form = team_account::Form { handle: "team_albany", name: "Team Albany", bio: "" };
        let team = team_account::create(&stage.ctx, &desk, desk.organisation.unwrap(), form).await.unwrap().actor();
        let cookies = [stage.cookie(&desk).await, stage.cookie(&desk).await];
        let posting = Self { stage, desk, team, cookies };
        let begun = posting.press("/acting/team/albany", "").await;
        assert_eq!(begun.location, "/acting", "{}", begun.body);
        posting
    }

    async fn get(&self, page: &str) -> Answer {
        self.stage.get(page, &self.cookies[0]).await
    }

    async fn press(&self, page: &str, form: &str) -> Answer {
        let csrf = token(&self.stage, &self.cookies[0]).await;
        self.stage.press(page, &self.cookies[0], &format!("csrf={csrf}&{form}"), "").await
    }

    async fn account(&self, handle: &str) -> Actor {
        let mut tx = self.stage.ctx.begin_read().await.unwrap();
        store::account::by_handle(&mut tx, &handle.parse().unwrap()).await.unwrap().unwrap().actor()
    }

    /// The latest film of an author's.
    fn film_of(&self, author: &Actor) -> PostId {
        let filter = feed::Filter { author: Some(author.account), ..feed::Filter::default() };
        self.stage.ctx.views.latest(&filter, &Viewer::anyone(), None, 1).cards[0].id
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_posts_as_a_team_is_offered_nothing_that_is_refused() {
    let posting = Posting::new().await;
    let (stage, sam, mo) = (&posting.stage, posting.account("sam").await, posting.account("mo").await);
    let (film, theirs) = (stage.post(&posting.team, |new| new).await, posting.film_of(&mo));
    for post in [film, theirs] {
        comment::write(&stage.ctx, &sam, post, None, "Well done").await.unwrap();
    }
    let pages = ["/", "/@mo", "/@team_albany", "/@desk", "/search?q=mo", "/@mo/journeys/the-long-way", "/acting"]
        .map(str::to_owned);
    let of_film = |post| [format!("/p/{post}"), format!("/p/{post}/comments"), format!("/p/{post}/why")];
    let offers = [
        "/cheer\"",
        "/bookmark\"",
        "/follow\"",
        "/block\"",
        "/hide\"",
        "/comments\" data-comment-form",
        "/report?",
        "?reply=",
    ];
    let closed =
        ["/following", "/for-you", "/me", "/me/saved", "/notifications", "/settings", "/moderation", "/journeys/new"];
    for page in pages.into_iter().chain(of_film(film)).chain(of_film(theirs)) {
        let answer = posting.get(&page).await;
        holds(&page, &answer);
        for offer in offers {
            assert!(!answer.body.contains(offer), "{page} offers {offer}: {}", answer.body);
        }
        for door in closed {
            assert!(!answer.body.contains(&format!("href=\"{door}\"")), "{page} leads to {door}");
        }
        let own = stage.get(&page, &posting.cookies[1]).await;
        assert!(own.body.contains("href=\"/me\""), "{page}: the desk's other browser is its own");
    }
    assert!(stage.get(&format!("/p/{theirs}"), &posting.cookies[1]).await.body.contains("/cheer\""));

    // What is sent all the same is refused in a sentence that fits.
    let said = "You post as Team Albany at the moment, and this is not done as a team";
    let cheer = posting.press(&format!("/p/{theirs}/cheer"), "").await;
    for refused in [
        cheer,
        posting.get("/settings").await,
        posting.get("/me/programme").await,
        posting.get("/report?subject=post&id=1").await,
    ] {
        assert!(refused.status == StatusCode::FORBIDDEN && refused.body.contains(said), "{}", refused.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_posts_as_a_team_takes_away_what_is_said_under_its_films() {
    let posting = Posting::new().await;
    let (stage, sam, mo) = (&posting.stage, posting.account("sam").await, posting.account("mo").await);
    let film = stage.post(&posting.team, |new| NewPost { caption: "All <of> us", ..new }).await;
    let theirs = posting.film_of(&mo);
    let rude = comment::write(&stage.ctx, &sam, film, None, "A rude word").await.unwrap().id;
    let other = comment::write(&stage.ctx, &sam, theirs, None, "A rude word").await.unwrap().id;
    let page = posting.get(&format!("/p/{film}")).await;
    assert!(page.body.contains(&format!("action=\"/comments/{rude}/delete\"")), "{}", page.body);
    let page = posting.get(&format!("/p/{theirs}")).await;
    assert!(!page.body.contains("/delete\""), "{}", page.body);
    assert_eq!(posting.press(&format!("/comments/{other}/delete"), "").await.status, StatusCode::FORBIDDEN);
    let gone = posting.press(&format!("/comments/{rude}/delete"), "").await;
    assert_eq!(gone.location, format!("/p/{film}#comments"), "{}", gone.body);
    assert!(!stage.get(&format!("/p/{film}"), "").await.body.contains("A rude word"));
    let record = stage.get("/staff/organisations/albany/team", &posting.cookies[1]).await;
    holds("record", &record);
    assert!(record.body.contains("Took a comment away"), "{}", record.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_posts_as_a_team_sees_what_it_prepares() {
    let posting = Posting::new().await;
    let stage = &posting.stage;
    let sam = stage.cookie(&posting.account("sam").await).await;
    let draft = stage.post(&posting.team, |new| NewPost { caption: "Not <yet>", when: When::Draft, ..new }).await;
    let (page, edit) = (format!("/p/{draft}"), format!("href=\"/p/{draft}/edit\""));
    let list = posting.get("/me/films?state=draft").await;
    assert!(list.body.contains(&format!("href=\"{page}\"")), "{}", list.body);
    let shown = posting.get(&page).await;
    holds(&page, &shown);
    assert!(shown.body.contains(&edit) && shown.body.contains("may post as Team Albany can see it"), "{}", shown.body);
    let own = stage.get(&page, &posting.cookies[1]).await;
    holds(&page, &own);
    assert!(own.body.contains("because you may post as the team") && !own.body.contains(&edit), "{}", own.body);
    for stranger in ["", &sam] {
        assert_eq!(stage.get(&page, stranger).await.status, StatusCode::NOT_FOUND);
    }

    // The record says which post it was.
    let sent = publish(stage, &posting.cookies[0], draft).await;
    assert_eq!(sent.location, "/me/films?state=published", "{}", sent.body);
    let record = stage.get("/staff/organisations/albany/team", &posting.cookies[1]).await;
    holds("record", &record);
    assert!(record.body.contains(&format!("<a href=\"{page}\" dir=\"auto\">All of us</a>")), "{}", record.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_that_will_not_go_out_says_so() {
    let posting = Posting::new().await;
    let stage = &posting.stage;
    let pip = stage.person("pip", "Pip", Role::Supporter).await;
    let press = membership::Form { handle: "pip", role: "press", until: "" };
    let ours = posting.desk.organisation.unwrap();
    membership::put(&stage.ctx, &posting.desk, ours, press).await.unwrap();
    let pips = stage.cookie(&pip).await;
    let csrf = token(stage, &pips).await;
    stage.press("/acting/team/albany", &pips, &format!("csrf={csrf}"), "").await;
    let secret = pips.split_once('=').unwrap().1;
    let who = session::authenticate(&stage.ctx, secret).await.unwrap().unwrap();
    let doer = acting::current(&stage.ctx, &who).await.unwrap().unwrap().doer(Bound::Publish).unwrap();
    let media = stage.video(&posting.team).await;
    let when = When::At(stage.ctx.now().plus(DAY));
    post::publish(&stage.ctx, doer, NewPost { when, ..NewPost::of(media) }).await.unwrap();
    let goes = posting.get("/me/films?state=scheduled").await;
    assert!(goes.body.contains("Goes out "), "{}", goes.body);
    let role = "pip".parse().unwrap();
    membership::end_role(&stage.ctx, &posting.desk, ours, &role, MemberRole::Press).await.unwrap();
    let stays = posting.get("/me/films?state=scheduled").await;
    assert!(stays.body.contains("Will not go out") && !stays.body.contains("Goes out"), "{}", stays.body);
    let (_, link) = stays.body.split_once("class=\"poster\" href=\"").unwrap();
    let page = posting.get(link.split('"').next().unwrap()).await;
    holds("held", &page);
    assert!(page.body.contains("may not publish for Team Albany any more"), "{}", page.body);
}
