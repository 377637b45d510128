//! Which column holds what: by the names that organisers use, in any spelling, in the first rows of a file.

use crate::{
    refusal::Unreadable,
    sheet::{Row, Sheet},
};

/// Something a line may state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// Its name in this program and in sentences.
    pub(crate) name: &'static str,
    /// How files call it, in small letters and digits only; the first of these that stands counts.
    pub(crate) called: &'static [&'static str],
}

/// How far down the names of columns may stand: spreadsheets like a title above.
const HEADER_WITHIN: usize = 20;

/// Where each column of a file is.
#[derive(Debug)]
pub(crate) struct Columns {
    places: Vec<(&'static str, usize)>,
    /// The place of the header among the rows.
    header: usize,
}

impl Columns {
    /// Finds the first row that names, for each of `needed`, at least one of the columns listed there.
    pub(crate) fn find(sheet: &Sheet, all: &[Column], needed: &[&[&'static str]]) -> Result<Self, Unreadable> {
        let mut closest: Option<Vec<&'static str>> = None;
        for (header, row) in sheet.rows.iter().take(HEADER_WITHIN).enumerate() {
            let columns = Self { places: places(row, all), header };
            let missing: Vec<&'static str> = needed
                .iter()
                .filter(|any| !any.iter().any(|name| columns.place(name).is_some()))
                .filter_map(|any| any.first().copied())
                .collect();
            if missing.is_empty() {
                return Ok(columns);
            }
            if closest.as_ref().is_none_or(|fewest| missing.len() < fewest.len()) {
                closest = Some(missing);
            }
        }
        // The names may well have stood on a line that had to be left out.
        let broken = sheet.broken.iter().find(|line| **line <= HEADER_WITHIN);
        Err(broken
            .map_or_else(|| Unreadable::NoColumns(closest.unwrap_or_default()), |line| Unreadable::OpenQuote(*line)))
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == name).map(|(_, place)| *place)
    }

    /// What a row says in a column; empty where the file has no such column or the row ends before it.
    pub(crate) fn cell<'a>(&self, row: &'a Row, name: &str) -> &'a str {
        self.place(name).and_then(|place| row.cells.get(place)).map_or("", String::as_str)
    }

    /// The rows below the header.
    pub(crate) fn rows<'a>(&self, sheet: &'a Sheet) -> &'a [Row] {
        sheet.rows.get(self.header + 1..).unwrap_or_default()
    }
}

fn places(row: &Row, all: &[Column]) -> Vec<(&'static str, usize)> {
    let plain = |cell: &String| cell.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let cells: Vec<String> = row.cells.iter().map(plain).collect();
    let found = |column: &Column| {
        let place = column.called.iter().find_map(|called| cells.iter().position(|cell| cell == called))?;
        Some((column.name, place))
    };
    all.iter().filter_map(found).collect()
}
