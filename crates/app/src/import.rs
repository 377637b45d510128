//! Import: a roster, a start list, a schedule, ways between places or rules, from the file that an organiser sent, into a Games. A preview and the import
//! itself make the same plan; the import also writes it, all in one transaction. Importing a file twice changes nothing.

mod kept;
mod plan;
mod remarks;
mod report;
mod roster;
mod rules;
mod schedule;
mod starts;
mod target;
mod venues;
mod ways;

use grandstand_domain::{account::Actor, log::Fact};
use grandstand_roster::{self as files, Lines, RosterLine, Sheet, ZoneName};
use grandstand_store::{StoreError, WriteTx};

use crate::{ctx::Ctx, error::AppError, games};
pub use grandstand_roster::{Reason, Unreadable};
pub use kept::{Kept, import_kept, keep, kept, purge};
pub use report::{Change, Counts, Outcome, Remark, Report, ReportLine};
use target::Target;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The athletes whom an organisation enters.
    Roster,
    /// Who of them starts where and when.
    Starts,
    /// The competition units of the Games.
    Schedule,
    /// How long it takes between places of the Games.
    Ways,
    /// What those at the Games are bound by.
    Rules,
}

impl Kind {
    /// Every kind, in the order in which a programme office needs them.
    pub const ALL: [Self; 5] = [Self::Roster, Self::Starts, Self::Schedule, Self::Ways, Self::Rules];

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Its word in addresses and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Roster => "roster",
            Self::Starts => "starts",
            Self::Schedule => "schedule",
            Self::Ways => "ways",
            Self::Rules => "rules",
        }
    }

    /// Whether it belongs to the Games alone, not to an organisation there.
    pub fn is_of_games(self) -> bool {
        matches!(self, Self::Schedule | Self::Ways | Self::Rules)
    }
}

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct Import {
    /// What the file holds.
    pub kind: Kind,
    /// The file.
    pub bytes: Vec<u8>,
    /// The short name of the organisation whose roster or starts these are; none of what belongs to the Games alone.
    pub organisation: Option<String>,
    /// The short name of the Games.
    pub games: String,
    /// The time zone of a Games that has none yet.
    pub zone: Option<String>,
    /// Takes a line that stands here under the same code with another name as a correction, not as another person.
    pub correct: bool,
    /// Takes away what stands here and is not in the file, unless lines of the file were refused.
    pub replace: bool,
}

/// Why an import did not come to a report.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Nothing could be read from the file.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// There is no such organisation, and the file does not say enough to make it.
    #[error("there is no organisation {slug}")]
    NoOrganisation {
        /// The short name that was asked for.
        slug: String,
        /// The short names of organisations that may be meant.
        known: Vec<String>,
    },
    /// Anything else.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// What the lines of a file say.
enum Read {
    Roster(Lines<RosterLine>),
    Starts(Lines<grandstand_domain::start::Start>),
    Schedule(Lines<grandstand_domain::unit::Unit>),
    Ways(Lines<grandstand_domain::way::Way>),
    Rules(Lines<grandstand_domain::rule::Rule>),
}

impl Read {
    fn is_empty(&self) -> bool {
        fn none<T>(lines: &Lines<T>) -> bool {
            lines.good.is_empty() && lines.refused.is_empty()
        }
        match self {
            Self::Roster(lines) => none(lines),
            Self::Starts(lines) => none(lines),
            Self::Schedule(lines) => none(lines),
            Self::Ways(lines) => none(lines),
            Self::Rules(lines) => none(lines),
        }
    }

    /// The codes of committees that a roster names, each once.
    fn nocs(&self) -> Vec<&str> {
        let Self::Roster(lines) = self else { return Vec::new() };
        let mut nocs: Vec<&str> = lines.good.iter().filter_map(|(_, line)| line.noc.as_deref()).collect();
        nocs.sort_unstable();
        nocs.dedup();
        nocs
    }

