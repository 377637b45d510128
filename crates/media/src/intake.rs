//! Intake: is this file a film that we will publish, and if so, what is in it? Judged by its first bytes, by what
//! ffprobe says of its streams, and by counting its packets; never by its name nor by the duration in its header.

use std::{ffi::OsString, path::Path};

use grandstand_domain::{media::Refusal, webvtt};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;

use crate::{
    error::MediaError,
    magic::{self, Container},
    probe::{self, Packets, RawStream},
    settings::LimitSettings,
    tools::Tools,
};

/// How the stored picture is turned to be shown: the eight ways of a display matrix (ISO/IEC 14496-12, 8.3.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Turn {
    /// As stored.
    #[default]
    None,
    /// A quarter clockwise.
    Right,
    /// Half way round.
    Half,
    /// A quarter anticlockwise.
    Left,
    /// Mirrored left to right.
    Mirrored,
    /// Mirrored top to bottom.
    Flipped,
    /// Mirrored along the falling diagonal.
    Transposed,
    /// Mirrored along the rising diagonal.
    Transversed,
}

impl Turn {
    /// Whether width and height change places.
    pub fn swaps_sides(self) -> bool {
        matches!(self, Self::Right | Self::Left | Self::Transposed | Self::Transversed)
    }

    /// From ffprobe's print of the nine numbers. Shear and odd angles go to the nearest of the eight; a matrix without
    /// any direction (all zeros) is read as none.
    fn of_matrix(text: &str) -> Self {
        let rows = text.lines().filter_map(|line| line.split_once(':'));
        let numbers: Vec<i64> =
            rows.flat_map(|(_, row)| row.split_whitespace().map(|n| n.parse().unwrap_or(0))).collect();
        let &[a, b, _, c, d, ..] = numbers.as_slice() else { return Self::None };
        if a.abs() + d.abs() >= b.abs() + c.abs() {
            match (a < 0, d < 0) {
                (false, false) => Self::None,
                (true, true) => Self::Half,
                (true, false) => Self::Mirrored,
                (false, true) => Self::Flipped,
            }
        } else {
            match (b < 0, c < 0) {
                (false, true) => Self::Right,
                (true, false) => Self::Left,
                (false, false) => Self::Transposed,
                (true, true) => Self::Transversed,
            }
        }
    }
}

/// The picture of an accepted film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Its stream in the file.
    pub stream: u32,
    /// ffmpeg's name of the codec.
    pub codec: String,
    /// ffmpeg's name of the profile, if it has one.
    pub profile: Option<String>,
    /// Stored size, before turning and before the pixel aspect.
    pub coded: (u32, u32),
    /// ffmpeg's name of the pixel format.
    pub pixels: String,
    /// How it is turned.
    pub turn: Turn,
    /// Width of a pixel divided by its height, as stored.
    pub pixel_aspect: f64,
    /// Whether sample values use the full range.
    pub full_range: bool,
    /// ffmpeg's name of the matrix, if stated.
    pub matrix: Option<String>,
    /// ffmpeg's name of the transfer function, if stated.
    pub transfer: Option<String>,
    /// ffmpeg's name of the primaries, if stated.
    pub primaries: Option<String>,
    /// Whether its frames are made of two fields.
    pub interlaced: bool,
    /// The container's average and its base rate, in frames per second, where they are numbers.
    pub rates: (Option<f64>, Option<f64>),
}

impl Picture {
    /// Whether it is high dynamic range: PQ (SMPTE ST 2084) or HLG (ARIB STD-B67).
    pub fn is_hdr(&self) -> bool {
        matches!(self.transfer.as_deref(), Some("smpte2084" | "arib-std-b67"))
    }
}

/// The sound of an accepted film.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sound {
    /// Its stream in the file.
    pub stream: u32,
    /// ffmpeg's name of the codec.
    pub codec: String,
    /// How many channels it has.
    pub channels: u32,
}

/// Captions that were inside the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captions {
    /// The language as the file states it (ISO 639-2), if it does.
    pub language: Option<String>,
    /// A WebVTT file, written anew by the domain's own writer.
    pub vtt: String,
}

