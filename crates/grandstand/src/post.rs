//! `post`: sends a film to a server as an app would, over HTTP only: a resumable upload (tus 1.0), then the post, then
//! the wait until people can watch it.

use std::{
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, anyhow, bail};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use clap::Args;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use url::Url;

/// Bytes that one request carries: an interruption costs this much at most.
const CHUNK: usize = 4 << 20;
/// How often an interrupted request is tried again before giving up; the pauses add up to about a minute.
const TRIES: u32 = 8;
/// Between two looks at a film that is being made.
const LOOK_EVERY: Duration = Duration::from_millis(400);
const UPLOADS: &str = "/api/grandstand/v1/uploads";
const POSTS: &str = "/api/grandstand/v1/posts";

#[derive(Debug, Args)]
pub(crate) struct Post {
    /// The film
    file: PathBuf,
    /// The server's address, such as https://fans.team.example
    #[arg(long, env = "GRANDSTAND_SERVER")]
    server: Url,
    /// A bearer token, from `grandstand token`
    #[arg(long, env = "GRANDSTAND_TOKEN", hide_env_values = true)]
    token: String,
    /// What to say about it, with #tags and @mentions
    #[arg(long, default_value = "")]
    caption: String,
    /// What it shows, for people who do not see it
    #[arg(long, default_value = "")]
    alt: String,
    /// public or followers
    #[arg(long, default_value = "public")]
    visibility: String,
    /// Keep it as a draft
    #[arg(long)]
    draft: bool,
    /// Wait until it can be watched and every rendition stands; print the addresses as they come
    #[arg(long)]
    wait: bool,
    /// With --wait: end as soon as it can be watched
    #[arg(long, requires = "wait")]
    first: bool,
    /// With --wait: seconds after which waiting ends; an error unless it can be watched by then
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    timeout: u64,
}

/// A post as the server tells of it.
#[derive(Debug, Deserialize)]
struct Told {
    id: String,
    /// Its page.
    url: String,
    video: Video,
}

#[derive(Debug, Deserialize)]
struct Video {
    /// uploaded, accepted, playable, complete or refused.
    state: String,
    /// Why it was refused, in a word.
    #[serde(default)]
    refusal: Option<String>,
    #[serde(default)]
    percent: Option<i64>,
    #[serde(default)]
    renditions: Vec<Rendition>,
}

#[derive(Debug, Deserialize)]
struct Rendition {
    /// Absolute, or a path on the server.
    url: String,
}

/// Sends the film and says where it is.
pub(crate) async fn run(post: &Post) -> Result<()> {
    let client = Client::builder().user_agent(concat!("grandstand/", env!("CARGO_PKG_VERSION"))).build()?;
    let remote = Remote { client, server: post.server.clone(), token: post.token.clone() };
    let upload = remote.upload(&post.file).await?;
    let body = serde_json::json!({
        "upload": upload,
        "caption": post.caption,
        "alt_text": post.alt,
        "visibility": post.visibility,
        "draft": post.draft,
    });
    let made = accepted(remote.ask(Method::POST, remote.address(POSTS)?).json(&body).send().await?).await?;
    let told: Told = made.json().await.context("The server's answer cannot be read")?;
    if post.wait {
        remote.wait(told, post).await
    } else {
        println!("{}", remote.address(&told.url)?);
        Ok(())
    }
}

struct Remote {
    client: Client,
    server: Url,
    token: String,
}

impl Remote {
    fn address(&self, path: &str) -> Result<Url> {
        Ok(self.server.join(path)?)
    }

    fn ask(&self, method: Method, url: Url) -> RequestBuilder {
        self.client.request(method, url).bearer_auth(&self.token).header(header::ACCEPT, "application/json")
    }

    fn tus(&self, method: Method, url: Url) -> RequestBuilder {
        self.ask(method, url).header("Tus-Resumable", "1.0.0")
    }

    /// Sends the bytes; gives the upload's id, the last part of its address.
    async fn upload(&self, path: &Path) -> Result<String> {
        let mut file = tokio::fs::File::open(path).await.with_context(|| format!("opening {}", path.display()))?;
        let length = file.metadata().await?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let create = self
            .tus(Method::POST, self.address(UPLOADS)?)
            .header("Upload-Length", length)
            .header("Upload-Metadata", format!("filename {}", BASE64_STANDARD.encode(name.as_bytes())));
        let created = accepted(create.send().await.context("The server cannot be reached")?).await?;
        let location = created.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let at = self.address(location.context("The server did not say where to send the film")?)?;
        let mut offset = 0;
        let mut failures = 0;
        while offset < length {
            match self.send_from(&at, &mut file, offset).await {
                Ok(reached) => {
                    offset = reached;
                    failures = 0;
                    say(&format!("sent {} of {} MB", offset / 1_000_000, length / 1_000_000));
                }
                Err(error) if error.is::<Refused>() || failures == TRIES => return Err(error),
                Err(_) => {
                    failures += 1;
                    say("the connection broke; going on where it was");
                    tokio::time::sleep(Duration::from_millis(250 << failures.min(6))).await;
                    offset = self.reached(&at).await.unwrap_or(offset);
                }
            }
        }
        say_line();
        let id = at.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
        Ok(id.to_owned())
    }

