//! The programme of the sample teams, so that a newcomer finds an office at work: Games with rosters, places claimed, courses,
//! workshops with a plan that everyone was told of, a House with its spaces. Whoever is named is of the sample's cast.
//!
//! Like the rest it can be broken off and run again: what is there is found and not made twice.

use std::{collections::BTreeSet, fmt::Write as _, time::Duration};

use grandstand_app::{
    Ctx, agreement, course, games,
    import::{self, Import, Kind},
    invitation, kit, membership, space,
    throttle::Origin,
    timetable::Whose,
    timetable_block,
    workshop::{
        desk,
        plan::{self, Made},
        room,
        wish::{self, Whom},
    },
};
use grandstand_domain::{
    access::{Need, Needs},
    account::{Actor, EventGender},
    course::Weight,
    games::{Day, Days},
    id::{CourseId, GamesId, OrganisationId},
    permit::Act,
    time::DAY,
};

use crate::{
    cast::{self, Athlete, Cast, DAYS_TO_GO},
    fill::FillError,
};

const ZONE: &str = "Europe/Lisbon";
const HOUSE: &str = "Halvora House";
const OVAL: &str = "Cape Verrin Oval";

/// The Games of each team, by short name and name.
const GAMES: [(&str, &str); 2] = [("cape-verrin", cast::GAMES), ("cape-verrin-para", "Cape Verrin Paralympic Games")];

/// Title, what it is about, level, minutes and which one of them comes before it.
const COURSES: [(&str, &str, &str, &str, Option<usize>); 3] = [
    ("Media training", "Answer on camera with calm, and know when to say no.", "starter", "90", None),
    ("Captions that work", "Write captions that people without sound want to read.", "further", "60", Some(0)),
    ("Safe online", "Trolls, strangers and lost phones: what to do, and who helps.", "starter", "60", None),
];

/// Which course, in how many days, at what hour for how long, where and how many seats.
const WORKSHOPS: [(usize, i64, u8, u8, &str, u8); 5] = [
    (0, 7, 10, 2, HOUSE, 7),
    (0, 9, 14, 2, HOUSE, 6),
    (1, 14, 10, 1, HOUSE, 8),
    (1, 16, 16, 1, "", 12),
    (2, 21, 18, 1, "", 30),
];

const RULES: &str = "rule,for,from,until,words,source\n\
    G1,everyone,village,closing+2,Ask everyone who can be seen before you film in the village,Cape Verrin guide p. 12\n\
    G2,athletes,village,closing+2,A film from the Games is two minutes at most,Cape Verrin guide p. 13\n\
    G3,athletes,opening,closing,Nothing from an hour before your start until you have left the mixed zone,Cape Verrin guide p. 13\n\
    G4,everyone,village,closing+2,No film from medical rooms or doping control,Cape Verrin guide p. 15\n";

const WAYS: &str = "from,to,minutes\nHalvora House,Cape Verrin Oval,25\nHalvora House,Harbour Hall,15\nCape Verrin Oval,Harbour Hall,30\n";

/// Fills the programme of both teams in. `staff` runs it for them.
pub(crate) async fn fill(
    ctx: &Ctx,
    cast: &Cast,
    organisations: &[OrganisationId],
    athletes: &[Actor],
    staff: &Actor,
) -> Result<(), FillError> {
    for (number, (organisation, (slug, name))) in organisations.iter().zip(GAMES).enumerate() {
        if staff.organisation != Some(*organisation) {
            let role = membership::Form { handle: cast.staff.handle, role: "programme", until: "" };
            membership::put(ctx, &Actor::HOST, *organisation, role).await?;
        }
        let own: Vec<(&Athlete, &Actor)> =
            cast.athletes.iter().zip(athletes).filter(|(athlete, _)| athlete.organisation == number).collect();
        let team = cast.organisations[number].slug;
        take(ctx, Kind::Roster, Some(team), slug, roster(&own, cast.organisations[number].noc)).await?;
        let opening = i64::from(DAYS_TO_GO[number]);
        let days = Days { village: day(ctx, opening - 7), opening: day(ctx, opening), closing: day(ctx, opening + 16) };
        let said = games::Form { name, zone: ZONE, days, way_minutes: "" };
        let games = games::update(ctx, &Actor::HOST, slug, said).await?.id;
        take(ctx, Kind::Starts, Some(team), slug, starts(ctx, &own, opening)).await?;
        take(ctx, Kind::Ways, None, slug, WAYS.to_owned()).await?;
        take(ctx, Kind::Rules, None, slug, RULES.to_owned()).await?;
        claims(ctx, *organisation, games, &own).await?;
        workshops(ctx, *organisation, games, &own, staff).await?;
    }
    if let [home, other, ..] = organisations {
        house(ctx, *home, cast.organisations[1].slug, *other).await?;
    }
    Ok(())
}

