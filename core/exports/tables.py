"""The list of files that somebody had made."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from core.exports.selectors import GONE, READY, counts_said
from core.models import Export, Work
from core.tables import Column, Table, Tag

STANDS = {
    Work.State.WAITING: Tag("Waiting to start", "yellow"),
    Work.State.RUNNING: Tag("Being made", "blue"),
    Work.State.STOPPED: Tag("Stopped", "grey"),
    Work.State.FAILED: Tag("Could not be made", "red"),
    READY: Tag("Ready", "green"),
    GONE: Tag("Gone", "grey"),
}


def _title(title: str, pk: UUID) -> tuple[str, str]:
    return title, reverse("core:export_detail", args=[pk])


def _filters(filters: list[list[str]]) -> str:
    return "; ".join(f"{label}: {said}" for label, said in filters)


EXPORTS = Table(
    name="files",
    caption="Your files",
    what="files",
    columns=(
        Column("title", "What is in it", ("title", "pk"), cell=_title),
        Column("filters", "Filters", "filters", cell=_filters, empty="None"),
        Column("form", "Kind of file", "form", cell=lambda form: str(Export.Form(form).label)),
        Column("stands", "State", "stands", cell=lambda stands: STANDS[stands]),
        Column("asked_at", "Asked for", "asked_at", sort="asked_at"),
        Column("counts", "How much", "counts", cell=counts_said),
        Column("expires_at", "Kept until", "expires_at", sort="expires_at"),
    ),
    order="-asked_at",
    empty="You have had no file made yet. Long lists and whole logs are made into files here.",
)
