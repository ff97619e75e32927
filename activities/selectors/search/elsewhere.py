"""What a search finds beside the texts of activities: said of their files, and of their sessions.

These are not among an activity's own words: they stand in other rows, and not everybody who
reads the log may see the files. Each has an index of its own.
"""

from __future__ import annotations

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Left

from activities.models import Attachment, Session
from activities.models.search import vector_of
from activities.selectors.search.understood import Understood, matches
from core.search import SHOWN

LONGEST_REASON = 200


def files_found(found: Understood) -> QuerySet:
    """Files by what they show, the newest first, for `core.search.hits`."""
    return _hits("file", Attachment.objects.all(), found, text="shows", also="activity__title")


def reasons_found(found: Understood) -> QuerySet:
    """Sessions by why they were cancelled or changed, the newest first, for `core.search.hits`."""
    rows = Session.objects.exclude(status_reason="")
    return _hits("session", rows, found, text="status_reason", is_note=True, also="activity__title")


def _hits(
    kind: str, rows: QuerySet, found: Understood, *, text: str, also: str, is_note: bool = False
) -> QuerySet:
    """The activities of the rows that hold the words; at most one more than is shown."""
    name, note = (also, text) if is_note else (text, also)
    return (
        rows.alias(words=vector_of(text))
        .filter(matches(F("words"), found.anywhere))
        .annotate(
            hit_kind=Value(kind, output_field=CharField()),
            hit_name=Cast(name, CharField()),
            hit_note=Cast(Left(note, LONGEST_REASON), CharField()),
        )
        .order_by("-pk")
        .values_list("hit_kind", "activity_id", "hit_name", "hit_note")[: SHOWN + 1]
    )
