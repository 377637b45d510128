//! The views: what follows the log is what a fresh start would read, and pages hold still under those who write.

use std::sync::Arc;

use grandstand_app::{
    account, block, cheer, comment, follow, organisation,
    post::{self, Edit},
    report, share,
    throttle::Origin,
    viewer::{Viewer, Wishes},
    views::{self, feed::Filter},
};
use grandstand_domain::{
    account::{Actor, Role},
    colour::Colour,
    id::PostId,
    organisation::OrganisationKind,
    post::Visibility,
    report::{ReportReason, ReportSubject},
};
use grandstand_testkit::both_databases;

use crate::{server, stage::Stage};

/// SplitMix64: the same steps on every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(most).unwrap()).unwrap()
    }
}

/// Everything that a page could be made of.
fn whole(views: &views::Views, people: &[Actor]) -> String {
    let page = views.discover(&Filter::default(), &Viewer::anyone(), None, 100);
    let mut out = String::from_utf8(views::page_json(&page, None, None).to_vec()).unwrap();
    for person in people {
        let filter = Filter { author: Some(person.account), ..Filter::default() };
        let all = Viewer::new(people[0], Wishes { follows: [person.account].into(), ..Wishes::default() });
        out += &format!(
            "{:?}{:?}{}",
            views.latest(&filter, &all, None, 100),
            views.author(person.account),
            views.followers(person.account)
        );
    }
    out + &format!(
        "{:?}{:?}{:?}{}",
        views.teams(),
        views.tags("", 99),
        views.roster(&views::RosterFilter::default()),
        views.count()
    )
}

both_databases! {
    /// After any acts, the views that followed the log say what views read from the database say.
    async fn following_the_log_is_as_good_as_reading_anew(scratch) {
        let stage = Stage::new(scratch).await;
        let mut people = Vec::new();
        for n in 0..4 {
            people.push(stage.person(&format!("athlete{n}"), Role::Athlete).await);
        }
        people.push(stage.person("fan", Role::Supporter).await);
        let operator = stage.person("runs_it", Role::Operator).await;
        let form = |name| organisation::Form { name, kind: OrganisationKind::Noc, noc: "ALB", colour: Colour(1, 2, 3) };
        let team = organisation::create(&stage.ctx, &operator, "albany", form("Albany")).await.unwrap();
        let mut posts: Vec<(usize, PostId)> = Vec::new();
        let mut dice = Dice(7);
        for step in 0..160 {
            let who = dice.below(4);
            let actor = people[who];
            let ctx = &stage.ctx;
            if posts.is_empty() || dice.below(4) == 0 {
                posts.push((who, stage.post(&actor, &format!("Step {step} #t{}", step % 5)).await));
                continue;
            }
            let (author, id) = posts[dice.below(posts.len())];
            stage.world.advance(2_000);
            // Many of these are refused (own, gone, blocked): refusals must leave nothing behind either.
            match dice.below(12) {
                0 => drop(cheer::uncheer(ctx, &actor, id).await),
                1..=2 => drop(cheer::cheer(ctx, &actor, id).await),
                3 => drop(comment::write(ctx, &actor, id, None, "Go!").await),
                4 => drop(share::share(ctx, Some(&actor), Origin(None), id).await),
                5 => drop(follow::follow(ctx, &people[4], actor.account).await),
                6 => drop(follow::unfollow(ctx, &people[4], actor.account).await),
                7 => {
                    let visibility = if step % 2 == 0 { Visibility::Public } else { Visibility::Followers };
                    let edit = Edit { caption: Some("Changed #t9"), visibility: Some(visibility), ..Edit::default() };
                    drop(post::edit(ctx, &people[author], id, edit).await);
                }
                8 => drop(post::remove(ctx, &people[author], id).await),
                9 => {
                    let change = account::Change { display_name: Some("New name"), organisation: Some((step % 3 > 0).then_some(team.id)), ..Default::default() };
                    drop(account::update(ctx, &operator, actor.account, change).await);
                }
                10 => {
                    let name = format!("Albany {step}");
                    let fresh = organisation::Form { name: &name, ..form("") };
                    drop(organisation::update(ctx, &operator, team.id, fresh).await);
                }
                _ => {
                    drop(block::block(ctx, &actor, people[author].account).await);
                    drop(block::unblock(ctx, &actor, people[author].account).await);
                }
            }
        }
        let subject = ReportSubject::Account(people[1].account);
        let reported = report::submit(&stage.ctx, Origin(None), None, subject, Some(ReportReason::Abuse), "Threats").await.unwrap();
        let reported = report::look_up(&stage.ctx, Origin(None), &reported).await.unwrap();
        report::decide(&stage.ctx, &operator, reported.id, true, "They were threats").await.unwrap();
        stage.settled().await;
        let fresh = server(&stage.scratch, &stage.world).await;
        views::load(&fresh).await.unwrap();
        assert_eq!(whole(&stage.ctx.views, &people), whole(&fresh.views, &people));
    }

    /// A reader who pages while others post, remove and cheer sees each post once and misses none.
    async fn pages_hold_still_while_others_write(scratch) {
        let stage = Stage::new(scratch).await;
        let athletes = [stage.person("one", Role::Athlete).await, stage.person("two", Role::Athlete).await, stage.person("six", Role::Athlete).await];
        let mut before = Vec::new();
        for n in 0..18 {
            before.push(stage.post(&athletes[n % 3], &format!("{n}")).await);
        }
        let gone = before[4];
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = stage.ctx.views.discover(&Filter::default(), &Viewer::anyone(), after, 4);
            assert_eq!(page.first_position(), seen.len() + 1);
            seen.extend(page.cards.iter().map(|c| c.id));
            let fresh = stage.post(&athletes[0], "meanwhile").await;
            cheer::cheer(&stage.ctx, &athletes[1], fresh).await.unwrap();
            if seen.len() == 8 && !seen.contains(&gone) {
                post::remove(&stage.ctx, &athletes[1], gone).await.unwrap();
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut sorted = seen.clone();
        sorted.sort_unstable();
        before.retain(|id| *id != gone || seen.contains(id));
        assert_eq!(sorted, before);
    }

    /// The JSON that is kept for visitors is the JSON of the moment.
    async fn kept_pages_follow_what_happens(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let read = |views: &views::Views| -> serde_json::Value {
            serde_json::from_slice(&views.discover_kept(&Filter::default(), None, 20).body).unwrap()
        };
        assert_eq!(read(&stage.ctx.views)["total"], 0);
        let id = stage.post(&athlete, "Quotes \" and \\ and </script> and \u{1f3c5}").await;
        let page = read(&stage.ctx.views);
        assert_eq!(page["items"][0]["caption"], "Quotes \" and \\ and </script> and \u{1f3c5}");
        assert_eq!(page["items"][0]["cheers"], 0);
        cheer::cheer(&stage.ctx, &athlete, id).await.unwrap();
        assert_eq!(read(&stage.ctx.views)["items"][0]["cheers"], 1);
        let same = Arc::clone(&stage.ctx);
        assert_eq!(read(&same.views), read(&stage.ctx.views));
        let text = serde_json::to_string_pretty(&read(&stage.ctx.views)["items"][0]).unwrap();
        let media = stage.ctx.views.card(&Viewer::anyone(), id).unwrap().media;
        let ids = [(id.to_string(), "POST"), (athlete.account.to_string(), "ACCOUNT"), (media.to_string(), "MEDIA")];
        insta::assert_snapshot!("a_post_as_json", ids.iter().fold(text, |text, (id, word)| text.replace(id, word)));
    }
}
