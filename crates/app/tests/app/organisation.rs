//! Members and agreements: what an organisation would lose if someone could do for it what nobody granted, or could still do
//! it after the grant has ended.

use grandstand_app::{
    AppError, account,
    agreement::{self, Form},
    import::{Import, Kind, import},
    invitation::{self, Whom},
    mail, membership, notification, organisation,
    permit::{self, Grant, Whom as Who},
    throttle::Origin,
};
use grandstand_domain::{
    account::{Actor, Role},
    agreement::State,
    id::{AgreementId, GamesId, OrganisationId},
    membership::MemberRole,
    organisation::OrganisationKind,
    permit::Act,
    time::{DAY, SECOND},
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, both_databases, own_address};

use crate::stage::Stage;

/// Two committees, each with a desk; the Paralympic one has a roster.
struct House {
    stage: Stage,
    noc: OrganisationId,
    npc: OrganisationId,
    noc_desk: Actor,
    npc_desk: Actor,
    games: GamesId,
}

impl House {
    async fn new(scratch: Scratch) -> Self {
        let stage = Stage::new(scratch).await;
        let (noc, npc) =
            (make(&stage, "albany", OrganisationKind::Noc).await, make(&stage, "para", OrganisationKind::Npc).await);
        let (noc_desk, npc_desk) = (desk(&stage, "noc_desk", noc).await, desk(&stage, "npc_desk", npc).await);
        let wish = Import {
            kind: Kind::Roster,
            bytes: b"code,name,noc,discipline\n1,LARK Ada,ALB,ATH\n2,FINCH Bo,ALB,BOC\n".to_vec(),
            organisation: Some("para".to_owned()),
            games: "harbour2028".to_owned(),
            zone: None,
            correct: false,
            replace: false,
        };
        import(&stage.ctx, &npc_desk, &wish).await.unwrap();
        let games =
            store::games::by_slug(&mut stage.ctx.begin_read().await.unwrap(), "harbour2028").await.unwrap().unwrap().id;
        Self { stage, noc, npc, noc_desk, npc_desk, games }
    }

    async fn holds(&self, who: &Actor, act: Act, whose: OrganisationId) -> bool {
        permit::holds(&mut self.stage.ctx.begin_read().await.unwrap(), who, act, whose).await.unwrap()
    }

    /// An athlete of the Paralympic committee's roster.
    async fn athlete(&self, handle: &str, code: &str) -> Actor {
        let ctx = &self.stage.ctx;
        let who = self.stage.person(handle, Role::Supporter).await;
        let made = invitation::invite(ctx, &self.npc_desk, self.npc, self.games, Whom::One(code)).await.unwrap();
        invitation::claim(ctx, &who, Origin::default(), &made[0].secret).await.unwrap();
        Actor { role: Role::Athlete, organisation: Some(self.npc), ..who }
    }

    /// An agreement that the Olympic committee offers: the others' people may use spaces here, ours may run workshops there.
    async fn offered(&self, from: &str, until: &str) -> AgreementId {
        let form = Form {
            title: "Shared House",
            party: "para",
            from,
            until,
            ours: vec![Act::RunWorkshops],
            theirs: vec![Act::UseSpaces, Act::HostAccounts],
        };
        let id = agreement::draft(&self.stage.ctx, &self.noc_desk, self.noc, &form).await.unwrap();
        agreement::offer(&self.stage.ctx, &self.noc_desk, self.noc, id).await.unwrap();
        id
    }

    async fn state(&self, id: AgreementId) -> State {
        let found = agreement::get(&self.stage.ctx, &self.noc_desk, self.noc, id).await.unwrap();
        found.agreement.state(self.stage.ctx.now())
    }
}

async fn make(stage: &Stage, slug: &str, kind: OrganisationKind) -> OrganisationId {
    let form = organisation::Form { name: slug, kind, noc: "ALB", colour: "#0d3b8c".parse().unwrap() };
    organisation::create(&stage.ctx, &Actor::HOST, slug, form).await.unwrap().id
}

async fn desk(stage: &Stage, handle: &str, organisation: OrganisationId) -> Actor {
    let who = stage.person(handle, Role::Staff).await;
    let join = account::Change { organisation: Some(Some(organisation)), ..account::Change::default() };
    account::update(&stage.ctx, &Actor::HOST, who.account, join).await.unwrap().actor()
}

