"""Opening and renaming directorates and services."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from core.service import acting, refuse, require_version, service
from core.turns import take_turns
from organisation.models import Directorate, Service
from organisation.rules import (
    Double,
    change_part_blocker,
    close_part_blocker,
    double_blocker,
    permission_blocker,
)
from organisation.selectors import part_facts, same_words


def _refuse_double(rows: QuerySet, name: str, what: str) -> None:
    found = same_words(rows.filter(valid_to__isnull=True), "name", name).first()
    refuse(double_blocker(found and Double(found.name), what=what), field="name")


@service
def open_directorate(
    *,
    by: Any,
    name: str,
    short_name: str = "",
    old_name: str = "",
    valid_from: date | None = None,
    batch_id: int | None = None,
) -> Directorate:
    """Open a directorate. Without `valid_from` it has been there as long as anyone asks."""
    refuse(permission_blocker(by, "keep_organisation"))
    take_turns("directorate names")
    _refuse_double(Directorate.objects.all(), name, "directorate")
    row = Directorate.objects.create(
        name=name,
        short_name=short_name,
        old_name=old_name,
        valid_from=valid_from,
        batch_id=batch_id,
    )
    acting().subject = row
    return row


@service
def rename_directorate(
    *,
    by: Any,
    directorate_id: int,
    expected: int | None,
    name: str,
    short_name: str = "",
    old_name: str = "",
) -> Directorate:
    """Change the names of an open directorate. Records show the new name from now on."""
    take_turns("directorate names")
    row = Directorate.objects.select_for_update().get(pk=directorate_id)
    acting().subject = row
    refuse(change_part_blocker(by, part_facts(row)))
    words = {"name": row.name, "short_name": row.short_name, "old_name": row.old_name}
    require_version(row, expected, lambda: words)
    _refuse_double(Directorate.objects.exclude(pk=row.pk), name, "directorate")
    row.name, row.short_name, row.old_name = name, short_name, old_name
    row.version = F("version") + 1
    row.save(update_fields=["name", "short_name", "old_name", "version"])
    return row


@service
def open_service(
    *,
    by: Any,
    directorate_id: int,
    name: str,
    cost_centre: str = "",
    valid_from: date | None = None,
    batch_id: int | None = None,
) -> Service:
    """Open a service in a directorate that is not closing."""
    refuse(permission_blocker(by, "keep_organisation"))
    directorate = Directorate.objects.select_for_update(no_key=True).get(pk=directorate_id)
    # A directorate that may be closed is one that is open for good: the same question.
    refuse(close_part_blocker(by, part_facts(directorate), None))
    _refuse_double(Service.objects.filter(directorate=directorate), name, "service here")
    start = valid_from or directorate.valid_from
    if start and directorate.valid_from and start < directorate.valid_from:
        start = directorate.valid_from
    row = Service.objects.create(
        directorate=directorate,
        name=name,
        cost_centre=cost_centre,
        valid_from=start,
        batch_id=batch_id,
    )
    acting().subject = row
    return row


@service
def change_service(
    *, by: Any, service_id: int, expected: int | None, name: str, cost_centre: str = ""
) -> Service:
    """Change the name or cost centre of an open service."""
    directorate_id = Service.objects.values_list("directorate_id", flat=True).get(pk=service_id)
    # Locked first, so that two services of one directorate cannot take the same name.
    Directorate.objects.select_for_update(no_key=True).get(pk=directorate_id)
    row = Service.objects.select_for_update(no_key=True).get(pk=service_id)
    acting().subject = row
    refuse(change_part_blocker(by, part_facts(row)))
    require_version(row, expected, lambda: {"name": row.name, "cost_centre": row.cost_centre})
    others = Service.objects.filter(directorate_id=row.directorate_id).exclude(pk=row.pk)
    _refuse_double(others, name, "service here")
    row.name, row.cost_centre = name, cost_centre
    row.version = F("version") + 1
    row.save(update_fields=["name", "cost_centre", "version"])
    return row
