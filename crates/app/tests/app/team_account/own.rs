//! The account that an organisation has: nobody's own, one for each, suspended and given up like none other.

use super::*;

both_databases! {
    /// An account that speaks for an organisation is nobody's own, by any road.
    async fn nobody_signs_in_as_a_team(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let team = scene.team().await;
        for kind in [SessionKind::Browser, SessionKind::Token, SessionKind::App] {
            assert_eq!(why(session::start(ctx, team.account, kind, "x").await), ["role-team"]);
        }
        assert_eq!(why(password::set(ctx, &Actor::HOST, team.account, "a long enough one").await), ["role-team"]);
        let tried = session::sign_in(ctx, Origin(None), "team_albany", "a long enough one").await;
        assert_eq!(why(tried), ["sign-in-wrong"]);
        // A session that somebody put into the database opens nothing.
        let secret = format!("gsb_{}", "a".repeat(43));
        let hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
        let new = store::session::NewSession {
            id: SessionId(ctx.id()),
            token_hash: &hash,
            account: team.account,
            kind: SessionKind::Browser,
            label: "x",
            expires_at: ctx.now().plus(DAY),
        };
        store::session::insert(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        assert!(authenticate(ctx, &secret).await.unwrap().is_none());
        let (_, me) = scene.browser(&scene.desk).await;
        let forged = SignedIn { actor: team, ..me };
        assert_eq!(why(passkey::begin_adding(ctx, &forged, "x").await), ["role-team"]);

        // Nor is a person made a team, or a team a person, or anybody's colleague or helper.
        let operator = scene.stage.person("runner", Role::Operator).await;
        for actor in [Actor::HOST, operator, scene.desk] {
            assert_eq!(why(account::set_role(ctx, &actor, team.account, Role::Athlete).await), ["role-team"]);
            assert_eq!(why(account::set_role(ctx, &actor, scene.pip.account, Role::Team).await), ["role-team"]);
            let leave = account::Change { organisation: Some(None), ..account::Change::default() };
            assert_eq!(why(account::update(ctx, &actor, team.account, leave).await), ["forbidden"]);
        }
        assert_eq!(why(account::create(ctx, "another", Role::Team, "", Some("a long enough one")).await), ["role-team"]);
        let member = membership::Form { handle: "team_albany", role: "administrator", until: "" };
        assert_eq!(why(membership::put(ctx, &scene.desk, scene.noc, member).await), ["membership-nobody"]);
        let athlete = scene.stage.person("mo", Role::Athlete).await;
        for (handle, hand, key) in [("team_albany", "guardian", "acting-nobody"), ("pip", "team", "acting-hand")] {
            let form = acting::Form { handle, hand, bounds: vec![Bound::Publish], from: "", until: "2026-07-31" };
            assert_eq!(why(acting::offer(ctx, &athlete, &form).await), [key]);
        }
        assert_eq!(why(acting::offer(ctx, &team, &acting::Form::default()).await), ["forbidden"]);
    }
}

both_databases! {
    /// Two administrators who make it at once, and one who comes later, make one.
    async fn an_organisation_has_one_account(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        assert_eq!(why(team_account::create(ctx, &scene.pip, scene.noc, FORM).await), ["forbidden"]);
        assert_eq!(why(team_account::create(ctx, &scene.desk, scene.noc, Form { handle: "pip", ..FORM }).await), ["handle-taken"]);
        let other = Form { handle: "albany_too", ..FORM };
        let (one, two) = tokio::join!(
            team_account::create(ctx, &scene.desk, scene.noc, FORM),
            team_account::create(ctx, &Actor::HOST, scene.noc, other),
        );
        let (made, late) = if one.is_ok() { (one, two) } else { (two, one) };
        let made = made.unwrap();
        assert_eq!(why(late), ["team-account-there"]);
        let there = team_account::create(ctx, &scene.desk, scene.noc, Form { handle: "third", ..FORM }).await;
        assert_eq!(why(there), ["team-account-there"]);
        let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
        let second = store::account::Account { id: scene.pip.account, ..made.clone() };
        store::account::set_role(&mut tx, second.id, Role::Team).await.unwrap();
        assert!(store::account::update(&mut tx, &second).await.is_err(), "the database holds it too");
        drop(tx);
        team_account::update(ctx, &scene.desk, scene.noc, Form { name: "Albany together", ..FORM }).await.unwrap();
        let after = team_account::get(ctx, &scene.desk, scene.noc).await.unwrap().unwrap();
        assert_eq!((after.display_name.as_str(), &after.handle), ("Albany together", &made.handle));
        assert_eq!(why(team_account::update(ctx, &scene.pip, scene.noc, FORM).await), ["forbidden"]);
    }
}

both_databases! {
    /// Moderators suspend a team like anyone, and its organisation gives it up; then it can begin anew.
    async fn a_suspended_team_posts_nothing(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let team = scene.team().await;
        let desk = scene.hand(&scene.desk).await.unwrap();
        let out = scene.new_post(&team, &desk, When::Now).await.unwrap();
        let press = scene.stage.person("press", Role::Supporter).await;
        let form = membership::Form { handle: "press", role: "press", until: "" };
        membership::put(ctx, &scene.desk, scene.noc, form).await.unwrap();
        let judge = scene.stage.person("judge", Role::Moderator).await;
        let subject = ReportSubject::Account(team.account);
        let reason = Some(ReportReason::Other);
        report::submit(ctx, Origin(None), Some(&scene.pip), subject, reason, "Look").await.unwrap();
        let (queue, _) = report::queue(ctx, &judge, store::report::Filter::default(), 10, 0).await.unwrap();
        report::decide(ctx, &judge, queue[0].id, true, "No").await.unwrap();
        scene.stage.settled().await;
        for (who, count) in [(&scene.desk, 1), (&press, 1), (&scene.pip, 0)] {
            let told = scene.told(who).await;
            assert_eq!(told.iter().filter(|(kind, ..)| *kind == "team-suspended").count(), count, "{told:?}");
        }
        assert_eq!(why(scene.new_post(&team, &desk, When::Draft).await), ["forbidden"]);
        assert_eq!(why(post::remove(ctx, &desk, out.id).await), ["acting-over"]);
        assert_eq!(why(scene.hand(&scene.desk).await), ["acting-team-rests"]);
        assert!(acting::teams(ctx, &scene.desk).await.unwrap().is_empty() && !scene.stage.discover(None).await.contains(&out.id));
        let evaded = team_account::give_up(ctx, &scene.desk, scene.noc, "team_albany").await;
        assert_eq!(why(evaded), ["team-suspended"], "a new account would end the suspension");
        report::reinstate(ctx, &judge, team.account).await.unwrap();
        scene.new_post(&team, &desk, When::Draft).await.unwrap();
        assert_eq!(why(team_account::give_up(ctx, &scene.pip, scene.noc, "team_albany").await), ["forbidden"]);
        assert_eq!(why(team_account::give_up(ctx, &scene.desk, scene.noc, "albany").await), ["team-account-retype"]);
        let (open, me) = scene.browser(&scene.desk).await;
        acting::as_team(ctx, &me, scene.noc).await.unwrap();
        team_account::give_up(ctx, &scene.desk, scene.noc, "@team_albany").await.unwrap();
        let freed = authenticate(ctx, &open).await.unwrap();
        assert!(freed.is_none(), "what a browser was about to do as the team would happen as its owner");
        assert_eq!(scene.state(out.id).await, PostState::Removed);
        assert_eq!(why(scene.new_post(&team, &desk, When::Draft).await), ["forbidden"]);
        assert!(acting::done_as_team(ctx, &scene.desk, scene.noc).await.unwrap().is_empty());
        assert_eq!(why(team_account::create(ctx, &scene.desk, scene.noc, FORM).await), ["handle-taken"]);
        let again = team_account::create(ctx, &scene.desk, scene.noc, Form { handle: "albany_anew", ..FORM }).await.unwrap();
        assert_ne!(again.id, team.account);
    }
}