both_databases! {
    /// Athletes of one committee use the other's spaces while both say so, and from the very moment they do not, they do not.
    async fn an_agreement_lets_in_and_stops_at_once(scratch) {
        let house = House::new(scratch).await;
        let (ctx, noc, npc) = (&house.stage.ctx, house.noc, house.npc);
        let ada = house.athlete("ada", "1").await;
        assert!(house.holds(&ada, Act::UseSpaces, npc).await, "their own committee's spaces");
        assert!(!house.holds(&ada, Act::UseSpaces, noc).await);
        let id = house.offered("2026-07-01", "2026-12-31").await;
        assert!(!house.holds(&ada, Act::UseSpaces, noc).await, "an offer lets nobody in");
        assert!(matches!(agreement::accept(ctx, &house.noc_desk, noc, id).await, Err(AppError::NotFound)), "for the other side");
        assert!(matches!(agreement::accept(ctx, &house.noc_desk, npc, id).await, Err(AppError::Forbidden)));
        agreement::accept(ctx, &house.npc_desk, npc, id).await.unwrap();
        assert_eq!(house.state(id).await, State::InForce);
        assert!(house.holds(&ada, Act::UseSpaces, noc).await);
        assert!(!house.holds(&ada, Act::RunWorkshops, noc).await, "nobody may there what they may not at home");
        assert!(!house.holds(&ada, Act::SeeFigures, noc).await);
        assert!(house.holds(&house.noc_desk, Act::RunWorkshops, npc).await);
        assert!(!house.holds(&house.npc_desk, Act::RunWorkshops, noc).await, "each way is agreed on its own");
        let sam = house.stage.person("sam", Role::Supporter).await;
        assert!(!house.holds(&sam, Act::UseSpaces, noc).await);

        agreement::end(ctx, &house.npc_desk, npc, id).await.unwrap();
        assert!(!house.holds(&ada, Act::UseSpaces, noc).await, "ended, and lets in");
        assert!(house.holds(&ada, Act::UseSpaces, npc).await, "nothing else is lost");
        assert!(matches!(agreement::accept(ctx, &house.npc_desk, npc, id).await, Err(AppError::Conflict("agreement-passed"))));
        let kept = agreement::get(ctx, &house.noc_desk, noc, id).await.unwrap();
        assert_eq!((kept.agreement.terms.len(), kept.ended_by), (3, Some(npc)), "what was agreed can be told");

        // One that follows needs both again, and runs out by itself.
        let next = agreement::renew(ctx, &house.npc_desk, npc, id).await.unwrap();
        assert!(matches!(agreement::get(ctx, &house.noc_desk, noc, next).await, Err(AppError::NotFound)), "another's draft");
        agreement::offer(ctx, &house.npc_desk, npc, next).await.unwrap();
        agreement::accept(ctx, &house.noc_desk, noc, next).await.unwrap();
        let renewed = agreement::get(ctx, &house.noc_desk, noc, next).await.unwrap();
        assert_eq!((renewed.renews, renewed.agreement.terms.clone()), (Some(id), kept.agreement.terms));
        assert!(house.holds(&ada, Act::UseSpaces, noc).await);
        house.stage.world.advance(renewed.agreement.until.since(ctx.now()) - SECOND);
        assert!(house.holds(&ada, Act::UseSpaces, noc).await);
        house.stage.world.advance(SECOND);
        assert!(!house.holds(&ada, Act::UseSpaces, noc).await, "over, and lets in");
        assert_eq!(house.state(next).await, State::Ended);
        let timeless = permit::holds(&mut ctx.db.begin_read().await.unwrap(), &ada, Act::UseSpaces, noc).await.unwrap();
        assert!(!timeless, "without a clock nothing that ends holds");
    }
}

