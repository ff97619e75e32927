"""The lists of the engagement log: which columns, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from activities.models import Activity
from core.tables import Column, RowAddress, Table, Tag, words

COLOURS = {"planned": "blue", "happened": "green", "closed": "grey", "cancelled": "red"}

_page = RowAddress("activities:activity_detail")


def _title(title: str, pk: int) -> tuple[str, str]:
    return title, _page(pk)


def _when(day: date | None, precision: str, is_standing: bool) -> str:
    """The first day, no more exact than it is known."""
    if day is None:
        return "Goes on" if is_standing else ""
    if precision == "year":
        return str(day.year)
    said = f"{day:%b %Y}" if precision == "month" else words(day)
    return f"Since {said}" if is_standing else said


def reference(pk: int) -> str:
    """What people quote, on the screen and in files alike."""
    return f"A{pk:05d}"


def _status(status: str) -> Tag:
    return Tag(Activity.Status(status).label, COLOURS[status])


ACTIVITIES = Table(
    name="activities",
    caption="Activities",
    what="activities",
    columns=(
        Column("title", "Title", ("title", "pk"), cell=_title, export=lambda title, pk: title),
        Column(
            "date",
            "Date",
            ("span_from", "day_precision", "is_standing"),
            cell=_when,
            sort="span_from",
        ),
        Column("level", "Level", "level_name", empty="Not set"),
        Column(
            "status", "Status", "status", cell=_status, export=lambda s: Activity.Status(s).label
        ),
        Column("kind", "Kind", "kind__label"),
        Column("service", "Service", "lead_service", empty="Whole trust"),
        Column("people", "People", "people", numeric=True),
        Column("logged", "Reference", "pk", cell=reference, export=reference, sort="pk"),
    ),
    order="-date",
    empty="Nothing has been logged yet. The first activity you log appears here.",
)

# For readers who may not see how many people came.
WITHOUT_PEOPLE = replace(
    ACTIVITIES, columns=tuple(c for c in ACTIVITIES.columns if c.key != "people")
)
