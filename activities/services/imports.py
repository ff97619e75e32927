"""Loading standing activities from a checked file, all or nothing, in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from activities.imports import OnionRow
from activities.models import Ladder
from activities.selectors.imports import standing_keys
from activities.services.log import ActivityEntry, log_activity
from core.service import acting, service


@dataclass(frozen=True)
class Imported:
    """The titles that were added and those that were there before."""

    added: tuple[str, ...]
    present: tuple[str, ...]


@service
def import_standing(*, by, rows: Sequence[OnionRow], source: str) -> Imported:
    """Log each row as a standing activity, unless one of its name and level stands already.

    `source` is the file's name, kept as the reason of the act.
    """
    # Two runs at once: the second waits here, then finds what the first one added.
    list(Ladder.objects.select_for_update(no_key=True).order_by("pk"))
    there = standing_keys()
    new = [row for row in rows if row.key not in there]
    for row in new:
        log_activity(
            by=by,
            entry=ActivityEntry(
                title=row.title,
                kind_id=row.kind_id,
                level_id=row.level_id,
                service_ids=row.service_ids,
                is_trust_wide=row.is_trust_wide,
                is_standing=True,
                notes=row.notes,
            ),
        )
    act = acting()
    act.subject = None
    act.reason = f"{len(new)} standing activities from {source}"
    return Imported(
        added=tuple(row.title for row in new),
        present=tuple(row.title for row in rows if row.key in there),
    )
