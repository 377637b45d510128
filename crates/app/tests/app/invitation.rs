//! Invitations and timetables: what an athlete would lose if another could take their place, or read their days.

use std::sync::Arc;

use grandstand_app::{
    AppError, Ctx, account,
    import::{Import, Kind, import},
    invitation::{self, Invited, Whom},
    throttle::Origin,
    timetable::{Whose, own_games, timetable},
    timetable_block::{self, Form},
    timetable_feed,
};
use grandstand_domain::{
    account::{Actor, Role},
    id::{GamesId, OrganisationId},
    sport::Sport,
    time::DAY,
    timetable_block::BlockKind,
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, both_databases};

use crate::stage::Stage;

const ROSTER: &str = "code,name,noc,discipline\n1,LARK Ada,ALB,ATH\n2,FINCH Bo,ALB,ATH;TRI\n3,WREN Cy,ALB,JUD\n";

/// A host with a roster of three, and its desk.
struct Office {
    stage: Stage,
    desk: Actor,
    organisation: OrganisationId,
    games: GamesId,
}

impl Office {
    async fn new(scratch: Scratch) -> Self {
        let stage = Stage::new(scratch).await;
        let wish = Import {
            kind: Kind::Roster,
            bytes: ROSTER.as_bytes().to_vec(),
            organisation: Some("albany".to_owned()),
            games: "harbour2028".to_owned(),
            zone: Some("Europe/Paris".to_owned()),
            correct: false,
            replace: false,
        };
        import(&stage.ctx, &Actor::HOST, &wish).await.unwrap();
        let mut tx = stage.ctx.begin_read().await.unwrap();
        let organisation = store::organisation::by_slug(&mut tx, "albany").await.unwrap().unwrap().id;
        let games = store::games::by_slug(&mut tx, "harbour2028").await.unwrap().unwrap().id;
        drop(tx);
        let desk = stage.person("desk", Role::Staff).await;
        let join = account::Change { organisation: Some(Some(organisation)), ..account::Change::default() };
        let desk = account::update(&stage.ctx, &Actor::HOST, desk.account, join).await.unwrap().actor();
        Self { stage, desk, organisation, games }
    }

    fn ctx(&self) -> &Arc<Ctx> {
        &self.stage.ctx
    }

    fn athlete<'a>(&self, code: &'a str) -> Whose<'a> {
        Whose::Athlete { organisation: self.organisation, games: self.games, code }
    }

    async fn invite(&self, whom: Whom<'_>) -> Result<Vec<Invited>, AppError> {
        invitation::invite(self.ctx(), &self.desk, self.organisation, self.games, whom).await
    }

    async fn one(&self, code: &str) -> Invited {
        self.invite(Whom::One(code)).await.unwrap().remove(0)
    }

    async fn claim(&self, who: &Actor, word: &str) -> Result<(), AppError> {
        invitation::claim(self.ctx(), who, Origin::default(), word).await.map(drop)
    }

    async fn account(&self, who: &Actor) -> store::account::Account {
        store::account::get(&mut self.ctx().begin_read().await.unwrap(), who.account).await.unwrap().unwrap()
    }
}

both_databases! {
    /// Two who hold the same link at once: were both let in, one athlete's place and timetable would be another's.
    async fn of_two_who_claim_at_once_one_gets_the_place(scratch) {
        let office = Office::new(scratch).await;
        let made = office.one("1").await;
        let (sam, kit) = (office.stage.person("sam", Role::Supporter).await, office.stage.person("kit", Role::Supporter).await);
        let code = made.code.to_string().to_lowercase();
        let (a, b) = tokio::join!(office.claim(&sam, &made.secret), office.claim(&kit, &code));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");
        let (winner, loser) = if a.is_ok() { (sam, kit) } else { (kit, sam) };
        let won = office.account(&winner).await;
        assert_eq!((won.role, won.organisation, won.sport), (Role::Athlete, Some(office.organisation), Some(Sport::Athletics)));
        assert!(won.verified_at.is_some());
        let shown = office.ctx().views.author(winner.account).unwrap();
        assert!(shown.verified_at.is_some(), "the views do not say that the team vouches for them");
        let lost = office.account(&loser).await;
        assert_eq!((lost.role, lost.organisation, lost.verified_at), (Role::Supporter, None, None));
        assert!(matches!(office.claim(&loser, &made.secret).await, Err(AppError::NotFound)), "a used link opens again");
        assert!(matches!(office.invite(Whom::One("1")).await, Err(AppError::Conflict("invitation-claimed"))));

        // One person is one athlete of a Games, also when they use two invitations at once.
        let (two, three) = (office.one("2").await, office.one("3").await);
        assert!(matches!(office.claim(&winner, &two.secret).await, Err(AppError::Conflict("invitation-second"))));
        let (a, b) = tokio::join!(office.claim(&loser, &two.secret), office.claim(&loser, &three.secret));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");
    }
}

