//! `grandstand-bench`: how good the feed is on a recorded log, and how fast it is on a synthetic one; how good and how
//! fast workshops are allocated.

#![expect(clippy::print_stdout, reason = "figures on the standard output are what this program is for")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "counts and times of measurements are far below the limits"
)]

mod baseline;
mod data;
mod engine;
mod exposure;
mod learned;
mod programme;
mod replay;
mod scores;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use grandstand_feed::model::ModelParams;

#[derive(Parser)]
#[command(about = "Measures the feed and the allocation of workshops")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Replays recorded impressions in the KuaiRand-Pure format: predict, then learn.
    FeedReplay(Replay),
    /// Drives the whole engine with synthetic viewers on one thread.
    FeedEngine {
        /// Films.
        #[arg(long, default_value_t = 100_000)]
        videos: u32,
        /// Viewers.
        #[arg(long, default_value_t = 1_000_000)]
        viewers: u32,
    },
    /// Allocates workshops on a real roster and a larger one, beside the greedy pass.
    Programme {
        /// The folder with `roster-GBR.csv` and `competition-GBR.csv`.
        #[arg(long)]
        roster: PathBuf,
    },
}

#[derive(clap::Args)]
struct Replay {
    /// `video_id author_id tag duration_ms upload_ms`, tab-separated, gzip.
    #[arg(long)]
    items: PathBuf,
    /// `user_id last_time_ms shown long_viewed liked`.
    #[arg(long)]
    history: PathBuf,
    /// Impressions; may be given several times.
    #[arg(long, required = true)]
    stream: Vec<PathBuf>,
    /// Numbers of the model to replace, as JSON.
    #[arg(long)]
    params: Option<PathBuf>,
    /// Replays the hand-tuned co-visitation of the reference too, to show that the protocol is the same.
    #[arg(long)]
    baseline: bool,
    /// Leaves out the runs with nightly tables and with fair exposure.
    #[arg(long)]
    quick: bool,
    /// What attention takes away when it is shared fairly; several are compared.
    #[arg(long, value_delimiter = ',', default_value = "0.04,0.1,0.2,0.4")]
    fair: Vec<f64>,
    /// Prints the weights of the signals as learned.
    #[arg(long)]
    weights: bool,
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::FeedReplay(asked) => {
            let data = data::Data::read(&asked.items, &asked.history, &asked.stream)?;
            let params: ModelParams = match &asked.params {
                Some(path) => serde_json::from_str(&fs::read_to_string(path)?).context("the model's numbers")?,
                None => ModelParams::default(),
            };
            replay::run(&data, &params, &asked);
            Ok(())
        }
        Command::FeedEngine { videos, viewers } => {
            engine::run(videos, viewers);
            Ok(())
        }
        Command::Programme { roster } => programme::run(&roster),
    }
}
