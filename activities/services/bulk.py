"""Writing many activities at once, with the same columns as `log_activity` writes."""

from __future__ import annotations

from collections.abc import Sequence

from activities.rules import log as rules
from activities.selectors.log import actor_of
from activities.services.copying import AT_ONCE, write_records
from activities.services.entries import Record
from activities.services.log import check_entry
from core.service import refuse, service

__all__ = ["Record", "log_many"]


@service
def log_many(*, by, records: Sequence[Record]) -> list[int]:
    """Record activities; their ids, in their order. Raises `Refused` as `log_activity` does."""
    refuse(rules.log_blocker(actor_of(by, with_posts=False)))
    for record in records:
        check_entry(record.entry)
    made: list[int] = []
    for start in range(0, len(records), AT_ONCE):
        made += write_records(records[start : start + AT_ONCE]).activity_ids
    return made
