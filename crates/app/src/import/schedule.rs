//! The plan for a schedule.

use grandstand_domain::{
    difference::difference,
    id::UnitId,
    odf::{Gender, UnitCode},
    unit,
};
use grandstand_roster::Lines;
use grandstand_store::{self as store, ReadTx, unit::Unit};

use super::{
    Change, ImportError,
    plan::{Planner, Row, Rows},
};

pub(super) async fn plan(
    planner: &mut Planner<'_>,
    tx: &mut ReadTx,
    read: Lines<unit::Unit>,
) -> Result<Rows, ImportError> {
    let standing = store::unit::of_games(tx, planner.target.games.id).await?;
    planner.refuse_all(read.refused);
    let mut coming: Vec<(usize, Unit)> = Vec::new();
    for (line, unit) in read.good {
        let venue = unit.venue.as_ref().map(|venue| planner.venues.resolve(planner.ctx, venue));
        let row = Unit {
            id: UnitId(planner.ctx.id()),
            code: unit.code,
            discipline: unit.discipline,
            gender: unit.gender,
            event: unit.event,
            phase: unit.phase,
            is_medal: unit.is_medal,
            starts_at: unit.starts_at,
            ends_at: unit.ends_at,
            venue,
        };
        coming.push((line, row));
    }
    let before: Vec<_> = standing.iter().map(content).collect();
    let after: Vec<_> = coming.iter().map(|(_, row)| content(row)).collect();
    let rows = planner.settle(
        &difference(&before, &after),
        &standing,
        coming,
        |row| {
            let code = row.code.map_or_else(|| row.discipline.to_string(), String::from);
            (code, format!("{} {}", row.event, row.phase).trim().to_owned())
        },
        changes,
    );
    Ok(Rows::Schedule(rows))
}

/// By what a unit is known again when its time or place changes: its code where it has one, else what is said of it.
/// Parallel units of one round then share a key, and are paired up in their order.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Code(UnitCode),
    Words(String),
}

fn content(row: &Unit) -> (Key, impl Eq + std::hash::Hash + use<>) {
    let gender = row.gender.map_or("", Gender::code);
    let words = format!("{} {gender} {}\n{}", row.discipline, row.event, row.phase);
    let rest = (row.is_medal, row.starts_at.0, row.ends_at.map(|e| e.0), row.venue);
    (row.code.map_or_else(|| Key::Words(words.clone()), Key::Code), (words, rest))
}

impl Row for Unit {
    type Id = UnitId;

    fn id(&self) -> UnitId {
        self.id
    }

    fn replace(&mut self, before: &Self) {
        self.id = before.id;
    }
}

fn changes(planner: &Planner<'_>, before: &Unit, after: &Unit) -> Vec<Change> {
    let mut out = Vec::new();
    let event = |unit: &Unit| format!("{} {}", unit.event, unit.phase);
    Change::note(&mut out, "event", &event(before), &event(after));
    Change::note(&mut out, "start", &planner.clock(before.starts_at), &planner.clock(after.starts_at));
    let end = |unit: &Unit| unit.ends_at.map(|at| planner.clock(at)).unwrap_or_default();
    Change::note(&mut out, "end", &end(before), &end(after));
    Change::note(&mut out, "venue", planner.venues.name(before.venue), planner.venues.name(after.venue));
    let medal = |unit: &Unit| if unit.is_medal { "1" } else { "0" };
    Change::note(&mut out, "medal", medal(before), medal(after));
    out
}
