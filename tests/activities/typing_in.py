"""What a person types into the log form, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from activities.models import Activity
from activities.selectors.levels import all_levels
from organisation.models import ActivityKind, Service

LOG = "/activities/log/"


def typed(**changes: Any) -> dict[str, Any]:
    """A short form as Sam would fill it in after a workshop today."""
    today: date = timezone.localdate()
    level = all_levels().by_code[changes.pop("level", "involve")]
    form = {
        "title": "Garden workshop",
        "kind": str(ActivityKind.objects.get(label="Workshop").pk),
        "status": "happened",
        "held_on_day": str(today.day),
        "held_on_month": str(today.month),
        "held_on_year": str(today.year),
        "service": str(Service.objects.get(name__startswith="Canterbury").pk),
        "level": str(level.id),
        "people": "8",
        "mode": "in_person",
    }
    return form | changes


def logged(client, **changes: Any) -> Activity:
    """Log an activity through the page, the same again if need be; the new activity."""
    response = client.send(LOG, typed(**changes) | {"submission_again": "1"})
    assert response.status_code == 302, errors_of(response)
    return Activity.objects.latest("pk")


def errors_of(response) -> dict[str, list[str]]:
    """The messages the form shows, by field."""
    form = response.context["form"] if response.context else None
    return {name: list(map(str, each)) for name, each in form.errors.items()} if form else {}
