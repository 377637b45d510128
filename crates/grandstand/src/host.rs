//! What every sub-command that works on a data folder opens first.

use std::{fs, sync::Arc};

use anyhow::{Context as _, Result};
use grandstand_app::{Ctx, Means};
use grandstand_media::{Objects, Staging, Tools};
use grandstand_store::Db;

use crate::{config::Config, key, world::RealWorld};

/// Opens the database (bringing its schema up to date) and the master key; makes the data folder if need be.
pub(crate) async fn open(config: &Config) -> Result<Arc<Ctx>> {
    let folder = &config.data;
    fs::create_dir_all(folder).with_context(|| format!("making the data folder {}", folder.display()))?;
    let master_key = key::load_or_make(&config.master_key())?;
    let url = config.database();
    let db = Db::open(&url, config.database_connections).await.context("The database could not be opened")?;
    let means = means(config).await?;
    let ctx = Ctx::new(db, config.app.clone(), means, RealWorld, master_key);
    ctx.speak_with(grandstand_web::PageVoice::default());
    Ok(Arc::new(ctx))
}

/// Opens the folders and finds ffmpeg.
async fn means(config: &Config) -> Result<Means> {
    // Where the objects are in a folder, uploads lie beside them: moving one there is then a link and no copy.
    let scratch = config.data.join("scratch");
    fs::create_dir_all(&scratch).with_context(|| format!("making {}", scratch.display()))?;
    Ok(Means {
        objects: Objects::open(&config.objects()).context("The object store could not be opened")?,
        staging: Staging::open(&config.data.join("uploads"), config.keep_free_bytes)
            .context("The folder for uploads could not be opened")?,
        tools: Tools::find(config.media.clone()).await,
        scratch,
    })
}
