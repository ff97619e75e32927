"""What a number in a workbook says, by the style of its cell: a day, a time, or a number.

A workbook keeps days as numbers counted from 1900 (ECMA-376 part 1, 18.17.4), some old ones
from 1904; only the style tells them from other numbers (18.8.30).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

NUMBER, MOMENT, LENGTH = "number", "moment", "length"  # or a width: zeros shown in front

# Styles that every workbook has without saying so (18.8.30).
DAYS_AND_TIMES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
ELAPSED = frozenset({46})

SECONDS_A_DAY = 86_400
LAST_DAY = 2_958_465  # 31 December 9999
FIRST_1900, FIRST_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - no zone in a workbook
NO_LEAP_DAY = 60  # 29 February 1900, which workbooks count though it never was

ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
ONLY_ZEROS = re.compile(r"0{2,32}")


@lru_cache(maxsize=1_000)
def meaning_of(code: str) -> str:
    """What numbers of a style are: NUMBER, MOMENT, LENGTH, or the digits of a padded number."""
    if ONLY_ZEROS.fullmatch(code):
        return str(len(code))
    bare = ASIDE.sub("", code.split(";", maxsplit=1)[0]).lower().replace("general", "")
    if "[" in bare:
        return LENGTH
    return MOMENT if re.search("[dmyhs]", bare) else NUMBER


def meaning_of_built_in(number: int) -> str:
    if number in DAYS_AND_TIMES:
        return MOMENT
    return LENGTH if number in ELAPSED else NUMBER


@lru_cache(maxsize=4_096)
def as_text(value: str, meaning: str, is_from_1904: bool) -> str:
    """The number as text: "2026-03-05", "2026-03-05 14:30", "14:30", "26:30" hours, or "12.5".

    What is no number, or no day that there is, stays as it stands.
    """
    try:
        number = float(value)
    except ValueError:
        return value
    if not abs(number) < float("inf"):
        return value
    if meaning == MOMENT and 0 <= number < LAST_DAY + 1:
        return _moment(number, is_from_1904)
    if meaning == LENGTH and 0 <= number < LAST_DAY + 1:
        minutes, seconds = divmod(round(number * SECONDS_A_DAY), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    plain = _plain(number)
    return plain.zfill(int(meaning)) if meaning.isdigit() and number >= 0 else plain


def _moment(number: float, is_from_1904: bool) -> str:
    days, seconds = divmod(round(number * SECONDS_A_DAY), SECONDS_A_DAY)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    if seconds % 60:
        clock += f":{seconds % 60:02d}"
    if not days and not is_from_1904:
        return clock
    first = FIRST_1904 if is_from_1904 else FIRST_1900
    if not is_from_1904 and days < NO_LEAP_DAY:
        days += 1
    try:
        day = (first + timedelta(days=days)).date().isoformat()
    except OverflowError:  # counted from 1904, the last days lie past the year 9999
        return _plain(number)
    return f"{day} {clock}" if seconds else day


def _plain(number: float) -> str:
    """At most 15 digits, as Excel shows them: 0.1 and not 0.1000000000000000055."""
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    text = f"{number:.15g}"
    if "e" not in text:
        return text
    return f"{number:.20f}".rstrip("0").rstrip(".") if abs(number) < 1 else text


def iso_moment(text: str) -> str:
    """A day that is kept as text already ("2026-03-05T00:00:00"), in the same words as the others."""
    day, _t, clock = text.partition("T")
    clock = clock.rstrip("Z").partition(".")[0].removesuffix(":00")
    return f"{day} {clock}" if clock not in {"", "00:00"} else day
