"""The page of recent changes as a reader sees it, and what there is to tell."""

from __future__ import annotations

import re

from activities.models import Activity
from activities.selectors.levels import all_levels
from activities.services.log import (
    ActivityEntry,
    correct_activity,
)
from organisation.models import ActivityKind, Directorate, Service

CHANGES = "/activities/changes/"
CANTERBURY, THANET, LITTLEBROOK = "Canterbury", "Thanet", "Littlebrook"


def entry(
    title: str = "Garden group", *places: str, level: str = "involve", **said
) -> ActivityEntry:
    services = [Service.objects.get(name__startswith=place) for place in places or (CANTERBURY,)]
    return ActivityEntry(
        title=title,
        kind_id=ActivityKind.objects.earliest("pk").pk,
        level_id=all_levels().by_code[level].id,
        service_ids=tuple(each.pk for each in services),
        directorate_by_service={each.pk: each.directorate_id for each in services},
        **said,
    )


def correct(by, activity: Activity, new: ActivityEntry, reason: str = "") -> None:
    correct_activity(by=by, activity_id=activity.pk, expected=None, entry=new, reason=reason)


def lines(response) -> list[str]:
    """The sentences of the page as a reader sees them, newest first."""
    text = re.sub(r"<[^>]+>", "", "\n".join(re.findall(r"<time.*?</p>", response.content.decode())))
    return [" ".join(line.split()[1:]) for line in text.splitlines()]


def see(client, **chosen) -> list[str]:
    response = client.get(CHANGES, {"directorate": 0, **chosen})
    assert response.status_code == 200
    return lines(response)


def directorate(name: str) -> int:
    return Directorate.objects.get(name=name).pk
