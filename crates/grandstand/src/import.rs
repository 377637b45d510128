//! `import`: a roster, a start list, a schedule, ways or rules from a file. It fails only when nothing could be read; a refused line is
//! said and left out. The last line is `new N, changed N, unchanged N, refused N`, for scripts to rely on.

use std::{
    io::{BufWriter, Write},
    path::PathBuf,
    time::Instant,
};

use anyhow::{Context as _, Result, anyhow};
use clap::{Args, Subcommand};
use grandstand_app::{
    Ctx,
    import::{self, Import, ImportError, Kind, Outcome, Report, ReportLine},
};
use grandstand_domain::account::Actor;
use grandstand_web::{english_with, english_word};

use crate::people::said;

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// The athletes whom an organisation enters
    Roster(Whose),
    /// Who of them starts where and when
    Starts(Whose),
    /// The competition units of the Games
    Schedule(Shared),
    /// Minutes between places of the Games
    Ways(Shared),
    /// The rules that bind those at the Games; what changes makes a new version
    Rules(Shared),
}

#[derive(Debug, Args)]
pub(crate) struct Whose {
    /// Short name of the organisation
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    /// A line whose code stands here under another name corrects it, instead of being refused
    #[arg(long)]
    correct: bool,
    #[command(flatten)]
    file: File,
}

#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// Taken for the sake of scripts that import everything alike; what all share belongs to the Games alone
    #[arg(long, value_name = "SLUG")]
    organisation: Option<String>,
    #[command(flatten)]
    file: File,
}

#[derive(Debug, Args)]
pub(crate) struct File {
    /// The file: CSV in any usual encoding, or XLSX
    file: PathBuf,
    /// Short name of the Games; made if it is not there
    #[arg(long, value_name = "SLUG")]
    games: String,
    /// Time zone of a Games that has none yet, such as Europe/London [default: the offset that all times of the file state]
    #[arg(long)]
    zone: Option<String>,
    /// Take away what stands here and is not in the file; does nothing while lines are refused
    #[arg(long)]
    replace: bool,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

pub(crate) async fn run(ctx: &Ctx, what: What) -> Result<()> {
    let (kind, file, organisation, correct) = match what {
        What::Roster(whose) => (Kind::Roster, whose.file, Some(whose.organisation), whose.correct),
        What::Starts(whose) => (Kind::Starts, whose.file, Some(whose.organisation), whose.correct),
        What::Schedule(shared) => (Kind::Schedule, shared.file, shared.organisation, false),
        What::Ways(shared) => (Kind::Ways, shared.file, shared.organisation, false),
        What::Rules(shared) => (Kind::Rules, shared.file, shared.organisation, false),
    };
    let bytes = std::fs::read(&file.file).with_context(|| format!("reading {}", file.file.display()))?;
    let (games, zone) = (file.games.clone(), file.zone.clone());
    let wish = Import { kind, bytes, organisation, games, zone, correct, replace: file.replace };
    let start = Instant::now();
    let done = if file.dry_run {
        import::preview(ctx, &Actor::HOST, &wish).await
    } else {
        import::import(ctx, &Actor::HOST, &wish).await
    };
    let report = done.map_err(sentence)?;
    let seconds = start.elapsed().as_secs_f64();
    let mut out = BufWriter::new(std::io::stdout().lock());
    tell(&mut out, &report, &file, seconds)?;
    out.flush()?;
    Ok(())
}

fn tell(out: &mut impl Write, report: &Report, file: &File, seconds: f64) -> Result<()> {
    let made = if file.dry_run { "Would make" } else { "Made" };
    if let Some(name) = &report.made_organisation {
        writeln!(out, "{made} the organisation {name}.")?;
    }
    if let Some(name) = &report.made_games {
        writeln!(out, "{made} the Games {name} ({}).", file.games)?;
    }
    match &report.zone {
        Some(zone) => writeln!(out, "Its time zone is {zone}.")?,
        None if report.made_games.is_some() => {
            writeln!(out, "Its time zone is not known yet, so its times are shown in UTC.")?;
        }
        None => {}
    }
    for line in &report.lines {
        match &line.outcome {
            Outcome::Refused(reason) => {
                let values = [("value", reason.value.clone()), ("line", reason.line.to_string())];
                writeln!(out, "refused {}: {}", place(line), english_with(reason.key, &values))?;
            }
            Outcome::New if file.dry_run => writeln!(out, "new {}", place(line))?,
            Outcome::Changed(changes) if file.dry_run => {
                let change = |change: &import::Change| {
                    let field = english_word(&format!("import-field-{}", change.field));
                    match (change.before.as_str(), change.after.as_str()) {
                        ("", "") => field,
                        (before, after) => format!("{field} “{before}” → “{after}”"),
                    }
                };
                let changes: Vec<String> = changes.iter().map(change).collect();
                writeln!(out, "changed {}: {}", place(line), changes.join(", "))?;
            }
            Outcome::Gone if file.dry_run || report.removes => writeln!(out, "gone {}", place(line))?,
            _ => {}
        }
    }
    for remark in &report.remarks {
        let values = [("value", remark.reason.value.clone()), ("line", remark.reason.line.to_string())];
        let about = format!("line {} ({} {})", remark.line, remark.code, remark.what);
        writeln!(out, "look at {about}: {}", english_with(remark.reason.key, &values))?;
    }
    let counts = report.counts();
    match (counts.gone, report.removes) {
        (0, _) => {}
        (gone, true) => writeln!(out, "Not in the file, and so taken away: {gone}.")?,
        (gone, false) => writeln!(out, "Not in the file, and left as they are: {gone}.")?,
    }
    let did = if file.dry_run { "Nothing was changed; looking" } else { "The import" };
    writeln!(out, "{did} took {seconds:.2} s.")?;
    let (new, changed, unchanged, refused) = (counts.new, counts.changed, counts.unchanged, counts.refused);
    writeln!(out, "new {new}, changed {changed}, unchanged {unchanged}, refused {refused}")?;
    Ok(())
}

/// Where a line stands and what it is about: `line 12 (1234567 Ada Lark)`.
fn place(line: &ReportLine) -> String {
    let about = format!("{} {}", line.code, line.what);
    let about = about.trim();
    match (line.line, about) {
        (Some(number), "") => format!("line {number}"),
        (Some(number), about) => format!("line {number} ({about})"),
        (None, about) => about.to_owned(),
    }
}

fn sentence(error: ImportError) -> anyhow::Error {
    match error {
        ImportError::Unreadable(why) => anyhow!(english_with(why.key(), &why.values())),
        ImportError::NoOrganisation { slug, known } if known.is_empty() => {
            anyhow!("There is no organisation {slug} here. Make it with: grandstand organisation create {slug}")
        }
        ImportError::NoOrganisation { slug, known } => {
            anyhow!("There is no organisation {slug} here. There are: {}.", known.join(", "))
        }
        ImportError::App(error) => said(error),
    }
}
