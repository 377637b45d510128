//! Jobs of which one row serves the whole host, for ever: each run promises the next.

use grandstand_domain::{id::JobId, time::UnixMillis};
use grandstand_store::{StoreError, WriteTx, job};

use super::{
    Kind,
    work::{Stop, Work},
};
use crate::{ctx::Ctx, error::AppError};

/// Such a job. Its row's id is fixed, so that there is never a second one; ids made from the clock are far larger.
pub(super) struct Standing {
    pub(super) kind: Kind,
    pub(super) row: JobId,
}

impl Standing {
    /// Makes sure that there is a row; a new one is due at `first`.
    pub(super) async fn ensure(&self, ctx: &Ctx, first: impl FnOnce(UnixMillis) -> UnixMillis) -> Result<(), AppError> {
        let mut tx = ctx.begin_write().await?;
        if job::of_subject(&mut tx, self.kind.as_str(), 0).await?.is_some() {
            return Ok(());
        }
        let run_at = first(tx.now());
        match self.promise(&mut tx, run_at).await {
            // Another server was quicker.
            Err(StoreError::Taken { .. }) => Ok(()),
            other => {
                other?;
                tx.commit().await?;
                Ok(())
            }
        }
    }

    /// Ends this run and promises the next, in the transaction of what it did.
    pub(super) async fn again(&self, work: &Work<'_>, tx: &mut WriteTx, run_at: UnixMillis) -> Result<(), Stop> {
        job::finish(tx, self.row, work.worker()).await?;
        Ok(self.promise(tx, run_at).await?)
    }

    async fn promise(&self, tx: &mut WriteTx, run_at: UnixMillis) -> Result<(), StoreError> {
        let (id, kind, priority) = (self.row, self.kind.as_str(), self.kind.priority());
        let new = job::NewJob { id, kind, account: None, subject_id: 0, payload: "{}", priority, run_at };
        job::insert(tx, &new).await.map_err(|e| e.taken("job", id))
    }
}
