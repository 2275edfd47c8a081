"""Writing calendars as other programs read them (RFC 5545): all times in UTC, so that no zones need to be described."""

from datetime import UTC, datetime, timedelta

LINE = 75  # octets, without the line break (RFC 5545, 3.1)
PRODUCT = "-//Beauty Desk//Calendar//EN"
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def text(value):
    """A value of type TEXT (RFC 5545, 3.3.11), without what no calendar may hold."""
    return "".join(c for c in str(value).translate(ESCAPES) if c >= " " and c != "\x7f")


def moment(value):
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def day(value):
    return value.strftime("%Y%m%d")


def folded(line):
    """A content line in pieces of at most 75 octets; no character is cut in two."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece])


def event(uid, at, summary, *, url, stamp, length):
    """The lines of one event.

    Args:
        uid: the same for the same event each time, the same for no other.
        at: an aware datetime, or a date for the whole day.
        stamp: when this was written, an aware datetime.
        length: how long an event with a time lasts, a timedelta of whole minutes.
    """
    if isinstance(at, datetime):
        when = [f"DTSTART:{moment(at)}", f"DURATION:PT{int(length.total_seconds() // 60)}M"]
    else:
        when = [f"DTSTART;VALUE=DATE:{day(at)}", f"DTEND;VALUE=DATE:{day(at + timedelta(days=1))}"]
    return [
        "BEGIN:VEVENT",
        f"UID:{text(uid)}",
        f"DTSTAMP:{moment(stamp)}",
        *when,
        f"SUMMARY:{text(summary)}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def calendar(name, events, *, minutes):
    """A whole calendar as bytes.

    Args:
        name: what programs call it.
        events: lists of lines, as `event` makes them.
        minutes: after how many minutes to look again.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{minutes}M",
        f"X-PUBLISHED-TTL:PT{minutes}M",
        *(line for lines in events for line in lines),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()
