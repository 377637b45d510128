//! Films that ffmpeg's own test sources make: each is one trouble that phones and programs make.

use std::path::{Path, PathBuf};

use grandstand_domain::media::{Refusal, Rung};
use grandstand_media::{MediaError, Objects, Tools, compose, compose::Composition, inspect, tools::Finding};

use crate::bench::{ffmpeg, good, probe, publish, quick, run, tools};

/// Red at the left, green at the top right, blue at the bottom right: every turn of it looks different.
const FLAG: &str =
    "-f lavfi -i color=red:s=320x240:r=30:d=1,drawbox=160:0:160:120:green:fill,drawbox=160:120:160:120:blue:fill";
const TONE: &str = "-f lavfi -i sine=f=440:d=1";

fn made(folder: &Path, name: &str, arguments: &str) -> PathBuf {
    let to = folder.join(name);
    ffmpeg(arguments, &to);
    to
}

/// The colour letters of the corners of the poster: top left, top right, bottom left, bottom right.
fn corners(picture: &Path) -> String {
    let out = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-i", picture.to_str().unwrap(), "-frames:v", "1"])
        .args(["-vf", "scale=8:8:flags=area,format=rgb24", "-f", "rawvideo", "-"])
        .output()
        .unwrap();
    let letter = |x: usize, y: usize| {
        let p = &out.stdout[(y * 8 + x) * 3..][..3];
        let strongest = (0..3).max_by_key(|i| p[*i]).unwrap();
        ['r', 'g', 'b'][strongest]
    };
    [(1, 1), (6, 1), (1, 6), (6, 6)].into_iter().map(|(x, y)| letter(x, y)).collect()
}

