//! Import: what a programme office would lose if a file were taken in twice, half, or for someone else.

use std::fmt::Write as _;

use grandstand_app::{
    AppError, Ctx, games,
    import::{Import, ImportError, Kind, Outcome, Report, Unreadable, import, preview},
    organisation, rule,
};
use grandstand_domain::{
    account::{Actor, Role},
    colour::Colour,
    games::Days,
    id::{AccountId, OrganisationId},
    organisation::OrganisationKind,
};
use grandstand_store as store;
use grandstand_testkit::{TestWorld, both_databases};

use crate::server;

const HEADER: &str = "athlete_code,name,noc,gender,discipline_codes,events,birth_date\n";
const LARK: &str = "4000001,LARK Ada,ALB,W,ATH,Women's 800m,2001-02-01\n";
const FINCH: &str = "4000002,McFINCH Bo,ALB,M,ATH;TRI,Men's 800m,\n";
const STARTS: &str = "athlete_code,unit_code,event,stage,start,venue\n\
    4000001,ATHW800M--------------HEAT000100--,Women's 800m,Heat 1,2028-08-02T19:45:00+02:00,Oval\n\
    4000009,ATHW800M--------------HEAT000200--,Women's 800m,Heat 2,2028-08-02T19:55:00+02:00,Oval\n";

fn wish(kind: Kind, text: &str) -> Import {
    Import {
        kind,
        bytes: text.as_bytes().to_vec(),
        organisation: (!kind.is_of_games()).then(|| "albany".to_owned()),
        games: "harbour2028".to_owned(),
        zone: None,
        correct: false,
        replace: false,
    }
}

async fn take(ctx: &Ctx, import_wish: &Import) -> Report {
    import(ctx, &Actor::HOST, import_wish).await.unwrap()
}

fn counts(report: &Report) -> [usize; 5] {
    let counts = report.counts();
    [counts.new, counts.changed, counts.unchanged, counts.gone, counts.refused]
}

fn refusals(report: &Report) -> Vec<(usize, &'static str)> {
    let refused = |line: &grandstand_app::import::ReportLine| match &line.outcome {
        Outcome::Refused(reason) => Some((line.line?, reason.key)),
        _ => None,
    };
    report.lines.iter().filter_map(refused).collect()
}

async fn roster(ctx: &Ctx) -> Vec<String> {
    let mut tx = ctx.begin_read().await.unwrap();
    let games = store::games::by_slug(&mut tx, "harbour2028").await.unwrap().unwrap();
    let whose = store::organisation::by_slug(&mut tx, "albany").await.unwrap().unwrap();
    let entries = store::roster::of_organisation(&mut tx, whose.id, games.id).await.unwrap();
    entries.iter().map(|row| format!("{} {}", row.entry.code, row.entry.name())).collect()
}

