//! Settings of the media room, with the measured reasons beside them (see `examples/ladder_bench.rs`).

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

/// Everything an operator may set about media. Unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MediaSettings {
    /// The ffmpeg program: a path, or a name to look up in the usual folders.
    pub ffmpeg: PathBuf,
    /// The ffprobe program.
    pub ffprobe: PathBuf,
    /// What an upload may be.
    pub limits: LimitSettings,
    /// How films are written.
    pub ladder: LadderSettings,
    /// How loud films are made.
    pub loudness: LoudnessSettings,
    /// What one child process may use.
    pub child: ChildSettings,
}

impl Default for MediaSettings {
    fn default() -> Self {
        Self {
            ffmpeg: "ffmpeg".into(),
            ffprobe: "ffprobe".into(),
            limits: LimitSettings::default(),
            ladder: LadderSettings::default(),
            loudness: LoudnessSettings::default(),
            child: ChildSettings::default(),
        }
    }
}

/// What an upload may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// The longest film, in seconds.
    pub duration_seconds: u32,
    /// The most pixels of one frame. The default is 8K (7680 × 4320), which no phone exceeds.
    pub frame_pixels: u64,
    /// The most pixels of all frames together. The default is ten minutes of 4K at 30 frames a second: about two and a
    /// half hours of one core for the whole ladder.
    pub total_pixels: u64,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self { duration_seconds: 600, frame_pixels: 7680 * 4320, total_pixels: 600 * 30 * 3840 * 2160 }
    }
}

/// How one rung is written: x264's preset, quality and the most it may spend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RungSettings {
    /// x264 preset.
    pub preset: String,
    /// Constant rate factor: lower is better and larger.
    pub crf: f32,
    /// The most bits per second of the picture over two seconds, in thousands.
    pub max_kbps: u32,
}

impl RungSettings {
    fn new(preset: &str, crf: f32, max_kbps: u32) -> Self {
        Self { preset: preset.to_owned(), crf, max_kbps }
    }
}

/// How films are written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LadderSettings {
    /// 360 pixels on the short side.
    pub p360: RungSettings,
    /// 480, made first.
    pub p480: RungSettings,
    /// 720.
    pub p720: RungSettings,
    /// 1080.
    pub p1080: RungSettings,
    /// AAC-LC, in thousands of bits per second for stereo. One sound track is made and shared by every rung.
    pub audio_kbps: u32,
    /// A source that already fits is served as it came if it spends at most this many times its rung's `max_kbps`.
    pub remux_up_to: f32,
    /// … and if its key frames are at most this many seconds apart, since a viewer can only start at one.
    pub remux_keyframe_seconds: f32,
    /// Threads of an encoder; 0 lets x264 choose by the number of cores.
    pub threads: u32,
}

impl Default for LadderSettings {
    fn default() -> Self {
        Self {
            p360: RungSettings::new("veryfast", 24.0, 900),
            p480: RungSettings::new("veryfast", 24.0, 1_600),
            p720: RungSettings::new("veryfast", 23.0, 3_500),
            p1080: RungSettings::new("veryfast", 23.0, 6_500),
            audio_kbps: 128,
            remux_up_to: 1.3,
            remux_keyframe_seconds: 5.0,
            threads: 0,
        }
    }
}

/// How loud films are made (EBU R 128, ITU-R BS.1770).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoudnessSettings {
    /// Integrated loudness in LUFS. −14 is what phones' own video apps play at.
    pub target_lufs: f32,
    /// True peak in dBTP.
    pub peak_dbtp: f32,
    /// The most that quiet sound is raised, in dB, so that a quiet room does not become a roar of noise.
    pub raise_most_db: f32,
    /// Sound below this, in LUFS, counts as silence and is left as it is.
    pub silence_lufs: f32,
}

impl Default for LoudnessSettings {
    fn default() -> Self {
        Self { target_lufs: -14.0, peak_dbtp: -1.0, raise_most_db: 20.0, silence_lufs: -50.0 }
    }
}

/// What one child process may use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChildSettings {
    /// Address space in MiB. The four-rung ladder of 4K HDR takes about 1,900 on two cores.
    pub memory_mib: u64,
    /// CPU seconds a probe may take.
    pub probe_cpu_seconds: u64,
    /// CPU seconds for each second of film, beyond two minutes in any case. The ladder of 1080p takes about 3.
    pub cpu_per_second: u64,
    /// Wall-clock seconds for each second of film, beyond five minutes in any case.
    pub wall_per_second: u64,
    /// The largest file a child may write, in MiB.
    pub file_mib: u64,
    /// Niceness: how far children stand back behind the server itself.
    pub nice: i8,
}

impl Default for ChildSettings {
    fn default() -> Self {
        Self {
            memory_mib: 6144,
            probe_cpu_seconds: 30,
            cpu_per_second: 60,
            wall_per_second: 60,
            file_mib: 4096,
            nice: 10,
        }
    }
}

impl MediaSettings {
    /// What is wrong with these settings together; empty when nothing is.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut must = |holds: bool, sentence: &str| {
            if !holds {
                problems.push(sentence.to_owned());
            }
        };
        must((1..=7200).contains(&self.limits.duration_seconds), "media.limits.duration_seconds must be 1 to 7200");
        must(self.limits.frame_pixels >= 1920 * 1080, "media.limits.frame_pixels must allow 1920 × 1080 at least");
        must((1024..=1 << 20).contains(&self.child.memory_mib), "media.child.memory_mib must be 1024 at least");
        must((32..=320).contains(&self.ladder.audio_kbps), "media.ladder.audio_kbps must be 32 to 320");
        must((0..=19).contains(&self.child.nice), "media.child.nice must be 0 to 19");
        for rung in [&self.ladder.p360, &self.ladder.p480, &self.ladder.p720, &self.ladder.p1080] {
            must(PRESETS.contains(&rung.preset.as_str()), "a rung's preset must be one of x264's");
            must(
                (0.0..=51.0).contains(&rung.crf) && rung.max_kbps >= 100,
                "a rung's crf must be 0 to 51, max_kbps ≥ 100",
            );
        }
        problems
    }
}

const PRESETS: [&str; 9] =
    ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"];

/// Limits of one child.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    pub(crate) cpu_seconds: u64,
    pub(crate) wall: Duration,
}

impl ChildSettings {
    /// For looking at a file.
    pub(crate) fn probing(&self) -> Allowance {
        let wall = Duration::from_secs(self.probe_cpu_seconds * 4);
        Allowance { cpu_seconds: self.probe_cpu_seconds, wall }
    }

    /// For decoding or encoding `seconds` of film.
    pub(crate) fn working(&self, seconds: f64) -> Allowance {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
        let seconds = seconds.ceil() as u64;
        let wall = Duration::from_secs(300 + seconds.saturating_mul(self.wall_per_second));
        Allowance { cpu_seconds: 120 + seconds.saturating_mul(self.cpu_per_second), wall }
    }
}
