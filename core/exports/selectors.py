"""Reads of files that people had made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from core.exports import rules
from core.exports.opening import holds
from core.models import Export, StoredFile, Work

READY, GONE = "ready", "gone"


def own_export(export_id: UUID, person: Any) -> Export:
    """A file that this person asked for, with its work; Http404 for everybody else's."""
    rows = Export.objects.select_related("work", "file", "by").filter(pk=export_id, by=person)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def facts_of(export: Export, person: Any) -> rules.ExportFacts:
    """What the rules ask about a file, with the rights the person has now."""
    return rules.ExportFacts(
        is_made=export.made_at is not None,
        has_file=export.file_id is not None,
        expires_at=export.expires_at,
        holds_rights=holds(person, frozenset(export.needs)),
    )


def open_refusal(export: Export, person: Any) -> str | None:
    """Why this person may not open the file now."""
    return rules.open_blocker(facts_of(export, person), timezone.now())


def file_to_open(export_id: UUID, person: Any) -> tuple[Export, StoredFile]:
    """The file, for the person who asked for it while they may see what is in it; else Http404.

    To everybody else it looks as if there were none.
    """
    export = own_export(export_id, person)
    if open_refusal(export, person) or export.file is None:
        raise Http404
    return export, export.file


def open_count(person: Any) -> int:
    """How many files wait or are being made for this person."""
    open_now = [Work.State.WAITING, Work.State.RUNNING]
    return Export.objects.filter(by=person, work__state__in=open_now).count()


def export_rows(person: Any) -> QuerySet[Export]:
    """The files this person asked for, each with how it stands."""
    return Export.objects.filter(by=person).annotate(
        stands=Case(
            When(made_at__isnull=True, then=F("work__state")),
            When(file__isnull=True, then=Value(GONE)),
            When(expires_at__lte=Now(), then=Value(GONE)),
            default=Value(READY),
            output_field=CharField(),
        )
    )


def counts_said(counts: Sequence[Sequence[Any]]) -> str:
    """What a file holds, in words."""
    return ", ".join(f"{number:,} {what}" for what, number in counts)


@dataclass(frozen=True)
class ExportPage:
    """What the page of one file shows."""

    export: Export
    why_not_open: str | None

    @property
    def work(self) -> Work:
        return self.export.work

    @property
    def is_ready(self) -> bool:
        return self.export.made_at is not None and self.why_not_open is None

    @property
    def holds(self) -> str:
        """How much is in it: "1,200 activities, 2,230 rows of sessions"; empty until it is made."""
        return counts_said(self.export.counts)

    @property
    def filters(self) -> list[list[str]]:
        return self.export.filters

    @property
    def again(self) -> str:
        """The query of the page that has the same made once more."""
        return urlencode({"address": self.export.address, "form": self.export.form})


def export_page(export_id: UUID, person: Any) -> ExportPage:
    """One's own file, and whether it can be opened now."""
    export = own_export(export_id, person)
    return ExportPage(export, open_refusal(export, person))
