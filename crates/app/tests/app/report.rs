//! Reports: with and without an account, decided once, with the consequences that were decided and no others.

use grandstand_app::{
    AppError, Ctx, account,
    report::{self, decide, submit},
    session::{self, authenticate},
    throttle::Origin,
};
use grandstand_domain::{
    account::Role,
    id::{AccountId, CommentId, MediaId, PostId},
    log::Fact,
    notification::NotificationKind,
    post::{PostState, Visibility},
    report::{ReportReason, ReportState, ReportSubject},
    session::SessionKind,
    time::{MINUTE, UnixMillis},
};
use grandstand_store::{self as store, account::Account, report::Filter};
use grandstand_testkit::{Scratch, TestWorld, both_databases};

use crate::server;

const HERE: Origin = Origin(None);

async fn person(ctx: &Ctx, handle: &str, role: Role) -> Account {
    account::create(ctx, handle, role, handle, None).await.unwrap()
}

/// A published post with one comment under it, as rows.
async fn post(scratch: &Scratch, author: &Account, commenter: &Account, state: PostState) -> (PostId, CommentId) {
    let mut tx = scratch.db.begin_write(author.created_at).await.unwrap();
    let media = MediaId(author.id.0 + 1);
    store::media::insert(&mut tx, media, author.id, "x", 1).await.unwrap();
    let made = store::post::Post {
        id: PostId(author.id.0 + 2),
        account: author.id,
        media,
        journey: None,
        caption: "Heat".to_owned(),
        alt_text: String::new(),
        language: "en".to_owned(),
        visibility: Visibility::Public,
        state,
        reply_policy: None,
        created_at: author.created_at,
        published_at: Some(author.created_at),
        scheduled_at: None,
        edited_at: None,
    };
    store::post::insert(&mut tx, &made).await.unwrap();
    let comment = store::comment::Comment {
        id: CommentId(author.id.0 + 3),
        post: made.id,
        account: commenter.id,
        parent: None,
        text: "rude".to_owned(),
        created_at: author.created_at,
        removed: false,
    };
    store::comment::insert(&mut tx, &comment).await.unwrap();
    tx.commit().await.unwrap();
    (made.id, comment.id)
}

async fn decisions(ctx: &Ctx, whose: AccountId) -> usize {
    let mut tx = ctx.begin_read().await.unwrap();
    let all = store::notification::latest(&mut tx, whose, UnixMillis(i64::MAX), 50).await.unwrap();
    all.iter().filter(|n| n.kind == NotificationKind::Decision).count()
}

