//! What every use case is given: the database, the clock and the other means of this server.

use std::{
    path::PathBuf,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use grandstand_domain::{
    id::{IdMaker, Seq},
    time::UnixMillis,
};
use grandstand_media::{Objects, Staging, Tools};
use grandstand_store::{Db, ReadTx, WriteTx};
use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

use crate::{
    delivery::Gates,
    error::AppError,
    mail::{Carrier, MailSettings},
    password::Hashing,
    progress::Board,
    push::{self, Courier, Reach, Said, Told, Vapid, Voice},
    session::Memory,
    throttle::Throttle,
    transparency::Transparency,
    viewer,
    views::Views,
};

/// The clock and the source of randomness. The program has the real ones; tests have ones they can set.
pub trait World: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> UnixMillis;
    /// Fills a buffer with unpredictable bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// Where bytes lie and what films are made with.
pub struct Means {
    /// Finished files.
    pub objects: Objects,
    /// Uploads on their way.
    pub staging: Staging,
    /// ffmpeg and its settings.
    pub tools: Tools,
    /// A folder for the temporary files of jobs. Each process has a folder of its own in it.
    pub scratch: PathBuf,
}

/// The means of one server, shared by every request and job.
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// What the operator chose.
    pub settings: Settings,
    /// The catalogue in memory, with all that a page shows of each post.
    pub views: Views,
    /// Finished files.
    pub objects: Objects,
    /// Uploads on their way.
    pub staging: Staging,
    /// ffmpeg and its settings.
    pub tools: Tools,
    /// How far films in the making are, as this process knows it.
    pub progress: Board,
    /// What outsiders check this host by.
    pub transparency: Transparency,
    /// Whether this host has the sample team, so that people may try everything out.
    pub(crate) is_trial: AtomicBool,
    pub(crate) scratch: PathBuf,
    pub(crate) gates: Gates,
    world: Box<dyn World>,
    ids: Mutex<IdMaker>,
    master_key: SecretBox<[u8; 32]>,
    pub(crate) sessions: Memory,
    pub(crate) wishes: viewer::Memory,
    pub(crate) hashing: Hashing,
    pub(crate) throttle: Throttle,
    pub(crate) vapid: Vapid,
    pub(crate) courier: Courier,
    pub(crate) carrier: Carrier,
    voice: OnceLock<Box<dyn Voice>>,
}

/// What the operator chose that use cases need to know.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The address people see, without a slash at the end: `https://fans.team.example`. Passkeys are bound to its host.
    pub public_url: String,
    /// Bytes of video one account may keep in uploads and originals together.
    pub quota_bytes: u64,
    /// Bytes that one file may have.
    pub upload_most_bytes: u64,
    /// How many uploads of one account may be on their way at once.
    pub uploads_open_most: u32,
    /// How many films are worked on at once; 0 chooses by the number of cores.
    pub workers: u32,
    /// Whether anyone may make a supporter account.
    pub open_sign_up: bool,
    /// Whether supporters may make themselves athletes and post. A host with the sample team lets them, to be tried out.
    pub open_athletes: bool,
    /// Where Web Push may go: the hosts are chosen by the browsers and apps that subscribe.
    pub push: Reach,
    /// Where e-mail is handed over.
    pub mail: MailSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8400".to_owned(),
            quota_bytes: 20 << 30,
            upload_most_bytes: 2 << 30,
            uploads_open_most: 20,
            workers: 0,
            open_sign_up: true,
            open_athletes: false,
            push: Reach::default(),
            mail: MailSettings::default(),
        }
    }
}

/// The purpose under which the seed of the host's signing key is derived.
const SIGNING: &str = "transparency";

/// The purpose under which the key is derived that push services know the host by.
const PUSHING: &str = "web-push";

/// The key that a host with this master key signs with.
pub fn signing_key(master_key: &SecretBox<[u8; 32]>) -> grandstand_proof::HostKey {
    grandstand_proof::HostKey::from_seed(&derive(master_key, SIGNING))
}

fn host_name(public_url: &str) -> String {
    let url = url::Url::parse(public_url).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "localhost".to_owned())
}

