//! What every test here needs: tools with quick settings, a way through the whole house, and a second opinion.

use std::{path::Path, process::Command};

use grandstand_media::{
    Inspection, Made, MadePoster, MediaError, MediaSettings, Tools, first, inspect, ladder, poster, rest,
};

/// Settings that trade quality for time; everything else is as shipped.
pub(crate) fn quick() -> MediaSettings {
    let mut settings = MediaSettings::default();
    let ladder = &mut settings.ladder;
    for rung in [&mut ladder.p360, &mut ladder.p480, &mut ladder.p720, &mut ladder.p1080] {
        "ultrafast".clone_into(&mut rung.preset);
    }
    settings
}

pub(crate) async fn tools() -> Tools {
    Tools::find(quick()).await
}

/// Everything that was made of a film.
pub(crate) struct Published {
    pub(crate) inspection: Inspection,
    pub(crate) poster: MadePoster,
    /// The first rendition, then the others.
    pub(crate) made: Vec<Made>,
}

/// The way of a file through the house.
pub(crate) async fn publish(tools: &Tools, source: &Path, scratch: &Path) -> Result<Published, MediaError> {
    let inspection = inspect(tools, source).await?;
    // As it would be kept between two jobs.
    let inspection: Inspection = serde_json::from_slice(&serde_json::to_vec(&inspection).unwrap()).unwrap();
    let poster = poster(tools, &inspection, source, scratch).await?;
    let top = first(tools, &inspection, source, scratch, &|_| ()).await?;
    let mut made = vec![top];
    if inspection.duration_ms < 60_000 {
        let (file, have) = (made[0].path.clone(), [made[0].rung]);
        made.extend(rest(tools, &inspection, source, &file, &have, scratch, &|_| ()).await?);
        assert_eq!(made.len(), ladder::rungs(&inspection).len());
    }
    Ok(Published { inspection, poster, made })
}

/// Runs a program and returns what it wrote to both outputs; fails the test if it fails.
pub(crate) fn run(program: &str, arguments: &[&str]) -> String {
    let out = Command::new(program).args(arguments).output().unwrap();
    let text = [out.stdout.as_slice(), out.stderr.as_slice()].map(String::from_utf8_lossy).concat();
    assert!(out.status.success(), "{program} {arguments:?}: {text}");
    text
}

/// Runs ffmpeg to make an input.
pub(crate) fn ffmpeg(arguments: &str, to: &Path) {
    let mut words: Vec<&str> = vec!["-v", "error", "-nostdin", "-y"];
    words.extend(arguments.split_whitespace());
    words.push(to.to_str().unwrap());
    run("ffmpeg", &words);
}

/// Fields of ffprobe's first matching stream, such as `codec_name,width`.
pub(crate) fn probe(path: &Path, stream: &str, fields: &str) -> String {
    let entries = format!("stream={fields}");
    let file = path.to_str().unwrap();
    run("ffprobe", &["-v", "error", "-select_streams", stream, "-show_entries", &entries, "-of", "csv=p=0", file])
        .trim()
        .to_owned()
}

/// Asserts of every rendition what must hold for each of them, by other means than the ones that made it.
pub(crate) fn good(published: &Published) {
    let inspection = &published.inspection;
    for made in &published.made {
        let path = &made.path;
        let name = format!("{} {}", path.display(), made.rung.as_str());
        let decoded = run("ffmpeg", &["-v", "error", "-xerror", "-i", path.to_str().unwrap(), "-f", "null", "-"]);
        assert_eq!(decoded, "", "{name} does not decode cleanly");
        let picture = probe(path, "v", "codec_name,pix_fmt,width,height,sample_aspect_ratio,r_frame_rate");
        let fields: Vec<&str> = picture.split(',').collect();
        assert_eq!(fields[0], "h264", "{name}: {picture}");
        assert!(fields.contains(&"yuv420p"), "{name}: {picture}");
        assert_eq!((fields[1], fields[2]), (&*made.width.to_string(), &*made.height.to_string()), "{name}");
        assert!(made.width % 2 == 0 && made.height % 2 == 0, "{name}");
        let short_side = made.width.min(made.height);
        assert!(made.remuxed || short_side <= made.rung.short_side(), "{name}: enlarged");
        // The picture keeps its shape, to a pixel or two of rounding.
        let wanted = f64::from(inspection.width) / f64::from(inspection.height);
        let off = (f64::from(made.width) - f64::from(made.height) * wanted).abs();
        assert!(off <= 2.0 + 2.0 * wanted, "{name}: {}x{} of {wanted}", made.width, made.height);
        let tags = run(
            "ffprobe",
            &[
                "-v",
                "error",
                "-show_entries",
                "format_tags:stream_tags:chapter_tags:stream_side_data",
                path.to_str().unwrap(),
            ],
        );
        for leak in [
            "location",
            "make",
            "model",
            "date",
            "creation",
            "comment",
            "title",
            "artist",
            "Lavf",
            "Lavc",
            "x264",
            "rotation",
            "author",
            "copyright",
        ] {
            assert!(!tags.to_lowercase().contains(&leak.to_lowercase()), "{name} leaks {leak}: {tags}");
        }
        clean(path);
        let kinds = run(
            "ffprobe",
            &["-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", path.to_str().unwrap()],
        );
        assert!(kinds.lines().all(|k| ["video", "audio"].contains(&k.trim_end_matches(','))), "{name}: {kinds}");
        assert!(made.codecs.starts_with("avc1.") && made.sha256.len() == 64 && made.bit_rate > 0, "{name}");
        if !made.remuxed {
            keyframes_every_two_seconds(path);
        }
    }
    for file in [&published.poster.webp, &published.poster.jpeg] {
        let size = probe(file, "v", "width,height");
        assert!(size.starts_with(&format!("{},{}", published.poster.width, published.poster.height)), "{size}");
        clean(file);
    }
    assert!(published.poster.width.min(published.poster.height) <= 720);
    assert!(published.poster.blurhash.len() > 6);
}

/// No program, device or place signs what is served.
fn clean(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    let names: [&[u8]; 12] = [
        b"x264",
        b"Lavf",
        b"Lavc",
        b"+51.",
        b"\xA9xyz",
        b"loci",
        b"udta",
        b"c2pa",
        b"Exif",
        b"com.apple",
        b"com.android",
        b"meta\0",
    ];
    for name in names {
        let found = bytes.windows(name.len()).any(|w| w == name);
        assert!(!found, "{} holds {}", path.display(), String::from_utf8_lossy(name));
    }
}

fn keyframes_every_two_seconds(path: &Path) {
    let lines = run(
        "ffprobe",
        &[
            "-v",
            "error",
            "-select_streams",
            "v",
            "-show_entries",
            "packet=pts_time,flags",
            "-of",
            "csv=p=0",
            path.to_str().unwrap(),
        ],
    );
    let keys: Vec<f64> =
        lines.lines().filter(|l| l.contains('K')).map(|l| l.split(',').next().unwrap().parse().unwrap()).collect();
    assert!(keys.windows(2).all(|k| k[1] - k[0] < 2.1), "{}: {keys:?}", path.display());
}
