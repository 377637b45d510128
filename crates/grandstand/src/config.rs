//! What the operator chose: defaults, then a file, then `GRANDSTAND_…` variables, then flags. Unknown keys are refused,
//! and what does not fit together is said at the start, all at once.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use figment::{
    Figment,
    providers::{Env, Format as _, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

/// Name of the configuration file that is read from the working directory when no other is named.
pub(crate) const FILE: &str = "grandstand.toml";
const VARIABLES: &str = "GRANDSTAND_";

/// The configuration of a server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The data folder.
    pub(crate) data: PathBuf,
    /// Where pages are served.
    pub(crate) listen: SocketAddr,
    /// Where metrics are served, if anywhere.
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// `sqlite:PATH` or `postgres://…`; a SQLite file in the data folder when absent.
    pub(crate) database_url: Option<String>,
    /// Connections that read (SQLite) or all connections (PostgreSQL).
    pub(crate) database_connections: u32,
    /// `file:///folder`, a path, or `s3://bucket/prefix`; a folder in the data folder when absent.
    pub(crate) objects: Option<String>,
    /// The file of the master key; `master.key` in the data folder when absent.
    pub(crate) master_key_file: Option<PathBuf>,
    /// Whether an empty server stays empty instead of being filled with a sample team.
    pub(crate) empty: bool,
    /// Seconds that requests and jobs get to finish at a shutdown.
    pub(crate) shutdown_grace_s: u64,
    /// Bytes of the data folder's disk that uploads leave free.
    pub(crate) keep_free_bytes: u64,
    /// What is logged and how.
    pub(crate) log: LogConfig,
    /// What use cases need to know.
    pub(crate) app: grandstand_app::ctx::Settings,
    /// How films are judged and made.
    pub(crate) media: grandstand_media::MediaSettings,
    /// What concerns HTTP only.
    pub(crate) web: grandstand_web::WebSettings,
    #[serde(skip)]
    public_url_is_chosen: bool,
}

/// What is logged and how.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LogConfig {
    /// For people or for programs.
    pub(crate) format: LogFormat,
    /// Which lines, in the language of `tracing-subscriber`'s `EnvFilter`.
    pub(crate) filter: String,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Lines for people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { format: LogFormat::Pretty, filter: "info".to_owned() }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("./data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8400)),
            metrics_listen: None,
            database_url: None,
            database_connections: 8,
            objects: None,
            master_key_file: None,
            empty: false,
            shutdown_grace_s: 10,
            keep_free_bytes: 512 << 20,
            log: LogConfig::default(),
            app: grandstand_app::ctx::Settings::default(),
            media: grandstand_media::MediaSettings::default(),
            web: grandstand_web::WebSettings::default(),
            public_url_is_chosen: false,
        }
    }
}

impl Config {
    /// Reads the configuration. `file` must exist when it is named; `flags` win over everything.
    pub(crate) fn load(file: Option<&Path>, flags: impl Serialize) -> Result<Self> {
        let file = match file {
            Some(file) if !file.is_file() => bail!("The configuration file {} does not exist.", file.display()),
            Some(file) => file.to_owned(),
            None => PathBuf::from(FILE),
        };
        Self::read(
            &Figment::from(Serialized::defaults(Self::default())).merge(Toml::file(file)).merge(variables()),
            flags,
        )
    }

    fn read(figment: &Figment, flags: impl Serialize) -> Result<Self> {
        let figment = figment.clone().merge(Serialized::defaults(flags));
        let public_url_is_chosen =
            figment.find_metadata("app.public_url").is_some_and(|from| from.name != OWN_DEFAULTS);
        let mut config: Self = figment.extract().context("The configuration cannot be read")?;
        config.public_url_is_chosen = public_url_is_chosen;
        config.heard_at(config.listen);
        let problems = config.problems();
        if !problems.is_empty() {
            bail!("The configuration does not fit together:\n- {}", problems.join("\n- "));
        }
        Ok(config)
    }

    /// Says where the server listens in fact, which is its public address too unless another was chosen.
    pub(crate) fn heard_at(&mut self, address: SocketAddr) {
        if !self.public_url_is_chosen {
            self.app.public_url = format!("http://{address}");
        }
    }

