//! Start lists: one athlete in one unit a line.

use grandstand_domain::start::Start;

use crate::{
    Lines,
    columns::{Column, Columns},
    line::{Line, lines, parsed},
    moment::{Moment, ZoneName},
    refusal::{Reason, Unreadable},
    sheet::Sheet,
};

const COLUMNS: [Column; 9] = [
    Column {
        name: "athlete code",
        called: &[
            "athletecode",
            "athlete",
            "code",
            "odfcode",
            "accreditation",
            "accreditationnumber",
            "participantcode",
            "athleteid",
        ],
    },
    Column { name: "unit code", called: &["unitcode", "unit", "rsc", "rsccode", "eventunit", "eventunitcode"] },
    Column { name: "event", called: &["event", "eventname"] },
    Column { name: "stage", called: &["stage", "phase", "eventstage", "round", "unitname"] },
    Column { name: "start", called: &["start", "starttime", "startsat", "startdate", "datetime"] },
    Column { name: "day", called: &["day", "date"] },
    Column { name: "clock", called: &["time", "clock"] },
    Column { name: "venue", called: &["venue", "venuename", "place", "location"] },
    Column { name: "venue code", called: &["venuecode", "locationcode"] },
];
const NEEDED: [&[&str]; 3] = [&["athlete code"], &["unit code"], &["start", "day"]];

/// Reads a start list. Times without an offset are meant in `zone`. An athlete starts once in a unit: a second line is
/// refused.
pub fn starts(sheet: &Sheet, zone: &ZoneName) -> Result<Lines<Start>, Unreadable> {
    let columns = Columns::find(sheet, &COLUMNS, &NEEDED)?;
    Ok(lines(sheet, &columns, "athlete code", |line| {
        let (start, moment) = start(&line, zone)?;
        let key = (start.athlete.clone(), start.unit);
        Ok((start, Some(key), "import-again-start", [Some(moment), None]))
    }))
}

fn start(line: &Line<'_>, zone: &ZoneName) -> Result<(Start, Moment), Reason> {
    let athlete = line.athlete("athlete code")?;
    let unit = line.by("unit code", "import-unit", |cell| parsed(&cell.to_uppercase()))?;
    let moment = line.moment("start", zone)?;
    let start = Start {
        athlete,
        unit,
        event: line.label("event")?,
        stage: line.label("stage")?,
        starts_at: moment.at,
        venue: line.venue()?,
    };
    Ok((start, moment))
}