both_databases! {
    /// A second import that changed anything would send people to sessions and starts that were never moved.
    async fn a_file_taken_in_twice_changes_nothing(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let file = wish(Kind::Roster, &format!("{HEADER}{LARK}{FINCH}"));
        let seen = preview(&ctx, &Actor::HOST, &file).await.unwrap();
        assert_eq!(counts(&seen), [2, 0, 0, 0, 0]);
        assert!(store::games::list(&mut ctx.begin_read().await.unwrap()).await.unwrap().is_empty(), "a preview writes nothing");

        let first = take(&ctx, &file).await;
        assert_eq!(first.made_games.as_deref(), Some("Harbour 2028"));
        assert_eq!(first.made_organisation.as_deref(), Some("Albany"));
        assert_eq!(first.lines, seen.lines, "a preview says what the import does");
        let again = take(&ctx, &file).await;
        assert_eq!(counts(&again), [0, 0, 2, 0, 0]);
        assert!(again.made_games.is_none() && again.made_organisation.is_none());
        assert_eq!(roster(&ctx).await, ["4000001 Ada Lark", "4000002 Bo McFinch"]);
    }

    /// A clash taken in would put one athlete's starts and bookings under another's name.
    async fn another_person_under_a_known_code_is_refused(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        take(&ctx, &wish(Kind::Roster, &format!("{HEADER}{LARK}{FINCH}"))).await;
        let file = format!(
            "{HEADER}4000001,WREN Cy,ALB,W,ATH,,\n4000002,MCFINCH Bo,ALB,M,ATH,Men's 800m,\n4000003,WREN Di,FRA,W,ATH,,\n"
        );
        let report = take(&ctx, &wish(Kind::Roster, &file)).await;
        assert_eq!(counts(&report), [0, 1, 0, 0, 2]);
        assert_eq!(refusals(&report), [(2, "import-other-person"), (4, "import-other-noc")]);
        let born = format!("{HEADER}4000001,LARK Ada,ALB,W,ATH,Women's 800m,2001-02-02\n");
        assert_eq!(refusals(&take(&ctx, &wish(Kind::Roster, &born)).await), [(2, "import-other-person")]);
        assert_eq!(roster(&ctx).await[0], "4000001 Ada Lark");

        let corrected = take(&ctx, &Import { correct: true, ..wish(Kind::Roster, &file) }).await;
        assert_eq!(counts(&corrected), [0, 1, 1, 0, 1]);
        assert_eq!(roster(&ctx).await[1], "4000001 Cy Wren");
    }

    /// A file with one sport must not empty the roster, and one with unreadable lines must not take their athletes away.
    async fn what_is_not_in_a_file_stays_unless_asked_for(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        take(&ctx, &wish(Kind::Roster, &format!("{HEADER}{LARK}{FINCH}"))).await;
        take(&ctx, &wish(Kind::Starts, STARTS)).await;
        let part = wish(Kind::Roster, &format!("{HEADER}{FINCH}"));
        assert_eq!(counts(&take(&ctx, &part).await), [0, 0, 1, 1, 0]);
        let broken = wish(Kind::Roster, &format!("{HEADER}{FINCH}4000001,,ALB,W,ATH,,\n"));
        let report = take(&ctx, &Import { replace: true, ..broken }).await;
        assert_eq!((counts(&report), report.removes), ([0, 0, 1, 0, 1], false));
        assert_eq!(roster(&ctx).await.len(), 2);
        let report = take(&ctx, &Import { replace: true, ..part }).await;
        assert_eq!((counts(&report), report.removes), ([0, 0, 1, 1, 0], true));
        assert_eq!(roster(&ctx).await, ["4000002 Bo McFinch"]);
        let head = Import { replace: true, ..wish(Kind::Roster, HEADER) };
        let emptied = import(&ctx, &Actor::HOST, &head).await;
        assert!(matches!(emptied, Err(ImportError::Unreadable(Unreadable::Empty))), "{emptied:?}");
        assert_eq!(roster(&ctx).await, ["4000002 Bo McFinch"]);
    }

    async fn a_start_that_moves_is_the_same_start(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        take(&ctx, &wish(Kind::Roster, &format!("{HEADER}{LARK}"))).await;
        let first = take(&ctx, &wish(Kind::Starts, STARTS)).await;
        assert_eq!(counts(&first), [1, 0, 0, 0, 1]);
        assert_eq!(refusals(&first), [(3, "import-not-on-roster")]);
        assert_eq!(first.zone.as_deref(), Some("+02:00"), "all times of the file state it");
        let moved = take(&ctx, &wish(Kind::Starts, &STARTS.replace("19:45", "20:15"))).await;
        assert_eq!(counts(&moved), [0, 1, 0, 0, 1]);
        let Outcome::Changed(changes) = &moved.lines[0].outcome else { panic!("{:?}", moved.lines) };
        assert_eq!((changes[0].before.as_str(), changes[0].after.as_str()), ("2028-08-02 19:45", "2028-08-02 20:15"));
        // A schedule tells the venue's code; the start list that knows only its name still means the same place.
        let schedule = "start,discipline_code,event,phase,venue,venue_code\n2028-08-02T19:45:00+02:00,ATH,800m,Heats,OVAL,OVL\n\
            2028-08-02T19:45:00+02:00,ATH,800m,Heats,OVAL,OVL\n";
        assert_eq!(counts(&take(&ctx, &wish(Kind::Schedule, schedule)).await), [2, 0, 0, 0, 0]);
        assert_eq!(counts(&take(&ctx, &wish(Kind::Schedule, schedule)).await), [0, 0, 2, 0, 0]);
        let moved = schedule.replacen("19:45", "21:45", 1);
        assert_eq!(counts(&take(&ctx, &wish(Kind::Schedule, &moved)).await), [0, 1, 1, 0, 0]);
        assert_eq!(counts(&take(&ctx, &wish(Kind::Starts, &STARTS.replace("19:45", "20:15"))).await), [0, 0, 1, 0, 1]);
    }

    /// A slip in a start list is taken in, since only the office can tell; unseen it would keep the wrong hours free.
    async fn what_is_odd_about_a_start_is_said_and_taken_in(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        take(&ctx, &wish(Kind::Roster, &format!("{HEADER}{LARK}"))).await;
        let schedule = "unit_code,start,discipline_code,event,phase\n\
            ATHW800M--------------HEAT000100--,2028-08-02T19:40:00+02:00,ATH,800m,Heats\n";
        take(&ctx, &wish(Kind::Schedule, schedule)).await;
        let day = |text: &str| text.parse().ok();
        let days = Days { village: day("2028-07-20"), opening: day("2028-07-25"), closing: day("2028-08-08") };
        games::update(&ctx, &Actor::HOST, "harbour2028", games::Form { zone: "+02:00", days, ..games::Form::default() }).await.unwrap();
        let file = "athlete_code,unit_code,start\n\
            4000001,ATHW800M--------------HEAT000100--,2028-08-02T19:45:00+02:00\n\
            4000001,ATHW1500M-------------HEAT000100--,2028-08-02T19:45:00+02:00\n\
            4000001,SWMW100MBK------------HEAT000100--,2028-08-03T10:00:00+02:00\n\
            4000001,ATHW800M--------------FNL-000100--,2027-08-05T21:00:00+02:00\n\
            4000001,ATHW1500M-------------FNL-000100--,2028-08-08T23:59:00+02:00\n";
        let report = take(&ctx, &wish(Kind::Starts, file)).await;
        let odd: Vec<_> = report.remarks.iter().map(|r| (r.line, r.reason.key, r.reason.value.as_str(), r.reason.line)).collect();
        assert_eq!(
            odd,
            [
                (2, "import-odd-schedule", "2028-08-02 19:40", 0),
                (3, "import-odd-same-time", "", 2),
                (4, "import-odd-discipline", "SWM", 0),
                (5, "import-odd-day", "2027-08-05", 0),
            ]
        );
        assert_eq!(counts(&report), [5, 0, 0, 0, 0]);
    }

    /// A way is the same written the other way round, and the pack that held on any day can still be told.
    async fn ways_and_rules_come_in_by_files(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let ways = "from,to,minutes\nHouse,Oval,20\nOval,Lagoon,35\nOVAL,house,30\nOval,oval,5\nHouse,Lagoon,2000\n";
        let first = take(&ctx, &wish(Kind::Ways, ways)).await;
        assert_eq!(counts(&first), [2, 0, 0, 0, 3]);
        assert_eq!(refusals(&first), [(4, "import-again-way"), (5, "import-places"), (6, "import-minutes")]);
        let other_way_round = "to,from,minutes\nHOUSE,Oval,25\n";
        assert_eq!(counts(&take(&ctx, &wish(Kind::Ways, other_way_round)).await), [0, 1, 0, 1, 0]);
        let games = store::games::by_slug(&mut ctx.begin_read().await.unwrap(), "harbour2028").await.unwrap().unwrap();
        let stands = store::way::of_games(&mut ctx.begin_read().await.unwrap(), games.id).await.unwrap();
        assert_eq!(stands.iter().map(|s| s.way.minutes).collect::<Vec<_>>(), [25, 35], "one way has one time");

        let rules = "rule,for,from,until,words,source\nG1,athletes,village,closing+2,Ask before you film others,Guide 2028 p. 4\n\
            G2,,opening,closing,Two minutes at most,Guide 2028 p. 5\nG2,,opening,closing,Three,Guide\nG3,pets,opening,closing,No,Guide\n";
        let report = take(&ctx, &wish(Kind::Rules, rules)).await;
        assert_eq!(refusals(&report), [(4, "import-again-rule"), (5, "import-rule-for")]);
        assert_eq!(counts(&take(&ctx, &wish(Kind::Rules, rules)).await), [0, 0, 2, 0, 2], "nothing changed, so no new version");
        let changed = rules.replace("Two minutes", "A minute");
        assert_eq!(counts(&take(&ctx, &wish(Kind::Rules, &changed)).await), [0, 1, 1, 0, 2]);
        let pack = rule::pack(&ctx, "harbour2028", None).await.unwrap();
        assert_eq!((pack.version.number, pack.rules.len()), (2, 2));
        assert_eq!((pack.rules[1].rule.words.as_str(), pack.rules[1].state), ("A minute at most", rule::State::Unknown));
        let before = rule::pack(&ctx, "harbour2028", Some(1)).await.unwrap();
        assert_eq!(before.rules[1].rule.words, "Two minutes at most");
        assert!(matches!(rule::pack(&ctx, "harbour2028", Some(3)).await, Err(AppError::NotFound)));
    }

    async fn only_an_organisations_own_staff_and_operators_import(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let form = organisation::Form { name: "Albany", kind: OrganisationKind::Noc, noc: "ALB", colour: Colour::DEFAULT };
        let own = organisation::create(&ctx, &Actor::HOST, "albany", form).await.unwrap().id;
        let file = wish(Kind::Roster, &format!("{HEADER}{LARK}"));
        let actor = |role, organisation| Actor { account: AccountId(5), role, organisation };
        for stranger in [actor(Role::Staff, Some(OrganisationId(1))), actor(Role::Athlete, Some(own)), actor(Role::Staff, None)] {
            for done in [preview(&ctx, &stranger, &file).await, import(&ctx, &stranger, &file).await] {
                assert!(matches!(done, Err(ImportError::App(AppError::Forbidden))), "{stranger:?}");
            }
        }
        assert!(import(&ctx, &actor(Role::Staff, Some(own)), &file).await.is_ok());
        // Another slug of a NOC that is known here is a slip, not a second team.
        let slip = Import { organisation: Some("albani".to_owned()), ..file };
        let Err(ImportError::NoOrganisation { known, .. }) = import(&ctx, &Actor::HOST, &slip).await else { panic!() };
        assert_eq!(known, ["albany"]);
    }

    /// An office that waits for minutes sends the file again. The figure of `grandstand import` stands in bench/README.md.
    async fn twenty_thousand_lines_are_one_transaction(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let mut file = HEADER.to_owned();
        for number in 0..20_000 {
            let _ = writeln!(file, "{},LARK Ada{number},ALB,W,ATH,Women's 800m;Women's 1500m,", 4_000_000 + number);
        }
        let wish = wish(Kind::Roster, &file);
        assert_eq!(counts(&take(&ctx, &wish).await), [20_000, 0, 0, 0, 0]);
        assert_eq!(counts(&take(&ctx, &wish).await), [0, 0, 20_000, 0, 0]);
    }
}
