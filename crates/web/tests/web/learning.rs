//! Checks, skills and certificates by forms alone: no answer stands in a page before the form is sent, and a certificate can be read
//! by a reader of PDF and checked by anyone with its code.

use axum::http::StatusCode;
use grandstand_app::{
    account, course,
    import::{Import, Kind, import},
    material,
    post::{NewPost, When},
    workshop::{desk, room, seat},
};
use grandstand_domain::{
    account::{Actor, Role},
    id::{CourseId, PostId, RosterEntryId},
    post::ReplyPolicy,
    time::{DAY, HOUR, MINUTE},
};
use grandstand_store as store;

use crate::{
    every_page::check,
    people::token,
    stage::{Answer, HOSTILE, Stage, fill},
};

/// A stage on which an athlete attended a workshop of a course of Albany.
pub(crate) struct Class {
    pub(crate) stage: Stage,
    pub(crate) athlete: Actor,
    pub(crate) desk: Actor,
    pub(crate) course: CourseId,
    pub(crate) entry: RosterEntryId,
}

impl Class {
    pub(crate) async fn new() -> Self {
        let stage = Stage::new().await;
        let team = fill(&stage).await;
        let ctx = &stage.ctx;
        let albany = store::organisation::by_slug(&mut ctx.begin_read().await.unwrap(), "albany").await.unwrap();
        let albany = albany.unwrap().id;
        let join = account::Change { organisation: Some(Some(albany)), ..account::Change::default() };
        let desk = account::update(ctx, &Actor::HOST, team.staff.account, join).await.unwrap().actor();
        let wish = Import {
            kind: Kind::Roster,
            bytes: "code,name,noc,discipline\n1,ĐORĐEVIĆ Łukasz,ALB,JUD\n2,FINCH Bo,ALB,ATH\n".as_bytes().to_vec(),
            organisation: Some("albany".to_owned()),
            games: "harbour".to_owned(),
            zone: Some("Europe/Paris".to_owned()),
            correct: false,
            replace: false,
        };
        import(ctx, &Actor::HOST, &wish).await.unwrap();
        let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
        let games = store::games::by_slug(&mut tx, "harbour").await.unwrap().unwrap();
        let row = store::roster::by_code(&mut tx, albany, games.id, "1").await.unwrap().unwrap();
        store::roster::claim(&mut tx, row.id, Some(team.athlete.account)).await.unwrap();
        tx.commit().await.unwrap();
        let form = course::Form {
            title: "Captions <that> work",
            level: "starter",
            minutes: "60",
            valid_months: "12",
            ..course::Form::default()
        };
        let course = course::create(ctx, &desk, albany, &form).await.unwrap().id;
        let written = |at: i64| {
            let stamp = jiff::Timestamp::from_millisecond(at).unwrap();
            stamp.in_tz("Europe/Paris").unwrap().strftime("%Y-%m-%dT%H:%M").to_string()
        };
        let from = ctx.now().0 / MINUTE * MINUTE + 10 * DAY;
        let (from, until) = (written(from), written(from + HOUR));
        let form =
            desk::Form { from: &from, until: &until, trainer: "Ines Wick", capacity: "5", ..desk::Form::default() };
        let workshop = desk::plan(ctx, &desk, course, games.id, &form).await.unwrap()[0];
        seat::join(ctx, &team.athlete, workshop, row.id).await.unwrap();
        stage.advance(10 * DAY + MINUTE);
        let situation = room::of_workshop(ctx, &desk, workshop).await.unwrap();
        seat::attend(ctx, &team.athlete, &situation.workshop(workshop).unwrap().code).await.unwrap();
        stage.advance(2 * HOUR);
        Self { athlete: team.athlete, desk, course, entry: row.id, stage }
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn holds(page: &str, answer: &Answer) {
    let faults = check(page, answer, true);
    assert!(faults.is_empty(), "{page}: {faults:?}\n{}", answer.body);
}

/// What is over or called off would be taken for planned, and a code of the room for one that counts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workshops_stand_by_whether_they_are_to_come() {
    let class = Class::new().await;
    let stage = &class.stage;
    let desk = stage.cookie(&class.desk).await;
    let csrf = token(stage, &desk).await;
    let list = "/staff/games/harbour/workshops";
    let parts = async || {
        let page = stage.get(list, &desk).await;
        holds(list, &page);
        page.body.split("<section aria-labelledby=\"workshop").skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let [ahead, over] = &parts().await[..] else { panic!("planned and over") };
    assert!(ahead.contains("Nothing is planned from now on") && over.contains("Ines Wick"), "{ahead} {over}");
    for (day, trainer) in [("03", "Ann+Early"), ("02", "Bea+Away")] {
        let form = format!(
            "csrf={csrf}&course={}&from=2028-08-{day}T10:00&until=2028-08-{day}T11:00&trainer={trainer}&capacity=5&days=1",
            class.course
        );
        assert_eq!(stage.press(list, &desk, &form, "").await.status, StatusCode::SEE_OTHER);
    }
    let ahead = parts().await[0].clone();
    let first = ahead.split("href=\"/staff/workshops/").nth(1).unwrap().split('"').next().unwrap();
    let first = format!("/staff/workshops/{first}");
    assert!(stage.get(&first, &desk).await.body.contains("workshop-code"));
    assert_eq!(
        stage.press(&format!("{first}/cancel"), &desk, &format!("csrf={csrf}"), "").await.status,
        StatusCode::SEE_OTHER
    );
    let off = stage.get(&first, &desk).await;
    holds(&first, &off);
    assert!(!off.body.contains("workshop-code"), "a code that opens nothing: {}", off.body);
    let [ahead, over, off] = &parts().await[..] else { panic!("planned, over and called off") };
    for (part, name) in [(ahead, "Ann Early"), (over, "Ines Wick"), (off, "Bea Away")] {
        for other in ["Ann Early", "Ines Wick", "Bea Away"] {
            assert_eq!(part.contains(other), other == name, "{other}: {part}");
        }
    }
}

/// Somebody would keep a film for a course and be told that nobody sees it; and be asked to say something where nobody may.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_says_who_sees_it_and_who_may_speak() {
    let class = Class::new().await;
    let stage = &class.stage;
    let desk = stage.cookie(&class.desk).await;
    let page = async |id: PostId, cookie: &str| {
        let shown = stage.get(&format!("/p/{id}"), cookie).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        shown.body
    };
    let draft = stage.post(&class.desk, |new| NewPost { when: When::Draft, ..new }).await;
    let before = page(draft, &desk).await;
    assert!(before.contains("Only you can see it") && !before.contains("people of the course"), "{before}");
    assert!(before.contains("Comments are closed") && !before.contains("Be the first"), "{before}");
    material::add_film(&stage.ctx, &class.desk, class.course, "Timing", &draft.to_string()).await.unwrap();
    let after = page(draft, &desk).await;
    assert!(!after.contains("Only you can see it") && after.contains("people of the course"), "{after}");
    let open = stage.post(&class.desk, |new| new).await;
    let quiet = stage.post(&class.desk, |new| NewPost { reply_policy: Some(ReplyPolicy::Off), ..new }).await;
    for cookie in ["", &desk] {
        let (open, quiet) = (page(open, cookie).await, page(quiet, cookie).await);
        assert!(open.contains("Be the first") && !open.contains("Comments are closed"), "{open}");
        assert!(!quiet.contains("Be the first") && quiet.contains("Comments are closed"), "{quiet}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one story from its beginning to its end")]
async fn a_check_is_answered_and_its_certificate_checked() {
    let class = Class::new().await;
    let stage = &class.stage;
    let (mo, desk) = (stage.cookie(&class.athlete).await, stage.cookie(&class.desk).await);
    let (mo_csrf, desk_csrf) = (token(stage, &mo).await, token(stage, &desk).await);
    let written = format!("/staff/games/harbour/courses/{}/check", class.course);
    let record = format!("/staff/games/harbour/courses/{}/skills", class.course);
    let open = format!("/me/programme/courses/{}/check", class.course);
    holds(&written, &stage.get(&written, &desk).await);
    assert_eq!(stage.get(&open, &mo).await.status, StatusCode::NOT_FOUND, "there is none yet");
    let wrong = stage.press(&written, &desk, &format!("csrf={desk_csrf}&q2-text=Only+this&pass_at=1"), "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#question-2\"") && wrong.body.contains("Only this"), "{}", wrong.body);
    let why = encoded(HOSTILE);
    let form = format!(
        "csrf={desk_csrf}&pass_at=2&q1-text={why}&q1-a1=Wrongish&q1-a2=Rightish&q1-r2=1&q1-why=Secretly+{why}\
         &q4-text=Which%3F&q4-a1=Red&q4-r1=1&q4-a2=Blue&q4-a3=Green&q4-r3=1"
    );
    assert_eq!(stage.press(&written, &desk, &form, "").await.status, StatusCode::SEE_OTHER);
    let again = stage.get(&written, &desk).await;
    holds(&written, &again);
    assert!(again.body.contains("name=\"q2-a3\" value=\"Green\""), "questions close up: {}", again.body);

    holds("/me/programme", &stage.get("/me/programme", &mo).await);
    assert!(stage.get("/me/programme", &mo).await.body.contains(&format!("href=\"{open}\"")));
    let sheet = stage.get(&open, &mo).await;
    holds(&open, &sheet);
    assert!(!sheet.body.contains("Secretly") && !sheet.body.contains(" checked"), "an answer shows: {}", sheet.body);
    let same = sheet.body.replace("Rightish", "Wrongish");
    assert_eq!(same.matches("Wrongish").count(), 2, "right and wrong look alike");
    let version = sheet.body.split_once("name=\"check\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let blank = stage.press(&open, &mo, &format!("csrf={mo_csrf}&check={version}&q1=2"), "").await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        blank.body.contains("href=\"#question-2\"") && blank.body.contains("value=\"2\" checked"),
        "{}",
        blank.body
    );
    assert!(!blank.body.contains("Secretly"), "a form that was not sent whole gives nothing away");
    let half = stage.press(&open, &mo, &format!("csrf={mo_csrf}&check={version}&q1=2&q2-1=1"), "").await;
    let failed = stage.get(&half.location, &mo).await;
    holds(&half.location, &failed);
    assert!(failed.body.contains("Not yet") && failed.body.contains("Secretly"), "{}", failed.body);
    assert_eq!(stage.get(&half.location, &desk).await.status, StatusCode::NOT_FOUND, "staff read an athlete's answers");
    let certificate = format!("/me/programme/courses/{}/certificate.pdf", class.course);
    assert_eq!(stage.get(&certificate, &mo).await.status, StatusCode::CONFLICT);
    let whole = stage.press(&open, &mo, &format!("csrf={mo_csrf}&check={version}&q1=2&q2-1=1&q2-3=1"), "").await;
    let passed = stage.get(&whole.location, &mo).await;
    holds(&whole.location, &passed);
    assert!(passed.body.contains(&certificate), "{}", passed.body);
    for (page, cookie) in [("/me/programme", &mo), (&open, &mo), (&record, &desk)] {
        holds(page, &stage.get(page, cookie).await);
    }

