//! A whole server's means for one test: a scratch database, folders of its own, a clock that can be set, and people.

use std::{path::Path, sync::Arc};

use grandstand_app::{Ctx, Means, account, address, ctx::Settings, throttle::Origin};
use grandstand_domain::{
    account::{Actor, Role},
    id::AccountId,
};
use grandstand_media::{MediaSettings, Objects, Staging, Tools};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::{Scratch, TestWorld};

/// A server for one test. Several may share one [`Scratch`], as several processes share a host.
pub struct TestApp {
    /// What use cases are given.
    pub ctx: Arc<Ctx>,
    /// The clock and the randomness, to be moved by the test.
    pub world: TestWorld,
    /// Database and folders.
    pub scratch: Arc<Scratch>,
}

impl TestApp {
    /// A server on a fresh database.
    pub async fn new(scratch: Scratch) -> Self {
        Self::with(Arc::new(scratch), TestWorld::default(), Settings::default(), MediaSettings::default()).await
    }

    /// A server on given means: to start one "again" on the same folders, or with other settings.
    pub async fn with(scratch: Arc<Scratch>, world: TestWorld, settings: Settings, media: MediaSettings) -> Self {
        let means = means(scratch.folder.path(), media).await;
        let key = Box::new([7; 32]).into();
        let ctx = Arc::new(Ctx::new(scratch.db.clone(), settings, means, world.clone(), key));
        Self { ctx, world, scratch }
    }

    /// An account with this role, named after its id.
    pub async fn account(&self, role: Role) -> Actor {
        let id = self.ctx.id();
        let sql = format!(
            "INSERT INTO account (id, handle, display_name, role, bio, region, region_slug, reply_policy, language, created_at) \
             VALUES ({id}, 'u{id}', 'Person {id}', '{}', '', '', '', 'open', 'en-GB', {})",
            role.as_str(),
            self.ctx.now().0
        );
        self.sql(&sql).await;
        Actor { account: AccountId(id), role, organisation: None }
    }

    /// Runs a statement as nobody: to bring about what no use case does.
    pub async fn sql(&self, statement: &str) {
        let statement = AssertSqlSafe(statement.to_owned());
        if self.scratch.url.starts_with("sqlite:") {
            let mut c = SqliteConnection::connect(&self.scratch.url).await.expect("a second connection");
            sqlx::query(statement).execute(&mut c).await.expect("the statement");
        } else {
            let mut c = PgConnection::connect(&self.scratch.url).await.expect("a second connection");
            sqlx::query(statement).execute(&mut c).await.expect("the statement");
        }
    }
}

/// Gives an account an e-mail address and says that it is theirs, as the link in its letter does.
pub async fn own_address(ctx: &Ctx, who: &Actor, text: &str) {
    account::set_email(ctx, who, text).await.expect("an address");
    let mut tx = ctx.begin_read().await.expect("the database");
    let link = address::link(ctx, &mut tx, who.account).await.expect("a link").expect("an address to be proved");
    drop(tx);
    let secret = link.rsplit('/').next().unwrap_or_default();
    address::prove(ctx, Origin(None), who.account, secret).await.expect("an address of theirs");
}

/// Folders for objects, uploads and temporary files under `folder`, and this machine's ffmpeg.
pub async fn means(folder: &Path, media: MediaSettings) -> Means {
    let scratch = folder.join("scratch");
    std::fs::create_dir_all(&scratch).expect("a folder");
    let objects = folder.join("objects").to_string_lossy().into_owned();
    Means {
        objects: Objects::open(&objects).expect("objects"),
        staging: Staging::open(&folder.join("staging"), 0).expect("staging"),
        tools: Tools::find(media).await,
        scratch,
    }
}

/// As [`means`], on a disk that has no room for uploads.
pub async fn means_without_room(folder: &Path) -> Means {
    let staging = Staging::open(&folder.join("full"), u64::MAX).expect("staging");
    Means { staging, ..means(folder, MediaSettings::default()).await }
}
