//! Workshops: planned and run by staff, taken by athletes.

mod attendance;
mod course;
mod office;
mod one;
mod own;
mod plan;
mod seats;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use office::{cell, csv};

use axum::{
    Router,
    routing::{get, post},
};
use grandstand_app::workshop::situation::{Situation, Why};
use grandstand_domain::{
    access::{Need, Needs},
    acting::Bound,
    id::WorkshopId,
    time::UnixMillis,
};
use grandstand_store::workshop::Workshop;
use jiff::tz::TimeZone;

use crate::{respond::Page, show::local, state::Web, words::Words};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/staff/workshops", get(office::choose))
        .route("/staff/games/{slug}/workshops", get(office::office).post(one::create))
        .route("/staff/games/{slug}/workshops/new", get(one::new))
        .route("/staff/games/{slug}/workshops/figures.csv", get(office::figures))
        .route("/staff/games/{slug}/plan", post(plan::ask))
        .route("/staff/games/{slug}/courses", post(course::create))
        .route("/staff/games/{slug}/courses/new", get(course::new))
        .route("/staff/games/{slug}/courses/{id}", get(course::edit).post(course::save))
        .route("/staff/games/{slug}/courses/{id}/end", post(course::end))
        .route("/staff/games/{slug}/courses/{id}/wants", post(course::want))
        .route("/staff/plans/{id}", get(plan::show))
        .route("/staff/plans/{id}/announce", post(plan::announce))
        .route("/staff/plans/{id}/unplaced.csv", get(plan::unplaced))
        .route("/staff/workshops/{id}", get(one::show).post(one::save))
        .route("/staff/workshops/{id}/cancel", post(one::cancel))
        .route("/staff/workshops/{id}/place", post(one::place))
        .route("/staff/workshops/{id}/note", post(one::note))
        .route("/staff/workshops/{id}/ticks", post(attendance::ticks))
        .route("/staff/seats/{id}/remove", post(one::remove))
        .route("/staff/seats/{id}/pin", post(one::pin))
        .route("/me/programme", get(own::page))
        .route("/me/programme/wishes", post(own::wishes))
        .route("/me/programme/access", post(own::access))
        .route("/me/programme/attend", post(own::attend))
        .route("/me/programme/courses/{id}", get(seats::course))
        .route("/me/workshops/{id}/join", post(seats::join))
        .route("/me/seats/{id}/leave", post(seats::leave))
        .route("/me/seats/{id}/accept", post(seats::accept))
        .route("/me/seats/{id}/swap", post(seats::swap))
}

/// What someone must be let do for an athlete to see and change their part of the programme.
const PROGRAMME: [Bound; 1] = [Bound::Programme];

/// A form with boxes whose names are made of ids or words, such as `need-step-free`.
pub(super) type Boxes = BTreeMap<String, String>;

/// The names of ticked boxes that begin so, without that beginning.
fn ticked<'b>(boxes: &'b Boxes, start: &str) -> BTreeSet<&'b str> {
    boxes.iter().filter(|(_, value)| *value == "1").filter_map(|(name, _)| name.strip_prefix(start)).collect()
}

/// The needs that were ticked; a name that is none was not made by our form and counts for nothing.
fn needs(boxes: &Boxes) -> Needs {
    Needs(ticked(boxes, "need-").into_iter().filter_map(|word| word.parse().ok()).collect())
}

/// Needs as boxes: word, name, whether it is ticked.
fn need_boxes(chosen: &Needs, words: &Words) -> Vec<(&'static str, String, bool)> {
    Need::ALL.iter().map(|n| (n.as_str(), words.t(&format!("access-{}", n.as_str())), chosen.has(*n))).collect()
}

/// Needs in words, with commas between them.
fn needs_named(needs: &Needs, words: &Words) -> String {
    needs.0.iter().map(|n| words.t(&format!("access-{}", n.as_str()))).collect::<Vec<_>>().join(", ")
}

