"""The list of what people asked about their own record."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from community.models import RightsRequest
from core.tables import Column, RowAddress, Table, Tag, words

_address = RowAddress("community:rights_request_answer")


def _kind(kind: str, pk: int) -> tuple[str, str]:
    return str(RightsRequest.Kind(kind).label), _address(pk)


def _left(due_on: date) -> str:
    days = (due_on - timezone.localdate()).days
    if days < 0:
        return f"{-days} day{'' if days == -1 else 's'} late"
    return "Today" if days == 0 else f"{days} day{'' if days == 1 else 's'}"


def _state(state: str, due_on: date) -> Tag:
    if due_on < timezone.localdate():
        return Tag("Overdue", "red")
    return Tag(str(RightsRequest.State(state).label), "yellow" if state == "asked" else "blue")


REQUESTS = Table(
    name="rights",
    caption="What people asked",
    what="requests",
    columns=(
        Column("kind", "What they ask", ("kind", "pk"), cell=_kind),
        Column("person", "Who", "person__name"),
        Column("asked", "Asked", "asked_at", cell=lambda at: words(timezone.localdate(at))),
        Column("due", "Due", "due_on", sort="due_on"),
        Column("left", "Time left", "due_on", cell=_left),
        Column("state", "State", ("state", "due_on"), cell=_state),
    ),
    order="due",
    empty="Nobody waits for an answer.",
)
