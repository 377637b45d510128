//! What workshops leave behind: checks at the end of courses, the skills record and certificates.

mod answer;
mod certificate;
mod check;
pub(super) mod record;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::Web;

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    let course = |rest: &str| format!("/staff/games/{{slug}}/courses/{{id}}{rest}");
    Router::new()
        .route(&course("/check"), get(check::edit).post(check::save))
        .route(&course("/check/remove"), post(check::remove))
        .route(&course("/skills"), get(record::page))
        .route(&course("/skills/revoke"), post(record::revoke))
        .route("/staff/certificates/{entry}/{course}", get(certificate::of_athlete))
        .route("/me/programme/courses/{id}/check", get(answer::show).post(answer::send))
        .route("/me/programme/checks/{id}", get(answer::result))
        .route("/me/programme/courses/{id}/certificate.pdf", get(certificate::own))
        .route("/certificate", get(certificate::form))
        .route("/certificate/{code}", get(certificate::check))
}
