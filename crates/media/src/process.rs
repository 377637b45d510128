//! The only place that starts processes. A child gets no standard input (unless it is fed on purpose), a cleared
//! environment, its own process group, low priority and hard limits on CPU, memory, file size and open files; it is
//! killed when it takes too long, when the caller goes away, and by the kernel when this process dies.
//!
//! The limits are put on by util-linux's own wrappers, each of which replaces itself by the next (`exec`), so there is
//! one process and no code of ours between `fork` and `exec`:
//! `prlimit` (limits) → `unshare` (no network) → `nice` → `setpriv` (die with the server, no new privileges) → ffmpeg.

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::{OnceLock, mpsc},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader},
    process::{Child, ChildStdin, Command},
    runtime::Handle,
    sync::oneshot,
};

use crate::{
    error::MediaError,
    progress::{Progress, ProgressReader},
    settings::{Allowance, ChildSettings},
};

/// The most that is kept of what a child says.
const STDERR_MOST: usize = 32 << 10;

/// The wrappers that this host has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wrappers {
    pub(crate) prlimit: Option<PathBuf>,
    /// With the arguments that were found to work.
    pub(crate) unshare: Option<(PathBuf, &'static str)>,
    pub(crate) nice: Option<PathBuf>,
    pub(crate) setpriv: Option<PathBuf>,
}

/// One call of a program.
pub(crate) struct Call<'a> {
    pub(crate) doing: &'static str,
    pub(crate) program: &'a PathBuf,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) allowance: Allowance,
    /// The most that is kept of its standard output; more ends the child.
    pub(crate) stdout_most: usize,
}

/// How a child ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    /// The end of what it said; empty lines left out.
    pub(crate) stderr: String,
    /// What it last reported, if it was asked to.
    pub(crate) progress: Progress,
}

impl Ended {
    /// Killed by the kernel because it used up its CPU seconds.
    pub(crate) fn out_of_cpu(&self) -> bool {
        use std::os::unix::process::ExitStatusExt;
        const SIGXCPU: i32 = 24;
        self.status.signal() == Some(SIGXCPU)
    }

    /// Failures that are this host's and not the file's: killed from outside, no disk, no memory, no program.
    pub(crate) fn host_failure(&self) -> Option<String> {
        use std::os::unix::process::ExitStatusExt;
        let host = ["No space left on device", "File too large", "Cannot allocate memory", "Disk quota exceeded"];
        if let Some(said) = self.stderr.lines().find(|line| host.iter().any(|h| line.contains(h))) {
            return Some(said.to_owned());
        }
        if let Some(signal) = self.status.signal().filter(|_| !self.out_of_cpu()) {
            return Some(format!("ended by signal {signal}"));
        }
        matches!(self.status.code(), Some(125..=127)).then(|| format!("could not be started: {}", self.stderr))
    }

    /// An error for a child that failed although the file is known to be good.
    pub(crate) fn failure(&self, doing: &'static str) -> MediaError {
        let why = self.host_failure().unwrap_or_else(|| format!("{}: {}", self.status, self.stderr));
        MediaError::transient(doing, why)
    }
}

/// Runs a program to its end. `on_progress` hears every block of `-progress pipe:1` when `expected_ms` is given.
pub(crate) async fn run(
    wrappers: &Wrappers,
    limits: &ChildSettings,
    call: Call<'_>,
    progress: Option<(u64, &(dyn Fn(Progress) + Sync))>,
) -> Result<Ended, MediaError> {
    let (doing, wall) = (call.doing, call.allowance.wall);
    let stdout_most = call.stdout_most;
    let mut child = start(wrappers, limits, &call, Stdio::null()).await?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let work = async {
        let reading = async {
            match progress {
                Some((expected_ms, tell)) => Ok((Vec::new(), follow(stdout, expected_ms, tell).await)),
                None => Ok((bounded(stdout, stdout_most, doing).await?, Progress::default())),
            }
        };
        let ((stdout, progress), said) = tokio::try_join!(reading, async { Ok(tail(stderr).await) })?;
        let status = child.wait().await.map_err(MediaError::io(doing))?;
        Ok(Ended { status, stdout, stderr: said, progress })
    };
    // Leaving early, here or when our caller drops us, drops the child, which kills it.
    match tokio::time::timeout(wall, work).await {
        Ok(ended) => ended,
        Err(_) => Err(MediaError::transient(doing, format!("took longer than {} s", wall.as_secs()))),
    }
}

/// A child that is fed through its standard input.
pub(crate) struct Fed {
    child: Child,
    doing: &'static str,
}

/// Starts a program that reads from its standard input.
pub(crate) async fn feed(
    wrappers: &Wrappers,
    limits: &ChildSettings,
    call: Call<'_>,
) -> Result<(Fed, Option<ChildStdin>), MediaError> {
    let mut child = start(wrappers, limits, &call, Stdio::piped()).await?;
    let stdin = child.stdin.take();
    Ok((Fed { child, doing: call.doing }, stdin))
}

impl Fed {
    /// Waits for the end. Call it beside the feeding, so that a child that talks is listened to.
    pub(crate) async fn ended(mut self) -> Result<Ended, MediaError> {
        let (stdout, stderr) = (self.child.stdout.take(), self.child.stderr.take());
        let (stdout, stderr) = tokio::join!(bounded(stdout, 1 << 16, self.doing), tail(stderr));
        let status = self.child.wait().await.map_err(MediaError::io(self.doing))?;
        Ok(Ended { status, stdout: stdout?, stderr, progress: Progress::default() })
    }
}