async fn take(ctx: &Ctx, kind: Kind, team: Option<&str>, games: &str, text: String) -> Result<(), FillError> {
    let file = Import {
        kind,
        bytes: text.into_bytes(),
        organisation: team.map(str::to_owned),
        games: games.to_owned(),
        zone: Some(ZONE.to_owned()),
        correct: false,
        replace: false,
    };
    import::import(ctx, &Actor::HOST, &file).await?;
    Ok(())
}

/// The code under which the organisers of the sample know an athlete.
fn code(number: usize) -> usize {
    7_000_001 + number
}

fn discipline(athlete: &Athlete) -> &'static str {
    athlete.sport.code().get(..3).unwrap_or_default()
}

fn gender(athlete: &Athlete) -> &'static str {
    match athlete.event_gender {
        EventGender::Women => "W",
        EventGender::Men => "M",
        EventGender::Open => "O",
    }
}

fn roster(own: &[(&Athlete, &Actor)], noc: &str) -> String {
    let mut text = "code,family name,given name,noc,gender,discipline\n".to_owned();
    for (number, (athlete, _)) in own.iter().enumerate() {
        let (given, family) = athlete.name.rsplit_once(' ').unwrap_or(("", athlete.name));
        let _ = writeln!(text, "{},{family},{given},{noc},{},{}", code(number), gender(athlete), discipline(athlete));
    }
    text
}

/// Two rounds for each, from the second day on.
fn starts(ctx: &Ctx, own: &[(&Athlete, &Actor)], opening: i64) -> String {
    let mut text = "code,unit,event,stage,start,venue\n".to_owned();
    for (number, (athlete, _)) in own.iter().enumerate() {
        let later = i64::try_from(number % 6).unwrap_or_default();
        let (sport, letter) = (discipline(athlete), gender(athlete));
        for (round, (phase, stage)) in (0..).zip([("HEAT", "Heat 1"), ("FNL-", "Final")]) {
            let unit = format!("{sport}{letter}{:-<18}{phase}{:-<8}", "SAMPLE", "000100");
            let Some(on) = day(ctx, opening + 1 + later + round * 2) else { continue };
            let at = 9 + (number * 5) % 11;
            let venue = if number % 2 == 0 { OVAL } else { "Harbour Hall" };
            let code = code(number);
            let _ = writeln!(text, "{code},{unit},{},{stage},{on}T{at:02}:30,{venue}", athlete.sport.slug());
        }
    }
    text
}

/// Every athlete claims their place, by an invitation as in life.
async fn claims(
    ctx: &Ctx,
    organisation: OrganisationId,
    games: GamesId,
    own: &[(&Athlete, &Actor)],
) -> Result<(), FillError> {
    let situation = room::office(ctx, &Actor::HOST, organisation, games).await?;
    if situation.people.iter().all(|person| person.account.is_some()) {
        return Ok(());
    }
    for (number, (_, actor)) in own.iter().enumerate() {
        let code = code(number).to_string();
        let claimed = situation.people.iter().any(|p| p.entry.entry.code.to_string() == code && p.account.is_some());
        if claimed {
            continue;
        }
        let whom = invitation::Whom::One(&code);
        if let [invited] = &invitation::invite(ctx, &Actor::HOST, organisation, games, whom).await?[..] {
            invitation::claim(ctx, actor, Origin::default(), &invited.secret).await?;
        }
    }
    Ok(())
}

async fn workshops(
    ctx: &Ctx,
    organisation: OrganisationId,
    games: GamesId,
    own: &[(&Athlete, &Actor)],
    staff: &Actor,
) -> Result<(), FillError> {
    let situation = room::office(ctx, staff, organisation, games).await?;
    let mut courses: Vec<CourseId> = Vec::new();
    for (title, about, level, minutes, before) in COURSES {
        let known = situation.courses.iter().find(|course| course.title == title).map(|course| course.id);
        let requires: BTreeSet<CourseId> = before.and_then(|at| courses.get(at).copied()).into_iter().collect();
        let form =
            course::Form { title, about, level, minutes, requires, valid_months: "36", ..course::Form::default() };
        courses.push(match known {
            Some(known) => known,
            None => course::create(ctx, staff, organisation, &form).await?.id,
        });
    }
    let first = own
        .first()
        .and_then(|_| situation.people.iter().find(|p| p.entry.entry.code.to_string() == code(0).to_string()));
    wish::want(ctx, staff, courses[0], games, Whom::All, Some(Weight::Must), None).await?;
    wish::want(ctx, staff, courses[2], games, Whom::All, Some(Weight::Should), None).await?;
    if let Some(first) = first {
        wish::wish(ctx, staff, first.entry.id, &[courses[1], courses[2]]).await?;
    }
    if situation.workshops.is_empty() {
        training(ctx, organisation, games, own.len()).await?;
        for (which, days, hour, long, place, capacity) in WORKSHOPS {
            let Some(on) = day(ctx, days) else { continue };
            let form = desk::Form {
                from: &format!("{on}T{hour:02}:00"),
                until: &format!("{on}T{:02}:00", hour + long),
                place,
                link: if place.is_empty() { "https://rooms.halvora.example/workshop" } else { "" },
                trainer: "Ines Wick",
                capacity: &capacity.to_string(),
                offers: Needs([Need::StepFree, Need::Bsl].into_iter().collect()),
                ..desk::Form::default()
            };
            desk::plan(ctx, staff, courses[which], games, &form).await?;
        }
    }
    if situation.seats.is_empty() { announce(ctx, organisation, games, staff).await } else { Ok(()) }
}

