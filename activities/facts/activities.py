"""What the page of an activity says, row by row, in words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from activities.models import Activity
from activities.selectors.detail import ActivityPage, ShownLevel
from core.fields import date_words
from core.tellings.readers import may_see_names, name_for


def activity_rows(page: ActivityPage, reader: Any) -> list[dict[str, str]]:
    """Rows for components/summary.html, for one reader; a row with nothing to say is left out."""
    activity = page.activity
    services = [str(link.service) for link in activity.service_links.all()]
    rows = [
        ("Level reached", _level(page.achieved)),
        ("Level planned", _level(page.planned) if page.planned != page.achieved else ""),
        ("Why this level", activity.level_reason),
        ("Kind", str(activity.kind)),
        ("When", when(activity)),
        ("For", _services(activity, services)),
        ("What it was for", activity.aim),
        ("What people were asked", activity.what_was_asked),
        ("Curiosity prompts", activity.prompts),
        ("Project", str(activity.project or "")),
        ("Themes", ", ".join(str(theme) for theme in activity.themes.all())),
        ("Meant to reach", ", ".join(page.groups_meant)),
        ("Reached", ", ".join(page.groups_reached)),
        ("Partners", ", ".join(str(partner) for partner in activity.partners.all())),
        ("Sent to or read by", _number(activity.publication_reach, "people")),
        ("Led by", name_for(reader, activity.led_by) if activity.led_by else ""),
        ("Logged by", name_for(reader, activity.logged_by)),
        ("Came in with", came_in(activity, reader)),
        ("Notes", activity.notes),
        ("Reason for the status", activity.status_reason),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def when(activity: Activity) -> str:
    """The span of an activity, no more exact than it is known."""
    begins = date_words(activity.starts_on, activity.precision)
    ends = date_words(activity.ends_on, activity.precision)
    if activity.is_standing:
        said = f"It goes on all the time, since {begins}" if begins else "It goes on all the time"
        return f"{said}, until {ends}" if ends else said
    return f"{begins} to {ends}" if begins and ends else begins


def came_in(activity: Activity, reader: Any) -> str:
    """With which import it came in: the day and, for who may know, who brought it."""
    batch = activity.batch
    if batch is None or batch.loaded_at is None:
        return ""
    day = date_words(timezone.localtime(batch.loaded_at).date(), "day")
    by = f" by {batch.loaded_by}" if may_see_names(reader) else ""
    return f"An import of an old log on {day}{by}"


def _level(shown: ShownLevel | None) -> str:
    if shown is None:
        return ""
    other = f", {shown.other_words}" if shown.other_words else ""
    return f"{shown.level.name}{other}"


def _services(activity: Activity, services: list[str]) -> str:
    names = ["The whole trust", *services] if activity.is_trust_wide else services
    return ", ".join(names)


def _number(value: int | None, what: str) -> str:
    return "" if value is None else f"{value:,} {what}"
