//! Ends an offer of a seat whose time is over.

use grandstand_domain::id::SeatId;

use super::work::{Stop, Work};

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let mut tx = work.write().await?;
    crate::workshop::lapse(work.ctx, &mut tx, SeatId(work.job.subject_id)).await?;
    work.finish(tx).await
}