both_databases! {
    async fn a_report_without_an_account_is_decided_with_a_reason(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let (ana, ben) = (person(&ctx, "ana", Role::Athlete).await, person(&ctx, "ben", Role::Supporter).await);
        let judge = person(&ctx, "judge", Role::Moderator).await;
        let (post, comment) = post(&scratch, &ana, &ben, PostState::Published).await;
        let subject = ReportSubject::Comment(comment);
        let anonymous = submit(&ctx, HERE, None, subject, Some(ReportReason::Abuse), "<script>שלום").await.unwrap();
        let mine = submit(&ctx, HERE, Some(&ana.actor()), subject, Some(ReportReason::Abuse), "").await.unwrap();
        let again = submit(&ctx, HERE, Some(&ana.actor()), subject, Some(ReportReason::Spam), "").await.unwrap();
        assert_eq!(mine, again, "reported twice by one account");
        assert!(anonymous.starts_with("GS-") && anonymous != mine);
        assert_eq!(report::look_up(&ctx, HERE, &anonymous.to_lowercase()).await.unwrap().state, ReportState::Open);

        let (queue, count) = report::queue(&ctx, &judge.actor(), Filter::default(), 10, 0).await.unwrap();
        assert_eq!((queue.len(), count), (2, 2));
        assert_eq!(queue[0].details, "<script>שלום");
        assert!(matches!(report::queue(&ctx, &ana.actor(), Filter::default(), 10, 0).await, Err(AppError::Forbidden)));
        assert!(matches!(decide(&ctx, &ana.actor(), queue[0].id, true, "no").await, Err(AppError::Forbidden)));
        assert!(matches!(decide(&ctx, &judge.actor(), queue[0].id, true, "  ").await, Err(AppError::Invalid(_))));
        decide(&ctx, &judge.actor(), queue[0].id, true, "It insults a person.").await.unwrap();
        assert!(matches!(decide(&ctx, &judge.actor(), queue[1].id, false, "no").await, Err(AppError::Conflict("report-decided"))), "the other report about the same comment stayed open");

        let told = report::look_up(&ctx, HERE, &anonymous).await.unwrap();
        assert_eq!((told.state, told.decision.as_str()), (ReportState::Upheld, "It insults a person."));
        let mut tx = ctx.begin_read().await.unwrap();
        let gone = store::comment::get(&mut tx, comment).await.unwrap().unwrap();
        assert!(gone.removed);
        assert_eq!(gone.text, "rude", "moderators lost the evidence");
        let log = store::log::after(&mut tx, grandstand_domain::id::Seq(0), 100).await.unwrap();
        let facts: Vec<_> = log.into_iter().map(|e| e.fact).collect();
        assert!(facts.contains(&Fact::ReportDecided { subject, upheld: true }));
        assert!(facts.contains(&Fact::CommentRemoved { post, comment }));
        drop(tx);
        assert_eq!((decisions(&ctx, ana.id).await, decisions(&ctx, ben.id).await), (1, 1), "reporter and author are told");
    }

    async fn an_account_is_suspended_at_once_and_can_come_back(scratch) {
        let world = TestWorld::default();
        let ctx = server(&scratch, &world).await;
        let (ana, ben) = (person(&ctx, "ana", Role::Athlete).await, person(&ctx, "ben", Role::Supporter).await);
        let (judge, other) = (person(&ctx, "judge", Role::Moderator).await, person(&ctx, "other", Role::Moderator).await);
        let secret = session::start(&ctx, ben.id, SessionKind::Browser, "x").await.unwrap();
        assert!(authenticate(&ctx, &secret).await.unwrap().is_some());
        submit(&ctx, HERE, Some(&ana.actor()), ReportSubject::Account(ben.id), Some(ReportReason::Child), "").await.unwrap();
        submit(&ctx, HERE, Some(&ana.actor()), ReportSubject::Account(judge.id), Some(ReportReason::Spam), "").await.unwrap();
        let (queue, _) = report::queue(&ctx, &judge.actor(), Filter::default(), 10, 0).await.unwrap();
        assert_eq!(queue[0].reason, ReportReason::Child, "the serious one is first");
        assert!(matches!(decide(&ctx, &judge.actor(), queue[1].id, false, "fine").await, Err(AppError::Conflict("report-own"))));
        assert!(matches!(decide(&ctx, &other.actor(), queue[1].id, true, "bad").await, Err(AppError::Forbidden)), "one moderator suspended another");
        decide(&ctx, &judge.actor(), queue[0].id, true, "Harm to a child.").await.unwrap();
        assert!(authenticate(&ctx, &secret).await.unwrap().is_none());
        assert!(matches!(session::start(&ctx, ben.id, SessionKind::Browser, "x").await, Err(AppError::Conflict("account-suspended"))));
        report::reinstate(&ctx, &judge.actor(), ben.id).await.unwrap();
        session::start(&ctx, ben.id, SessionKind::Browser, "x").await.unwrap();
    }

    async fn what_cannot_be_seen_cannot_be_reported(scratch) {
        let world = TestWorld::default();
        let ctx = server(&scratch, &world).await;
        let (ana, ben) = (person(&ctx, "ana", Role::Athlete).await, person(&ctx, "ben", Role::Supporter).await);
        let (draft, under) = post(&scratch, &ana, &ben, PostState::Draft).await;
        for subject in [ReportSubject::Post(draft), ReportSubject::Comment(under), ReportSubject::Post(PostId(1)), ReportSubject::Account(AccountId(1))] {
            for actor in [None, Some(ben.actor())] {
                let guessed = submit(&ctx, HERE, actor.as_ref(), subject, Some(ReportReason::Spam), "").await;
                assert!(matches!(guessed, Err(AppError::NotFound)), "{subject:?}: {guessed:?}");
            }
        }
        assert!(matches!(report::look_up(&ctx, HERE, "GS-2222-2222").await, Err(AppError::NotFound)));
        let nothing = submit(&ctx, HERE, None, ReportSubject::Account(ben.id), None, "").await;
        assert!(matches!(nothing, Err(AppError::Invalid(_))));
        world.advance(30 * MINUTE);
        let stranger = Origin(Some([203, 0, 113, 5].into()));
        let mut refused = 0;
        for _ in 0..15 {
            let sent = submit(&ctx, stranger, None, ReportSubject::Account(ben.id), Some(ReportReason::Spam), "").await;
            refused += i32::from(matches!(sent, Err(AppError::TooMany { .. })));
        }
        assert_eq!(refused, 5);
    }
}
