//! Sound: measured once, brought to the target loudness, written once as AAC; every rung carries that same track.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::{
    error::MediaError,
    intake::{Inspection, Sound},
    settings::LoudnessSettings,
    tools::Tools,
};

/// Where a rendition takes its sound from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Track {
    /// There is none, or none that can be read.
    Silent,
    /// The track that was made for this film.
    Made(PathBuf),
}

/// What the measuring pass found (EBU R 128; true peak by ITU-R BS.1770-4, annex 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measured {
    pub(crate) integrated_lufs: f32,
    pub(crate) true_peak_dbtp: f32,
}

/// Makes the sound track of a film in `scratch`. It is written anew even if the source's would do: AAC has room for any
/// data beside the sound, and encoders sign there.
pub(crate) async fn track(
    tools: &Tools,
    inspection: &Inspection,
    source: &Path,
    scratch: &Path,
) -> Result<Track, MediaError> {
    let Some(sound) = &inspection.sound else { return Ok(Track::Silent) };
    let settings = tools.settings();
    let Some(measured) = measure(tools, inspection, sound, source).await? else { return Ok(Track::Silent) };
    let gain = gain(measured, &settings.loudness);
    // One dB is left for what AAC adds to peaks.
    let ceiling_dbtp = settings.loudness.peak_dbtp - 1.0;
    let limited = measured.true_peak_dbtp + gain > ceiling_dbtp;
    let to = scratch.join("sound.m4a");
    let mut filter = String::from("aresample=48000:async=1000:first_pts=0,aformat=channel_layouts=stereo");
    if gain.abs() > 0.05 {
        filter += &format!(",volume={gain:.2}dB");
    }
    if limited {
        // Four times the rate shows the limiter the peaks between samples.
        let ceiling = 10_f32.powf(ceiling_dbtp / 20.0);
        filter += &format!(
            ",aresample=192000,alimiter=level=disabled:limit={ceiling:.4}:attack=5:release=60,aresample=48000"
        );
    }
    let mut arguments = begin(tools, inspection, sound, source);
    arguments.extend(["-af".into(), filter.into()]);
    arguments.extend(["-c:a", "aac", "-profile:a", "aac_low", "-ac", "2", "-ar", "48000", "-b:a"].map(Into::into));
    arguments.push(format!("{}k", settings.ladder.audio_kbps).into());
    arguments.extend(CLEAN.map(Into::into));
    arguments.extend(["-f".into(), "mp4".into(), "-y".into(), to.clone().into()]);
    let allowance = settings.child.working(f64::from(settings.limits.duration_seconds) / 10.0);
    let ended = tools.ffmpeg("write the sound", arguments, allowance, None).await?;
    if let Some(why) = ended.host_failure() {
        return Err(MediaError::transient("write the sound", why));
    }
    Ok(if ended.status.success() { Track::Made(to) } else { Track::Silent })
}

/// What keeps tags, chapters, versions and dates out of anything that is served.
pub(crate) const CLEAN: [&str; 10] = [
    "-map_metadata",
    "-1",
    "-map_chapters",
    "-1",
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-flags:a",
    "+bitexact",
];

fn begin(tools: &Tools, inspection: &Inspection, sound: &Sound, source: &Path) -> Vec<OsString> {
    let limits = &tools.settings().limits;
    let mut arguments: Vec<OsString> = ["-nostdin", "-nostats", "-v", "info", "-vn"].map(Into::into).into();
    arguments.extend(inspection.input(limits, source));
    arguments.extend(["-map".into(), format!("0:{}", sound.stream).into(), "-sn".into(), "-dn".into()]);
    arguments.extend(["-t".into(), limits.duration_seconds.to_string().into()]);
    arguments
}

/// Listens to the whole track. `None`: it cannot be decoded.
async fn measure(
    tools: &Tools,
    inspection: &Inspection,
    sound: &Sound,
    source: &Path,
) -> Result<Option<Measured>, MediaError> {
    let mut arguments = begin(tools, inspection, sound, source);
    let filter = "aresample=48000,aformat=channel_layouts=stereo,ebur128=peak=true:framelog=verbose";
    arguments.extend(["-af", filter, "-f", "null", "-"].map(Into::into));
    let settings = tools.settings();
    let allowance = settings.child.working(f64::from(settings.limits.duration_seconds) / 10.0);
    let ended = tools.ffmpeg("measure the sound", arguments, allowance, None).await?;
    if let Some(why) = ended.host_failure() {
        return Err(MediaError::transient("measure the sound", why));
    }
    Ok(summary(&ended.stderr))
}

/// Reads the summary that ffmpeg's `ebur128` filter writes at the end.
fn summary(said: &str) -> Option<Measured> {
    let summary = said.rsplit_once("Summary:")?.1;
    let value = |name: &str| {
        let line = summary.lines().find_map(|line| line.trim().strip_prefix(name))?;
        let text = line.split_whitespace().next()?;
        text.parse::<f32>().ok().filter(|value| !value.is_nan())
    };
    Some(Measured { integrated_lufs: value("I:")?, true_peak_dbtp: value("Peak:")? })
}

/// By how many dB the sound is raised or lowered.
fn gain(measured: Measured, settings: &LoudnessSettings) -> f32 {
    if measured.integrated_lufs < settings.silence_lufs {
        return (settings.peak_dbtp - measured.true_peak_dbtp).min(0.0);
    }
    (settings.target_lufs - measured.integrated_lufs).min(settings.raise_most_db)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_summary_is_read_and_silence_left_alone() {
        let said = "[Parsed_ebur128_0 @ 0x5] Summary:\n\n  Integrated loudness:\n    I:         -23.4 LUFS\n    Threshold: -33.5 LUFS\n\n  True peak:\n    Peak:       -3.1 dBFS\n";
        let measured = summary(said).unwrap();
        assert_eq!(measured, Measured { integrated_lufs: -23.4, true_peak_dbtp: -3.1 });
        let settings = LoudnessSettings::default();
        assert!((gain(measured, &settings) - 9.4).abs() < 0.01);
        let silent = summary("Summary:\n I: -70.0 LUFS\n Peak: -inf dBFS").unwrap();
        assert!(gain(silent, &settings).abs() < 0.01);
        let quiet = Measured { integrated_lufs: -45.0, true_peak_dbtp: -30.0 };
        assert!((gain(quiet, &settings) - 20.0).abs() < 0.01);
        let click = Measured { integrated_lufs: -70.0, true_peak_dbtp: 2.0 };
        assert!((gain(click, &settings) + 3.0).abs() < 0.01);
        assert_eq!(summary("nothing"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = (summary(&text), summary(&format!("Summary:\n I: {text}\n Peak: {text}")));
        }
    }
}
