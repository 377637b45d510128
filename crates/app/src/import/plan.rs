//! What an import will write: the difference between the file and what stands here, and the report of it.

use grandstand_domain::{
    difference::{Became, Difference},
    id::{OrganisationId, RosterEntryId, StartId, UnitId, WayId},
    rule::Rule,
    time::UnixMillis,
};
use grandstand_roster::{Reason, Refusal};
use grandstand_store::{
    self as store, ReadTx, roster::RosterEntry, start::Start, unit::Unit, venue::Venue, way::StoredWay,
};
use jiff::Timestamp;

use super::{
    Import, ImportError, Outcome, Read, Remark, Report, ReportLine, Target, roster, rules, schedule, starts,
    venues::Venues, ways,
};
use crate::ctx::Ctx;

/// A row that an import stores.
pub(super) trait Row {
    /// Its id.
    type Id;

    /// Its id.
    fn id(&self) -> Self::Id;

    /// Takes the place of a row that stands.
    fn replace(&mut self, before: &Self);
}

/// What is to be stored and what to be taken away.
pub(super) struct Change<R, Id> {
    pub(super) save: Vec<R>,
    pub(super) gone: Vec<Id>,
}

/// The rows of one kind.
pub(super) enum Rows {
    Roster(OrganisationId, Change<RosterEntry, RosterEntryId>),
    Starts(Change<Start, StartId>),
    Schedule(Change<Unit, UnitId>),
    Ways(Change<StoredWay, WayId>),
    /// The pack that takes the place of the one that stands; none where nothing changes.
    Rules(Option<Vec<Rule>>),
}

/// The rows to write, and what is said of them.
pub(super) struct Plan {
    pub(super) rows: Rows,
    pub(super) venues: Vec<Venue>,
    pub(super) report: Report,
}

/// What the parts of a plan share.
pub(super) struct Planner<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) import: &'a Import,
    pub(super) target: &'a Target,
    pub(super) venues: Venues,
    pub(super) lines: Vec<ReportLine>,
    pub(super) remarks: Vec<Remark>,
}

/// Compares what the file says with what stands here. Nothing is written.
pub(super) async fn plan(
    ctx: &Ctx,
    tx: &mut ReadTx,
    import: &Import,
    target: &Target,
    read: Read,
) -> Result<Plan, ImportError> {
    let standing = store::venue::of_games(tx, target.games.id).await?;
    let mut planner =
        Planner { ctx, import, target, venues: Venues::new(standing), lines: Vec::new(), remarks: Vec::new() };
    let rows = match read {
        Read::Roster(lines) => roster::plan(&mut planner, tx, lines).await?,
        Read::Starts(lines) => starts::plan(&mut planner, tx, lines).await?,
        Read::Schedule(lines) => schedule::plan(&mut planner, tx, lines).await?,
        Read::Ways(lines) => ways::plan(&mut planner, tx, lines).await?,
        Read::Rules(lines) => rules::plan(&mut planner, tx, lines).await?,
    };
    Ok(planner.done(rows))
}

impl Planner<'_> {
    /// Notes a line that is left out.
    pub(super) fn refuse(&mut self, line: usize, code: &str, what: &str, reason: Reason) {
        let outcome = Outcome::Refused(reason);
        self.lines.push(ReportLine { line: Some(line), code: code.to_owned(), what: what.to_owned(), outcome });
    }

    /// Notes what the reader refused.
    pub(super) fn refuse_all(&mut self, refused: Vec<Refusal>) {
        for refusal in refused {
            self.refuse(refusal.line, &refusal.about, "", refusal.reason);
        }
    }

    /// Whether what is gone is taken away. With lines refused nobody can say what the file meant to leave out.
    pub(super) fn removes(&self) -> bool {
        self.import.replace && !self.lines.iter().any(|line| matches!(line.outcome, Outcome::Refused(_)))
    }

    /// Turns a difference into rows and lines of the report. `coming` are the rows as they would be stored, with their
    /// lines; `say` gives code and words of a row, `changes` what differs.
    pub(super) fn settle<R: Row>(
        &mut self,
        difference: &Difference,
        standing: &[R],
        coming: Vec<(usize, R)>,
        say: impl Fn(&R) -> (String, String),
        changes: impl Fn(&Self, &R, &R) -> Vec<super::Change>,
    ) -> Change<R, R::Id> {
        let mut save = Vec::new();
        for ((line, mut row), became) in coming.into_iter().zip(&difference.came) {
            let (code, what) = say(&row);
            let outcome = match became {
                Became::New => {
                    save.push(row);
                    Outcome::New
                }
                Became::Unchanged(_) => Outcome::Unchanged,
                Became::Changed(place) => {
                    let Some(before) = standing.get(*place) else { continue };
                    let changed = changes(self, before, &row);
                    row.replace(before);
                    save.push(row);
                    Outcome::Changed(changed)
                }
            };
            self.lines.push(ReportLine { line: Some(line), code, what, outcome });
        }
        let refused: Vec<String> = self
            .lines
            .iter()
            .filter(|line| matches!(line.outcome, Outcome::Refused(_)) && !line.code.is_empty())
            .map(|line| line.code.clone())
            .collect();
        let refused: std::collections::HashSet<&str> = refused.iter().map(String::as_str).collect();
        let mut gone = Vec::new();
        let mut said = Vec::new();
        for row in difference.gone.iter().filter_map(|place| standing.get(*place)) {
            let (code, what) = say(row);
            // What a refused line is about is in the file, so it is not gone.
            if !refused.contains(code.as_str()) {
                said.push(ReportLine { line: None, code, what, outcome: Outcome::Gone });
                gone.push(row.id());
            }
        }
        let removes = self.removes();
        self.lines.extend(said);
        Change { save, gone: if removes { gone } else { Vec::new() } }
    }

    fn done(mut self, rows: Rows) -> Plan {
        let removes = self.removes();
        self.lines.sort_by_key(|line| line.line.unwrap_or(usize::MAX));
        let target = self.target;
        let report = Report {
            lines: self.lines,
            remarks: self.remarks,
            made_games: target.is_new_games.then(|| target.games.name.clone()),
            made_organisation: target
                .organisation
                .as_ref()
                .filter(|_| target.is_new_organisation)
                .map(|o| o.name.clone()),
            zone: target.games.zone.clone().filter(|_| target.is_new_zone),
            removes,
        };
        Plan { rows, venues: self.venues.touched(), report }
    }

    /// A moment as the people of the Games say it.
    pub(super) fn clock(&self, at: UnixMillis) -> String {
        let zone = self.target.zone.zone().clone();
        let at = Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(zone);
        at.strftime("%Y-%m-%d %H:%M").to_string()
    }
}
