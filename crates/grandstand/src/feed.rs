//! `feed`: makes a page again from its receipt, so that anyone at the machine can see that it was what the log says.

use std::{
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use grandstand_app::{Ctx, views};

use crate::people::said;

#[derive(Debug, Subcommand)]
pub(crate) enum FeedCommand {
    /// Make a page again from the log, print it in its canonical form, and fail if it is not what its receipt says
    Replay {
        /// A receipt, or a page's JSON with its receipt; - reads standard input
        receipt: PathBuf,
    },
}

pub(crate) async fn run(ctx: &Ctx, command: FeedCommand) -> Result<()> {
    let FeedCommand::Replay { receipt } = command;
    let replay = views::replay(ctx, &text(&receipt)?).await.map_err(said)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", replay.made)?;
    drop(out);
    let mut wrong = replay.differences();
    if replay.signed == Some(false) {
        wrong.push("signature: not this host's".to_owned());
    }
    if !wrong.is_empty() {
        bail!("The page is not what its receipt says.\n{}", wrong.join("\n"));
    }
    let from = match replay.from.0 {
        0 => "the start of the log".to_owned(),
        seq => format!("the snapshot at {seq}"),
    };
    let signed = if replay.signed.is_some() { "signed by this host" } else { "not signed" };
    eprintln!("The same, byte for byte; made from {from}; {signed}.");
    Ok(())
}

fn text(path: &Path) -> Result<String> {
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).context("reading standard input")?;
    } else {
        text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    }
    Ok(text)
}
