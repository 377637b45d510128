//! The links of letters: what a reader without an account sees, and that looking at a link does nothing.

use axum::http::StatusCode;
use grandstand_app::{
    account,
    address::{self, Standing},
    booking::{self, Wish, book},
    leave::{self, What},
    space,
};
use grandstand_domain::{
    account::Role,
    booking::{BookingState, Slot},
    time::{DAY, HOUR, MINUTE, UnixMillis},
};
use grandstand_store as store;

use crate::{
    every_page::check,
    people::token,
    spaces::{SPACE, house},
    stage::Stage,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_is_given_back_by_its_link_and_not_by_looking() {
    let stage = Stage::new().await;
    let team = house(&stage).await;
    let desk = stage.cookie(&team.staff).await;
    let csrf = token(&stage, &desk).await;
    let made = stage.press("/staff/spaces", &desk, &format!("{SPACE}&csrf={csrf}"), "").await.location;
    let id = made.rsplit('/').next().unwrap().parse().unwrap();
    let space = store::space::get(&mut stage.ctx.begin_read().await.unwrap(), id).await.unwrap().unwrap();
    let tomorrow = space::day_of(stage.ctx.now().plus(DAY), &space::clocks(&space)).unwrap();
    let from = space::day(tomorrow, &space::clocks(&space)).unwrap().from.plus(10 * HOUR);
    let slot = Slot::new(from, from.plus(30 * MINUTE)).unwrap();
    let wish = Wish { space: id, whom: None, guest: None, slot, kit: &[], crew: false, is_there: false };
    let booked = book(&stage.ctx, &team.athlete, wish).await.unwrap();
    let link = |since: UnixMillis| {
        let address = leave::address(&stage.ctx, What::Booking(booked.id), since);
        format!("/leave/{}", address.split_once("/leave/").unwrap().1)
    };
    let (right, wrong) = (link(booked.created_at), link(booked.created_at.plus(1)));
    let state = async || booking::one(&stage.ctx, &team.athlete, booked.id).await.unwrap().booking.state;

    let page = stage.get(&right, "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Give back Studio &#60;b&#62;?"), "{}", page.body);
    assert!(page.body.contains("noindex"), "{}", page.body);
    assert_eq!(check(&right, &page, false), Vec::<String>::new());
    assert_eq!(state().await, BookingState::Booked, "looking gave it back");
    for address in [wrong.as_str(), "/leave/booking/1/0", "/leave/house/1/0", "/leave/seat/x/0"] {
        assert_eq!(stage.get(address, "").await.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(stage.press(address, "", "", "").await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(state().await, BookingState::Booked);

    for _ in 0..2 {
        let pressed = stage.press(&right, "", "", "").await;
        assert_eq!((pressed.status, pressed.location), (StatusCode::SEE_OTHER, right.clone()));
        assert_eq!(state().await, BookingState::Cancelled);
    }
    let page = stage.get(&right, "").await;
    assert!(page.body.contains("You have given Studio"), "{}", page.body);
    assert_eq!(check(&right, &page, false), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_proved_by_its_link_and_not_by_looking() {
    let stage = Stage::new().await;
    let (ctx, kit) = (&stage.ctx, stage.person("kit", "Kit <i>", Role::Supporter).await);
    let standing = async || address::standing(ctx, &kit).await.unwrap();
    account::set_email(ctx, &kit, "kit@team.example").await.unwrap();
    let link = address::link(ctx, &mut ctx.begin_read().await.unwrap(), kit.account).await.unwrap().unwrap();
    let right = format!("/address/{}", link.split_once("/address/").unwrap().1);
    let wrong = format!("/address/1{}", right.strip_prefix("/address/").unwrap());
    for address in [wrong.as_str(), "/address/x/0", &right[..right.len() - 1], &format!("{right}0")] {
        let page = stage.get(address, "").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(check(address, &page, false), ["answers 404 Not Found"]);
        assert_eq!(stage.press(address, "", "", "").await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let page = stage.get(&right, "").await;
    assert!(
        page.status == StatusCode::OK && page.body.contains("@kit?") && page.body.contains("noindex"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("kit@team.example"), "a link tells whose address it is");
    assert_eq!(check(&right, &page, false), Vec::<String>::new());
    assert_eq!(standing().await, Standing::Stated, "looking proved it");
    for _ in 0..2 {
        let pressed = stage.press(&right, "", "", "").await;
        assert_eq!((pressed.status, pressed.location), (StatusCode::SEE_OTHER, right.clone()));
        assert_eq!(standing().await, Standing::Proved);
    }
    let page = stage.get(&right, "").await;
    assert!(page.body.contains("This is the address of @kit"), "{}", page.body);
    assert_eq!(check(&right, &page, false), Vec::<String>::new());
    assert!(stage.get("/settings/security", &stage.cookie(&kit).await).await.body.contains("Confirmed: letters come"));
}
