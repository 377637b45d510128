//! A running server: where it listens, how it ends, and a film sent to it from the command line.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{refused, run, said};

/// A server on free ports, killed when dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start(data: &Path, more: &[&str]) -> Self {
        Self::start_with(data, more, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn start_with(data: &Path, more: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_grandstand"))
            .args(["serve", "--empty", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .envs(variables.iter().copied())
            .current_dir(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("its standard output")).lines();
        let url = lines
            .map_while(Result::ok)
            .find_map(|line| line.split_whitespace().find(|word| word.starts_with("http://")).map(str::to_owned))
            .expect("it says where it is");
        Self { child, url }
    }

    /// SIGTERM; gives the exit code and how long it took.
    pub(crate) fn stop(mut self) -> (Option<i32>, Duration) {
        let began = Instant::now();
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
        let code = self.child.wait().expect("its end").code();
        (code, began.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn get(address: &str) -> (u16, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let answer = reqwest::get(address).await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("its text"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_serves_pages_and_metrics_apart_and_ends_when_told() {
    let data = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let metrics = format!("127.0.0.1:{port}");
    let server = Server::start(data.path(), &["--metrics-listen", &metrics]);
    assert_eq!(get(&format!("{}/readyz", server.url)).await.0, 200);
    assert_eq!(get(&format!("{}/", server.url)).await.0, 200);
    assert_eq!(get(&format!("{}/metrics", server.url)).await.0, 404);
    assert!(get(&format!("http://{metrics}/metrics")).await.1.contains("grandstand_log_head"));
    let (code, took) = server.stop();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn a_taken_address_is_said_so() {
    let data = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(refused(&run(data.path(), &["serve", "--listen", &address])).contains("is a server running there?"));
}

/// A small upright film with sound.
pub(crate) fn film(path: &Path) {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=360x640:r=25:d=2", "-f", "lavfi", "-i", "sine=440:d=2"])
        .args(["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"])
        .arg(path)
        .stdin(Stdio::null())
        .status();
    assert!(made.expect("ffmpeg").success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_is_posted_from_the_command_line_and_a_wrong_file_refused() {
    let data = tempfile::tempdir().unwrap();
    let (good, bad) = (data.path().join("film.mp4"), data.path().join("notes.mp4"));
    film(&good);
    std::fs::write(&bad, "not a film at all, only a name that says so\n".repeat(50)).unwrap();
    said(&run(data.path(), &["account", "create", "ada_lane", "--role", "athlete"]));
    let token = said(&run(data.path(), &["token", "ada_lane"]));
    let token = token.lines().last().unwrap().to_owned();
    let server = Server::start(data.path(), &[]);
    let post = |file: &Path| {
        Command::new(env!("CARGO_BIN_EXE_grandstand"))
            .args(["post", "--server", &server.url, "--token", &token, "--caption", "First lap #athletics", "--wait"])
            .args(["--timeout", "100"])
            .arg(file)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    };
    let printed = said(&post(&good));
    let mut lines = printed.lines();
    let page = lines.next().expect("the page");
    assert!(page.starts_with(&format!("{}/p/", server.url)), "{printed}");
    let films: Vec<&str> = lines.collect();
    assert!(
        !films.is_empty() && films.iter().all(|at| at.starts_with(&server.url) && at.contains(".mp4")),
        "{printed}"
    );
    for address in films {
        assert_eq!(get(address).await.0, 200, "{address}");
    }
    assert_eq!(get(page).await.0, 200);
    let sentence = refused(&post(&bad));
    assert!(sentence.contains(' ') && sentence.ends_with('.'), "a sentence: {sentence}");
}

/// If this fails, a receipt cannot be checked at the machine it came from, or a forged one passes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_made_again_from_its_receipt() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &[]);
    let (status, page) = get(&format!("{}/api/grandstand/v1/feeds/discover?limit=7", server.url)).await;
    assert_eq!(status, 200);
    let file = data.path().join("page.json");
    std::fs::write(&file, &page).unwrap();
    let replay = || run(data.path(), &["feed", "replay", &file.to_string_lossy()]);
    let same = || {
        let made: serde_json::Value = serde_json::from_str(&said(&replay())).unwrap();
        assert_eq!((&made["feed"], &made["limit"]), (&"discover".into(), &7.into()), "{made}");
    };
    // Beside the running server, and without it.
    same();
    assert_eq!(server.stop().0, Some(0));
    same();
    let mut forged: serde_json::Value = serde_json::from_str(&page).unwrap();
    forged["receipt"]["statement"]["log_hash"] = "0".repeat(64).into();
    std::fs::write(&file, forged.to_string()).unwrap();
    let why = refused(&replay());
    assert!(why.contains("log_hash: ") && why.contains("signature: not this host's"), "{why}");
    std::fs::write(&file, "{}").unwrap();
    assert!(refused(&replay()).contains("This is not a receipt of a page."));
}
