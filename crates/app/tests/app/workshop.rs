//! Workshops: what athletes and the office would lose if a seat were given twice, a plan broke a rule or went out stale, a
//! waiting list forgot someone, or what someone needs were read by others.

use std::{collections::BTreeSet, fmt::Write as _, sync::Arc};

use grandstand_app::{
    AppError, Ctx, account, course,
    import::{Import, Kind, import},
    jobs,
    workshop::{
        access, desk, plan,
        plan::{Made, Plan},
        room,
        seat::{self, Refused},
        situation::{Situation, Why},
        wish::{self, Whom},
    },
};
use grandstand_domain::{
    access::{Need, Needs},
    account::{Actor, Role},
    course::Weight,
    id::{CourseId, GamesId, OrganisationId, RosterEntryId, WorkshopId},
    time::{DAY, HOUR, MINUTE},
    workshop::SeatState,
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, TestWorld, both_databases};

use crate::server;

/// A roster of Albany for Harbour 2028 with its office; athletes have codes 1, 2, 3 ….
pub(crate) struct Office {
    pub(crate) ctx: Arc<Ctx>,
    pub(crate) world: TestWorld,
    pub(crate) staff: Actor,
    pub(crate) organisation: OrganisationId,
    pub(crate) games: GamesId,
    pub(crate) entries: Vec<RosterEntryId>,
}

/// From now to the first workshop.
pub(crate) const SOON: i64 = 10 * DAY;

impl Office {
    pub(crate) async fn new(scratch: &Scratch, athletes: usize) -> Self {
        let world = TestWorld::default();
        let ctx = Arc::new(server(scratch, &world).await);
        let mut roster = "athlete_code,name,noc,gender,discipline_codes,events\n".to_owned();
        for n in 1..=athletes {
            let sport = if n % 2 == 0 { "SWM" } else { "ATH" };
            writeln!(
                roster,
                "{n},LARK Ada{},ALB,W,{sport},",
                "abcdefghijklmnopqrstuvwxyz".get(n % 26..=n % 26).unwrap()
            )
            .unwrap();
        }
        let mut office = Self {
            ctx,
            world,
            staff: Actor::HOST,
            organisation: OrganisationId(0),
            games: GamesId(0),
            entries: Vec::new(),
        };
        office.take(Kind::Roster, &roster).await;
        let mut tx = office.ctx.begin_read().await.unwrap();
        office.organisation = store::organisation::by_slug(&mut tx, "albany").await.unwrap().unwrap().id;
        office.games = store::games::by_slug(&mut tx, "harbour2028").await.unwrap().unwrap().id;
        let rows = store::roster::of_organisation(&mut tx, office.organisation, office.games).await.unwrap();
        drop(tx);
        let mut rows: Vec<(usize, RosterEntryId)> =
            rows.into_iter().map(|row| (row.entry.code.as_str().parse().unwrap(), row.id)).collect();
        rows.sort_unstable();
        office.entries = rows.into_iter().map(|row| row.1).collect();
        office.staff = office.person("desk", Role::Staff).await;
        office
    }

    pub(crate) async fn take(&self, kind: Kind, text: &str) {
        let wish = Import {
            kind,
            bytes: text.as_bytes().to_vec(),
            organisation: Some("albany".to_owned()),
            games: "harbour2028".to_owned(),
            zone: Some("Europe/London".to_owned()),
            correct: false,
            replace: false,
        };
        let report = import(&self.ctx, &Actor::HOST, &wish).await.unwrap();
        assert_eq!(report.counts().refused, 0, "{:?}", report.lines);
    }

    pub(crate) async fn person(&self, handle: &str, role: Role) -> Actor {
        let made = account::create(&self.ctx, handle, role, "", None).await.unwrap();
        let join = account::Change { organisation: Some(Some(self.organisation)), ..account::Change::default() };
        account::update(&self.ctx, &Actor::HOST, made.id, join).await.unwrap().actor()
    }

