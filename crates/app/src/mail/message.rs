//! A letter in the form in which mail servers pass it on (RFC 5322, RFC 2045), with its invitation as iMIP has it (RFC 6047):
//! beside the text for programs that offer it, and as a file for those that do not.

use std::time::{Duration, SystemTime};

use grandstand_domain::{id::LetterId, mail::Method, text, time::UnixMillis};
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

/// The name of the file.
const FILE: &str = "invite.ics";

/// A letter to be put into that form.
#[derive(Clone, Debug)]
pub(super) struct Draft<'a> {
    /// Its number, which its `Message-ID` is made of: a letter that was sent twice is one letter.
    pub(super) id: LetterId,
    /// The name of this host.
    pub(super) host: &'a str,
    /// From whom.
    pub(super) from: (&'a str, &'a str),
    /// To whom: address and name.
    pub(super) to: (&'a str, &'a str),
    /// What it is about.
    pub(super) subject: &'a str,
    /// What it says.
    pub(super) text: &'a str,
    /// An invitation: what is asked, and the calendar.
    pub(super) calendar: Option<(Method, String)>,
    /// When it was written.
    pub(super) written_at: UnixMillis,
}

/// Why a letter cannot be put into that form: an address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoAddress;

fn mailbox((address, name): (&str, &str)) -> Result<Mailbox, NoAddress> {
    let address: Address = address.parse().map_err(|_| NoAddress)?;
    // A control character in a name would make the library panic.
    Ok(Mailbox::new(Some(text::clean_line(name)).filter(|n| !n.is_empty()), address))
}

/// Puts a letter into that form.
pub(super) fn write(draft: &Draft<'_>) -> Result<Message, NoAddress> {
    let at = Duration::from_millis(u64::try_from(draft.written_at.0).unwrap_or_default());
    let mut builder = Message::builder()
        .from(mailbox(draft.from)?)
        .to(mailbox(draft.to)?)
        .subject(draft.subject)
        .date(SystemTime::UNIX_EPOCH + at)
        .message_id(Some(format!("<letter-{}@{}>", draft.id, draft.host)));
    // So that nobody's absence note answers it (RFC 3834, section 5).
    if let Ok(name) = HeaderName::new_from_ascii("Auto-Submitted".to_owned()) {
        builder = builder.raw_header(HeaderValue::new(name, "auto-generated".to_owned()));
    }
    let text = SinglePart::plain(draft.text.to_owned());
    let Some((method, calendar)) = &draft.calendar else {
        return builder.singlepart(text).map_err(|_| NoAddress);
    };
    let (inner, outer) = (format!("alternative-{}", draft.id), format!("mixed-{}", draft.id));
    let offered = SinglePart::builder()
        .header(kind(&format!("text/calendar; method={}; charset=utf-8", method.as_str()))?)
        .body(calendar.clone());
    let both = MultiPart::alternative().boundary(inner).singlepart(text).singlepart(offered);
    let file =
        Attachment::new(FILE.to_owned()).body(calendar.clone(), kind(&format!("application/ics; name=\"{FILE}\""))?);
    let whole = MultiPart::mixed().boundary(outer).multipart(both).singlepart(file);
    builder.multipart(whole).map_err(|_| NoAddress)
}

fn kind(text: &str) -> Result<ContentType, NoAddress> {
    ContentType::parse(text).map_err(|_| NoAddress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use grandstand_domain::mail;
    use proptest::prelude::*;

    proptest! {
        /// A letter that made the library panic would end its worker again and again.
        #[test]
        fn whatever_people_are_called_is_written(name in any::<String>(), subject in any::<String>(), body in any::<String>()) {
            let (subject, body) = (mail::subject(&subject), mail::body(&body));
            let draft = Draft {
                id: LetterId(5),
                host: "fans.team.example",
                from: ("programme@fans.team.example", &name),
                to: ("morgan@team.example", &name),
                subject: &subject,
                text: &body,
                calendar: Some((Method::Request, body.clone())),
                written_at: UnixMillis(1_790_000_000_000),
            };
            let written = write(&draft).unwrap().formatted();
            let head = written.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
            let head = String::from_utf8_lossy(&written[..head]).replace("\r\n ", " ");
            prop_assert_eq!(head.lines().count(), 8, "{}", head);
            let envelope = write(&draft).unwrap();
            prop_assert_eq!(envelope.envelope().to().len(), 1);
        }
    }
}