/// A workshop as a list shows it.
#[derive(Clone)]
struct Meeting {
    id: WorkshopId,
    course: String,
    day: String,
    /// From and until, on the clocks of the Games.
    hours: String,
    machine: String,
    place: String,
    trainer: String,
    /// The group that it is for; empty for everyone.
    group: String,
    taken: i64,
    capacity: i64,
    waiting: i64,
    is_off: bool,
    is_full: bool,
}

/// The workshops of a day.
struct DayOf {
    day: String,
    meetings: Vec<Meeting>,
}

fn meeting(workshop: &Workshop, situation: &Situation, zone: &TimeZone, page: &Page) -> Meeting {
    let (day, from) = local(workshop.from, zone, &page.words);
    let (_, until) = local(workshop.until, zone, &page.words);
    Meeting {
        id: workshop.id,
        course: situation.course(workshop.course).map(|c| c.title.clone()).unwrap_or_default(),
        day,
        hours: format!("{}–{}", from.human, until.human),
        machine: from.machine,
        place: if workshop.place.is_empty() { page.t("workshop-online") } else { workshop.place.clone() },
        trainer: workshop.trainer.clone(),
        group: workshop.group.map(|id| situation.group_name(id).to_owned()).unwrap_or_default(),
        taken: workshop.taken,
        capacity: workshop.capacity,
        waiting: situation.waiting(workshop.id),
        is_off: workshop.cancelled_at.is_some(),
        is_full: workshop.taken >= workshop.capacity,
    }
}

/// Meetings by their days, in their order.
fn by_day(meetings: impl IntoIterator<Item = Meeting>) -> Vec<DayOf> {
    let mut days: Vec<DayOf> = Vec::new();
    for meeting in meetings {
        match days.last_mut() {
            Some(last) if last.day == meeting.day => last.meetings.push(meeting),
            _ => days.push(DayOf { day: meeting.day.clone(), meetings: vec![meeting] }),
        }
    }
    days
}

/// A moment with its day in one line: `Sunday 2 July 2028, 10:00`.
fn at(moment: UnixMillis, zone: &TimeZone, words: &Words) -> String {
    let (day, clock) = local(moment, zone, words);
    format!("{day}, {}", clock.human)
}

/// What keeps an athlete out, as a sentence.
fn because(why: &Why, situation: &Situation, zone: &TimeZone, words: &Words) -> String {
    match why {
        Why::Barred => words.t("workshop-why-barred"),
        Why::Late => words.t("workshop-why-late"),
        Why::Clash { what, from } => {
            words.t2("workshop-why-clash", "what", what.as_str(), "when", at(*from, zone, words))
        }
        Why::Needs(missing) => {
            let named = needs_named(&Needs(missing.iter().copied().collect()), words);
            words.t1("workshop-why-needs", "needs", named)
        }
        Why::TrainerSport => words.t("workshop-why-trainer"),
        Why::OnlyFor(group) => words.t1("workshop-why-group", "group", situation.group_name(*group)),
        Why::Prerequisite(course) => {
            let title = situation.course(*course).map(|c| c.title.clone()).unwrap_or_default();
            words.t1("workshop-why-prerequisite", "course", title)
        }
        Why::Workshop(other) => {
            let other = situation.workshop(*other);
            let title = other.and_then(|w| situation.course(w.course)).map(|c| c.title.clone()).unwrap_or_default();
            let when = other.map(|w| at(w.from, zone, words)).unwrap_or_default();
            words.t2("workshop-why-workshop", "course", title, "when", when)
        }
        Why::Full(place) => words.t1("workshop-why-full", "place", i64::try_from(*place).unwrap_or_default()),
    }
}

/// For whom a workshop may be, as a select's values.
fn group_options(situation: &Situation, words: &Words) -> Vec<(String, String)> {
    let groups = situation
        .groups
        .iter()
        .map(|group| (group.id.to_string(), words.t1("group-only", "group", group.name.as_str())));
    std::iter::once((String::new(), words.t("group-everyone"))).chain(groups).collect()
}

/// The course's id as a select's value.
fn course_options(situation: &Situation) -> Vec<(String, String)> {
    let open = situation.courses.iter().filter(|c| c.ended_at.is_none());
    open.map(|c| (c.id.to_string(), c.title.clone())).collect()
}
