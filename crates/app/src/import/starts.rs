//! The plan for a start list.

use std::collections::HashMap;

use grandstand_domain::{
    difference::difference,
    id::{RosterEntryId, StartId},
    start,
};
use grandstand_roster::{Lines, Reason};
use grandstand_store::{self as store, ReadTx, start::Start};

use super::{
    Change, ImportError,
    plan::{Planner, Row, Rows},
    remarks::Known,
    report::Remark,
};

pub(super) async fn plan(
    planner: &mut Planner<'_>,
    tx: &mut ReadTx,
    read: Lines<start::Start>,
) -> Result<Rows, ImportError> {
    let Some(organisation) = planner.target.organisation.clone() else {
        return Err(crate::AppError::NotFound.into());
    };
    let games = planner.target.games.id;
    let roster = store::roster::of_organisation(tx, organisation.id, games).await?;
    let standing = store::start::of_organisation(tx, organisation.id, games).await?;
    let schedule = store::unit::of_games(tx, games).await?;
    let by_code: HashMap<&str, RosterEntryId> = roster.iter().map(|r| (r.entry.code.as_str(), r.id)).collect();
    let people: HashMap<RosterEntryId, (String, String)> =
        roster.iter().map(|r| (r.id, (r.entry.code.to_string(), r.entry.name()))).collect();
    planner.refuse_all(read.refused);
    let mut coming: Vec<(usize, Start)> = Vec::new();
    for (line, start) in read.good {
        let Some(entry) = by_code.get(start.athlete.as_str()) else {
            let code = start.athlete.as_str();
            planner.refuse(line, code, "", Reason::value("import-not-on-roster", code));
            continue;
        };
        let venue = start.venue.as_ref().map(|venue| planner.venues.resolve(planner.ctx, venue));
        let row = Start {
            id: StartId(planner.ctx.id()),
            entry: *entry,
            unit: start.unit,
            event: start.event,
            stage: start.stage,
            starts_at: start.starts_at,
            venue,
        };
        coming.push((line, row));
    }
    let content =
        |row: &Start| ((row.entry, row.unit), (row.event.clone(), row.stage.clone(), row.starts_at.0, row.venue));
    let before: Vec<_> = standing.iter().map(content).collect();
    let after: Vec<_> = coming.iter().map(|(_, row)| content(row)).collect();
    let say = |row: &Start| {
        let (code, name) = people.get(&row.entry).cloned().unwrap_or_default();
        (code, format!("{name}, {} {} ({})", row.event, row.stage, row.unit))
    };
    let mut known = Known::new(&roster, &schedule, planner.target.games.days, &planner.target.zone);
    for (line, row) in &coming {
        for reason in known.odd(*line, row) {
            let (code, what) = say(row);
            planner.remarks.push(Remark { line: *line, code, what, reason });
        }
    }
    let rows = planner.settle(&difference(&before, &after), &standing, coming, say, changes);
    Ok(Rows::Starts(rows))
}

impl Row for Start {
    type Id = StartId;

    fn id(&self) -> StartId {
        self.id
    }

    fn replace(&mut self, before: &Self) {
        self.id = before.id;
    }
}

fn changes(planner: &Planner<'_>, before: &Start, after: &Start) -> Vec<Change> {
    let mut out = Vec::new();
    Change::note(&mut out, "event", &before.event, &after.event);
    Change::note(&mut out, "stage", &before.stage, &after.stage);
    if before.starts_at != after.starts_at {
        let (before, after) = (planner.clock(before.starts_at), planner.clock(after.starts_at));
        out.push(Change { field: "start", before, after });
    }
    Change::note(&mut out, "venue", planner.venues.name(before.venue), planner.venues.name(after.venue));
    out
}