both_databases! {
    /// Whoever answers for the other party hears what was done, once, with the way there; a draft stays its writer's own.
    async fn the_other_party_is_told_of_each_step(scratch) {
        let house = House::new(scratch).await;
        let ctx = &house.stage.ctx;
        let boss = house.stage.person("boss", Role::Supporter).await;
        let form = membership::Form { handle: "boss", role: "administrator", until: "2026-07-31" };
        membership::put(ctx, &house.npc_desk, house.npc, form).await.unwrap();
        let coach = house.stage.person("coach", Role::Supporter).await;
        membership::put(ctx, &house.npc_desk, house.npc, membership::Form { handle: "coach", role: "coach", until: "" }).await.unwrap();
        let operator = house.stage.person("runner", Role::Operator).await;
        own_address(ctx, &boss, "boss@para.example").await;
        let told = async |who: &Actor| {
            house.stage.world.advance(SECOND);
            let notes = house.stage.notes(who).await;
            notes.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>()
        };
        let waiting = async || mail::outbox(&mut ctx.begin_read().await.unwrap()).await.unwrap().waiting;

        let id = house.offered("2026-07-01", "2026-12-31").await;
        for who in [&boss, &house.npc_desk] {
            assert_eq!(told(who).await, ["agreement-offered"]);
        }
        let viewer = house.stage.viewer(&boss).await;
        let (notes, _) = notification::list(ctx, &viewer, ctx.now().plus(1), 5).await.unwrap();
        let about = notes[0].about.as_ref().unwrap();
        assert_eq!(about.agreement, Some(id), "no way to where it is accepted");
        assert_eq!(agreement::side(ctx, &boss, id).await.unwrap().id, house.npc);
        assert_eq!(agreement::side(ctx, &operator, id).await.unwrap().id, house.npc, "where it is accepted");
        assert!(matches!(agreement::side(ctx, &coach, id).await, Err(AppError::NotFound)));
        assert!(matches!(agreement::offer(ctx, &house.noc_desk, house.noc, id).await, Err(AppError::Conflict(_))));
        assert_eq!((told(&boss).await.len(), waiting().await), (1, 1), "told twice");
        agreement::accept(ctx, &boss, house.npc, id).await.unwrap();
        assert_eq!(told(&house.noc_desk).await, ["agreement-accepted"]);
        agreement::end(ctx, &house.noc_desk, house.noc, id).await.unwrap();
        assert_eq!(told(&boss).await, ["agreement-ended", "agreement-offered"]);
        assert_eq!(told(&house.noc_desk).await, ["agreement-accepted"], "of one's own deed");
        assert_eq!(waiting().await, 2);

        // One that is over is offered to nobody, and who is an administrator no more hears of none.
        let next = agreement::renew(ctx, &house.noc_desk, house.noc, id).await.unwrap();
        agreement::end(ctx, &house.noc_desk, house.noc, next).await.unwrap();
        assert_eq!(told(&boss).await.len(), 2, "of a draft");
        house.stage.world.advance(40 * DAY);
        let id = house.offered("2026-09-01", "2026-12-31").await;
        agreement::end(ctx, &house.noc_desk, house.noc, id).await.unwrap();
        assert_eq!(told(&boss).await.len(), 2, "their role is over");
        assert_eq!(told(&house.npc_desk).await[..2], ["agreement-ended", "agreement-offered"], "taken back");
        for nobody in [&coach, &operator] {
            assert!(told(nobody).await.is_empty());
        }

        // A party without anybody is the host's.
        let form = organisation::Form { name: "Empty", kind: OrganisationKind::Partner, noc: "ALB", colour: "#0d3b8c".parse().unwrap() };
        organisation::create(ctx, &Actor::HOST, "empty", form).await.unwrap();
        let form = Form { title: "X", party: "empty", from: "2026-09-01", until: "2026-12-31", theirs: vec![Act::UseSpaces], ..Form::default() };
        let id = agreement::draft(ctx, &house.noc_desk, house.noc, &form).await.unwrap();
        agreement::offer(ctx, &house.noc_desk, house.noc, id).await.unwrap();
        assert_eq!(told(&operator).await, ["agreement-offered"]);
    }
}

