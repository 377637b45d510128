//! Every real file at hand is either published and playable, or refused for the reason that a person would give.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use grandstand_domain::media::Refusal;
use grandstand_media::MediaError;

use crate::bench::{self, Published, good, publish};

/// The folder of real files that others made, beside the workspace; not part of it.
fn shared() -> Option<PathBuf> {
    if let Some(given) = std::env::var_os("GRANDSTAND_SHARED_DATA") {
        return Some(PathBuf::from(given).join("media")).filter(|p| p.is_dir());
    }
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().map(|a| a.join("shared/data/media")).find(|p| p.is_dir())
}

/// The files that must be refused, and why.
const REFUSED: [(&str, Refusal); 11] = [
    ("am__invalid-bitstream.webm", Refusal::Unreadable),
    ("am__sample_audio_only.mp4", Refusal::NoPicture),
    ("c2pa__nested_moov_1000.mp4", Refusal::Unreadable),
    ("gs__bomb_8192sq.mp4", Refusal::TooLarge),
    ("gs__hls_playlist_named.mp4", Refusal::NotVideo),
    ("gs__html_named.mp4", Refusal::NotVideo),
    ("gs__jpeg_named.mp4", Refusal::NotVideo),
    ("gs__truncated_no_moov.mp4", Refusal::Unreadable),
    ("gs__zero_bytes.mp4", Refusal::Empty),
    ("mp4p__invalid_userdata.mp4", Refusal::Unreadable),
    ("mp4p__zero_empty_stsc.mp4", Refusal::Unreadable),
];

/// Leaves every rendition where the browser tests look for films to play, if they wish to (`GRANDSTAND_TEST_FILMS`).
fn keep(name: &str, published: &Published) {
    let Some(folder) = std::env::var_os("GRANDSTAND_TEST_FILMS").map(PathBuf::from) else { return };
    for made in &published.made {
        std::fs::copy(&made.path, folder.join(format!("{name}.{}.mp4", made.rung.as_str()))).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_real_file_is_published_or_refused_for_its_reason() {
    let Some(folder) = shared() else {
        println!("skipped: no shared data");
        return;
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e != "tsv"));
    files.sort();
    let tools = bench::tools().await;
    // Two at a time, the largest pictures first, so that neither waits for the other at the end.
    files.sort_by_key(|p| [p.to_string_lossy().contains("1080p"), p.to_string_lossy().contains("long")]);
    let files = Arc::new(Mutex::new(files));
    let walk = || {
        let (tools, files) = (tools.clone(), Arc::clone(&files));
        tokio::spawn(async move {
            let mut wrong = Vec::new();
            loop {
                let Some(file) = files.lock().unwrap().pop() else { break };
                let started = std::time::Instant::now();
                let name = file.file_name().unwrap().to_str().unwrap().to_owned();
                let expected = REFUSED.iter().find(|(n, _)| *n == name).map(|(_, r)| *r);
                let scratch = tempfile::tempdir().unwrap();
                let outcome = publish(&tools, &file, scratch.path()).await;
                let said = match &outcome {
                    Ok(p) => {
                        let sizes: Vec<String> = p
                            .made
                            .iter()
                            .map(|m| {
                                format!(
                                    "{}:{}x{}{}",
                                    m.rung.as_str(),
                                    m.width,
                                    m.height,
                                    if m.remuxed { "=" } else { "" }
                                )
                            })
                            .collect();
                        format!(
                            "{} {:?} {} ms captions {}",
                            sizes.join(" "),
                            p.inspection.frame_rate,
                            p.inspection.duration_ms,
                            p.inspection.captions.len()
                        )
                    }
                    Err(error) => error.to_string(),
                };
                let fits = match (&outcome, expected) {
                    (Ok(published), None) => {
                        good(published);
                        keep(&name, published);
                        true
                    }
                    (Err(MediaError::Refused(why)), Some(expected)) => *why == expected,
                    _ => false,
                };
                println!("{name}: {said} ({} ms)", started.elapsed().as_millis());
                if !fits {
                    wrong.push(format!("{name}: {said}, expected {expected:?}"));
                }
            }
            wrong
        })
    };
    let (one, two) = (walk(), walk());
    let wrong = [one.await.unwrap(), two.await.unwrap()].concat();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
