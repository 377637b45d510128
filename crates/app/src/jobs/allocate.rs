//! Makes a plan of who goes to which workshop. The solver runs on a thread of its own and is told to stop when the job
//! ends before it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use grandstand_domain::id::AllocationId;
use grandstand_store::WriteTx;

use super::work::{Stop, Work};
use crate::{error::AppError, workshop::plan};

/// Tells the solver's thread to stop, however this job ends.
struct Cancel(Arc<AtomicBool>);

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let id = AllocationId(work.job.subject_id);
    let cancel = Cancel(Arc::default());
    let made = match plan::situation(work.ctx, id).await? {
        Some(situation) => {
            let told = Arc::clone(&cancel.0);
            let solving = tokio::task::spawn_blocking(move || plan::solve(&situation, &told));
            Some(solving.await.map_err(AppError::internal)?)
        }
        // Another plan took its place meanwhile.
        None => None,
    };
    let mut tx = work.write().await?;
    if let Some(made) = made {
        plan::keep(&mut tx, id, &made).await?;
    }
    work.finish(tx).await
}

/// Says on the page that no plan could be made, once it is given up.
pub(super) async fn failed(work: &Work<'_>, tx: &mut WriteTx, again: bool, error: &str) -> Result<(), Stop> {
    if !again {
        tracing::warn!(allocation = work.job.subject_id, error, "a plan of workshops was given up");
        plan::keep(tx, AllocationId(work.job.subject_id), &plan::Made::Failed).await?;
    }
    Ok(())
}
