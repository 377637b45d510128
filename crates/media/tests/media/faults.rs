//! What goes wrong around a film: no ffmpeg, ffmpeg killed, no disk, no memory, a server that dies.

use std::{path::Path, process::Command, time::Duration};

use grandstand_media::{MediaError, Tools, first, inspect, tools::Finding};

use crate::bench::{ffmpeg, quick, tools};

/// Takes some seconds to encode.
fn long_film(folder: &Path) -> std::path::PathBuf {
    let film = folder.join("long.mkv");
    ffmpeg("-f lavfi -i testsrc2=s=1280x720:d=30:r=30 -c:v mpeg4 -q:v 5", &film);
    film
}

/// Process ids of the ffmpegs whose command line names `mark`.
fn children(mark: &Path) -> Vec<u32> {
    let mark = mark.to_str().unwrap().to_owned();
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let program = line.split(|b| *b == 0).next().unwrap_or_default();
            program.ends_with(b"ffmpeg") && String::from_utf8_lossy(&line).contains(&mark)
        })
        .collect()
}

async fn until(mut holds: impl FnMut() -> bool) -> bool {
    for _ in 0..300 {
        if holds() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

#[tokio::test]
async fn a_missing_ffmpeg_is_said_and_may_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    ffmpeg("-f lavfi -i testsrc=d=1 -c:v libx264 -pix_fmt yuv420p", &film);
    let mut settings = quick();
    settings.ffmpeg = "/nowhere/ffmpeg".into();
    settings.ffprobe = "/nowhere/ffprobe".into();
    let tools = Tools::find(settings).await;
    let error = inspect(&tools, &film).await.unwrap_err();
    assert!(error.is_transient() && error.refusal().is_none(), "{error}");
    let findings: Vec<Finding> = tools.doctor().await;
    assert!(findings.iter().any(|f| f.needed && !f.good && f.sentence.contains("Install ffmpeg")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_ffmpeg_is_retried_later_and_a_dropped_job_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    let film = long_film(folder.path());
    let tools = tools().await;
    let inspection = inspect(&tools, &film).await.unwrap();
    let job = {
        let (tools, inspection, film, scratch) =
            (tools.clone(), inspection.clone(), film.clone(), folder.path().to_owned());
        tokio::spawn(async move { first(&tools, &inspection, &film, &scratch, &|_| ()).await })
    };
    assert!(until(|| !children(&film).is_empty()).await);
    for pid in children(&film) {
        assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    }
    let error = job.await.unwrap().unwrap_err();
    assert!(error.is_transient() && error.refusal().is_none(), "{error}");

    let (tools, scratch, film_again) = (tools.clone(), folder.path().to_owned(), film.clone());
    let job = tokio::spawn(async move { first(&tools, &inspection, &film_again, &scratch, &|_| ()).await });
    assert!(until(|| !children(&film).is_empty()).await);
    job.abort();
    assert!(until(|| children(&film).is_empty()).await, "ffmpeg outlived its job");
}

#[tokio::test]
async fn limits_of_a_child_hold() {
    let folder = tempfile::tempdir().unwrap();
    let film = long_film(folder.path());
    let full = {
        let mut settings = quick();
        settings.child.file_mib = 1;
        settings
    };
    let cramped = {
        let mut settings = quick();
        settings.child.memory_mib = 150;
        settings
    };
    for (name, settings) in [("file size", full), ("memory", cramped)] {
        let tools = Tools::find(settings).await;
        let inspection = inspect(&Tools::find(quick()).await, &film).await.unwrap();
        let error = first(&tools, &inspection, &film, folder.path(), &|_| ()).await.unwrap_err();
        assert!(matches!(error, MediaError::Failed { transient: true, .. }), "{name}: {error}");
    }
}
