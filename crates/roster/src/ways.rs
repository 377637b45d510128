//! Ways: two places and the minutes between them a line.

use grandstand_domain::way::{self, Way};

use crate::{
    Lines,
    columns::{Column, Columns},
    line::lines,
    moment::Moment,
    refusal::{Reason, Unreadable},
    sheet::Sheet,
};

const COLUMNS: [Column; 3] = [
    Column { name: "from", called: &["from", "one", "origin", "placea", "venuea"] },
    Column { name: "to", called: &["to", "other", "destination", "placeb", "venueb"] },
    Column { name: "minutes", called: &["minutes", "min", "time", "traveltime", "duration"] },
];
const NEEDED: [&[&str]; 3] = [&["from"], &["to"], &["minutes"]];

/// Reads ways between places. A way counts in both directions, so a second line of the same two places is refused.
pub fn ways(sheet: &Sheet) -> Result<Lines<Way>, Unreadable> {
    let columns = Columns::find(sheet, &COLUMNS, &NEEDED)?;
    Ok(lines(sheet, &columns, "from", |line| {
        let minutes = line.by("minutes", "import-minutes", |cell| way::minutes(cell).ok())?;
        let (one, other) = (line.required("from", "import-no-place")?, line.required("to", "import-no-place")?);
        let read = Way::new(one, other, minutes).map_err(|_| Reason::value("import-places", other))?;
        let key = read.key();
        Ok((read, Some(key), "import-again-way", [None::<Moment>; 2]))
    }))
}