    /// The account of an athlete, who has claimed their entry.
    pub(crate) async fn claimed(&self, athlete: usize) -> Actor {
        let made = account::create(&self.ctx, &format!("athlete_{athlete}"), Role::Athlete, "", None).await.unwrap();
        let mut tx = self.ctx.db.begin_write(self.ctx.now()).await.unwrap();
        store::roster::claim(&mut tx, self.entries[athlete - 1], Some(made.id)).await.unwrap();
        tx.commit().await.unwrap();
        made.actor()
    }

    pub(crate) async fn course(&self, title: &str, requires: impl IntoIterator<Item = CourseId>) -> CourseId {
        let form = course::Form {
            title,
            level: "starter",
            minutes: "60",
            requires: requires.into_iter().collect::<BTreeSet<_>>(),
            ..course::Form::default()
        };
        course::create(&self.ctx, &self.staff, self.organisation, &form).await.unwrap().id
    }

    /// A workshop of an hour that begins some minutes after [`SOON`].
    pub(crate) async fn workshop(&self, course: CourseId, minutes: i64, capacity: i64, offers: &[Need]) -> WorkshopId {
        let from = self.ctx.now().0 / MINUTE * MINUTE + SOON + minutes * MINUTE;
        let form = desk::Form {
            from: &on_clocks(from),
            until: &on_clocks(from + HOUR),
            place: "House",
            trainer: "Ines Wick",
            capacity: &capacity.to_string(),
            offers: Needs(offers.iter().copied().collect()),
            ..desk::Form::default()
        };
        desk::plan(&self.ctx, &self.staff, course, self.games, &form).await.unwrap()[0]
    }

    /// Moves a workshop to begin later, or earlier.
    pub(crate) async fn move_by(&self, workshop: WorkshopId, millis: i64) {
        let row = self.situation().await.workshop(workshop).unwrap().clone();
        let form = desk::Form {
            from: &on_clocks(row.from.0 + millis),
            until: &on_clocks(row.until.0 + millis),
            place: "House",
            trainer: "Ines Wick",
            capacity: &row.capacity.to_string(),
            ..desk::Form::default()
        };
        desk::change(&self.ctx, &self.staff, workshop, &form).await.unwrap();
    }

    pub(crate) async fn want(&self, course: CourseId, whom: Whom, weight: Weight) {
        wish::want(&self.ctx, &self.staff, course, self.games, whom, Some(weight), None).await.unwrap();
    }

    pub(crate) async fn start(&self, athlete: usize, minutes: i64) {
        let at = utc(self.ctx.now().0 / MINUTE * MINUTE + SOON + minutes * MINUTE);
        let text = format!(
            "athlete_code,unit_code,event,stage,start,venue\n{athlete},ATHW800M--------------HEAT000100--,Women's 800m,Heat,{at}:00+00:00,House\n"
        );
        self.take(Kind::Starts, &text).await;
    }

    pub(crate) async fn situation(&self) -> Situation {
        room::office(&self.ctx, &self.staff, self.organisation, self.games).await.unwrap()
    }

    pub(crate) async fn made(&self) -> (grandstand_domain::id::AllocationId, Made) {
        let id = plan::ask(&self.ctx, &self.staff, self.organisation, self.games).await.unwrap();
        jobs::drain(&self.ctx).await.unwrap();
        (id, plan::read(&self.ctx, &self.staff, id).await.unwrap().1)
    }

    pub(crate) async fn planned(&self) -> (grandstand_domain::id::AllocationId, Plan) {
        match self.made().await {
            (id, Made::Plan(plan)) => (id, plan),
            (_, other) => panic!("no plan: {other:?}"),
        }
    }

    pub(crate) async fn states(&self, workshop: WorkshopId) -> Vec<SeatState> {
        let mut tx = self.ctx.begin_read().await.unwrap();
        store::seat::of_workshop(&mut tx, workshop).await.unwrap().iter().map(|s| s.state).collect()
    }

    /// The seats of a workshop are counted as they stand.
    pub(crate) async fn counted(&self, workshop: WorkshopId) -> i64 {
        let mut tx = self.ctx.begin_read().await.unwrap();
        let row = store::workshop::get(&mut tx, workshop).await.unwrap().unwrap();
        let seats = store::seat::of_workshop(&mut tx, workshop).await.unwrap();
        assert_eq!(row.taken, i64::try_from(seats.iter().filter(|s| s.state.takes()).count()).unwrap());
        row.taken
    }
}

