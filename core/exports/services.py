"""Having a file made, keeping it, and letting it go."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone

from core.exports import rules
from core.exports.building import building_folder
from core.exports.content import Content
from core.exports.opening import holds
from core.exports.selectors import open_count
from core.files.searching import names_somebody
from core.files.services import drop_file, store_path
from core.forgetting import Known
from core.models import Export, Work
from core.service import NotAllowed, acting, bookkeeping, refuse, service
from core.work.services import start_work, stop_work

KIND = "core.export"
PURPOSE = "export"
# That somebody took something out is known for this long; the file itself goes much sooner.
KEEP_ROWS = timedelta(days=365)


@service
def start_export(*, by: Any, content: Content, address: str, form: str) -> Export:
    """Have a worker make a file of what stands at an address; few at once for one person."""
    if not holds(by, content.needs):
        raise NotAllowed("Your account may not take this out.")
    # Two at once: the second waits here and then counts the first.
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    refuse(rules.ask_blocker(open_count(by)))
    title = content.about.title[:200]
    export = Export(
        by=by,
        address=address,
        title=title,
        form=form,
        filters=[list(pair) for pair in content.about.filters],
    )
    export.work = start_work(by=by, kind=KIND, subject=export.pk, title=title)
    export.save(force_insert=True)
    acting().reason = f"{title}: {export.get_form_display()}"
    return export


@service
def keep_export(
    *,
    by: Any,
    export: Export,
    path: Path,
    name: str,
    needs: Sequence[str],
    counts: Sequence[tuple[str, int]],
) -> Export:
    """Keep the file that was made, for its asker, for a while."""
    now = timezone.now()
    expires_at = now + timedelta(days=settings.EXPORT_DAYS)
    export.file = store_path(
        by=by,
        path=path,
        name=f"{name}-{timezone.localdate().isoformat()}",
        kind=export.form,
        purpose=PURPOSE,
        expires_at=expires_at,
    )
    export.made_at, export.expires_at = now, expires_at
    export.needs, export.size = sorted(needs), export.file.size
    export.counts = [list(pair) for pair in counts]
    export.rows = sum(number for _what, number in counts)
    export.save(update_fields=["file", "made_at", "expires_at", "needs", "counts", "rows", "size"])
    return export


@service
def stop_export(*, by: Any, export_id: UUID) -> Export:
    """Stop the making of one's own file; nothing of it stays."""
    export = _own(export_id, by)
    stop_work(by=by, work_id=export.work_id)
    return export


@service
def remove_export(*, by: Any, export_id: UUID) -> Export:
    """Remove one's own file before its time; that it was made is still known."""
    export = _own(export_id, by)
    stored, export.file = export.file, None
    export.save(update_fields=["file"])
    if stored:
        drop_file(by=by, stored=stored)
    return export


@bookkeeping
def count_download(*, by: Any, export_id: UUID) -> None:
    """Note that the file is being fetched."""
    Export.objects.filter(pk=export_id).update(
        downloads=F("downloads") + 1, downloaded_at=timezone.now()
    )


@service
def drop_old_exports(*, by: Any) -> int:
    """Forget what was taken out long ago, and remove what killed workers left behind.

    The files themselves go by their own time (`core.files.upkeep`).
    """
    _drop_leftovers()
    old = Export.objects.filter(
        asked_at__lt=timezone.now() - KEEP_ROWS, file__isnull=True, work__ended_at__isnull=False
    )
    works = list(old.values_list("work_id", flat=True))
    dropped = old.delete()[0]
    Work.objects.filter(pk__in=works).delete()
    return dropped


def _own(export_id: UUID, person: Any) -> Export:
    rows = Export.objects.select_for_update(of=["self"]).select_related("file")
    export = rows.get(pk=export_id)
    if export.by_id != person.pk:
        raise NotAllowed("Only the person who asked for a file can stop or remove it.")
    return export


def _drop_leftovers() -> None:
    """Folders of files that nobody is making any more: their worker was killed and given up."""
    folder = building_folder()
    found = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    if not found:
        return
    being_made = Export.objects.filter(
        pk__in=found, made_at__isnull=True, work__state__in=["waiting", "running"]
    )
    for name in found.keys() - {str(pk) for pk in being_made.values_list("pk", flat=True)}:
        shutil.rmtree(found[name], ignore_errors=True)


@service
def forget_in_exports(*, by: Any, known: Known, needs: frozenset[str]) -> int:
    """Remove every file in which somebody may stand who is to be forgotten; how many.

    Lists that need one of these rights are of people, so they go in any case: not every column
    that could be theirs says their name. That a file was made is still known.
    """
    _drop_leftovers()
    exports = Export.objects.select_for_update(of=["self"]).select_related("file").order_by("pk")
    gone = 0
    for export in exports:
        stored = export.file
        is_named = known.is_looked_for(f"{export.address} {export.filters}")
        if stored is None and not is_named:
            continue
        if is_named:
            export.address, export.filters = "", []
        if stored and (is_named or needs & set(export.needs) or names_somebody(stored, known)):
            export.file = None
            gone += 1
        export.save(update_fields=["address", "filters", "file"])
        if stored and export.file is None:
            drop_file(by=by, stored=stored)
    return gone
