"""Background work of the engagement log, by kind."""

from __future__ import annotations

from collections.abc import Mapping

from activities.selectors.bulk_pages import CHANGE, PREVIEW, UNDO
from activities.services import change_many as services
from core.models import Work
from core.work.progress import Progress
from core.work.sockets import Run


def kinds() -> Mapping[str, Run]:
    """What `core.work` may ask of this app."""
    return {PREVIEW: _make_preview, CHANGE: _change_many, UNDO: _undo_change}


def _make_preview(work: Work, progress: Progress) -> None:
    services.make_preview(by=work.by, change_id=int(work.subject), say=progress.at)


def _change_many(work: Work, progress: Progress) -> None:
    services.change_many(by=work.by, change_id=int(work.subject), say=progress.at)


def _undo_change(work: Work, progress: Progress) -> None:
    services.undo_change(by=work.by, change_id=int(work.subject), say=progress.at)
