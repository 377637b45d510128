//! Spaces: their pages for those who run them and for athletes; who comes second is told so, and nobody else sees a thing.

use axum::http::StatusCode;
use grandstand_app::{account, booking};
use grandstand_domain::account::Actor;
use grandstand_store as store;

use crate::{
    every_page::check,
    people::token,
    stage::{Stage, Team, fill},
};

pub(crate) const SPACE: &str = "name=Studio+%3Cb%3E&kind=studio&place=First+%3Ci%3E&zone=Europe/Paris&open3=09:00-18:00&open4=09:00-18:00\
    &hold4=12:00-13:00+Press+%3Cu%3E&before=0&after=10&longest=120&ahead=14&release=15&access=Two+%3Cs%3Esteps";

/// A team whose desk and athlete belong to it: the athlete stands on its roster.
pub(crate) async fn house(stage: &Stage) -> Team {
    let team = fill(stage).await;
    let mut tx = stage.ctx.begin_read().await.unwrap();
    let albany = store::organisation::by_slug(&mut tx, "albany").await.unwrap().unwrap();
    drop(tx);
    let join = account::Change { organisation: Some(Some(albany.id)), ..account::Change::default() };
    account::update(&stage.ctx, &Actor::HOST, team.staff.account, join).await.unwrap();
    let file = grandstand_app::import::Import {
        kind: grandstand_app::import::Kind::Roster,
        bytes: b"code,name,noc,discipline\n4000001,VALE Mo,ALB,JUD\n".to_vec(),
        organisation: Some("albany".to_owned()),
        games: "harbour".to_owned(),
        zone: None,
        correct: false,
        replace: false,
    };
    grandstand_app::import::import(&stage.ctx, &Actor::HOST, &file).await.unwrap();
    let mut tx = stage.ctx.db.begin_write(stage.ctx.now()).await.unwrap();
    let games = store::games::by_slug(&mut tx, "harbour").await.unwrap().unwrap().id;
    let entry = store::roster::of_organisation(&mut tx, albany.id, games).await.unwrap()[0].id;
    store::roster::claim(&mut tx, entry, Some(team.athlete.account)).await.unwrap();
    tx.commit().await.unwrap();
    team
}

