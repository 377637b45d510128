//! A host that lies, with its real key in hand, is found out: an answer on its way to the outsider is changed, and signed
//! again wherever a signature covers it.

use grandstand_app::transparency::proof::{
    Statement, Tree, TreeHead,
    check::{Source, Wrong},
    leaf_hash,
};
use grandstand_domain::digest::Digest;
use grandstand_testkit::Scratch;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    proof::{Outside, editor, host, key, settle, verify},
    stage::Stage,
};

/// A host whose answers pass through someone's hands.
struct Lying<'a, F> {
    stage: &'a Stage,
    change: F,
}

impl<F: Fn(&str, String) -> String + Sync> Source for Lying<'_, F> {
    async fn get(&self, path: &str) -> Result<String, String> {
        Outside(self.stage).get(path).await.map(|body| (self.change)(path, body))
    }
}

async fn caught(stage: &Stage, change: impl Fn(&str, String) -> String + Sync) -> String {
    let Wrong(what) = verify(&Lying { stage, change }, key(stage), None).await.expect_err("the lie passed");
    what
}

/// A page of Discover with its receipt changed and signed again with the real key.
fn with_page(stage: &Stage, body: &str, change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let mut page: Value = serde_json::from_str(body).unwrap();
    let mut statement = page["receipt"]["statement"].take();
    change(&mut page, &mut statement);
    // A `Value` keeps members in the order of the alphabet: that is the canonical form of whole numbers and strings.
    let signed = stage.ctx.transparency.key().envelope(Statement::Receipt, &statement.to_string());
    page["receipt"] = serde_json::from_str(&signed).unwrap();
    page.to_string()
}