both_databases! {
    /// A letter that lies about for weeks, a list that was printed twice, a code that someone guesses: none may open a place.
    async fn what_has_ended_opens_nothing(scratch) {
        let office = Office::new(scratch).await;
        let sam = office.stage.person("sam", Role::Supporter).await;
        let first = office.one("1").await;
        let second = office.one("1").await;
        assert!(matches!(office.claim(&sam, &first.secret).await, Err(AppError::NotFound)), "replaced, and opens");
        assert_eq!(office.invite(Whom::Waiting).await.unwrap().len(), 2, "who is invited is not invited again");
        let everyone = office.invite(Whom::Everyone).await.unwrap();
        assert_eq!(everyone.len(), 3);
        assert!(matches!(office.claim(&sam, &second.secret).await, Err(AppError::NotFound)));
        invitation::end(office.ctx(), &office.desk, office.athlete("1")).await.unwrap();
        let ada = everyone.iter().find(|made| made.athlete.as_str() == "1").unwrap();
        assert!(matches!(office.claim(&sam, &ada.code.to_string()).await, Err(AppError::NotFound)), "ended, and opens");

        let bo = everyone.iter().find(|made| made.athlete.as_str() == "2").unwrap();
        assert!(matches!(office.claim(&office.desk, &bo.secret).await, Err(AppError::Conflict("invitation-role"))));
        let look = async |word: String| invitation::open(office.ctx(), Origin::default(), &word).await;
        assert_eq!(look(bo.code.to_string()).await.unwrap().place.entry.entry.name(), "Bo Finch");
        office.stage.world.advance(14 * DAY);
        assert!(matches!(look(bo.secret.clone()).await, Err(AppError::NotFound)), "two weeks are over");

        let mut tries = 0;
        while matches!(look("BCDFG-HJKMN".to_owned()).await, Err(AppError::NotFound)) {
            tries += 1;
            assert!(tries < 50, "codes may be guessed for ever");
        }
        assert!(matches!(look("BCDFG-HJKMN".to_owned()).await, Err(AppError::TooMany { .. })));
        let fresh = office.one("2").await;
        assert!(look(fresh.secret).await.is_ok(), "a link needs no counting");

        for stranger in [sam, Actor { organisation: Some(OrganisationId(7)), ..office.desk }] {
            let tried = invitation::invite(office.ctx(), &stranger, office.organisation, office.games, Whom::Everyone).await;
            assert!(matches!(tried, Err(AppError::Forbidden)));
        }
    }
}