    fn offset(&self) -> Option<i32> {
        match self {
            Self::Roster(_) | Self::Ways(_) | Self::Rules(_) => None,
            Self::Starts(lines) => lines.offset,
            Self::Schedule(lines) => lines.offset,
        }
    }
}

/// What an import would do.
pub async fn preview(ctx: &Ctx, actor: &Actor, import: &Import) -> Result<Report, ImportError> {
    let read = read(ctx, actor, import).await?;
    let mut tx = ctx.begin_read().await?;
    let target = Target::find(ctx, &mut tx, actor, import, &read).await?;
    Ok(plan::plan(ctx, &mut tx, import, &target, read).await?.report)
}

/// Imports a file: what is new and what changed is stored, refused lines are left out.
pub async fn import(ctx: &Ctx, actor: &Actor, import: &Import) -> Result<Report, ImportError> {
    let read = read(ctx, actor, import).await?;
    let mut tx = ctx.begin_write().await?;
    let target = Target::find(ctx, &mut tx, actor, import, &read).await?;
    target.store(&mut tx).await?;
    let plan = plan::plan(ctx, &mut tx, import, &target, read).await?;
    write(&mut tx, &target, &plan).await?;
    if import.kind.is_of_games() && plan.report.changes_anything() {
        games::tell_others(ctx, &mut tx, actor, target.games.id).await?;
    }
    ctx.commit(tx).await?;
    Ok(plan.report)
}

/// Reads the file, off the threads that answer requests. A reader of workbooks that stops at a file nobody thought of stops
/// only its own task.
async fn read(ctx: &Ctx, actor: &Actor, import: &Import) -> Result<Read, ImportError> {
    let zone = target::zone(ctx, actor, import).await?;
    let (kind, bytes) = (import.kind, import.bytes.clone());
    let task = tokio::task::spawn_blocking(move || parsed(kind, &bytes, &zone));
    Ok(task.await.unwrap_or(Err(Unreadable::Broken))?)
}

fn parsed(kind: Kind, bytes: &[u8], zone: &ZoneName) -> Result<Read, Unreadable> {
    let sheet = Sheet::read(bytes)?;
    let read = match kind {
        Kind::Roster => Read::Roster(files::roster(&sheet)?),
        Kind::Starts => Read::Starts(files::starts(&sheet, zone)?),
        Kind::Schedule => Read::Schedule(files::schedule(&sheet, zone)?),
        Kind::Ways => Read::Ways(files::ways(&sheet)?),
        Kind::Rules => Read::Rules(files::rules(&sheet)?),
    };
    // A table of nothing but its head is a mistake, and the worst of all where what it leaves out would be taken away.
    if read.is_empty() { Err(Unreadable::Empty) } else { Ok(read) }
}

async fn write(tx: &mut WriteTx, target: &Target, plan: &plan::Plan) -> Result<(), StoreError> {
    use grandstand_store as store;
    let games = target.games.id;
    store::venue::save(tx, games, &plan.venues).await?;
    match &plan.rows {
        plan::Rows::Roster(organisation, rows) => {
            // Whom no roster names any more, the organisation no longer vouches for.
            for account in store::roster::accounts_of(tx, &rows.gone).await? {
                tx.append(Fact::AccountChanged { account });
            }
            store::roster::remove(tx, &rows.gone).await?;
            store::roster::save(tx, games, *organisation, &rows.save).await
        }
        plan::Rows::Starts(rows) => {
            store::start::remove(tx, &rows.gone).await?;
            store::start::save(tx, &rows.save).await
        }
        plan::Rows::Schedule(rows) => {
            store::unit::remove(tx, &rows.gone).await?;
            store::unit::save(tx, games, &rows.save).await
        }
        plan::Rows::Ways(rows) => {
            store::way::remove(tx, &rows.gone).await?;
            store::way::save(tx, games, &rows.save).await
        }
        plan::Rows::Rules(Some(pack)) => store::rule::enact(tx, games, pack).await,
        plan::Rows::Rules(None) => Ok(()),
    }
}
