"""Clock times: "10.30am", "10-12", "2pm to 4pm", "1330", and Excel's parts of a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from activities.imports.readings import NOTHING, Reading, says_nothing, shown

AFTERNOON_TO = 6  # "2-4" is in the afternoon; "7" is as it stands


@dataclass(frozen=True, slots=True)
class Clock:
    """A start, and an end if the cell holds both."""

    start: time
    end: time | None = None


ONE = re.compile(
    r"(?P<h>\d{1,2})(?:[:.h](?P<m>\d{2})(?::\d{2})?|(?P<m2>\d{2}))?\s*"
    r"(?P<half>a\.?m\.?|p\.?m\.?|noon)?(?:\s*h(?:ou)?rs?)?",
    re.IGNORECASE | re.ASCII,
)
TO = re.compile(r"\s*(?:-|–|—|\bto\b|\btill?\b|\buntil\b)\s*", re.IGNORECASE)
PART_OF_DAY = re.compile(r"0?\.\d+", re.ASCII)
WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}
GUESS_NOTE = "A time without am or pm between 1 and 6 was read as the afternoon"
VAGUE = frozenset({"allday", "am", "pm", "morning", "afternoon", "evening", "various", "lunchtime"})


def read_times(text: str) -> Reading:
    """The clock times of a cell as `Clock`; nothing for a part of the day that names no hour."""
    plain = " ".join(text.split())
    if says_nothing(plain):
        return NOTHING
    if re.sub(r"[\W_]+", "", plain.casefold()) in VAGUE:
        return Reading(None, note="A time such as “morning” names no hour and was left out")
    found = _clock(plain)
    if found is None:
        return Reading(
            None, f"We cannot read {shown(text)} as a time. Write it like 10:30 or 10am to 12pm."
        )
    clock, is_guess = found
    if clock.end is not None and clock.end <= clock.start:
        return Reading(
            None, f"In {shown(text)} the end is not after the start. Write both with am or pm."
        )
    return Reading(clock, note=GUESS_NOTE if is_guess else "")


def _clock(text: str) -> tuple[Clock, bool] | None:
    if PART_OF_DAY.fullmatch(text):
        minutes = round(float(text) * 24 * 60)
        return (Clock(time(minutes // 60, minutes % 60)), False) if minutes < 24 * 60 else None
    ends = TO.split(text)
    if len(ends) > 2:
        return None
    last = _one(ends[-1])
    if last is None:
        return None
    if len(ends) == 1:
        moment, is_guess = _afternoon(last)
        return (Clock(moment), is_guess) if moment else None
    first = _one(ends[0])
    if first is None:
        return None
    return _both(first, last)


_Parts = tuple[int, int, str]  # hour and minute as written, and am, pm or nothing


def _one(text: str) -> _Parts | None:
    word = WORDS.get(text.strip(" .").lower())
    if word is not None:
        return word.hour, word.minute, "24"
    found = ONE.fullmatch(text.strip(" ."))
    if found is None:
        return None
    hour, minute = int(found["h"]), int(found["m"] or found["m2"] or 0)
    half = (found["half"] or "").lower().replace(".", "")
    if hour > 23 or minute > 59 or (half in ("am", "pm") and not 1 <= hour <= 12):
        return None
    return hour, minute, "pm" if half == "noon" else half


def _both(first: _Parts, last: _Parts) -> tuple[Clock, bool] | None:
    """Start and end. "2-4pm": what the end says holds for the start, if that is then earlier."""
    end, is_guess = _afternoon(last)
    if end is None:
        return None
    start, guesses_start = _afternoon(first)
    if not first[2] and last[2] in ("am", "pm"):
        same = _as(first, last[2])
        start, guesses_start = (same, False) if same and same < end else (_plain(first), False)
    if start is None:
        return None
    if not last[2] and end <= start and end.hour < 12:
        end, is_guess = time(end.hour + 12, end.minute), True
    return Clock(start, end), is_guess or guesses_start


def _afternoon(parts: _Parts) -> tuple[time | None, bool]:
    hour, minute, half = parts
    if half in ("am", "pm"):
        return _as(parts, half), False
    if not half and 1 <= hour <= AFTERNOON_TO:
        return time(hour + 12, minute), True
    return time(hour, minute), False


def _as(parts: _Parts, half: str) -> time | None:
    hour, minute, _ = parts
    if not 1 <= hour <= 12:
        return None
    return time(hour % 12 + (12 if half == "pm" else 0), minute)


def _plain(parts: _Parts) -> time:
    return time(parts[0], parts[1])