async fn holds(stage: &Stage, pages: &[String], cookie: &str) {
    for page in pages {
        let faults = check(page, &stage.get(page, cookie).await, true);
        assert!(faults.is_empty(), "{page}: {faults:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one story from its beginning to its end")]
async fn a_space_is_made_booked_once_and_checked_into() {
    let stage = Stage::new().await;
    let team = house(&stage).await;
    let desk = stage.cookie(&team.staff).await;
    let csrf = token(&stage, &desk).await;
    let press = async |path: &str, form: &str| stage.press(path, &desk, &format!("{form}&csrf={csrf}"), "").await;

    assert_eq!(press("/staff/spaces", "organisation=nowhere&name=Studio").await.status, StatusCode::NOT_FOUND);
    assert_eq!(stage.get("/staff/spaces?organisation=nowhere", &desk).await.status, StatusCode::NOT_FOUND);
    let wrong =
        press("/staff/spaces", "name=&kind=cellar&zone=Mars&open1=late&longest=2&ahead=1&before=0&after=3&release=x")
            .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "kind", "zone", "open1", "release"] {
        assert!(wrong.body.contains(&format!("{field}-error\"")), "{field}: {}", wrong.body);
    }
    let made = press("/staff/spaces", SPACE).await.location;
    let id = made.rsplit('/').next().unwrap().to_owned();
    press("/staff/spaces/kit", "name=Camera+%3Cb%3E&count=2").await;
    assert_eq!(press("/staff/spaces/kit", "name=&count=0").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    press("/staff/spaces/crew", "crew=Kim+%3Cb%3E&role=Light&day=2026-07-02&from=09:00&until=17:00").await;
    let bad = press("/staff/spaces/crew", "crew=Kim&role=Light&day=2026-07-02&from=09:03&until=17:00").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(press(&made, &SPACE.replace("longest=120", "longest=90")).await.location, format!("{made}?done=saved"));

    // The athlete: a day of slots, one of them taken with a camera and someone of the crew.
    let mo = stage.cookie(&team.athlete).await;
    let mo_csrf = token(&stage, &mo).await;
    let thursday = format!("/spaces/{id}?day=2026-07-02&minutes=60");
    let sheet = stage.get(&thursday, &mo).await.body;
    let slot = sheet.split("name=\"from\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let kit = sheet.split("name=\"kit-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(sheet.contains("09:00–10:00") && !sheet.contains("12:00–13:00"), "{sheet}");
    let wish = format!("day=2026-07-02&minutes=60&from={slot}&kit-{kit}=2&crew=1");
    let booked = stage.press(&format!("/spaces/{id}"), &mo, &format!("{wish}&csrf={mo_csrf}"), "").await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.body);
    let booking_page = booked.location.split('?').next().unwrap().to_owned();
    // Who comes second is told so on the page, and finds the slot marked.
    let second = press(&format!("/spaces/{id}"), &wish).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(
        second.body.contains("Somebody else has just that time") && second.body.contains("slot--taken"),
        "{}",
        second.body
    );
    let more = press(
        &format!("/spaces/{id}"),
        &format!("day=2026-07-02&minutes=60&from={}&kit-{kit}=3", slot.parse::<i64>().unwrap() + 7_200_000),
    )
    .await;
    assert_eq!(more.status, StatusCode::CONFLICT, "{}", more.body);
    let held = press(
        &format!("/spaces/{id}"),
        &format!("day=2026-07-02&minutes=60&from={}&whom=@mo", slot.parse::<i64>().unwrap() + 3 * 3_600_000),
    )
    .await;
    assert!(
        held.status == StatusCode::UNPROCESSABLE_ENTITY && held.body.contains("kept for something else"),
        "{}",
        held.body
    );

    let door_page = format!("/staff/spaces/{id}/door");
    let poster = stage.get(&door_page, &desk).await.body;
    let door = poster.split("http://127.0.0.1:8400").nth(1).unwrap().split('"').next().unwrap().to_owned();
    holds(&stage, &["/spaces".to_owned(), thursday.clone(), format!("{booking_page}?done=booked"), door.clone()], &mo)
        .await;
    let office = ["/staff/spaces", "/staff/spaces/kit", "/staff/spaces/check-in"].map(str::to_owned);
    let of_space = [
        made.clone(),
        format!("{made}?day=2026-07-02"),
        door_page,
        thursday,
        booking_page.clone(),
        "/spaces".to_owned(),
    ];
    holds(&stage, &[&office[..], &of_space[..]].concat(), &desk).await;

    let code = stage.get(&booking_page, &mo).await.body;
    let code = code.split("code-text\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "").to_lowercase();
    assert_eq!(stage.get(&format!("/staff/spaces/check-in?code={code}"), &desk).await.location, booking_page);
    assert_eq!(stage.get("/staff/spaces/check-in?code=nothing", &desk).await.status, StatusCode::NOT_FOUND);
    let moved = "day=2026-07-02&minutes=60&time=14:00";
    assert_eq!(
        press(&format!("{booking_page}/move"), &format!("{moved}&space={id}")).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        press(&format!("{booking_page}/move"), &format!("day=2026-07-05&minutes=60&time=14:00&space={id}"))
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // A day later, ten minutes before: at the door, on the athlete's own phone.
    stage.advance(24 * 3_600_000 - 10 * 60_000);
    assert!(stage.get(&door, &mo).await.body.contains("I am here"));
    assert_eq!(stage.press(&door, &mo, &format!("csrf={mo_csrf}"), "").await.location, door);
    assert!(stage.get(&door, &mo).await.body.contains("You are checked in"));
    let lent = format!("kit={kit}&unit=1");
    assert_eq!(press(&format!("{booking_page}/kit"), &lent).await.status, StatusCode::SEE_OTHER);
    assert_eq!(press(&format!("{booking_page}/kit"), &lent).await.status, StatusCode::CONFLICT, "it is out");
    assert_eq!(press(&format!("{booking_page}/kit"), &format!("{lent}&back=1")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(press(&format!("{made}/remove"), "").await.status, StatusCode::CONFLICT);
    assert_eq!(press(&format!("{booking_page}/end"), "").await.status, StatusCode::SEE_OTHER);

    // Others see nothing of it.
    let sam = stage.cookie(&team.supporter).await;
    let sam_csrf = token(&stage, &sam).await;
    for (page, status) in
        [(booking_page.clone(), 404), (format!("/spaces/{id}"), 404), (made, 403), ("/staff/spaces".to_owned(), 403)]
    {
        assert_eq!(stage.get(&page, &sam).await.status.as_u16(), status, "{page}");
    }
    assert_eq!(
        stage.press(&format!("{booking_page}/cancel"), &sam, &format!("csrf={sam_csrf}"), "").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(stage.get("/spaces", "").await.location, "/sign-in?next=%2Fspaces");
    let stale = stage.press(&format!("/spaces/{id}"), &mo, &wish, "").await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "without the token of its own page");
    assert!(booking::mine(&stage.ctx, &team.athlete).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_moves_a_booking_by_two_presses_and_the_wall_shows_first_names() {
    let stage = Stage::new().await;
    let team = house(&stage).await;
    let desk = stage.cookie(&team.staff).await;
    let csrf = token(&stage, &desk).await;
    let press = async |path: &str, form: &str| stage.press(path, &desk, &format!("{form}&csrf={csrf}"), "").await;
    let made = press("/staff/spaces", SPACE).await.location;
    let id = made.rsplit('/').next().unwrap().to_owned();
    // Two o'clock on a Wednesday in Paris; at three, for an hour, and at half past four.
    let three = 1_782_907_200_000_i64 + 3_600_000;
    for from in [three, three + 5_400_000] {
        let wish = format!("day=2026-07-01&minutes=60&from={from}&whom=mo");
        assert_eq!(press(&format!("/spaces/{id}"), &wish).await.status, StatusCode::SEE_OTHER);
    }
    let board = "/staff/spaces/board?day=2026-07-01".to_owned();
    let shown = stage.get(&board, &desk).await.body;
    assert_eq!(shown.matches("data-booking=").count(), 2, "{shown}");
    assert!(shown.contains("rowspan=\"4\"") && shown.contains("15:00–16:00"), "{shown}");
    let booking = shown.split("data-booking=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let taken_up = format!("{board}&take={booking}");
    let choices = stage.get(&taken_up, &desk).await.body;
    let times: Vec<&str> = choices.split("name=\"time\" value=\"").skip(1).map(|rest| &rest[..5]).collect();
    // Its own time is not in its way; the other and the ten minutes before that are.
    assert_eq!(times, ["14:00", "14:15", "14:30", "14:45"]);
    let moved = press(
        &format!("/bookings/{booking}/move"),
        &format!("back=board&space={id}&day=2026-07-01&time=14:15&minutes=60"),
    )
    .await;
    assert_eq!(moved.location, "/staff/spaces/board?day=2026-07-01&done=saved");
    let lost = press(
        &format!("/bookings/{booking}/move"),
        &format!("back=board&space={id}&day=2026-07-01&time=16:00&minutes=60"),
    )
    .await;
    assert_eq!(lost.status, StatusCode::CONFLICT);

    let one = stage.get(&made, &desk).await.body;
    let wall = one.split("/wall/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let wall = format!("/spaces/{id}/wall/{wall}");
    let seen = stage.get(&wall, "").await.body;
    assert!(seen.contains("14:15–15:15") && seen.contains(">Mo<") && !seen.contains("Vale"), "{seen}");
    for (page, cookie) in [(&board, &desk), (&taken_up, &desk), (&moved.location, &desk), (&wall, &String::new())] {
        let faults = check(page, &stage.get(page, cookie).await, !cookie.is_empty());
        assert!(faults.is_empty(), "{page}: {faults:?}");
    }
    press(&format!("{made}/wall"), "").await;
    assert_eq!(stage.get(&wall, "").await.status, StatusCode::NOT_FOUND, "an ended address still shows who comes");

    // Somebody else waits for the time, from the day's page, and takes it back.
    let mo = stage.cookie(&team.athlete).await;
    let mo_csrf = token(&stage, &mo).await;
    let from = three - 2_700_000;
    let wish = format!("day=2026-07-01&minutes=60&from={from}&csrf={mo_csrf}");
    assert_eq!(stage.press(&format!("/spaces/{id}/wait"), &mo, &wish, "").await.location, "/spaces?done=waiting");
    let list = stage.get("/spaces?done=waiting", &mo).await;
    assert!(check("/spaces", &list, true).is_empty());
    let end = list.body.split("action=\"/spaces/waits/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(
        stage.press(&format!("/spaces/waits/{end}"), &mo, &format!("csrf={mo_csrf}"), "").await.location,
        "/spaces"
    );
    assert!(!stage.get("/spaces", &mo).await.body.contains("/spaces/waits/"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_without_an_account_is_booked_at_the_desk() {
    let stage = Stage::new().await;
    let team = house(&stage).await;
    let (desk, mo) = (stage.cookie(&team.staff).await, stage.cookie(&team.athlete).await);
    let (csrf, mo_csrf) = (token(&stage, &desk).await, token(&stage, &mo).await);
    let press = async |path: &str, form: &str| stage.press(path, &desk, &format!("{form}&csrf={csrf}"), "").await;
    let made = press("/staff/spaces", SPACE).await.location;
    let id = made.rsplit('/').next().unwrap().to_owned();
    let sheet = format!("/spaces/{id}");
    let first = stage.get(&sheet, &desk).await.body;
    let from = first.split("name=\"from\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let wish = format!("day=2026-07-01&minutes=60&from={from}&guest=Ines+%3Cb%3E+Wick");
    // A blank name is no wish of the desk's own.
    assert!(first.contains("name=\"desk\""), "the page asks whom it is for");
    let ask = format!("day=2026-07-01&minutes=60&from={from}&desk=1&guest=");
    for (more, said) in [
        ("+&there=1", "Whom is it for?"),
        ("", "Whom is it for?"),
        ("%E2%80%8B", "Nobody can see"),
        ("Ines&mine=1", "not both"),
    ] {
        let refused = press(&sheet, &format!("{ask}{more}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{more}");
        assert!(refused.body.contains("guest-error") && refused.body.contains(said), "{more}: {}", refused.body);
    }
    let own = press(&sheet, &format!("{ask}&mine=1")).await;
    let own = own.location.split('?').next().unwrap().to_owned();
    assert!(stage.get(&own, &desk).await.body.contains("code-text"), "the desk's own has a code");
    assert_eq!(press(&format!("{own}/cancel"), "").await.status, StatusCode::SEE_OTHER);
    let both = press(&sheet, &format!("{wish}&whom=mo")).await;
    assert!(both.status == StatusCode::UNPROCESSABLE_ENTITY && both.body.contains("guest-error"), "{}", both.body);
    assert!(both.body.contains("Ines &#60;b&#62; Wick"), "what was typed stands again: {}", both.body);
    let by_athlete = stage.press(&sheet, &mo, &format!("{wish}&csrf={mo_csrf}"), "").await;
    assert_eq!(by_athlete.status, StatusCode::FORBIDDEN, "{}", by_athlete.body);
    assert!(!stage.get(&sheet, &mo).await.body.contains("name=\"guest\""), "athletes are asked for guests");
    let booked = press(&sheet, &wish).await;
    let booking = booked.location.split('?').next().unwrap().to_owned();
    let shown = stage.get(&booking, &desk).await;
    assert!(shown.body.contains("Ines &#60;b&#62; Wick") && shown.body.contains("(guest)"), "{}", shown.body);
    assert!(!shown.body.contains("code-text"), "a guest's code is shown as the desk's own");
    for page in [&booking, &made, &"/staff/spaces/board?day=2026-07-01".to_owned()] {
        let shown = stage.get(page, &desk).await;
        assert!(shown.body.contains("(guest)"), "{page}: {}", shown.body);
        assert!(check(page, &shown, true).is_empty(), "{page}: {:?}", check(page, &shown, true));
    }
    assert!(!stage.get("/spaces", &desk).await.body.contains(&booking), "it stands among the desk's own");
    assert_eq!(stage.get(&booking, &mo).await.status, StatusCode::NOT_FOUND);
    // Who comes a quarter of an hour later begins in the row that the first has not left yet, and stands beneath them.
    assert_eq!(press(&format!("{booking}/end"), "").await.status, StatusCode::SEE_OTHER);
    let free = SPACE.replace("after=10", "after=0").replace("Studio", "Corner");
    let sheet = press("/staff/spaces", &free).await.location;
    let sheet = format!("/spaces/{}", sheet.rsplit('/').next().unwrap());
    let day = stage.get(&format!("{sheet}?day=2026-07-02&minutes=15"), &desk).await.body;
    let ten: i64 = day.split("name=\"from\" value=\"").nth(5).unwrap().split('"').next().unwrap().parse().unwrap();
    let five = 300_000;
    for begin in [ten + five, ten + 4 * five] {
        let wish = format!("day=2026-07-02&minutes=15&from={begin}");
        assert_eq!(press(&sheet, &wish).await.status, StatusCode::SEE_OTHER);
    }
    let board = stage.get("/staff/spaces/board?day=2026-07-02", &desk).await.body;
    assert_eq!(board.matches("class=\"board-block").count(), 2, "{board}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_station_has_nobody_signed_in_and_sends_one_clip_for_whoever_agreed() {
    let stage = Stage::new().await;
    let team = house(&stage).await;
    let desk = stage.cookie(&team.staff).await;
    let csrf = token(&stage, &desk).await;
    let press = async |path: &str, form: &str| stage.press(path, &desk, &format!("{form}&csrf={csrf}"), "").await;
    let made = press("/staff/spaces", SPACE).await.location;
    let opened = press(&format!("{made}/station"), "").await.body;
    let station =
        opened.split("href=\"http://127.0.0.1:8400/station/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = format!("/station/{station}");
    let open = stage.get(&page, "").await;
    assert!(check(&page, &open, false).is_empty(), "{:?}", check(&page, &open, false));
    let code = stage.call(&format!("{page}/code"), "", "", &serde_json::json!({})).await;
    let shown: serde_json::Value = serde_json::from_str(&code.body).unwrap();
    let (id, code) = (shown["id"].as_str().unwrap(), shown["code"].as_str().unwrap());
    assert!(shown["qr"].as_str().unwrap().starts_with("<svg") && shown["address"].as_str().unwrap().ends_with(code));

    let mo = stage.cookie(&team.athlete).await;
    let mo_csrf = token(&stage, &mo).await;
    let consent = format!("/capture/{code}");
    assert_eq!(stage.get(&consent, "").await.location, format!("/sign-in?next=%2Fcapture%2F{code}"));
    assert_eq!(stage.get(&format!("/capture?code={}", code.to_lowercase()), &mo).await.location, consent);
    assert_eq!(stage.get("/capture/NOTHING1", &mo).await.status, StatusCode::CONFLICT);
    holds(&stage, &["/capture".to_owned(), consent.clone()], &mo).await;
    let clip = stage.press(&consent, &mo, &format!("csrf={mo_csrf}"), "").await.location;
    assert_eq!(clip, format!("/captures/{id}"));
    holds(&stage, &[clip.clone(), "/capture".to_owned()], &mo).await;
    let told = stage.get(&format!("{page}/clips/{id}"), "").await.body;
    assert!(told.contains("\"agreed\"") && told.contains("\"Mo\"") && !told.contains("Vale"), "{told}");
    assert_eq!(
        stage.press(&format!("{clip}/keep"), &mo, &format!("csrf={mo_csrf}"), "").await.status,
        StatusCode::CONFLICT
    );

    let sent = stage
        .tus(
            "POST",
            "/api/grandstand/v1/uploads",
            &[("grandstand-station", &station), ("grandstand-capture", id), ("upload-length", "5")],
            "film!",
        )
        .await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
    let second = stage
        .tus(
            "POST",
            "/api/grandstand/v1/uploads",
            &[("grandstand-station", &station), ("grandstand-capture", id), ("upload-length", "5")],
            "film!",
        )
        .await;
    assert_eq!(second.status, StatusCode::GONE, "a second clip");
    let head =
        stage.tus("HEAD", &sent.location, &[("grandstand-station", &station), ("grandstand-capture", id)], "").await;
    assert_eq!(head.status, StatusCode::OK, "the answer to the last bytes was lost");
    let others =
        stage.tus("HEAD", &sent.location, &[("grandstand-station", "wrong"), ("grandstand-capture", id)], "").await;
    assert_eq!(others.status, StatusCode::NOT_FOUND);
    holds(&stage, std::slice::from_ref(&clip), &mo).await;
    let kept = stage.press(&format!("{clip}/keep"), &mo, &format!("csrf={mo_csrf}"), "").await;
    assert!(kept.location.starts_with("/p/") && kept.location.ends_with("/edit"), "{}", kept.location);
    holds(&stage, &[clip], &mo).await;
    holds(&stage, &[made], &desk).await;
}