fn derive(master_key: &SecretBox<[u8; 32]>, purpose: &str) -> [u8; 32] {
    let mut key = [0; 32];
    // Fails only for outputs beyond 255 hashes.
    let _ = Hkdf::<Sha256>::new(None, master_key.expose_secret()).expand(purpose.as_bytes(), &mut key);
    key
}

impl Ctx {
    /// Puts a server's means together. `master_key` opens the vault and signs cookies; it never leaves this struct.
    pub fn new(db: Db, settings: Settings, means: Means, world: impl World, master_key: SecretBox<[u8; 32]>) -> Self {
        let Means { objects, staging, tools, scratch } = means;
        let gates = Gates::new(&db);
        let pseudonyms = derive(&master_key, "pseudonyms");
        let transparency = Transparency::new(&derive(&master_key, SIGNING));
        let mut tries = 0;
        let vapid = Vapid::new(&push::secret(|| {
            tries += 1;
            derive(&master_key, &format!("{PUSHING}/{tries}"))
        }));
        let courier = Courier::new(settings.push);
        let carrier = Carrier::new(settings.mail.clone(), &host_name(&settings.public_url));
        Self {
            db,
            views: Views::new(&settings.public_url, pseudonyms, transparency.key().clone()),
            settings,
            objects,
            staging,
            tools,
            progress: Board::default(),
            transparency,
            is_trial: AtomicBool::new(false),
            scratch,
            gates,
            world: Box::new(world),
            ids: Mutex::new(IdMaker::default()),
            master_key,
            sessions: Memory::default(),
            wishes: viewer::Memory::default(),
            hashing: Hashing::default(),
            throttle: Throttle::default(),
            vapid,
            courier,
            carrier,
            voice: OnceLock::new(),
        }
    }

    /// Gives the words in which pushed messages are written; the first ones given stay.
    pub fn speak_with(&self, voice: impl Voice) {
        let _ = self.voice.set(Box::new(voice));
    }

    /// Those words. Without any, a message names nothing but the page of notifications.
    pub(crate) fn say(&self, told: &Told<'_>) -> Said {
        match self.voice.get() {
            Some(voice) => voice.say(told),
            None => Said { title: "Grandstand".to_owned(), page: "/notifications".to_owned(), icon: String::new() },
        }
    }

    /// A sentence of the translation files with its values, in a language (BCP 47; empty: the host's own): what letters say.
    pub fn words(&self, language: &str, key: &str, values: &[(&'static str, String)]) -> String {
        self.voice.get().map_or_else(|| key.to_owned(), |voice| voice.words(language, key, values))
    }

    /// The host's own name: that of its public address, without a port.
    pub fn host_name(&self) -> String {
        host_name(&self.settings.public_url)
    }

    /// Whether supporters may make themselves athletes: where the operator says so, and on a host with the sample team.
    pub fn athletes_may_join(&self) -> bool {
        self.settings.open_athletes || self.is_trial.load(Ordering::Relaxed)
    }

    /// The present moment.
    pub fn now(&self) -> UnixMillis {
        self.world.now()
    }

    /// `N` unpredictable bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.world.fill(&mut bytes);
        bytes
    }

    /// A fresh id of any noun: `PostId(ctx.id())`.
    pub fn id(&self) -> i64 {
        let (now, random) = (self.now(), u32::from_le_bytes(self.random()));
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).next(now, random)
    }

    /// A key for one purpose, derived from the master key (HKDF-SHA-256, RFC 5869).
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        derive(&self.master_key, purpose)
    }

    /// Starts a transaction that reads, at the present time.
    pub async fn begin_read(&self) -> Result<ReadTx, AppError> {
        Ok(self.db.begin_read_at(self.now()).await?)
    }

    /// Starts a transaction that writes, under the present time.
    pub(crate) async fn begin_write(&self) -> Result<WriteTx, AppError> {
        Ok(self.db.begin_write(self.now()).await?)
    }

    /// Commits, and waits (not long) until this server's views show it, so that whoever acted sees the effect on the next
    /// page. The number is that of the last fact written, if there was one.
    pub(crate) async fn commit(&self, tx: WriteTx) -> Result<Option<Seq>, AppError> {
        let seq = tx.commit().await?;
        if let Some(seq) = seq {
            self.views.reached(seq).await;
        }
        Ok(seq)
    }
}