    let material = format!("/staff/games/harbour/courses/{}/material", class.course);
    holds(&material, &stage.get(&material, &desk).await);
    let send = async |title: &str, token: &str, text: &str| {
        stage.press_file(&format!("{material}/files"), &desk, &[("csrf", token), ("title", title)], text).await
    };
    let page = send("A page", &desk_csrf, "<script>alert(1)</script>").await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.body.contains("file-error"), "{}", page.body);
    assert_eq!(send("Notes", "no", "Speak slowly.").await.status, StatusCode::CONFLICT, "a foreign page added a file");
    assert_eq!(send(HOSTILE, &desk_csrf, "Speak slowly.").await.status, StatusCode::UNPROCESSABLE_ENTITY, "too long");
    assert_eq!(send("<b>Notes</b>", &desk_csrf, "Speak slowly.").await.status, StatusCode::SEE_OTHER);
    holds(&material, &stage.get(&material, &desk).await);
    let own = stage.get("/me/programme", &mo).await;
    holds("/me/programme", &own);
    let (_, link) = own.body.split_once("href=\"/material/").unwrap();
    let link = format!("/material/{}", link.split_once('"').unwrap().0);
    let file = stage.get(&link, &mo).await;
    assert_eq!(
        (file.status, file.kind.as_str(), file.body.as_str()),
        (StatusCode::OK, "text/plain; charset=utf-8", "Speak slowly.")
    );
    assert_eq!(file.policy, "default-src 'none'; sandbox");
    let nobody = stage.get(&link, "").await.status;
    assert!(matches!(nobody, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED), "{nobody}");
    assert_eq!(
        stage.press("/me/programme/reach", &mo, &format!("csrf={mo_csrf}&agrees=1"), "").await.status,
        StatusCode::SEE_OTHER
    );
    assert!(stage.get("/me/programme", &mo).await.body.contains("You agree"));
    for page in ["/staff/games/harbour/results", "/staff/results"] {
        let answer = stage.get(page, &desk).await;
        if answer.status == StatusCode::OK {
            holds(page, &answer);
        } else {
            assert_eq!(answer.location, "/staff/games/harbour/results");
        }
        assert_eq!(stage.get(page, &mo).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    let csv = stage.get("/staff/games/harbour/results.csv", &desk).await;
    assert!(
        csv.kind.starts_with("text/csv") && csv.body.contains("Captions <that> work,Team <Albany>,1,5,1,0,0,1,1\r\n"),
        "{}",
        csv.body
    );

    let paper = stage.get(&certificate, &mo).await;
    assert_eq!((paper.status, paper.kind.as_str()), (StatusCode::OK, "application/pdf"), "{}", paper.body);
    assert!(paper.body.starts_with("%PDF-1.7") && paper.body.contains("pdfuaid"), "not an accessible PDF");
    let theirs = format!("/staff/certificates/{}/{}", class.entry, class.course);
    assert_eq!(stage.get(&theirs, &desk).await.status, StatusCode::OK);
    let stranger = stage.person("stranger", "A stranger", Role::Athlete).await;
    let stranger = stage.cookie(&stranger).await;
    for page in [&certificate, &theirs, &written, &record] {
        let status = stage.get(page, &stranger).await.status;
        assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{page}: {status}");
    }
    let mut tx = stage.ctx.begin_read().await.unwrap();
    let code = store::certificate::find(&mut tx, class.entry, class.course).await.unwrap().unwrap().code;
    drop(tx);
    let typed = stage.get(&format!("/certificate?code={}", code.to_lowercase()), "").await;
    assert_eq!(typed.status, StatusCode::SEE_OTHER);
    let found = stage.get(&typed.location, "").await;
    assert!(found.body.contains("Łukasz Đorđević") && found.body.contains("noindex"), "{}", found.body);
    assert!(check(&typed.location, &found, false).is_empty(), "{:?}", check(&typed.location, &found, false));
    let guessed = stage.get("/certificate/ABCD-EFGH-JKLM", "").await;
    assert_eq!(guessed.status, StatusCode::NOT_FOUND);
    let revoke = format!("csrf={desk_csrf}&entry={}&revoked=1", class.entry);
    assert_eq!(stage.press(&format!("{record}/revoke"), &desk, &revoke, "").await.status, StatusCode::SEE_OTHER);
    holds(&record, &stage.get(&record, &desk).await);
    let gone = stage.get(&typed.location, "").await;
    assert!(gone.body.contains("Taken back") && !gone.body.contains("Łukasz"), "{}", gone.body);
}
