"""The columns of a whole log's sheets that several of them have, and what they mean.

Headings are those that the import knows, so that a sheet can come in again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from activities import meanings as says
from activities.models import Headcount, Session
from activities.tables import day_in_files, reference
from core.tables import Column

Kind = Headcount.Kind
SESSION_STATUS: dict[str, str] = {
    Session.Status.PLANNED: "Planned",
    Session.Status.HELD: "Happened",
    Session.Status.CANCELLED: "Cancelled",
}
ALWAYS = "Goes on all the time"

# Columns that not every reader of the log may see, by the permission it takes.
SEE_PEOPLE, SEE_NAMES = "see_headcounts", "see_posts"
NEEDS = {
    "people": SEE_PEOPLE,
    "people_hours": SEE_PEOPLE,
    "guessed": SEE_PEOPLE,
    **{f"came_{kind}": SEE_PEOPLE for kind in Kind.values},
    "led_by": SEE_NAMES,
    "logged_by": SEE_NAMES,
}


def first_day(day: date | None, precision: str, is_standing: bool) -> date | str | None:
    return ALWAYS if day is None and is_standing else day_in_files(day, precision)


def session_day(
    day: date | None,
    precision: str | None,
    first: date | None,
    first_precision: str,
    is_standing: bool,
) -> date | str | None:
    """The session's date; that of the activity where it has none."""
    if day is None:
        return first_day(first, first_precision, is_standing)
    return day_in_files(day, precision or "day")


def session_status(status: str | None, activity_status: str) -> str:
    return SESSION_STATUS[status] if status else says.status_words(activity_status)


def mode(mode: str | None) -> str:
    return str(Session.Mode(mode).label) if mode else ""


def hours(minutes: int | None) -> float | None:
    return None if minutes is None else round(minutes / 60, 2)


def services(names: str | None, is_trust_wide: bool) -> str:
    return names or (says.WHOLE_TRUST if is_trust_wide else "")


def guesses(kinds: list[str] | None) -> str:
    return "; ".join(says.CAME[kind] for kind in kinds or ())


def person(name: str | None) -> str:
    return name or ""


def plain(key: str, heading: str, meaning: str, origin: str = says.TYPED, **more: Any) -> Column:
    """A column that says a field as it is."""
    source = more.pop("source", key)
    return Column(key, heading, source, meaning=meaning, origin=origin, **more)


REFERENCE = Column(
    "reference",
    "Reference",
    "pk",
    sort="pk",
    export=reference,
    meaning="The number of the activity in the portal. It never changes",
    origin="Given by the portal",
)
TITLE = plain("title", "Title", "What the activity is called")
AIM = plain("aim", "What it was for", "What it was meant to find out or change")
KIND = plain(
    "kind",
    "Kind of activity",
    "What kind of activity it was",
    says.CHOSEN,
    source="kind__label",
    values=("A word of the list “Kinds of activity”",),
)
LEVEL = plain(
    "level",
    "Level",
    "How deep it went; while it is planned, how deep it is meant to go",
    says.CHOSEN,
    source="level_said",
    values=says.level_values,
)
LADDER = plain(
    "ladder",
    "Ladder",
    "Which way of naming levels its level belongs to",
    says.CHOSEN,
    source="ladder_said",
    values=says.ladder_values,
)
PLANNED = plain(
    "planned",
    "Level planned",
    "How deep it was meant to go",
    says.CHOSEN,
    source="planned_said",
    values=says.level_values,
)
WHY_CANCELLED = plain(
    "status_reason", "Why it was cancelled", "The reason that was given, also for other changes"
)
SERVICE = Column(
    "service",
    "Service",
    ("services_said", "is_trust_wide"),
    export=services,
    meaning="The services it belongs to; the first one led it",
    values=(
        "Names of services, with semicolons between them",
        f"{says.WHOLE_TRUST}: it was for everyone",
    ),
    origin=says.CHOSEN,
)
DIRECTORATE = plain(
    "directorate",
    "Directorate or care group",
    "The directorates of its services on the day it was logged",
    says.WORKED_OUT,
    source="directorates_said",
)
LAST_DAY = Column(
    "ends_on",
    "Last day",
    ("ends_on", "precision"),
    export=day_in_files,
    meaning="Where it lasted longer than a day or goes on until a day",
    values=says.DATE_VALUES,
    origin=says.TYPED,
)
BELONGS = (
    plain("project", "Project", "The project it feeds", says.CHOSEN, source="project__name"),
    plain("themes", "Themes", "What it was about", says.CHOSEN, source="themes_said"),
    plain(
        "groups_meant",
        "Groups it meant to reach",
        "Whom it was meant for",
        says.CHOSEN,
        source="groups_meant_said",
    ),
    plain(
        "groups_reached",
        "Groups it reached",
        "Who came or was reached",
        says.CHOSEN,
        source="groups_reached_said",
    ),
    plain(
        "partners",
        "Partner organisations",
        "Who took part as an organisation",
        says.CHOSEN,
        source="partners_said",
    ),
)
SAID = (
    plain("what_was_asked", "What people were asked", "The questions that were put to people"),
    plain("notes", "Notes", "What else was written down"),
)
REACH = plain(
    "publication_reach",
    "How many it was sent to or read by",
    "For something that is read, not attended. Never added to the people who came",
    numeric=True,
    unit="people",
)
LED_BY = plain("led_by", "Led by", "Who led it", says.CHOSEN, source="led_by__name", export=person)


def came(kind: str, heading: str) -> Column:
    return plain(
        f"came_{kind}",
        heading,
        "How many of them came to the session",
        "Counted or guessed at the session",
        numeric=True,
        unit="people",
    )


def of_session(
    key: str, heading: str, meaning: str, export: Callable | None = None, **more
) -> Column:
    return plain(key, heading, meaning, source=f"sessions__{key}", export=export, **more)
