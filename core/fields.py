"""Form fields and widgets for the NHS.UK controls Django has none for.

Widgets here only say what the control is; ``core.controls`` draws them.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)

Hints = Mapping[str, Any] | Callable[[Any], str]


class Choices:
    """What radios and checkboxes may carry beyond Django's own.

    ``hints``: value → text, or a function of the option's value. ``divider_before``: the
    value above which "or" stands. ``exclusive`` (checkboxes): the value that unticks the
    others. ``inline`` puts two short answers side by side; ``small`` for filters.
    """

    def __init__(
        self,
        *args: Any,
        hints: "Hints | None" = None,
        divider_before: str | None = None,
        exclusive: str | None = None,
        inline: bool = False,
        small: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.hints = hints or {}
        self.divider_before = divider_before
        self.exclusive = exclusive
        self.inline = inline
        self.small = small

    def hint_for(self, value: Any) -> str:
        """The hint below one option, or nothing."""
        if callable(self.hints):
            return self.hints(value) or ""
        return self.hints.get(str(value), "")


class Radios(Choices, forms.RadioSelect):
    """One answer out of a few, all in sight."""


class Checkboxes(Choices, forms.CheckboxSelectMultiple):
    """Any number of answers."""


class CharacterCount(forms.Textarea):
    """A text box that says how many characters are left of the field's ``max_length``."""


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes, posted as ``name_day``, ``name_month``, ``name_year``."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, offer: tuple[str, ...] = ()):
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)
        # Buttons a script adds: "today", "yesterday".
        self.offer = offer

    def decompress(self, value: Any) -> list[str]:
        precision = "day"
        if isinstance(value, PartialDate):
            value, precision = value
        if not isinstance(value, date):
            return ["", "", ""]
        parts = [str(value.day), str(value.month), str(value.year)]
        unknown = PARTS.index(precision)
        return [""] * unknown + parts[unknown:]


class PartialDate(NamedTuple):
    """A date known to the day, the month or the year; ``on`` is its first day."""

    on: date
    precision: str


class DateField(forms.Field):
    """A date typed in three boxes; a fault names the box.

    ``called`` is how messages name the date ("The start date"). With ``partial`` the day,
    or day and month, may be left out and the value is a ``PartialDate``, otherwise a
    ``date``. ``earliest`` and ``latest`` are dates or functions giving one. "today" and
    "yesterday" in the first box are understood.
    """

    widget = DateParts
    default_error_messages = {
        "missing": _("%(called)s must include a %(parts)s"),
        "unreal": _("%(called)s must be a real date"),
        "year": _("Year must include 4 numbers"),
        "earliest": _("%(called)s must be on or after %(limit)s"),
        "latest": _("%(called)s must be on or before %(limit)s"),
        "future": _("%(called)s must be today or in the past"),
    }

    def __init__(
        self,
        *,
        called: Any = None,
        partial: bool = False,
        earliest: date | Callable[[], date] = EARLIEST,
        latest: date | Callable[[], date] = LATEST,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.called = called
        self.partial = partial
        self.earliest = earliest
        self.latest = latest

    def clean(self, value: Any) -> date | PartialDate | None:
        """The date, or ``None`` when nothing was typed and nothing is required."""
        day, month, year = [str(part or "").strip() for part in (value or ["", "", ""])]
        if word := _word_as_date(day, month, year):
            found = PartialDate(word, "day")
        elif not (day or month or year):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        else:
            found = self._date(day, month, year)
        self._check_limits(found.on)
        return found if self.partial else found.on

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the three boxes differ from what they started with."""
        before = initial if isinstance(initial, list) else DateParts().decompress(initial)
        return [str(part or "") for part in data or ["", "", ""]] != [
            str(part or "") for part in before
        ]

    def _date(self, day: str, month: str, year: str) -> PartialDate:
        missing = [name for name, part in zip(PARTS, (day, month, year), strict=True) if not part]
        left_out = missing if self.partial and missing in (["day"], ["day", "month"]) else []
        if missing and not left_out:
            words = str(_(" and ")).join(str(PART_WORDS[name]) for name in missing)
            raise self._fault("missing", missing, parts=words)
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise self._fault("year", ["year"])
        days = 1 if "day" in left_out else _number(day)
        months = 1 if "month" in left_out else _month(month)
        faulty = [
            name
            for name, number, top in (("day", days, 31), ("month", months, 12))
            if not 1 <= number <= top
        ]
        if faulty:
            raise self._fault("unreal", faulty)
        try:
            on = date(int(year), months, days)
        except ValueError:
            raise self._fault("unreal", ["year"] if year == "0000" else ["day"]) from None
        return PartialDate(on, ("day", "month", "year")[len(left_out)])

    def _check_limits(self, on: date) -> None:
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        if on < earliest:
            raise self._fault("earliest", list(PARTS), limit=date_format(earliest, "j F Y"))
        if on > latest:
            code = "future" if latest == timezone.localdate() else "latest"
            raise self._fault(code, list(PARTS), limit=date_format(latest, "j F Y"))

    def _fault(self, code: str, faulty: list[str], **params: Any) -> ValidationError:
        params = {"called": self.called or called(self.label), "faulty": faulty, **params}
        return ValidationError(self.error_messages[code], code=code, params=params)


def date_words(value: date | PartialDate | None, precision: str = "day") -> str:
    """A date as exactly as it is known: 3 May 2026, May 2026, or 2026; nothing for none."""
    if isinstance(value, PartialDate):
        value, precision = value
    if value is None:
        return ""
    pattern = {"year": "%Y", "month": "%B %Y"}.get(precision, "%-d %B %Y")
    return f"{value:{pattern}}"


PART_WORDS = {"day": _("day"), "month": _("month"), "year": _("year")}


def called(label: Any) -> str:
    """How a message names a field: its label, or the answer to it when that is a question."""
    label = str(label or "").strip()
    if label.endswith("?"):
        return str(_("Your answer to “%(question)s”") % {"question": label})
    return label or str(_("Your answer"))


def today() -> date:
    """Today where the trust is; for ``latest=today``."""
    return timezone.localdate()


def _word_as_date(day: str, month: str, year: str) -> date | None:
    if month or year:
        return None
    return {"today": today(), "yesterday": today() - timedelta(days=1)}.get(day.lower())


def _number(text: str) -> int:
    """A number of one or two digits; 0, which no day or month is, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0


def _month(text: str) -> int:
    """A month as a number or a name."""
    if len(text) >= 3 and text[:3].lower() in MONTHS and text.isalpha():
        return MONTHS.index(text[:3].lower()) + 1
    return _number(text)


CLOCK = re.compile(
    r"^(?P<hour>\d{1,2})(?:[:. ]?(?P<minute>\d{2}))?\s*(?P<half>am|pm)?$", re.ASCII | re.IGNORECASE
)


class ClockField(forms.Field):
    """A time of day as people write it: 2pm, 2:30pm, 14:30, 1430, midday."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Enter a time, like 2:30pm or 14:30")}

    def prepare_value(self, value: Any) -> Any:
        """A stored time as it is typed."""
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        """The time, or ``None`` for an empty box."""
        if isinstance(value, time):
            return value
        text = str(value or "").strip().lower()
        if not text:
            return None
        if text in {"midday", "noon"}:
            return time(12)
        match = CLOCK.match(text[:20])
        if not match or (match["half"] is None and match["minute"] is None):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if match["half"]:
            if not 1 <= hour <= 12:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            hour = hour % 12 + (12 if match["half"] == "pm" else 0)
        if hour > 23 or minute > 59:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time(hour, minute)
