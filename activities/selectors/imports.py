"""What an onion file is compared with."""

from __future__ import annotations

from collections import Counter

from activities.imports import Known, squeezed
from activities.models import Activity, LevelWording
from activities.selectors.levels import DEFAULT_LADDER, all_levels
from organisation.models import ActivityKind, Directorate
from organisation.selectors import services_in_force


def known_names() -> Known:
    """Levels by code and by every name they had, services, directorates and kinds."""
    levels = all_levels()
    by_name = {
        squeezed(name): level_id
        for name, level_id in LevelWording.objects.order_by("version").values_list(
            "name", "level_id"
        )
    }
    # A name on both ladders means the one in use now.
    for row in sorted(levels.rows, key=lambda level: level.ladder == DEFAULT_LADDER):
        by_name |= {squeezed(row.name): row.id, squeezed(row.code): row.id}
    services, names = _places()
    kinds = ActivityKind.objects.filter(is_in_use=True).values_list("label", "pk")
    return Known(
        levels=by_name,
        level_names=tuple(row.name for row in levels.rows),
        services=services,
        names=names,
        kinds=dict(kinds),
    )


def _places() -> tuple[dict[str, tuple[int, ...]], list[str]]:
    """Services by name, and directorates by each of their names with all their services."""
    services = services_in_force()
    found: dict[str, tuple[int, ...]] = {}
    names: list[str] = []
    for each in Directorate.objects.filter(valid_to__isnull=True):
        ids = tuple(s.id for s in services if s.directorate_id == each.pk)
        for name in (each.name, each.short_name, each.old_name):
            if name:
                found[squeezed(name)] = ids
                names.append(name)
    often = Counter(squeezed(service.name) for service in services)
    for service in services:
        # Where a name stands for several services, it takes the directorate's with it.
        is_clear = often[squeezed(service.name)] == 1 and squeezed(service.name) not in found
        name = service.name if is_clear else f"{service.directorate}, {service.name}"
        found[squeezed(name)] = (service.id,)
        names.append(name)
    return found, names


def standing_keys() -> set[tuple[str, int]]:
    """Name and level of every standing activity that was not cancelled."""
    rows = Activity.objects.filter(is_standing=True, counted_level_id__isnull=False)
    return {(squeezed(t), level) for t, level in rows.values_list("title", "counted_level_id")}
