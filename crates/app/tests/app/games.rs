//! A Games is shared: what those who are there would lose if anyone with an office could change its clocks, ways and rules.

use grandstand_app::{
    AppError, account, games,
    import::{Import, ImportError, Kind, import},
    organisation, way,
};
use grandstand_domain::{
    account::{Actor, Role},
    colour::Colour,
    id::AccountId,
    notification::NotificationKind,
    organisation::OrganisationKind,
    time::UnixMillis,
};
use grandstand_store as store;
use grandstand_testkit::{TestWorld, both_databases};

use crate::server;

fn file(kind: Kind, text: &str, whose: Option<&str>) -> Import {
    Import {
        kind,
        bytes: text.as_bytes().to_vec(),
        organisation: whose.map(str::to_owned),
        games: "harbour2028".to_owned(),
        zone: None,
        correct: false,
        replace: false,
    }
}

both_databases! {
    async fn a_games_is_changed_by_those_who_have_a_roster_there(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let mut desks = Vec::new();
        for (account, (slug, noc)) in (7..).zip([("albany", "ALB"), ("borland", "BOR")]) {
            let form = organisation::Form { name: slug, kind: OrganisationKind::Noc, noc, colour: Colour::DEFAULT };
            let made = organisation::create(&ctx, &Actor::HOST, slug, form).await.unwrap();
            desks.push(Actor { account: AccountId(account), role: Role::Staff, organisation: Some(made.id) });
        }
        let [here, rival] = [desks[0], desks[1]];
        let named = |name| games::Form { name, ..games::Form::default() };
        games::create(&ctx, &rival, "harbour2028", named("Harbour")).await.unwrap();
        games::update(&ctx, &here, "harbour2028", named("Harbour 2028")).await.unwrap();

        let roster = |code, noc, whose| {
            let text = format!("code,name,noc,discipline\n{code},LARK Ada,{noc},ATH\n");
            file(Kind::Roster, &text, Some(whose))
        };
        import(&ctx, &here, &roster("4000001", "ALB", "albany")).await.unwrap();
        let renamed = games::update(&ctx, &rival, "harbour2028", named("Hacked")).await;
        assert!(matches!(renamed, Err(AppError::Forbidden)), "{renamed:?}");
        let way = way::state(&ctx, &rival, "harbour2028", ["House", "Oval"], "600").await;
        assert!(matches!(way, Err(AppError::Forbidden)), "{way:?}");
        for (kind, text) in [
            (Kind::Ways, "from,to,minutes\nHouse,Oval,20\n"),
            (Kind::Rules, "rule,for,from,until,words,source\nG1,athletes,village,closing,Ask first,Guide\n"),
        ] {
            let done = import(&ctx, &rival, &file(kind, text, None)).await;
            assert!(matches!(done, Err(ImportError::App(AppError::Forbidden))), "{done:?}");
            import(&ctx, &here, &file(kind, text, None)).await.unwrap();
        }
        import(&ctx, &rival, &roster("5000001", "BOR", "borland")).await.unwrap();
        way::state(&ctx, &rival, "harbour2028", ["House", "Oval"], "25").await.unwrap();
        games::update(&ctx, &Actor::HOST, "harbour2028", named("Harbour 2028")).await.unwrap();
    }

    /// Whose workshops are planned around ways and days is told when somebody else changes them; once a day, and not for nothing.
    async fn those_who_share_a_games_are_told_when_it_changes(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let mut desks = Vec::new();
        for (slug, noc, code) in [("albany", "ALB", "4000001"), ("borland", "BOR", "5000001")] {
            let form = organisation::Form { name: slug, kind: OrganisationKind::Noc, noc, colour: Colour::DEFAULT };
            let made = organisation::create(&ctx, &Actor::HOST, slug, form).await.unwrap();
            let desk = account::create(&ctx, &format!("{slug}_desk"), Role::Staff, "", None).await.unwrap();
            let join = account::Change { organisation: Some(Some(made.id)), ..account::Change::default() };
            desks.push(account::update(&ctx, &Actor::HOST, desk.id, join).await.unwrap().actor());
            let text = format!("code,name,noc,discipline\n{code},LARK Ada,{noc},ATH\n");
            import(&ctx, &Actor::HOST, &file(Kind::Roster, &text, Some(slug))).await.unwrap();
        }
        let told = async |who: &Actor| {
            let mut tx = ctx.begin_read().await.unwrap();
            let all = store::notification::latest(&mut tx, who.account, UnixMillis(i64::MAX), 10).await.unwrap();
            all.iter().filter(|n| n.kind == NotificationKind::GamesChanged && n.actor.is_some()).count()
        };
        let ways = file(Kind::Ways, "from,to,minutes\nHouse,Oval,20\n", None);
        import(&ctx, &desks[0], &ways).await.unwrap();
        assert_eq!((told(&desks[0]).await, told(&desks[1]).await), (0, 1));
        way::state(&ctx, &desks[0], "harbour2028", ["House", "Oval"], "25").await.unwrap();
        assert_eq!(told(&desks[1]).await, 1, "once a day");
        import(&ctx, &desks[1], &ways).await.unwrap();
        let again = told(&desks[0]).await;
        import(&ctx, &desks[1], &ways).await.unwrap();
        assert_eq!((again, told(&desks[0]).await), (1, 1));
    }
}
