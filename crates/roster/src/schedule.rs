//! Schedules: one competition unit a line.

use grandstand_domain::{
    odf::{Discipline, UnitCode},
    unit::Unit,
};

use crate::{
    Lines,
    columns::{Column, Columns},
    line::{Line, lines, parsed},
    moment::{Moment, ZoneName},
    refusal::{Reason, Unreadable},
    roster::gender,
    sheet::Sheet,
};

const COLUMNS: [Column; 13] = [
    Column { name: "unit code", called: &["unitcode", "rsc", "rsccode", "eventunit", "eventunitcode"] },
    Column { name: "start", called: &["start", "starttime", "startsat", "startdate", "datetime"] },
    Column { name: "end", called: &["end", "endtime", "endsat", "enddate", "finish"] },
    Column { name: "day", called: &["day", "date"] },
    Column { name: "clock", called: &["time", "clock"] },
    Column { name: "discipline code", called: &["disciplinecode", "sportcode", "discipline", "sport"] },
    Column { name: "discipline name", called: &["disciplinename", "sportname", "discipline", "sport"] },
    Column { name: "event", called: &["event", "eventname"] },
    Column { name: "phase", called: &["phase", "stage", "round", "unitname"] },
    Column { name: "medal", called: &["medal", "medals", "ismedal", "medalevent"] },
    Column { name: "gender", called: &["gender", "eventgender", "sex"] },
    Column { name: "venue", called: &["venue", "venuename", "place", "location"] },
    Column { name: "venue code", called: &["venuecode", "locationcode"] },
];
const NEEDED: [&[&str]; 3] = [&["start", "day"], &["discipline code", "unit code"], &["event"]];

/// Reads a schedule. Times without an offset are meant in `zone`. A second line of one unit code is refused; lines
/// without a code may be equal, since parallel bouts of a round have no other name.
pub fn schedule(sheet: &Sheet, zone: &ZoneName) -> Result<Lines<Unit>, Unreadable> {
    let columns = Columns::find(sheet, &COLUMNS, &NEEDED)?;
    Ok(lines(sheet, &columns, "unit code", |line| {
        let (unit, moments) = unit(&line, zone)?;
        let key = unit.code;
        Ok((unit, key, "import-again-unit", moments))
    }))
}

fn unit(line: &Line<'_>, zone: &ZoneName) -> Result<(Unit, [Option<Moment>; 2]), Reason> {
    let code = line.cell("unit code");
    let code: Option<UnitCode> = if code.is_empty() {
        None
    } else {
        Some(line.by("unit code", "import-unit", |cell| parsed(&cell.to_uppercase()))?)
    };
    let discipline = line.cell("discipline code");
    let discipline: Discipline = match code.map(|c| c.discipline()) {
        Some(own) if discipline.is_empty() || discipline.eq_ignore_ascii_case(own.as_str()) => own,
        Some(_) => return Err(Reason::value("import-discipline-other", discipline)),
        None => line.by("discipline code", "import-discipline", |cell| parsed(&cell.to_uppercase()))?,
    };
    let starts = line.moment("start", zone)?;
    let ends = if line.cell("end").is_empty() { None } else { Some(line.moment("end", zone)?) };
    if ends.is_some_and(|ends| ends.at < starts.at) {
        return Err(Reason::value("import-ends-before", line.cell("end")));
    }
    // A ceremony has no event: it is called by its discipline.
    let event = if line.cell("event").is_empty() { "discipline name" } else { "event" };
    line.required(event, "import-no-event")?;
    let stated = line.by("gender", "import-gender", gender)?;
    let unit = Unit {
        code,
        discipline,
        gender: stated.or_else(|| code.and_then(|c| c.gender())),
        event: line.label(event)?,
        phase: line.label("phase")?,
        is_medal: !matches!(line.cell("medal").to_lowercase().as_str(), "" | "0" | "no" | "false" | "n"),
        starts_at: starts.at,
        ends_at: ends.map(|e| e.at),
        venue: line.venue()?,
    };
    Ok((unit, [Some(starts), ends]))
}
