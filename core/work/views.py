"""How far a piece of work is, for the script of a progress page; and stopping it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, JsonResponse

from core.access import signed_in
from core.work.selectors import own_work


@signed_in
def work_state(request: HttpRequest, work_id: UUID) -> JsonResponse:
    """State, step and numbers of one's own work."""
    work = own_work(work_id, request.user)
    facts = {"is_open": work.is_open, "step": work.step, "done": work.done, "total": work.total}
    return JsonResponse(facts)
