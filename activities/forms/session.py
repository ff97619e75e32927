"""When, where and who came: the session part of the log form, and the session form itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from activities.forms.people import PeopleField, read_back
from activities.models import Headcount, Precision, Session
from activities.rules.log import first_day
from activities.selectors.log import LogChoices
from activities.services.log import HeadcountEntry, SessionEntry
from core.fields import ClockField, DateField, PartialDate, Radios, today
from core.forms import Control, Fieldset, Group, PortalForm

KINDS = [(kind.value, kind.label) for kind in Headcount.Kind]

COUNTS_HINT = "Leave empty what you do not know. You can write 20, about 20 or 15-20."


def hours(label: str, **kwargs: Any) -> forms.DecimalField:
    """A sum of hours as people say it: 1.5."""
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=10_000, decimal_places=2, **kwargs
    )


def as_minutes(value: Decimal | None) -> int | None:
    return None if value is None else int(value * 60)


def as_hours(minutes: int | None) -> Decimal | None:
    return (
        None if minutes is None else (Decimal(minutes) / 60).quantize(Decimal("0.01")).normalize()
    )


class SessionFields(PortalForm):
    """The fields that describe one session."""

    held_on = DateField(
        label="When was it?",
        called="The date",
        partial=True,
        help_text="If you do not know the day, leave it empty and give the month or year.",
    )
    starts_at = ClockField(label="Start time", required=False, help_text="Like 2pm or 14:00")
    ends_at = ClockField(label="End time", required=False, help_text="Like 4:30pm or 16:30")
    mode = forms.ChoiceField(
        label="How did people take part?",
        choices=[*Session.Mode.choices, ("", "Not known, or nobody met")],
        widget=Radios,
        initial=Session.Mode.IN_PERSON,
        required=False,
    )
    place_kind = forms.ChoiceField(label="Kind of place", required=False)
    venue = forms.ChoiceField(label="Venue", required=False)
    staff_hours = hours("Staff time in hours", help_text="Everyone’s time added up")
    co_creator_hours = hours(
        "Co-creators’ time in hours",
        help_text=(
            "Everyone’s time added up. If left empty, we use the head count times the length. "
            "Preparation that was written down on the day is added."
        ),
    )

    controls = {
        "starts_at": {"width": 5},
        "ends_at": {"width": 5},
        "staff_hours": {"width": 5, "suffix": "hours"},
        "co_creator_hours": {"width": 5, "suffix": "hours"},
        **{f"count_{kind}": {"width": 10} for kind, _ in KINDS},
    }

    def __init__(self, data: Any = None, *, choices: LogChoices, **kwargs: Any) -> None:
        self.choices = choices
        self.base_fields = self._with_counts()
        super().__init__(data, **kwargs)
        self.fields["place_kind"].choices = [("", "Not said"), *choices.pairs("place_kind")]
        self.fields["venue"].choices = [("", "Not said"), *choices.pairs("venue")]

    def _with_counts(self) -> dict[str, forms.Field]:
        """A number and an "about" box for each kind of person."""
        fields = dict(type(self).base_fields)
        for kind, label in KINDS:
            fields[f"count_{kind}"] = PeopleField(label=label)
            fields[f"about_{kind}"] = forms.BooleanField(label=f"{label}: a guess", required=False)
        return fields

    def count_rows(self) -> list[Any]:
        """One row for each kind of person: the number and its "about" box."""
        return [
            Group(Control(f"count_{kind}"), Control(f"about_{kind}"), css_class="portal-count")
            for kind, _ in KINDS
        ]

    def headcounts(self) -> tuple[HeadcountEntry, ...]:
        said = self.cleaned_data
        found = [(kind, said.get(f"count_{kind}"), said.get(f"about_{kind}")) for kind, _ in KINDS]
        return tuple(
            HeadcountEntry(kind, amount.number, amount.is_estimate or bool(is_guess))
            for kind, amount, is_guess in found
            if amount is not None
        )

    def clean(self) -> dict[str, Any]:
        """Beside each number that came in words stands how it was read, if the form comes back."""
        super().clean()
        for name, sentence in self._read_back():
            self[name].help_text = sentence
        return self.cleaned_data

    def _read_back(self) -> Iterator[tuple[str, str]]:
        for name, field in self.fields.items():
            found = self.cleaned_data.get(name)
            if isinstance(field, PeopleField) and found is not None:
                said = read_back(str(self[name].value()), found)
                if said:
                    yield name, said

    @property
    def numbers_read(self) -> list[str]:
        """What to tell once it is saved: how numbers that were not plain were read."""
        return [said for _, said in self._read_back()]

    def session_entry(self, status: str) -> SessionEntry:
        said = self.cleaned_data
        when: PartialDate = said["held_on"]
        return SessionEntry(
            held_on=first_day(when.on, when.precision),
            precision=when.precision,
            starts_at=said.get("starts_at"),
            ends_at=said.get("ends_at"),
            mode=said.get("mode") or "",
            place_kind_id=_id(said.get("place_kind")),
            venue_id=_id(said.get("venue")),
            status=status,
            staff_minutes=as_minutes(said.get("staff_hours")),
            co_creator_minutes=as_minutes(said.get("co_creator_hours")),
            headcounts=self.headcounts(),
        )

    def check_times(self) -> None:
        """Clock times need a whole date: "some day in May, 2pm" cannot be right."""
        said = self.cleaned_data
        when = said.get("held_on")
        if said.get("starts_at") and when and when.precision != Precision.DAY:
            self.add_error("held_on", "Give the day as well, or leave the times empty.")


class SessionForm(SessionFields):
    """Add or correct one session of an activity."""

    submit_text = "Save session"
    status = forms.ChoiceField(
        label="Has it been held?",
        choices=[(Session.Status.HELD, "Yes"), (Session.Status.PLANNED, "No, it is planned")],
        widget=Radios,
        initial=Session.Status.HELD,
    )

    def __init__(self, data: Any = None, *, asks_status: bool = True, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not asks_status:
            del self.fields["status"]

    def build_layout(self) -> list[Any]:
        self.layout = [
            *(["status"] if "status" in self.fields else []),
            "held_on",
            Group("starts_at", "ends_at", css_class="portal-columns"),
            "mode",
            "place_kind",
            "venue",
            Fieldset(
                "How many people came?",
                *self.count_rows(),
                hint=COUNTS_HINT,
            ),
            Fieldset("Time given", "staff_hours", "co_creator_hours"),
        ]
        return super().build_layout()

    def clean(self) -> dict[str, Any]:
        self.check_times()
        return super().clean()

    @property
    def entry(self) -> SessionEntry:
        return self.session_entry(self.cleaned_data.get("status") or Session.Status.HELD)


def session_initial(session: Session) -> dict[str, Any]:
    """A stored session as the form shows it."""
    counts: dict[str, Any] = {}
    for row in session.headcounts.all():
        counts[f"count_{row.kind}"] = row.number
        counts[f"about_{row.kind}"] = row.is_estimate
    return {
        "held_on": PartialDate(session.held_on, session.precision),
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "mode": session.mode,
        "place_kind": session.place_kind_id or "",
        "venue": session.venue_id or "",
        "staff_hours": as_hours(session.staff_minutes),
        "co_creator_hours": as_hours(session.co_creator_minutes),
        **counts,
    }


def new_session_initial(choices: LogChoices) -> dict[str, Any]:
    """Today, in the way and kind of place of last time."""
    return {
        "held_on": PartialDate(today(), "day"),
        "mode": choices.last_mode or Session.Mode.IN_PERSON,
        "place_kind": choices.last_place_kind_id or "",
    }


def _id(value: str | None) -> int | None:
    return int(value) if value else None
