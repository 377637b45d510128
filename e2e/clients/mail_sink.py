"""A mail server by other people (aiosmtpd, with STARTTLS and a password), whose letters are opened by other people's libraries:
the standard library for MIME, icalendar for invitations. Prints one JSON object a line: where it listens, then each letter."""

import asyncio
import json
import ssl
import sys
from email import message_from_bytes
from email.policy import default

import trustme
from aiosmtpd.smtp import SMTP, AuthResult
from icalendar import Calendar

folder = sys.argv[1]


def say(**what):
    print(json.dumps(what), flush=True)


def moment(event, name):
    return event.decoded(name).isoformat()


def opened(part):
    """An invitation as a calendar program reads it; icalendar refuses what is no calendar."""
    calendar = Calendar.from_ical(part.get_content() if part.get_content_maintype() == "text" else part.get_payload(decode=True))
    events = [
        {
            "uid": str(e["UID"]),
            "sequence": int(e["SEQUENCE"]),
            "start": moment(e, "DTSTART"),
            "end": moment(e, "DTEND"),
            "stamped": moment(e, "DTSTAMP"),
            "summary": str(e["SUMMARY"]),
            "status": str(e["STATUS"]),
            "organiser": str(e["ORGANIZER"]),
            "attendee": str(e["ATTENDEE"]),
            "rsvp": e["ATTENDEE"].params.get("RSVP"),
        }
        for e in calendar.walk("VEVENT")
    ]
    return {"method": str(calendar["METHOD"]), "errors": [str(error) for error in calendar.errors], "events": events}


class Keeper:
    async def handle_DATA(self, server, session, envelope):
        letter = message_from_bytes(envelope.content, policy=default)
        offered = [p for p in letter.walk() if p.get_content_type() == "text/calendar"]
        files = [p for p in letter.walk() if p.get_filename()]
        say(
            tls=session.ssl is not None,
            sender=envelope.mail_from,
            readers=envelope.rcpt_tos,
            subject=letter["Subject"],
            number=letter["Message-ID"],
            kind=letter.get_content_type(),
            text=letter.get_body(("plain",)).get_content(),
            offered=[{"method": p["Content-Type"].params["method"], **opened(p)} for p in offered],
            files=[{"name": p.get_filename(), "kind": p.get_content_type(), **opened(p)} for p in files],
        )
        return "250 taken"


def lets_in(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (b"office", b"open sesame")
    return AuthResult(success=known, handled=False)


authority = trustme.CA()
authority.cert_pem.write_to_path(f"{folder}/authority.pem")
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
authority.issue_cert("localhost").configure_cert(context)


def conversation():
    return SMTP(
        Keeper(), tls_context=context, require_starttls=True, authenticator=lets_in, auth_required=True, auth_require_tls=True
    )


async def serve():
    server = await asyncio.get_running_loop().create_server(conversation, "127.0.0.1", 0)
    say(port=server.sockets[0].getsockname()[1], authority=f"{folder}/authority.pem")
    await server.serve_forever()


asyncio.run(serve())
