"""Reads of background work."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from core.models import Work

OPEN = (Work.State.WAITING, Work.State.RUNNING)


def open_work_ids() -> list[UUID]:
    """What is to be done or being done, oldest first."""
    return list(
        Work.objects.filter(state__in=OPEN).order_by("asked_at").values_list("pk", flat=True)
    )


def latest_work(kind: str, subject: object) -> Work | None:
    """The newest work of a kind about a thing."""
    found = Work.objects.filter(kind=kind, subject=str(subject)).select_related(
        "by", "stop_asked_by"
    )
    return found.order_by("-asked_at", "-pk").first()


def own_work(work_id: UUID, person) -> Work:
    """Work that this person asked for, or Http404."""
    return get_object_or_404(Work, pk=work_id, by=person)
