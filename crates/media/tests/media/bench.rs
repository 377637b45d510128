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

/// No program, device or place signs what is served. Short names are looked for outside the compressed pictures and
/// sound, where any four bytes come up by chance once in a few gigabytes; long ones everywhere.
fn clean(path: &Path) {
    const SHORT: [&[u8]; 8] = [b"Lavf", b"Lavc", b"x264", b"\xA9xyz", b"loci", b"udta", b"meta\0", b"Exif"];
    const LONG: [&[u8]; 12] = [
        b"x264 - core",
        b"H.264/MPEG-4 AVC codec",
        b"Lavc libx264",
        b"+40.680-074.500",
        b"+40.6800-074.5000",
        b"+48.8584+002.2945",
        b"+51.5334-000.1255",
        b"+51.5932-0.2431",
        b"urn:c2pa",
        b"c2pa.claim",
        b"com.apple.",
        b"com.android.",
    ];
    let bytes = std::fs::read(path).unwrap();
    let described = outside_the_picture(&bytes);
    for (names, held) in [(&SHORT[..], &described), (&LONG[..], &bytes)] {
        for name in names {
            let found = held.windows(name.len()).any(|w| w == *name);
            assert!(!found, "{} holds {}", path.display(), String::from_utf8_lossy(name));
        }
    }
}

/// A file's bytes without the compressed data: the boxes of an MP4 but `mdat`, the chunks of a WebP but `VP8`, the
/// segments of a JPEG before its scan.
fn outside_the_picture(bytes: &[u8]) -> Vec<u8> {
    let word = |at: usize| -> [u8; 4] { bytes[at..at + 4].try_into().unwrap() };
    if bytes.starts_with(&[0xFF, 0xD8]) {
        let scan = bytes.windows(2).position(|w| w == [0xFF, 0xDA]).unwrap();
        return bytes[..scan].to_vec();
    }
    let webp = bytes.starts_with(b"RIFF");
    let mut kept = Vec::new();
    let mut at = if webp { 12 } else { 0 };
    while at + 8 <= bytes.len() {
        let (name, whole) = if webp {
            let size = u32::from_le_bytes(word(at + 4)) as usize;
            (word(at), 8 + size + size % 2)
        } else {
            let size = match u32::from_be_bytes(word(at)) {
                1 => usize::try_from(u64::from_be_bytes(bytes[at + 8..at + 16].try_into().unwrap())).unwrap(),
                0 => bytes.len() - at,
                size => size as usize,
            };
            assert!(size >= 8, "a box without a size");
            (word(at + 4), size)
        };
        let payload = [*b"mdat", *b"VP8 ", *b"VP8L"].contains(&name);
        kept.extend_from_slice(&bytes[at..if payload { at + 8 } else { bytes.len().min(at + whole) }]);
        at += whole;
    }
    kept
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
