//! The plan for a roster.

use std::collections::{HashMap, HashSet};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use grandstand_domain::{
    difference::difference,
    games::Day,
    id::RosterEntryId,
    odf::{AthleteCode, Discipline, Gender},
    roster::Entry,
};
use grandstand_roster::{Lines, Reason, RosterLine};
use grandstand_store::{self as store, ReadTx, roster::RosterEntry};

use super::{
    Change, ImportError,
    plan::{Planner, Row, Rows},
};
use crate::{ctx::Ctx, mac};

pub(super) async fn plan(
    planner: &mut Planner<'_>,
    tx: &mut ReadTx,
    read: Lines<RosterLine>,
) -> Result<Rows, ImportError> {
    let Some(organisation) = planner.target.organisation.clone() else {
        return Err(crate::AppError::NotFound.into());
    };
    let games = planner.target.games.id;
    let standing = store::roster::of_organisation(tx, organisation.id, games).await?;
    let others: HashSet<String> =
        store::roster::codes_of_others(tx, games, organisation.id).await?.into_iter().collect();
    let by_code: HashMap<AthleteCode, &RosterEntry> = standing.iter().map(|s| (s.entry.code.clone(), s)).collect();
    planner.refuse_all(read.refused);
    let mut coming: Vec<(usize, RosterEntry)> = Vec::new();
    let zone = planner.target.zone.zone();
    let today = crate::space::day_of(planner.ctx.now(), zone);
    for (line, RosterLine { noc, entry }) in read.good {
        let to_come = entry.born_on.filter(|born| today.is_some_and(|today| *born > today));
        let row = row(planner.ctx, entry);
        let (code, name) = (row.entry.code.as_str(), row.entry.name());
        let noc = noc.filter(|noc| *noc != organisation.noc);
        let before = by_code.get(&row.entry.code);
        let clash = before.filter(|before| !planner.import.correct && is_other_person(before, &row));
        let reason = if let Some(noc) = noc {
            Some(Reason::value("import-other-noc", &noc))
        } else if let Some(born) = to_come {
            Some(Reason::value("import-born-to-come", &born.to_string()))
        } else if others.contains(code) {
            Some(Reason::value("import-other-organisation", code))
        } else {
            clash.map(|before| Reason::value("import-other-person", &before.entry.name()))
        };
        if let Some(reason) = reason {
            planner.refuse(line, code, &name, reason);
            continue;
        }
        // A file that does not state a date of birth does not take back the one that another did.
        let born_digest = row.born_digest.clone().or_else(|| before.and_then(|b| b.born_digest.clone()));
        coming.push((line, RosterEntry { born_digest, ..row }));
    }
    let content = |row: &RosterEntry| (row.entry.code.clone(), (row.entry.clone(), row.born_digest.clone()));
    let before: Vec<_> = standing.iter().map(content).collect();
    let after: Vec<_> = coming.iter().map(|(_, row)| content(row)).collect();
    let rows = planner.settle(
        &difference(&before, &after),
        &standing,
        coming,
        |row| (row.entry.code.to_string(), row.entry.name()),
        |_, before, after| changes(before, after),
    );
    Ok(Rows::Roster(organisation.id, rows))
}

impl Row for RosterEntry {
    type Id = RosterEntryId;

    fn id(&self) -> RosterEntryId {
        self.id
    }

    fn replace(&mut self, before: &Self) {
        self.id = before.id;
    }
}

/// An entry as it is stored: without the date of birth, but with a digest that only this host can make.
fn row(ctx: &Ctx, mut entry: Entry) -> RosterEntry {
    let born_digest = entry.born_on.take().map(|born| born_digest(ctx, &entry.code, born));
    RosterEntry { id: RosterEntryId(ctx.id()), entry, born_digest }
}

fn born_digest(ctx: &Ctx, code: &AthleteCode, born: Day) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(mac::short(&ctx.key("date of birth"), format!("{code} {born}").as_bytes()))
}

fn is_other_person(before: &RosterEntry, after: &RosterEntry) -> bool {
    let born = before.born_digest.as_ref().zip(after.born_digest.as_ref()).is_some_and(|(a, b)| a != b);
    born || before.entry.is_other_person(&after.entry)
}

fn changes(before: &RosterEntry, after: &RosterEntry) -> Vec<Change> {
    let codes = |entry: &Entry| entry.disciplines.iter().map(Discipline::as_str).collect::<Vec<_>>().join(", ");
    let gender = |entry: &Entry| entry.gender.map_or("", Gender::code);
    let mut out = Vec::new();
    Change::note(&mut out, "name", &before.entry.name(), &after.entry.name());
    Change::note(&mut out, "gender", gender(&before.entry), gender(&after.entry));
    Change::note(&mut out, "disciplines", &codes(&before.entry), &codes(&after.entry));
    Change::note(&mut out, "events", &before.entry.events.join(", "), &after.entry.events.join(", "));
    if before.born_digest != after.born_digest {
        out.push(Change { field: "born", before: String::new(), after: String::new() });
    }
    out
}
