"""Closing and moving parts of the trust without rewriting what was logged under them.

A service that moves is closed on the day and followed by a new row in the other
directorate; its posts go on in the new row. Records keep pointing at the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q

from core.service import acting, refuse, require_version, service
from organisation.models import Directorate, Post, Service
from organisation.rules import (
    CLOSE,
    ReorganisationFacts,
    TargetFacts,
    close_part_blocker,
    move_blocker,
    reorganisation_blocker,
)
from organisation.selectors import part_facts


@service
def close_directorate(
    *,
    by: Any,
    directorate_id: int,
    expected: int | None,
    closes_on: date,
    plan: Mapping[int, int | None],
    successor_id: int | None = None,
    reason: str = "",
) -> Directorate:
    """Close a directorate on a day; `plan` says of each open service where it goes.

    `plan` maps service id to the directorate it moves to, or to `rules.CLOSE`. Posts in the
    directorate itself end that day. Raises Refused while a service is left without an answer.
    """
    # All of them, in one order, so that two reorganisations cannot wait for each other.
    locked = {row.pk: row for row in Directorate.objects.select_for_update().order_by("pk")}
    row = locked[directorate_id]
    acting().subject, acting().reason = row, reason
    refuse(close_part_blocker(by, part_facts(row), closes_on), field="closes_on")
    require_version(row, expected, dict)
    services = {s.pk: s for s in _open_services(Q(directorate=row))}
    facts = ReorganisationFacts(
        directorate_id=row.pk,
        services={pk: part_facts(s) for pk, s in services.items()},
        targets=_targets(locked, set(plan.values()) | {successor_id}),
    )
    refuse(reorganisation_blocker(facts, closes_on=closes_on, successor_id=successor_id, plan=plan))
    for pk, each in services.items():
        target_id = plan[pk]
        _close(each, closes_on, None if target_id is CLOSE else _follow(each, target_id, closes_on))
    _end_posts(Q(directorate=row), closes_on)
    row.valid_to, row.successor_id, row.version = closes_on, successor_id, F("version") + 1
    row.save(update_fields=["valid_to", "successor", "version"])
    return row


@service
def move_service(
    *,
    by: Any,
    service_id: int,
    expected: int | None,
    directorate_id: int,
    moves_on: date,
    reason: str = "",
) -> Service:
    """Move one service to another directorate from a day on; returns the new row."""
    locked = {row.pk: row for row in Directorate.objects.select_for_update().order_by("pk")}
    row = Service.objects.select_for_update().get(pk=service_id)
    acting().subject, acting().reason = row, reason
    refuse(close_part_blocker(by, part_facts(row), moves_on), field="moves_on")
    require_version(row, expected, dict)
    if directorate_id == row.directorate_id:
        refuse(f"{row.name} is in that directorate already.", field="directorate")
    target = _targets(locked, {directorate_id})[directorate_id]
    refuse(move_blocker(part_facts(row), target, moves_on), field="directorate")
    new = _follow(row, directorate_id, moves_on)
    _close(row, moves_on, new)
    return new


@service
def close_service(
    *,
    by: Any,
    service_id: int,
    expected: int | None,
    closes_on: date,
    successor_id: int | None = None,
    reason: str = "",
) -> Service:
    """Close a service on a day. With a successor, another open service, its posts go on there."""
    row = Service.objects.select_for_update().get(pk=service_id)
    acting().subject, acting().reason = row, reason
    refuse(close_part_blocker(by, part_facts(row), closes_on), field="closes_on")
    require_version(row, expected, dict)
    successor = None
    if successor_id is not None:
        successor = _open_services(Q(pk=successor_id)).first()
        if successor is None or successor.pk == row.pk:
            refuse("Choose another open service to follow this one.", field="successor")
    _close(row, closes_on, successor)
    return row


def _open_services(which: Q):
    return Service.objects.select_for_update().filter(which, valid_to__isnull=True).order_by("pk")


def _targets(locked: Mapping[int, Directorate], wanted: set[int | None]) -> dict[int, TargetFacts]:
    """The facts of the directorates that services are to move to, by id."""
    names: dict[int, set[str]] = {pk: set() for pk in locked if pk in wanted}
    taken = Service.objects.filter(directorate_id__in=names, valid_to__isnull=True)
    for directorate_id, name in taken.values_list("directorate_id", "name"):
        names[directorate_id].add(name.casefold())
    return {
        pk: TargetFacts(part_facts(locked[pk]), frozenset(found)) for pk, found in names.items()
    }


def _follow(row: Service, directorate_id: int, moves_on: date) -> Service:
    """The new row of a service in the directorate that it moves to."""
    return Service.objects.create(
        directorate_id=directorate_id,
        name=row.name,
        cost_centre=row.cost_centre,
        valid_from=moves_on,
    )


def _close(row: Service, closes_on: date, successor: Service | None) -> None:
    row.valid_to, row.successor, row.version = closes_on, successor, F("version") + 1
    row.save(update_fields=["valid_to", "successor", "version"])
    going_on = _end_posts(Q(service=row), closes_on)
    if successor is not None:
        Post.objects.bulk_create(
            Post(
                person_id=person_id,
                duty=duty,
                service=successor,
                valid_from=max(start, closes_on) if start else closes_on,
                valid_to=end,
            )
            for person_id, duty, start, end in going_on
            if not _has_post(successor, person_id, duty, closes_on)
        )


def _has_post(place: Service, person_id: int, duty: str, on: date) -> bool:
    rows = Post.objects.filter(service=place, person_id=person_id, duty=duty)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).exists()


def _end_posts(which: Q, on: date) -> list[tuple[int, str, date | None, date | None]]:
    """End the posts that would last past a day; returns person, duty, start and end of each.

    A post that was to begin later never does: its row goes, its history stays.
    """
    rows = Post.objects.filter(which).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    lasting = list(rows.values_list("person_id", "duty", "valid_from", "valid_to"))
    rows.filter(valid_from__gte=on).delete()
    rows.update(valid_to=on)
    return lasting
