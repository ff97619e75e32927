"""Reading a person's own drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import QueryDict

from core.models import Draft


class KeptDraft(NamedTuple):
    """What was typed, as a form takes it, and when."""

    page: str
    values: QueryDict
    updated_at: datetime


def draft_of(person, page: str) -> KeptDraft | None:
    """The person's draft of one page, if there is one."""
    row = Draft.objects.filter(by=person, page=page).values("values", "updated_at").first()
    return KeptDraft(page, _as_post(row["values"]), row["updated_at"]) if row else None


def drafts_of(person) -> list[KeptDraft]:
    """All of a person's drafts, newest first."""
    rows = Draft.objects.filter(by=person).order_by("-updated_at")
    return [KeptDraft(row.page, _as_post(row.values), row.updated_at) for row in rows]


def _as_post(values: Mapping[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, each in values.items():
        data.setlist(name, [str(text) for text in each])
    return data
