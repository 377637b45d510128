//! What every sub-command that works on a data folder opens first.

use std::{fs, sync::Arc};

use anyhow::{Context as _, Result};
use grandstand_app::Ctx;
use grandstand_store::Db;

use crate::{config::Config, key, world::RealWorld};

/// Opens the database (bringing its schema up to date) and the master key; makes the data folder if need be.
pub(crate) async fn open(config: &Config) -> Result<Arc<Ctx>> {
    let folder = &config.data;
    fs::create_dir_all(folder).with_context(|| format!("making the data folder {}", folder.display()))?;
    let master_key = key::load_or_make(&config.master_key())?;
    let url = config.database();
    let db = Db::open(&url, config.database_connections).await.context("The database could not be opened")?;
    Ok(Arc::new(Ctx::new(db, config.app.clone(), RealWorld, master_key)))
}