both_databases! {
    /// A wrong person's claim, taken back: whoever they are, they read nothing of the athlete's days any more.
    async fn a_claim_taken_back_lets_go_of_everything(scratch) {
        let office = Office::new(scratch).await;
        let (sam, kit) = (office.stage.person("sam", Role::Supporter).await, office.stage.person("kit", Role::Supporter).await);
        let made = office.one("3").await;
        office.claim(&sam, &made.secret).await.unwrap();
        let own = Whose::Own(office.games);
        let secret = timetable_feed::begin(office.ctx(), &sam, own).await.unwrap();
        assert!(timetable_feed::calendar(office.ctx(), &secret).await.is_ok());
        assert!(matches!(invitation::release(office.ctx(), &kit, office.athlete("3")).await, Err(AppError::Forbidden)));
        assert!(matches!(invitation::release(office.ctx(), &sam, own).await, Err(AppError::NotFound)));
        invitation::release(office.ctx(), &office.desk, office.athlete("3")).await.unwrap();
        let gone = office.account(&sam).await;
        assert_eq!((gone.role, gone.organisation, gone.verified_at), (Role::Supporter, None, None));
        assert!(matches!(timetable_feed::calendar(office.ctx(), &secret).await, Err(AppError::NotFound)));
        assert!(matches!(timetable(office.ctx(), &sam, own).await, Err(AppError::NotFound)));
        office.claim(&kit, &office.one("3").await.secret).await.unwrap();
        assert_eq!(own_games(office.ctx(), &kit).await.unwrap().len(), 1);
    }
}

both_databases! {
    /// Rest that another could take out of a timetable, or a place that only staff could see, would not be kept.
    async fn the_athlete_and_their_staff_keep_one_timetable(scratch) {
        let office = Office::new(scratch).await;
        let (ada, bo) = (office.stage.person("ada", Role::Supporter).await, office.stage.person("bo", Role::Supporter).await);
        office.claim(&ada, &office.one("1").await.secret).await.unwrap();
        office.claim(&bo, &office.one("2").await.secret).await.unwrap();
        let own = Whose::Own(office.games);
        let said = |from, until| Form { kind: "rest", title: " Rest <b> ", place: "Village", from, until };
        let ctx = office.ctx();
        let rest = timetable_block::add(ctx, &ada, own, said("2028-07-20T22:00", "2028-07-21T07:00")).await.unwrap();
        assert_eq!(rest.block.starts_at.0, 1_847_736_000_000, "a time without offset is one of the Games");
        let staff_made = Form { kind: "training", title: "Track", place: "", from: "2028-07-20 09:00", until: "2028-07-20 10:00" };
        let training = timetable_block::add(ctx, &office.desk, office.athlete("1"), staff_made).await.unwrap();
        let found = timetable(ctx, &ada, own).await.unwrap();
        let kinds: Vec<BlockKind> = found.blocks.iter().map(|kept| kept.block.kind).collect();
        assert_eq!(kinds, [BlockKind::Training, BlockKind::Rest]);
        assert_eq!(timetable(ctx, &office.desk, office.athlete("1")).await.unwrap().blocks, found.blocks);
        assert!(timetable(ctx, &bo, own).await.unwrap().blocks.is_empty());
        assert!(matches!(timetable(ctx, &bo, office.athlete("1")).await, Err(AppError::Forbidden)));
        assert!(matches!(timetable_block::remove(ctx, &bo, own, rest.id).await, Err(AppError::NotFound)), "another's rest");

        let mut tx = ctx.begin_read().await.unwrap();
        let all = store::timetable_block::of_organisation(&mut tx, office.organisation, office.games).await.unwrap();
        drop(tx);
        assert_eq!(all.len(), 2);
        for (from, until) in [("2028-07-21T07:00", "2028-07-20T22:00"), ("soon", "later"), ("2028-03-26T02:30", "2028-03-26T04:00")] {
            assert!(matches!(timetable_block::add(ctx, &ada, own, said(from, until)).await, Err(AppError::Invalid(_))), "{from}");
        }

        let secret = timetable_feed::begin(ctx, &ada, own).await.unwrap();
        let calendar = timetable_feed::calendar(ctx, &secret).await.unwrap();
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2);
        assert!(calendar.contains("SUMMARY:Rest <b>") && calendar.contains("DTEND:20280721T050000Z"), "{calendar}");

        timetable_block::remove(ctx, &ada, own, training.id).await.unwrap();
        account::remove(ctx, &ada, ada.account).await.unwrap();
        let staff_view = timetable(ctx, &office.desk, office.athlete("1")).await.unwrap();
        assert!(staff_view.account.is_none() && staff_view.blocks.is_empty(), "what they kept goes with their account");
        assert!(matches!(timetable_feed::calendar(ctx, &secret).await, Err(AppError::NotFound)));
    }
}
