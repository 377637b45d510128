//! What is odd about a start list and still taken in: it may be a slip, and only the programme office can tell.

use std::collections::HashMap;

use grandstand_domain::{
    games::Days,
    id::RosterEntryId,
    odf::{Discipline, UnitCode},
    time::UnixMillis,
};
use grandstand_roster::{Reason, ZoneName};
use grandstand_store::{roster::RosterEntry, start::Start, unit::Unit};
use jiff::Timestamp;

/// What starts are held against.
pub(super) struct Known<'a> {
    disciplines: HashMap<RosterEntryId, &'a [Discipline]>,
    scheduled: HashMap<UnitCode, UnixMillis>,
    days: [Option<String>; 2],
    zone: &'a ZoneName,
    begun: HashMap<(RosterEntryId, UnixMillis), usize>,
}

impl<'a> Known<'a> {
    pub(super) fn new(roster: &'a [RosterEntry], schedule: &[Unit], days: Days, zone: &'a ZoneName) -> Self {
        Self {
            disciplines: roster.iter().map(|row| (row.id, row.entry.disciplines.as_slice())).collect(),
            scheduled: schedule.iter().filter_map(|unit| Some((unit.code?, unit.starts_at))).collect(),
            days: [days.village.or(days.opening), days.closing].map(|day| day.map(|day| day.to_string())),
            zone,
            begun: HashMap::new(),
        }
    }

    /// What is odd about the start on a line; lines come in their order.
    pub(super) fn odd(&mut self, line: usize, start: &Start) -> Vec<Reason> {
        let clock = |at: UnixMillis, form: &str| {
            let at = Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(self.zone.zone().clone());
            at.strftime(form).to_string()
        };
        let day = clock(start.starts_at, "%Y-%m-%d");
        let [first, last] = &self.days;
        let mut odd = Vec::new();
        if first.as_ref().is_some_and(|first| day < *first) || last.as_ref().is_some_and(|last| day > *last) {
            odd.push(Reason::value("import-odd-day", &day));
        }
        let discipline = start.unit.discipline();
        let own = self.disciplines.get(&start.entry).copied().unwrap_or_default();
        if !own.is_empty() && !own.contains(&discipline) {
            odd.push(Reason::value("import-odd-discipline", discipline.as_str()));
        }
        if let Some(planned) = self.scheduled.get(&start.unit).filter(|planned| **planned != start.starts_at) {
            odd.push(Reason::value("import-odd-schedule", &clock(*planned, "%Y-%m-%d %H:%M")));
        }
        let other = *self.begun.entry((start.entry, start.starts_at)).or_insert(line);
        if other != line {
            odd.push(Reason::line("import-odd-same-time", other));
        }
        odd
    }
}
