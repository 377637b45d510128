//! Films in an S3 bucket: the real program against a server that checks every signature, from the upload to the backup.

use std::{path::Path, process::Command, time::Duration};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use reqwest::{Method, StatusCode, header, redirect::Policy};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;

use crate::{
    PROGRAM, said,
    serve::{Server, film},
};

const OBJECTS: &str = "s3://films/albany";

/// An S3 server over a folder. Gives its address.
async fn bucket(folder: &Path) -> String {
    std::fs::create_dir_all(folder.join("films")).unwrap();
    let mut service = S3ServiceBuilder::new(FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single("albany", "a secret of the bucket"));
    let service = service.build();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let http = Builder::new(TokioExecutor::new());
                let _ = http.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    format!("http://{address}")
}

/// The variables that lead to the bucket.
fn way<'a>(endpoint: &'a str, secret: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("AWS_ACCESS_KEY_ID", "albany"),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_REGION", "eu-west-2"),
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ALLOW_HTTP", "true"),
    ]
}

/// Runs a sub-command with the bucket as its objects.
fn run(data: &Path, way: &[(&str, &str)], arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(std::env::temp_dir());
    // `post` speaks to a server and has no folder.
    if arguments.first() != Some(&"post") {
        command.arg("--data").arg(data);
    }
    command.envs(way.iter().copied()).output().expect("the program starts")
}

/// The films under a folder of the bucket, as files.
fn kept(folder: &Path, ending: &str) -> usize {
    let mut open = vec![folder.to_owned()];
    let mut count = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                _ => count += usize::from(entry.path().extension().is_some_and(|e| e == ending)),
            }
        }
    }
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_live_in_a_bucket_and_are_handed_over_by_signed_addresses() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let scratch = tempfile::tempdir().unwrap();
    let (data, store) = (scratch.path().join("data"), scratch.path().join("store"));
    std::fs::create_dir_all(&data).unwrap();
    let endpoint = bucket(&store).await;
    let right = way(&endpoint, "a secret of the bucket");
    said(&run(&data, &right, &["account", "create", "ada_lane", "--role", "athlete"]));
    let token = said(&run(&data, &right, &["token", "ada_lane"])).lines().last().unwrap().to_owned();
    let server = Server::start_with(&data, &["--objects", OBJECTS], &right);
    let file = scratch.path().join("film.mp4");
    film(&file);
    let posting = ["post", file.to_str().unwrap(), "--server", &server.url, "--token", &token, "--caption", "Lap one"];
    let printed = said(&run(&data, &right, &[&posting[..], &["--wait", "--timeout", "100"]].concat()));
    let address = printed.lines().find(|line| line.rsplit('.').next() == Some("mp4")).expect("a rendition").to_owned();

    // The viewer is sent to the bucket; there the bytes come whole or by range, and only with the signature.
    let here = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let sent = here.get(&address).send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::TEMPORARY_REDIRECT);
    let signed = sent.headers()[header::LOCATION].to_str().unwrap().to_owned();
    assert!(signed.starts_with(&endpoint) && signed.contains("X-Amz-Signature="), "{signed}");
    let whole = here.get(&signed).send().await.unwrap();
    assert_eq!(whole.status(), StatusCode::OK);
    let whole = whole.bytes().await.unwrap();
    assert_eq!(&whole[4..8], b"ftyp");
    let part = reqwest::Client::new().get(&address).header(header::RANGE, "bytes=100-199").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes().await.unwrap(), whole[100..200]);
    let head = here.request(Method::HEAD, &address).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);
    assert_eq!(head.headers()[header::CONTENT_LENGTH], whole.len().to_string().as_str());
    let bare = here.get(signed.split('?').next().unwrap()).send().await.unwrap();
    assert_eq!(bare.status(), StatusCode::FORBIDDEN, "the bucket is open to everyone");
    let bent = here.get(signed.replace("Expires=21600", "Expires=99999")).send().await.unwrap();
    assert_eq!(bent.status(), StatusCode::FORBIDDEN, "a signature can be bent");

    // A page may show what comes from the bucket, and from nowhere else.
    let page = here.get(printed.lines().next().unwrap()).send().await.unwrap();
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains(&format!("media-src 'self' {endpoint} blob:")), "{policy}");
    assert!(policy.contains(&format!("img-src 'self' {endpoint} data:")), "{policy}");

    // A backup holds the bucket's objects; a restore puts them into another bucket, where they play again.
    let backup = scratch.path().join("films.tar");
    said(&run(&data, &right, &["backup", backup.to_str().unwrap(), "--objects", OBJECTS]));
    let (new_data, new_store) = (scratch.path().join("new-data"), scratch.path().join("new-store"));
    let other = bucket(&new_store).await;
    let there = way(&other, "a secret of the bucket");
    said(&run(&new_data, &there, &["restore", backup.to_str().unwrap(), "--objects", OBJECTS]));
    let path = &address[server.url.len()..];
    let second = Server::start_with(&new_data, &["--objects", OBJECTS], &there);
    let again = reqwest::get(format!("{}{path}", second.url)).await.unwrap();
    assert_eq!(again.status(), StatusCode::OK);
    assert_eq!(again.bytes().await.unwrap(), whole);

    // What is deleted leaves the bucket within the minute that is promised.
    let id = printed.lines().next().unwrap().rsplit('/').next().unwrap().to_owned();
    let gone = here.delete(format!("{}/api/grandstand/v1/posts/{id}", server.url)).bearer_auth(&token).send().await;
    assert_eq!(gone.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(here.get(&address).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    for waited in 0.. {
        if kept(&store, "mp4") == 0 {
            break;
        }
        assert!(waited < 120, "the films are still in the bucket");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!(kept(&new_store, "mp4") > 0);
}
