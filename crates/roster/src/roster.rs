//! Rosters: one athlete a line.

use grandstand_domain::{
    odf::{Discipline, Gender},
    organisation,
    roster::{Entry, name_part},
    text,
};

use crate::{
    Lines,
    columns::{Column, Columns},
    line::{Line, lines, parsed},
    moment::{Moment, day},
    name::{full_name, proper},
    refusal::{Reason, Unreadable},
    sheet::Sheet,
};

const COLUMNS: [Column; 9] = [
    Column {
        name: "athlete code",
        called: &[
            "athletecode",
            "code",
            "odfcode",
            "accreditation",
            "accreditationnumber",
            "participantcode",
            "athleteid",
            "id",
        ],
    },
    Column { name: "name", called: &["name", "fullname", "athletename", "printname", "athlete", "competitor"] },
    Column { name: "given name", called: &["givenname", "givennames", "firstname", "forename", "forenames", "given"] },
    Column { name: "family name", called: &["familyname", "lastname", "surname", "family"] },
    Column {
        name: "noc",
        called: &["noc", "noccode", "npc", "npccode", "countrycode", "organisationcode", "organisation"],
    },
    Column { name: "gender", called: &["gender", "eventgender", "sex"] },
    Column { name: "born", called: &["birthdate", "dateofbirth", "dob", "born", "bornon"] },
    Column {
        name: "disciplines",
        called: &["disciplinecodes", "disciplinecode", "sportcodes", "sportcode", "disciplines", "discipline", "sport"],
    },
    Column { name: "events", called: &["events", "event"] },
];
const NEEDED: [&[&str]; 2] = [&["athlete code"], &["name", "family name"]];

/// The most events of one athlete.
const EVENTS_MOST: usize = 40;

/// What a line of a roster says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterLine {
    /// The three-letter code of the committee, where the file says it.
    pub noc: Option<String>,
    /// The athlete.
    pub entry: Entry,
}

/// Reads a roster. A second line of the same code is refused, and so is one of the same name and date of birth.
pub fn roster(sheet: &Sheet) -> Result<Lines<RosterLine>, Unreadable> {
    let columns = Columns::find(sheet, &COLUMNS, &NEEDED)?;
    let mut read = lines(sheet, &columns, "athlete code", |line| {
        let found = entry(&line)?;
        let key = found.entry.code.clone();
        Ok((found, Some(key), "import-again", [None::<Moment>; 2]))
    });
    refuse_twins(&mut read);
    Ok(read)
}

fn entry(line: &Line<'_>) -> Result<RosterLine, Reason> {
    let code = line.athlete("athlete code")?;
    let (given, family) = names(line)?;
    let noc = line.cell("noc");
    let noc = (!noc.is_empty())
        .then(|| organisation::noc(&noc.to_uppercase()).map_err(|_| Reason::value("import-noc", noc)))
        .transpose()?;
    let gender = line.by("gender", "import-gender", gender)?;
    let born = line.cell("born");
    let born_on = if born.is_empty() { None } else { Some(line.by("born", "import-born", birth)?) };
    let mut disciplines = several(line, "disciplines")
        .map(|code| parsed::<Discipline>(&code.to_uppercase()).ok_or_else(|| Reason::value("import-discipline", code)))
        .collect::<Result<Vec<_>, _>>()?;
    disciplines.sort_unstable();
    disciplines.dedup();
    let mut events: Vec<String> = Vec::new();
    for event in several(line, "events") {
        let event = grandstand_domain::roster::label(event).map_err(|_| Reason::value("import-long", event))?;
        if !events.contains(&event) {
            events.push(event);
        }
    }
    if events.len() > EVENTS_MOST || disciplines.len() > EVENTS_MOST {
        return Err(Reason::value("import-many", line.cell("events")));
    }
    Ok(RosterLine {
        noc,
        entry: Entry { code, given_name: given, family_name: family, gender, born_on, disciplines, events },
    })
}

fn names(line: &Line<'_>) -> Result<(String, String), Reason> {
    let (given, family) = (line.cell("given name"), line.cell("family name"));
    let written = if family.is_empty() { line.cell("name") } else { family };
    let name = if family.is_empty() {
        full_name(line.cell("name"))
    } else {
        // The comma makes the rule for family names hold, whatever else the cell has.
        let family = full_name(&format!("{}, ", family.replace(',', " "))).family;
        crate::name::Name { given: proper(given), family }
    };
    if !text::is_visible(&name.family) {
        return Err(Reason::value("import-no-name", written));
    }
    let part = |text: &str| name_part(text).map_err(|_| Reason::value("import-long", text));
    Ok((part(&name.given)?, part(&name.family)?))
}

/// The parts of a cell that lists several, between semicolons, bars or line ends.
fn several<'a>(line: &Line<'a>, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let cell = line.cell(name).trim_matches(['[', ']']);
    let quoted: &[char] = &['\'', '"'];
    let marks: &[char] = if name == "disciplines" { &[';', '|', '\n', ',', '/', ' '] } else { &[';', '|', '\n'] };
    cell.split(marks).map(move |part| part.trim().trim_matches(quoted)).filter(|part| !part.is_empty())
}

/// A letter or a word; nothing for an empty cell.
#[expect(clippy::option_option, reason = "no gender is an answer, an unknown word is none")]
pub(crate) fn gender(cell: &str) -> Option<Option<Gender>> {
    Some(match cell.to_lowercase().as_str() {
        "" | "-" => None,
        "w" | "f" | "women" | "woman" | "female" => Some(Gender::Women),
        "m" | "men" | "man" | "male" => Some(Gender::Men),
        "o" | "open" => Some(Gender::Open),
        "x" | "mixed" => Some(Gender::Mixed),
        _ => return None,
    })
}

/// A day, or the day of a time that a spreadsheet made of it.
fn birth(cell: &str) -> Option<grandstand_domain::games::Day> {
    day(cell.split(['T', ' ']).next().unwrap_or(cell))
}

/// Refuses lines of a name and a date of birth that stood before under another code.
fn refuse_twins(read: &mut Lines<RosterLine>) {
    let mut first = std::collections::HashMap::new();
    let mut twins = Vec::new();
    read.good.retain(|(line, found)| {
        let Some(born) = found.entry.born_on else { return true };
        let key = (grandstand_domain::roster::folded(&found.entry.name()), born);
        let other = *first.entry(key).or_insert(*line);
        if other != *line {
            let about = found.entry.code.to_string();
            twins.push(crate::Refusal { line: *line, about, reason: Reason::line("import-twin", other) });
        }
        other == *line
    });
    read.refused.extend(twins);
    read.refused.sort_by_key(|refusal| refusal.line);
}
