//! `verify`: checks a host from outside, over HTTP only, with nothing but its public key. The check itself stands in
//! `grandstand-proof`; here are the questions, the memory, and what is printed.

use std::{fs, io::ErrorKind, path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use grandstand_proof::{
    PublicKey,
    check::{Options, Remembered, Source, check},
};
use reqwest::{Client, redirect::Policy};
use url::Url;

/// The most bytes of one answer: a full stretch of the public log, with room for large entries.
const ANSWER_MOST: usize = 64 << 20;

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The host's address, such as https://fans.team.example
    url: Url,
    /// The host's public key, as the team publishes it elsewhere
    #[arg(long, value_name = "BASE64")]
    key: Option<String>,
    /// Remember what was seen in this file, and check next time that it still holds
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// How many pages of Discover are worked out again
    #[arg(long, value_name = "N", default_value_t = 24)]
    pages: usize,
}

/// A host over HTTP.
struct Host {
    client: Client,
    base: String,
}

impl Source for Host {
    async fn get(&self, path: &str) -> Result<String, String> {
        let mut answer =
            self.client.get(format!("{}{path}", self.base)).send().await.map_err(|e| e.without_url().to_string())?;
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|e| e.without_url().to_string())? {
            if body.len() + part.len() > ANSWER_MOST {
                return Err("its answer does not end".to_owned());
            }
            body.extend_from_slice(&part);
        }
        match answer.status() {
            code if code.is_success() => String::from_utf8(body).map_err(|_| "its answer is no text".to_owned()),
            code => Err(format!("it says {code}")),
        }
    }
}

/// Checks the host and prints a line for each thing that holds; an error names the first that does not.
pub(crate) async fn run(what: &Verify) -> Result<()> {
    let key = match &what.key {
        Some(text) => Some(PublicKey::read(text).ok_or_else(|| anyhow!("--key is not an Ed25519 key in base64"))?),
        None => None,
    };
    let remembered = match &what.state {
        Some(path) => remembered(path)?,
        None => None,
    };
    let client = Client::builder().redirect(Policy::none()).timeout(Duration::from_mins(1)).build()?;
    let host = Host { client, base: what.url.as_str().trim_end_matches('/').to_owned() };
    let options = Options { key, remembered, pages: what.pages };
    let mut say = |line: String| println!("ok    {line}");
    match check(&host, &options, &mut say).await {
        Ok(seen) => {
            if let Some(path) = &what.state {
                keep(path, &seen)?;
            }
            Ok(())
        }
        Err(wrong) => {
            println!("WRONG {wrong}");
            bail!("The check ends here: what this host says was not found to hold.")
        }
    }
}

fn remembered(path: &PathBuf) -> Result<Option<Remembered>> {
    match fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text)
            .map(Some)
            .with_context(|| format!("{} is not what verify keeps", path.display())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}

/// Whole or not at all: the file is renamed into place.
fn keep(path: &PathBuf, seen: &Remembered) -> Result<()> {
    let fresh = path.with_extension("new");
    fs::write(&fresh, serde_json::to_string_pretty(seen)? + "\n")
        .and_then(|()| fs::rename(&fresh, path))
        .with_context(|| format!("writing {}", path.display()))
}
