"""The worker's part: make the file with the rights its asker has now."""

from __future__ import annotations

from collections.abc import Mapping

from core.exports.building import build, building
from core.exports.opening import content_at
from core.exports.services import KIND, keep_export
from core.models import Export, Work
from core.service import System
from core.work.progress import Progress
from core.work.sockets import Run

BY = System("exports")


def make_export(work: Work, progress: Progress) -> None:
    """Make the file that the work is about; all of it or nothing.

    The list is opened anew: a role that was taken away or an account that was closed since it
    was asked for is refused here.
    """
    export = Export.objects.select_related("by").get(pk=work.subject)
    content = content_at(export.address, export.by)
    with building(export.pk) as folder:
        path = folder / "file"
        counts = build(content, export.form, path, progress)
        rows = sum(number for _what, number in counts)
        progress.at("Keeping the file", rows, rows)
        keep_export(
            by=BY,
            export=export,
            path=path,
            name=content.name,
            needs=sorted(content.needs),
            counts=counts,
        )


def kinds() -> Mapping[str, Run]:
    """What this is called among the kinds of work."""
    return {KIND: make_export}
