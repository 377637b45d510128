//! A file as rows of text, whatever it is written in. CSV: UTF-8, UTF-16 or Windows-1252, with commas, semicolons or
//! tabs; XLSX: the first sheet that has rows.

use std::borrow::Cow;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{quotes, refusal::Unreadable, workbook};

/// The most bytes of a file: 32 MiB.
pub const BYTES_MOST: usize = 32 << 20;
/// The most rows of a file.
pub const ROWS_MOST: usize = 200_000;
/// The most cells of a row that are looked at.
pub(crate) const CELLS_MOST: usize = 256;

/// A row of cells, without blanks at their ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file, from 1: of a text the line on which it starts.
    pub line: usize,
    /// What stands in it.
    pub cells: Vec<String>,
}

/// All rows of a file that are not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// In the order of the file.
    pub rows: Vec<Row>,
    /// Lines of a text that cannot be told apart, since a quotation mark on them is never closed; in the order of the file.
    pub broken: Vec<usize>,
}

impl Sheet {
    /// Reads a file. What it is, is told by its bytes; its name plays no part.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        if bytes.len() > BYTES_MOST {
            return Err(Unreadable::TooLarge);
        }
        let (rows, broken) = if bytes.starts_with(b"PK\x03\x04") {
            (workbook::rows(bytes)?, Vec::new())
        } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") || bytes.starts_with(b"%PDF") {
            return Err(Unreadable::NotTable);
        } else {
            text_rows(&text(bytes)?)?
        };
        match broken.first() {
            Some(line) if rows.is_empty() => Err(Unreadable::OpenQuote(*line)),
            None if rows.is_empty() => Err(Unreadable::Empty),
            _ => Ok(Self { rows, broken }),
        }
    }
}

/// Lists that were put together from several mix both encodings. Letters beyond ASCII that happen to be UTF-8 were hardly meant as
/// anything else.
fn by_line(bytes: &[u8]) -> String {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let read = |line| {
        std::str::from_utf8(line).map_or_else(|_| WINDOWS_1252.decode_without_bom_handling(line).0, Cow::Borrowed)
    };
    lines.map(read).collect()
}

/// The text of a file: by its byte order mark, else by where its zero bytes stand (UTF-16), else each line by itself: UTF-8 if it is
/// that, else Windows-1252, which agrees with Latin-1 in every letter.
fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).take(512).filter(|b| **b == 0).count();
    let pairs = bytes.len().min(1_024) / 2;
    let encoding = if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        Some(encoding)
    } else if pairs > 0 && zeros(1) * 2 > pairs && zeros(0) == 0 {
        Some(UTF_16LE)
    } else if pairs > 0 && zeros(0) * 2 > pairs && zeros(1) == 0 {
        Some(UTF_16BE)
    } else {
        std::str::from_utf8(bytes).is_ok().then_some(UTF_8)
    };
    let text = match encoding {
        Some(encoding) => encoding.decode_with_bom_removal(bytes).0,
        None => Cow::Owned(by_line(bytes)),
    };
    if text.contains('\0') {
        return Err(Unreadable::NotTable);
    }
    // One kind of line end, so that lines are counted as an editor counts them.
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() })
}

/// The rows of a text, and the lines that are none.
fn text_rows(text: &str) -> Result<(Vec<Row>, Vec<usize>), Unreadable> {
    let delimiter = delimiter(text);
    let (text, broken) = quotes::without_broken(text, delimiter);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| Unreadable::NotTable)? {
        if record.iter().all(str::is_empty) {
            continue;
        }
        if rows.len() == ROWS_MOST {
            return Err(Unreadable::TooManyRows);
        }
        let line = record.position().map_or(0, |at| starting_line(&text, at));
        rows.push(Row { line, cells: record.iter().take(CELLS_MOST).map(str::to_owned).collect() });
    }
    Ok((rows, broken))
}

/// The line on which a row starts: the reader tells where it looked for it, which may be empty lines before.
fn starting_line(text: &str, at: &csv::Position) -> usize {
    let rest = usize::try_from(at.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| **byte == b'\n').count();
    usize::try_from(at.line()).unwrap_or(0) + empty
}

/// Comma, semicolon or tab: the one of which the first full line has most outside quotation marks.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().find(|line| line.contains([',', ';', '\t'])).unwrap_or_default();
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(d, _)| !quoted && *d == byte) {
            *count += 1;
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(d, _)| d)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<(usize, Vec<String>)> {
        Sheet::read(bytes).unwrap().rows.into_iter().map(|row| (row.line, row.cells)).collect()
    }

    #[test]
    fn every_usual_encoding_reads_the_same() {
        let text = "code;name\r\n1;BJÖRK Zoë\r\n";
        let utf16 = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        let windows = WINDOWS_1252.encode(text).0.into_owned();
        let expected = cells(text.as_bytes());
        assert_eq!(expected[1], (2, vec!["1".to_owned(), "BJÖRK Zoë".to_owned()]));
        for bytes in [
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            windows,
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            [&b"\xff\xfe"[..], &utf16(u16::to_le_bytes)].concat(),
            [&b"\xfe\xff"[..], &utf16(u16::to_be_bytes)].concat(),
        ] {
            assert_eq!(cells(&bytes), expected);
        }
    }

    /// A name must not be changed because another line of the list came from an older program.
    #[test]
    fn each_line_is_read_in_its_own_encoding() {
        let text = "code;name\n1;BJÖRK Zoë\n";
        let mixed = [text.as_bytes(), &WINDOWS_1252.encode("2;MÜLLER Noé\n").0].concat();
        let names: Vec<String> = cells(&mixed).into_iter().map(|(_, cells)| cells[1].clone()).collect();
        assert_eq!(names, ["name", "BJÖRK Zoë", "MÜLLER Noé"]);
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let rows = cells(b"a,b\r\n\r\n1,\"two\r\nlines; here\"\r\n3,4\r\n");
        let lines: Vec<usize> = rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 5]);
        assert_eq!(cells(b"a\tb\n1\t2,3\n")[1].1, ["1", "2,3"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(Sheet::read(b""), Err(Unreadable::Empty));
        assert_eq!(Sheet::read(b"\r\n ;;\r\n"), Err(Unreadable::Empty));
        assert_eq!(Sheet::read(b"%PDF-1.7 ..."), Err(Unreadable::NotTable));
        assert_eq!(Sheet::read(b"a,b\0\0\0\n"), Err(Unreadable::NotTable));
        assert_eq!(Sheet::read(&vec![b'a'; BYTES_MOST + 1]), Err(Unreadable::TooLarge));
        assert_eq!(Sheet::read("a,b\n".repeat(ROWS_MOST + 1).as_bytes()), Err(Unreadable::TooManyRows));
    }
}
