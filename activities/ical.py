"""Calendar entries as calendar programs read them (RFC 5545), with the clock of London.

A time is written as the clock shows it, with the rules of that clock beside it: what begins at
09:00 begins at 09:00, whenever the clocks change in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vDuration

LONDON = ZoneInfo("Europe/London")
ASK_AGAIN_AFTER = timedelta(hours=4)


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar. Without a start it is for the whole day."""

    uid: str
    title: str
    on: date
    made_at: datetime
    starts_at: time | None = None
    ends_at: time | None = None
    where: str = ""
    words: str = ""
    address: str = ""
    status: str = "CONFIRMED"
    sequence: int = 0
    # Both or neither: who invites, and who is invited, as addresses.
    organiser: str = ""
    attendee: str = ""


def as_calendar(entries: Iterable[Entry], *, method: str = "PUBLISH", name: str = "") -> bytes:
    """A whole calendar file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Co-creation Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", _words(name))
        calendar.add("x-wr-calname", _words(name))
        # How often to ask again, for programs that keep to it.
        calendar.add("refresh-interval", vDuration(ASK_AGAIN_AFTER), {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))
    years = {timezone.localdate().year}
    for each in entries:
        calendar.add_component(_event(each))
        years.add(each.on.year)
    # The clock's rules for these years alone; all since 1970 would be longer than the entries.
    calendar.add_missing_timezones(date(min(years), 1, 1), date(max(years) + 2, 1, 1))
    return calendar.to_ical()


def _event(each: Entry) -> Event:
    event = Event()
    event.add("uid", each.uid)
    event.add("sequence", each.sequence)
    event.add("dtstamp", each.made_at.astimezone(UTC))
    event.add("summary", _words(each.title))
    event.add("status", each.status)
    _add_times(event, each)
    for key, value in (("location", each.where), ("description", each.words)):
        if value:
            event.add(key, _words(value))
    if each.address:
        event.add("url", one_line(each.address))
    if each.organiser and each.attendee:
        event.add("organizer", vCalAddress(f"mailto:{one_line(each.organiser)}"))
        invited = {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
        event.add("attendee", vCalAddress(f"mailto:{one_line(each.attendee)}"), invited)
    return event


def _add_times(event: Event, each: Entry) -> None:
    if each.starts_at is None:
        event.add("dtstart", each.on)
        event.add("dtend", each.on + timedelta(days=1))
        return
    event.add("dtstart", datetime.combine(each.on, each.starts_at, LONDON))
    if each.ends_at:
        event.add("dtend", datetime.combine(each.on, each.ends_at, LONDON))


def _words(said: str) -> str:
    """Words as a value: control signs go, for no program can read them."""
    found = said.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in found if sign in "\n\t" or ord(sign) >= 32)


def one_line(said: str) -> str:
    """An address, which takes no marks: whatever could begin a new line goes."""
    return "".join(sign for sign in said if ord(sign) > 32)