/// A moment as forms of this Games write it.
pub(crate) fn on_clocks(at: i64) -> String {
    let zone = jiff::tz::TimeZone::get("Europe/London").unwrap();
    let stamp = jiff::Timestamp::from_millisecond(at).unwrap();
    stamp.to_zoned(zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// A moment in UTC as forms and files write it, without seconds.
pub(crate) fn utc(at: i64) -> String {
    let stamp = jiff::Timestamp::from_millisecond(at).unwrap();
    stamp.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H:%M").to_string()
}

both_databases! {
    /// Thirty athletes press the button for the last three seats at once.
    async fn the_last_seats_are_given_once(scratch) {
        let office = Office::new(&scratch, 30).await;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 3, &[]).await;
        let mut tasks = tokio::task::JoinSet::new();
        for entry in office.entries.clone() {
            let (ctx, staff) = (Arc::clone(&office.ctx), office.staff);
            tasks.spawn(async move { seat::join(&ctx, &staff, workshop, entry).await });
        }
        let mut placed = 0;
        while let Some(done) = tasks.join_next().await {
            placed += usize::from(done.unwrap().unwrap() == SeatState::Placed);
        }
        assert_eq!(placed, 3);
        assert_eq!(office.counted(workshop).await, 3);
        let waiting = office.states(workshop).await.iter().filter(|s| **s == SeatState::Waiting).count();
        assert_eq!(waiting, 27);
    }

    /// A free seat is offered to whoever has waited longest, held for a day, and then for the next.
    async fn a_free_seat_is_offered_in_the_order_of_the_list(scratch) {
        let office = Office::new(&scratch, 3).await;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 1, &[]).await;
        let mut people = Vec::new();
        for n in 1..=3 {
            let actor = office.claimed(n).await;
            office.world.advance(1_000);
            let state = seat::join(&office.ctx, &actor, workshop, office.entries[n - 1]).await.unwrap();
            assert_eq!(state, if n == 1 { SeatState::Placed } else { SeatState::Waiting });
            people.push(actor);
        }
        let seats = store::seat::of_workshop(&mut office.ctx.begin_read().await.unwrap(), workshop).await.unwrap();
        let stranger = seat::leave(&office.ctx, &people[1], seats[0].id).await;
        assert!(matches!(stranger, Err(AppError::NotFound)), "someone gave another's seat back: {stranger:?}");
        seat::leave(&office.ctx, &people[0], seats[0].id).await.unwrap();
        assert_eq!(office.states(workshop).await, [SeatState::Left, SeatState::Offered, SeatState::Waiting]);
        assert_eq!(office.counted(workshop).await, 1, "an offer holds its seat");

        office.world.advance(DAY + MINUTE);
        let late = seat::accept(&office.ctx, &people[1], seats[1].id).await;
        assert!(matches!(late, Err(AppError::Conflict("seat-offer-over"))), "{late:?}");
        jobs::drain(&office.ctx).await.unwrap();
        let mut tx = office.ctx.begin_read().await.unwrap();
        let now = store::seat::get(&mut tx, seats[2].id).await.unwrap().unwrap();
        assert_eq!(now.state, SeatState::Offered, "the next was not asked");
        drop(tx);
        seat::accept(&office.ctx, &people[2], seats[2].id).await.unwrap();
        assert_eq!(office.counted(workshop).await, 1);
        let mut tx = office.ctx.begin_read().await.unwrap();
        let told = store::notification::unread(&mut tx, people[2].account).await.unwrap();
        assert_eq!(told, 1, "the offer was told");
    }

    /// The plan keeps starts, needs and prerequisites, says why someone is left out, changes nothing when made again, and
    /// does not go out when a start has moved since.
    async fn a_plan_keeps_the_rules_and_goes_out_only_while_it_holds(scratch) {
        let office = Office::new(&scratch, 4).await;
        let media = office.course("Media training", []).await;
        let captions = office.course("Captions", [media]).await;
        let early = office.workshop(media, 0, 4, &[Need::StepFree]).await;
        let late = office.workshop(captions, 300, 4, &[]).await;
        office.want(media, Whom::All, Weight::Must).await;
        office.want(captions, Whom::One(office.entries[1]), Weight::Should).await;
        office.want(captions, Whom::One(office.entries[0]), Weight::May).await;
        office.start(1, 30).await;
        access::set(&office.ctx, &office.staff, office.entries[2], [Need::Bsl], "").await.unwrap();

        let (id, plan) = office.planned().await;
        let placed: BTreeSet<(RosterEntryId, WorkshopId)> = plan.placements.iter().copied().collect();
        let [one, two, three, four] = [0, 1, 2, 3].map(|n| office.entries[n]);
        assert_eq!(placed, [(two, early), (four, early), (two, late)].into());
        assert!(plan.is_solved && plan.levels.iter().all(|l| l.gap == Some(0)), "{:?}", plan.levels);
        let why = |entry, course| {
            let found = plan.unplaced.iter().find(|u| u.entry == entry && u.course == course);
            found.map(|u| u.why.iter().map(|w| w.1.clone()).collect::<Vec<_>>()).unwrap()
        };
        assert!(matches!(why(one, media).as_slice(), [Why::Clash { what, .. }] if what == "Women's 800m · Heat"));
        assert_eq!(why(three, media), [Why::Needs(vec![Need::Bsl])]);
        assert_eq!(why(one, captions), [Why::Prerequisite(media)]);

        assert_eq!(plan::announce(&office.ctx, &office.staff, id).await.unwrap(), 2);
        let twice = plan::announce(&office.ctx, &office.staff, id).await;
        assert!(matches!(twice, Err(AppError::Conflict("allocation-announced"))), "{twice:?}");
        assert_eq!((office.counted(early).await, office.counted(late).await), (2, 1));

        let (again, same) = office.planned().await;
        let changes = plan::changes(&office.situation().await, &same);
        assert_eq!((changes.new.len(), changes.gone.len(), changes.kept), (0, 0, 3), "made again, it moves nobody");
        office.start(2, 30).await;
        let affected = room::affected(&office.situation().await);
        assert!(matches!(affected.as_slice(), [(who, what, Why::Clash { .. }), ..] if *who == two && *what == early), "{affected:?}");
        let stale = plan::announce(&office.ctx, &office.staff, again).await;
        assert!(matches!(stale, Err(AppError::Conflict("allocation-stale"))), "{stale:?}");
        assert_eq!(office.counted(early).await, 2, "a plan that does not go out changes nothing");
    }

    /// An hour between workshop and start is enough for the usual way, and not for a long one.
    async fn the_way_between_two_places_takes_its_time(scratch) {
        let office = Office::new(&scratch, 1).await;
        let media = office.course("Media training", []).await;
        let workshop = office.workshop(media, 0, 1, &[]).await;
        let at = utc(office.ctx.now().0 / MINUTE * MINUTE + SOON + 3 * HOUR);
        office.take(Kind::Starts, &format!(
            "athlete_code,unit_code,event,stage,start,venue\n1,ATHW800M--------------HEAT000100--,800m,Heat,{at}:00+00:00,Lagoon\n"
        )).await;
        let hindrance = async || office.situation().await.hindrance(office.entries[0], workshop, None);
        assert_eq!(hindrance().await, None);
        office.take(Kind::Ways, "from,to,minutes\nLAGOON,House,61\n").await;
        assert!(matches!(hindrance().await, Some(Why::Clash { what, .. }) if what == "800m · Heat"));
        office.take(Kind::Ways, "from,to,minutes\nHouse,Lagoon,60\n").await;
        assert_eq!(hindrance().await, None);
    }

    /// Two decisions that cannot both be followed are named, so that someone can take one back.
    async fn decisions_that_contradict_each_other_are_named(scratch) {
        let office = Office::new(&scratch, 1).await;
        let media = office.course("Media training", []).await;
        let workshop = office.workshop(media, 0, 1, &[]).await;
        desk::place(&office.ctx, &office.staff, workshop, office.entries[0]).await.unwrap();
        office.start(1, 30).await;
        let (_, made) = office.made().await;
        let Made::Contradiction(pins) = made else { panic!("{made:?}") };
        assert!(matches!(pins.as_slice(), [pin] if pin.here && matches!(pin.why, Some(Why::Clash { .. }))), "{pins:?}");
    }

    /// Changing a seat is one step: either both ends change or neither.
    async fn a_seat_is_changed_whole_or_not_at_all(scratch) {
        let office = Office::new(&scratch, 3).await;
        let course = office.course("Captions", []).await;
        let (full, small, free) = (
            office.workshop(course, 0, 1, &[]).await,
            office.workshop(course, 120, 1, &[]).await,
            office.workshop(course, 240, 1, &[]).await,
        );
        let actor = office.claimed(1).await;
        seat::join(&office.ctx, &actor, full, office.entries[0]).await.unwrap();
        seat::join(&office.ctx, &office.staff, small, office.entries[1]).await.unwrap();
        seat::join(&office.ctx, &office.staff, full, office.entries[2]).await.unwrap();
        let own = store::seat::find(&mut office.ctx.begin_read().await.unwrap(), full, office.entries[0]).await.unwrap();
        let own = own.unwrap();
        let refused = seat::swap(&office.ctx, &actor, own.id, small).await;
        assert!(matches!(refused, Err(Refused::Other(AppError::Conflict("workshop-full")))), "{refused:?}");
        assert_eq!(office.states(full).await, [SeatState::Placed, SeatState::Waiting]);
        seat::swap(&office.ctx, &actor, own.id, free).await.unwrap();
        assert_eq!(office.states(full).await, [SeatState::Left, SeatState::Offered], "the next was asked at once");
        assert_eq!((office.counted(full).await, office.counted(free).await), (1, 1));
        let twice = seat::join(&office.ctx, &actor, small, office.entries[0]).await;
        assert!(matches!(twice, Err(Refused::Other(AppError::Conflict("seat-same-course")))), "{twice:?}");
    }

    /// Whom staff take out stays out, whatever they press, until staff put them back.
    async fn who_was_taken_out_does_not_come_back_alone(scratch) {
        let office = Office::new(&scratch, 1).await;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 1, &[]).await;
        let actor = office.claimed(1).await;
        seat::join(&office.ctx, &actor, workshop, office.entries[0]).await.unwrap();
        let found = store::seat::find(&mut office.ctx.begin_read().await.unwrap(), workshop, office.entries[0]).await;
        desk::remove(&office.ctx, &office.staff, found.unwrap().unwrap().id, true).await.unwrap();
        let again = seat::join(&office.ctx, &actor, workshop, office.entries[0]).await;
        assert!(matches!(again, Err(Refused::Hindered(Why::Barred))), "{again:?}");
        desk::place(&office.ctx, &office.staff, workshop, office.entries[0]).await.unwrap();
        assert_eq!(office.states(workshop).await, [SeatState::Placed]);
    }

    /// What someone needs tells of their health: it lies sealed, and goes when they are erased.
    async fn what_someone_needs_is_sealed_and_goes_with_them(scratch) {
        let office = Office::new(&scratch, 2).await;
        let actor = office.claimed(1).await;
        access::set(&office.ctx, &actor, office.entries[0], [Need::StepFree], "Insulin in a fridge").await.unwrap();
        let mut tx = office.ctx.begin_read().await.unwrap();
        let sealed = store::seat::access_of(&mut tx, office.entries[0]).await.unwrap().unwrap();
        drop(tx);
        for word in ["Insulin", "step-free"] {
            assert!(!sealed.windows(word.len()).any(|w| w == word.as_bytes()), "{word} lies open");
        }
        let own = room::own(&office.ctx, &actor).await.unwrap().unwrap();
        assert_eq!(own.access.words, "Insulin in a fridge");
        let other = office.claimed(2).await;
        let nosy = access::set(&office.ctx, &other, office.entries[0], [], "").await;
        assert!(matches!(nosy, Err(AppError::NotFound)), "{nosy:?}");
        account::remove(&office.ctx, &actor, actor.account).await.unwrap();
        let left = store::seat::access_of(&mut office.ctx.begin_read().await.unwrap(), office.entries[0]).await.unwrap();
        assert!(left.is_none());
    }
}
