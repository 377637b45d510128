//! What workshops leave behind: checks at the end of courses, the skills record and certificates.

mod answer;
mod certificate;
mod check;
pub(super) mod material;
pub(super) mod record;
mod results;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use grandstand_domain::{id::CourseId, material::BYTES_MOST};

use crate::{pages::games::Office, state::Web};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    let course = |rest: &str| format!("/staff/games/{{slug}}/courses/{{id}}{rest}");
    Router::new()
        .route(&course("/check"), get(check::edit).post(check::save))
        .route(&course("/check/remove"), post(check::remove))
        .route(&course("/material"), get(material::page).post(material::act))
        .route(&course("/material/films"), post(material::film))
        .route("/material/{id}", get(material::file))
        .route("/staff/results", get(results::choose))
        .route("/staff/games/{slug}/results", get(results::page))
        .route("/staff/games/{slug}/results.csv", get(results::file))
        .route("/me/programme/reach", post(results::agree))
        .route(&course("/skills"), get(record::page))
        .route(&course("/skills/revoke"), post(record::revoke))
        .route("/staff/certificates/{entry}/{course}", get(certificate::of_athlete))
        .route("/me/programme/courses/{id}/check", get(answer::show).post(answer::send))
        .route("/me/programme/checks/{id}", get(answer::result))
        .route("/me/programme/courses/{id}/certificate.pdf", get(certificate::own))
        .route("/certificate", get(certificate::form))
        .route("/certificate/{code}", get(certificate::check))
}

/// The form that brings a file of material: larger than other forms, smaller than a film.
pub(crate) fn streams() -> Router<Web> {
    let limit = DefaultBodyLimit::max(BYTES_MOST + (1 << 20));
    Router::new().route("/staff/games/{slug}/courses/{id}/material/files", post(material::send).layer(limit))
}

/// Back to a part of a course, which says what was done.
fn back(office: &Office, course: CourseId, part: &str, done: &str) -> Response {
    let organisation = office.query().replace('?', "&");
    let to = format!("/staff/games/{}/courses/{course}/{part}?done={done}{organisation}", office.games.slug);
    Redirect::to(&to).into_response()
}
