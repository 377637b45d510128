//! Whole files: what a programme office would lose if a line were misread, and that no bytes stop the program.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is wrong")]

use std::{io::Write as _, path::PathBuf};

use grandstand_domain::odf::Gender;
use grandstand_roster::{Sheet, Unreadable, ZoneName, roster, schedule, starts};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const ROSTER: &str = "athlete_code,name,noc,gender,discipline_codes,disciplines,events,birth date\n\
    4000001,LARK Ada,ALB,W,ATH,Athletics,Women's 800m;Women's 1500m,01/02/2001\n\
    4000002,McFINCH Bo,ALB,M,ATH;TRI,Athletics;Triathlon,Men's 800m,\n\
    4000001,LARK Adam,ALB,M,ATH,Athletics,,\n\
    ,WREN Cy,ALB,M,ATH,,,\n\
    40 5,WREN Cy,ALB,M,ATH,,,\n\
    4000006,WREN Cy,ALB,Q,ATH,,,\n\
    4000007,WREN Cy,ALB,M,athletics,,,\n\
    4000008,,ALB,M,ATH,,,\n\
    4000009,Ada Lark,ALB,W,ATH,,,2001-02-01\n";

#[test]
fn a_roster_says_who_and_a_refusal_says_why() {
    let read = roster(&Sheet::read(ROSTER.as_bytes()).unwrap()).unwrap();
    let entries: Vec<_> = read.good.iter().map(|(line, found)| (*line, found.entry.name())).collect();
    assert_eq!(entries, [(2, "Ada Lark".to_owned()), (3, "Bo McFinch".to_owned())]);
    let ada = &read.good[0].1.entry;
    assert_eq!((ada.gender, ada.born_on.unwrap().to_string().as_str()), (Some(Gender::Women), "2001-02-01"));
    assert_eq!(ada.events, ["Women's 800m", "Women's 1500m"]);
    assert_eq!(read.good[1].1.entry.disciplines.len(), 2);
    let refused: Vec<_> = read.refused.iter().map(|r| (r.line, r.reason.key, r.reason.line)).collect();
    assert_eq!(
        refused,
        [
            (4, "import-again", 2),
            (5, "import-no-code", 0),
            (6, "import-code", 0),
            (7, "import-gender", 0),
            (8, "import-discipline", 0),
            (9, "import-no-name", 0),
            (10, "import-twin", 2),
        ]
    );
}

/// Without this one slip of a key would leave out every athlete after it, and say so of one line.
#[test]
fn a_mark_that_is_never_closed_costs_its_own_line() {
    let text = ROSTER.replacen("LARK Ada", "\"LARK Ada", 1);
    let read = roster(&Sheet::read(text.as_bytes()).unwrap()).unwrap();
    assert_eq!(read.good.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 10]);
    assert_eq!((read.refused[0].line, read.refused[0].reason.key), (2, "import-quote"));
    assert_eq!(read.refused.len(), 6);
}

/// Without this a slip in the names of the columns would be told as names that are missing though they stand there.
#[test]
fn a_mark_that_is_never_closed_in_the_header_is_named() {
    let why = |text: &str| Sheet::read(text.as_bytes()).and_then(|sheet| roster(&sheet)).unwrap_err();
    for header in ["\"athlete_code", "athlete_code,\"name"] {
        let text =
            ROSTER.replacen(if header.starts_with('"') { "athlete_code" } else { "athlete_code,name" }, header, 1);
        assert_eq!(why(&text), Unreadable::OpenQuote(1), "{text}");
        assert_eq!(why(&format!("Team Albany\n\n{text}")), Unreadable::OpenQuote(3));
    }
    assert_eq!(why("\"athlete_code,name\n"), Unreadable::OpenQuote(1), "nothing else in the file");
    assert!(matches!(why("code,born\n1,\"2\"\n"), Unreadable::NoColumns(_)));
}

