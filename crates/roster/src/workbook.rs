//! XLSX as rows of text. A workbook is a zip file that anyone may have made, so it is unpacked once into nothing, under a
//! limit, before a reader that trusts it sees it; and cells are taken one by one, since a sheet of two cells may claim a
//! range of a billion.

use std::io::{Cursor, Read, sink};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use crate::{
    refusal::Unreadable,
    sheet::{CELLS_MOST, ROWS_MOST, Row},
};

/// The most bytes that all parts of a workbook may unpack to.
const UNPACKED_MOST: u64 = 256 << 20;
/// The most parts of a workbook.
const PARTS_MOST: usize = 2_000;
/// The most bytes of text of all cells together: one shared string may stand in every cell.
const TEXT_MOST: usize = 64 << 20;

/// The rows of the first sheet that has any.
pub(crate) fn rows(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    bounded(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    for name in workbook.sheet_names() {
        let rows = sheet(&mut workbook, &name)?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// Unpacks everything into nothing and counts: the sizes that a zip file states may be lies.
fn bounded(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    if parts.len() > PARTS_MOST {
        return Err(Unreadable::TooLarge);
    }
    let mut left = UNPACKED_MOST;
    for place in 0..parts.len() {
        let part = parts.by_index(place).map_err(|_| Unreadable::Broken)?;
        let length = std::io::copy(&mut part.take(left + 1), &mut sink()).map_err(|_| Unreadable::Broken)?;
        left = left.checked_sub(length).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

fn sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, Unreadable> {
    // A chart has a name and no cells.
    let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
    let mut rows: Vec<Row> = Vec::new();
    let mut left = TEXT_MOST;
    while let Some(cell) = cells.next_cell().map_err(|_| Unreadable::Broken)? {
        let (line, column) = cell.get_position();
        let (line, column) = (index(line).saturating_add(1), index(column));
        let text = text(cell.get_value());
        if text.is_empty() || column >= CELLS_MOST {
            continue;
        }
        left = left.checked_sub(text.len()).ok_or(Unreadable::TooLarge)?;
        if rows.last().is_none_or(|row| row.line != line) {
            if rows.len() == ROWS_MOST {
                return Err(Unreadable::TooManyRows);
            }
            rows.push(Row { line, cells: Vec::new() });
        }
        let Some(row) = rows.last_mut() else { continue };
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        if let Some(place) = row.cells.get_mut(column) {
            *place = text;
        }
    }
    Ok(rows)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// What a person sees in a cell, with times as ISO 8601 without an offset.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Whole numbers print without a point: a code that a spreadsheet took for a number stays a code.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is) => if *is { "1" } else { "0" }.to_owned(),
        DataRef::DateTime(time) => time_text(*time),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn time_text(time: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    // A time of day is a fraction of the day 0; whole minutes come out a few milliseconds off.
    let second = if milli >= 500 && second < 59 { second + 1 } else { second };
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    let value = time.as_f64();
    if value < 1.0 {
        clock
    } else if value.fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{clock}")
    }
}