/// What is known of an accepted file. Keep it with the job: the later steps need nothing else but the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// Width as shown, in square pixels.
    pub width: u32,
    /// Height as shown.
    pub height: u32,
    /// How long its packets last together. The truth is known once the first rendition stands.
    pub duration_ms: u64,
    /// The constant frame rate its renditions get.
    pub frame_rate: (u32, u32),
    /// Its picture.
    pub picture: Picture,
    /// Its sound, if it has any that can be read.
    pub sound: Option<Sound>,
    /// Captions found in it.
    pub captions: Vec<Captions>,
    pub(crate) container: String,
    pub(crate) frames: u64,
    pub(crate) picture_bytes: u64,
    pub(crate) start_ms: i64,
    pub(crate) keyframe_gap_ms: u64,
    /// Steady, whole, and starting at a key frame: what a remux needs of its packets.
    pub(crate) tidy: bool,
}

/// The most captions streams that are looked into.
const CAPTIONS_MOST: usize = 4;

/// Looks at the file at `path` and accepts or refuses it.
pub async fn inspect(tools: &Tools, path: &Path) -> Result<Inspection, MediaError> {
    let doing = "inspect an upload";
    let mut head = Vec::new();
    let file = tokio::fs::File::open(path).await.map_err(MediaError::io(doing))?;
    file.take(magic::HEAD_BYTES as u64).read_to_end(&mut head).await.map_err(MediaError::io(doing))?;
    if head.is_empty() {
        return Err(MediaError::Refused(Refusal::Empty));
    }
    let container = magic::container(&head).ok_or(MediaError::Refused(Refusal::NotVideo))?;
    let limits = &tools.settings().limits;
    let ask = |what: &[&str]| {
        let mut arguments: Vec<OsString> = ["-v", "error"].map(Into::into).into();
        arguments.extend(what.iter().map(Into::into));
        arguments.extend(input(container, limits, path));
        arguments
    };
    let about_streams = ask(&["-show_streams", "-of", "json"]);
    let packet = "packet=stream_index,pts_time,dts_time,duration_time,size,flags";
    let about_packets = ask(&["-show_entries", packet, "-of", "csv=p=0"]);
    // Ten minutes at 60 frames with sound are about 3 MB of lines.
    let (streams, packets) =
        tokio::join!(tools.ffprobe(doing, about_streams, 4 << 20), tools.ffprobe(doing, about_packets, 256 << 20));
    let (streams, packets) = (streams?, packets?);
    for ended in [&streams, &packets] {
        if let Some(why) = ended.host_failure() {
            return Err(MediaError::transient(doing, why));
        }
        if ended.out_of_cpu() {
            return Err(MediaError::Refused(Refusal::TooHeavy));
        }
    }
    // What a header hides, the decoder finds out.
    if streams.stderr.contains("exceeds specified max pixel count") {
        return Err(MediaError::Refused(Refusal::TooLarge));
    }
    let raw = probe::streams(&streams.stdout).unwrap_or_default();
    if raw.is_empty() {
        return Err(MediaError::Refused(Refusal::Unreadable));
    }
    let chosen = picture_stream(&raw, limits)?;
    let lines = String::from_utf8_lossy(&packets.stdout);
    let counted = probe::packets(&lines, chosen.index);
    let mut inspection = judged(chosen, &raw, &counted, container, limits)?;
    for stream in raw.iter().filter(|s| s.codec_type.as_deref() == Some("subtitle")).take(CAPTIONS_MOST) {
        inspection.captions.extend(captions(tools, &inspection, path, stream).await);
    }
    Ok(inspection)
}

/// The arguments that let ffmpeg open exactly this file as exactly this container, and nothing that it may point to.
pub(crate) fn input(container: Container, limits: &LimitSettings, path: &Path) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = Vec::new();
    arguments.extend(["-protocol_whitelist", "file", "-format_whitelist", container.demuxers()].map(Into::into));
    arguments.extend(["-max_pixels".into(), limits.frame_pixels.to_string().into()]);
    arguments.extend(["-probesize", "20000000", "-analyzeduration", "20000000", "-max_streams", "64"].map(Into::into));
    let mut file = OsString::from("file:");
    file.push(path);
    arguments.extend(["-i".into(), file]);
    arguments
}

