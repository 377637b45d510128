//! What an operator's bad day looks like from outside: a full disk, a locked database, no ffmpeg, a killed server. Each
//! time a person reads a sentence, nothing that was taken is lost, and the server goes on by itself.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use reqwest::{Client, StatusCode};
use serde_json::Value;

use crate::{
    PROGRAM, refused, run, said,
    serve::{Server, film},
};

const UPLOADS: &str = "/api/grandstand/v1/uploads";

/// A small disk of its own, in memory; unmounted when dropped.
struct Disk(PathBuf);

impl Disk {
    /// None where this test may not mount anything.
    fn of(megabytes: u32, at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|done| done.status.success()).then(|| Self(at.to_owned()))
    }

    /// Takes every free byte.
    fn fill(&self) {
        let mut ballast = std::fs::File::create(self.0.join("ballast")).unwrap();
        let piece = vec![7; 64 << 10];
        while std::io::Write::write(&mut ballast, &piece).is_ok_and(|written| written > 0) {}
    }

    fn empty(&self) {
        std::fs::remove_file(self.0.join("ballast")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// An athlete who sends films as a program does.
struct Athlete {
    http: Client,
    server: String,
    token: String,
}

impl Athlete {
    fn make(data: &Path) -> String {
        said(&run(data, &["account", "create", "ada_lane", "--role", "athlete"]));
        said(&run(data, &["token", "ada_lane"])).lines().last().unwrap().to_owned()
    }

    fn of(server: &Server, token: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // One connection per request: a refusal in the middle of a body closes the one it came on.
        let http = Client::builder().pool_max_idle_per_host(0).build().unwrap();
        Self { http, server: server.url.clone(), token: token.to_owned() }
    }

    fn ask(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let address = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.server) };
        self.http.request(method.parse().unwrap(), address).bearer_auth(&self.token).header("tus-resumable", "1.0.0")
    }

    /// Creates an upload; gives its place, or the status and sentence of a refusal.
    async fn create(&self, length: usize) -> Result<String, (StatusCode, String)> {
        let answer = self.ask("POST", UPLOADS).header("upload-length", length).send().await.unwrap();
        if answer.status() != StatusCode::CREATED {
            return Err(told(answer).await);
        }
        Ok(answer.headers()["location"].to_str().unwrap().to_owned())
    }

    async fn send(&self, place: &str, offset: usize, bytes: &[u8]) -> Result<usize, (StatusCode, String)> {
        let patch = self.ask("PATCH", place).header("upload-offset", offset);
        let patch = patch.header("content-type", "application/offset+octet-stream").body(bytes.to_vec());
        let answer = patch.send().await.unwrap();
        if answer.status() != StatusCode::NO_CONTENT {
            return Err(told(answer).await);
        }
        Ok(answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap())
    }

    async fn offset(&self, place: &str) -> usize {
        let answer = self.ask("HEAD", place).send().await.unwrap();
        answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
    }

    /// Posts an upload that has arrived; gives the post's id.
    async fn post(&self, place: &str) -> Result<String, (StatusCode, String)> {
        let upload = place.rsplit('/').next().unwrap();
        let body = serde_json::json!({ "upload": upload, "caption": "A bad day" });
        let answer = self.ask("POST", "/api/grandstand/v1/posts").json(&body).send().await.unwrap();
        if !answer.status().is_success() {
            return Err(told(answer).await);
        }
        let made: Value = answer.json().await.unwrap();
        Ok(made["id"].as_str().unwrap().to_owned())
    }

    /// Waits until a post has something to watch.
    async fn watched(&self, post: &str, seconds: u64) {
        for waited in 0.. {
            assert!(waited < seconds * 2, "post {post} cannot be watched after {seconds} s");
            let answer = self.ask("GET", &format!("/api/grandstand/v1/posts/{post}")).send().await;
            if let Ok(answer) = answer
                && answer.status() == StatusCode::OK
                && answer.text().await.is_ok_and(|text| text.contains(".mp4"))
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

/// Status and sentence of a refusal.
async fn told(answer: reqwest::Response) -> (StatusCode, String) {
    let status = answer.status();
    let body: Value = answer.json().await.unwrap_or_default();
    (status, body["error"].as_str().unwrap_or_default().to_owned())
}

fn is_a_sentence(text: &str) -> bool {
    text.contains(' ') && text.ends_with('.') && !text.contains("::") && !text.contains("(code")
}

/// Process ids of ffmpegs that work for this data folder.
fn ffmpegs(data: &Path) -> Vec<String> {
    let mark = data.to_str().unwrap();
    let of = |entry: std::io::Result<std::fs::DirEntry>| {
        let pid = entry.ok()?.file_name().to_str()?.parse::<u32>().ok()?;
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).into_owned();
        (line.split('\0').next()?.ends_with("ffmpeg") && line.contains(mark)).then(|| format!("{pid}: {line}"))
    };
    std::fs::read_dir("/proc").unwrap().filter_map(of).collect()
}

async fn until(what: &str, seconds: u64, mut holds: impl FnMut() -> bool) {
    for waited in 0.. {
        if holds() {
            return;
        }
        assert!(waited < seconds * 20, "waited {seconds} s for {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A film that takes ffmpeg some seconds.
fn long_film(path: &Path) {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=720x1280:r=30:d=20"])
        .args(["-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-g", "600", "-pix_fmt", "yuv420p"])
        .arg(path)
        .status();
    assert!(made.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_said_and_everything_goes_on_when_there_is_room() {
    let scratch = tempfile::tempdir().unwrap();
    let data = scratch.path().join("data");
    let Some(disk) = Disk::of(120, &data) else {
        eprintln!("skipped: nothing can be mounted here; free-space settings and file limits are tested in media");
        return;
    };
    let token = Athlete::make(&data);
    said(&run(&data, &["account", "create", "bo_reed", "--role", "athlete"]));
    let server = Server::start_with(&data, &[], &[("GRANDSTAND_KEEP_FREE_BYTES", "0")]);
    let ada = Athlete::of(&server, &token);
    let file = scratch.path().join("film.mp4");
    long_film(&file);
    let bytes = std::fs::read(&file).unwrap();
    let half = bytes.len() / 2;

    // In the middle of an upload: refused with a sentence, what was acknowledged stays.
    let place = ada.create(bytes.len()).await.unwrap();
    assert_eq!(ada.send(&place, 0, &bytes[..half]).await.unwrap(), half);
    disk.fill();
    let (status, sentence) = ada.send(&place, half, &bytes[half..]).await.unwrap_err();
    assert!(status.is_server_error() && is_a_sentence(&sentence), "{status} {sentence}");
    let (status, sentence) = ada.create(1 << 20).await.unwrap_err();
    assert!(status.is_server_error() && is_a_sentence(&sentence), "{status} {sentence}");
    // The database: a page still reads, a change is refused with a sentence or done, never half.
    let page = ada.http.get(&server.url).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let (mut done, mut put_off) = (0, 0);
    for number in 0..200 {
        let act = if number % 2 == 0 { "POST" } else { "DELETE" };
        let answer = ada.ask(act, "/api/grandstand/v1/accounts/bo_reed/follow").send().await.unwrap();
        match answer.status() {
            StatusCode::TOO_MANY_REQUESTS => break,
            status if status.is_success() => done += 1,
            status => {
                let (_, sentence) = told(answer).await;
                assert!(status == StatusCode::SERVICE_UNAVAILABLE && is_a_sentence(&sentence), "{status} {sentence}");
                put_off += 1;
            }
        }
    }
    eprintln!("{done} changes went through on the full disk, {put_off} were put off");
    assert!(put_off > 0, "the disk was not full enough for this test to mean anything");
    disk.empty();
    let stood = ada.offset(&place).await;
    assert!(stood >= half, "acknowledged bytes are gone: {stood} of {half}");
    assert_eq!(ada.send(&place, stood, &bytes[stood..]).await.unwrap(), bytes.len());

    // In the middle of the making: it waits, and is made when there is room again.
    let post = ada.post(&place).await.unwrap();
    until("ffmpeg to work", 30, || !ffmpegs(&data).is_empty()).await;
    disk.fill();
    tokio::time::sleep(Duration::from_secs(8)).await;
    disk.empty();
    ada.watched(&post, 120).await;
    let checked = run(&data, &["doctor"]);
    assert!(!String::from_utf8_lossy(&checked.stdout).contains("is missing from"), "objects are missing");
    server.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_database_is_waited_for_and_then_said() {
    let data = tempfile::tempdir().unwrap();
    let token = Athlete::make(data.path());
    let server = Server::start(data.path(), &[]);
    let ada = Athlete::of(&server, &token);
    let url = format!("sqlite:{}", data.path().join("grandstand.db").display());
    let other = grandstand_store::Db::open(&url, 1).await.unwrap();

    // Someone else writes for two seconds: the request waits and goes through.
    let held = other.begin_write(grandstand_domain::time::UnixMillis(1)).await.unwrap();
    let (made, ()) = tokio::join!(ada.create(1000), async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        drop(held);
    });
    assert!(made.is_ok(), "{made:?}");

    // For longer than anybody waits: pages are read, a change is refused with a sentence, and goes through later.
    let held = other.begin_write(grandstand_domain::time::UnixMillis(1)).await.unwrap();
    let page = ada.http.get(&server.url).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let (status, sentence) = ada.create(1000).await.unwrap_err();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{sentence}");
    assert!(is_a_sentence(&sentence), "{sentence}");
    drop(held);
    assert!(ada.create(1000).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_takes_its_ffmpeg_along_and_goes_on_after() {
    let scratch = tempfile::tempdir().unwrap();
    let data = scratch.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    let token = Athlete::make(&data);
    let mut server = Server::start(&data, &[]);
    let ada = Athlete::of(&server, &token);
    let file = scratch.path().join("film.mp4");
    long_film(&file);
    let bytes = std::fs::read(&file).unwrap();
    let place = ada.create(bytes.len()).await.unwrap();
    ada.send(&place, 0, &bytes).await.unwrap();
    let post = ada.post(&place).await.unwrap();
    until("ffmpeg to work", 30, || !ffmpegs(&data).is_empty()).await;
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    until("ffmpeg to end with its server", 5, || ffmpegs(&data).is_empty()).await;

    let server = Server::start(&data, &[]);
    let ada = Athlete::of(&server, &token);
    ada.watched(&post, 120).await;
    server.stop();
    until("ffmpeg to end with its server", 10, || ffmpegs(&data).is_empty()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_ffmpeg_films_wait_and_the_operator_is_told() {
    let scratch = tempfile::tempdir().unwrap();
    let (data, tools) = (scratch.path().join("data"), scratch.path().join("tools"));
    std::fs::create_dir_all(&data).unwrap();
    std::fs::create_dir_all(&tools).unwrap();
    let (ffmpeg, ffprobe) = (tools.join("ffmpeg"), tools.join("ffprobe"));
    let variables = [
        ("GRANDSTAND_MEDIA__FFMPEG", ffmpeg.to_str().unwrap()),
        ("GRANDSTAND_MEDIA__FFPROBE", ffprobe.to_str().unwrap()),
    ];
    let token = Athlete::make(&data);
    let doctor = Command::new(PROGRAM).args(["doctor", "--data"]).arg(&data).envs(variables).output().unwrap();
    let printed = format!("{}{}", String::from_utf8_lossy(&doctor.stdout), String::from_utf8_lossy(&doctor.stderr));
    assert!(!doctor.status.success() && printed.contains("Install ffmpeg"), "{printed}");

    let server = Server::start_with(&data, &[], &variables);
    let ada = Athlete::of(&server, &token);
    let file = scratch.path().join("film.mp4");
    film(&file);
    let bytes = std::fs::read(&file).unwrap();
    let place = ada.create(bytes.len()).await.unwrap();
    ada.send(&place, 0, &bytes).await.unwrap();
    let post = ada.post(&place).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let shown = ada.ask("GET", &format!("/api/grandstand/v1/posts/{post}")).send().await.unwrap();
    assert_eq!(shown.status(), StatusCode::OK, "the post of a film that waits is gone");
    // ffmpeg is installed while the server runs: nobody has to start anything again.
    for (name, at) in [("ffmpeg", &ffmpeg), ("ffprobe", &ffprobe)] {
        std::os::unix::fs::symlink(format!("/usr/bin/{name}"), at).unwrap();
    }
    ada.watched(&post, 90).await;
    assert!(refused(&run(&data, &["doctor", "--objects", "ftp://nowhere"])).contains(' '));
}