/// Every third athlete trains while the first workshop is on.
async fn training(ctx: &Ctx, organisation: OrganisationId, games: GamesId, athletes: usize) -> Result<(), FillError> {
    let Some(on) = day(ctx, WORKSHOPS[0].1) else { return Ok(()) };
    for number in (0..athletes).step_by(3) {
        let form = timetable_block::Form {
            kind: "training",
            title: "Morning session",
            place: OVAL,
            from: &format!("{on}T09:00"),
            until: &format!("{on}T11:00"),
        };
        let whose = Whose::Athlete { organisation, games, code: &code(number).to_string() };
        timetable_block::add(ctx, &Actor::HOST, whose, form).await?;
    }
    Ok(())
}

/// Has a plan made by the host's workers and tells everyone. Without one in time the office finds it to do.
async fn announce(ctx: &Ctx, organisation: OrganisationId, games: GamesId, staff: &Actor) -> Result<(), FillError> {
    let id = plan::ask(ctx, staff, organisation, games).await?;
    for _ in 0..150 {
        match plan::read(ctx, staff, id).await?.1 {
            Made::Working => tokio::time::sleep(Duration::from_millis(400)).await,
            Made::Plan(_) => {
                plan::announce(ctx, staff, id).await?;
                return Ok(());
            }
            Made::Contradiction(_) | Made::NotFound | Made::Failed => break,
        }
    }
    tracing::warn!("the sample's workshops have no plan yet");
    Ok(())
}

/// A House with spaces, which both teams use by an agreement.
async fn house(ctx: &Ctx, home: OrganisationId, party: &str, other: OrganisationId) -> Result<(), FillError> {
    let spaces = space::usable(ctx, &Actor::HOST).await?;
    for (name, kind, access) in [
        ("Studio 1", "studio", "Step-free; the light can be dimmed."),
        ("Podcast corner", "podcast", "Step-free; a seat without arms."),
        ("Quiet room", "quiet", "No sound from outside; the light can be dimmed."),
    ] {
        if spaces.iter().any(|(space, _)| space.name == name) {
            continue;
        }
        let form = space::Form {
            name,
            kind,
            place: HOUSE,
            zone: ZONE,
            opening: ["08:00-22:00"; 7],
            holds: ["", "", "", "12:00-13:00 Press briefing", "", "", ""],
            before: "0",
            after: "10",
            longest: "120",
            ahead: "28",
            release: "15",
            access,
            ..space::Form::default()
        };
        space::create(ctx, &Actor::HOST, home, form).await?;
    }
    if spaces.is_empty() {
        kit::create(ctx, &Actor::HOST, home, "Camera", "3").await?;
        kit::create(ctx, &Actor::HOST, home, "Microphone", "6").await?;
    }
    if agreement::list(ctx, &Actor::HOST, home).await?.is_empty() {
        let said = |days| day(ctx, days).map(|day| day.to_string()).unwrap_or_default();
        let form = agreement::Form {
            title: "The House at the Games",
            party,
            from: &said(0),
            until: &said(400),
            ours: Vec::new(),
            theirs: vec![Act::UseSpaces],
        };
        let id = agreement::draft(ctx, &Actor::HOST, home, &form).await?;
        agreement::offer(ctx, &Actor::HOST, home, id).await?;
        agreement::accept(ctx, &Actor::HOST, other, id).await?;
    }
    Ok(())
}

/// The day so many days from today.
pub(crate) fn day(ctx: &Ctx, days: i64) -> Option<Day> {
    let moment = jiff::Timestamp::from_millisecond(ctx.now().plus(days * DAY).0).ok()?;
    moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string().parse().ok()
}