/// Without this a line would bring in somebody whom nobody can read or click.
#[test]
fn a_name_that_shows_nothing_is_no_name() {
    let text = ROSTER.replacen("LARK Ada", "\u{200b}\u{2060}", 1).replacen("McFINCH Bo", "\u{3164}", 1);
    let read = roster(&Sheet::read(text.as_bytes()).unwrap()).unwrap();
    let refused: Vec<_> = read.refused.iter().map(|r| (r.line, r.reason.key)).take(2).collect();
    assert_eq!(refused, [(2, "import-no-name"), (3, "import-no-name")]);
}

/// The same roster as a spreadsheet program keeps it: a title above, codes as numbers, dates as dates.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Notes").unwrap();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Team list").unwrap();
    for (column, title) in
        (0_u16..).zip(["Accreditation Number", "Surname", "First name", "Date of birth", "Sport code"])
    {
        sheet.write(2, column, title).unwrap();
    }
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(3, 0, 4_000_001).unwrap();
    sheet.write(3, 1, "VAN DER LARK").unwrap();
    sheet.write(3, 2, "Ada").unwrap();
    sheet.write_with_format(3, 3, ExcelDateTime::from_ymd(2001, 2, 1).unwrap(), &date).unwrap();
    sheet.write(3, 4, "ATH").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_reads_like_a_text() {
    let read = roster(&Sheet::read(&workbook()).unwrap()).unwrap();
    let (line, found) = &read.good[0];
    assert_eq!((*line, found.entry.name().as_str()), (4, "Ada van der Lark"));
    assert_eq!(found.entry.code.as_str(), "4000001");
    assert_eq!(found.entry.born_on.unwrap().to_string(), "2001-02-01");
}

#[test]
fn a_workbook_that_unpacks_without_end_is_refused() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut zip = zip::ZipWriter::new(&mut bytes);
    zip.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..300 {
        zip.write_all(&zeros).unwrap();
    }
    zip.finish().unwrap();
    let bytes = bytes.into_inner();
    assert!(bytes.len() < 1 << 20);
    assert_eq!(Sheet::read(&bytes), Err(Unreadable::TooLarge));
}

#[test]
fn a_sheet_of_two_far_cells_costs_two_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "code").unwrap();
    sheet.write(1_048_575, 16_383, "far").unwrap();
    sheet.write(1_048_575, 1, "near").unwrap();
    let rows = Sheet::read(&book.save_to_buffer().unwrap()).unwrap().rows;
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[1].line, rows[1].cells.len()), (1_048_576, 2));
}

#[test]
fn starts_and_schedules_are_read_in_the_zone_of_the_games() {
    let paris: ZoneName = "Europe/Paris".parse().unwrap();
    let list = "Athlete Code;Unit Code;Event;Stage;Date;Time;Venue\n\
        4000001;ATHW800M--------------HEAT000100--;Women's 800m;Heat 1;02/08/2028;19:45;Oval\n\
        4000001;ATHW800M--------------HEAT000100--;Women's 800m;Heat 1;02/08/2028;19:45;Oval\n\
        4000001;ATHW800M;Women's 800m;Heat 1;02/08/2028;19:45;Oval\n\
        4000001;ATHW800M--------------SFNL000100--;Women's 800m;Semi-final;26/03/2028;02:30;Oval\n";
    let read = starts(&Sheet::read(list.as_bytes()).unwrap(), &paris).unwrap();
    assert_eq!(read.good.len(), 1);
    assert_eq!(read.good[0].1.starts_at.0, 1_848_851_100_000, "17:45 UTC");
    let refused: Vec<_> = read.refused.iter().map(|r| (r.line, r.reason.key)).collect();
    assert_eq!(refused, [(3, "import-again-start"), (4, "import-unit"), (5, "import-time-clocks")]);

    let list = "start,end,discipline_code,discipline,event,phase,medal,gender,venue,venue_code\n\
        2028-08-02T19:45:00+02:00,2028-08-02T20:05:00+02:00,ATH,Athletics,Women's 800m,Heats,0,W,Oval,OVL\n\
        2028-08-02T19:45:00+02:00,2028-08-02T20:05:00+02:00,ATH,Athletics,Women's 800m,Heats,0,W,Oval,OVL\n\
        2028-08-02T23:45:00+02:00,2028-08-03T00:20:00+02:00,ATH,Athletics,Women's 800m,Final,3,W,Oval,OVL\n\
        2028-08-02T23:45:00+02:00,2028-08-02T00:20:00+02:00,ATH,Athletics,Women's 800m,Final,1,W,Oval,OVL\n\
        2028-08-03T20:00:00+02:00,,CER,Closing ceremony,,,0,,,\n";
    let read = schedule(&Sheet::read(list.as_bytes()).unwrap(), &paris).unwrap();
    assert_eq!(read.good.len(), 4, "parallel heats have one name, and a final may cross midnight");
    assert_eq!(read.good[3].1.event, "Closing ceremony");
    assert_eq!(read.offset, Some(7_200));
    assert_eq!(read.refused[0].reason.key, "import-ends-before");
}

