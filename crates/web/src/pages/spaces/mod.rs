//! Spaces of a House. For athletes: which there are, what is free, their bookings, the code at the door. For those who run
//! them: setting them up, kit and crew, and the desk.

mod board;
mod booking;
mod clip;
mod desk;
mod door;
mod find;
mod kit;
mod one;
mod qr;
mod station;
mod wall;

use axum::{
    Router,
    routing::{get, post},
};
use grandstand_app::{AppError, booking::Seen, permit, space};
use grandstand_domain::{acting::Bound, booking::Slot, games::Day, permit::Act};
use grandstand_store::{organisation::Organisation, space::Space};

use crate::{ask::Ask, error::WebError, respond::Page, show, state::Web, view::Moment, words::Words};

/// What someone must be let do for an athlete to see and change their bookings.
const PROGRAMME: [Bound; 1] = [Bound::Programme];

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/spaces", get(find::list))
        .route("/spaces/{id}", get(find::sheet).post(find::book))
        .route("/spaces/{id}/door/{secret}", get(door::arrive).post(door::check_in))
        .route("/bookings/{id}", get(booking::page))
        .route("/bookings/{id}/cancel", post(booking::cancel))
        .route("/bookings/{id}/end", post(booking::end))
        .route("/bookings/{id}/check-in", post(booking::check_in))
        .route("/bookings/{id}/check-in/undo", post(booking::undo_check_in))
        .route("/bookings/{id}/no-show", post(booking::no_show))
        .route("/bookings/{id}/move", post(booking::move_to))
        .route("/bookings/{id}/kit", post(booking::kit))
        .route("/staff/spaces", get(desk::list).post(desk::create))
        .route("/staff/spaces/board", get(board::board))
        .route("/staff/spaces/check-in", get(booking::find))
        .route("/staff/spaces/{id}/wall", post(wall::renew))
        .route("/spaces/{id}/wall/{secret}", get(wall::wall))
        .route("/spaces/{id}/wait", post(find::wait))
        .route("/spaces/waits/{id}/end", post(find::wait_no_more))
        .route("/staff/spaces/kit", get(kit::list).post(kit::create))
        .route("/staff/spaces/kit/{id}", post(kit::save))
        .route("/staff/spaces/crew", post(kit::create_shift))
        .route("/staff/spaces/crew/{id}/remove", post(kit::remove_shift))
        .route("/staff/spaces/{id}", get(one::page).post(one::save))
        .route("/staff/spaces/{id}/remove", post(one::remove))
        .route("/staff/spaces/{id}/station", post(station::open))
        .route("/staff/stations/{id}/end", post(station::end))
        .route("/station/{secret}", get(station::page))
        .route("/station/{secret}/code", post(station::code))
        .route("/station/{secret}/clips/{id}", get(station::clip))
        .route("/capture", get(clip::list))
        .route("/capture/{code}", get(clip::ask_first).post(clip::agree))
        .route("/captures/{id}", get(clip::page))
        .route("/captures/{id}/keep", post(clip::keep))
        .route("/captures/{id}/drop", post(clip::drop_it))
        .route("/staff/spaces/{id}/door", get(door::poster).post(door::renew))
}

/// The office of one who runs spaces.
pub(super) struct Office {
    organisation: Organisation,
    /// Those to choose from, as (short name, name), if there are several.
    organisations: Vec<(String, String)>,
}

impl Office {
    /// The organisation of a short name among those whose spaces the viewer runs; their own, or the first, without one.
    ///
    /// # Errors
    /// `Forbidden` for who runs none; `NotFound` for a name that is none of those.
    async fn open(ask: &Ask, chosen: &str) -> Result<Self, WebError> {
        let me = ask.actor()?;
        let mut tx = ask.web.ctx.begin_read().await?;
        let mine = permit::organisations(&mut tx, me, Act::RunSpaces).await?;
        let first = mine.first().ok_or(AppError::Forbidden)?;
        let organisation = if chosen.is_empty() {
            mine.iter().find(|o| Some(o.id) == me.organisation).unwrap_or(first)
        } else {
            mine.iter().find(|o| o.slug == chosen).ok_or(AppError::NotFound)?
        };
        let organisation = organisation.clone();
        let choice = |o: &Organisation| (o.slug.clone(), o.name.clone());
        let organisations = if mine.len() > 1 { mine.iter().map(choice).collect() } else { Vec::new() };
        Ok(Self { organisation, organisations })
    }
}

/// A booking as lists show it.
pub(super) struct BookingLine {
    id: String,
    space: String,
    place: String,
    day: String,
    from: Moment,
    until: Moment,
    name: String,
    /// Who answers for a guest; empty for anyone else.
    answers: String,
    state: String,
    is_in: bool,
    kit: String,
    crew: String,
}

impl BookingLine {
    fn of(seen: &Seen, words: &Words) -> Self {
        let zone = space::clocks(&seen.space);
        let (day, from) = show::local(seen.booking.slot.from, &zone, words);
        let (_, until) = show::local(seen.booking.slot.until, &zone, words);
        let own = seen.person.as_ref().map(|p| p.name.to_string()).unwrap_or_default();
        let name = match seen.guest.as_deref() {
            None => own.clone(),
            Some("") => words.t("booking-guest"),
            Some(guest) => words.t1("booking-guest-named", "name", guest),
        };
        let kit = seen.kit.iter().map(|one| format!("{} {}", one.name, one.unit)).collect::<Vec<_>>();
        Self {
            id: seen.booking.id.to_string(),
            space: seen.space.name.clone(),
            place: seen.space.place.clone(),
            day,
            from,
            until,
            name,
            answers: if seen.guest.is_some() { own } else { String::new() },
            state: words.t(&format!("booking-state-{}", seen.booking.state.as_str())),
            is_in: seen.booking.state == grandstand_domain::booking::BookingState::In,
            kit: kit.join(", "),
            crew: seen.crew.as_ref().map(|c| format!("{} · {}", c.name, c.role)).unwrap_or_default(),
        }
    }
}

/// What a space is, in words.
pub(super) fn kind(space: &Space, words: &Words) -> String {
    words.t(&format!("space-kind-{}", space.kind.as_str()))
}

/// Days to choose from, with a link's day, what to call it and whether it is the chosen one: the chosen one, the one
/// before and the next ones.
pub(super) fn days_around(chosen: Day, page: &Page) -> Vec<(String, String, bool)> {
    let shown = (-1..=5).filter_map(|days| space::day_after(chosen, days));
    shown.map(|day| (day.to_string(), short_day(day, &page.words), day == chosen)).collect()
}

/// `Wed 1 Jul`.
pub(super) fn short_day(day: Day, words: &Words) -> String {
    let noon = space::day(day, &jiff::tz::TimeZone::UTC).map(|slot| slot.from).unwrap_or_default();
    let (long, _) = show::local(noon, &jiff::tz::TimeZone::UTC, words);
    // The year is said once, above.
    long.rsplit_once(' ').map_or(long.clone(), |(short, _)| short.to_owned())
}

/// `10:00–11:30` on the clocks of a space, with the next day's name where it ends then.
pub(super) fn span(slot: Slot, space: &Space, words: &Words) -> String {
    let zone = space::clocks(space);
    let (day, from) = show::local(slot.from, &zone, words);
    let (end_day, until) = show::local(slot.until, &zone, words);
    if day == end_day || until.human == "00:00" {
        format!("{}–{}", from.human, until.human)
    } else {
        format!("{}–{} ({end_day})", from.human, until.human)
    }
}
