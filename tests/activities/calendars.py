"""Calendar files read back: unfolded, unmarked and checked line by line, by rules of its own.

This reader is ours, and times are read by dateutil. The library that wrote the file reads it too,
and so does one that has nothing in common with it (vobject).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import vobject
from dateutil import tz
from icalendar import Calendar

LINE = re.compile(r"^([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^;:\"]+)*):(.*)$", re.DOTALL)


@dataclass
class Part:
    """A component: its values by name, and what stands in it."""

    kind: str
    values: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def said(self, name: str) -> str:
        """A text without its marks."""
        return re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), self.values[name][1])

    def has(self, name: str) -> bool:
        return name in self.values


def read(content: bytes) -> Part:
    """The one calendar of a file. Fails where the file is not as RFC 5545 has it."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    for line in content.split(b"\r\n"):
        line.decode()  # no letter is cut in two
    stack: list[Part] = [Part("")]
    for line in content.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        found = LINE.match(line)
        assert found, line
        name, given, value = found.groups()
        if name == "BEGIN":
            stack[-1].parts.append(Part(value))
            stack.append(stack[-1].parts[-1])
        elif name == "END":
            assert stack.pop().kind == value
        else:
            settings = dict(each.split("=", 1) for each in given.split(";")[1:])
            stack[-1].values[name] = (settings, value)
    (calendar,) = stack.pop().parts
    assert stack == []
    assert calendar.kind == "VCALENDAR"
    return calendar


def events(content: bytes) -> list[Part]:
    """The entries of a file; each has what every entry must have."""
    found = [part for part in read(content).parts if part.kind == "VEVENT"]
    again = Calendar.from_ical(content)
    assert [str(each["UID"]) for each in again.events] == [each.said("UID") for each in found]
    assert not [each.errors for each in again.walk() if each.errors]
    _read_alike(content, found)
    for each in found:
        assert {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY"} <= set(each.values)
    return found


def _read_alike(content: bytes, found: list[Part]) -> None:
    """A reader by somebody else finds the same entries at the same times."""
    (whole,) = vobject.readComponents(content.decode(), validate=True)
    theirs = [
        (each.uid.value, each.summary.value, each.dtstart.value)
        for each in whole.contents.get("vevent", [])
    ]
    ours = [(each.said("UID"), each.said("SUMMARY"), moment(content, each)) for each in found]
    assert len(theirs) == len(ours)
    # Their clock knows no summer time after 2037, whatever the file says.
    assert [each for each in theirs if each[2].year <= 2037] == [
        each for each in ours if each[2].year <= 2037
    ]


def moment(content: bytes, entry: Part, name: str = "DTSTART") -> datetime | date:
    """When an entry begins, by the rules of the clock that stand in the same file."""
    settings, value = entry.values[name]
    if settings.get("VALUE") == "DATE":
        return date.fromisoformat(value)
    zones = tz.tzical(io.StringIO(content.decode().replace("\r\n", "\n")))
    zone = zones.get(settings["TZID"])
    assert zone is not None
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=zone)


def offset(at: datetime) -> timedelta:
    """How far the clock is ahead of universal time."""
    found = at.utcoffset()
    assert found is not None
    return found
