//! Gives a booking free some minutes after its beginning, when nobody has checked in by then.

use grandstand_domain::id::BookingId;

use super::work::{Stop, Work};

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let mut tx = work.write().await?;
    crate::booking::release(work.ctx, &mut tx, BookingId(work.job.subject_id)).await?;
    work.finish(tx).await
}