    /// What does not fit together, in sentences.
    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut must = |holds: bool, sentence: String| {
            if !holds {
                problems.push(sentence);
            }
        };
        let database = self.database();
        let shared = database.starts_with("postgres://") || database.starts_with("postgresql://");
        must(
            shared || database.starts_with("sqlite:"),
            "database_url must start with sqlite: or postgres://".to_owned(),
        );
        must(self.database_connections >= 2, "database_connections must be 2 at least".to_owned());
        must(
            Some(self.listen) != self.metrics_listen || self.listen.port() == 0,
            "metrics_listen must differ from listen: metrics are not for everyone".to_owned(),
        );
        let url = url::Url::parse(&self.app.public_url);
        let web = url.as_ref().is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
        must(web, "app.public_url must be an address such as https://fans.team.example".to_owned());
        must(!self.app.public_url.ends_with('/'), "app.public_url must not end with a slash".to_owned());
        must(self.shutdown_grace_s <= 300, "shutdown_grace_s must be 300 at most".to_owned());
        problems.extend(self.app.mail.problems());
        problems.extend(self.media.problems());
        problems
    }

    /// The database's address.
    pub(crate) fn database(&self) -> String {
        let file = || format!("sqlite:{}", self.data.join("grandstand.db").display());
        self.database_url.clone().unwrap_or_else(file)
    }

    /// The object store's address.
    pub(crate) fn objects(&self) -> String {
        self.objects.clone().unwrap_or_else(|| self.data.join("objects").display().to_string())
    }

    /// The master key's file.
    pub(crate) fn master_key(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.data.join(crate::key::FILE))
    }

    /// The configuration as it is in force, with a password in the database's address blotted out.
    pub(crate) fn shown(&self) -> Result<String> {
        let mut shown = self.clone();
        if let Some(mut url) = self.database_url.as_deref().and_then(|url| url::Url::parse(url).ok())
            && url.password().is_some()
            && url.set_password(Some("…")).is_ok()
        {
            shown.database_url = Some(url.to_string());
        }
        Ok(toml::to_string(&shown)?)
    }
}

/// What figment calls the source of the defaults.
const OWN_DEFAULTS: &str = "grandstand::config::Config";

/// Variables that are not the server's: the sub-command `post` and the tests have them.
const FOREIGN: [&str; 5] = ["server", "token", "bin", "chromium", "screenshots"];

/// `GRANDSTAND_DATABASE_URL` and the like; two underscores lead into a section (`GRANDSTAND_LOG__FORMAT`).
fn variables() -> Env {
    let ours = |key: &str| {
        let key = key.to_lowercase();
        !key.starts_with("test_") && !FOREIGN.contains(&key.as_str())
    };
    Env::prefixed(VARIABLES).filter(move |key| ours(key.as_str())).split("__")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(file: &str, flags: serde_json::Value) -> Result<Config> {
        let figment = Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(file));
        Config::read(&figment, flags)
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_the_defaults() {
        let config = read("listen = '127.0.0.1:9000'\n[log]\nformat = 'json'", json!({"data": "/srv/gs"})).unwrap();
        assert_eq!(config.listen.port(), 9000);
        assert_eq!(config.log.format, LogFormat::Json);
        assert_eq!(config.database(), "sqlite:/srv/gs/grandstand.db");
        assert_eq!(config.app.public_url, "http://127.0.0.1:9000");
    }

    #[test]
    fn a_chosen_public_address_is_kept() {
        let config = read("[app]\npublic_url = 'https://fans.team.example'", json!({})).unwrap();
        assert_eq!(config.app.public_url, "https://fans.team.example");
    }

    #[test]
    fn unknown_keys_and_misfits_are_refused_with_a_sentence() {
        assert!(read("colour = 'red'", json!({})).is_err());
        assert!(read("[log]\nlevel = 'info'", json!({})).is_err());
        let error = read("database_url = 'mysql://x'\nmetrics_listen = '127.0.0.1:8400'", json!({})).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("sqlite: or postgres://") && text.contains("metrics_listen"), "{text}");
    }

    #[test]
    fn a_password_is_not_shown() {
        let config = read("database_url = 'postgres://gs:secret@db/gs'", json!({})).unwrap();
        let shown = config.shown().unwrap();
        assert!(!shown.contains("secret") && shown.contains("gs:"), "{shown}");
    }
}
