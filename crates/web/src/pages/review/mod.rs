//! Reviews of drafts: an athlete asks a coach to look, the two talk about moments of the film, and it is signed off.

mod acts;
mod ask;
mod list;
mod one;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::Web;

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/p/{id}/review", get(ask::form).post(ask::hand_in))
        .route("/staff/reviews", get(list::of_coach))
        .route("/me/reviews", get(list::of_athlete))
        .route("/reviews/{id}", get(one::page))
        .route("/reviews/{id}/remarks", post(acts::remark))
        .route("/reviews/{id}/remarks/{remark}/done", post(acts::done))
        .route("/reviews/{id}/remarks/{remark}/delete", post(acts::take_back))
        .route("/reviews/{id}/versions", post(acts::hand_in_again))
        .route("/reviews/{id}/changes", post(acts::changes))
        .route("/reviews/{id}/approve", post(acts::approve))
        .route("/reviews/{id}/end", post(acts::end))
}
