//! Sessions: who a request comes from.

use grandstand_domain::{account::Actor, handle::Handle, id::SessionId};

use crate::{ctx::Ctx, error::AppError};

/// A signed-in browser or program.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: SessionId,
    /// Who acts.
    pub actor: Actor,
    /// Their handle.
    pub handle: Handle,
    /// Their name as shown.
    pub display_name: String,
}

/// The session that a cookie's or bearer token's secret names, if it is one and still valid.
pub async fn authenticate(ctx: &Ctx, secret: &str) -> Result<Option<SignedIn>, AppError> {
    let _ = (ctx.begin_write().await?, secret);
    Ok(None)
}
