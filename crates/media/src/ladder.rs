//! The ladder: the renditions of a film. [`first`] makes the one that can be shown soonest, [`rest`] the others in one
//! process that decodes once. Frames are counted as they are written; no header is believed.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use grandstand_domain::media::{Refusal, Rung};

use crate::{
    audio::{self, CLEAN, Track},
    error::MediaError,
    filters,
    intake::Inspection,
    process::Ended,
    progress::Progress,
    settings::{LadderSettings, RungSettings},
    tools::Tools,
    verify,
};

pub use crate::verify::Made;

/// The rungs a film gets, lowest first: none that would have to be enlarged by more than a twentieth, but one at least.
pub fn rungs(inspection: &Inspection) -> Vec<Rung> {
    let short_side = inspection.width.min(inspection.height);
    let reached = |rung: &Rung| short_side * 20 >= rung.short_side() * 19;
    let found: Vec<Rung> = Rung::ALL.iter().copied().filter(reached).collect();
    if found.is_empty() { vec![Rung::P360] } else { found }
}

/// The rung that [`first`] makes: the top one if the source can be served as it came, else 480 or the next below.
pub fn first_rung(tools: &Tools, inspection: &Inspection) -> Rung {
    let rungs = rungs(inspection);
    let quick = rungs.iter().copied().filter(|r| *r <= Rung::P480).max().unwrap_or(Rung::P360);
    let top = rungs.last().copied().unwrap_or(Rung::P360);
    if fits(tools, inspection, top) { top } else { quick }
}

/// Whether the source may be served as it came: every browser plays it, and it costs viewers little more than ours.
fn fits(tools: &Tools, inspection: &Inspection, top: Rung) -> bool {
    let (settings, picture) = (&tools.settings().ladder, &inspection.picture);
    let (short, long) = (inspection.width.min(inspection.height), inspection.width.max(inspection.height));
    let profiles = ["Constrained Baseline", "Baseline", "Main", "High"];
    let plain = picture.codec == "h264"
        && picture.profile.as_deref().is_some_and(|p| profiles.contains(&p))
        && picture.pixels == "yuv420p"
        && !picture.full_range
        && !picture.interlaced
        && !picture.is_hdr()
        && picture.turn == crate::intake::Turn::None
        && (picture.pixel_aspect - 1.0).abs() < 1e-6
        && matches!(picture.matrix.as_deref(), None | Some("bt709"));
    let sized = short <= 1088 && long <= 2400 && short.is_multiple_of(2) && long.is_multiple_of(2);
    let kbps = inspection.picture_bytes.saturating_mul(8) / inspection.duration_ms.max(1);
    let most = f64::from(rung_settings(settings, top).max_kbps) * f64::from(settings.remux_up_to);
    let keys = f64::from(settings.remux_keyframe_seconds) * 1000.0;
    #[expect(clippy::cast_precision_loss, reason = "bit rates and milliseconds stay far below 2^52")]
    let thrifty = (kbps as f64) <= most && (inspection.keyframe_gap_ms as f64) <= keys;
    // Timing of 60 frames a second or less that needs no correction.
    let counted = inspection.frames.saturating_mul(1000) / inspection.duration_ms.max(1);
    plain && sized && thrifty && inspection.tidy && inspection.start_ms == 0 && (1..=60).contains(&counted)
}

