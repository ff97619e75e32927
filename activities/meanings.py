"""What the columns of lists and files mean: said once, for the codebook of every file."""

from __future__ import annotations

from collections.abc import Sequence

from activities.models import Activity, Headcount, Session
from activities.selectors.levels import all_levels

TYPED = "Typed when it was logged"
CHOSEN = "Chosen when it was logged"
WORKED_OUT = "Worked out by the portal"
WHOLE_TRUST = "Whole trust"

STATUSES = (
    "Planned: it is still to come",
    "Happened: it took place or goes on",
    "Closed: it took place and nothing more is owed",
    "Cancelled: it did not take place",
)
SESSION_STATUSES = (
    "Planned: it is still to come",
    "Happened: it was held",
    "Cancelled: it was not held",
)
YES_NO = ("Yes", "No")
MODES = tuple(str(mode.label) for mode in Session.Mode)
WHO = tuple(str(kind.label) for kind in Headcount.Kind)
DATE_VALUES = (
    "A date, where the day is known",
    "A month and year or a year alone, where no more is known",
)
# The columns of a sheet of sessions that say how many of each kind came.
CAME: dict[str, str] = {
    Headcount.Kind.SERVICE_USER: "Service users who came",
    Headcount.Kind.CARER: "Carers and family who came",
    Headcount.Kind.PARTNER: "Community partners who came",
    Headcount.Kind.PUBLIC: "Members of the public who came",
    Headcount.Kind.STAFF: "Staff who came",
    Headcount.Kind.UNKNOWN: "Of a kind not known",
}
TAG_KINDS = ("Service", "Theme", "Group meant", "Group reached", "Partner")


def level_values() -> Sequence[str]:
    """Every level with its ladder and what it means, in the words now in use."""
    return [f"{row.name} ({row.ladder_name}): {row.meaning}" for row in all_levels().rows]


def ladder_values() -> Sequence[str]:
    """The ladders, each with its levels from the shallowest."""
    found: dict[str, list[str]] = {}
    for row in all_levels().rows:
        found.setdefault(row.ladder_name, []).append(row.name)
    return [f"{ladder}: {', '.join(names)}" for ladder, names in found.items()]


def status_words(status: str) -> str:
    """A status of an activity as files say it."""
    return str(Activity.Status(status).label)