    async fn send_from(&self, at: &Url, file: &mut tokio::fs::File, offset: u64) -> Result<u64> {
        file.seek(std::io::SeekFrom::Start(offset)).await?;
        let mut chunk = Vec::with_capacity(CHUNK);
        file.take(CHUNK as u64).read_to_end(&mut chunk).await?;
        if chunk.is_empty() {
            bail!(Refused("The file became shorter while it was sent.".to_owned()));
        }
        let checksum = format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(&chunk)));
        let patch = self
            .tus(Method::PATCH, at.clone())
            .header(header::CONTENT_TYPE, "application/offset+octet-stream")
            .header("Upload-Offset", offset)
            .header("Upload-Checksum", checksum)
            .body(chunk);
        offset_of(&accepted(patch.send().await?).await?)
    }

    /// How far the server has got.
    async fn reached(&self, at: &Url) -> Result<u64> {
        offset_of(&accepted(self.tus(Method::HEAD, at.clone()).send().await?).await?)
    }

    /// Prints the page once it can be watched, and each rendition's address when it stands, until all do.
    async fn wait(&self, mut told: Told, post: &Post) -> Result<()> {
        let end = tokio::time::Instant::now() + Duration::from_secs(post.timeout);
        let mut printed: Vec<String> = Vec::new();
        let at = self.address(&format!("{POSTS}/{}", told.id))?;
        let mut failures = 0;
        loop {
            if told.video.state == "refused" {
                say_line();
                bail!(grandstand_web::english_word(&format!(
                    "refusal-{}",
                    told.video.refusal.as_deref().unwrap_or_default()
                )));
            }
            let complete = told.video.state == "complete";
            if complete || told.video.state == "playable" {
                if printed.is_empty() {
                    say_line();
                    println!("{}", self.address(&told.url)?);
                }
                for rendition in &told.video.renditions {
                    let address = self.address(&rendition.url)?.to_string();
                    if !printed.contains(&address) {
                        println!("{address}");
                        printed.push(address);
                    }
                }
                if complete || post.first {
                    return Ok(());
                }
            }
            if tokio::time::Instant::now() > end {
                say_line();
                if printed.is_empty() {
                    bail!("It cannot be watched yet. The server goes on with it; look at {}", self.address(&told.url)?);
                }
                return Ok(());
            }
            if let Some(percent) = told.video.percent {
                say(&format!("{}: {percent} %", told.video.state));
            }
            tokio::time::sleep(LOOK_EVERY).await;
            let asked = async {
                accepted(self.ask(Method::GET, at.clone()).send().await?)
                    .await?
                    .json()
                    .await
                    .map_err(anyhow::Error::from)
            };
            match asked.await {
                Ok(now) => (told, failures) = (now, 0),
                Err(error) if error.is::<Refused>() || failures >= 150 => return Err(error),
                // The server may be restarting: what it has is durable.
                Err(_) => failures += 1,
            }
        }
    }
}

/// The server said no, in a sentence, and would say it again.
#[derive(Debug)]
struct Refused(String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// The answer if it is a good one, else the sentence in it.
async fn accepted(response: Response) -> Result<Response> {
    #[derive(Deserialize)]
    struct Said {
        error: String,
    }
    let code = response.status();
    if code.is_success() {
        return Ok(response);
    }
    // What may pass by itself: a full or restarting server, an upload that another request still holds (423) or whose
    // offset differs (409), a checksum that did not match (460).
    let passing = code.is_server_error()
        || matches!(
            code,
            StatusCode::CONFLICT | StatusCode::LOCKED | StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
        )
        || code.as_u16() == 460;
    let text = response.text().await.unwrap_or_default();
    let sentence =
        serde_json::from_str::<Said>(&text).map_or_else(|_| format!("The server answered {code}."), |said| said.error);
    Err(if passing { anyhow!(sentence) } else { Refused(sentence).into() })
}

fn offset_of(response: &Response) -> Result<u64> {
    let offset = response.headers().get("Upload-Offset").and_then(|value| value.to_str().ok()?.parse().ok());
    offset.context("The server did not say how far it got")
}

/// Shows progress on one line of a terminal; elsewhere nothing, since scripts keep what is printed.
fn say(what: &str) {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K{what}");
        let _ = std::io::stderr().flush();
    }
}

fn say_line() {
    say("");
}
