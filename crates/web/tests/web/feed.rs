//! The viewer's own feed for programs: for adults who asked, with receipts that replay, contributions that add up, and a
//! profile that can be read, corrected and forgotten.

use axum::http::StatusCode;
use grandstand_app::{age, feed_choice, throttle::Origin, views, watch};
use grandstand_domain::{
    age::AgeBand,
    watch::{Surface, Watch},
};
use serde_json::{Value, json};

use crate::{
    api::Program,
    proof::settle,
    stage::{Stage, fill},
};

const CHOICE: &str = "/feeds/choice";
const FOR_YOU: &str = "/feeds/for-you?limit=50";

fn sum(reasons: &Value) -> i64 {
    reasons.as_array().unwrap().iter().map(|reason| reason["value"].as_i64().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_turn_the_feed_and_see_why() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    let fan = Program::of(&stage, Some(&team.supporter)).await;
    let put = async |path: &str, body: Value| {
        let (status, _, answer) = fan.ask("PUT", path, &body).await;
        (status, answer)
    };
    // Nobody without an account, nobody who did not ask, nobody who is not of age.
    let anyone = Program::of(&stage, None).await;
    for path in [CHOICE, FOR_YOU, "/feeds/profile"] {
        assert_eq!(anyone.ask("GET", path, &Value::Null).await.0, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(fan.ask("GET", FOR_YOU, &Value::Null).await.0, StatusCode::CONFLICT);
    assert_eq!(put(CHOICE, json!({ "for_you": true })).await.0, StatusCode::CONFLICT);
    age::state(&stage.ctx, &team.supporter, AgeBand::Minor).await.unwrap();
    assert_eq!(put(CHOICE, json!({ "for_you": true, "adult": true })).await.0, StatusCode::CONFLICT);
    age::state(&stage.ctx, &team.supporter, AgeBand::Adult).await.unwrap();

    let (status, choice) = put(CHOICE, json!({ "for_you": true, "relevant": -2 })).await;
    assert_eq!((status, &choice["for_you"], &choice["relevant"]), (StatusCode::OK, &json!(true), &json!(-2)));
    assert_eq!(put(CHOICE, json!({ "relevant": 3 })).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(put(CHOICE, json!({ "newest": 1 })).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(fan.get(CHOICE).await, choice);

    // The page, its receipt, and why its first film stands first.
    let page = fan.get(FOR_YOU).await;
    let (items, receipt) = (page["items"].as_array().unwrap(), &page["receipt"]["statement"]);
    assert!(!items.is_empty());
    assert_eq!(receipt["items"].as_array().unwrap().len(), items.len());
    let replay = views::replay(&stage.ctx, &page.to_string()).await.unwrap();
    assert_eq!((replay.differences(), replay.signed), (Vec::new(), Some(true)));
    let first = items[0]["id"].as_str().unwrap();
    for feed in ["for_you", "discover"] {
        let why = fan.get(&format!("/posts/{first}/why?feed={feed}")).await;
        assert_eq!(sum(&why["reasons"]), why["score"].as_i64().unwrap(), "{feed}: {why}");
    }
    assert_eq!(receipt["manifest"], json!(stage.ctx.views.manifest_hash().to_string()));
    let manifest = fan.get("/feeds/manifest").await;
    assert!(manifest["for_you"]["floor"].is_number(), "{manifest}");

    // What was watched is known and does not come back, until it is forgotten.
    let view = Watch { post: team.film, watched_ms: 12_000, completed: true, surface: Surface::ForYou };
    watch::take(&stage.ctx, Some(&team.supporter), Origin(None), &[view]).await.unwrap();
    settle(&stage).await;
    let holds = async |path: &str| {
        let page = fan.get(path).await;
        page["items"].as_array().unwrap().iter().any(|item| item["id"] == team.film.to_string())
    };
    assert_eq!(fan.get("/feeds/profile").await["films"][0]["post"], team.film.to_string());
    assert!(!holds(FOR_YOU).await && !holds("/feeds/discover?limit=50").await);
    assert!(holds("/feeds/for-you?limit=50&seen=show").await && holds("/feeds/discover?limit=50&seen=show").await);
    let forget = json!({ "post": team.film.to_string() });
    assert_eq!(fan.ask("POST", "/feeds/forget", &forget).await.0, StatusCode::OK);
    assert!(holds(FOR_YOU).await);
    assert_eq!(fan.get("/feeds/profile").await["films"], json!([]));

    // Never this athlete, and off.
    let never = json!({ "topic": { "author": team.athlete.account.to_string() }, "wish": "never" });
    let (status, answer) = put("/feeds/wishes", never.clone()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer["corrections"], json!([never]), "ids are strings in JSON");
    assert!(!holds(FOR_YOU).await);
    assert_eq!(put(CHOICE, json!({ "for_you": false })).await.0, StatusCode::OK);
    assert_eq!(fan.ask("GET", FOR_YOU, &Value::Null).await.0, StatusCode::CONFLICT);
}

/// If this fails, what people really look at cannot be checked: only programs get a receipt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_feed_that_people_read_carries_its_receipt() {
    let stage = Stage::new().await;
    let team = fill(&stage).await;
    age::state(&stage.ctx, &team.supporter, AgeBand::Adult).await.unwrap();
    feed_choice::turn_on(&stage.ctx, &team.supporter, false).await.unwrap();
    settle(&stage).await;
    let cookie = stage.cookie(&team.supporter).await;
    for (path, cookie, feed) in [
        ("/", "", "discover"),
        ("/?fragment=1", "", "discover"),
        ("/", &*cookie, "discover"),
        ("/for-you", &*cookie, "for_you"),
        ("/following", &*cookie, "following"),
    ] {
        let page = stage.get(path, cookie).await.body;
        let (_, rest) = page.split_once(r#"class="feed-receipt">"#).unwrap();
        let (text, _) = rest.split_once("</script>").unwrap();
        let receipt: Value = serde_json::from_str(text).unwrap();
        assert_eq!(receipt["statement"]["feed"], feed, "{path}");
        let shown: Vec<&str> = page.split(r#"<article class="film" data-post=""#).skip(1).collect();
        let listed = receipt["statement"]["items"].as_array().unwrap();
        assert_eq!(shown.len(), listed.len(), "{path}");
        assert!(
            !shown.is_empty()
                && shown.iter().zip(listed).all(|(film, item)| { film.starts_with(item["post"].as_str().unwrap()) })
        );
        let replay = views::replay(&stage.ctx, text).await.unwrap();
        assert_eq!((replay.differences(), replay.signed), (Vec::new(), Some(true)), "{path}");
    }
}
