//! A file between its preview and its import: kept for an hour, one for each account, so that what was looked at is what is
//! taken in.

use grandstand_domain::{account::Actor, id::ImportId, invalid::Invalid, permit::Act, text, time::HOUR};
use grandstand_roster::BYTES_MOST;
use grandstand_store::{self as store, import_file::ImportFile};

use super::{Import, ImportError, Kind, Report, import};
use crate::{
    ctx::Ctx,
    error::AppError,
    permit,
    throttle::{self, Rate},
};

/// Files that one person may send.
const FILES: Rate = Rate { burst: 20, every_ms: 10_000 };
/// How long a file waits.
const KEPT: i64 = HOUR;

/// A file that waits.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What would be imported.
    pub import: Import,
    /// What the file was called where it came from.
    pub name: String,
}

/// Keeps a file in place of the one that this person left before.
pub async fn keep(ctx: &Ctx, actor: &Actor, wish: Import, name: &str) -> Result<ImportId, AppError> {
    permit::require_somewhere(&mut ctx.begin_read().await?, actor, Act::RunProgramme).await?;
    throttle::take(ctx, "import", &actor.account.to_string(), FILES)?;
    if wish.bytes.is_empty() {
        return Err(Invalid::one("file", "import-file-missing").into());
    }
    if wish.bytes.len() > BYTES_MOST {
        return Err(Invalid::one("file", "import-file-large").into());
    }
    let name: String = text::clean_line(name).chars().take(100).collect();
    let file = ImportFile {
        id: ImportId(ctx.id()),
        kind: wish.kind.as_str().to_owned(),
        games: wish.games,
        organisation: wish.organisation,
        name,
        bytes: wish.bytes,
    };
    let mut tx = ctx.begin_write().await?;
    store::import_file::set(&mut tx, actor.account, &file).await?;
    ctx.commit(tx).await?;
    Ok(file.id)
}

/// A file that this person left. `NotFound` when it is another's, was imported, or is over.
pub async fn kept(ctx: &Ctx, actor: &Actor, id: ImportId) -> Result<Kept, AppError> {
    let found = store::import_file::get(&mut ctx.begin_read().await?, id, actor.account).await?;
    let file = found.ok_or(AppError::NotFound)?;
    let import = Import {
        kind: Kind::of(&file.kind).ok_or(AppError::NotFound)?,
        bytes: file.bytes,
        organisation: file.organisation,
        games: file.games,
        zone: None,
        correct: false,
        replace: false,
    };
    Ok(Kept { import, name: file.name })
}

/// Imports a file that waited, and forgets it.
pub async fn import_kept(
    ctx: &Ctx,
    actor: &Actor,
    id: ImportId,
    correct: bool,
    replace: bool,
) -> Result<Report, ImportError> {
    let wish = Import { correct, replace, ..kept(ctx, actor, id).await?.import };
    let report = import(ctx, actor, &wish).await?;
    let mut tx = ctx.begin_write().await?;
    store::import_file::remove(&mut tx, actor.account).await?;
    ctx.commit(tx).await?;
    Ok(report)
}

/// Forgets files that nobody came back to.
pub async fn purge(ctx: &Ctx) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    store::import_file::expire(&mut tx, ctx.now().plus(-KEPT)).await?;
    ctx.commit(tx).await.map(drop)
}
