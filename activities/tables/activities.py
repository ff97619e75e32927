"""The lists of activities and projects: which columns, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from activities import meanings as says
from activities.models import Activity, Project
from activities.selectors.search import passage_with_marks, title_with_marks
from activities.selectors.search.marks import PASSAGE, TITLE
from core.tables import Column, RowAddress, Table, Tag, words
from core.tables.found import Marked

COLOURS = {"planned": "blue", "happened": "green", "closed": "grey", "cancelled": "red"}

_page = RowAddress("activities:activity_detail")


def _title(title: str, pk: int) -> tuple[str, str]:
    return title, _page(pk)


def _found_title(title: str, pk: int, found: str, passage: str) -> Marked:
    return Marked(title_with_marks(found), _page(pk), passage_with_marks(passage))


def when_shown(day: date | None, precision: str, is_standing: bool) -> str:
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


def _service(name: str | None) -> str:
    return name or says.WHOLE_TRUST


def _status(status: str) -> Tag:
    return Tag(Activity.Status(status).label, COLOURS[status])


def day_in_files(day: date | None, precision: str) -> date | str | None:
    """A date that sorts and counts where it is exact, else what is known of it in words."""
    if day is None or precision == "day":
        return day
    return f"{day:%Y}" if precision == "year" else f"{day:%B %Y}"


def yes_no(value: bool | None) -> str:
    """A truth as files say it."""
    return "" if value is None else "Yes" if value else "No"


ACTIVITIES = Table(
    name="activities",
    caption="Activities",
    what="activities",
    columns=(
        Column(
            "title",
            "Title",
            ("title", "pk"),
            cell=_title,
            export=lambda title, pk: title,
            marks=(TITLE, PASSAGE),
            marked=_found_title,
            meaning="What the activity is called",
            origin=says.TYPED,
        ),
        Column(
            "date",
            "Date",
            ("span_from", "day_precision", "is_standing"),
            cell=when_shown,
            export=lambda day, precision, is_standing: day_in_files(day, precision),
            sort="span_from",
            meaning="Its first day or first session, no more exact than it is known",
            values=says.DATE_VALUES,
            origin=says.TYPED,
        ),
        Column(
            "level",
            "Level",
            "level_name",
            empty="Not set",
            meaning="How deep it went, or is meant to go while it is planned",
            values=says.level_values,
            origin=says.CHOSEN,
        ),
        Column(
            "status",
            "Status",
            "status",
            cell=_status,
            export=says.status_words,
            meaning="What became of it",
            values=says.STATUSES,
            origin=says.CHOSEN,
        ),
        Column(
            "kind",
            "Kind",
            "kind__label",
            meaning="What kind of activity it was",
            values=("A word of the list “Kinds of activity”",),
            origin=says.CHOSEN,
        ),
        Column(
            "service",
            "Service",
            "lead_service",
            cell=_service,
            meaning="The service that led it",
            values=("The name of a service", f"{says.WHOLE_TRUST}: it was for everyone"),
            origin=says.CHOSEN,
        ),
        Column(
            "people",
            "People",
            "people",
            numeric=True,
            meaning="How many people other than staff came to all its held sessions together. "
            "Somebody who came twice counts twice. Empty if nobody counted",
            unit="people",
            origin="Counted or guessed at each session",
        ),
        Column(
            "logged",
            "Reference",
            "pk",
            cell=reference,
            export=reference,
            sort="pk",
            meaning="The number it has in the portal. It never changes",
            origin="Given by the portal",
        ),
    ),
    order="-date",
    empty="Nothing has been logged yet. The first activity you log appears here.",
    only_in_files=(
        Column(
            "ladder",
            "Ladder",
            "ladder_name",
            meaning="Which way of naming levels its level belongs to",
            values=says.ladder_values,
            origin=says.CHOSEN,
        ),
        Column(
            "standing",
            "Goes on all the time",
            "is_standing",
            export=yes_no,
            meaning="Whether it goes on without a set date",
            values=says.YES_NO,
            origin=says.TYPED,
        ),
        Column(
            "directorates",
            "Directorate or care group",
            "directorates_said",
            meaning="The directorates of its services on the day it was logged",
            origin=says.WORKED_OUT,
        ),
        Column(
            "cost_centre",
            "Cost centre",
            "cost_centre",
            meaning="The cost centre that the leading service has now",
            origin="The organisation pages",
        ),
    ),
)

# For readers who may not see how many people came.
WITHOUT_PEOPLE = replace(
    ACTIVITIES, columns=tuple(c for c in ACTIVITIES.columns if c.key != "people")
)


PROJECT_COLOURS = {"proposed": "blue", "running": "green", "finished": "grey", "stopped": "orange"}


_project_page = RowAddress("activities:project_detail")


def _project(name: str, pk: int) -> tuple[str, str]:
    return name, _project_page(pk)


def project_status(status: str) -> Tag:
    """A project's status as lists and pages show it."""
    return Tag(str(Project.Status(status).label), PROJECT_COLOURS[status])


PROJECTS = Table(
    name="projects",
    caption="Projects",
    columns=(
        Column(
            "name",
            "Name",
            ("name", "id"),
            cell=_project,
            sort="name",
            meaning="What the project is called",
        ),
        Column(
            "status",
            "Status",
            "status",
            cell=project_status,
            sort="status",
            meaning="How it stands",
            values=tuple(str(label) for label in Project.Status.labels),
        ),
        Column(
            "service",
            "Service",
            "service_name",
            cell=_service,
            meaning="The service it belongs to",
            values=("The name of a service", f"{says.WHOLE_TRUST}: it is for everyone"),
        ),
        Column("directorate", "Directorate", "directorate_name", meaning="That of its service now"),
        Column("starts_on", "Starts", "starts_on", sort="starts_on", meaning="Its first day"),
        Column("ends_on", "Ends", "ends_on", sort="ends_on", meaning="Its last day"),
        Column(
            "activities",
            "Activities",
            "activity_count",
            numeric=True,
            meaning="How many activities feed it",
            unit="activities",
            origin=says.WORKED_OUT,
        ),
    ),
    order="name",
    empty="No projects have been added yet.",
)