async fn start(
    wrappers: &Wrappers,
    limits: &ChildSettings,
    call: &Call<'_>,
    stdin: Stdio,
) -> Result<Child, MediaError> {
    let line = wrapped(wrappers, limits, call);
    let (program, arguments) = line.split_first().ok_or_else(|| MediaError::lasting(call.doing, "no program"))?;
    #[expect(clippy::disallowed_methods, reason = "this is the place that limits processes")]
    let mut command = Command::new(program);
    command.args(arguments).stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
    // glibc otherwise gives every thread an arena of its own, each with 64 MiB of address space.
    command.env_clear().envs([("PATH", "/usr/bin:/bin"), ("LC_ALL", "C"), ("MALLOC_ARENA_MAX", "2")]);
    command.process_group(0).kill_on_drop(true);
    spawn_from_lasting_thread(command).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            MediaError::transient(call.doing, format!("{} is not installed", call.program.display()))
        }
        _ => MediaError::transient(call.doing, error),
    })
}

/// The whole command line: every wrapper that this host has, then the program.
fn wrapped(wrappers: &Wrappers, limits: &ChildSettings, call: &Call<'_>) -> Vec<OsString> {
    let mut line: Vec<OsString> = Vec::new();
    if let Some(prlimit) = &wrappers.prlimit {
        line.push(prlimit.into());
        line.push(format!("--cpu={}", call.allowance.cpu_seconds).into());
        line.push(format!("--as={}", limits.memory_mib << 20).into());
        line.push(format!("--fsize={}", limits.file_mib << 20).into());
        line.extend(["--nofile=256", "--core=0"].map(Into::into));
    }
    if let Some((unshare, how)) = &wrappers.unshare {
        line.extend([unshare.into(), (*how).into()]);
    }
    if let Some(nice) = &wrappers.nice {
        line.extend([nice.into(), "-n".into(), limits.nice.to_string().into()]);
    }
    if let Some(setpriv) = &wrappers.setpriv {
        line.push(setpriv.into());
        line.extend(["--pdeathsig", "KILL", "--no-new-privs"].map(Into::into));
    }
    line.push(call.program.into());
    line.extend(call.arguments.iter().cloned());
    line
}

/// What [`spawn_from_lasting_thread`] is asked for: a command, the runtime that will watch it, and where to answer.
type Birth = (Command, Handle, oneshot::Sender<std::io::Result<Child>>);

/// Starts a child from one thread that lives as long as this process. The kernel's "die with your parent" means the
/// *thread* that forked: a child of a pool thread would be killed as soon as the pool lets that thread go.
async fn spawn_from_lasting_thread(command: Command) -> std::io::Result<Child> {
    static MIDWIFE: OnceLock<Option<mpsc::Sender<Birth>>> = OnceLock::new();
    let midwife = MIDWIFE.get_or_init(|| {
        let (ask, asked) = mpsc::channel::<Birth>();
        let deliver = move || {
            for (mut command, runtime, answer) in asked {
                let _inside = runtime.enter();
                // A caller that has gone drops the child with the answer, which kills it.
                let _ = answer.send(command.spawn());
            }
        };
        std::thread::Builder::new().name("media-children".to_owned()).spawn(deliver).ok().map(|_| ask)
    });
    let gone = || std::io::Error::other("the thread that starts children is gone");
    let (answer, answered) = oneshot::channel();
    let ask = midwife.as_ref().ok_or_else(gone)?;
    ask.send((command, Handle::current(), answer)).map_err(|_| gone())?;
    answered.await.map_err(|_| gone())?
}

async fn bounded(out: Option<impl AsyncRead + Unpin>, most: usize, doing: &'static str) -> Result<Vec<u8>, MediaError> {
    let mut kept = Vec::new();
    if let Some(out) = out {
        let mut out = out.take(most as u64 + 1);
        out.read_to_end(&mut kept).await.map_err(MediaError::io(doing))?;
    }
    if kept.len() > most {
        return Err(MediaError::lasting(doing, format!("it wrote more than {most} bytes")));
    }
    Ok(kept)
}

async fn follow(out: Option<impl AsyncRead + Unpin>, expected_ms: u64, tell: &(dyn Fn(Progress) + Sync)) -> Progress {
    let mut reader = ProgressReader::new(expected_ms);
    if let Some(out) = out {
        let mut lines = BufReader::new(out).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(progress) = reader.line(&line) {
                tell(progress);
            }
        }
    }
    reader.last()
}

/// The last of what a child says, without ever holding more than twice the bound.
async fn tail(err: Option<impl AsyncRead + Unpin>) -> String {
    let mut kept = Vec::new();
    if let Some(mut err) = err {
        let mut piece = [0; 4096];
        while let Ok(read @ 1..) = err.read(&mut piece).await {
            kept.extend_from_slice(piece.get(..read).unwrap_or_default());
            if kept.len() > 2 * STDERR_MOST {
                kept.drain(..kept.len() - STDERR_MOST);
            }
        }
    }
    let text = String::from_utf8_lossy(&kept);
    text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}