/// Makes the first rendition in `scratch`; `tell` hears how far it is.
pub async fn first(
    tools: &Tools,
    inspection: &Inspection,
    source: &Path,
    scratch: &Path,
    tell: &(dyn Fn(Progress) + Sync),
) -> Result<Made, MediaError> {
    let rung = first_rung(tools, inspection);
    let top = rungs(inspection).last().copied().unwrap_or(rung);
    if rung == top
        && fits(tools, inspection, top)
        && let Some(made) = remux(tools, inspection, source, scratch, rung, tell).await?
    {
        return Ok(made);
    }
    let rung = rungs(inspection).into_iter().filter(|r| *r <= Rung::P480).max().unwrap_or(Rung::P360);
    let picture_file = scratch.join("picture.mp4");
    let picture = async {
        let graph = format!(
            "[0:{}]{}[v]",
            inspection.picture.stream,
            filters::to_shown(inspection, size_of(inspection, rung), &filters::constant(inspection))
        );
        let mut arguments = decoding(tools, inspection, source);
        arguments.extend(["-filter_complex".into(), graph.into(), "-map".into(), "[v]".into()]);
        arguments.extend(encoded(tools, inspection, rung));
        arguments.extend(["-an".into(), "-f".into(), "mp4".into(), "-y".into(), picture_file.clone().into()]);
        let progress = Some((inspection.duration_ms, tell));
        let ended =
            tools.ffmpeg("write the first rendition", arguments, allowance(tools, inspection), progress).await?;
        frames_of(tools, inspection, &ended, "write the first rendition")
    };
    let sound = audio::track(tools, inspection, source, scratch);
    let (frames, track) = tokio::try_join!(picture, sound)?;
    let duration_ms = lasting(inspection, frames);
    let to = scratch.join(format!("{}.mp4", rung.as_str()));
    join(tools, inspection, (&picture_file, 0), &track, None, duration_ms, &to).await?;
    let _ = tokio::fs::remove_file(&picture_file).await;
    verify::made(rung, &to, duration_ms, false).await
}

