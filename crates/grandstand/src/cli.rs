//! The command line. Scripts rely on these forms: add to them, do not change them.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use serde::Serialize;

use crate::{
    backup,
    config::Config,
    doctor, feed, games, host, import, key, mail,
    people::{self, AccountCommand, OrganisationCommand},
    post, restore, sample, server, verify,
};

/// Where a nation's athletes meet their supporters.
#[derive(Debug, Parser)]
#[command(name = "grandstand", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Configuration file [default: grandstand.toml in the working directory, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages and work off jobs
    Serve(ServeFlags),
    /// Work off jobs only, beside servers that share the database
    Worker(WorkerFlags),
    /// Make and manage accounts
    Account {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// Make a bearer token of an account; it stands on the last line
    Token {
        /// Whose
        handle: String,
        /// What it is for, as its owner will see it in the settings
        #[arg(long, default_value = "command line")]
        label: String,
        #[command(flatten)]
        place: Place,
    },
    /// Send a film to a server, over HTTP only
    Post(post::Post),
    /// Make and list organisations
    Organisation {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        command: OrganisationCommand,
    },
    /// Make, change and list Games
    Games {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        command: games::GamesCommand,
    },
    /// Import a roster, a start list or a schedule (CSV or XLSX) into a Games; the last line counts what became of its lines
    Import {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        what: import::What,
    },
    /// Look after the e-mail that waits to be sent
    Mail {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        command: mail::MailCommand,
    },
    /// Write database, objects and master key to one file, while the server runs
    Backup {
        /// The file to write
        file: PathBuf,
        /// Leave the master key out; keep it elsewhere
        #[arg(long)]
        without_key: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Prove a backup and fill an empty place from it
    Restore {
        /// The backup
        file: PathBuf,
        /// Only prove that the backup is whole
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Look at the host and the data, and say what is not well
    Doctor {
        #[command(flatten)]
        place: Place,
    },
    /// Print the public key by which others check this host: publish it where this host cannot change it
    Key {
        #[command(flatten)]
        place: Place,
    },
    /// Look into the feed
    Feed {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        command: feed::FeedCommand,
    },
    /// Check a host from outside: its log, its signatures, and that Discover is what they say
    Verify(verify::Verify),
    /// Print the configuration in force, or a commented sample of it
    Config {
        #[command(flatten)]
        place: Place,
        /// Print the commented sample instead
        #[arg(long)]
        sample: bool,
    },
}

/// Flags that say where a server's state is; they win over file and environment.
#[derive(Clone, Debug, Default, Args, Serialize)]
pub(crate) struct Place {
    /// Data folder
    #[arg(long, value_name = "DIR", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<PathBuf>,
    /// sqlite:PATH or postgres://… [default: a file in the data folder]
    #[arg(long, value_name = "URL", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<String>,
    /// A folder or s3://bucket/prefix [default: a folder in the data folder]
    #[arg(long, value_name = "ADDRESS", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    objects: Option<String>,
}

/// Flags of a server.
#[derive(Clone, Debug, Default, Args, Serialize)]
pub(crate) struct ServeFlags {
    #[command(flatten)]
    #[serde(flatten)]
    place: Place,
    /// Start without the sample team
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    empty: bool,
    /// Where pages are served
    #[arg(long, value_name = "ADDR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<SocketAddr>,
    /// Where metrics are served
    #[arg(long, value_name = "ADDR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics_listen: Option<SocketAddr>,
}

/// Flags of a worker.
#[derive(Clone, Debug, Default, Args, Serialize)]
pub(crate) struct WorkerFlags {
    #[command(flatten)]
    #[serde(flatten)]
    place: Place,
    /// Where metrics are served
    #[arg(long, value_name = "ADDR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics_listen: Option<SocketAddr>,
}

impl Cli {
    /// Does what was asked.
    pub(crate) async fn run(self) -> Result<()> {
        let file = self.config.as_deref();
        match self.command {
            Command::Serve(flags) => server::serve(Config::load(file, flags)?).await?,
            Command::Worker(flags) => server::worker(Config::load(file, flags)?).await?,
            Command::Account { place, command } => {
                people::account(&*host::open(&Config::load(file, place)?).await?, command).await?;
            }
            Command::Token { handle, label, place } => {
                people::token(&*host::open(&Config::load(file, place)?).await?, &handle, &label).await?;
            }
            Command::Post(what) => post::run(&what).await?,
            Command::Organisation { place, command } => {
                people::organisation(&*host::open(&Config::load(file, place)?).await?, command).await?;
            }
            Command::Games { place, command } => {
                games::run(&*host::open(&Config::load(file, place)?).await?, command).await?;
            }
            Command::Import { place, what } => {
                import::run(&*host::open(&Config::load(file, place)?).await?, what).await?;
            }
            Command::Mail { place, command } => {
                mail::run(&*host::open(&Config::load(file, place)?).await?, command).await?;
            }
            Command::Backup { file: to, without_key, place } => {
                backup::write(&Config::load(file, place)?, &to, !without_key).await?;
            }
            Command::Restore { file: from, check, place } => {
                restore::run(&Config::load(file, place)?, &from, check).await?;
            }
            Command::Key { place } => {
                let master = key::load_or_make(&Config::load(file, place)?.master_key())?;
                println!("{}", grandstand_app::ctx::signing_key(&master).public().text());
            }
            Command::Feed { place, command } => {
                feed::run(&*host::open(&Config::load(file, place)?).await?, command).await?;
            }
            Command::Verify(what) => verify::run(&what).await?,
            Command::Doctor { place } => doctor::run(&Config::load(file, place)?).await?,
            Command::Config { sample: true, .. } => print!("{}", sample::text()?),
            Command::Config { place, .. } => print!("{}", Config::load(file, place)?.shown()?),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
