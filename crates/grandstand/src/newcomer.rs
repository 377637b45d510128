//! A first start: fills the sample team in beside the running server, and says on the terminal how far it is and how to
//! sign in.

use std::{fs, io::IsTerminal as _, path::Path, sync::Arc};

use anyhow::{Context as _, Result};
use grandstand_app::{Ctx, password, sample};
use grandstand_samples::{Plan, Progress};
use tokio::sync::watch;

use crate::{config::Config, key};

/// The file that keeps the sample accounts' password for the next start.
const PASSWORD: &str = "sample-password";

/// Fills the sample team in if this host is to have one and has not; reprints how to sign in on later starts.
pub(crate) async fn fill_sample_team(ctx: Arc<Ctx>, config: Config) {
    if let Err(error) = run(&ctx, &config).await {
        tracing::error!(error = format!("{error:#}"), "the sample team could not be filled in");
    }
}

async fn run(ctx: &Arc<Ctx>, config: &Config) -> Result<()> {
    let file = config.data.join(PASSWORD);
    let due = !config.empty && sample::due(ctx).await?;
    if !due && !file.exists() {
        return Ok(());
    }
    let password = remembered(ctx, &file)?;
    let [supporter, athlete, staff, moderator] = grandstand_samples::doors();
    println!("Sign in at {}/sign-in with the password {password}", config.app.public_url);
    println!(
        "  as a supporter: {supporter}    as an athlete: {athlete}    as staff: {staff}    as a moderator: {moderator}"
    );
    if !due {
        return Ok(());
    }
    println!("The sample team is being filled in; its films are drawn and rendered like any upload.");
    let folder = tempfile::Builder::new().prefix("sample-").tempdir_in(config.data.join("scratch"))?;
    let plan = Plan { folder: folder.path().to_owned(), password, films: usize::MAX };
    let (told, mut hears) = watch::channel(None);
    let filling = async {
        let filled = grandstand_samples::fill(ctx, &plan, |progress| {
            tell(&progress);
            told.send_replace(Some(progress));
        });
        let filled = filled.await.context("filling");
        drop(told);
        filled
    };
    let noting = async {
        while hears.changed().await.is_ok() {
            let progress = *hears.borrow_and_update();
            if let Some(Progress { ready, of, .. }) = progress
                && let Err(error) = sample::count(ctx, ready, of).await
            {
                tracing::warn!(%error, "the page could not be told of the sample team");
            }
        }
    };
    tokio::join!(filling, noting).0
}

fn tell(progress: &Progress) {
    let Progress { ready, of, drawing } = *progress;
    let doing = drawing.map_or_else(|| "all are drawn".to_owned(), |name| format!("drawing the film of {name}"));
    let line = format!("Sample films: {ready} of {of} can be watched, {doing}");
    if std::io::stdout().is_terminal() {
        print!("\r\x1b[K{line}{}", if ready == of { "\n" } else { "" });
        let _ = std::io::Write::flush(&mut std::io::stdout());
    } else {
        println!("{line}");
    }
}

fn remembered(ctx: &Ctx, file: &Path) -> Result<String> {
    if file.exists() {
        return Ok(fs::read_to_string(file)?.trim().to_owned());
    }
    let password = password::generate(ctx);
    key::write(file, &format!("{password}\n")).with_context(|| format!("writing {}", file.display()))?;
    Ok(password)
}