/// Makes every rung that `have` does not name, in one process. `first` is the file of the first rendition, whose sound
/// the others carry too.
pub async fn rest(
    tools: &Tools,
    inspection: &Inspection,
    source: &Path,
    first: &Path,
    have: &[Rung],
    scratch: &Path,
    tell: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Made>, MediaError> {
    let doing = "write the other renditions";
    let mut missing: Vec<Rung> = rungs(inspection).into_iter().filter(|r| !have.contains(r)).collect();
    missing.reverse();
    let Some(top) = missing.first() else { return Ok(Vec::new()) };
    let stream = inspection.picture.stream;
    // Each size is scaled from the one above it: fewer pixels to read than from the source every time.
    let mut graph = format!(
        "[0:{stream}]{}",
        filters::to_shown(inspection, size_of(inspection, *top), &filters::constant(inspection))
    );
    for (at, rung) in missing.iter().enumerate() {
        match missing.get(at + 1) {
            Some(next) => {
                let (width, height) = size_of(inspection, *next);
                let name = rung.as_str();
                graph += &format!(",split[v{name}][n{name}];[n{name}]scale={width}:{height}:flags=bicubic,setsar=1");
            }
            None => graph += &format!("[v{}]", rung.as_str()),
        }
    }
    let mut arguments = decoding(tools, inspection, source);
    arguments.extend(["-protocol_whitelist", "file", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2"].map(Into::into));
    let mut sound = OsString::from("file:");
    sound.push(first);
    arguments.extend(["-i".into(), sound, "-filter_complex".into(), graph.into()]);
    let mut files: Vec<(Rung, PathBuf)> = Vec::new();
    for rung in missing {
        let to = scratch.join(format!("{}.mp4", rung.as_str()));
        arguments.extend(["-map".into(), format!("[v{}]", rung.as_str()).into(), "-map".into(), "1:a?".into()]);
        arguments.extend(encoded(tools, inspection, rung));
        arguments.extend(["-c:a", "copy", "-movflags", "+faststart", "-f", "mp4", "-y"].map(Into::into));
        arguments.push(to.clone().into());
        files.push((rung, to));
    }
    let progress = Some((inspection.duration_ms, tell));
    let ended = tools.ffmpeg(doing, arguments, allowance(tools, inspection), progress).await?;
    let frames = frames_of(tools, inspection, &ended, doing)?;
    let mut made = Vec::new();
    for (rung, file) in files {
        made.push(verify::made(rung, &file, lasting(inspection, frames), false).await?);
    }
    Ok(made)
}

/// Serves the source's own picture: decoded once from end to end to know that it plays, then only wrapped anew. `None`
/// if it does not decode cleanly after all.
async fn remux(
    tools: &Tools,
    inspection: &Inspection,
    source: &Path,
    scratch: &Path,
    rung: Rung,
    tell: &(dyn Fn(Progress) + Sync),
) -> Result<Option<Made>, MediaError> {
    let doing = "check a film that fits";
    let checked = async {
        let mut arguments: Vec<OsString> =
            ["-nostdin", "-nostats", "-v", "error", "-xerror", "-an"].map(Into::into).into();
        arguments.extend(["-err_detect", "explode", "-progress", "pipe:1"].map(Into::into));
        arguments.extend(inspection.input(&tools.settings().limits, source));
        arguments.extend(["-map".into(), format!("0:{}", inspection.picture.stream).into()]);
        arguments.extend(["-fps_mode", "passthrough", "-f", "null", "-"].map(Into::into));
        let progress = Some((inspection.duration_ms, tell));
        let ended = tools.ffmpeg(doing, arguments, allowance(tools, inspection), progress).await?;
        match ended.host_failure() {
            Some(why) => Err(MediaError::transient(doing, why)),
            None => Ok(ended.status.success() && ended.progress.frames == inspection.frames),
        }
    };
    let sound = audio::track(tools, inspection, source, scratch);
    let (clean, track) = tokio::try_join!(checked, sound)?;
    if !clean {
        return Ok(None);
    }
    let to = scratch.join(format!("{}.mp4", rung.as_str()));
    let duration_ms = inspection.duration_ms;
    let stream = inspection.picture.stream;
    join(tools, inspection, (source, stream), &track, Some(source), duration_ms, &to).await?;
    match verify::made(rung, &to, duration_ms, true).await {
        Ok(made) => Ok(Some(made)),
        // What the wrapping does not survive is encoded instead.
        Err(MediaError::Failed { transient: false, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Wraps a picture and a sound track into a served file without encoding anything.
async fn join(
    tools: &Tools,
    inspection: &Inspection,
    (picture, stream): (&Path, u32),
    track: &Track,
    source: Option<&Path>,
    duration_ms: u64,
    to: &Path,
) -> Result<(), MediaError> {
    let doing = "wrap a rendition";
    let limits = &tools.settings().limits;
    let mut arguments: Vec<OsString> = ["-nostdin", "-nostats", "-v", "error"].map(Into::into).into();
    match source {
        Some(source) => arguments.extend(inspection.input(limits, source)),
        None => arguments.extend(["-i".into(), picture.into()]),
    }
    if let Track::Made(sound) = track {
        arguments.extend(["-i".into(), sound.into()]);
    }
    arguments.extend(["-map".into(), format!("0:{stream}").into()]);
    if let Track::Made(_) = track {
        arguments.extend(["-map", "1:a"].map(Into::into));
    }
    arguments.extend(["-c", "copy", "-bsf:v", "filter_units=remove_types=6", "-tag:v", "avc1"].map(Into::into));
    arguments.extend(CLEAN.map(Into::into));
    arguments.extend(["-t".into(), seconds(duration_ms).into()]);
    arguments.extend(["-movflags", "+faststart", "-f", "mp4", "-y"].map(Into::into));
    arguments.push(to.into());
    let ended = tools.ffmpeg(doing, arguments, tools.settings().child.working(60.0), None).await?;
    if ended.status.success() { Ok(()) } else { Err(ended.failure(doing)) }
}

/// The arguments up to and including the source. Rotation is ours to do.
fn decoding(tools: &Tools, inspection: &Inspection, source: &Path) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = ["-nostdin", "-nostats", "-v", "error"].map(Into::into).into();
    arguments.extend(["-progress", "pipe:1", "-stats_period", "0.5", "-noautorotate"].map(Into::into));
    arguments.extend(inspection.input(&tools.settings().limits, source));
    arguments
}

/// How the picture of a rung is written, and that nothing else comes with it.
fn encoded(tools: &Tools, inspection: &Inspection, rung: Rung) -> Vec<OsString> {
    let ladder = &tools.settings().ladder;
    let settings = rung_settings(ladder, rung);
    let rate = inspection.frames_per_second();
    // Twice the frames are worth half as many bits again.
    let most = if rate > 31.0 { settings.max_kbps * 3 / 2 } else { settings.max_kbps };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 120")]
    let group = ((rate * 2.0).round() as u32).max(1).to_string();
    let mut arguments: Vec<OsString> = Vec::new();
    let mut say = |words: &[&str]| arguments.extend(words.iter().map(Into::into));
    say(&["-c:v", "libx264", "-preset", &settings.preset, "-crf", &settings.crf.to_string()]);
    say(&[
        "-maxrate",
        &format!("{most}k"),
        "-bufsize",
        &format!("{}k", most * 2),
        "-threads",
        &ladder.threads.to_string(),
    ]);
    say(&["-profile:v", "high", "-pix_fmt", "yuv420p", "-g", &group, "-keyint_min", &group, "-sc_threshold", "0"]);
    say(&["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]);
    say(&["-bsf:v", "filter_units=remove_types=6"]);
    say(&CLEAN);
    say(&["-flags:v", "+bitexact+cgop"]);
    // Stops a film whose frames do not end; the count afterwards says so.
    let most_seconds = u64::from(tools.settings().limits.duration_seconds) + 2;
    say(&["-t", &seconds((most_seconds * 1000).min(inspection.duration_ms + 2_000))]);
    arguments
}

fn rung_settings(ladder: &LadderSettings, rung: Rung) -> &RungSettings {
    match rung {
        Rung::P360 => &ladder.p360,
        Rung::P480 => &ladder.p480,
        Rung::P720 => &ladder.p720,
        Rung::P1080 => &ladder.p1080,
    }
}

fn size_of(inspection: &Inspection, rung: Rung) -> (u32, u32) {
    filters::fitted(inspection, rung.short_side())
}

fn allowance(tools: &Tools, inspection: &Inspection) -> crate::settings::Allowance {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a film stay far below 2^52")]
    let seconds = inspection.duration_ms as f64 / 1000.0;
    // Compute grows with pixels: 4K counts as four times 1080p.
    let pixels = f64::from(inspection.picture.coded.0) * f64::from(inspection.picture.coded.1);
    tools.settings().child.working(seconds * (pixels / (1920.0 * 1080.0)).max(1.0))
}

/// The frames that were really there, or why there are none.
fn frames_of(tools: &Tools, inspection: &Inspection, ended: &Ended, doing: &'static str) -> Result<u64, MediaError> {
    if let Some(why) = ended.host_failure() {
        return Err(MediaError::transient(doing, why));
    }
    if ended.out_of_cpu() {
        return Err(MediaError::Refused(Refusal::TooHeavy));
    }
    let frames = ended.progress.frames;
    if frames == 0 {
        return Err(MediaError::Refused(Refusal::NoFrames));
    }
    if !ended.status.success() {
        return Err(MediaError::Refused(Refusal::Unreadable));
    }
    let most = u64::from(tools.settings().limits.duration_seconds) * 1000 + 1000;
    if lasting(inspection, frames) > most {
        return Err(MediaError::Refused(Refusal::TooLong));
    }
    Ok(frames)
}

/// How many milliseconds so many frames last.
fn lasting(inspection: &Inspection, frames: u64) -> u64 {
    let (above, below) = inspection.frame_rate;
    frames.saturating_mul(1000).saturating_mul(u64::from(below)) / u64::from(above.max(1))
}

fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}