/// The first picture that is a film: neither cover art, nor a thumbnail track, nor a second view; a lone still beside
/// a film (motion photos) is passed over.
fn picture_stream<'a>(raw: &'a [RawStream], limits: &LimitSettings) -> Result<&'a RawStream, MediaError> {
    let film = |s: &&RawStream| {
        let aside = s.disposition.attached_pic + s.disposition.timed_thumbnails + s.disposition.dependent;
        s.codec_type.as_deref() == Some("video") && aside == 0
    };
    let mut sized = raw.iter().filter(film).filter(|s| side(s.width) > 0 && side(s.height) > 0).peekable();
    if sized.peek().is_none() {
        let heard = raw.iter().any(|s| s.codec_type.as_deref() == Some("audio") && s.codec_name.is_some());
        let damaged = raw.iter().any(|s| film(&s)) || !heard;
        return Err(MediaError::Refused(if damaged { Refusal::Unreadable } else { Refusal::NoPicture }));
    }
    let fits = |s: &&RawStream| u64::from(side(s.width)) * u64::from(side(s.height)) <= limits.frame_pixels;
    let mut fitting = sized.filter(fits).peekable();
    if fitting.peek().is_none() {
        return Err(MediaError::Refused(Refusal::TooLarge));
    }
    let readable: Vec<&RawStream> = fitting.filter(|s| s.pix_fmt.is_some() && s.codec_name.is_some()).collect();
    let preferred = readable.iter().find(|s| s.disposition.default == 1).or(readable.first());
    preferred.copied().ok_or(MediaError::Refused(Refusal::Unreadable))
}

fn side(pixels: Option<i64>) -> u32 {
    pixels.and_then(|p| u32::try_from(p).ok()).unwrap_or(0)
}

fn judged(
    stream: &RawStream,
    raw: &[RawStream],
    packets: &Packets,
    container: Container,
    limits: &LimitSettings,
) -> Result<Inspection, MediaError> {
    if packets.count == 0 {
        return Err(MediaError::Refused(Refusal::Unreadable));
    }
    if packets.span > f64::from(limits.duration_seconds) + 1.0 {
        return Err(MediaError::Refused(Refusal::TooLong));
    }
    let coded = (side(stream.width), side(stream.height));
    if packets.count.saturating_mul(u64::from(coded.0) * u64::from(coded.1)) > limits.total_pixels {
        return Err(MediaError::Refused(Refusal::TooHeavy));
    }
    let matrix = stream.side_data_list.iter().find_map(|data| data.displaymatrix.as_deref());
    let turn = matrix.map_or(Turn::None, Turn::of_matrix);
    let pixels = stream.pix_fmt.clone().unwrap_or_default();
    let rate = |text: &Option<String>| text.as_deref().and_then(probe::ratio);
    // Aspects beyond 8 are mistakes of whoever wrote the file.
    let aspect = stream.sample_aspect_ratio.as_deref().and_then(probe::ratio).filter(|a| (0.125..=8.0).contains(a));
    let picture = Picture {
        stream: stream.index,
        codec: stream.codec_name.clone().unwrap_or_default(),
        profile: stream.profile.clone(),
        coded,
        turn,
        pixel_aspect: aspect.unwrap_or(1.0),
        full_range: stream.color_range.as_deref() == Some("pc") || pixels.starts_with("yuvj"),
        pixels,
        matrix: stream.color_space.clone(),
        transfer: stream.color_transfer.clone(),
        primaries: stream.color_primaries.clone(),
        interlaced: matches!(stream.field_order.as_deref(), Some("tt" | "bb" | "tb" | "bt")),
        rates: (rate(&stream.avg_frame_rate), rate(&stream.r_frame_rate)),
    };
    let (width, height) = shown(&picture);
    let readable = |s: &&RawStream| {
        let sound = s.codec_type.as_deref() == Some("audio") && s.codec_name.is_some();
        sound && (1..=64).contains(&s.channels.unwrap_or(0)) && s.sample_rate.unwrap_or(0) >= 4000
    };
    let sounds = raw.iter().filter(readable).rev();
    let best = sounds.max_by_key(|s| (s.disposition.default, s.sample_rate.unwrap_or(0).min(48_000), s.channels));
    let sound = best.map(|s| Sound {
        stream: s.index,
        codec: s.codec_name.clone().unwrap_or_default(),
        channels: side(s.channels),
    });
    Ok(Inspection {
        width,
        height,
        duration_ms: millis(packets.span),
        frame_rate: frame_rate(&picture, packets),
        picture,
        sound,
        captions: Vec::new(),
        container: container.demuxers().to_owned(),
        frames: packets.count,
        picture_bytes: packets.bytes,
        start_ms: i64::try_from(millis(packets.start)).unwrap_or(0),
        keyframe_gap_ms: millis(packets.keyframe_gap),
        tidy: packets.steady && packets.whole && packets.starts_at_key,
    })
}

