"""What was agreed before it was spent, once its cost leaves a claim again."""

from __future__ import annotations

from collections.abc import Iterable

from claims.models import SpendingRequest

State = SpendingRequest.State


def release_requests(request_ids: Iterable[int | None]) -> None:
    """It stands agreed again, and may go into another claim. Within a service."""
    ids = {each for each in request_ids if each}
    if not ids:
        return
    rows = SpendingRequest.objects.select_for_update().filter(pk__in=ids, state=State.CARRIED)
    for row in rows.order_by("pk"):
        row.state = State.AGREED
        row.version += 1
        row.save(update_fields=["state", "version"])
