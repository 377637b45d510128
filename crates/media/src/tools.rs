//! The programs of this host that films are made with, and what is missing among them.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::{
    error::MediaError,
    process::{self, Call, Ended, Fed, Wrappers},
    progress::Progress,
    settings::{Allowance, MediaSettings},
};

/// The settings together with the programs that were found. Cheap to keep; share it behind an `Arc`.
#[derive(Clone, Debug)]
pub struct Tools {
    settings: MediaSettings,
    wrappers: Wrappers,
    ffmpeg: PathBuf,
    ffprobe: PathBuf,
}

/// One line of [`Tools::doctor`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether all is well.
    pub good: bool,
    /// Whether films cannot be made without it.
    pub needed: bool,
    /// What was found or is missing, and what to do, in a sentence.
    pub sentence: String,
}

/// The folders that are looked in, whatever the environment says.
const FOLDERS: [&str; 5] = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin"];
/// What the ladder cannot do without: encoders, then filters.
const ENCODERS: [&str; 4] = ["libx264", "aac", "libwebp", "mjpeg"];
const FILTERS: [&str; 9] =
    ["scale", "zscale", "tonemap", "ebur128", "alimiter", "thumbnail", "fps", "transpose", "bwdif"];

impl Tools {
    /// Looks for the programs. Never fails: what is missing shows when it is needed, and in [`Self::doctor`], so that a
    /// server without ffmpeg still serves what it has.
    pub async fn find(settings: MediaSettings) -> Self {
        let [ffmpeg, ffprobe] = [&settings.ffmpeg, &settings.ffprobe].map(|p| found(p).unwrap_or_else(|| p.clone()));
        let wrappers = Wrappers {
            prlimit: found(Path::new("prlimit")),
            unshare: None,
            nice: found(Path::new("nice")),
            setpriv: found(Path::new("setpriv")),
        };
        let mut tools = Self { settings, wrappers, ffmpeg, ffprobe };
        tools.wrappers.unshare = tools.way_without_network().await;
        tools
    }

    /// The settings these tools were found with.
    pub fn settings(&self) -> &MediaSettings {
        &self.settings
    }

    /// Root may take the network away at once, others through a user namespace where the host allows it.
    async fn way_without_network(&self) -> Option<(PathBuf, &'static str)> {
        let (unshare, harmless) = (found(Path::new("unshare"))?, found(Path::new("true"))?);
        for how in ["-n", "-rn"] {
            let call = Call {
                doing: "look for unshare",
                program: &unshare,
                arguments: vec![how.into(), harmless.clone().into()],
                allowance: self.settings.child.probing(),
                stdout_most: 0,
            };
            let ended = process::run(&self.wrappers, &self.settings.child, call, None).await;
            if ended.is_ok_and(|ended| ended.status.success()) {
                return Some((unshare, how));
            }
        }
        None
    }

    pub(crate) async fn ffprobe(
        &self,
        doing: &'static str,
        arguments: Vec<OsString>,
        stdout_most: usize,
    ) -> Result<Ended, MediaError> {
        let allowance = self.settings.child.probing();
        let call = Call { doing, program: &self.ffprobe, arguments, allowance, stdout_most };
        process::run(&self.wrappers, &self.settings.child, call, None).await
    }

    pub(crate) async fn ffmpeg(
        &self,
        doing: &'static str,
        arguments: Vec<OsString>,
        allowance: Allowance,
        progress: Option<(u64, &(dyn Fn(Progress) + Sync))>,
    ) -> Result<Ended, MediaError> {
        let call = Call { doing, program: &self.ffmpeg, arguments, allowance, stdout_most: 8 << 20 };
        process::run(&self.wrappers, &self.settings.child, call, progress).await
    }

    pub(crate) async fn ffmpeg_fed(
        &self,
        doing: &'static str,
        arguments: Vec<OsString>,
        allowance: Allowance,
    ) -> Result<(Fed, Option<tokio::process::ChildStdin>), MediaError> {
        let call = Call { doing, program: &self.ffmpeg, arguments, allowance, stdout_most: 0 };
        process::feed(&self.wrappers, &self.settings.child, call).await
    }

    /// Whether ffmpeg and ffprobe are installed at this moment: they may come and go while a server runs.
    pub fn are_there(&self) -> bool {
        [&self.ffmpeg, &self.ffprobe].into_iter().all(|program| found(program).is_some())
    }

    /// What this host has and lacks, for `grandstand doctor`.
    pub async fn doctor(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut say = |good, needed, sentence: String| findings.push(Finding { good, needed, sentence });
        for program in [&self.ffmpeg, &self.ffprobe] {
            match self.asked(program, "-version").await {
                Some(text) => say(true, true, text.lines().next().unwrap_or("?").chars().take(80).collect()),
                None => say(false, true, format!("{} is missing. Install ffmpeg.", program.display())),
            }
        }
        for (option, names) in [("-encoders", ENCODERS.as_slice()), ("-filters", FILTERS.as_slice())] {
            let text = self.asked(&self.ffmpeg, option).await.unwrap_or_default();
            let has = |name: &&&str| text.lines().any(|line| line.split_whitespace().nth(1) == Some(**name));
            let missing: Vec<&str> = names.iter().filter(|name| !has(name)).copied().collect();
            let kind = option.trim_start_matches('-');
            match missing.as_slice() {
                [] => say(true, true, format!("ffmpeg has all {kind} that are needed.")),
                _ => say(false, true, format!("ffmpeg lacks the {kind} {}. Install a full build.", missing.join(", "))),
            }
        }
        let wrappers = &self.wrappers;
        let guard = [
            (wrappers.prlimit.is_some(), "prlimit", "limits on CPU, memory and files"),
            (wrappers.setpriv.is_some(), "setpriv", "an end with the server"),
            (wrappers.nice.is_some(), "nice", "low priority"),
            (wrappers.unshare.is_some(), "unshare", "no network at all"),
        ];
        for (has, name, gives) in guard {
            let state = if has { "works" } else { "is missing or not allowed" };
            say(has, false, format!("{name} {state}: it gives media processes {gives}."));
        }
        findings
    }

    async fn asked(&self, program: &PathBuf, option: &str) -> Option<String> {
        let call = Call {
            doing: "look at ffmpeg",
            program,
            arguments: vec!["-hide_banner".into(), option.into()],
            allowance: self.settings.child.probing(),
            stdout_most: 1 << 20,
        };
        let ended = process::run(&self.wrappers, &self.settings.child, call, None).await.ok()?;
        ended.status.success().then(|| String::from_utf8_lossy(&ended.stdout).into_owned())
    }
}

/// A path is taken as it is; a bare name is looked for in [`FOLDERS`].
fn found(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return program.is_file().then(|| program.to_owned());
    }
    FOLDERS.iter().map(|folder| Path::new(folder).join(program)).find(|path| path.is_file())
}