/// The size as shown: square pixels, turned.
fn shown(picture: &Picture) -> (u32, u32) {
    let (width, height) = picture.coded;
    // Stretch the side that grows, so that no detail is lost.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by max_pixels times 8")]
    let stretched = |side: u32, by: f64| (f64::from(side) * by).round().max(1.0) as u32;
    let aspect = picture.pixel_aspect;
    let (width, height) =
        if aspect >= 1.0 { (stretched(width, aspect), height) } else { (width, stretched(height, 1.0 / aspect)) };
    if picture.turn.swaps_sides() { (height, width) } else { (width, height) }
}

/// The rates that screens and films know, exactly.
const RATES: [(u32, u32); 9] =
    [(24_000, 1001), (24, 1), (25, 1), (30_000, 1001), (30, 1), (48, 1), (50, 1), (60_000, 1001), (60, 1)];

/// The constant rate a film is written at: its own if that is steady and at most 60, otherwise 30 or 60.
fn frame_rate(picture: &Picture, packets: &Packets) -> (u32, u32) {
    #[expect(clippy::cast_precision_loss, reason = "packet counts stay far below 2^52")]
    let counted = packets.shown as f64 / packets.span.max(0.001);
    let candidates = [picture.rates.0, picture.rates.1, (packets.shown > 1).then_some(counted)];
    // A film may lack frames that its rate promises, but never has more.
    let agrees = |rate: f64| packets.shown < 2 || (0.98..1.15).contains(&(rate / counted));
    let own = candidates.into_iter().flatten().find(|rate| agrees(*rate)).unwrap_or(counted);
    let known = RATES.into_iter().min_by(|a, b| off(*a, own).total_cmp(&off(*b, own)));
    match known {
        Some(known) if off(known, own) < 0.004 => known,
        // A steady rate that is none of the known ones and slower than all: surveillance, time lapse.
        _ if packets.steady && own < 23.0 && packets.shown > 1 => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 23")]
            let thousandths = (own.max(1.0) * 1000.0).round() as u32;
            (thousandths, 1000)
        }
        _ if own <= 31.0 => (30, 1),
        _ => (60, 1),
    }
}

fn off(rate: (u32, u32), own: f64) -> f64 {
    (f64::from(rate.0) / f64::from(rate.1) / own - 1.0).abs()
}

fn millis(seconds: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
    let millis = (seconds.max(0.0) * 1000.0).round() as u64;
    millis
}

/// Captions of a text stream, or nothing: a film is not refused for its captions.
async fn captions(tools: &Tools, inspection: &Inspection, path: &Path, stream: &RawStream) -> Option<Captions> {
    let text = ["mov_text", "webvtt", "subrip", "ass", "ssa", "text"];
    stream.codec_name.as_deref().filter(|codec| text.contains(codec))?;
    let mut arguments: Vec<OsString> = ["-v", "error", "-nostdin"].map(Into::into).into();
    arguments.extend(inspection.input(&tools.settings().limits, path));
    arguments.extend(["-map".into(), format!("0:{}", stream.index).into()]);
    arguments.extend(["-f", "webvtt", "-fs", "600000", "pipe:1"].map(Into::into));
    // Only reads the captions, but has to pass over everything between them.
    let ended = tools.ffmpeg("read captions", arguments, tools.settings().child.probing(), None).await.ok()?;
    let cues = webvtt::parse(&ended.stdout).ok()?;
    let language = stream.tags.language.clone();
    let language = language.filter(|l| l.len() == 3 && l != "und" && l.bytes().all(|b| b.is_ascii_lowercase()));
    Some(Captions { language, vtt: webvtt::write(&cues) })
}

impl Inspection {
    /// The same guarded input for the steps that come later.
    pub(crate) fn input(&self, limits: &LimitSettings, path: &Path) -> Vec<OsString> {
        let all = [Container::IsoMedia, Container::Matroska, Container::Avi];
        let container = all.into_iter().find(|c| c.demuxers() == self.container).unwrap_or(Container::IsoMedia);
        input(container, limits, path)
    }

    /// The frame rate as a number.
    pub fn frames_per_second(&self) -> f64 {
        f64::from(self.frame_rate.0) / f64::from(self.frame_rate.1.max(1))
    }
}

#[cfg(test)]
mod tests;
