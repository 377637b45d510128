//! One line on its way to what it says: its cells by name, and the first thing that is wrong with it.

use std::{collections::HashMap, hash::Hash};

use grandstand_domain::{invalid::Invalid, odf::AthleteCode, roster, text, unit::VenueName};

use crate::{
    Lines,
    columns::Columns,
    moment::{Moment, ZoneName, moment},
    refusal::{Reason, Refusal},
    sheet::{Row, Sheet},
};

/// A row with the names of its cells.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    columns: &'a Columns,
    row: &'a Row,
}

impl<'a> Line<'a> {
    /// What stands in a column; empty where nothing does.
    pub(crate) fn cell(&self, name: &str) -> &'a str {
        self.columns.cell(self.row, name)
    }

    /// A cell that must hold something that can be seen.
    pub(crate) fn required(&self, name: &str, key: &'static str) -> Result<&'a str, Reason> {
        Some(self.cell(name)).filter(|cell| text::is_visible(cell)).ok_or_else(|| Reason::value(key, ""))
    }

    /// A cell's value by a rule, refused under `key`.
    pub(crate) fn by<T>(&self, name: &str, key: &'static str, rule: impl Fn(&str) -> Option<T>) -> Result<T, Reason> {
        let cell = self.cell(name);
        rule(cell).ok_or_else(|| Reason::value(key, cell))
    }

    /// A name of an event, a stage or a venue.
    pub(crate) fn label(&self, name: &str) -> Result<String, Reason> {
        self.by(name, "import-long", |cell| roster::label(cell).ok())
    }

    /// An athlete's code.
    pub(crate) fn athlete(&self, name: &str) -> Result<AthleteCode, Reason> {
        self.required(name, "import-no-code")?;
        self.by(name, "import-code", |cell| cell.to_uppercase().parse().ok())
    }

    /// A time: from one column, or from a day and a time of day.
    pub(crate) fn moment(&self, name: &str, zone: &ZoneName) -> Result<Moment, Reason> {
        let (cell, day) = (self.cell(name), self.cell("day"));
        // A time of day alone belongs to the column of the day.
        if !day.is_empty() && !cell.contains(['-', '/', '.']) {
            let clock = if cell.is_empty() { self.cell("clock") } else { cell };
            return moment(&format!("{day} {clock}"), zone);
        }
        moment(cell, zone)
    }

    /// The venue, by code, name or both.
    pub(crate) fn venue(&self) -> Result<Option<VenueName>, Reason> {
        let (code, name) = (self.cell("venue code"), self.label("venue")?);
        if code.chars().count() > 20 {
            return Err(Reason::value("import-long", code));
        }
        let name = if name.is_empty() { code.to_owned() } else { name };
        Ok((!name.is_empty()).then(|| VenueName { code: code.to_owned(), name }))
    }
}

/// Reads every line below the header. `about` tells the code of a line; `read` gives what it says and the key under
/// which no second line may stand, where it has one, with the sentence for the second.
pub(crate) fn lines<'a, T, K: Eq + Hash>(
    sheet: &'a Sheet,
    columns: &'a Columns,
    about: &str,
    read: impl Fn(Line<'a>) -> Result<(T, Option<K>, &'static str, [Option<Moment>; 2]), Reason>,
) -> Lines<T> {
    let open = |line: &usize| Refusal { line: *line, about: String::new(), reason: Reason::value("import-quote", "") };
    let mut out = Lines { good: Vec::new(), refused: sheet.broken.iter().map(open).collect(), offset: None };
    let mut first: HashMap<K, usize> = HashMap::new();
    let mut offsets: Vec<Option<i32>> = Vec::new();
    for row in columns.rows(sheet) {
        let line = Line { columns, row };
        let found = read(line).and_then(|(value, key, again, moments)| {
            if let Some(key) = key {
                let other = *first.entry(key).or_insert(row.line);
                if other != row.line {
                    return Err(Reason::line(again, other));
                }
            }
            for moment in moments.into_iter().flatten() {
                if !offsets.contains(&moment.offset) {
                    offsets.push(moment.offset);
                }
            }
            Ok(value)
        });
        match found {
            Ok(value) => out.good.push((row.line, value)),
            Err(reason) => {
                let about = line.cell(about).to_uppercase();
                out.refused.push(Refusal { line: row.line, about: about.chars().take(40).collect(), reason });
            }
        }
    }
    out.refused.sort_by_key(|refusal| refusal.line);
    out.offset = if let [only] = offsets[..] { only } else { None };
    out
}

/// The rule of a parsed type, as [`Line::by`] wants it.
pub(crate) fn parsed<T: std::str::FromStr<Err = Invalid>>(cell: &str) -> Option<T> {
    cell.parse().ok()
}