#[test]
fn a_file_of_other_columns_is_refused_with_their_names() {
    let sheet = Sheet::read(b"a,b,name\n1,2,3\n").unwrap();
    assert_eq!(roster(&sheet), Err(Unreadable::NoColumns(vec!["athlete code"])));
}

/// The folder of real files that others made, beside the workspace; not part of it.
fn shared() -> Option<PathBuf> {
    if let Some(given) = std::env::var_os("GRANDSTAND_SHARED_DATA") {
        return Some(PathBuf::from(given).join("paris2024")).filter(|p| p.is_dir());
    }
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().map(|a| a.join("shared/data/paris2024")).find(|p| p.is_dir())
}

#[test]
fn real_files_are_read_to_the_last_line() {
    let Some(folder) = shared() else {
        println!("skipped: no shared data");
        return;
    };
    let sheet = |name: &str| Sheet::read(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let utc = ZoneName::utc();
    let read = roster(&sheet("roster-GBR.csv")).unwrap();
    assert_eq!((read.good.len(), read.refused.len()), (358, 0));
    let shouted = |name: &str| name.split_whitespace().any(|w| w.chars().count() > 2 && w.to_uppercase() == w);
    assert!(read.good.iter().all(|(_, l)| !shouted(&l.entry.name())));
    let read = starts(&sheet("competition-GBR.csv"), &utc).unwrap();
    assert_eq!((read.good.len(), read.refused.len(), read.offset), (1_373, 0, Some(7_200)));
    let read = schedule(&sheet("schedule.csv"), &utc).unwrap();
    assert_eq!((read.good.len(), read.refused.len()), (3_895, 0));
}

/// Reads as everything; what comes out does not matter here.
fn try_all(bytes: &[u8]) {
    if let Ok(sheet) = Sheet::read(bytes) {
        let zone = ZoneName::utc();
        let _ = (roster(&sheet), starts(&sheet, &zone), schedule(&sheet, &zone));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_stop_the_program(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        try_all(&bytes);
    }

    #[test]
    fn no_cells_stop_the_program(cells in prop::collection::vec("\\PC{0,12}|[0-9:+T/ .-]{0,25}|[A-Z-]{0,34}", 0..60)) {
        let header = "code,name,unit_code,start,end,date,time,discipline,event,gender,dob,venue,venue code\n";
        let rows: Vec<String> = cells.chunks(13).map(|row| row.join(",")).collect();
        try_all(format!("{header}{}", rows.join("\n")).as_bytes());
    }

    #[test]
    fn no_broken_workbook_stops_the_program(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = workbook();
        for (at, byte) in changes {
            let at = at.index(bytes.len() - 4) + 4;
            bytes[at] = byte;
        }
        try_all(&bytes);
    }
}
