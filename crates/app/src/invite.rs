//! Calendar invitations that calendar programs take in from a letter, change and take out again: iCalendar (RFC 5545) with
//! the methods of iTIP (RFC 5546). What is made here is a function of its arguments alone.

use grandstand_domain::{
    mail::Method,
    text,
    time::{SECOND, UnixMillis},
};
use icalendar::{Calendar, Component, Property};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// 2020-01-01T00:00:00Z, from which sequence numbers count seconds.
const SEQUENCE_FROM: i64 = 1_577_836_800_000;

/// The sequence number (RFC 5545, 3.8.7.4) of what is said at a moment: its second. Programs want it to grow, and it does so even
/// when something is taken, given back and taken again.
pub(crate) fn sequence(said_at: UnixMillis) -> u32 {
    u32::try_from((said_at.0 - SEQUENCE_FROM) / SECOND).unwrap_or_default()
}

/// Something that people are invited to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What it is known by, the same in every invitation, change and cancellation of one person's event:
    /// `session-17-account-4`. The host's name is added.
    pub uid: String,
    /// 0 at first, and larger with every change and with the cancellation: programs ignore what is not newer.
    pub sequence: u32,
    /// When it begins.
    pub from: UnixMillis,
    /// When it ends.
    pub until: UnixMillis,
    /// What it is, in a line.
    pub summary: String,
    /// Where it is; may be empty.
    pub place: String,
    /// What one needs to know; may be empty.
    pub description: String,
    /// Who invites, by name.
    pub organiser_name: String,
    /// The page about it; may be empty.
    pub url: String,
}

/// Who is invited by whom, and when that is said.
#[derive(Clone, Copy, Debug)]
pub struct Parties<'a> {
    /// The address that letters come from.
    pub organiser: &'a str,
    /// The address of whoever is invited: programs offer an invitation to its own reader only.
    pub attendee: &'a str,
    /// Their name.
    pub attendee_name: &'a str,
    /// The name of this host, which makes UIDs unique.
    pub host: &'a str,
    /// When this is said.
    pub said_at: UnixMillis,
}

/// An invitation, or a change of one.
pub fn request(event: &Event, parties: &Parties<'_>) -> String {
    write(event, parties, Method::Request)
}

/// Takes an invitation back.
pub fn cancel(event: &Event, parties: &Parties<'_>) -> String {
    write(event, parties, Method::Cancel)
}

/// An invitation or its cancellation.
pub(crate) fn write(event: &Event, parties: &Parties<'_>, method: Method) -> String {
    let mut entry = icalendar::Event::new();
    entry.uid(&format!("{}@{}", event.uid, parties.host));
    entry.add_property("SEQUENCE", event.sequence.to_string());
    entry.add_property("DTSTAMP", utc(parties.said_at));
    entry.add_property("DTSTART", utc(event.from));
    entry.add_property("DTEND", utc(event.until.max(event.from)));
    entry.summary(&text::clean_line(&event.summary));
    for (name, value) in [("LOCATION", &event.place), ("DESCRIPTION", &event.description)] {
        if !value.is_empty() {
            entry.add_property(name, text::clean(value));
        }
    }
    if !event.url.is_empty() {
        entry.add_property("URL", text::clean_line(&event.url));
    }
    entry.append_property(person("ORGANIZER", parties.organiser, &event.organiser_name).done());
    let mut attendee = person("ATTENDEE", parties.attendee, parties.attendee_name);
    attendee.add_parameter("CUTYPE", "INDIVIDUAL");
    attendee.add_parameter("ROLE", "REQ-PARTICIPANT");
    attendee.add_parameter("PARTSTAT", "NEEDS-ACTION");
    // Nobody reads answers by mail: one says yes or no on the page.
    attendee.add_parameter("RSVP", "FALSE");
    entry.append_property(attendee.done());
    let status = if method == Method::Cancel { "CANCELLED" } else { "CONFIRMED" };
    entry.add_property("STATUS", status);
    let mut calendar = Calendar::new();
    calendar.append_property(Property::new("METHOD", method.as_str()));
    calendar.push(entry.done());
    calendar.done().to_string()
}

/// A person as a property. A parameter's value cannot hold a double quote (RFC 5545, section 3.2).
fn person(property: &str, address: &str, name: &str) -> Property {
    let mut person = Property::new(property, format!("mailto:{address}"));
    let name = text::clean_line(name).replace('"', "'");
    if !name.is_empty() {
        person.add_parameter("CN", &name);
    }
    person
}

/// A moment in RFC 5545's form 2: `20280802T174500Z`.
pub(crate) fn utc(at: UnixMillis) -> String {
    Timestamp::from_millisecond(at.0).unwrap_or_default().strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(summary: &str, description: &str) -> Event {
        Event {
            uid: "session-17-account-4".to_owned(),
            sequence: 2,
            from: UnixMillis(1_848_600_000_000),
            until: UnixMillis(1_848_603_600_000),
            summary: summary.to_owned(),
            place: "House, studio 2".to_owned(),
            description: description.to_owned(),
            organiser_name: "Team Albany; \"media\"".to_owned(),
            url: "https://fans.team.example/workshops/17".to_owned(),
        }
    }

    const PARTIES: Parties<'_> = Parties {
        organiser: "programme@fans.team.example",
        attendee: "morgan@team.example",
        attendee_name: "Morgan Vale",
        host: "fans.team.example",
        said_at: UnixMillis(1_848_000_000_000),
    };

    #[test]
    fn an_invitation_has_what_calendar_programs_look_for() {
        let text = request(&event("Filming, day 1", "Bring a phone;\nand a charger"), &PARTIES);
        let unfolded = text.replace("\r\n ", "");
        let has = |line: &str| assert!(unfolded.lines().any(|l| l == line), "{line}\n{unfolded}");
        has("METHOD:REQUEST");
        has("UID:session-17-account-4@fans.team.example");
        has("SEQUENCE:2");
        has("DTSTART:20280730T200000Z");
        has("SUMMARY:Filming\\, day 1");
        has("DESCRIPTION:Bring a phone\\;\\nand a charger");
        has("ORGANIZER;CN=\"Team Albany; 'media'\":mailto:programme@fans.team.example");
        let cancelled = cancel(&event("Filming", ""), &PARTIES);
        assert!(cancelled.contains("METHOD:CANCEL\r\n") && cancelled.contains("STATUS:CANCELLED\r\n"), "{cancelled}");
    }

    proptest! {
        #[test]
        fn no_text_breaks_out_of_its_line(summary in any::<String>(), description in any::<String>(), name in any::<String>()) {
            let mut event = event(&summary, &description);
            event.organiser_name = name;
            let text = request(&event, &PARTIES);
            let unfolded = text.replace("\r\n ", "");
            let names = |line: &str| line.split([':', ';']).next().unwrap_or_default().to_owned();
            for line in unfolded.split("\r\n").filter(|l| !l.is_empty()) {
                let known = ["BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "UID", "SEQUENCE", "DTSTAMP", "DTSTART",
                    "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "ORGANIZER", "ATTENDEE", "STATUS"];
                prop_assert!(known.contains(&names(line).as_str()), "{line:?}");
            }
        }
    }
}