both_databases! {
    /// Taken back and accepted at the same moment: one of them holds, never both.
    async fn an_offer_is_either_accepted_or_taken_back(scratch) {
        let house = House::new(scratch).await;
        let ctx = &house.stage.ctx;
        let later = house.offered("2027-01-01", "2027-12-31").await;
        agreement::accept(ctx, &house.npc_desk, house.npc, later).await.unwrap();
        assert_eq!(house.state(later).await, State::Agreed);
        let id = house.offered("2026-07-01", "2026-12-31").await;
        let (a, b) = tokio::join!(
            agreement::accept(ctx, &house.npc_desk, house.npc, id),
            agreement::accept(ctx, &house.npc_desk, house.npc, id),
        );
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");
        let form = Form { title: "", party: "albany", from: "2026-07-02", until: "2026-07-01", ..Form::default() };
        let Err(AppError::Invalid(faults)) = agreement::draft(ctx, &house.noc_desk, house.noc, &form).await else { panic!() };
        let fields: Vec<&str> = faults.0.iter().map(|f| f.field).collect();
        assert_eq!(fields, ["title", "party", "terms", "until"]);
        for stranger in [house.stage.person("sam", Role::Supporter).await, house.npc_desk] {
            assert!(matches!(agreement::list(ctx, &stranger, house.noc).await, Err(AppError::Forbidden)));
        }
    }
}

both_databases! {
    /// Whoever's role is over, or never said so, does nothing; and the page that lists everything lists what the rule says.
    async fn roles_hold_until_they_end_and_one_page_tells_them_all(scratch) {
        let house = House::new(scratch).await;
        let (ctx, noc) = (&house.stage.ctx, house.noc);
        let ada = house.athlete("ada", "1").await;
        let coach = house.stage.person("coach", Role::Supporter).await;
        let boss = house.stage.person("boss", Role::Supporter).await;
        let put = async |handle: &str, role: &str, until: &str| {
            membership::put(ctx, &house.noc_desk, noc, membership::Form { handle, role, until }).await
        };
        put("coach", "coach", "2026-07-03").await.unwrap();
        put("boss", "administrator", "").await.unwrap();
        put("ada", "viewer", "").await.unwrap();
        assert!(matches!(put("nobody_here", "coach", "").await, Err(AppError::Invalid(_))));
        assert!(matches!(put("coach", "king", "2026-06-30").await, Err(AppError::Invalid(_))));
        let form = membership::Form { handle: "coach", role: "administrator", until: "" };
        assert!(matches!(membership::put(ctx, &coach, noc, form).await, Err(AppError::Forbidden)), "made themselves one");
        let id = house.offered("2026-07-01", "2026-12-31").await;
        agreement::accept(ctx, &house.npc_desk, house.npc, id).await.unwrap();

        let people = [&ada, &coach, &boss, &house.noc_desk, &house.npc_desk, &Actor::HOST];
        let told = permit::grants(ctx, &boss, noc).await.unwrap();
        let says = |grant: &Grant, handle: &str| matches!(&grant.whom, Who::Account(known) if known.as_str() == handle);
        for who in people {
            let handle = store::account::get(&mut ctx.begin_read().await.unwrap(), who.account).await.unwrap();
            let handle = handle.map(|a| a.handle.to_string()).unwrap_or_default();
            for act in Act::ALL {
                let mut by_page = who.is_operator() || told.iter().any(|g| says(g, &handle) && g.acts.contains(&act));
                for grant in &told {
                    if let Who::Organisation(other, _) = &grant.whom {
                        by_page |= grant.acts.contains(&act) && house.holds(who, act, *other).await;
                    }
                }
                assert_eq!(house.holds(who, act, noc).await, by_page, "{handle} {act:?}");
            }
        }
        assert!(matches!(permit::grants(ctx, &coach, noc).await, Err(AppError::Forbidden)));

        assert!(house.holds(&coach, Act::ReviewDrafts, noc).await);
        house.stage.world.advance(3 * DAY);
        assert!(!house.holds(&coach, Act::ReviewDrafts, noc).await, "over since yesterday");
        put("coach", "coach", "").await.unwrap();
        assert!(house.holds(&coach, Act::ReviewDrafts, noc).await);
        let handle = "coach".parse().unwrap();
        membership::end_role(ctx, &boss, noc, &handle, MemberRole::Coach).await.unwrap();
        assert!(!house.holds(&coach, Act::ReviewDrafts, noc).await, "ended, and still in");
        let kept = membership::list(ctx, &boss, noc).await.unwrap();
        assert_eq!(kept.len(), 3, "who had a role can be told later");
        account::remove(ctx, &boss, boss.account).await.unwrap();
        assert!(!house.holds(&boss, Act::ManageMembers, noc).await);
    }
}
