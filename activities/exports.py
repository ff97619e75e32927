"""What can be taken out of the log as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.text import slugify

from activities.filters import ActivityFilters
from activities.forms.bulk import BulkRowFilters
from activities.forms.projects import ProjectFilters
from activities.models import BulkChange
from activities.selectors.bulk_pages import all_names, change_rows, find_change
from activities.selectors.lists import activity_rows
from activities.selectors.log_file import (
    log_activities,
    log_headcounts,
    log_sessions,
    log_tags,
)
from activities.selectors.projects import project_rows
from activities.tables import ACTIVITIES, PROJECTS, WITHOUT_PEOPLE, log_columns, log_tables
from activities.tables.bulk import bulk_rows_table
from core.exports.content import Content, Listing, Part
from core.exports.opening import listed
from core.exports.sockets import Source
from core.tables.codebook import About
from organisation.models import Directorate
from organisation.selectors import find_directorate

_TAKES_OUT = frozenset({"see_activities", "export_activities"})


def activity_listing(person: Any) -> Listing:
    """Every activity; how many people came only for those who may see it."""
    if person.may("see_headcounts"):
        needs = _TAKES_OUT | {"see_headcounts"}
        return Listing(ACTIVITIES, activity_rows(), ActivityFilters, needs)
    return Listing(WITHOUT_PEOPLE, activity_rows(), ActivityFilters, _TAKES_OUT)


def project_listing(person: Any) -> Listing:
    """Every project."""
    return Listing(PROJECTS, project_rows(), ProjectFilters, _TAKES_OUT)


def bulk_row_listing(person: Any, change_id: int) -> Listing:
    """Every activity of a change of many, and what became of it."""
    change = find_change(change_id, person)
    is_undone = change.state == BulkChange.State.UNDONE
    table = bulk_rows_table(all_names(), is_undone=is_undone)
    return Listing(table, change_rows(change), BulkRowFilters, _TAKES_OUT)


def log_content(request: HttpRequest) -> Content:
    """The whole log of the directorate that the address names, or of the trust."""
    person: Any = request.user
    directorate = _directorate(request.GET.get("directorate", ""))
    number = directorate.pk if directorate else None
    where = directorate.name if directorate else "the whole trust"
    parts: tuple[Part, ...] = (
        Part("Activities", log_tables.ACTIVITIES, log_activities(number), "activity", "activities"),
        # Activities that have no session have a row there too.
        Part(
            "Sessions",
            log_tables.SESSIONS,
            log_sessions(number),
            "row of sessions",
            "rows of sessions",
        ),
        Part(
            "Who came",
            log_tables.WHO_CAME,
            log_headcounts(number),
            "count of people",
            "counts of people",
        ),
        Part(
            "Services and tags",
            log_tables.TAGS,
            log_tags(number),
            "service or tag",
            "services and tags",
        ),
    )
    held = {need for need in log_columns.NEEDS.values() if person.may(need)}
    if log_columns.SEE_PEOPLE not in held:
        parts = tuple(part for part in parts if part.table is not log_tables.WHO_CAME)
    about = About(f"The log of {where}", (), "", str(person), timezone.now())
    shown = tuple(_seen_with(part, held) for part in parts)
    return Content(_file_name(directorate), about, shown, _TAKES_OUT | held)


def _seen_with(part: Part, held: set[str]) -> Part:
    """The part without the columns that it takes other permissions to see."""
    columns = part.table.columns
    kept = tuple(c for c in columns if log_columns.NEEDS.get(c.key) in {None, *held})
    return replace(part, table=replace(part.table, columns=kept))


def _directorate(text: str) -> Directorate | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return find_directorate(int(text))


def _file_name(directorate: Directorate | None) -> str:
    """Plain, because programs and mail systems trip over other letters."""
    name = slugify(directorate.short_name or directorate.name) if directorate else "trust"
    return f"log-{name or 'directorate'}"


def exports() -> Mapping[str, Source]:
    """The lists of this app by the names of their pages."""
    return {
        "activities:activity_list": listed(activity_listing),
        "activities:project_list": listed(project_listing),
        "activities:bulk_row_list": listed(bulk_row_listing),
        "activities:log_export": log_content,
    }
