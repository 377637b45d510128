//! COIN-OR's branch-and-cut solver as a child process under limits: no standard input, a cleared environment, a folder
//! of its own for its files, hard limits on memory and CPU, low priority; it dies when it takes too long, when it is
//! called off, and with this process. The files it reads and writes are lp-solvers' business.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use lp_solvers::{
    lp_format::LpProblem as _,
    solvers::{CbcSolver, SolverWithSolutionParsing as _, Status},
};

use crate::model::Programme;

/// Address space the solver may take: a thousand athletes and 150 sessions need a tenth of it.
const MEMORY_BYTES: u64 = 3 << 30;
/// What it gets beyond its time to write down what it found.
const GRACE: Duration = Duration::from_secs(3);

/// A solver that this host has.
#[derive(Clone, Debug)]
pub struct Cbc {
    program: PathBuf,
    prlimit: Option<PathBuf>,
    setpriv: Option<PathBuf>,
    nice: Option<PathBuf>,
}

/// How a programme came out.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Columns that are 1, proven best within the gap that was asked for.
    Best(Vec<usize>),
    /// The best found when time ended, and a bound on what the programme makes small.
    Stopped(Option<Vec<usize>>, Option<f64>),
    /// Proven to have no solution.
    Infeasible,
}

impl Cbc {
    /// The solver of this host; none if it is not installed (Debian: `coinor-cbc`).
    pub fn find() -> Option<Self> {
        let found = |name: &str| {
            ["/usr/bin", "/usr/local/bin", "/bin"].iter().map(|dir| Path::new(dir).join(name)).find(|p| p.is_file())
        };
        let (prlimit, setpriv, nice) = (found("prlimit"), found("setpriv"), found("nice"));
        Some(Self { program: found("cbc")?, prlimit, setpriv, nice })
    }

    /// Solves a programme within a time.
    pub(crate) fn run(
        &self,
        programme: &Programme,
        ratio_gap: f64,
        time: Duration,
        cancel: &AtomicBool,
    ) -> io::Result<Outcome> {
        if programme.variables.is_empty() {
            return Ok(Outcome::Best(Vec::new()));
        }
        let folder = tempfile::Builder::new().prefix("grandstand-allocation-").tempdir()?;
        let file = |name: &str| folder.path().join(name);
        let mut written = io::BufWriter::new(File::create(file("problem.lp"))?);
        write!(written, "{}", programme.display_lp())?;
        written.flush()?;
        let mut words = vec!["problem.lp".to_owned(), "timeMode".into(), "elapsed".into(), "seconds".into()];
        words.push(format!("{:.1}", time.as_secs_f64().max(0.1)));
        // Its usual preparation adds columns of its own, which takes several times as long here and proves no more.
        words.extend(["preprocess".into(), "on".into(), "ratioGap".into(), ratio_gap.to_string()]);
        words.extend(["solve".into(), "solution".into(), "found.sol".into()]);
        let mut command = self.command(folder.path(), &words, time);
        command.stdout(File::create(file("said"))?).stderr(Stdio::null());
        // The kernel ends a child with the thread that forked it, and this thread waits for it.
        let mut running = Running(command.spawn()?);
        if !running.wait(time + GRACE, cancel)? {
            return Ok(Outcome::Stopped(None, None));
        }
        let said = fs::read_to_string(file("said"))?;
        read(&file("found.sol"), &said, programme)
    }

    fn command(&self, folder: &Path, words: &[String], time: Duration) -> Command {
        let mut line: Vec<String> = Vec::new();
        if let Some(prlimit) = &self.prlimit {
            let cpu = (time + GRACE).as_secs() + 1;
            line.push(prlimit.display().to_string());
            line.extend([format!("--as={MEMORY_BYTES}"), format!("--cpu={cpu}"), "--core=0".into()]);
        }
        if let Some(nice) = &self.nice {
            line.extend([nice.display().to_string(), "-n".into(), "5".into()]);
        }
        if let Some(setpriv) = &self.setpriv {
            line.push(setpriv.display().to_string());
            line.extend(["--pdeathsig", "KILL", "--no-new-privs"].map(Into::into));
        }
        line.push(self.program.display().to_string());
        #[expect(clippy::disallowed_methods, reason = "the other place that starts a process, under limits of its own")]
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).args(words).current_dir(folder).stdin(Stdio::null());
        command.env_clear().envs([("PATH", "/usr/bin:/bin"), ("LC_ALL", "C")]).process_group(0);
        command
    }
}

/// A child that does not outlive its owner.
struct Running(Child);

impl Running {
    /// Waits for the end; false if it had to be ended.
    fn wait(&mut self, most: Duration, cancel: &AtomicBool) -> io::Result<bool> {
        let began = Instant::now();
        let mut pause = Duration::from_millis(1);
        while self.0.try_wait()?.is_none() {
            if began.elapsed() > most || cancel.load(Ordering::Relaxed) {
                return Ok(false);
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
        Ok(true)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only for a child that has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn read(path: &Path, said: &str, programme: &Programme) -> io::Result<Outcome> {
    if said.contains("Problem proven infeasible") || said.contains("Problem is infeasible") {
        return Ok(Outcome::Infeasible);
    }
    let found =
        CbcSolver::new().read_specific_solution(&File::open(path)?, Some(programme)).map_err(io::Error::other)?;
    let ones = || {
        let column = |(name, value): (&String, &f32)| {
            let number = name.strip_prefix('x').and_then(|n| n.parse().ok());
            number.filter(|_| *value > 0.5)
        };
        let mut ones: Vec<usize> = found.results.iter().filter_map(column).collect();
        ones.sort_unstable();
        ones
    };
    let bound = said.lines().rev().find_map(|line| line.strip_prefix("Lower bound:")?.trim().parse().ok());
    Ok(match found.status {
        Status::Infeasible => Outcome::Infeasible,
        Status::Optimal | Status::MipGap => Outcome::Best(ones()),
        _ if said.contains("No feasible solution found") => Outcome::Stopped(None, bound),
        _ => Outcome::Stopped(Some(ones()), bound),
    })
}