fn is_feed(path: &str) -> bool {
    path.starts_with("/api/grandstand/v1/feeds/discover")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_boost_without_an_entry_is_found_out() {
    let (stage, _) = host(Scratch::sqlite().await).await;
    let slip = |path: &str, body: String| {
        if !is_feed(path) {
            return body;
        }
        with_page(&stage, &body, |page, receipt| {
            page["items"].as_array_mut().unwrap().reverse();
            receipt["items"].as_array_mut().unwrap().reverse();
        })
    };
    let what = caught(&stage, slip).await;
    assert!(what.contains("is not what the log gives: in place 1"), "{what}");

    // The same with reasons that add up and a label that names no lift of the log.
    let dressed = |path: &str, body: String| {
        if !is_feed(path) {
            return body;
        }
        with_page(&stage, &body, |page, receipt| {
            let (shown, items) = (page["items"].as_array_mut().unwrap(), receipt["items"].as_array_mut().unwrap());
            shown.reverse();
            items.reverse();
            let first = items[0].as_object_mut().unwrap();
            first["score"] = json!(first["score"].as_i64().unwrap() + 50_000_000);
            first["reasons"].as_array_mut().unwrap().push(json!({ "kind": "boost", "value": 50_000_000 }));
            first.insert("boost".to_owned(), json!("7"));
            shown[0]["boost"] = json!({ "id": "7", "why": "Opening ceremony" });
        })
    };
    let what = caught(&stage, dressed).await;
    assert!(what.contains("is not what the log gives: in place 1"), "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_label_that_is_left_out_is_found_out() {
    let (stage, _) = host(Scratch::sqlite().await).await;
    let quiet = |path: &str, body: String| {
        if !is_feed(path) {
            return body;
        }
        let mut page: Value = serde_json::from_str(&body).unwrap();
        for item in page["items"].as_array_mut().unwrap() {
            item.as_object_mut().unwrap().remove("boost");
        }
        page.to_string()
    };
    let what = caught(&stage, quiet).await;
    assert!(what.contains("is lifted and does not say so"), "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rewritten_entry_is_found_out() {
    let (stage, team) = host(Scratch::sqlite().await).await;
    let film = team.film.to_string();
    // An act that never was, in an old entry.
    let rewrite = move |path: &str, body: String| {
        if !path.contains("/transparency/log") {
            return body;
        }
        body.replacen(r#""act":"cheered""#, r#""act":"shared""#, 1)
    };
    let what = caught(&stage, rewrite).await;
    assert!(what.contains("an old entry was rewritten"), "{what}");

    // The whole log is rewritten from there on, and head and receipts are signed anew over its hash.
    let seen = verify(&Outside(&stage), key(&stage), None).await.unwrap();
    let log = Outside(&stage).get("/api/grandstand/v1/transparency/log").await.unwrap();
    let forged = log.replacen(r#""act":"cheered""#, r#""act":"shared""#, 1);
    assert!(forged != log && forged.contains(&film));
    let hashes: Vec<Digest> = forged
        .lines()
        .scan(Digest::default(), |hash, line| {
            *hash = Digest(Sha256::new().chain_update(hash.0).chain_update(line).finalize().into());
            Some(*hash)
        })
        .collect();
    let at = |log: i64| hashes[usize::try_from(log).unwrap() - 1];
    let signing = stage.ctx.transparency.key();
    let anew = |path: &str, body: String| {
        if path.contains("/transparency/log") && path.ends_with("after=0") {
            return forged.clone();
        }
        if path.ends_with("/sth") {
            let head: TreeHead = serde_json::from_str(&body).unwrap();
            let log_hash = at(head.log.0);
            return serde_json::to_string(&TreeHead { log_hash, ..head }.signed(signing)).unwrap();
        }
        if is_feed(path) {
            return with_page(&stage, &body, |_, receipt| {
                receipt["log_hash"] = json!(at(receipt["log"].as_i64().unwrap()));
            });
        }
        body
    };
    // Whoever remembers anything sees it at once, and without a memory Discover is not what that log gives.
    let lying = Lying { stage: &stage, change: anew };
    let Wrong(what) = verify(&lying, key(&stage), Some(seen)).await.expect_err("the lie passed");
    assert!(what.contains("what was remembered"), "{what}");
    let Wrong(what) = verify(&lying, key(&stage), None).await.expect_err("the lie passed");
    assert!(what.contains("is not what the log gives"), "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forked_head_is_found_out() {
    let (stage, team) = host(Scratch::sqlite().await).await;
    let seen = verify(&Outside(&stage), key(&stage), None).await.unwrap();
    grandstand_app::report::submit(
        &stage.ctx,
        grandstand_app::throttle::Origin(None),
        Some(&team.supporter),
        grandstand_domain::report::ReportSubject::Account(team.athlete.account),
        Some(grandstand_domain::report::ReportReason::Danger),
        "",
    )
    .await
    .unwrap();
    let report =
        grandstand_app::report::queue(&stage.ctx, &grandstand_domain::account::Actor::HOST, Default::default(), 1, 0);
    let report = report.await.unwrap().0[0].id;
    grandstand_app::report::decide(&stage.ctx, &editor(&stage).await, report, true, "Danger").await.unwrap();
    settle(&stage).await;
    // The first leaf becomes another, and the head over it is signed with the real key.
    let swap = |leaf: &str| leaf.replacen("\"at\":", "\"at\":1", 1);
    let signing = stage.ctx.transparency.key();
    let leaves = Outside(&stage).get("/api/grandstand/v1/transparency/entries").await.unwrap();
    let leaves: Value = serde_json::from_str(&leaves).unwrap();
    let mut tree = Tree::default();
    for (place, leaf) in leaves["entries"].as_array().unwrap().iter().enumerate() {
        let text = leaf["leaf"].as_str().unwrap();
        tree.push(leaf_hash(if place == 0 { swap(text) } else { text.to_owned() }.as_bytes()));
    }
    let fork = |path: &str, body: String| {
        if path.ends_with("/sth") {
            let head: TreeHead = serde_json::from_str(&body).unwrap();
            let root = tree.root(head.size).unwrap();
            return serde_json::to_string(&TreeHead { root, ..head }.signed(signing)).unwrap();
        }
        if path.contains("/proof/consistency") {
            let size = leaves["size"].as_u64().unwrap();
            return json!({ "proof": tree.consistency(seen.head.size, size).unwrap() }).to_string();
        }
        body
    };
    let lying = Lying { stage: &stage, change: fork };
    let Wrong(what) = verify(&lying, key(&stage), Some(seen.clone())).await.expect_err("the lie passed");
    assert!(what.contains("was forked"), "{what}");
    let Wrong(what) = verify(&lying, key(&stage), None).await.expect_err("the lie passed");
    assert!(what.contains("do not give the signed root"), "{what}");
    // A head that a stranger signed, and a host that shows less than before.
    let strange =
        |path: &str, body: String| if path.ends_with("/sth") { body.replacen("\"at\":1", "\"at\":2", 1) } else { body };
    assert!(caught(&stage, strange).await.contains("not signed by this host's key"));
    let shorter = |path: &str, body: String| {
        if !path.ends_with("/sth") {
            return body;
        }
        let head: TreeHead = serde_json::from_str(&body).unwrap();
        let (size, root) = (seen.head.size - 1, Digest::default());
        serde_json::to_string(&TreeHead { size, root, ..head }.signed(signing)).unwrap()
    };
    let lying = Lying { stage: &stage, change: shorter };
    let Wrong(what) = verify(&lying, key(&stage), Some(seen.clone())).await.expect_err("the lie passed");
    assert!(what.contains("has shrunk"), "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_score_that_does_not_add_up_is_found_out() {
    let (stage, _) = host(Scratch::sqlite().await).await;
    let score = |path: &str, body: String| {
        if !is_feed(path) {
            return body;
        }
        with_page(&stage, &body, |_, receipt| {
            receipt["items"][0]["score"] = json!(receipt["items"][0]["score"].as_i64().unwrap() + 1);
        })
    };
    let what = caught(&stage, score).await;
    assert!(what.contains("is not the sum of its reasons"), "{what}");
    // One that adds up but is another, and one that nobody signed.
    let reasons = |path: &str, body: String| {
        if !is_feed(path) {
            return body;
        }
        with_page(&stage, &body, |_, receipt| {
            let item = &mut receipt["items"][0];
            item["score"] = json!(item["score"].as_i64().unwrap() + 1);
            item["reasons"][0]["value"] = json!(item["reasons"][0]["value"].as_i64().unwrap() + 1);
        })
    };
    let what = caught(&stage, reasons).await;
    assert!(what.contains("another score or other reasons"), "{what}");
    let unsigned =
        |path: &str, body: String| if is_feed(path) { body.replacen("\"score\":", "\"score\":1", 1) } else { body };
    assert!(caught(&stage, unsigned).await.contains("is not signed by this host's key"));
}