/// Writes a display matrix into the first track of an MP4.
fn turn(file: &Path, [a, b, c, d]: [i32; 4]) {
    let mut bytes = std::fs::read(file).unwrap();
    let at = bytes.windows(4).position(|w| w == b"tkhd").unwrap() + 4 + 40;
    for (place, value) in [(0, a), (4, b), (12, c), (16, d)] {
        bytes[at + place..at + place + 4].copy_from_slice(&(value * 65_536).to_be_bytes());
    }
    std::fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn every_turn_is_shown_upright() {
    let folder = tempfile::tempdir().unwrap();
    let tools = tools().await;
    let straight = made(folder.path(), "flag.mp4", &format!("{FLAG} -c:v libx264 -preset ultrafast -pix_fmt yuv420p"));
    for (matrix, upright) in [
        ([1, 0, 0, 1], "rgrb"),
        ([0, 1, -1, 0], "rrbg"),
        ([-1, 0, 0, -1], "brgr"),
        ([0, -1, 1, 0], "gbrr"),
        ([-1, 0, 0, 1], "grbr"),
        ([1, 0, 0, -1], "rbrg"),
        ([0, 1, 1, 0], "rrgb"),
        ([0, 0, 0, 0], "rgrb"),
    ] {
        let scratch = tempfile::tempdir().unwrap();
        let turned = scratch.path().join("turned.mp4");
        std::fs::copy(&straight, &turned).unwrap();
        turn(&turned, matrix);
        let published = publish(&tools, &turned, scratch.path()).await.unwrap();
        good(&published);
        assert_eq!(corners(&published.poster.jpeg), upright, "poster, {matrix:?}");
        assert_eq!(corners(&published.made[0].path), upright, "film, {matrix:?}");
    }
}

#[tokio::test]
async fn odd_pictures_become_plain_ones() {
    let folder = tempfile::tempdir().unwrap();
    let tools = tools().await;
    let x264 = "-c:v libx264 -preset ultrafast";
    let films = [
        ("odd.mkv", format!("-f lavfi -i testsrc=s=321x243:d=1 {x264} -pix_fmt yuv444p"), (320, 242)),
        ("aspect.mp4", format!("-f lavfi -i testsrc=s=320x480:d=1,setsar=2/1 {x264} -pix_fmt yuv420p"), (640, 480)),
        ("tiny.mp4", format!("-f lavfi -i testsrc=s=34x18:d=1 {x264} -pix_fmt yuv420p"), (34, 18)),
        ("hdr.mkv", "-f lavfi -i testsrc=s=640x360:d=1 -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -x265-params log-level=none -color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc".to_owned(), (640, 360)),
        ("hlg.mkv", "-f lavfi -i testsrc=s=640x360:d=1 -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -x265-params log-level=none -color_trc arib-std-b67 -color_primaries bt2020 -colorspace bt2020nc".to_owned(), (640, 360)),
        ("full.mp4", format!("-f lavfi -i testsrc=s=640x360:d=1 -vf scale=out_range=pc {x264} -pix_fmt yuvj420p"), (640, 360)),
        ("vfr.mkv", format!("-f lavfi -i testsrc=s=320x240:d=3:r=30 -vf select='lt(n,20)+gt(n,50)*not(mod(n,7))' -fps_mode vfr {x264} -pix_fmt yuv420p"), (320, 240)),
        ("fast.mp4", format!("-f lavfi -i testsrc=s=320x240:d=1:r=120 {x264} -pix_fmt yuv420p"), (320, 240)),
        ("old.avi", "-f lavfi -i testsrc=s=320x240:d=1:r=25 -c:v mpeg4".to_owned(), (320, 240)),
    ];
    for (name, arguments, size) in films {
        let scratch = tempfile::tempdir().unwrap();
        let source = made(folder.path(), name, &arguments);
        let published = publish(&tools, &source, scratch.path()).await.unwrap_or_else(|e| panic!("{name}: {e}"));
        good(&published);
        let largest = published.made.iter().max_by_key(|m| m.width).unwrap();
        assert_eq!((largest.width, largest.height), size, "{name}");
        let rate = probe(&largest.path, "v", "r_frame_rate,avg_frame_rate");
        let (base, average) = rate.split_once(',').unwrap();
        assert!(largest.remuxed || base == average.trim_end_matches(','), "{name}: {rate}");
        let colours = probe(&largest.path, "v", "color_transfer");
        assert!(!["smpte2084", "arib-std-b67"].contains(&colours.as_str()), "{name}: {colours}");
    }
}

#[tokio::test]
async fn a_phone_film_that_fits_is_only_wrapped_anew() {
    let folder = tempfile::tempdir().unwrap();
    let x264 = "-c:v libx264 -preset ultrafast -profile:v high -pix_fmt yuv420p -g 30 -b:v 2M -color_range tv -colorspace bt709 -color_trc bt709 -color_primaries bt709";
    let arguments = format!(
        "-f lavfi -i testsrc=s=720x1280:d=4:r=30 -f lavfi -i sine=f=300:d=4 -t 4 {x264} -c:a aac -metadata location=+51.5-0.1/ -metadata make=Phone"
    );
    let source = made(folder.path(), "phone.mp4", &arguments);
    let published = publish(&tools().await, &source, folder.path()).await.unwrap();
    good(&published);
    let made: Vec<(Rung, bool)> = published.made.iter().map(|m| (m.rung, m.remuxed)).collect();
    assert_eq!(made, [(Rung::P720, true), (Rung::P480, false), (Rung::P360, false)]);
    assert!(published.made.iter().all(|m| m.codecs.starts_with("avc1.") && m.codecs.ends_with(",mp4a.40.2")));
    // Objects keep it under the film's own folder and know it again.
    let objects = Objects::open(folder.path().join("objects").to_str().unwrap()).unwrap();
    let rendition = published.made[0].clone().store(&objects, "media/one").await.unwrap();
    assert_eq!(objects.head(&rendition.key).await.unwrap().bytes, rendition.bytes);
    let poster = published.poster.store(&objects, "media/one").await.unwrap();
    assert_eq!(objects.list("media/one").await.unwrap().len(), 3);
    assert!(objects.get_bytes(&poster.webp_key).await.unwrap().starts_with(b"RIFF"));
}

fn loudness(path: &Path) -> (f32, f32) {
    let said = run(
        "ffmpeg",
        &[
            "-nostats",
            "-i",
            path.to_str().unwrap(),
            "-vn",
            "-af",
            "ebur128=peak=true:framelog=verbose",
            "-f",
            "null",
            "-",
        ],
    );
    let summary = said.rsplit_once("Summary:").unwrap().1;
    let value = |name: &str| {
        let line = summary.lines().find_map(|l| l.trim().strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    (value("I:"), value("Peak:"))
}

#[tokio::test]
async fn sound_is_brought_to_the_target_and_silence_stays_silent() {
    let folder = tempfile::tempdir().unwrap();
    let tools = tools().await;
    let picture = "-f lavfi -i testsrc=s=320x240:d=6 -pix_fmt yuv420p -c:v libx264 -preset ultrafast -t 6";
    for (name, sound, lufs) in [
        ("loud", "-f lavfi -i sine=f=500:d=6,volume=30dB -ac 1", -14.0_f32),
        ("quiet", "-f lavfi -i sine=f=500:d=6,volume=-12dB -ac 2", -14.0),
        ("peaky", "-f lavfi -i aevalsrc=exprs=0.05*sin(3000*t)+0.9*lt(mod(t\\,0.5)\\,0.002):d=6 -ac 2", -14.0),
        ("silent", "-f lavfi -i anullsrc=d=6", -70.0),
        ("hush", "-f lavfi -i sine=f=500:d=6,volume=-45dB -ac 2", -70.0),
        ("surround", "-f lavfi -i sine=f=500:d=6,aformat=channel_layouts=5.1", -14.0),
    ] {
        let scratch = tempfile::tempdir().unwrap();
        let source = made(folder.path(), &format!("{name}.mp4"), &format!("{sound} {picture} -c:a aac"));
        let published = publish(&tools, &source, scratch.path()).await.unwrap();
        good(&published);
        let (found, peak) = loudness(&published.made[0].path);
        let allowed = if name == "peaky" { 6.0 } else { 1.0 };
        assert!(lufs < -60.0 && found < -50.0 || (found - lufs).abs() <= allowed, "{name}: {found} LUFS");
        assert!(peak <= -0.9, "{name}: {peak} dBTP");
        assert_eq!(probe(&published.made[0].path, "a", "channels"), "2", "{name}");
    }
}

#[tokio::test]
async fn captions_inside_are_found_and_broken_sound_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let tools = tools().await;
    let srt = folder.path().join("words.srt");
    std::fs::write(&srt, "1\n00:00:00,100 --> 00:00:00,900\n<b>Hello</b> there\n").unwrap();
    let x264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    let with = format!("{FLAG} -i {} {x264} -c:s mov_text -metadata:s:s language=cym", srt.display());
    let source = made(folder.path(), "captions.mp4", &with);
    let inspection = inspect(&tools, &source).await.unwrap();
    assert_eq!(inspection.captions[0].language.as_deref(), Some("cym"));
    assert_eq!(inspection.captions[0].vtt, "WEBVTT\n\n00:00:00.100 --> 00:00:00.900\nHello there\n");
    good(&publish(&tools, &source, folder.path()).await.unwrap());

    let broken = made(folder.path(), "sound.mp4", &format!("{FLAG} {TONE} {x264} -c:a aac"));
    let mut bytes = std::fs::read(&broken).unwrap();
    let at = bytes.windows(4).rposition(|w| w == b"stsd").unwrap();
    bytes[at..at + 4].copy_from_slice(b"free");
    std::fs::write(&broken, bytes).unwrap();
    let published = publish(&tools, &broken, folder.path()).await.unwrap();
    good(&published);
    assert!(!published.made[0].codecs.contains("mp4a"));
}

#[tokio::test]
async fn what_is_no_film_is_refused_and_nothing_is_contacted() {
    let folder = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let tools = tools().await;
    let playlist = format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://{address}/x.ts\n#EXT-X-ENDLIST\n");
    let x264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    let whole = made(folder.path(), "whole.mp4", &format!("{FLAG} {x264}"));
    let cut = std::fs::read(&whole).unwrap()[..1500].to_vec();
    let sound_only = made(folder.path(), "sound.mp4", &format!("{TONE} -c:a aac"));
    // A film whose data lie elsewhere: QuickTime's reference to another file.
    let mut elsewhere = std::fs::read(&whole).unwrap();
    let at = elsewhere.windows(4).position(|w| w == b"url ").unwrap();
    elsewhere[at + 7] = 0;
    for (name, bytes, why) in [
        ("zero.mp4", Vec::new(), Refusal::Empty),
        ("page.mp4", b"<html><script>alert(1)</script></html>".to_vec(), Refusal::NotVideo),
        ("list.mp4", playlist.clone().into_bytes(), Refusal::NotVideo),
        ("concat.mp4", format!("ffconcat version 1.0\nfile http://{address}/x\n").into_bytes(), Refusal::NotVideo),
        ("cut.mp4", cut, Refusal::Unreadable),
        ("noise.mp4", [b"\0\0\0\x18ftypisom\0\0\0\0isomavc1".as_slice(), &[7; 4000]].concat(), Refusal::Unreadable),
        ("sound-only.mp4", std::fs::read(&sound_only).unwrap(), Refusal::NoPicture),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let refused = inspect(&tools, &path).await.unwrap_err();
        assert_eq!(refused.refusal(), Some(why), "{name}: {refused}");
    }
    let path = folder.path().join("elsewhere.mp4");
    std::fs::write(&path, elsewhere).unwrap();
    let _ = publish(&tools, &path, folder.path()).await;
    assert!(listener.accept().is_err(), "a listener was contacted");
}

#[tokio::test]
async fn limits_hold() {
    let folder = tempfile::tempdir().unwrap();
    let x264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    let film = made(folder.path(), "film.mp4", &format!("-f lavfi -i testsrc=s=640x360:d=4:r=30 {x264}"));
    let refused = async |change: &dyn Fn(&mut grandstand_media::MediaSettings)| {
        let mut settings = quick();
        change(&mut settings);
        inspect(&Tools::find(settings).await, &film).await.map(|_| ()).map_err(|e| e.refusal())
    };
    assert_eq!(refused(&|_| ()).await, Ok(()));
    assert_eq!(refused(&|s| s.limits.duration_seconds = 2).await, Err(Some(Refusal::TooLong)));
    assert_eq!(refused(&|s| s.limits.frame_pixels = 100_000).await, Err(Some(Refusal::TooLarge)));
    assert_eq!(refused(&|s| s.limits.total_pixels = 1_000_000).await, Err(Some(Refusal::TooHeavy)));
}

#[tokio::test]
async fn drawn_films_are_films() {
    let folder = tempfile::tempdir().unwrap();
    let tools = tools().await;
    let drawn = folder.path().join("drawn.mp4");
    let samples: Vec<f32> = (0_u16..48_000).flat_map(|i| [(f32::from(i) * 0.05).sin() * 0.2; 2]).collect();
    let film = Composition { width: 360, height: 640, frame_rate: 30, frames: 30, samples };
    let draw = |number: u32, frame: &mut [u8]| {
        for (at, pixel) in frame.chunks_exact_mut(4).enumerate() {
            pixel.copy_from_slice(&[u8::try_from(at % 251).unwrap(), u8::try_from(number * 8).unwrap(), 90, 255]);
        }
    };
    compose(&tools, film, draw, &drawn).await.unwrap();
    let published = publish(&tools, &drawn, folder.path()).await.unwrap();
    good(&published);
    assert_eq!(published.made[0].frames, 30);
    let findings: Vec<Finding> = tools.doctor().await;
    assert!(findings.iter().filter(|f| f.needed).all(|f| f.good), "{findings:?}");
    let missing: Result<(), MediaError> = compose(
        &Tools::find({
            let mut settings = quick();
            settings.ffmpeg = "/nowhere/ffmpeg".into();
            settings
        })
        .await,
        Composition { width: 16, height: 16, frame_rate: 30, frames: 3, samples: Vec::new() },
        |_, _| (),
        &drawn,
    )
    .await;
    assert!(missing.unwrap_err().is_transient());
}
