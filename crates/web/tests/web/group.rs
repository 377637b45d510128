//! Groups of athletes: their pages for those who run workshops, with names that try to be markup, and for nobody else.

use axum::http::StatusCode;

use crate::{every_page::check, people::token, spaces::house, stage::Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_made_filled_and_removed() {
    let stage = Stage::new().await;
    let team = house(&stage).await;
    let desk = stage.cookie(&team.staff).await;
    let csrf = token(&stage, &desk).await;
    let press = async |path: &str, form: &str| stage.press(path, &desk, &format!("{form}&csrf={csrf}"), "").await;
    let list = "/staff/games/harbour/groups";
    let holds = async |path: &str| {
        let page = stage.get(path, &desk).await;
        assert_eq!(check(path, &page, true), Vec::<String>::new());
        page.body
    };
    holds(list).await;
    assert_eq!(press(list, "name=").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let one = press(list, "name=Relay+%3Cb%3E").await.location;
    let twice = press(list, "name=Relay+%3Cb%3E").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("There is a group of this name already."), "{}", twice.body);

    let sheet = holds(&format!("{one}?sport=JUD")).await;
    assert!(sheet.contains("Put the one of Judo in"), "{sheet}");
    let put = press(&format!("{one}/put"), "by=codes&codes=4000001+%3Ci%3E77").await;
    assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.body);
    let page = holds(&put.location).await;
    assert!(page.contains("One athlete was put in.") && page.contains("&#60;i&#62;77"), "{page}");
    let none = press(&format!("{one}/put"), "by=codes&codes=12").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let entry = page.split("name=\"entry-").nth(1).unwrap().split('"').next().unwrap();
    press(&format!("{one}/take-out"), &format!("entry-{entry}=1")).await;
    assert!(holds(&one).await.contains("Nobody is in this group yet."));
    press(&format!("{one}/put"), "by=sport&sport=JUD").await;
    assert!(holds(list).await.contains("One athlete"));

    let mo = stage.cookie(&team.athlete).await;
    assert_ne!(stage.get(&one, &mo).await.status, StatusCode::OK, "an athlete reads it");
    let gone = press(&format!("{one}/remove"), "").await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert_eq!(stage.get(&one, &desk).await.status, StatusCode::NOT_FOUND);
}
